"""The nearest change of each answer that turns the verdict, told as the first value at which another one holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from calculators.core.catalogue import Catalogue
from calculators.core.quantity import Choice, Quantity, fields_of
from calculators.engines.advice import Advice, Candidate, advise, best_of, reweighed, side_of, still_best
from calculators.engines.answers import Known, known
from calculators.engines.flips import nearest_flip
from calculators.engines.limits import LONGEST_RUN_ON_SPARE_HOURS
from calculators.records import Reader
from calculators.records.reader import AMOUNTS, UNKNOWN

MONEY = ("budget_usd", "budget_usd_per_month")
CHOICES = ("privacy", "growth", "goal", "control", "sharing", "matters", "admin")
"""Answers whose change is told: those that a reader can change, or may have got wrong."""
OF_WEIGHT = ("goal", "control", "sharing", "matters")
"""Of these, those that change only what weighs how much."""
STEPS, CLOSE = 6, 2e-3
INFOS = {info.name: info for info in fields_of(Reader)}


@dataclass(frozen=True, slots=True)
class Turn:
    """Another value of one answer, and the best plan there, if any; `distance` is relative to the value as it is."""

    name: str
    value: Any
    best: Candidate | None
    distance: float


def turns(now: Advice, catalogue: Catalogue) -> Iterator[Turn]:
    """One for each answer that alone can turn the verdict: numbers nearest first, then choices."""
    numbers = [turn for name in MONEY if (turn := _of_money(now, name, catalogue)) is not None]
    numbers += [turn for turn in (_of_hours(now, catalogue), _of_run(now, catalogue)) if turn is not None]
    yield from sorted(numbers, key=lambda t: t.distance)
    for name in CHOICES:
        yield from _of_choice(now, name, catalogue)


def _known_at(now: Advice, name: str, value: Any, catalogue: Catalogue) -> Known:
    changed: dict[str, Any] = {name: value}
    if name == "hours_per_week":
        changed |= dict.fromkeys(AMOUNTS)
    return known(replace(now.known.said, **changed), catalogue)


def _of_money(now: Advice, name: str, catalogue: Catalogue) -> Turn | None:
    """Money turns a verdict only where a plan becomes possible or ceases to be, or guidance begins to apply: all are tried.

    Which plan is best hangs on money through guidance alone, so each stretch between its bounds is judged once.
    """
    value: float | None = getattr(now.known.said, name)
    least, most = _bounds(name)
    at = most if value is None else value
    stretches = _stretches(now, name, catalogue, least, most)
    found = []
    for step in (-1, 1):
        for place, ranked in _places(stretches, name, at, step):
            verdict = _best_within(ranked, now, name, place)
            if verdict != now.verdict:
                found.append((abs(place - at), place))
                break
    if not found:
        return None
    distance, place = min(found)
    return Turn(name, place, best_of(_known_at(now, name, place, catalogue), catalogue), distance / max(at, 1.0))


Stretch = tuple[float, float, Advice]
"""From, to, and the advice between them, none of it held against money."""


def _stretches(now: Advice, name: str, catalogue: Catalogue, least: float, most: float) -> list[Stretch]:
    bounds = {
        bound
        for guidance in catalogue["guidance"].values()
        for condition in (*guidance.when, *guidance.when_any)
        if condition.input == name
        for bound in (condition.at_least, condition.at_most)
        if bound is not None
    }
    edges = [least, *sorted(b for b in bounds if least < b < most), most]
    out = []
    for low, high in pairwise(edges):
        changed: dict[str, Any] = {name: (low + high) / 2}
        other = known(replace(now.known.said, **changed), catalogue)
        out.append((low, high, advise(other, catalogue, free_of_money=True)))
    return out


def _places(stretches: list[Stretch], name: str, at: float, step: int) -> Iterator[tuple[float, Advice]]:
    """Amounts of money at which the best plan may change, going away from `at`, each with the advice of its stretch."""
    places = []
    for low, high, ranked in stretches:
        needs = {c.way.price_usd if name == "budget_usd" else c.needs_usd_per_month for c in ranked.found}
        inside = {n for n in needs if low < n <= high} | {low, high}
        if step < 0:
            places += [(max(low, n - _cent(n)), ranked) for n in inside if n - _cent(n) < at]
        else:
            places += [(n if n > low else low + _cent(low), ranked) for n in inside if n > at]
    return iter(sorted(places, key=lambda p: step * p[0]))


def _best_within(ranked: Advice, now: Advice, name: str, money: float) -> str:
    """The verdict with so much money: the best plan of the ranking that it pays for."""
    start = money if name == "budget_usd" else now.known.budget_usd
    month = money if name == "budget_usd_per_month" else now.known.budget_usd_per_month
    return next((c.side for c in ranked.found if c.way.price_usd <= start and c.needs_usd_per_month <= month), "none")


def _cent(place: float) -> float:
    """Just beside a threshold: a cent, or what a large number can tell."""
    return max(0.01, place * 1e-9)


def _bounds(name: str) -> tuple[float, float]:
    quantity = INFOS[name].meta
    assert isinstance(quantity, Quantity)
    return quantity.minimum, quantity.maximum


def _of_hours(now: Advice, catalogue: Catalogue) -> Turn | None:
    name = "hours_per_week"
    least, most = _bounds(name)
    value = min(max(now.hours, least), most)
    there = _known_at(now, name, value, catalogue)

    def same(x: float) -> bool:
        return side_of(best_of(there, catalogue, x)) == now.verdict

    turn = nearest_flip(same, value, least, most, STEPS, CLOSE)
    if turn is None:
        return None
    return Turn(name, turn[1], best_of(there, catalogue, turn[1]), abs(turn[1] - value) / max(value, 1.0))


def _of_run(now: Advice, catalogue: Catalogue) -> Turn | None:
    """A longest run turns a verdict only where a session, a spare machine or a deadline ends it, or guidance begins to apply."""
    name = "longest_run_hours"
    least, most = _bounds(name)
    value = now.known.longest_run_hours
    places = {
        pace * end
        for way in now.ways.ways
        if (pace := way.pace)
        for end in (way.session_hours, LONGEST_RUN_ON_SPARE_HOURS if way.spare else most, now.known.deadline_hours)
    }
    for guidance in catalogue["guidance"].values():
        for condition in (*guidance.when, *guidance.when_any):
            if condition.input == name:
                places |= {b for b in (condition.at_least, condition.at_most) if b is not None}
    found = []
    for step in (-1, 1):
        beside = sorted(
            {
                p * (1 + step * CLOSE / 10)
                for p in places
                if least <= p * (1 + step * CLOSE / 10) <= most and step * (p - value) >= 0
            },
            key=lambda p: step * p,
        )
        other = now
        for place in beside:
            there = _known_at(now, name, place, catalogue)
            if still_best(other, there, catalogue):
                continue
            other = advise(there, catalogue)
            if other.verdict != now.verdict:
                found.append(Turn(name, place, next(iter(other.found), None), abs(place - value) / max(value, 1.0)))
                break
    return min(found, key=lambda t: t.distance, default=None)


def _of_choice(now: Advice, name: str, catalogue: Catalogue) -> Iterator[Turn]:
    meta = INFOS[name].meta
    assert isinstance(meta, Choice) and meta.options is not None
    taken = getattr(now.known, name)
    for option in meta.options:
        if option in (taken, UNKNOWN):
            continue
        there = _known_at(now, name, option, catalogue)
        best = reweighed(now, there, catalogue) if name in OF_WEIGHT else best_of(there, catalogue)
        if side_of(best) != now.verdict:
            yield Turn(name, option, best, 0.0)
