"""Where an answer turns: the nearest value of one number at which it is another."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator

from calculators.engines.roots import CLOSE, crossing

HOLDS = 0.01
"""How far beyond a turn another answer must hold for it to be told, as a share of it."""
STEPS = 40
"""Values tried towards each bound, close together near the number as it is."""


def nearest_flip(
    same: Callable[[float], bool],
    value: float,
    minimum: float,
    maximum: float,
    steps: int = STEPS,
    close: float = CLOSE,
) -> tuple[float, float] | None:
    """The nearest (last value with the same answer, first value with another), or None when none within the bounds differs.

    `same` says whether a number in place of `value` gives the same answer. Each direction is tried outwards at distances that
    grow with the cube of the step, then halved to the turn; of two turns the one at the smaller distance is given. Both directions
    are tried at once, the smallest distance first: beyond a turn that is found nobody need look.
    """
    tried = sorted(
        (abs(place - value), bound, place)
        for bound in dict.fromkeys((minimum, maximum))
        for place in _outwards(value, bound, steps)
    )
    inside, found = {minimum: value, maximum: value}, dict[float, tuple[float, float]]()
    for _, bound, place in tried:
        nearest = min((abs(turn[1] - value) for turn in found.values()), default=math.inf)
        if bound in found or abs(inside[bound] - value) > nearest:
            continue
        if same(place):
            inside[bound] = place
        else:
            found[bound] = _halved(same, inside[bound], place, close)
    return min(found.values(), key=lambda turn: (abs(turn[1] - value), turn[1]), default=None)


def flip_between(
    saved: Callable[[float], float], value: float, knots: Iterable[float], close: float = CLOSE
) -> tuple[float, float] | None:
    """Where what is saved turns from at least nothing to less, or back, if it does so once at most between neighbouring knots.

    A turn that does not hold (HOLDS) is passed over.
    """
    known = sorted(set(knots))
    found = (_first_turn(saved, value, known, way, close) for way in (1, -1))
    return min((turn for turn in found if turn), key=lambda turn: abs(turn[1] - value), default=None)


def _first_turn(
    saved: Callable[[float], float], value: float, knots: list[float], way: int, close: float
) -> tuple[float, float] | None:
    """The first turn that holds among larger numbers (`way` 1), or smaller ones (-1)."""
    inside, saves = value, saved(value) >= 0
    for knot in knots[::way]:
        while (knot - inside) * way > 0 and (saved(knot) >= 0) != saves:
            turn = crossing(saved, inside, knot, close)
            beyond = min(max(turn[1] + way * HOLDS * abs(turn[1]), knots[0]), knots[-1])
            if (saved(beyond) >= 0) != saves:
                return turn
            inside = beyond
        if (knot - inside) * way > 0:
            inside = knot
    return None


def flip_of_monotone(
    saved: Callable[[float], float], value: float, minimum: float, maximum: float, close: float = CLOSE
) -> tuple[float, float] | None:
    """The same where what is saved only grows, or only falls, with the number: the answer turns where it crosses zero."""
    now = saved(value)
    for bound in (minimum, maximum):
        if (saved(bound) >= 0) != (now >= 0):
            return crossing(saved, value, bound, close)
    return None


def _outwards(value: float, bound: float, steps: int) -> Iterator[float]:
    for step in range(1, steps + 1):
        place = bound if step == steps else value + (bound - value) * (step / steps) ** 3
        if place != value:
            yield place


def _halved(same: Callable[[float], bool], inside: float, outside: float, close: float) -> tuple[float, float]:
    while abs(outside - inside) > close * max(abs(inside), abs(outside)):
        middle = (inside + outside) / 2
        if middle in (inside, outside):
            break
        if same(middle):
            inside = middle
        else:
            outside = middle
    return inside, outside
