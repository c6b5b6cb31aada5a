"""What a family of the ledger is: cases, how constants are fitted to them, and how one is predicted."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from calculators.core.catalogue import Catalogue

Constants = Mapping[str, float]


@dataclass(frozen=True)
class Case:
    """A reading with all that its prediction takes.

    `source` is left out as a whole; `software` and `gpu` group the errors; `subject` is what the family's functions read
    (records, plain numbers). `measured` is None for a run that did not fit; `capacity` is then what it did not fit into.
    """

    id: str
    source: str
    software: str
    gpu: str
    model: str
    measured: float | None
    subject: Any
    capacity: float | None = None
    about: str = ""
    """What is unusual in it, as a reason for an error."""


@dataclass(frozen=True)
class Goal:
    """Bounds of a family's errors in per cent: mean over sources of the median, and the 90th percentile of all."""

    mdape: float
    p90: float


@dataclass(frozen=True)
class Family:
    """A family of the ledger. A module of this package holds one as FAMILY.

    `rows` reads cases off the catalogue with its measurements. `fit` gives constants from cases; `predict` one case's
    value in `unit` from constants. `spread` scales a case's range (1: as its group's). `naive` are the rules people use,
    by name. `constants` is the shipped set; `group` names the residuals' group of a case.
    """

    id: str
    title: str
    unit: str
    rows: Callable[[Catalogue], list[Case]]
    fit: Callable[[Sequence[Case]], Constants]
    predict: Callable[[Case, Constants], float]
    constants: Constants
    must: Goal
    aim: Goal
    width_ceiling: float
    naive: Mapping[str, Callable[[Case], float | None]] = field(default_factory=dict)
    group: Callable[[Case], str] = lambda case: case.software
    spread: Callable[[Case], float] = lambda case: 1.0
    least_spread: float = 0.0
    """The narrowest half width of a range, in logarithms: what readings are rounded to, versions differ by."""
    constants_module: str = ""
    """Where `--refit` writes: a module of calculators.engines.constants."""
    binding: bool = True
    """False where the data here cannot decide `must`: one source, or none."""
    note: str = ""
    """What a reader should know of figures that the data cannot decide: a sentence."""
    by: Callable[[Case], str] = lambda case: case.source
    """What is left out together: the source, or, where there is but one, the GPU."""
