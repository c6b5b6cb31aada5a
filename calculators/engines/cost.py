"""What a rig and a rental cost for the same work, by month and in parts: plain numbers in, plain numbers out.

Work is counted in hours that it takes on the rig. A rental that does `pace` times as much in an hour needs 1/pace of the hours.
Costs are linear in the hours between a few kinks and linear in the months between the ages of the resale curve, so
break-evens are exact: found kink by kink, no search.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import pairwise

from calculators.core.dates import WEEKS_PER_MONTH
from calculators.engines.resale import Curve, value_at

HOURS_PER_WEEK = 168.0
LONGEST_MONTHS = 240.0
"""Twenty years: nobody plans further, and no break-even beyond it is told."""

INFINITE = float("inf")


@dataclass(frozen=True, slots=True)
class Demand:
    """The work: hours a week that it takes on the rig; hours a week that the rig is on and idle; data kept, in GB."""

    hours_per_week: float
    idle_hours_per_week: float
    storage_gb: float

    @property
    def idle_hours(self) -> float:
        """Idle hours a week that are left beside the work."""
        return min(self.idle_hours_per_week, HOURS_PER_WEEK - self.hours_per_week)


@dataclass(frozen=True, slots=True)
class RigTerms:
    """A rig: its price complete (host computer included), power at the wall, resale curve, and one's own time."""

    price_usd: float
    load_watts: float
    idle_watts: float
    usd_per_kwh: float
    resale: Curve
    setup_hours: float
    upkeep_hours_per_month: float
    own_time_usd_per_hour: float


@dataclass(frozen=True, slots=True)
class RentalTerms:
    """A rented machine or a notebook tier. What a kind of rental does not have is zero (limits: infinite)."""

    pace: float
    """Work done in an hour, the rig's being 1."""
    typical_pace: float
    """The same, typically: by it the time is told in which storage belongs to a running machine, whatever `pace` is drawn."""
    usd_per_hour: float
    usd_per_month: float
    credit_usd_per_month: float
    units_per_hour: float
    included_units: float
    usd_per_unit: float
    storage_usd_per_gb_month: float
    stopped_storage_usd_per_gb_month: float
    included_storage_gb: float
    watts: float
    """Of the whole machine, the data centre's own use included."""
    most_hours_per_week: float
    """Hours that can be had, of the rental's own: a quota, or those of the week."""


Parts = dict[str, float]
"""US dollars by part. They add up to the total."""


def own_hours(terms: RigTerms, months: float) -> float:
    """Hours of one's own time: set-up once, upkeep every month."""
    return terms.setup_hours + months * terms.upkeep_hours_per_month


def rig_kwh(terms: RigTerms, demand: Demand, months: float) -> float:
    """Energy at the wall, at work and idle, in kWh."""
    weekly = demand.hours_per_week * terms.load_watts + demand.idle_hours * terms.idle_watts
    return months * WEEKS_PER_MONTH * weekly / 1000


def rig_parts(terms: RigTerms, demand: Demand, months: float) -> Parts:
    """Price less resale at that age, electricity, own time. Resale is subtracted once, and nothing else is written off."""
    return {
        "hardware": terms.price_usd * (1 - value_at(terms.resale, months / 12)),
        "electricity": rig_kwh(terms, demand, months) * terms.usd_per_kwh,
        "own_time": own_hours(terms, months) * terms.own_time_usd_per_hour,
    }


def rental_hours_per_week(terms: RentalTerms, demand: Demand) -> float:
    """Hours a week that the work takes on the rental."""
    return demand.hours_per_week / terms.pace


def rental_kwh(terms: RentalTerms, demand: Demand, months: float) -> float:
    """Energy of the rented machine while it works, in kWh."""
    return months * WEEKS_PER_MONTH * rental_hours_per_week(terms, demand) * terms.watts / 1000


def rental_parts(terms: RentalTerms, demand: Demand, months: float) -> Parts:
    """Hours (or compute units, or what a credit leaves), subscription, storage while running and while stopped."""
    weekly = min(rental_hours_per_week(terms, demand), HOURS_PER_WEEK)
    hours = weekly * WEEKS_PER_MONTH
    by_the_hour = max(0.0, hours * terms.usd_per_hour - terms.credit_usd_per_month)
    units = max(0.0, hours * terms.units_per_hour - terms.included_units) * terms.usd_per_unit
    running = min(1.0, demand.hours_per_week / terms.typical_pace / HOURS_PER_WEEK)
    per_gb = running * terms.storage_usd_per_gb_month + (1 - running) * terms.stopped_storage_usd_per_gb_month
    return {
        "hours": months * (by_the_hour + units),
        "subscription": months * terms.usd_per_month,
        "storage": months * max(0.0, demand.storage_gb - terms.included_storage_gb) * per_gb,
    }


def rig_total(terms: RigTerms, demand: Demand, months: float) -> float:
    """US dollars over the months."""
    return sum(rig_parts(terms, demand, months).values())


def rental_total(terms: RentalTerms, demand: Demand, months: float) -> float:
    """US dollars over the months, whether or not the rental can do that much: see `can_do`."""
    return sum(rental_parts(terms, demand, months).values())


def can_do(terms: RentalTerms, demand: Demand) -> bool:
    """True when the rental gives the hours that the work takes."""
    return rental_hours_per_week(terms, demand) <= terms.most_hours_per_week


def advantage(rig: RigTerms, rental: RentalTerms, demand: Demand, months: float) -> float:
    """What the rig saves over the months, in US dollars: infinite where the rental cannot do the work."""
    if not can_do(rental, demand):
        return INFINITE
    return rental_total(rental, demand, months) - rig_total(rig, demand, months)


def with_hours(demand: Demand, hours_per_week: float) -> Demand:
    """The same demand at other hours a week."""
    return Demand(hours_per_week, demand.idle_hours_per_week, demand.storage_gb)


def break_even_hours(rig: RigTerms, rental: RentalTerms, demand: Demand, months: float) -> float | None:
    """Hours a week from which on the rig costs no more: 0 when it always does, None when it never does."""
    limit = min(HOURS_PER_WEEK, rental.most_hours_per_week * rental.pace)
    kinks = [0.0, limit, HOURS_PER_WEEK - demand.idle_hours_per_week, HOURS_PER_WEEK * rental.typical_pace]
    for allowance, use in (
        (rental.included_units, rental.units_per_hour),
        (rental.credit_usd_per_month, rental.usd_per_hour),
    ):
        if use > 0:
            kinks.append(allowance / use / WEEKS_PER_MONTH * rental.pace)
    knots = sorted({min(max(k, 0.0), limit) for k in kinks})

    def saved(hours: float) -> float:
        at = with_hours(demand, hours)
        return rental_total(rental, at, months) - rig_total(rig, at, months)

    start = _start_of_last_gain(saved, knots)
    if start is None and limit < HOURS_PER_WEEK:
        return limit
    return start


def break_even_month(rig: RigTerms, rental: RentalTerms, demand: Demand, months: float) -> float | None:
    """The month from which on the rig costs no more, up to `months`; the first one later where it does not by then; None: never.

    A month is judged as if the work ended and the rig were sold then.
    """
    if not can_do(rental, demand):
        return 0.0

    def saved(month: float) -> float:
        return rental_total(rental, demand, month) - rig_total(rig, demand, month)

    ages = sorted({min(12 * age, LONGEST_MONTHS) for age, _ in rig.resale} | {0.0, LONGEST_MONTHS})
    if saved(months) >= 0:
        return _start_of_last_gain(saved, [age for age in ages if age < months] + [months])
    later = [months, *(age for age in ages if age > months)]
    for a, b in pairwise(later):
        if saved(b) >= 0:
            return _zero(saved, a, b)
    return None


def _start_of_last_gain(saved: Callable[[float], float], knots: list[float]) -> float | None:
    """Where the last stretch with saved >= 0 begins, of a function that is straight between the knots; None without one."""
    values = [saved(k) for k in knots]
    if values[-1] < 0:
        return None
    for i in range(len(knots) - 2, -1, -1):
        if values[i] < 0:
            return _between(knots[i], values[i], knots[i + 1], values[i + 1])
    return knots[0]


def _zero(saved: Callable[[float], float], a: float, b: float) -> float:
    return _between(a, saved(a), b, saved(b))


def _between(a: float, at_a: float, b: float, at_b: float) -> float:
    return a + (b - a) * -at_a / (at_b - at_a)


def sample_months(curves: Iterable[Curve], months: float, steps: int) -> list[float]:
    """Months at which to draw cumulative costs: even steps, and every bend of the curves."""
    bends = {12 * age for points in curves for age, _ in points if 0 < 12 * age < months}
    return sorted({months * i / steps for i in range(steps + 1)} | bends)
