"""Bad and good samples of price_against_same_gpu_elsewhere: three other services ask 0.4, 0.5 and 0.6 for the GPU."""

from pathlib import Path

import pytest

from tests.support.records import problems_of

SERVICE = """\
name: A cloud
source: sheet
as_of: 2026-11
kind: gpu-cloud
offers:
  - id: {count}x
    gpu: example-gpu
    gpu_count: {count}
    goods: {goods}
    on_demand_usd_per_hour: {price}
"""


def _problems(folder: Path, *, price: str, count: int = 1, goods: str = "on-demand", others: int = 3) -> list[str]:
    files: dict[str, str | None] = {"services/example-cloud.yml": None}
    for number, asked in enumerate((0.4, 0.5, 0.6)[:others]):
        files[f"services/other-{number}.yml"] = SERVICE.format(count=1, goods="on-demand", price=asked)
    files["services/this.yml"] = SERVICE.format(count=count, goods=goods, price=price)
    return problems_of(folder, files)


@pytest.mark.parametrize(("price", "count"), [("0.09", 1), ("2.7", 1), ("0.5", 8), ("25", 8)])
def test_a_price_more_than_five_times_away_is_told(tmp_path: Path, price: str, count: int) -> None:
    (problem,) = _problems(tmp_path, price=price, count=count)
    assert problem.startswith("data/services/this.yml:10:29: ")
    assert f"{price} an hour is far from the {0.5 * count:g} that 3 other services ask" in problem


def test_a_comparable_price_passes(tmp_path: Path) -> None:
    assert _problems(tmp_path, price="0.11") == []
    assert _problems(tmp_path, price="18", count=8) == []


def test_an_explained_price_passes(tmp_path: Path) -> None:
    assert _problems(tmp_path, price='{value: 0.05, note: "Odd but so: sold off"}') == []


def test_other_goods_are_not_compared(tmp_path: Path) -> None:
    assert _problems(tmp_path, price="0.05", goods="marketplace") == []


def test_two_other_services_are_too_few(tmp_path: Path) -> None:
    assert _problems(tmp_path, price="0.05", others=2) == []


def test_an_old_price_has_more_room(tmp_path: Path) -> None:
    """0.09 of 2022 lies more than five times below 0.5, its range of today (x 1 + 0.3 a year) does not."""
    assert _problems(tmp_path, price="{value: 0.09, as_of: 2022}") == []
