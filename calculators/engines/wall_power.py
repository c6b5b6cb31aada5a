"""Power at the socket from the power of the parts: the one way by which a computer's watts become watts that are paid for.

    P_wall = (GPUs at their load + rest of the computer) / η(load)

with η the least efficiency that the power supply's 80 PLUS rating asks for at that share of its rated power. Where a figure was taken
at the wall the loss is in it already and nothing is added; where its sources do not say, the range holds both readings. A supply that
nobody names may have any rating at any load, and the range is as wide.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from calculators.core.catalogue import Catalogue
from calculators.core.ranges import Range
from calculators.core.records import Figure
from calculators.engines.mains import LONG_MAINS_VOLTS, volts_of
from calculators.records import Part, PsuRating, Region, Rig
from calculators.records.hardware import AT_WALL, OF_PARTS

US, EU, SERVER = "115", "230-eu", "230-redundant"
"""The tests of a rating: desktops at 115 V, desktops at 230 V in the EU, redundant supplies of servers at 230 V."""


def efficiency(rating: PsuRating, mains: str, load_fraction: float) -> float:
    """The least efficiency that a rating asks for at a load, straight between the stated loads and level outside them.

    `mains` is one that the rating states points for (see its record); KeyError otherwise.
    """
    points = sorted((p.load_fraction, p.efficiency_fraction.typical) for p in rating.points if p.mains == mains)
    if not points:
        raise KeyError(f"{rating.name} states no efficiency at {mains}")
    if load_fraction <= points[0][0]:
        return points[0][1]
    for (a, low), (b, high) in pairwise(points):
        if load_fraction <= b:
            return low + (high - low) * (load_fraction - a) / (b - a)
    return points[-1][1]


@dataclass(frozen=True)
class Supply:
    """A power supply, and what of the wall's power reaches the parts when they draw so many watts."""

    name: str
    href: str
    efficiency: Callable[[float], Range]
    figures: tuple[Figure, ...]


@dataclass(frozen=True)
class WallPower:
    """How watts at the wall come from those that are stated."""

    stated: Range
    where: str
    """One of AT_WALL, OF_PARTS, UNSAID."""
    efficiency: Range
    """At the typical watts; 1 where nothing is lost any more."""
    supply: Supply
    wall: Range

    @property
    def figures(self) -> tuple[Figure, ...]:
        """Of the supply, where it counts."""
        return () if self.where == AT_WALL else self.supply.figures


def at_wall(stated: Range, where: str, supply: Supply) -> WallPower:
    """Watts at the wall of watts that are stated there, of the parts, or of either."""
    if where == AT_WALL:
        return WallPower(stated, where, Range.exact(1.0), supply, stated)
    low, middle, high = (supply.efficiency(watts) for watts in (stated.low, stated.typical, stated.high))
    of_parts = Range(stated.low / low.high, stated.typical / middle.typical, stated.high / high.low)
    if where == OF_PARTS:
        return WallPower(stated, where, middle, supply, of_parts)
    either = Range(stated.low, (stated.typical + of_parts.typical) / 2, of_parts.high)
    return WallPower(stated, where, middle, supply, either)


def supply_of(rig: Rig, mains: str, catalogue: Catalogue) -> Supply:
    """The power supply among a rig's parts, on such mains; one that nobody names where it has none, or several."""
    named = [catalogue["parts"][line.part] for line in rig.parts if line.part]
    supplies: list[Part] = [part for part in named if part.kind == "psu" and part.rating and part.rated_watts]
    if len(supplies) != 1:
        return unnamed_supply(mains, catalogue)
    part = supplies[0]
    rating: PsuRating = catalogue["psu_ratings"][part.rating]
    rated = part.rated_watts
    assert rated is not None
    points = tuple(p.efficiency_fraction for p in rating.points if p.mains == mains)

    def of(parts_watts: float) -> Range:
        return Range.exact(efficiency(rating, mains, parts_watts / rated.typical))

    return Supply(part.name, f"data/parts/{part.id}/", of, (rated, *points))


def mains_of(region: Region) -> str:
    """The test of a rating that is nearest to the mains of a place."""
    return US if volts_of(region) < LONG_MAINS_VOLTS else EU


@lru_cache(maxsize=32)
def unnamed_supply(mains: str, catalogue: Catalogue) -> Supply:
    """A supply of which nothing is known: from the least efficiency that any rating asks for to the most."""
    ratings: list[PsuRating] = list(catalogue["psu_ratings"].values())
    points = [p.efficiency_fraction for r in ratings for p in r.points if p.mains == mains]
    if not points:
        raise KeyError(f"no rating of a power supply states an efficiency at {mains}")
    least, most = min(points, key=lambda f: f.typical), max(points, key=lambda f: f.typical)
    any_ = Range(least.typical, (least.typical + most.typical) / 2, most.typical)
    return Supply("a power supply of any rating", "data/psu_ratings/", lambda _: any_, (least, most))
