"""Power at the wall from the power of the parts: P_wall = P_parts / η(load), with η by the rating of the power supply."""

from __future__ import annotations

from itertools import pairwise

from calculators.core.records import PsuRating


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


def wall_watts(parts_watts: float, rated_watts: float, rating: PsuRating, mains: str) -> float:
    """What the socket gives for so many watts of the parts, in W."""
    return parts_watts / efficiency(rating, mains, parts_watts / rated_watts)
