"""The formulas that the sizing calculators show with the reader's numbers in them give what stands beside them."""

from __future__ import annotations

import re
from typing import Any

import pytest

from calculators import Catalogue, run

DIGITS = 0.012
"""Relative: every number is shown to three digits."""


def worked_out(text: str) -> float:
    """The value of what is written, in the unit of its row: words in brackets and units left out."""
    text = re.sub(r"TFLOP/s|TFLOP|GB/s|GB|W\b|tokens$|bytes|\b(?:ms|s)\b|µs|\b[wl] = ", "", text)
    text = re.sub(r"\s*\([^()×/]*[a-z][^()×/]*\)", "", text)
    text = (
        text.replace(",", "").replace("×", "*").replace("⁹", "**9").replace("−", "-").replace("\N{NO-BREAK SPACE}", " ")
    )
    text = re.sub(r"(max|min)\(([\d.]+) ([\d.]+)\)", r"\1(\2, \3)", text).replace("^", "**")
    assert re.fullmatch(r"(?:max|min|[\d.\s*/+()e,-])+", text), text
    return float(eval(text))  # of digits, signs, max and min alone, as the line above assures


def rows(catalogue: Catalogue, name: str, inputs: dict[str, Any], titled: str = "Where the ") -> dict[str, list[Any]]:
    answer = run(name, inputs, catalogue)
    assert "error" not in answer, answer["error"]
    table = next(table for table in answer["report"]["tables"] if table["title"].startswith(titled))
    return {row[0]: row for row in table["rows"]}


@pytest.mark.parametrize(
    "inputs",
    [
        {},
        {"model": "llama-3-1-70b", "gpu": "rtx-3090", "gpu_count": 2},
        {"model": "llama-3-1-70b", "quantization": "bf16", "software": "vllm", "gpu": "h100-sxm-80gb", "gpu_count": 4},
        {"quantization": "bnb-nf4-dq", "gpu": "t4"},
        {"model": "gemma-3-27b", "gpu": "rtx-3090", "offload_fraction": 0.3, "kv_cache": "q8"},
        {"quantization": "bf16", "gpu": "rtx-3090", "prompt_tokens": 10, "context_tokens": 131_072},
        {"quantization": "bf16", "gpu": "rtx-3090", "batch": 3},
        {"model": "qwen3-next-80b-a3b", "gpu": "rtx-pro-6000-blackwell"},
        {"model": "deepseek-v3-r1-671b", "quantization": "fp8", "gpu": "h200-sxm-141gb", "gpu_count": 8},
        {"model": "mistral-small-3-1-3-2-24b", "quantization": "awq", "gpu": "rtx-3090"},
        {"gpu": "apple-m4"},
    ],
)
def test_memory_is_what_the_formulas_give(catalogue: Catalogue, inputs: dict[str, Any]) -> None:
    found = rows(catalogue, "fit", inputs)
    for part in ("Weights", "KV cache", "Activations and buffers"):
        text, value = found[part][3], found[part][1]["typical"]
        billions = 1e9 if "×" in text else 1  # bytes, or GB alone
        terms = re.split(r" \+ (?=[\d.]+\s*GB)", text)  # those in GB are added as they are
        added = sum(worked_out(term) for term in terms[1:])
        assert worked_out(terms[0]) / billions + added == pytest.approx(value, rel=DIGITS), (part, text)


@pytest.mark.parametrize(
    "inputs",
    [
        {},
        {"model": "llama-3-1-70b", "gpu": "rtx-3090", "gpu_count": 2},
        {"model": "llama-3-1-70b", "gpu": "rtx-4090", "offload_fraction": 0.5},
        {"model": "llama-3-1-70b", "quantization": "bf16", "software": "vllm", "gpu": "h100-sxm-80gb", "gpu_count": 4},
    ],
)
def test_a_step_takes_what_the_formulas_give(catalogue: Catalogue, inputs: dict[str, Any]) -> None:
    found = rows(catalogue, "speed", inputs)
    total = 0.0
    for part, per_ms in (("Reading weights", 1000), ("Reading the KV cache", 1000), ("Waiting for the processor", 1)):
        seconds = worked_out(found[part][1])
        assert worked_out(found[part][3]) * per_ms == pytest.approx(seconds, rel=DIGITS), part
    for part, row in found.items():
        if part != "Together":
            total += worked_out(row[1])
    assert total == pytest.approx(worked_out(found["Together"][1]), rel=DIGITS)
    layers = next(row for part, row in found.items() if part.startswith("Layers"))
    assert worked_out(layers[3]) / 1000 == pytest.approx(worked_out(layers[1]), rel=DIGITS)


def test_eager_software_shows_both_times_of_which_parts_are_seen(catalogue: Catalogue) -> None:
    found = rows(catalogue, "speed", {"quantization": "bf16", "software": "transformers", "gpu": "rtx-4090"})
    longest = []
    for part in ("Reading weights", "Waiting for the processor"):
        left, right = found[part][3].rsplit(" = ", 1)
        scale = 1000 if part == "Reading weights" else 1e-3
        assert worked_out(left) * scale == pytest.approx(worked_out(right), rel=DIGITS)
        longest.append(worked_out(right))
    seen = worked_out(found["Reading weights"][1]) + worked_out(found["Waiting for the processor"][1])
    assert seen == pytest.approx((longest[0] ** 2 + longest[1] ** 2) ** 0.5, rel=DIGITS)


@pytest.mark.parametrize(
    "inputs",
    [
        {},
        {"method": "lora", "checkpointing": False, "gpu": "a100-sxm-80gb"},
        {"method": "full", "gpu": "h100-sxm-80gb", "gpu_count": 8},
        {"method": "lora", "gpu": "h100-sxm-80gb", "gpu_count": 4, "sharding": "fsdp"},
    ],
)
def test_memory_of_training_is_what_the_formulas_give(catalogue: Catalogue, inputs: dict[str, Any]) -> None:
    found = rows(catalogue, "finetune", inputs)
    for part in ("Weights", "What is trained, gradients, optimizer", "Activations", "Logits"):
        terms = re.split(r" \+ (?=[\d.]+\s*GB)", found[part][3])
        value = sum(worked_out(term) / (1 if "GB" in term else 1e9) for term in terms)
        assert value == pytest.approx(found[part][1]["typical"], rel=DIGITS), (part, terms)
    assert worked_out(found["Runtime"][3].removesuffix(" GiB")) * 2**30 / 1e9 == pytest.approx(
        found["Runtime"][1]["typical"], rel=DIGITS
    )


@pytest.mark.parametrize(
    "inputs",
    [
        {},
        {"model": "flux-1-dev", "offload": "model"},
        {"model": "stable-diffusion-1-5", "gpu": "rtx-4090", "acceleration": "compiled", "batch": 4},
    ],
)
def test_time_of_images_is_what_the_formulas_give(catalogue: Catalogue, inputs: dict[str, Any]) -> None:
    found = rows(catalogue, "images", inputs)
    arithmetic, passing, waiting = (found[part] for part in list(found)[:3])
    assert worked_out(arithmetic[3]) == pytest.approx(worked_out(arithmetic[1]), rel=DIGITS)
    assert worked_out(passing[3]) == pytest.approx(worked_out(passing[1]), rel=DIGITS)
    steps, work, launching = re.findall(r"^(\d+) steps|w = ([\d.,]+)|= ([\d.,]+)\s*ms$", waiting[3])
    own, launches = worked_out(work[1]), worked_out(launching[2])
    longer = int(steps[0]) * ((own**2 + launches**2) ** 0.5 - own) / 1000
    assert longer == pytest.approx(
        worked_out(waiting[1]), rel=0.05, abs=0.02
    )  # of a difference of numbers to three digits
    if "offload" in inputs:
        moved = found["Moving parts from main memory"]
        assert worked_out(moved[3]) == pytest.approx(worked_out(moved[1]), rel=DIGITS)


@pytest.mark.parametrize(
    "inputs",
    [
        {},
        {"model": "llama-3-1-70b", "gpu": "rtx-3090", "gpu_count": 4, "prompt_tokens": 8192},
        {"quantization": "bf16", "software": "vllm", "gpu": "h100-sxm-80gb", "gpu_count": 2, "prompt_tokens": 8192},
        {"quantization": "bf16", "software": "vllm", "gpu": "rtx-4090", "prompt_tokens": 2},
        {"quantization": "bf16", "software": "transformers", "gpu": "h100-sxm-80gb", "prompt_tokens": 2},
    ],
)
def test_a_prompt_takes_what_the_formulas_give(catalogue: Catalogue, inputs: dict[str, Any]) -> None:
    found = rows(catalogue, "speed", inputs, "Where the time of the prompt")
    for part, row in found.items():
        if row[3]:
            scale = 1e3 if "/s" in row[3] else 1e-3 if "µs" in row[3] else 1
            if "× 10⁹" in row[3]:
                scale = 1e-9  # FLOPs over TFLOP/s, in milliseconds
            assert worked_out(row[3]) * scale == pytest.approx(worked_out(row[1]), rel=DIGITS), part
    if "Together" in found:
        parts = sum(worked_out(row[1]) for part, row in found.items() if part != "Together")
        assert parts == pytest.approx(worked_out(found["Together"][1]), rel=DIGITS)


@pytest.mark.parametrize(
    "inputs",
    [
        {"model": "stable-diffusion-xl-base", "gpu": "rtx-4090", "batch": 4},
        {"model": "flux-1-dev", "gpu": "rtx-3090", "image_offload": "model"},
        {"model": "flux-1-dev", "quantization": "bf16", "gpu": "rtx-4090", "image_offload": "model"},
        {"model": "stable-diffusion-xl-base", "quantization": "bf16", "gpu": "rtx-4090", "image_offload": "model"},
        {"model": "flux-1-dev", "gpu": "rtx-3090", "reading_gb": 30},
        {"model": "cogvideox-5b", "gpu": "a100-sxm-80gb"},
        {"model": "stable-diffusion-xl-base", "gpu": "apple-m4"},
    ],
)
def test_memory_of_images_is_what_the_formulas_give(catalogue: Catalogue, inputs: dict[str, Any]) -> None:
    found = rows(catalogue, "fit", inputs)
    for part in ("Denoiser", "Text encoders", "Decoder", "Activations"):
        text, value = found[part][3], found[part][1]["typical"]
        worked = worked_out(text) / 1e9 if "×" in text else 0.0
        assert worked == pytest.approx(value, rel=DIGITS), part
    together = found["Together, as the driver shows it"]
    assert worked_out(together[3]) == pytest.approx(together[1]["typical"], rel=DIGITS)


def test_images_tells_the_same_memory_as_fit(catalogue: Catalogue) -> None:
    told = rows(catalogue, "images", {"model": "flux-1-dev"}, "Where the memory")
    image = {"model": "flux-1-dev", "quantization": "bf16", "gpu": "rtx-4090"}
    assert {part: row[3] for part, row in told.items()} == {
        part: row[3] for part, row in rows(catalogue, "fit", image).items()
    }


@pytest.mark.parametrize(
    "inputs",
    [
        {},
        {"method": "full", "gpu": "h100-sxm-80gb", "gpu_count": 8, "accumulation": 4},
        {"method": "lora", "gpu": "h100-sxm-80gb", "gpu_count": 4, "sharding": "fsdp", "checkpointing": False},
        {"method": "lora", "gpu": "rtx-3090", "gpu_count": 2, "micro_batch": 3},
        {"method": "lora", "gpu": "rtx-3090", "offload": True},
    ],
)
def test_a_training_step_takes_what_the_formulas_give(catalogue: Catalogue, inputs: dict[str, Any]) -> None:
    found = rows(catalogue, "finetune", inputs, "Where the time of a step")
    total = 0.0
    for part, (_, value, _, text, _) in found.items():
        if part not in ("Together", "Tokens a second"):
            total += worked_out(value)
            scale = (1e-12 if "TFLOP" in text else 1e-9) if "× 10⁹" in text else 1e-3 if "ms" in text else 1.0
            assert (worked_out(text) * scale if text else 0.0) == pytest.approx(worked_out(value), rel=DIGITS), part
    assert total == pytest.approx(worked_out(found["Together"][1]), rel=DIGITS)
    answered = run("finetune", inputs, catalogue, "quick")["outputs"]["tokens_per_s"]["typical"]
    rate = found["Tokens a second"]
    assert worked_out(rate[1]) == pytest.approx(answered, rel=DIGITS)
    assert worked_out(rate[3]) == pytest.approx(answered, rel=DIGITS)


@pytest.mark.parametrize(
    "inputs",
    [
        {"model": "llama-3-3-70b", "quantization": "fp8", "software": "tensorrt-llm", "gpu": "h200-sxm-141gb"},
        {"quantization": "bf16", "software": "vllm", "gpu": "h100-sxm-80gb", "gpu_count": 4},
        {
            "model": "deepseek-v3-r1-671b",
            "quantization": "fp8",
            "software": "vllm",
            "gpu": "h200-sxm-141gb",
            "gpu_count": 8,
        },
    ],
)
def test_a_full_server_takes_what_the_formulas_give(catalogue: Catalogue, inputs: dict[str, Any]) -> None:
    inputs = {"concurrency": 2048, "prompt_tokens": 3000, "output_tokens": 1000, **inputs}
    found = rows(catalogue, "speed", inputs, "Where the time of a full server")
    held = found["Requests at once"]
    assert worked_out(held[3]) == pytest.approx(
        worked_out(held[1]), rel=5 * DIGITS
    )  # of a difference of figures to three digits
    total = 0.0
    for part, (_, value, _, text, _) in found.items():
        if "ms" in value and part != "Together":
            total += worked_out(value)
            scale = 1e-3 if "µs" in text else 1e3
            assert worked_out(text) * scale == pytest.approx(worked_out(value), rel=DIGITS), part
    assert total == pytest.approx(worked_out(found["Together"][1]), rel=DIGITS)
    outputs = run("speed", inputs, catalogue, "quick")["outputs"]
    assert worked_out(found["Tokens a second"][3]) == pytest.approx(
        outputs["all_streams_tokens_per_s"]["typical"], rel=DIGITS
    )
    assert worked_out(held[1]) == pytest.approx(outputs["at_once"], rel=DIGITS)


@pytest.mark.parametrize(
    ("name", "inputs"),
    [
        ("speed", {}),
        ("speed", {"gpu": "rtx-4090", "power_limit_watts": 250}),
        ("speed", {"model": "llama-3-1-70b", "gpu": "rtx-3090", "gpu_count": 2, "power_limit_watts": 200}),
        ("images", {"gpu": "rtx-4090", "power_limit_watts": 300}),
        ("finetune", {}),
    ],
)
def test_a_gpu_draws_what_the_formulas_give(catalogue: Catalogue, name: str, inputs: dict[str, Any]) -> None:
    found = rows(catalogue, name, inputs, "What a GPU draws")
    for part, (_, value, _, text, _) in found.items():
        worked = worked_out(text) * (100 if "%" in value else 1)
        assert worked == pytest.approx(worked_out(value.removesuffix("%")), rel=DIGITS), part
    watts = next((row for part, row in found.items() if part == "With the limit"), found["At work, without limit"])
    outputs = run(name, inputs, catalogue, "quick")["outputs"]
    if name != "finetune":  # which tells energy
        assert worked_out(watts[1]) == pytest.approx(outputs["gpu_watts"]["typical"], rel=DIGITS)


def test_a_limit_slows_by_the_share_that_is_shown(catalogue: Catalogue) -> None:
    inputs = {"model": "llama-3-1-70b", "gpu": "rtx-3090", "gpu_count": 2, "power_limit_watts": 200}
    kept = rows(catalogue, "speed", inputs, "What a GPU draws")["Share of its speed that it keeps"][1]
    limited, free = (
        run("speed", {**inputs, "power_limit_watts": watts}, catalogue, "quick")["outputs"]["decode_tokens_per_s"]
        for watts in (200, None)
    )
    assert worked_out(kept.removesuffix("%")) / 100 == pytest.approx(limited["typical"] / free["typical"], rel=DIGITS)
