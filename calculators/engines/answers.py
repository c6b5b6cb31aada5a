"""What a reader said, and what is taken for what a reader did not say; each assumption in a sentence.

Hours that are not known are those of people alike: the share of all hours in which such people's hardware is at work, as somebody who
watched it states it, times the 168 hours of a week.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from functools import lru_cache
from math import log
from typing import Any

from calculators.core.catalogue import Catalogue
from calculators.core.ranges import Range
from calculators.core.records import Figure
from calculators.engines.api_plans import providers, seller
from calculators.engines.circumstances import Circumstances, circumstances
from calculators.engines.demand import HOURS_PER_WEEK
from calculators.engines.jobs import Job
from calculators.engines.mains import usual_socket_watts
from calculators.engines.tasks import CHAT, FINE_TUNE, IMAGES, LEARN, TRAIN, suits
from calculators.records import Model, Reader
from calculators.records.reader import ASSUMED, ASSUMED_REGION, UNKNOWN

USE = {
    "student": "use-of-personal-machines",
    "hobbyist": "use-of-personal-machines",
    "artist": "use-of-personal-machines",
    "teacher": "use-of-personal-machines",
    "developer": "use-of-personal-machines",
    "researcher": "use-of-a-researchers-machine",
    "company": "use-of-a-companys-machines",
    "institution": "use-of-a-laboratorys-machines",
}
"""Kind of reader → the glossary's term that says how much of the time such people's hardware works."""

USUAL_MODEL = {
    LEARN: "llama-3-2-3b",
    CHAT: "llama-3-1-8b",
    IMAGES: "stable-diffusion-xl-base",
    FINE_TUNE: "qwen3-8b",
    TRAIN: "qwen3-0-6b",
}
"""The model that is taken where neither a model nor a size is known."""

WRITERS = (
    "smollm2-135m", "qwen3-0-6b", "llama-3-2-1b", "llama-3-2-3b", "qwen3-4b", "qwen2-5-7b", "llama-3-1-8b", "qwen3-14b",
    "mistral-small-24b", "qwen3-32b", "llama-3-3-70b", "command-r-plus-104b", "mistral-large-2407", "falcon-180b", "llama-3-1-405b",
)  # fmt: skip
DRAWERS = (
    "stable-diffusion-1-5",
    "stable-diffusion-xl-base",
    "stable-diffusion-3-5-large",
    "flux-1-dev",
    "qwen-image",
    "flux-2-dev",
)
"""Dense models, one of each size, that stand for a size."""

ANSWERS = tuple(field.name for field in fields(Reader))
USUAL_RUN_HOURS = 2.0
"""The longest run where it is not known: an evening's."""
SERVICE_HOURS, ASSISTANT_HOURS = 168.0, 40.0
"""Hours a week that a machine must be up where an amount of tokens is asked for: for many all week, for oneself a working week."""


@dataclass(frozen=True, kw_only=True)
class Known:
    """A reader without gaps. Numbers that are not known and limit nothing are infinite."""

    said: Reader
    reader: str
    task: str
    job: Job
    model_billion: float
    hours: Range
    hours_are_known: bool
    longest_run_hours: float
    deadline_hours: float
    budget_usd: float
    budget_usd_per_month: float
    privacy: str
    growth: str
    sharing: str
    goal: str
    control: str
    admin: str
    noise: str
    payment: str
    own_anyway: str
    computer: str
    institution: str
    experience: str
    matters: str
    socket_watts: float
    upload_mbit_s: float
    storage_gb: float
    region: str
    horizon_months: float
    largest: Job | None
    ready_hours: float
    """Hours a week that a machine must be up to be asked; 0: only while it works."""
    unavailable: frozenset[str]
    """Ids of services and hosts of models that the reader cannot use."""
    circumstances: Circumstances
    figures: tuple[Figure, ...]

    def as_conditions(self) -> Mapping[str, object]:
        """By the names of the inputs, for conditions; a number that is not known is None."""
        told: dict[str, Any] = {name: getattr(self.said, name) for name in ANSWERS}
        for name in ASSUMED:
            told[name] = getattr(self, name)
        told |= {"hours_per_week": self.hours.typical, "model_billion": self.model_billion}
        told["longest_run_hours"] = self.longest_run_hours
        return told


def known(said: Reader, catalogue: Catalogue) -> Known:
    """The reader with every gap filled. Amounts of work (tokens, pictures) become hours only where machines are known."""
    taken = {name: _or_assumed(said, name) for name in ASSUMED}
    task = _task(said, taken["task"], catalogue)
    model_id = said.model or of_size(task, said.model_billion, catalogue)
    model: Model = catalogue["models"][model_id]
    use: Figure = catalogue["glossary"][USE[taken["reader"]]].figure
    hours = use.range * HOURS_PER_WEEK if said.hours_per_week is None else Range.exact(said.hours_per_week)
    largest = None
    if said.largest_billion is not None and said.largest_billion > model.parameters_billion.typical:
        largest = Job(task, of_size(task, said.largest_billion, catalogue), 1)
    hours_are_known = said.hours_per_week is not None or amount_of(said, task) is not None
    infinite = float("inf")
    region = said.region or ASSUMED_REGION
    return Known(
        said=said,
        **{**taken, "task": task},
        job=Job(task, model_id, said.concurrency if task == CHAT else 1),
        model_billion=model.parameters_billion.typical,
        hours=hours,
        hours_are_known=hours_are_known,
        longest_run_hours=USUAL_RUN_HOURS if said.longest_run_hours is None else said.longest_run_hours,
        deadline_hours=infinite if said.deadline_days is None else 24 * said.deadline_days,
        budget_usd=infinite if said.budget_usd is None else said.budget_usd,
        budget_usd_per_month=infinite if said.budget_usd_per_month is None else said.budget_usd_per_month,
        socket_watts=usual_socket_watts(catalogue["regions"][region])
        if said.socket_watts is None
        else said.socket_watts,
        upload_mbit_s=infinite if said.internet_mbit_s is None else said.internet_mbit_s,
        storage_gb=said.storage_gb,
        region=region,
        horizon_months=said.horizon_months,
        largest=largest,
        ready_hours=_ready(said, task),
        unavailable=services_named(said.unavailable, catalogue)[0],
        circumstances=circumstances(said),
        figures=() if hours_are_known else (use,),
    )


@lru_cache(maxsize=64)
def services_named(words: str, catalogue: Catalogue) -> tuple[frozenset[str], tuple[str, ...]]:
    """Ids of the services and hosts of models whose name or id holds the words between two commas, and the words that are in none."""
    named = [word.strip() for word in words.split(",") if word.strip()]
    names = {(s.id, name) for s in catalogue["services"].values() for name in (s.id, s.name)}
    names |= {(seller(host), host) for host in providers(catalogue)}
    found = {word: {seller_id for seller_id, name in names if _plain(word) in _plain(name)} for word in named}
    return frozenset().union(*found.values()), tuple(word for word in named if not found[word])


def _plain(words: str) -> str:
    """Small letters with a space around each word, so that whole words are found in it."""
    return f" {' '.join(words.casefold().replace('-', ' ').split())} "


def _ready(said: Reader, task: str) -> float:
    if task != CHAT or said.tokens_per_day is None:
        return 0.0
    return SERVICE_HOURS if said.concurrency > 1 else ASSISTANT_HOURS


def _or_assumed(said: Reader, name: str) -> str:
    answer: str = getattr(said, name)
    return ASSUMED[name] if answer == UNKNOWN else answer


def _task(said: Reader, assumed: str, catalogue: Catalogue) -> str:
    """A model that draws says what the task is where it is not known; one that writes is used, not only tried."""
    if said.task != UNKNOWN or said.model is None:
        return assumed
    return IMAGES if suits(IMAGES, catalogue["models"][said.model]) else CHAT


@lru_cache(maxsize=64)
def of_size(task: str, billion: float | None, catalogue: Catalogue) -> str:
    """The model that stands for a size: the nearest by ratio."""
    if billion is None:
        return USUAL_MODEL[task]
    models = catalogue["models"]
    wanted = log(billion)
    return min(
        DRAWERS if task == IMAGES else WRITERS,
        key=lambda m: abs(log(models[m].parameters_billion.typical) - wanted),
    )


def smaller_models(images: bool, below_billion: float, catalogue: Catalogue) -> Iterator[tuple[str, float]]:
    """The models that stand for smaller sizes, with their billions of parameters, the largest first."""
    models = catalogue["models"]
    sizes = [(m, models[m].parameters_billion.typical) for m in (DRAWERS if images else WRITERS)]
    return ((m, size) for m, size in sorted(sizes, key=lambda s: -s[1]) if size < below_billion)


def amount_of(said: Reader, task: str) -> float | None:
    """What is to get done in a week, in what the task makes; None where hours are asked for."""
    if task in (LEARN, CHAT):
        return None if said.tokens_per_day is None else 7 * said.tokens_per_day
    if task == IMAGES:
        return None if said.images_per_day is None else 7 * said.images_per_day
    return said.training_tokens_per_week
