"""Minimising without derivatives, in plain Python, the same on every machine."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence


def nelder_mead(
    function: Callable[[Sequence[float]], float], start: Sequence[float], step: float = 0.2, steps: int = 400
) -> list[float]:
    """The lowest point found by the simplex method (Nelder and Mead, 1965; coefficients 1, 2, 1/2, 1/2).

    `step` is the first simplex's size along each axis; at most `steps` replacements.
    """
    simplex = [list(start)] + [[x + (step if i == j else 0) for j, x in enumerate(start)] for i in range(len(start))]
    points = sorted(((function(p), p) for p in simplex), key=lambda point: point[0])
    for _ in range(steps):
        if points[-1][0] - points[0][0] <= 1e-9 * (1 + abs(points[0][0])):
            break
        centre = [sum(p[i] for _, p in points[:-1]) / (len(points) - 1) for i in range(len(start))]
        worst = points[-1][1]

        def towards(
            share: float, centre: list[float] = centre, worst: list[float] = worst
        ) -> tuple[float, list[float]]:
            p = [c + share * (c - w) for c, w in zip(centre, worst, strict=True)]
            return function(p), p

        best_value = points[0][0]
        reflected = towards(1)
        if reflected[0] < best_value:
            expanded = towards(2)
            points[-1] = min(expanded, reflected, key=lambda point: point[0])
        elif reflected[0] < points[-2][0]:
            points[-1] = reflected
        else:
            contracted = towards(0.5) if reflected[0] < points[-1][0] else towards(-0.5)
            if contracted[0] < min(reflected[0], points[-1][0]):
                points[-1] = contracted
            else:
                best = points[0][1]
                shrunk = [[b + (x - b) / 2 for b, x in zip(best, p, strict=True)] for _, p in points[1:]]
                points[1:] = [(function(p), p) for p in shrunk]
        points.sort(key=lambda point: point[0])
    return points[0][1]


def fit_positive(
    loss: Callable[[dict[str, float]], float], start: Mapping[str, float], steps: int = 400, rounds: int = 2
) -> dict[str, float]:
    """Positive constants that make `loss` least, from `start`: searched by their logarithms, begun anew `rounds` times."""
    names = list(start)
    logs = [math.log(start[name]) for name in names]

    def at(point: Sequence[float]) -> dict[str, float]:
        return {name: math.exp(min(max(x, -40), 40)) for name, x in zip(names, point, strict=True)}

    for _ in range(rounds):
        logs = nelder_mead(lambda point: loss(at(point)), logs, steps=steps)
    return at(logs)


def robust(error: float, scale: float = 0.1) -> float:
    """A loss of a relative error that grows like a square near zero and like the error itself far off (pseudo-Huber)."""
    return scale * (math.sqrt(1 + (error / scale) ** 2) - 1)
