"""Waiting for a shared server: published values, cases by hand, a simulation that draws every job."""

from __future__ import annotations

import heapq
import math
import random
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calculators.engines.queue import (
    Server,
    fewest_servers,
    settled,
    through_peak,
    waiting_probability,
)


@pytest.mark.parametrize(
    ("servers", "erlangs", "published"),
    [
        # Gross, Shortle, Thompson and Harris, Fundamentals of Queueing Theory: closed forms of two and three servers
        (2, 1.0, 1 / 3),
        (3, 2.0, 4 / 9),
        # pyworkforce 0.5.1, README: ErlangC(transactions=100, aht=3, interval=30), 14 and 13 positions
        (14, 10.0, 0.1741319335950498),
        (13, 10.0, 0.285270453036493),
    ],
)
def test_published_waiting_probabilities(servers: int, erlangs: float, published: float) -> None:
    assert waiting_probability(servers, erlangs) == pytest.approx(published, rel=1e-12)


def test_published_share_that_waits_no_longer_than_twenty_seconds() -> None:
    # pyworkforce 0.5.1, README: 14 positions, 100 calls of 3 minutes in 30 minutes: 88.835% within 20 s
    met = settled(Server(servers=14, job_hours=0.05, limit_hours=20 / 3600), 200)
    assert met is not None
    assert 1 - met.longer == pytest.approx(0.8883500191794669, rel=1e-12)


def exact(servers: int, erlangs: Fraction) -> Fraction:
    """Erlang C as it is written in textbooks, in exact fractions: the formula that overflows in floating point."""
    terms = [erlangs**k / math.factorial(k) for k in range(servers + 1)]
    last = terms[-1] * servers / (servers - erlangs)
    return last / (sum(terms[:-1]) + last)


@pytest.mark.parametrize(("servers", "erlangs"), [(1, "0.9"), (40, "37.5"), (400, "380"), (400, "200"), (300, "1")])
def test_the_textbook_formula_in_exact_fractions(servers: int, erlangs: str) -> None:
    expected = float(exact(servers, Fraction(erlangs)))
    assert waiting_probability(servers, float(erlangs)) == pytest.approx(expected, rel=1e-11, abs=1e-200)


def test_ten_thousand_servers_follow_halfin_and_whitt() -> None:
    # With a load of 1 − b/√c the share that waits tends to 1 / (1 + b·Φ(b)/φ(b)) (Halfin and Whitt, Oper. Res. 29, 1981, eq. 2.3)
    b = 0.5
    normal = 0.5 * math.erfc(-b / math.sqrt(2))
    density = math.exp(-b * b / 2) / math.sqrt(2 * math.pi)
    servers = 10_000
    found = waiting_probability(servers, servers * (1 - b / math.sqrt(servers)))
    assert found == pytest.approx(1 / (1 + b * normal / density), rel=0.005)


def test_a_load_of_one_grows() -> None:
    server = Server(servers=4, job_hours=2.0, limit_hours=1.0)
    assert settled(server, 2.0) is None
    assert waiting_probability(4, 4.0) == 1.0
    assert server.growth(5.0) == 3.0  # 5 come, 4/2 go
    assert server.growth(1.0) == 0.0


def simulated(server: Server, before: float, peak: float, hours: float, runs: int, seed: int) -> tuple[float, ...]:
    """(shares that wait, and longer than the limit; mean wait; jobs waiting at the end): every job drawn, first come first served."""
    rng = random.Random(seed)
    warm = 30 * server.job_hours if before else 0.0
    came = waited = longer = left = 0
    total = 0.0
    for _ in range(runs):
        free = [-warm] * server.servers
        starts: list[float] = []
        for rate, begin, end in ((before, -warm, 0.0), (peak, 0.0, hours)):
            now = begin
            while rate and (now := now + rng.expovariate(rate)) < end:
                start = max(now, heapq.heappop(free))
                heapq.heappush(free, start + rng.expovariate(1 / server.job_hours))
                starts.append(start)
                if now >= 0:
                    came += 1
                    waited += start > now
                    longer += start - now > server.limit_hours
                    total += start - now
        left += sum(start > hours for start in starts)
    return waited / came, longer / came, total / came, left / runs


@pytest.mark.parametrize(
    ("servers", "job_hours", "before", "peak", "hours"),
    [
        (4, 1.0, 2.0, 5.0, 16.0),  # overloaded in the peak
        (4, 1.0, 2.0, 3.6, 16.0),  # nearly full
        (12, 2.0, 3.0, 7.0, 12.0),
        (1, 0.5, 0.8, 1.8, 16.0),
        (40, 0.5, 40.0, 86.0, 8.0),
    ],
)
def test_a_peak_against_a_simulation(servers: int, job_hours: float, before: float, peak: float, hours: float) -> None:
    """600 peaks drawn: three standard errors of the mean wait and of the jobs left are 5 to 9%, of the shares 0.01 to 0.02."""
    server = Server(servers=servers, job_hours=job_hours, limit_hours=job_hours)
    found = through_peak(server, before, peak, 100.0, hours)
    waits, longer, mean, left = simulated(server, before, peak, hours, 600, 20261127)
    assert found.during.waits == pytest.approx(waits, abs=0.02)
    assert found.during.longer == pytest.approx(longer, abs=0.02)
    assert found.during.mean_hours == pytest.approx(mean, rel=0.09)
    assert found.left_jobs == pytest.approx(left, rel=0.09)


def test_no_peak_is_the_settled_wait() -> None:
    for servers, arrivals in ((1, 0.4), (5, 2.1), (60, 27.0), (2000, 980.0)):
        server = Server(servers=servers, job_hours=2.0, limit_hours=0.5)
        steady = settled(server, arrivals)
        assert steady is not None
        same = through_peak(server, arrivals, arrivals, 1e4, 24.0).during
        assert same.waits == pytest.approx(steady.waits, rel=0.01)
        assert same.mean_hours == pytest.approx(steady.mean_hours, rel=0.01)


def test_a_load_near_one_has_no_time_to_settle() -> None:
    """Settled, a load of 0.99 would wait 99 h; in 84 h from empty it comes no further than one of 1.01 does."""
    server = Server(servers=1, job_hours=1.0, limit_hours=1.0)
    below, above = (through_peak(server, load, load, 84.0, 14.0).during.mean_hours for load in (0.99, 1.01))
    assert 5 < below < above < 1.1 * below


def test_an_overload_tends_to_what_comes_less_what_goes() -> None:
    # By hand, as a fluid (Newell, Applications of Queueing Theory, 1982, ch. 2): 20 servers of 1 h, 30 come an hour for 100 h.
    # Until ln 3 h the servers fill as 30·(1 − e^−t), which leaves 20·ln 3 − 30·(ln 3 − 2/3) = 9.01 jobs more than 10·100;
    # 20 run, so 989 wait, and who comes then waits for 990 to end at 20 an hour.
    server = Server(servers=20, job_hours=1.0, limit_hours=1.0)
    found = through_peak(server, 0.0, 30.0, 0.0, 100.0)
    assert found.left_jobs == pytest.approx(989, rel=0.02)
    assert found.at_end.mean_hours == pytest.approx(990 / 20, rel=0.02)
    grown = through_peak(server, 30.0, 30.0, 60.0, 40.0)
    assert grown.left_jobs == pytest.approx(989, rel=0.02)


def test_ten_thousand_servers_and_a_long_overload() -> None:
    # By hand, as above: 10,000 servers of 1 h, idle before, 15,000 come an hour for 20 h. They are full after ln 3 h and then
    # 10,000·ln 3 − 15,000·(ln 3 − 2/3) = 4,506.9 jobs are there more than 5,000·20; 10,000 run.
    found = through_peak(Server(servers=10_000, job_hours=1.0, limit_hours=1.0), 0.0, 15_000.0, 100.0, 20.0)
    assert found.left_jobs == pytest.approx(94_507, rel=0.02)  # below 10,000 jobs every hundredth number is watched
    assert found.at_end.longer == pytest.approx(1, abs=1e-3)


def test_nobody_comes() -> None:
    found = through_peak(Server(servers=3, job_hours=1.0, limit_hours=1.0), 0.0, 0.0, 10.0, 10.0)
    assert found.during.waits == found.during.mean_hours == found.left_jobs == 0


def test_the_step_in_time_is_short_enough() -> None:
    server = Server(servers=4, job_hours=1.0, limit_hours=1.0)
    few, many = (through_peak(server, 2.0, 5.0, 10.0, 16.0, steps) for steps in (5, 200))
    assert few.during.mean_hours == pytest.approx(many.during.mean_hours, rel=3e-3)
    assert few.during.longer == pytest.approx(many.during.longer, abs=3e-3)


SERVERS = st.builds(Server, servers=st.integers(1, 60), job_hours=st.floats(0.01, 50), limit_hours=st.floats(0, 100))


@given(SERVERS, st.floats(0, 3), st.floats(0, 3), st.floats(1, 30))
def test_shares_are_shares_and_a_busier_peak_makes_people_wait_longer(
    server: Server, before: float, peak: float, jobs: float
) -> None:
    """Loads up to three times what the servers do, peaks of 1 to 30 mean jobs' time, in half the usual number of steps."""
    at, more = (
        through_peak(
            server, before * server.per_hour, p * server.per_hour, 20 * server.job_hours, jobs * server.job_hours, 4
        )
        for p in (peak, peak * 1.1 + 0.01)
    )
    for met in (at.during, at.at_end):
        assert 0 <= met.waits <= 1
        assert 0 <= met.longer <= 1
        assert 0 <= met.mean_hours < math.inf
    assert at.left_jobs <= 1.001 * more.left_jobs + 0.01
    assert at.during.mean_hours <= 1.001 * more.during.mean_hours + 0.001 * server.job_hours


@given(st.integers(1, 2000), st.floats(0, 1.5))
def test_one_server_more_never_makes_more_people_wait(servers: int, load: float) -> None:
    erlangs = servers * load
    assert (
        0 <= waiting_probability(servers + 1, erlangs) <= waiting_probability(servers, erlangs) + 1e-299 <= 1 + 1e-299
    )


def test_the_fewest_servers() -> None:
    server = Server(servers=1, job_hours=1.0, limit_hours=0.25)

    def enough(s: Server) -> bool:
        met = settled(s, 10.0)
        return met is not None and met.longer <= 0.1

    for guess in (1, 8, 12, 100, 1000):
        count = fewest_servers(server, 1, 1000, guess, enough)
        assert count is not None
        assert enough(Server(servers=count, job_hours=1.0, limit_hours=0.25))
        assert not enough(Server(servers=count - 1, job_hours=1.0, limit_hours=0.25))
    assert fewest_servers(server, 1, 10, 5, enough) is None
    assert fewest_servers(server, 3, 10, 9, lambda s: True) == 3
