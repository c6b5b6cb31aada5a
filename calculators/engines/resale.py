"""What hardware still fetches as it ages, from dated evidence."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from math import inf

from calculators.core.ranges import Range
from calculators.core.records import Figure
from calculators.engines.corners import Draw
from calculators.records import Depreciation

Curve = tuple[tuple[float, float], ...]
"""Points (age in years, share of the price paid) in order of age: straight lines between them, level outside them."""

FIRST_AGE_YEARS = 1.0
"""Before this age hardware is taken to fetch what it fetches at this age: who sells early loses the step from new to used at once."""


def curve(residuals: Iterable[tuple[float, Range]], draw: Draw) -> Curve:
    """A class of hardware's curve from its stated residuals by age, at one draw of them.

    Past the last stated age every draw goes straight to nothing, at the age where the typical share gets there by its last slope;
    draws that are in order so stay in order.
    """
    stated = sorted(residuals, key=lambda residual: residual[0])
    points = [(0.0, 1.0), *((age, draw(value, False)) for age, value in stated if age > 0)]
    kept = [(FIRST_AGE_YEARS, value_at(tuple(points), FIRST_AGE_YEARS)), *(p for p in points if p[0] > FIRST_AGE_YEARS)]
    usual = [(0.0, 1.0), *((age, value.typical) for age, value in stated if age > 0)]
    (age, share), before = usual[-1], usual[-2] if len(usual) > 1 else usual[-1]
    if 0 < share < before[1]:
        end = age + share * (age - before[0]) / (before[1] - share)
        if end > FIRST_AGE_YEARS:
            kept.append((end, 0.0))
    return tuple(kept)


def value_at(points: Curve, years: float) -> float:
    """The share at an age, level before the first point and after the last."""
    after = bisect_right(points, (years, inf))
    if after == 0:
        return points[0][1]
    if after == len(points):
        return points[-1][1]
    (a, x), (b, y) = points[after - 1], points[after]
    return x + (y - x) * (years - a) / (b - a)


def mixed(parts: Iterable[tuple[float, Curve]]) -> Curve:
    """The curve of a thing of several parts, each with its share of the price (they add up to 1)."""
    known = tuple(parts)
    ages = sorted({age for _, points in known for age, _ in points})
    return tuple((age, sum(share * value_at(points, age) for share, points in known)) for age in ages)


def stated_residuals(record: Depreciation) -> tuple[tuple[float, Range], ...]:
    """A record's residuals as (age in years, share of the price paid).

    A share above 1 counts as 1: prices that rose were bought risen.
    """
    return tuple((residual.after_years, residual.value_fraction.range.clamp(0, 1)) for residual in record.residuals)


def figures(record: Depreciation) -> tuple[Figure, ...]:
    """The figures of a record: what `curve` rests on."""
    return tuple(residual.value_fraction for residual in record.residuals)
