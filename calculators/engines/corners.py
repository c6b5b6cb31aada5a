"""From uncertain figures to one set of numbers: the cheapest, the typical, the dearest that the figures allow.

A cost is monotone in each of its figures, and each stands once in it: its range runs from the corner where every figure is at
its cheapest end to the one where every figure is at its dearest (Moore, Kearfott and Cloud, Introduction to Interval
Analysis, 2009, ch. 5). Other draws from the ranges, such as random futures, are functions of the same kind.
"""

from __future__ import annotations

from collections.abc import Callable

from calculators.core.ranges import Range

Draw = Callable[[Range, bool], float]
"""Takes a number from a range; the flag says whether a larger number costs more."""


def cheapest(value: Range, costs_more: bool = True) -> float:
    """The end of the range that costs least."""
    return value.low if costs_more else value.high


def typical(value: Range, costs_more: bool = True) -> float:
    """The typical number."""
    return value.typical


def dearest(value: Range, costs_more: bool = True) -> float:
    """The end of the range that costs most."""
    return value.high if costs_more else value.low


CORNERS: tuple[Draw, Draw, Draw] = (cheapest, typical, dearest)


def spanned(low: float, middle: float, high: float) -> Range:
    """The range from what the three corners gave; rounding of the last digit does not put it out of order."""
    return Range(min(low, middle), middle, max(middle, high))
