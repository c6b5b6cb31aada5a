"""Cloud first, then both.

For work that grows: in which month a rig is worth buying, which one, and what runs where from then on. Until then everything is
rented; afterwards what the rig holds and has hours for runs there, unless a credit or a subscription does it for less, and jobs
too large for it stay in the cloud. The answer stands beside renting everything and beside buying at once, and never costs more
than the cheaper of them.

Hours are counted as the work takes on the rig that you name.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from math import ceil, isclose
from typing import Annotated

from calculators import _energy as energy
from calculators._formulas import WEEKS, WORTH, Row, in_months, rental_rows, rig_table, table, times
from calculators._money import (
    A_RENTAL,
    A_RIG,
    BUY,
    BUY_WORDS,
    COMPLETE,
    HORIZON,
    IDLE,
    OWNED,
    PRICE_TYPE,
    REGION,
    RENTAL_PRICE,
    RENTING,
    STORAGE,
    WORK,
    EveryTerm,
    in_currency,
    metered,
    upgrade_words,
)
from calculators._onward import MOST_HOURS, Carrying, Onward, carry_on
from calculators._renting import CARBON, cut_words, limits_unknown, term_words, waiting
from calculators.core.catalogue import Catalogue
from calculators.core.charts import MONEY, Line, Mark, lines
from calculators.core.dates import WEEKS_PER_MONTH
from calculators.core.example import Example
from calculators.core.quantity import Quantity, Switch, Text, Unit
from calculators.core.ranges import Range, total
from calculators.core.records import Figure
from calculators.core.report import (
    COLOURS,
    Cell,
    Chart,
    Column,
    Details,
    KeyFigure,
    Link,
    Reason,
    Report,
    Table,
    Verdict,
)
from calculators.core.stated import sources, stated
from calculators.core.text import LEAST_SUM, about, at_least, briefly, listing, number, plain
from calculators.engines.assessment import HYBRID, of_rental, rental_kg, rig_kg
from calculators.engines.circumstances import Circumstances, circumstances
from calculators.engines.corners import CORNERS, Draw, cheapest, dearest, spanned, typical
from calculators.engines.demand import HOURS_PER_WEEK, Demand
from calculators.engines.market import OF_OTHERS, UNDER_CONTRACT, offers, offers_that_fit
from calculators.engines.mixing import INFINITE, Buyable, Course, Growth, Monthly, Rented, Split, least_usd, reserved
from calculators.engines.present_value import discount
from calculators.engines.rental_cost import RentalTerms
from calculators.engines.rental_plans import (
    COMMITTED_MONTHS,
    ON_DEMAND,
    OwnFigures,
    RentalPlan,
    rental_plan,
    session_obstacle,
)
from calculators.engines.rig_cost import own_hours, purchases, rig_parts
from calculators.engines.rig_plans import RigPlan, rig_plan
from calculators.engines.throughput import TEXT, relative_pace
from calculators.records import Rig
from calculators.records.owning import OWNING

MOST_POINTS = 24
"""Months that are drawn, besides the best one and the last."""
MOST_RIGS = 8
"""Rigs that are tried: none that another beats in price, pace and memory at once, cheapest first."""
ROUGH = 2
EVERY_RIG = "Every rig that was tried"
RESERVED = (
    "One machine for usual jobs is reserved from the first month on, and paid for all of its hours: until a rig is bought, to the "
    "end of its term at the least, and then for as long as that is cheapest. What it has no hours for, and large jobs, are rented "
    "on demand."
)


@dataclass(frozen=True, kw_only=True)
class Inputs(EveryTerm, Carrying):
    """How the work grows, how large it is, and where it could run."""

    hours_per_week: Annotated[
        float,
        Quantity(
            "Hours of work a week, now",
            "As the work takes on the rig below, of all who share it.",
            unit=Unit.HOURS_PER_WEEK,
            maximum=1000,
            step=0.5,
        ),
    ] = 6.0
    growth_percent: Annotated[
        float,
        Quantity(
            "Growth a month",
            "Each month so much more than the one before; negative where it shrinks.",
            unit=Unit.PERCENT_POINTS,
            minimum=-50,
            maximum=100,
            step=1,
        ),
    ] = 8.0
    most_hours_per_week: Annotated[
        float,
        Quantity(
            "Growth ends at",
            "The work never comes to more; at 168 one rig is busy day and night.",
            unit=Unit.HOURS_PER_WEEK,
            maximum=10_000,
            step=1,
        ),
    ] = 168.0
    large_percent: Annotated[
        float,
        Quantity(
            "Large jobs",
            "Share of the hours that need more memory than usual.",
            unit=Unit.PERCENT_POINTS,
            maximum=100,
            step=5,
        ),
    ] = 10.0
    horizon_months: Annotated[int, replace(HORIZON, integer=True)] = 36
    work: Annotated[str, WORK] = TEXT
    memory_gb: Annotated[float, Quantity("Memory of usual jobs", "", unit=Unit.GB, maximum=10_000, step=1)] = 20.0
    large_memory_gb: Annotated[
        float,
        Quantity("Memory of large jobs", "At least that of usual jobs.", unit=Unit.GB, maximum=10_000, step=1),
    ] = 70.0
    rig: Annotated[str, replace(A_RIG, help="On which hours are counted.")] = "rtx-3090-desktop"
    any_rig: Annotated[
        bool, Switch("Try the other rigs too", "All complete ones with the memory of usual jobs; the best is told.")
    ] = True
    rental: Annotated[str, replace(A_RENTAL, label="Rental for usual jobs")] = "runpod/rtx-4090-community"
    large_rental: Annotated[str, replace(A_RENTAL, label="Rental for large jobs")] = "runpod/a100-sxm-80gb-secure"
    region: Annotated[str, REGION] = "united-states"

    price_type: Annotated[
        str,
        replace(
            PRICE_TYPE,
            help="For machines by the hour. One machine for usual jobs is reserved, from now on; all else is rented on demand.",
            group=RENTING,
        ),
    ] = ON_DEMAND
    buy: Annotated[
        str,
        replace(
            BUY,
            help="Of the rig that you name; others are complete. One that you own is tried alone.",
            group=OWNING,
        ),
    ] = COMPLETE
    own_rental_usd_per_hour: Annotated[float | None, replace(RENTAL_PRICE, label="Rental for usual jobs")] = None
    own_large_rental_usd_per_hour: Annotated[float | None, replace(RENTAL_PRICE, label="Rental for large jobs")] = None
    idle_hours_per_week: Annotated[float, IDLE] = 10.0
    storage_gb: Annotated[float, replace(STORAGE, help="With each rental that is used.")] = 50.0

    @property
    def besides(self) -> Demand:
        """What is asked of each rental that is used, whatever its hours."""
        return Demand(
            0.0,
            0.0,
            self.storage_gb,
            self.egress_gb,
            self.starts_per_week,
            self.longest_run_hours,
        )

    @property
    def owned(self) -> bool:
        """True where the rig is there already: the question is what runs on it, not when to buy it."""
        return self.buy == OWNED

    @property
    def holds_large_gb(self) -> float:
        """Memory that large jobs need: no less than usual ones do."""
        return max(self.memory_gb, self.large_memory_gb)


@dataclass(frozen=True, kw_only=True)
class Outputs:
    """The best course, and what the two simple ones cost. None: cannot be done, or never."""

    verdict: Annotated[str, Text("Verdict", "`cloud`, `rig`, `hybrid`, or `none` where nothing does the work.")]
    obstacles: Annotated[tuple[str, ...], Text("Obstacles", "Why a rental cannot do its part.")]
    buy_after_months: Annotated[int | None, Quantity("Months until buying", "0: now. None: never.", unit=Unit.MONTH)]
    earliest_months: Annotated[
        int | None,
        Quantity("At the earliest", "With every figure at its best for that rig. None: never.", unit=Unit.MONTH),
    ]
    latest_months: Annotated[
        int | None, Quantity("At the latest", "With every figure at its worst for it. None: never.", unit=Unit.MONTH)
    ]
    rig: Annotated[str, Text("Rig", "The best one to buy; empty: none.")]
    total_usd: Annotated[Range | None, Quantity("Best course in all", "Over the months.", unit=Unit.USD)]
    cloud_usd: Annotated[Range | None, Quantity("All in the cloud", "Over the months.", unit=Unit.USD)]
    rig_now_usd: Annotated[
        Range | None, Quantity("A rig now for everything", "The cheapest that can do it all.", unit=Unit.USD)
    ]
    saved_usd: Annotated[Range | None, Quantity("Saved", "Beside the cheaper of the two.", unit=Unit.USD)]
    purchase_hours_per_week: Annotated[float | None, Quantity("Hours a week at the purchase", unit=Unit.HOURS_PER_WEEK)]
    rig_fraction: Annotated[
        float | None, Quantity("On the rig", "Share of the hours after the purchase.", unit=Unit.FRACTION)
    ]
    total_kwh: Annotated[
        Range | None,
        Quantity("Energy", "Of the best course, over the months. None: no power is published.", unit=Unit.KWH),
    ]
    total_kg_co2e: Annotated[
        Range | None, Quantity("Carbon", "Of the best course, making the hardware included.", unit=Unit.KG_CO2E)
    ]
    own_time_hours: Annotated[float, Quantity("Hours of your own", "For the rig.", unit=Unit.HOUR)]


@dataclass(frozen=True)
class _Case:
    """Checked inputs with their plans, and the courses of every rig."""

    inputs: Inputs
    reference: RigPlan
    """The rig that the reader names: hours are counted on it, whether it holds the work or not."""
    rigs: tuple[tuple[RigPlan, str, Range], ...]
    """Each with its id and its pace beside the rig of reference."""
    usual: RentalPlan
    large: RentalPlan
    on_demand: RentalPlan
    """The rental for usual jobs as it is had beyond a machine that is reserved, and without one."""
    ways: Circumstances

    @cached_property
    def growth(self) -> Growth:
        """How the work grows."""
        i = self.inputs
        return Growth(
            i.hours_per_week, i.growth_percent / 100, i.large_percent / 100, i.horizon_months, i.most_hours_per_week
        )

    @property
    def grows(self) -> bool:
        """Whether there is another amount of work in the last month than in the first."""
        first, last = (sum(self.growth.hours[month]) for month in (0, -1))
        return first != last

    @cached_property
    def obstacles(self) -> tuple[str, ...]:
        """Why a rental cannot do its part."""
        i, rented = self.inputs, self.rented(typical)
        found: list[str] = []
        for plan, monthly, need, share in (
            (self.usual, rented.usual, i.memory_gb, 1 - self.growth.large_share),
            (self.large, rented.large, i.holds_large_gb, self.growth.large_share),
        ):
            if not share or not i.hours_per_week:
                continue
            name = plan.rental.name
            found += plan.obstacles or filter(None, (session_obstacle(plan, i.besides, self.ways),))
            if plan.machine is not None and plan.memory_gb < need:
                has = number(plan.memory_gb, Unit.GB)
                found.append(f"{name} has {has} of GPU memory; these jobs need {number(need, Unit.GB)}.")
            if i.starts_per_week and not monthly.most:
                waiting = ", each with its waiting," if self.ways.waiting_hours else ""
                found.append(
                    f"Starting {name} {plain(i.starts_per_week)} times a week{waiting} leaves no hours for work."
                )
        return tuple(dict.fromkeys(found))

    @property
    def cannot(self) -> str:
        """What stands in the rentals' way, in short: limits, or only that nobody publishes such a price."""
        unpriced = {words for plan in (self.usual, self.large) if plan.unpriced for words in plan.obstacles}
        return (
            "these rentals have no such price published" if unpriced >= set(self.obstacles) else "these rentals cannot"
        )

    @cached_property
    def _rented(self) -> dict[Draw, Rented]:
        return {draw: self._rented_at(draw) for draw in CORNERS}

    def rented(self, draw: Draw) -> Rented:
        """Both rentals at one corner; what they give is what they give typically."""
        return self._rented[draw]

    def _rented_at(self, draw: Draw) -> Rented:
        besides = self.inputs.besides
        usual, large, on_demand = (
            replace(plan.terms(draw, besides, self.ways), most_hours_per_week=plan.most_hours_per_week.typical)
            for plan in (self.usual, self.large, self.on_demand)
        )
        if not self.reserves:
            return Rented(self.growth, Monthly(usual, besides), Monthly(large, besides))
        if self.on_demand.obstacles:
            on_demand = replace(on_demand, most_hours_per_week=0.0, several=False)
        first, reservation = reserved(usual, besides, on_demand)
        return Rented(self.growth, first, Monthly(large, besides), reservation)

    @property
    def reserves(self) -> bool:
        """True when a machine is reserved: there is work for it."""
        return self.usual.committed_months > 0 and self.inputs.hours_per_week > 0 and self.inputs.large_percent < 100

    def course(self, index: int, draw: Draw) -> Course:
        """Of one rig at one draw."""
        if draw is typical:
            return self.courses[index]
        made = self._at_ends.get((index, draw))
        if made is None:
            made = self._at_ends[index, draw] = self._course(index, draw, draw)
        return made

    @cached_property
    def _at_ends(self) -> dict[tuple[int, Draw], Course]:
        return {}

    def _course(self, index: int, draw: Draw, of_renting: Draw) -> Course:
        plan, rig_id, pace = self.rigs[index]
        buyable = Buyable(
            rig_id,
            plan.terms(draw, self.ways),
            draw(pace, False),
            plan.machine.memory_gb >= self.inputs.holds_large_gb,
            self.inputs.idle_hours_per_week,
            there=self.inputs.owned,
        )
        return Course(self.rented(of_renting), buyable)

    @cached_property
    def courses(self) -> tuple[Course, ...]:
        """Of every rig, typically."""
        return tuple(self._course(index, typical, typical) for index in range(len(self.rigs)))

    @cached_property
    def best(self) -> int | None:
        """The rig with the lowest total; None where nothing does the work."""
        if not self.courses:
            return None
        least = {i: least_usd(course.rented, course.rig) for i, course in enumerate(self.courses)}
        never = self.courses[0].rented.total
        found: dict[int, float] = {}
        for i in sorted(least, key=lambda i: least[i]):
            if found and least[i] > min(found.values()):
                break
            found[i] = self._least(self.courses[i])
        lowest = min(found.values())
        if lowest == INFINITE:
            return None
        return 0 if lowest == never else min(i for i, usd in found.items() if usd == lowest)

    @staticmethod
    def _least(course: Course) -> float:
        return course.totals[course.best_month]

    @cached_property
    def corners(self) -> tuple[Course, ...]:
        """The best rig at its three corners."""
        return () if self.best is None else tuple(self.course(self.best, draw) for draw in CORNERS)

    def total(self, month: int) -> Range | None:
        """With the best rig bought in a month, at the three corners."""
        return _range(*(course.totals[month] for course in self.corners)) if self.corners else None

    @cached_property
    def months_of_buying(self) -> tuple[int, int, int]:
        """The best month for the best rig: with every figure at its best for it, typically, at its worst; M for never."""
        assert self.best is not None
        month = self.courses[self.best].best_month
        soonest, latest = (
            course.best_month if self._least(course) < INFINITE else month
            for course in (self._course(self.best, cheapest, dearest), self._course(self.best, dearest, cheapest))
        )
        return min(soonest, month), month, max(latest, month)

    def fails(self, month: int) -> bool:
        """True when the best rig bought in a month leaves work undone at a corner: the total's range is without it."""
        return any(course.totals[month] == INFINITE for course in self.corners)

    def spent(self, month: int, bought: int) -> Range | None:
        """What work takes in a month, with the best rig bought in another, at the three corners."""
        return _range(*(c.after(bought)[month].usd if month >= bought else c.rented.paid[month] for c in self.corners))

    def cloud_total(self) -> Range | None:
        """Everything rented, at its three corners."""
        return _range(*(self.rented(draw).total for draw in CORNERS))

    @cached_property
    def alone(self) -> int | None:
        """The rig that does everything from now on for the lowest total; None where none can."""
        able = [i for i in range(len(self.courses)) if self.courses[i].alone_usd < INFINITE]
        return min(able, key=lambda i: self.courses[i].alone_usd, default=None)

    def energy(self, index: int, bought: int | None) -> tuple[Range | None, Range | None]:
        """(kWh, kg of CO2e) of a course with a rig bought after so many months; None: now, and nothing is rented."""
        found = tuple(self.emitted(index, bought))
        known = [(kwh, kg) for _, kwh, kg in found if kwh is not None and kg is not None]
        if len(known) < len(found):
            return None, None
        return total(kwh for kwh, _ in known), total(kg for _, kg in known)

    def emitted(
        self, index: int, bought: int | None
    ) -> Iterator[tuple[RigPlan | RentalPlan, Range | None, Range | None]]:
        """The same of each thing that is used, the rig first."""
        plan = self.rigs[index][0]
        courses = self.corners if index == self.best else tuple(self.course(index, draw) for draw in CORNERS)
        uses = [course.use_alone() if bought is None else course.use(bought) for course in courses]
        month = bought or 0
        if month < self.growth.months:
            kwh = spanned(*(use.rig_kwh for use in uses))
            yield plan, kwh, rig_kg(plan, kwh, purchases(courses[1].rig.terms, self.growth.months - month))
        for rental, hours, watts in (
            (self.usual, [use.usual_hours for use in uses], [c.rented.usual.terms.watts for c in courses]),
            (self.large, [use.large_hours for use in uses], [c.rented.large.terms.watts for c in courses]),
        ):
            if not any(hours):
                continue
            if rental.watts is None:
                yield rental, None, None
                continue
            used = spanned(*(h * w / 1000 for h, w in zip(hours, watts, strict=True)))
            yield rental, used, rental_kg(rental, used, spanned(*hours))

    def alone_total(self) -> Range | None:
        """That rig's total at its three corners."""
        if self.alone is None:
            return None
        return _range(*(self.course(self.alone, draw).alone_usd for draw in CORNERS))


def _range(low: float, middle: float, high: float) -> Range | None:
    """The range of three corners; None without a typical one, and an end that cannot be done counts as the typical."""
    if middle == INFINITE:
        return None
    return spanned(*(middle if x == INFINITE else x for x in (low, middle, high)))


@lru_cache(maxsize=8)
def _case(inputs: Inputs, catalogue: Catalogue) -> _Case:
    reference = metered(inputs, catalogue)
    own = OwnFigures(**inputs.own_of_renting, **inputs.own_of_notebook, **inputs.own_of_data)

    def rental(name: str, price_type: str, usd: float | None) -> RentalPlan:
        given = replace(own, usd_per_hour=usd)
        return rental_plan(name, price_type, inputs.work, inputs.region, catalogue, reference.machine, own=given)

    usual = rental(inputs.rental, inputs.price_type, inputs.own_rental_usd_per_hour)
    others = ON_DEMAND if inputs.price_type in COMMITTED_MONTHS else inputs.price_type
    return _Case(
        inputs=inputs,
        reference=reference,
        rigs=_candidates(inputs, reference, catalogue),
        usual=usual,
        large=rental(inputs.large_rental, others, inputs.own_large_rental_usd_per_hour),
        on_demand=rental(inputs.rental, ON_DEMAND, None) if usual.committed_months else usual,
        ways=circumstances(
            inputs,
            **inputs.time,
            rental_hours_of_own_per_month=inputs.rental_own_hours_per_month,
            **inputs.paying,
            capital_rate=inputs.interest_percent / 100,
            **inputs.renting,
            **inputs.runs,
            **inputs.checkpoints,
        ),
    )


def _candidates(inputs: Inputs, reference: RigPlan, catalogue: Catalogue) -> tuple[tuple[RigPlan, str, Range], ...]:
    """The rig of reference where it holds usual jobs, and the others worth trying, each with its pace."""
    found = []
    if reference.machine.memory_gb >= inputs.memory_gb:
        found.append((reference, inputs.rig, Range.exact(1.0)))
    if not inputs.any_rig or inputs.owned:
        return tuple(found)
    spread = _spread(inputs, catalogue).typical
    able = []
    for rig_id, rig in catalogue["rigs"].items():
        if rig_id == inputs.rig or not rig.complete or _one_asking(rig):
            continue
        plan = _other_rig(rig_id, inputs.region, inputs.own_electricity_usd_per_kwh, inputs.resale_fraction, catalogue)
        ours, theirs = plan.machine, reference.machine
        pace = relative_pace(ours.gpu, ours.count, theirs.gpu, theirs.count, inputs.work, spread)
        if ours.memory_gb >= inputs.memory_gb and pace is not None:
            able.append((plan, rig_id, pace))
    able.sort(key=lambda c: c[0].price_usd.typical)
    for candidate in able:
        if len(found) < MOST_RIGS and not any(_beats(other, candidate, inputs) for other in found):
            found.append(candidate)
    return tuple(found)


def _one_asking(rig: Rig) -> bool:
    """True for a used computer that one source alone prices, as a whole: nothing shows that a reader could buy it for that."""
    return rig.second_hand and not rig.parts and len(rig.price_usd.source) == 1


@lru_cache(maxsize=256)
def _other_rig(
    rig_id: str, region: str, usd_per_kwh: float | None, resale: float | None, catalogue: Catalogue
) -> RigPlan:
    return rig_plan(rig_id, region, catalogue, None, usd_per_kwh, resale)


def _beats(a: tuple[RigPlan, str, Range], b: tuple[RigPlan, str, Range], inputs: Inputs) -> bool:
    """True when `a` costs no more, works no slower, draws no more for it, and holds the large jobs if `b` does."""
    (one, _, pace), (other, _, other_pace) = a, b
    holds = (p.machine.memory_gb >= inputs.holds_large_gb for p in (one, other))
    first, second = holds
    return (
        one.price_usd.typical <= other.price_usd.typical
        and pace.typical >= other_pace.typical
        and one.load_watts.typical / pace.typical <= other.load_watts.typical / other_pace.typical
        and first >= second
    )


def _spread(inputs: Inputs, catalogue: Catalogue) -> Figure:
    term = "relative-speed-bandwidth" if inputs.work == TEXT else "relative-speed-compute"
    figure: Figure = catalogue["glossary"][term].figure
    return figure


def calculate(inputs: Inputs, catalogue: Catalogue) -> Outputs:
    """The best course, and the two simple ones."""
    case = _case(inputs, catalogue)
    blocked = bool(case.obstacles)
    best = None if blocked else case.best
    cloud = None if blocked else case.cloud_total()
    alone = case.alone_total()
    if best is None:
        kwh, kg = case.energy(case.alone, None) if case.alone is not None else (None, None)
        return Outputs(
            verdict="rig" if alone is not None else "cloud" if cloud is not None else "none",
            obstacles=case.obstacles,
            buy_after_months=0 if alone is not None else None,
            earliest_months=0 if alone is not None else None,
            latest_months=0 if alone is not None else None,
            rig=case.rigs[case.alone][1] if case.alone is not None else "",
            total_usd=cloud if alone is None else alone,
            cloud_usd=cloud,
            rig_now_usd=alone,
            saved_usd=None,
            purchase_hours_per_week=inputs.hours_per_week if alone is not None else None,
            rig_fraction=1.0 if alone is not None else None,
            total_kwh=kwh,
            total_kg_co2e=kg,
            own_time_hours=_own_hours(case.courses[case.alone], 0) if case.alone is not None else 0.0,
        )
    course = case.courses[best]
    month = course.best_month
    total = case.total(month)
    assert total is not None
    simple = [x for x in (cloud, alone) if x is not None]
    soonest, _, latest = (m if m < inputs.horizon_months else None for m in case.months_of_buying)
    bought = month < inputs.horizon_months
    kept = course.after(month)[month:]
    kwh, kg = case.energy(best, month)
    return Outputs(
        verdict=_verdict(course, month),
        obstacles=(),
        buy_after_months=month if bought else None,
        earliest_months=soonest,
        latest_months=latest,
        rig=course.rig.id if bought else "",
        total_usd=total,
        cloud_usd=cloud,
        rig_now_usd=alone,
        saved_usd=_saved(total, simple),
        purchase_hours_per_week=sum(course.growth.hours[month]) if bought else None,
        rig_fraction=_on_rig(kept) if bought else None,
        total_kwh=kwh,
        total_kg_co2e=kg,
        own_time_hours=_own_hours(course, month) if bought else 0.0,
    )


def _saved(total: Range, simple: list[Range]) -> Range | None:
    """What the best course saves beside the cheaper of the others: with prices at their lowest, typical, and highest.

    A saving below a thousandth of a cent is the rounding of sums that are equal.
    """
    if not simple:
        return None
    ends = [
        max(0.0, round(min(getattr(x, end) for x in simple) - getattr(total, end), 5))
        for end in ("low", "typical", "high")
    ]
    return Range(min(ends), ends[1], max(ends))


def _verdict(course: Course, month: int) -> str:
    if month >= course.growth.months:
        return "cloud"
    rented = any(split.usual or split.large for split in course.after(month)[month:])
    return "rig" if month == 0 and not rented else "hybrid"


def _on_rig(splits: tuple[Split, ...]) -> float:
    all_of_it = sum(s.on_rig + s.usual + s.large for s in splits)
    return sum(s.on_rig for s in splits) / all_of_it if all_of_it else 1.0


def _own_hours(course: Course, month: int) -> float:
    return own_hours(course.rig.terms, course.growth.months - month)


def _onward(inputs: Inputs, catalogue: Catalogue) -> Reason:
    """To the whole decision."""
    growth = "growing" if inputs.growth_percent > 0 else "steady"
    hours = min(inputs.hours_per_week * (1 - inputs.large_percent / 100), MOST_HOURS)
    return carry_on(Onward(inputs, catalogue, hours, growth=growth).to_recommend())


def report(inputs: Inputs, outputs: Outputs, catalogue: Catalogue) -> Report:
    """The answer with its reasons, what the month of buying changes, what runs where, assumptions and sources."""
    case = _case(inputs, catalogue)
    side = outputs.verdict if outputs.verdict in COLOURS else "neutral"
    known = case.best is not None and not case.obstacles
    told = Report(
        verdict=Verdict(side, _sentence(case, outputs, catalogue), _how_sure(case, outputs)),
        figures=_figures(inputs, outputs),
        reasons=(*_reasons(case, outputs), _onward(inputs, catalogue)),
        changes=_changes(case, outputs) if known else (),
        charts=(_by_month(case),) if known and not inputs.owned else (),
        beneath=lambda: _details(case, outputs, catalogue),
    )
    return in_currency(told, inputs, outputs, catalogue)


def _details(case: _Case, outputs: Outputs, catalogue: Catalogue) -> Details:
    """What runs where, every rig, formulas, assumptions and sources."""
    inputs, known = case.inputs, case.best is not None and not case.obstacles
    used = (
        *(plan.figures for plan, _, _ in case.rigs[:1]),
        *(plan.figures for plan, rig_id, _ in case.rigs[1:] if rig_id == outputs.rig),
        case.usual.figures,
        case.large.figures if inputs.large_percent else (),
    )
    tables: tuple[Table, ...] = ()
    if known:
        tables = (
            _where(case, outputs),
            *(() if inputs.owned else (_by_rig(case),)),
            _formulas(case, outputs),
            *_of_the_rig(case, outputs),
            *_of_renting(case),
        )
    return Details(
        tables=(*tables, *_energy(case, outputs, catalogue)),
        assumptions=_assumptions(inputs, case, catalogue),
        stated=stated(catalogue, *used),
        sources=sources(*used),
    )


def _name(case: _Case, rig_id: str) -> str:
    return next(plan.name for plan, other, _ in case.rigs if other == rig_id)


def _would_do(case: _Case, catalogue: Catalogue) -> str:
    """The cheapest machine for rent that holds all of the work; where none does, the most memory that one has."""
    i = case.inputs
    need = max(i.memory_gb if case.growth.large_share < 1 else 0.0, i.holds_large_gb if i.large_percent else 0.0)
    holding = offers_that_fit(need, i.work, (UNDER_CONTRACT, OF_OTHERS), catalogue)
    if holding:
        return f"rent {catalogue['rentals'][holding[0].id].name}"
    most = max(offers(catalogue), key=lambda offer: offer.memory_gb)
    return f"work in {number(most.memory_gb, Unit.GB)} at most, as {catalogue['rentals'][most.id].name} has"


def _sentence(case: _Case, outputs: Outputs, catalogue: Catalogue) -> str:
    within = in_months(case.inputs.horizon_months)
    if not case.inputs.hours_per_week:
        return "Buy nothing: without work a rental that you give up costs nothing."
    if outputs.verdict == "none":
        change = _would_do(case, catalogue)
        rig = "your rig" if case.inputs.owned else "any rig here"
        return f"Neither these rentals nor {rig} does all of this work. The smallest change: {change}."
    if case.inputs.owned:
        return _of_your_rig(case, outputs)
    if outputs.verdict == "cloud" and case.best is None:
        return "Stay in the cloud: no rig here does this work."
    if outputs.verdict == "cloud":
        return f"Stay in the cloud: within {within} no rig pays for itself at this growth."
    name = _name(case, outputs.rig)
    if outputs.obstacles:
        return f"Buy now: “{name}” does all of it, for the least of the rigs that can; {case.cannot}."
    if outputs.verdict == "rig":
        return f"Buy now: “{name}” does all of it and costs least over {within}."
    hours = number(outputs.purchase_hours_per_week or 0.0, Unit.HOURS_PER_WEEK, ROUGH)
    after = "rent only what it cannot do" if (outputs.rig_fraction or 0.0) < 1 else "run everything there"
    if outputs.buy_after_months == 0:
        return f"Both: buy “{name}” now and {after}."
    rented = f"rent for {in_months(outputs.buy_after_months or 0)}"
    if not case.grows:
        return f"Both: {rented}, then buy “{name}” and {after}."
    return f"Both: {rented}, buy “{name}” when the work has come to {hours}, then {after}."


def _of_your_rig(case: _Case, outputs: Outputs) -> str:
    """The sentence where the rig is there already."""
    within = in_months(case.inputs.horizon_months)
    if outputs.verdict == "cloud" and case.best is None:
        return "Stay in the cloud: your rig does not do this work."
    if outputs.verdict == "cloud":
        return f"Stay in the cloud: over {within} renting everything costs no more than using your rig."
    if outputs.obstacles:
        return f"Use your rig: it does all of it; {case.cannot}."
    if outputs.verdict == "rig":
        return f"Use your rig: it does all of it and costs least over {within}."
    return "Both: use your rig, and rent only what it cannot do."


def _how_sure(case: _Case, outputs: Outputs) -> str:
    total = outputs.total_usd
    if total is None:
        return " ".join(case.obstacles)
    over = f"That costs {about(total, Unit.USD)} over {in_months(case.inputs.horizon_months)}"
    others = [
        (words, value)
        for words, value in (
            ("all in the cloud", outputs.cloud_usd),
            ("your rig for everything" if case.inputs.owned else "a rig now for everything", outputs.rig_now_usd),
        )
        if value is not None and not _same(value, total)
    ]
    beside = [f"{words} {about(value, Unit.USD)}" for words, value in others]
    close = any(total.overlaps(value) for _, value in others)
    hang = " The ranges overlap: it hangs on the prices you really get." if close else ""
    if case.best is not None and not case.obstacles:
        hang += _when_at_the_ends(case)
    if outputs.buy_after_months is not None and case.fails(outputs.buy_after_months):
        hang += " With every figure at its worst the rentals have too few hours for this: the range leaves that out."
    return f"{over}; {', '.join(beside)}.{hang}" if beside else f"{over}."


def _same(one: Range, other: Range) -> bool:
    """True of ranges that differ by the rounding of their sums alone."""
    ends = zip((one.low, one.typical, one.high), (other.low, other.typical, other.high), strict=True)
    return all(isclose(a, b, rel_tol=1e-9) for a, b in ends)


def _months_figure(outputs: Outputs, horizon_months: int) -> KeyFigure:
    """An end at which it is never bought counts as the months that are looked at."""
    soonest, month, latest = (
        float(horizon_months if m is None else m)
        for m in (outputs.earliest_months, outputs.buy_after_months, outputs.latest_months)
    )
    note = "at worst never" if outputs.latest_months is None else ""
    return KeyFigure("Months until buying", Range(soonest, month, latest), Unit.MONTH, note)


def _figures(inputs: Inputs, outputs: Outputs) -> tuple[KeyFigure, ...]:
    found = []
    alone = "Your rig for everything" if inputs.owned else "A rig now for everything"
    for label, value, unit, side in (
        ("Best course in all", outputs.total_usd, Unit.USD, outputs.verdict),
        ("All in the cloud", outputs.cloud_usd, Unit.USD, "cloud"),
        (alone, outputs.rig_now_usd, Unit.USD, "rig"),
        ("Saved beside the cheaper of these", outputs.saved_usd, Unit.USD, ""),
        ("Energy in all", outputs.total_kwh, Unit.KWH, outputs.verdict),
        ("Carbon in all", outputs.total_kg_co2e, Unit.KG_CO2E, outputs.verdict),
    ):
        if value is not None:
            found.append(KeyFigure(label, value, unit, "", side))
    if outputs.buy_after_months is not None and not inputs.owned:
        found.append(_months_figure(outputs, inputs.horizon_months))
    for label, exact, unit in (
        ("Work now" if inputs.owned else "Work at the purchase", outputs.purchase_hours_per_week, Unit.HOURS_PER_WEEK),
        ("On the rig" if inputs.owned else "On the rig afterwards", outputs.rig_fraction, Unit.FRACTION),
    ):
        if exact is not None:
            found.append(KeyFigure(label, Range.exact(float(exact)), unit))
    return tuple(found)


def _when(case: _Case, month: int) -> str:
    return "never" if month >= case.growth.months else "now" if not month else f"after {in_months(month)}"


def _when_at_the_ends(case: _Case) -> str:
    """When to buy with every figure at its best, and at its worst, for the rig; nothing where that is the same month."""
    assert case.best is not None
    soonest, month, latest = case.months_of_buying
    name = case.rigs[case.best][0].name
    told = [
        f"With every figure at its {end} for “{name}” it would {_bought(case, at)}."
        for end, at in (("best", soonest), ("worst", latest))
        if at != month
    ]
    return "".join(f" {words}" for words in told)


def _bought(case: _Case, month: int) -> str:
    if case.inputs.owned:
        return "not be used" if month else "be used"
    return "never be bought" if month >= case.growth.months else f"be bought {_when(case, month)}"


LEAST_TOLD = 0.01
"""Hours a week: less is told as less than this."""


def _hours(weekly: float) -> str:
    return at_least(weekly, LEAST_TOLD, Unit.HOURS_PER_WEEK)


def _reasons(case: _Case, outputs: Outputs) -> tuple[Reason, ...]:
    rental = Link(case.usual.rental.service.name, f"data/services/{case.usual.rental.service.id}/")
    found = [Reason(words, (rental,), "cloud") for words in case.obstacles]
    growth = case.growth
    first, last = (_hours(sum(growth.hours[month])) for month in (0, -1))
    course_of_work = f"goes from {first} to {last} in" if case.grows else f"stays at {first} for"
    found.append(
        Reason(
            f"The work {course_of_work} {in_months(growth.months)}, counted on “{case.reference.name}”.",
            (Link("The hybrid strategy", "choose/"),),
        )
    )
    if case.best is None or case.obstacles:
        return tuple(found)
    course = case.courses[case.best]
    plan = case.rigs[case.best][0]
    if outputs.buy_after_months and not case.grows:
        words = "As the work stays as it is, the best month hangs on what the rig has lost of its price by the end."
        found.append(Reason(words, side="rig"))
    if outputs.buy_after_months is not None:
        split = course.after(outputs.buy_after_months)[outputs.buy_after_months]
        before = course.rented.paid[outputs.buy_after_months]
        rented = (
            "the rentals have no hours for all of it"
            if before == INFINITE
            else f"renting it all would take {number(before, Unit.USD)}"
        )
        first, costs = "In the month of buying", f"“{plan.name}” costs {briefly(plan.price_usd, Unit.USD)}."
        if case.inputs.owned:
            first, costs = "In the first month", _worth(plan)
        found.append(
            Reason(
                f"{first}, {rented}; with the rig its electricity and what is still rented take "
                f"{number(split.usd, Unit.USD)}. {costs}",
                (Link(plan.name, plan.href), Link("What decides: cost", "compare/#cost")),
                "rig",
            )
        )
    if growth.large_share and not course.rig.holds_large:
        found.append(
            Reason(
                f"Large jobs need {number(case.inputs.holds_large_gb, Unit.GB)}; the rig has "
                f"{number(plan.machine.memory_gb, Unit.GB)}: they run on {case.large.rental.name}.",
                (Link(case.large.rental.service.name, f"data/services/{case.large.rental.service.id}/"),),
                "cloud",
            )
        )
    if outputs.own_time_hours and not case.inputs.own_time_usd_per_hour:
        found.append(
            Reason(
                f"The rig also takes {plain(outputs.own_time_hours)} hours of your own time, counted here as worth nothing.",
                (Link("What decides: maintenance", "compare/#maintenance"),),
                "rig",
            )
        )
    if course.rented.reservation is not None:
        found.append(_reserved(case, course, outputs, rental))
    unpublished = (
        *case.usual.unpublished,
        *case.large.unpublished,
        *limits_unknown(case.usual, case.ways),
        *limits_unknown(case.large, case.ways),
    )
    found += [Reason(words, (rental,), "cloud") for words in dict.fromkeys(unpublished)]
    found += waiting(case.inputs.starts_per_week, case.ways)
    return tuple(found)


def _worth(plan: RigPlan) -> str:
    """Of a rig that is there already."""
    if not plan.price_usd.typical:
        return "The rig is yours, and you would keep it anyway: owning it takes nothing."
    return f"The rig is yours and could be sold for {number(plan.price_usd.typical, Unit.USD)}."


def _reserved(case: _Case, course: Course, outputs: Outputs, rental: Link) -> Reason:
    """For how long the reserved machine is kept, and what it takes."""
    reservation, months = course.rented.reservation, course.growth.months
    assert reservation is not None
    kept = course.kept_months(months if outputs.buy_after_months is None else outputs.buy_after_months)
    name, paid = case.usual.rental.name, number(reservation.usd_per_month, Unit.USD_PER_MONTH)
    term = in_months(reservation.months)
    if not kept:
        words = f"{name} is not reserved: beside the rig {paid} for {term} is not worth it."
    elif kept < months:
        words = f"{name} is reserved from now on for {paid}, used or not, and given up after {in_months(kept)}; its term is {term}."
    elif reservation.months > months:
        rest = number(course.rented.rest_usd, Unit.USD)
        words = f"{name} is reserved for {term} at {paid}: {rest} of that come after the {in_months(months)} and are in the total."
    else:
        words = f"{name} is reserved from now on for {paid}, used or not, to the end; its term is {term}."
    if case.on_demand.obstacles:
        words += f" {case.on_demand.obstacles[0]} What it has no hours for cannot be rented."
    return Reason(words, (rental,), "cloud")


def _changes(case: _Case, outputs: Outputs) -> tuple[Reason, ...]:
    """What another month of buying would cost."""
    assert case.best is not None
    totals, months = case.courses[case.best].totals, case.inputs.horizon_months
    best = months if outputs.buy_after_months is None else outputs.buy_after_months
    name = case.rigs[case.best][0].name
    found = []
    others = {best - 6: "Six months earlier", best + 6: "Six months later", 0: "Buying now", months: "Never buying"}
    if case.inputs.owned:
        others = {0: "Using it", months: "Never using it"}
    for month, words in others.items():
        if 0 <= month <= months and month != best and totals[month] < INFINITE:
            more = totals[month] - totals[best]
            side = "cloud" if month == months else "rig"
            beside = f"{at_least(more, LEAST_SUM, Unit.USD)} more than" if more else "as much as"
            found.append(Reason(f"{words} costs {beside} the best course with “{name}”.", side=side))
    return tuple(found)


def _by_month(case: _Case) -> Chart:
    """The total by the month of buying."""
    assert case.best is not None
    course = case.courses[case.best]
    best, months = course.best_month, course.growth.months
    step = ceil(months / MOST_POINTS)
    told = ((b, case.total(b)) for b in range(months + 1) if b % step == 0 or b in (best, months))
    shown = [(b, total) for b, total in told if total is not None]
    drawn = [Line("In all", HYBRID, shown)]
    spec = lines(
        drawn,
        "Month of buying; the last: never",
        "Cost in all, US dollars",
        (0, months),
        Mark(best, f"best: {_when(case, best)}"),
        MONEY,
    )
    when = _when(case, best)
    name = case.rigs[case.best][0].name
    return Chart(
        "by-month",
        "The cost in all by the month of buying",
        f"With “{name}” it is lowest where it is bought {when}: {number(course.totals[best], Unit.USD)}. "
        "The band runs from the cheapest to the dearest that the figures allow.",
        spec,
        Table(
            "Cost in all by the month of buying",
            (Column("Month"), Column("Cost", Unit.USD)),
            tuple((plain(b), total) for b, total in shown),
        ),
    )


def _where(case: _Case, outputs: Outputs) -> Table:
    """What runs where, in a few months."""
    assert case.best is not None
    course = case.courses[case.best]
    months = course.growth.months
    bought = months if outputs.buy_after_months is None else outputs.buy_after_months
    rows: list[tuple[Cell, ...]] = []
    for month in sorted(
        {0, max(0, bought - 1), min(bought, months - 1), (bought + months) // 2, months - 1} - {months}
    ):
        usual, large = course.growth.hours[month]
        split = course.after(bought)[month] if month >= bought else Split(0.0, usual, large, course.rented.paid[month])
        rows.append(
            (
                plain(month + 1),
                *(Range.exact(round(x, 4)) for x in (split.on_rig, split.usual, split.large)),
                case.spent(month, bought) or Range.exact(split.usd),
            )
        )
    return Table(
        "What runs where",
        (
            Column("Month"),
            Column("On the rig", Unit.HOURS_PER_WEEK),
            Column("Usual, rented", Unit.HOURS_PER_WEEK),
            Column("Large, rented", Unit.HOURS_PER_WEEK),
            Column("That month", Unit.USD),
        ),
        tuple(rows),
        "The rig’s price and upkeep are not in the months; they are in the total.",
    )


def _by_rig(case: _Case) -> Table:
    """The best month and the total of every rig that was tried."""
    rows: list[tuple[Cell, ...]] = []
    for index, course in sorted(enumerate(case.courses), key=lambda tried: case._least(tried[1])):
        plan, _, pace = case.rigs[index]
        month, usd = course.best_month, case._least(course)
        if usd == INFINITE:
            rows.append((Link(plan.name, plan.href), "not", "cannot do the work", pace))
            continue
        total = _range(*(case.course(index, draw).totals[month] for draw in CORNERS))
        assert total is not None
        rows.append((Link(plan.name, plan.href), _when(case, month), total, pace))
    return Table(
        EVERY_RIG,
        (
            Column("Rig"),
            Column("Best bought"),
            Column("Cost in all", Unit.USD),
            Column(f"Its pace, “{case.reference.name}” being 1"),
        ),
        tuple(rows),
        "Each bought in the month that is best for it, typically. A rig that another beats in price, pace, power and memory is "
        "left out.",
    )


def _formulas(case: _Case, outputs: Outputs) -> Table:
    """The best total with the reader's numbers in it, typical ones."""
    assert case.best is not None
    course, plan, usd = case.courses[case.best], case.rigs[case.best][0], Unit.USD
    months = course.growth.months
    bought = months if outputs.buy_after_months is None else outputs.buy_after_months
    before = course.rented.spent[bought]
    after = sum([*course.rented.worth(split.usd for split in course.after(bought))][bought:])
    today = discount(bought, course.rented.rate)
    i, growth = case.inputs, course.growth
    capped = f", at most {plain(max(i.most_hours_per_week, i.hours_per_week))} h" if growth.per_month > 0 else ""
    grown = f"{plain(i.hours_per_week)} h × {plain(1 + growth.per_month)}^t{capped}"
    rental = Link(case.usual.rental.name, f"data/services/{case.usual.rental.service.id}/")
    rows: list[tuple[Cell, ...]] = [
        ("Hours in month t", grown, _hours(sum(growth.hours[-1])) + " in the last"),
        (rental, f"everything rented for {in_months(bought)}", number(before, usd)),
    ]
    if bought < months:
        terms, held = course.rig.terms, months - bought
        parts = {part: x * today for part, x in rig_parts(terms, Demand(0.0, i.idle_hours_per_week, 0.0), held).items()}
        told = " + ".join(f"{part.replace('_', ' ')} {number(x, usd)}" for part, x in parts.items() if x)
        words = f"{number(terms.price_usd, usd)} now, held {in_months(held)}, idle {plain(i.idle_hours_per_week)} h a week: {told}"
        rows.append((Link(plan.name, plan.href), words, number(sum(parts.values()), usd)))
        rows.append(
            ("Work from then on", "electricity of the rig’s hours, and what is still rented", number(after, usd))
        )
    reservation = course.rented.reservation
    if reservation is not None and course.kept_months(bought) and course.rented.rest_usd:
        words = f"{in_months(reservation.months)} of the reservation, less {in_months(months)}"
        rows.append((rental, words, number(course.rented.rest_usd, usd)))
    rows.append(("In all", "the sum", number(course.totals[bought], usd)))
    return Table("How the best total comes about", (Column("What"), Column("How"), Column("Typically")), tuple(rows))


def _energy(case: _Case, outputs: Outputs, catalogue: Catalogue) -> tuple[Table, ...]:
    """Energy and carbon in all, term by term: of the rig's hours, and of those in which the rentals run."""
    index = case.alone if case.best is None or case.obstacles else case.best
    if index is None:
        return ()
    alone = index != case.best or bool(case.obstacles)
    bought = None if alone else case.courses[index].best_month
    course, rows = case.courses[index], list[Row]()
    own, usual, large = _weekly(course, bought)
    use = course.use_alone() if bought is None else course.use(bought)
    rented = course.rented
    for plan, kwh, kg in case.emitted(index, bought):
        if isinstance(plan, RigPlan):
            assert kwh is not None
            assert kg is not None
            rows += _of_its_hours(course.rig, own, plan, kwh)
            again = purchases(course.rig.terms, case.growth.months - (bought or 0))
            rows += energy.rig_carbon(plan, kwh.typical, again, kg, catalogue)
            continue
        what, monthly, hours, weekly = (
            ("Usual jobs", rented.usual, use.usual_hours, usual)
            if plan is case.usual
            else ("Large jobs", rented.large, use.large_hours, large)
        )
        run = _running(monthly.terms, sum(weekly), hours)
        rows += energy.rental_energy(plan, monthly.terms.watts, run, (kwh, kg), case.rigs[0][0].region, catalogue, what)
    if outputs.total_kwh is not None and outputs.total_kg_co2e is not None:
        rows += [
            ("Energy in all", "the sum", "", briefly(outputs.total_kwh, Unit.KWH), ""),
            ("Carbon in all", "the sum", "", briefly(outputs.total_kg_co2e, Unit.KG_CO2E), ""),
        ]
    return (energy.table(energy.TITLE, rows, f"Typical values, over {in_months(case.growth.months)}."),)


def _weekly(course: Course, bought: int | None) -> tuple[list[float], list[float], list[float]]:
    """Hours of work a week, month by month: on the rig, rented usual, rented large; None: bought now, and nothing is rented."""
    hours = course.growth.hours
    if bought is None:
        return [usual + large for usual, large in hours], [], []
    after = course.after(bought)[bought:]
    usual = [*(u for u, _ in hours[:bought]), *(split.usual for split in after)]
    return (
        [split.on_rig for split in after],
        usual,
        [*(x for _, x in hours[:bought]), *(split.large for split in after)],
    )


def _of_its_hours(rig: Buyable, own: list[float], plan: RigPlan, kwh: Range) -> Iterator[Row]:
    """What a rig uses at work and idle, month by month."""
    terms, work = rig.terms, [hours / rig.pace for hours in own]
    idle = sum(max(0.0, min(rig.idle_hours_per_week, HOURS_PER_WEEK - hours)) for hours in work)
    yield (
        "Rig, energy",
        "(hours of work a week, of all months ÷ pace × power + idle ones × power when idle) × weeks ÷ 1000",
        f"({plain(sum(own), WORTH)} h ÷ {plain(rig.pace, WORTH)} × {number(terms.load_watts, Unit.WATT)} + "
        f"{plain(idle, WORTH)} h × {number(terms.idle_watts, Unit.WATT)}) × {WEEKS} ÷ 1000{times(1 + terms.cooling)}",
        briefly(kwh, Unit.KWH),
        Link(plan.name, plan.href),
    )


def _running(terms: RentalTerms, weekly: float, hours: float) -> energy.Running:
    """Hours that a rental runs, of the hours of work a week of all months together."""
    work = weekly / terms.pace * terms.rework * WEEKS_PER_MONTH
    told = f"{plain(weekly, WORTH)} h ÷ {plain(terms.pace, WORTH)}{times(terms.rework)} × {WEEKS}"
    besides = hours - work
    return energy.Running(
        hours,
        "hours of work a week, of all months ÷ pace × time for what is lost and repeated × weeks, and what it runs besides",
        f"{told} + {plain(besides, WORTH)} h" if besides > 1e-6 * hours else told,
    )


def _of_the_rig(case: _Case, outputs: Outputs) -> tuple[Table, ...]:
    """What the rig costs from its purchase on, but for the electricity of its work."""
    if outputs.buy_after_months is None or case.best is None:
        return ()
    course, plan = case.courses[case.best], case.rigs[case.best][0]
    idle = Demand(0.0, case.inputs.idle_hours_per_week, 0.0)
    held = course.growth.months - outputs.buy_after_months
    note = "Typical values. The electricity of its work changes month by month: it is in the months’ own sums."
    if outputs.buy_after_months and case.inputs.interest_percent:
        note += " What these sums are worth is told as of the purchase."
    return (rig_table(plan, case.ways, idle, held, note),)


def _of_renting(case: _Case) -> tuple[Table, ...]:
    """What everything rented costs in the first month, where one machine of each kind does it."""
    rented, hours = case.rented(typical), case.growth.hours[0]
    rows: list[tuple[Cell, ...]] = []
    for what, plan, monthly, weekly in zip(
        ("Usual jobs", "Large jobs"), (case.usual, case.large), (rented.usual, rented.large), hours, strict=True
    ):
        if 0 < weekly <= monthly.most:
            by_the_month = replace(plan, committed_months=float(plan.committed_months > 0))
            work = monthly.besides.with_hours(weekly)
            terms = by_the_month.terms(typical, work, case.ways)
            rows += rental_rows(
                plan, case.ways, terms, work, 1, of_rental(by_the_month, work, case.ways).parts(1), what
            )
    note = "The numbers are typical values; months with more work cost more in the same way."
    return (table("What renting it all costs in the first month, with your numbers", iter(rows), note),) if rows else ()


def _assumptions(inputs: Inputs, case: _Case, catalogue: Catalogue) -> tuple[str, ...]:
    lines = [
        "Hours are hours of work as it takes on the rig that you name. Others’ follow from the ratio of "
        + ("memory bandwidths" if inputs.work == TEXT else "dense arithmetic rates")
        + " of the data sheets.",
        "Each month has its hours all through; the next has so many per cent more.",
        "Machines by the hour are rented as many at once as a week takes; a notebook’s quota is had once.",
        "A rental that is not used is given up.",
        *((RESERVED,) if case.reserves else ()),
        *(() if inputs.owned else ("A rig bought on the way is sold at the end, at the age that it then has.",)),
        "Prices stay as they are unless you say how a rental’s changes; “Rent or buy” tells what waiting for a rig’s would do.",
        "Starts, hours left running by mistake, your own time and data sent out count, with each rental that is used, as what you "
        "set, at first nothing.",
        CARBON,
        *upgrade_words(inputs, inputs.horizon_months),
        *(term_words(case.usual, inputs.horizon_months) if case.reserves else ()),
        *dict.fromkeys(cut_words((case.usual, case.large), case.ways, inputs.besides)),
    ]
    left_out = [
        f"“{r.name}”" for i, r in catalogue["rigs"].items() if r.complete and _one_asking(r) and i != inputs.rig
    ]
    if inputs.any_rig and left_out and not inputs.owned:
        lines.append(
            f"Not tried unless you name it: {listing(left_out)}. The price of a used computer as a whole, from one source alone, is "
            "no evidence that you can buy one for that."
        )
    if inputs.interest_percent:
        rate = number(inputs.interest_percent, Unit.PERCENT_POINTS)
        lines.append(f"Sums of later months count for less, by {rate} a year: totals are net present values.")
    if inputs.buy != COMPLETE:
        lines.append(BUY_WORDS[inputs.buy])
    if inputs.own_rig_usd is not None and not inputs.owned:
        lines.append("Your own price is that of the rig that you name; the others have their records’.")
    return tuple(lines)


_HAND = {
    "rig": "rtx-3090-desktop",
    "any_rig": False,
    "rental": "openrelay/rtx-3090",
    "own_electricity_usd_per_kwh": 0,
    "resale_percent": 0,
    "idle_hours_per_week": 0,
    "storage_gb": 0,
    "setup_hours": 0,
    "large_percent": 0,
}

EXAMPLES = (
    Example(
        title="Work that doubles every month: rent while it is small",
        inputs={
            **_HAND,
            "own_rig_usd": 150,
            "own_rental_usd_per_hour": 1,
            "hours_per_week": 0.2299842,
            "growth_percent": 100,
            "horizon_months": 8,
            "upkeep_hours_per_month": 1,
            "own_time_usd_per_hour": 10,
        },
        expected={
            "verdict": "hybrid",
            "buy_after_months": 4,
            "total_usd": 205.0,
            "cloud_usd": 255.0,
            "rig_now_usd": 230.0,
            "saved_usd": 25.0,
        },
        source=(
            "By hand. 0.2299842 h/week are 1 h in the first month; at 1 an hour the months cost 1, 2, 4, … 128: 255 in all. "
            "The rig: 150, and 10 of one's own time a month: 150 + 80 = 230 now. Bought after b months: (2^b - 1) + 150 + "
            "10 (8 - b), that is 207 after 3, 205 after 4, 211 after 5. It wins strictly because the rig's upkeep is not paid "
            "while the work is small."
        ),
    ),
    Example(
        title="A tenth of the work is too large for the rig",
        inputs={
            **_HAND,
            "own_rig_usd": 300,
            "own_rental_usd_per_hour": 0.5,
            "large_rental": "runpod/a100-sxm-80gb-secure",
            "own_large_rental_usd_per_hour": 2,
            "hours_per_week": 20,
            "growth_percent": 0,
            "large_percent": 10,
            "horizon_months": 12,
        },
        expected={
            "verdict": "hybrid",
            "buy_after_months": 0,
            "total_usd": 395.8285,
            "cloud_usd": 565.426,
            "rig_now_usd": None,
            "rig_fraction": 0.9,
        },
        source=(
            "By hand. 12 months have 52.1775 weeks: 939.195 h of usual work and 104.355 h of large. An A100 SXM 80 GB (2,039 GB/s) "
            "does 2,039 / 936.2 = 2.177953 times the work of an RTX 3090: 47.91426 h at 2 are 95.8285. The rig holds 24 GB of "
            "70: alone it cannot. Cloud: 939.195 x 0.5 + 95.8285; both: 300 + 95.8285. It wins strictly because usual work is "
            "cheaper at home, and large work for rent than on a rig that holds it."
        ),
    ),
    Example(
        title="More work than a week has hours",
        inputs={
            **_HAND,
            "own_rig_usd": 1000,
            "own_rental_usd_per_hour": 1,
            "hours_per_week": 200,
            "growth_percent": 0,
            "horizon_months": 10,
        },
        expected={
            "verdict": "hybrid",
            "buy_after_months": 0,
            "total_usd": 2391.4,
            "cloud_usd": 8696.25,
            "rig_now_usd": None,
            "rig_fraction": 0.84,
        },
        source=(
            "By hand. 10 months have 43.48125 weeks: 200 h a week at 1 are 8,696.25. The rig works all 168 h of the week; 32 are "
            "rented: 1,000 + 32 x 43.48125 = 2,391.40. It wins strictly because one rig cannot do more than a week has, and is full."
        ),
    ),
    Example(
        title="A reserved machine beside the rig is paid for its whole term",
        inputs={
            **_HAND,
            "own_rig_usd": 50,
            "price_type": "reserved-1y",
            "own_rental_usd_per_hour": 0.01,
            "hours_per_week": 200,
            "growth_percent": 0,
            "horizon_months": 10,
        },
        expected={
            "verdict": "hybrid",
            "buy_after_months": 0,
            "total_usd": 137.6582,
            "rig_now_usd": None,
            "rig_fraction": 0.84,
        },
        source=(
            "By hand. The rig works all 168 h of the week, the reserved machine the other 32. A year has 12 x 730.485 = 8,765.82 "
            "hours, each paid at 0.01, though the work ends after 10 months: 50 + 87.6582. It wins strictly because 32 h a week on "
            "demand, as a rig alone or a reserved machine alone would need, cost more than either at any price above 0.063."
        ),
    ),
)
