"""Which way suits a reader: hard limits first, then ten aspects, each from 0 to 1 for each way, weighed by what matters to the reader.

    U = Σ w_a · s_a

over the ten aspects. Those that hang on figures are worked out for each way; the others are the marks of its kind (data/aspects).
Money is felt by its ratio: s = 1 − log₂(1 + c / c₀) / log₂(1 + 1,000), with c US dollars a month and c₀ what is small change to such a
reader, so that each doubling above small change costs the same. As every weight is positive, a way that another beats in all aspects
never wins.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from math import exp, log, log2, sumprod

from calculators.core.catalogue import Catalogue
from calculators.engines.answers import Known, amount_of
from calculators.engines.limits import fixed, of_money, of_work
from calculators.engines.mixing import INFINITE, Buyable, Course, Growth, Monthly, Rented, least_usd
from calculators.engines.rules import applying
from calculators.engines.ways import CLOUD, HYBRID, NO_DEMAND, RIG, Setting, Way, Ways, given, ways
from calculators.records import Guidance
from calculators.records.guidance import PLAN_KINDS

ASPECTS = (
    "setup-time", "cost", "hardware-limits", "performance", "upgradability", "flexibility", "collaboration", "data-privacy",
    "maintenance", "learning-value",
)  # fmt: skip
BY_KIND = ("setup-time", "upgradability", "flexibility", "collaboration", "maintenance", "learning-value")
"""Those that are marked by kind of plan (data/aspects); the others follow from each plan's figures."""
WEIGHTS = {
    "setup-time": 0.5,
    "cost": 6.0,
    "hardware-limits": 1.0,
    "performance": 1.0,
    "upgradability": 0.3,
    "flexibility": 0.5,
    "collaboration": 0.4,
    "data-privacy": 0.5,
    "maintenance": 0.7,
    "learning-value": 0.5,
}
"""What each counts for a reader of whom nothing more is known."""
FEW_HOURS = 10.0
"""Hours a week from which setting up counts less and less, for it is done once; of fewer, speed counts by the share of them that is
worked, for it saves a share of these hours."""
PAID_TIME = {"company": 0.7, "institution": 0.7}
"""What maintenance counts more where somebody is paid to do it."""
RESULTS_ALONE = 0.1
"""What learning counts for those who want results only."""
MORE = 2.0
"""What is added to an aspect that a reader says matters most."""
MATTERS = {
    "money": ("cost",),
    "time": ("performance", "setup-time"),
    "privacy": ("data-privacy",),
    "learning": ("learning-value",),
    "independence": ("flexibility", "data-privacy"),
    "ease": ("maintenance", "setup-time"),
}
SMALL_CHANGE_USD = {"company": 50.0, "institution": 50.0}
USUAL_SMALL_CHANGE_USD = 4.0
"""US dollars a month that such a reader hardly notices."""
LARGEST = log2(1 + 1000)
PRIVACY_MARKS = (0.3, 0.6, 0.8, 1.0)
"""By the strictest demand that a way meets."""
SHARED, SPARE = 0.2, 0.15
"""What being shared out, and being taken away at short notice, take from the performance of a machine."""
ANOTHER_MACHINE = 0.8
"""Room in memory of what is rented: a larger one can be had, when there is one."""
GROWTH_PER_YEAR = 2.0
"""What hours of work are multiplied by each year where jobs come more and more often."""
LARGE_SHARE = 0.1
"""Of all hours, those of the larger model of now and then."""
MOST_HOURS = 168.0
LARGER, GROWTH = "larger", "growth"
PARTS = frozenset((LARGER, GROWTH))
"""Limits that a way may break and still be one part of a rig together with the cloud."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A way as judged: the names of limits that it breaks; costs a month (US dollars), marks and their sum where it breaks none."""

    way: Way
    broken: tuple[str, ...]
    usd_per_month: float = 0.0
    running_usd_per_month: float = 0.0
    needs_usd_per_month: float = 0.0
    """What must be there each month: what is paid on the way, or what a meter may run up to where there is a cap."""
    marks: tuple[float, ...] = ()
    utility: float = float("-inf")
    partner: Way | None = None
    """Of a rig together with the cloud: where the rest runs."""
    large: Way | None = None
    """Where the larger model of now and then runs."""
    month: float = 0.0
    """Of a rig together with the cloud: after how many months it is bought."""

    @property
    def side(self) -> str:
        """The verdict that it stands for."""
        return HYBRID if self.partner is not None else self.way.side


@dataclass(frozen=True, slots=True)
class Advice:
    """All candidates, the best first; those left out after them."""

    known: Known
    ways: Ways
    hours: float
    weights: Mapping[str, float]
    guidance: tuple[Guidance, ...]
    found: tuple[Candidate, ...]
    left_out: tuple[Candidate, ...]

    @property
    def verdict(self) -> str:
        """`cloud`, `rig`, `hybrid`, `api`, or `none`."""
        return side_of(self.found[0] if self.found else None)

    def best(self, side: str) -> Candidate | None:
        """The best of a side."""
        return next((c for c in self.found if c.side == side), None)

    def utility_at(self, candidate: Candidate, usd_per_month: float) -> float:
        """What a candidate's utility would be at another cost a month."""
        mark = cost_mark(usd_per_month, small_change(self.known.reader))
        return candidate.utility + self.weights["cost"] * (mark - candidate.marks[ASPECTS.index("cost")])


def side_of(best: Candidate | None) -> str:
    """The verdict for which the best plan stands; `none` where nothing is left."""
    return best.side if best is not None else "none"


def setting_of(known: Known) -> Setting:
    """What the list of ways hangs on."""
    said = known.said
    return Setting(
        job=known.job,
        region=known.region,
        owned_gpu=said.owned_gpu,
        owned_gpu_count=said.owned_gpu_count,
        sell_otherwise=known.own_anyway == "no",
        takes_a_gpu=known.computer == "desktop",
        takes_one_outside=known.computer == "port",
        ready_hours=known.ready_hours,
        circumstances=known.circumstances,
        unavailable=known.unavailable,
    )


def ways_of(known: Known, catalogue: Catalogue) -> Ways:
    """The ways that are open to a reader, an institution's GPUs among them."""
    found = ways(setting_of(known), catalogue)
    if known.institution != "free":
        return found
    said = known.said
    hours = said.institution_hours_per_week
    free = given(
        found,
        catalogue,
        said.institution_gpu,
        hours_per_week=MOST_HOURS if hours is None else hours,
        job_hours=said.institution_job_hours or float("inf"),
        queue_hours=said.institution_queue_hours or 0.0,
        takes_data=said.institution_data,
    )
    return replace(found, ways=(free, *found.ways))


def advise(known: Known, catalogue: Catalogue, hours: float | None = None, *, free_of_money: bool = False) -> Advice:
    """Judge every way, at other hours a week if asked; `free_of_money` holds none against the reader's money."""
    return _Judge(known, catalogue, hours, free_of_money).advice()


def every_limit(made: Advice, catalogue: Catalogue) -> Iterator[tuple[Candidate, tuple[str, ...]]]:
    """Each plan left out with all the limits that it breaks, also those that are not looked at once another is broken."""
    judge = _Judge(made.known, catalogue, made.hours)
    return ((candidate, judge.every_limit(candidate.way)) for candidate in made.left_out)


def best_of(known: Known, catalogue: Catalogue, hours: float | None = None) -> Candidate | None:
    """The best plan alone, at other hours a week if asked, for less work: only what could be the best is judged."""
    return _Judge(known, catalogue, hours, best_alone=True).best()


def reweighed(now: Advice, known: Known, catalogue: Catalogue) -> Candidate | None:
    """The best for a reader who differs only in what matters: no limit, no cost and no mark is another, only weights are."""
    guidance = _applying(known, now.hours, catalogue)
    weights = weights_of(known, guidance, now.hours)
    by_aspect = tuple(weights[aspect] for aspect in ASPECTS)
    return min(now.found, key=lambda c: (-sumprod(by_aspect, c.marks), c.way.id), default=None)


def still_best(now: Advice, known: Known, catalogue: Catalogue) -> bool:
    """True where another longest run surely leaves the best plan: it takes away only plans on which no other one hangs."""
    if not now.found or _applying(known, now.hours, catalogue) != now.guidance:
        return False
    before, after = (_able(reader, now.ways, now.hours) for reader in (now.known, known))
    if not after <= before:
        return False
    fastest = max(way.pace for way in before)
    best = now.found[0].way
    held = {way for c in now.found for way in (c.partner, c.large)}
    return not any(way is best or way.pace == fastest or way in held for way in before - after)


def _applying(known: Known, hours: float, catalogue: Catalogue) -> tuple[Guidance, ...]:
    return applying(catalogue["guidance"].values(), {**known.as_conditions(), "hours_per_week": hours})


@lru_cache(maxsize=8)
def _able(known: Known, found: Ways, hours: float) -> set[Way]:
    """Ways that break no limit but perhaps one of money."""
    return {w for w, broken in _limited(known, found) if not broken and not any(of_work(w, known, hours))}


@lru_cache(maxsize=8)
def _limited(known: Known, found: Ways) -> tuple[tuple[Way, tuple[str, ...]], ...]:
    """Each way with the limits that it breaks whatever the hours and the money."""
    return tuple((way, tuple(fixed(way, known))) for way in found.ways)


def hours_of(known: Known, found: Ways) -> float:
    """Hours of work a week on the machine of reference: those said, those of people alike, or those that the amount of work takes."""
    amount = amount_of(known.said, known.task)
    if amount is None:
        return known.hours.typical
    return amount / found.per_second.typical / 3600


def weights_of(known: Known, guidance: tuple[Guidance, ...], hours: float) -> dict[str, float]:
    """The usual weights, more for what the reader says matters, and for the first aspect of each piece of guidance that applies."""
    out = dict(WEIGHTS)
    out["setup-time"] *= min(1.0, FEW_HOURS / max(hours, 1.0))
    out["performance"] *= min(1.0, max(hours, 1.0) / FEW_HOURS)
    out["maintenance"] += PAID_TIME.get(known.reader, 0.0)
    if known.goal == "results":
        out["learning-value"] = RESULTS_ALONE
    for aspect in MATTERS.get(known.matters, ()):
        out[aspect] += MORE
    for piece in guidance:
        out[piece.aspects[0]] += piece.weight
    return out


def small_change(reader: str) -> float:
    """US dollars a month that such a reader hardly notices."""
    return SMALL_CHANGE_USD.get(reader, USUAL_SMALL_CHANGE_USD)


def cost_mark(usd_per_month: float, small: float) -> float:
    """The mark of a cost, beside what is small change: 1 − log₂(1 + c / c₀) / log₂(1 + 1,000)."""
    return 1 - min(1.0, log2(1 + max(0.0, usd_per_month) / small) / LARGEST)


@lru_cache(maxsize=4)
def marks_by_kind(catalogue: Catalogue) -> dict[str, dict[str, float]]:
    """Aspect → kind of plan → mark."""
    return {a.id: {m.plan: m.mark for m in a.marks} for a in catalogue["aspects"].values()}


def _order(candidate: Candidate) -> tuple[float, str]:
    return -candidate.utility, candidate.way.id


@lru_cache(maxsize=8192)
def _cost(way: Way, hours: float, months: float, storage_gb: float) -> float:
    return way.cost(hours, months, storage_gb)


@lru_cache(maxsize=8192)
def _running(way: Way, hours: float, storage_gb: float, corner: int) -> float:
    return way.running(hours, storage_gb, corner)


class _Judge:
    """`free_of_money`: limits of money are left to the caller, as `Candidate.way.price_usd` and `needs_usd_per_month` tell them.

    `best_alone`: of all that is found only the best counts.
    """

    def __init__(
        self,
        known: Known,
        catalogue: Catalogue,
        hours: float | None,
        free_of_money: bool = False,
        best_alone: bool = False,
    ) -> None:
        self._known, self._catalogue, self._free_of_money = known, catalogue, free_of_money
        self._best_alone = best_alone
        self._ways = ways_of(known, catalogue)
        self._hours = hours_of(known, self._ways) if hours is None else hours
        self._guidance = _applying(known, self._hours, catalogue)
        self._weights = weights_of(known, self._guidance, self._hours)
        self._by_aspect = tuple(self._weights[aspect] for aspect in ASPECTS)
        self._by_kind = _marks_of_kinds(catalogue)
        self._small = small_change(known.reader)
        self._months = known.horizon_months
        growing = known.growth == "growing"
        self._grown = mean_growth(self._months) if growing else 1.0
        self._in_the_end = self._hours * (exp(LN_GROWTH * self._months / 12) if growing else 1.0)
        self._fastest = 1.0

    def best(self) -> Candidate | None:
        """Of work with one part: plans in the order of what each would be with no hours and no data, until none can be the best."""
        known, hours = self._known, self._hours
        if self._grown > 1 or known.largest is not None:
            return next(iter(self.advice().found), None)
        able = [w for w, broken in _limited(known, self._ways) if not broken and not any(of_work(w, known, hours))]
        self._fastest = max((way.pace for way in able), default=1.0)
        least = ((way, _cost(way, 0.0, self._months, 0.0) / self._months) for way in able)
        at_best = sorted(((self._marked(way, usd, way.kind)[1], way) for way, usd in least), key=lambda a: -a[0])
        found: Candidate | None = None
        for utility, way in at_best:
            if found is not None and utility < found.utility:
                break
            candidate = self._candidate(way, (), None, None)
            if not candidate.broken and (found is None or _order(candidate) < _order(found)):
                found = candidate
        return found

    def advice(self) -> Advice:
        known, hours = self._known, self._hours
        limited = [(way, (*broken, *of_work(way, known, hours))) for way, broken in _limited(known, self._ways)]
        self._fastest = max((way.pace for way, broken in limited if not broken), default=1.0)
        large = self._larger()
        holding = self._holding_larger()
        every = [self._candidate(way, broken, large, holding) for way, broken in limited]
        every += self._both(every, large, holding)
        found = sorted((c for c in every if not c.broken), key=_order)
        left_out = tuple(c for c in every if c.broken)
        return Advice(known, self._ways, hours, self._weights, self._guidance, tuple(found), left_out)

    def _candidate(
        self, way: Way, broken: tuple[str, ...], large: Way | None, holding: frozenset[str] | None
    ) -> Candidate:
        """A way alone: it has to do the work at its largest too, in model and in hours."""
        if broken:
            return Candidate(way, broken)
        known, hours = self._known, self._hours
        more = self._more_usd(way, large)
        running = _running(way, hours, known.storage_gb, 1) + more
        usd = _cost(way, hours * self._grown, self._months, known.storage_gb) / self._months + more
        needs = self._needs(way, running)
        if not self._free_of_money:
            broken = tuple(of_money(way, known, running, needs))
        broken = (*broken, *self._at_its_largest(way, holding))
        if broken:
            return Candidate(way, broken, usd, running, needs)
        marks, utility = self._marked(way, usd, way.kind)
        return Candidate(way, (), usd, running, needs, marks, utility)

    def _needs(self, way: Way, running: float) -> float:
        """US dollars that must be there each month: what is paid on the way, or what a meter may run up to where there is a cap."""
        known = self._known
        capped = known.said.spending_cap and way.metered
        return _running(way, self._hours, known.storage_gb, 2) if capped else running

    def _at_its_largest(self, way: Way, holding: frozenset[str] | None) -> Iterator[str]:
        """Limits of the work at its largest, in model and in hours; what is rented can be another machine then."""
        known = self._known
        if holding is not None and way.kind not in ("rented", "spot") and way.id not in holding:
            yield LARGER
        if self._grown > 1 and any(of_work(way, known, min(self._in_the_end, MOST_HOURS * way.pace))):
            yield GROWTH

    def every_limit(self, way: Way) -> tuple[str, ...]:
        """All that a way breaks."""
        known = self._known
        running = _running(way, self._hours, known.storage_gb, 1) + self._more_usd(way, self._larger())
        return (
            *fixed(way, known),
            *of_work(way, known, self._hours),
            *of_money(way, known, running, self._needs(way, running)),
            *self._at_its_largest(way, self._holding_larger()),
        )

    def _larger(self) -> Way | None:
        """The cheapest machine for rent that holds the larger model of now and then, where there is one and it may be used."""
        known = self._known
        if known.largest is None:
            return None
        offered = ways(replace(setting_of(known), job=known.largest), self._catalogue).ways
        able = [w for w in offered if w.kind == "rented" and w.pace and not any(fixed(w, known))]
        return min(able, key=lambda w: _cost(w, 1.0, 1.0, 0.0) * w.pace, default=None)

    def _holding_larger(self) -> frozenset[str] | None:
        """Ids of ways that hold the larger model; None where there is no such model."""
        largest = self._known.largest
        if largest is None:
            return None
        offered = ways_of(replace(self._known, job=largest), self._catalogue).ways
        return frozenset(w.id for w in offered if w.held is not None and w.held.works)

    def _more_usd(self, way: Way, large: Way | None) -> float:
        """US dollars a month that the larger model of now and then takes besides, where another machine is rented for it."""
        return self._large_usd(large) if large is not None and way.kind in ("rented", "spot") else 0.0

    def _large_usd(self, large: Way) -> float:
        """US dollars a month of the hours that the larger model runs, on the machine that is rented for it."""
        return _cost(large, LARGE_SHARE * self._hours * self._grown, 1.0, 0.0)

    def _marked(self, way: Way, usd: float, kind: str) -> tuple[tuple[float, ...], float]:
        """Marks in the order of ASPECTS, and their weighed sum."""
        cost = cost_mark(usd, self._small)
        room, speed, private = self._room(way, kind), self._speed(way, kind), PRIVACY_MARKS[way.grade]
        setup, upgrade, flexible, shared, upkeep, taught = self._by_kind[kind]
        marks = (setup, cost, room, speed, upgrade, flexible, shared, private, upkeep, taught)
        return marks, sumprod(self._by_aspect, marks)

    def _room(self, way: Way, kind: str) -> float:
        """Room in memory (half for what just fits, all for four times the need), without a session's end, and in the week's hours."""
        roomy = ANOTHER_MACHINE if kind in ("rented", "spot") else 1.0
        if kind not in ("rented", "spot", "api", "both") and way.held is not None:
            roomy = 0.5 + max(0.0, min(0.5, log2(way.held.room.typical / way.held.need.typical) / 4))
        session = 1.0 if way.session_hours == float("inf") else 0.5
        hours = 1 - min(1.0, way.hours_there(self._hours) / max(way.most_hours_per_week, 1e-9))
        return 0.4 * roomy + 0.3 * session + 0.3 * hours

    def _speed(self, way: Way, kind: str) -> float:
        """Beside the fastest that is open to the reader: each halving takes an eighth; less where it is shared or may be taken."""
        if kind == "api":
            return 1.0 - SHARED
        slower = log2(self._fastest / way.pace) / 8 if way.pace else 1.0
        steady = SHARED if way.shared else SPARE if way.spare else 0.0
        return max(0.0, 1 - slower - steady)

    def _both(self, judged: list[Candidate], large: Way | None, holding: frozenset[str] | None) -> list[Candidate]:
        """A rig together with the cloud, where the work has two parts: it grows, or a larger model is run now and then.

        Where it only grows, together they must cost no more than the rig at once.
        """
        known = self._known
        if (self._grown == 1.0 and known.largest is None) or (known.largest is not None and large is None):
            return []
        parts = [c for c in judged if set(c.broken) <= PARTS]
        clouds = sorted(
            (c for c in parts if c.way.side == CLOUD and c.way.pace and c.way.rental),
            key=lambda c: (c.running_usd_per_month, c.way.id),
        )
        rented = [(c.way, self._rented(c.way, large)) for c in clouds[:1]]
        if not rented and large is not None:
            rented = [(large, self._rented(large, large))]
        if rented and rented[0][1].total == INFINITE:  # its quota ends before the work does
            rented += [(c.way, self._rented(c.way, large)) for c in clouds if c.way.kind == "rented"][:1]
        if not rented:
            return []
        more = self._large_usd(large) if large is not None else 0.0
        rigs = []
        for candidate in parts:
            if candidate.way.side != RIG or not candidate.way.rig:
                continue
            needs = candidate.needs_usd_per_month + more
            if not self._free_of_money and needs > known.budget_usd_per_month:
                continue
            rig = self._buyable(candidate.way, holding is not None and candidate.way.id in holding)
            rigs.append((self._at_best(candidate.way, rig, [work for _, work in rented]), candidate, rig, needs))
        least = float("-inf")
        if self._best_alone:
            rigs.sort(key=lambda r: -r[0])
            least = max((c.utility for c in judged if not c.broken), default=least)
        found = []
        for at_best, candidate, rig, needs in rigs:
            if at_best < least:
                break
            bought = (self._bought(Course(work, rig), partner) for partner, work in rented)
            usd, month, partner = min(bought, key=lambda b: b[0])
            if usd == INFINITE:
                continue
            marks, utility = self._marked(candidate.way, usd, "both")
            running = candidate.running_usd_per_month + more
            found.append(
                Candidate(candidate.way, (), usd, running, needs, marks, utility, partner, large, float(month))
            )
            if self._best_alone:
                least = max(least, utility)
        return found

    def _at_best(self, way: Way, rig: Buyable, rented: list[Rented]) -> float:
        """The utility that a rig together with the cloud cannot exceed."""
        if not self._best_alone:
            return 0.0
        least = min(least_usd(work, rig) for work in rented)
        return self._marked(way, least / max(1, round(self._months)), "both")[1]

    def _rented(self, usual: Way, large: Way | None) -> Rented:
        """The work by months, and where it is rented; hours of a month that grows are its mean ones."""
        known = self._known
        growing = self._grown > 1
        first = self._hours * (mean_growth(1.0) if growing else 1.0)
        growth = Growth(
            first * (1 + LARGE_SHARE if large else 1.0),
            exp(LN_GROWTH / 12) - 1 if growing else 0.0,
            LARGE_SHARE / (1 + LARGE_SHARE) if large else 0.0,
            max(1, round(self._months)),
        )
        ready = usual.ready_hours * usual.pace
        kept = replace(NO_DEMAND, storage_gb=known.storage_gb)
        return Rented(growth, Monthly(usual.rental[1], kept, ready), Monthly((large or usual).rental[1], NO_DEMAND))

    def _buyable(self, way: Way, holds_large: bool) -> Buyable:
        idle = max(way.idle_hours, way.ready_hours - way.hours_there(self._hours * self._grown))
        return Buyable(way.id, way.rig[1], way.pace, holds_large, idle)

    def _bought(self, course: Course, partner: Way) -> tuple[float, int, Way]:
        """(US dollars a month, month of buying, partner) of the month that costs least; infinite where none is as good as at once.

        Of work that only grows neither at once nor never: those are a rig alone, and the cloud alone.
        """
        totals = course.totals[:-1]
        later = range(len(totals)) if self._known.largest is not None else range(1, len(totals))
        month = min(later, key=lambda m: totals[m], default=None)
        if month is None or totals[month] > totals[0]:
            return INFINITE, 0, partner
        return totals[month] / len(totals), month, partner


@lru_cache(maxsize=4)
def _marks_of_kinds(catalogue: Catalogue) -> dict[str, tuple[float, ...]]:
    """By kind of plan: its marks in the aspects of BY_KIND."""
    marks = marks_by_kind(catalogue)
    return {kind: tuple(marks[aspect][kind] for aspect in BY_KIND) for kind in PLAN_KINDS}


def mean_growth(until: float, since: float = 0.0) -> float:
    """Mean of 2^(t/12) over the months t from `since` to `until`: (2^(b/12) − 2^(a/12)) · 12 / ((b − a) · ln 2)."""
    if until <= since:
        return exp(LN_GROWTH * since / 12)
    span = exp(LN_GROWTH * until / 12) - exp(LN_GROWTH * since / 12)
    return 12 * span / (until - since) / LN_GROWTH


LN_GROWTH = log(GROWTH_PER_YEAR)
