"""Ages must rise from residual to residual."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.records import problems_of

RESIDUALS = """\
name: Cards
source: sheet
as_of: 2026
applies_to: consumer
residuals:
  - after_years: 1
    value_fraction: {low: 0.7, high: 0.8}
  - after_years: 3
    value_fraction: {low: 0.5, high: 0.6}
"""


@pytest.mark.parametrize("age", ["0.5", "1"])
def test_an_age_out_of_order_or_twice_is_refused(tmp_path: Path, age: str) -> None:
    (told,) = problems_of(
        tmp_path, {"depreciation/cards.yml": RESIDUALS.replace("after_years: 3", f"after_years: {age}")}
    )
    assert told.startswith("data/depreciation/cards.yml:8:18: ")
    assert f"{age} years come after 1" in told


def test_ages_in_order_pass(tmp_path: Path) -> None:
    assert problems_of(tmp_path, {"depreciation/cards.yml": RESIDUALS}) == []
