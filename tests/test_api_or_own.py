"""A hosted model beside hardware of one's own: one cost model, exact turns, bad input."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calculators import Catalogue, api_or_own, run
from calculators.api_or_own import Inputs, calculate, number_flips
from calculators.core.quantity import fields_of
from calculators.core.ranges import Range
from calculators.engines.api_plans import api_plan
from calculators.engines.assessment import of_api, of_rental, of_rig
from calculators.engines.circumstances import Circumstances
from calculators.engines.demand import Demand
from calculators.engines.flips import HOLDS
from calculators.engines.hosting import Traffic
from calculators.engines.rental_plans import ON_DEMAND, rental_plan
from calculators.engines.rig_plans import rig_plan
from calculators.engines.throughput import TEXT

TRAFFIC = Traffic(prompt_tokens=1500, output_tokens=500, cached=0.4, hours_per_day=10)


def test_the_totals_are_those_of_the_cost_model(catalogue: Catalogue) -> None:
    """The same plan and demand, asked of the cost model itself: the same to the cent."""
    inputs = Inputs(requests_per_day=8000, cached_fraction=0.4, daily_hours=10)
    found = calculate(inputs, catalogue)
    ways = Circumstances(setup_hours=20, upkeep_hours_per_month=2)
    assert found.rig_tokens_per_s is not None
    plan = rig_plan(inputs.rig, inputs.region, catalogue)
    hours = TRAFFIC.hours_of_work(8000, found.rig_tokens_per_s.typical)
    rig = of_rig(plan, Demand(hours, 70 - hours, 0), ways).total(36)
    rented = rental_plan(inputs.rental, ON_DEMAND, TEXT, inputs.region, catalogue)
    rental = of_rental(rented, Demand(70, 0, 0), ways).total(36)
    hosted = api_plan(inputs.api, "Novita AI", catalogue)  # the fourth of eight by price, for this traffic
    api = of_api(hosted, TRAFFIC.tokens(8000), ways).total(36)
    for mine, theirs in (
        (found.rig_usd_per_month, rig),
        (found.rental_usd_per_month, rental),
        (found.api_usd_per_month, api),
    ):
        assert mine is not None
        assert 36 * mine.typical == pytest.approx(theirs.typical, abs=0.005)
    assert 36 * found.api_usd_per_month.high == pytest.approx(api.high, abs=0.005)


def test_hours_machines_and_open_conversations_by_hand() -> None:
    # 10 h a day at 100 tokens/s write 3.6 million tokens: 7,200 replies of 500
    assert TRAFFIC.most_requests(100) == pytest.approx(7200)
    assert TRAFFIC.machines(7200, 100) == 1
    assert TRAFFIC.machines(7201, 100) == 2
    assert TRAFFIC.hours_of_work(3600, 100) == pytest.approx(35)
    assert TRAFFIC.written_per_s(7200) == pytest.approx(100)
    # Little: 7,200 in 36,000 s, each open for 30 s: 6 at once
    assert TRAFFIC.open_at_once(7200, 30) == pytest.approx(6)
    month = TRAFFIC.tokens(1000)
    assert month.input == pytest.approx(45_655_312.5)
    assert month.cached == pytest.approx(18_262_125)


def test_a_cached_prompt_is_read_faster_and_paid_less(catalogue: Catalogue) -> None:
    base = Inputs(
        prompt_tokens=20_000, output_tokens=200, quantization="fp8", api="deepseek-v3-2-685b", provider="cheapest"
    )
    none, most = (calculate(replace(base, cached_fraction=c), catalogue) for c in (0.0, 0.9))
    assert none.rig_tokens_per_s is not None
    assert most.rig_tokens_per_s is not None
    assert most.rig_tokens_per_s.typical > 1.5 * none.rig_tokens_per_s.typical
    assert most.api_usd_per_month.typical <= none.api_usd_per_month.typical


def test_of_an_even_number_of_providers_the_middle_is_the_cheaper_of_two(catalogue: Catalogue) -> None:
    """And the answer names it, and tells how many others would turn it."""
    report = run("api_or_own", {}, catalogue)["report"]
    (table,) = [t for t in report["tables"] if t["title"].endswith("by provider")]
    names, usd = [row[0] for row in table["rows"]], [row[4]["typical"] for row in table["rows"]]
    assert len(names) % 2 == 0
    assert all(row[4]["low"] <= row[4]["typical"] <= row[4]["high"] for row in table["rows"])
    middle = names[len(names) // 2 - 1]
    assert report["verdict"]["range"].startswith(f"The API of {middle} costs ")
    rig = calculate(Inputs(), catalogue).rig_usd_per_month
    assert rig is not None
    dearer = [price for price in usd if price > rig.typical]
    said = f"{len(dearer)} of {len(usd)} providers ask more than the rig, {names[-1]} most: ${max(usd):,.0f}/month."
    assert report["verdict"]["range"].endswith(said)


def test_a_turn_that_is_never_met_at_its_worst_spans_all_that_a_machine_does(catalogue: Catalogue) -> None:
    """Over 24 months the rig never pays with every figure at its worst: its range of hours ends at a week's 168."""
    found = calculate(Inputs(horizon_months=24), catalogue)
    assert found.rig_turn.endswith("at worst never")
    assert found.rig_turn_hours_per_week is not None
    assert found.rig_turn_hours_per_week.high == pytest.approx(168)
    assert found.rig_turn_fraction is not None
    assert found.rig_turn_fraction.high == pytest.approx(1)


@pytest.mark.parametrize(
    "inputs",
    [
        {"own_rental_usd_per_hour": 0},
        {"requests_per_day": 0},
        {"own_input_usd_per_million_tokens": 0, "own_output_usd_per_million_tokens": 0},
    ],
)
def test_no_change_is_told_below_nothing(inputs: dict[str, Any], catalogue: Catalogue) -> None:
    """Where two cost nothing the first keeps the answer: no price, and no load, below nothing turns it."""
    for change in run("api_or_own", inputs, catalogue)["report"]["changes"]:
        assert not change["text"].startswith(("Below $0.00", "Below 0")), change["text"]


def test_own_prices_are_not_told_as_a_provider_s(catalogue: Catalogue) -> None:
    report = run("api_or_own", {"own_output_usd_per_million_tokens": 1}, catalogue, "quick")["report"]
    assert report["verdict"]["range"].startswith("The API costs ")
    assert "providers" not in report["verdict"]["range"]
    assert report["reasons"][0]["text"].startswith("The API asks ")


def test_prices_of_all_providers_change_as_the_chosen_one_s_does(catalogue: Catalogue) -> None:
    """Of a price that doubles every year 36 months take 12 · (2³ − 1) / ln 2 = 121.19 times the first, 3.3662 a month.

    DeepInfra asks 0.10 and 0.32: 5,000 requests of 1,500 and 500 tokens a day are 228.28 and 76.09 million a month, 47.18 in all.
    """
    usual, doubling = (run("api_or_own", {"price_drift_percent": drift}, catalogue)["report"] for drift in (0, 100))
    asked = {drift: usd_of("DeepInfra", told) for drift, told in ((0, usual), (100, doubling))}
    assert asked[0] == pytest.approx(47.18, abs=0.01)
    assert asked[100] == pytest.approx(47.18 * 3.3662, rel=1e-3)
    chosen = run("api_or_own", {"price_drift_percent": 100, "provider": "cheapest"}, catalogue)
    assert chosen["outputs"]["api_usd_per_month"]["typical"] == pytest.approx(asked[100])
    assert "DeepInfra least" not in chosen["report"]["verdict"]["range"]


def usd_of(provider: str, report: dict[str, Any]) -> float:
    """A month's traffic, by the table of providers."""
    table = next(t for t in report["tables"] if t["title"].endswith("by provider"))
    usd: float = next(row[-1]["typical"] for row in table["rows"] if row[0] == provider)
    return usd


def test_a_tie_turns_as_soon_as_the_api_asks_anything(catalogue: Catalogue) -> None:
    free = {"own_rig_usd": 0, "own_rental_usd_per_hour": 0, "own_electricity_usd_per_kwh": 0}
    asked = {"own_input_usd_per_million_tokens": 0, "own_output_usd_per_million_tokens": 0}
    told = run("api_or_own", {**free, **asked}, catalogue)["report"]
    assert "nothing else costs less" in told["verdict"]["sentence"]
    assert "Above $0 per M tokens for what the API writes (now $0 per M tokens), the rig costs least." in [
        change["text"] for change in told["changes"]
    ]
    for name in asked:
        assert run("api_or_own", {**free, **asked, name: 0.01}, catalogue)["outputs"]["verdict"] == "rig"


def nothing_or_some(most: float) -> st.SearchStrategy[float]:
    """Nothing, or from a thousandth on: between the two lie ties, told apart by rounding alone."""
    return st.just(0.0) | st.floats(0.001, most)


CHANGES = st.fixed_dictionaries(
    {},
    optional={
        "requests_per_day": nothing_or_some(1e6),
        "daily_hours": st.floats(0.1, 24),
        "waits": st.booleans(),
        "cached_fraction": st.floats(0, 1),
        "provider": st.sampled_from(["cheapest", "middle", "dearest"]),
        "rig": st.sampled_from(["rtx-pro-6000-desktop", "dual-rtx-3090-desktop", "dgx-spark"]),
        "horizon_months": st.floats(1, 240),
        "own_rig_usd": nothing_or_some(50_000),
        "own_output_usd_per_million_tokens": nothing_or_some(100),
        "own_electricity_usd_per_kwh": nothing_or_some(2),
        "price_type": st.sampled_from(["on-demand", "spot", "reserved-1y"]),
        "own_rental_usd_per_hour": nothing_or_some(10),
        "own_interruptions_percent": st.floats(0, 99),
        "starts_per_week": st.floats(0, 30),
        "start_minutes": st.floats(0, 600),
        "own_billed_step_s": st.floats(0, 86_400),
        "forgotten_hours_per_month": st.floats(0, 700),
        "price_drift_percent": st.floats(-50, 100),
        "rental_storage_gb": st.floats(0, 500),
    },
)


def numbers(value: Any) -> list[float]:
    if isinstance(value, Range):
        return [value.low, value.typical, value.high]
    return [value] if isinstance(value, int | float) and not isinstance(value, bool) else []


@given(CHANGES)
def test_everything_is_finite_and_the_verdict_costs_least(catalogue: Catalogue, change: dict[str, Any]) -> None:
    found = calculate(Inputs(**change), catalogue)
    for info in fields_of(type(found)):
        for number in numbers(getattr(found, info.name)):
            assert math.isfinite(number), info.name
            assert number >= 0, info.name
    costs = {"api": found.api_usd_per_month, "rig": found.rig_usd_per_month, "cloud": found.rental_usd_per_month}
    able = {side: usd.typical for side, usd in costs.items() if usd is not None}
    assert able[found.verdict] == min(able.values())


def with_(inputs: Inputs, name: str, value: float) -> Inputs:
    changed: dict[str, Any] = {name: value}
    return replace(inputs, **changed)


@given(CHANGES)
def test_a_turn_is_exact(catalogue: Catalogue, change: dict[str, Any]) -> None:
    """1% below the load the API is cheaper than one rig, 1% above it is not; and so for every flip of the verdict."""
    inputs = Inputs(**change)
    turn = calculate(inputs, catalogue).rig_turn_tokens_per_day
    if turn is not None and turn.typical > 0:
        at = turn.typical / (inputs.prompt_tokens + inputs.output_tokens)
        below, above = (calculate(replace(inputs, requests_per_day=at * f), catalogue) for f in (0.99, 1.01))
        assert below.rig_usd_per_month is not None
        assert below.api_usd_per_month.typical < below.rig_usd_per_month.typical
        if above.rigs == 1:
            assert above.rig_usd_per_month is not None
            assert above.api_usd_per_month.typical > above.rig_usd_per_month.typical * (1 - 1e-9)
    verdict = calculate(inputs, catalogue).verdict
    for name, (value, turned, side) in number_flips(inputs, catalogue).items():
        # a load is a step at each machine, which is told to a billionth (BESIDE); what is told holds for a per cent beyond (HOLDS)
        near = HOLDS * turned if name == "requests_per_day" else min(0.001 * abs(turned - value), 0.01 * turned)
        past = near + 2 * api_or_own.BESIDE * max(turned, 1)
        beyond = turned + past * (1 if turned > value else -1)
        meta = api_or_own.QUANTITIES[name]
        if meta.minimum <= beyond <= meta.maximum:
            assert calculate(with_(inputs, name, beyond), catalogue).verdict == side != verdict, name
        before = value + 0.999 * (turned - value)
        assert calculate(with_(inputs, name, before), catalogue).verdict == verdict, name


def test_what_costs_least_for_a_few_loads_alone_is_passed_over(catalogue: Catalogue) -> None:
    """A rig and a rental with the same GPU, the rental taken away at times: just before the rig is full, the rental is.

    By the totals: between 1,986.5014 and 1,986.5034 requests a day two rentals and one rig are paid for, before and after as many of
    both, and the rental costs less. What turns the verdict is the API, below a load at which it costs what the rental does.
    """
    inputs = Inputs(
        requests_per_day=1034,
        horizon_months=24,
        daily_hours=1,
        waits=False,
        provider="dearest",
        rig="rtx-pro-6000-desktop",
        own_rig_usd=232,
        own_rental_usd_per_hour=0,
        own_electricity_usd_per_kwh=0,
        own_output_usd_per_million_tokens=0,
        rental_storage_gb=47,
        price_type="spot",
        own_interruptions_percent=0.25,
    )
    assert calculate(inputs, catalogue).verdict == "cloud"
    _, turned, side = number_flips(inputs, catalogue)["requests_per_day"]
    below = calculate(replace(inputs, requests_per_day=turned), catalogue)
    assert side == below.verdict == "api"
    assert below.rental_usd_per_month is not None
    assert below.api_usd_per_month.typical == pytest.approx(below.rental_usd_per_month.typical)


@given(CHANGES, st.sampled_from(["own_rig_usd", "own_output_usd_per_million_tokens", "own_rental_usd_per_hour"]))
def test_no_cost_falls_when_a_price_rises(catalogue: Catalogue, change: dict[str, Any], name: str) -> None:
    low, high = (calculate(Inputs(**{**change, name: price}), catalogue) for price in (1.0, 2.0))
    for of in ("rig_usd_per_month", "api_usd_per_month", "rental_usd_per_month"):
        a, b = getattr(low, of), getattr(high, of)
        assert (a is None) == (b is None)
        if a is not None:
            assert a.typical <= b.typical * (1 + 1e-12)


BY_HAND: dict[str, Any] = {
    **api_or_own._BY_HAND,
    "own_rental_usd_per_hour": 0.5,
    "rental": "openrelay/rtx-3090",
    "model": "llama-3-1-8b",
}


def test_starts_and_what_is_kept_count_for_the_rented_machine(catalogue: Catalogue) -> None:
    """By hand, held 8 h a day: 56 h and 5 starts of 12 min, each with half a second of a billing step, are 57.0007 h a week."""
    rented = {**BY_HAND, "requests_per_day": 10, "daily_hours": 8, "starts_per_week": 5, "start_minutes": 12}
    kept = {"rental_storage_gb": 50, "own_storage_usd_per_gb_month": 0.1, "own_stopped_storage_usd_per_gb_month": 0.1}
    told = run("api_or_own", rented | kept, catalogue)
    hours = (56 + 5 * (0.2 + 0.5 / 3600)) * 365.2425 / 7 / 12
    assert told["outputs"]["rental_usd_per_month"]["typical"] == pytest.approx(0.5 * hours + 5)
    (table,) = [t for t in told["report"]["tables"] if t["title"].startswith("What OpenRelay")]
    assert sum(row[3]["typical"] for row in table["rows"]) == pytest.approx(36 * (0.5 * hours + 5))
    assert "5 × (12" in table["rows"][0][2]


def test_a_reserved_machine_is_paid_all_the_time_and_a_spare_one_repeats_its_replies(catalogue: Catalogue) -> None:
    """Reserved: 730.485 h at 0.50, whatever comes, for a year at least. Spare: half are taken away a month, M = 1,053.9 h."""
    reserved = BY_HAND | {"requests_per_day": 10, "daily_hours": 8, "price_type": "reserved-1y", "horizon_months": 6}
    outputs = run("api_or_own", reserved, catalogue)["outputs"]
    assert outputs["rental_usd_per_month"]["typical"] == pytest.approx(2 * 0.5 * 730.485)
    batch = BY_HAND | {"requests_per_day": 1000, "waits": False, "price_type": "spot", "resume_minutes": 30}
    never, often = (run("api_or_own", batch | {"own_interruptions_percent": p}, catalogue)["outputs"] for p in (0, 50))
    ratio = often["rental_usd_per_month"]["typical"] / never["rental_usd_per_month"]["typical"]
    assert ratio == pytest.approx(
        math.exp(0.5 / (730.485 / math.log(2))), rel=1e-4
    )  # a reply takes seconds: e^(R/M) is left


def test_what_is_not_published_of_spare_machines_is_said(catalogue: Catalogue) -> None:
    spare = {
        "rental": "runpod/rtx-4090-community",
        "model": "llama-3-1-8b",
        "price_type": "spot",
        "own_rental_usd_per_hour": 0.2,
    }
    for own, told in ((None, True), (10, False)):
        reasons = run("api_or_own", spare | {"own_interruptions_percent": own}, catalogue, "quick")["report"]["reasons"]
        assert any("takes spot machines away is not published" in r["text"] for r in reasons) == told


def test_starts_that_leave_no_hours_are_an_obstacle(catalogue: Catalogue) -> None:
    outputs = run("api_or_own", {"starts_per_week": 1000, "start_minutes": 60, "retry_minutes": 1}, catalogue)[
        "outputs"
    ]
    assert outputs["rental_usd_per_month"] is None
    assert any("leaves no hours for work" in words for words in outputs["obstacles"])


@pytest.mark.parametrize(
    ("inputs", "field"),
    [
        ({"rental": "kaggle/free"}, "rental"),
        ({"model": "flux-1-dev"}, "model"),
        ({"software": "llama-cpp"}, "software"),
        ({"prompt_tokens": 200_000}, "prompt_tokens"),
        ({"daily_hours": 0}, "daily_hours"),
        ({"requests_per_day": -1}, "requests_per_day"),
        ({"provider": "best"}, "provider"),
    ],
)
def test_bad_input_names_its_field(catalogue: Catalogue, inputs: dict[str, Any], field: str) -> None:
    assert run("api_or_own", inputs, catalogue)["error"]["field"] == field


def test_a_model_that_fits_nowhere_leaves_the_api(catalogue: Catalogue) -> None:
    small = {"rig": "rtx-3060-12gb-desktop", "rental": "runpod/rtx-4090-community"}
    answer = run("api_or_own", small, catalogue)
    assert answer["outputs"]["verdict"] == "api"
    assert answer["outputs"]["rig_usd_per_month"] is None
    assert "does not fit" in answer["report"]["verdict"]["sentence"]


def test_a_rig_that_never_pays_is_told_with_both_costs_of_a_token(catalogue: Catalogue) -> None:
    never = {"own_rig_usd": 500_000, "resale_percent": 0, "own_rental_usd_per_hour": 900}
    answer = run("api_or_own", never, catalogue)
    assert answer["outputs"]["rig_turn_tokens_per_day"] is None
    assert answer["outputs"]["rig_turn"].startswith("never")
    assert "16 conversations at once the rig takes $" in answer["report"]["verdict"]["sentence"]
    nothing = run("api_or_own", {**never, "requests_per_day": 0}, catalogue)["report"]["verdict"]["sentence"]
    assert "however busy it is" in nothing


def test_the_verdict_names_the_conversations_at_once(catalogue: Catalogue) -> None:
    for crowd, words in ((1, "one conversation at a time"), (64, "64 conversations at once")):
        for load in (10, 5000, 100_000):
            answer = run("api_or_own", {"concurrency": crowd, "requests_per_day": load}, catalogue)
            assert words in answer["report"]["verdict"]["sentence"]


def test_only_several_conversations_at_once_are_told_to_be_without_a_reading(catalogue: Catalogue) -> None:
    """Of llama.cpp no reading is of two conversations at once; of one there are, and of vLLM both."""
    told = "Several conversations at once are not validated for llama.cpp."
    for quantization, crowd, said in (("q4-k-m", 1, False), ("q4-k-m", 2, True), ("awq", 2, False)):
        inputs = {"quantization": quantization, "concurrency": crowd}
        assumed = run("api_or_own", inputs, catalogue)["report"]["assumptions"]
        assert (told in assumed) == said, inputs


def test_traffic_worth_less_than_a_cent_is_told_as_that(catalogue: Catalogue) -> None:
    """30 requests a month of two tokens: even at $100 a million they cost $0.006."""
    said = run("api_or_own", {"requests_per_day": 1, "prompt_tokens": 1, "output_tokens": 1}, catalogue, "quick")
    assert said["outputs"]["api_usd_per_month"]["high"] < 0.01
    assert "costs less than $0.01/month; the rig about" in said["report"]["verdict"]["range"]
    assert "$0.000" not in said["html"]


def test_a_rig_that_does_not_hold_the_model_is_not_told_to_be_too_dear(catalogue: Catalogue) -> None:
    """70.6 billion weights at about half a byte are more than the 24 GB of one card."""
    inputs = {
        "rig": "rtx-3090-desktop",
        "model": "llama-3-1-70b",
        "quantization": "awq",
        "rental": "runpod/a100-sxm-80gb-secure",
    }
    said = run("api_or_own", inputs, catalogue)
    sentence = said["report"]["verdict"]["sentence"]
    assert "does not fit the memory of" in sentence
    assert "no machine of your own" not in sentence
    assert said["outputs"]["own_time_hours"] == 0
    assert not any("of your own time" in reason["text"] for reason in said["report"]["reasons"])


@pytest.mark.parametrize(
    ("prompt", "reply", "field", "allowed"),
    [(1, 1_000_000, "output_tokens", 131_071), (131_000, 512, "prompt_tokens", 130_560)],
)
def test_what_is_too_long_is_blamed_with_its_true_limit(
    catalogue: Catalogue, prompt: int, reply: int, field: str, allowed: int
) -> None:
    """Llama 3.1 was made for 131,072 tokens, prompt and reply together."""
    wrong = run("api_or_own", {"prompt_tokens": prompt, "output_tokens": reply}, catalogue)["error"]
    assert (wrong["field"], wrong["allowed"]) == (field, f"1 to {allowed} tokens")
    mended = {"prompt_tokens": prompt, "output_tokens": reply, field: allowed}
    assert run("api_or_own", mended, catalogue).get("error", {}).get("message", "").find("longer than") < 0
