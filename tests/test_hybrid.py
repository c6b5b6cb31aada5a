"""The best month to buy: never dearer than the cloud or a rig alone, against trying everything; the same totals as elsewhere."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calculators import Catalogue, hybrid, run
from calculators.core.dates import WEEKS_PER_MONTH
from calculators.engines.demand import HOURS_PER_WEEK, Demand
from calculators.engines.market import offers
from calculators.engines.mixing import INFINITE, Buyable, Course, Growth, Monthly, Rented, least_usd, reserved
from calculators.engines.rental_cost import rental_total
from calculators.engines.rental_plans import ON_DEMAND, rental_plan
from calculators.engines.rig_cost import rig_total
from calculators.engines.throughput import TEXT
from tests.support.everywhere import built
from tests.test_cost import RENTAL, RIG

NOTHING = Demand(0.0, 0.0, 0.0)
RENTING = st.fixed_dictionaries(
    {},
    optional={
        "drift_per_year": st.floats(-0.5, 1),
        "forgotten_hours_per_month": st.floats(0, 700),
        "own_time_hours_per_month": st.floats(0, 5),
        "rework": st.floats(1, 1.5),
    },
)
"""How the machines by the hour are rented besides."""
COURSES = st.builds(
    lambda hours, growth, large, months, price, watts, hour, large_hour, credit, quota, holds, upkeep, idle, rate, so, starts: (
        Course(
            Rented(
                Growth(hours, growth, large, months),
                Monthly(
                    replace(
                        RENTAL,
                        usd_per_hour=hour,
                        credit_usd_per_month=credit,
                        most_hours_per_week=quota,
                        capital_rate=rate,
                    ),
                    NOTHING,
                ),
                Monthly(
                    replace(
                        RENTAL,
                        usd_per_hour=large_hour,
                        pace=2.0,
                        typical_pace=2.0,
                        capital_rate=rate,
                        start_hours=0.2,
                        own_time_usd_per_hour=8,
                        **so,
                    ),
                    replace(NOTHING, starts_per_week=starts),
                ),
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
                    capital_rate=rate,
                ),
                1.0,
                holds,
                idle,
            ),
        )
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
    st.sampled_from([0.0, 0.12]),
    RENTING,
    st.floats(0, 20),
)


def reserving(course: Course, term: int, price: float, further: float) -> Course:
    """What is dearer by the hour becomes its price on demand."""
    rented = course.rented
    on_demand = replace(rented.usual.terms, credit_usd_per_month=0, most_hours_per_week=further)
    first = replace(on_demand, usd_per_hour=price, committed_months=float(term), most_hours_per_week=168.0)
    usual, reservation = reserved(first, rented.usual.besides, on_demand)
    return replace(course, rented=Rented(rented.growth, usual, rented.large, reservation))


RESERVED = st.builds(reserving, COURSES, st.integers(1, 12), st.floats(0, 2), st.sampled_from([168.0, 0.0]))
"""The same with the machine for usual jobs reserved; without hours on demand beyond it where those of a week are 0."""
PARTS = 5
"""Into how many the oracle cuts a month's work, besides the places where it must look."""


def oracle(course: Course, bought: int) -> float:
    """The total with the rig bought after so many months: every split of a month's work on a grid is tried, none is reasoned out.

    So is every month to which a reservation may be kept.
    """
    rented = course.rented
    if rented.reservation is None:
        return tried(course, bought, bought, 0)
    term, months = rented.reservation.months, course.growth.months
    ways = [tried(course, bought, kept, term) for kept in range(max(bought, min(term, months)), months + 1)]
    return min(ways + [tried(course, 0, 0, 0)] * (bought == 0))


def tried(course: Course, bought: int, kept: int, term: int) -> float:
    """The same with a reservation kept for so many months, and paid for its term at the least."""
    growth, rig, reservation = course.growth, course.rig, course.rented.reservation
    worth: list[float] = [(1 + rig.terms.capital_rate) ** (-month / 12) for month in range(growth.months + 12)]
    cost = sum((usual + large) * worth[month] for month, (usual, large) in enumerate(course.rented.months[:bought]))
    if reservation is not None and term:
        cost += sum(reservation.usd_per_month * w for w in worth[: max(kept, term)])
    if bought < growth.months:
        owned = Demand(0.0, rig.idle_hours_per_week, 0.0)
        cost += rig_total(rig.terms, owned, growth.months - bought) * worth[bought]
    for month in range(bought, growth.months):
        usual, large = growth.hours[month]
        renting = course.rented.usual if reservation is None or month < kept else reservation.given_up
        rents = [renting.in_month(month).usd(usual * i / PARTS) for i in range(PARTS + 1)]
        rents_large = [course.rented.large.in_month(month).usd(large * j / PARTS) for j in range(PARTS + 1)]
        resting = rig_total(rig.terms, Demand(0.0, rig.idle_hours_per_week, 0.0), 1)
        least = INFINITE
        for i, j in product(range(PARTS + 1), repeat=2):
            x, y = usual * i / PARTS, large * j / PARTS
            own = usual - x + large - y
            if own > HOURS_PER_WEEK or (not rig.holds_large and y < large):
                continue
            working = rig_total(rig.terms, Demand(own, rig.idle_hours_per_week, 0.0), 1)
            least = min(least, working - resting + rents[i] + rents_large[j])
        cost += least * worth[month]
    return cost


@given(COURSES | RESERVED)
def test_no_course_that_is_tried_is_cheaper(course: Course) -> None:
    best = course.totals[course.best_month]
    for bought in {0, course.growth.months // 2, course.best_month}:
        least = oracle(course, bought)
        assert best <= least * (1 + 1e-9) + 1e-6
        assert course.totals[bought] <= least * (1 + 1e-9) + 1e-6


@given(COURSES | RESERVED)
def test_the_best_is_never_above_the_cloud_nor_a_rig_now(course: Course) -> None:
    best = course.totals[course.best_month]
    assert best <= course.rented.total * (1 + 1e-9) + 1e-9
    assert best <= course.alone_usd * (1 + 1e-9) + 1e-9


@given(RESERVED)
def test_what_a_reservation_takes_is_told_month_by_month(course: Course) -> None:
    """Rented until the purchase, the rig, and each month's split with what is left of the term: they add up to each total."""
    rented, rig, months = course.rented, course.rig, course.growth.months
    assert rented.reservation is not None
    for bought, usd in enumerate(course.totals[:-1]):
        kept = course.kept_months(bought)
        assert kept >= min(months, max(bought, rented.reservation.months)) or bought == kept == 0
        after = [*rented.worth(split.usd for split in course.after(bought))][bought:]
        owned = rig_total(rig.terms, Demand(0, rig.idle_hours_per_week, 0), months - bought)
        owned *= (1 + rented.rate) ** (-bought / 12)
        told = rented.spent[bought] + owned + sum(after) + (rented.rest_usd if kept else 0)
        assert usd == pytest.approx(told) or usd == told == INFINITE


@given(COURSES | RESERVED, st.floats(1, 3))
def test_no_course_costs_less_when_a_price_rises(course: Course, times: float) -> None:
    """Of the rentals, of the rig, of electricity: each total with what is dearer is no less than without, month by month."""
    rented, rig = course.rented, course.rig
    usual, large = (
        replace(where, terms=replace(where.terms, usd_per_hour=times * where.terms.usd_per_hour))
        for where in (rented.usual, rented.large)
    )
    price, power = (
        replace(rig.terms, **{name: times * getattr(rig.terms, name)}) for name in ("price_usd", "usd_per_kwh")
    )
    paid = rented.reservation and replace(rented.reservation, usd_per_month=times * rented.reservation.usd_per_month)
    for dearer in (
        Course(replace(rented, reservation=paid), rig),
        Course(replace(rented, usual=usual, large=large), rig),
        Course(rented, replace(rig, terms=price)),
        Course(rented, replace(rig, terms=power)),
    ):
        for less, more in zip(course.totals, dearer.totals, strict=True):
            assert less <= more * (1 + 1e-9) + 1e-6


@given(COURSES | RESERVED)
def test_what_is_owned_is_used_now_or_never(course: Course) -> None:
    there = Course(course.rented, replace(course.rig, there=True))
    assert (there.totals[0], there.totals[-1]) == (course.totals[0], course.totals[-1])
    assert set(there.totals[1:-1]) <= {INFINITE}


@given(COURSES | RESERVED)
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
    besides = Demand(0, 0, 50, egress_gb_per_month=30, starts_per_week=3)
    so = {"drift_per_year": -0.3, "forgotten_hours_per_month": 20, "start_hours": 0.1, "egress_usd_per_gb": 0.05}
    so |= {"own_time_hours_per_month": 2, "own_time_usd_per_hour": 9, "credit_usd_per_month": 0}
    for hours, rate, renting in product((3, 20, 150), (0.0, 0.08), ({}, so)):
        paid = replace(terms, capital_rate=rate, **renting)
        owned = replace(RIG, capital_rate=rate, financed=0.5, finance_apr=0.1, instalments=12)
        rented = Rented(Growth(hours, 0.0, 0.0, 24), Monthly(paid, besides), Monthly(paid, besides))
        course = Course(rented, Buyable("rig", owned, 1.0, True, 20.0))
        assert rented.total == pytest.approx(rental_total(paid, besides.with_hours(hours), 24))
        assert course.alone_usd == pytest.approx(rig_total(owned, Demand(hours, 20, 0), 24))


RESERVED_FOR_A_YEAR = {"price_type": "reserved-1y", "own_rental_usd_per_hour": 0.2}


@pytest.mark.parametrize(
    "so",
    [
        {},
        RESERVED_FOR_A_YEAR,
        RESERVED_FOR_A_YEAR | {"horizon_months": 6},
        RESERVED_FOR_A_YEAR | {"interest_percent": 8},
    ],
)
def test_the_same_plan_costs_the_same_as_in_rent_or_buy(so: dict[str, Any]) -> None:
    same: dict[str, Any] = {"rig": "rtx-3090-desktop", "rental": "openrelay/rtx-3090", "horizon_months": 36} | so
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


def test_a_purchase_within_its_term_ends_no_reservation() -> None:
    """By hand, at 1 an hour: 730.485 a month, 12 of them at the least. The rig is 3,000, fetches nothing, its work costs nothing.

    Bought now it is 3,000 and nothing is reserved; after 4 months or 12 both are paid in full; after 23 months, those and the rig.
    """
    terms = replace(RENTAL, usd_per_hour=1, committed_months=12)
    usual, reservation = reserved(terms, NOTHING, RENTAL)
    rented = Rented(Growth(20, 0, 0, 24), usual, Monthly(RENTAL, NOTHING), reservation)
    rig = replace(RIG, price_usd=3000, usd_per_kwh=0, resale=((0.0, 0.0),))
    course = Course(rented, Buyable("rig", rig, 1.0, True, 0.0))
    assert [course.totals[b] for b in (0, 4, 12, 23, 24)] == pytest.approx(
        [3000, *(730.485 * m + 3000 for m in (12, 12, 23)), 730.485 * 24]
    )
    assert [course.kept_months(b) for b in (0, 4, 12, 23, 24)] == [0, 12, 12, 23, 24]


def test_a_rig_that_is_there_leaves_only_what_runs_where() -> None:
    """By hand: it works 168 of 200 h a week for nothing, and 32 h are rented at 1 an hour over 10 months of 4.348125 weeks.

    At 20,000, which it could be sold for and soon will not fetch, renting it all is cheaper: 200 h for 8,696.25.
    """
    base: dict[str, Any] = {"rig": "rtx-3090-desktop", "rental": "openrelay/rtx-3090", "own_rental_usd_per_hour": 1}
    base |= {"own_electricity_usd_per_kwh": 0, "resale_percent": 0, "storage_gb": 0, "large_percent": 0, "buy": "owned"}
    base |= {"hours_per_week": 200, "growth_percent": 0, "horizon_months": 10}
    both, cloud, alone = told(**base), told(**base, own_rig_usd=20_000), told(**base | {"hours_per_week": 20})
    assert [answer["outputs"]["verdict"] for answer in (both, cloud, alone)] == ["hybrid", "cloud", "rig"]
    assert both["outputs"]["total_usd"]["typical"] == pytest.approx(32 * 43.48125)
    assert both["outputs"]["rig_fraction"] == pytest.approx(0.84)
    assert cloud["outputs"]["total_usd"]["typical"] == pytest.approx(8696.25)
    assert alone["outputs"]["total_usd"]["typical"] == 0
    for answer in (both, cloud, alone):
        words = str(answer["report"]["verdict"]) + str(answer["report"]["figures"]) + str(answer["report"]["changes"])
        assert not re.search(r"\b([Bb]uy|[Bb]ought|[Pp]urchase|[Bb]uying)\b", words)


def test_growth_ends_where_it_is_said_to() -> None:
    """Doubling from 1: 1, 2, then 3 and no more. Work that starts above the end stays as it is, and may shrink."""
    assert [usual for usual, _ in Growth(1.0, 1.0, 0.0, 4, 3.0).hours] == [1, 2, 3, 3]
    assert [usual for usual, _ in Growth(8.0, 1.0, 0.0, 2, 3.0).hours] == [8, 8]
    assert [usual for usual, _ in Growth(8.0, -0.5, 0.0, 3, 3.0).hours] == [8, 4, 2]


def told(**inputs: Any) -> dict[str, Any]:
    answer = run("hybrid", inputs, built())
    assert "error" not in answer
    return answer


def test_twenty_years_of_doubling_end_at_the_hours_of_a_week() -> None:
    answer = told(growth_percent=100, horizon_months=240)
    assert "to 168\N{NO-BREAK SPACE}h/week in 240 months" in answer["report"]["reasons"][0]["text"]
    assert answer["outputs"]["cloud_usd"]["high"] < 240 * 5 * 168 * 10  # ten dollars an hour, each hour of 20 years


def test_hours_are_counted_on_the_rig_that_is_named_though_it_holds_nothing() -> None:
    """24 GB do not hold 80: another rig is bought, and its pace is still beside the one that the reader named."""
    report = told(memory_gb=80, large_memory_gb=80, rental="runpod/a100-sxm-80gb-secure")["report"]
    assert "counted on “Desktop with used RTX 3090”" in report["reasons"][0]["text"]
    (rigs,) = [t for t in report["tables"] if t["title"] == "Every rig that was tried"]
    assert rigs["columns"][-1]["label"] == "Its pace, “Desktop with used RTX 3090” being 1"


def test_the_first_month_of_renting_is_told_term_by_term() -> None:
    """Hours and storage of both rentals, with their numbers and sources, are the first month in the table of what runs where."""
    report = told(any_rig=False, own_rig_usd=100_000)["report"]
    (renting,) = [t for t in report["tables"] if t["title"].startswith("What renting it all costs in the first month")]
    assert [row[0] for row in renting["rows"]] == [
        f"{what} jobs, {part}" for what in ("Usual", "Large") for part in ("hours", "storage")
    ]
    assert "5.4 h ÷ 1.08 × 4.3481 weeks" in renting["rows"][0][2]
    assert all(row[4]["href"].startswith("data/services/") for row in renting["rows"])
    (where,) = [t for t in report["tables"] if t["title"] == "What runs where"]
    assert sum(row[3]["typical"] for row in renting["rows"]) == pytest.approx(where["rows"][0][4]["typical"])


def test_a_used_computer_that_one_source_prices_is_tried_where_it_is_named() -> None:
    """A used Mac Studio at 2,000 is what one page saw asked in Asia: by itself it is no answer, and the page says so."""
    mac, tried = "mac-studio-m2-ultra-192gb-used", "Every rig that was tried"

    def rigs_and_words(**inputs: Any) -> tuple[list[str], str]:
        report = told(**inputs)["report"]
        (table,) = [t for t in report["tables"] if t["title"] == tried]
        return [row[0]["text"] for row in table["rows"]], " ".join(report["assumptions"])

    name = built()["rigs"][mac].name
    rigs, words = rigs_and_words()
    assert name not in rigs
    assert "Not tried unless you name it" in words
    assert name in words
    rigs, words = rigs_and_words(rig=mac)
    assert name in rigs
    assert name not in words
    assert "Not tried" not in rigs_and_words(any_rig=False)[1]


def test_large_jobs_need_no_less_memory_than_usual_ones() -> None:
    """Asked for 20 GB of large jobs and 24 of usual ones, a rental of 16 GB cannot run the large ones either."""
    small = {"memory_gb": 24, "large_memory_gb": 10, "large_rental": "hyperstack/rtx-a4000"}
    assert any("16" in words and "24" in words for words in told(**small)["outputs"]["obstacles"])


def test_every_rig_is_told_with_its_range() -> None:
    """The best one's is that of the answer, and each is drawn from its own corners."""
    full = told()

    def totals(answer: dict[str, Any]) -> list[dict[str, float]]:
        (table,) = [t for t in answer["report"]["tables"] if t["title"] == "Every rig that was tried"]
        return [row[2] for row in table["rows"]]

    assert len(totals(full)) > 3
    assert all(total["low"] < total["typical"] < total["high"] for total in totals(full))
    assert totals(full)[0] == full["outputs"]["total_usd"]


def test_equal_totals_save_exactly_nothing() -> None:
    """All of 168 h a week on a rig bought now: the best course is that rig, and saves nothing beside it."""
    outputs = told(hours_per_week=168, growth_percent=0)["outputs"]
    assert outputs["verdict"] == "rig"
    assert outputs["saved_usd"] == {"low": 0.0, "typical": 0.0, "high": 0.0}


def test_a_course_is_not_compared_with_itself() -> None:
    """The rig that does everything is the best course: only the cloud stands beside it, far away, and no range overlaps."""
    answer = told(buy="owned", large_percent=0)
    cloud, total = (answer["outputs"][name] for name in ("cloud_usd", "total_usd"))
    assert cloud["low"] > total["high"]
    assert "overlap" not in answer["report"]["verdict"]["range"]
    assert answer["report"]["verdict"]["range"].count("about") == 2


def test_a_range_that_leaves_a_corner_out_says_so() -> None:
    """Kaggle gives 30 hours a week: with its GPU at its slowest they do not suffice before the purchase."""
    assert "the range leaves that out" in told(rental="kaggle/free")["report"]["verdict"]["range"]
    assert "the range leaves that out" not in told()["report"]["verdict"]["range"]


def test_more_machines_are_rented_where_a_week_is_too_short() -> None:
    """200 h a week at 1 an hour: two machines, 200 x 4.348125. A quota is had once, and what one waits for."""
    several = replace(RENTAL, several=True)
    assert Monthly(several, NOTHING).usd(200) == pytest.approx(869.625)
    assert Monthly(RENTAL, NOTHING).usd(169) == INFINITE
    assert Monthly(replace(several, waiting_hours=1), Demand(0, 0, 0, starts_per_week=1)).usd(167) < INFINITE
    assert Monthly(replace(several, waiting_hours=1), Demand(0, 0, 0, starts_per_week=1)).usd(167.5) == INFINITE
    assert Monthly(replace(RENTAL, most_hours_per_week=30), NOTHING).usd(31) == INFINITE
    assert Monthly(RENTAL, Demand(0, 0, 100)).usd(0) == 0


def test_renting_that_costs_more_never_costs_less() -> None:
    """Each way in which a rental costs more than its hours makes renting it all dearer, and the best course no cheaper."""
    plain_ = told(any_rig=False)["outputs"]
    for more in (
        {"starts_per_week": 5, "start_minutes": 10},
        {"forgotten_hours_per_month": 10},
        {"price_drift_percent": 20},
        {"rental_own_hours_per_month": 2, "own_time_usd_per_hour": 20, "upkeep_hours_per_month": 0, "setup_hours": 0},
        {"egress_gb": 100, "own_egress_usd_per_gb": 0.09},
        {"own_storage_usd_per_gb_month": 1, "own_stopped_storage_usd_per_gb_month": 1},
    ):
        dearer = told(any_rig=False, **more)["outputs"]
        assert dearer["cloud_usd"]["typical"] > plain_["cloud_usd"]["typical"], more
        assert dearer["total_usd"]["typical"] >= plain_["total_usd"]["typical"], more


def test_a_price_that_falls_puts_off_the_purchase() -> None:
    """By hand: at half the price a year later an hour costs 0.5^(t/12), so what renting takes in month t falls with it."""
    base: dict[str, Any] = {
        "any_rig": False,
        "rental": "openrelay/rtx-3090",
        "own_rental_usd_per_hour": 1,
        "large_percent": 0,
    }
    base |= {"hours_per_week": 10, "growth_percent": 0, "horizon_months": 12, "storage_gb": 0, "own_rig_usd": 100_000}
    falling = told(**base, price_drift_percent=-50)["outputs"]["cloud_usd"]["typical"]
    assert falling == pytest.approx(
        10 * 365.2425 / 7 * 0.7213475, rel=1e-6
    )  # the mean of 2^-t over a year is 0.5 / ln 2


def test_spare_machines_and_sessions_hold_here_too() -> None:
    """A price of spare machines where there is one; a run of 40 h is longer than a session of Kaggle, in the words of rent or buy."""
    spare = {
        "rental": "google-cloud/a100-sxm-40gb-europe-west4",
        "large_percent": 0,
        "price_type": "spot",
        "resumes": True,
    }
    usual, cheap = told(**(spare | {"price_type": "on-demand"})), told(**spare)
    assert cheap["outputs"]["cloud_usd"]["typical"] < usual["outputs"]["cloud_usd"]["typical"]
    assert any("(Daly 2006)" in words for words in cheap["report"]["assumptions"])
    none = told(rental="openrelay/rtx-3090", large_percent=0, price_type="spot")["outputs"]
    assert any("No spot price" in words for words in none["obstacles"])
    cut = told(rental="kaggle/free", longest_run_hours=40)["outputs"]
    there = run(
        "rent_or_buy", {"rental": "kaggle/free", "longest_run_hours": 40, "hours_per_week": 5}, built(), "quick"
    )
    assert cut["obstacles"] == there["outputs"]["obstacles"]
    assert told(rental="kaggle/free", own_quota_hours_per_week=100)["outputs"]["obstacles"] == []


def test_starts_that_leave_no_hours_are_an_obstacle() -> None:
    outputs = told(starts_per_week=1000, start_minutes=60, retry_minutes=1)["outputs"]
    assert outputs["verdict"] == "rig"
    assert "1,000 times a week, each with its waiting, leaves no hours for work." in outputs["obstacles"][0]


@pytest.mark.parametrize(
    ("inputs", "verdict"),
    [
        ({"hours_per_week": 0}, "cloud"),
        ({"rental": "google-colab/free"}, "rig"),
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


@pytest.mark.parametrize(
    "inputs", [{"memory_gb": 700.0, "hours_per_week": 40}, {"large_percent": 30, "large_memory_gb": 1000.0}]
)
def test_work_that_nothing_named_holds_is_told_what_to_rent(inputs: dict[str, Any]) -> None:
    """Rented for both kinds of jobs, the machine that is told does the work."""
    answer = run("hybrid", inputs, built(), "quick")
    assert answer["outputs"]["verdict"] == "none"
    told = answer["report"]["verdict"]["sentence"].partition("The smallest change: rent ")[2].rstrip(".")
    (rental,) = (r.id for r in built()["rentals"].values() if r.name == told)
    changed = run("hybrid", {**inputs, "rental": rental, "large_rental": rental}, built(), "quick")["outputs"]
    if "memory_gb" in inputs:  # no rig holds any of it
        assert changed["verdict"] == "cloud"
        assert changed["total_usd"] == changed["cloud_usd"]
    assert changed["verdict"] != "none"
    assert changed["total_usd"] is not None


def test_work_in_more_memory_than_any_machine_has_is_told_the_most() -> None:
    told = run("hybrid", {"memory_gb": 10_000}, built(), "quick")["report"]["verdict"]["sentence"]
    most = max(r.memory_gb for r in offers(built()))
    assert f"{most:,.0f}"[0] == told.partition("work in ")[2][0]
    asked = {"memory_gb": most, "rental": told_rental(told), "large_percent": 0}
    assert run("hybrid", asked, built(), "quick")["outputs"]["verdict"] == "cloud"


def told_rental(sentence: str) -> str:
    """The machine that a sentence ends with."""
    name = sentence.partition(", as ")[2].removesuffix(" has.")
    return next(r.id for r in built()["rentals"].values() if r.name == name)


def test_the_month_of_buying_has_a_range() -> None:
    """By hand: bought after b months, an hour that doubles each month costs p (2^b − 1) + 5 + u (8 − b) at p an hour; never, 255 p."""
    asked = rental_plan("openrelay/rtx-3090", ON_DEMAND, TEXT, "united-states", built()).usd_per_hour
    upkeep = 8.2 * asked.typical
    told = hybrid.calculate(
        hybrid.Inputs(
            rig="rtx-3090-desktop",
            any_rig=False,
            rental="openrelay/rtx-3090",
            own_rig_usd=5,
            own_electricity_usd_per_kwh=0,
            resale_percent=0,
            idle_hours_per_week=0,
            storage_gb=0,
            large_percent=0,
            hours_per_week=1 / WEEKS_PER_MONTH,
            growth_percent=100,
            horizon_months=8,
            setup_hours=0,
            upkeep_hours_per_month=1,
            own_time_usd_per_hour=upkeep,
        ),
        built(),
    )

    def best(p: float) -> int:
        costs = [p * (2**b - 1) + 5 + upkeep * (8 - b) for b in range(8)]
        return min(range(9), key=[*costs, 255 * p].__getitem__)

    assert (told.earliest_months, told.buy_after_months, told.latest_months) == (3, 4, 4)
    assert [best(p) for p in (asked.high, asked.typical, asked.low)] == [3, 4, 4]
    figures = run("hybrid", {}, built(), "quick")["report"]["figures"]
    (months,) = [f for f in figures if f["label"] == "Months until buying"]
    assert (months["value"]["high"], months["note"]) == (36, "at worst never")


def test_a_cloud_that_one_waits_for_all_week_does_no_work(catalogue: Catalogue) -> None:
    """By hand: 20 starts of 10 h of waiting are 200 h a week."""
    said = run("hybrid", {"retry_minutes": 60, "own_chance_percent": 10, "starts_per_week": 20}, catalogue, "quick")
    assert said["outputs"]["cloud_usd"] is None
    assert any("leaves no hours for work" in words for words in said["outputs"]["obstacles"])


def test_rentals_whose_price_nobody_publishes_are_not_told_to_be_unable(catalogue: Catalogue) -> None:
    for price_type in ("spot", "reserved-3y"):
        sentence = run("hybrid", {"price_type": price_type}, catalogue, "quick")["report"]["verdict"]["sentence"]
        assert sentence.endswith("these rentals have no such price published."), sentence
    cut = {"rental": "hugging-face-spaces/zerogpu-free", "memory_gb": 10, "large_percent": 0}
    assert run("hybrid", cut, catalogue, "quick")["report"]["verdict"]["sentence"].endswith("these rentals cannot.")


def test_work_that_stays_as_it_is_is_not_said_to_grow(catalogue: Catalogue) -> None:
    report = run("hybrid", {"growth_percent": 0}, catalogue)["report"]
    sentence, reasons = report["verdict"]["sentence"], [reason["text"] for reason in report["reasons"]]
    assert sentence.startswith("Both: rent for ") and ", then buy “" in sentence and "come to" not in sentence
    assert any("stays at 6" in reason for reason in reasons)
    assert any(reason.startswith("As the work stays as it is, the best month hangs on") for reason in reasons)


def test_a_difference_that_is_nothing_is_not_told_to_its_last_digit(catalogue: Catalogue) -> None:
    """A rig that is there beside a rental for nothing: using it or not comes to the same but for rounding."""
    free = {"buy": "owned", "own_rig_usd": 0, "own_electricity_usd_per_kwh": 0, "own_rental_usd_per_hour": 0}
    told = run("hybrid", {**free, "storage_gb": 0}, catalogue)["report"]["changes"]
    assert any(reason["text"].startswith("Using it costs less than $0.01 more") for reason in told)
