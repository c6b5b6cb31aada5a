"""Figures as pages show them: the number to the last digit that its source gives, its range, its age."""

from __future__ import annotations

import math

from calculators.core.dates import age_years
from calculators.core.quantity import Quantity, Unit
from calculators.core.records import Figure
from calculators.core.text import MINUS, number, plain, range_text

_EXACT_DIGITS = 12
"""Significant digits kept: more than any source states, fewer than binary fractions need to show themselves."""

_VISIBLE = 0.02
"""An end of a range that has moved by less than this share is where it was."""


def bare(value: float, unit: Unit) -> str:
    """A stated number without its unit: `936.2`, `1,499`, `0.50` of a dollar."""
    amount = plain(100 * value if unit is Unit.FRACTION else value, _EXACT_DIGITS)
    cents = unit.symbol.startswith("$") and "." in amount and len(amount.rsplit(".", 1)[1]) == 1
    return f"{amount}0" if cents else amount


def exact(value: float, unit: Unit) -> str:
    """A stated number with its unit, every digit kept: `936.2 GB/s`, `$1,499`."""
    one = number(0.01 if unit is Unit.FRACTION else 1, unit)  # the unit's place around a number has one home
    sign = MINUS if value < 0 else ""
    return sign + one.replace("1", bare(abs(value), unit), 1)


def typical(figure: Figure) -> float:
    """The typical value as stated; a midpoint that was computed has no more decimals than the ends between which it lies."""
    low, middle, high = figure.stated
    return middle if middle in (low, high) else round(middle, max(_decimals(low), _decimals(high)))


def stated_range(figure: Figure, unit: Unit) -> str:
    """`$170 to $320`; empty for an exact figure."""
    low, _, high = figure.stated
    return "" if low == high else f"{exact(low, unit)} to {exact(high, unit)}"


def told(figure: Figure, unit: Unit) -> str:
    """The typical value with the range around it: `$240 ($170 to $320)`."""
    spread = stated_range(figure, unit)
    return exact(typical(figure), unit) + (f" ({spread})" if spread else "")


def range_today(figure: Figure, unit: Unit) -> str:
    """The range at the catalogue's date, where ageing has made it visibly wider than stated; else empty."""
    low, _, high = figure.stated
    if math.isclose(figure.low, low, rel_tol=_VISIBLE) and math.isclose(figure.high, high, rel_tol=_VISIBLE):
        return ""
    return range_text(figure.range, unit)


def is_stale(figure: Figure, quantity: Quantity, today: str) -> bool:
    """True when the figure is past the date until which its kind counts as fresh."""
    return quantity.stale_days > 0 and age_years(figure.as_of, today) * 365.2425 > quantity.stale_days


def _decimals(value: float) -> int:
    text = plain(value, _EXACT_DIGITS)
    return len(text.rsplit(".", 1)[1]) if "." in text else 0
