"""Small data folders for tests of the loader and its checks."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from generator.load import Loaded, load

TODAY = "2026-11-25"

SOURCE = """\
title: Data sheet
locator: {url: "https://example.org/sheet"}
publisher: vendor
retrieved: 2026-11-22
"""

GPU = """\
name: Example GPU 24 GB
source: sheet
as_of: 2026-01
vendor: nvidia
segment: consumer
architecture: Ampere
memory_gb: 24
bandwidth_gb_s: 936
tdp_watts: 350
launch_usd: {value: 1499, source: sheet, as_of: 2020-09}
used_usd: {low: 600, typical: 750, high: 900, source: sheet, as_of: 2026-05}
"""

SERVICE = """\
name: Example Cloud
source: sheet
as_of: 2026-10
kind: gpu-cloud
offers:
  - id: one
    gpu: example-gpu
    gpu_count: 1
    on_demand_usd_per_hour: 0.5
    spot_usd_per_hour: 0.25
  - id: eight
    gpu: example-gpu
    gpu_count: 8
    on_demand_usd_per_hour: 4
"""

SOUND = {"sources/sheet.yml": SOURCE, "gpus/example-gpu.yml": GPU, "services/example-cloud.yml": SERVICE}
"""A small folder without a fault: path under data/ → text."""


@cache
def real(as_of: str = TODAY) -> Loaded:
    """The records of data/ as they stand at `as_of`, read once."""
    return load(as_of=as_of)


def load_texts(folder: Path, texts: dict[str, str], as_of: str = TODAY) -> Loaded:
    """Write the texts under `folder`/data and load them as they stand at `as_of`."""
    data = folder / "data"
    for name, text in texts.items():
        path = data / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return load(data, as_of=as_of)


def problems_of(folder: Path, changes: dict[str, str | None]) -> list[str]:
    """The problems, as printed, of the sound folder with some files replaced (or left out: None)."""
    texts = {name: text for name, text in {**SOUND, **changes}.items() if text is not None}
    return [str(problem) for problem in load_texts(folder, texts).problems]
