"""Money at different times: what it is worth today, and what an instalment is.

A dollar after t months is worth (1 + r)^(−t/12) today, at a yearly rate r that the money would earn otherwise (Brealey, Myers and
Allen, Principles of Corporate Finance, ch. 2). At r = 0 a dollar is a dollar and every sum here is a plain one.
"""

from __future__ import annotations

from functools import lru_cache
from math import expm1, log, log1p

SMALL = 1e-12
"""A rate below which months are counted as they are."""


def discount(months: float, yearly_rate: float) -> float:
    """What a dollar after so many months is worth today: (1 + r)^(−months/12)."""
    return float((1 + yearly_rate) ** (-months / 12))


@lru_cache(maxsize=1024)
def effective_months(months: float, yearly_rate: float, drift_per_year: float = 0.0) -> float:
    """Months that a monthly sum counts for, paid all through them and drifting by a share a year.

    ∫₀ᵐ ((1 + g) / (1 + r))^(t/12) dt = 12 · (q^(m/12) − 1) / ln q with q = (1 + g) / (1 + r); m itself where q is 1.
    """
    growth = log1p(drift_per_year) - log1p(yearly_rate)
    if abs(growth) < SMALL:
        return months
    return 12 * expm1(growth * months / 12) / growth


def instalment(principal: float, apr: float, payments: float) -> float:
    """The monthly payment of a loan: P·i / (1 − (1 + i)^(−n)) with i = APR / 12; P / n without interest."""
    i = apr / 12
    if i < SMALL:
        return principal / payments
    return principal * i / -expm1(-payments * log1p(i))


def balance(principal: float, apr: float, payments: float, after: float) -> float:
    """What is still owed after so many payments: P·(1 + i)^k − A·((1 + i)^k − 1) / i; nothing once all are made."""
    if after >= payments:
        return 0.0
    i = apr / 12
    if i < SMALL:
        return principal * (1 - after / payments)
    grown = expm1(after * log1p(i))
    return principal * (1 + grown) - instalment(principal, apr, payments) * grown / i


def finance_cost(principal: float, apr: float, payments: float, months: float, yearly_rate: float) -> float:
    """What paying by instalments adds, in money of today, when all is paid back after `months` at the latest.

    Payments until then and what is still owed, less the sum borrowed. Negative where the money would earn more than the loan asks.
    """
    if principal <= 0 or payments <= 0 or max(apr, yearly_rate) < SMALL:
        return 0.0
    paid_for = min(months, payments)
    paid = instalment(principal, apr, payments) * effective_months(paid_for, yearly_rate)
    owed = balance(principal, apr, payments, paid_for) * discount(paid_for, yearly_rate)
    return paid + owed - principal


def yearly_growth(then: float, now: float, years: float) -> float:
    """The share a year by which a price grew: (now / then)^(1 / years) − 1."""
    return expm1(log(now / then) / years)
