"""Where an answer turns: the nearest value of one number at which it is another."""

from __future__ import annotations

from collections.abc import Callable

STEPS = 40
"""Values tried towards each bound, close together near the number as it is."""
CLOSE = 1e-9
"""Where halving stops: the two sides of a turn, relative to the number there."""


def nearest_flip(
    same: Callable[[float], bool], value: float, minimum: float, maximum: float
) -> tuple[float, float] | None:
    """The nearest (last value with the same answer, first value with another), or None when none within the bounds differs.

    `same` says whether a number in place of `value` gives the same answer. Each direction is tried outwards at distances that
    grow with the cube of the step, then halved to the turn; of two turns the one at the smaller distance is given.
    """
    found = [turn for bound in (minimum, maximum) if (turn := _flip_towards(same, value, bound)) is not None]
    return min(found, key=lambda turn: abs(turn[1] - value), default=None)


def _flip_towards(same: Callable[[float], bool], value: float, bound: float) -> tuple[float, float] | None:
    inside = value
    for step in range(1, STEPS + 1):
        tried = bound if step == STEPS else value + (bound - value) * (step / STEPS) ** 3
        if tried == inside:
            continue
        if not same(tried):
            return _halved(same, inside, tried)
        inside = tried
    return None


def _halved(same: Callable[[float], bool], inside: float, outside: float) -> tuple[float, float]:
    while abs(outside - inside) > CLOSE * max(abs(inside), abs(outside)):
        middle = (inside + outside) / 2
        if middle in (inside, outside):
            break
        if same(middle):
            inside = middle
        else:
            outside = middle
    return inside, outside
