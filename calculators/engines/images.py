"""Time of a denoising step: arithmetic and passes over memory, or the launching of operations if that takes longer.

    t = √((G / (F·e) + c·M / B)² + (K·t_op)²)

with G FLOPs, M bytes of activations and K operations of all passes of a step together, F the peak arithmetic and B the bandwidth
of the GPU. Operations are launched while the GPU works: the longer of the two is seen, and where they are alike a part of both.
A step of a batch takes two passes an image with guidance. Seconds, bytes, FLOP/s.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from calculators.engines.chips import Chip, fed
from calculators.engines.constants import values
from calculators.engines.constants.images import CONSTANTS
from calculators.engines.denoisers import Pass, decoder_pass, pass_of, passes_a_step
from calculators.records import Model

SHIPPED = values(CONSTANTS)

GRAPHS = ("stable-fast", "tensorrt", "aitemplate", "oneflow")
"""Software that replays the pass as one graph of fused kernels."""

DYNAMIC = ("int8dq", "fp8dq", "fp8dqrow", "fp8", "autoquant")
"""Formats that quantize activations too, so that matrices run at the rate of 8 bits (torchao)."""
SLOW = ("int4wo",)
"""Formats whose kernels are made for one token at a time."""


ODD_FORMATS = 3.0
"""How much wider the logarithm of a range is for them, and for formats of DYNAMIC without a compiler."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Denoising:
    """A step of a batch."""

    chip: Chip
    one: Pass
    passes: int
    batch: int = 1
    software: str = "diffusers"
    compiled: bool = False
    quantization: str = "bf16"

    @property
    def quantized(self) -> bool:
        """True for fewer bits than 16."""
        return self.quantization not in ("fp16", "bf16", "f16", "f32", "unstated")


@dataclass(frozen=True, slots=True)
class DenoisingTime:
    """Seconds by part; `launches` is how much longer than the GPU's own work the step is."""

    arithmetic: float
    memory: float
    launches: float

    @property
    def total(self) -> float:
        """All of it."""
        return self.arithmetic + self.memory + self.launches

    @property
    def busy(self) -> float:
        """The share of the step in which the GPU does not wait for launches."""
        return 1 - self.launches / self.total

    @property
    def binds(self) -> str:
        """The largest part."""
        parts = {"compute": self.arithmetic, "bandwidth": self.memory, "launches": self.launches}
        return max(parts, key=lambda name: parts[name])


def denoising(
    model: Model,
    chip: Chip,
    width: int,
    height: int,
    *,
    frames: int = 1,
    batch: int = 1,
    software: str = "diffusers",
    compiled: bool = False,
    quantization: str = "bf16",
    control: bool = False,
) -> Denoising:
    """The step of a model at a size in pixels."""
    return Denoising(
        chip=chip,
        one=pass_of(model, width, height, frames, control=control),
        passes=passes_a_step(model),
        batch=batch,
        software=software,
        compiled=compiled or software in GRAPHS,
        quantization=quantization,
    )


def step_time(s: Denoising, k: Mapping[str, float] = SHIPPED) -> DenoisingTime:
    """Seconds of one step of the batch, by part."""
    images = s.passes * s.batch
    arithmetic = images * arithmetic_s(s.chip, s.one, k)
    moved = images * k["activation_passes"] * s.one.bytes
    operation = k["operation_us"] * 1e-6
    if s.compiled:
        moved *= k["compiled_passes"]
        operation *= k["graph_launch"] if s.software in GRAPHS else k["compiled_launch"]
    if s.quantized:
        arithmetic *= quantized_factor(s, k)
    memory = moved / s.chip.bandwidth
    launches = s.one.operations * operation
    work = arithmetic + memory
    return DenoisingTime(arithmetic, memory, math.hypot(work, launches) - work)


def arithmetic_s(chip: Chip, one: Pass, k: Mapping[str, float] = SHIPPED) -> float:
    """Seconds of a pass's FLOPs, of which convolutions reach a smaller share of the peak than matrices."""
    matrices = one.flops - one.convolutions
    return (matrices + one.convolutions / k["convolution_share"]) / (
        chip.matrix_fp16 * fed(chip, k["needed_power"]) * k["arithmetic_share"]
    )


def decode_s(
    chip: Chip, width: int, height: int, *, frames: int = 1, batch: int = 1, k: Mapping[str, float] = SHIPPED
) -> float:
    """Seconds of the autoencoder's decoder for a batch, at the shares that the denoiser reaches."""
    one = decoder_pass(width, height, frames)
    return batch * (arithmetic_s(chip, one, k) + k["activation_passes"] * one.bytes / chip.bandwidth)


def quantized_factor(s: Denoising, k: Mapping[str, float]) -> float:
    """How much longer matrices take than at 16 bits, by format."""
    if s.quantization in SLOW:
        return k["slow_format"]
    if s.quantization in DYNAMIC:
        return k["dynamic_compiled"] if s.compiled else k["dynamic_eager"]
    return k["weights_compiled"] if s.compiled else k["weights_eager"]


def uncertainty(s: Denoising) -> float:
    """What scales the half width of a range: formats whose kernels are made for something else, or for a compiler."""
    return ODD_FORMATS if s.quantization in SLOW or (s.quantization in DYNAMIC and not s.compiled) else 1.0
