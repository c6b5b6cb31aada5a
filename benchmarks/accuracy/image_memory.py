"""GPU memory of image and video models at work."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from benchmarks.accuracy.case import Case, Constants, Family, Goal
from benchmarks.accuracy.evidence import model_of, read
from benchmarks.accuracy.loss import relative
from benchmarks.accuracy.minimise import fit_positive
from calculators.core.catalogue import Catalogue
from calculators.core.records import Figure
from calculators.engines.image_memory import IMAGE_DECODER_MAPS, SHIPPED, Pipeline, pipeline_memory
from calculators.engines.memory import GIB
from calculators.records import Model

BITS = {
    "fp16": 16, "bf16": 16, "f16": 16, "f32": 32, "fp8": 8, "fp8wo": 8, "fp8dq": 8, "fp8dqrow": 8, "int8wo": 8, "int8dq": 8,
    "int4wo": 4.25, "int4dq": 9, "fp6": 6, "fp6_e3m2": 6, "fp5_e2m2": 5, "fp4_e2m1": 4, "autoquant": 8, "sparsify": 4.75,
    "q8_0": 8.5, "q5_0": 5.5, "q4_0": 4.5,
}  # fmt: skip
"""Bits a weight of the formats as their sources name them; int4dq keeps 4-bit values in bytes, sparsify half of them."""


def rows(everything: Catalogue) -> list[Case]:
    """Readings of kind image-memory."""
    return [
        Case(
            reading.id,
            source,
            reading.software,
            reading.gpu,
            reading.model,
            reading.memory_gib,
            pipeline_of(model_of(everything, reading), reading),
            about=_about(reading),
        )
        for source, reading in read(everything, "image-memory")
    ]


def pipeline_of(model: Model, reading: Any) -> Pipeline:
    """What the engine needs of a reading."""
    bits = BITS[reading.quantization]
    return Pipeline(
        denoiser=model.parameters_billion.typical * 1e9,
        text_encoder=_count(model.text_encoder_billion) * 1e9,
        decoder=_count(model.vae_billion) * 1e9,
        denoiser_bits=bits,
        text_encoder_bits=bits if reading.quantized_text_encoder else 16,
        width=reading.width_px,
        height=reading.height_px,
        frames=reading.frames,
        batch=reading.batch,
        hidden=int(_count(model.hidden_size)),
        px_per_token=int(_count(model.px_per_token)) or 16,
        frames_per_latent=int(_count(model.frames_per_latent)) or 1,
        unet=model.structure == "unet",
        fused=reading.fused,
        quantized_on_gpu=reading.software == "diffusers" and bits != 16,
        flash_attention=reading.flash_attention,
        frees_text_encoder=reading.software == "stable-diffusion-cpp",
    )


def _count(figure: Figure | None) -> float:
    return figure.typical if figure else 0.0


def _about(reading: Any) -> str:
    if reading.quantization == "autoquant":
        return "the formats are chosen while it runs"
    if reading.memory_gib > 50 and reading.model == "cogvideox-5b":
        return "far above the other runs of its table"
    return "rounded by its source" if reading.software == "stable-diffusion-cpp" else ""


def fit(cases: Sequence[Case]) -> Constants:
    """Least robust relative error; without a reading of videos, their decoder has as many maps as that of images."""
    decoded = [c for c in cases if not c.subject.frees_text_encoder]
    fixed = {} if any(c.subject.frames > 1 for c in decoded) else {"video_decoder_maps": float(IMAGE_DECODER_MAPS)}
    start = {name: SHIPPED[name] for name in ("video_decoder_maps", "image_workspace_gib") if name not in fixed}
    found = fit_positive(
        lambda k: relative(decoded, lambda c: predict(c, {**k, **fixed}), 0.05), start, steps=60, rounds=1
    )
    return {**found, **fixed}


def predict(case: Case, constants: Constants) -> float:
    """GiB allocated at the peak."""
    return pipeline_memory(case.subject, constants).total / GIB


def denoiser_and_a_fifth(case: Case) -> float:
    """The rule: parameters × bytes × 1.2."""
    return float(case.subject.denoiser * case.subject.denoiser_bits / 8 * 1.2 / GIB)


FAMILY = Family(
    id="image-memory",
    title="Image and video memory",
    unit="GiB",
    rows=rows,
    fit=fit,
    predict=predict,
    constants=SHIPPED,
    must=Goal(20, 60),
    aim=Goal(12, 30),
    width_ceiling=0.4,
    naive={"parameters × bytes × 1.2": denoiser_and_a_fifth},
    constants_module="calculators.engines.constants.image_memory",
    least_spread=0.18,
    binding=False,
)
