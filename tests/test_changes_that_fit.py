"""Every change that the calculators of memory and speed propose is tried: it does fit, and takes what was told."""

from __future__ import annotations

import re
from random import Random
from typing import Any

import pytest

from calculators import Catalogue, run

ROUNDED = 0.01
"""Relative: memory is told to three digits, shares of layers to a per cent."""

ELSEWHERE = {
    r"Move to ([^:]+)": lambda gpu: {"gpu": ("gpus", gpu), "gpu_count": 1},
    r"Spread it over (\d+) × ([^:]+)": lambda count, gpu: {"gpu": ("gpus", gpu), "gpu_count": int(count)},
    r"Take a smaller model, such as ([^:]+)": lambda model: {"model": ("models", model)},
}
FIT = {
    r"Keep the KV cache at 8 bits": lambda: {"kv_cache": "q8"},
    r"Shorten the context to ([\d,]+) tokens": lambda found: {"context_tokens": int(found.replace(",", ""))},
    r"Take it in ([^:]+)": lambda found: {"quantization": ("quantizations", found)},
    r"Leave (\d+)% of the layers": lambda found: {"offload_fraction": int(found) / 100},
    r"Keep only the part at work on the GPU": lambda: {"image_offload": "model"},
    r"Take one at a time": lambda: {"batch": 1},
    **ELSEWHERE,
}
FINETUNE = {
    r"Recompute activations \(": lambda: {"checkpointing": True},
    r"Work on one sequence at a time": lambda: {"micro_batch": 1},
    r"Compute the loss in pieces": lambda: {"fused_loss": True},
    r"Keep the optimizer’s states in 8 bits": lambda: {"optimizer": "adamw-8bit"},
    r"Recompute activations, one sequence": lambda: {"checkpointing": True, "micro_batch": 1, "fused_loss": True},
    r"Cut sequences to ([\d,]+) tokens": lambda found: {"sequence_tokens": int(found.replace(",", ""))},
    r"Use LoRA": lambda: {"method": "lora"},
    r"Use QLoRA": lambda: {"method": "qlora"},
    r"Spread it over (\d+) GPUs": lambda found: {"gpu_count": int(found), "sharding": "fsdp"},
    r"Keep weights and optimizer in main memory": lambda: {"offload": True},
    **ELSEWHERE,
    r"Move to ([^:]+)": lambda gpu: {"gpu": ("gpus", gpu), "gpu_count": 1, "sharding": "auto"},
    r"Spread it over (\d+) × ([^:]+)": lambda count, gpu: {
        "gpu": ("gpus", gpu), "gpu_count": int(count), "sharding": "fsdp",
    },
}  # fmt: skip
SPEED = {
    **FIT,
    r"Shorten the context to ([\d,]+) tokens": lambda found: {"prompt_tokens": int(found.replace(",", "")) - REPLY},
}
IMAGES = {
    r"Draw one at a time": lambda: {"batch": 1},
    r"Take the weights in 8 bits:": lambda: {"precision": "int8wo"},
    r"Take the weights in 4 bits:": lambda: {"precision": "nf4"},
    r"Keep only the part at work on the GPU": lambda: {"offload": "model"},
    r"Take the weights in 8 bits and keep only": lambda: {"precision": "int8wo", "offload": "model"},
    r"Take the weights in 4 bits and keep only": lambda: {"precision": "nf4", "offload": "model"},
    r"Move to ([^:]+)": lambda gpu: {"gpu": ("gpus", gpu)},
    r"Take a smaller model, such as ([^:]+)": lambda model: {"model": ("models", model)},
}
KNOWN: dict[str, dict[str, Any]] = {"fit": FIT, "finetune": FINETUNE, "speed": SPEED, "images": IMAGES}
REPLY = 256
"""Tokens of a reply, as the samples here ask it."""


def inputs_of(catalogue: Catalogue, name: str, told: str) -> dict[str, Any]:
    """The inputs that a proposed change stands for."""
    for pattern, meant in KNOWN[name].items():
        found = re.match(pattern, told)
        if found:
            changed: dict[str, Any] = meant(*found.groups())
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
        ("fit", {"model": "llama-3-1-70b", "gpu": "rtx-4090", "batch": 64, "context_tokens": 512}, 2),
        ("fit", {"model": "deepseek-v3-r1-671b", "quantization": "awq", "gpu": "rtx-5070"}, 1),
        ("finetune", {"method": "full", "gpu": "rtx-3070", "model": "mistral-large-2407"}, 1),
        ("finetune", {"gpu": "arc-b580", "model": "kimi-k2-6"}, 1),
        ("speed", {"model": "llama-3-1-70b", "gpu": "rtx-4090"}, 3),
        ("speed", {"model": "llama-3-1-8b", "gpu": "rtx-4060", "prompt_tokens": 65_000, "output_tokens": REPLY}, 2),
        ("speed", {"model": "mixtral-8x7b", "quantization": "awq", "gpu": "rtx-3090"}, 1),
        ("images", {"model": "flux-1-dev", "gpu": "rtx-3060-12gb"}, 2),
        ("images", {"model": "stable-diffusion-xl-base", "gpu": "rtx-3090", "batch": 64}, 1),
        ("images", {"model": "hunyuanvideo-13b", "gpu": "rtx-3060-12gb"}, 1),
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
    changes = [change["text"] for change in answer["report"]["changes"] if MEMORY.search(change["text"])]
    assert len(changes) >= least
    first = answer["outputs"]["smallest_change"]
    assert changes[0].lower().startswith(first.lower())
    assert first in answer["report"]["verdict"]["sentence"]
    for told in changes:
        holds(catalogue, name, inputs, told)


@pytest.mark.parametrize(
    "model, rig", [("llama-3-3-70b", "rtx-3060-12gb-desktop"), ("deepseek-v3-r1-671b", "rtx-3090-desktop")]
)
def test_a_model_that_a_rig_does_not_hold_is_told_what_would(model: str, rig: str, catalogue: Catalogue) -> None:
    """The GPUs that api_or_own names hold it as the calculator of speed has it."""
    asked = {"model": model, "prompt_tokens": 1024, "output_tokens": REPLY, "concurrency": 16, "quantization": "awq"}
    obstacle = run("api_or_own", {**asked, "rig": rig}, catalogue, "quick")["outputs"]["obstacles"][0]
    told = obstacle.partition("The smallest change: ")[2]
    assert told, obstacle
    changed = inputs_of(catalogue, "speed", f"{told[:1].upper()}{told[1:]}")
    assert run("speed", {**asked, **changed}, catalogue, "quick")["outputs"]["fits"] != "no"


MEMORY = re.compile(r": ([\d,.]+)\s(?:GB|MB)")


def holds(catalogue: Catalogue, name: str, inputs: dict[str, Any], told: str) -> None:
    """Asked with the change that is told, it fits, in the memory that is told."""
    tried = run(name, {**inputs, **inputs_of(catalogue, name, told)}, catalogue, "quick")
    assert "error" not in tried, (inputs, told, tried["error"])
    assert tried["outputs"]["fits"] != "no", (inputs, told)
    if name == "speed":
        return  # it tells no memory
    memory = float(MEMORY.search(told)[1].replace(",", ""))  # type: ignore[index]
    assert tried["outputs"]["memory_gb"]["typical"] == pytest.approx(memory, rel=ROUNDED), told


@pytest.mark.parametrize("name", KNOWN)
def test_nothing_that_does_not_fit_is_a_dead_end(name: str, catalogue: Catalogue) -> None:
    """Of any model on any GPU: the smallest change is named, and it is enough."""
    drawn = Random(f"no dead end in {name}")
    models, gpus = (list(catalogue[family]) for family in ("models", "gpus"))
    if name == "images":
        models = [model.id for model in catalogue["models"].values() if model.draws]
    asked = {
        "fit": lambda: {"quantization": drawn.choice(("bf16", "q4-k-m", "q8-0", "awq"))},
        "speed": lambda: {"quantization": drawn.choice(("bf16", "q4-k-m", "awq")), "output_tokens": REPLY},
        "finetune": lambda: {"method": drawn.choice(("full", "lora", "qlora"))},
        "images": lambda: {"batch": drawn.choice((1, 8)), "precision": drawn.choice(("bf16", "nf4"))},
    }[name]
    tried = 0
    for _ in range(SAMPLES):
        inputs = {"model": drawn.choice(models), "gpu": drawn.choice(gpus), **asked()}
        outputs = run(name, inputs, catalogue, "quick").get("outputs")
        if outputs is None or outputs["fits"] != "no":
            continue
        tried += 1
        change = outputs["smallest_change"]
        assert change, inputs
        holds(catalogue, name, inputs, f"{change[:1].upper()}{change[1:]}")
    assert tried >= FEWEST


SAMPLES, FEWEST = 120, 10
