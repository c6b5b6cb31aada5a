"""The one cost model: a plan and a demand, in a person's circumstances, give what it costs and takes, or why it cannot be done.

    of_rig(rig_plan(…), demand, circumstances)          a rig, GPUs for a PC, or what is owned
    of_rental(rental_plan(…), demand, circumstances)    an offer by the hour or a notebook tier
    of_api(api_plan(…), tokens, circumstances)          a hosted model
    of_mix((a, b, …))                                   several at once, each with its part of the demand

Each gives an `Assessment`, and every calculator that tells a cost tells this one. Ranges come from the corners: the cheapest, the
typical and the dearest that the figures allow (`corners`); the terms at each corner are plain numbers (`rig_cost`, `rental_cost`,
`api_cost`) that break-evens, flips and futures work on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

from calculators.core.quantity import Unit
from calculators.core.ranges import Range, total
from calculators.core.records import Figure
from calculators.core.text import number
from calculators.engines import api_cost, rental_cost, rig_cost
from calculators.engines.api_cost import Tokens
from calculators.engines.api_plans import ApiPlan
from calculators.engines.circumstances import Circumstances
from calculators.engines.corners import CORNERS, spanned
from calculators.engines.demand import HOURS_PER_WEEK, Demand
from calculators.engines.rental_plans import RentalPlan, hours_obstacle, session_obstacle
from calculators.engines.rig_cost import Parts
from calculators.engines.rig_plans import RigPlan

CLOUD, RIG, API, HYBRID = "cloud", "rig", "api", "hybrid"
GRAMS_PER_KG = 1000.0


@dataclass(frozen=True)
class Assessment:
    """A plan with its demand. Money is US dollars of today; totals of what cannot be done hold for what could: see `obstacles`."""

    side: str
    name: str
    href: str
    obstacles: tuple[str, ...]
    """Why it cannot do the work, in sentences; none when it can."""
    unpublished: tuple[str, ...]
    figures: tuple[Figure, ...]
    hours_per_week: Range
    """That the machine is held for the work; more than one where several work."""
    own_hours: Callable[[float], float]
    """Hours of one's own over so many months."""
    _parts: tuple[Callable[[float], Parts], ...]
    _kwh: Callable[[float], Range] | None
    _kg_co2e: Callable[[float], Range] | None
    upfront_usd: Range
    """To pay before the first hour."""

    @property
    def feasible(self) -> bool:
        """True when it can do the work."""
        return not self.obstacles

    def parts(self, months: float) -> dict[str, Range]:
        """US dollars by part over the months; end by end they add up to the total.

        Interest that is a gain, as where money earns more than the loan asks, grows where all else does: its ends are its own.
        """
        corners = [of(months) for of in self._parts]
        return {part: spanned(*(corner[part] for corner in corners)) for part in corners[1]}

    def total(self, months: float) -> Range:
        """US dollars over the months."""
        return spanned(*(sum(of(months).values()) for of in self._parts))

    def usd_per_month(self, months: float) -> Range:
        """The total, by month."""
        return self.total(months) * (1 / months)

    def kwh(self, months: float) -> Range | None:
        """Energy over the months; None where no power is published."""
        return self._kwh(months) if self._kwh else None

    def kg_co2e(self, months: float) -> Range | None:
        """Greenhouse gas over the months, of electricity and of making the hardware; None where no power is published."""
        return self._kg_co2e(months) if self._kg_co2e else None


def of_rig(plan: RigPlan, demand: Demand, ways: Circumstances) -> Assessment:
    """A rig with the work that is counted on it."""
    terms = [plan.terms(draw, ways) for draw in CORNERS]

    def kwh(months: float) -> Range:
        return spanned(*(rig_cost.rig_kwh(t, demand, months) for t in terms))

    def kg(months: float) -> Range:
        return rig_kg(plan, kwh(months), rig_cost.purchases(terms[1], months))

    return Assessment(
        side=RIG,
        name=plan.name,
        href=plan.href,
        obstacles=rig_obstacles(demand),
        unpublished=(),
        figures=(*plan.figures, plan.region.grid_g_co2e_per_kwh),
        hours_per_week=Range.exact(min(demand.hours_per_week, HOURS_PER_WEEK)),
        own_hours=lambda months: rig_cost.own_hours(terms[1], months),
        _parts=tuple(partial(rig_cost.rig_parts, t, demand) for t in terms),
        _kwh=kwh,
        _kg_co2e=kg,
        upfront_usd=spanned(*(t.price_usd * (1 + t.purchase_tax) * (1 - t.financed) for t in terms)),
    )


def of_rental(plan: RentalPlan, demand: Demand, ways: Circumstances) -> Assessment:
    """A rented machine or notebook tier with the work counted on its machine of reference."""
    terms = [plan.terms(draw, demand, ways) for draw in CORNERS]

    def kwh(months: float) -> Range:
        return spanned(*(rental_cost.rental_kwh(t, demand, months) for t in terms))

    def held(months: float) -> Range:
        return spanned(*(rental_cost.held_hours_per_month(t, demand) * months for t in terms))

    def kg(months: float) -> Range:
        return rental_kg(plan, kwh(months), held(months))

    return Assessment(
        side=CLOUD,
        name=plan.rental.name,
        href=f"data/services/{plan.rental.service.id}/",
        obstacles=rental_obstacles(plan, demand, ways),
        unpublished=plan.unpublished,
        figures=plan.figures,
        hours_per_week=spanned(*(rental_cost.rental_hours_per_week(t, demand) for t in terms)),
        own_hours=lambda months: terms[1].own_time_hours_per_month * months,
        _parts=tuple(partial(rental_cost.rental_parts, t, demand) for t in terms),
        _kwh=kwh if plan.watts is not None else None,
        _kg_co2e=kg if plan.watts is not None else None,
        upfront_usd=Range.exact(0.0),
    )


def rig_kg(plan: RigPlan, kwh: Range, bought: float) -> Range:
    """Greenhouse gas in kg of CO2e: of its electricity on the region's grid, and of making so many of it."""
    return kwh * plan.region.grid_g_co2e_per_kwh.range * (1 / GRAMS_PER_KG) + plan.embodied_kg * bought


def rental_kg(plan: RentalPlan, kwh: Range, held_hours: Range) -> Range:
    """Greenhouse gas in kg of CO2e: of its electricity, and of making it, by the hours in which it is held."""
    return kwh * plan.grid_g_co2e_per_kwh * (1 / GRAMS_PER_KG) + held_hours * plan.embodied_kg_per_hour


def of_api(plan: ApiPlan, tokens: Tokens, ways: Circumstances) -> Assessment:
    """A hosted model with tokens a month. Nobody publishes its energy."""
    terms = [plan.terms(draw, ways) for draw in CORNERS]
    return Assessment(
        side=API,
        name=plan.name,
        href=f"data/apis/{plan.api.id}/",
        obstacles=(),
        unpublished=plan.unpublished if tokens.cached else (),
        figures=plan.figures,
        hours_per_week=Range.exact(0.0),
        own_hours=lambda months: 0.0,
        _parts=tuple(partial(api_cost.api_parts, t, tokens) for t in terms),
        _kwh=None,
        _kg_co2e=None,
        upfront_usd=Range.exact(0.0),
    )


def of_mix(members: Iterable[Assessment], name: str = "") -> Assessment:
    """Several plans at once, each with its part of the demand: parts, energy and hours add up."""
    all_ = tuple(members)
    known_kwh, known_kg = all(m._kwh for m in all_), all(m._kg_co2e for m in all_)

    def parts(corner: int) -> Callable[[float], Parts]:
        def of(months: float) -> Parts:
            return {f"{m.side}_{part}": usd for m in all_ for part, usd in m._parts[corner](months).items()}

        return of

    return Assessment(
        side=HYBRID,
        name=name or " and ".join(m.name for m in all_),
        href="",
        obstacles=tuple(words for m in all_ for words in m.obstacles),
        unpublished=tuple(dict.fromkeys(words for m in all_ for words in m.unpublished)),
        figures=tuple(figure for m in all_ for figure in m.figures),
        hours_per_week=total(m.hours_per_week for m in all_),
        own_hours=lambda months: sum(m.own_hours(months) for m in all_),
        _parts=tuple(parts(corner) for corner in range(len(CORNERS))),
        _kwh=(lambda months: total(m._kwh(months) for m in all_ if m._kwh)) if known_kwh else None,
        _kg_co2e=(lambda months: total(m._kg_co2e(months) for m in all_ if m._kg_co2e)) if known_kg else None,
        upfront_usd=total(m.upfront_usd for m in all_),
    )


def rig_obstacles(demand: Demand) -> tuple[str, ...]:
    """Why a rig cannot do the work, in sentences; none when it can."""
    if rig_cost.can_do(demand):
        return ()
    if demand.hours_per_week > HOURS_PER_WEEK:
        return ("A week has no more than 168 hours.",)
    work, wanted = (number(h, Unit.HOURS_PER_WEEK) for h in (demand.hours_per_week, demand.shared_hours_per_week))
    return (f"The work takes {work} of the rig, and those who share it want it in {wanted}: one waits ever longer.",)


def rental_obstacles(plan: RentalPlan, demand: Demand, ways: Circumstances) -> tuple[str, ...]:
    """Why a rental cannot do the work, in sentences; none when it can."""
    if plan.obstacles:
        return plan.obstacles
    found = session_obstacle(plan, demand, ways) or hours_obstacle(plan, demand, ways)
    return (found,) if found else ()
