"""Error figures, by the definitions of the project's scoring: sources count alike, however many readings they have."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

SMALL = 3
"""Sources with fewer readings count together as one."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A prediction beside what was measured, both in the family's unit."""

    id: str
    source: str
    measured: float
    predicted: float
    low: float
    high: float

    @property
    def error(self) -> float:
        """Predicted over measured, less one."""
        return self.predicted / self.measured - 1

    @property
    def covered(self) -> bool:
        """True when the measured value lies in the range."""
        return self.low <= self.measured <= self.high

    @property
    def width(self) -> float:
        """Width of the range over the measured value."""
        return (self.high - self.low) / self.measured


def quantile(values: Iterable[float], share: float) -> float:
    """The quantile of a sample by linear interpolation (Hyndman and Fan, 1996, type 7)."""
    ordered = sorted(values)
    if not ordered:
        return math.nan
    place = (len(ordered) - 1) * share
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def by_source(outcomes: Sequence[Outcome]) -> dict[str, list[Outcome]]:
    """Outcomes by source; sources of fewer than SMALL readings together."""
    groups: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        groups[outcome.source].append(outcome)
    few = [o for group in groups.values() if len(group) < SMALL for o in group]
    out = {name: group for name, group in groups.items() if len(group) >= SMALL}
    if few:
        out["few"] = few
    return out


def errors(outcomes: Sequence[Outcome]) -> dict[str, float | int]:
    """Figures of a set: readings, median absolute error, its 90th percentile, signed bias, in per cent; coverage and width.

    `mdape` is the mean over sources of the median error; `pooled` the median over readings; `coverage` the mean over
    sources of the share of measured values inside the range; `width` the median of (high − low) / measured.
    """
    groups = by_source(outcomes).values()
    return {
        "n": len(outcomes),
        "mdape": _per_cent(_mean(quantile((abs(o.error) for o in g), 0.5) for g in groups)),
        "pooled": _per_cent(quantile((abs(o.error) for o in outcomes), 0.5)),
        "p90": _per_cent(quantile((abs(o.error) for o in outcomes), 0.9)),
        "bias": _per_cent(_mean(quantile((o.error for o in g), 0.5) for g in groups)),
        "coverage": _per_cent(_mean(sum(o.covered for o in g) / len(g) for g in groups)),
        "width": round(quantile((o.width for o in outcomes), 0.5), 3),
    }


def rule_errors(pairs: Sequence[tuple[str, float, float]]) -> dict[str, float | int]:
    """The same of a rule without ranges: (source, measured, predicted)."""
    full = errors([Outcome("", source, measured, predicted, 0, 0) for source, measured, predicted in pairs])
    return {name: full[name] for name in ("n", "mdape", "pooled", "p90", "bias")}


def _mean(values: Iterable[float]) -> float:
    listed = list(values)
    return sum(listed) / len(listed) if listed else math.nan


def _per_cent(share: float) -> float:
    return round(100 * share, 2)
