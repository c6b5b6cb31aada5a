"""Ranges: interval arithmetic by hand, order, and division by what may be zero."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest

from calculators.core.ranges import Range, total

pytestmark = pytest.mark.everywhere


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (lambda: Range(1, 2, 3) + Range(10, 20, 40), (11, 22, 43)),
        (lambda: Range(1, 2, 3) + 1, (2, 3, 4)),
        (lambda: 1 + Range(1, 2, 3), (2, 3, 4)),
        (lambda: Range(1, 2, 3) - Range(10, 20, 40), (-39, -18, -7)),
        (lambda: 10 - Range(1, 2, 3), (7, 8, 9)),
        (lambda: -Range(1, 2, 3), (-3, -2, -1)),
        (lambda: Range(1, 2, 3) * Range(10, 20, 40), (10, 40, 120)),
        (lambda: Range(-1, 2, 3) * Range(-10, 20, 40), (-40, 40, 120)),
        (lambda: 2 * Range(1, 2, 3), (2, 4, 6)),
        (lambda: Range(1, 2, 4) / Range(2, 4, 8), (0.125, 0.5, 2)),
        (lambda: 8 / Range(1, 2, 4), (2, 4, 8)),
        (lambda: Range(1, 2, 4) / Range(-8, -4, -2), (-2, -0.5, -0.125)),
        (lambda: Range(1, 2, 4) / 4, (0.25, 0.5, 1)),
        (lambda: Range(1, 2, 3) - 1, (0, 1, 2)),
        (lambda: Range(-2, -1, 3) * Range(-5, 4, 7), (-15, -4, 21)),
        (lambda: Range(11, 12, 13).clamp(0, 10), (10, 10, 10)),
        (lambda: Range(-1, 2, 30).clamp(0, 10), (0, 2, 10)),
        (lambda: Range.around(6, 2), (3, 6, 12)),
        (lambda: Range.exact(5), (5, 5, 5)),
        (lambda: total([Range(1, 2, 3), Range(4, 5, 6)]), (5, 7, 9)),
        (lambda: total([]), (0, 0, 0)),
        (lambda: Range(-3, 2, 4) * -2, (-8, -4, 6)),
    ],
)
def test_arithmetic_is_that_of_intervals(made: Callable[[], Range], expected: tuple[float, float, float]) -> None:
    """Worked by hand: a difference runs from low less high to high less low, a product over its corners."""
    found = made()
    assert (found.low, found.typical, found.high) == pytest.approx(expected)


@pytest.mark.parametrize("ends", [(2, 1, 3), (1, 3, 2), (1, math.nan, 2), (math.nan, 1, 2), (1, 2, math.nan)])
def test_what_is_out_of_order_is_no_range(ends: tuple[float, float, float]) -> None:
    low, typical, high = ends
    with pytest.raises(ValueError, match=f"^not a range: low {low}, typical {typical}, high {high}$"):
        Range(*ends)


@pytest.mark.parametrize("divisor", [Range(-1, 0, 1), Range(0, 1, 2), Range(-2, -1, 0)])
def test_division_by_what_may_be_zero_is_refused(divisor: Range) -> None:
    with pytest.raises(ZeroDivisionError, match=r"^division by a range that holds zero: Range"):
        Range.exact(1) / divisor


def test_overlap_counts_a_shared_end() -> None:
    assert Range(1, 2, 3).overlaps(Range(3, 4, 5))
    assert Range(3, 4, 5).overlaps(Range(1, 2, 3))
    assert not Range(1, 2, 3).overlaps(Range(3.1, 4, 5))
    assert not Range(3.1, 4, 5).overlaps(Range(1, 2, 3))


def test_zero_is_a_value() -> None:
    assert Range.exact(0).is_exact
    assert Range.exact(0) + 0 == Range.exact(0)
    assert not Range(0, 0, 1).is_exact and not Range(0, 1, 1).is_exact
    assert Range.of(0) == Range.exact(0)
