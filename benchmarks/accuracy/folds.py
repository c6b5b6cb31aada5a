"""Leave one source out: each case predicted, and given a range, by what the other sources say."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from benchmarks.accuracy.case import Case, Constants, Family
from benchmarks.accuracy.figures import Outcome

LEVEL = 0.9
"""Share of measured values that a range is to hold."""
OUTSIDE = 2.0
"""How much wider the logarithm of a range is for a group of software that no other source tells of."""
SOURCES_OF_A_GROUP = 2
"""Sources that a group needs for a spread of its own."""


@dataclass(frozen=True, slots=True)
class Residual:
    """|ln(measured / predicted)| of a case, over its family's spread for it, with what it is grouped by."""

    source: str
    group: str
    size: float


class Folds:
    """The folds of a family; fits are kept by what they leave out."""

    def __init__(self, family: Family, cases: Sequence[Case]) -> None:
        self.family = family
        self.cases = [c for c in cases if c.measured is not None]
        self.parts = sorted({family.by(c) for c in self.cases})
        self.without: Callable[[frozenset[str]], Constants] = cache(self._fit)

    def _fit(self, left_out: frozenset[str]) -> Constants:
        return self.family.fit([c for c in self.cases if self.family.by(c) not in left_out])

    def outcomes(self) -> list[Outcome]:
        """Every case by the fold that has not seen its part; its range from residuals of the others, likewise unseen."""
        out = []
        for part in self.parts:
            constants = self.without(frozenset({part}))
            spreads = spreads_of(self.residuals(frozenset({part})), self.family.least_spread)
            for case in self.cases:
                if self.family.by(case) == part:
                    predicted = self.family.predict(case, constants)
                    factor = math.exp(spread_for(spreads, self.family.group(case)) * self.family.spread(case))
                    assert case.measured is not None
                    out.append(
                        Outcome(case.id, case.source, case.measured, predicted, predicted / factor, predicted * factor)
                    )
        return sorted(out, key=lambda o: o.id)

    def residuals(self, left_out: frozenset[str]) -> list[Residual]:
        """Residuals of all cases outside `left_out`, each by a fit without its own part."""
        out = []
        for part in self.parts:
            if part in left_out:
                continue
            others = left_out | {part}
            constants = self.without(others if len(others) < len(self.parts) else left_out)
            for case in self.cases:
                if self.family.by(case) == part:
                    assert case.measured is not None
                    size = abs(math.log(case.measured / self.family.predict(case, constants)))
                    out.append(Residual(part, self.family.group(case), size / self.family.spread(case)))
        return out


def spreads_of(residuals: Sequence[Residual], least: float) -> dict[str, float]:
    """Half widths of ranges, in logarithms and at `least` so wide, by group; "" stands for groups without one."""
    groups: dict[str, list[Residual]] = defaultdict(list)
    for residual in residuals:
        groups[residual.group].append(residual)
    everything = max(least, _level(residuals))
    out = {"": OUTSIDE * everything}
    for name, group in sorted(groups.items()):
        enough = len({r.source for r in group}) >= SOURCES_OF_A_GROUP
        out[name] = max(least, _level(group)) if enough else max(everything, _level(group))
    return out


def spread_for(spreads: dict[str, float], group: str) -> float:
    """The half width for a group, or the one for what the data does not hold."""
    return spreads.get(group, spreads[""])


def _level(residuals: Sequence[Residual]) -> float:
    """The size that LEVEL of the residuals do not exceed, every source weighing alike."""
    counts: dict[str, int] = defaultdict(int)
    for residual in residuals:
        counts[residual.source] += 1
    ordered = sorted(residuals, key=lambda r: r.size)
    held, total = 0.0, float(len(counts))
    for residual in ordered:
        held += 1 / counts[residual.source]
        if held >= LEVEL * total - 1e-9:
            return residual.size
    return ordered[-1].size if ordered else 1.0
