"""What finetune answers about memory, and what it says to bad input."""

from __future__ import annotations

from typing import Any

import pytest

from calculators import Catalogue, run

pytestmark = pytest.mark.everywhere


def outputs(catalogue: Catalogue, **inputs: Any) -> dict[str, Any]:
    answer = run("finetune", inputs, catalogue)
    assert "error" not in answer, answer["error"]
    found: dict[str, Any] = answer["outputs"]
    return found


@pytest.mark.parametrize(
    ("inputs", "field"),
    [
        ({"model": "flux-1-dev"}, "model"),
        ({"gpu": "apple-m4"}, "gpu"),
        ({"sharding": "fsdp"}, "sharding"),
        ({"sharding": "none", "gpu_count": 2}, "sharding"),
        ({"stack": "unsloth", "offload": True}, "offload"),
        ({"sequence_tokens": 0}, "sequence_tokens"),
        ({"micro_batch": -1}, "micro_batch"),
        ({"rank": 10**9}, "rank"),
        ({"method": "dora"}, "method"),
        ({"model_config": '{"hidden_size": 4096'}, "model_config"),
    ],
)
def test_bad_input_names_its_field(catalogue: Catalogue, inputs: dict[str, Any], field: str) -> None:
    answer = run("finetune", inputs, catalogue)
    assert answer["error"]["field"] == field


def test_parts_add_up(catalogue: Catalogue) -> None:
    for inputs in ({}, {"method": "full", "gpu_count": 8}, {"method": "lora", "checkpointing": False}):
        answer = outputs(catalogue, **inputs)
        names = ("weights", "states", "activations", "logits", "overhead")
        assert answer["memory_gb"]["typical"] == pytest.approx(sum(answer[f"{n}_gb"]["typical"] for n in names))


def test_what_saves_memory(catalogue: Catalogue) -> None:
    base = {"method": "lora", "gpu": "a100-sxm-80gb", "micro_batch": 4}
    plain = outputs(catalogue, **base)["memory_gb"]["typical"]
    for saving in ({"method": "qlora"}, {"micro_batch": 1}, {"fused_loss": True}, {"sequence_tokens": 512}):
        assert outputs(catalogue, **{**base, **saving})["memory_gb"]["typical"] < plain
    assert outputs(catalogue, **base, checkpointing=False)["memory_gb"]["typical"] > plain
    full = {"method": "full", "gpu": "h100-sxm-80gb"}
    whole = outputs(catalogue, **full)["memory_gb"]["typical"]
    for saving in ({"optimizer": "adamw-8bit"}, {"precision": "pure"}, {"gpu_count": 4}, {"offload": True}):
        assert outputs(catalogue, **full, **saving)["memory_gb"]["typical"] < whole


def test_sharded_training_is_known_less_well(catalogue: Catalogue) -> None:
    def width(**inputs: Any) -> float:
        memory = outputs(catalogue, model="llama-3-1-70b", gpu="h100-sxm-80gb", **inputs)["memory_gb"]
        return float((memory["high"] - memory["low"]) / memory["typical"])

    assert width(gpu_count=4, sharding="fsdp") > width(gpu_count=4, sharding="ddp")


def test_smallest_change_fits(catalogue: Catalogue) -> None:
    answer = outputs(catalogue, checkpointing=False)
    assert answer["fits"] == "no"
    assert "recompute activations" in answer["smallest_change"]
    assert outputs(catalogue, checkpointing=True)["fits"] == "yes"
    longest = outputs(catalogue)["longest_sequence_tokens"]
    assert outputs(catalogue, sequence_tokens=longest)["fits"] != "no"
    assert outputs(catalogue, sequence_tokens=longest + 1024)["fits"] == "no"


def test_a_reading_of_ones_own_corrects_the_estimate(catalogue: Catalogue) -> None:
    answer = outputs(catalogue, reading_gb=12)
    assert answer["memory_gb"]["typical"] == pytest.approx(12)
    assert answer["estimate_off_fraction"] == pytest.approx(outputs(catalogue)["memory_gb"]["typical"] / 12 - 1)


def test_a_gpu_of_another_maker_is_marked(catalogue: Catalogue) -> None:
    assert "not validated for this GPU" in outputs(catalogue, gpu="rx-7900-xtx")["outside_data"]
