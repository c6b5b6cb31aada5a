"""What a rig costs over so many months, in parts: plain numbers in, US dollars of today out.

Everything is paid or saved once and in one part only. Hardware is price and sales tax less what it fetches when it is sold, never an
instalment or a write-off beside them. With hours a week every part but electricity (and its cooling) stays as it is, and that grows
straight: break-evens in hours are exact.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from calculators.core.dates import WEEKS_PER_MONTH
from calculators.engines.demand import HOURS_PER_WEEK, Demand
from calculators.engines.present_value import discount, effective_months, finance_cost
from calculators.engines.resale import Curve, value_at

Parts = dict[str, float]
"""US dollars by part. They add up to the total."""

LONGEST_MONTHS = 240.0
"""Twenty years: nobody plans further, and no break-even beyond it is told."""


@dataclass(frozen=True, slots=True)
class RigTerms:
    """A rig: its price complete (host computer included), power at the wall, resale curve, one's own time, and how it is paid."""

    price_usd: float
    load_watts: float
    idle_watts: float
    usd_per_kwh: float
    resale: Curve
    setup_hours: float
    upkeep_hours_per_month: float
    own_time_usd_per_hour: float
    purchase_tax: float = 0.0
    """Share of the price that a sales tax adds."""
    selling_cost: float = 0.0
    """Share of what it fetches that selling takes: fees, postage."""
    repairs_per_year: float = 0.0
    """Expected repairs a year, as a share of the price: the chance of a failure times what it costs."""
    warranty_months: float = 0.0
    """Until then repairs cost nothing."""
    cooling: float = 0.0
    """Electricity that carries the heat away, as a share of the rig's own."""
    life_months: float = LONGEST_MONTHS
    """When it is sold and bought anew, at the same price."""
    financed: float = 0.0
    """Share of price and tax that is paid by instalments."""
    finance_apr: float = 0.0
    """Their yearly interest (APR)."""
    instalments: float = 0.0
    """Their number, one a month."""
    upgrade_usd: float = 0.0
    """A part bought on the way, which fetches the same share by age."""
    upgrade_month: float = 0.0
    capital_rate: float = 0.0
    """What the money would earn otherwise, a year."""


def own_hours(terms: RigTerms, months: float) -> float:
    """Hours of one's own time: set-up with every purchase, upkeep every month."""
    return purchases(terms, months) * terms.setup_hours + months * terms.upkeep_hours_per_month


def rig_kwh(terms: RigTerms, demand: Demand, months: float) -> float:
    """Energy at the wall, at work and idle, its cooling included, in kWh."""
    return months * _kwh_per_month(terms, demand)


def electricity_per_month(terms: RigTerms, demand: Demand) -> float:
    """US dollars a month for the energy at the wall."""
    return _kwh_per_month(terms, demand) * terms.usd_per_kwh


def rig_parts(terms: RigTerms, demand: Demand, months: float) -> Parts:
    """US dollars over the months by part: hardware less resale, electricity, repairs, interest, own time."""
    counted = effective_months(months, terms.capital_rate)
    return {
        "hardware": _hardware(terms, months),
        "electricity": electricity_per_month(terms, demand) * counted,
        "repairs": _repairs(terms, months),
        "interest": _interest(terms, months),
        "own_time": _own_time(terms, months),
    }


def rig_total(terms: RigTerms, demand: Demand, months: float) -> float:
    """US dollars over the months."""
    return sum(rig_parts(terms, demand, months).values())


def total_without_electricity(terms: RigTerms, months: float) -> float:
    """US dollars over the months but for electricity: the same whatever it does."""
    return _hardware(terms, months) + _repairs(terms, months) + _interest(terms, months) + _own_time(terms, months)


def resale_value(terms: RigTerms, months: float) -> float:
    """What the rig of the day fetches after so many months, less what selling costs; not discounted, an upgrade left out."""
    age = months - terms.life_months * (purchases(terms, months) - 1)
    return terms.price_usd * value_at(terms.resale, age / 12) * (1 - terms.selling_cost)


def bends(terms: RigTerms) -> list[float]:
    """Months at which the cost by month bends or jumps, up to the longest."""
    life = terms.life_months
    found = {12 * age for age, _ in terms.resale}
    if life < LONGEST_MONTHS:
        starts = [life * k for k in range(int(LONGEST_MONTHS / life) + 1)]
        found = {start + at for start in starts for at in (0.0, *found, terms.warranty_months) if at <= life}
        found |= {start + JUMP for start in starts}
    found |= {terms.warranty_months, terms.instalments, terms.upgrade_month, terms.upgrade_month + JUMP}
    found |= {terms.upgrade_month + 12 * age for age, _ in terms.resale} if terms.upgrade_usd else set()
    return sorted(month for month in found if 0 < month < LONGEST_MONTHS)


JUMP = 1e-6
"""Months after which a sum that falls due counts."""


def _kwh_per_month(terms: RigTerms, demand: Demand) -> float:
    weekly = demand.hours_per_week * terms.load_watts + demand.idle_hours * terms.idle_watts
    return WEEKS_PER_MONTH * weekly / 1000 * (1 + terms.cooling)


def purchases(terms: RigTerms, months: float) -> int:
    """How often it is bought: at the start, and after each life that is over before the end."""
    return max(1, ceil(months / terms.life_months))


def _worth_of_purchases(terms: RigTerms, months: float) -> float:
    """The sum of the discounts of every purchase: 1 for a single one."""
    if months <= terms.life_months:
        return 1.0
    return sum(discount(k * terms.life_months, terms.capital_rate) for k in range(purchases(terms, months)))


def _hardware(terms: RigTerms, months: float) -> float:
    """Every purchase with its tax, less what each fetches when it is sold: after its life, or at the end."""
    rate, life = terms.capital_rate, terms.life_months
    paid, kept = 1 + terms.purchase_tax, 1 - terms.selling_cost
    cost = 0.0
    for k in range(purchases(terms, months)):
        bought, sold = k * life, min((k + 1) * life, months)
        fetched = value_at(terms.resale, (sold - bought) / 12) * kept
        cost += paid * discount(bought, rate) - fetched * discount(sold, rate)
    cost *= terms.price_usd
    if terms.upgrade_usd and terms.upgrade_month < months:
        fetched = value_at(terms.resale, (months - terms.upgrade_month) / 12) * kept
        cost += terms.upgrade_usd * (paid * discount(terms.upgrade_month, rate) - fetched * discount(months, rate))
    return cost


def _repairs(terms: RigTerms, months: float) -> float:
    """Expected repairs in the months that no warranty covers, of each purchase."""
    if not terms.repairs_per_year:
        return 0.0
    rate, life = terms.capital_rate, terms.life_months
    covered = min(terms.warranty_months, life)
    counted = 0.0
    for k in range(purchases(terms, months)):
        start, end = k * life, min((k + 1) * life, months)
        counted += effective_months(end, rate) - effective_months(min(start + covered, end), rate)
    return terms.price_usd * terms.repairs_per_year / 12 * counted


def _interest(terms: RigTerms, months: float) -> float:
    """What instalments add to each purchase."""
    if not terms.financed:
        return 0.0
    borrowed = terms.price_usd * (1 + terms.purchase_tax) * terms.financed
    rate, life = terms.capital_rate, terms.life_months
    return sum(
        discount(k * life, rate)
        * finance_cost(borrowed, terms.finance_apr, terms.instalments, min(life, months - k * life), rate)
        for k in range(purchases(terms, months))
    )


def _own_time(terms: RigTerms, months: float) -> float:
    """The worth of one's own hours."""
    if not terms.own_time_usd_per_hour:
        return 0.0
    upkeep = terms.upkeep_hours_per_month * effective_months(months, terms.capital_rate)
    return terms.own_time_usd_per_hour * (terms.setup_hours * _worth_of_purchases(terms, months) + upkeep)


def can_do(demand: Demand) -> bool:
    """True when the work fits the week and, of several who share the rig, leaves a part of the hours in which they want it free."""
    return demand.hours_per_week <= HOURS_PER_WEEK and demand.hours_per_week < demand.shared_hours_per_week
