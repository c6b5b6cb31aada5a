"""A fine-tuning on each notebook tier: the GPU that holds it, its hours there, and what the tier's limits make of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from calculators.core.catalogue import Catalogue
from calculators.core.quantity import Unit
from calculators.core.ranges import Range
from calculators.core.records import Figure
from calculators.core.text import number
from calculators.engines.chips import ChipError, from_gpu
from calculators.engines.finetuning import AUTO, Plan, plan_size
from calculators.engines.fitting import GB, NO, verdict
from calculators.engines.holders import COUNTS, room_of
from calculators.engines.notebook_sessions import Limits, Stay, stay
from calculators.engines.tuning_pace import MEASURED_VENDORS, Pace, hours, pace
from calculators.records import Gpu, Tier
from calculators.records.rentals import Rental

FREE = "free"
NOTEBOOK = "notebook"


@dataclass(frozen=True, slots=True)
class Work:
    """What is to be done: a plan, its tokens in all, micro-batches a step, hours lost as a session starts.

    `reading` is one's own tokens a second on the plan's number of the GPU `gpu`; it holds there alone.
    """

    plan: Plan
    tokens: float
    accumulation: int
    resume_hours: float
    gpu: str
    reading: float | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """A number of one GPU that holds the work, and its pace."""

    gpu: Gpu
    count: int
    pace: Pace


@dataclass(frozen=True, slots=True)
class Notebook:
    """A tier with the work on it, or the reason why it cannot be done there."""

    rental: Rental
    tier: Tier
    placed: Placed | None = None
    hours: Range | None = None
    stay: Stay | None = None
    obstacle: str = ""


@lru_cache(maxsize=4)
def tiers(catalogue: Catalogue) -> tuple[tuple[Rental, Tier], ...]:
    """Tiers of notebook services, and others that lend a GPU by the session."""
    rentals = catalogue["rentals"].values()
    return tuple(
        (r, r.tier)
        for r in rentals
        if r.tier and (r.service.kind == NOTEBOOK or (r.tier.gpus and r.tier.session_hours))
    )


def on_notebooks(work: Work, catalogue: Catalogue) -> tuple[Notebook, ...]:
    """The work on every tier: what can be done first, by hours."""
    if work.reading is None and work.plan.sharding == AUTO:
        # nothing is said that holds on one GPU alone: the same rows for every GPU that is asked about
        work = replace(work, gpu="", plan=replace(work.plan, gpus=1, measured_gpu=True))
    return _rows(work, catalogue)


@lru_cache(maxsize=128)
def _rows(work: Work, catalogue: Catalogue) -> tuple[Notebook, ...]:
    found: dict[tuple[str, int], Placed | str] = {}

    def placed(gpu: Gpu, count: int) -> Placed | str:
        key = (gpu.id, count)
        if key not in found:
            found[key] = _place(work, gpu, count, catalogue)
        return found[key]

    rows = []
    for rental, tier in tiers(catalogue):
        if tier.closed or not tier.gpus:
            rows.append(Notebook(rental, tier, obstacle=_without_gpu(tier)))
            continue
        tried = [[placed(catalogue["gpus"][g], n) for n in _counts(tier, g)] for g in tier.gpus]
        held = next((able for t in tried if (able := [p for p in t if isinstance(p, Placed)])), None)
        if held is None:
            usual = tried[0][-1]
            assert isinstance(usual, str)
            rows.append(Notebook(rental, tier, obstacle=usual))
            continue
        rows.append(_stayed(work, rental, tier, max(held, key=lambda p: p.pace.tokens_per_s.typical)))
    return tuple(sorted(rows, key=lambda n: (bool(n.obstacle), n.hours.typical if n.hours else 0.0, n.rental.id)))


def soonest_free(notebooks: tuple[Notebook, ...]) -> Notebook | None:
    """The free tier that needs the fewest hours, but for those on a credit that runs out; None where none can do it."""
    return next((n for n in notebooks if n.tier.kind == FREE and not n.tier.credit_usd and not n.obstacle), None)


def several(count: int, gpu: Gpu) -> str:
    """`Tesla T4`, `2 × Tesla T4`."""
    return gpu.name if count == 1 else f"{count} × {gpu.name}"


def _counts(tier: Tier, gpu: str) -> tuple[int, ...]:
    """Numbers of a GPU that a tier gives: several of the usual one, one of another in its place."""
    most = tier.gpu_count if gpu == tier.gpus[0] else 1
    return tuple(n for n in COUNTS if n <= most)


def _without_gpu(tier: Tier) -> str:
    if tier.closed:
        return "closed to new people"
    return "which GPU it gives is not published" if tier.kind != FREE else "no GPU, or which is not published"


def _place(work: Work, gpu: Gpu, count: int, catalogue: Catalogue) -> Placed | str:
    """The work on so many of a GPU, or why not."""
    measured = gpu.vendor in MEASURED_VENDORS
    same = gpu.id == work.gpu and count == work.plan.gpus
    sharding = work.plan.sharding if same else AUTO
    plan = replace(work.plan, gpus=count, sharding=sharding, measured_gpu=measured)
    need, room = plan_size(plan).total, room_of(gpu, catalogue)
    if verdict(need, room) == NO:
        takes, leaves = (number(r.typical / GB, Unit.GB) for r in (need, room))
        each = " of each" if count > 1 else ""
        return f"does not fit: it takes {takes}{each}, {several(count, gpu)} leaves {leaves}"
    try:
        chip = from_gpu(gpu)
    except ChipError as error:
        return f"{gpu.name}: {error}"
    return Placed(gpu, count, pace(plan, chip, gpu.vendor, work.accumulation, work.reading if same else None))


def _stayed(work: Work, rental: Rental, tier: Tier, placed: Placed) -> Notebook:
    needed = hours(work.tokens, placed.pace.tokens_per_s)
    burn = next((b.compute_units_per_hour for b in rental.service.burns if b.gpu == placed.gpu.id), None)
    sold = tier.usd_per_compute_unit or tier.included_compute_units
    limits = Limits(_range(tier.session_hours), _range(tier.gpu_hours_per_week), _range(burn if sold else None))
    try:
        return Notebook(rental, tier, placed, needed, stay(needed, limits, work.resume_hours))
    except ValueError:
        session = number((limits.session or limits.weekly or needed).low * 60, Unit.MINUTE)
        start = number(work.resume_hours * 60, Unit.MINUTE)
        return Notebook(rental, tier, obstacle=f"a session of {session} is over before work begins, after {start}")


def _range(figure: Figure | None) -> Range | None:
    return figure.range if figure else None
