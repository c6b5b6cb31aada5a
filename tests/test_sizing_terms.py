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
    text = re.sub(r"TFLOP/s|TFLOP|GB/s|GB|tokens$|bytes|\b(?:ms|s)\b|µs|\b[wl] = ", "", text)
    text = re.sub(r"\s*\([^()×/]*[a-z][^()×/]*\)", "", text)
    text = (
        text.replace(",", "").replace("×", "*").replace("⁹", "**9").replace("−", "-").replace("\N{NO-BREAK SPACE}", " ")
    )
    text = re.sub(r"max\((\d+) (\d+)\)", r"max(\1, \2)", text)
    assert re.fullmatch(r"(?:max|[\d.\s*/+()e,-])+", text), text
    return float(eval(text))  # of digits, signs and max alone, as the line above assures


def rows(catalogue: Catalogue, name: str, inputs: dict[str, Any], titled: str = "Where the ") -> dict[str, list[Any]]:
    answer = run(name, inputs, catalogue, "quick")
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
