"""rent_or_buy on the real catalogue: what adds up, what is impossible, what is not published, and exact flips."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from typing import Any

import pytest

from calculators import Catalogue, open_link, run
from calculators import rent_or_buy as calculator
from calculators._money import KINDS_OF_WORK
from calculators.core.ranges import Range
from calculators.rent_or_buy import Inputs, Outputs, calculate, changes, number_flips, report

pytestmark = pytest.mark.everywhere


def every_rental(catalogue: Catalogue) -> list[str]:
    return list(catalogue["rentals"])


def numbers(value: Range) -> tuple[float, float, float]:
    return value.low, value.typical, value.high


def add(*values: Range | None) -> tuple[float, ...]:
    known = [numbers(v) for v in values if v is not None]
    return tuple(sum(end) for end in zip(*known, strict=True))


def assert_adds_up(outputs: Outputs) -> None:
    rig = add(*(getattr(outputs, f"rig_{part}_usd") for part in calculator.PARTS["Rig"]))
    assert numbers(outputs.rig_total_usd) == pytest.approx(rig)
    parts = [getattr(outputs, f"rental_{part}_usd") for part in calculator.PARTS["Rental"]]
    if outputs.rental_total_usd is None:
        assert set(parts) == {None}
    else:
        assert numbers(outputs.rental_total_usd) == pytest.approx(add(*parts))


def test_every_rental_answers_and_adds_up(catalogue: Catalogue) -> None:
    for rental in every_rental(catalogue):
        for price_type in calculator.PRICE_TYPES:
            outputs = calculate(Inputs(rental=rental, price_type=price_type), catalogue)
            assert_adds_up(outputs)
            assert (outputs.rental_total_usd is None) == bool(outputs.obstacles), rental


def test_what_is_owned_is_not_taxed_again(catalogue: Catalogue) -> None:
    """A rig that could be sold for 1,000 now: sales tax is paid on what is bought."""
    owned = Inputs(buy="owned", own_rig_usd=1000)
    taxed = replace(owned, sales_tax_percent=20)
    assert calculate(taxed, catalogue).rig_total_usd == calculate(owned, catalogue).rig_total_usd
    bought = replace(owned, buy="complete")
    more = calculate(replace(bought, sales_tax_percent=20), catalogue).rig_total_usd.typical
    assert more == pytest.approx(calculate(bought, catalogue).rig_total_usd.typical + 200)


def test_every_rig_answers_and_adds_up(catalogue: Catalogue) -> None:
    for rig in catalogue["rigs"]:
        for work in KINDS_OF_WORK:
            assert_adds_up(calculate(Inputs(rig=rig, work=work), catalogue))


def test_every_region_answers(catalogue: Catalogue) -> None:
    for region in catalogue["regions"]:
        outputs = calculate(Inputs(region=region), catalogue)
        assert outputs.rig_kg_co2e.low >= 0
        assert outputs.rig_electricity_usd.low > 0


@pytest.mark.parametrize(
    "inputs",
    [
        {"hours_per_week": 0},
        {"hours_per_week": 168, "idle_hours_per_week": 168},
        {"horizon_months": 240},
        {"horizon_months": 1},
        {"own_rig_usd": 0},
        {"own_rental_usd_per_hour": 0},
        {"own_electricity_usd_per_kwh": 0, "own_rig_usd": 0, "own_rental_usd_per_hour": 0, "storage_gb": 0},
        {"storage_gb": 100_000},
        {"longest_run_hours": 1000, "rental": "google-colab/pro"},
        {"own_rig_usd": 500_000},
    ],
)
def test_the_edges_give_plain_sentences(inputs: dict[str, Any], catalogue: Catalogue) -> None:
    answer = run("rent_or_buy", inputs, catalogue)
    sentence = answer["report"]["verdict"]["sentence"]
    assert sentence.startswith(("Buy", "Rent"))
    assert sentence.endswith(".")
    assert not re.search(r"\b(nan|inf|None)\b", answer["html"])


def test_what_cannot_be_done_has_no_price(catalogue: Catalogue) -> None:
    """Kaggle gives 30 hours a week, and cuts a run at 12."""
    quota = calculate(Inputs(rental="kaggle/free", hours_per_week=60), catalogue)
    assert quota.verdict == "rig"
    assert quota.rental_total_usd is None
    assert quota.rental_usd_per_hour is None
    assert "it gives 30 hours" in quota.obstacles[0]
    long = calculate(Inputs(rental="kaggle/free", hours_per_week=5, longest_run_hours=50), catalogue)
    assert long.verdict == "rig"
    assert "cuts a session after 12 hours" in long.obstacles[0]


def test_a_quota_is_where_the_free_tier_ends(catalogue: Catalogue) -> None:
    """30 hours of two T4 (640 GB/s) are 20.5 of an RTX 3090 (936.2): beyond them there is only the rig."""
    outputs = calculate(Inputs(rental="kaggle/free", hours_per_week=10, storage_gb=0), catalogue)
    assert outputs.verdict == "cloud"
    assert outputs.break_even_hours_per_week is not None
    assert outputs.break_even_hours_per_week.typical == pytest.approx(30 * 640 / 936.2)


def test_a_price_that_is_not_published_is_an_obstacle(catalogue: Catalogue) -> None:
    without = next(
        key for key, r in catalogue["rentals"].items() if r.offer is not None and r.offer.spot_usd_per_hour is None
    )
    outputs = calculate(Inputs(rental=without, price_type="spot"), catalogue)
    assert outputs.rental_total_usd is None
    assert "No spot price" in outputs.obstacles[0]
    own = calculate(Inputs(rental=without, price_type="spot", own_rental_usd_per_hour=1), catalogue)
    assert own.rental_total_usd is not None


def test_a_quota_that_nobody_publishes_is_said_and_widens(catalogue: Catalogue) -> None:
    colab = Inputs(rental="google-colab/free", storage_gb=0, longest_run_hours=1)
    outputs = calculate(colab, catalogue)
    assert outputs.rental_total_usd is not None
    assert outputs.rental_total_usd.low == 0
    assert outputs.rental_total_usd.typical > 0
    words = " ".join(r.text for r in report(colab, outputs, catalogue).reasons)
    assert "is not published" in words


def test_compute_units_are_burnt_at_their_price(catalogue: Catalogue) -> None:
    """Pay As You Go has no subscription; Pro has one, with units in it; both burn at the same rate."""
    common: dict[str, Any] = {"hours_per_week": 10, "storage_gb": 0, "longest_run_hours": 1}
    as_you_go = calculate(Inputs(rental="google-colab/pay-as-you-go", **common), catalogue)
    pro = calculate(Inputs(rental="google-colab/pro", **common), catalogue)
    assert as_you_go.rental_subscription_usd == Range.exact(0)
    assert pro.rental_subscription_usd is not None
    assert pro.rental_subscription_usd.typical > 0
    assert pro.rental_hours_usd is not None
    assert as_you_go.rental_hours_usd is not None
    assert pro.rental_hours_usd.typical < as_you_go.rental_hours_usd.typical


def test_the_same_gpu_is_its_own_equal_and_another_is_unsure(catalogue: Catalogue) -> None:
    same = calculate(Inputs(rental="openrelay/rtx-3090"), catalogue)
    other = calculate(Inputs(rental="openrelay/rtx-4090"), catalogue)
    assert same.rental_hours_per_week == Range.exact(20)
    assert not other.rental_hours_per_week.is_exact


def test_the_kind_of_work_changes_how_gpus_compare(catalogue: Catalogue) -> None:
    """An H100 has 3.6 times the bandwidth of an RTX 3090, and 13.9 times its dense BF16."""
    text = calculate(Inputs(rental="lambda/h100-sxm", work="text"), catalogue).rental_hours_per_week
    training = calculate(Inputs(rental="lambda/h100-sxm", work="training"), catalogue).rental_hours_per_week
    assert text.typical / training.typical == pytest.approx((989 / 71.16) / (3350 / 936.2), rel=1e-3)


def test_the_host_computer_is_in_the_price_of_the_rig(catalogue: Catalogue) -> None:
    """A published mistake: the GPU alone. A rig that is no card in a box costs more than its cards."""
    for rig in catalogue["rigs"].values():
        card = catalogue["gpus"][rig.gpu]
        price = card.used_usd if rig.second_hand else card.new_usd
        if price is not None and not card.part_of_computer and rig.kind == "desktop":
            assert rig.price_usd.typical > rig.gpu_count * price.low, rig.id


def test_the_verdict_follows_the_typical_totals(catalogue: Catalogue) -> None:
    for rental in every_rental(catalogue)[::7]:
        outputs = calculate(Inputs(rental=rental), catalogue)
        if outputs.rental_total_usd is not None:
            cheaper = outputs.rig_total_usd.typical <= outputs.rental_total_usd.typical
            assert outputs.verdict == ("rig" if cheaper else "cloud")


# What would change it


FLIPPED = [
    Inputs(),
    Inputs(hours_per_week=2),
    Inputs(rental="google-colab/pro", hours_per_week=40, own_time_usd_per_hour=20),
    Inputs(rental="lambda/h100-sxm", work="training", hours_per_week=60),
    Inputs(rental="kaggle/free", hours_per_week=10),
    Inputs(rental="kaggle/free", hours_per_week=6, longest_run_hours=3, unattended=True, own_idle_minutes=300),
    Inputs(rental="kaggle/free", hours_per_week=6, longest_run_hours=9, resumes=True, own_session_hours=5),
    Inputs(rental="google-colab/free", hours_per_week=12),
    Inputs(rental="google-colab/free", hours_per_week=2, rig="rtx-3060-12gb-desktop"),
    Inputs(rental="google-colab/pay-as-you-go", hours_per_week=3, own_compute_units_per_hour=2),
    Inputs(rental="kaggle/free", hours_per_week=30, people=3),
    Inputs(hours_per_week=14, people=4, egress_gb=50, starts_per_week=2, start_minutes=6),
    Inputs(rig="quad-rtx-3090-epyc", rental="runpod/h100-sxm-secure", region="germany"),
    Inputs(buy="card", hours_per_week=3),
    Inputs(
        rental="google-cloud/a100-sxm-40gb-europe-west4",
        price_type="spot",
        resumes=True,
        longest_run_hours=30,
        write_minutes=2,
        hours_per_week=10,
    ),
    Inputs(
        hours_per_week=14,
        own_time_usd_per_hour=5,
        egress_gb=100,
        life_months=24,
        repairs_percent=5,
        warranty_months=12,
        upgrade_usd=300,
        upgrade_after_months=12,
        financed_percent=60,
        finance_apr_percent=15,
        instalments=18,
        interest_percent=6,
        starts_per_week=5,
        start_minutes=10,
        forgotten_hours_per_month=4,
        rental_own_hours_per_month=0.5,
    ),
]


@pytest.mark.grid
@pytest.mark.parametrize("inputs", FLIPPED)
def test_a_flip_is_exact(inputs: Inputs, catalogue: Catalogue) -> None:
    """At 1% before the threshold the verdict is the same, at 1% past it the other; a grid on both sides finds none nearer."""
    verdict = calculate(inputs, catalogue).verdict
    flips = number_flips(inputs, catalogue)
    assert flips
    for name, (now, last, first) in flips.items():
        quantity = calculator.QUANTITIES[name]

        def at(x: float, name: str = name) -> str:
            changed: dict[str, Any] = {name: x}
            return calculate(replace(inputs, **changed), catalogue).verdict

        step = (first - now) * 0.01
        past = min(max(first + step, quantity.minimum), quantity.maximum)
        assert at(last - step) == verdict, name
        assert at(past) != verdict, name
        for i in range(20):
            assert at(now + (last - now) * i / 20) == verdict, name
            other_way = now - (last - now) * i / 20
            if quantity.minimum <= other_way <= quantity.maximum:
                assert at(other_way) == verdict, name


@pytest.mark.grid
@pytest.mark.parametrize("inputs", FLIPPED)
def test_no_flip_is_missed(inputs: Inputs, catalogue: Catalogue) -> None:
    """An input that is not told to turn the verdict does not, on a grid of its whole range."""
    verdict = calculate(inputs, catalogue).verdict
    told = set(number_flips(inputs, catalogue))
    if catalogue["rentals"][inputs.rental].tier is not None:
        told.add("own_rental_usd_per_hour")  # a price by the hour makes it another kind of rental
    for name in set(calculator.PHRASES) - told:
        quantity = calculator.QUANTITIES[name]
        for i in range(13):
            changed: dict[str, Any] = {name: quantity.minimum + (quantity.maximum - quantity.minimum) * i / 12}
            assert calculate(replace(inputs, **changed), catalogue).verdict == verdict, changed


@pytest.mark.parametrize("hours", [1, 4, 8, 20])
def test_what_is_bought_is_told_where_it_turns_the_verdict(hours: float, catalogue: Catalogue) -> None:
    """And only there: for an owner of the PC, or of all of it, the rig has to earn back less."""
    inputs = Inputs(hours_per_week=hours)
    now = calculate(inputs, catalogue)
    told = {reason.text: reason.side for reason in changes(inputs, now, catalogue)}
    for kind, words, then in (
        ("card", "If you have a PC and buy only the GPUs", "buying"),
        ("owned", "If you own it already", "your rig"),
    ):
        verdict = calculate(replace(inputs, buy=kind), catalogue).verdict
        assert (f"{words}, {then} costs less." in told) == (now.verdict == "cloud" and verdict == "rig")
    assert {"cloud": 2, "rig": 0}[now.verdict] == sum(words.startswith("If you") for words in told)


def test_a_billing_step_of_the_readers_own(catalogue: Catalogue) -> None:
    """By hand: 5 starts of 12 min and half of 600 s add 1.4167 h to 20 h a week; at 0.30, 12 months of 4.348125 weeks."""
    inputs = Inputs(
        rental="openrelay/rtx-3090",
        own_rental_usd_per_hour=0.3,
        starts_per_week=5,
        start_minutes=12,
        own_billed_step_s=600,
        horizon_months=12,
    )
    paid = calculate(inputs, catalogue).rental_hours_usd
    assert paid is not None
    assert paid.typical == pytest.approx(21.416667 * 0.3 * 12 * 4.348125)


def test_people_turn_the_verdict_by_the_whole_person(catalogue: Catalogue) -> None:
    """By hand: bought, 600 over 24 months; rented, 313.07 and 24 for each person's 10 GB at 0.10: 286.93 / 24 = 11.96."""
    inputs = Inputs(
        **{**calculator.EXAMPLES[0].inputs, "hours_per_week": 10, "storage_gb": 10},
        own_storage_usd_per_gb_month=0.1,
        own_stopped_storage_usd_per_gb_month=0.1,
    )
    assert number_flips(inputs, catalogue)["people"] == (1, 11, 12)
    told = [reason.text for reason in changes(inputs, calculate(inputs, catalogue), catalogue)]
    assert "With 12 people who share it (now 1), buying costs less." in told
    assert calculate(replace(inputs, people=11), catalogue).verdict == "cloud"
    assert calculate(replace(inputs, people=12), catalogue).verdict == "rig"


def test_changes_are_told_nearest_first(catalogue: Catalogue) -> None:
    inputs = Inputs()
    found = changes(inputs, calculate(inputs, catalogue), catalogue)
    assert any("for the rental" in reason.text for reason in found)
    assert any("h/week of work" in reason.text for reason in found)


def test_no_flip_is_said(catalogue: Catalogue) -> None:
    inputs = Inputs(rental="hugging-face-spaces/zerogpu-pro")
    assert [r.text for r in changes(inputs, calculate(inputs, catalogue), catalogue)] == [
        "No change of one input alone turns the answer."
    ]


# A bill, what is bought, and what takes longer


def test_a_bill_takes_the_place_of_the_hours(catalogue: Catalogue) -> None:
    """The same GPU at 0.30 an hour and no data: 30 are 100 hours, in the 4.348125 weeks of a month 23.0 a week."""
    billed = Inputs(rental="openrelay/rtx-3090", own_rental_usd_per_hour=0.3, storage_gb=0, last_bill_usd=30)
    outputs = calculate(billed, catalogue)
    assert outputs.hours_per_week == pytest.approx(100 / 4.348125)
    by_hours = calculate(replace(billed, last_bill_usd=None, hours_per_week=100 / 4.348125), catalogue)
    assert outputs.rig_total_usd.typical == pytest.approx(by_hours.rig_total_usd.typical)
    assert outputs.rental_total_usd is not None
    assert outputs.rental_total_usd.typical == pytest.approx(30 * 36)
    assert "your bill tells of 23" in report(billed, outputs, catalogue).verdict.sentence


def test_a_bill_that_no_hours_give_is_said(catalogue: Catalogue) -> None:
    inputs = Inputs(rental="openrelay/rtx-3090", own_rental_usd_per_hour=0.3, storage_gb=0, last_bill_usd=300)
    outputs = calculate(inputs, catalogue)
    assert outputs.hours_per_week == inputs.hours_per_week
    words = " ".join(reason.text for reason in report(inputs, outputs, catalogue).reasons)
    # all 168 hours of 4.348125 weeks at 0.30 are 219.15
    assert "No number of hours costs $300 a month on this rental, whose bills run from $0 to $219: " in words


@pytest.mark.parametrize(
    ("inputs", "hours", "month"),
    [
        ({}, "at best always", "at best at once"),
        ({"own_rig_usd": 0}, "always", "at once"),
        ({"hours_per_week": 0}, "at best always", "at best at once, at worst never"),
        ({"price_drift_percent": -50}, "at best always, at worst never", None),
        (
            {
                "own_rig_usd": 1200,
                "resale_percent": 50,
                "storage_gb": 0,
                "own_electricity_usd_per_kwh": 0,
                "own_rental_usd_per_hour": 0.3,
                "rental": "openrelay/rtx-3090",
            },
            "",
            "",
        ),
    ],
)
def test_a_break_even_says_in_words_only_what_its_range_has_no_number_for(
    inputs: dict[str, Any], hours: str, month: str | None, catalogue: Catalogue
) -> None:
    figures = {f["label"]: f["note"] for f in run("rent_or_buy", inputs, catalogue, "quick")["report"]["figures"]}
    assert figures["Break-even, hours a week"] == hours
    assert figures.get("Break-even, month") == month


@pytest.mark.parametrize(
    ("inputs", "best"),
    [
        ({"own_rental_usd_per_hour": 0.1, "resale_percent": 10}, r"from \d+\sh/week"),
        ({"own_rental_usd_per_hour": 0.1}, "always"),
    ],
)
def test_a_break_even_that_is_never_met_typically_still_tells_its_best(
    inputs: dict[str, Any], best: str, catalogue: Catalogue
) -> None:
    reasons = run("rent_or_buy", inputs, catalogue, "quick")["report"]["reasons"]
    (told,) = [r["text"] for r in reasons if r["text"].startswith("Hours a week from which")]
    assert re.fullmatch(rf".*: never; with every figure at its best for the rig, {best}\.", told)


def test_work_for_which_a_week_is_too_short_is_rented_on_several_machines(catalogue: Catalogue) -> None:
    """100 h on two cards are 200 h on one: two machines at a time; 84 h are 168. While one waits for a machine there is no second."""
    inputs = {"rig": "dual-rtx-3090-desktop", "rental": "openrelay/rtx-3090", "hours_per_week": 100}
    report = run("rent_or_buy", inputs, catalogue, "quick")["report"]
    assert any(
        "for the work of 200\N{NO-BREAK SPACE}h/week, 2 machines at a time" in r["text"] for r in report["reasons"]
    )
    one = run("rent_or_buy", inputs | {"hours_per_week": 84}, catalogue, "quick")["report"]
    assert not any("machines at a time" in r["text"] for r in one["reasons"])
    waited = run("rent_or_buy", inputs | {"starts_per_week": 5, "retry_minutes": 10}, catalogue, "quick")["outputs"]
    assert "a week has 168 hours" in waited["obstacles"][0]


def test_only_the_gpus_cost_less_than_the_computer_with_them(catalogue: Catalogue) -> None:
    whole, card = (calculate(Inputs(buy=buy), catalogue) for buy in ("complete", "card"))
    assert card.rig_hardware_usd.typical < whole.rig_hardware_usd.typical


def test_a_meter_takes_the_place_of_the_records_watts(catalogue: Catalogue) -> None:
    """36 months have 156.5325 weeks of 20 h at 300 W and 10 h at 20 W: 970.50 kWh."""
    for buy in ("complete", "card", "owned"):
        inputs = Inputs(own_load_watts=300, own_idle_watts=20, buy=buy)
        outputs = calculate(inputs, catalogue)
        assert outputs.rig_kwh.typical == pytest.approx(970.5015)
        assert outputs.rig_kwh.is_exact
        told = report(inputs, outputs, catalogue)
        assert any(
            "draws 300\N{NO-BREAK SPACE}W at the wall, idle 20\N{NO-BREAK SPACE}W;" in r.text for r in told.reasons
        )
        rows = [row[0] for t in told.details.tables for row in t.rows]
        assert "Power at the wall" not in rows


def test_a_quota_by_the_readers_own_count(catalogue: Catalogue) -> None:
    """Colab publishes none. Of 20 hours a week, 5 on the rig (14.6 on a T4) are free, and 15 (43.9) cannot be had."""
    given: dict[str, Any] = {"rental": "google-colab/free", "own_quota_hours_per_week": 20, "longest_run_hours": 2}
    free = run("rent_or_buy", given | {"hours_per_week": 5}, catalogue)
    assert free["outputs"]["rental_hours_usd"]["high"] == 0
    assert "How many hours a week" not in " ".join(r["text"] for r in free["report"]["reasons"])
    beyond = run("rent_or_buy", given | {"hours_per_week": 15}, catalogue)["outputs"]
    assert any("it gives 20 hours" in words for words in beyond["obstacles"])


def test_sessions_by_the_readers_own_count(catalogue: Catalogue) -> None:
    """Kaggle's two T4 do 640 / 936.2 of the work: a run of 10 h on the rig takes 14.6 there, and sessions end after 12."""
    given: dict[str, Any] = {"rental": "kaggle/free", "longest_run_hours": 10, "hours_per_week": 10}
    published = run("rent_or_buy", given, catalogue)["outputs"]
    assert any("cuts a session after 12 hours" in words for words in published["obstacles"])
    assert run("rent_or_buy", given | {"own_session_hours": 15}, catalogue)["outputs"]["obstacles"] == []
    shorter = run("rent_or_buy", given | {"own_session_hours": 14}, catalogue)["outputs"]
    assert any("cuts a session after 14 hours" in words for words in shorter["obstacles"])


def test_a_run_that_nobody_attends_is_cut_at_the_idle_limit(catalogue: Catalogue) -> None:
    """Kaggle's pages say 20 and 60 minutes: typically 40, in which two T4 do 640 / 936.2 x 40 = 27.3 minutes of the rig's work."""
    kaggle: dict[str, Any] = {"rental": "kaggle/free", "hours_per_week": 5, "longest_run_hours": 0.5}
    assert run("rent_or_buy", kaggle, catalogue)["outputs"]["obstacles"] == []
    alone = run("rent_or_buy", kaggle | {"unattended": True}, catalogue)["outputs"]
    assert any("cuts what nobody attends after 40 minutes" in words for words in alone["obstacles"])
    assert (
        run("rent_or_buy", kaggle | {"unattended": True, "longest_run_hours": 0.45}, catalogue)["outputs"]["obstacles"]
        == []
    )
    longer = kaggle | {"unattended": True, "own_idle_minutes": 45}
    assert run("rent_or_buy", longer, catalogue)["outputs"]["obstacles"] == []
    # on from a checkpoint: 0.731 h of work there, 25 minutes of each 40, are 2 sessions that each lose a quarter of an hour
    resumed = run("rent_or_buy", kaggle | {"unattended": True, "resumes": True}, catalogue)["outputs"]
    there = 0.5 * 936.2 / 640
    assert resumed["rental_longest_run_hours"]["typical"] == pytest.approx(there + 2 * 0.25)
    # Colab Pro+ goes on in the background; of Paperspace nobody says
    assert (
        run("rent_or_buy", kaggle | {"rental": "google-colab/pro-plus", "unattended": True}, catalogue)["outputs"][
            "obstacles"
        ]
        == []
    )


def test_an_idle_limit_that_nobody_publishes_is_said(catalogue: Catalogue) -> None:
    silent = next(
        key
        for key, r in catalogue["rentals"].items()
        if r.tier is not None
        and r.tier.gpus
        and r.tier.idle_minutes is None
        and r.tier.background != "yes"
        and not r.tier.closed
    )
    for unattended in (False, True):
        reasons = run("rent_or_buy", {"rental": silent, "unattended": unattended}, catalogue, "quick")["report"][
            "reasons"
        ]
        told = [r for r in reasons if "cuts what nobody attends is not published" in r["text"]]
        assert bool(told) == unattended


def test_a_session_that_nobody_publishes_is_said(catalogue: Catalogue) -> None:
    """Until the reader says how long it lasts: a run of 100 hours on the rig is cut then."""
    asked: dict[str, Any] = {"rental": "google-colab/pay-as-you-go", "longest_run_hours": 100, "resumes": False}
    silent, own = (run("rent_or_buy", asked | more, catalogue, "quick") for more in ({}, {"own_session_hours": 12}))
    told = [any("How long a session" in reason["text"] for reason in a["report"]["reasons"]) for a in (silent, own)]
    assert told == [True, False]
    assert [bool(answer["outputs"]["obstacles"]) for answer in (silent, own)] == [False, True]


def test_compute_units_by_the_readers_own_count(catalogue: Catalogue) -> None:
    """Twice the units an hour cost twice as much, on a tier that is paid in them alone."""
    units: dict[str, Any] = {"rental": "google-colab/pay-as-you-go", "storage_gb": 0, "longest_run_hours": 1}
    one, two = (
        run("rent_or_buy", units | {"own_compute_units_per_hour": burn}, catalogue, "quick")["outputs"]
        for burn in (1.5, 3)
    )
    assert two["rental_hours_usd"]["typical"] == pytest.approx(2 * one["rental_hours_usd"]["typical"])


def test_a_gpu_that_is_seldom_given_delays(catalogue: Catalogue) -> None:
    """By hand: given one time in four, 15 minutes each time: an hour a start; 4 starts a week are 4 hours; none of it costs money."""
    given: dict[str, Any] = {
        "rental": "openrelay/rtx-3090",
        "starts_per_week": 4,
        "retry_minutes": 15,
        "longest_run_hours": 10,
    }
    sure, seldom = (run("rent_or_buy", given | {"own_chance_percent": p}, catalogue, "quick") for p in (100, 25))
    assert seldom["outputs"]["rental_longest_run_hours"]["typical"] == pytest.approx(11)
    assert sure["outputs"]["rental_longest_run_hours"]["typical"] == pytest.approx(10.25)
    assert any(re.match(r"Waiting for a free machine takes 4\sh/week", r["text"]) for r in seldom["report"]["reasons"])
    assert seldom["outputs"]["rental_total_usd"] == sure["outputs"]["rental_total_usd"]


def test_several_who_share_have_their_own_in_the_cloud_and_wait_for_the_rig(catalogue: Catalogue) -> None:
    """By hand: three quotas of 30 h hold 40 h of the rig's work, 58.5 on Kaggle, one does not; three keep 150 GB and start thrice.

    The rig is wanted in 50 h a week and works 40: M/M/1 with runs of 2 h waits 0.8 / 0.2 x 2 = 8 h, half of it where all are alike.
    """
    kaggle: dict[str, Any] = {"rental": "kaggle/free", "hours_per_week": 40, "longest_run_hours": 2}
    assert run("rent_or_buy", kaggle, catalogue, "quick")["outputs"]["obstacles"] != []
    three = run("rent_or_buy", kaggle | {"people": 3, "wanted_hours_per_week": 50}, catalogue, "quick")
    assert three["outputs"]["obstacles"] == []
    wait = three["outputs"]["rig_wait_hours"]
    assert (wait["low"], wait["typical"]) == (pytest.approx(4), pytest.approx(8))
    assert any(r["text"].startswith("3 people share the rig, which is in use 80%") for r in three["report"]["reasons"])
    crowd = run("rent_or_buy", kaggle | {"people": 3, "wanted_hours_per_week": 40}, catalogue, "quick")
    assert crowd["outputs"]["rig_wait_hours"] is None
    assert any("waits ever longer" in r["text"] for r in crowd["report"]["reasons"])
    hourly: dict[str, Any] = {
        "rental": "openrelay/rtx-3090",
        "storage_gb": 50,
        "starts_per_week": 2,
        "start_minutes": 15,
    }
    all_, one = (
        run("rent_or_buy", inputs, catalogue, "quick")["outputs"]
        for inputs in (hourly | {"people": 3}, hourly | {"storage_gb": 150, "starts_per_week": 6})
    )
    assert all_["rental_total_usd"] == one["rental_total_usd"]
    pro: dict[str, Any] = {"rental": "google-colab/pro", "hours_per_week": 30, "storage_gb": 0, "longest_run_hours": 1}
    each, alone = (run("rent_or_buy", pro | {"people": n}, catalogue, "quick")["outputs"] for n in (2, 1))
    assert each["rental_subscription_usd"]["typical"] == pytest.approx(2 * alone["rental_subscription_usd"]["typical"])
    assert each["rental_hours_usd"]["typical"] < alone["rental_hours_usd"]["typical"]


def test_the_readers_own_numbers_are_told_as_theirs(catalogue: Catalogue) -> None:
    """No term of them leads to a record, and no price of a record is among the sources."""
    mine: dict[str, Any] = {
        "own_rig_usd": 1000,
        "own_rental_usd_per_hour": 0.3,
        "own_electricity_usd_per_kwh": 0.2,
        "resale_percent": 50,
    }
    mine |= {"own_load_watts": 300, "own_idle_watts": 20, "forgotten_hours_per_month": 2}
    for buy in ("complete", "card"):
        report = run("rent_or_buy", mine | {"buy": buy}, catalogue)["report"]
        (table,) = [t for t in report["tables"] if t["title"].startswith("How it is worked out")]
        rows = {row[0]: row for row in table["rows"]}
        for part in ("Hardware", "Power", "Electricity", "Rental, hours", "Rental, left running"):
            assert rows[part][4] == "your own", part
        offer = catalogue["rentals"]["runpod/rtx-4090-community"].offer
        region = catalogue["regions"]["united-states"]
        used = [*offer.on_demand_usd_per_hour.source, *region.electricity_usd_per_kwh.source]
        others = run("rent_or_buy", {"buy": buy}, catalogue)["report"]["sources"]
        assert set(used) <= set(others)
        assert len(report["sources"]) < len(others)


@pytest.mark.parametrize(
    "inputs",
    [
        {"starts_per_week": 5, "start_minutes": 12, "rental": "openrelay/rtx-3090"},
        {"price_drift_percent": -20, "forgotten_hours_per_month": 8, "interest_percent": 4},
        {"price_type": "reserved-1y", "own_rental_usd_per_hour": 0.2, "horizon_months": 6},
        {
            "rental_own_hours_per_month": 2,
            "own_time_usd_per_hour": 10,
            "egress_gb": 500,
            "rental": "google-cloud/a100-sxm-40gb-europe-west4",
        },
        {"rental": "google-colab/pro", "hours_per_week": 30},
    ],
)
def test_the_terms_that_are_told_add_up_to_the_totals(inputs: dict[str, Any], catalogue: Catalogue) -> None:
    answer = run("rent_or_buy", inputs, catalogue)
    (table,) = [t for t in answer["report"]["tables"] if t["title"].startswith("How it is worked out")]
    for plan, total in (("Rental", "rental_total_usd"), ("", "rig_total_usd")):
        told = [
            row[3]["typical"]  # what is not money, and the break-even, are told in words
            for row in table["rows"]
            if isinstance(row[3], dict) and row[0].startswith("Rental") == (plan == "Rental")
        ]
        assert sum(told) == pytest.approx(answer["outputs"][total]["typical"])


def test_a_limit_that_is_not_published_turns_the_verdict_from_nothing(catalogue: Catalogue) -> None:
    """Colab Free publishes no hours: 40 on the rig take 40 x 936.2 / 320 = 117 on its T4; with as many it costs nothing."""
    inputs = Inputs(rental="google-colab/free", hours_per_week=40, storage_gb=0)
    now, _, turned = number_flips(inputs, catalogue)["own_quota_hours_per_week"]
    assert now == 0
    assert turned == pytest.approx(40 * 936.2 / 320)
    words = " ".join(r.text for r in changes(inputs, calculate(inputs, catalogue), catalogue))
    assert "that it gives (now not published), renting costs less" in words


def test_storage_and_data_sent_out_at_the_readers_own_prices(catalogue: Catalogue) -> None:
    """By hand: it runs 20 of 168 h, so 100 GB cost (20 x 0.20 + 148 x 0.10) / 168 x 100 = 11.1905 a month; 50 GB sent 50 x 0.05."""
    given: dict[str, Any] = {
        "rental": "openrelay/rtx-3090",
        "hours_per_week": 20,
        "horizon_months": 12,
        "storage_gb": 100,
        "egress_gb": 50,
        "own_storage_usd_per_gb_month": 0.20,
        "own_stopped_storage_usd_per_gb_month": 0.10,
        "own_egress_usd_per_gb": 0.05,
    }
    told = run("rent_or_buy", given, catalogue)
    for end in ("low", "typical", "high"):
        assert told["outputs"]["rental_storage_usd"][end] == pytest.approx(12 * 18.8 / 168 * 100)
        assert told["outputs"]["rental_egress_usd"][end] == pytest.approx(30)
    given["rental"] = "akash/a100-sxm-80gb"
    assert "for storage is not published" not in run("rent_or_buy", given, catalogue)["html"]
    del given["own_stopped_storage_usd_per_gb_month"]
    assert "for storage is not published" in run("rent_or_buy", given, catalogue)["html"]


def test_spot_machines_by_the_readers_own_count(catalogue: Catalogue) -> None:
    """None taken away: the work takes as long as on demand. Half of them a month: M = 730.485 / ln 2 = 1,053.9 h (Daly)."""
    spot: dict[str, Any] = {"rental": "google-cloud/a100-sxm-40gb-europe-west4", "price_type": "spot", "resumes": True}
    never, often = (
        run("rent_or_buy", spot | {"own_interruptions_percent": percent}, catalogue)["outputs"] for percent in (0, 50)
    )
    mean = 730.485 / math.log(2)
    factor = mean * math.exp(0.25 / mean) * math.expm1(0.5 / mean) / 0.5
    ratio = often["rental_hours_per_week"]["typical"] / never["rental_hours_per_week"]["typical"]
    assert ratio == pytest.approx(factor)


def test_how_long_the_longest_run_takes_on_the_rental(catalogue: Catalogue) -> None:
    """By hand, with starts and waiting, and with sessions that are cut.

    The same GPU: 30 min to start and 60 to wait make 10 h 11.5. Kaggle's two T4 do 640 / 936.2 of the work: 30 h take 43.884 there, in
    4 sessions of 12 h that each lose 15 min: 44.884, of 30 a week 1.4961 weeks.
    """
    same = {"rental": "openrelay/rtx-3090", "longest_run_hours": 10, "start_minutes": 30, "retry_minutes": 60}
    assert run("rent_or_buy", same, catalogue)["outputs"]["rental_longest_run_hours"]["typical"] == pytest.approx(11.5)
    cut = {"rental": "kaggle/free", "hours_per_week": 5, "longest_run_hours": 30, "resumes": True}
    answer = run("rent_or_buy", cut, catalogue)
    assert answer["outputs"]["rental_longest_run_hours"]["typical"] == pytest.approx(44.884, abs=0.001)
    (told,) = [r["text"] for r in answer["report"]["reasons"] if r["text"].startswith("Your longest run")]
    assert re.search(r"of 30\sh/week that is 1\.5\sweeks", told)
    cannot = run("rent_or_buy", cut | {"resumes": False}, catalogue)
    assert cannot["outputs"]["rental_longest_run_hours"] is None


def test_what_is_owned_costs_what_it_could_be_sold_for(catalogue: Catalogue) -> None:
    kept = calculate(Inputs(buy="owned"), catalogue)
    assert kept.rig_hardware_usd == Range.exact(0)
    assert kept.rig_electricity_usd == calculate(Inputs(), catalogue).rig_electricity_usd
    told = run("rent_or_buy", {"buy": "owned"}, catalogue)["report"]
    assert told["verdict"]["sentence"].startswith("Use your rig: ")
    rented = run("rent_or_buy", {"buy": "owned", "own_rig_usd": 50_000, "resale_percent": 0}, catalogue)["report"]
    words = " ".join(r["text"] for r in (*told["changes"], *rented["changes"]))
    assert "your rig costs less" in words
    assert "buying" not in words
    worth = calculate(Inputs(buy="owned", own_rig_usd=800, resale_percent=50), catalogue)
    assert worth.rig_hardware_usd == Range.exact(400)


def test_a_gpu_that_is_part_of_its_computer_is_not_bought_alone(catalogue: Catalogue) -> None:
    error = run("rent_or_buy", {"rig": "mac-studio-m4-max-128gb", "buy": "card"}, catalogue)["error"]
    assert error["field"] == "buy"
    assert "the complete computer" in error["allowed"]


def test_quick_keeps_the_places_that_full_fills(catalogue: Catalogue) -> None:
    quick, full = (run("rent_or_buy", {}, catalogue, detail) for detail in ("quick", "full"))
    assert quick["html"].count("data-pending") == 5
    assert {part for part, told in quick["report"].items() if told is None} == {
        *("changes", "tables", "sheets", "assumptions", "stated", "sources")
    }
    assert "data-pending" not in full["html"]
    assert [c["id"] for c in full["report"]["charts"]] == ["cumulative", "parts", "break-even", "tornado"]
    assert full["report"]["verdict"]["sure"].startswith("In 9")
    assert full["report"]["charts"][-1]["title"].startswith("Find out first: ")


def test_where_neither_costs_anything_that_is_said(catalogue: Catalogue) -> None:
    """A rig that is there, electricity and a rental for nothing: no range overlaps, nothing is saved, and any price turns it."""
    free = {"buy": "owned", "own_electricity_usd_per_kwh": 0, "own_rental_usd_per_hour": 0, "storage_gb": 0}
    told = run("rent_or_buy", free, catalogue)["report"]
    assert told["verdict"]["sentence"] == (
        "Use your rig, or rent: neither costs anything within 36 months, at 20 hours of work a week."
    )
    assert "overlap" not in told["verdict"]["range"]
    assert told["verdict"]["sure"].endswith("futures, every figure somewhere in its range, both cost the same.")
    turns = [reason["text"] for reason in told["changes"]]
    assert "Above $0 for the rig (now $0), renting costs less." in turns
    assert not any("0.0000" in words for words in turns)


@pytest.mark.parametrize(
    "inputs", [{"rental": "kaggle/free", "hours_per_week": 5}, {"rental": "google-colab/free"}, {"hours_per_week": 0}]
)
def test_how_sure_is_said_for_every_kind_of_rental(inputs: dict[str, Any], catalogue: Catalogue) -> None:
    sure = run("rent_or_buy", inputs, catalogue)["report"]["verdict"]["sure"]
    assert re.fullmatch(r"In (all|none|\d+(\.\d)?%) of 1,000 futures, .*\.", sure)
    assert not re.search(r"\b(nan|inf)\b", sure)


def test_a_break_even_is_told_with_its_prices_and_as_share_of_the_time(catalogue: Catalogue) -> None:
    """A published mistake: one fixed threshold, without the prices it hangs on."""
    inputs = Inputs(horizon_months=30)
    told = report(inputs, calculate(inputs, catalogue), catalogue)
    (table,) = [t for t in told.details.tables if t.title.startswith("Break-even")]
    assert [row[0] for row in table.rows] == ["24 months", "30 months", "36 months"]
    for price in ("$1,200 for the rig", "$0.187/kWh for electricity", "$0.34/h for the rental"):
        assert price in table.note
    for _, hours, share in table.rows:
        assert isinstance(hours, Range)
        assert isinstance(share, Range)
        assert share.typical == pytest.approx(hours.typical / 168)


# The report


def test_every_figure_used_names_its_source(catalogue: Catalogue) -> None:
    inputs = Inputs()
    made = report(inputs, calculate(inputs, catalogue), catalogue)
    assert len(made.details.sources) == len(set(made.details.sources))
    assert set(made.details.sources) <= set(catalogue["sources"])
    rig, region = catalogue["rigs"][inputs.rig], catalogue["regions"][inputs.region]
    offer = catalogue["rentals"][inputs.rental].offer
    assert offer is not None
    for figure in (rig.price_usd, rig.load_watts, region.electricity_usd_per_kwh, offer.on_demand_usd_per_hour):
        assert set(figure.source) <= set(made.details.sources)
    own = replace(inputs, own_rig_usd=1000, own_electricity_usd_per_kwh=0.3, resale_percent=50)
    fewer = report(own, calculate(own, catalogue), catalogue).details.sources
    assert len(fewer) < len(made.details.sources)


def test_every_link_leads_to_a_record_or_a_page(catalogue: Catalogue) -> None:
    for inputs in (Inputs(), Inputs(rental="kaggle/free", hours_per_week=60)):
        for reason in report(inputs, calculate(inputs, catalogue), catalogue).reasons:
            for link in reason.links:
                folder, _, rest = link.href.partition("/")
                if folder == "data":
                    family, record, _ = rest.split("/")
                    assert record in catalogue[family]
                elif folder == "calculators":
                    assert open_link(rest.replace("/?", "?"), catalogue)["notices"] == []
                else:
                    assert link.href.removeprefix("compare/#") in catalogue["aspects"]


def test_the_chart_ends_at_the_totals_and_marks_the_break_even(catalogue: Catalogue) -> None:
    inputs = Inputs()
    outputs = calculate(inputs, catalogue)
    chart = report(inputs, outputs, catalogue).charts[0]
    *_, (month, rig, rental) = chart.table.rows
    assert month == "36"
    assert rig == outputs.rig_total_usd
    assert rental == outputs.rental_total_usd
    assert outputs.break_even_months is not None
    (rule,) = [layer for layer in chart.spec["layer"] if layer["mark"]["type"] == "rule"]
    assert rule["data"]["values"][0]["x"] == pytest.approx(outputs.break_even_months.typical, abs=0.01)
    assert (chart.spec["width"], chart.spec["height"]) == (420, 240)
    drawn = {value["line"] for value in chart.spec["data"]["values"]}
    assert drawn == {"Rig", "Rental"}
    later = Inputs(hours_per_week=2)
    layers = report(later, calculate(later, catalogue), catalogue).charts[0].spec["layer"]
    assert [layer["mark"]["type"] for layer in layers] == ["area", "area", "line"]


CROWDED = {"people": 5, "wanted_hours_per_week": 10}
"""Of 20 hours of work."""


def test_a_rig_that_many_want_for_longer_than_they_want_it_in_is_not_bought(catalogue: Catalogue) -> None:
    """20 h of work in 10 h a week are twice what one rig can do: a queue for it grows without end, as it does at 20 h in 20."""
    for wanted in (10, 20):
        said = run("rent_or_buy", {**CROWDED, "wanted_hours_per_week": wanted}, catalogue)
        assert (said["outputs"]["verdict"], said["report"]["verdict"]["side"]) == ("cloud", "cloud")
        assert "waits ever longer" in said["outputs"]["rig_obstacles"][0]
        assert said["outputs"]["rig_usd_per_hour"] is None
        assert "the rig cannot do this work" in said["report"]["verdict"]["sentence"]
        assert "futures" not in (said["report"]["verdict"]["sure"] or "")
    assert calculate(Inputs(**{**CROWDED, "wanted_hours_per_week": 20.5}), catalogue).verdict == "rig"
    assert calculate(Inputs(**{**CROWDED, "people": 1}), catalogue).verdict == "rig"


def test_what_would_let_many_share_a_rig_is_told_exactly(catalogue: Catalogue) -> None:
    """By hand: fewer than 10 h of work, more than 20 h in which it is wanted, or one person alone."""
    turns = number_flips(Inputs(**CROWDED), catalogue)
    assert turns["hours_per_week"][1:] == pytest.approx((10, 10), abs=1e-5)
    assert turns["wanted_hours_per_week"][1:] == pytest.approx((20, 20), rel=1e-9)
    assert turns["people"] == (5, 2, 1)
    bought = Inputs(**{**CROWDED, "hours_per_week": 5.0, "own_rental_usd_per_hour": 20.0})
    assert number_flips(bought, catalogue)["hours_per_week"][1:] == pytest.approx((10, 10), abs=1e-5)
    told = [reason.text for reason in changes(bought, calculate(bought, catalogue), catalogue)]
    assert "Above 10\u00a0h/week of work (now 5\u00a0h/week), the rig cannot do this work." in told


def test_where_neither_does_the_work_neither_is_advised(catalogue: Catalogue) -> None:
    said = run("rent_or_buy", {**CROWDED, "people": 2, "rental": "kaggle/free", "hours_per_week": 100}, catalogue)
    assert said["outputs"]["verdict"] == "none"
    assert said["report"]["verdict"]["sentence"].startswith("Neither")
    assert len(said["report"]["changes"]) == 1


WAITED_FOR = {"retry_minutes": 60, "own_chance_percent": 10, "starts_per_week": 20}


def test_no_week_has_hours_for_work_and_endless_waiting(catalogue: Catalogue) -> None:
    """By hand: an hour asked ten times over is 10 h a start, 200 h for 20 starts: more than the 168 h of a week without any work."""
    outputs = calculate(Inputs(**WAITED_FOR), catalogue)
    assert (outputs.verdict, outputs.rental_total_usd) == ("rig", None)
    assert "waiting for a free machine 200 hours" in outputs.obstacles[0]
    ten = Inputs(**{**WAITED_FOR, "starts_per_week": 10, "rental": "openrelay/rtx-3090", "hours_per_week": 68.0})
    assert calculate(ten, catalogue).obstacles == ()
    assert calculate(replace(ten, hours_per_week=68.1), catalogue).obstacles


def test_how_short_the_wait_must_be_is_told_exactly(catalogue: Catalogue) -> None:
    """By hand: 20 h there, as on a card alike at home, leave 148 h for 20 starts: 7.4 h each, 44.4 minutes asked ten times over."""
    free = {"own_rental_usd_per_hour": 0.001, "storage_gb": 0, "rental": "openrelay/rtx-3090"}
    turns = number_flips(Inputs(**{**WAITED_FOR, **free}), catalogue)
    assert turns["retry_minutes"][1:] == pytest.approx((44.4, 44.4), rel=1e-9)
    assert turns["own_chance_percent"][1:] == pytest.approx((100 / 7.4, 100 / 7.4), rel=1e-9)


def test_a_session_too_short_to_resume_in_is_told_without_hours_that_mean_nothing(catalogue: Catalogue) -> None:
    """A session of a minute never holds the 15 minutes until work goes on: no number of hours does the work there."""
    for resumes in (True, False):
        said = run(
            "rent_or_buy", {"rental": "hugging-face-spaces/zerogpu-free", "resumes": resumes}, catalogue, "quick"
        )
        (obstacle,) = said["outputs"]["obstacles"]
        assert obstacle.startswith("Hugging Face Spaces ZeroGPU, free account cuts a session after"), obstacle
        assert not re.search(
            r"\d,\d{3},\d{3}|\d{7}", str(said["report"]["reasons"]) + str(said["report"]["assumptions"])
        )


def test_a_price_that_nobody_publishes_is_told_as_that(catalogue: Catalogue) -> None:
    said = run("rent_or_buy", {"price_type": "spot"}, catalogue)["report"]
    sentence = said["verdict"]["sentence"]
    assert sentence.startswith(
        "Buy, or rent at another price. No spot price of RunPod RTX 4090, Community Cloud is published"
    )
    assert "cannot do this work" not in str(said)
    assert run("rent_or_buy", {"price_type": "spot"}, catalogue)["report"]["changes"]


@pytest.mark.parametrize(
    ("share", "told"),
    [(1.0, "all"), (0.998, "more than 99%"), (0.994, "99%"), (0.5, "50%"), (0.004, "fewer than 1%"), (0.0, "none")],
)
def test_only_all_futures_are_all(share: float, told: str) -> None:
    assert calculator._share_words(share) == told
