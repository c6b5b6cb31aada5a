"""The formulas of costs that the calculators of money show with the reader's numbers in them give what stands beside them."""

from __future__ import annotations

import math
import re
from typing import Any

import pytest

from calculators import Catalogue, run

DIGITS = 0.012
"""Relative: numbers are shown to three digits."""
NEAR_USD = 0.05
OWN: dict[str, Any] = {
    "own_rig_usd": 1200,
    "own_electricity_usd_per_kwh": 0.25,
    "own_load_watts": 400,
    "own_idle_watts": 50,
    "resale_percent": 40,
    "rental": "openrelay/rtx-3090",
    "own_rental_usd_per_hour": 0.5,
}
BY_INSTALMENTS: dict[str, Any] = OWN | {"sales_tax_percent": 19, "financed_percent": 50, "finance_apr_percent": 6}


def rows(catalogue: Catalogue, inputs: dict[str, Any], name: str = "rent_or_buy") -> dict[str, list[Any]]:
    answer = run(name, inputs, catalogue)
    assert "error" not in answer, answer["error"]
    table = next(t for t in answer["report"]["tables"] if t["title"].startswith("How it is worked out"))
    return {row[0]: row for row in table["rows"]}


def worked_out(text: str) -> float:
    """The value of what is written, a result after `=`, words in brackets and units left out."""
    text = re.sub(r" = .*", "", text).replace("\N{NO-BREAK SPACE}", " ")
    text = re.sub(r"(?<=[\d.]) s\b", " ÷ 3600", re.sub(r" min\b", " ÷ 60", text))
    text = re.sub(r"\([a-z][^()×]*\)", "", text.replace("max(0, ", "beyond("))
    text = re.sub(r"\bln ([\d.]+)", r"ln(\1)", text)
    text = re.sub(
        r"/?\b(?!beyond|ln\b)[A-Za-z][A-Za-z₂]*(?:/[A-Za-z]+)*|[$,]", "", re.sub(r"([\d.]+)%", r"(\1 / 100)", text)
    )
    for sign, python in (("×", "*"), ("÷", "/"), ("−", "-"), ("^", "**"), ("beyond(", "beyond(0, ")):
        text = text.replace(sign, python)
    assert re.fullmatch(r"(?:beyond|ln|[\d.\s*/+(),-])+", text), text
    return float(eval(text, {"beyond": max, "ln": math.log}))  # of digits, signs and these alone


def test_instalments_by_hand(catalogue: Catalogue) -> None:
    """Of 1,200 x 1.19 = 1,428 half, 714, is borrowed. At 0.5% a month, 24 times: 714 x 0.005 / (1 - 1.005^-24) = 31.6449 a month.

    Paid back in 36 months 24 x 31.6449 = 759.48: 45.48 of interest. After 12 of them 714 x 1.005^12 = 758.04 less 31.6449 x
    (1.005^12 - 1) / 0.005 = 390.36 that were paid, 367.68, is owed: 12 x 31.6449 + 367.68 - 714 = 33.42.
    """
    found = rows(catalogue, BY_INSTALMENTS | {"horizon_months": 36})
    assert found["Borrowed"][2] == "$1,200 × 1.19 × 50% = $714"
    assert found["Instalment"][2] == "$714 × 0.005 ÷ (1 − 1.005^−24) = $31.6449 a month"
    assert found["Interest"][2] == "$31.6449 × 24 − $714"
    assert found["Interest"][3]["typical"] == pytest.approx(45.48, abs=0.005)
    ended = rows(catalogue, BY_INSTALMENTS | {"horizon_months": 12})
    assert ended["Owed after 12 months"][2].endswith("= $367.68")
    assert ended["Interest"][2] == "$31.6449 × 12 + $367.68 − $714"
    assert ended["Interest"][3]["typical"] == pytest.approx(33.42, abs=0.005)


@pytest.mark.parametrize(
    "changed",
    [
        {"interest_percent": 8},
        {"finance_apr_percent": 0, "interest_percent": 8},
        {"life_months": 24, "horizon_months": 60, "interest_percent": 8},
        {"life_months": 18, "horizon_months": 54, "instalments": 36},
        {"instalments": 60, "horizon_months": 30, "interest_percent": 3},
    ],
)
def test_interest_is_what_the_formula_gives(changed: dict[str, Any], catalogue: Catalogue) -> None:
    found = rows(catalogue, BY_INSTALMENTS | changed)
    for part, row in found.items():
        if part in ("Borrowed", "Instalment") or part.startswith("Owed"):
            told = row[2].split(" = $")[1]
            assert worked_out(row[2]) == pytest.approx(worked_out(told), rel=1e-3), row
    told, cost = found["Interest"][2:4]
    assert worked_out(told) == pytest.approx(cost["typical"], abs=NEAR_USD), told


def test_later_sums_count_for_less_by_hand(catalogue: Catalogue) -> None:
    """At 5% a year 36 months count for 12 x (1 - 1.05^-3) / ln 1.05 = 33.489, and a dollar after them for 1.05^-3 = 0.86384.

    1,200 less 40% of it then, 414.64, are 785.36. 10 h a week of 400 W: 4 kWh x 4.348125 weeks x 33.489 x 0.25 = 145.62. The rental:
    10 h x 4.348125 x 33.489 x 0.5 = 728.08; where it falls by 10% a year q = 0.9 / 1.05, and they count for 28.823: 626.64.
    """
    plainly = OWN | {"horizon_months": 36, "hours_per_week": 10, "idle_hours_per_week": 0, "interest_percent": 5}
    found = rows(catalogue, plainly)
    assert found["Months counted"][2] == "12 × (0.95238095^(36 ÷ 12) − 1) ÷ ln 0.95238095 = 33.489, q = 1 ÷ 1.05"
    assert found["Hardware"][2] == "$1,200 − $1,200 × 40% × 0.86384"
    assert found["Electricity"][2].endswith("÷ 1000 × 4.3481 weeks × 33.489 months × $0.25/kWh")
    sums = [found[part][3]["typical"] for part in ("Hardware", "Electricity", "Rental, hours")]
    assert sums == pytest.approx([785.36, 145.62, 728.08], abs=0.02)
    falling = rows(catalogue, plainly | {"price_drift_percent": -10})
    assert "28.823 months" in falling["Rental, hours"][2]
    assert falling["Rental, hours"][3]["typical"] == pytest.approx(626.64, abs=0.02)


LATER: dict[str, Any] = {"interest_percent": 6, "price_drift_percent": -15}


@pytest.mark.parametrize(
    "inputs",
    [
        {},
        LATER,
        LATER | {"sales_tax_percent": 19, "selling_cost_percent": 10, "repairs_percent": 5, "warranty_months": 24},
        LATER | {"life_months": 24, "horizon_months": 60, "repairs_percent": 5, "warranty_months": 12},
        {"life_months": 30, "horizon_months": 60, "repairs_percent": 5, "own_time_usd_per_hour": 20},
        LATER | {"life_months": 18, "horizon_months": 40, "own_time_usd_per_hour": 20, "rental_own_hours_per_month": 1},
        LATER | {"upgrade_usd": 600, "upgrade_after_months": 12, "sales_tax_percent": 19, "cooling_percent": 20},
        LATER
        | {
            "forgotten_hours_per_month": 8,
            "starts_per_week": 5,
            "start_minutes": 12,
            "storage_gb": 200,
            "egress_gb": 500,
        },
        LATER | {"price_type": "reserved-1y", "horizon_months": 6, "own_rental_usd_per_hour": 0.2},
        {"rental": "google-cloud/a100-sxm-40gb-europe-west4", "price_type": "spot", "storage_gb": 100, "egress_gb": 50},
        LATER | {"rental": "google-colab/pro", "hours_per_week": 30, "storage_gb": 300},
        LATER | {"rental": "google-colab/pay-as-you-go", "hours_per_week": 12, "storage_gb": 150},
        LATER | {"rental": "modal/starter", "hours_per_week": 25},
        LATER | {"own_storage_usd_per_gb_month": 0.3, "own_stopped_storage_usd_per_gb_month": 0.1, "storage_gb": 100},
    ],
)
@pytest.mark.parametrize("own", [{}, OWN], ids=["records", "own"])
def test_costs_are_what_the_formulas_give(own: dict[str, Any], inputs: dict[str, Any], catalogue: Catalogue) -> None:
    kept = {k: v for k, v in own.items() if "rental" not in inputs or "rental" not in k}
    found = rows(catalogue, kept | inputs)
    for part, row in found.items():
        told = row[2].replace("with cooling", "")
        if "counted" in part:
            assert worked_out(told) == pytest.approx(float(told.split(" = ")[1].split(",")[0]), rel=1e-4), told
        elif isinstance(row[3], dict):
            assert worked_out(told) == pytest.approx(row[3]["typical"], rel=DIGITS, abs=NEAR_USD), (part, told)


def test_where_the_money_goes_is_told_by_month_too(catalogue: Catalogue) -> None:
    """1,200 less 40% of it are 720: 30 of each of 24 months. 10 h a week x 4.348125 x 0.5 = 21.740625 of the rental."""
    asked = OWN | {"horizon_months": 24, "hours_per_week": 10, "storage_gb": 0}
    answer = run("rent_or_buy", asked, catalogue)
    (table,) = [t for t in answer["report"]["tables"] if t["title"].startswith("Where the money goes")]
    monthly = {row[0]: row[2]["typical"] for row in table["rows"]}
    assert monthly["Rig: hardware, less resale"] == pytest.approx(30)
    assert monthly["Rental: hours or compute units"] == pytest.approx(21.740625)
    assert monthly["Rental in all"] == pytest.approx(21.740625)


@pytest.mark.parametrize("name", ["rent_or_buy", "hybrid", "api_or_own", "classroom"])
def test_an_upgrade_is_said_to_change_the_cost_alone(name: str, catalogue: Catalogue) -> None:
    told = {
        usd: run(name, {"upgrade_usd": usd, "horizon_months": 36}, catalogue)["report"]["assumptions"]
        for usd in (0, 500)
    }
    said = {usd: any("watts, memory and pace stay" in words for words in lines) for usd, lines in told.items()}
    assert said == {0: False, 500: True}
    later = run(name, {"upgrade_usd": 500, "upgrade_after_months": 36, "horizon_months": 36}, catalogue)
    assert not any("watts, memory and pace stay" in words for words in later["report"]["assumptions"])


@pytest.mark.parametrize("name", ["rent_or_buy", "hybrid", "api_or_own"])
def test_a_reservation_beyond_its_term_is_said_to_be_paid_by_the_month(name: str, catalogue: Catalogue) -> None:
    """Of one year: over three it is told, over one it is not; nor is it on demand."""
    asked = {"rental": "google-cloud/a100-sxm-40gb-europe-west4"}
    said = {
        (months, price): any(
            "first term of 12 months" in words
            for words in run(name, asked | {"price_type": price, "horizon_months": months}, catalogue)["report"][
                "assumptions"
            ]
        )
        for months, price in ((36, "reserved-1y"), (12, "reserved-1y"), (36, "on-demand"))
    }
    assert said == {(36, "reserved-1y"): True, (12, "reserved-1y"): False, (36, "on-demand"): False}


def test_rework_of_spot_machines_by_hand(catalogue: Catalogue) -> None:
    """Of 20% a month: M = -730.485 / ln 0.8 = 3,273.61 h.

    With a checkpoint every 0.5 h, 0.05 h to write it and 0.25 h to go on, 3,273.61 x e^(0.25 / 3,273.61) x
    (e^(0.55 / 3,273.61) - 1) / 0.5 = 1.10018. On demand, and of none taken away, no word of it.
    """
    spot: dict[str, Any] = {"rental": "google-cloud/a100-sxm-40gb-europe-west4", "price_type": "spot", "resumes": True}
    spot |= {"own_interruptions_percent": 20, "checkpoint_minutes": 30, "write_minutes": 3, "resume_minutes": 15}
    found = rows(catalogue, spot)
    (mean,) = [row for part, row in found.items() if "until it is taken away" in part]
    (rework,) = [row for part, row in found.items() if "lost and repeated" in part]
    assert mean[2] == "−730.485 ÷ ln(1 − 0.2) = 3,273.61 h"
    assert mean[4] == "your own"
    told = "3,273.61 × e^(0.25 ÷ 3,273.61) × (e^((0.5 + 0.05) ÷ 3,273.61) − 1) ÷ 0.5"
    assert rework[2] == f"{told} = 1.10018"
    assert rework[4]["href"] == "methods/engines-interruption/"
    assert " × 1.1002 × " in found["Rental, hours"][2]
    for changed in ({"price_type": "on-demand"}, {"own_interruptions_percent": 0}):
        assert not [part for part in rows(catalogue, spot | changed) if "repeated" in part or "taken away" in part]


def test_where_nobody_publishes_how_often_a_spot_machine_goes_the_row_says_so(catalogue: Catalogue) -> None:
    """Of the offers with a price of spot machines, those of which no share is recorded, here and at their service."""
    unknown = next(
        rental.id
        for rental in catalogue["rentals"].values()
        if (offer := rental.offer)
        and offer.spot_usd_per_hour
        and not (offer.spot_interruption_fraction or rental.service.spot_interruption_fraction)
    )
    found = rows(catalogue, {"rental": unknown, "price_type": "spot"})
    assert "(not published: typical of what is published of others)" in found["Rental, hours until it is taken away"][2]


def test_the_break_even_by_hand(catalogue: Catalogue) -> None:
    """The rig whatever it does: 1,200 - 40% = 720 and 20 h a week idle, 1 kWh x 4.348125 x 36 x 0.25 = 39.13.

    An hour of work is 0.5 rented and 0.4 kWh x 0.25 = 0.1 on it: 759.13 / (4.348125 x 36 x 0.4) = 12.12 h a week.
    """
    asked = OWN | {"horizon_months": 36, "hours_per_week": 10, "idle_hours_per_week": 20, "storage_gb": 0}
    row = rows(catalogue, asked)["Break-even"]
    assert row[2] == "($759.133 − $0) ÷ (4.3481 weeks × 36 months × ($0.5 − $0.1))"
    assert worked_out(row[2]) == pytest.approx(12.124, rel=1e-3)
    assert row[3] == "12.1\N{NO-BREAK SPACE}h/week"
    assert row[4]["href"] == "methods/engines-break_even/"


@pytest.mark.parametrize(
    "inputs",
    [
        {},
        LATER | {"storage_gb": 20},
        {"starts_per_week": 5, "start_minutes": 12},
        LATER | {"own_storage_usd_per_gb_month": 0.3, "own_stopped_storage_usd_per_gb_month": 0.1, "storage_gb": 100},
        {"forgotten_hours_per_month": 8},
    ],
)
def test_a_break_even_is_what_its_formula_gives(inputs: dict[str, Any], catalogue: Catalogue) -> None:
    answer = run("rent_or_buy", inputs, catalogue)
    row = rows(catalogue, inputs)["Break-even"]
    assert worked_out(row[2]) == pytest.approx(answer["outputs"]["break_even_hours_per_week"]["typical"], rel=1e-3)


def test_a_break_even_where_a_cost_bends_tells_where(catalogue: Catalogue) -> None:
    """Of the 168 h of a week 158 are left beside 10 idle: from there on idle hours are saved, and the costs meet later."""
    asked = OWN | {"horizon_months": 36, "idle_hours_per_week": 160, "own_rental_usd_per_hour": 0.15, "storage_gb": 0}
    row = rows(catalogue, asked)["Break-even"]
    assert row[2] == "8 h"
    assert "bends" in row[1]


@pytest.mark.parametrize(
    "inputs", [{"rental": "google-colab/pro"}, {"price_type": "reserved-1y", "own_rental_usd_per_hour": 0.2}]
)
def test_no_break_even_formula_where_hours_have_no_price(inputs: dict[str, Any], catalogue: Catalogue) -> None:
    assert "Break-even" not in rows(catalogue, inputs)


def emitted(catalogue: Catalogue, name: str, inputs: dict[str, Any]) -> tuple[dict[str, Any], dict[str, list[Any]]]:
    answer = run(name, inputs, catalogue)
    assert "error" not in answer, answer["error"]
    tables = [t for t in answer["report"]["tables"] if t["title"].startswith("Energy and carbon")]
    return answer["outputs"], {row[0]: row for table in tables for row in table["rows"]}


def first_number(text: str) -> float:
    """Of a sum with its range."""
    found = re.match(r"[\d.,]+", text)
    assert found, text
    return float(found[0].replace(",", ""))


def test_energy_and_carbon_by_hand(catalogue: Catalogue) -> None:
    """10 h a week of 400 W and 20 of 50 W, 5 kWh, x 4.348125 x 12 = 260.89, half more for cooling: 391.33; the rig is second hand.

    The grid of the United States is 384 g: 150.3 kg. The rental runs 10 h x 4.348125 x 12 = 521.78.
    """
    asked = OWN | {"horizon_months": 12, "hours_per_week": 10, "idle_hours_per_week": 20, "cooling_percent": 50}
    grid = catalogue["regions"]["united-states"].grid_g_co2e_per_kwh.typical
    _, found = emitted(catalogue, "rent_or_buy", asked)
    assert found["Rig, energy"][2].endswith("÷ 1000 × 4.3481 weeks × 12 months × 1.5")
    assert first_number(found["Rig, energy"][3]) == 391
    assert found["Rig, energy"][4] == "your own"
    assert first_number(found["Rig, carbon"][3]) == pytest.approx(391.33 * grid / 1000, rel=0.005)
    assert found["Rig, making it"][2].startswith("nothing: it is second hand")
    assert found["Rental, hours that it runs"][2].endswith("= 521.78 h")
    assert found["Rental, power"][4]["href"] == "data/glossary/pue/"


TOLD = {
    "rig_kwh": "Rig, energy",
    "rig_kg_co2e": "Rig, carbon",
    "rental_kwh": "Rental, energy",
    "rental_kg_co2e": "Rental, carbon",
    "rig_month_kwh": "All rigs, a month, energy",
    "rig_month_kg_co2e": "All rigs, a month, carbon",
    "rental_month_kwh": "All rented, a month, energy",
    "rental_month_kg_co2e": "All rented, a month, carbon",
    "course_kwh": "The course, energy",
    "course_kg_co2e": "The course, carbon",
    "total_kwh": "Energy in all",
    "total_kg_co2e": "Carbon in all",
}
"""The part of the table in which an output is told."""


@pytest.mark.parametrize(
    ("name", "inputs"),
    [
        ("rent_or_buy", {}),
        ("rent_or_buy", {"rig": "mac-studio-m3-ultra-512gb"}),
        ("rent_or_buy", {"buy": "card", "forgotten_hours_per_month": 8, "starts_per_week": 5, "start_minutes": 12}),
        ("rent_or_buy", {"life_months": 24, "horizon_months": 60, "cooling_percent": 20}),
        ("api_or_own", {"requests_per_day": 100_000}),
        ("api_or_own", {"requests_per_day": 500, "life_months": 24, "horizon_months": 60}),
        ("classroom", {}),
        ("classroom", {"data": "personal"}),
        ("classroom", {"students": 400, "staff_usd_per_hour": 0, "task": "chat"}),
        ("hybrid", {}),
        ("hybrid", {"hours_per_week": 5, "large_percent": 20, "growth_percent": 4}),
        ("hybrid", {"hours_per_week": 60, "starts_per_week": 3, "start_minutes": 10, "forgotten_hours_per_month": 4}),
        ("hybrid", {"hours_per_week": 60, "buy": "owned"}),
    ],
)
def test_energy_and_carbon_are_what_the_formulas_give(name: str, inputs: dict[str, Any], catalogue: Catalogue) -> None:
    outputs, found = emitted(catalogue, name, inputs)
    assert found
    for part, (_, _, told, in_all, source) in found.items():
        if told and not told.startswith(("nothing", "not published")):
            result = in_all or told.split(" = ")[1]
            assert worked_out(told.replace("CO2e", "")) == pytest.approx(first_number(result), rel=DIGITS), (part, told)
            assert source == "your own" or source["href"].startswith("data/")
    for output, part in TOLD.items():
        if outputs.get(output) is not None:
            assert first_number(found[part][3]) == pytest.approx(outputs[output]["typical"], rel=0.006), part


def test_where_no_power_is_published_the_table_says_so(catalogue: Catalogue) -> None:
    """Of a rental whose GPU has no published board power, where the catalogue has one."""
    unknown = [
        rental.id
        for rental in catalogue["rentals"].values()
        if (offer := rental.offer) and catalogue["gpus"][offer.gpu].tdp_watts is None and offer.on_demand_usd_per_hour
    ]
    for rental in unknown[:1]:
        outputs, found = emitted(catalogue, "rent_or_buy", {"rental": rental})
        assert outputs["rental_kwh"] is None
        assert "is not published: its energy and carbon are not told" in found["Rental, power"][2]
        assert "Rental, energy" not in found
    _, found = emitted(catalogue, "api_or_own", {})
    assert found["The API, energy"][2].startswith("not published")
