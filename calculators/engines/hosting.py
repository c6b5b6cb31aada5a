"""Requests a day on GPUs of one's own or rented: how many machines they take, and how busy these are.

With n requests a day of O output tokens that come within H hours, a machine that writes r tokens a second for all of its conversations
together is needed for n·O / r seconds a day. That is u = n·O / (r·3600·H) of its hours; k = ⌈u⌉ machines do it, each busy for u / k.
On average L = n / (3600·H)·t conversations are open, with t the seconds of one (Little, Oper. Res. 9, 1961): fewer than the number
that r was told for leave the machine's batch smaller, and r with it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from calculators.core.catalogue import Catalogue
from calculators.core.dates import DAYS_PER_YEAR
from calculators.core.ranges import Range
from calculators.engines.api_cost import Tokens, api_total
from calculators.engines.api_plans import ApiPlan, api_plan
from calculators.engines.chips import from_gpu
from calculators.engines.circumstances import Circumstances
from calculators.engines.corners import typical
from calculators.engines.fitting import GB, Surroundings, Wish, size, verdict
from calculators.engines.generation import SERVERS, Pace, Run, pace
from calculators.engines.holders import room_of
from calculators.engines.language_model import LanguageModel
from calculators.engines.memory import LAYERS
from calculators.engines.software import Software
from calculators.records import Gpu

DAYS_PER_MONTH = DAYS_PER_YEAR / 12
SECONDS_PER_HOUR = 3600.0
DAYS_PER_WEEK = 7
ROUNDING = 1e-9
"""What a load may exceed a whole number of machines by and still count as it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Traffic:
    """Requests: tokens that each reads and writes, the share of those read that a cache holds, the hours a day in which they come."""

    prompt_tokens: int
    output_tokens: int
    cached: float
    hours_per_day: float

    @property
    def tokens_each(self) -> int:
        """Of a request, read and written."""
        return self.prompt_tokens + self.output_tokens

    @property
    def hours_per_week(self) -> float:
        """In which requests come."""
        return DAYS_PER_WEEK * self.hours_per_day

    def within(self, hours_per_week: float) -> Traffic:
        """The same requests in no more hours than a machine has."""
        if self.hours_per_week <= hours_per_week:
            return self
        return replace(self, hours_per_day=max(0.0, hours_per_week) / DAYS_PER_WEEK)

    def written_per_s(self, requests: float) -> float:
        """Output tokens a second while so many requests a day come."""
        return requests * self.output_tokens / (self.hours_per_day * SECONDS_PER_HOUR)

    def tokens(self, requests: float) -> Tokens:
        """A month's, of so many requests a day, as a provider counts them."""
        read = requests * self.prompt_tokens * DAYS_PER_MONTH
        return Tokens(read, requests * self.output_tokens * DAYS_PER_MONTH, read * self.cached)

    def open_at_once(self, requests: float, reply_s: float) -> float:
        """L: conversations that are open on average, each for so many seconds."""
        return requests / (self.hours_per_day * SECONDS_PER_HOUR) * reply_s

    def hours_of_work(self, requests: float, rate: float) -> float:
        """Hours a week that a machine of `rate` output tokens a second is busy; more than a week has where one is not enough."""
        return DAYS_PER_WEEK * requests * self.output_tokens / rate / SECONDS_PER_HOUR

    def machines(self, requests: float, rate: float) -> int:
        """K: how many do it, at least one."""
        return max(1, math.ceil(self.hours_of_work(requests, rate) / self.hours_per_week - ROUNDING))

    def most_requests(self, rate: float) -> float:
        """Requests a day that one machine can answer in the hours in which they come."""
        return rate * self.hours_per_day * SECONDS_PER_HOUR / self.output_tokens


@dataclass(frozen=True, slots=True)
class Host:
    """A machine with the model on it: its pace for so many conversations at once, and whether they fit."""

    gpu: Gpu
    count: int
    software: Software
    run: Run
    pace: Pace
    fits: str
    wish: Wish
    around: Surroundings

    @property
    def name(self) -> str:
        """Its GPUs."""
        return self.gpu.name if self.count == 1 else f"{self.count} × {self.gpu.name}"

    def need(self, gpu: Gpu, count: int) -> Range:
        """Bytes that each of so many other GPUs would hold."""
        return size(replace(self.wish, gpus=count, unified=gpu.segment == "unified"), self.around).total

    def at_once(self, concurrency: int) -> Pace:
        """Its pace for another number of conversations."""
        return pace(replace(self.run, streams=concurrency))


def host(
    language: LanguageModel,
    gpu: Gpu,
    count: int,
    software: Software,
    traffic: Traffic,
    concurrency: int,
    catalogue: Catalogue,
    own_gb: float | None = None,
) -> Host:
    """The model on a machine. ChipError for a GPU whose rates are not published.

    `own_gb` is a unified memory other than its record's.
    """
    room = room_of(gpu, catalogue, own_gb)
    run = Run(
        model=language,
        chip=from_gpu(gpu),
        vendor=gpu.vendor,
        software=software.id,
        memory_bytes=room.typical,
        prompt_tokens=traffic.prompt_tokens,
        output_tokens=traffic.output_tokens,
        streams=concurrency,
        gpus=count,
        split=software.split if count > 1 else LAYERS,
        kv_bytes=software.cache_bytes["f16"],
        cached_tokens=traffic.prompt_tokens * traffic.cached,
    )
    found = pace(run)
    terms = catalogue["glossary"]
    around = Surroundings(terms["cuda-context"].figure.range * GB, terms["pytorch-runtime"].figure.range * GB)
    wish = Wish(
        software=software,
        gpus=count,
        language=language,
        context_tokens=traffic.tokens_each,
        prompt_tokens=traffic.prompt_tokens,
        sequences=1 if software.id in SERVERS else int(found.at_once),
        unified=gpu.segment == "unified",
    )
    fits = verdict(size(wish, around).total, room * (software.takes_fraction or 1.0))
    return Host(gpu, count, software, run, found, fits, wish, around)


def priced(api_id: str, traffic: Traffic, catalogue: Catalogue) -> tuple[ApiPlan, ...]:
    """Each provider that takes requests of this length, once: the cheapest for them first."""
    providers = dict.fromkeys(price.provider for price in catalogue["apis"][api_id].prices)
    ways = Circumstances()
    plans = [api_plan(api_id, provider, catalogue) for provider in providers]
    able = [plan for plan in plans if plan.context_tokens is None or plan.context_tokens >= traffic.tokens_each]
    one = traffic.tokens(1.0)
    return tuple(sorted(able, key=lambda plan: api_total(plan.terms(typical, ways), one, 1.0)))
