"""Where a function of one number crosses zero, found in few steps: at once on a straight line, by halving elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from math import isfinite

CLOSE = 1e-9
"""Where the search stops: the two sides of the crossing, relative to the number there."""
LEAST = 1e-12
"""Or so close: no number here is told nearer."""
SECANTS = 3
"""So many times the secant's zero is tried; what is not straight by then is halved."""


def crossing(of: Callable[[float], float], inside: float, outside: float, close: float = CLOSE) -> tuple[float, float]:
    """Two numbers as close together as asked, the first on `inside`'s side of the crossing, the second past it.

    A number belongs to the side of those with `of` at least 0, or of those below; `inside` and `outside` are on different ones, and
    between them lies one crossing or an odd number, of which one is found.
    """
    a, b = (inside, of(inside)), (outside, of(outside))
    side = a[1] >= 0
    secants = 0
    while abs(b[0] - a[0]) > max(close * max(abs(a[0]), abs(b[0])), LEAST):
        before = (a[0], b[0])
        tries = [(a[0] + b[0]) / 2]
        straight = secants < SECANTS and isfinite(a[1]) and isfinite(b[1])
        if straight:
            secants += 1
            zero = a[0] + (b[0] - a[0]) * a[1] / (a[1] - b[1])
            reach = 0.4 * close * abs(zero)
            tries = [zero - reach, zero + reach]
        for x in tries:
            if min(a[0], b[0]) < x < max(a[0], b[0]):
                point = (x, of(x))
                if (point[1] >= 0) == side:
                    a = point
                else:
                    b = point
        if (a[0], b[0]) == before and not straight:
            break
    return a[0], b[0]
