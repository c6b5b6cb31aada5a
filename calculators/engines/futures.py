"""Which of two plans costs less in many futures, each with every uncertain figure somewhere in its range.

A figure's deviation t in (−1, 1) places it between the ends of its range: typical + t·(high − typical) above the middle, typical +
t·(typical − low) below. Half of the futures lie on each side of the typical figure, fewer further out (`quasi_random`). Figures vary
independently of each other; one that two terms rest on is the same in both.

A rig's cost is, in each future, price · f + watts · g + what does not vary, f straight in the deviations of its resale values: its
few coefficients are read off `rig_cost` once, and no sum is stated a second time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from itertools import repeat

from calculators.core.ranges import Range
from calculators.engines.break_even import advantage
from calculators.engines.circumstances import Circumstances
from calculators.engines.demand import Demand
from calculators.engines.quasi_random import MOST_DIMENSIONS, triangular
from calculators.engines.rental_cost import RentalTerms, can_do, rental_total
from calculators.engines.rental_plans import RentalPlan
from calculators.engines.rig_cost import rig_parts, rig_total
from calculators.engines.rig_plans import RigPlan

FUTURES = 1000
NOT_MONEY = frozenset({"embodied_kg", "embodied_kg_per_hour", "grid_g_co2e_per_kwh", "watts"})
"""Ranges of a plan that no sum of money rests on."""
INFINITE = float("inf")


def placed(value: Range, deviation: float) -> float:
    """The number at a deviation from the typical one: −1 is the low end, 1 the high one."""
    reach = value.high - value.typical if deviation > 0 else value.typical - value.low
    return value.typical + deviation * reach


class Future:
    """A draw of every range: those given at their deviation, the others typical. Ranges are told apart as objects."""

    __slots__ = ("_deviations",)

    def __init__(self, deviations: Mapping[int, float]) -> None:
        self._deviations = deviations

    def __call__(self, value: Range, costs_more: bool = True) -> float:
        """The number that the range has in this future."""
        deviation = self._deviations.get(id(value))
        return value.typical if deviation is None else placed(value, deviation)


@dataclass(frozen=True, slots=True)
class Unknown:
    """An uncertain figure of a plan: its field, and the ranges that vary with it as one."""

    name: str
    ranges: tuple[Range, ...]

    @property
    def value(self) -> Range:
        """Its range; of several, the one that reaches furthest."""
        return max(self.ranges, key=lambda r: r.high - r.low)

    def at(self, deviation: float) -> dict[int, float]:
        """For a `Future`: all its ranges at one deviation."""
        return {id(r): deviation for r in self.ranges}


def unknowns(plan: RigPlan | RentalPlan) -> tuple[Unknown, ...]:
    """The uncertain figures of a plan that money rests on, in the order of its fields; each object once."""
    found: list[Unknown] = []
    seen: set[int] = set()
    for field in fields(plan):
        value = getattr(plan, field.name)
        if field.name in NOT_MONEY:
            continue
        ranges: tuple[Range, ...] = ()
        if isinstance(value, Range):
            ranges = (value,)
        elif field.name in ("gpu_residuals", "rest_residuals"):
            ranges = tuple(residual for _, residual in value)
        ranges = tuple(r for r in ranges if not r.is_exact and id(r) not in seen)
        if ranges:
            seen.update(map(id, ranges))
            found.append(Unknown(field.name, ranges))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Outlook:
    """What the rig saves beside the rental, in all futures, in US dollars in order; infinite where the rental cannot do the work."""

    saved_usd: tuple[float, ...]

    @property
    def share(self) -> float:
        """The share of futures in which the rig costs no more."""
        return sum(usd >= 0 for usd in self.saved_usd) / len(self.saved_usd)

    def quantile(self, share: float) -> float:
        """What is saved in so large a share of the futures at most (the nearest rank)."""
        return self.saved_usd[min(len(self.saved_usd) - 1, int(share * len(self.saved_usd)))]


def outlook(
    rig: RigPlan, rental: RentalPlan, demand: Demand, ways: Circumstances, months: float, count: int = FUTURES
) -> Outlook:
    """What the rig saves in each of `count` futures; the same ones on every call."""
    rig_side, rental_side = unknowns(rig), unknowns(rental)
    assert len(rig_side) + len(rental_side) <= MOST_DIMENSIONS
    columns = [triangular(d, count) for d in range(len(rig_side) + len(rental_side))]
    owned = rig_costs(rig, rig_side, columns[: len(rig_side)], demand, ways, months, count)
    rented = rental_costs(rental, rental_side, columns[len(rig_side) :], demand, ways, months, count)
    return Outlook(tuple(sorted(b - a for a, b in zip(owned, rented, strict=True))))


def rental_costs(
    plan: RentalPlan,
    varying: Sequence[Unknown],
    columns: Sequence[Sequence[float]],
    demand: Demand,
    ways: Circumstances,
    months: float,
    count: int,
) -> list[float]:
    """US dollars that a rental costs in each future: infinite where it cannot do the work."""
    typical = plan.terms(Future({}), demand, ways)
    varied: dict[str, list[float]] = {}
    for unknown, column in zip(varying, columns, strict=True):
        low, high = (plan.terms(Future(unknown.at(t)), demand, ways) for t in (-1.0, 1.0))
        for name in (field.name for field in fields(RentalTerms)):
            ends = getattr(low, name), getattr(high, name)
            if ends[0] != ends[1]:
                value = Range(*sorted((*ends, getattr(typical, name)))) if name != "rework" else None
                varied[name] = (
                    [placed(value, t) for t in column] if value else _reworks(plan, varying, columns, demand, ways)
                )
    terms = replace(typical)  # filled anew for each future: a thousand frozen ones would take as long as all the sums
    names, found = tuple(varied), []
    for row in zip(*varied.values(), strict=True) if varied else repeat((), count):
        for name, value in zip(names, row, strict=True):
            object.__setattr__(terms, name, value)
        found.append(rental_total(terms, demand, months) if can_do(terms, demand) else INFINITE)
    return found


def _reworks(
    plan: RentalPlan,
    varying: Sequence[Unknown],
    columns: Sequence[Sequence[float]],
    demand: Demand,
    ways: Circumstances,
) -> list[float]:
    """What interruptions and cut sessions add, in each future."""
    keys = [key for unknown in varying for key in unknown.at(0.0)]
    return [
        plan.rework(Future(dict(zip(keys, deviations, strict=True))), demand, ways)
        for deviations in zip(*columns, strict=True)
    ]


def rig_costs(
    plan: RigPlan,
    varying: Sequence[Unknown],
    columns: Sequence[Sequence[float]],
    demand: Demand,
    ways: Circumstances,
    months: float,
    count: int,
) -> list[float]:
    """US dollars that a rig costs in each future, by its coefficients."""
    terms = plan.terms(Future({}), ways)
    by_name = {unknown.name: column for unknown, column in zip(varying, columns, strict=True)}

    def column(name: str) -> list[float]:
        value: Range = getattr(plan, name)
        if name not in by_name:
            return [value.typical] * count
        return [placed(value, t) for t in by_name[name]]

    def electricity(load_watts: float, idle_watts: float) -> float:
        at = replace(terms, usd_per_kwh=1.0, load_watts=load_watts, idle_watts=idle_watts)
        return rig_parts(at, demand, months)["electricity"]

    a, b = electricity(1.0, 0.0), electricity(0.0, 1.0)
    used = [
        rate * (a * load + b * idle)
        for rate, load, idle in zip(column("usd_per_kwh"), column("load_watts"), column("idle_watts"), strict=True)
    ]

    def unpowered(deviations: dict[int, float], price: float) -> float:
        at = replace(plan.terms(Future(deviations), ways), usd_per_kwh=0.0, price_usd=price)
        return rig_total(at, demand, months)

    def moved(price: float) -> list[float]:
        """What the rig costs unpowered at a price: as it is typically, and what each residual's deviation adds."""
        middle = unpowered({}, price)
        sums = [middle] * count
        for unknown in varying:
            if unknown.name in ("gpu_residuals", "rest_residuals"):
                up, down = (unpowered(unknown.at(t), price) - middle for t in (1.0, -1.0))
                sums = [s + (t * up if t > 0 else -t * down) for s, t in zip(sums, by_name[unknown.name], strict=True)]
        return sums

    fixed = moved(0.0) if terms.upgrade_usd else [unpowered({}, 0.0)] * count
    each = moved(1.0)
    return [
        power + rest + price * (whole - rest)
        for power, rest, whole, price in zip(used, fixed, each, column("price_usd"), strict=True)
    ]


@dataclass(frozen=True, slots=True)
class Swing:
    """What the rig saves with one uncertain figure at each end of its range and all others typical, in US dollars."""

    name: str
    value: Range
    at_low_usd: float
    at_high_usd: float

    @property
    def width_usd(self) -> float:
        """How far it moves what is saved."""
        return abs(self.at_high_usd - self.at_low_usd)

    @property
    def turns(self) -> bool:
        """True when the verdict differs between its ends."""
        return (self.at_low_usd >= 0) != (self.at_high_usd >= 0)


def swings(rig: RigPlan, rental: RentalPlan, demand: Demand, ways: Circumstances, months: float) -> tuple[Swing, ...]:
    """Every uncertain figure by how far it moves what the rig saves, the widest first; those that move nothing left out."""
    rig_terms, rental_terms = rig.terms(Future({}), ways), rental.terms(Future({}), demand, ways)
    found = []
    for unknown in unknowns(rig):
        low, high = (
            advantage(rig.terms(Future(unknown.at(t)), ways), rental_terms, demand, months) for t in (-1.0, 1.0)
        )
        found.append(Swing(unknown.name, unknown.value, low, high))
    for unknown in unknowns(rental):
        low, high = (
            advantage(rig_terms, rental.terms(Future(unknown.at(t)), demand, ways), demand, months) for t in (-1.0, 1.0)
        )
        found.append(Swing(unknown.name, unknown.value, low, high))
    return tuple(sorted((s for s in found if s.width_usd > 0), key=lambda s: -s.width_usd))
