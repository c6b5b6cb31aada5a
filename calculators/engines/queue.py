"""How long people wait for a shared server: Erlang's formula for steady times, the state equations for a peak.

Jobs come one by one and independently (a Poisson stream of λ an hour), take times that vary like an exponential of mean 1/μ hours,
and c equal servers take them in the order in which they came: the queue M/M/c (Kleinrock, Queueing Systems I, 1975, section 3.5).
Its offered load is a = λ/μ erlangs; the share r = a/c of the time each server is busy. With r < 1 it settles (Erlang, 1917):

    P(W > 0) = C(c, a) = B / (1 − r·(1 − B)),    1/B = Σ_{k=0..c} c·(c − 1)···(c − k + 1) / a^k
    E[W] = C / (c·μ − λ),    P(W > t) = C·e^(−(c·μ − λ)·t)

B is Erlang's loss formula, summed from its largest term (Cooper, Introduction to Queueing Theory, 1981, section 3.3), so that
neither a power nor a factorial is formed. With r ≥ 1 nothing settles: the queue grows by λ − c·μ jobs an hour.

A deadline is a peak of some hours in which more come than before. The number of jobs n in the system, running and waiting, then
follows the state equations (Kolmogorov, 1931)

    dp_n/dt = λ(t)·p_(n−1) + μ·min(n + 1, c)·p_(n+1) − (λ(t) + μ·min(n, c))·p_n

and who comes when n jobs are there waits for n − c + 1 of them to end, at c·μ an hour: a time that is Erlang distributed. The
equations are solved on points that lie further apart the longer the queue: the walk is watched only when it reaches another point,
with the gambler's-ruin probabilities of getting there and the mean time that Wald's identity gives (Feller, An Introduction to
Probability Theory I, 1968, chapter XIV). Time goes in steps of an implicit method of second order that no stiffness upsets
(Alexander, SIAM J. Numer. Anal. 14, 1977, p. 1006). Hours and jobs an hour.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache

STRETCH = (1 / 27, 2 / 27, 6 / 27, 18 / 27)
STEPS = 5
"""A stretch with one rate is gone through in parts, each in so many equal steps: short ones while much changes."""
POINTS_BELOW, POINTS_ABOVE = 100, 28
"""Numbers of jobs that are watched, at most: with idle servers, and with a queue. With ten times as many, mean waits differ by less
than 1%, shares by less than 0.01, or 0.03 in an overload of days."""
SPREAD = 7.0
"""Standard deviations beyond which nothing is watched."""
FARTHER = 2.0
"""Of a queue's growth in a stretch, what is watched: points far apart spread it more than single jobs do."""
FADED = 25.0
"""Mean lengths of a settled queue beyond which nothing is watched: e^−25 is 1e−11."""
LONGEST_QUEUE = 1e6
RELAXED = 10.0
"""Times that a stream takes to settle after which it is taken to have: e^−10 is left of what was."""
NEGLIGIBLE, HUGE = 1e-17, 1e300

_GAMMA = 1 - math.sqrt(0.5)
_BETA = math.sqrt(2.0)
"""Alexander's method as a function of the matrix: R = (1 + √2)·S² − √2·S with S = (I − g·h·A)⁻¹, g = 1 − 1/√2."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """What somebody who comes meets: shares of those who wait at all and who wait longer than the limit, and the mean wait."""

    waits: float
    mean_hours: float
    longer: float


@dataclass(frozen=True, slots=True)
class Peak:
    """A peak before a deadline: for those who come in it, for the one who comes last, and the jobs that still wait at its end."""

    during: Waiting
    at_end: Waiting
    left_jobs: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """`servers` GPUs that each take one job, jobs of `job_hours` on average, and the wait in hours that is called long."""

    servers: int
    job_hours: float
    limit_hours: float

    @property
    def per_hour(self) -> float:
        """Jobs an hour that it ends when all of it is busy: c·μ."""
        return self.servers / self.job_hours

    def load(self, arrivals: float) -> float:
        """The load λ/(c·μ) of so many jobs an hour: with 1 and more nothing settles."""
        return arrivals / self.per_hour

    def growth(self, arrivals: float) -> float:
        """Jobs an hour by which the queue grows: λ − c·μ, or nothing."""
        return max(0.0, arrivals - self.per_hour)


def waiting_probability(servers: int, erlangs: float) -> float:
    """Erlang C: the share of jobs that do not start at once; 1 where the load is as much as the servers or more."""
    if erlangs <= 0:
        return 0.0
    if erlangs >= servers:
        return 1.0
    term = inverse = 1.0
    for k in range(servers):
        term *= (servers - k) / erlangs
        inverse += term
        if term < NEGLIGIBLE * inverse or inverse > HUGE:
            break
    lost = 1 / inverse
    return lost / (1 - erlangs / servers * (1 - lost))


def settled(server: Server, arrivals: float) -> Waiting | None:
    """The wait once a stream of so many jobs an hour has settled; None where it never does."""
    if server.load(arrivals) >= 1:
        return None
    waits = waiting_probability(server.servers, arrivals * server.job_hours)
    spare = server.per_hour - arrivals
    return Waiting(waits, waits / spare, waits * math.exp(-spare * server.limit_hours))


def through_peak(
    server: Server, before: float, peak: float, before_hours: float, peak_hours: float, steps: int = STEPS
) -> Peak:
    """Waits in `peak_hours` in which `peak` jobs an hour come, after `before_hours` of `before` an hour.

    What comes before begins with an empty server; where there is time for it, it has settled.
    """
    points = _points(server, (before, before_hours), (peak, peak_hours))
    rates = _rates(server, points, before)
    if _settles(server, before, before_hours):
        shares = _settled_shares(*rates)
    else:
        shares = [1.0] + [0.0] * (len(points) - 1)
        *_, (_, shares) = _course(rates, shares, before_hours, steps)
    queued = points.index(server.servers)
    waits = [(n - server.servers + 1) / server.per_hour for n in points[queued:]]
    longer = [_longer(n - server.servers + 1, server.per_hour * server.limit_hours) for n in points[queued:]]

    def met(shares: list[float]) -> tuple[float, float, float]:
        busy = shares[queued:]
        return sum(busy), sum(map(operator.mul, busy, waits)), sum(map(operator.mul, busy, longer))

    seen, last = [0.0, 0.0, 0.0], met(shares)
    for hours, after in _course(_rates(server, points, peak), shares, peak_hours, steps):
        shares, now = after, met(after)
        seen = [total + hours * (a + b) / 2 for total, a, b in zip(seen, last, now, strict=True)]
        last = now
    left = sum(p * (n - server.servers) for p, n in zip(shares[queued:], points[queued:], strict=True))
    return Peak(_waiting([x / peak_hours for x in seen]), _waiting(last), max(0.0, left))


def _settles(server: Server, arrivals: float, hours: float) -> bool:
    """Whether a stream has settled after so many hours: it does at the rate (√(c·μ) − √λ)² (Cohen, The Single Server Queue, 1982)."""
    if server.load(arrivals) >= 1:
        return False
    return (math.sqrt(server.per_hour) - math.sqrt(arrivals)) ** 2 * hours > RELAXED


def _course(
    rates: tuple[list[float], list[float]], shares: list[float], hours: float, steps: int
) -> Iterator[tuple[float, list[float]]]:
    """After each step of a stretch: its hours, and the shares of the time at each point."""
    for part in STRETCH:
        step = part * hours / steps
        after = _stepper(*rates, step)
        for _ in range(steps):
            shares = after(shares)
            yield step, shares


def _waiting(values: Iterable[float]) -> Waiting:
    """Rounding, and the last digit of a step that is not quite positive, leave no probability outside 0 to 1."""
    waits, mean, longer = values
    return Waiting(min(max(waits, 0.0), 1.0), max(mean, 0.0), min(max(longer, 0.0), 1.0))


def _longer(jobs: int, expected: float) -> float:
    """P(W > t) behind so many jobs, of which `expected` end in t: that fewer of them do, by Poisson's distribution.

    Beyond 60 by the cube root's normal approximation (Wilson and Hilferty, PNAS 17, 1931).
    """
    if jobs > 60 or expected > 60:
        ninth = 1 / (9 * jobs)
        return 0.5 * math.erfc(((expected / jobs) ** (1 / 3) - 1 + ninth) / math.sqrt(2 * ninth))
    term = total = math.exp(-expected)
    for k in range(1, jobs):
        term *= expected / k
        total += term
    return total


def _points(server: Server, *stretches: tuple[float, float]) -> list[int]:
    """Numbers of jobs that are watched: every one near nothing, further apart with many servers or a long queue."""
    c = server.servers
    least = min(rate for rate, _ in stretches) * server.job_hours
    wide = math.sqrt(c) / 10
    low = max(0, math.floor(least - SPREAD * math.sqrt(least) - SPREAD)) if wide > 1 else 0
    low = 0 if any(server.load(rate) >= 1 for rate, _ in stretches[:1]) else min(low, c - 1)
    apart = max(1, int(wide), math.ceil((c - low) / POINTS_BELOW))
    points = [*range(low, c, apart), c]
    length = min(LONGEST_QUEUE, sum(_reach(server, rate, hours) for rate, hours in stretches))
    growth = _growth(length / apart)
    width, place = float(apart), float(c)
    while place < c + length:
        place += width
        width *= growth
        points.append(max(round(place), points[-1] + 1))
    return points


def _reach(server: Server, rate: float, hours: float) -> float:
    """How long a queue gets in a stretch: what settles, or what comes more than goes, with its spread."""
    spread = SPREAD * math.sqrt((rate + server.per_hour) * hours)
    grown = FARTHER * server.growth(rate) * hours + spread
    load = server.load(rate)
    return min(FADED / (1 - load), grown) if load < 1 else grown


def _growth(length: float) -> float:
    """The ratio of a geometric series of POINTS_ABOVE terms from 1 that reaches `length`, by halving; 1 where it does so anyway."""
    low, high = 1.0, 2.0
    if length <= POINTS_ABOVE:
        return low
    for _ in range(30):
        middle = (low + high) / 2
        if (middle**POINTS_ABOVE - 1) / (middle - 1) < length:
            low = middle
        else:
            high = middle
    return high


def _rates(server: Server, points: list[int], arrivals: float) -> tuple[list[float], list[float]]:
    """Rates an hour from each point to the next above and below.

    With up and down rates λ and m of single jobs, θ = ln(λ/m) and distances g above and h below, the next point above is reached
    first with probability (1 − e^(θ·h)) / (e^(−θ·g) − e^(θ·h)), after a mean time of (g·p − h·(1 − p)) / (λ − m).
    """
    up, down = [], []
    arrivals = arrivals if arrivals > NEGLIGIBLE * server.per_hour else 0.0
    for i, n in enumerate(points):
        leaving = min(n, server.servers) / server.job_hours
        above = points[i + 1] - n if i + 1 < len(points) else 0
        below = n - points[i - 1] if i else 0
        if not (above and below) or not arrivals:
            up.append(arrivals / above if above else 0.0)
            down.append(leaving / below if below else 0.0)
            continue
        theta = math.log(arrivals / leaving)
        if abs(theta) * (above + below) < 1e-5:
            chance, hours = below / (above + below), above * below / (arrivals + leaving)
        else:
            theta = math.copysign(min(abs(theta), 600 / (above + below)), theta)
            chance = (1 - math.exp(theta * below)) / (math.exp(-theta * above) - math.exp(theta * below))
            hours = (chance * above - (1 - chance) * below) / (arrivals - leaving)
        up.append(chance / hours)
        down.append((1 - chance) / hours)
    return up, down


def _settled_shares(up: list[float], down: list[float]) -> list[float]:
    """The shares of the time at each point once it has settled: p_i·up_i = p_(i+1)·down_(i+1)."""
    if not up[0]:
        return [1.0] + [0.0] * (len(up) - 1)
    logs = [0.0]
    for rising, falling in zip(up, down[1:], strict=False):
        logs.append(logs[-1] + math.log(rising / max(falling, NEGLIGIBLE)) if rising else -math.inf)
    most = max(logs)
    weights = [math.exp(x - most) for x in logs]
    total = sum(weights)
    return [w / total for w in weights]


def _stepper(up: list[float], down: list[float], hours: float) -> Callable[[list[float]], list[float]]:
    """Shares of the time at each point → those after so many hours. S is solved by elimination (Thomas), factored once."""
    h = _GAMMA * hours
    inverse, carry, lower, before = [], [], [], 0.0
    for i, (rising, falling) in enumerate(zip(up, down, strict=True)):
        from_below = h * up[i - 1] if i else 0.0
        pivot = 1 / (1 + h * (rising + falling) + from_below * before)
        before = -h * down[i + 1] * pivot if i + 1 < len(down) else 0.0
        inverse.append(pivot)
        carry.append(before)
        lower.append(from_below * pivot)
    backwards = carry[::-1]

    def solve(shares: list[float]) -> list[float]:
        forward, last = [], 0.0
        for share, pivot, taken in zip(shares, inverse, lower, strict=True):
            last = share * pivot + taken * last
            forward.append(last)
        found, last = [], 0.0
        for value, taken in zip(reversed(forward), backwards, strict=True):
            last = value - taken * last
            found.append(last)
        return found[::-1]

    def step(shares: list[float]) -> list[float]:
        once = solve(shares)
        return [(1 + _BETA) * b - _BETA * a for a, b in zip(once, solve(once), strict=True)]

    return step


def fewest_servers(server: Server, least: int, most: int, guess: int, enough: Callable[[Server], bool]) -> int | None:
    """The fewest servers from `least` to `most` with which it is `enough`; None where even those are too few.

    Steps that double away from a guess find a bracket, halving finds the number in it.
    """

    @cache
    def of(count: int) -> bool:
        return enough(Server(servers=count, job_hours=server.job_hours, limit_hours=server.limit_hours))

    few, many = least - 1, most
    tried, step = min(max(guess, least), most), max(1, math.isqrt(guess) // 2)
    if of(tried):
        while of(tried):
            many, step = tried, 2 * step
            tried = max(many - step // 2, least)
            if many == least:
                return least
        few = tried
    else:
        while not of(tried):
            few, step = tried, 2 * step
            if few == most:
                return None
            tried = min(few + step // 2, most)
        many = tried
    while many - few > 1:
        middle = (few + many) // 2
        few, many = (few, middle) if of(middle) else (middle, many)
    return many
