"""Numbers as people read them: rounded to what is known, with their unit."""

from __future__ import annotations

import math
from functools import lru_cache

from calculators.core.quantity import Unit
from calculators.core.ranges import Range

DIGITS = 3
"""Significant digits shown; no figure here is known better."""

LEAST_SUM = 0.01
"""US dollars: a sum of less is told as less than this. A price is told in full: many are multiplied."""

LEAST_SHARE = 1e-4
"""A share of less is told as less than this."""
LESS_THAN = "less than "
MINUS = "\N{MINUS SIGN}"
NBSP = "\N{NO-BREAK SPACE}"


def number(value: float, unit: Unit = Unit.NONE, digits: int = DIGITS) -> str:
    """A number with its unit: `$1,240`, `12 GB`, `35%`; a sum a month of less than a cent as that, a tiny share so too."""
    if unit is Unit.USD_PER_MONTH and 0 < value < LEAST_SUM:
        return at_least(value, LEAST_SUM, unit, digits)
    if unit is Unit.FRACTION:
        return (
            f"{LESS_THAN}{plain(100 * LEAST_SHARE)}%" if 0 < value < LEAST_SHARE else f"{plain(100 * value, digits)}%"
        )
    if unit.symbol.startswith("$"):
        sign = MINUS if value < 0 else ""
        per = unit.symbol[1:]
        return f"{sign}${_money(abs(value), digits)}{'/' + per[1:] if per else ''}".replace(
            "/M tokens", " per M tokens"
        )
    symbol = unit.symbol
    return plain(value, digits) + (symbol if symbol == "%" else f"{NBSP}{symbol}" if symbol else "")


@lru_cache(maxsize=4096)
def at_least(value: float, least: float, unit: Unit, digits: int = DIGITS) -> str:
    """The same of what is nothing or at least `least`; `less than` that of what is between."""
    return f"{LESS_THAN}{number(least, unit, digits)}" if 0 < value < least else number(value, unit, digits)


def plain(value: float, digits: int = DIGITS) -> str:
    """A number alone, to `digits` significant digits and no trailing zeros: `1,240`, `0.034`, `−3`."""
    rounded = round_to(value, digits)
    if rounded == 0:
        return "0"
    decimals = max(0, digits - 1 - math.floor(math.log10(abs(rounded))))
    text = f"{abs(rounded):,.{decimals}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return (MINUS if rounded < 0 else "") + text


def round_to(value: float, digits: int = DIGITS) -> float:
    """`value` to `digits` significant digits."""
    if value == 0 or not math.isfinite(value):
        return 0.0 if value == 0 else value
    return float(f"{value:.{digits - 1}e}")


@lru_cache(maxsize=4096)
def _money(value: float, digits: int) -> str:
    rounded = round_to(value, digits)
    if 1 <= rounded < 100 and rounded != int(rounded):
        return f"{rounded:,.2f}"
    return plain(rounded, digits)


def range_text(value: Range, unit: Unit = Unit.NONE) -> str:
    """`$980 to $1,600`, or the one number where both ends read the same."""
    low, high = number(value.low, unit), number(value.high, unit)
    return low if low == high else f"{low} to {high}"


def spread(value: Range, unit: Unit = Unit.NONE) -> str:
    """What stands beside the typical number: the range, nothing where it reads the same."""
    told = range_text(value, unit)
    return "" if told == number(value.typical, unit) else told


def about(value: Range, unit: Unit = Unit.NONE) -> str:
    """`about $1,240, between $980 and $1,600`; an exact number stands alone."""
    typical, low, high = number(value.typical, unit), number(value.low, unit), number(value.high, unit)
    if value.is_exact:
        return typical
    near = typical if typical.startswith(LESS_THAN) else f"about {typical}"
    return near if low == high else f"{near}, between {low} and {high}"


def briefly(value: Range, unit: Unit = Unit.NONE) -> str:
    """`$1,240 ($980 to $1,600)`, to stand within a sentence; an exact number stands alone."""
    beside = f" ({told})" if (told := spread(value, unit)) else ""
    return number(value.typical, unit) + beside


def counted(count: float, thing: str) -> str:
    """A number of things, in full: `1 token`, `8,192 tokens`."""
    return f"{int(count):,} {thing}{'' if int(count) == 1 else 's'}"


def listing(items: list[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return " and ".join(items) if len(items) < 3 else f"{', '.join(items[:-1])} and {items[-1]}"
