"""Time in which a prompt is read: arithmetic of all weights for every token, passes over memory, and attention.

llama.cpp works on micro-batches of u = 512 tokens; for a prompt of P tokens, m = ⌈P / u⌉ of them:

    T = 2·N·P / (F·e) + m·(R / B + L·t_layer) + a·L·H·P² / 2 / B

with N weights a token is multiplied with, F the peak arithmetic, R bytes of weights that a micro-batch reads (quantized ones are
unpacked to 16 bits in memory first), B the bandwidth, L layers, H heads and a bytes that scores take on their way through memory
where attention is not fused. Software with fused attention (vLLM, TensorRT-LLM, transformers with FlashAttention) is taken as
T = (2·N·P + 2·L·H·d·P²) / (F·e), half of all scores being masked (Kaplan et al., Scaling Laws for Neural Language Models, 2020,
section 2.1; Dao, FlashAttention-2, 2023, section 4.1). Seconds, bytes, FLOP/s.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from calculators.engines.architecture import Architecture
from calculators.engines.chips import UNIFIED, Chip, fed
from calculators.engines.constants import values
from calculators.engines.constants.prefill import CONSTANTS
from calculators.engines.language_model import LanguageModel
from calculators.engines.memory import HALF, LAYERS, TENSOR, UBATCH

SHIPPED = values(CONSTANTS)

UNIFIED_UNCERTAINTY = 1.6
"""How much wider the logarithm of a range is on chips with unified memory, whose computer may swap a model that hardly fits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """A prompt that llama.cpp reads."""

    chip: Chip
    tokens: int
    weights: float
    """Weights that a token is multiplied with."""
    read_bytes: float
    unpacked_bytes: float
    """Bytes of weights that a micro-batch reads, and that it writes and reads again once they are unpacked."""
    layers: int
    heads: int
    gpus: int = 1
    old_build: bool = False
    """A build of llama.cpp of 2023, whose kernels for CUDA were slower."""

    @property
    def micro_batches(self) -> int:
        """How many the prompt is cut into."""
        return -(-self.tokens // UBATCH)

    @property
    def filled(self) -> float:
        """How full one is, at most 1 from half of it: a short prompt takes kernels that unpack weights as they go."""
        return min(1.0, 2 * self.tokens / UBATCH)


@dataclass(frozen=True, slots=True)
class PromptTime:
    """Seconds by part."""

    arithmetic: float
    memory: float
    layers: float

    @property
    def total(self) -> float:
        """All of it."""
        return self.arithmetic + self.memory + self.layers

    @property
    def binds(self) -> str:
        """The largest part."""
        parts = {"compute": self.arithmetic, "bandwidth": self.memory, "launches": self.layers}
        return max(parts, key=lambda name: parts[name])


def prompt_flops(a: Architecture, weights: float, tokens: float) -> float:
    """FLOPs of a prompt: 2·N·P, and 2·H·d·P² a layer for scores and sums over the half that is not masked.

    A layer with a window w attends to at most w tokens: 4·H·d·P·min(w, P / 2) instead.
    """
    width = a.heads * ((a.nope_head + a.rope_head + a.value_head) / 2 if a.is_latent else a.full_head_size)
    sliding = (a.layers - a.full_layers) if a.window else 0
    scores = a.full_layers * tokens / 2 + sliding * min(a.window, tokens / 2)
    return 2 * weights * tokens + 4 * width * tokens * scores


def prompt_of(model: LanguageModel, chip: Chip, tokens: int, gpus: int = 1, *, old_build: bool = False) -> Prompt:
    """A prompt to a model in llama.cpp."""
    return Prompt(
        chip=chip,
        tokens=tokens,
        weights=model.multiplied,
        read_bytes=model.bytes_read(min(tokens, UBATCH)),
        unpacked_bytes=2 * HALF * model.multiplied if model.quantized else 0.0,
        layers=model.architecture.layers,
        heads=model.architecture.heads,
        gpus=gpus,
        old_build=old_build,
    )


def prompt_time(p: Prompt, k: Mapping[str, float] = SHIPPED) -> PromptTime:
    """Seconds in which llama.cpp reads a prompt, by part."""
    share, layer = k["arithmetic_share"], k["layer_ms"] * 1e-3
    if p.chip.memory == UNIFIED:
        share *= k["arithmetic_unified"]
    passes = p.micro_batches * k["pass_factor"] * (p.read_bytes + p.filled * p.unpacked_bytes)
    scores = k["score_bytes"] * p.layers * p.heads * p.tokens**2 / 2
    faster = pipelined(p.micro_batches, p.gpus, k["pipeline_share"])
    if p.old_build and p.chip.memory != UNIFIED:
        faster /= k["old_build"]
    return PromptTime(
        arithmetic=2 * p.weights * p.tokens / (p.chip.matrix_fp16 * fed(p.chip, k["needed_power"]) * share) / faster,
        memory=(passes + scores) / p.chip.bandwidth / faster,
        layers=p.micro_batches * p.filled * p.layers * layer / faster,
    )


def pipelined(micro_batches: int, gpus: int, share: float) -> float:
    """How much faster n GPUs that hold whole layers read m micro-batches: 1 + p·(n·m / (n + m − 1) − 1).

    n·m / (n + m − 1) is a full pipeline with its filling and draining (Huang et al., GPipe, 2019, section 2.3).
    """
    return 1 + share * (gpus * micro_batches / (gpus + micro_batches - 1) - 1)


def fused_time(
    model: LanguageModel, chip: Chip, tokens: float, share: float, *, gpus: int = 1, split: str = TENSOR
) -> float:
    """Seconds in which software with fused attention reads a prompt: T = FLOPs / (n·F·e)."""
    flops = prompt_flops(model.architecture, model.multiplied, tokens)
    return flops / (chip.matrix * (1 if split == LAYERS else gpus) * share)
