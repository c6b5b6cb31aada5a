"""The records that the golden answers are worked out from, held still: prices in data/ move, these do not.

Taken from the built catalogue by `python -m tests.answers --records`, which is for when a record class has changed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

WHOLE = ("aspects", "guidance", "parts", "psu_ratings", "quantizations", "courses", "depreciation", "glossary")
"""Families taken as they are."""

CHOSEN = {
    "services": (
        "google-colab", "hyperstack", "kaggle", "lambda", "openrelay", "runpod", "sagemaker-studio-lab",
    ),
    "gpus": ("rtx-3060-12gb", "t4", "a100-sxm-40gb", "rx-7900-xtx"),
    "rigs": (
        "dual-rtx-3090-desktop", "mac-studio-m4-max-128gb", "rtx-3060-12gb-desktop", "rtx-3090-desktop", "rtx-3090-egpu",
        "rtx-4090-desktop", "rtx-pro-6000-desktop",
    ),
    "models": (
        "cogvideox-5b", "deepseek-v3-r1-671b", "flux-1-dev", "llama-2-7b", "llama-3-1-8b", "llama-3-3-70b", "mixtral-8x7b",
        "qwen-7b", "qwen2-5-7b", "stable-diffusion-1-5", "stable-diffusion-xl-base",
    ),
    "apis": ("llama-3-3-70b",),
    "regions": ("germany", "united-states", "world-average"),
    "history": ("rtx-3090", "a100-sxm-80gb"),
    "personas": (
        "artist-every-day", "desktop-owner-who-makes-pictures", "doctoral-student-with-cluster", "hospital-own-hardware",
        "hospital-under-contract", "kaggler-beyond-the-quota", "lab-with-rare-large-runs", "learner-who-gets-serious",
        "mac-owner", "no-connection", "nothing-known", "pretraining-8b", "school-class", "start-up-serving-70b",
        "student-no-card", "tinkerer-with-70b",
    ),
    "currencies": ("euro", "indian-rupee"),
}  # fmt: skip
"""Records of the larger families; with them come those that they name, such as the GPUs of a service."""


NAMED = ("gpus", "models", "parts", "sources", "regions")


def selection(catalogue: dict[str, Any], code: str) -> dict[str, Any]:
    """The raw catalogue of the chosen records, of all that these name, and of those that the code names."""
    families = catalogue["families"]
    unknown = [f"{family}/{name}" for family, some in CHOSEN.items() for name in some if name not in families[family]]
    assert not unknown, unknown
    kept = {family: set(families[family]) if family in WHOLE else set(CHOSEN.get(family, ())) for family in families}
    for family in NAMED:
        kept[family] |= set(re.findall(r'"([a-z0-9-]+)"', code)) & set(families[family])
    while True:
        named = {word for family, some in kept.items() for name in some for word in _words(families[family][name])}
        more = {family: (set(families[family]) & named) - kept[family] for family in NAMED}
        if not any(more.values()):
            break
        for family, names in more.items():
            kept[family] |= names
    return catalogue | {
        "families": {
            family: {name: record for name, record in records.items() if name in kept[family]}
            for family, records in families.items()
        }
    }


def written(catalogue: dict[str, Any]) -> str:
    """The raw catalogue as JSON, a record a line."""
    families = ",\n".join(
        f"{json.dumps(family)}: {{\n"
        + ",\n".join(
            f"{json.dumps(name)}: {json.dumps(record, ensure_ascii=False)}" for name, record in records.items()
        )
        + "}"
        for family, records in catalogue["families"].items()
    )
    rest = {key: value for key, value in catalogue.items() if key != "families"}
    return json.dumps(rest)[:-1] + f', "families": {{\n{families}\n}}}}\n'


def _words(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield from value.split()
    elif isinstance(value, dict):
        for item in value.values():
            yield from _words(item)
    elif isinstance(value, list):
        for item in value:
            yield from _words(item)
