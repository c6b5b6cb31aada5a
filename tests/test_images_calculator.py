"""What images answers, and what it says to bad input."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import pytest

from calculators import Catalogue, images, run

pytestmark = pytest.mark.everywhere


def outputs(catalogue: Catalogue, **inputs: Any) -> dict[str, Any]:
    answer = run("images", inputs, catalogue)
    assert "error" not in answer, answer["error"]
    found: dict[str, Any] = answer["outputs"]
    return found


def seconds(catalogue: Catalogue, **inputs: Any) -> float:
    return float(outputs(catalogue, **inputs)["seconds_per_image"]["typical"])


@pytest.mark.parametrize(
    ("inputs", "field", "word"),
    [
        ({"model": "stable-difusion-1-5"}, "model", "stable-diffusion-1-5"),
        ({"model": "llama-3-1-8b"}, "model", "Llama 3.1 8B cannot be asked for here"),
        ({"gpu": "rtx-4091"}, "gpu", "rtx-4090"),
        ({"width_px": 1001}, "width_px", "multiple"),
        ({"height_px": 0}, "height_px", "bounds"),
        ({"model": "flux-1-dev", "height_px": 1000}, "height_px", "16"),
        ({"frames": 16}, "frames", "not videos"),
        ({"steps": 0}, "steps", "bounds"),
        ({"batch": -1}, "batch", "bounds"),
        ({"batch": 1e9}, "batch", "bounds"),
        ({"precision": "fp16"}, "precision", "not one of"),
        ({"precision": "fp8dq", "gpu": "gtx-1080-ti"}, "precision", "8 bits"),
        ({"acceleration": "graph", "gpu": "rx-7900-xtx"}, "acceleration", "NVIDIA"),
        ({"acceleration": "compiled", "software": "stable-diffusion-cpp"}, "acceleration", "torch.compile"),
        ({"power_limit_watts": 20}, "power_limit_watts", "no limit so low"),
    ],
)
def test_bad_input_names_its_field(catalogue: Catalogue, inputs: dict[str, Any], field: str, word: str) -> None:
    told = run("images", inputs, catalogue)
    assert "error" in told, told["outputs"]
    assert told["error"]["field"] == field
    assert word in told["error"]["message"]
    assert told["error"]["allowed"]


def test_every_figure_has_low_and_high(catalogue: Catalogue) -> None:
    for name, value in outputs(catalogue).items():
        if isinstance(value, dict):
            assert 0 < value["low"] <= value["typical"] <= value["high"], name


def test_time_grows_with_steps_pixels_and_batch(catalogue: Catalogue) -> None:
    base = seconds(catalogue, steps=20)
    assert seconds(catalogue, steps=40) == pytest.approx(2 * base, rel=0.05)
    assert seconds(catalogue, steps=20, width_px=2048, height_px=1024) > 2 * base
    both = outputs(catalogue, steps=20, batch=2)
    assert both["batch_s"]["typical"] == pytest.approx(2 * both["seconds_per_image"]["typical"])


def test_several_at_once_spare_launches_on_a_fast_card(catalogue: Catalogue) -> None:
    setting = {"model": "stable-diffusion-1-5", "gpu": "h100-sxm-80gb"}
    assert outputs(catalogue, **setting)["binds"] == "launches"
    assert seconds(catalogue, **setting, batch=8) < 0.7 * seconds(catalogue, **setting)


def test_compiling_and_eight_bits_are_faster(catalogue: Catalogue) -> None:
    plain, compiled, eight = (
        seconds(catalogue, model="flux-1-dev", gpu="h100-sxm-80gb", **more)
        for more in ({}, {"acceleration": "compiled"}, {"acceleration": "compiled", "precision": "fp8dq"})
    )
    assert eight < compiled < plain


def test_what_the_data_does_not_hold_is_marked_and_wider(catalogue: Catalogue) -> None:
    known = outputs(catalogue)
    assert known["outside_data"] == ""
    for more in ({"gpu": "rx-7900-xtx"}, {"model": "qwen-image"}, {"software": "stable-diffusion-cpp"}):
        other = outputs(catalogue, **more)
        assert "not validated" in other["outside_data"]
        assert (
            other["seconds_per_image"]["high"] / other["seconds_per_image"]["low"]
            > known["seconds_per_image"]["high"] / known["seconds_per_image"]["low"]
        )


def test_offloading_moves_every_part_once(catalogue: Catalogue) -> None:
    setting = {"model": "flux-1-dev", "gpu": "rtx-4090"}
    kept, moved = outputs(catalogue, **setting), outputs(catalogue, **setting, offload="model")
    assert moved["memory_gb"]["typical"] < kept["memory_gb"]["typical"]
    # 33.7 GB at 31.5 GB/s of PCIe 4.0 x16
    assert moved["seconds_per_image"]["typical"] - kept["seconds_per_image"]["typical"] == pytest.approx(
        33.7 / 31.5, rel=0.05
    )


def test_a_power_limit_slows_a_little(catalogue: Catalogue) -> None:
    free, limited = outputs(catalogue, gpu="rtx-4090"), outputs(catalogue, gpu="rtx-4090", power_limit_watts=300)
    assert limited["gpu_watts"]["typical"] == 300
    assert 1 < limited["seconds_per_image"]["typical"] / free["seconds_per_image"]["typical"] < 1.3


def test_a_reading_of_ones_own_corrects_the_estimate(catalogue: Catalogue) -> None:
    read = outputs(catalogue, reading_s=20, batch=2)
    assert read["seconds_per_image"]["typical"] == pytest.approx(10)
    assert read["estimate_off_fraction"] == pytest.approx(outputs(catalogue, batch=2)["batch_s"]["typical"] / 20 - 1)


@pytest.mark.parametrize(
    "model",
    [
        "cogvideox-5b",
        "wan2-1-t2v-14b",
        "hunyuanvideo-13b",
        "stable-diffusion-3-5-large",
        "flux-1-schnell",
        "amused-512",
    ],
)
def test_any_model_is_answered(catalogue: Catalogue, model: str) -> None:
    assert seconds(catalogue, model=model, gpu="h100-sxm-80gb") > 0.01


def test_calculate_is_quick(catalogue: Catalogue) -> None:
    images.calculate(images.Inputs(), catalogue)
    begin = time.perf_counter()
    for n in range(20):
        images.calculate(replace(images.Inputs(), steps=10 + n), catalogue)
    assert (time.perf_counter() - begin) / 20 < 0.016
