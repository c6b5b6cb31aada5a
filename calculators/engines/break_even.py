"""Where a rig and a rental for the same work cost the same: hours a week, and the month.

Both costs are straight in the hours between a few kinks, so a break-even in hours is exact, found kink by kink. By month they are
straight between the bends of the rig's cost where no rate is set; with one they are smooth, and the meeting is searched.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import pairwise

from calculators.core.dates import WEEKS_PER_MONTH
from calculators.engines import rental_cost, rig_cost
from calculators.engines.demand import HOURS_PER_WEEK, Demand
from calculators.engines.interruption import HOURS_PER_MONTH
from calculators.engines.rental_cost import RentalTerms, forgetting_ends, hours_at, overhead_per_week, rental_total
from calculators.engines.resale import Curve
from calculators.engines.rig_cost import LONGEST_MONTHS, RigTerms, bends, rig_total
from calculators.engines.roots import crossing

INFINITE = float("inf")
NARROW = 1e-13
"""How close, relative to the number, a crossing is told."""


def advantage(rig: RigTerms, rental: RentalTerms, demand: Demand, months: float) -> float:
    """What the rig saves over the months, in US dollars: infinite where the rental cannot do the work, else −∞ where the rig cannot.

    With a rate it is the net present value of buying instead of renting.
    """
    if not rental_cost.can_do(rental, demand):
        return INFINITE
    if not rig_cost.can_do(demand):
        return -INFINITE
    return rental_total(rental, demand, months) - rig_total(rig, demand, months)


def break_even_hours(rig: RigTerms, rental: RentalTerms, demand: Demand, months: float) -> float | None:
    """Hours a week from which on the rig costs no more: 0 when it always does, None when it never does, or cannot."""
    limit = most_hours(rental, demand)
    if limit < 0:
        return 0.0
    knots = hour_knots(rental, demand)

    def saved(hours: float) -> float:
        at = demand.with_hours(hours)
        return rental_total(rental, at, months) - rig_total(rig, at, months)

    start = _start_of_last_gain(saved, knots, _crossed)
    if start is None and limit < HOURS_PER_WEEK:
        start = limit
    return start if start is None or start < demand.shared_hours_per_week else None


def hour_knots(rental: RentalTerms, demand: Demand) -> list[float]:
    """Hours of work a week at which one of the costs bends, from 0 to the most that the rental can do: straight lines between them."""
    limit = max(0.0, most_hours(rental, demand))
    week = hours_at(rental, demand, HOURS_PER_MONTH + rental.forgotten_hours_per_month)
    kinks = [0.0, limit, HOURS_PER_WEEK - demand.idle_hours_per_week, HOURS_PER_WEEK * rental.typical_pace, week]
    if rental.forgotten_hours_per_month:
        none_left = (HOURS_PER_WEEK - overhead_per_week(rental, demand)) * rental.typical_pace
        kinks += [forgetting_ends(rental, demand), none_left]
    for allowance, use in (
        (rental.included_units, rental.units_per_hour),
        (rental.credit_usd_per_month, rental.usd_per_hour),
    ):
        if use > 0:
            spent = hours_at(rental, demand, allowance / use)
            kinks += [spent, spent + rental.forgotten_hours_per_month / WEEKS_PER_MONTH * rental.pace / rental.rework]
    return sorted({min(max(k, 0.0), limit) for k in kinks})


def break_even_month(rig: RigTerms, rental: RentalTerms, demand: Demand, months: float) -> float | None:
    """The month from which on the rig costs no more, up to `months`; the first one later where it does not by then; None: never.

    A month is judged as if the work ended and the rig were sold then.
    """
    if not rental_cost.can_do(rental, demand):
        return 0.0

    def saved(month: float) -> float:
        return rental_total(rental, demand, month) - rig_total(rig, demand, month)

    zero = _crossed if straight(rig, rental) else _searched
    knots = month_knots(rig, rental)
    if saved(months) >= 0:
        return _start_of_last_gain(saved, [at for at in knots if at < months] + [months], zero)
    later = [months, *(at for at in knots if at > months)]
    for a, b in pairwise(later):
        if saved(b) >= 0:
            return zero(saved, a, b)
    return None


def straight(rig: RigTerms, rental: RentalTerms) -> bool:
    """True when both costs are straight in the months between `month_knots`: no rate is set."""
    interest = rig.financed and rig.finance_apr
    return not (rig.capital_rate or rental.capital_rate or rental.drift_per_year or interest)


def month_knots(rig: RigTerms, rental: RentalTerms) -> list[float]:
    """Months at which one of the costs bends or jumps, from 0 to the longest; with a rate, every half year besides."""
    knots = {*bends(rig), 0.0, min(rental.committed_months, LONGEST_MONTHS), LONGEST_MONTHS}
    if not straight(rig, rental):
        knots |= {float(month) for month in range(0, int(LONGEST_MONTHS) + 1, 6)}
    return sorted(knots)


def hours_of_bill(rental: RentalTerms, demand: Demand, usd: float) -> float | None:
    """Hours of work a week at which a month of the rental costs so much; None where no number of hours does.

    What a month costs is straight in the hours between `hour_knots`; a bill below what no hour at all costs is none either.
    """
    month = _billed(rental)

    def beyond(hours: float) -> float:
        return rental_total(month, demand.with_hours(hours), 1.0) - usd

    knots = hour_knots(month, demand)
    values = [beyond(hours) for hours in knots]
    if values[0] >= 0:
        return 0.0 if values[0] == 0 else None
    for (a, b), (low, high) in zip(pairwise(knots), pairwise(values), strict=True):
        if low < 0 <= high:
            return a + (b - a) * -low / (high - low)
    return None


def bills(rental: RentalTerms, demand: Demand) -> tuple[float, float]:
    """The least and the most US dollars that a month of the rental can cost, by the hours of work."""
    month = _billed(rental)
    costs = [rental_total(month, demand.with_hours(hours), 1.0) for hours in hour_knots(month, demand)]
    return min(costs), max(costs)


def _billed(rental: RentalTerms) -> RentalTerms:
    """As a bill tells it: this month's prices, and no time of one's own."""
    return replace(rental, capital_rate=0.0, drift_per_year=0.0, committed_months=0.0, own_time_usd_per_hour=0.0)


def sample_months(curves: Iterable[Curve], months: float, steps: int) -> list[float]:
    """Months at which to draw cumulative costs: even steps, and every bend of the curves."""
    found = {12 * age for points in curves for age, _ in points if 0 < 12 * age < months}
    return sorted({months * i / steps for i in range(steps + 1)} | found)


def most_hours(rental: RentalTerms, demand: Demand) -> float:
    """Hours of work a week up to which the rental can do it; below zero where it cannot do any."""
    held = rental_cost.hours_given(rental, demand) - demand.starts_per_week * rental.start_hours
    return min(HOURS_PER_WEEK, held * rental.pace / rental.rework)


Zero = Callable[[Callable[[float], float], float, float], float]
"""Finds where a function crosses zero between two numbers."""


def _start_of_last_gain(saved: Callable[[float], float], knots: list[float], zero: Zero) -> float | None:
    """Where the last stretch with saved >= 0 begins; None without one."""
    if saved(knots[-1]) < 0:
        return None
    for later, earlier in pairwise(reversed(knots)):
        if saved(earlier) < 0:
            return zero(saved, earlier, later)
    return knots[0]


def _crossed(saved: Callable[[float], float], a: float, b: float) -> float:
    """Of a straight line."""
    at_a = saved(a)
    return a + (b - a) * -at_a / (saved(b) - at_a)


def _searched(saved: Callable[[float], float], a: float, b: float) -> float:
    """Step by step; saved(a) < 0 <= saved(b)."""
    return crossing(saved, a, b, NARROW)[1]
