"""The time of a decoding step: arithmetic by hand with round constants, and what must not change with them."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pytest

from calculators.engines.chips import HBM, from_gpu
from calculators.engines.decode import OPERATIONS, SHIPPED, Step, bandwidth_share, launch_kind, step_of, step_time
from calculators.engines.language_model import LanguageModel, language_model
from calculators.engines.memory import LAYERS, TENSOR
from tests.support.records import real

GIB = 2**30
ROUNDING = 1e-4
"""Records state parameters with biases, which the architecture leaves out."""


@pytest.fixture(scope="module")
def catalogue() -> Any:
    """The real catalogue."""
    return real().catalogue


def model(catalogue: Any, name: str, quantization: str) -> LanguageModel:
    return language_model(catalogue["models"][name], catalogue["quantizations"][quantization])


def step(
    catalogue: Any, name: str, quantization: str, gpu: str, software: str, context: float = 0.0, **more: Any
) -> Step:
    return step_of(model(catalogue, name, quantization), from_gpu(catalogue["gpus"][gpu]), software, context, **more)


def test_a_token_of_llama_3_1_8b_reads_all_but_the_embedding(catalogue: Any) -> None:
    # 8,030,261,248 parameters less V·h = 525,336,576, 2 bytes each
    read = model(catalogue, "llama-3-1-8b", "bf16").bytes_read()
    assert read == pytest.approx(2 * (8_030_261_248 - 525_336_576), rel=ROUNDING)


def test_a_tied_embedding_is_read_as_the_head(catalogue: Any) -> None:
    # Qwen2.5 0.5B ties them: all its 494,032,768 parameters are read, less nothing
    loaded = model(catalogue, "qwen2-5-0-5b", "bf16")
    assert loaded.bytes_read() == pytest.approx(2 * loaded.parameters, rel=ROUNDING)


def test_mixtral_reads_two_of_eight_experts_and_a_large_batch_reads_all(catalogue: Any) -> None:
    # six idle experts of 3·4096·14336 weights in each of 32 layers, and the embedding of 32,000·4,096
    loaded = model(catalogue, "mixtral-8x7b", "bf16")
    expert = 3 * 4096 * 14336
    read = 46_702_792_704 - 32 * 6 * expert - 32_000 * 4096
    assert loaded.bytes_read() == pytest.approx(2 * read, rel=ROUNDING)
    assert loaded.bytes_read(1000) == pytest.approx(2 * (46_702_792_704 - 32_000 * 4096), rel=ROUNDING)
    # a second token leaves 3/4 of the idle ones idle
    assert loaded.bytes_read(2) - loaded.bytes_read(1) == pytest.approx(2 * 32 * 6 * expert / 4, rel=10 * ROUNDING)


def test_the_cache_of_llama_3_1_8b_is_128_kib_a_token(catalogue: Any) -> None:
    assert model(catalogue, "llama-3-1-8b", "q4-k-m").cache_bytes(8192) == GIB


def test_a_step_is_bytes_over_bandwidth_and_launches(catalogue: Any) -> None:
    # share 0.5 of 936.2 GB/s, 10 µs a layer, 1 ms a step: 2 bytes · 7,504,924,672 / 468.1 GB/s + 32 · 10 µs + 1 ms
    constants = {**SHIPPED, "share": 0.5, "layer_us": 10, "layer_llama_cpp": 1, "step_ms": 1}
    time = step_time(step(catalogue, "llama-3-1-8b", "f16", "rtx-3090", "llama-cpp"), constants)
    assert time.weights == pytest.approx(15_009_849_344 / 468.1e9, rel=1e-3)
    assert time.layers == pytest.approx(0.32e-3)
    assert time.waits == pytest.approx(1e-3)
    assert time.busy == pytest.approx(1 - 1e-3 / time.total)
    assert (time.cache, time.links) == (0, 0)
    assert time.binds == "bandwidth"


def test_eager_software_is_bound_by_launches_in_a_small_model(catalogue: Any) -> None:
    small = step_time(step(catalogue, "qwen2-5-0-5b", "bf16", "a100-sxm-80gb", "transformers"))
    assert small.binds == "launches"
    expected = 24 * OPERATIONS["half"] * SHIPPED["operation_us"] * 1e-6
    assert math.sqrt(small.waits * small.total) == pytest.approx(expected)


def test_gpus_with_whole_layers_do_not_speed_a_stream_up_tensor_parallel_ones_do(catalogue: Any) -> None:
    one = step(catalogue, "llama-3-70b", "q4-k-m", "rtx-3090", "llama-cpp")
    layers = replace(one, gpus=2, split=LAYERS)
    tensor = replace(one, gpus=2, split=TENSOR, software="vllm")
    assert step_time(layers).total > step_time(one).total
    assert step_time(tensor).weights == pytest.approx(step_time(replace(one, software="vllm")).weights / 2)


def test_hbm_is_read_at_a_smaller_share_by_kernels_that_unpack(catalogue: Any) -> None:
    card = step(catalogue, "llama-3-1-8b", "q4-k-m", "rtx-3090", "llama-cpp")
    assert bandwidth_share(replace(card, chip=replace(card.chip, memory=HBM)), SHIPPED) < bandwidth_share(card, SHIPPED)
    half = step(catalogue, "llama-3-1-8b", "bf16", "a100-sxm-80gb", "vllm")
    assert bandwidth_share(half, SHIPPED) == pytest.approx(SHIPPED["share"] * SHIPPED["share_hbm_half"])
    assert SHIPPED["share_hbm"] < SHIPPED["share_hbm_half"] < 1


def test_llama_cpp_reads_the_cache_for_each_query_head_and_vllm_for_each_kv_head(catalogue: Any) -> None:
    """By hand: Llama 3.1 8B has 32 query heads to 8 KV heads, Llama 2 7B 32 to 32; both read 4,096 tokens of its 2¹⁷ or 2¹⁹ bytes."""
    grouped = step(catalogue, "llama-3-1-8b", "q4-k-m", "rtx-3090", "llama-cpp", 4096)
    alone = step(catalogue, "llama-2-7b", "q4-k-m", "rtx-3090", "llama-cpp", 4096)
    assert step_time(grouped).cache == pytest.approx(step_time(alone).cache)
    assert step_time(replace(alone, software="vllm")).cache == pytest.approx(
        4 * step_time(replace(grouped, software="vllm")).cache
    )


def test_small_kernels_are_hurried_by_chips_of_2022_on_and_slowed_by_metal(catalogue: Any) -> None:
    def layers(gpu: str) -> float:
        return step_time(step(catalogue, "llama-3-1-8b", "q4-k-m", gpu, "llama-cpp")).layers

    assert layers("rtx-4090") == layers("rtx-5090") == layers("dgx-spark") < layers("rtx-3090") < layers("apple-m2-max")
    assert layers("ryzen-ai-max-plus-395") == layers("rtx-3090")


@pytest.mark.parametrize(
    ("quantization", "bits", "kind"),
    [("bf16", 16, "half"), ("f32", 32, "half"), ("gptq-int4", 4.2, "gptq"), ("gptq-int8", 8.2, "gptq"), ("awq", 4.2, "awq"),
     ("bnb-nf4-dq", 4.1, "nf4"), ("bnb-int8", 8, "int8")],
)  # fmt: skip
def test_kinds_of_launches(quantization: str, bits: float, kind: str) -> None:
    assert launch_kind(quantization, bits) == kind


def test_gpus_read_a_head_s_cache_each_and_a_latent_one_whole(catalogue: Any) -> None:
    # Llama 3.1 70B: 2·8·128 values in 80 layers, 327,680 bytes a token; DeepSeek V3: 576 in 61, 70,272
    for name, gpus, split, read in (
        ("llama-3-1-70b", 8, "tensor", 327_680),
        ("llama-3-1-70b", 16, "tensor", 2 * 327_680),  # each of eight KV heads on two GPUs
        ("deepseek-v3-r1-671b", 8, "tensor", 8 * 70_272),
        ("deepseek-v3-r1-671b", 8, "layers", 70_272),
    ):
        one = step(catalogue, name, "fp8", "h200-sxm-141gb", "vllm", 1000, gpus=gpus, split=split)
        assert one.cache_bytes == pytest.approx(1000 * read)
