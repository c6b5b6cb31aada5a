"""The fitted constants of the engines: each a named record, with its meaning, unit, value, how it was fitted, and on what.

One module a subject, each with a tuple CONSTANTS. `benchmarks accuracy --refit` fits them anew from data/measurements/ and
writes the values; tests/test_accuracy.py compares.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Constant:
    """A number that physics leaves open.

    `fitted` says how and on which readings; `source` holds ids of data/sources/.
    """

    name: str
    value: float
    unit: str
    meaning: str
    fitted: str
    source: tuple[str, ...]


def values(constants: Iterable[Constant]) -> dict[str, float]:
    """Constants as plain numbers by name: what engines take."""
    return {c.name: c.value for c in constants}


def spread(name: str, value: float, of: str, source: tuple[str, ...]) -> Constant:
    """The half width of a 90% range in logarithms: a prediction p is given as p / e^s to p · e^s."""
    return Constant(
        name,
        value,
        "",
        f"Half width, in logarithms, of the range that holds nine of ten measured values: {of}.",
        "90% of the residuals, each by constants that have not seen its source; sources weigh alike.",
        source,
    )
