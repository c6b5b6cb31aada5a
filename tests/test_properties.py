"""What holds for any inputs: costs add up, more hours never make the rig less favourable, no NaN, no infinity."""

from __future__ import annotations

import json
import math
import re
import sys
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from calculators import rent_or_buy, run
from calculators._money import CARD
from calculators._needs import ways_out
from calculators._onward import Answers
from calculators.core.door import calculator
from calculators.core.links import packed
from calculators.core.quantity import Choice, FieldInfo, Quantity, Switch, Text, fields_of
from calculators.core.ranges import Range
from calculators.engines import break_even, rental_cost, rig_cost
from calculators.engines.advice import Advice, Candidate, advise, best_of, reweighed, small_change, still_best
from calculators.engines.answers import USUAL_MODEL, known
from calculators.engines.corners import typical
from calculators.engines.futures import outlook
from calculators.engines.rig_plans import card_plan
from calculators.engines.tasks import LEARN, suits
from calculators.records import Reader
from calculators.records.reader import CONTROL, GOALS, MATTERS, PRIVACY, SHARING, TASKS, UNKNOWN
from calculators.rent_or_buy import Inputs, calculate
from tests.support.everywhere import built
from tests.test_money import money_calculators

pytestmark = pytest.mark.usefixtures("catalogue")
"""It is read before inputs are drawn, whose time is watched."""
WITH_A_RIG = ("rig", "hybrid")
POPULAR = (
    *USUAL_MODEL.values(), "llama-3-3-70b", "qwen3-coder-30b-a3b", "gpt-oss-120b", "flux-1-dev", "wan2-1-t2v-14b", "whisper-small",
)  # fmt: skip
"""Models of every kind; one of them is for no task."""
PLACES = ("united-states", "germany", "japan", "bermuda", "kuwait", "us-hawaii")
ANSWERED = {"outputs", "report", "html"}
"""What every answer holds; the link to it, and how numbers were read, where there is something to tell."""
CARRIED = packed(
    (info, {"model": "qwen3-8b", "task": LEARN, "hours_per_week": 12.5}[info.name])
    for info in fields_of(Answers)
    if info.name in ("model", "task", "hours_per_week")
)
"""What a reader said on other pages, as a link carries it."""
OWNED = ("rtx-3060-12gb", "rtx-4090", "p40", "apple-m4-max", "h100-sxm-80gb", "mi300x")


def value_of(info: FieldInfo) -> st.SearchStrategy[Any]:
    """Any value that an input allows, its bounds and zero often among them."""
    meta = info.meta
    match meta:
        case Quantity():
            ends = [meta.minimum, meta.maximum] + [0.0] * (meta.minimum <= 0)
            near = st.floats(meta.minimum, min(meta.maximum, 200.0) if meta.minimum < 200 else meta.maximum)
            numbers = st.one_of(st.sampled_from(ends), near, st.floats(meta.minimum, meta.maximum))
            if meta.integer:
                numbers = numbers.map(round)
            return st.one_of(st.none(), numbers) if info.optional else numbers
        case Choice(options=options) if options is not None:
            return st.sampled_from(list(options))
        case Choice():
            return st.sampled_from(list(built()[meta.family]))
        case Switch():
            return st.booleans()
        case Text():
            return st.sampled_from(["", CARRIED])
    raise TypeError(info.name)


def inputs_of(cls: type) -> st.SearchStrategy[Any]:
    return st.builds(cls, **{info.name: value_of(info) for info in fields_of(cls)})


def can_be_bought(inputs: Inputs) -> bool:
    """Not a card alone of a GPU that is part of its computer: that is bad input, and told so."""
    if inputs.buy != CARD:
        return True
    rig = built()["rigs"][inputs.rig]
    return card_plan(rig.gpu, rig.gpu_count, rig.second_hand, inputs.region, built()) is not None


RIG_PARTS = [f"rig_{part}_usd" for part in rent_or_buy.PARTS["Rig"]]
RENTAL_PARTS = [f"rental_{part}_usd" for part in rent_or_buy.PARTS["Rental"]]
COMPARED = inputs_of(Inputs).filter(can_be_bought)
BY_HOURS = COMPARED.map(lambda inputs: replace(inputs, last_bill_usd=None))
"""Hours as given, not worked out from a bill."""


def numbers_in(value: Any) -> Iterator[float]:
    if isinstance(value, Range):
        yield from (value.low, value.typical, value.high)
    elif isinstance(value, float | int) and not isinstance(value, bool):
        yield float(value)
    elif isinstance(value, tuple):
        for item in value:
            yield from numbers_in(item)


@given(COMPARED)
def test_costs_add_up_and_are_finite(inputs: Inputs) -> None:
    outputs = calculate(inputs, built())
    for info in fields_of(type(outputs)):
        assert all(map(math.isfinite, numbers_in(getattr(outputs, info.name)))), info.name
    rig, rental = ([getattr(outputs, name) for name in names] for names in (RIG_PARTS, RENTAL_PARTS))
    for total, parts in ((outputs.rig_total_usd, rig), (outputs.rental_total_usd, rental)):
        if total is not None:
            gain = total is outputs.rig_total_usd and outputs.rig_interest_usd.low < 0
            for end in ("typical",) if gain else ("low", "typical", "high"):
                summed = sum(getattr(part, end) for part in parts if part is not None)
                assert getattr(total, end) == pytest.approx(summed, rel=1e-9, abs=1e-6)
    if not inputs.interest_percent:  # money that earns more than the loan asks makes instalments a gain
        least = min(n for part in (*rig, *rental) if part is not None for n in numbers_in(part))
        assert least > -sys.float_info.min  # nearer to nothing than that, differences are rounded


@given(COMPARED)
def test_a_share_of_futures_is_a_share_and_is_sure_where_the_ranges_do_not_overlap(inputs: Inputs) -> None:
    case = rent_or_buy._compared(inputs, built())
    seen = outlook(case.rig, case.rental, case.demand, case.ways, case.months, 50)
    assert 0 <= seen.share <= 1
    outputs = calculate(inputs, built())
    able = outputs.rental_total_usd is not None and not outputs.rig_obstacles
    if able and not outputs.rig_total_usd.overlaps(outputs.rental_total_usd):
        can = [usd for usd in seen.saved_usd if usd < math.inf]  # in the others the work is more than the rental can do
        assert {usd >= 0 for usd in can} <= {outputs.verdict == "rig"}


GRID = 5
"""Values tried between an input and where it turns the verdict, as many on the other side, and of an input that does not."""
SHARES = [0.001 * i for i in range(1, 12)]
"""How far around a number the verdict is looked for, as shares of it."""


@given(COMPARED, st.sampled_from(list(rent_or_buy.PHRASES)))
def test_a_flip_is_exact_and_none_is_missed(inputs: Inputs, other: str) -> None:
    """1% before what is told the verdict stays, 1% past it is the other; a grid finds none nearer, nor one of another input.

    The hours of work that a bill tells of stay as they are.
    """
    hours = rent_or_buy._compared(inputs, built()).demand.hours_per_week
    base = replace(inputs, last_bill_usd=None, hours_per_week=hours)

    def buys(name: str, x: float) -> bool:
        changed: dict[str, Any] = {name: round(x) if rent_or_buy.QUANTITIES[name].integer else x}
        return rent_or_buy._compared(replace(base, **changed), built()).typical().buys()

    def turned(name: str, x: float) -> bool:
        """Whether the verdict is another here, and that not for less than a hundredth alone, which flips pass over."""
        if buys(name, x) == verdict:
            return False
        quantity = rent_or_buy.QUANTITIES[name]
        around = (
            [
                s
                for s in SHARES
                if buys(name, min(max(x * (1 + way * s), quantity.minimum), quantity.maximum)) == verdict
            ]
            for way in (-1, 1)
        )
        return sum(min(found, default=1) for found in around) > 0.01 + 2 * SHARES[0]

    verdict = rent_or_buy._compared(inputs, built()).typical().buys()
    flips = rent_or_buy.number_flips(inputs, built())
    for name, (now, last, first) in flips.items():
        quantity = rent_or_buy.QUANTITIES[name]
        step = math.copysign(0.01 * min(abs(first), abs(first - now)), first - now)
        before, past = (last, first) if quantity.integer else (last - step, first + step)
        if now < quantity.maximum or last < now:  # of a price that nobody publishes any may turn it
            assert not turned(name, before), name
        assert buys(name, min(max(past, quantity.minimum), quantity.maximum)) != verdict, name
        for i in range(1, GRID):
            for x in (now + (last - now) * i / GRID, now - (last - now) * i / GRID):
                assert last == now or not quantity.minimum <= x <= quantity.maximum or not turned(name, x), name
    is_tier = built()["rentals"][inputs.rental].tier is not None
    if other not in flips and not (
        is_tier and other == "own_rental_usd_per_hour"
    ):  # a price by the hour: another kind of rental
        quantity = rent_or_buy.QUANTITIES[other]
        for i in range(GRID + 1):
            assert not turned(other, quantity.minimum + (quantity.maximum - quantity.minimum) * i / GRID), other


@given(COMPARED)
def test_an_answer_is_json_and_html_without_nonsense(inputs: Inputs) -> None:
    raw = {info.name: getattr(inputs, info.name) for info in fields_of(Inputs)}
    answer = run("rent_or_buy", raw, built(), "quick")
    assert "error" not in answer
    json.dumps(answer, allow_nan=False)


@given(BY_HOURS, st.floats(0, 168), st.floats(0, 168))
def test_an_hour_on_the_rig_never_gets_dearer_with_more_of_them(inputs: Inputs, a: float, b: float) -> None:
    assume(a > 0.01 and b > 0.01)
    fewer, more = sorted((a, b))
    assume(more < rent_or_buy._shared_hours(inputs, inputs.people))
    each = [calculate(replace(inputs, hours_per_week=hours), built()).rig_usd_per_hour for hours in (fewer, more)]
    assert each[0] is not None
    assert each[1] is not None
    assert each[1].typical <= each[0].typical * (1 + 1e-9)


@given(BY_HOURS, st.floats(0, 168), st.floats(0, 168))
def test_more_hours_never_turn_from_the_rig(inputs: Inputs, a: float, b: float) -> None:
    """Where an hour of work costs the rig no more electricity than it costs to rent, and it can do it: what it saves only grows."""
    fewer, more = sorted((a, b))
    case = rent_or_buy._compared(inputs, built())
    assume(more < case.demand.shared_hours_per_week)
    rig, rental = case.rig_terms[1], case.rental_terms[1]
    at = [case.demand.with_hours(hours) for hours in (fewer, more)]
    costs = [(rig_cost.rig_total(rig, d, 1.0), rental_cost.rental_total(rental, d, 1.0)) for d in at]
    assume(costs[1][1] - costs[0][1] >= costs[1][0] - costs[0][0])
    if calculate(replace(inputs, hours_per_week=fewer), built()).verdict == "rig":
        assert calculate(replace(inputs, hours_per_week=more), built()).verdict != "cloud"


@given(COMPARED)
def test_a_break_even_is_where_the_totals_meet(inputs: Inputs) -> None:
    case = rent_or_buy._compared(inputs, built())
    rig, rental, demand = case.rig_terms[1], case.rental_terms[1], case.demand
    met = break_even.break_even_hours(rig, rental, demand, case.months)
    if met is not None and 0 < met < break_even.most_hours(rental, demand) * 0.999:
        at = demand.with_hours(met)
        total = rig_cost.rig_total(rig, at, case.months)
        assert total == pytest.approx(rental_cost.rental_total(rental, at, case.months), rel=1e-6, abs=1e-3)
        past = demand.with_hours(min(168.0, met * 1.001))
        assert break_even.advantage(rig, rental, past, case.months) >= -1e-3 * max(1.0, total)
    month = break_even.break_even_month(rig, rental, demand, case.months)
    if month is not None and month > 0:
        total = rig_cost.rig_total(rig, demand, month)
        close = max(1e-3, 1e-9 * rental_cost.rental_total(rental, demand, case.months))
        assert total == pytest.approx(rental_cost.rental_total(rental, demand, month), rel=1e-6, abs=close)


@given(
    COMPARED,
    st.sampled_from(["own_rig_usd", "own_electricity_usd_per_kwh", "own_time_usd_per_hour", "own_rental_usd_per_hour"]),
    st.floats(0, 2),
    st.floats(0, 2),
)
def test_a_cost_never_falls_when_a_price_rises(inputs: Inputs, price: str, a: float, b: float) -> None:
    """Of the same work: from a bill, which stays as it is, the hours of work follow, and are fewer where the price is higher."""
    inputs = replace(inputs, last_bill_usd=None)
    lower, higher = sorted((a, b))
    made = []
    for value in (lower, higher):
        changed: dict[str, Any] = {price: value}
        made.append(calculate(replace(inputs, **changed), built()))
    if price == "own_rental_usd_per_hour":
        totals = [outputs.rental_total_usd for outputs in made]
    else:
        totals = [outputs.rig_total_usd for outputs in made]
    if totals[0] is not None and totals[1] is not None:
        assert totals[1].typical >= totals[0].typical - 1e-9


@given(COMPARED)
def test_the_band_holds_the_typical_and_every_corner(inputs: Inputs) -> None:
    case = rent_or_buy._compared(inputs, built())
    rig, rental = case.rig.terms(typical, case.ways), case.rental.terms(typical, case.demand, case.ways)
    total, rented = case.owning.total(case.months), case.renting.total(case.months)
    assert total.low <= rig_cost.rig_total(rig, case.demand, case.months) <= total.high
    assert rented.low <= rental_cost.rental_total(rental, case.demand, case.months) <= rented.high


def usual(name: str, info: FieldInfo) -> st.SearchStrategy[Any]:
    """Answers as readers give them; of numbers, beside any that the input allows."""
    most = {
        "budget_usd": 12_000,
        "budget_usd_per_month": 500,
        "storage_gb": 2_000,
        "longest_run_hours": 100,
        "concurrency": 64,
    }
    meta = info.meta
    if not isinstance(meta, Quantity):
        return value_of(info)
    if meta.integer:
        return st.integers(int(meta.minimum), int(most.get(name, meta.maximum)))
    return st.one_of(value_of(info), st.floats(meta.minimum, most.get(name, meta.maximum)))


@cache
def answers_of(left_open: bool) -> dict[str, st.SearchStrategy[Any]]:
    """A strategy of each answer that may be left open, or of those that are always given."""
    given = {
        "region": PLACES,
        "owned_gpu": (None, *OWNED),
        "institution_gpu": (None, *OWNED),
        "unavailable": (
            "",
            "",
            "kaggle",
            "Kaggle Notebooks, Google Colab",
            "GPUhub, runpod, vast-ai",
            "DeepInfra, Novita AI, Nebius",
        ),
    }
    if not left_open:
        return {name: st.sampled_from(values) for name, values in given.items()}
    return {i.name: usual(i.name, i) for i in fields_of(Reader) if i.name not in (*given, "model")}


@cache
def models_for(task: str) -> st.SearchStrategy[str | None]:
    """None, or a popular model that is for the task."""
    models = built()["models"]
    tasks = TASKS if task == UNKNOWN else (task,)
    return st.sampled_from((None, *(m for m in POPULAR if any(suits(t, models[m]) for t in tasks))))


@st.composite
def readers(draw: st.DrawFn) -> Reader:
    """Any reader: some answers left open, a model that is for the task."""
    answers = {name: draw(values) for name, values in answers_of(True).items() if not draw(st.booleans())}
    answers |= {name: draw(values) for name, values in answers_of(False).items()}
    return Reader(**answers, model=draw(models_for(answers.get("task", UNKNOWN))))


def judged(reader: Reader, **changed: Any) -> Advice:
    return advise(known(replace(reader, **changed), built()), built())


@given(readers())
def test_any_reader_gets_an_advice_that_keeps_the_limits_and_is_not_dominated(reader: Reader) -> None:
    advice = judged(reader)
    known_ = advice.known
    for candidate in advice.found:
        assert math.isfinite(candidate.usd_per_month) and candidate.usd_per_month >= 0
        assert math.isfinite(candidate.utility)
        assert all(0 <= mark <= 1 for mark in candidate.marks)
        assert candidate.way.price_usd <= known_.budget_usd
        assert candidate.running_usd_per_month <= known_.budget_usd_per_month
        assert not (candidate.way.remote and known_.privacy == "own-hardware")
    if advice.found:
        best = advice.found[0]
        for other in advice.found[1:]:
            assert not all(x >= y for x, y in zip(other.marks, best.marks, strict=True)) or other.marks == best.marks
    else:
        assert advice.verdict == "none"
        assert all(judged(reader, **way.answers).found for way in ways_out(advice, built()))
    assert told(best_of(known_, built())) == told(next(iter(advice.found), None))  # found with less work


def told(best: Candidate | None) -> tuple[Any, ...] | None:
    """A plan as it is told to the reader."""
    return best and (best.way.id, best.partner and best.partner.id, best.month, best.usd_per_month, best.marks)


WEIGHTS = st.sampled_from(
    [
        (name, answer)
        for name, options in (("goal", GOALS), ("control", CONTROL), ("sharing", SHARING), ("matters", MATTERS))
        for answer in options
    ]
)


@given(readers(), st.floats(0, 60), WEIGHTS)
def test_what_is_found_with_less_work_is_what_all_of_it_finds(reader: Reader, run_hours: float, weight: Any) -> None:
    """Another longest run, told to leave the best plan; another answer that only weighs."""
    advice = judged(reader)
    there = known(replace(reader, longest_run_hours=run_hours), built())
    if still_best(advice, there, built()):
        assert advise(there, built()).verdict == advice.verdict
    answer, value = weight
    there = known(replace(reader, **{answer: value}), built())
    assert told(reweighed(advice, there, built())) == told(next(iter(advise(there, built()).found), None))


@given(readers())
def test_any_reader_gets_a_report_in_plain_words(reader: Reader) -> None:
    asked = {i.name: v for i in fields_of(Reader) if (v := getattr(reader, i.name)) != i.default}
    answer = run("recommend", asked, built(), "quick")
    assert set(answer) - {"link"} == ANSWERED, answer
    assert answer["report"]["verdict"]["sentence"]
    assert re.search(r"\b(?:nan|inf|None)\b", answer["html"]) is None


AMOUNTS = dict.fromkeys(("tokens_per_day", "images_per_day", "training_tokens_per_week"))


@given(readers(), st.floats(0, 168), st.floats(0, 168))
def test_what_more_hours_cost_never_turns_from_a_rig_to_the_cloud(reader: Reader, a: float, b: float) -> None:
    """Unless the rig cannot do so many, or the other's bill grows by a smaller share than the rig's electricity does.

    Costs are judged by the logarithm of what they add to small change (`cost_mark`), so it is shares that count: with storage that is
    paid at no hours too, a rental grows by less than its hours alone would. What else hours change, such as how much of the week
    a slow machine is at work and which guidance applies, may turn a verdict: then it turns at the costs of the fewer hours too.
    """
    fewer, more = (judged(reader, **AMOUNTS, hours_per_week=hours) for hours in sorted((a, b)))
    if fewer.verdict not in WITH_A_RIG or more.verdict in WITH_A_RIG:
        return
    best = fewer.found[0]
    still = next((c for c in more.found if c.way is best.way and c.side == best.side), None)
    if still is None:
        return
    other, small = more.found[0], small_change(more.known.reader)
    before = next((c for c in fewer.found if c.way is other.way and c.side == other.side), other)
    if more.utility_at(other, before.usd_per_month) >= more.utility_at(still, best.usd_per_month):
        return
    kept = small + other.way.running(0.0, more.known.storage_gb)
    electricity = small + best.way.running(more.hours, 0.0)
    assert (small + other.running_usd_per_month) / kept < electricity / small, (fewer.verdict, more.verdict)


@given(readers(), st.floats(0, 20_000), st.floats(0, 20_000))
def test_fewer_limits_never_lose_a_plan(reader: Reader, a: float, b: float) -> None:
    """More money at the start and a month, looser privacy, and somebody who may look after a computer."""
    able = {name: [possible(reader, **{name: v * share}) for v in sorted((a, b))] for name, share in MONEY}
    able["admin"] = [possible(reader, admin=answer) for answer in ("none", "able")]
    for name, (fewer, more) in able.items():
        assert fewer <= more, name
    grades = [{i for i in possible(reader, privacy=p) if not i.startswith(OWN)} for p in PRIVACY if p != UNKNOWN]
    for looser, stricter in pairwise(grades):
        assert stricter <= looser


MONEY = (("budget_usd", 1.0), ("budget_usd_per_month", 0.05))
OWN = ("rigs/", "gpus/", "own/")


def possible(reader: Reader, **changed: Any) -> set[str]:
    return {candidate.way.id for candidate in judged(reader, **changed).found}


@st.composite
def asked_of_money(draw: st.DrawFn) -> tuple[str, dict[str, Any]]:
    """A calculator of money, and any values that some of its inputs allow."""
    name = draw(st.sampled_from(money_calculators()))
    infos = fields_of(calculator(name).Inputs)
    some = draw(st.lists(st.sampled_from(infos), unique_by=lambda info: info.name, max_size=12))
    return name, {info.name: draw(value_of(info)) for info in some}


@given(asked_of_money())
def test_any_value_that_an_input_allows_gets_a_plain_answer(asked: tuple[str, dict[str, Any]]) -> None:
    """Or an error that names the input: never a sum that is no number, nor below nothing where that has no meaning."""
    name, inputs = asked
    answer = run(name, inputs, built(), "quick")
    if "error" in answer:
        assert answer["error"]["field"] in {info.name for info in fields_of(calculator(name).Inputs)}, answer
        assert answer["error"]["message"]
        return
    json.dumps(answer, allow_nan=False)
    assert answer["report"]["verdict"]["sentence"]
    assert re.search(r"\b(?:nan|inf|None)\b", answer["html"]) is None


@given(
    st.dictionaries(
        st.sampled_from([i.name for i in fields_of(Inputs)]),
        st.one_of(st.text(), st.floats(), st.none(), st.booleans()),
    )
)
def test_nothing_that_comes_in_raises(raw: dict[str, Any]) -> None:
    for name in ("rent_or_buy", "recommend"):
        answer = run(name, raw, built(), "quick")
        assert set(answer) - {"link", "read"} in ({"error"}, ANSWERED)
        json.dumps(answer, allow_nan=False)


@pytest.mark.parametrize("name", ["rent_or_buy", "recommend"])
def test_an_answer_takes_a_few_milliseconds(name: str) -> None:
    """calculate() well under 5 ms in CPython; a browser is about three times as slow. Best of 20, on a machine that may be busy."""
    from time import perf_counter

    module = calculator(name)
    given_inputs = module.Inputs()
    module.calculate(given_inputs, built())
    best = math.inf
    for _ in range(20):
        for cached in (getattr(module, attribute, None) for attribute in ("_compared",)):
            if cached is not None:
                cached.cache_clear()
        start = perf_counter()
        module.calculate(given_inputs, built())
        best = min(best, perf_counter() - start)
    assert best < 0.005
