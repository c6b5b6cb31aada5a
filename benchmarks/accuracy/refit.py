"""Fitting every constant to all measurements, and the half widths of ranges to residuals left out source by source."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.accuracy import ledger
from benchmarks.accuracy.case import Family
from benchmarks.accuracy.folds import Folds, spreads_of
from calculators.core.catalogue import Catalogue

DIGITS = 4


def refit(everything: Catalogue, chosen: Sequence[str] = ()) -> Iterator[str]:
    """Fit and write the constants of all families, or of the chosen ones; one line a constant."""
    for family in ledger.families():
        if family.constants_module and (not chosen or family.id in chosen):
            for name, value in fitted(family, Folds(family, family.rows(everything))).items():
                old = write(family, name, value)
                yield f"{family.id:20} {name:44} {old:>12} → {short(value):g}"


def fitted(family: Family, folds: Folds) -> dict[str, float]:
    """A family's constants and its ranges' half widths, `spread_<group>`, from everything measured."""
    spreads = spreads_of(folds.residuals(frozenset()), family.least_spread)
    names = {f"spread_{group or 'outside'}": value for group, value in spreads.items()}
    return {**folds.without(frozenset()), **names}


def short(value: float) -> float:
    """The digits that are kept."""
    return float(f"{value:.{DIGITS}g}")


def write(family: Family, name: str, value: float) -> str:
    """Put a value in its constant's place; the old one. ValueError where the module has no such constant."""
    module = importlib.import_module(family.constants_module)
    assert module.__file__
    path = Path(module.__file__)
    text = path.read_text("utf-8")
    pattern = re.compile(rf'((?:Constant|spread)\(\s*"{re.escape(name)}",\s*)([-+.\deE]+)')
    found = pattern.search(text)
    if found is None:
        raise ValueError(f"{path.name} has no constant {name}; add it with any value (fitted: {value:g})")
    path.write_text(pattern.sub(lambda m: f"{m[1]}{short(value)!r}", text, count=1), "utf-8")
    return found[2]
