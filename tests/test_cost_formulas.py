"""The formulas of costs that the calculators of money show with the reader's numbers in them give what stands beside them."""

from __future__ import annotations

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
    """The value of what is written, a result after `=` and the units left out."""
    text = re.sub(r" = .*", "", text).replace("\N{NO-BREAK SPACE}", " ").replace(",", "")
    text = re.sub(r"/?(?<![\d.])[A-Za-z][A-Za-z₂]*(?:/[A-Za-z]+)?|\$", "", text).replace("%", " / 100")
    for sign, python in (("×", "*"), ("÷", "/"), ("−", "-"), ("^", "**")):
        text = text.replace(sign, python)
    assert re.fullmatch(r"[\d.\s*/+()-]+", text), text
    return float(eval(text))  # of digits and signs alone, as the line above assures


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
