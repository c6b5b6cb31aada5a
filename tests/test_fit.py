"""What fit answers, and what it says to bad input."""

from __future__ import annotations

from typing import Any

import pytest

from calculators import Catalogue, run

pytestmark = pytest.mark.everywhere

LLAMA_CONFIG = (
    '{"model_type": "llama", "hidden_size": 4096, "num_hidden_layers": 32, "num_attention_heads": 32, '
    '"num_key_value_heads": 8, "intermediate_size": 14336, "vocab_size": 128256}'
)


def outputs(catalogue: Catalogue, **inputs: Any) -> dict[str, Any]:
    answer = run("fit", inputs, catalogue)
    assert "error" not in answer, answer["error"]
    found: dict[str, Any] = answer["outputs"]
    return found


def error(catalogue: Catalogue, **inputs: Any) -> dict[str, str]:
    answer = run("fit", inputs, catalogue)
    assert "error" in answer, answer["outputs"]
    found: dict[str, str] = answer["error"]
    return found


@pytest.mark.parametrize(
    ("inputs", "field", "word"),
    [
        ({"model": "lama-3-1-8b"}, "model", "llama-3-1-8b"),
        ({"gpu": "rtx-3060"}, "gpu", "rtx-3060"),
        ({"quantization": "q4-km"}, "quantization", "q4-k-m"),
        ({"quantization": "gptq-int4", "software": "llama-cpp"}, "quantization", "does not run"),
        ({"software": "mlx", "quantization": "mlx-4bit"}, "software", "does not run on"),
        ({"software": "diffusers"}, "software", "image and video"),
        ({"software": "litgpt", "quantization": "bf16", "kv_cache": "q8"}, "kv_cache", "no cache"),
        ({"software": "vllm", "quantization": "awq", "offload_fraction": 0.5}, "offload_fraction", "on the GPU"),
        ({"context_tokens": 0}, "context_tokens", "bounds"),
        ({"context_tokens": -8}, "context_tokens", "bounds"),
        ({"context_tokens": 10**9}, "context_tokens", "bounds"),
        ({"batch": 0}, "batch", "bounds"),
        ({"model": "whisper-base"}, "model", "Whisper base cannot be asked for here"),
        ({"model_config": "[]"}, "model_config", "list"),
        ({"model_config": LLAMA_CONFIG[:60]}, "model_config", "JSON"),
        ({"model_config": '{"model_type": "bert"}'}, "model_config", "encoder"),
        ({"model_config": '{"model_type": "llama"}'}, "model_config", "num_hidden_layers"),
        ({"model_config": LLAMA_CONFIG.replace('"num_key_value_heads": 8', '"num_key_value_heads": 7')}, "model_config", "divide"),
    ],
)  # fmt: skip
def test_bad_input_names_its_field(catalogue: Catalogue, inputs: dict[str, Any], field: str, word: str) -> None:
    told = error(catalogue, **inputs)
    assert told["field"] == field
    assert word in told["message"]
    assert told["allowed"]


def test_unknown_architecture_is_answered_and_marked(catalogue: Catalogue) -> None:
    config = LLAMA_CONFIG.replace('"llama"', '"frobnicate"')
    answer = outputs(catalogue, model_config=config, quantization="bf16", gpu="rtx-4090")
    assert answer["memory_gb"]["typical"] > 16
    assert "frobnicate" in answer["outside_data"]


def test_context_beyond_the_model_is_answered_and_marked(catalogue: Catalogue) -> None:
    answer = outputs(catalogue, model="llama-2-7b", context_tokens=16384, gpu="rtx-3090")
    assert "made for 4,096 tokens" in answer["outside_data"]


def test_software_without_measurements_is_marked_and_wider(catalogue: Catalogue) -> None:
    known = outputs(catalogue, quantization="bf16", software="transformers", gpu="rtx-4090")
    other = outputs(catalogue, quantization="bf16", software="vllm", gpu="rtx-4090")
    assert known["outside_data"] == ""
    assert "not validated for this software" in other["outside_data"]

    def width(answer: dict[str, Any]) -> float:
        memory = answer["memory_gb"]
        return float((memory["high"] - memory["low"]) / memory["typical"])

    assert width(other) > width(known)
    assert "not validated for this GPU" in outputs(catalogue, gpu="rx-7900-xtx")["outside_data"]


def test_parts_add_up(catalogue: Catalogue) -> None:
    for inputs in (
        {},
        {"model": "mixtral-8x7b", "gpu": "a100-sxm-80gb"},
        {"model": "flux-1-dev", "quantization": "bf16"},
    ):
        answer = outputs(catalogue, **inputs)
        parts = sum(answer[f"{name}_gb"]["typical"] for name in ("weights", "kv_cache", "activations", "overhead"))
        assert answer["memory_gb"]["typical"] == pytest.approx(parts)
        assert answer["memory_gb"]["low"] < answer["memory_gb"]["typical"] < answer["memory_gb"]["high"]


def test_smallest_changes(catalogue: Catalogue) -> None:
    assert "KV cache at 8 bits" in outputs(catalogue, context_tokens=70_000)["smallest_change"]
    assert (
        "shorten the context"
        in outputs(catalogue, context_tokens=131_072, kv_cache="q4", gpu="rtx-4060")["smallest_change"]
    )
    seventy = outputs(catalogue, model="llama-3-1-70b", gpu="rtx-4090")
    assert seventy["fits"] == "no"
    assert "main memory" in seventy["smallest_change"]
    sixteen = outputs(catalogue, quantization="bf16", software="llama-cpp")
    assert "take it in" in sixteen["smallest_change"]
    server = outputs(catalogue, model="llama-3-1-70b", quantization="bf16", software="vllm", gpu="rtx-4090")
    assert server["smallest_change"]


def test_the_change_that_is_named_does_fit(catalogue: Catalogue) -> None:
    told = outputs(catalogue, model="llama-3-1-70b", gpu="rtx-4090")["smallest_change"]
    share = float(told.split("leave ")[1].split("%")[0]) / 100
    assert outputs(catalogue, model="llama-3-1-70b", gpu="rtx-4090", offload_fraction=share)["fits"] != "no"
    longest = outputs(catalogue, gpu="rtx-4060")["longest_context_tokens"]
    assert outputs(catalogue, gpu="rtx-4060", context_tokens=longest)["fits"] != "no"
    assert outputs(catalogue, gpu="rtx-4060", context_tokens=longest + 4096)["fits"] == "no"


def test_more_takes_more(catalogue: Catalogue) -> None:
    plain = outputs(catalogue)["memory_gb"]["typical"]
    assert outputs(catalogue, context_tokens=16384)["memory_gb"]["typical"] > plain
    assert outputs(catalogue, batch=4)["memory_gb"]["typical"] > plain
    assert outputs(catalogue, kv_cache="q8")["memory_gb"]["typical"] < plain
    assert outputs(catalogue, offload_fraction=0.5)["memory_gb"]["typical"] < plain
    assert outputs(catalogue, gpu_count=2)["memory_gb"]["typical"] < plain


def test_a_reading_of_ones_own_corrects_the_estimate(catalogue: Catalogue) -> None:
    estimate = outputs(catalogue)["memory_gb"]["typical"]
    answer = outputs(catalogue, reading_gb=7)
    assert answer["memory_gb"]["typical"] == pytest.approx(7)
    assert answer["estimate_off_fraction"] == pytest.approx(estimate / 7 - 1)
    assert outputs(catalogue)["estimate_off_fraction"] is None


def test_unified_memory(catalogue: Catalogue) -> None:
    mac = outputs(catalogue, gpu="apple-m4", own_memory_gb=16)
    assert mac["overhead_gb"]["typical"] == 0
    assert mac["available_gb"]["typical"] < 16 * 2**30 / 1e9
    assert outputs(catalogue, gpu="dgx-spark")["fits"] == "yes"


def test_bitsandbytes_holds_one_matrix_at_16_bits_besides(catalogue: Catalogue) -> None:
    """By hand, of Llama 3.1 8B the widest: the head of 128,256 · 4,096 weights, 2 bytes each; other formats hold none."""
    for quantization, software, besides in (
        ("bnb-nf4-dq", "auto", 1.050673152),
        ("bnb-int8", "auto", 1.050673152),
        ("bf16", "transformers", 0.0),
        ("gptq-int4", "auto", 0.0),
    ):
        found = outputs(catalogue, quantization=quantization, software=software, gpu="a100-sxm-80gb")
        kept = found["weights_gb"]["typical"] - found["file_gb"]["typical"]
        assert kept == pytest.approx(besides, abs=1e-6), quantization


def test_images(catalogue: Catalogue) -> None:
    whole = outputs(catalogue, model="flux-1-dev", quantization="bf16", gpu="rtx-4090")
    parts = outputs(catalogue, model="flux-1-dev", quantization="bf16", gpu="rtx-4090", image_offload="model")
    assert whole["fits"] == "no"
    assert parts["memory_gb"]["typical"] < whole["memory_gb"]["typical"]
    assert parts["main_memory_gb"]["typical"] > 0
    large = outputs(catalogue, model="flux-1-dev", quantization="bf16", width_px=2048, height_px=2048)
    assert large["activations_gb"]["typical"] > 3 * whole["activations_gb"]["typical"]


def test_every_model_gives_an_answer_or_says_why_not(catalogue: Catalogue) -> None:
    for model in catalogue["models"]:
        answer = run("fit", {"model": model, "quantization": "q4-k-m"}, catalogue, "quick")
        assert "outputs" in answer or answer["error"]["field"] == "model", model


def test_html_names_places(catalogue: Catalogue) -> None:
    html = run("fit", {}, catalogue)["html"]
    for word in (
        "GPUs that hold it",
        "Notebooks that hold it",
        "Cheapest machines that hold it",
        "What would change it",
    ):
        assert word in html
