"""What a rented machine or a notebook tier costs over so many months, in parts: plain numbers in, US dollars of today out.

Hours billed a month follow from the work:

    b = min(168·w, w·(h / p · f + s·(start + step / 2))) + forgotten

with h hours of work a week on the machine of reference, p the pace beside it, f ≥ 1 the time that interruptions and cut sessions add,
s starts a week, each with its start-up and, on average, half a billing step, w weeks a month. They are paid by the hour or in compute
units, less what a credit or a subscription includes. A reserved machine is paid all the time, and for its whole term. No more hours
are forgotten than a month has besides the work, at its typical pace.

Of machines by the hour there are `several`: work that takes more hours than a week has runs on further ones at the same time, each
hour at the same price, and 168·w is no bound. A quota, a reservation and a machine for which one waits are had once, as is one for
runs that take longer than a week.

A tier paid `as_sold` is bought for whole months, each with all its credit and units, and further units in whole packs.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from calculators.core.dates import WEEKS_PER_MONTH
from calculators.engines.demand import HOURS_PER_WEEK, INFINITE, Demand
from calculators.engines.interruption import HOURS_PER_MONTH
from calculators.engines.present_value import effective_months
from calculators.engines.rig_cost import Parts

ROUNDING = 1e-9
"""By which a whole number of months, or packs, may be exceeded by rounding alone."""


@dataclass(frozen=True, slots=True)
class RentalTerms:
    """A rented machine or a notebook tier. What a kind of rental does not have is zero (limits: infinite)."""

    pace: float
    """Work done in an hour, the machine of reference doing 1."""
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
    """Hours that can be had, of the rental's own: a quota, or those of the week; where there are `several`, of each machine."""
    several: bool = False
    """True where there are as many machines at a time as are asked, if nobody waits for them."""
    rework: float = 1.0
    """Hours that an hour of work takes with what interruptions and cut sessions add (at least 1)."""
    start_hours: float = 0.0
    """Billed hours until work begins, at each start."""
    waiting_hours: float = 0.0
    """For a free machine, at each start: hours of the week, not billed."""
    billing_step_hours: float = 0.0
    forgotten_hours_per_month: float = 0.0
    """Hours that a machine runs because somebody forgot to stop it."""
    egress_usd_per_gb: float = 0.0
    free_egress_gb: float = 0.0
    """A month."""
    drift_per_year: float = 0.0
    """By which the price by the hour changes, as a share a year."""
    committed_months: float = 0.0
    """Months paid for, used or not, as a reservation is; 0 for none."""
    as_sold: bool = False
    """Whole months, each with all that it includes, and whole packs of units; else what is used of them."""
    units_per_pack: float = 0.0
    """That are bought at once; 0 for any number."""
    own_time_hours_per_month: float = 0.0
    own_time_usd_per_hour: float = 0.0
    capital_rate: float = 0.0


def rental_hours_per_week(terms: RentalTerms, demand: Demand) -> float:
    """Hours a week that the rental is held for the work: rework and start-ups included."""
    return demand.hours_per_week / terms.pace * terms.rework + demand.starts_per_week * terms.start_hours


def billed_hours_per_month(terms: RentalTerms, demand: Demand) -> float:
    """Hours a month that are billed."""
    if terms.committed_months:
        return HOURS_PER_MONTH
    return _worked_per_month(terms, demand) + forgotten_per_month(terms, demand)


def held_hours_per_month(terms: RentalTerms, demand: Demand) -> float:
    """Hours a month that the machine runs: for the work, and because somebody forgot to stop it."""
    weekly = rental_hours_per_week(terms, demand)
    if not _without_end(terms, demand):
        weekly = min(weekly, HOURS_PER_WEEK)
    return weekly * WEEKS_PER_MONTH + forgotten_per_month(terms, demand)


def rental_kwh(terms: RentalTerms, demand: Demand, months: float) -> float:
    """Energy of the rented machine while it runs, in kWh."""
    return months * held_hours_per_month(terms, demand) * terms.watts / 1000


def rental_parts(terms: RentalTerms, demand: Demand, months: float) -> Parts:
    """US dollars over the months by part: hours, hours forgotten, subscription, storage, egress, own time."""
    counted = effective_months(months, terms.capital_rate)
    paid = max(months, terms.committed_months)
    drifting = effective_months(paid, terms.capital_rate, terms.drift_per_year)
    worked = HOURS_PER_MONTH if terms.committed_months else _worked_per_month(terms, demand)
    by_hour, units = _price_of_hours(terms, worked, months)
    forgotten = 0.0
    if terms.forgotten_hours_per_month and not terms.committed_months:
        more_by_hour, more_units = _price_of_hours(terms, billed_hours_per_month(terms, demand), months)
        forgotten = (more_by_hour - by_hour) * drifting + (more_units - units) * counted
    running = running_share(terms, demand)
    per_gb = running * terms.storage_usd_per_gb_month + (1 - running) * terms.stopped_storage_usd_per_gb_month
    return {
        "hours": by_hour * drifting + units * counted,
        "forgotten": forgotten,
        "subscription": effective_months(months_paid(terms, months), terms.capital_rate) * terms.usd_per_month,
        "storage": counted * max(0.0, demand.storage_gb - terms.included_storage_gb) * per_gb,
        "egress": counted * max(0.0, demand.egress_gb_per_month - terms.free_egress_gb) * terms.egress_usd_per_gb,
        "own_time": counted * terms.own_time_hours_per_month * terms.own_time_usd_per_hour,
    }


def running_share(terms: RentalTerms, demand: Demand) -> float:
    """Share of the time in which a machine runs for the work, at its typical pace: storage belongs to a running machine then."""
    return min(1.0, demand.hours_per_week / terms.typical_pace / HOURS_PER_WEEK)


def months_paid(terms: RentalTerms, months: float) -> float:
    """Months of a subscription that are paid for."""
    return math.ceil(months - ROUNDING) if terms.as_sold else months


def rental_total(terms: RentalTerms, demand: Demand, months: float) -> float:
    """US dollars over the months, whether or not the rental can do that much: see `can_do`."""
    return sum(rental_parts(terms, demand, months).values())


def can_do(terms: RentalTerms, demand: Demand) -> bool:
    """True when the rental gives the hours that the work takes."""
    return rental_hours_per_week(terms, demand) <= hours_given(terms, demand)


def hours_given(terms: RentalTerms, demand: Demand) -> float:
    """Hours a week that can be had: no more than waiting for machines leaves of it; below zero where it leaves none.

    Infinite where there are several machines.
    """
    if _without_end(terms, demand):
        return INFINITE
    return min(terms.most_hours_per_week, HOURS_PER_WEEK - waiting_per_week(terms, demand))


def _without_end(terms: RentalTerms, demand: Demand) -> bool:
    return terms.several and not waiting_per_week(terms, demand)


def waiting_per_week(terms: RentalTerms, demand: Demand) -> float:
    """Hours a week in which one waits for a free machine."""
    return demand.starts_per_week * terms.waiting_hours


def hours_at(terms: RentalTerms, demand: Demand, billed_per_month: float) -> float:
    """Hours of work a week at which so many a month are billed: `billed_hours_per_month` turned round, below the week's end."""
    weekly = (billed_per_month - terms.forgotten_hours_per_month) / WEEKS_PER_MONTH
    return (weekly - overhead_per_week(terms, demand)) * terms.pace / terms.rework


def overhead_per_week(terms: RentalTerms, demand: Demand) -> float:
    """Hours a week that are billed for starting: until work begins, and half a billing step each."""
    return demand.starts_per_week * (terms.start_hours + terms.billing_step_hours / 2)


def forgotten_per_month(terms: RentalTerms, demand: Demand) -> float:
    """Hours a month that it runs by mistake: in those that the work, at its typical pace, leaves of a month."""
    if not terms.forgotten_hours_per_month:
        return 0.0
    weekly = demand.hours_per_week / terms.typical_pace + overhead_per_week(terms, demand)
    return min(terms.forgotten_hours_per_month, max(0.0, HOURS_PER_WEEK - weekly) * WEEKS_PER_MONTH)


def forgetting_ends(terms: RentalTerms, demand: Demand) -> float:
    """Hours of work a week from which on fewer hours are left to be forgotten than are told; below 0 where they always are."""
    left = HOURS_PER_WEEK - terms.forgotten_hours_per_month / WEEKS_PER_MONTH
    return (left - overhead_per_week(terms, demand)) * terms.typical_pace


def _worked_per_month(terms: RentalTerms, demand: Demand) -> float:
    weekly = demand.hours_per_week / terms.pace * terms.rework + overhead_per_week(terms, demand)
    monthly = weekly * WEEKS_PER_MONTH
    return monthly if _without_end(terms, demand) else min(monthly, HOURS_PER_MONTH)


def _price_of_hours(terms: RentalTerms, hours: float, months: float) -> tuple[float, float]:
    """US dollars a month of so many billed hours: by the hour less a credit, and in compute units beyond those included."""
    by_hour, units = _beyond(terms, hours)
    if terms.as_sold:
        full = months_paid(terms, months) - 1
        by_hour = (full * by_hour + _beyond(terms, hours * (months - full))[0]) / months
        units = units_bought(terms, hours, months) / months
    return by_hour, units * terms.usd_per_unit


def units_bought(terms: RentalTerms, hours: float, months: float) -> float:
    """Compute units bought `as_sold` beyond those included, for so many hours a month, in whole packs."""
    full = months_paid(terms, months) - 1
    units = full * _beyond(terms, hours)[1] + _beyond(terms, hours * (months - full))[1]
    pack = terms.units_per_pack
    return math.ceil(units / pack - ROUNDING) * pack if pack else units


def _beyond(terms: RentalTerms, hours: float) -> tuple[float, float]:
    """Of so many hours in one month: US dollars beyond the credit, compute units beyond those included."""
    dollars = max(0.0, hours * terms.usd_per_hour - terms.credit_usd_per_month)
    return dollars, max(0.0, hours * terms.units_per_hour - terms.included_units)
