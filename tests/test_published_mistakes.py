"""Mistakes that published calculators of rent or buy make, each made impossible here: asked of the calculators, checked by hand."""

from __future__ import annotations

import re
from typing import Any

import pytest

from calculators import Catalogue, classroom, recommend, rent_or_buy, run
from calculators.core.ranges import Range
from calculators.core.report import Report
from calculators.engines.market import UNDER_CONTRACT
from tests.support.everywhere import built
from tests.test_money import money_calculators

pytestmark = pytest.mark.everywhere

BARE: dict[str, Any] = {
    "rig": "rtx-3090-desktop",
    "rental": "openrelay/rtx-3090",
    "own_rig_usd": 1000,
    "own_rental_usd_per_hour": 0.5,
    "own_electricity_usd_per_kwh": 0,
    "resale_percent": 40,
    "idle_hours_per_week": 0,
    "storage_gb": 0,
    "horizon_months": 12,
    "hours_per_week": 10,
}
"""1,000 that fetch 400 in the end, beside 52.1775 weeks x 10 h x 0.5 = 260.89."""


def totals(**changed: Any) -> dict[str, float]:
    outputs = rent_or_buy.calculate(rent_or_buy.Inputs(**(BARE | changed)), built())
    found = {name: getattr(outputs, name) for name in ("rig_total_usd", "rental_total_usd", "rig_hardware_usd")}
    return {name: value.typical for name, value in found.items() if isinstance(value, Range)}


def told(inputs: rent_or_buy.Inputs) -> Report:
    catalogue = built()
    return rent_or_buy.report(inputs, rent_or_buy.calculate(inputs, catalogue), catalogue)


def test_hardware_is_written_off_once_and_on_one_side() -> None:
    """1,000 − 400 = 600 whatever the months, instalments without interest, or a life as long as the months; nothing of it rented."""
    assert totals()["rig_total_usd"] == pytest.approx(600)
    assert totals(financed_percent=100, instalments=12)["rig_total_usd"] == pytest.approx(600)
    assert totals(life_months=12)["rig_total_usd"] == pytest.approx(600)
    assert totals(horizon_months=120, resale_percent=0)["rig_total_usd"] == pytest.approx(1000)
    assert totals()["rental_total_usd"] == pytest.approx(260.8875)
    assert totals(own_rig_usd=5000)["rental_total_usd"] == pytest.approx(260.8875)


def test_what_is_sold_is_taken_off_once() -> None:
    """Selling at 40% takes 400 off 1,000; with a cost of selling of a quarter it is 300, and none of it is taken off twice."""
    assert totals(selling_cost_percent=25)["rig_hardware_usd"] == pytest.approx(700)
    assert totals(resale_percent=100)["rig_total_usd"] == pytest.approx(0, abs=1e-9)


def test_the_verdict_has_the_sign_of_the_present_value() -> None:
    """Renting takes 21.74 a month. At 30% a year money later is worth less: what the rig saves by then is less than it costs now."""
    weeks = 365.2425 / 7
    hours = (1000 - 400) / 0.5 / weeks  # as dear as each other where money earns nothing
    dear = rent_or_buy.Inputs(**(BARE | {"hours_per_week": hours + 0.1}))
    assert rent_or_buy.calculate(dear, built()).verdict == "rig"
    discounted = rent_or_buy.Inputs(**(BARE | {"hours_per_week": hours + 0.1, "interest_percent": 30}))
    outputs = rent_or_buy.calculate(discounted, built())
    assert outputs.verdict == "cloud"
    assert outputs.rental_total_usd is not None
    assert outputs.rental_total_usd.typical < outputs.rig_total_usd.typical


def test_power_that_is_listed_is_paid() -> None:
    """10 h a week of the watts at the wall that the page tells, at 0.30 a kWh, are the difference to power that costs nothing."""
    plan = rent_or_buy._compared(rent_or_buy.Inputs(**BARE), built()).rig
    kwh = 10 * 365.2425 / 7 * plan.load_watts.typical / 1000
    assert totals(own_electricity_usd_per_kwh=0.3)["rig_total_usd"] == pytest.approx(600 + 0.3 * kwh)


def test_the_host_computer_is_paid_for() -> None:
    """Of every complete rig: its price is above what its cards alone cost used, and its watts above theirs."""
    catalogue = built()
    for rig in catalogue["rigs"].values():
        gpu = catalogue["gpus"][rig.gpu]
        if gpu.part_of_computer or not rig.complete or rig.kind == "laptop":
            continue
        cards = min((price.low for price in (gpu.used_usd, gpu.new_usd) if price), default=0.0)
        assert rig.price_usd.high > rig.gpu_count * cards, rig.id
        assert rig.load_watts.high > rig.gpu_count * gpu.tdp_watts.typical, rig.id


@pytest.mark.parametrize(
    ("inputs", "left_out"),
    [({"rig": "rtx-3090-desktop"}, False), ({"rig": "rtx-3090-egpu"}, True), ({"buy": "card"}, True)],
)
def test_where_the_host_computer_is_not_in_the_price_the_page_says_so(inputs: dict[str, str], left_out: bool) -> None:
    tables = told(rent_or_buy.Inputs(**inputs)).details.tables  # type: ignore[arg-type]
    (formulas,) = [t for t in tables if t.title.startswith("How it is worked out")]
    assert ("Host computer" in {row[0] for row in formulas.rows}) == left_out


def test_a_break_even_is_told_with_its_prices_in_hours_and_as_share_of_the_time() -> None:
    """In hours a week and as share of the 168, over two and three years, beside the prices that it hangs on."""
    report = told(rent_or_buy.Inputs(**BARE))
    (table,) = [t for t in report.details.tables if t.title.startswith("Break-even")]
    assert {"24 months", "36 months"} <= {row[0] for row in table.rows}
    assert re.search(r"\$1,000 .*\$0.5", table.note)
    assert not [r for r in report.reasons if re.search(r"always|rule of thumb", r.text)]


def test_a_cost_per_million_tokens_names_its_conversations_at_once(catalogue: Catalogue) -> None:
    """At one at a time and at 32 at once it is told for how many, and is not the same."""
    answers = [run("api_or_own", {"concurrency": n}, catalogue, "quick") for n in (1, 32)]
    costs = [a["outputs"]["rig_full_usd_per_million_tokens"]["typical"] for a in answers]
    assert costs[0] > 2 * costs[1]
    for answer, words in zip(answers, ("one conversation at a time", "32 conversations at once"), strict=True):
        verdict = answer["report"]["verdict"]
        assert words in verdict["sentence"] + verdict["range"]


def test_what_needs_a_contract_is_priced_with_one(catalogue: Catalogue) -> None:
    """Data of persons: the machine that is priced comes with a contract, though one of strangers' costs less."""
    answers: dict[str, Any] = {"task": "chat", "model": "llama-3-1-8b", "hours_per_week": 20, "longest_run_hours": 50}
    free, bound = (
        recommend.calculate(recommend.Inputs(**answers, privacy=privacy), catalogue)
        for privacy in ("anywhere", "contract")
    )
    assert free.cloud_usd_per_month is not None
    assert bound.cloud_usd_per_month is not None
    offer = catalogue["rentals"][bound.best_cloud].offer
    assert offer is not None
    assert offer.goods in UNDER_CONTRACT
    assert bound.cloud_usd_per_month.typical >= free.cloud_usd_per_month.typical
    asked = {"task": "chat", "model": "llama-3-1-8b", "data": "personal"}
    strangers = next(r for r in catalogue["rentals"].values() if r.offer and r.offer.goods == "community")
    outputs = classroom.calculate(classroom.Inputs(**asked, rental=strangers.id), catalogue)  # type: ignore[arg-type]
    assert outputs.rented_head_usd is None


def test_the_shares_by_evidence_make_the_share_of_the_whole() -> None:
    """Each record's share, weighed by its part of the price, adds up to what the hardware's term takes off: p·a + (1 − p)·b."""
    (formulas,) = [t for t in told(rent_or_buy.Inputs()).details.tables if t.title.startswith("How it is worked out")]
    shares = [str(row[2]) for row in formulas.rows if row[0] == "Share that it fetches"]
    pairs = [re.findall(r"([\d.]+)%", words) for words in shares]
    whole = sum(float(fetched) * float(part) / 100 for fetched, part in pairs)
    (hardware,) = [str(row[2]) for row in formulas.rows if row[0] == "Hardware"]
    assert whole == pytest.approx(float(re.findall(r"([\d.]+)%", hardware)[0]), abs=0.1)


@pytest.mark.parametrize("name", [n for n in money_calculators() if n != "recommend"])
def test_a_page_tells_what_the_rig_costs_term_by_term(name: str, catalogue: Catalogue) -> None:
    """With the reader's own tax, repairs and time in it, and each term from a record's source, or the reader's own."""
    mine = {"sales_tax_percent": 19, "repairs_percent": 5, "cooling_percent": 20}
    mine |= {"hours_per_week": 40} if name in ("hybrid", "rent_or_buy") else {}
    mine |= {"requests_per_day": 100_000} if name == "api_or_own" else {}
    report = run(name, mine, catalogue)["report"]
    tables = [t for t in report["tables"] if [c["label"] for c in t["columns"]][:2] == ["Part", "Formula"]]
    (table,) = [t for t in tables if any(row[0] == "Hardware" for row in t["rows"])]
    rows = {row[0]: row for row in table["rows"]}
    assert "1.19" in rows["Hardware"][2]
    assert "1.2 with cooling" in rows["Electricity"][2]
    assert "5%" in rows["Repairs"][2]
    assert "price × share that it fetches" in rows["Hardware"][1]
    for row in table["rows"]:
        source = row[4]
        of = (
            "methods/engines-break_even/" if row[0] == "Break-even" else "data/"
        )  # which no record states: it follows from the rest
        assert source == "your own" or source["href"].startswith(of), row[0]
