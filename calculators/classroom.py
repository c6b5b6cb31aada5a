"""A class of students.

Where a class computes: free notebooks, paid ones, credits, a rented GPU for each student, or a server that all share, with what each
costs a head, what a student can and cannot do there, and how long a run waits for a shared GPU in the last day before a deadline.
Choose a course that has been taught, or say how many students, weeks and hours, and which model they work with.

Waiting follows from how work comes: evenly over six days, and a large part of it in the last. A handout for students and one for
the head of department stand at the end, each on a page of its own when printed.
"""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache, partial
from typing import Annotated, Any

from calculators import _energy as energy
from calculators._formulas import in_months, price_words, rental_rows, rig_table, table
from calculators._money import (
    A_RIG,
    BUY,
    BUY_WORDS,
    COMPLETE,
    EGRESS,
    HORIZON,
    HOUR_OF_OWN,
    NET_PRESENT_VALUE,
    OWNED,
    PRICE_TYPE,
    REGION,
    RENTAL_PRICE,
    RENTING,
    RIG_PRICE,
    SETUP,
    AtInterest,
    Checkpoints,
    InCurrency,
    OfData,
    OwnPrices,
    Paying,
    Renting,
    bought,
    in_currency,
    upgrade_words,
)
from calculators._onward import Carrying, Onward, carry_on
from calculators._renting import CARBON, cut_words
from calculators.core.catalogue import Catalogue
from calculators.core.charts import MONEY, Line, lines
from calculators.core.example import Example
from calculators.core.inputs import InputError
from calculators.core.quantity import Choice, Quantity, Text, Unit, fields_of
from calculators.core.ranges import Range
from calculators.core.records import Figure
from calculators.core.report import Cell, Chart, Column, Details, KeyFigure, Link, Reason, Report, Sheet, Table, Verdict
from calculators.core.stated import sources, stated
from calculators.core.text import about, briefly, counted, number, plain
from calculators.engines.answers import smaller_models
from calculators.engines.assessment import CLOUD, RIG, Assessment, of_rental, of_rig
from calculators.engines.circumstances import Circumstances, circumstances
from calculators.engines.classes import (
    MOST_GPUS,
    Class,
    Shared,
    courses_until_sold,
    fewest_gpus,
    keeps_waits,
    share_of_course,
    shared,
)
from calculators.engines.corners import typical
from calculators.engines.demand import Demand
from calculators.engines.flips import flip_between
from calculators.engines.market import OF_OTHERS, UNDER_CONTRACT, offers_that_fit
from calculators.engines.need import KINDS, memory_gb
from calculators.engines.notebook_sessions import sessions
from calculators.engines.queue import waiting_probability
from calculators.engines.rental_cost import RentalTerms, can_do, rental_total
from calculators.engines.rental_plans import (
    AS_PUBLISHED,
    ON_DEMAND,
    OwnFigures,
    RentalPlan,
    hours_obstacle,
    offer_price,
    offers,
    rental_plan,
)
from calculators.engines.rig_cost import rig_total
from calculators.engines.rig_plans import Machine, RigPlan
from calculators.engines.tasks import IMAGES
from calculators.engines.throughput import relative_pace
from calculators.records import Course, Tier
from calculators.records.owning import Owning
from calculators.records.rentals import Rental

TASKS = {
    "learn": "small models, used and looked into",
    "chat": "run a language model",
    "images": "make images",
    "fine-tune": "fine-tune with LoRA",
    "train": "train from the start",
}
OPEN, PERSONAL = "open", "personal"
DATA = {
    OPEN: "nothing personal or secret",
    PERSONAL: "personal or secret data: only where the school has a contract, or at home",
}
STUDENT, GPU_PACED = "student", "gpu"
PACED = {
    STUDENT: "the student: a lab takes as long on any GPU",
    GPU_PACED: "the GPU: runs that one waits for",
}
SERVER, HOW, STAFF = "The shared server", "How the work comes", "Staff"
FREE, PAID, CREDIT, RENTED, SHARED = "free", "paid", "credit", "rented", "shared"
KIND_NAMES = {
    FREE: "Free notebooks",
    PAID: "Paid notebooks",
    CREDIT: "Credits",
    RENTED: "A rented GPU for each student",
    SHARED: "A shared server",
}
WORK_GPU = "t4"
"""On which hours that are paced by the GPU are counted unless another is named: what free notebooks give."""
BY_APPLICATION = "academic"
"""The kind of tier that a school asks for."""
MEANT_FOR = {"free": FREE, "subscription": PAID, "pay-as-you-go": PAID, "credit": CREDIT, "academic": CREDIT}
NOT_PUBLISHED = "not published"
USUAL = Circumstances()
ROUGH = 2


@dataclass(frozen=True, kw_only=True)
class Inputs(OwnPrices, OfData, Checkpoints, Renting, AtInterest, Paying, Owning, InCurrency, Carrying):
    """The class, its work, and what it may use."""

    course: Annotated[
        str | None,
        Choice(
            "A course that has been taught",
            "Its students, weeks, hours and memory take the place of those below, as far as they are published.",
            family="courses",
        ),
    ] = None
    students: Annotated[
        int, Quantity("Students", "", unit=Unit.COUNT, minimum=1, maximum=10_000, step=1, integer=True)
    ] = 30
    length_weeks: Annotated[
        float, Quantity("Weeks", "In which they compute.", unit=Unit.WEEK, minimum=1, maximum=1040, step=1)
    ] = 12.0
    hours_per_week: Annotated[
        float,
        Quantity("GPU hours a week", "That each student needs.", unit=Unit.HOURS_PER_WEEK, maximum=168, step=0.5),
    ] = 3.0
    task: Annotated[str, Choice("What they do", "With the model below; it sets the memory.", options=TASKS)] = (
        "fine-tune"
    )
    model: Annotated[str, Choice("Model", "", family="models")] = "llama-3-1-8b"
    data: Annotated[str, Choice("Data", "What students work on.", options=DATA)] = OPEN
    rental: Annotated[
        str | None,
        Choice(
            "Rented GPU",
            "A machine by the hour for each student; empty for the cheapest that fits.",
            family="rentals",
        ),
    ] = None
    budget_usd: Annotated[
        float | None,
        Quantity("Budget", "For the whole course; empty for none.", unit=Unit.USD, maximum=1e8, step=100),
    ] = None

    run_hours: Annotated[
        float,
        Quantity(
            "Length of a run",
            "On average: how long a student holds a GPU.",
            HOW,
            unit=Unit.HOUR,
            minimum=0.01,
            maximum=168,
            step=0.25,
        ),
    ] = 1.0
    last_day_fraction: Annotated[
        float,
        Quantity(
            "Work in the last day",
            "Share of a week’s work that falls in the day before the deadline, from 0 to 1. Even where coming early was rewarded, "
            "one course had 55% of its assignments handed in then.",
            HOW,
            unit=Unit.FRACTION,
            maximum=1,
            step=0.05,
        ),
    ] = 0.5
    day_hours: Annotated[
        float,
        Quantity("Hours of a day", "In which students start runs.", HOW, unit=Unit.HOUR, minimum=1, maximum=24, step=1),
    ] = 14.0
    limit_hours: Annotated[
        float,
        Quantity("Longest wait", "That students put up with.", HOW, unit=Unit.HOUR, minimum=0, maximum=168, step=0.25),
    ] = 1.0
    late_fraction: Annotated[
        float,
        Quantity(
            "Who may wait longer",
            "Share of the runs of the last day, from 0 to 1.",
            HOW,
            unit=Unit.FRACTION,
            minimum=0.001,
            maximum=1,
            step=0.05,
        ),
    ] = 0.1
    paced_by: Annotated[str, Choice("Hours are paced by", "", HOW, options=PACED)] = STUDENT
    reference: Annotated[
        str,
        Choice("Counted on", "The GPU whose hours you gave; matters where the GPU sets the pace.", HOW, family="gpus"),
    ] = WORK_GPU
    egress_gb: Annotated[float, replace(EGRESS, label="Data that a student sends out a month", group=HOW)] = 0.0
    storage_gb: Annotated[
        float, Quantity("Data of a student", "Kept between runs.", HOW, unit=Unit.GB, maximum=100_000, step=5)
    ] = 10.0
    price_type: Annotated[
        str, replace(PRICE_TYPE, help="Of a rented GPU; a notebook tier has its own.", group=RENTING)
    ] = ON_DEMAND

    rig: Annotated[str, replace(A_RIG, label="Server", help="What is bought, as often as needed.", group=SERVER)] = (
        "dual-rtx-3090-desktop"
    )
    buy: Annotated[str, replace(BUY, help="Of each server.", group=SERVER)] = COMPLETE
    machines: Annotated[
        int | None,
        Quantity(
            "How many",
            "Empty for the fewest that keep waits as said above.",
            SERVER,
            unit=Unit.COUNT,
            minimum=1,
            maximum=10_000,
            integer=True,
        ),
    ] = None
    horizon_months: Annotated[
        float, replace(HORIZON, label="Kept for", help="Months until it is sold.", group=SERVER)
    ] = 36.0
    courses_per_year: Annotated[
        float,
        Quantity(
            "Courses a year",
            "Like this one, that share its cost.",
            SERVER,
            unit=Unit.COUNT,
            minimum=0.1,
            maximum=50,
            step=0.5,
        ),
    ] = 2.0
    region: Annotated[str, replace(REGION, label="Where you are", group=SERVER)] = "united-states"

    own_rental_usd_per_hour: Annotated[float | None, replace(RENTAL_PRICE, label="Price of the rented GPU")] = None
    own_rig_usd: Annotated[float | None, replace(RIG_PRICE, label="Price of one server")] = None

    staff_usd_per_hour: Annotated[float, replace(HOUR_OF_OWN, label="An hour of staff", group=STAFF)] = 0.0
    server_setup_hours: Annotated[
        float,
        replace(SETUP, label="To set a server up", help="Each, once: system, drivers, accounts, queue.", group=STAFF),
    ] = 24.0
    server_upkeep_hours: Annotated[
        float,
        Quantity("To keep it running", "Each, a month.", STAFF, unit=Unit.HOUR, maximum=200, step=1),
    ] = 4.0
    guide_hours: Annotated[
        float,
        Quantity(
            "To prepare a cloud",
            "Once a course: a guide, a test of every exercise.",
            STAFF,
            unit=Unit.HOUR,
            maximum=1000,
            step=1,
        ),
    ] = 4.0
    student_minutes: Annotated[
        float,
        Quantity(
            "For a student’s account",
            "In a cloud: questions, resets, lost work.",
            STAFF,
            unit=Unit.MINUTE,
            maximum=1000,
            step=1,
        ),
    ] = 10.0


@dataclass(frozen=True, kw_only=True)
class Outputs:
    """What each way costs a head, how long a shared GPU is waited for, and what suits the class. None: cannot be done or told."""

    verdict: Annotated[str, Text("Verdict", "`cloud`, `rig`, or `none` where nothing does it.")]
    kind: Annotated[str, Text("Kind", "`free`, `paid`, `credit`, `rented`, `shared`, or empty.")]
    way: Annotated[str, Text("Way", "What it is called.")]
    students: Annotated[int, Quantity("Students", unit=Unit.COUNT)]
    gpu_hours: Annotated[float, Quantity("GPU hours of the course", "All students.", unit=Unit.HOUR)]
    student_hours: Annotated[float, Quantity("GPU hours of a student", unit=Unit.HOUR)]
    needed_memory_gb: Annotated[Range, Quantity("GPU memory", "That the work needs.", unit=Unit.GB)]
    head_usd: Annotated[
        Range | None, Quantity("A head", "Of what suits; staff counted at what it is worth.", unit=Unit.USD)
    ]
    course_usd: Annotated[Range | None, Quantity("The course", "All heads.", unit=Unit.USD)]
    free_head_usd: Annotated[Range | None, Quantity("Free notebooks, a head", unit=Unit.USD)]
    paid_head_usd: Annotated[Range | None, Quantity("Paid notebooks, a head", unit=Unit.USD)]
    credit_head_usd: Annotated[Range | None, Quantity("Credits, a head", unit=Unit.USD)]
    rented_head_usd: Annotated[Range | None, Quantity("Rented GPUs, a head", unit=Unit.USD)]
    shared_head_usd: Annotated[Range | None, Quantity("Shared server, a head", unit=Unit.USD)]
    machines: Annotated[int | None, Quantity("Servers", "To share.", unit=Unit.COUNT)]
    gpus: Annotated[int | None, Quantity("Runs at once", "On all of them.", unit=Unit.COUNT)]
    load_fraction: Annotated[
        float | None,
        Quantity("Load", "Of the shared server on an ordinary day; 100% and more never settles.", unit=Unit.FRACTION),
    ]
    peak_load_fraction: Annotated[float | None, Quantity("Load in the last day", unit=Unit.FRACTION)]
    wait_hours: Annotated[Range | None, Quantity("Wait on an ordinary day", "None: the queue grows.", unit=Unit.HOUR)]
    peak_wait_hours: Annotated[Range | None, Quantity("Wait in the last day", "On average.", unit=Unit.HOUR)]
    late_fraction: Annotated[
        float | None, Quantity("Wait longer than put up with", "Share of the runs of the last day.", unit=Unit.FRACTION)
    ]
    left_jobs: Annotated[float | None, Quantity("Runs that still wait at the deadline", unit=Unit.COUNT)]
    course_kwh: Annotated[
        Range | None, Quantity("Energy of the course", "Of what suits. None: no power is published.", unit=Unit.KWH)
    ]
    course_kg_co2e: Annotated[
        Range | None,
        Quantity("Carbon of the course", "Of what suits, making the hardware included.", unit=Unit.KG_CO2E),
    ]
    staff_hours: Annotated[float, Quantity("Staff", "Hours for this course, of what suits.", unit=Unit.HOUR)]
    turn_students: Annotated[
        Range | None,
        Quantity(
            "Shared server from",
            "Students from which as many servers cost less than renting; None: never.",
            unit=Unit.COUNT,
        ),
    ]
    published_head_usd: Annotated[
        float | None, Quantity("Published, a head", "In a commercial cloud, of the course.", unit=Unit.USD)
    ]


@dataclass(frozen=True, eq=False)
class _Way:
    """One way to compute: what it costs a head for the course, and why not."""

    kind: str
    name: str
    href: str
    head: Range
    staff_hours: float
    obstacles: tuple[str, ...]
    unpublished: tuple[str, ...]
    figures: tuple[Figure, ...]
    gpu: str
    memory_gb: float
    weekly: str
    session: str
    background: str
    card: str
    where: str
    quota: float | None = None
    """Hours a week that it gives, where that is published."""
    price: str = ""
    """Of an hour, in words."""
    limits: str = ""
    """What its provider says of it besides."""
    applied_for: str = ""
    """Who may apply for it, where it is an allocation that somebody must grant."""
    plan: RentalPlan | None = None
    """What its hours are bought by; None for a server, and for a grant that pays no machine."""
    rented: tuple[RentalPlan, Assessment] | None = None
    """What each student would have of a provider, and its cost; None for a server, and for a grant."""
    credit_usd: float = 0.0
    """Of a grant, for each student, typically."""
    by_application: bool = False
    """Whether the grant may be refused."""
    may_lack: bool = False
    """Whether it may give a GPU with less memory than the work needs."""
    machine: RentalPlan | None = None
    """What is rented there, with a grant too; None for a server."""
    used: tuple[Assessment, float, float] | None = None
    """What is used there, over so many months, and how much of that is the course's; None where nothing can be."""

    def energy(self) -> tuple[Range | None, Range | None]:
        """(kWh, kg of CO2e) of the course; None where no power is published."""
        if self.used is None:
            return None, None
        assessed, months, share = self.used
        kwh, kg = assessed.kwh(months), assessed.kg_co2e(months)
        return kwh and kwh * share, kg and kg * share

    @property
    def unsure(self) -> bool:
        """Whether it cannot be counted on."""
        return bool(self.applied_for) or self.weekly == NOT_PUBLISHED or self.may_lack

    @property
    def side(self) -> str:
        """Its colour."""
        return RIG if self.kind == SHARED else CLOUD


@dataclass(frozen=True)
class _Case:
    """Checked inputs with the class they mean, and every way to compute."""

    inputs: Inputs
    course: Course | None
    work: Class
    memory: Range
    memory_figures: tuple[Figure, ...]
    ways: tuple[_Way, ...]
    server: RigPlan
    per_machine: int
    machines: int | None
    queue: Shared | None
    run_hours: float
    """Of a run on a GPU of the server."""

    @cached_property
    def of_one(self) -> Demand:
        """The work of one student on a machine of their own."""
        return self.work.of_one(self.inputs.storage_gb, self.inputs.egress_gb)

    @cached_property
    def of_renting(self) -> Circumstances:
        """How each student's machine or notebook is had. Runs go on from a checkpoint; staff is counted by the course."""
        i = self.inputs
        return replace(USUAL, **i.renting, **i.checkpoints, capital_rate=i.interest_percent / 100, as_sold=True)

    @cached_property
    def best(self) -> _Way | None:
        """The first in order of those that can be done within the budget."""
        return min((w for w in self.ways if not w.obstacles and self.affordable(w)), key=_order, default=None)

    def affordable(self, way: _Way) -> bool:
        """Within the budget, typically."""
        budget = self.inputs.budget_usd
        return budget is None or way.head.typical * self.work.students <= budget + 1e-9

    def cheapest(self, kind: str) -> _Way | None:
        """The first in order of a kind that can be done."""
        return min((w for w in self.ways if w.kind == kind and not w.obstacles), key=_order, default=None)


def _order(way: _Way) -> tuple[bool, float, float, float, float]:
    """The cheapest a head; of equals that which promises most hours, then memory.

    What somebody must grant, what gives hours that nobody publishes, and what may give too small a GPU come after all that can be
    counted on.
    """
    return way.unsure, round(way.head.typical, 6), -(way.quota or 0.0), way.head.high, -way.memory_gb


@lru_cache(maxsize=16)
def _case(inputs: Inputs, catalogue: Catalogue) -> _Case:
    course: Course | None = catalogue["courses"][inputs.course] if inputs.course else None
    if inputs.rental is not None and catalogue["rentals"][inputs.rental].offer is None:
        name = catalogue["rentals"][inputs.rental].name
        raise InputError("rental", f"{name} is not rented by the hour", "a machine by the hour")
    work = _class(inputs, course)
    need, figures = _memory(inputs, course, catalogue)
    server = bought(inputs, catalogue)
    per_machine = _runs_at_once(server.machine, need.typical)
    pace = _server_pace(inputs, server, catalogue)
    run_hours = work.run_hours / pace
    machines = inputs.machines
    if machines is None and per_machine:
        machines = _fewest_machines(inputs, work, per_machine, run_hours)
    queue = shared(work, machines * per_machine, run_hours, inputs.limit_hours) if machines and per_machine else None
    found = _Case(inputs, course, work, need, figures, (), server, per_machine, machines, queue, run_hours)
    return replace(found, ways=(*_rentals(found, catalogue), _server(found, pace)))


def _fewest_machines(inputs: Inputs, work: Class, per_machine: int, run_hours: float) -> int | None:
    """The fewest servers that keep the waits; None where no number told here does."""
    gpus = fewest_gpus(work, run_hours, inputs.limit_hours, inputs.late_fraction) if work.jobs_per_week else 1
    return None if gpus is None else -(-gpus // per_machine)


def _class(inputs: Inputs, course: Course | None) -> Class:
    """The class that the inputs mean: a course's own numbers before them."""
    students, weeks, hours = inputs.students, inputs.length_weeks, inputs.hours_per_week
    if course is not None:
        students = int(course.students.typical) if course.students else students
        weeks = course.length_weeks.typical if course.length_weeks else weeks
        hours = _planned_hours(course) / weeks
    return Class(
        students=students,
        weeks=weeks,
        hours_per_week=min(hours, 168.0),
        run_hours=inputs.run_hours if course is None else _mean_run(course),
        last_day=inputs.last_day_fraction,
        day_hours=inputs.day_hours,
    )


def _planned_hours(course: Course) -> float:
    """GPU hours of a student: those that exercises plan, on all GPUs of a machine, and a share of the projects'."""
    labs = sum(e.gpu_count * e.each_hours.typical for e in course.exercises)
    if course.project_gpu_hours and course.students:
        labs += course.project_gpu_hours.typical / course.students.typical
    return labs


def _mean_run(course: Course) -> float:
    hours = [e.each_hours.typical for e in course.exercises]
    return sum(hours) / len(hours) if hours else 1.0


def _memory(inputs: Inputs, course: Course | None, catalogue: Catalogue) -> tuple[Range, tuple[Figure, ...]]:
    """GPU memory of one GPU in GB: of the largest that a course's exercises are written for, or of the task and model."""
    if course is not None and course.exercises:
        gpus = [catalogue["gpus"][e.gpu] for e in course.exercises]
        most = max(gpus, key=lambda g: g.memory_gb.typical)
        return Range.exact(most.memory_gb.typical), (most.memory_gb,)
    size: Figure = catalogue["models"][inputs.model].parameters_billion
    need, figures = memory_gb(inputs.task, size.typical, catalogue)
    return need, (size, *figures)


def _runs_at_once(machine: Machine, needed_gb: float) -> int:
    """Runs that a machine holds at once: one on as many GPUs as hold the memory; 0 where all together do not."""
    if machine.gpu.segment == "unified":
        return int(machine.memory_gb >= needed_gb)
    each = machine.memory_gb / machine.count
    return machine.count // max(1, -int(-needed_gb // each))


def _server_pace(inputs: Inputs, server: RigPlan, catalogue: Catalogue) -> float:
    """Work that a GPU of the server does in an hour, one of those that hours are counted on doing 1."""
    if inputs.paced_by == STUDENT:
        return 1.0
    found = _relative(server.machine.gpu.id, inputs.reference, KINDS[inputs.task].work, catalogue)
    if found is None:
        raise InputError(
            "reference",
            "no arithmetic rate of it or of the server’s GPU is published",
            "GPUs whose rates are published",
        )
    return found


@lru_cache(maxsize=64)
def _relative(gpu: str, reference: str, work: str, catalogue: Catalogue) -> float | None:
    from_ = catalogue["gpus"]
    found = relative_pace(from_[gpu], 1, from_[reference], 1, work, 1.0)
    return found.typical if found else None


def _circumstances(inputs: Inputs) -> Circumstances:
    """Of a server: its staff is part of its cost. That of a cloud is counted by the course and the student."""
    return circumstances(
        inputs,
        **inputs.paying,
        capital_rate=inputs.interest_percent / 100,
        setup_hours=inputs.server_setup_hours,
        upkeep_hours_per_month=inputs.server_upkeep_hours,
        own_time_usd_per_hour=inputs.staff_usd_per_hour,
    )


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is asked of a rental for one student: what to compare it with, the reader's own figures, the work."""

    rental: str
    price_type: str
    work: str
    region: str
    reference: str
    needed_gb: float
    paced: bool
    own: OwnFigures
    demand: Demand
    ways: Circumstances
    months: float


@lru_cache(maxsize=512)
def _for_one(asked: _Asked, catalogue: Catalogue) -> tuple[RentalPlan, Assessment, Range]:
    """A rental for one student: its plan, its cost, and the total for the course."""
    a = asked
    plan = _plan(a.rental, a.price_type, a.work, a.region, a.reference, a.needed_gb, a.paced, a.own, catalogue)
    found = of_rental(plan, asked.demand, asked.ways)
    return plan, found, found.total(asked.months)


@lru_cache(maxsize=512)
def _plan(
    rental: str,
    price_type: str,
    work: str,
    region: str,
    reference: str,
    needed_gb: float,
    paced: bool,
    own: OwnFigures,
    catalogue: Catalogue,
) -> RentalPlan:
    """Hours are counted on one GPU of reference, with the memory that is looked for."""
    beside = Machine(catalogue["gpus"][reference], 1, needed_gb)
    pace = None if paced else Range.exact(1.0)
    return rental_plan(rental, price_type, work, region, catalogue, beside, pace=pace, own=own)


def _rentals(case: _Case, catalogue: Catalogue) -> Iterator[_Way]:
    """Every notebook tier and grant, and the machine that each student would rent."""
    inputs = case.inputs
    for rental in _tiers(catalogue):
        tier = rental.tier
        assert tier is not None
        kind = MEANT_FOR[tier.kind]
        if not tier.gpus and tier.kind == "academic" and tier.credit_usd is not None:
            yield _granted(case, rental, tier, catalogue)
        elif tier.gpus:
            yield _rented(case, kind, *_planned(case, rental.id, catalogue), tier, catalogue)
    offer = inputs.rental or _offer(
        case.memory.typical, KINDS[inputs.task].work, inputs.data, inputs.paced_by, inputs.price_type, catalogue
    )
    if offer is not None:
        own = OwnFigures(usd_per_hour=inputs.own_rental_usd_per_hour, **inputs.own_of_renting, **inputs.own_of_data)
        yield _rented(case, RENTED, *_planned(case, offer, catalogue, inputs.price_type, own), None, catalogue)


def _planned(
    case: _Case, rental: str, catalogue: Catalogue, price_type: str = ON_DEMAND, own: OwnFigures = AS_PUBLISHED
) -> tuple[RentalPlan, Assessment, Range]:
    inputs = case.inputs
    asked = _Asked(
        rental=rental,
        price_type=price_type,
        work=KINDS[inputs.task].work,
        region=inputs.region,
        reference=inputs.reference,
        needed_gb=case.memory.typical,
        paced=inputs.paced_by == GPU_PACED,
        own=own,
        demand=case.of_one,
        ways=case.of_renting,
        months=case.work.months,
    )
    return _for_one(asked, catalogue)


@lru_cache(maxsize=4)
def _tiers(catalogue: Catalogue) -> tuple[Rental, ...]:
    """Tiers that new people can join."""
    return tuple(r for r in catalogue["rentals"].values() if r.tier is not None and not r.tier.closed)


@lru_cache(maxsize=64)
def _offer(needed_gb: float, work: str, data: str, paced_by: str, price_type: str, catalogue: Catalogue) -> str | None:
    """The machine by the hour with the memory, of the goods that suit the data; None where there is none.

    The one that is cheapest for the work; where the student sets the pace, the cheapest by the hour with matrix units. Of those
    that have a price of the kind, where any has.
    """
    kinds = (UNDER_CONTRACT,) if data == PERSONAL else (UNDER_CONTRACT, OF_OTHERS)
    if price_type != ON_DEMAND:
        return _cheapest_priced(needed_gb, tuple(goods for kind in kinds for goods in kind), price_type, catalogue)
    found = offers_that_fit(needed_gb, work, kinds, catalogue)
    if paced_by == STUDENT:
        gpus = catalogue["gpus"]
        modern = [o for o in found if gpus[o.gpu].bf16_tflops or gpus[o.gpu].fp16_fp32_tflops]
        found = tuple(sorted(modern or found, key=lambda o: o.usd_per_hour))
    return found[0].id if found else None


def _cheapest_priced(needed_gb: float, goods: tuple[str, ...], price_type: str, catalogue: Catalogue) -> str | None:
    """The cheapest machine that is sold as a spare, or reserved, with the memory."""
    gpus = catalogue["gpus"]
    priced = [
        (price.typical, rental.id)
        for rental in offers(catalogue)
        if (offer := rental.offer) is not None
        and offer.goods in goods
        and gpus[offer.gpu].memory_gb.typical * offer.gpu_count >= needed_gb
        and (price := offer_price(offer, price_type)) is not None
    ]
    return min(priced)[1] if priced else None


def _staffed(case: _Case) -> tuple[float, Range]:
    """(hours of staff for a course in a cloud, what they cost a head)."""
    inputs, students = case.inputs, case.work.students
    hours = inputs.guide_hours + students * inputs.student_minutes / 60
    return hours, Range.exact(hours * inputs.staff_usd_per_hour / students)


def _rented(
    case: _Case,
    kind: str,
    plan: RentalPlan,
    found: Assessment,
    total: Range,
    tier: Tier | None,
    catalogue: Catalogue,
) -> _Way:
    """A tier or a machine by the hour, for each student."""
    hours, staff = _staffed(case)
    gpus = _several(plan.machine.count, plan.machine.gpu.name) if plan.machine else ""
    least = (
        min((catalogue["gpus"][g].memory_gb.typical * tier.gpu_count for g in tier.gpus), default=0.0) if tier else 0.0
    )
    return _Way(
        kind=kind,
        name=found.name if tier else f"{gpus} from {plan.rental.service.name}",
        href=found.href,
        head=total + staff,
        staff_hours=hours,
        obstacles=(*found.obstacles, *_unsuited(case, plan, tier)),
        unpublished=found.unpublished,
        figures=(*found.figures, *([tier.pack_compute_units] if tier and tier.pack_compute_units else [])),
        where=f"on computers of {plan.rental.service.name}",
        plan=plan,
        rented=(plan, found),
        machine=plan,
        may_lack=tier is not None and not tier.gpu_guaranteed and least < case.memory.typical,
        used=(found, case.work.months, case.work.students),
        **_given(plan, tier),
    )


def _given(plan: RentalPlan, tier: Tier | None) -> dict[str, Any]:
    """What a student gets, in words."""
    machine = plan.machine
    gpu = "not published" if machine is None else _several(machine.count, machine.gpu.name)
    quota = tier.gpu_hours_per_week if tier else None
    bought = tier is None or plan.usd_per_hour.low > 0 or plan.units_per_hour.low > 0
    return {
        "gpu": gpu if tier is None or tier.gpu_guaranteed else f"{gpu}, or a lesser one",
        "memory_gb": plan.memory_gb,
        "weekly": number(quota.typical, Unit.HOURS_PER_WEEK) if quota else "as paid for" if bought else NOT_PUBLISHED,
        "session": number(plan.session_hours.typical, Unit.HOUR)
        if plan.session_hours
        else "not published"
        if tier
        else "none",
        "background": {"yes": "yes", "no": "no"}.get(tier.background, "not published") if tier else "yes",
        "card": {"yes": "yes", "no": "no"}.get(tier.card, "not published") if tier else "the school’s",
        "quota": quota.typical if quota else None,
        "price": number(plan.usd_per_hour.typical, Unit.USD_PER_HOUR),
        "limits": tier.limits if tier else "",
        "applied_for": _applied_for(tier),
    }


def _applied_for(tier: Tier | None) -> str:
    """Who may apply, where somebody must grant it."""
    return tier.open_to or "who applies" if tier and tier.kind == BY_APPLICATION else ""


def _several(count: int, name: str) -> str:
    return name if count == 1 else f"{count} × {name}"


def _unsuited(case: _Case, plan: RentalPlan, tier: Tier | None) -> tuple[str, ...]:
    """Why the work or its data do not belong there."""
    found = []
    if plan.machine is not None and plan.memory_gb < case.memory.typical:
        found.append(
            f"{plan.rental.name} has {number(plan.memory_gb, Unit.GB)} of GPU memory; the work needs "
            f"{number(case.memory.typical, Unit.GB)}."
        )
    if case.inputs.data == PERSONAL and tier is not None and tier.kind != "academic":
        found.append(
            f"{plan.rental.name} is each student’s own account, without a contract between the school and the service."
        )
    offer = plan.rental.offer
    if case.inputs.data == PERSONAL and offer is not None and offer.goods not in UNDER_CONTRACT:
        found.append(f"{plan.rental.name} runs on strangers’ machines: not for data of persons.")
    return tuple(found)


def _granted(case: _Case, rental: Rental, tier: Tier, catalogue: Catalogue) -> _Way:
    """A credit for each student, spent once on the service's own machines: what they cost less the credit, never below nothing.

    One that is asked for may be refused: at most they cost what they cost without it.
    """
    machine = _own_machine(rental.service.id, case.memory.typical, catalogue)
    credit = tier.credit_usd
    assert credit is not None
    hours, staff = _staffed(case)
    if machine is None:
        lacks = f"{rental.service.name} has no machine by the hour with {number(case.memory.typical, Unit.GB)} of GPU memory."
        return _Way(
            CREDIT, rental.name, f"data/services/{rental.service.id}/", Range.exact(0.0), hours, (lacks,), (), (credit,),
            "none", 0.0, "as paid for", "none", "yes", "no", f"on computers of {rental.service.name}",
        )  # fmt: skip
    plan, found, total = _planned(case, machine, catalogue)
    least = 0.0 if tier.kind == BY_APPLICATION else credit.low
    left = Range(
        max(0.0, total.low - credit.high), max(0.0, total.typical - credit.typical), max(0.0, total.high - least)
    )
    apart = tier.credit_usd is not None and tier.credit_usd.typical > MOST_A_HEAD
    words = (f"{rental.name} is for a whole project, by application: it is not a head’s.",) if apart else ()
    given = _given(plan, None) | {
        "card": "no" if tier.card == "no" else NOT_PUBLISHED,
        "limits": tier.limits,
        "applied_for": _applied_for(tier),
    }
    return _Way(
        kind=CREDIT,
        name=rental.name,
        href=found.href,
        head=left + staff,
        staff_hours=hours,
        obstacles=(*found.obstacles, *words, *_unsuited(case, plan, tier)),
        unpublished=found.unpublished,
        figures=(*found.figures, credit),
        where=f"on computers of {rental.service.name}",
        plan=plan,
        credit_usd=credit.typical,
        by_application=tier.kind == BY_APPLICATION,
        machine=plan,
        used=(found, case.work.months, case.work.students),
        **given,
    )


MOST_A_HEAD = 1000.0
"""US dollars: a larger credit is not given to each student of a class."""


@lru_cache(maxsize=64)
def _own_machine(service: str, needed_gb: float, catalogue: Catalogue) -> str | None:
    """The cheapest machine of one service with the memory, by the hour."""
    gpus = catalogue["gpus"]
    priced = [
        (price.typical, f"{service}/{offer.id}")
        for offer in catalogue["services"][service].offers
        if (price := offer_price(offer, ON_DEMAND)) and gpus[offer.gpu].memory_gb.typical * offer.gpu_count >= needed_gb
    ]
    return min(priced)[1] if priced else None


def _server(case: _Case, pace: float) -> _Way:
    """The shared server: what a course bears of it, by head."""
    inputs, work, machines = case.inputs, case.work, case.machines or 1
    found = _assessed(case, machines, pace)
    each = share_of_course(found.total, inputs.horizon_months, inputs.courses_per_year)
    courses = courses_until_sold(inputs.horizon_months, inputs.courses_per_year)
    staff = found.own_hours(inputs.horizon_months) / courses
    name = _several(machines, case.server.name)
    obstacles = list(found.obstacles)
    if not case.per_machine:
        holds = number(case.server.machine.memory_gb, Unit.GB)
        obstacles.append(
            f"{case.server.name} has {holds} of GPU memory; the work needs {number(case.memory.typical, Unit.GB)}."
        )
    elif case.queue is None:
        obstacles.append("No number of servers that is told here keeps the waits.")
    elif case.queue.grows:
        obstacles.append(f"On {name} the queue grows even on ordinary days: {_grows(case)}.")
    elif not _keeps(case, work.students):
        may = number(inputs.late_fraction, Unit.FRACTION)
        obstacles.append(f"On {name}, {_late(case, case.queue)} in the last day; you let {may} do so.")
    gpu = case.server.machine.gpu
    return _Way(
        kind=SHARED,
        name=name,
        href=case.server.href,
        head=each * (machines / work.students),
        staff_hours=staff * machines,
        obstacles=tuple(obstacles),
        unpublished=(),
        figures=found.figures,
        gpu=gpu.name,
        memory_gb=case.server.machine.memory_gb,
        weekly="as the queue gives",
        session="none",
        background="yes",
        card="no",
        where="in the house",
        used=(found, inputs.horizon_months, machines / courses),
    )


def _assessed(case: _Case, machines: int, pace: float) -> Assessment:
    """One of the shared machines with its part of the work, through a mean week of the year."""
    return of_rig(case.server, _demand_of_server(case, machines, pace), _circumstances(case.inputs))


def _demand_of_server(case: _Case, machines: int, pace: float) -> Demand:
    busy = case.work.hours_per_week / pace / max(1, case.per_machine)
    return case.work.of_server(machines, busy, case.inputs.courses_per_year)


def _keeps(case: _Case, students: int) -> bool:
    """Whether the servers keep the waits for so many students; where their number follows from the waits, they do for these."""
    inputs, work, machines = case.inputs, case.work, case.machines or 1
    if students == work.students and (inputs.machines is None or not work.jobs_per_week):
        return True
    gpus = machines * case.per_machine
    met = replace(work, students=students)
    return keeps_waits(met, gpus, case.run_hours, inputs.limit_hours, inputs.late_fraction)


def _late(case: _Case, queue: Shared) -> str:
    """How many runs of the last day wait longer than the limit, in words."""
    return f"{_part(queue.peak.during.longer)} wait longer than {number(case.inputs.limit_hours, Unit.HOUR)}"


def _grows(case: _Case) -> str:
    queue = case.queue
    assert queue is not None
    return f"{number(queue.load, Unit.FRACTION)} of what it can do comes"


def calculate(inputs: Inputs, catalogue: Catalogue) -> Outputs:
    """Every way, the cheapest that can be done, and the waits for a shared GPU."""
    case = _case(inputs, catalogue)
    work, best, queue = case.work, case.best, case.queue

    def head(kind: str) -> Range | None:
        found = case.cheapest(kind)
        return found.head if found else None

    kwh, kg = best.energy() if best else (None, None)
    return Outputs(
        verdict="none" if best is None else best.side,
        kind=best.kind if best else "",
        way=best.name if best else "",
        students=work.students,
        gpu_hours=work.gpu_hours,
        student_hours=work.hours_per_week * work.weeks,
        needed_memory_gb=case.memory,
        head_usd=best.head if best else None,
        course_usd=best.head * work.students if best else None,
        free_head_usd=head(FREE),
        paid_head_usd=head(PAID),
        credit_head_usd=head(CREDIT),
        rented_head_usd=head(RENTED),
        shared_head_usd=head(SHARED),
        machines=case.machines if case.per_machine else None,
        gpus=queue.gpus if queue else None,
        load_fraction=queue.load if queue else None,
        peak_load_fraction=queue.peak_load if queue else None,
        wait_hours=queue.ordinary_hours if queue else None,
        peak_wait_hours=queue.peak_hours if queue else None,
        late_fraction=queue.peak.during.longer if queue else None,
        left_jobs=queue.peak.left_jobs if queue else None,
        course_kwh=kwh,
        course_kg_co2e=kg,
        staff_hours=best.staff_hours if best else 0.0,
        turn_students=_turn(case),
        published_head_usd=case.course.cloud_usd.typical if case.course and case.course.cloud_usd else None,
    )


def _turn(case: _Case) -> Range | None:
    """Students from which as many servers cost no more than a rented GPU for each; None: never, or one of them cannot be done.

    A server's cost grows straight with its electricity: n = F / (r - e), with F what a course bears without a student, e what one adds
    to it, and r what one rents for.
    """
    server, rented = case.cheapest(SHARED), case.cheapest(RENTED)
    if server is None or rented is None:
        return None
    empty = replace(case, work=replace(case.work, hours_per_week=0.0))
    idle = _server(empty, 1.0).head
    found = []
    for end in ("low", "typical", "high"):
        other = {"low": "high", "typical": "typical", "high": "low"}[end]
        fixed = getattr(idle, end) * case.work.students
        adds = max(0.0, getattr(server.head, end) - getattr(idle, end))
        rent = getattr(rented.head, other)
        turn = fixed / (rent - adds) if rent > adds else math.inf
        found.append(turn if math.isfinite(turn) else None)
    low, middle, high = found
    if middle is None or not _waits_hold(case, middle):
        return None
    return Range(min(low or middle, middle), middle, max(high or middle, middle))


CROWDED = 2.0
"""Of what a server can do, what comes in a last day that no wait put up with survives: half of it is left at the end."""


def _waits_hold(case: _Case, students: float) -> bool:
    """Whether the servers keep the waits for so many students too."""
    if students <= case.work.students:
        return True
    assert case.queue is not None
    count = -int(-students // 1)
    return case.queue.peak_load * count / case.work.students <= CROWDED and _keeps(case, count)


def report(inputs: Inputs, outputs: Outputs, catalogue: Catalogue) -> Report:
    """The answer, every way beside the others, waits, what a published course tells, and two handouts."""
    case = _case(inputs, catalogue)
    told = Report(
        verdict=Verdict(outputs.verdict, _sentence(case, outputs, catalogue), _how_sure(case)),
        figures=_figures(case, outputs),
        reasons=(
            *_reasons(case, outputs),
            carry_on(Onward(inputs, catalogue, reader="teacher", model=None, storage_gb=None).to_recommend()),
        ),
        charts=(_by_students(case),) if case.cheapest(RENTED) and case.cheapest(SHARED) else (),
        beneath=lambda: _details(case, outputs, catalogue),
    )
    return in_currency(told, inputs, outputs, catalogue)


def _details(case: _Case, outputs: Outputs, catalogue: Catalogue) -> Details:
    """Every way beside the others, what a published course tells, two handouts, assumptions and sources."""
    used = [w for kind in KIND_NAMES if (w := case.cheapest(kind))]
    figures = (case.memory_figures, *(w.figures for w in used), _course_figures(case.course))
    return Details(
        tables=tuple(
            t
            for t in (
                _compared(case),
                _given_table(case),
                _published(case, outputs),
                _cannot(case),
                _formulas(case),
                _of_a_head(case, PAID),
                _of_a_head(case, RENTED),
                _of_a_server(case, catalogue),
                _energy(case, catalogue),
            )
            if t
        ),
        sheets=(_for_students(case), _for_the_head(case, outputs, catalogue)),
        assumptions=_assumptions(case),
        stated=stated(catalogue, *figures),
        sources=sources(*figures),
    )


def _course_figures(course: Course | None) -> tuple[Figure, ...]:
    if course is None:
        return ()
    stated = (course.students, course.length_weeks, course.project_gpu_hours, course.compute_hours, course.cloud_usd)
    return (*(f for f in stated if f is not None), *(e.each_hours for e in course.exercises))


def _weeks(weeks: float) -> str:
    return "1 week" if weeks == 1 else f"{plain(weeks)} weeks"


def _students(count: float) -> str:
    return "1 student" if count == 1 else f"{count:,.0f} students"


def _smaller(case: _Case, catalogue: Catalogue) -> str:
    """The largest smaller model that the class could work on, in words."""
    most = catalogue["models"][case.inputs.model].parameters_billion.typical
    for model, _ in smaller_models(case.inputs.task == IMAGES, most, catalogue):
        if _case(replace(case.inputs, model=model), catalogue).best is not None:
            return f"a smaller model, such as {catalogue['models'][model].name}"
    return "another task"


def _sentence(case: _Case, outputs: Outputs, catalogue: Catalogue) -> str:
    best, work = case.best, case.work
    if best is None:
        over = [w for w in case.ways if not w.obstacles]
        if over:
            least = min(over, key=lambda w: w.head.typical)
            total = number(least.head.typical * work.students, Unit.USD)
            return (
                f"Nothing fits the budget: the cheapest way, {least.name}, costs about {total}{_bought_beyond(least)} for "
                f"{_students(work.students)}."
            )
        needs = f"it needs {number(case.memory.typical, Unit.GB)} of GPU memory for each student"
        return f"Nothing here does this work: {needs}. The smallest change: {_smaller(case, catalogue)}."
    said = f"you said {plain(work.hours_per_week)}"
    cost = number(best.head.typical, Unit.USD)
    if best.kind == SHARED:
        turn = outputs.turn_students
        before = (
            f": from {_students(-(-turn.typical // 1))} on it costs less than renting; you have {work.students:,}"
            if turn
            else ""
        )
        return f"Share {best.name}, about {cost} a head{before}."
    if best.quota is not None:
        return f"Use {best.name}: {_price(best)}, up to {plain(best.quota)} GPU hours a student and week; {said}."
    if best.kind == RENTED:
        turn = outputs.turn_students
        beyond = (
            f"; from {_students(-(-turn.typical // 1))} on a shared server costs less, you have {work.students:,}"
            if turn
            else ""
        )
        return f"Rent {best.name}, one for each student, about {cost} a head{beyond}."
    unknown = "; how many hours it gives is not published" if best.weekly == NOT_PUBLISHED else ""
    apart = "," if best.applied_for else ""
    either = "".join(f" or {way.name}" for way in _as_cheap(case, best))
    within = " within the budget" if any(not (w.obstacles or w.unsure) for w in case.ways) else ""
    lacks = f" It may give a GPU with less memory than the work needs: no way{within} is sure." * best.may_lack
    return f"Use {best.name}{either}: {_price(best)}{apart} for {plain(work.hours_per_week)} GPU hours a week{unknown}.{lacks}"


A_CENT = 0.01


def _as_cheap(case: _Case, best: _Way) -> list[_Way]:
    """Others that can be counted on as much and cost a head no cent more."""
    return [
        w
        for w in case.ways
        if w is not best
        and not w.obstacles
        and _order(w)[0] == _order(best)[0]
        and math.isclose(w.head.typical, best.head.typical, abs_tol=A_CENT / 2)
    ]


LACKS = "that may have less memory than the work needs"


def _cheaper_if_enough(case: _Case, best: _Way) -> _Way | None:
    """What costs less than the best and may give too small a GPU, of all else that can be counted on."""
    maybe = (w for w in case.ways if w.may_lack and not (w.obstacles or w.applied_for or w.weekly == NOT_PUBLISHED))
    found = min(maybe, key=_order, default=None)
    return found if found is not None and found.head.typical < best.head.typical - A_CENT / 2 else None


def _price(way: _Way) -> str:
    """What a way costs a head, in words, and on what that hangs."""
    price = "it costs nothing" if way.head.typical == 0 else f"about {number(way.head.typical, Unit.USD)} a head"
    if way.by_application:
        return f"{price} if the credit is granted, else up to {number(way.head.high, Unit.USD)} a head"
    return f"{price} if it is granted" if way.applied_for else price


def _sessions_of_a_run(case: _Case, way: _Way) -> tuple[str, ...]:
    """In how many sessions a run is done that is longer than one."""
    if way.rented is None or not case.of_one.longest_run_hours:
        return ()
    plan = way.rented[0]
    run = case.of_one.longest_run_hours / plan.pace.typical
    session, again = plan.session(typical, case.of_renting), case.of_renting.resume_hours
    if session is None or not again < session < run:
        return ()
    return (
        f"A run of {number(run, Unit.HOUR)} takes {sessions(run, session, again)} sessions, each after the first from a checkpoint: "
        f"one ends after {number(session, Unit.HOUR)}.",
    )


def _bought_beyond(way: _Way) -> str:
    """That a price is for hours beyond those given, where nobody says how many these are."""
    bought = way.rented is not None and way.rented[0].quota_unknown and way.kind == FREE and way.head.typical > 0
    return " (units bought beyond what it gives)" if bought else ""


def _of_the_budget(case: _Case) -> tuple[str, ...]:
    """What is left of the budget, and whether the dearest figure is beyond it."""
    best, budget, students = case.best, case.inputs.budget_usd, case.work.students
    if budget is None or best is None:
        return ()
    left = number(budget - best.head.typical * students, Unit.USD)
    text = f"Of the budget of {number(budget, Unit.USD)}, {left} is left{' if the credit is granted' * best.by_application}."
    most = best.head.high * students
    if most > budget + 1e-9:
        when = "Without it" if best.by_application else "At most"
        text += f" {when} the course costs {number(most, Unit.USD)}: more than the budget."
    return (text,)


def _how_sure(case: _Case) -> str:
    told = [
        f"{KIND_NAMES[kind][0].lower()}{KIND_NAMES[kind][1:]} {about(found.head, Unit.USD)}"
        for kind in KIND_NAMES
        if (found := case.cheapest(kind))
    ]
    return f"A head, for {_weeks(case.work.weeks)}: {'; '.join(told)}." if told else ""


def _figures(case: _Case, outputs: Outputs) -> tuple[KeyFigure, ...]:
    def figure(label: str, value: Range | None, unit: Unit, side: str = "", note: str = "") -> tuple[KeyFigure, ...]:
        return () if value is None else (KeyFigure(label, value, unit, note, side),)

    heads = ((FREE, CLOUD), (PAID, CLOUD), (CREDIT, CLOUD), (RENTED, CLOUD), (SHARED, RIG))
    names = {kind: (found.name if (found := case.cheapest(kind)) else "") for kind, _ in heads}
    limit = number(case.inputs.limit_hours, Unit.HOUR)
    late = "" if outputs.late_fraction is None else f"{_part(outputs.late_fraction)} wait longer than {limit}"
    return (
        *(
            f
            for kind, side in heads
            for f in figure(
                f"{KIND_NAMES[kind]}, a head", getattr(outputs, f"{kind}_head_usd"), Unit.USD, side, names[kind]
            )
        ),
        *figure("Wait on an ordinary day", _minutes(outputs.wait_hours), Unit.MINUTE, RIG),
        *figure("Wait in the last day", _minutes(outputs.peak_wait_hours), Unit.MINUTE, RIG, late),
        *figure("GPU hours of a student", Range.exact(outputs.student_hours), Unit.HOUR),
        *figure("Energy of the course", outputs.course_kwh, Unit.KWH, outputs.verdict, outputs.way),
        *figure("Carbon of the course", outputs.course_kg_co2e, Unit.KG_CO2E, outputs.verdict, outputs.way),
    )


def _minutes(hours: Range | None) -> Range | None:
    """A wait in minutes; None for one of less than a minute, which no figure need tell."""
    return hours * 60 if hours is not None and hours.typical * 60 >= 1 else None


MANY_AT_ONCE = 20
"""Rented GPUs, by our own judgement: more are not had without being asked for."""


def _reasons(case: _Case, outputs: Outputs) -> tuple[Reason, ...]:
    work, best, queue = case.work, case.best, case.queue
    needs = "one GPU of its exercises has" if case.course and case.course.exercises else "the work needs"
    reasons = [
        Reason(
            f"{_students(work.students)} with {plain(work.hours_per_week)} GPU hours a week are {number(work.gpu_hours, Unit.HOUR)} "
            f"in {_weeks(work.weeks)}; {needs} {briefly(case.memory, Unit.GB)} of GPU memory."
        )
    ]
    if 0 < outputs.student_hours < work.run_hours:
        reasons.append(
            Reason(
                f"A run of {number(work.run_hours, Unit.HOUR)} is longer than the {number(outputs.student_hours, Unit.HOUR)} that a "
                "student has in all: no student ends one."
            )
        )
    if best is not None:
        reasons += [Reason(words, side=best.side) for words in _sessions_of_a_run(case, best)]
        if not best.head.is_exact:
            reasons += [Reason(words, (Link(best.name, best.href),), best.side) for words in best.unpublished]
        if best.may_lack:
            reasons.append(Reason(f"{best.name} gives {best.gpu}: {LACKS}.", side=best.side))
        elif (maybe := _cheaper_if_enough(case, best)) is not None:
            text = (
                f"{maybe.name} would cost less where its GPU is enough, {_price(maybe)}; it gives {maybe.gpu}: {LACKS}."
            )
            reasons.append(Reason(text, (Link(maybe.name, maybe.href),), maybe.side))
        if best.limits:
            reasons.append(Reason(best.limits, (Link(best.name, best.href),), best.side))
        reasons.append(
            Reason(f"{best.name}: students’ code and data lie {best.where}.", (Link(best.name, best.href),), best.side)
        )
    server, at_once = case.cheapest(SHARED), work.peak * work.run_hours
    if case.cheapest(RENTED) and at_once >= MANY_AT_ONCE:
        text = f"In the last day about {at_once:,.0f} runs go on at once: so many rented GPUs must be asked for before the course."
        reasons.append(Reason(text, side=CLOUD))
    if queue is not None:
        reasons.append(_queue_reason(case, queue))
    if server is not None:
        courses = courses_until_sold(case.inputs.horizon_months, case.inputs.courses_per_year)
        share = "all" if courses == 1 else f"1/{plain(courses)}"
        reasons.append(
            Reason(
                f"A course bears {share} of what {server.name} costs in {in_months(case.inputs.horizon_months)}, resale counted: "
                f"{briefly(server.head, Unit.USD)} a head.",
                (Link(case.server.name, case.server.href),),
                RIG,
            )
        )
    if outputs.staff_hours and not case.inputs.staff_usd_per_hour:
        reasons.append(
            Reason(f"It takes about {plain(outputs.staff_hours)} hours of staff, counted here as worth nothing.")
        )
    return (*reasons, *map(Reason, _of_the_budget(case)))


def _queue_reason(case: _Case, queue: Shared) -> Reason:
    name = _several(case.machines or 1, case.server.name)
    if queue.grows:
        return Reason(f"On {name} the queue grows every day: {_grows(case)}.", side=RIG)
    ordinary = queue.ordinary_hours
    assert ordinary is not None
    text = (
        f"On {name}, {queue.gpus:,} runs at once, a run waits {_wait(ordinary.typical)} on an ordinary day and "
        f"{_wait(queue.peak_hours.typical)} in the last: {_late(case, queue)}"
    )
    if queue.peak_load >= 1:
        text += f"; {number(queue.peak_load, Unit.FRACTION)} of what it can do comes then, so the queue grows towards the deadline"
    left = queue.peak.left_jobs
    told = f"fewer than {plain(LEAST_RUNS)}" if 0 < left < LEAST_RUNS else plain(left)
    return Reason(f"{text}. {told[:1].upper()}{told[1:]} runs still wait when it comes.", side=RIG)


LEAST_RUNS = 0.01
"""Less is told as less than this: no one waits for it."""


def _part(share: float) -> str:
    """A share of the runs, in per cent."""
    return number(share, Unit.FRACTION)


def _wait(hours: float) -> str:
    """A wait as people say it."""
    if hours * 60 < 1:
        return "less than a minute"
    if hours < 1:
        return f"{plain(60 * hours, ROUGH)} minutes"
    return _hours(plain(hours, ROUGH))


def _wait_range(hours: Range) -> str:
    """The same with its ends, where they are told otherwise."""
    low, typically, high = (_wait(end) for end in (hours.low, hours.typical, hours.high))
    return typically if low == high else f"{typically} ({low} to {high})"


def _hours(told: str) -> str:
    return "1 hour" if told == "1" else f"{told} hours"


def _compared(case: _Case) -> Table:
    """The cheapest of each kind, side by side."""
    rows: list[tuple[Cell, ...]] = []
    for kind, label in KIND_NAMES.items():
        found = case.cheapest(kind)
        if found is None:
            rows.append((label, "nothing that can do it", "", "", ""))
            continue
        wait = "none"
        if kind == SHARED and case.queue is not None:
            wait = f"{_wait_range(case.queue.peak_hours)} in the last day"
        elif kind in (FREE, PAID):
            wait = "not published"
        elif found.applied_for:
            wait = f"to be applied for: {found.applied_for}"
        elif case.of_renting.waiting_hours:
            wait = f"{_wait(case.of_renting.waiting_hours)} at each start"
        rows.append((label, Link(found.name, found.href), found.head, f"{plain(found.staff_hours)} h", wait))
    columns = (Column("Way"), Column("Cheapest"), Column("A head", Unit.USD), Column("Staff"), Column("Wait for a GPU"))
    return Table("Every way, by head", columns, tuple(rows), "For the whole course; staff in hours of a course.")


MOST_ROWS = 6


def _able(case: _Case) -> list[_Way]:
    """What can be done, cheapest first."""
    return sorted((w for w in case.ways if not w.obstacles), key=lambda w: (w.head.typical, w.name))


def _given_table(case: _Case) -> Table | None:
    """What a student can do on each."""
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            Link(w.name, w.href),
            f"{w.gpu}, {number(w.memory_gb, Unit.GB)}",
            w.weekly,
            w.session,
            w.background,
            w.card,
            w.head,
        )
        for w in _able(case)[:MOST_ROWS]
    )
    columns = (
        Column("Way"),
        Column("GPU"),
        Column("Hours a week"),
        Column("Longest session"),
        Column("Browser closed"),
        Column("Card"),
        Column("A head", Unit.USD),
    )
    return Table("What a student gets", columns, rows, "A session that ends cuts what runs.") if rows else None


def _cannot(case: _Case) -> Table | None:
    """What cannot do it, and why."""
    rows: tuple[tuple[Cell, ...], ...] = tuple((Link(w.name, w.href), w.obstacles[0]) for w in case.ways if w.obstacles)
    return Table("What cannot do it", (Column("Way"), Column("Why")), rows) if rows else None


def _formulas(case: _Case) -> Table:
    """Hours, costs and waits with the reader's numbers in their formulas, typical ones."""
    work, queue, inputs = case.work, case.queue, case.inputs
    waits = Link("Erlang C and the state equations", "methods/engines-queue/")
    rows: list[tuple[Cell, ...]] = [
        (
            "GPU hours",
            f"{work.students:,} × {plain(work.hours_per_week)} h × {_weeks(work.weeks)}",
            number(work.gpu_hours, Unit.HOUR),
        )
    ]
    besides = f"storage{', staff' if inputs.staff_usd_per_hour else ''} and unused minutes besides"
    paid, rented, server = case.cheapest(PAID), case.cheapest(RENTED), case.cheapest(SHARED)
    if paid is not None and paid.rented is not None:
        plan, _ = paid.rented
        hours = plain(work.hours_per_week * work.weeks)
        rows.append(
            (
                Link(paid.name, paid.href),
                f"{hours} h in {in_months(work.months)}, at {price_words(plan, _terms_of_one(case, plan))}; {besides}",
                f"{number(paid.head.typical, Unit.USD)} a head",
            )
        )
    if rented is not None:
        rows.append(
            (
                Link(rented.name, rented.href),
                f"{plain(work.hours_per_week * work.weeks)} h × {rented.price}, {besides}",
                f"{number(rented.head.typical, Unit.USD)} a head",
            )
        )
    granted = case.cheapest(CREDIT)
    if granted is not None and granted.credit_usd and granted.used is not None:
        asked = number(granted.used[0].total(work.months).typical, Unit.USD)
        rows.append(
            (
                Link(granted.name, granted.href),
                f"{asked} for the machine − {number(granted.credit_usd, Unit.USD)} of credit, never below nothing"
                f"{'; staff besides' if inputs.staff_usd_per_hour else ''}",
                f"{number(granted.head.typical, Unit.USD)} a head",
            )
        )
    if inputs.staff_usd_per_hour:
        in_all, staff = _staffed(case)
        rows.append(
            (
                "Staff, in a cloud",
                f"({plain(inputs.guide_hours)} h + {work.students:,} × {number(inputs.student_minutes, Unit.MINUTE)}) × "
                f"{number(inputs.staff_usd_per_hour, Unit.USD_PER_HOUR)} / {work.students:,}",
                f"{number(staff.typical, Unit.USD)} a head, {plain(in_all)} h in all",
            )
        )
    if server is not None and case.machines:
        courses = courses_until_sold(inputs.horizon_months, inputs.courses_per_year)
        each = server.head.typical * work.students * courses / case.machines
        shared_by = "1 course" if courses == 1 else f"{plain(courses)} courses"
        rows.append(
            (
                Link(case.server.name, case.server.href),
                f"{case.machines} × {number(each, Unit.USD)} in {in_months(inputs.horizon_months)} / {shared_by} / "
                f"{work.students:,}",
                f"{number(server.head.typical, Unit.USD)} a head",
            )
        )
    if queue is not None and work.jobs_per_week:
        erlangs, at_last = work.before * case.run_hours, work.peak * case.run_hours
        chance = waiting_probability(queue.gpus, erlangs)
        run, c = number(case.run_hours, Unit.HOUR), f"{queue.gpus:,}"
        rows += [
            (
                waits,
                f"ordinary days: {plain(1 - work.last_day)} × {plain(work.jobs_per_week)} runs / (6 × {plain(work.day_hours)} h) × "
                f"{number(case.run_hours, Unit.HOUR)} / {queue.gpus:,}",
                f"load {number(queue.load, Unit.FRACTION)}",
            ),
            (
                waits,
                f"last day: {plain(work.last_day)} × {plain(work.jobs_per_week)} / {plain(work.day_hours)} h × "
                f"{number(case.run_hours, Unit.HOUR)} / {queue.gpus:,}",
                f"load {number(queue.peak_load, Unit.FRACTION)}",
            ),
            (
                waits,
                f"who waits on ordinary days: C({queue.gpus:,}, {plain(erlangs)})",
                _part(chance) if not queue.grows else "all: the queue grows",
            ),
        ]
        if queue.ordinary_hours is not None:
            wait = _wait(queue.ordinary_hours.typical)
            rows.append((waits, f"wait on ordinary days: {_part(chance)} × {run} / ({c} − {plain(erlangs)})", wait))
        if at_last < queue.gpus:
            share = waiting_probability(queue.gpus, at_last)
            settled_hours = share * case.run_hours / (queue.gpus - at_last)
            formula = f"last day, if it settled: C({c}, {plain(at_last)}) × {run} / ({c} − {plain(at_last)})"
            rows.append(
                (waits, f"{formula} = {_part(share)} × {run} / {plain(queue.gpus - at_last)}", _wait(settled_hours))
            )
        else:
            piled = (at_last / queue.gpus - 1) * work.day_hours / 2
            formula = f"last day, what piles up: ({plain(at_last)} / {c} − 1) × {plain(work.day_hours)} h / 2"
            rows.append((waits, formula, _wait(piled)))
        through = f"last day, as it comes: the state equations through {_hours(plain(work.day_hours))}, from an ordinary day on"
        rows.append((waits, through, _wait(queue.peak_hours.typical)))
    return Table(
        "The formulas with your numbers",
        (Column("Of"), Column("Formula"), Column("Is")),
        tuple(rows),
        "Typical values.",
    )


def _terms_of_one(case: _Case, plan: RentalPlan) -> RentalTerms:
    """Of what one student rents, typically."""
    return plan.terms(typical, case.of_one, case.of_renting)


def _of_a_head(case: _Case, kind: str) -> Table | None:
    """What the cheapest of a kind that is rented costs a student, term by term."""
    way = case.cheapest(kind)
    if way is None or way.rented is None:
        return None
    plan, found = way.rented
    work, months = case.of_one, case.work.months
    rows = rental_rows(plan, case.of_renting, _terms_of_one(case, plan), work, months, found.parts(months))
    note = "The numbers are typical values, of one student for the course; staff is counted besides."
    return table(f"What {way.name} costs a student, with your numbers", rows, note)


def _of_a_server(case: _Case, catalogue: Catalogue) -> Table | None:
    """What one shared server costs over all its courses."""
    if case.cheapest(SHARED) is None or not case.machines:
        return None
    demand = _demand_of_server(case, case.machines, _server_pace(case.inputs, case.server, catalogue))
    note = "The numbers are typical values, of one server until it is sold; a course bears its share."
    return rig_table(case.server, _circumstances(case.inputs), demand, case.inputs.horizon_months, note)


def _energy(case: _Case, catalogue: Catalogue) -> Table | None:
    """Energy and carbon of the cheapest way, term by term: of one student or server, and of the course."""
    best = case.best
    if best is None or best.used is None:
        return None
    found, months, share = best.used
    emitted = found.kwh(months), found.kg_co2e(months)
    source = Link(best.name, best.href)
    if best.machine is not None:
        plan, of_one = best.machine, f"one student over {in_months(months)}"
        terms, region = _terms_of_one(case, plan), case.server.region
        run = energy.running(terms, case.of_one, months)
        rows = [*energy.rental_energy(plan, terms.watts, run, emitted, region, catalogue)]
        by = f"× {counted(share, 'student')}"
    else:
        machines, of_one = case.machines or 1, f"one server over {in_months(months)}"
        demand = _demand_of_server(case, machines, _server_pace(case.inputs, case.server, catalogue))
        terms_of_server = case.server.terms(typical, _circumstances(case.inputs))
        kwh, kg = emitted
        assert kwh is not None
        assert kg is not None
        rows = [*energy.rig_energy(case.server, terms_of_server, demand, months, kwh, kg, catalogue)]
        courses = machines / share
        by = f"× {machines} ÷ {'1 course' if courses == 1 else f'{plain(courses)} courses'}"
    rows += energy.shared("The course", emitted, by, share, source)
    return energy.table(energy.TITLE, rows, f"Typical values; the rows above the course’s are of {of_one}.")


def _published(case: _Case, outputs: Outputs) -> Table | None:
    """What is published of the course, beside what follows here."""
    course = case.course
    if course is None or course.cloud_usd is None:
        return None
    rows: list[tuple[Cell, ...]] = []
    labs = sum(e.gpu_count * e.each_hours.typical for e in course.exercises)
    rows.append(("GPU hours a student, labs", "not published", f"{plain(labs)} as its teacher plans them"))
    if course.project_gpu_hours and course.students:
        each = course.project_gpu_hours.typical / course.students.typical
        rows.append(("GPU hours a student, projects", plain(each), plain(each)))
    if course.compute_hours and course.students:
        whole = course.compute_hours.typical
        rows.append(
            (
                "Hours of all machines",
                f"{whole:,.0f}, {plain(whole / course.students.typical)} a student",
                "not told: most had no GPU, and their prices are not here",
            )
        )
    rented = outputs.rented_head_usd
    rows.append(
        (
            "In a commercial cloud, a head",
            number(course.cloud_usd.typical, Unit.USD),
            f"{briefly(rented, Unit.USD)} for the GPUs alone" if rented else "no machine by the hour holds it",
        )
    )
    if rented:
        share = Range(*(x / course.cloud_usd.typical for x in (rented.low, rented.typical, rented.high)))
        rows.append(("GPUs as share of it", "not published", briefly(share, Unit.FRACTION)))
    note = (
        "What matches: students, and GPU hours of projects, are the published ones. What does not: machines without a GPU and storage "
        "are left out, every GPU is priced as the largest, and hours of labs are planned, not used."
    )
    return Table(
        "Beside what is published of the course", (Column(""), Column("Published"), Column("Here")), tuple(rows), note
    )


POINTS = 10


def _by_students(case: _Case) -> Chart:
    """What a head costs by number of students, with as many servers as now."""
    server, rented = case.cheapest(SHARED), case.cheapest(RENTED)
    assert server is not None
    assert rented is not None
    idle = _server(replace(case, work=replace(case.work, hours_per_week=0.0)), 1.0).head
    now = case.work.students
    fixed, adds = idle * now, max(0.0, server.head.typical - idle.typical)
    counts = sorted({max(1, round(2 * now * (i + 1) / POINTS)) for i in range(POINTS)} | {now})
    rows = [(n, fixed * (1 / n) + adds, rented.head) for n in counts]
    drawn = [
        Line("Shared server", RIG, [(n, one) for n, one, _ in rows]),
        Line("Rented", CLOUD, [(n, other) for n, _, other in rows]),
    ]
    spec = lines(drawn, "Students", "US dollars a head", (counts[0], counts[-1]), y_format=MONEY)
    machines = _several(case.machines or 1, case.server.name)
    summary = (
        f"With {machines}, {_students(now)} pay {number(server.head.typical, Unit.USD)} a head for the shared server and "
        f"{number(rented.head.typical, Unit.USD)} for a rented GPU each. More students share the server’s price, and wait longer."
    )
    columns = (Column("Students"), Column("Shared server", Unit.USD), Column("Rented", Unit.USD))
    table = Table("Cost a head by students, as many servers", columns, tuple((f"{n:,}", a, b) for n, a, b in rows))
    return Chart("students", "What a head costs, by students", summary, spec, table)


def _for_students(case: _Case) -> Sheet:
    """One page for students: where, what they get, what they cannot do, and when to start."""
    best, work = case.best, case.work
    title = "For students: computing in this course"
    if best is None:
        needs = (
            f"GPU memory: {number(case.memory.typical, Unit.GB)}.",
            f"Hours a week: {plain(work.hours_per_week)}, in runs of about {number(work.run_hours, Unit.HOUR)}.",
        )
        return Sheet("students", title, ("Where you compute is not settled.",), (("What our work needs", needs),))
    get = [
        f"GPU: {best.gpu}, {number(best.memory_gb, Unit.GB)} of memory. Our work needs {number(case.memory.typical, Unit.GB)}.",
        f"Hours a week: {best.weekly}. Plan {plain(work.hours_per_week)}, in runs of about {number(work.run_hours, Unit.HOUR)}.",
        *["See which GPU you were given: a lesser one may not hold our work."] * best.may_lack,
        f"Longest session: {best.session}.",
        *_sessions_of_a_run(case, best),
        f"Goes on with the browser closed: {best.background}. Payment card: {best.card}.",
    ]
    mind = ["Save checkpoints, and copy what you want to keep: a session that ends takes the rest with it."]
    if best.kind != SHARED:
        mind.append("Stop your machine when you are done: hours count while it runs, used or not.")
    if case.inputs.data == PERSONAL:
        mind.append("Personal or secret data stay where this course keeps them; no other service.")
    else:
        mind.append("Upload nothing personal or secret.")
    when = []
    if best.kind == SHARED and case.queue is not None and case.queue.ordinary_hours is not None:
        when = [
            f"On most days a run starts after {_wait(case.queue.ordinary_hours.typical)}.",
            f"In the last day before the deadline it waits {_wait(case.queue.peak_hours.typical)} on average, and "
            f"{_late(case, case.queue)}.",
            "Start early: the day that it is due is not the day to do it.",
        ]
    elif best.kind in (FREE, PAID):
        when = ["A GPU may not be had at the hour you want it, least of all in the last day. Start early."]
    points = [("What you get", tuple(get)), ("Mind", tuple(mind))]
    if when:
        points.append(("When to start", tuple(when)))
    return Sheet("students", title, (f"You work on {best.name}; your code and data lie {best.where}.",), tuple(points))


def _for_the_head(case: _Case, outputs: Outputs, catalogue: Catalogue) -> Sheet:
    """One page for the head of department: what it costs, what else there is, staff, data, what would change it."""
    best, work = case.best, case.work
    title = "For the head of department: computing for a class"
    asked = (
        f"{_students(work.students)}, {_weeks(work.weeks)}, {plain(work.hours_per_week)} GPU hours a student and week: "
        f"{number(work.gpu_hours, Unit.HOUR)} in all."
    )
    others = tuple(
        f"{KIND_NAMES[kind]}, {found.name}: {about(found.head, Unit.USD)} a head; the course about "
        f"{number(found.head.typical * work.students, Unit.USD)}{_bought_beyond(found)}."
        for kind in KIND_NAMES
        if (found := case.cheapest(kind)) and found is not best
    )
    if best is None:
        points = (("Instead", others),) if others else ()
        return Sheet("head", title, (asked, _sentence(case, outputs, catalogue)), points)
    worth = case.inputs.staff_usd_per_hour
    counted = f", counted at {number(worth, Unit.USD_PER_HOUR)}" if worth else ", not counted"
    money = [
        f"A head: {about(best.head, Unit.USD)}. The course: {about(best.head * work.students, Unit.USD)}.",
        f"Staff: about {plain(best.staff_hours)} hours{counted}.",
        *_of_the_budget(case),
    ]
    waits: list[str] = []
    if best.kind == SHARED and case.queue is not None and case.work.jobs_per_week:
        waits = [_queue_reason(case, case.queue).text]
    if best.kind == SHARED and case.inputs.buy != OWNED:
        price = case.server.price_usd * (case.machines or 1)
        money.append(f"To buy at the start: {about(price, Unit.USD)}; the course bears its share, resale counted.")
    data = [f"Code and data lie {best.where}."]
    if best.kind in (FREE, PAID):
        data.append("Each student agrees with the service in person; the school has no contract with it.")
    told = [("Money", tuple(money)), ("Waits", tuple(waits)), ("Instead", others), ("Data", tuple(data))]
    turn = outputs.turn_students
    if turn is not None:
        told.append(
            (
                "With more students",
                (
                    f"From about {_students(-(-turn.typical // 1))}, {_several(case.machines or 1, case.server.name)} cost less "
                    "than a rented GPU for each.",
                ),
            )
        )
    return Sheet("head", title, (asked, _sentence(case, outputs, catalogue)), tuple(p for p in told if p[1]))


def _assumptions(case: _Case) -> tuple[str, ...]:
    inputs = case.inputs
    course = case.course is not None
    told = [
        "Runs come one by one and independently, and last as exponential times vary; ranges of waits hold runs that are all alike, "
        "and very unequal ones. A run holds one place of the server until it ends.",
        f"{number(inputs.last_day_fraction, Unit.FRACTION)} of a week’s work comes in the last day, the rest evenly over the six days "
        f"before, {_hours(plain(inputs.day_hours))} each.",
        "Hours of a run are the same on any GPU."
        if inputs.paced_by == STUDENT
        else f"Hours are those of {inputs.reference}; on others they follow from the data sheets.",
        "A month is 4.35 weeks. A notebook’s months are paid whole, each with all that it includes, and compute units in whole packs, "
        "as they are sold; none is taken to expire within the course.",
        "A student’s memory is that of one GPU’s run; several students share a GPU only one after the other.",
        "Staff hours are yours to set: no source states them.",
        f"{NET_PRESENT_VALUE if inputs.interest_percent else 'Money of today: no interest'}, "
        "no inflation; prices stay as they are unless you say how they change.",
        "Each run is a start of what a student rents; starting up, hours left running by mistake and data sent out count as what you "
        "set, at first nothing.",
    ]
    if inputs.buy != COMPLETE:
        told.append(BUY_WORDS[inputs.buy])
    told.append(CARBON)
    told += upgrade_words(inputs, inputs.horizon_months)
    rented = case.cheapest(RENTED)
    if rented is not None and rented.rented is not None:
        told += cut_words((rented.rented[0],), case.of_renting, case.of_one)
    granted = case.cheapest(CREDIT)
    if granted is not None and granted.by_application:
        told.append(f"{granted.name} are given on application: the dearest figure is without them.")
    if course:
        told.append("Hours of a course are those on all GPUs of a machine, in weeks that are all alike.")
    if not course:
        told.append(
            "GPU memory follows from the task and the model’s size, by the glossary’s line through measured memory."
        )
    return tuple(told)


def changes(inputs: Inputs, outputs: Outputs, catalogue: Catalogue) -> tuple[Reason, ...]:
    """The nearest change of each input that gives another best way; then students, the last day, one GPU more or fewer."""
    case = _case(inputs, catalogue)
    queue = case.queue
    told = list(_turned(case, catalogue))
    if outputs.turn_students is not None:
        turn = -(-outputs.turn_students.typical // 1)
        told.append(
            Reason(f"From {_students(turn)} on, as many servers cost less than a rented GPU for each.", side=RIG)
        )
    if queue is not None and not _keeps(case, case.work.students):
        enough = _fewest_machines(inputs, case.work, case.per_machine, case.run_hours)
        if enough is not None:
            told.append(Reason(f"{_several(enough, case.server.name)} keep the waits that you put up with.", side=RIG))
    if queue is not None and not queue.grows and case.work.jobs_per_week:
        for gpus in (queue.gpus - case.per_machine, queue.gpus + case.per_machine):
            if gpus > 0:
                other = shared(case.work, gpus, case.run_hours, inputs.limit_hours)
                way = "fewer" if gpus < queue.gpus else "more"
                told.append(
                    Reason(
                        f"With one server {way}, {_late(case, other)} in the last day, {_wait(other.peak_hours.typical)} on average.",
                        side=RIG,
                    )
                )
        even = replace(case.work, last_day=1 / 7)
        spread = shared(even, queue.gpus, case.run_hours, inputs.limit_hours)
        if spread.peak_hours.typical < queue.peak_hours.typical:
            told.append(
                Reason(
                    "With a deadline for each seventh of the class, on different days, a run would wait "
                    f"{_wait(spread.peak_hours.typical)}.",
                    side=RIG,
                )
            )
    return tuple(told)


PHRASES = {
    "students": "students",
    "length_weeks": "of computing",
    "hours_per_week": "of GPU for each student",
    "own_rental_usd_per_hour": "for the rented GPU",
    "own_rig_usd": "for one server",
    "courses_per_year": "courses a year",
    "staff_usd_per_hour": "for staff",
}
"""How a turn of each number goes on, after it."""
QUANTITIES = {info.name: info.meta for info in fields_of(Inputs) if isinstance(info.meta, Quantity)}
OF_THE_WORK = ("students", "length_weeks", "hours_per_week")
"""Numbers on which what each way costs does not hang straight."""
STEPS = 16
"""Numbers tried towards each bound, close together near the number as it is."""
WEEKS_TRIED = 20
"""Whole weeks, each of which is tried: months that are paid whole make what a course costs step."""
PACKS = 4
"""Packs of compute units fewer and more than now, at which what a notebook costs steps."""
CLOSE = 5e-4
"""How near to a turn it is told, as a share of it."""
TIE = 1e-9
"""Of the most that a number may be: a turn so near the number as it is has no number of its own."""


def _turned(case: _Case, catalogue: Catalogue) -> Iterator[Reason]:
    """The nearest change of each input alone that gives another best way, or that none of those searched does."""
    search = _Search(case, catalogue)
    found = [*_less(case), *_enough(case)]
    turns = sorted(search.turns().items(), key=lambda turn: abs(turn[1][2] - turn[1][0]) / max(turn[1][0], 1.0))
    for name, (value, last, first, way) in turns:
        quantity = QUANTITIES[name]
        below = first < value
        side = "Below" if below else "From" if quantity.integer else "Above"
        told = last if below and quantity.integer else first
        told = value if abs(told - value) <= TIE * quantity.maximum else told  # of a tie any change
        turn = number(told, quantity.unit)
        now = "not published" if name == "own_rental_usd_per_hour" and search.unpriced else number(value, quantity.unit)
        text = f"{side} {turn} {PHRASES[name]} (now {now}): {_then(case, way)}."
        found.append(Reason(text, side=way.side if way else ""))
    found += _of_other_data(case, catalogue)
    if not found:
        labels = [QUANTITIES[name].label for name in (*search.numbers, "budget_usd")]
        found.append(Reason(f"No change of one of these alone turns the answer: {'; '.join((*labels, 'Data'))}."))
    return iter(found)


def _then(case: _Case, way: _Way | None) -> str:
    """What comes first beyond a turn."""
    if way is None:
        return "nothing does it within the budget" if case.inputs.budget_usd is not None else "nothing does it"
    kind, name = KIND_NAMES[way.kind], case.server.name if way.kind == SHARED else way.name
    return f"{kind[0].lower()}{kind[1:]}, {name}"


def _less(case: _Case) -> Iterator[Reason]:
    """The budget below which another way is the best, or none."""
    best = case.best
    if best is None or not best.head.typical:
        return
    least = best.head.typical * case.work.students
    budget = case.inputs.budget_usd
    way = replace(case, inputs=replace(case.inputs, budget_usd=max(0.0, least - A_CENT))).best
    now = "none" if budget is None else number(budget, Unit.USD)
    then = "nothing does it" if way is None else _then(case, way)
    yield Reason(
        f"Below a budget of about {number(least, Unit.USD)} (now {now}): {then}.", side=way.side if way else ""
    )


def _of_other_data(case: _Case, catalogue: Catalogue) -> Iterator[Reason]:
    """Other data, where another way is the best for them."""
    for data in DATA:
        other = _case(replace(case.inputs, data=data), catalogue).best
        if _called(other) != _called(case.best):
            yield Reason(f"Data “{DATA[data]}”: {_then(case, other)}.", side=other.side if other else "")


def _called(way: _Way | None) -> tuple[str, str]:
    """Which way it is, however many servers are shared."""
    return ("", "") if way is None else (way.kind, "" if way.kind == SHARED else way.name)


def number_flips(inputs: Inputs, catalogue: Catalogue) -> dict[str, tuple[float, float, float, tuple[str, str]]]:
    """Each number that alone can turn the answer: its value, the last with the same way, the first with another, and which that is."""
    turns = _Search(_case(inputs, catalogue), catalogue).turns()
    return {name: (value, last, first, _called(way)) for name, (value, last, first, way) in turns.items()}


class _Search:
    """What comes first where one number is another: by typical costs alone, and no more servers tried than must be."""

    def __init__(self, case: _Case, catalogue: Catalogue) -> None:
        self._case, self._catalogue = case, catalogue
        self._pace = _server_pace(case.inputs, case.server, catalogue)
        self._server = case.ways[-1]
        self._clouds = {
            way: way.plan.terms(typical, case.of_one, case.of_renting)
            for way in case.ways
            if way.plan is not None
            and (way.plan.unpriced or set(way.obstacles) <= {hours_obstacle(way.plan, case.of_one, case.of_renting)})
        }
        rented = next((way for way in self._clouds if way.kind == RENTED), None)
        self.unpriced = rented is not None and rented.plan is not None and rented.plan.unpriced
        self.numbers = dict(self._numbers(rented))

    def _numbers(self, rented: _Way | None) -> Iterator[tuple[str, float]]:
        """The numbers that may turn the answer, each with its value now; the largest for a price that nobody publishes."""
        case, inputs = self._case, self._case.inputs
        if case.course is None or not case.course.students:
            yield "students", case.work.students
        if case.course is None:
            yield "length_weeks", case.work.weeks
            yield "hours_per_week", case.work.hours_per_week
        if rented is not None and rented.plan is not None:
            most = QUANTITIES["own_rental_usd_per_hour"].maximum
            yield "own_rental_usd_per_hour", most if self.unpriced else rented.plan.usd_per_hour.typical
        if not self._server.obstacles and inputs.buy != OWNED:
            yield "own_rig_usd", case.server.price_usd.typical
            yield "courses_per_year", inputs.courses_per_year
        yield "staff_usd_per_hour", inputs.staff_usd_per_hour

    def turns(self) -> dict[str, tuple[float, float, float, _Way | None]]:
        """By number: its value, the last with the same way, the first with another, and that."""
        found = {}
        for name, value in self.numbers.items():
            turn = flip_between(partial(self._saved, name), value, self._knots(name, value), CLOSE)
            if turn is not None:
                last, first = map(round, turn) if QUANTITIES[name].integer else turn
                found[name] = value, last, first, self._first(name, first)
        return found

    def _knots(self, name: str, value: float) -> list[float]:
        """Numbers between which the answer turns once at most."""
        quantity = QUANTITIES[name]
        least, most = quantity.minimum, quantity.maximum
        if name not in OF_THE_WORK:
            return [least, value, most]
        places = [
            value,
            *(value + (end - value) * (k / STEPS) ** 3 for end in (least, most) for k in range(1, STEPS + 1)),
        ]
        if name == "length_weeks":
            places += range(1, WEEKS_TRIED + 1)
        if name != "students" and value:
            steps = [way.quota for way in self._clouds if way.quota and name == "hours_per_week"]
            hours = self._case.work.hours_per_week * self._case.work.weeks
            for terms in self._clouds.values():
                if terms.units_per_pack and hours:
                    each = value * terms.units_per_pack / (hours * terms.units_per_hour)
                    steps += [each * max(1, round(value / each) + k) for k in range(-PACKS, PACKS + 1)]
            places += [place for step in steps for place in (step, step * (1 + 1e-6))]
        return [place for place in places if least <= place <= most]

    def _moved(self, name: str, x: float) -> tuple[Inputs, Class]:
        """The inputs and the work with another number."""
        inputs, work = self._case.inputs, self._case.work
        if name == "students":
            return inputs, replace(work, students=round(x))
        if name in ("length_weeks", "hours_per_week"):
            return inputs, replace(work, weeks=x) if name == "length_weeks" else replace(work, hours_per_week=x)
        changed: dict[str, Any] = {name: x}
        return replace(inputs, **changed), work

    def _heads(self, inputs: Inputs, work: Class, ways: Iterable[_Way]) -> dict[_Way, float]:
        """What each of the ways in a cloud that can be done within the budget costs a head, typically."""
        n, demand = work.students, work.of_one(inputs.storage_gb, inputs.egress_gb)
        staff = (inputs.guide_hours + n * inputs.student_minutes / 60) * inputs.staff_usd_per_hour / n
        found = {}
        for way in ways:
            terms = self._clouds[way]
            if way.kind == RENTED and inputs.own_rental_usd_per_hour is not None:
                terms = replace(terms, usd_per_hour=inputs.own_rental_usd_per_hour)
            elif way.plan is not None and way.plan.unpriced:
                continue
            if can_do(terms, demand):
                head = max(0.0, rental_total(terms, demand, work.months) - way.credit_usd) + staff
                if head <= self._most(inputs, work):
                    found[way] = head
        return found

    def _most(self, inputs: Inputs, work: Class) -> float:
        """What a head may cost."""
        return math.inf if inputs.budget_usd is None else (inputs.budget_usd + 1e-9) / work.students

    def _saved(self, name: str, x: float) -> float:
        """What the best way of now saves a head beside all others; below nothing where another comes first."""
        inputs, work = self._moved(name, x)
        best = self._case.best
        if best in self._clouds and not best.unsure and self._heads(inputs, work, (best,)).get(best) == 0:
            return A_CENT  # nothing costs less
        heads = self._heads(inputs, work, self._clouds)
        if best is None:
            return -1.0 if heads or self._shares(inputs, work, self._most(inputs, work)) else 1.0
        sure = min((head for way, head in heads.items() if not way.unsure and way is not best), default=math.inf)
        if best.kind == SHARED:
            return self._saved_by_server(inputs, work, min(sure + A_CENT / 2, self._most(inputs, work)))
        if best not in heads or (best.unsure and sure < math.inf):
            return -math.inf
        others = min(
            (head for way, head in heads.items() if way is not best and way.unsure <= best.unsure), default=math.inf
        )
        saves = others + A_CENT / 2 - heads[best]
        limit = math.inf if best.unsure else heads[best] - A_CENT / 2
        return -math.inf if saves >= 0 and self._shares(inputs, work, limit) else saves

    def _first(self, name: str, x: float) -> _Way | None:
        """What comes first there."""
        inputs, work = self._moved(name, x)
        heads = self._heads(inputs, work, self._clouds)
        first = min(heads, key=lambda w: (w.unsure, round(heads[w], 6), -(w.quota or 0.0), -w.memory_gb), default=None)
        limit = math.inf if first is None or first.unsure else heads[first]
        return self._server if self._shares(inputs, work, limit) else first

    def _shares(self, inputs: Inputs, work: Class, limit: float) -> bool:
        """Whether the servers that keep the waits cost a head less than so much, and no more than the budget."""
        return self._saved_by_server(inputs, work, min(limit, self._most(inputs, work))) > 0

    def _saved_by_server(self, inputs: Inputs, work: Class, limit: float) -> float:
        """What the servers save beside so much a head; of another class only whether they do."""
        case = self._case
        if not case.per_machine:
            return -1.0
        if work is case.work:
            able = case.machines is not None and not self._server.obstacles
            return limit - self._head(inputs, work, case.machines or 1) if able else -1.0
        if case.inputs.machines is not None:
            kept = self._head(inputs, work, case.inputs.machines) < limit and self._keeps(work, case.inputs.machines)
            return 1.0 if kept else -1.0
        least = -(-(math.floor(work.before * case.run_hours) + 1) // case.per_machine)
        head = self._head(inputs, work, least)
        if head >= limit:
            return -1.0
        most = MOST_GPUS // case.per_machine
        each = self._head(inputs, work, least + 1) - head
        if each * (most - least) > limit - head:
            most = least + math.ceil((limit - head) / each) - 1
        return 1.0 if most >= least and self._keeps(work, most) else -1.0

    def _head(self, inputs: Inputs, work: Class, machines: int) -> float:
        """What so many servers cost a head, typically."""
        plan = self._case.server
        if inputs.own_rig_usd != self._case.inputs.own_rig_usd:
            plan = bought(inputs, self._catalogue)
        busy = work.hours_per_week / self._pace / max(1, self._case.per_machine)
        demand = work.of_server(machines, busy, inputs.courses_per_year)
        cost = rig_total(plan.terms(typical, _circumstances(inputs)), demand, inputs.horizon_months)
        return cost / courses_until_sold(inputs.horizon_months, inputs.courses_per_year) * machines / work.students

    def _keeps(self, work: Class, machines: int) -> bool:
        """Whether so many servers keep the waits; not where, free at first, they start too few runs of the last day in time."""
        case, inputs = self._case, self._case.inputs
        if not work.jobs_per_week:
            return True
        gpus = machines * case.per_machine
        started = gpus * (1 + (work.day_hours + inputs.limit_hours) / case.run_hours)
        if started < (1 - inputs.late_fraction) * work.peak * work.day_hours:
            return False
        return keeps_waits(work, gpus, case.run_hours, inputs.limit_hours, inputs.late_fraction)


def _enough(case: _Case) -> Iterator[Reason]:
    """The budgets above this one that would do: of the cheapest way, and of what comes first where money is no matter."""
    able = [w for w in case.ways if not w.obstacles]
    if not able:
        return
    wished = dict.fromkeys((min(able, key=lambda w: w.head.typical), min(able, key=_order)))
    for way in (w for w in wished if not case.affordable(w)):
        total = number(way.head.typical * case.work.students, Unit.USD)
        granted = f", where it is granted ({way.applied_for})" if way.applied_for else ""
        yield Reason(f"With a budget of about {total} {way.name} does it{granted}.", side=way.side)


_FREE_OF_DETAILS = {
    "own_electricity_usd_per_kwh": 0,
    "own_rig_usd": 3600,
    "resale_percent": 0,
    "storage_gb": 0,
}
EXAMPLES = (
    Example(
        title="A published course of 191 students: what matches, and what does not",
        inputs={**_FREE_OF_DETAILS, "course": "nyu-ml-systems-2025", "own_rental_usd_per_hour": 2},
        expected={
            "students": 191,
            "student_hours": 56.617801,
            "gpu_hours": 10_814.0,
            "published_head_usd": 250.0,
            "rented_head_usd": 113.235602,
        },
        source=(
            "The Cost of Teaching Operational ML (SC25): 191 students used 186,692 machine hours, about 250 dollars a head in a "
            "commercial cloud; 5,466 GPU hours in projects (the teacher's slides). By hand: labs as the teacher plans them take "
            "4 x 2 + 2 + 2 x 3 + 3 + 3 + 2 x 3 = 28 GPU hours a student, projects 5,466 / 191 = 28.618, together 56.618, or "
            "10,814 for all. At 2 dollars an hour they are 113.24 a head. What matches: students, and hours of projects. What does "
            "not: the 186,692 hours are of all machines, of which 10,814 are 6%; the others, 137 of the 250 dollars at this price, "
            "and storage have no price here. Students also used more than the plan: one's labs alone would have cost above 600."
        ),
        relative_tolerances={"rented_head_usd": 0.005},
    ),
    Example(
        title="One GPU, half busy, no rush: M/M/1",
        inputs={
            "students": 21,
            "hours_per_week": 4,
            "run_hours": 1,
            "last_day_fraction": 1 / 7,
            "day_hours": 24,
            "task": "chat",
            "rig": "rtx-3090-desktop",
            "machines": 1,
        },
        expected={
            "load_fraction": 0.5,
            "peak_load_fraction": 0.5,
            "wait_hours": 1.0,
            "peak_wait_hours": 1.0,
            "late_fraction": 0.3032653,
            "left_jobs": 0.5,
        },
        source=(
            "By hand. 21 x 4 = 84 runs of 1 h in 168 h are 0.5 an hour on one GPU: r = 0.5. M/M/1: r / (1 - r) = 1 h of waiting, "
            "r x e^(-(1 - 0.5) x 1) = 0.30327 wait longer than 1 h, r^2 / (1 - r) = 0.5 runs wait on average."
        ),
        relative_tolerances={"peak_wait_hours": 0.01, "late_fraction": 0.01, "left_jobs": 0.01},
    ),
    Example(
        title="Two servers for forty students, or a rented GPU each",
        inputs={
            **_FREE_OF_DETAILS,
            "students": 40,
            "machines": 2,
            "late_fraction": 1,
            "own_rental_usd_per_hour": 0.5,
            "courses_per_year": 2,
            "horizon_months": 36,
        },
        expected={"shared_head_usd": 30.0, "rented_head_usd": 18.0, "turn_students": 66.666667, "student_hours": 36.0},
        source=(
            "By hand. Two servers of 3,600 that fetch nothing in the end, without electricity: 7,200 for 36 / 12 x 2 = 6 courses are "
            "1,200 a course, 30 a head; all may wait. Rented: 12 x 3 = 36 h at 0.50 are 18. 1,200 / 18 = 66.7 students."
        ),
        relative_tolerances={"rented_head_usd": 0.005, "turn_students": 0.005},
    ),
    Example(
        title="No budget leaves what is free",
        inputs={"budget_usd": 0, "students": 100},
        expected={
            "verdict": "cloud",
            "kind": "free",
            "way": "Kaggle Notebooks Free",
            "head_usd": 0.0,
            "course_usd": 0.0,
        },
        source="By hand: 3 h a week are within the 30 that Kaggle gives free of charge, on two T4 of 16 GB each.",
    ),
    Example(
        title="A quota that is not enough is no bargain",
        inputs={"hours_per_week": 31, "task": "fine-tune", "data": "personal", "budget_usd": 0},
        expected={"verdict": "none", "kind": "", "head_usd": None},
        source="By hand: 31 h a week are more than Kaggle's 30; personal data rule out private accounts; the rest is not free.",
    ),
)
