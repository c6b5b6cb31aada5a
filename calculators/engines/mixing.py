"""Work that grows, on a cloud, on a rig, or on both: in which month to buy, which rig, and what runs where from then on.

Month by month, with h hours of work a week (on the rig of reference), a share of it too large for most rigs:

    total(b) = Σ_{t<b} cloud(t) + rig(M − b) + Σ_{t≥b} after(t)

cloud(t) is the month's cost with everything rented; rig(n) what a rig costs over n months but for the electricity of its work;
after(t) the cheapest split of a month's work between rig and rentals: what the rig cannot hold and what a week has no hours for is
rented, and so is what a credit or a subscription gives for less than the rig's own electricity. A split is tried wherever a price
bends, between which all are straight, so that none cheaper is missed. Never buying is b = M: the best total is never above the
cloud's, nor above that of any rig bought now. A rig costs in any month what it does now, an hour of a rental p·(1 + d)^(t/12) in month
t where its price changes by d a year. With what money would earn otherwise, a sum of a later month counts for less: each term above is
times the discount of the month in which it begins (`present_value`).

One machine for usual jobs may be reserved, from the first month on. Each month in which it is kept takes all of its hours, p·168·w,
and its work then takes nothing more; what it has no hours for is rented on demand. It is kept until the purchase and to the end of
its term, past the last month too; then for as long as that is cheapest, and once given up it is not taken again:

    total(b) = … + Σ_{b≤t<g} kept(t) + Σ_{t≥g} after(t)        the least over g ≥ max(b, term), and for b = 0 over none taken
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import accumulate, chain
from math import ceil
from operator import mul
from typing import NamedTuple

from calculators.core.dates import WEEKS_PER_MONTH
from calculators.engines.demand import HOURS_PER_WEEK, Demand
from calculators.engines.present_value import discount, effective_months
from calculators.engines.rental_cost import (
    RentalTerms,
    can_do,
    forgetting_ends,
    forgotten_per_month,
    hours_at,
    hours_given,
    overhead_per_week,
    rental_parts,
    rental_total,
)
from calculators.engines.rig_cost import RigTerms, electricity_per_month, rig_kwh, total_without_electricity

INFINITE = float("inf")
ROUNDING = 1e-6
"""Of a sum: what its terms may be rounded by, added up in another order."""
Prices = tuple[tuple[float, float], ...]
ONE_AT_WORK, ONE_IDLE = Demand(1.0, 0.0, 0.0), Demand(0.0, 1.0, 0.0)
"""An hour a week of each."""


@dataclass(frozen=True)
class Growth:
    """Hours a week on the rig of reference in the first month, their growth a month, and the share that is too large for most rigs.

    Work grows no further than to `most_hours`, or the first month's where they are more.
    """

    hours_per_week: float
    per_month: float
    large_share: float
    months: int
    most_hours: float = INFINITE

    @cached_property
    def hours(self) -> tuple[tuple[float, float], ...]:
        """(usual, large) hours a week, month by month."""
        most = max(self.most_hours, self.hours_per_week)
        all_of_it = [min(most, self.hours_per_week * (1 + self.per_month) ** month) for month in range(self.months)]
        return tuple((hours * (1 - self.large_share), hours * self.large_share) for hours in all_of_it)


@dataclass(frozen=True)
class Monthly:
    """What a month on a rental costs by the hours of work a week; nothing without any: it is given up then.

    As many machines by the hour as the week takes, one with the data, the starts, the credit and the subscription. Where there are not
    several, the cost is infinite beyond the hours that one gives.
    """

    terms: RentalTerms
    besides: Demand
    """What is asked of it whatever the hours: data kept and sent, starts a week."""
    ready: float = 0.0
    """Hours of work a week that it is held for at the least, where it must be up to be asked."""
    further: RentalTerms | None = None
    """Terms of further machines, where they are not those of the first."""

    @cached_property
    def _points(self) -> tuple[tuple[float, ...], tuple[float, ...]]:
        """Hours at which the price bends, and the cost there; between them, and beyond where there are more hours, it is straight."""
        at = sorted({0.0, *self._bends(), self.most} if self.most < INFINITE else {0.0, *self._bends()})
        return tuple(at), tuple(rental_total(self.terms, self.besides.with_hours(x), 1) for x in at)

    @property
    def drifts(self) -> bool:
        """True where a price by the hour changes."""
        return any(of is not None and of.drift_per_year for of in (self.terms, self.further))

    def in_month(self, month: int) -> Monthly:
        """The same at the price by the hour of a later month, where it changes."""
        further = self.further and _in_month(self.further, month)
        return replace(self, terms=_in_month(self.terms, month), further=further)

    @cached_property
    def most(self) -> float:
        """Hours of work a week that it gives beside its starts; 0 where they leave it none, infinite where there are several."""
        terms = self.terms
        given = hours_given(terms, self.besides) - overhead_per_week(terms, self.besides)
        return max(0.0, given) * terms.pace / terms.rework

    @cached_property
    def _beyond(self) -> float:
        """US dollars for an hour of work a week beyond the last bend; infinite where there are no more."""
        where = Monthly(self.further, self.besides) if self.further else self
        if where.most < INFINITE:
            return INFINITE
        last = where._points[0][-1]
        at, next_ = (rental_total(where.terms, self.besides.with_hours(x), 1) for x in (last, last + 1))
        return next_ - at

    def _bends(self) -> Iterator[float]:
        terms = self.terms
        ends = [HOURS_PER_WEEK * terms.typical_pace, self.ready]
        if terms.forgotten_hours_per_month:
            none_left = (HOURS_PER_WEEK - overhead_per_week(terms, self.besides)) * terms.typical_pace
            ends += [forgetting_ends(terms, self.besides), none_left]
        for allowance, use in (
            (terms.included_units, terms.units_per_hour),
            (terms.credit_usd_per_month, terms.usd_per_hour),
        ):
            if use > 0 and allowance > 0:
                ends.append(hours_at(terms, self.besides, allowance / use))
        yield from (x for x in ends if 0 < x < self.most)

    def usd(self, hours: float) -> float:
        """Of so many hours of work a week."""
        if hours <= 0:
            return 0.0
        if not self.most:
            return INFINITE
        hours = max(hours, self.ready)
        at, cost = self._points
        if hours > at[-1]:
            if self._beyond == INFINITE:
                return cost[-1] if can_do(self.terms, self.besides.with_hours(hours)) else INFINITE
            return cost[-1] + (hours - at[-1]) * self._beyond
        i = max(1, bisect_left(at, hours))
        a, b = at[i - 1], at[i]
        return cost[i - 1] + (cost[i] - cost[i - 1]) * (hours - a) / (b - a)

    def held_hours(self, weekly: Iterable[float]) -> float:
        """Hours that its machines run, of months with so many hours of work a week each: none where it is given up."""
        used = [max(hours, self.ready) for hours in weekly if hours > 0]
        terms, starting = self.terms, self.besides.starts_per_week * self.terms.start_hours
        held = WEEKS_PER_MONTH * (sum(used) / terms.pace * terms.rework + len(used) * starting)
        if terms.forgotten_hours_per_month:
            held += sum(forgotten_per_month(terms, self.besides.with_hours(hours)) for hours in used)
        return held

    @cached_property
    def _bent(self) -> tuple[tuple[float, float], ...]:
        """Hours at which the price bends, with the cost there."""
        return tuple((x, usd) for x, usd in zip(*self._points, strict=True) if x > 0)

    def priced(self, most: float, all_of_it: float) -> Prices:
        """(hours, US dollars) up to `most`, which costs `all_of_it`: none, where the price bends, and all."""
        bent = self._bent
        if not bent or bent[0][0] >= most:
            return (0.0, 0.0), (most, all_of_it)
        return (0.0, 0.0), *(place for place in bent if place[0] < most), (most, all_of_it)


def _least_by_hour(prices: Prices) -> float:
    """The price by the hour is lowest at a bend: it falls or rises all the way between two."""
    return min((usd / hours for hours, usd in prices if hours), default=INFINITE)


def _in_month(terms: RentalTerms, month: int) -> RentalTerms:
    price = terms.usd_per_hour * (1 + terms.drift_per_year) ** (month / 12)
    return replace(terms, usd_per_hour=price)


@dataclass(frozen=True)
class Reservation:
    """A machine for usual jobs that is paid for all of its hours, whether used or not, to the end of its term at the least."""

    usd_per_month: float
    """Worth so much at the beginning of the month."""
    months: int
    """Of its term."""
    given_up: Monthly
    """What usual jobs are rented on once it is given up."""


def reserved(terms: RentalTerms, besides: Demand, on_demand: RentalTerms) -> tuple[Monthly, Reservation]:
    """A reserved machine: what its work takes beside its price, and the price. Hours beyond it are rented on demand."""
    month = rental_parts(replace(terms, committed_months=1.0), besides, 1)["hours"]
    held = replace(terms, usd_per_hour=0.0, committed_months=1.0, billing_step_hours=0.0)
    return (
        Monthly(held, besides, further=on_demand),
        Reservation(month, round(terms.committed_months), Monthly(on_demand, besides)),
    )


class _Place(NamedTuple):
    """A split of a month's work: hours a week rented, usual and large, on the rig, and what renting takes in US dollars."""

    usual: float
    large: float
    own: float
    rent: float


def _rented_hours(place: _Place) -> float:
    return place.usual + place.large


@dataclass(frozen=True)
class Rented:
    """Work that grows, and where it is rented: usual work and large, each with a pace beside the rig of reference."""

    growth: Growth
    usual: Monthly
    large: Monthly
    reservation: Reservation | None = None
    """Of the first machine for usual jobs: what `usual` takes is beside its price."""

    @property
    def rate(self) -> float:
        """What money would earn otherwise, a year."""
        return self.usual.terms.capital_rate

    def worth(self, monthly: Iterable[float]) -> Iterable[float]:
        """Today, of what is paid in each month."""
        if not self.rate:
            return monthly
        return map(mul, monthly, _discounts(self.growth.months, self.rate))

    @cached_property
    def _alike(self) -> bool:
        """True where each month is as the first: the work does not grow, and no price changes."""
        return not (self.growth.per_month or self.usual.drifts or self.large.drifts)

    def all_months[T](self, by_month: Iterable[T]) -> tuple[T, ...]:
        """Of what is found month by month; of months that are alike only the first is looked at."""
        if self._alike:
            return (next(iter(by_month)),) * self.growth.months
        return tuple(by_month)

    @cached_property
    def places(self) -> tuple[tuple[Monthly, Monthly], ...]:
        """Both rentals, month by month."""
        months = self.growth.months
        usual, large = (
            [where.in_month(month) for month in range(months)] if where.drifts else [where] * months
            for where in (self.usual, self.large)
        )
        return tuple(zip(usual, large, strict=True))

    @cached_property
    def months(self) -> tuple[tuple[float, float], ...]:
        """What all usual and all large work costs on its rental, month by month; infinite where there are no hours for it."""
        return self.all_months(
            (where_usual.usd(usual), where_large.usd(large))
            for (where_usual, where_large), (usual, large) in zip(self.places, self.growth.hours, strict=True)
        )

    @cached_property
    def paid(self) -> tuple[float, ...]:
        """What each month takes with everything rented, a reservation's price included."""
        price = self.reservation.usd_per_month if self.reservation else 0.0
        return tuple(price + usual + large for usual, large in self.months)

    @cached_property
    def spent(self) -> tuple[float, ...]:
        """Everything rented until each month, 0 to M."""
        return (0.0, *accumulate(self.worth(self.paid)))

    @property
    def total(self) -> float:
        """Everything rented, over the months, with what a reservation still takes after them."""
        return self.spent[-1] + self.rest_usd

    @cached_property
    def rest_usd(self) -> float:
        """What is still paid after the last month to the end of a reservation's term."""
        if self.reservation is None:
            return 0.0
        left = range(self.growth.months, self.reservation.months)
        return self.reservation.usd_per_month * sum(discount(month, self.rate) for month in left)

    @cached_property
    def unreserved(self) -> Rented | None:
        """The same once a reservation is given up; None where there is none."""
        return Rented(self.growth, self.reservation.given_up, self.large) if self.reservation is not None else None

    @cached_property
    def prices(self) -> tuple[tuple[Prices, Prices], ...]:
        """Month by month, of usual and of large work: (hours, US dollars) at none, where the price bends, and at all of it."""
        return self.all_months(
            (where_usual.priced(usual, all_usual), where_large.priced(large, all_large))
            for (where_usual, where_large), (usual, large), (all_usual, all_large) in zip(
                self.places, self.growth.hours, self.months, strict=True
            )
        )

    @cached_property
    def least_by_hour(self) -> tuple[tuple[float, float], ...]:
        """What an hour of usual work and of large takes at the least, month by month; nothing where a reservation pays for it."""
        return self.all_months(
            (0.0 if self.reservation else _least_by_hour(of_usual), _least_by_hour(of_large))
            for of_usual, of_large in self.prices
        )

    @cached_property
    def usual_bends(self) -> tuple[tuple[_Place, ...], ...]:
        """Month by month the splits at which a price bends, of a rig that cannot hold the large work."""
        return self.all_months(
            tuple(_Place(x, large, usual - x, u + all_large) for x, u in of_usual)
            for (of_usual, _), (usual, large), (_, all_large) in zip(
                self.prices, self.growth.hours, self.months, strict=True
            )
        )

    @cached_property
    def bends(self) -> tuple[tuple[_Place, ...], ...]:
        """The same of a rig that holds all of it."""
        return self.all_months(
            tuple(
                sorted(
                    (_Place(x, y, usual - x + large - y, u + v) for x, u in of_usual for y, v in of_large),
                    key=_rented_hours,
                )
            )
            for (of_usual, of_large), (usual, large) in zip(self.prices, self.growth.hours, strict=True)
        )


@dataclass(frozen=True, slots=True)
class Buyable:
    """A rig that could be bought: its terms, its pace beside the rig of reference, whether it holds the large work."""

    id: str
    terms: RigTerms
    pace: float
    holds_large: bool
    idle_hours_per_week: float
    there: bool = False
    """True for one that is owned already: it is used from now on or never."""


class Split(NamedTuple):
    """A month's work after buying: hours a week (of reference) on the rig, rented usual, rented large, and its cost in US dollars."""

    on_rig: float
    usual: float
    large: float
    usd: float


class _Working(NamedTuple):
    """What the months from one on take, and for how many, counted from the first, a reservation is kept."""

    usd: float
    kept_months: int


class Use(NamedTuple):
    """Over the months: kWh of the rig, and hours in which the rentals run, usual and large."""

    rig_kwh: float
    usual_hours: float
    large_hours: float


@dataclass(frozen=True)
class Course:
    """Everything over the months, with one rig: the cost of buying it in each month."""

    rented: Rented
    rig: Buyable

    @property
    def growth(self) -> Growth:
        """How the work grows."""
        return self.rented.growth

    def after(self, bought: int) -> tuple[Split, ...]:
        """Each month's split once the rig is there, bought after so many months, with the price of a reservation that is kept."""
        reservation, unreserved = self.rented.reservation, self._unreserved
        if reservation is None or unreserved is None:
            return self._splits
        until = self.kept_months(bought)
        kept = (split._replace(usd=split.usd + reservation.usd_per_month) for split in self._splits[:until])
        return (*kept, *unreserved._splits[until:])

    @cached_property
    def _splits(self) -> tuple[Split, ...]:
        return tuple(Split(place.own, place.usual, place.large, usd) for place, usd in self._cheapest)

    @cached_property
    def _unreserved(self) -> Course | None:
        """The same with a reservation given up."""
        return Course(self.rented.unreserved, self.rig) if self.rented.unreserved is not None else None

    def kept_months(self, bought: int) -> int:
        """Of those looked at, the months for which a reservation is kept with the rig bought after so many; 0: it is not taken."""
        if self.rented.reservation is None:
            return 0
        return self._working[bought].kept_months if bought < self.growth.months else bought

    @cached_property
    def _working(self) -> tuple[_Working, ...]:
        """What work takes from each month of buying on, in money of today."""
        months, rented = self.growth.months, self.rented
        if self._unreserved is None or rented.reservation is None:
            return tuple(_Working(usd, 0) for usd in _from_each(rented.worth(usd for _, usd in self._cheapest)))
        price = rented.reservation.usd_per_month
        kept = tuple(rented.worth(price + usd for _, usd in self._cheapest))
        without = [working.usd for working in self._unreserved._working]
        found = [_Working(rented.rest_usd, months)]
        for month in reversed(range(months)):
            usd, until = kept[month] + found[-1].usd, found[-1].kept_months
            free = month >= rented.reservation.months or month == 0
            found.append(_Working(without[month], month) if free and without[month] <= usd else _Working(usd, until))
        return tuple(reversed(found))

    @cached_property
    def _cheapest(self) -> tuple[tuple[_Place, float], ...]:
        """Each month's cheapest split and its cost."""
        return self.rented.all_months(self._cheapest_by_month())

    def _cheapest_by_month(self) -> Iterator[tuple[_Place, float]]:
        """A rental's price bends there, the rig's week is full, or it idles less; of equals the one that rents least."""
        rig = self.rig
        working, idling = _usd_per_hour(rig.terms)
        working, idling = working / rig.pace, idling / rig.pace
        room, unidle = HOURS_PER_WEEK * rig.pace, (HOURS_PER_WEEK - rig.idle_hours_per_week) * rig.pace
        bends = self.rented.bends if rig.holds_large else self.rented.usual_bends
        for month, places in enumerate(bends):
            filled = self._filled(month, {room, unidle}) if places[0].own > unidle else ()
            best, least = None, INFINITE
            for place in chain(places, filled):
                own = place[2]
                if own > room:
                    continue
                usd = place[3] + own * working
                if own > unidle:
                    usd -= (own - unidle) * idling
                if usd < least or best is None or (usd == least and place[0] + place[1] < best[0] + best[1]):
                    best, least = place, usd
            assert best is not None
            yield _Place(*best), least

    def _filled(self, month: int, full: set[float]) -> Iterator[tuple[float, float, float, float]]:
        """Splits of a month at which the rig works just so many hours, as the numbers of a `_Place`."""
        usual, large = self.growth.hours[month]
        rent_usual, rent_large = (where.usd for where in self.rented.places[month])
        of_usual, of_large = self.rented.prices[month]
        if not self.rig.holds_large:
            of_usual, of_large = (), of_large[-1:]
        for own in full:
            left = usual + large - own
            for y, v in of_large:
                if 0 <= left - y <= usual:
                    yield left - y, y, own, rent_usual(left - y) + v
            for x, u in of_usual:
                if 0 <= left - x <= large:
                    yield x, left - x, own, u + rent_large(left - x)

    @cached_property
    def totals(self) -> tuple[float, ...]:
        """The total by the month of buying, 0 to M; the last is never to buy. Infinite between them for what is owned already."""
        months = self.growth.months
        owned = _owned(self.rig.terms, self.rig.idle_hours_per_week, months)
        bought = self.rented.worth(reversed(owned))
        found = [s + o + w.usd for s, o, w in zip(self.rented.spent, bought, self._working, strict=True)]
        if self.rig.there:
            found[1:] = [INFINITE] * months
        return (*found[:months], self.rented.total)

    @cached_property
    def best_month(self) -> int:
        """The month of buying with the lowest total; of equals M, never, or else the earliest."""
        least = min(self.totals)
        return self.growth.months if self.totals[-1] == least else self.totals.index(least)

    def use(self, bought: int) -> Use:
        """With the rig bought after so many months, M for never."""
        before, after = self.growth.hours[:bought], self.after(bought)[bought:]
        return self._used(
            [split.on_rig for split in after],
            [*(usual for usual, _ in before), *(split.usual for split in after)],
            [*(large for _, large in before), *(split.large for split in after)],
        )

    def use_alone(self) -> Use:
        """With the rig bought now and nothing rented."""
        return self._used([usual + large for usual, large in self.growth.hours], [], [])

    def _used(self, own: list[float], usual: list[float], large: list[float]) -> Use:
        """Of hours a week, month by month."""
        rig = self.rig
        working, idling = (rig_kwh(rig.terms, demand, 1) for demand in (ONE_AT_WORK, ONE_IDLE))
        work = [hours / rig.pace for hours in own]
        idle = [max(0.0, min(rig.idle_hours_per_week, HOURS_PER_WEEK - hours)) for hours in work]
        kwh = working * sum(work) + idling * sum(idle)
        return Use(kwh, self.rented.usual.held_hours(usual), self.rented.large.held_hours(large))

    @cached_property
    def alone_usd(self) -> float:
        """The total of the rig bought now with nothing rented; infinite where it cannot do all the work."""
        rig, hours = self.rig, self.growth.hours
        room, unidle = HOURS_PER_WEEK * rig.pace, (HOURS_PER_WEEK - rig.idle_hours_per_week) * rig.pace
        work = [usual + large for usual, large in hours]
        if max(work) > room or (not rig.holds_large and any(large for _, large in hours)):
            return INFINITE
        working, idling = _usd_per_hour(self.rig.terms)
        months = self.growth.months
        paid = (own * working - max(0.0, own - unidle) * idling for own in work)
        spent = sum(self.rented.worth(paid)) / rig.pace
        return _owned(rig.terms, rig.idle_hours_per_week, months)[months] + spent


def _from_each(monthly: Iterable[float]) -> tuple[float, ...]:
    """The sums from each month on, 0 to M."""
    return (*reversed([*accumulate(reversed(tuple(monthly)))]), 0.0)


@lru_cache(maxsize=64)
def _discounts(months: int, rate: float) -> tuple[float, ...]:
    """What a dollar at the beginning of each month is worth today, and at the end of the last."""
    return tuple(discount(month, rate) for month in range(months + 1))


@lru_cache(maxsize=256)
def _usd_per_hour(terms: RigTerms) -> tuple[float, float]:
    """US dollars a month for an hour a week at work and one idle, worth as much at the beginning of the month."""
    counted = effective_months(1, terms.capital_rate)
    return electricity_per_month(terms, ONE_AT_WORK) * counted, electricity_per_month(terms, ONE_IDLE) * counted


def least_usd(rented: Rented, rig: Buyable) -> float:
    """What no course with this rig bought costs less than, in US dollars, found with less work than the course.

    After the month of buying an hour of work is on the rig or rented, whichever can be cheaper; large work that it cannot hold is
    rented. An hour on the rig takes at least what one takes of a full week, in which most idle hours are saved.
    """
    months = rented.growth.months
    owned = rented.worth(reversed(_owned(rig.terms, rig.idle_hours_per_week, months)))
    after = _from_each(rented.worth(rented.all_months(_least_by_month(rented, rig))))
    least = min([s + o + a for s, o, a in zip(rented.spent, owned, after, strict=True)][:-1])
    return least if least == INFINITE else least - ROUNDING * abs(least)


def _least_by_month(rented: Rented, rig: Buyable) -> Iterator[float]:
    """What work takes at the least in each month, on the rig and rented."""
    working, idling = _usd_per_hour(rig.terms)
    on_rig = (working - idling * rig.idle_hours_per_week / HOURS_PER_WEEK) / rig.pace
    room = HOURS_PER_WEEK * rig.pace
    for (usual, large), (of_usual, of_large), (_, all_large) in zip(
        rented.growth.hours, rented.least_by_hour, rented.months, strict=True
    ):
        movable, by_hour = (usual + large, min(of_usual, of_large)) if rig.holds_large else (usual, of_usual)
        own = min(movable, room) if on_rig < by_hour else 0.0
        left = movable - own
        yield own * on_rig + (left * by_hour if left else 0.0) + (0.0 if rig.holds_large else all_large)


@lru_cache(maxsize=256)
def _owned(terms: RigTerms, idle_hours_per_week: float, months: int) -> tuple[float, ...]:
    """What a rig costs over 0, 1, … so many months but for the electricity of its work."""
    idling = electricity_per_month(terms, Demand(0.0, idle_hours_per_week, 0.0))
    without = _without_electricity(terms, ceil(months / 12))
    return tuple(without[n] + idling * effective_months(n, terms.capital_rate) for n in range(months + 1))


@lru_cache(maxsize=256)
def _without_electricity(terms: RigTerms, years: int) -> tuple[float, ...]:
    """What a rig costs over 0, 1, … so many years' months but for electricity: the same however long it idles."""
    return tuple(total_without_electricity(terms, n) for n in range(12 * years + 1))
