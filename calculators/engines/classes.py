"""A class of students: the jobs that they start, the server that they share, and what each way of computing costs a head.

A week brings J = s·h / r jobs: s students of h hours each, in runs of r hours. A share f of them comes in the last day before the
deadline, the others evenly over the six days before. In d hours a day in which students work these are

    (1 − f)·J / (6·d) jobs an hour before, f·J / d in the last day

on a server whose GPUs each take one job at a time (`queue`). A server that is bought serves several courses: each bears its share of
what the server costs until it is sold.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from calculators.core.dates import DAYS_PER_YEAR, WEEKS_PER_MONTH
from calculators.core.ranges import Range
from calculators.engines.demand import HOURS_PER_WEEK, Demand
from calculators.engines.queue import Peak, Server, Waiting, fewest_servers, settled, through_peak

DAYS_BEFORE = 6
WEEKS_PER_YEAR = DAYS_PER_YEAR / 7
SEARCH_STEPS = 2
"""Of each part of a peak while the number of GPUs is sought: shares are then within 0.02 of those told."""
EQUAL, USUAL, UNEQUAL = 0.0, 1.0, 3.0
"""Squared coefficients of variation of the jobs' lengths: all alike, as exponential times vary, and more unequal."""
MOST_GPUS = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Class:
    """Students, weeks, hours of GPU that each needs a week, hours of a run, and how the week's work comes."""

    students: int
    weeks: float
    hours_per_week: float
    run_hours: float
    last_day: float
    """Share of a week's work that falls in the last day."""
    day_hours: float
    """In which students start jobs."""

    @property
    def months(self) -> float:
        """How long it takes."""
        return self.weeks / WEEKS_PER_MONTH

    @property
    def jobs_per_week(self) -> float:
        """J."""
        return self.students * self.hours_per_week / self.run_hours

    @property
    def gpu_hours(self) -> float:
        """Of all students, over all weeks."""
        return self.students * self.hours_per_week * self.weeks

    @property
    def before(self) -> float:
        """Jobs an hour in the six days before the last."""
        return (1 - self.last_day) * self.jobs_per_week / (DAYS_BEFORE * self.day_hours)

    @property
    def peak(self) -> float:
        """Jobs an hour in the last day."""
        return self.last_day * self.jobs_per_week / self.day_hours

    def of_one(self, storage_gb: float, egress_gb: float = 0.0) -> Demand:
        """The work of one student on a machine of one's own choice, with data kept, and sent out a month."""
        starts = self.hours_per_week / self.run_hours
        return Demand(self.hours_per_week, 0.0, storage_gb, egress_gb, starts, self.run_hours)

    def of_server(self, machines: int, busy_hours: float, courses_per_year: float) -> Demand:
        """The mean week of one of several shared machines through a year with so many courses: on while a course runs.

        `busy_hours` are those that one student's week takes of a GPU's machine, over the jobs that it runs at once.
        """
        running = min(1.0, self.weeks * courses_per_year / WEEKS_PER_YEAR)
        busy = min(self.students * busy_hours / machines, HOURS_PER_WEEK)
        return Demand(busy * running, (HOURS_PER_WEEK - busy) * running, 0.0)


@dataclass(frozen=True, slots=True)
class Shared:
    """A shared server: GPUs, the wait on an ordinary day (None: the queue grows all week) and in the last day, each as a range."""

    gpus: int
    load: float
    """Of an ordinary day: 1 and more never settles."""
    peak_load: float
    ordinary: Waiting | None
    peak: Peak
    ordinary_hours: Range | None
    peak_hours: Range

    @property
    def grows(self) -> bool:
        """True when more comes than goes on ordinary days."""
        return self.ordinary is None


@lru_cache(maxsize=64)
def shared(work: Class, gpus: int, run_hours: float, limit_hours: float) -> Shared:
    """A server of so many GPUs, on each of which a run takes `run_hours`."""
    server = Server(servers=gpus, job_hours=run_hours, limit_hours=limit_hours)
    ordinary = settled(server, work.before)
    peak = through_peak(server, work.before, work.peak, DAYS_BEFORE * work.day_hours, work.day_hours)
    steady = None if ordinary is None else by_variation(ordinary.mean_hours)
    mean = peak.during.mean_hours
    fluid = mean if ordinary is None else server.growth(work.peak) * work.day_hours / 2 / server.per_hour
    return Shared(
        gpus=gpus,
        load=server.load(work.before),
        peak_load=server.load(work.peak),
        ordinary=ordinary,
        peak=peak,
        ordinary_hours=steady,
        peak_hours=by_variation(mean, min(fluid, mean)),
    )


def by_variation(mean_hours: float, overload: float = 0.0) -> Range:
    """A mean wait for jobs that are all alike up to very unequal ones: E[W] · (1 + c²) / 2.

    Allen and Cunneen's approximation (Allen, Probability, Statistics, and Queueing Theory, 1990, section 5.3). What piles up because
    more comes than goes does not depend on it.
    """
    rest = mean_hours - overload
    low, usual, high = (overload + rest * (1 + c) / 2 for c in (EQUAL, USUAL, UNEQUAL))
    return Range(low, usual, high)


@lru_cache(maxsize=64)
def fewest_gpus(work: Class, run_hours: float, limit_hours: float, most_late: float) -> int | None:
    """The fewest GPUs that keep the waits; None where no number told here does."""
    server = Server(servers=1, job_hours=run_hours, limit_hours=limit_hours)
    settles = math.floor(work.before * run_hours) + 1
    guess = math.ceil(work.peak * run_hours)
    return fewest_servers(server, settles, MOST_GPUS, guess, lambda s: _keeps(work, s, most_late))


@lru_cache(maxsize=64)
def keeps_waits(work: Class, gpus: int, run_hours: float, limit_hours: float, most_late: float) -> bool:
    """Whether so many GPUs keep the waits, by the rule that the fewest are found with."""
    return _keeps(work, Server(servers=gpus, job_hours=run_hours, limit_hours=limit_hours), most_late)


def _keeps(work: Class, server: Server, most_late: float) -> bool:
    """Whether no more than a share wait longer than the limit in the last day, and none pile up before it.

    A rush that began with less than it would settle at is never worse than if it had settled.
    """
    if server.load(work.before) >= 1:
        return False
    at_worst = settled(server, work.peak)
    if at_worst is not None and at_worst.longer <= most_late:
        return True
    hours = DAYS_BEFORE * work.day_hours, work.day_hours
    met = through_peak(server, work.before, work.peak, *hours, SEARCH_STEPS)
    return met.during.longer <= most_late


def share_of_course(total_usd: Callable[[float], Range], months: float, courses_per_year: float) -> Range:
    """What a course bears of a server's cost over the months until it is sold."""
    return total_usd(months) * (1 / courses_until_sold(months, courses_per_year))


def courses_until_sold(months: float, courses_per_year: float) -> float:
    """Courses that share a server: at the least the one that it is bought for, which bears no more than all."""
    return max(1.0, months / 12 * courses_per_year)
