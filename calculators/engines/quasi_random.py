"""Points that fill a cube evenly, the same on every run.

The Richtmyer sequence: point i of dimension d is the fractional part of i·√p_d, p_d the d-th prime. Square roots of different primes
are linearly independent over the rationals, so the points are uniformly distributed (Niederreiter, Random Number Generation and
Quasi-Monte Carlo Methods, 1992, ch. 3; Richtmyer 1951). A share counted over n of them is surer than over n random numbers.
"""

from __future__ import annotations

from functools import lru_cache
from math import sqrt

PRIMES = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97)
MOST_DIMENSIONS = len(PRIMES)


@lru_cache(maxsize=64)
def uniform(dimension: int, count: int) -> tuple[float, ...]:
    """One coordinate of the first `count` points, in [0, 1). IndexError beyond the last dimension."""
    step = sqrt(PRIMES[dimension])
    return tuple(i * step % 1.0 for i in range(1, count + 1))


@lru_cache(maxsize=64)
def triangular(dimension: int, count: int) -> tuple[float, ...]:
    """The same coordinate as a deviation in (−1, 1): half on each side of 0, the fewer the further out (a triangular density).

    The inverse of its distribution: √(2u) − 1 below the middle, 1 − √(2·(1 − u)) above.
    """
    return tuple(sqrt(2 * u) - 1 if u < 0.5 else 1 - sqrt(2 * (1 - u)) for u in uniform(dimension, count))
