"""A number with its uncertainty: low, typical, high, and interval arithmetic on it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Range:
    """`low <= typical <= high`, all in one unit. ValueError otherwise (NaN included).

    Arithmetic is that of intervals (Moore, Kearfott and Cloud, Introduction to Interval Analysis, 2009, ch. 2): the result
    holds every value that the operands' values can give, so a quantity used twice in a formula widens it.
    """

    low: float
    typical: float
    high: float

    def __post_init__(self) -> None:
        if not self.low <= self.typical <= self.high:
            raise ValueError(f"not a range: low {self.low}, typical {self.typical}, high {self.high}")

    @classmethod
    def exact(cls, value: float) -> Range:
        """A number known exactly."""
        return cls(value, value, value)

    @classmethod
    def of(cls, value: Range | float) -> Range:
        """`value` itself, or the exact range of a plain number."""
        return value if isinstance(value, Range) else cls.exact(value)

    @classmethod
    def around(cls, typical: float, factor: float) -> Range:
        """From typical / factor to typical × factor (typical >= 0, factor >= 1)."""
        return cls(typical / factor, typical, typical * factor)

    @property
    def is_exact(self) -> bool:
        """True when low and high are the same number."""
        return self.low == self.high

    def __add__(self, other: Range | float) -> Range:
        other = Range.of(other)
        return Range(self.low + other.low, self.typical + other.typical, self.high + other.high)

    __radd__ = __add__

    def __neg__(self) -> Range:
        return Range(-self.high, -self.typical, -self.low)

    def __sub__(self, other: Range | float) -> Range:
        return self + -Range.of(other)

    def __rsub__(self, other: float) -> Range:
        return -self + other

    def __mul__(self, other: Range | float) -> Range:
        if not isinstance(other, Range):  # a plain factor, as most are: two corners in place of four
            ends = (self.low * other, self.high * other)
            return Range(min(ends), self.typical * other, max(ends))
        corners = (self.low * other.low, self.low * other.high, self.high * other.low, self.high * other.high)
        return Range(min(corners), self.typical * other.typical, max(corners))

    __rmul__ = __mul__

    def __truediv__(self, other: Range | float) -> Range:
        other = Range.of(other)
        if other.low <= 0 <= other.high:
            raise ZeroDivisionError(f"division by a range that holds zero: {other}")
        return self * Range(1 / other.high, 1 / other.typical, 1 / other.low)

    def __rtruediv__(self, other: float) -> Range:
        return Range.exact(other) / self

    def clamp(self, minimum: float, maximum: float) -> Range:
        """Every part moved into minimum..maximum."""
        return Range(*(min(max(x, minimum), maximum) for x in (self.low, self.typical, self.high)))

    def overlaps(self, other: Range) -> bool:
        """True when some value lies in both."""
        return self.low <= other.high and other.low <= self.high


def total(values: Iterable[Range]) -> Range:
    """The sum of `values`; zero for none."""
    return sum(values, Range.exact(0.0))
