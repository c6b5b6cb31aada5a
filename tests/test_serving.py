"""Saturated servers: arithmetic by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from calculators.engines.chips import from_gpu
from calculators.engines.language_model import language_model
from calculators.engines.serving import LARGEST_BATCH, SHIPPED, Serving, peak, serving_of, token_time
from tests.support.records import real


@pytest.fixture(scope="module")
def catalogue() -> Any:
    """The real catalogue."""
    return real().catalogue


@pytest.fixture(scope="module")
def server(catalogue: Any) -> Serving:
    """Llama 3.1 8B at 16 bits on an 80 GB A100, 1,000 tokens in and 1,000 out."""
    model = language_model(catalogue["models"]["llama-3-1-8b"], catalogue["quantizations"]["bf16"])
    return serving_of(model, from_gpu(catalogue["gpus"]["a100-sxm-80gb"]), 80e9, 1000, 1000)


def test_the_batch_is_what_the_cache_leaves_room_for(server: Serving) -> None:
    # 0.9 · 80 GB − 16.06 GB of weights, over 1,500 tokens of 131,072 bytes each
    assert server.batch == pytest.approx((72e9 - 16.06e9) / (1500 * 131_072), rel=1e-3)
    assert replace(server, concurrency=8).batch == 8
    assert replace(server, memory_bytes=10e9).batch == 1
    assert replace(server, memory_bytes=1e15).batch == LARGEST_BATCH


def test_seconds_of_a_token_by_hand(server: Serving) -> None:
    constants = {
        **SHIPPED, "arithmetic_share": 0.5, "bandwidth_share": 1.0, "request_us": 0.0, "prompt_token_us": 0.0, "step_ms": 0.0,
    }  # fmt: skip
    time = token_time(server, constants)
    flops = 2 * 7_504_924_672
    assert time.decode_arithmetic == pytest.approx(flops / 156e12, rel=1e-3)
    assert time.prompt == pytest.approx((flops * 1000 + 32 * 2 * 4096 * 1000**2) / 1000 / 156e12, rel=1e-3)
    assert time.cache == pytest.approx(1500 * 131_072 / 2039e9)
    assert time.weights == pytest.approx(flops / server.batch / 2039e9, rel=1e-3)
    assert time.software == 0


def test_formats_run_at_their_own_rate_where_the_chip_has_one(catalogue: Any, server: Serving) -> None:
    b200, h100 = (from_gpu(catalogue["gpus"][g]) for g in ("b200-sxm-180gb", "h100-sxm-80gb"))
    assert peak(server.chip, 16) == 312e12
    assert peak(h100, 8) == 1979e12
    assert peak(b200, 4) == 9000e12
    assert peak(h100, 4) == 1979e12
    assert peak(server.chip, 4) == 312e12


def test_several_gpus_hold_more_and_work_faster(server: Serving) -> None:
    two = replace(server, gpus=2)
    assert two.batch > server.batch
    assert token_time(two).total < token_time(server).total


def test_what_binds(server: Serving) -> None:
    assert token_time(replace(server, concurrency=1)).binds == "bandwidth"
    assert token_time(replace(server, prompt_flops=1e18)).binds == "compute"


def test_a_latent_cache_is_kept_and_read_whole_on_each_gpu(catalogue: Any) -> None:
    # DeepSeek V3 keeps 512 + 64 values of a token in each of 61 layers: 70,272 bytes at 16 bits
    model = language_model(catalogue["models"]["deepseek-v3-r1-671b"], catalogue["quantizations"]["fp8"])
    chip = from_gpu(catalogue["gpus"]["h200-sxm-141gb"])
    eight = serving_of(model, chip, 141e9, 1000, 1000, gpus=8)
    each = 0.9 * 141e9 - model.weights.total / 8  # what every GPU has for the cache of all requests
    assert eight.batch == pytest.approx(each / (1500 * 70_272))
    assert token_time(eight, {**SHIPPED, "bandwidth_share": 1.0, "tensor_share": 1.0}).cache == pytest.approx(
        1500 * 70_272 / 4.8e12, rel=1e-3
    )
    assert serving_of(model, chip, 141e9, 1000, 1000, gpus=8, split="layers").request_bytes == pytest.approx(
        1500 * 70_272
    )
