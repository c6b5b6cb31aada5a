"""A rig beside a rental for the same work: both costs as ranges, where they meet, and which costs less when one number changes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property

from calculators.core.ranges import Range
from calculators.engines import cost
from calculators.engines.corners import CORNERS, spanned
from calculators.engines.cost import Demand, RentalTerms, RigTerms
from calculators.engines.plans import RentalPlan, RigPlan, hours_obstacle, session_obstacle
from calculators.engines.resale import value_at

BreakEven = tuple[float | None, float | None, float | None]
"""With every figure at its best for the rig, typically, at its worst; None: never."""


@dataclass(frozen=True, kw_only=True)
class OwnTime:
    """Hours of one's own that a rig takes, and what an hour of them is worth."""

    setup_hours: float
    upkeep_hours_per_month: float
    usd_per_hour: float


@dataclass(frozen=True)
class Typical:
    """Everything that decides which costs less, typically, as plain numbers that can be replaced one by one."""

    rig: RigTerms
    rental: RentalTerms
    demand: Demand
    months: float
    longest_run_hours: float
    session_hours: float
    impossible: bool

    def buys(self) -> bool:
        """True when the rig costs no more, or the rental cannot do the work."""
        if self.impossible or self.longest_run_hours / self.rental.pace > self.session_hours:
            return True
        return cost.advantage(self.rig, self.rental, self.demand, self.months) >= 0

    def of_rig(self, name: str) -> tuple[float, Callable[[float], Typical]]:
        """A number of the rig: its value, and this case with another in its place."""
        return getattr(self.rig, name), lambda x: replace(self, rig=replace(self.rig, **{name: x}))

    def of_rental(self, name: str) -> tuple[float, Callable[[float], Typical]]:
        """A number of the rental: its value, and this case with another in its place."""
        return getattr(self.rental, name), lambda x: replace(self, rental=replace(self.rental, **{name: x}))

    def of_demand(self, name: str) -> tuple[float, Callable[[float], Typical]]:
        """A number of the demand: its value, and this case with another in its place."""
        return getattr(self.demand, name), lambda x: replace(self, demand=replace(self.demand, **{name: x}))

    def of_resale_percent(self) -> tuple[float, Callable[[float], Typical]]:
        """The per cent of its price that the rig fetches in the end, and this case with another, the same at any age."""
        now = 100 * value_at(self.rig.resale, self.months / 12)
        return now, lambda x: replace(self, rig=replace(self.rig, resale=((0.0, x / 100),)))


@dataclass(frozen=True)
class Comparison:
    """Two plans, the work and the time. Totals of the rental hold for what it can do: see `obstacles`."""

    rig: RigPlan
    rental: RentalPlan
    demand: Demand
    months: float
    longest_run_hours: float
    own_time: OwnTime

    @cached_property
    def rig_terms(self) -> tuple[RigTerms, ...]:
        """The rig at the three corners: cheapest, typical, dearest."""
        own = self.own_time
        return tuple(
            self.rig.terms(draw, own.setup_hours, own.upkeep_hours_per_month, own.usd_per_hour) for draw in CORNERS
        )

    @cached_property
    def rental_terms(self) -> tuple[RentalTerms, ...]:
        """The rental at the three corners: cheapest, typical, dearest."""
        return tuple(self.rental.terms(draw) for draw in CORNERS)

    @cached_property
    def blocked(self) -> bool:
        """True when the rental cannot be had, or cuts the longest run, however few the hours."""
        return bool(self.rental.obstacles or session_obstacle(self.rental, self.longest_run_hours))

    @cached_property
    def obstacles(self) -> tuple[str, ...]:
        """Why the rental cannot do the work, in sentences; none when it can."""
        if self.rental.obstacles:
            return self.rental.obstacles
        found = (
            session_obstacle(self.rental, self.longest_run_hours),
            hours_obstacle(self.rental, self.demand.hours_per_week),
        )
        return tuple(words for words in found if words)

    def rig_total(self, months: float) -> Range:
        """US dollars if the work ended, and the rig were sold, after so many months."""
        return spanned(*(cost.rig_total(terms, self.demand, months) for terms in self.rig_terms))

    def rental_total(self, months: float) -> Range:
        """US dollars after so many months."""
        return spanned(*(cost.rental_total(terms, self.demand, months) for terms in self.rental_terms))

    def rig_parts(self) -> dict[str, Range]:
        """US dollars by part over the months; end by end they add up to the total."""
        return _parts([cost.rig_parts(terms, self.demand, self.months) for terms in self.rig_terms])

    def rental_parts(self) -> dict[str, Range]:
        """US dollars by part over the months; end by end they add up to the total."""
        return _parts([cost.rental_parts(terms, self.demand, self.months) for terms in self.rental_terms])

    def rig_kwh(self) -> Range:
        """Energy over the months."""
        return spanned(*(cost.rig_kwh(terms, self.demand, self.months) for terms in self.rig_terms))

    def rental_kwh(self) -> Range | None:
        """Energy over the months; None where no power is published."""
        if self.rental.watts is None:
            return None
        return spanned(*(cost.rental_kwh(terms, self.demand, self.months) for terms in self.rental_terms))

    def rental_hours_per_week(self) -> Range:
        """Hours that the work takes on the rental."""
        return spanned(*(cost.rental_hours_per_week(terms, self.demand) for terms in self.rental_terms))

    def break_even_hours(self) -> BreakEven:
        """Hours a week from which the rig costs no more."""
        return self._break_even(cost.break_even_hours)

    def break_even_months(self) -> BreakEven:
        """Months after which the rig costs no more."""
        return self._break_even(cost.break_even_month)

    def _break_even(self, of: Callable[[RigTerms, RentalTerms, Demand, float], float | None]) -> BreakEven:
        """The rig at its cheapest meets the rental at its dearest, and the other way round."""
        best, middle, worst = zip(self.rig_terms, reversed(self.rental_terms), strict=True)
        return (
            of(*best, self.demand, self.months),
            of(*middle, self.demand, self.months),
            of(*worst, self.demand, self.months),
        )

    def typical(self) -> Typical:
        """The comparison in plain numbers."""
        session = self.rental.session_hours
        return Typical(
            rig=self.rig_terms[1],
            rental=self.rental_terms[1],
            demand=self.demand,
            months=self.months,
            longest_run_hours=self.longest_run_hours,
            session_hours=session.typical if session else cost.INFINITE,
            impossible=bool(self.rental.obstacles),
        )


def _parts(corners: list[cost.Parts]) -> dict[str, Range]:
    return {part: spanned(*(corner[part] for corner in corners)) for part in corners[0]}
