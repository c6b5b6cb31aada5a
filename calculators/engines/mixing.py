"""Work that grows, on a cloud, on a rig, or on both: in which month to buy, which rig, and what runs where from then on.

Month by month, with h hours of work a week (on the rig of reference), a share of it too large for most rigs:

    total(b) = Σ_{t<b} cloud(t) + d(b)·rig(M − b) + Σ_{t≥b} after(t)

cloud(t) is the month's cost with everything rented; rig(n) what a rig costs over n months but for the electricity of its work; d(b)
the discount of the month in which it is bought; after(t) the cheapest split of a month's work between rig and rentals: what the
rig cannot hold and what a week has no hours for is rented, and so is what a credit or a subscription gives for less than the rig's own
electricity. A split is tried at every kink of the rental's price, between which it is straight, so that none cheaper is missed.
Never buying is b = M, so the best total is never above the cloud's, nor above that of any rig bought now.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate

from calculators.engines.demand import HOURS_PER_WEEK, Demand
from calculators.engines.present_value import discount, effective_months
from calculators.engines.rental_cost import RentalTerms, can_do, hours_at, rental_total
from calculators.engines.rig_cost import RigTerms, electricity_per_month, rig_total

INFINITE = float("inf")
NOTHING = Demand(0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Growth:
    """Hours a week on the rig of reference in the first month, their growth a month, and the share that is too large for most rigs."""

    hours_per_week: float
    per_month: float
    large_share: float
    months: int

    def hours(self, month: int) -> tuple[float, float]:
        """(usual, large) hours a week in a month, counted from 0."""
        all_of_it: float = self.hours_per_week * (1 + self.per_month) ** month
        return all_of_it * (1 - self.large_share), all_of_it * self.large_share


@dataclass(frozen=True)
class Rented:
    """Work that grows, and where it is rented: terms for usual work and for large, each with a pace beside the rig of reference."""

    growth: Growth
    usual: RentalTerms
    large: RentalTerms
    storage_gb: float

    @cached_property
    def months(self) -> tuple[tuple[float, float], ...]:
        """What all usual and all large work costs on its rental, month by month; infinite where there are no hours for it."""
        return tuple(
            (self.usual_usd(usual, month), self.large_usd(large, month))
            for month in range(self.growth.months)
            for usual, large in (self.growth.hours(month),)
        )

    @property
    def total(self) -> float:
        """Everything rented, over the months."""
        return sum(usual + large for usual, large in self.months)

    def usual_usd(self, hours: float, month: int) -> float:
        """So many hours a week of usual work in a month."""
        return month_of_rental(self.usual, hours, self.storage_gb, month)

    def large_usd(self, hours: float, month: int) -> float:
        """So many hours a week of large work in a month."""
        return month_of_rental(self.large, hours, self.storage_gb, month)


@dataclass(frozen=True, slots=True)
class Buyable:
    """A rig that could be bought: its terms, its pace beside the rig of reference, whether it holds the large work."""

    id: str
    terms: RigTerms
    pace: float
    holds_large: bool
    idle_hours_per_week: float


@dataclass(frozen=True, slots=True)
class Split:
    """A month's work after buying: hours a week (of reference) on the rig, rented usual, rented large, and its cost in US dollars."""

    on_rig: float
    usual: float
    large: float
    usd: float


@dataclass(frozen=True)
class Course:
    """Everything over the months, with one rig: the cost of buying it in each month."""

    rented: Rented
    rig: Buyable

    @property
    def growth(self) -> Growth:
        """How the work grows."""
        return self.rented.growth

    @cached_property
    def after(self) -> tuple[Split, ...]:
        """Each month's split once the rig is there."""
        return tuple(self._split(month) for month in range(self.growth.months))

    @cached_property
    def totals(self) -> tuple[float, ...]:
        """The total by the month of buying, 0 to M; the last is never to buy."""
        months = self.growth.months
        before = (0.0, *accumulate(usual + large for usual, large in self.rented.months))
        rest = (*reversed(tuple(accumulate(split.usd for split in reversed(self.after)))), 0.0)
        return (*(before[b] + self.owned(months - b, b) + rest[b] for b in range(months)), before[months])

    @property
    def best_month(self) -> int:
        """The month of buying with the lowest total; the earliest of equals; M for never."""
        return min(range(self.growth.months + 1), key=lambda b: (self.totals[b], b))

    def owned(self, months: float, bought: float) -> float:
        """What the rig costs over so many months but for the electricity of its work, in money of today."""
        idle = Demand(0.0, self.rig.idle_hours_per_week, 0.0)
        return discount(bought, self.rig.terms.capital_rate) * rig_total(self.rig.terms, idle, months)

    @property
    def does_all(self) -> bool:
        """True when the rig, bought now, does all the work in every month."""
        return all(split.usual == split.large == 0 for split in self._alone)

    @cached_property
    def alone_usd(self) -> float:
        """The total of the rig bought now with nothing rented; infinite where it cannot do all the work."""
        if not self.does_all:
            return INFINITE
        return self.owned(self.growth.months, 0) + sum(split.usd for split in self._alone)

    @cached_property
    def _alone(self) -> tuple[Split, ...]:
        return tuple(self._on_rig_first(month) for month in range(self.growth.months))

    def _on_rig_first(self, month: int) -> Split:
        """As much as the rig can do on the rig."""
        usual, large = self.growth.hours(month)
        room = HOURS_PER_WEEK * self.rig.pace
        held = usual + large if self.rig.holds_large else usual
        rented = held - min(room, held)
        rented_usual = min(usual, rented)
        return self._priced(month, rented_usual, rented - rented_usual if self.rig.holds_large else large)

    def _split(self, month: int) -> Split:
        """The cheapest of the splits at which a price bends: a rental's, or the rig's where its week is full or it no longer idles."""
        usual, large = self.growth.hours(month)
        all_of_it, pace = usual + large, self.rig.pace
        ends = [0.0, usual, *kinks(self.rented.usual, usual)]
        large_ends = [0.0, large, *kinks(self.rented.large, large)] if self.rig.holds_large else [large]
        places = {(x, y) for x in ends for y in large_ends}
        for own in (HOURS_PER_WEEK * pace, (HOURS_PER_WEEK - self.rig.idle_hours_per_week) * pace):
            places |= {(all_of_it - own - y, y) for y in large_ends}
            if self.rig.holds_large:
                places |= {(x, all_of_it - own - x) for x in ends}
        room = HOURS_PER_WEEK * pace
        able = ((x, y) for x, y in places if 0 <= x <= usual and 0 <= y <= large and all_of_it - x - y <= room)
        tried = [self._priced(month, x, y) for x, y in able]
        return min([self._on_rig_first(month), *tried], key=lambda split: split.usd)

    def _priced(self, month: int, rented_usual: float, rented_large: float) -> Split:
        usual, large = self.growth.hours(month)
        own = usual - rented_usual + large - rented_large
        all_usual, all_large = self.rented.months[month]
        usd = all_usual if rented_usual == usual else self.rented.usual_usd(rented_usual, month)
        usd += all_large if rented_large == large else self.rented.large_usd(rented_large, month)
        return Split(own, rented_usual, rented_large, usd + self._electricity(own / self.rig.pace, month))

    def _electricity(self, hours: float, month: int) -> float:
        """What work takes beyond idling, in money of today."""
        idle, terms = self.rig.idle_hours_per_week, self.rig.terms
        more = electricity_per_month(terms, Demand(hours, idle, 0.0)) - electricity_per_month(
            terms, Demand(0.0, idle, 0.0)
        )
        return more * effective_months(month + 1, terms.capital_rate) - more * effective_months(
            month, terms.capital_rate
        )


def month_of_rental(terms: RentalTerms, hours: float, storage_gb: float, month: int) -> float:
    """What a month costs with so many hours a week on a rental, in money of today; nothing without any: it is given up then.

    As many machines by the hour as the week takes, one with the data, the credit and the subscription; a quota is not had twice, and
    beyond it the cost is infinite. Of what a rental asks in all it is the part of this month: prices that drift have drifted.
    """
    if hours <= 0:
        return 0.0
    if terms.most_hours_per_week < HOURS_PER_WEEK:
        demand = Demand(hours, 0.0, storage_gb)
        return _in_month(terms, demand, month) if can_do(terms, demand) else INFINITE
    week = HOURS_PER_WEEK * terms.pace / terms.rework
    cost = _in_month(terms, Demand(min(hours, week), 0.0, storage_gb), month)
    if hours > week:
        bare = replace(terms, credit_usd_per_month=0.0, included_units=0.0, usd_per_month=0.0)
        cost += _in_month(bare, Demand(week, 0.0, 0.0), month) * (hours / week - 1)
    return cost


def _in_month(terms: RentalTerms, demand: Demand, month: int) -> float:
    if not terms.capital_rate and not terms.drift_per_year:
        return rental_total(terms, demand, 1)
    return rental_total(terms, demand, month + 1) - rental_total(terms, demand, month)


def kinks(terms: RentalTerms, most: float) -> Iterator[float]:
    """Hours a week below `most` at which a rental's price bends: where what is included ends, and where a week or a quota does."""
    ends = [terms.most_hours_per_week * terms.pace / terms.rework]
    for allowance, use in (
        (terms.included_units, terms.units_per_hour),
        (terms.credit_usd_per_month, terms.usd_per_hour),
    ):
        if use > 0 and allowance > 0:
            ends.append(hours_at(terms, NOTHING, allowance / use))
    yield from (x for x in ends if 0 < x < most)
