"""How long a fine-tuning takes, and what finetune says of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from calculators import Catalogue, run
from calculators.core.ranges import Range
from calculators.engines.tuning_pace import hours

pytestmark = pytest.mark.everywhere

SERVER = {"gpu": "a100-sxm-80gb"}


def outputs(catalogue: Catalogue, **inputs: Any) -> dict[str, Any]:
    answer = run("finetune", inputs, catalogue)
    assert "error" not in answer, answer["error"]
    found: dict[str, Any] = answer["outputs"]
    return found


def rate(catalogue: Catalogue, **inputs: Any) -> float:
    return float(outputs(catalogue, **inputs)["tokens_per_s"]["typical"])


def test_hours_by_hand() -> None:
    assert hours(7.2e6, Range(500, 1000, 2000)) == Range(1.0, 2.0, 4.0)
    assert hours(7.2e6, replace(Range.exact(1000))).typical == 2


def test_time_goes_with_tokens_and_epochs(catalogue: Catalogue) -> None:
    one = outputs(catalogue, **SERVER, epochs=1)
    two = outputs(catalogue, **SERVER, epochs=2)
    assert two["hours"]["typical"] == pytest.approx(2 * one["hours"]["typical"])
    assert two["energy_kwh"]["typical"] == pytest.approx(2 * one["energy_kwh"]["typical"])
    expected = 2_000_000 / one["tokens_per_s"]["typical"] / 3600
    assert one["hours"]["typical"] == pytest.approx(expected)


def test_examples_are_as_long_as_the_sequence(catalogue: Catalogue) -> None:
    """1,000 of 2,048 tokens are 2,048,000."""
    tokens = outputs(catalogue, **SERVER, sequence_tokens=2048, data_tokens=2_048_000)
    examples = outputs(catalogue, **SERVER, sequence_tokens=2048, data_examples=1000)
    assert examples["hours"] == tokens["hours"]
    longer = outputs(catalogue, **SERVER, sequence_tokens=1024, data_examples=1000)
    assert longer["hours"]["typical"] == pytest.approx(1_024_000 / longer["tokens_per_s"]["typical"] / 3600 * 3)


def test_what_makes_it_faster(catalogue: Catalogue) -> None:
    base = rate(catalogue, **SERVER, micro_batch=4)
    assert rate(catalogue, gpu="h100-sxm-80gb", micro_batch=4) > 1.3 * base
    assert rate(catalogue, **SERVER, micro_batch=4, checkpointing=False) > 1.1 * base
    assert rate(catalogue, **SERVER, micro_batch=4, stack="unsloth") > base
    assert rate(catalogue, **SERVER, micro_batch=4, gpu_count=4) > 3 * base
    assert rate(catalogue, **SERVER, micro_batch=4, model="llama-3-3-70b") < base / 5


def test_offloading_is_slower_and_known_less_well(catalogue: Catalogue) -> None:
    kept = outputs(catalogue, **SERVER, method="full", gpu_count=8)["tokens_per_s"]
    moved = outputs(catalogue, **SERVER, method="full", gpu_count=8, offload=True)["tokens_per_s"]
    assert moved["typical"] < kept["typical"]
    assert moved["high"] / moved["low"] > kept["high"] / kept["low"]


def test_cards_that_the_data_hardly_holds_are_marked(catalogue: Catalogue) -> None:
    assert "training speed" not in outputs(catalogue, **SERVER)["outside_data"]
    assert "models of 2019" in outputs(catalogue, gpu="rtx-4090")["outside_data"]
    assert "maker" in outputs(catalogue, gpu="rx-7900-xtx")["outside_data"]
    assert "mixture" in outputs(catalogue, **SERVER, model="mixtral-8x7b")["outside_data"]


def test_a_speed_of_ones_own_takes_the_place_of_the_estimate(catalogue: Catalogue) -> None:
    estimate = rate(catalogue, **SERVER)
    read = outputs(catalogue, **SERVER, reading_tokens_per_s=1000)
    assert read["tokens_per_s"]["typical"] == 1000
    assert read["speed_off_fraction"] == pytest.approx(estimate / 1000 - 1)
