"""Reading prompts: arithmetic by hand."""

from __future__ import annotations

from typing import Any

import pytest

from calculators.engines.architecture import from_model
from calculators.engines.chips import from_gpu
from calculators.engines.language_model import language_model
from calculators.engines.prefill import SHIPPED, pipelined, prompt_flops, prompt_of, prompt_time
from tests.support.records import real


@pytest.fixture(scope="module")
def catalogue() -> Any:
    """The real catalogue."""
    return real().catalogue


def test_flops_of_a_prompt(catalogue: Any) -> None:
    # Llama 3.1 8B, 1,000 tokens: 2·7,504,924,672·1,000, and 32 layers · 2·4,096·1,000²
    a = from_model(catalogue["models"]["llama-3-1-8b"])
    assert prompt_flops(a, 7_504_924_672, 1000) == 15_009_849_344_000 + 32 * 2 * 4096 * 1_000_000


def test_sliding_windows_bound_the_scores(catalogue: Any) -> None:
    # Gemma 3 27B: 10 of 62 layers attend to all of 16,384 tokens, 8,192 on average; 52 to 1,024; 32 heads of 128
    a = from_model(catalogue["models"]["gemma-3-27b"])
    tokens = 16_384
    scores = 10 * tokens / 2 + 52 * 1024
    assert prompt_flops(a, 0, tokens) == 4 * 32 * 128 * tokens * scores


def test_a_prompt_is_cut_into_micro_batches_of_512(catalogue: Any) -> None:
    model = language_model(catalogue["models"]["llama-3-8b"], catalogue["quantizations"]["f16"])
    chip = from_gpu(catalogue["gpus"]["rtx-4090"])
    assert [prompt_of(model, chip, n).micro_batches for n in (1, 512, 513, 8192)] == [1, 1, 2, 16]


def test_time_of_a_prompt_by_hand(catalogue: Any) -> None:
    # 512 tokens at half of the 330.3 TFLOP/s; weights of 15.01 GB pass once; 1 ms a layer; scores of 32 heads, 20 bytes
    model = language_model(catalogue["models"]["llama-3-8b"], catalogue["quantizations"]["f16"])
    constants = {**SHIPPED, "arithmetic_share": 0.5, "pass_factor": 1, "layer_ms": 1, "score_bytes": 20}
    time = prompt_time(prompt_of(model, from_gpu(catalogue["gpus"]["rtx-4090"]), 512), constants)
    assert time.arithmetic == pytest.approx(2 * 7_504_924_672 * 512 / 165.15e12)
    assert time.layers == pytest.approx(0.032)
    assert time.memory == pytest.approx((15_009_849_344 + 20 * 32 * 32 * 512**2 / 2) / 1008e9, rel=2e-3)


def test_quantized_weights_are_unpacked_in_memory(catalogue: Any) -> None:
    chip = from_gpu(catalogue["gpus"]["rtx-4090"])
    half, four = (
        prompt_time(
            prompt_of(language_model(catalogue["models"]["llama-3-8b"], catalogue["quantizations"][q]), chip, 512)
        )
        for q in ("f16", "q4-k-m")
    )
    assert four.memory > half.memory


@pytest.mark.parametrize(
    ("micro_batches", "gpus", "faster"), [(1, 4, 1.0), (16, 1, 1.0), (4, 4, 16 / 7), (1000, 2, 1.998)]
)
def test_a_pipeline_fills_and_drains(micro_batches: int, gpus: int, faster: float) -> None:
    assert pipelined(micro_batches, gpus, 1.0) == pytest.approx(faster, rel=1e-3)
    assert pipelined(micro_batches, gpus, 0.0) == 1
