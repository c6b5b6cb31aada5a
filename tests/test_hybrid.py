"""The best month to buy: never dearer than the cloud or a rig alone, against trying everything; the same totals as elsewhere."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calculators import run
from calculators.engines.demand import HOURS_PER_WEEK, Demand
from calculators.engines.mixing import INFINITE, Buyable, Course, Growth, Monthly, Rented, least_usd
from calculators.engines.rental_cost import rental_total
from calculators.engines.rig_cost import rig_total
from tests.support.everywhere import built
from tests.test_cost import RENTAL, RIG

COURSES = st.builds(
    lambda hours, growth, large, months, price, watts, hour, large_hour, credit, quota, holds, upkeep, idle: Course(
        Rented(
            Growth(hours, growth, large, months),
            Monthly(replace(RENTAL, usd_per_hour=hour, credit_usd_per_month=credit, most_hours_per_week=quota), 0.0),
            Monthly(replace(RENTAL, usd_per_hour=large_hour, pace=2.0, typical_pace=2.0), 0.0),
        ),
        Buyable(
            "rig",
            replace(
                RIG,
                price_usd=price,
                load_watts=watts,
                usd_per_kwh=0.3,
                resale=((1.0, 0.8), (3.0, 0.4), (5.0, 0.0)),
                upkeep_hours_per_month=upkeep,
                own_time_usd_per_hour=10,
            ),
            1.0,
            holds,
            idle,
        ),
    ),
    st.floats(0, 120),
    st.floats(-0.2, 0.3),
    st.floats(0, 1),
    st.integers(1, 10),
    st.floats(0, 5000),
    st.floats(0, 2000),
    st.floats(0, 3),
    st.floats(0, 6),
    st.floats(0, 100),
    st.sampled_from([168.0, 30.0]),
    st.booleans(),
    st.floats(0, 5),
    st.floats(0, 100),
)
PARTS = 5
"""Into how many the oracle cuts a month's work, besides the places where it must look."""


def oracle(course: Course, bought: int) -> float:
    """The total with the rig bought after so many months: every split of a month's work on a grid is tried, none is reasoned out."""
    growth, rig = course.growth, course.rig
    before = sum(usual + large for usual, large in course.rented.months[:bought])
    cost = before
    if bought < growth.months:
        owned = Demand(0.0, rig.idle_hours_per_week, 0.0)
        cost += rig_total(rig.terms, owned, growth.months - bought)
    for month in range(bought, growth.months):
        usual, large = growth.hours[month]
        least = INFINITE
        for i, j in product(range(PARTS + 1), repeat=2):
            x, y = usual * i / PARTS, large * j / PARTS
            own = usual - x + large - y
            if own > HOURS_PER_WEEK or (not rig.holds_large and y < large):
                continue
            working, resting = (Demand(h, rig.idle_hours_per_week, 0.0) for h in (own, 0.0))
            spent = rig_total(rig.terms, working, 1) - rig_total(rig.terms, resting, 1)
            spent += course.rented.usual.usd(x)
            spent += course.rented.large.usd(y)
            least = min(least, spent)
        cost += least
    return cost


@given(COURSES)
def test_no_course_that_is_tried_is_cheaper(course: Course) -> None:
    best = course.totals[course.best_month]
    for bought in {0, course.best_month}:
        tried = oracle(course, bought)
        assert best <= tried * (1 + 1e-9) + 1e-6
        assert course.totals[bought] <= tried * (1 + 1e-9) + 1e-6


@given(COURSES)
def test_the_best_is_never_above_the_cloud_nor_a_rig_now(course: Course) -> None:
    best = course.totals[course.best_month]
    assert best <= course.rented.total * (1 + 1e-9) + 1e-9
    assert best <= course.alone_usd * (1 + 1e-9) + 1e-9


@given(COURSES)
def test_the_least_that_is_told_without_a_course_is_no_more_than_any_costs(course: Course) -> None:
    least = least_usd(course.rented, course.rig)
    assert all(least <= usd + 1e-6 for usd in course.totals[:-1])


def test_steady_work_costs_what_the_cost_model_says() -> None:
    """One total everywhere: all rented, and all on the rig, as rental_total and rig_total tell them over the months."""
    terms = replace(
        RENTAL,
        credit_usd_per_month=30,
        storage_usd_per_gb_month=0.1,
        stopped_storage_usd_per_gb_month=0.2,
        usd_per_month=10,
    )
    for hours in (3, 20, 150):
        rented = Rented(Growth(hours, 0.0, 0.0, 24), Monthly(terms, 50.0), Monthly(terms, 50.0))
        course = Course(rented, Buyable("rig", RIG, 1.0, True, 20.0))
        assert rented.total == pytest.approx(rental_total(terms, Demand(hours, 0, 50), 24))
        assert course.alone_usd == pytest.approx(rig_total(RIG, Demand(hours, 20, 0), 24))


def test_the_same_plan_costs_the_same_as_in_rent_or_buy() -> None:
    same: dict[str, Any] = {"rig": "rtx-3090-desktop", "rental": "openrelay/rtx-3090", "horizon_months": 36}
    one = run("rent_or_buy", {**same, "hours_per_week": 20}, built(), "quick")["outputs"]
    other = run(
        "hybrid",
        {**same, "hours_per_week": 20, "growth_percent": 0, "large_percent": 0, "any_rig": False},
        built(),
        "quick",
    )["outputs"]
    for end in ("low", "typical", "high"):
        assert other["cloud_usd"][end] == pytest.approx(one["rental_total_usd"][end], abs=0.005)
        assert other["rig_now_usd"][end] == pytest.approx(one["rig_total_usd"][end], abs=0.005)


def test_more_machines_are_rented_where_a_week_is_too_short() -> None:
    """200 h a week at 1 an hour: two machines, 200 x 4.348125. A quota is had once."""
    assert Monthly(RENTAL, 0).usd(200) == pytest.approx(869.625)
    assert Monthly(replace(RENTAL, most_hours_per_week=30), 0).usd(31) == INFINITE
    assert Monthly(RENTAL, 100).usd(0) == 0


@pytest.mark.parametrize(
    ("inputs", "verdict"),
    [
        ({"hours_per_week": 0}, "cloud"),
        ({"hours_per_week": 1000, "growth_percent": 100, "horizon_months": 240}, None),
        ({"hours_per_week": 168, "own_rental_usd_per_hour": 0, "own_large_rental_usd_per_hour": 0}, "cloud"),
        ({"memory_gb": 10_000}, "none"),
        ({"growth_percent": -50, "horizon_months": 240}, None),
        ({"large_percent": 100}, None),
    ],
)
def test_edges_get_a_plain_sentence(inputs: dict[str, Any], verdict: str | None) -> None:
    answer = run("hybrid", inputs, built())
    assert "error" not in answer
    assert answer["report"]["verdict"]["sentence"].endswith(".")
    if verdict is not None:
        assert answer["outputs"]["verdict"] == verdict
