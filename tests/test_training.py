"""Time of a training step: arithmetic by hand with round constants."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from calculators.engines.architecture import from_model
from calculators.engines.chips import from_gpu
from calculators.engines.training import (
    SHIPPED,
    Training,
    activation_bytes,
    arithmetic_share,
    attention_flops,
    links_time,
    matrix_flops,
    step_time,
    tokens_per_s,
    training_of,
    uncertainty,
)
from tests.support.records import real

LLAMA_2_7B = 6_738_415_616
EMBEDDING = 32_000 * 4096


@pytest.fixture(scope="module")
def catalogue() -> Any:
    """The real catalogue."""
    return real().catalogue


@pytest.fixture(scope="module")
def step(catalogue: Any) -> Training:
    """Llama 2 7B, LoRA with recomputation, 4 sequences of 1,024 on one A100."""
    return training_of(
        from_model(catalogue["models"]["llama-2-7b"]),
        from_gpu(catalogue["gpus"]["a100-sxm-80gb"]),
        LLAMA_2_7B,
        LLAMA_2_7B,
        sequence_tokens=1024,
        micro_batch=4,
        method="lora",
        recomputes=True,
    )


def test_flops_of_a_token() -> None:
    assert matrix_flops(1e9, 1, full=True, recomputes=False) == 6e9
    assert matrix_flops(1e9, 1, full=True, recomputes=True) == 8e9
    assert matrix_flops(1e9, 1, full=False, recomputes=False) == 4e9
    # 32 layers of 4,096, half of 1,024 tokens attended to: 3 · 4 · 32 · 4,096 · 512
    assert attention_flops(32, 4096, 512, 1, recomputes=False) == 805_306_368


def test_the_input_embedding_is_looked_up(step: Training) -> None:
    assert step.weights == LLAMA_2_7B - EMBEDDING
    assert step.attended == 512
    assert step.tokens == 4096


def test_a_step_of_which_nothing_is_said_trains_everything_on_one_gpu(catalogue: Any) -> None:
    """By hand, of Llama 2 7B: each token attends to half of 1,024, no score passes through memory, no GPU waits for another."""
    chip = from_gpu(catalogue["gpus"]["a100-sxm-80gb"])
    architecture = from_model(catalogue["models"]["llama-2-7b"])
    said = training_of(architecture, chip, LLAMA_2_7B, LLAMA_2_7B, sequence_tokens=1024, micro_batch=4)
    assert said == Training(
        chip=chip, parameters=LLAMA_2_7B, weights=LLAMA_2_7B - EMBEDDING, trained=LLAMA_2_7B, layers=32, hidden=4096, mlp=11_008,
        attention_width=4096, vocabulary=32_000, attended=512, scores=0, sequence_tokens=1024, micro_batch=4, accumulation=1,
        full=True, recomputes=False, quantized=False, fp8=False, eager=False, gpus=1, sharding="none",
    )  # fmt: skip


def test_an_encoder_has_no_head_and_attends_to_everything(catalogue: Any) -> None:
    a = from_model(catalogue["models"]["bert-large"])
    bert = training_of(
        a, from_gpu(catalogue["gpus"]["rtx-3090"]), 0.34e9, 0.34e9, encoder=True, sequence_tokens=384, micro_batch=28,
        fused_attention=False,
    )  # fmt: skip
    assert bert.weights == 0.34e9 - (30_522 + 512) * 1024
    assert (bert.attended, bert.vocabulary, bert.scores) == (384, 0, 16 * 384)
    assert uncertainty(bert) > uncertainty(replace(bert, scores=0))


def test_activations_of_a_layer() -> None:
    assert activation_bytes(1, 4096, 11_008, 0) == 2 * (8 * 4096 + 3 * 11_008)
    assert activation_bytes(0, 4096, 11_008, 32_000) == 64_000


def test_seconds_by_hand(step: Training) -> None:
    # half of 312 TFLOP/s, nothing else: 6·N·T for LoRA with recomputation, and 4 · 4 · 32 · 4,096 · 512 a token
    constants = {**dict.fromkeys(SHIPPED, 0.0), "arithmetic_share": 0.5, "attention_share": 1.0, "fp8_gain": 1.0}
    constants["needed_power"] = 1.0
    flops = 6 * (LLAMA_2_7B - EMBEDDING) * 4096 + 4 * 4 * 32 * 4096 * 512 * 4096
    constants["link_share"] = 1.0
    time = step_time(step, {**constants, "eager_passes": 1.0})
    assert time.arithmetic == pytest.approx(flops / 156e12)
    assert time.memory == time.launches == time.links == 0
    assert time.binds == "compute"


def test_a_faster_chip_is_harder_to_fill(catalogue: Any) -> None:
    a100, h100 = (from_gpu(catalogue["gpus"][g]) for g in ("a100-sxm-80gb", "h100-sxm-80gb"))
    assert arithmetic_share(a100, SHIPPED) == SHIPPED["arithmetic_share"]
    assert arithmetic_share(h100, SHIPPED) < arithmetic_share(a100, SHIPPED)


def test_accumulation_spares_the_optimizer(step: Training) -> None:
    full = replace(step, full=True, trained=LLAMA_2_7B)
    assert tokens_per_s(replace(full, accumulation=8)) > tokens_per_s(full)


def test_spread_weights_cross_the_link_in_every_micro_batch(step: Training) -> None:
    # NVLink 3: 300 GB/s one way; 8 GPUs; 3 · 7/8 · 2 bytes a parameter each of two micro-batches
    k = {**SHIPPED, "link_share": 1.0}
    fsdp = replace(step, full=True, trained=LLAMA_2_7B, gpus=8, sharding="fsdp", accumulation=2)
    assert links_time(fsdp, k) == pytest.approx(2 * 3 * 7 / 8 * 2 * LLAMA_2_7B / 300e9)
    ddp = replace(fsdp, sharding="ddp")
    assert links_time(ddp, k) == pytest.approx(2 * 7 / 8 * 2 * LLAMA_2_7B / 300e9)
    assert links_time(replace(step, gpus=1), k) == 0


def test_pcie_links_are_slower_than_nvlink(catalogue: Any) -> None:
    # PCIe 4.0 x16: 16 lanes of 1.969 GB/s
    assert from_gpu(catalogue["gpus"]["rtx-4090"]).link == pytest.approx(31.5e9, rel=1e-2)
    assert from_gpu(catalogue["gpus"]["h100-sxm-80gb"]).link == 450e9
