"""Speed of image and video models: shapes counted against published FLOPs, and arithmetic by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from calculators.engines.architecture import ArchitectureError
from calculators.engines.chips import from_gpu
from calculators.engines.denoisers import UNETS, decoder_pass, pass_of, passes_a_step, transformer_pass, unet_pass
from calculators.engines.images import SHIPPED, Denoising, denoising, quantized_factor, step_time
from tests.support.records import real


@pytest.fixture(scope="module")
def catalogue() -> Any:
    """The real catalogue."""
    return real().catalogue


def test_a_pass_of_stable_diffusion_1_5_at_512_is_0_80_tflop() -> None:
    # counted by others on the running model: 401 billion multiplications with additions, 0.80 TFLOP
    assert unet_pass(UNETS["stable-diffusion-1-5"], 64, 64).flops == pytest.approx(0.80e12, rel=0.02)


def test_a_pass_of_sdxl_at_1024_is_5_98_tflop_without_its_scores() -> None:
    # 5.98 TFLOP counts matrices and convolutions alone; scores add 4·T²·C: 10 blocks of 640 at 4,096 places, 60 of 1,280 at 1,024
    scores = 4 * (10 * 4096**2 * 640 + 60 * 1024**2 * 1280)
    assert unet_pass(UNETS["stable-diffusion-xl-base"], 128, 128).flops - scores == pytest.approx(5.98e12, rel=0.02)


def test_a_control_net_adds_the_way_down_and_the_middle() -> None:
    plain, controlled = (unet_pass(UNETS["stable-diffusion-1-5"], 64, 64, control=c).flops for c in (False, True))
    assert 1.25 < controlled / plain < 1.45


def test_a_diffusion_transformer_by_hand() -> None:
    # one layer, h = 10, f = 40, 3 tokens: 3·(2·(400 + 800) + 4·10·3)
    assert transformer_pass(1, 10, 40, 3).flops == 3 * (2400 + 120)


def test_flux_has_4096_tokens_of_image_and_512_of_text(catalogue: Any) -> None:
    flux = catalogue["models"]["flux-1-dev"]
    assert pass_of(flux, 1024, 1024) == transformer_pass(57, 3072, 4 * 3072, 4096 + 512)
    assert passes_a_step(flux) == 1
    assert passes_a_step(catalogue["models"]["stable-diffusion-1-5"]) == 2


def test_a_clip_of_49_frames_has_13_latents(catalogue: Any) -> None:
    cog = catalogue["models"]["cogvideox-5b"]
    assert pass_of(cog, 720, 480, 49) == transformer_pass(42, 3072, 4 * 3072, 45 * 30 * 13 + 512)


def test_the_decoder_of_a_512_image_takes_2_5_tflop() -> None:
    # 1.24 trillion multiplications with additions, as counted on the running model
    assert decoder_pass(512, 512).flops == pytest.approx(2.48e12, rel=0.05)
    assert decoder_pass(512, 512, frames=3).flops == 3 * decoder_pass(512, 512).flops


def test_a_language_model_makes_no_images(catalogue: Any) -> None:
    with pytest.raises(ArchitectureError, match="image or video"):
        pass_of(catalogue["models"]["llama-3-1-8b"], 512, 512)


@pytest.fixture(scope="module")
def step(catalogue: Any) -> Denoising:
    """Stable Diffusion 1.5 on an RTX 4090."""
    return denoising(catalogue["models"]["stable-diffusion-1-5"], from_gpu(catalogue["gpus"]["rtx-4090"]), 512, 512)


def test_work_and_launches_overlap(step: Denoising) -> None:
    # no work: launches alone; no launches: work alone; 3 and 4 make 5
    launched = step_time(step, {**SHIPPED, "arithmetic_share": 1e9, "activation_passes": 0.0})
    assert launched.total == pytest.approx(step.one.operations * SHIPPED["operation_us"] * 1e-6)
    work = step_time(step, {**SHIPPED, "operation_us": 0.0})
    assert step_time(step).total == pytest.approx((launched.total**2 + work.total**2) ** 0.5)
    slower = step.one.convolutions * (1 / SHIPPED["convolution_share"] - 1)
    peak = 330.3e12 * SHIPPED["arithmetic_share"]
    assert work.arithmetic == pytest.approx(2 * (step.one.flops + slower) / peak)


def test_compiling_and_graphs_are_faster(step: Denoising) -> None:
    eager, compiled, graph = (
        step_time(s).total
        for s in (step, replace(step, compiled=True), replace(step, compiled=True, software="stable-fast"))
    )
    assert graph < compiled < eager


def test_factors_of_formats(step: Denoising) -> None:
    def factor(quantization: str, compiled: bool) -> float:
        return quantized_factor(replace(step, quantization=quantization, compiled=compiled), SHIPPED)

    assert factor("int4wo", True) == factor("int4wo", False) == SHIPPED["slow_format"]
    assert factor("fp8dq", True) == SHIPPED["dynamic_compiled"]
    assert factor("int8wo", False) == SHIPPED["weights_eager"]
