"""Bad and good samples of reserved_below_on_demand."""

from pathlib import Path

import pytest

from tests.support.records import SERVICE, problems_of

ON_DEMAND = "    on_demand_usd_per_hour: 0.5\n    spot_usd_per_hour: 0.25\n"


def _problems(folder: Path, *prices: str) -> list[str]:
    assert ON_DEMAND in SERVICE
    offer = ON_DEMAND + "".join(f"    {price}\n" for price in prices)
    return problems_of(folder, {"services/example-cloud.yml": SERVICE.replace(ON_DEMAND, offer)})


@pytest.mark.parametrize(
    ("prices", "told"),
    [
        (["reserved_1y_usd_per_hour: 0.5"], "reserved for a year at 0.5 an hour is not below on demand at 0.5"),
        (["reserved_3y_usd_per_hour: 0.7"], "reserved for three years at 0.7 an hour is not below on demand at 0.5"),
        (
            ["reserved_1y_usd_per_hour: 0.3", "reserved_3y_usd_per_hour: 0.4"],
            "reserved for three years at 0.4 an hour is not below reserved for a year at 0.3",
        ),
    ],
)
def test_a_commitment_that_saves_nothing_is_told(tmp_path: Path, prices: list[str], told: str) -> None:
    (problem,) = _problems(tmp_path, *prices)
    assert problem.startswith(f"data/services/example-cloud.yml:{10 + len(prices)}:")
    assert told in problem


@pytest.mark.parametrize(
    "prices",
    [
        ["reserved_1y_usd_per_hour: 0.3", "reserved_3y_usd_per_hour: 0.2"],
        ['reserved_1y_usd_per_hour: {value: 0.5, note: "Odd but so: it buys a guarantee, no discount"}'],
    ],
)
def test_falling_or_explained_prices_pass(tmp_path: Path, prices: list[str]) -> None:
    assert _problems(tmp_path, *prices) == []
