"""The edges of what may be asked of the calculators of money: each gives a plain sentence, and no sum that is none."""

from __future__ import annotations

import math
import re
from typing import Any

import pytest

from calculators import Catalogue, run

pytestmark = pytest.mark.everywhere

FREE = {"own_rig_usd": 0, "own_rental_usd_per_hour": 0, "own_electricity_usd_per_kwh": 0}
NEVER = {"own_rig_usd": 500_000, "resale_percent": 0}
TWENTY_YEARS = 240
DEAREST_RENTING = {
    "start_minutes": 600,
    "retry_minutes": 6000,
    "own_chance_percent": 1,
    "forgotten_hours_per_month": 700,
    "price_drift_percent": 100,
    "own_interruptions_percent": 99,
    "resume_minutes": 600,
    "own_billed_step_s": 86_400,
    "price_type": "spot",
}
EDGES: dict[str, dict[str, dict[str, Any]]] = {
    "rent_or_buy": {
        "zero hours": {"hours_per_week": 0},
        "zero price": {**FREE, "storage_gb": 0},
        "a rig for nothing": {"own_rig_usd": 0},
        "168 hours a week": {"hours_per_week": 168, "idle_hours_per_week": 168},
        "20 years": {"horizon_months": TWENTY_YEARS},
        "a rig that never pays": NEVER,
        "a tier with no quota published": {"rental": "google-colab/free"},
        "the dearest renting": {**DEAREST_RENTING, "starts_per_week": 1000},
        "a price that halves for 20 years": {"price_drift_percent": -50, "horizon_months": TWENTY_YEARS},
    },
    "hybrid": {
        "zero hours": {"hours_per_week": 0},
        "zero price": {**FREE, "own_large_rental_usd_per_hour": 0, "storage_gb": 0},
        "a rig for nothing": {"own_rig_usd": 0},
        "168 hours a week": {"hours_per_week": 168, "growth_percent": 0},
        "20 years": {"horizon_months": TWENTY_YEARS},
        "a rig that never pays": {**NEVER, "any_rig": False},
        "a rig that is there": {"buy": "owned"},
        "a rig that is there and idle": {"buy": "owned", "hours_per_week": 0},
        "a rig that is there and too small": {"buy": "owned", "memory_gb": 500},
        "reserved for nothing": {"price_type": "reserved-3y", "own_rental_usd_per_hour": 0, "horizon_months": 1},
        "reserved for work that ends": {
            "price_type": "reserved-1y",
            "own_rental_usd_per_hour": 1,
            "growth_percent": -50,
            "horizon_months": TWENTY_YEARS,
        },
        "reserved for no usual work": {"price_type": "reserved-1y", "own_rental_usd_per_hour": 1, "large_percent": 100},
        "a tier with no quota published": {"rental": "google-colab/free", "memory_gb": 12},
        "the dearest renting": {**DEAREST_RENTING, "starts_per_week": 1000},
        "a price that doubles for 20 years": {"price_drift_percent": 100, "horizon_months": TWENTY_YEARS},
    },
    "api_or_own": {
        "zero hours": {"requests_per_day": 0},
        "zero price": {**FREE, "own_input_usd_per_million_tokens": 0, "own_output_usd_per_million_tokens": 0},
        "a rig for nothing": {"own_rig_usd": 0},
        "168 hours a week": {"requests_per_day": 1e8},
        "20 years": {"horizon_months": TWENTY_YEARS},
        "a rig that never pays": NEVER,
        "the dearest renting": {**DEAREST_RENTING, "starts_per_week": 1000, "rental_storage_gb": 100_000},
        "a price that doubles for 20 years": {"price_drift_percent": 100, "horizon_months": TWENTY_YEARS},
    },
    "classroom": {
        "zero hours": {"hours_per_week": 0},
        "zero price": FREE,
        "zero budget": {"budget_usd": 0, "hours_per_week": 40},
        "168 hours a week": {"hours_per_week": 168},
        "20 years": {"length_weeks": 1040, "horizon_months": TWENTY_YEARS},
        "10,000 students": {"students": 10_000},
        "a rig that never pays": NEVER,
        "a tier with no quota published": {"hours_per_week": 40, "budget_usd": 0},
        "the dearest renting": DEAREST_RENTING,
    },
    "recommend": {
        "zero hours": {"hours_per_week": 0},
        "zero budget": {"budget_usd": 0, "budget_usd_per_month": 0},
        "zero budget, and nothing leaves the house": {"budget_usd": 0, "privacy": "own-hardware"},
        "168 hours a week": {"hours_per_week": 168},
        "20 years": {"horizon_months": TWENTY_YEARS, "growth": "growing"},
    },
}


@pytest.mark.parametrize(
    ("name", "inputs"),
    [pytest.param(n, i, id=f"{n}: {edge}") for n, edges in EDGES.items() for edge, i in edges.items()],
)
def test_an_edge_gives_a_plain_sentence_and_no_sum_that_is_none(
    name: str, inputs: dict[str, Any], catalogue: Catalogue
) -> None:
    answer = run(name, inputs, catalogue)
    assert "error" not in answer
    sentence = answer["report"]["verdict"]["sentence"]
    assert re.fullmatch(r"[A-Z].*\.", sentence)
    assert not re.search(r"\b(nan|inf|None)\b", answer["html"])
    for field, value in answer["outputs"].items():
        ends = value.values() if isinstance(value, dict) else [value]
        numbers = [x for x in ends if isinstance(x, int | float)]
        assert all(math.isfinite(x) and x >= 0 for x in numbers), field


@pytest.mark.parametrize("name", [name for name in EDGES if "a tier with no quota published" in EDGES[name]])
def test_a_quota_that_nobody_publishes_is_called_so(name: str, catalogue: Catalogue) -> None:
    answer = run(name, EDGES[name]["a tier with no quota published"], catalogue)
    assert "Colab Free" in answer["html"]
    assert "not published" in answer["html"]


@pytest.mark.parametrize("name", ["rent_or_buy", "hybrid", "api_or_own"])
def test_of_what_costs_nothing_neither_way_none_is_called_cheaper(name: str, catalogue: Catalogue) -> None:
    """With every price 0 all sums are 0: none is below another."""
    report = run(name, EDGES[name]["zero price"], catalogue)["report"]
    told = [
        report["verdict"]["sentence"],
        report["verdict"]["range"],
        *(change["text"] for change in report["changes"]),
    ]
    assert not re.search(r"cheaper|\$0 more", " ".join(told))
    assert report["changes"]


@pytest.mark.parametrize("name", [name for name in EDGES if name != "recommend"])
def test_every_line_of_money_is_drawn_with_its_band(name: str, catalogue: Catalogue) -> None:
    """From the low end to the high end of each point's range."""
    specs = [chart["spec"] for chart in run(name, {}, catalogue)["report"]["charts"]]
    drawn = [spec for spec in specs if any(layer["mark"]["type"] == "line" for layer in spec.get("layer", ()))]
    assert drawn
    assert not any(spec.get("mark", {}).get("type") == "line" for spec in specs)
    for spec in drawn:
        values = spec["data"]["values"]
        assert all(value["low"] <= value["y"] <= value["high"] for value in values)
        assert any(value["low"] < value["high"] for value in values)
