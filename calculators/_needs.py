"""What a plan that is left out would take: in words, as other answers to the same questions, and how large a change that is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from math import ceil, floor, log2, log10
from typing import Any

from calculators.core.catalogue import Catalogue
from calculators.core.quantity import Unit
from calculators.core.text import listing, number, plain
from calculators.engines import limits
from calculators.engines.advice import PARTS, Advice, Candidate, advise, every_limit
from calculators.engines.answers import known, smaller_models
from calculators.engines.demand import HOURS_PER_WEEK
from calculators.engines.fitting import NO, verdict
from calculators.engines.jobs import Job, held
from calculators.engines.tasks import IMAGES
from calculators.engines.ways import GRADES
from calculators.records.reader import AMOUNTS, PRIVACY, UNKNOWN

A_CHOICE = 1.0
"""How large a change another word is, in doublings of a number."""
MOST_TOLD, MOST_TRIED, MOST_ROUNDS = 3, 5, 3
PRIVACY_OPTIONS = tuple(words for grade, words in PRIVACY.items() if grade != UNKNOWN)
"""By the strictest demand that a way meets: the answer that it needs, as the form words it."""
OF_GRADE = {grade: name for name, grade in GRADES.items()}


@dataclass(frozen=True, eq=False, slots=True)
class Need:
    """What would do in place of a limit. `answers` are by input; `size` counts doublings: log₂((needed + 1) / (said + 1))."""

    words: str
    answers: Mapping[str, Any] = field(default_factory=dict)
    size: float = A_CHOICE


@dataclass(frozen=True, slots=True)
class WayOut:
    """Everything that would have to be otherwise, and the best plan that there is then."""

    needs: tuple[Need, ...]
    best: Candidate

    @property
    def answers(self) -> dict[str, Any]:
        """All of it as answers."""
        return _answers(self.needs)

    @property
    def words(self) -> str:
        """All of it in words."""
        return listing([need.words for need in self.needs])


def needs(candidate: Candidate, made: Advice) -> tuple[Need, ...]:
    """Of the limits that were looked at, and of money where something else came first; none where no answer changes one of them."""
    broken = list(candidate.broken)
    if not {limits.PRICE, limits.MONTH, limits.CAP, *PARTS} & set(broken):
        running = [candidate.way.running(made.hours, made.known.storage_gb, corner) for corner in (1, 2)]
        broken += limits.of_money(candidate.way, made.known, *running)
    return _all(broken, candidate, made)


def ways_out(made: Advice, catalogue: Catalogue) -> list[WayOut]:
    """Where nothing is possible: the smallest changes that make a plan so, the smallest first, each tried.

    Of the fewest answers: of one alone the smallest for each that does, at most three; of several together only the smallest.
    A rule for the data is rarely the reader's own to change: it is changed where nothing else does.
    """
    tried = (_tried(needs, made, catalogue) for needs in _nearest(made, catalogue))
    found = sorted((way for way in tried if way is not None), key=lambda way: _order(way.needs))
    if not found:
        return []
    first = found[0]
    alike = {tuple(way.answers): way for way in reversed(found) if _fewness(way.needs) == _fewness(first.needs)}
    return sorted(alike.values(), key=lambda way: _order(way.needs))[: MOST_TOLD if len(first.needs) == 1 else 1]


def _nearest(made: Advice, catalogue: Catalogue) -> list[tuple[Need, ...]]:
    """What makes a plan possible as far as its limits tell it: the smallest for each set of answers, the smallest first."""
    every = (_all(broken, plan, made, catalogue) for plan, broken in every_limit(made, catalogue))
    found = sorted((needs for needs in every if needs), key=_order)
    smallest = {tuple(sorted(_answers(needs))): needs for needs in reversed(found)}
    return sorted(smallest.values(), key=_order)[:MOST_TRIED]


def _tried(needs: tuple[Need, ...], made: Advice, catalogue: Catalogue) -> WayOut | None:
    """The change as it turns out: with another model, hours or runs, other limits may be met, which are changed too."""
    for _ in range(MOST_ROUNDS):
        there = advise(known(replace(made.known.said, **_answers(needs)), catalogue), catalogue)
        if there.found:
            return WayOut(needs, there.found[0])
        more = _nearest(there, catalogue)
        if not more:
            return None
        changed = {name: need for need in (*needs, *more[0]) for name in need.answers}
        needs = tuple(dict.fromkeys(changed.values()))
    return None


def _answers(needs: Iterable[Need]) -> dict[str, Any]:
    return {name: value for need in needs for name, value in need.answers.items()}


def _fewness(needs: tuple[Need, ...]) -> tuple[bool, int]:
    return any("privacy" in need.answers for need in needs), len(needs)


def _order(needs: tuple[Need, ...]) -> tuple[bool, int, float]:
    return *_fewness(needs), sum(need.size for need in needs)


def _all(
    broken: list[str] | tuple[str, ...], candidate: Candidate, made: Advice, catalogue: Catalogue | None = None
) -> tuple[Need, ...]:
    found = [_need(name, candidate, made, catalogue) for name in broken]
    return tuple(need for need in found if need) if all(found) else ()


def _need(name: str, candidate: Candidate, made: Advice, catalogue: Catalogue | None) -> Need | None:
    """What would do in place of the limit of that name; None where no answer of the reader does."""
    way, known_ = candidate.way, made.known
    match name:
        case limits.PRIVACY:
            words = f"data that may go there (“{PRIVACY_OPTIONS[way.grade]}”)"
            return Need(words, {"privacy": OF_GRADE[way.grade]}, GRADES[known_.privacy] - way.grade)
        case limits.MEMORY:
            return _smaller(candidate, made, catalogue)
        case limits.OFFERED:
            others = known_.unavailable - {way.service}
            return Need(f"that you can use {way.name} after all", {"unavailable": ", ".join(sorted(others))})
        case limits.PAYMENT:
            return Need("a payment that works abroad", {"payment": "card"})
        case limits.ADMIN:
            return Need("somebody who looks after the computer", {"admin": "learn"})
        case limits.NOISE:
            return Need("a place where noise and heat do not matter", {"noise": "any"})
        case limits.SOCKET:
            watts = _up(way.load_watts)
            words = f"a socket that gives {number(watts, Unit.WATT)} for hours"
            return Need(words, {"socket_watts": watts}, _size(watts, known_.socket_watts))
        case limits.CONNECTION:
            return Need("an internet connection", {"internet_mbit_s": None})
        case limits.UPLOAD:
            speed = _up(known_.storage_gb * 8000 / (limits.LONGEST_UPLOAD_HOURS * 3600))
            words = f"an upload of {number(speed, Unit.MBIT_S)}"
            return Need(words, {"internet_mbit_s": speed}, _size(speed, known_.upload_mbit_s))
        case limits.SESSION:
            return _shorter_runs(way.session_hours * way.pace, known_.longest_run_hours)
        case limits.SPARE:
            return _shorter_runs(limits.LONGEST_RUN_ON_SPARE_HOURS * way.pace, known_.longest_run_hours)
        case limits.QUOTA if way.ready_hours <= way.most_hours_per_week:
            return _fewer_hours(way.most_hours_per_week * way.pace, made.hours)
        case limits.WEEK:
            return _fewer_hours(HOURS_PER_WEEK * way.pace, made.hours)
        case limits.DEADLINE:
            days = _up((known_.longest_run_hours / way.pace + way.queue_hours) / 24)
            size = log2(24 * days / known_.deadline_hours)
            return Need(f"{number(days, Unit.DAY)} for the longest run", {"deadline_days": days}, size)
        case limits.PRICE:
            usd = _up(way.price_usd)
            words = f"{number(usd, Unit.USD)} at the start"
            return Need(words, {"budget_usd": usd}, _size(usd, known_.budget_usd))
        case limits.MONTH | limits.CAP:
            usd = _up(way.running(made.hours, known_.storage_gb, 2 if name == limits.CAP else 1))
            words = number(usd, Unit.USD_PER_MONTH) + (" as a cap" if name == limits.CAP else "")
            return Need(words, {"budget_usd_per_month": usd}, _size(usd, known_.budget_usd_per_month))
        case "larger":
            return Need("no larger model now and then", {"largest_billion": None})
        case "growth":
            return Need("jobs that stay as they are", {"growth": "steady"})
    return None


def _smaller(candidate: Candidate, made: Advice, catalogue: Catalogue | None) -> Need | None:
    """A model that the GPU holds; with the catalogue its name, as an answer."""
    way, known_ = candidate.way, made.known
    assert way.held is not None and way.gpu is not None
    most = f"takes {number(way.held.room.typical * 1e-9, Unit.GB)} of each GPU at most"
    if catalogue is None:
        return Need(f"a model that {most}")
    for model, billion in smaller_models(known_.task == IMAGES, known_.model_billion, catalogue):
        found = held(Job(known_.task, model, known_.job.streams), way.gpu.id, way.count, None, catalogue)
        if found is not None and found.per_second is not None and verdict(found.need, way.held.room) != NO:
            words = f"a smaller model, such as {catalogue['models'][model].name}"
            return Need(words, {"model": model}, log2(known_.model_billion / billion))
    return None


def _shorter_runs(hours: float, now: float) -> Need:
    most = _down(hours)
    words = f"{plain(most)} hours" if most >= 2 else f"{plain(_down(60 * hours))} minutes"
    return Need(f"runs of {words} at most, or checkpoints to go on from", {"longest_run_hours": most}, _size(now, most))


def _fewer_hours(hours: float, now: float) -> Need:
    most = min(_down(hours), HOURS_PER_WEEK)
    answers = {"hours_per_week": most, **dict.fromkeys(AMOUNTS)}
    return Need(f"{plain(most)} hours of work a week at most", answers, _size(now, most))


def _size(more: float, less: float) -> float:
    return log2((more + 1) / (less + 1))


def _up(amount: float) -> float:
    """A number in three digits that is no less than it."""
    step = 10.0 ** (floor(log10(amount)) - 2) if amount > 0 else 1.0
    return float(f"{ceil(amount / step - 1e-9) * step:.6g}")


def _down(amount: float) -> float:
    """A number in three digits that is no more than it."""
    step = 10.0 ** (floor(log10(amount)) - 2) if amount > 0 else 1.0
    return float(f"{floor(amount / step + 1e-9) * step:.6g}")
