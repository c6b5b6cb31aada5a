"""A rig beside a rental for the same work: both costs as ranges, where they meet, and which costs less when one number changes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property

from calculators.core.ranges import Range
from calculators.engines.assessment import Assessment, of_rental, of_rig
from calculators.engines.break_even import INFINITE, advantage, break_even_hours, break_even_month
from calculators.engines.circumstances import Circumstances
from calculators.engines.corners import CORNERS, typical
from calculators.engines.demand import Demand
from calculators.engines.rental_cost import RentalTerms
from calculators.engines.rental_plans import RentalPlan, session_obstacle
from calculators.engines.resale import value_at
from calculators.engines.rig_cost import RigTerms, rig_total
from calculators.engines.rig_plans import RigPlan

BreakEven = tuple[float | None, float | None, float | None]
"""With every figure at its best for the rig, typically, at its worst; None: never."""


@dataclass(frozen=True)
class Typical:
    """Everything that decides which costs less, typically, as plain numbers that can be replaced one by one.

    The rental's time for the work is `rework` of its terms; `impossible` where it cannot do it, however few the hours.
    """

    rig: RigTerms
    rental: RentalTerms
    demand: Demand
    months: float
    impossible: bool

    def saved_usd(self) -> float:
        """What the rig saves: infinite where the rental cannot do the work."""
        return INFINITE if self.impossible else advantage(self.rig, self.rental, self.demand, self.months)

    def buys(self) -> bool:
        """True when the rig costs no more, or the rental cannot do the work."""
        return self.saved_usd() >= 0

    def of_rig(self, name: str, each: float = 1.0) -> Replaceable:
        """A number of the rig, told `each` times as large: its value, and this case with another in its place."""
        return each * getattr(self.rig, name), lambda x: replace(self, rig=replace(self.rig, **{name: x / each}))

    def of_rental(self, name: str, each: float = 1.0) -> Replaceable:
        """A number of the rental, in the same way."""
        return each * getattr(self.rental, name), lambda x: replace(
            self, rental=replace(self.rental, **{name: x / each})
        )

    def of_both(self, name: str, each: float = 1.0) -> Replaceable:
        """A number that the rig and the rental share, in the same way."""
        return each * getattr(self.rig, name), lambda x: replace(
            self, rig=replace(self.rig, **{name: x / each}), rental=replace(self.rental, **{name: x / each})
        )

    def of_demand(self, name: str, each: float = 1.0) -> Replaceable:
        """A number of the demand, in the same way."""
        return each * getattr(self.demand, name), lambda x: replace(
            self, demand=replace(self.demand, **{name: x / each})
        )

    def of_resale_percent(self) -> Replaceable:
        """The per cent of its price that the rig fetches, in the mean of its sales, and this case with another at any age."""

        def at(percent: float) -> Typical:
            return replace(self, rig=replace(self.rig, resale=((0.0, percent / 100),)))

        none, all_of_it, now = (rig_total(x.rig, self.demand, self.months) for x in (at(0), at(100), self))
        if none <= all_of_it:  # of what costs nothing it is as good as any
            return 100 * value_at(self.rig.resale, self.months / 12), at
        return min(max(100 * (none - now) / (none - all_of_it), 0.0), 100.0), at


@dataclass(frozen=True)
class Comparison:
    """Two plans, the work, the circumstances and the time. What the rental costs holds for what it can do: see its obstacles."""

    rig: RigPlan
    rental: RentalPlan
    demand: Demand
    ways: Circumstances
    months: float

    @cached_property
    def owning(self) -> Assessment:
        """What the rig costs."""
        return of_rig(self.rig, self.demand, self.ways)

    @cached_property
    def renting(self) -> Assessment:
        """What the rental costs, or why it cannot do the work."""
        return of_rental(self.rental, self.demand, self.ways)

    @cached_property
    def rig_terms(self) -> tuple[RigTerms, ...]:
        """The rig at the three corners: cheapest, typical, dearest."""
        return tuple(self.rig.terms(draw, self.ways) for draw in CORNERS)

    @cached_property
    def rental_terms(self) -> tuple[RentalTerms, ...]:
        """The rental at the three corners: cheapest, typical, dearest."""
        return tuple(self.rental.terms(draw, self.demand, self.ways) for draw in CORNERS)

    @cached_property
    def blocked(self) -> bool:
        """True when the rental cannot be had, or cuts the longest run, however few the hours."""
        return bool(self.rental.obstacles or session_obstacle(self.rental, self.demand, self.ways))

    @property
    def is_cut(self) -> bool:
        """True where something cuts runs on the rental: the end of a session, the idle limit, or the machine being taken away."""
        return self.rental.interruptions.high > 0 or self.rental.session(typical, self.ways) is not None

    def break_even_hours(self) -> BreakEven:
        """Hours a week from which the rig costs no more."""
        return self._break_even(break_even_hours)

    def break_even_months(self) -> BreakEven:
        """Months after which the rig costs no more."""
        return self._break_even(break_even_month)

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
        return Typical(self.rig_terms[1], self.rental_terms[1], self.demand, self.months, self.blocked)

    def of_demand(self, name: str) -> Replaceable:
        """A number of the demand that changes what the rental's work takes: its value, and the case with another in its place."""
        return getattr(self.demand, name), lambda x: replace(self, demand=replace(self.demand, **{name: x})).typical()

    def of_ways(self, name: str, each: float = 1.0) -> Replaceable:
        """The same for a number of the circumstances, told `each` times as large."""
        return each * getattr(self.ways, name), lambda x: replace(
            self, ways=replace(self.ways, **{name: x / each})
        ).typical()

    def of_interruptions(self, each: float = 1.0) -> Replaceable:
        """The same for the share of spot machines that are taken away within a month."""
        return each * self.rental.interruptions.typical, lambda x: replace(
            self, rental=replace(self.rental, interruptions=Range.exact(x / each))
        ).typical()


Replaceable = tuple[float, Callable[[float], Typical]]
"""A number that decides as it is now, and the case with another in its place."""
