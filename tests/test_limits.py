"""Every limit of a reader at its very edge: what is just within it keeps the plan, what is just beyond it names the limit.

Stand-ins hold what a limit looks at and nothing else; numbers are worked out by hand beside them.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest

from calculators.engines import limits
from calculators.engines.answers import Known
from calculators.engines.demand import INFINITE
from calculators.engines.ways import Way

WAY = {
    "grade": 3, "held": None, "gpu": None, "obstacles": (), "service": "", "remote": True, "card": "yes", "kind": "rented",
    "shape": "", "load_watts": 0.0, "pace": 2.0, "session_hours": 12.0, "spare": False, "queue_hours": 0.0,
    "most_hours_per_week": 168.0, "several": False, "price_usd": 0.0,
}  # fmt: skip
READER = {
    "privacy": "anywhere", "unavailable": (), "payment": "card", "admin": "able", "noise": "any", "socket_watts": 1000.0,
    "upload_mbit_s": 10.0, "storage_gb": 0.0, "longest_run_hours": 1.0, "deadline_hours": 1000.0, "budget_usd": 1000.0,
    "budget_usd_per_month": 50.0,
}  # fmt: skip


def way(**changed: Any) -> Way:
    """Work takes half of its hours (pace 2) unless told otherwise, and is there and held for as long as it runs."""
    return cast(Way, SimpleNamespace(**{**WAY, "hours_there": lambda h: h, "hours_held": lambda h: h, **changed}))


def reader(**changed: Any) -> Known:
    return cast(Known, SimpleNamespace(**{**READER, **changed}))


@pytest.mark.parametrize(
    ("of_way", "of_reader", "hours", "named"),
    [
        ({}, {"longest_run_hours": 24.0}, 10, []),  # 24 h at twice the pace: 12 h, as long as a session
        ({}, {"longest_run_hours": 24.2}, 10, [limits.SESSION]),
        ({"spare": True}, {"longest_run_hours": 8.0}, 10, []),  # 4 h on a spare machine
        ({"spare": True}, {"longest_run_hours": 8.2}, 10, [limits.SPARE]),
        ({}, {}, 168, []),
        ({}, {}, 168.5, [limits.WEEK]),
        ({"most_hours_per_week": 30.0}, {}, 30, []),
        ({"most_hours_per_week": 30.0}, {}, 30.5, [limits.QUOTA]),
        ({"several": True}, {}, 1000, []),
        ({"several": True, "session_hours": INFINITE}, {"longest_run_hours": 336.0}, 1000, []),  # a run of a week each
        ({"several": True, "session_hours": INFINITE}, {"longest_run_hours": 337.0}, 1000, [limits.WEEK]),
        ({"most_hours_per_week": 30.0}, {}, 169, [limits.WEEK]),  # a week that is too short is told once
        ({"queue_hours": 4.0}, {"longest_run_hours": 8.0, "deadline_hours": 8.0}, 10, []),  # 4 h to wait, 4 h to run
        ({"queue_hours": 4.5}, {"longest_run_hours": 8.0, "deadline_hours": 8.0}, 10, [limits.DEADLINE]),
        ({"pace": 0.0}, {"longest_run_hours": 1e6, "deadline_hours": 0.0}, 1e6, []),  # how fast it is nobody knows
        (
            {"spare": True, "most_hours_per_week": 1.0}, {"longest_run_hours": 48.0, "deadline_hours": 1.0}, 10,
            [limits.SESSION, limits.SPARE, limits.QUOTA, limits.DEADLINE],
        ),
    ],
)  # fmt: skip
def test_limits_of_work(of_way: dict[str, Any], of_reader: dict[str, Any], hours: float, named: list[str]) -> None:
    assert list(limits.of_work(way(**of_way), reader(**of_reader), hours)) == named


@pytest.mark.parametrize(
    ("of_way", "of_reader", "named"),
    [
        ({}, {}, []),
        ({}, {"payment": "none"}, [limits.PAYMENT]),
        ({"card": "no"}, {"payment": "none"}, []),
        ({"remote": False}, {"payment": "none"}, []),
        ({"service": "a"}, {"unavailable": ("b",)}, []),
        ({"service": "a"}, {"unavailable": ("b", "a")}, [limits.OFFERED]),
        ({"obstacles": ("closed",)}, {}, [limits.CLOSED]),
        ({"gpu": "a-gpu"}, {}, [limits.NOTHING_RUNS]),
        ({"held": SimpleNamespace(fits="yes", per_second=None)}, {}, [limits.NOTHING_RUNS]),
        ({"held": SimpleNamespace(fits="yes", per_second=1.0)}, {}, []),
        ({"held": SimpleNamespace(fits="no", per_second=None)}, {}, [limits.MEMORY]),
        ({"kind": "rig"}, {"admin": "none"}, [limits.ADMIN]),
        ({"kind": "rig"}, {"admin": "learn"}, []),
        ({"kind": "rented"}, {"admin": "none"}, []),
        ({}, {"upload_mbit_s": limits.SLOWEST_MBIT_S}, []),
        ({}, {"upload_mbit_s": limits.SLOWEST_MBIT_S * 0.99}, [limits.CONNECTION]),
        ({"remote": False}, {"upload_mbit_s": 0.0}, []),
        # 756 GB at 10 Mbit/s: 756 × 8,000 / 10 / 3,600 = 168 h, a week
        ({}, {"storage_gb": 756.0}, []),
        ({}, {"storage_gb": 757.0}, [limits.UPLOAD]),
        ({"remote": False}, {"storage_gb": 757.0}, []),
    ],
)
def test_limits_that_hang_on_neither_hours_nor_money(
    of_way: dict[str, Any], of_reader: dict[str, Any], named: list[str]
) -> None:
    assert list(limits.fixed(way(**of_way), reader(**of_reader))) == named


@pytest.mark.parametrize(
    ("grade_named", "load_watts", "shape", "of_reader", "named"),
    [
        ("own", limits.LOUD_WATTS, "", {"noise": "quiet"}, []),
        ("own", limits.LOUD_WATTS + 1, "", {"noise": "quiet"}, [limits.NOISE]),
        ("own", 1.0, "server", {"noise": "quiet"}, [limits.NOISE]),
        ("own", 1.0, "server", {}, []),
        ("own", 1000.0, "", {}, []),
        ("own", 1001.0, "", {}, [limits.SOCKET]),
        ("other", 1001.0, "server", {"noise": "quiet"}, []),
    ],
)
def test_limits_of_a_room(
    grade_named: str, load_watts: float, shape: str, of_reader: dict[str, Any], named: list[str]
) -> None:
    own = limits.GRADES[limits.OWN]
    at = way(grade=own if grade_named == "own" else own - 1, load_watts=load_watts, shape=shape)
    assert list(limits.fixed(at, reader(**of_reader))) == named


@pytest.mark.parametrize("answer", list(limits.GRADES))
def test_data_may_go_where_its_grade_is_at_least_the_one_asked_for(answer: str) -> None:
    grade = limits.GRADES[answer]
    assert limits.PRIVACY not in limits.fixed(way(grade=grade), reader(privacy=answer))
    assert limits.PRIVACY in limits.fixed(way(grade=grade - 1), reader(privacy=answer))


@pytest.mark.parametrize(
    ("price_usd", "running", "at_worst", "capped", "metered", "named"),
    [
        (1000.0, 50.0, 80.0, False, True, []),  # all of both budgets
        (1000.5, 50.0, 50.0, True, True, [limits.PRICE]),
        (1000.0, 50.5, 80.0, True, True, [limits.MONTH]),  # a month that is too dear anyway is told once
        (1000.0, 50.0, 50.0, True, True, []),
        (1000.0, 50.0, 50.5, True, True, [limits.CAP]),
        (1000.0, 50.0, 50.5, True, False, []),  # where no meter runs there is nothing to cap
        (1001.0, 51.0, 51.0, False, True, [limits.PRICE, limits.MONTH]),
    ],
)
def test_limits_of_money(
    price_usd: float, running: float, at_worst: float, capped: bool, metered: bool, named: list[str]
) -> None:
    asked = reader(said=SimpleNamespace(spending_cap=capped))
    assert list(limits.of_money(way(price_usd=price_usd, metered=metered), asked, running, at_worst)) == named
