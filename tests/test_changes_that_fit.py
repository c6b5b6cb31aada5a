"""Every change that fit and finetune propose is tried: it does fit, and takes what was told."""

from __future__ import annotations

import re
from typing import Any

import pytest

from calculators import Catalogue, run

ROUNDED = 0.01
"""Relative: memory is told to three digits, shares of layers to a per cent."""

FIT = {
    r"Keep the KV cache at 8 bits": lambda _: {"kv_cache": "q8"},
    r"Shorten the context to ([\d,]+) tokens": lambda found: {"context_tokens": int(found.replace(",", ""))},
    r"Take it in ([^:]+)": lambda found: {"quantization": ("quantizations", found)},
    r"Leave (\d+)% of the layers": lambda found: {"offload_fraction": int(found) / 100},
    r"Keep only the part at work on the GPU": lambda _: {"image_offload": "model"},
    r"Move to ([^:]+)": lambda found: {"gpu": ("gpus", found), "gpu_count": 1},
}
FINETUNE = {
    r"Recompute activations \(": lambda _: {"checkpointing": True},
    r"Work on one sequence at a time": lambda _: {"micro_batch": 1},
    r"Compute the loss in pieces": lambda _: {"fused_loss": True},
    r"Keep the optimizer’s states in 8 bits": lambda _: {"optimizer": "adamw-8bit"},
    r"Recompute activations, one sequence": lambda _: {"checkpointing": True, "micro_batch": 1, "fused_loss": True},
    r"Cut sequences to ([\d,]+) tokens": lambda found: {"sequence_tokens": int(found.replace(",", ""))},
    r"Use LoRA": lambda _: {"method": "lora"},
    r"Use QLoRA": lambda _: {"method": "qlora"},
    r"Spread it over (\d+) GPUs": lambda found: {"gpu_count": int(found), "sharding": "fsdp"},
    r"Keep weights and optimizer in main memory": lambda _: {"offload": True},
    r"Move to ([^:]+)": lambda found: {"gpu": ("gpus", found), "gpu_count": 1, "sharding": "auto"},
}
KNOWN: dict[str, dict[str, Any]] = {"fit": FIT, "finetune": FINETUNE}


def inputs_of(catalogue: Catalogue, name: str, told: str) -> dict[str, Any]:
    """The inputs that a proposed change stands for."""
    for pattern, meant in KNOWN[name].items():
        found = re.match(pattern, told)
        if found:
            changed: dict[str, Any] = meant(found[1] if found.groups() else "")
            return {key: _id(catalogue, *v) if isinstance(v, tuple) else v for key, v in changed.items()}
    raise AssertionError(f"nothing here reads “{told}”")


def _id(catalogue: Catalogue, family: str, name: str) -> str:
    return next(record.id for record in catalogue[family].values() if record.name == name)


@pytest.mark.parametrize(
    ("name", "inputs", "least"),
    [
        ("fit", {"model": "llama-3-1-70b", "gpu": "rtx-4090"}, 3),
        ("fit", {"context_tokens": 131_072, "gpu": "rtx-4060"}, 3),
        ("fit", {"context_tokens": 70_000}, 3),
        ("fit", {"model": "gemma-3-27b", "gpu": "rtx-3090", "context_tokens": 131_072}, 3),
        ("fit", {"model": "llama-3-1-70b", "quantization": "bf16", "software": "vllm", "gpu": "a100-sxm-80gb"}, 2),
        ("fit", {"model": "deepseek-v3-r1-671b", "quantization": "fp8", "gpu": "h200-sxm-141gb", "gpu_count": 4}, 1),
        ("fit", {"model": "mixtral-8x7b", "gpu": "rtx-4090"}, 2),
        ("fit", {"model": "flux-1-dev", "quantization": "bf16", "gpu": "rtx-5090"}, 2),
        ("fit", {"model": "wan2-1-t2v-14b", "quantization": "bf16", "gpu": "rtx-4090", "frames": 81}, 1),
        ("finetune", {"checkpointing": False}, 3),
        ("finetune", {"method": "full", "gpu": "a100-sxm-80gb"}, 4),
        ("finetune", {"method": "full", "gpu": "rtx-4090", "model": "llama-3-2-1b"}, 3),
        ("finetune", {"method": "lora", "gpu": "rtx-3090", "sequence_tokens": 8192, "micro_batch": 4}, 3),
        ("finetune", {"model": "llama-3-1-70b", "gpu": "rtx-3090"}, 1),
    ],
)
def test_a_change_that_is_proposed_fits_and_takes_what_was_told(
    catalogue: Catalogue, name: str, inputs: dict[str, Any], least: int
) -> None:
    answer = run(name, inputs, catalogue)
    assert answer["outputs"]["fits"] == "no"
    changes = [change["text"] for change in answer["report"]["changes"]]
    assert len(changes) >= least
    first = answer["outputs"]["smallest_change"]
    assert changes[0].lower().startswith(first.lower())
    for told in changes:
        tried = run(name, {**inputs, **inputs_of(catalogue, name, told)}, catalogue, "quick")
        assert "error" not in tried, (told, tried["error"])
        assert tried["outputs"]["fits"] != "no", told
        memory = float(re.search(r": ([\d,.]+)", told)[1].rstrip(".").replace(",", ""))  # type: ignore[index]
        assert tried["outputs"]["memory_gb"]["typical"] == pytest.approx(memory, rel=ROUNDED), told
