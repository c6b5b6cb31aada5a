"""What speed answers, and what it says to bad input."""

from __future__ import annotations

import math
import time
from dataclasses import replace
from typing import Any

import pytest

from calculators import Catalogue, run, speed

pytestmark = pytest.mark.everywhere

LLAMA_CONFIG = (
    '{"model_type": "llama", "hidden_size": 4096, "num_hidden_layers": 32, "num_attention_heads": 32, '
    '"num_key_value_heads": 8, "intermediate_size": 14336, "vocab_size": 128256}'
)


def outputs(catalogue: Catalogue, **inputs: Any) -> dict[str, Any]:
    answer = run("speed", inputs, catalogue)
    assert "error" not in answer, answer["error"]
    found: dict[str, Any] = answer["outputs"]
    return found


def error(catalogue: Catalogue, **inputs: Any) -> dict[str, str]:
    answer = run("speed", inputs, catalogue)
    assert "error" in answer, answer["outputs"]
    found: dict[str, str] = answer["error"]
    return found


def ratio(value: dict[str, float]) -> float:
    return value["high"] / value["low"]


@pytest.mark.parametrize(
    ("inputs", "field", "word"),
    [
        ({"model": "lama-3-1-8b"}, "model", "llama-3-1-8b"),
        ({"gpu": "rtx-3060"}, "gpu", "rtx-3060"),
        ({"quantization": "q4-km"}, "quantization", "q4-k-m"),
        ({"quantization": "gptq-int4", "software": "llama-cpp"}, "quantization", "does not run"),
        ({"software": "mlx", "quantization": "mlx-4bit"}, "software", "does not run on"),
        ({"software": "diffusers"}, "software", "not one of"),
        ({"software": "litgpt", "quantization": "bf16", "kv_cache": "q8"}, "kv_cache", "no cache"),
        ({"software": "vllm", "quantization": "awq", "offload_fraction": 0.5}, "offload_fraction", "on the GPU"),
        ({"model": "llama-2-7b", "prompt_tokens": 4000}, "prompt_tokens", "4,096"),
        ({"prompt_tokens": 0}, "prompt_tokens", "bounds"),
        ({"output_tokens": -1}, "output_tokens", "bounds"),
        ({"concurrency": 0}, "concurrency", "bounds"),
        ({"concurrency": 1e12}, "concurrency", "bounds"),
        ({"power_limit_watts": 20}, "power_limit_watts", "no limit so low"),
        ({"model": "whisper-base"}, "model", "Whisper base cannot be asked for here"),
        ({"model": "flux-1-dev"}, "model", "FLUX.1 dev cannot be asked for here"),
        ({"model_config": "[]"}, "model_config", "list"),
        ({"model_config": LLAMA_CONFIG[:60]}, "model_config", "JSON"),
        ({"model_config": '{"model_type": "bert"}'}, "model_config", "encoder"),
    ],
)  # fmt: skip
def test_bad_input_names_its_field(catalogue: Catalogue, inputs: dict[str, Any], field: str, word: str) -> None:
    told = error(catalogue, **inputs)
    assert told["field"] == field
    assert word in told["message"]
    assert told["allowed"]


def test_every_rate_has_low_and_high(catalogue: Catalogue) -> None:
    for name, value in outputs(catalogue).items():
        if isinstance(value, dict):
            assert 0 < value["low"] < value["typical"] < value["high"], name


def test_software_without_measurements_is_marked_and_wider(catalogue: Catalogue) -> None:
    known = outputs(catalogue, quantization="exl2-4-0", gpu="rtx-4090")
    other = outputs(catalogue, quantization="exl3-4-0", gpu="rtx-4090")
    assert "not validated for this software" not in known["outside_data"]
    assert "not validated for this software" in other["outside_data"]
    assert ratio(other["decode_tokens_per_s"]) > ratio(known["decode_tokens_per_s"])


def test_a_maker_without_measurements_is_marked_and_wider(catalogue: Catalogue) -> None:
    known, other = outputs(catalogue, gpu="rtx-4090"), outputs(catalogue, gpu="rx-7900-xtx")
    assert known["outside_data"] == ""
    assert "not validated for this GPU" in other["outside_data"]
    assert ratio(other["decode_tokens_per_s"]) > ratio(known["decode_tokens_per_s"])


def test_experts_are_wider_by_half_where_no_reading_is_of_them(catalogue: Catalogue) -> None:
    """In logarithms, 1.5 times: of vLLM every reading is of a dense model, of llama.cpp some are of mixtures of experts."""

    def width(**inputs: Any) -> float:
        return math.log(ratio(outputs(catalogue, gpu="h100-sxm-80gb", gpu_count=2, **inputs)["decode_tokens_per_s"]))

    for how, wider in (
        ({"quantization": "bf16", "software": "vllm"}, 1.5),
        ({"quantization": "q4-k-m", "software": "llama-cpp"}, 1.0),
    ):
        experts, dense = (width(model=model, **how) for model in ("mixtral-8x7b", "llama-3-1-70b"))
        assert experts / dense == pytest.approx(wider), how
    assert (
        "mixture of experts is not validated for vLLM"
        in outputs(
            catalogue, model="mixtral-8x7b", quantization="bf16", software="vllm", gpu="h100-sxm-80gb", gpu_count=2
        )["outside_data"]
    )


def test_a_longer_context_is_slower(catalogue: Catalogue) -> None:
    short, long = (outputs(catalogue, prompt_tokens=n)["decode_tokens_per_s"]["typical"] for n in (512, 65536))
    assert long < 0.8 * short


def test_fewer_bits_are_faster(catalogue: Catalogue) -> None:
    eight, four = (outputs(catalogue, quantization=q)["decode_tokens_per_s"]["typical"] for q in ("q8-0", "q4-k-m"))
    assert 1.3 < four / eight < 2.2


def test_many_streams_give_more_together_and_less_each(catalogue: Catalogue) -> None:
    setting = {"quantization": "awq", "software": "vllm", "gpu": "rtx-4090"}
    one, many = outputs(catalogue, **setting), outputs(catalogue, **setting, concurrency=32)
    assert many["all_streams_tokens_per_s"]["typical"] > 5 * one["all_streams_tokens_per_s"]["typical"]
    assert many["decode_tokens_per_s"]["typical"] < one["decode_tokens_per_s"]["typical"]
    assert many["at_once"] == 32


def test_conversations_that_the_memory_does_not_hold_wait(catalogue: Catalogue) -> None:
    setting = {"quantization": "awq", "software": "vllm", "gpu": "rtx-3060-12gb", "prompt_tokens": 8192}
    few = outputs(catalogue, **setting, concurrency=64)
    more = outputs(catalogue, **setting, concurrency=640)
    assert few["at_once"] == more["at_once"] < 64
    assert few["all_streams_tokens_per_s"] == more["all_streams_tokens_per_s"]


def test_a_binding_limit_costs_little_speed_and_saves_watts(catalogue: Catalogue) -> None:
    free, limited = outputs(catalogue, gpu="rtx-3090"), outputs(catalogue, gpu="rtx-3090", power_limit_watts=250)
    assert limited["gpu_watts"]["typical"] == 250 < free["gpu_watts"]["typical"]
    slower = limited["decode_tokens_per_s"]["typical"] / free["decode_tokens_per_s"]["typical"]
    assert 0.8 < slower < 1
    assert limited["joules_per_token"]["typical"] < free["joules_per_token"]["typical"]


def test_operands_in_few_bits_read_prompts_faster_and_weights_alone_do_not(catalogue: Catalogue) -> None:
    """Data sheets: an H100 multiplies FP8 at twice the rate of BF16. AWQ unpacks to 16 bits. An A100 has no FP8."""

    def rate(gpu: str, quantization: str) -> float:
        found = outputs(catalogue, gpu=gpu, quantization=quantization, software="vllm", prompt_tokens=4096)
        return float(found["prefill_tokens_per_s"]["typical"])

    assert rate("h100-sxm-80gb", "fp8") / rate("h100-sxm-80gb", "bf16") == pytest.approx(2, rel=0.02)
    assert rate("h100-sxm-80gb", "awq") == pytest.approx(rate("h100-sxm-80gb", "bf16"))
    assert rate("a100-sxm-80gb", "fp8") == pytest.approx(rate("a100-sxm-80gb", "bf16"))


def test_watts_of_boards_unlike_those_measured_are_wider_and_marked(catalogue: Catalogue) -> None:
    known, other = outputs(catalogue, gpu="rtx-4090"), outputs(catalogue, gpu="h100-sxm-80gb")
    assert (
        other["gpu_watts"]["typical"] / other["gpu_watts"]["low"]
        > known["gpu_watts"]["typical"] / known["gpu_watts"]["low"]
    )
    assert "watts are not validated" in other["outside_data"]
    assert "watts" not in known["outside_data"]


def test_a_gpu_without_board_power_has_no_watts(catalogue: Catalogue) -> None:
    answer = outputs(catalogue, gpu="gh200")
    assert answer["gpu_watts"] is None
    assert answer["joules_per_token"] is None
    assert answer["decode_tokens_per_s"]["typical"] > 0


def test_layers_in_main_memory_bind(catalogue: Catalogue) -> None:
    answer = outputs(catalogue, offload_fraction=0.5)
    assert answer["binds"] == "main memory"
    faster = outputs(catalogue, offload_fraction=0.5, main_memory_gb_s=400)
    assert faster["decode_tokens_per_s"]["typical"] > 2 * answer["decode_tokens_per_s"]["typical"]


def test_a_reading_of_ones_own_corrects_the_estimate(catalogue: Catalogue) -> None:
    plain = outputs(catalogue)["decode_tokens_per_s"]
    read = outputs(catalogue, reading_tokens_per_s=40)
    assert read["decode_tokens_per_s"]["typical"] == pytest.approx(40)
    assert ratio(read["decode_tokens_per_s"]) < ratio(plain)
    assert read["estimate_off_fraction"] == pytest.approx(plain["typical"] / 40 - 1)


def test_what_does_not_fit_is_said(catalogue: Catalogue) -> None:
    answer = outputs(catalogue, model="llama-3-3-70b", gpu="rtx-3060-12gb")
    assert answer["fits"] == "no"
    assert "does not fit" in answer["outside_data"]


def test_a_model_from_its_config_is_as_fast_as_its_record(catalogue: Catalogue) -> None:
    read = outputs(catalogue, model_config=LLAMA_CONFIG)["decode_tokens_per_s"]["typical"]
    assert read == pytest.approx(outputs(catalogue)["decode_tokens_per_s"]["typical"], rel=0.01)


@pytest.mark.parametrize(
    "gpu", ["rtx-3090", "mi300x", "apple-m4-max", "dgx-spark", "gtx-1080-ti", "arc-b580", "gaudi-3"]
)
def test_any_gpu_is_answered(catalogue: Catalogue, gpu: str) -> None:
    assert (
        outputs(catalogue, gpu=gpu, quantization="q4-k-m", software="llama-cpp")["decode_tokens_per_s"]["typical"] > 1
    )


@pytest.mark.parametrize(
    "model", ["deepseek-v3-r1-671b", "gemma-3-27b", "qwen3-6-27b", "gpt-oss-20b", "mixtral-8x7b", "gpt-2-124m"]
)
def test_any_attention_is_answered(catalogue: Catalogue, model: str) -> None:
    answer = outputs(catalogue, model=model, gpu="h100-sxm-80gb", prompt_tokens=256, output_tokens=256)
    assert answer["decode_tokens_per_s"]["typical"] > 1


def test_calculate_is_quick(catalogue: Catalogue) -> None:
    speed.calculate(speed.Inputs(), catalogue)
    begin = time.perf_counter()
    for n in range(20):
        speed.calculate(replace(speed.Inputs(), prompt_tokens=2000 + n), catalogue)
    assert (time.perf_counter() - begin) / 20 < 0.016
