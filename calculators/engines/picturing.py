"""How long an image or a clip takes: the steps, the decoder, moving parts that wait in main memory; watts and energy."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from calculators.core.ranges import Range
from calculators.engines.chips import Chip
from calculators.engines.denoisers import UNETS
from calculators.engines.images import SHIPPED, Denoising, DenoisingTime, decode_s, denoising, step_time, uncertainty
from calculators.engines.power import PREFILL, drawn_watts, speed_under_limit, wanted_watts
from calculators.engines.power import SHIPPED as DRAWING
from calculators.engines.power import SHIPPED_LIMIT as LIMITED
from calculators.records import Model

EAGER, COMPILED, GRAPH = "eager", "compiled", "graph"
"""How operations are launched: one by one, fused by a compiler, replayed as one graph of fused kernels."""

PRECISIONS = {
    "bf16": "16 bits",
    "int8wo": "8 bits, weights alone",
    "fp8dq": "8 bits, weights and activations (FP8 or INT8)",
    "nf4": "4 bits, weights alone (NF4, GGUF)",
}
BITS = {"bf16": 16.0, "int8wo": 8.0, "fp8dq": 8.0, "nf4": 4.5}
"""Bits a weight, scales included."""

MEASURED_MODELS = (*UNETS, "flux-1-dev", "flux-1-schnell", "cogvideox-5b", "cogvideox-2b")
MEASURED_SOFTWARE = ("diffusers", "comfyui")
MEASURED_VENDORS = ("nvidia",)
"""What the measurements hold: models and those of the same shape; diffusers and other PyTorch loops; NVIDIA's GPUs."""

CALIBRATED = 0.05
"""Half width in logarithms once one's own reading is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A batch of images or clips."""

    model: Model
    chip: Chip
    software: str
    width: int
    height: int
    frames: int
    steps: int
    batch: int
    acceleration: str = EAGER
    precision: str = "bf16"
    moved_bytes: float = 0.0
    """That come from main memory for each batch."""
    limit_watts: float | None = None
    validated: bool = True
    calibration: float = 1.0
    """Seconds of one's own over those predicted."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """Seconds and watts of a batch."""

    step: Range
    batch: Range
    decoding_s: float
    moving_s: float
    watts: Range | None
    parts: DenoisingTime
    """Of a step, as typical and without a limit."""


def denoising_of(p: Picture) -> Denoising:
    """The step."""
    return denoising(
        p.model,
        p.chip,
        p.width,
        p.height,
        frames=p.frames,
        batch=p.batch,
        software="stable-fast" if p.acceleration == GRAPH else "diffusers",
        compiled=p.acceleration != EAGER,
        quantization=p.precision,
    )


def draw(p: Picture) -> Drawn:
    """Seconds of a step and of the batch with its range, and the watts meanwhile."""
    parts = step_time(denoising_of(p))
    slow = speed_under_limit(wanted_watts(p.chip, PREFILL, parts.busy), p.limit_watts, PREFILL)
    decoding = decode_s(p.chip, p.width, p.height, frames=p.frames, batch=p.batch)
    moving = p.moved_bytes / p.chip.pcie
    seconds = p.calibration * ((p.steps * parts.total + decoding) / slow + moving)
    factor = math.exp(spread(p))
    watts = None
    if p.chip.board_watts:
        known = Range.around(
            drawn_watts(p.chip, PREFILL, parts.busy, p.limit_watts), math.exp(DRAWING["spread_outside"])
        )
        most = p.limit_watts or p.chip.board_watts
        watts = Range(*(min(w, most) for w in (known.low, known.typical, known.high)))
    return Drawn(
        step=Range.around(p.calibration * parts.total / slow, factor),
        batch=Range.around(seconds, factor),
        decoding_s=decoding,
        moving_s=moving,
        watts=watts,
        parts=parts,
    )


def spread(p: Picture) -> float:
    """Half width of the seconds, in logarithms."""
    if p.calibration != 1:
        return CALIBRATED
    limited = LIMITED["spread_limited"] if p.limit_watts is not None else 0.0
    return SHIPPED["spread_images" if p.validated else "spread_outside"] * uncertainty(denoising_of(p)) + limited


def calibrated(p: Picture, reading_s: float) -> tuple[Picture, float]:
    """The batch scaled to seconds of one's own, and by how much the estimate was off."""
    found = draw(replace(p, calibration=1.0)).batch.typical
    return replace(p, calibration=reading_s / found), found / reading_s - 1
