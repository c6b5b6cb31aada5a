"""Bad and good samples of price_per_gpu_against_siblings: one GPU costs 0.5 an hour, so eight cost 4."""

from pathlib import Path

import pytest

from tests.support.records import SERVICE, problems_of

EIGHT = "    gpu_count: 8\n    on_demand_usd_per_hour: 4\n"
FOUR = "  - id: four\n    gpu: example-gpu\n    gpu_count: 4\n    on_demand_usd_per_hour: 2\n"


def _problems(folder: Path, eight: str) -> list[str]:
    assert EIGHT in SERVICE
    return problems_of(folder, {"services/example-cloud.yml": SERVICE.replace(EIGHT, eight) + FOUR})


@pytest.mark.parametrize("price", ["0.5", "32"])
def test_the_price_of_another_number_of_gpus_is_told(tmp_path: Path, price: str) -> None:
    problems = _problems(tmp_path, EIGHT.replace("hour: 4", f"hour: {price}"))
    (problem,) = (p for p in problems if p.startswith("data/services/example-cloud.yml:14:29: "))
    assert "for each of 8 GPUs; the service's other machines with this GPU cost 0.5" in problem
    assert "give the whole machine's price" in problem


@pytest.mark.parametrize(
    "eight",
    [
        EIGHT,
        EIGHT.replace("hour: 4", "hour: 5.6"),
        EIGHT.replace("hour: 4", 'hour: {value: 0.5, note: "Odd but so: a sale"}'),
        EIGHT.replace("    on_demand", "    goods: marketplace\n    on_demand").replace("hour: 4", "hour: 1.2"),
    ],
)
def test_about_the_same_per_gpu_passes(tmp_path: Path, eight: str) -> None:
    assert _problems(tmp_path, eight) == []
