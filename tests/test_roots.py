"""Where a function crosses zero: straight lines, curves, jumps, and crossings at the very end."""

from __future__ import annotations

from collections.abc import Callable
from math import exp, inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calculators.engines.roots import crossing


@given(st.floats(0.01, 100), st.floats(0.001, 1000))
def test_a_straight_line_is_crossed_in_six_looks(zero: float, slope: float) -> None:
    looks = []

    def of(x: float) -> float:
        looks.append(x)
        return slope * (x - zero)

    before, past = crossing(of, 0.0, 200.0)
    assert before <= zero * (1 + 1e-8)
    assert past >= zero * (1 - 1e-8)
    assert past - before <= 1e-9 * past
    assert len(looks) <= 6


@pytest.mark.parametrize(
    ("of", "inside", "outside", "zero"),
    [
        (lambda x: exp(x) - 2, 0.0, 10.0, 0.6931471805599453),  # ln 2
        (lambda x: x**3 - 8, 0.0, 100.0, 2.0),
        (lambda x: 8 - x**3, 100.0, 0.0, 2.0),
        (lambda x: -1.0 if x < 3 else 1.0, 0.0, 10.0, 3.0),
        (lambda x: inf if x > 5 else -1.0, 0.0, 168.0, 5.0),
    ],
)
def test_the_two_sides_hold_the_crossing(
    of: Callable[[float], float], inside: float, outside: float, zero: float
) -> None:
    before, past = crossing(of, inside, outside)
    assert (of(before) >= 0) == (of(inside) >= 0)
    assert (of(past) >= 0) != (of(inside) >= 0)
    assert before == pytest.approx(zero, rel=1e-8)
    assert past == pytest.approx(zero, rel=1e-8)


def test_a_crossing_at_the_very_start_ends_the_search() -> None:
    before, past = crossing(lambda x: 1e6 * x - 2e-308, 0.0, 6.0)
    assert 0 <= before < 1e-300
    assert 0 < past <= 1e-12
