"""Bad and good samples of spot_below_on_demand."""

from pathlib import Path

import pytest

from tests.support.records import SERVICE, problems_of

SPOT = "spot_usd_per_hour: 0.25"


def _problems(folder: Path, spot: str) -> list[str]:
    assert SPOT in SERVICE
    return problems_of(folder, {"services/example-cloud.yml": SERVICE.replace(SPOT, f"spot_usd_per_hour: {spot}")})


@pytest.mark.parametrize("spot", ["0.5", "0.6", "{low: 0.2, typical: 0.5, high: 0.9}"])
def test_a_spot_price_that_is_not_below_is_told(tmp_path: Path, spot: str) -> None:
    (problem,) = _problems(tmp_path, spot)
    assert problem.startswith("data/services/example-cloud.yml:10:24: ")
    assert "is not below on demand at 0.5" in problem


@pytest.mark.parametrize("spot", ["0.25", '{value: 0.6, note: "Odd but so: scarce that week"}'])
def test_a_lower_or_explained_spot_price_passes(tmp_path: Path, spot: str) -> None:
    assert _problems(tmp_path, spot) == []
