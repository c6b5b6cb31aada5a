"""The share of its speed that a GPU keeps under a power limit, left out by GPU."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from benchmarks.accuracy import power, regress
from benchmarks.accuracy.case import Case, Constants, Family, Goal
from benchmarks.accuracy.regress import Prior
from calculators.core.catalogue import Catalogue
from calculators.engines.power import SHIPPED_LIMIT, speed_under_limit

PRIORS = {"floor": Prior(0.3, 0.7), "fall_decode": Prior(0.3, 0.7), "fall_prefill": Prior(0.3, 0.7)}

BOARDS_DIFFER = 0.15
"""The narrowest half width, in logarithms: two cards cannot say how others differ."""

SHORTEST_SWEEP = 5
"""Readings from which a series of limits says what the card draws and does without one."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A limit beside what the work wants without one."""

    phase: str
    wanted: float
    limit: float


def rows(everything: Catalogue) -> list[Case]:
    """Sweeps of power limits: the speed beside the fastest of its sweep."""
    sweeps: dict[str, list[Case]] = defaultdict(list)
    for case in power.rows(everything):
        if case.subject.tokens_per_s and case.subject.limit:
            sweeps[case.subject.sweep].append(case)
    out = []
    for sweep in sweeps.values():
        if len(sweep) < SHORTEST_SWEEP:
            continue
        fastest = max(case.subject.tokens_per_s for case in sweep)
        wanted = max(case.measured or 0 for case in sweep)
        for case in sweep:
            s = case.subject
            subject = Subject(s.phase, wanted, s.limit)
            out.append(replace(case, id=f"{case.id}s", measured=s.tokens_per_s / fastest, subject=subject))
    return out


def predict(case: Case, constants: Constants) -> float:
    """The share of the speed."""
    s: Subject = case.subject
    return speed_under_limit(s.wanted, s.limit, s.phase, constants)


def fit(cases: Sequence[Case]) -> Mapping[str, float]:
    """The power spent before any work is done and how speed falls, cards weighing alike."""
    return regress.fit([replace(case, source=case.gpu) for case in cases], predict, PRIORS)


def proportional_rule(case: Case) -> float:
    """The rule: speed goes with power."""
    s: Subject = case.subject
    return min(1.0, s.limit / s.wanted)


FAMILY = Family(
    id="power-limit",
    title="Speed under a power limit, left out by GPU",
    unit="share of the speed without",
    rows=rows,
    fit=fit,
    predict=predict,
    constants=SHIPPED_LIMIT,
    must=Goal(12, 55),
    aim=Goal(8, 30),
    width_ceiling=1.2,
    naive={"speed in proportion to power": proportional_rule},
    group=lambda case: "limited",
    by=lambda case: case.gpu,
    least_spread=BOARDS_DIFFER,
    constants_module="calculators.engines.constants.power_limit",
    binding=False,
)
