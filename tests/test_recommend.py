"""recommend: guidance, personas and engine agree; limits come first; no dominated plan wins; what would change it is exact."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from math import log2
from typing import Any

import pytest

from calculators import Catalogue, names, open_link, run
from calculators._needs import needs, ways_out
from calculators.core.inputs import InputError
from calculators.core.quantity import Choice, fields_of
from calculators.core.ranges import Range
from calculators.engines import limits
from calculators.engines.advice import ASPECTS, BY_KIND, WEIGHTS, Advice, Candidate, advise, mean_growth
from calculators.engines.answers import known, services_named
from calculators.engines.api_cost import Tokens
from calculators.engines.api_plans import api_plan
from calculators.engines.assessment import of_api, of_rental, of_rig
from calculators.engines.circumstances import Circumstances
from calculators.engines.demand import Demand
from calculators.engines.jobs import Job, held
from calculators.engines.mains import usual_socket_watts
from calculators.engines.rental_plans import ON_DEMAND, rental_plan
from calculators.engines.rig_plans import rig_plan
from calculators.engines.rules import applies, holds
from calculators.engines.turns import turns
from calculators.engines.ways import GRADES, IDLE_HOURS_PER_WEEK, Setting, Way, hosts, ways
from calculators.recommend import Inputs, calculate, changes, report
from calculators.records import Condition, Reader
from calculators.records.reader import PRIVACY, UNKNOWN

pytestmark = pytest.mark.everywhere

PREFERENCES = {
    "quick-experiments": "cloud",
    "no-hardware-budget": "cloud",
    "shared-notebooks": "cloud",
    "beginners": "cloud",
    "large-models-and-long-runs": "rig",
    "big-fine-tuning": "rig",
    "full-control": "rig",
    "private-data": "rig",
    "production-hardware": "rig",
    "hybrid-strategy": "hybrid",
}
"""The nine preferences and the hybrid strategy of the brief (c1 to c4, r1 to r5, h1), each with the side that it speaks for."""

FIRST_FIVE = ["setup-time", "cost", "hardware-limits", "performance", "upgradability"]
TEN = [*FIRST_FIVE, "flexibility", "collaboration", "data-privacy", "maintenance", "learning-value"]


def judged(catalogue: Catalogue, **answers: Any) -> Advice:
    return advise(known(Reader(**answers), catalogue), catalogue)


def way_of(advice: Advice, way_id: str) -> Way:
    return next(way for way in advice.ways.ways if way.id == way_id)


def broken_by(advice: Advice, way_id: str) -> tuple[str, ...]:
    return next((c.broken for c in advice.left_out if c.way.id == way_id), ())


# Guidance and personas are what the engine says


def test_the_guidance_and_the_aspects_are_all_there(catalogue: Catalogue) -> None:
    assert {g.id: g.prefers for g in catalogue["guidance"].values()} == PREFERENCES
    assert sorted(g.order for g in catalogue["guidance"].values()) == list(range(1, 11))
    assert [a.id for a in sorted(catalogue["aspects"].values(), key=lambda a: a.order)] == TEN
    used = {aspect for g in catalogue["guidance"].values() for aspect in g.aspects}
    assert used == set(TEN) == set(ASPECTS) == WEIGHTS.keys()
    for record in (*catalogue["guidance"].values(), *catalogue["aspects"].values()):
        assert record.evidence, record.id


@pytest.mark.parametrize("guidance_id", PREFERENCES)
def test_a_preference_gives_its_own_reader_its_own_verdict(guidance_id: str, catalogue: Catalogue) -> None:
    guidance = catalogue["guidance"][guidance_id]
    answer = run("recommend", asked(guidance.reader), catalogue)
    assert "error" not in answer, answer
    assert answer["outputs"]["verdict"] == PREFERENCES[guidance_id]
    assert guidance_id in answer["outputs"]["applies"]
    assert f'href="../../choose/#{guidance_id}"' in answer["html"]
    for aspect in guidance.aspects:
        assert f'href="../../compare/#{aspect}"' in answer["html"]


def asked(reader: Reader) -> dict[str, Any]:
    return {info.name: value for info in fields_of(Reader) if (value := getattr(reader, info.name)) != info.default}


def test_every_persona_is_told_what_a_person_who_knows_the_field_would_say(catalogue: Catalogue) -> None:
    told = {p.id: run("recommend", asked(p.reader), catalogue, "quick") for p in catalogue["personas"].values()}
    assert [i for i, answer in told.items() if "error" in answer] == []
    expected = {p.id: p.verdict for p in catalogue["personas"].values()}
    assert {i: answer["outputs"]["verdict"] for i, answer in told.items()} == expected


def test_a_condition_names_an_input_and_its_options(catalogue: Catalogue) -> None:
    infos = {info.name: info for info in fields_of(Inputs)}
    for guidance in catalogue["guidance"].values():
        for condition in (*guidance.when, *guidance.when_any):
            meta = infos[condition.input].meta
            if isinstance(meta, Choice):
                assert condition.at_least is None
                assert condition.at_most is None
                assert meta.options is not None
                assert set(condition.equals) <= set(meta.options)
            else:
                assert not condition.equals


def test_every_kind_of_plan_has_its_marks(catalogue: Catalogue) -> None:
    for aspect in catalogue["aspects"].values():
        assert bool(aspect.marks) == (aspect.id in BY_KIND), aspect.id
        if aspect.marks:
            kinds = [mark.plan for mark in aspect.marks]
            assert len(kinds) == len(set(kinds)) == 10
            assert aspect.marks_because


def test_a_condition_holds_within_its_bounds_and_at_them() -> None:
    between = Condition(input="hours_per_week", at_least=5, at_most=10)
    assert [holds(between, {"hours_per_week": h}) for h in (4.9, 5, 10, 10.1)] == [False, True, True, False]
    zero = Condition(input="budget_usd", at_most=0)
    assert [holds(zero, {"budget_usd": b}) for b in (0, 0.01, None)] == [True, False, False]
    word = Condition(input="task", equals=("chat", "train"))
    assert [holds(word, {"task": t}) for t in ("chat", "learn")] == [True, False]


def test_a_bound_on_a_word_is_a_mistake_in_the_data() -> None:
    with pytest.raises(TypeError, match="task is no number"):
        holds(Condition(input="task", at_least=1), {"task": "chat"})


def test_all_conditions_hold_and_one_of_the_others(catalogue: Catalogue) -> None:
    both = catalogue["guidance"]["big-fine-tuning"]
    either = catalogue["guidance"]["large-models-and-long-runs"]
    reader = known(Reader(), catalogue).as_conditions()
    assert not applies(both, {**reader, "task": "fine-tune"})
    assert applies(both, {**reader, "task": "fine-tune", "storage_gb": 50})
    assert not applies(either, reader)
    assert applies(either, {**reader, "model_billion": 70})
    assert applies(either, {**reader, "longest_run_hours": 24})


# What is not known


def test_hours_that_are_not_known_are_those_of_people_alike(catalogue: Catalogue) -> None:
    """By hand: 168 h × 5, 7.5 and 10% for persons, × 60% for a company."""
    hours = known(Reader(), catalogue).hours
    assert (hours.low, hours.typical, hours.high) == pytest.approx((8.4, 12.6, 16.8))
    assert known(Reader(reader="company"), catalogue).hours.typical == pytest.approx(100.8)


def test_what_is_taken_is_said(catalogue: Catalogue) -> None:
    text = " ".join(run("recommend", {}, catalogue)["report"]["assumptions"])
    for words in (
        "who you are",
        "where your data may go",
        "how many hours",
        "limits nothing",
        "stands for an unknown model",
    ):
        assert words in text


def test_a_model_says_what_the_task_is(catalogue: Catalogue) -> None:
    assert known(Reader(model="flux-1-dev"), catalogue).task == "images"
    assert known(Reader(model="llama-3-1-8b"), catalogue).task == "chat"
    with pytest.raises(InputError, match="no model for this task"):
        calculate(Inputs(task="chat", model="flux-1-dev"), catalogue)


def test_an_amount_of_work_takes_its_hours(catalogue: Catalogue) -> None:
    """By hand: 20 million tokens at r tokens a second take 20e6 / r / 3,600 hours."""
    advice = judged(catalogue, task="fine-tune", model="qwen3-8b", training_tokens_per_week=20e6)
    assert advice.hours == pytest.approx(20e6 / advice.ways.per_second.typical / 3600)
    pictures = judged(catalogue, task="images", model="stable-diffusion-xl-base", images_per_day=2000)
    assert pictures.hours == pytest.approx(14_000 / pictures.ways.per_second.typical / 3600)
    told = run("recommend", {"task": "images", "model": "stable-diffusion-xl-base", "images_per_day": 2000}, catalogue)
    hours, rate = told["outputs"]["hours_per_week"], pictures.ways.per_second
    assert (hours["low"], hours["high"]) == pytest.approx((14_000 / rate.high / 3600, 14_000 / rate.low / 3600))
    assert "that the work you named takes" in told["html"]
    assert "how many hours" not in told["html"]
    assert "Rent until proven" not in told["html"]


def test_a_usual_socket_gives_what_its_circuit_carries_for_hours(catalogue: Catalogue) -> None:
    """By hand: 120 V × 15 A × 0.8 = 1,440 W; 230 V × 10 A × 0.8 = 1,840 W."""
    assert usual_socket_watts(catalogue["regions"]["united-states"]) == pytest.approx(1440)
    assert usual_socket_watts(catalogue["regions"]["germany"]) == pytest.approx(1840)


def test_growing_work_doubles_each_year() -> None:
    """By hand: the mean of 2^t over two years is (4 − 1) / (2 · ln 2) = 2.16404; at a moment it is the value there."""
    assert mean_growth(24) == pytest.approx(2.16404, rel=1e-5)
    assert mean_growth(12, 12) == pytest.approx(2.0)


# One cost model


def test_a_plan_costs_here_what_it_costs_everywhere(catalogue: Catalogue) -> None:
    usual = Circumstances()
    advice = judged(catalogue, task="chat", model="llama-3-1-8b", hours_per_week=20)
    rig = way_of(advice, "rigs/rtx-3090-desktop")
    demand = Demand(20 / rig.pace, IDLE_HOURS_PER_WEEK, 20)
    plan = rig_plan("rtx-3090-desktop", "united-states", catalogue)
    assert rig.cost(20, 24, 20) == pytest.approx(of_rig(plan, demand, usual).total(24).typical, abs=0.005)
    rented = next(way for way in advice.ways.ways if way.kind == "rented")
    beside = replace(rental_plan(rented.id, ON_DEMAND, "text", "united-states", catalogue), pace=_exactly(rented.pace))
    total = of_rental(beside, Demand(20, 0, 20), usual).total(24).typical
    assert rented.cost(20, 24, 20) == pytest.approx(total, abs=0.005)
    hosted = next(way for way in advice.ways.ways if way.kind == "api")
    written = advice.ways.per_second.typical * 3600 * 20 * 365.2425 / 12 / 7
    host = hosts("llama-3-1-8b", catalogue)
    usual_host = host[(len(host) - 1) // 4]
    priced = of_api(api_plan(usual_host.api.id, usual_host.provider, catalogue), Tokens(2 * written, written), usual)
    assert hosted.cost(20, 24, 20) == pytest.approx(priced.total(24).typical, rel=1e-9)


def _exactly(pace: float) -> Any:
    return Range.exact(pace)


def test_what_is_owned_costs_its_electricity(catalogue: Catalogue) -> None:
    """By hand: watts × hours × weeks × price of a kWh; kept anyway it loses no value to this, sold otherwise it does."""
    answers = {"task": "chat", "model": "llama-3-1-8b", "hours_per_week": 10.0, "owned_gpu": "rtx-3060-12gb"}
    kept = way_of(judged(catalogue, **answers, own_anyway="yes"), "own/rtx-3060-12gb")
    price = catalogue["regions"]["united-states"].electricity_usd_per_kwh.typical
    weeks = 365.2425 / 12 / 7
    hours = 10 / kept.pace
    assert kept.cost(10, 24, 20) / 24 == pytest.approx(kept.load_watts / 1000 * hours * weeks * price)
    sold = way_of(judged(catalogue, **answers, own_anyway="no"), "own/rtx-3060-12gb")
    assert sold.cost(10, 24, 20) > kept.cost(10, 24, 20)
    assert kept.price_usd == sold.price_usd == 0


def test_the_host_computer_is_never_left_out(catalogue: Catalogue) -> None:
    """A GPU in a box of its own has a price without the computer: it is a plan only where one is there, and it then is one."""
    answers = {"task": "chat", "model": "llama-3-1-8b", "hours_per_week": 10.0}
    for computer in ("unknown", "none", "desktop"):
        ids = {way.id for way in judged(catalogue, **answers, computer=computer).ways.ways}
        assert "rigs/rtx-3090-egpu" not in ids, computer
        assert any(i.startswith("rigs/") for i in ids)
    assert "rigs/rtx-3090-egpu" in {way.id for way in judged(catalogue, **answers, computer="port").ways.ways}


@pytest.mark.parametrize(("region", "offered"), [("united-states", True), ("us-california", True), ("germany", False)])
def test_an_allocation_is_no_plan_where_it_is_not_offered(region: str, offered: bool, catalogue: Catalogue) -> None:
    """NSF ACCESS is for researchers in the US (allocations.access-ci.org); its page is the record's source."""
    plan = rental_plan("nsf-access/explore", ON_DEMAND, "text", region, catalogue)
    assert any("is not offered where you live (United States only)" in words for words in plan.obstacles) != offered
    answer = run("recommend", {"reader": "researcher", "region": region}, catalogue, "quick")
    (first,) = [r["text"] for r in answer["report"]["reasons"] if "ask for free computing" in r["text"]]
    assert ("NSF ACCESS (for researchers" in first) == offered
    assert "Chameleon" in first
    assert "how many hours of a GPU those are is not published" in first
    assert ("https://allocations.access-ci.org" in answer["html"]) == offered


def test_a_service_that_cannot_be_used_is_no_plan_and_another_seller_takes_its_place(catalogue: Catalogue) -> None:
    """GPUhub asks the middle price for an RTX 4090 (data/services/gpuhub.yml); without it somebody else's is the middle one."""
    asked_for = {"task": "fine-tune", "hours_per_week": 20, "privacy": "contract"}
    usual, without = judged(catalogue, **asked_for), judged(catalogue, **asked_for, unavailable="GPUhub")
    assert usual.found[0].way.service == "gpuhub"
    assert broken_by(without, usual.found[0].way.id) == (limits.OFFERED,)
    assert "gpuhub" not in {c.way.service for c in without.found}
    assert {c.way.gpu.id for c in without.found if c.way.gpu and c.way.kind == "rented"}
    answer = run("recommend", {**asked_for, "unavailable": "GPUhub"}, catalogue)
    (left,) = [row for t in answer["report"]["tables"] for row in t["rows"] if "as you said" in str(row[1])]
    assert "is not offered where you live, or cannot be paid from there" in left[1]


def test_a_host_that_cannot_be_used_leaves_the_model_to_another_and_all_of_them_leave_none(
    catalogue: Catalogue,
) -> None:
    """Prices for Llama 3.3 70B are those of the hosts that are left (data/apis/llama-3-3-70b.yml): the dearest stay, at $0.90."""
    asked_for = {"task": "chat", "model": "llama-3-3-70b", "hours_per_week": 2, "admin": "none"}
    hosted = hosts("llama-3-3-70b", catalogue)
    cheap = [plan.provider for plan in hosted if plan.input_usd.typical < 0.9]
    usual, dear = judged(catalogue, **asked_for), judged(catalogue, **asked_for, unavailable=", ".join(cheap))
    assert usual.verdict == "api"
    assert {plan.provider for plan in hosted} - set(cheap) == {"Fireworks AI", "Scaleway"}
    for made in (usual, dear):
        way = way_of(made, "apis/llama-3-3-70b")
        assert way.service not in made.known.unavailable
        assert made.found and ("fireworks-ai" in way.service) == (made is dear)
    (terms,) = {(t.input_usd_per_million, t.output_usd_per_million) for t in way_of(dear, "apis/llama-3-3-70b").api}
    assert terms == (0.9, 0.9)
    every = ", ".join(plan.provider for plan in hosted)
    none = run("recommend", {**asked_for, "unavailable": every}, catalogue, "quick")
    assert none["outputs"]["best_api"] == ""
    assert "apis/llama-3-3-70b" in none["outputs"]["left_out"]
    told = next(
        r["text"] for r in run("recommend", asked_for, catalogue, "quick")["report"]["reasons"] if "a key" in r["text"]
    )
    assert any(f"such as {plan.provider}," in told for plan in hosted)


def test_services_are_named_by_any_whole_word_of_theirs(catalogue: Catalogue) -> None:
    asked_for = ("Google", "colab, KAGGLE", "runpod,", "Goog", "a, ,", "deepinfra, together", "Nebius")
    told = {words: services_named(words, catalogue) for words in asked_for}
    assert told == {
        "Google": (frozenset({"google", "google-colab", "google-cloud"}), ()),  # its hosted models among them
        "colab, KAGGLE": (frozenset({"google-colab", "kaggle"}), ()),
        "runpod,": (frozenset({"runpod"}), ()),
        "Goog": (frozenset(), ("Goog",)),
        "a, ,": (frozenset(), ("a",)),
        "deepinfra, together": (frozenset({"deepinfra", "together-ai"}), ()),  # hosts of models
        "Nebius": (frozenset({"nebius"}), ()),  # rents machines and hosts models
    }
    error = run("recommend", {"unavailable": "Kaggle, Runpot"}, catalogue)["error"]
    assert error["field"] == "unavailable"
    assert error["message"] == "there is no service “Runpot”; did you mean RunPod?"


def test_what_is_known_of_countries_is_said_beside_the_plan(catalogue: Catalogue) -> None:
    """Google restricts Colab in some countries, and sells its paid plans in those it lists: sources at the record."""
    asked_for = {"unavailable": "Kaggle, Modal, Lightning", "budget_usd": 0, "hours_per_week": 3}
    told = {
        region: run("recommend", {**asked_for, "region": region}, catalogue) for region in ("ukraine", "united-states")
    }
    assert {answer["outputs"]["plan"] for answer in told.values()} == {"google-colab/free"}
    said = {region: " ".join(answer["report"]["assumptions"]) for region, answer in told.items()}
    assert "Google Colab: Google restricts access from countries" in said["ukraine"]
    assert "Google Colab: Google restricts access" not in said["united-states"]


def test_students_are_told_of_free_plans_where_they_are_offered(catalogue: Catalogue) -> None:
    """Colab's Pro at no cost is for students and faculty in the United States (googlecolab/colabtools 3325)."""
    for region, offered in (("united-states", True), ("germany", False)):
        reasons = run("recommend", {"reader": "student", "region": region}, catalogue, "quick")["report"]["reasons"]
        assert any("eligible students and faculty" in r["text"] for r in reasons) == offered


def test_free_computing_is_asked_for_by_those_who_may(catalogue: Catalogue) -> None:
    """Not by hobbyists and companies, nor where an institution's GPUs are there already: those are a plan, and free."""
    for answers in ({"reader": "hobbyist"}, {"reader": "company"}, {"reader": "researcher", "institution": "free"}):
        reasons = run("recommend", answers, catalogue, "quick")["report"]["reasons"]
        assert not any("ask for free computing" in r["text"] for r in reasons)


def test_what_nobody_publishes_of_a_country_is_said_there(catalogue: Catalogue) -> None:
    """No record says which providers take payment from India; prices and offers are those of the United States."""
    told = {
        region: " ".join(run("recommend", {"region": region}, catalogue)["report"]["assumptions"])
        for region in ("india", "us-california", "united-states")
    }
    assert "Which providers can be paid from India" in told["india"]
    assert not any("can be paid from India" in told[region] for region in ("us-california", "united-states"))
    assert all("In which countries Kaggle Notebooks Free is offered" in words for words in told.values())
    colab = run(
        "recommend", {"unavailable": "Kaggle, Modal, Lightning", "budget_usd": 0, "hours_per_week": 3}, catalogue
    )
    assert "In which countries" not in " ".join(colab["report"]["assumptions"])  # its record tells what is known
    owned = run("recommend", {"privacy": "own-hardware"}, catalogue)
    assert "In which countries" not in " ".join(owned["report"]["assumptions"])


def test_sales_tax_is_paid_at_the_start_and_not_for_what_is_owned(catalogue: Catalogue) -> None:
    """20% on every price in shops; a card that is there already was paid for."""
    answers = {"task": "chat", "model": "llama-3-1-8b", "owned_gpu": "rtx-3060-12gb", "own_anyway": "no"}
    bare = judged(catalogue, **answers)
    taxed = judged(catalogue, **answers, sales_tax_percent=20)
    rig, with_tax = (way_of(advice, "rigs/rtx-3090-desktop") for advice in (bare, taxed))
    assert with_tax.price_usd == pytest.approx(1.2 * rig.price_usd)
    assert with_tax.price.high == pytest.approx(1.2 * rig.price.high)
    assert with_tax.cost(10, 24, 0) - rig.cost(10, 24, 0) == pytest.approx(0.2 * rig.price_usd)
    owned = [way_of(advice, "own/rtx-3060-12gb").cost(10, 24, 0) for advice in (bare, taxed)]
    assert owned[0] == pytest.approx(owned[1])


# Jobs


@pytest.mark.parametrize("task, model", [("chat", "llama-3-1-8b"), ("fine-tune", "qwen3-8b"), ("images", "flux-1-dev")])
def test_a_job_is_sized_as_the_calculators_of_memory_and_speed_size_it(
    task: str, model: str, catalogue: Catalogue
) -> None:
    found = held(Job(task, model), "rtx-3090", 1, None, catalogue)
    assert found is not None and found.per_second is not None
    if task == "chat":
        asked = {"model": model, "gpu": "rtx-3090", "prompt_tokens": 1024, "output_tokens": 512}
        told = run("speed", asked, catalogue, "quick")["outputs"]["all_streams_tokens_per_s"]["typical"]
        assert found.per_second.typical == pytest.approx(told)
        fit = run("fit", {"model": model, "gpu": "rtx-3090", "context_tokens": 1536}, catalogue, "quick")["outputs"]
        assert found.need.typical / 1e9 == pytest.approx(fit["memory_gb"]["typical"])
    elif task == "fine-tune":
        told = run("finetune", {"model": model, "gpu": "rtx-3090"}, catalogue, "quick")["outputs"]
        assert found.per_second.typical == pytest.approx(told["tokens_per_s"]["typical"])
        assert found.need.typical / 1e9 == pytest.approx(told["memory_gb"]["typical"])
    else:
        told = run(
            "images", {"model": model, "gpu": "rtx-3090", "offload": "model", "precision": "int8wo"}, catalogue, "quick"
        )
        assert found.per_second.typical == pytest.approx(1 / told["outputs"]["seconds_per_image"]["typical"])


def test_unified_memory_trains_nothing(catalogue: Catalogue) -> None:
    assert held(Job("fine-tune", "qwen3-8b"), "apple-m4-max", 1, None, catalogue) is None


# Limits first


LIMITS: list[tuple[dict[str, Any], str, str]] = [
    ({"privacy": "own-hardware"}, "kaggle/free", limits.PRIVACY),
    ({"task": "chat", "model": "llama-3-3-70b"}, "kaggle/free", limits.MEMORY),
    ({"task": "fine-tune"}, "rigs/mac-studio-m4-max-128gb", limits.NOTHING_RUNS),
    ({"unavailable": "Kaggle"}, "kaggle/free", limits.OFFERED),
    ({"payment": "none"}, "google-colab/pay-as-you-go", limits.PAYMENT),
    ({"admin": "none"}, "rigs/rtx-3090-desktop", limits.ADMIN),
    ({"noise": "quiet"}, "rigs/quad-p40-server", limits.NOISE),
    ({"socket_watts": 200}, "rigs/rtx-3090-desktop", limits.SOCKET),
    ({"internet_mbit_s": 0}, "kaggle/free", limits.CONNECTION),
    ({"internet_mbit_s": 1, "storage_gb": 200}, "kaggle/free", limits.UPLOAD),
    ({"longest_run_hours": 20}, "kaggle/free", limits.SESSION),
    ({"hours_per_week": 60}, "kaggle/free", limits.QUOTA),
    ({"budget_usd": 500}, "rigs/rtx-3090-desktop", limits.PRICE),
    ({"task": "images", "images_per_day": 5000}, "rigs/mac-mini-m4-pro-24gb", limits.WEEK),
    ({"longest_run_hours": 100, "deadline_days": 1}, "rigs/rtx-3060-12gb-desktop", limits.DEADLINE),
    ({"budget_usd_per_month": 5}, "google-colab/pro", limits.MONTH),
]


@pytest.mark.parametrize("answers, way_id, limit", LIMITS, ids=[f"{limit}" for _, _, limit in LIMITS])
def test_a_limit_rules_a_plan_out_and_says_why(
    answers: dict[str, Any], way_id: str, limit: str, catalogue: Catalogue
) -> None:
    assert limit in broken_by(judged(catalogue, **answers), way_id)
    assert limit not in broken_by(
        judged(catalogue, **{name: answers[name] for name in answers if name in ("task", "model")}), way_id
    ) or (limit in (limits.MEMORY, limits.NOTHING_RUNS))


def test_a_cap_holds_at_worst_where_a_meter_runs_and_leaves_a_flat_price(catalogue: Catalogue) -> None:
    answers = {"hours_per_week": 10.0, "budget_usd_per_month": 15.0}
    loose, capped = judged(catalogue, **answers), judged(catalogue, **answers, spending_cap=True)
    out = {c.way.id for c in capped.left_out if limits.CAP in c.broken}
    assert out
    assert out.isdisjoint(c.way.id for c in loose.left_out)
    assert broken_by(capped, "google-colab/pro") == ()


def test_a_spare_machine_takes_no_long_run(catalogue: Catalogue) -> None:
    advice = judged(catalogue, task="fine-tune", longest_run_hours=50, budget_usd_per_month=2000)
    spare = [c for c in advice.left_out if c.way.spare]
    assert spare and all(limits.SPARE in c.broken for c in spare)


def test_what_is_granted_by_privacy_shrinks_grade_by_grade(catalogue: Catalogue) -> None:
    grades = [grade for grade in PRIVACY if grade != UNKNOWN]
    assert grades == list(GRADES)
    able = [{c.way.id for c in judged(catalogue, privacy=g, institution="free").found if c.way.remote} for g in grades]
    for looser, stricter in pairwise(able):
        assert stricter <= looser
    assert able[1] and able[2] == {"institution"} and not able[3]


def test_an_institution_comes_first_where_it_can_do_the_work(catalogue: Catalogue) -> None:
    answers = {"task": "fine-tune", "hours_per_week": 20.0, "institution": "free", "institution_gpu": "a100-sxm-80gb"}
    assert calculate(Inputs(**answers), catalogue).plan == "institution"
    assert calculate(Inputs(**answers, institution_job_hours=1, longest_run_hours=30), catalogue).plan != "institution"


def test_nothing_within_the_limits_is_said_with_the_smallest_change(catalogue: Catalogue) -> None:
    inputs = Inputs(privacy="own-hardware", budget_usd=0)
    outputs = calculate(inputs, catalogue)
    assert (outputs.verdict, outputs.plan) == ("none", "")
    made = report(inputs, outputs, catalogue)
    assert made.verdict.sentence.startswith("Nothing here keeps within all your limits. The smallest change: $")
    assert made.verdict.side == "neutral"
    cheapest = min(r.price_usd.typical for r in catalogue["rigs"].values())
    told = next(reason.text for reason in changes(inputs, outputs, catalogue) if "at the start" in reason.text)
    assert f"{cheapest:,.0f}" in told


NOTHING: list[tuple[dict[str, Any], str, dict[str, Any]]] = [
    ({"internet_mbit_s": 0, "admin": "none"}, "an internet connection", {"internet_mbit_s": None}),
    (
        {"privacy": "own-hardware", "noise": "quiet", "budget_usd": 0, "admin": "none"},
        "somebody who looks after the computer and $",
        {"admin": "able", "budget_usd": 1400},
    ),
    (
        {"privacy": "own-hardware", "socket_watts": 50, "admin": "none"},
        "somebody who looks after the computer and a socket that gives ",
        {"admin": "able", "socket_watts": 200},
    ),
    (
        {"privacy": "own-hardware", "longest_run_hours": 1000, "deadline_days": 0.1},
        "The smallest change: 15.9\xa0days for the longest run, for “Workstation with RTX 5090”.",
        {"deadline_days": 15.9},
    ),
    (
        {"task": "fine-tune", "hours_per_week": 100, "budget_usd": 0, "budget_usd_per_month": 0},
        "30.9 hours of work a week at most, for “Kaggle Notebooks Free”; or $",
        {"hours_per_week": 30.9},
    ),
    (
        {"task": "train", "model": "llama-3-1-70b", "privacy": "own-hardware"},
        "a smaller model, such as Qwen3 4B, for “Workstation with RTX PRO 6000 Blackwell”",
        {"model": "qwen3-4b"},
    ),
]
"""Readers for whom nothing is possible, what is said to be the smallest change, and the same change as answers."""


@pytest.mark.parametrize(
    "answers, words, change", NOTHING, ids=["connection", "admin-and-price", "socket", "deadline", "hours", "model"]
)
def test_the_smallest_change_makes_a_plan_possible(
    answers: dict[str, Any], words: str, change: dict[str, Any], catalogue: Catalogue
) -> None:
    told = run("recommend", answers, catalogue, "quick")
    assert told["outputs"]["verdict"] == "none"
    assert words in told["report"]["verdict"]["sentence"], told["report"]["verdict"]["sentence"]
    assert judged(catalogue, **{**answers, **change}).found
    for name in change:
        assert not judged(catalogue, **{**answers, **{n: v for n, v in change.items() if n != name}}).found, name
    links = [link for reason in told["report"]["reasons"] for link in reason["links"]]
    assert links
    for link in links:
        opened = open_link(link["href"].removeprefix("calculators/").replace("/?", "?"), catalogue)
        assert opened["notices"] == []
        assert run("recommend", opened["inputs"], catalogue, "quick")["outputs"]["verdict"] != "none", link


def test_a_missed_deadline_is_told_with_the_fastest_that_there_is(catalogue: Catalogue) -> None:
    """By hand: 1,000 hours at the pace of the fastest machine that a usual socket feeds; less than that is not enough."""
    answers = {"privacy": "own-hardware", "longest_run_hours": 1000}
    able = [way for way in judged(catalogue, **answers).ways.ways if way.rig and 0 < way.load_watts <= 1440]
    days = 1000 / max(way.pace for way in able) / 24
    assert 15.8 < days <= 15.9
    assert not judged(catalogue, **answers, deadline_days=0.99 * days).found
    assert judged(catalogue, **answers, deadline_days=1.01 * days).found


def test_what_a_smaller_model_brings_with_it_is_told_too(catalogue: Catalogue) -> None:
    """Less memory is a slower machine, which has to be paid and waited for: all of it is changed together, or nothing is."""
    answers = {"task": "fine-tune", "model": "llama-3-1-405b", "privacy": "own-hardware", "budget_usd": 100.0}
    for more in ({}, {"deadline_days": 0.1, "longest_run_hours": 30.0}, {"noise": "quiet", "admin": "none"}):
        made = judged(catalogue, **answers, **more)
        assert not made.found
        for way in ways_out(made, catalogue):
            assert judged(catalogue, **{**answers, **more, **way.answers}).found, way.words


def test_every_plan_left_out_says_what_would_change_it(catalogue: Catalogue) -> None:
    """Each limit alone, and what it takes in its place: the words of the one, and not those of another."""
    for answers, way_id, limit in LIMITS:
        made = judged(catalogue, **answers)
        candidate = next(c for c in made.left_out if c.way.id == way_id)
        assert bool(needs(candidate, made)) == (limits.NOTHING_RUNS not in candidate.broken), limit


def test_what_a_plan_left_out_takes_is_enough(catalogue: Catalogue) -> None:
    """Kaggle's 30 hours a week are so many of work; the dearest that a free quota holds is told rounded down."""
    made = judged(catalogue, hours_per_week=60)
    quota = next(c for c in made.left_out if c.way.id == "kaggle/free")
    (need,) = needs(quota, made)
    most = float(need.words.split(" ")[0])
    assert need.answers["hours_per_week"] == most
    assert most == pytest.approx(30 * quota.way.pace, rel=0.01)
    assert broken_by(judged(catalogue, hours_per_week=most), "kaggle/free") == ()
    assert broken_by(judged(catalogue, hours_per_week=most * 1.02), "kaggle/free") == (limits.QUOTA,)


# The best plan


def test_plans_within_their_ranges_of_each_other_are_called_close(catalogue: Catalogue) -> None:
    """By hand of the marks: 1 − log₂(1 + c / 4) / log₂(1,001), 6 of the weights: the dearest end of the one turns the order."""
    asked_for = {"task": "images", "model": "stable-diffusion-xl-base", "images_per_day": 2000}
    answer = run("recommend", asked_for, catalogue, "quick")
    rig, cloud = (answer["outputs"][f"{side}_usd_per_month"] for side in ("rig", "cloud"))
    assert cloud["low"] < rig["high"] and rig["low"] < cloud["high"]
    made = judged(catalogue, **asked_for)
    lead = made.found[0].utility - next(c for c in made.found if c.side == "cloud").utility
    assert made.weights["cost"] == 6
    lost = 6 * (log2(1 + rig["high"] / 4) - log2(1 + rig["typical"] / 4)) / log2(1001)
    assert 0 < lead < lost
    assert answer["outputs"]["close"]
    assert "It is close." in answer["report"]["verdict"]["range"]
    assert "It hangs on what the two really cost ($" in answer["report"]["verdict"]["range"]
    assert not run("recommend", {}, catalogue, "quick")["outputs"]["close"]  # nothing against $3 to $49: no overlap


def test_half_the_hours_are_told_where_it_is_close_too(catalogue: Catalogue) -> None:
    said = {"task": "fine-tune", "reader": "student", "hours_per_week": 45, "longest_run_hours": 10}
    answer = run("recommend", said, catalogue, "quick")
    assert answer["outputs"]["close"]
    assert "At half the hours it is" in answer["report"]["verdict"]["range"]


def dominates(a: Candidate, b: Candidate) -> bool:
    return all(x >= y for x, y in zip(a.marks, b.marks, strict=True)) and a.marks != b.marks


@pytest.mark.parametrize(
    "answers", [{}, {"task": "chat"}, {"task": "fine-tune", "growth": "growing", "largest_billion": 70}]
)
def test_no_plan_that_another_beats_in_every_aspect_wins(answers: dict[str, Any], catalogue: Catalogue) -> None:
    advice = judged(catalogue, **answers)
    assert not any(dominates(other, advice.found[0]) for other in advice.found[1:])
    assert all(weight > 0 for weight in advice.weights.values())


def test_a_rig_that_another_beats_is_not_listed(catalogue: Catalogue) -> None:
    listed = ways(Setting(Job("chat", "llama-3-1-8b"), "united-states"), catalogue).ways
    ids = {way.id for way in listed}
    assert "rigs/dual-rtx-3090-lean" in ids
    assert "rigs/dual-rtx-3090-desktop" not in ids  # the same machine for 1,340 dollars more


def test_both_are_one_plan_where_work_grows_and_cost_less_than_the_rig_at_once(catalogue: Catalogue) -> None:
    advice = judged(catalogue, task="fine-tune", hours_per_week=15, longest_run_hours=8, growth="growing")
    both = advice.best("hybrid")
    assert both is not None and both.partner is not None
    assert 0 < both.month < 24
    alone = next(c for c in advice.found if c.way is both.way and c.partner is None)
    assert both.usd_per_month < alone.usd_per_month


def test_both_cost_what_the_months_cost_one_by_one(catalogue: Catalogue) -> None:
    """Each month rented before the purchase, the rig from then on, at the month of buying that costs least; tried one by one."""
    answers = {"task": "fine-tune", "hours_per_week": 15, "longest_run_hours": 8, "growth": "growing", "storage_gb": 0}
    both = judged(catalogue, **answers, privacy="contract").best("hybrid")
    assert both is not None and both.partner is not None and both.partner.kind in ("rented", "spot")
    hours = [15 * mean_growth(t + 1, t) for t in range(24)]
    assert hours[12] == pytest.approx(2 * hours[0])
    totals = {}
    for bought in range(1, 24):
        rented = sum(both.partner.cost(h, 1, 0) for h in hours[:bought])
        rest = hours[bought:]
        totals[bought] = rented + both.way.cost(sum(rest) / len(rest), len(rest), 0)
    month = min(totals, key=totals.__getitem__)
    assert (both.month, both.usd_per_month) == (month, pytest.approx(totals[month] / 24))


def test_without_growth_or_a_larger_model_there_is_nothing_to_divide(catalogue: Catalogue) -> None:
    assert judged(catalogue, task="fine-tune", hours_per_week=15).best("hybrid") is None


def test_many_at_once_cost_less_by_the_token(catalogue: Catalogue) -> None:
    """One stream or many changes the cost of a token by about tenfold: the machine writes many times as much in an hour."""
    one, many = (held(Job("chat", "llama-3-1-8b", n), "rtx-4090", 1, None, catalogue) for n in (1, 32))
    assert one and many and one.per_second and many.per_second
    assert many.per_second.typical > 5 * one.per_second.typical


def test_a_service_is_up_all_week(catalogue: Catalogue) -> None:
    advice = judged(catalogue, task="chat", model="llama-3-1-8b", tokens_per_day=1e6, concurrency=8)
    rented = next(way for way in advice.ways.ways if way.kind == "rented")
    assert rented.hours_held(advice.hours) == 168


@pytest.mark.parametrize("hours", [0.0, 0.5, 1.0, 2.0, 5.0, 12.0, 24.0])
def test_little_work_is_no_reason_to_pay(hours: float, catalogue: Catalogue) -> None:
    """Nothing a month holds it all, up to a quota of 30 hours: a faster machine saves a share of hours that there hardly are."""
    best = judged(catalogue, hours_per_week=hours).found[0]
    assert (best.way.id, best.usd_per_month) == ("kaggle/free", 0.0)


def test_speed_counts_by_the_hours_it_saves(catalogue: Catalogue) -> None:
    """By hand: 1 for ten hours a week and more, of fewer a tenth for each, at least a tenth; 2 more if it matters most."""
    told = {h: judged(catalogue, hours_per_week=h).weights["performance"] for h in (0.0, 1.0, 5.0, 10.0, 168.0)}
    assert told == pytest.approx({0.0: 0.1, 1.0: 0.1, 5.0: 0.5, 10.0: 1.0, 168.0: 1.0})
    assert judged(catalogue, hours_per_week=1.0, matters="time").weights["performance"] == pytest.approx(2.1)


# What would change it


SAMPLE = ("quick-experiments", "big-fine-tuning", "private-data", "hybrid-strategy", "no-hardware-budget")


@pytest.mark.parametrize("reader", SAMPLE)
def test_what_would_change_it_is_exact(reader: str, catalogue: Catalogue) -> None:
    """At the value told another verdict holds; just on this side of it the verdict stands; a grid finds no nearer turn."""
    said = catalogue["guidance"][reader].reader
    now = advise(known(said, catalogue), catalogue)
    for turn in turns(now, catalogue):
        changed: dict[str, Any] = {turn.name: turn.value}
        there = advise(known(replace(said, **changed), catalogue), catalogue)
        assert there.verdict != now.verdict
        assert (turn.best and turn.best.way) == (there.found[0].way if there.found else None)
        if isinstance(turn.value, str):
            continue
        for value in _nearer(turn.name, turn.value, now):
            changed = {turn.name: value}
            assert advise(known(replace(said, **changed), catalogue), catalogue).verdict == now.verdict, (
                turn.name,
                value,
            )


def _nearer(name: str, value: float, now: Advice) -> Iterator[float]:
    """Values between the answer as it is and a hundredth short of the turn."""
    at = {"hours_per_week": now.hours, "longest_run_hours": now.known.longest_run_hours}.get(name)
    if at is None:
        stated: float | None = getattr(now.known.said, name)
        at = {"budget_usd": 500_000.0, "budget_usd_per_month": 50_000.0}[name] if stated is None else stated
    end = value - 0.01 * (value - at) - (0.02 if value > at else -0.02)
    if (end - at) * (value - at) <= 0:
        return
    for step in range(12):
        yield at + (end - at) * step / 11


@pytest.mark.parametrize("reader", SAMPLE)
def test_every_choice_that_turns_the_verdict_is_told(reader: str, catalogue: Catalogue) -> None:
    said = Inputs(**asked(catalogue["guidance"][reader].reader))
    outputs = calculate(said, catalogue)
    told = [reason.text for reason in changes(said, outputs, catalogue)]
    infos = {info.name: info for info in fields_of(Inputs)}
    for name in ("privacy", "growth", "goal"):
        options = infos[name].meta.options  # type: ignore[attr-defined]
        taken = getattr(known(said, catalogue), name)
        for option, words in options.items():
            if option in (UNKNOWN, taken):
                continue
            changed: dict[str, Any] = {name: option}
            other = calculate(replace(said, **changed), catalogue).verdict
            assert any(f"“{words}”" in text for text in told) == (other != outputs.verdict), (name, option)


@pytest.mark.parametrize(
    "answers",
    [
        {
            "task": "chat",
            "hours_per_week": 40,
            "privacy": "own-hardware",
            "sales_tax_percent": 19,
            "repairs_percent": 4,
        },
        {"task": "images", "hours_per_week": 60, "growth": "growing", "privacy": "own-hardware"},
        {"task": "fine-tune", "hours_per_week": 3, "privacy": "contract", "admin": "none", "longest_run_hours": 30},
        {},
    ],
)
def test_the_terms_of_the_best_plan_add_up_to_its_cost(answers: dict[str, Any], catalogue: Catalogue) -> None:
    said = Inputs(**answers)
    best = advise(known(said, catalogue), catalogue).found[0]
    (table,) = [
        t
        for t in report(said, calculate(said, catalogue), catalogue).details.tables
        if t.title.endswith("with your numbers")
    ]
    sums = [row[3] for row in table.rows if isinstance(row[3], Range)]
    assert sum(usd.typical for usd in sums) == pytest.approx(24 * best.usd_per_month, abs=0.01)


# The way on


def openings(said: Inputs, catalogue: Catalogue) -> dict[str, dict[str, Any]]:
    """The inputs of every calculator that an answer leads to, each opened and asked."""
    made = report(said, calculate(said, catalogue), catalogue)
    found = {}
    for href in (link.href for reason in made.reasons for link in reason.links if "/?" in link.href):
        opened = open_link(href.removeprefix("calculators/").replace("/?", "?"), catalogue)
        assert opened["notices"] == [], href
        assert "outputs" in run(opened["name"], opened["inputs"], catalogue, "quick"), href
        found[opened["name"]] = opened["inputs"]
    return found


def test_links_open_every_calculator_filled_in(catalogue: Catalogue) -> None:
    """Each reader that guidance and personas speak of is led into every calculator there is."""
    for record in (*catalogue["guidance"].values(), *catalogue["personas"].values()):
        found = openings(Inputs(**asked(record.reader)), catalogue)
        assert set(found) == set(names()) - {"recommend"}, record.id


def test_what_was_said_goes_with_the_link(catalogue: Catalogue) -> None:
    """Growth of 2 a year is 5.95% a month; tax and currency go along; 2,000 requests of 512 tokens are 1,024,000 tokens a day."""
    money = {"sales_tax_percent": 19.0, "currency": "euro"}
    growing = Inputs(task="fine-tune", hours_per_week=15, growth="growing", region="germany", **money)
    hybrid = openings(growing, catalogue)["hybrid"]
    both = advise(known(growing, catalogue), catalogue).best("hybrid")
    assert both is not None
    assert float(hybrid["hours_per_week"]) == pytest.approx(
        15 / both.way.pace, rel=1e-3
    )  # hours on the rig that is named
    assert {name: hybrid[name] for name in ("growth_percent", "large_percent", "region")} == {
        "growth_percent": "5.95",
        "large_percent": "0",
        "region": "germany",
    }
    assert hybrid["currency"] == "euro"
    assert hybrid["sales_tax_percent"] == "19"
    serving = Inputs(task="chat", model="llama-3-1-8b", tokens_per_day=1_024_000, concurrency=8)
    api = openings(serving, catalogue)["api_or_own"]
    assert float(api["requests_per_day"]) == pytest.approx(2000)
    assert (api["model"], api["concurrency"]) == ("llama-3-1-8b", "8")
    assert "currency" not in api


def test_time_is_told_with_its_range_as_money_is(catalogue: Catalogue) -> None:
    """By hand: an amount over each end of the rate; hours that are counted on the reference vary elsewhere by the rate there."""
    for answers in ({"hours_per_week": 12}, {"training_tokens_per_week": 20e6}):
        said = {"task": "fine-tune", "model": "qwen3-8b", "privacy": "contract", **answers}
        made = judged(catalogue, **said)
        table = next(t for t in run("recommend", said, catalogue)["report"]["tables"] if "best of each" in t["title"])
        for row, side in zip(table["rows"], ("cloud", "rig"), strict=True):
            best = made.best(side)
            assert best is not None and best.way.held is not None and best.way.held.per_second is not None
            rate, there = best.way.held.per_second, row[4]
            work = answers.get("training_tokens_per_week", 12 * 3600 * made.ways.per_second.typical)
            assert there["typical"] == pytest.approx(work / rate.typical / 3600)
            if "hours_per_week" in answers and best.way.name == made.ways.reference:
                assert there["low"] == there["high"] == 12
            else:
                assert (there["low"], there["high"]) == pytest.approx((work / rate.high / 3600, work / rate.low / 3600))


def test_who_asks_sees_weights_and_marks(catalogue: Catalogue) -> None:
    """In the folded assumptions: what each aspect counts, and how the best plan and the next kind are marked in all ten."""
    answer = run("recommend", {}, catalogue)["report"]
    made = judged(catalogue)
    marked = [line for line in answer["assumptions"] if line.startswith("Marks of ")]
    assert len(marked) == 2
    assert all(f"{aspect.replace('-', ' ')} " in line for aspect in TEN for line in marked)
    assert f"cost {made.found[0].marks[1]:.0f}," in marked[0]
    assert not any("Marks" in str(part) for part in (answer["verdict"], answer["reasons"], answer["tables"]))


def test_the_answer_says_what_to_do_today_and_when_to_look_again(catalogue: Catalogue) -> None:
    for answers in (
        {},
        {"task": "chat", "hours_per_week": 2, "admin": "none", "goal": "results"},
        {"privacy": "own-hardware"},
    ):
        text = " ".join(r["text"] for r in run("recommend", answers, catalogue, "quick")["report"]["reasons"])
        assert "Today: " in text
        assert "Look again " in text
        assert "What speaks against it most: " in text or answers.get("privacy") == "own-hardware"


def test_what_is_not_money_is_told_beside_its_price(catalogue: Catalogue) -> None:
    answers = {
        "task": "chat",
        "model": "llama-3-3-70b",
        "hours_per_week": 40,
        "control": "own",
        "matters": "independence",
    }
    made = run("recommend", {**answers, "goal": "hardware", "admin": "able"}, catalogue, "quick")
    assert made["outputs"]["verdict"] == "rig"
    assert any(" cost you $" in reason["text"] for reason in made["report"]["reasons"])
    other = run("recommend", {}, catalogue, "quick")
    more = other["outputs"]["rig_usd_per_month"]["typical"] - other["outputs"]["cloud_usd_per_month"]["typical"]
    (told,) = [r["text"] for r in other["report"]["reasons"] if " would cost you $" in r["text"]]
    assert f"${more:.2f}"[:4] in told  # the rig's independence beside its price, where the cloud is the answer


def test_stages_are_told_apart(catalogue: Catalogue) -> None:
    made = run(
        "recommend",
        {"task": "fine-tune", "hours_per_week": 60, "longest_run_hours": 30, "budget_usd": 3000},
        catalogue,
    )
    table = next(t for t in made["report"]["tables"] if t["title"] == "Stage by stage")
    assert [row[0] for row in table["rows"]] == [
        "Developing, on a small model",
        "Training",
        "Serving a million tokens a day",
    ]
    places = [row[1]["text"] for row in table["rows"]]
    assert len(set(places)) > 1
    (told,) = [
        r["text"] for r in made["report"]["reasons"] if r["text"].startswith("The stages belong in different places")
    ]
    assert all(place in told for place in places)
    inference = run("recommend", {"task": "chat"}, catalogue, "quick")["report"]["reasons"]
    assert not any("stages belong" in r["text"] or "developing, training" in r["text"] for r in inference)
