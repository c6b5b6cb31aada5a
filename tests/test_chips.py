"""A GPU as the speed formulas see it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from statistics import median_high
from typing import Any

import pytest

from calculators.engines.chips import UNIFIED, USUAL_WATTS, ChipError, fed, from_gpu
from tests.support.records import real


@pytest.fixture(scope="module")
def gpus() -> Any:
    """The GPUs of the real catalogue."""
    return real().catalogue["gpus"]


def test_usual_watts_are_the_catalogues_medians(gpus: Any) -> None:
    found: dict[tuple[str, str], list[float]] = defaultdict(list)
    for gpu in gpus.values():
        chip = from_gpu(gpu)
        if chip.board_watts and chip.has_matrix_units:
            found[chip.architecture, chip.memory].append(chip.board_watts / chip.matrix_fp16 * 1e12)
    assert {k: median_high(found[k]) for k in USUAL_WATTS} == pytest.approx(USUAL_WATTS, rel=0.05)


def test_boards_that_cannot_feed_their_chip(gpus: Any) -> None:
    # T4: 70 W for 65.13 TFLOP/s are 1.075, of Turing's usual 2.32 no half; the RTX 4090 has 450 W for 330.3
    assert from_gpu(gpus["t4"]).feed == pytest.approx(70 / 65.13 / 2.32, rel=1e-3)
    assert fed(from_gpu(gpus["t4"]), 0.8) == pytest.approx(70 / 65.13 / 2.32 / 0.8, rel=1e-3)
    assert fed(from_gpu(gpus["rtx-4090"]), 0.8) == 1
    assert from_gpu(gpus["gh200"]).feed == 1  # its board power is not published


def test_rates_of_a_card(gpus: Any) -> None:
    chip = from_gpu(gpus["rtx-4090"])
    assert (chip.bandwidth, chip.matrix, chip.matrix_fp16) == (1008e9, 165.2e12, 330.3e12)
    assert chip.fp4 == 0
    assert from_gpu(gpus["rtx-5090"]).fp4 == 2 * from_gpu(gpus["rtx-5090"]).fp8
    assert from_gpu(gpus["apple-m2-ultra"]).memory == UNIFIED
    assert not from_gpu(gpus["gtx-1080-ti"]).has_matrix_units


def test_links_by_nvlink_and_pcie(gpus: Any) -> None:
    assert from_gpu(gpus["a100-sxm-80gb"]).link == 300e9
    assert from_gpu(gpus["rtx-4090"]).link == pytest.approx(31.5e9, rel=1e-3)
    assert from_gpu(gpus["b200-sxm-180gb"]).link == 900e9


def test_a_gpu_without_any_arithmetic_rate_is_an_error(gpus: Any) -> None:
    gpu = replace(gpus["rtx-4090"], bf16_tflops=None, fp16_fp32_tflops=None, fp16_tflops=None, fp32_tflops=None)
    with pytest.raises(ChipError, match="arithmetic rate"):
        from_gpu(gpu)
