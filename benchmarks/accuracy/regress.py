"""Fitting positive constants of a formula by damped least squares of logarithms, with priors that pool what is alike.

The loss is that of `loss.relative`: robust errors of ln(predicted / measured), sources weighing alike but for those of a few
readings, which weigh less (FEW). Each constant has a prior: a starting value, and how far, in logarithms, the data may easily
pull it from there. A constant that stands for how one software or one kind of memory differs from the rest starts at 1 with a
narrow prior: where a fold holds no reading of it, it stays at 1, the pooled value; where it holds many, they decide.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.accuracy.case import Case

SCALE = 0.12
"""Where a relative error begins to count like itself rather than like its square."""
FEW = 10
"""Readings at which a source weighs half: n readings weigh n / (n + FEW). One odd reading is not to count like five hundred."""
STEP = 1e-4
PRIOR_WEIGHT = 0.02
"""What one prior weighs beside the mean loss of one source."""
LONGEST_MOVE = 1.0
"""Of a logarithm in one step."""


@dataclass(frozen=True, slots=True)
class Prior:
    """A constant before the data: `value`, and the width in logarithms of what is likely (3: any order of magnitude)."""

    value: float
    width: float = 3.0


class _Noting(dict[str, float]):
    """Constants that note which of them are read."""

    def __init__(self, values: Mapping[str, float]) -> None:
        super().__init__(values)
        self.read: set[str] = set()

    def __getitem__(self, name: str) -> float:
        self.read.add(name)
        return super().__getitem__(name)


def fit(
    cases: Sequence[Case],
    predict: Callable[[Case, Mapping[str, float]], float],
    priors: Mapping[str, Prior],
    steps: int = 10,
) -> dict[str, float]:
    """The constants with the least loss (Levenberg, 1944; Marquardt, 1963), residuals reweighed for robustness each step."""
    names = list(priors)
    place = {name: i for i, name in enumerate(names)}
    middle = [math.log(priors[name].value) for name in names]
    pull = [PRIOR_WEIGHT / priors[name].width ** 2 for name in names]
    measured = [(case, math.log(case.measured), 0.0) for case in cases if case.measured is not None]
    counts = Counter(case.source for case, _, _ in measured)
    weighed = [(case, y, 1 / (counts[case.source] + FEW) / SCALE**2) for case, y, _ in measured]

    def loss(point: Sequence[float]) -> float:
        k = {name: math.exp(x) for name, x in zip(names, point, strict=True)}
        total = sum(p * (x - m) ** 2 for p, x, m in zip(pull, point, middle, strict=True)) / 2
        for case, y, weight in weighed:
            error = math.log(predict(case, k)) - y
            total += weight * SCALE**2 * (math.sqrt(1 + (error / SCALE) ** 2) - 1)
        return total

    point, damping = middle, 1e-2
    value = loss(point)
    for _ in range(steps):
        matrix, slope = _normal_equations(weighed, predict, names, place, point)
        for i, (p, x, m) in enumerate(zip(pull, point, middle, strict=True)):
            matrix[i][i] += p
            slope[i] += p * (x - m)
        before = value
        for _ in range(4):
            move = _solve(matrix, slope, damping)
            longest = max(1.0, max(abs(x) for x in move) / LONGEST_MOVE)
            candidate = [x - d / longest for x, d in zip(point, move, strict=True)]
            reached = loss(candidate)
            if reached < value:
                point, value, damping = candidate, reached, damping / 5
                break
            damping *= 8
        if before - value < 1e-4 * before:
            break
    return {name: math.exp(x) for name, x in zip(names, point, strict=True)}


def _normal_equations(
    weighed: Sequence[tuple[Case, float, float]],
    predict: Callable[[Case, Mapping[str, float]], float],
    names: Sequence[str],
    place: Mapping[str, int],
    point: Sequence[float],
) -> tuple[list[list[float]], list[float]]:
    """JᵀWJ (its lower triangle) and JᵀWr by forward differences, of the constants alone that a case's prediction reads."""
    k = {name: math.exp(x) for name, x in zip(names, point, strict=True)}
    noting = _Noting(k)
    matrix = [[0.0] * len(names) for _ in names]
    slope = [0.0] * len(names)
    for case, y, weight in weighed:
        noting.read.clear()
        at = math.log(predict(case, noting))
        gradient = []
        for name in sorted(noting.read, key=place.__getitem__):
            kept = k[name]
            k[name] = kept * (1 + STEP)
            gradient.append((place[name], (math.log(predict(case, k)) - at) / STEP))
            k[name] = kept
        error = at - y
        robust = weight / math.sqrt(1 + (error / SCALE) ** 2)
        for count, (i, g) in enumerate(gradient, 1):
            slope[i] += robust * g * error
            row, weighed_g = matrix[i], robust * g
            for j, h in gradient[:count]:
                row[j] += weighed_g * h
    return matrix, slope


def _solve(matrix: Sequence[Sequence[float]], slope: Sequence[float], damping: float) -> list[float]:
    """The x of (A + damping·diag A)·x = b by Cholesky's factors; A is symmetric and positive, its lower triangle is read."""
    n = len(slope)
    low = [[0.0] * n for _ in range(n)]
    for i in range(n):
        for j in range(i + 1):
            total = matrix[i][j] * (1 + damping if i == j else 1) - sum(low[i][m] * low[j][m] for m in range(j))
            low[i][j] = math.sqrt(max(total, 1e-12)) if i == j else total / low[j][j]
    forward: list[float] = []
    for i in range(n):
        forward.append((slope[i] - sum(low[i][m] * forward[m] for m in range(i))) / low[i][i])
    back = [0.0] * n
    for i in reversed(range(n)):
        back[i] = (forward[i] - sum(low[m][i] * back[m] for m in range(i + 1, n))) / low[i][i]
    return back
