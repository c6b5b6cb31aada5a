"""From a calculator to the next, filled in with the same answers: will it fit, how fast, for what money, and so the whole decision."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from calculators._money import InCurrency
from calculators.core.catalogue import Catalogue
from calculators.core.numerals import written
from calculators.core.quantity import fields_of
from calculators.core.report import Link, Reason
from calculators.engines.jobs import IMAGES, LEARN, suits
from calculators.records.owning import Owning

ALIKE = ("region", "horizon_months", "storage_gb", "longest_run_hours")
"""Inputs that calculators of money and the recommendation ask alike."""
MOST_HOURS, MOST_AT_ONCE, MOST_PROMPT_TOKENS = 168.0, 10_000, 1_000_000
"""What the next page allows, where the one before allows more."""


def carry_on(*links: Link) -> Reason:
    """The sentence that leads on."""
    return Reason("Carry on with the same answers:", links)


def to_speed(inputs: Any) -> Link:
    """How fast it runs, from what is asked of its memory."""
    names = ("gpu", "gpu_count", "quantization", "own_memory_gb", "kv_cache", "model_config")
    asked = {name: getattr(inputs, name) for name in names}
    return _link("How fast?", "speed", **asked, model=inputs.model, concurrency=inputs.batch)


def to_api_or_own(inputs: Any) -> Link:
    """Whose machines the same conversations are cheapest on."""
    return _link(
        "API or own?",
        "api_or_own",
        model=inputs.model,
        prompt_tokens=min(inputs.prompt_tokens, MOST_PROMPT_TOKENS),
        output_tokens=inputs.output_tokens,
        concurrency=min(inputs.concurrency, MOST_AT_ONCE),
    )


def to_recommend(inputs: Any, catalogue: Catalogue, **known: Any) -> Link:
    """The whole decision: what both pages ask alike, and what is known besides. A model of the reader's own file has no record."""
    model = None if getattr(inputs, "model_config", "") else known.pop("model", getattr(inputs, "model", None))
    record = catalogue["models"][model] if model else None
    if record is not None and (suits(IMAGES, record) or suits(LEARN, record)):
        known["model"] = model
    alike = {name: getattr(inputs, name) for name in ALIKE if hasattr(inputs, name)}
    for cls in (Owning, InCurrency):
        if isinstance(inputs, cls):
            alike |= {i.name: value for i in fields_of(cls) if (value := getattr(inputs, i.name)) != i.default}
    return _link("Cloud, rig, or both?", "recommend", **{**alike, **known})


def _link(text: str, calculator: str, **asked: Any) -> Link:
    """To a calculator with its inputs."""
    return Link(text, address(calculator, **asked))


def address(calculator: str, **asked: Any) -> str:
    """Of a calculator with its inputs, from the site's root; what is not known is left out."""
    told = {n: written(v) if isinstance(v, float) else str(v) for n, v in asked.items() if v is not None and v != ""}
    return f"calculators/{calculator}/?{urlencode(told)}" if told else f"calculators/{calculator}/"
