"""What the glossary says of relative speed is what the measurements in data/ say."""

from __future__ import annotations

import math
from collections import defaultdict
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from calculators import Catalogue
from calculators.engines.throughput import TEXT, TRAINING, rate

MEASUREMENTS = Path(__file__).resolve().parents[1] / "data" / "measurements"


def readings(file: str) -> list[dict[str, Any]]:
    """The readings of a file whose GPU works alone."""
    table = YAML(typ="safe").load((MEASUREMENTS / file).read_text(encoding="utf-8"))
    rows = [{**table["settings"], **dict(zip(table["columns"], row, strict=True))} for row in table["rows"]]
    return [row for row in rows if row["gpu_count"] == 1]


def factors(rows: list[dict[str, Any]], work: str, catalogue: Catalogue) -> list[float]:
    """The larger over the smaller of (speed / data-sheet rate), for each pair of GPUs that ran the same; in order."""
    groups: dict[Any, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        figure = rate(catalogue["gpus"][row["gpu"]], work)
        assert figure is not None
        groups[row["model"], row.get("quantization")][row["gpu"]].append(row["tokens_per_s"] / figure.typical)
    found = []
    for by_gpu in groups.values():
        means = [sum(values) / len(values) for values in by_gpu.values()]
        if len(means) >= 4:
            found += [max(a, b) / min(a, b) for a, b in combinations(means, 2)]
    return sorted(found)


@pytest.mark.parametrize(
    ("term", "file", "work", "phase"),
    [
        ("relative-speed-bandwidth", "gpu-benchmarks-on-llm-inference-inference-speed.yml", TEXT, "decode"),
        ("relative-speed-compute", "lambda-deeplearning-benchmark-training-speed.yml", TRAINING, None),
    ],
)
def test_the_stated_spread_is_that_of_the_measurements(
    term: str, file: str, work: str, phase: str | None, catalogue: Catalogue
) -> None:
    """Half of the pairs within the low, two thirds within the typical, nine tenths within the high; stated to two decimals."""
    found = factors([row for row in readings(file) if row.get("phase") == phase], work, catalogue)
    stated = catalogue["glossary"][term].figure
    for value, share in ((stated.low, 1 / 2), (stated.typical, 2 / 3), (stated.high, 9 / 10)):
        assert found[math.floor(share * len(found))] == pytest.approx(value, abs=0.006)
