"""recommend: guidance and logic agree, limits come first, and more work never speaks against a rig."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from calculators import Catalogue, run
from calculators import recommend as calculator
from calculators.core.inputs import coerce
from calculators.core.quantity import Choice, fields_of
from calculators.core.records import Condition
from calculators.engines.market import UNDER_CONTRACT, offers_that_fit, rigs_that_fit
from calculators.engines.need import KINDS, memory_gb
from calculators.engines.rules import applies, holds
from calculators.recommend import Inputs, calculate, changes, report

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
ASPECTS = [*FIRST_FIVE, "flexibility", "collaboration", "data-privacy", "maintenance", "learning-value"]


def test_the_guidance_and_the_aspects_are_all_there(catalogue: Catalogue) -> None:
    assert {g.id: g.prefers for g in catalogue["guidance"].values()} == PREFERENCES
    assert sorted(g.order for g in catalogue["guidance"].values()) == list(range(1, 11))
    assert [a.id for a in sorted(catalogue["aspects"].values(), key=lambda a: a.order)] == ASPECTS
    used = {aspect for g in catalogue["guidance"].values() for aspect in g.aspects}
    assert used == set(ASPECTS)
    for record in (*catalogue["guidance"].values(), *catalogue["aspects"].values()):
        assert record.evidence, record.id


@pytest.mark.parametrize("guidance_id", PREFERENCES)
def test_a_preference_gives_its_own_reader_its_own_verdict(guidance_id: str, catalogue: Catalogue) -> None:
    guidance = catalogue["guidance"][guidance_id]
    answer = run("recommend", guidance.reader, catalogue)
    assert "error" not in answer, answer
    assert answer["outputs"]["verdict"] == PREFERENCES[guidance_id]
    assert guidance_id in answer["outputs"]["applies"]
    assert f'href="../../choose/#{guidance_id}"' in answer["html"]
    for aspect in guidance.aspects:
        assert f'href="../../compare/#{aspect}"' in answer["html"]


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


def test_only_the_cloud_is_preferred_for_fewer_hours(catalogue: Catalogue) -> None:
    """What keeps a verdict monotone in the hours of work and the longest run."""
    for guidance in catalogue["guidance"].values():
        for condition in (*guidance.when, *guidance.when_any):
            if condition.input in ("hours_per_week", "longest_run_hours"):
                assert guidance.prefers != "hybrid"
                bound = condition.at_most if guidance.prefers == "rig" else condition.at_least
                assert bound is None, guidance.id


# Limits first


def test_no_money_for_the_cheapest_rig_is_no_rig(catalogue: Catalogue) -> None:
    cheapest = min(r.price_usd.typical for r in catalogue["rigs"].values())
    for task in calculator.TASKS:
        for privacy in calculator.PRIVACY:
            inputs = Inputs(task=task, privacy=privacy, budget_usd=cheapest - 1, hours_per_week=168, goal="hardware")
            assert calculate(inputs, catalogue).verdict not in ("rig", "hybrid")


def test_data_that_must_stay_is_no_cloud(catalogue: Catalogue) -> None:
    for task in calculator.TASKS:
        for budget in (0, 1500, 100_000):
            inputs = Inputs(task=task, privacy="own-hardware", budget_usd=budget, experience="new", sharing="often")
            outputs = calculate(inputs, catalogue)
            assert outputs.verdict in ("rig", "none")
            assert outputs.rental == ""


def test_a_contract_leaves_out_strangers_and_free_notebooks(catalogue: Catalogue) -> None:
    outputs = calculate(Inputs(privacy="contract", budget_usd_per_month=500), catalogue)
    offer = catalogue["rentals"][outputs.rental].offer
    assert offer is not None
    assert offer.goods in UNDER_CONTRACT


def test_what_fits_holds_the_memory(catalogue: Catalogue) -> None:
    for task, kind in KINDS.items():
        for size in (1, 8, 32, 70, 200):
            need = memory_gb(task, size, catalogue)[0].typical
            for rig in rigs_that_fit(need, kind.work, catalogue):
                assert rig.memory_gb >= need
            found = offers_that_fit(need, kind.work, (UNDER_CONTRACT,), catalogue)
            assert all(offer.memory_gb >= need and offer.goods in UNDER_CONTRACT for offer in found)
            prices = [offer.usd_per_hour / offer.rate(kind.work) for offer in found]
            assert prices == sorted(prices)


def test_nothing_within_the_limits_is_said_with_the_smallest_change(catalogue: Catalogue) -> None:
    inputs = Inputs(task="train", model_billion=8)
    outputs = calculate(inputs, catalogue)
    assert outputs.verdict == "none"
    assert len(outputs.obstacles) == 2
    made = report(inputs, outputs, catalogue)
    assert made.verdict.sentence.startswith("Nothing here keeps within all your limits.")
    assert made.verdict.side == "neutral"
    assert any("for renting" in reason.text for reason in changes(inputs, outputs, catalogue))


@pytest.mark.parametrize("reader", PREFERENCES)
def test_more_money_never_loses_a_plan(reader: str, catalogue: Catalogue) -> None:
    inputs = coerce(Inputs, catalogue["guidance"][reader].reader, catalogue)
    obstacles = [
        len(calculate(replace(inputs, budget_usd=1000 * 2**i, budget_usd_per_month=10 * 2**i), catalogue).obstacles)
        for i in range(8)
    ]
    assert obstacles == sorted(obstacles, reverse=True)


# The weights


def test_a_condition_holds_within_its_bounds_and_at_them() -> None:
    between = Condition(input="hours_per_week", at_least=5, at_most=10)
    assert [holds(between, {"hours_per_week": h}) for h in (4.9, 5, 10, 10.1)] == [False, True, True, False]
    zero = Condition(input="budget_usd", at_most=0)
    assert [holds(zero, {"budget_usd": b}) for b in (0, 0.01)] == [True, False]
    word = Condition(input="task", equals=("chat", "train"))
    assert [holds(word, {"task": t}) for t in ("chat", "learn")] == [True, False]


def test_a_bound_on_a_word_is_a_mistake_in_the_data() -> None:
    with pytest.raises(TypeError, match="task is no number"):
        holds(Condition(input="task", at_least=1), {"task": "chat"})


def test_all_conditions_hold_and_one_of_the_others(catalogue: Catalogue) -> None:
    both = catalogue["guidance"]["big-fine-tuning"]
    either = catalogue["guidance"]["large-models-and-long-runs"]
    reader: dict[str, Any] = {info.name: info.default for info in fields_of(Inputs)}
    assert not applies(both, reader | {"task": "fine-tune"})
    assert applies(both, reader | {"task": "fine-tune", "data_gb": 50})
    assert not applies(either, reader)
    assert applies(either, reader | {"model_billion": 70})
    assert applies(either, reader | {"longest_run_hours": 24})


def test_weights_are_of_what_applies(catalogue: Catalogue) -> None:
    for guidance in catalogue["guidance"].values():
        outputs = calculate(coerce(Inputs, guidance.reader, catalogue), catalogue)
        applied = [catalogue["guidance"][i] for i in outputs.applies]
        for side, weight in (("cloud", outputs.cloud_weight), ("rig", outputs.rig_weight)):
            bare = sum(g.weight for g in applied if g.prefers == side)
            assert bare <= weight <= bare + calculator.MOST_FOR_MONEY


def test_a_tie_goes_to_the_cheaper(catalogue: Catalogue) -> None:
    one_each = Inputs(sharing="often", goal="hardware", budget_usd_per_month=100)
    for hours, verdict in ((1.0, "cloud"), (150.0, "rig")):
        outputs = calculate(
            replace(one_each, hours_per_week=hours, longest_run_hours=5, budget_usd_per_month=5000), catalogue
        )
        assert outputs.verdict == verdict


# What would change it


@pytest.mark.parametrize("reader", PREFERENCES)
def test_a_change_that_is_told_gives_the_verdict_that_is_told(reader: str, catalogue: Catalogue) -> None:
    inputs = coerce(Inputs, catalogue["guidance"][reader].reader, catalogue)
    outputs = calculate(inputs, catalogue)
    for reason in changes(inputs, outputs, catalogue):
        assert reason.side != outputs.verdict, reason.text
    for name in ("privacy", "growth", "goal"):
        for option in calculator.INFOS[name].meta.options:
            other = calculate(replace(inputs, **{name: option}), catalogue).verdict
            told = any(
                f"“{calculator.INFOS[name].meta.options[option]}”" in r.text
                for r in changes(inputs, outputs, catalogue)
            )
            assert told == (other != outputs.verdict), (name, option)


def test_the_link_to_rent_or_buy_opens_with_the_two_plans(catalogue: Catalogue) -> None:
    from calculators import open_link

    inputs = Inputs(hours_per_week=20, budget_usd_per_month=200)
    outputs = calculate(inputs, catalogue)
    hrefs = [link.href for r in report(inputs, outputs, catalogue).reasons for link in r.links]
    (asked,) = [href for href in hrefs if href.startswith("calculators/rent_or_buy/?")]
    opened = open_link(asked.removeprefix("calculators/").replace("/?", "?"), catalogue)
    assert opened["notices"] == []
    assert opened["inputs"]["rig"] == outputs.rig
    assert opened["inputs"]["hours_per_week"] == "20"
