"""A class of students: one cost model, waits, handouts, edges."""

from __future__ import annotations

import json
import math
import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calculators import Catalogue, run
from calculators._terminal import Style, render
from calculators.classroom import QUANTITIES, Inputs, _as_cheap, _called, _case, _Search, calculate, number_flips
from calculators.core.dates import WEEKS_PER_MONTH
from calculators.core.door import answer as answer_of
from calculators.core.door import calculator
from calculators.core.quantity import Unit, fields_of
from calculators.core.ranges import Range
from calculators.core.text import number
from calculators.engines.assessment import of_rental, of_rig
from calculators.engines.circumstances import Circumstances
from calculators.engines.classes import Class, fewest_gpus, shared
from calculators.engines.demand import Demand
from calculators.engines.rental_plans import ON_DEMAND, rental_plan
from calculators.engines.rig_plans import Machine, rig_plan
from calculators.engines.throughput import TRAINING
from generator.paths import DOCS

WORK = Class(students=30, weeks=12, hours_per_week=3, run_hours=1, last_day=0.5, day_hours=14)


def test_the_totals_are_those_of_the_cost_model(catalogue: Catalogue) -> None:
    """The same plan and demand, asked of the cost model itself: the same to the cent."""
    inputs = Inputs(machines=3, storage_gb=10, forgotten_hours_per_month=2)
    found = calculate(inputs, catalogue)
    need = Machine(catalogue["gpus"]["t4"], 1, found.needed_memory_gb.typical)
    plan = rental_plan(
        "google-colab/pay-as-you-go", ON_DEMAND, TRAINING, "united-states", catalogue, need, pace=Range.exact(1)
    )
    demand = Demand(3, 0, 10, starts_per_week=3, longest_run_hours=1)
    colab = of_rental(plan, demand, Circumstances(as_sold=True)).total(12 / WEEKS_PER_MONTH)
    assert found.paid_head_usd is not None
    assert found.paid_head_usd.typical == pytest.approx(colab.typical, abs=0.005)
    running = 24 / (365.2425 / 7)
    busy = 30 * 3 / 2 / 3
    server = of_rig(
        rig_plan(inputs.rig, inputs.region, catalogue),
        Demand(busy * running, (168 - busy) * running, 0),
        Circumstances(setup_hours=24, upkeep_hours_per_month=4),
    )
    assert found.shared_head_usd is not None
    assert found.shared_head_usd.typical * 30 * 6 == pytest.approx(3 * server.total(36).typical, abs=0.03)


def test_jobs_by_hand() -> None:
    # 30 x 3 h in runs of 1 h: 90 a week; 45 in 6 x 14 h, 45 in the last 14 h
    assert WORK.jobs_per_week == 90
    assert WORK.before == pytest.approx(45 / 84)
    assert WORK.peak == pytest.approx(45 / 14)
    assert WORK.gpu_hours == 1080
    assert WORK.months == pytest.approx(2.7598, rel=1e-4)


def test_the_fewest_gpus_keep_the_wait_and_one_less_does_not() -> None:
    for students, run_hours in ((30, 1.0), (191, 2.0), (10, 0.25), (1000, 1.0)):
        work = replace(WORK, students=students, run_hours=run_hours)
        count = fewest_gpus(work, run_hours, 1.0, 0.1)
        assert count is not None
        assert shared(work, count, run_hours, 1.0).peak.during.longer <= 0.1 + 0.02
        fewer = shared(work, count - 1, run_hours, 1.0)
        assert fewer.grows or fewer.peak.during.longer > 0.1 - 0.02


def test_alike_runs_wait_half_as_long_and_what_piles_up_as_long() -> None:
    # Pollaczek and Khinchine: one server, load 0.5, runs all alike: half the wait of exponential ones
    steady = Class(students=21, weeks=1, hours_per_week=4, run_hours=1, last_day=1 / 7, day_hours=24)
    found = shared(steady, 1, 1.0, 1.0)
    assert found.ordinary_hours is not None
    assert found.ordinary_hours.low == pytest.approx(0.5)
    assert found.ordinary_hours.high == pytest.approx(2.0)
    # 14 h in which 3 times as much comes as goes: the queue's growth is all there is
    crowd = shared(replace(WORK, students=280, last_day=0.9), 18, 1.0, 1.0)
    assert crowd.peak_load > 1.9
    assert crowd.peak_hours.low > 0.9 * crowd.peak_hours.high


CHANGES = st.fixed_dictionaries(
    {},
    optional={
        "course": st.sampled_from([None, "nyu-ml-systems-2025", "llm-fine-tuning-lab"]),
        "students": st.one_of(st.integers(1, 300), st.just(10_000)),
        "length_weeks": st.floats(1, 1040),
        "hours_per_week": st.one_of(st.floats(0, 168), st.sampled_from([0.0, 168.0])),
        "task": st.sampled_from(["learn", "chat", "images", "fine-tune", "train"]),
        "data": st.sampled_from(["open", "personal"]),
        "budget_usd": st.one_of(st.none(), st.floats(0, 1e5)),
        "run_hours": st.floats(0.05, 48),
        "last_day_fraction": st.floats(0, 1),
        "paced_by": st.sampled_from(["student", "gpu"]),
        "rig": st.sampled_from(["dual-rtx-3090-desktop", "dgx-spark", "rtx-3060-12gb-desktop"]),
        "machines": st.one_of(st.none(), st.integers(1, 60)),
        "staff_usd_per_hour": st.floats(0, 200),
        "price_type": st.sampled_from(["on-demand", "spot", "reserved-3y"]),
        "start_minutes": st.floats(0, 600),
        "forgotten_hours_per_month": st.floats(0, 700),
        "price_drift_percent": st.floats(-50, 100),
    },
)


def numbers(value: Any) -> list[float]:
    if isinstance(value, Range):
        return [value.low, value.typical, value.high]
    return [value] if isinstance(value, int | float) and not isinstance(value, bool) else []


@given(CHANGES)
def test_everything_is_finite_shares_are_shares_and_what_suits_costs_least(
    catalogue: Catalogue, change: dict[str, Any]
) -> None:
    inputs = Inputs(**change)
    found = calculate(inputs, catalogue)
    for info in fields_of(type(found)):
        for value in numbers(getattr(found, info.name)):
            assert math.isfinite(value), info.name
            assert value >= 0, info.name
    if found.late_fraction is not None:
        assert found.late_fraction <= 1
    if found.head_usd is not None and inputs.budget_usd is not None and found.course_usd is not None:
        assert found.course_usd.typical <= inputs.budget_usd * (1 + 1e-9) + 1e-6
    kinds = (found.rented_head_usd, found.shared_head_usd)
    able = [head.typical for head in kinds if head is not None]
    if able and inputs.budget_usd is None and found.head_usd is not None:
        assert found.head_usd.typical <= min(able) + 1e-6


@given(st.integers(1, 200), st.integers(1, 40), st.floats(0, 0.9))
def test_more_students_on_as_many_gpus_wait_no_less(students: int, gpus: int, last_day: float) -> None:
    work = replace(WORK, students=students, last_day=last_day)
    one, more = (shared(replace(work, students=n), gpus, 1.0, 1.0) for n in (students, students + 5))
    assert one.load < more.load
    assert one.peak_hours.typical <= more.peak_hours.typical * 1.01 + 1e-3


def answered(catalogue: Catalogue, **inputs: Any) -> dict[str, Any]:
    answer = run("classroom", inputs, catalogue)
    assert "error" not in answer, answer
    return answer


def test_edges_give_a_plain_sentence(catalogue: Catalogue) -> None:
    for inputs in (
        {"hours_per_week": 0},
        {"hours_per_week": 168},
        {"students": 10_000},
        {"students": 1},
        {"budget_usd": 0},
        {"length_weeks": 1040},
        {"hours_per_week": 168, "students": 10_000, "machines": 1},
        {"task": "train", "model": "llama-3-1-405b"},
    ):
        sentence = answered(catalogue, **inputs)["report"]["verdict"]["sentence"]
        assert sentence.endswith(".")
        assert "nan" not in sentence.lower()
    too_much = answered(catalogue, task="train", model="llama-3-1-405b")["report"]["verdict"]["sentence"]
    assert too_much.startswith("Nothing here does this work")
    name = too_much.partition("The smallest change: a smaller model, such as ")[2].rstrip(".")
    smaller = next(model.id for model in catalogue["models"].values() if model.name == name)
    assert answered(catalogue, task="train", model=smaller)["outputs"]["verdict"] != "none"
    assert run("classroom", {"students": 0}, catalogue)["error"]["field"] == "students"


def test_a_turn_beyond_any_number_of_students_is_none(catalogue: Catalogue) -> None:
    hardly = run("classroom", {"hours_per_week": 1.9077505008138822e-307}, catalogue)["outputs"]  # 1 / hours overflows
    turn = hardly["turn_students"]
    assert turn is None or all(map(math.isfinite, turn.values()))


def test_a_quota_that_nobody_publishes_is_said_to_be_so_and_widens(catalogue: Catalogue) -> None:
    answer = answered(catalogue, hours_per_week=31)
    rows = next(t for t in answer["report"]["tables"] if t["title"] == "What a student gets")["rows"]
    colab = next(row for row in rows if row[0]["text"] == "Google Colab Free")
    assert colab[2] == "not published"
    assert colab[-1]["low"] == 0 < colab[-1]["high"]
    why = next(t for t in answer["report"]["tables"] if t["title"] == "What cannot do it")["rows"]
    assert any("Kaggle" in row[0]["text"] and "30" in row[1] for row in why)


def test_hours_that_nobody_publishes_are_never_assumed(catalogue: Catalogue) -> None:
    """Above Kaggle's quota, Colab's free hours would cost least if it gave half of them: what can be counted on is chosen."""
    answer = answered(catalogue, hours_per_week=40)
    assert answer["outputs"]["free_head_usd"]["typical"] < answer["outputs"]["head_usd"]["typical"]
    assert answer["outputs"]["kind"] == "rented"


def test_a_server_whose_queue_grows_is_no_way(catalogue: Catalogue) -> None:
    answer = answered(catalogue, students=500, machines=1)
    assert answer["outputs"]["shared_head_usd"] is None
    assert answer["outputs"]["load_fraction"] > 1
    assert answer["outputs"]["wait_hours"] is None
    assert "queue grows" in answer["html"]


def test_a_server_that_does_not_keep_the_waits_is_no_way(catalogue: Catalogue) -> None:
    """By hand: 93 x 3 x 0.5 / 14 h = 10 runs an hour come to two GPUs that end two an hour: hardly any of the last day starts in time.

    A deadline for each seventh brings 93 x 3 / 7 / 14 = 2.8 an hour on every day: no help.
    """
    answer = answered(catalogue, machines=1, students=93, storage_gb=1000)
    assert answer["outputs"]["late_fraction"] > 0.9
    assert answer["outputs"]["shared_head_usd"] is None
    assert answer["outputs"]["kind"] != "shared"
    (cannot,) = [t for t in answer["report"]["tables"] if t["title"] == "What cannot do it"]
    (why,) = [row[1] for row in cannot["rows"] if row[0]["text"] == "Workstation with two used RTX 3090"]
    assert "wait longer than 1 h in the last day; you let 10% do so." in why.replace("\u00a0", " ")
    changes = [change["text"] for change in answer["report"]["changes"]]
    assert not any("each seventh" in text for text in changes)
    (needed,) = [text for text in changes if text.endswith("keep the waits that you put up with.")]
    kept = answered(catalogue, machines=int(needed.split()[0]), students=93, storage_gb=1000)
    assert kept["outputs"]["kind"] == "shared"
    assert any("each seventh" in change["text"] for change in kept["report"]["changes"])
    one_less = answered(catalogue, machines=int(needed.split()[0]) - 1, students=93, storage_gb=1000)
    assert one_less["outputs"]["shared_head_usd"] is None


def test_a_shared_server_s_waits_are_told_to_the_head(catalogue: Catalogue) -> None:
    answer = answered(catalogue, data="personal", students=93, storage_gb=1000)
    assert answer["outputs"]["kind"] == "shared"
    points = dict(answer["report"]["sheets"][1]["points"])
    assert "wait longer than 1" in points["Waits"][0]


def test_no_turn_lies_where_a_server_told_does_not_keep_the_waits(catalogue: Catalogue) -> None:
    """By hand: one server for 36 / 12 x 2 = 6 courses, 3,600 / 6 = 600 a course; a rental of 36 h at 1: from 600 / 36 = 17 on.

    17 x 3 / 2 / 14 = 1.8 runs an hour are 91% of what two GPUs end: more than one in ten waits an hour, unless all may.
    """
    free: dict[str, Any] = {"own_electricity_usd_per_kwh": 0, "own_rig_usd": 3600, "resale_percent": 0, "machines": 1}
    free |= {"own_rental_usd_per_hour": 1, "storage_gb": 0, "students": 5}
    few, all_may = (answered(catalogue, **free, late_fraction=late)["outputs"] for late in (0.1, 1))
    assert few["shared_head_usd"]["typical"] == pytest.approx(120)
    assert few["turn_students"] is None
    assert all_may["turn_students"]["typical"] == pytest.approx(600 / 36, rel=0.005)
    assert answered(catalogue, **(free | {"students": 17}))["outputs"]["shared_head_usd"] is None


def test_personal_data_keep_off_private_accounts(catalogue: Catalogue) -> None:
    answer = answered(catalogue, data="personal")
    assert answer["outputs"]["free_head_usd"] is None
    assert answer["outputs"]["paid_head_usd"] is None
    assert "without a contract" in answer["html"]


def test_the_published_course_says_what_matches(catalogue: Catalogue) -> None:
    answer = answered(catalogue, course="nyu-ml-systems-2025")
    table = next(t for t in answer["report"]["tables"] if "published of the course" in t["title"])
    words = " ".join(str(cell) for row in table["rows"] for cell in row)
    assert "$250" in words
    assert "186,692, 977 a student" in words  # 186,692 / 191
    assert "What matches" in table["note"]
    assert "What does not" in table["note"]


@pytest.mark.parametrize("inputs", [{"students": 1}, {"students": 10, "machines": 10_000}, {"limit_hours": 168}])
def test_a_chance_too_small_to_matter_is_told_as_less_than_a_bound(
    catalogue: Catalogue, inputs: dict[str, Any]
) -> None:
    """Of 20,000 places for one run in two hours hardly any are asked for: no number with eighty zeros."""
    told = json.dumps(answered(catalogue, **inputs)["report"], ensure_ascii=False)
    assert not re.search(r"\b0\.0000\d*%", told)
    assert "less than 0.01%" in told


def test_a_rented_machine_has_its_terms_in_a_class_too(catalogue: Catalogue) -> None:
    """By hand: 12 weeks of 3 h in runs of an hour. 3 starts of 10 min make it 3.5 h a week: 42 at 1 an hour. 2 h a month forgotten."""
    mine: dict[str, Any] = {
        "rental": "openrelay/rtx-3090",
        "own_rental_usd_per_hour": 1,
        "storage_gb": 0,
        "task": "chat",
    }
    mine |= {"start_minutes": 10, "forgotten_hours_per_month": 2}
    outputs = answered(catalogue, **mine)["outputs"]
    months = 12 / WEEKS_PER_MONTH
    assert outputs["rented_head_usd"]["typical"] == pytest.approx(
        12 * 3.5 + 2 * months, abs=0.01
    )  # half a second a start besides
    waiting = answered(catalogue, **mine, retry_minutes=20, own_chance_percent=50)["report"]
    (ways,) = [t for t in waiting["tables"] if t["title"] == "Every way, by head"]
    assert (
        next(row[4] for row in ways["rows"] if row[0] == "A rented GPU for each student") == "40 minutes at each start"
    )


def test_staff_and_credits_are_told_as_formulas(catalogue: Catalogue) -> None:
    """By hand: 4 h and 30 x 10 min are 9 h, at 20 an hour 180, 6 a head. A credit of 50 pays a machine that costs less."""
    told = answered(catalogue, staff_usd_per_hour=20, data="personal")["report"]
    (formulas,) = [t for t in told["tables"] if t["title"] == "The formulas with your numbers"]
    rows = {row[0]["text"] if isinstance(row[0], dict) else row[0]: row for row in formulas["rows"]}
    assert rows["Staff, in a cloud"][2] == "$6 a head, 9 h in all"
    assert re.search(r"\$[\d.]+ for the machine − \$50 of credit", rows["Google Cloud Teaching credits"][1])
    assert rows["Google Cloud Teaching credits"][2] == "$6 a head"


def test_spare_and_reserved_machines_for_a_class(catalogue: Catalogue) -> None:
    """A spare one costs less than the same on demand; where none is named, one that is sold so; a reserved one is paid all hours."""
    one = {"rental": "google-cloud/a100-sxm-40gb-europe-west4"}
    usual, spare = (
        answered(catalogue, **one, price_type=kind)["outputs"]["rented_head_usd"] for kind in ("on-demand", "spot")
    )
    assert spare["typical"] < usual["typical"]
    assert answered(catalogue, price_type="spot")["outputs"]["rented_head_usd"] is not None
    mine = {"rental": "openrelay/rtx-3090", "own_rental_usd_per_hour": 0.2, "storage_gb": 0, "task": "chat"}
    reserved = answered(catalogue, **mine, price_type="reserved-1y")["outputs"]["rented_head_usd"]
    assert reserved["typical"] == pytest.approx(0.2 * 365.2425 * 24)


def test_a_course_bears_no_more_than_a_server_costs(catalogue: Catalogue) -> None:
    """Kept for a month, or for a course in ten years: 3,600 that fetch nothing are all borne by the one course, by 30 heads."""
    free: dict[str, Any] = {"own_electricity_usd_per_kwh": 0, "own_rig_usd": 3600, "resale_percent": 0, "machines": 3}
    for kept in ({"horizon_months": 1}, {"horizon_months": 12, "courses_per_year": 0.1}):
        answer = answered(catalogue, **free, **kept)
        assert answer["outputs"]["shared_head_usd"]["typical"] == pytest.approx(3 * 3600 / 30)
        assert "A course bears all of what 3 × " in answer["html"]


def test_a_budget_that_would_do_is_told(catalogue: Catalogue) -> None:
    """Of 100 dollars for 191 students: what the cheapest way takes, and what one that nobody must grant takes; of 9,000 nothing."""
    changes, more = (
        answered(catalogue, course="nyu-ml-systems-2025", budget_usd=usd)["report"]["changes"] for usd in (100, 9000)
    )
    budgets = [c["text"] for c in changes if c["text"].startswith("With a budget of about $")]
    assert len(budgets) == 2
    assert "where it is granted" in budgets[0]
    assert "where it is granted" not in budgets[1]
    paid = answered(catalogue, course="nyu-ml-systems-2025")["outputs"]["course_usd"]["typical"]
    assert f"${paid:,.0f}"[:4] in budgets[1]
    assert not [c for c in more if c["text"].startswith("With a budget")]


def test_two_handouts_stand_by_themselves(catalogue: Catalogue) -> None:
    for inputs in ({}, {"data": "personal", "hours_per_week": 20}, {"budget_usd": 0, "hours_per_week": 40}):
        answer = answered(catalogue, **inputs)
        assert [sheet["id"] for sheet in answer["report"]["sheets"]] == ["students", "head"]
        for sheet in ("students", "head"):
            assert answer["html"].count(f'class="cr-sheet" id="sheet-{sheet}"') == 1


def test_a_handout_prints_on_a_page_of_its_own() -> None:
    rule = re.search(r"\.cr-sheet \{([^}]*)\}", (DOCS / "css" / "print.css").read_text("utf-8"))
    assert rule is not None
    assert {"break-before: page", "break-after: page"} <= {part.strip() for part in rule[1].split(";")}


def test_a_terminal_shows_the_handouts(catalogue: Catalogue) -> None:
    inputs = Inputs()
    outputs, told = answer_of(calculator("classroom"), inputs, catalogue)
    assert outputs.way
    text = render(told, catalogue, Style(width=80))
    assert "For the head of department: computing for a class" in text
    assert "Upload nothing personal or secret." in text


@pytest.mark.parametrize(("kind", "staffed"), [("paid", 0.0), ("rented", 0.0), ("paid", 25.0)])
def test_what_a_head_pays_is_told_term_by_term(kind: str, staffed: float, catalogue: Catalogue) -> None:
    """The parts of the cheapest paid tier, and of the rental, are what it costs a head without staff, each part with its source."""
    answer = run("classroom", {"staff_usd_per_hour": staffed}, catalogue, "full")
    head = answer["outputs"][f"{kind}_head_usd"]["typical"]
    tables = [t for t in answer["report"]["tables"] if t["title"].endswith("costs a student, with your numbers")]
    assert len(tables) == 2
    table = tables[kind == "rented"]
    assert [row[0] for row in table["rows"]] == ["Rental, hours", "Rental, storage"]
    assert all(row[4]["href"].startswith("data/services/") for row in table["rows"])
    parts = sum(row[3]["typical"] for row in table["rows"])
    without = run("classroom", {"staff_usd_per_hour": 0}, catalogue, "quick")["outputs"][f"{kind}_head_usd"]["typical"]
    assert parts == pytest.approx(without)
    assert (head > parts + 0.01) == (staffed > 0)
    (formulas,) = [t for t in answer["report"]["tables"] if t["title"] == "The formulas with your numbers"]
    assert any(f"{number(head, Unit.USD)} a head" == row[2] for row in formulas["rows"])
    assert any("storage, staff and" in row[1] for row in formulas["rows"]) == (staffed > 0)


def test_a_credit_that_may_be_refused_costs_at_most_what_the_machine_does(catalogue: Catalogue) -> None:
    """By hand: 12 weeks of 3 h on Google's cheapest T4 are 36 h, less than the 50 of its teaching credits, which must be asked for."""
    asked = [
        rental.offer.on_demand_usd_per_hour.typical
        for rental in catalogue["rentals"].values()
        if rental.service.id == "google-cloud" and rental.offer and rental.offer.gpu == "t4"
    ]
    found = calculate(Inputs(data="personal"), catalogue).credit_head_usd
    assert found is not None
    assert found.low == found.typical == 0 < 36 * min(asked) <= found.high < 50


def test_a_credit_is_nothing_only_if_it_is_granted(catalogue: Catalogue) -> None:
    """By hand: 36 h on Google's T4 and 100 GB cost up to 47.84 a student without the credit, 30 x 47.84 = 1,435 for all."""
    for budget in (0, 100):
        answer = answered(catalogue, data="personal", budget_usd=budget, storage_gb=100)
        assert answer["outputs"]["way"] == "Google Cloud Teaching credits"
        most = answer["outputs"]["head_usd"]["high"]
        assert 36 * 0.35 < most < 100
        sentence = answer["report"]["verdict"]["sentence"]
        assert f"it costs nothing if the credit is granted, else up to {number(most, Unit.USD)} a head" in sentence
        (left,) = [r["text"] for r in answer["report"]["reasons"] if r["text"].startswith("Of the budget")]
        assert f"${budget} is left if the credit is granted. Without it the course costs" in left
        assert left.endswith(f"{number(30 * most, Unit.USD)}: more than the budget.")
        assert left in dict(answer["report"]["sheets"][1]["points"])["Money"]
    enough = answered(catalogue, data="personal", budget_usd=100_000, storage_gb=100)
    assert enough["outputs"]["kind"] in {"rented", "shared"}  # what can be counted on comes first
    assert "more than the budget" not in enough["html"]


def test_over_budget_a_head_reads_what_every_way_costs(catalogue: Catalogue) -> None:
    answer = answered(catalogue, budget_usd=500, hours_per_week=40)
    outputs = answer["outputs"]
    assert outputs["kind"] == ""
    students, head = answer["report"]["sheets"]
    instead = dict(head["points"])["Instead"]
    heads = {"Free notebooks": "free", "Paid notebooks": "paid", "Credits": "credit", "A shared server": "shared"}
    for name, kind in (heads | {"A rented GPU for each student": "rented"}).items():
        (line,) = [text for text in instead if text.startswith(name)]
        assert f"the course about {number(30 * outputs[f'{kind}_head_usd']['typical'], Unit.USD)}" in line
    bought = "(units bought beyond what it gives)"
    assert [bought in line for line in instead] == [True, False, False, False, False]
    least = number(30 * outputs["free_head_usd"]["typical"], Unit.USD)
    assert f"costs about {least} {bought} for 30 students." in answer["report"]["verdict"]["sentence"]
    assert "Hours a week: 40, in runs of about 1\u00a0h." in dict(students["points"])["What our work needs"]


def test_a_run_longer_than_a_session_says_how_many_it_takes(catalogue: Catalogue) -> None:
    """By hand: Kaggle ends a session after 12 h, and to go on takes a quarter of an hour: 24 / 11.75 are 3. Of 12 h one, untold."""
    told = "A run of 24\u00a0h takes 3 sessions, each after the first from a checkpoint: one ends after 12\u00a0h."
    answer = answered(catalogue, run_hours=24)
    assert answer["outputs"]["way"] == "Kaggle Notebooks Free"
    assert told in [reason["text"] for reason in answer["report"]["reasons"]]
    assert told in dict(answer["report"]["sheets"][0]["points"])["What you get"]
    assert "sessions, each after" not in answered(catalogue, run_hours=12)["html"]


def test_a_run_longer_than_a_student_s_hours_is_remarked_on(catalogue: Catalogue) -> None:
    """By hand: 12 weeks of 3 h are 36 h."""
    told = "A run of 37\u00a0h is longer than the 36\u00a0h that a student has in all: no student ends one."
    assert told in [reason["text"] for reason in answered(catalogue, run_hours=37)["report"]["reasons"]]
    assert "no student ends one" not in answered(catalogue, run_hours=36)["html"]


def test_the_wait_of_the_last_day_has_its_formula(catalogue: Catalogue) -> None:
    """By hand, two GPUs: C(2, a) = a^2 / (2 + a) for M/M/2.

    8 students of 4 h: 16 runs in the last 14 h are a = 1.142857, C = 1.306122 / 3.142857 = 0.415584, over 2 - a is 0.484848 h, or 29
    minutes. 28 students: 56 / 14 are a = 4, twice what goes: (4 / 2 - 1) x 14 / 2 = 7 h.
    """
    waits = {}
    for students in (8, 28):
        told = answered(catalogue, students=students, hours_per_week=4, machines=1)["report"]
        (formulas,) = [t for t in told["tables"] if t["title"] == "The formulas with your numbers"]
        waits[students] = {row[1].replace("\u00a0", " "): row[2] for row in formulas["rows"]}
    settled = "last day, if it settled: C(2, 1.14) × 1 h / (2 − 1.14) = 41.6% × 1 h / 0.857"
    assert waits[8][settled] == "29 minutes"
    assert waits[28]["last day, what piles up: (4 / 2 − 1) × 14 h / 2"] == "7 hours"
    for rows in waits.values():
        assert any(
            formula.startswith("last day, as it comes: the state equations through 14 hours") for formula in rows
        )


def test_many_rented_machines_at_once_must_be_asked_for(catalogue: Catalogue) -> None:
    """By hand: 10,000 x 3 h x 0.5 / 14 h are 1,071 at once; of 30 students three."""
    many = [reason["text"] for reason in answered(catalogue, students=10_000)["report"]["reasons"]]
    assert any("about 1,071 runs go on at once: so many rented GPUs must be asked for" in text for text in many)
    assert "must be asked for before" not in answered(catalogue)["html"]


def test_ways_that_cost_as_much_are_both_named(catalogue: Catalogue) -> None:
    """By hand: 31 h of 1.19 units on a T4, 13 weeks: 479.6, five packs of 100 at 9.99. Pro: three months with 100 each, two packs."""
    answer = answered(catalogue, hours_per_week=31, length_weeks=13, storage_gb=0, own_rental_usd_per_hour=1)
    assert answer["outputs"]["head_usd"]["typical"] == pytest.approx(5 * 9.99)
    sentence = answer["report"]["verdict"]["sentence"]
    assert "Google Colab Pro" in sentence
    assert "Google Colab Pay As You Go" in sentence
    assert " or " in sentence


def test_what_may_give_too_small_a_gpu_comes_after_what_is_sure(catalogue: Catalogue) -> None:
    """By hand: 20 h a week for four are 601.6 units of an A100 80 GB, seven packs: 69.93, where a lesser GPU holds 61 GB too.

    A machine that is sure costs more; with a budget of 75 a head, 2,250, none of these is left, and the verdict says so.
    """
    large: dict[str, Any] = {"model": "llama-3-3-70b", "hours_per_week": 20, "length_weeks": 4, "storage_gb": 0}
    large |= {"region": "germany"}  # where no American allocation can be asked for
    sure, unsure = (answered(catalogue, **large, budget_usd=usd) for usd in (None, 2250))
    assert sure["outputs"]["kind"] == "rented"
    assert sure["outputs"]["head_usd"]["typical"] > 75 > sure["outputs"]["paid_head_usd"]["typical"]
    (told,) = [r["text"] for r in sure["report"]["reasons"] if "would cost less where its GPU is enough" in r["text"]]
    assert (
        "Google Colab Pro would cost less where its GPU is enough, about $69.90 a head; it gives A100"
        in told.replace("\u00a0", " ")
    )
    assert unsure["outputs"]["kind"] == "paid"
    assert unsure["outputs"]["head_usd"]["typical"] == pytest.approx(7 * 9.99)
    sentence = unsure["report"]["verdict"]["sentence"]
    assert sentence.endswith(
        "It may give a GPU with less memory than the work needs: no way within the budget is sure."
    )
    assert sentence in unsure["report"]["sheets"][1]["sentences"]
    handed = dict(unsure["report"]["sheets"][0]["points"])["What you get"]
    assert "See which GPU you were given: a lesser one may not hold our work." in handed
    assert (
        "less memory than the work needs" not in answered(catalogue, hours_per_week=31, length_weeks=13)["html"]
    )  # a T4 holds it


SEARCHED: tuple[dict[str, Any], ...] = (
    {},
    {"course": "nyu-ml-systems-2025"},
    {"course": "nyu-ml-systems-2025", "data": "personal", "budget_usd": 20_000},
    {"course": "llm-fine-tuning-lab"},
    {"data": "personal"},
    {"data": "personal", "students": 12, "hours_per_week": 20},
    {"data": "personal", "students": 93, "storage_gb": 1000, "machines": 8},
    {"hours_per_week": 31},
    {"hours_per_week": 40, "budget_usd": 500},
    {"students": 40, "machines": 2, "late_fraction": 1, "own_rental_usd_per_hour": 0.5, "data": "personal"},
    {"staff_usd_per_hour": 30, "data": "personal", "hours_per_week": 20},
    {"price_type": "reserved-3y", "data": "personal"},
    {"task": "train", "model": "llama-3-1-405b"},
    {"students": 120, "run_hours": 27.6, "rig": "dgx-spark", "machines": 27, "buy": "owned", "model": "llama-3-3-70b"},
)


def stands(catalogue: Catalogue, inputs: Inputs, name: str, x: float) -> bool:
    """Whether the best way of now is, with another number, still the best or costs no cent more: from the whole calculation."""
    least, most = QUANTITIES[name].minimum, QUANTITIES[name].maximum
    changed: dict[str, Any] = {name: round(x) if QUANTITIES[name].integer else min(max(x, least), most)}
    now, case = _case(inputs, catalogue), _case(replace(inputs, **changed), catalogue)
    best = case.best
    if now.best is None or best is None:
        return now.best is best
    same = [w for w in case.ways if _called(w) == _called(now.best) and not w.obstacles and case.affordable(w)]
    return any(w.unsure == best.unsure and w.head.typical <= best.head.typical + 0.005 for w in same)


@pytest.mark.parametrize("said", SEARCHED, ids=str)
def test_the_nearest_turn_of_every_number_is_told(said: dict[str, Any], catalogue: Catalogue) -> None:
    """Just past it another way is the best, just before it the one of now, and a grid finds none nearer that holds for a hundredth."""
    inputs = Inputs(**said)
    turns = number_flips(inputs, catalogue)
    for name, value in searched(inputs, catalogue).items():
        quantity = QUANTITIES[name]
        ends = [quantity.minimum, quantity.maximum]
        if name in turns:
            _, last, first, way = turns[name]
            past = first if quantity.integer else first + 0.001 * (first - value)
            changed: dict[str, Any] = {name: past}
            case = _case(replace(inputs, **changed), catalogue)
            assert not stands(catalogue, inputs, name, past), (name, first)
            as_cheap = [] if case.best is None else [case.best, *_as_cheap(case, case.best)]
            assert way in map(_called, as_cheap or [None]), (name, first)
            assert stands(catalogue, inputs, name, last), (name, last)
            far = abs(last - value) * (1 if quantity.integer else 0.98)
            ends = [max(quantity.minimum, value - far), min(quantity.maximum, value + far)]
        for end in ends:
            for k in range(1, 16):
                x = value + (end - value) * (k / 15) ** 2
                assert any(stands(catalogue, inputs, name, x * by) for by in (0.99, 1, 1.01)), (name, x)


@pytest.mark.parametrize("said", SEARCHED, ids=str)
def test_the_budget_below_which_another_way_is_the_best(said: dict[str, Any], catalogue: Catalogue) -> None:
    """What the best way costs all is enough for it, two cents less are not; where it costs nothing, no budget is too small."""
    now = answered(catalogue, **said)
    told = [c["text"] for c in now["report"]["changes"] if c["text"].startswith("Below a budget")]
    course = now["outputs"]["course_usd"]
    assert len(told) == (course is not None and course["typical"] > 0)
    if told:
        kept, less = (
            answered(catalogue, **said | {"budget_usd": course["typical"] - by})["outputs"] for by in (-1e-6, 0.02)
        )
        assert kept["way"] == now["outputs"]["way"] != less["way"]
        assert told[0].endswith(f"{less['way'].split(' × ')[-1] or 'nothing does it'}.")


def searched(inputs: Inputs, catalogue: Catalogue) -> dict[str, float]:
    return _Search(_case(inputs, catalogue), catalogue).numbers


def told_changes(catalogue: Catalogue, **said: Any) -> list[str]:
    return [change["text"].replace("\u00a0", " ") for change in answered(catalogue, **said)["report"]["changes"]]


def test_turns_by_hand(catalogue: Catalogue) -> None:
    """14 weeks are 3.2198 months of 17.585 h a student. Modal takes 2.4984 an hour, 30 a month of it credit: three times 13.93.

    A rented GPU costs as much for 56.618 h at 0.7383. With 191 x 41.8 = 7,984 the course is paid for.
    """
    told = told_changes(catalogue, course="nyu-ml-systems-2025", storage_gb=0)
    (rental,) = [text for text in told if "for the rented GPU" in text]
    assert rental.startswith("Below $0.738/h for the rented GPU (now $1.19/h): a rented GPU for each student, ")
    (budget,) = [text for text in told if "budget" in text]
    assert budget.startswith("Below a budget of about $7,980 (now none): ")
    (data,) = [text for text in told if text.startswith("Data “personal")]
    assert data.endswith(": a rented GPU for each student, A100 PCIe 80 GB from RunPod.")
    for said in ({"own_rental_usd_per_hour": 0.73}, {"budget_usd": 7970}, {"data": "personal"}):
        answer = answered(catalogue, course="nyu-ml-systems-2025", storage_gb=0, **said)
        assert answer["outputs"]["way"] != "Modal Starter"


def test_hours_turn_at_a_quota(catalogue: Catalogue) -> None:
    """Kaggle gives 30 hours a week for nothing."""
    (hours,) = [text for text in told_changes(catalogue) if "of GPU for each student" in text]
    assert hours.startswith("Above 30 h/week of GPU for each student (now 3 h/week): ")


def test_what_was_searched_is_named_where_nothing_turns(catalogue: Catalogue) -> None:
    """No GPU here holds the training of 405 billion parameters, whatever it costs and however many come."""
    assert told_changes(catalogue, task="train", model="llama-3-1-405b") == [
        "No change of one of these alone turns the answer: Students; Weeks; GPU hours a week; An hour of staff; Budget; Data."
    ]


def test_a_notebook_is_paid_as_it_is_sold(catalogue: Catalogue) -> None:
    """By hand: ten hours of 7.52 units are 75.2 of the 100 in a month of Pro, or in a pack: 9.99. Modal's month has 30 in it."""
    week = {"course": "llm-fine-tuning-lab", "storage_gb": 0}
    assert answered(catalogue, **week)["outputs"]["paid_head_usd"]["typical"] == pytest.approx(9.99)
    (modal,) = [
        rental.offer.on_demand_usd_per_hour.typical
        for rental in catalogue["rentals"].values()
        if rental.id.startswith("modal/") and rental.offer and rental.offer.gpu == "a100-pcie-80gb"
    ]
    assert 0 < 10 * modal < 30
    assert answered(catalogue, **week)["outputs"]["credit_head_usd"]["typical"] == 0
