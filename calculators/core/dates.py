"""Dates as they are known: `2026`, `2026-11` or `2026-11-09`."""

from __future__ import annotations

from functools import lru_cache

DAYS_PER_YEAR = 365.2425
HOURS_PER_YEAR = 24 * DAYS_PER_YEAR
WEEKS_PER_MONTH = DAYS_PER_YEAR / 12 / 7
"""Mean lengths in the Gregorian calendar (400 years hold 146,097 days)."""

_DAYS_BEFORE_MONTH = (0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334)


@lru_cache(maxsize=4096)
def fractional_year(date: str) -> float:
    """A date as a year with fraction; a year or month alone stands for its middle. ValueError for anything else."""
    parts = date.split("-")
    if not 1 <= len(parts) <= 3 or not all(p.isascii() and p.isdigit() for p in parts) or len(parts[0]) != 4:
        raise ValueError(f"not a date: {date!r}")
    year = int(parts[0])
    if len(parts) == 1:
        return year + 0.5
    month = int(parts[1])
    if not 1 <= month <= 12:
        raise ValueError(f"no such month: {date!r}")
    if len(parts) == 2:
        return year + (month - 0.5) / 12
    day = int(parts[2])
    if not 1 <= day <= 31:
        raise ValueError(f"no such day: {date!r}")
    return year + (_DAYS_BEFORE_MONTH[month - 1] + day - 0.5) / 365


def age_years(date: str, today: str) -> float:
    """Years from `date` to `today`, never below zero."""
    return max(0.0, fractional_year(today) - fractional_year(date))
