"""Time of a training step: arithmetic, passes over activations in memory, launches, the optimizer, the links between GPUs.

    t_micro = G / (F·e) + A / (F·e_a) + (c·b + c_s·S)·T / B + L·t_layer + Q / B + t_gather
    t_step  = m·t_micro + t_optimizer + t_sums,         tokens/s of a GPU = m·T / t_step

with T tokens of a micro-batch on one GPU, m micro-batches a step; G = φ·N·T FLOPs of matrices, N weights a token is multiplied
with and φ = 6 when every parameter is trained (2 forward, 4 backward), 4 for LoRA, whose frozen weights need no gradients, and 2
more where activations are recomputed (Kaplan et al., 2020, section 2.1; Narayanan et al., Efficient Large-Scale Language Model
Training, 2021, section 5.1; Hu et al., LoRA, 2021); A the same of attention; b bytes of activations of a token, S of its scores
where attention is not fused; Q bytes that quantized weights cause when they are unpacked. Seconds, bytes, FLOP/s, of one GPU.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from calculators.engines.architecture import Architecture
from calculators.engines.chips import Chip, fed
from calculators.engines.constants import values
from calculators.engines.constants.training import CONSTANTS
from calculators.engines.memory import HALF, active_width

SHIPPED = values(CONSTANTS)

FULL = ("full", "pretrain")
"""Methods that train every parameter; all others train adapters beside frozen weights."""

ADAPTER_SHARE = 0.01
"""Trained parameters of LoRA beside all, where nothing is said (rank 16 on all matrices of a 7B model: 0.6%)."""

EAGER = ("transformers", "llama-factory", "peft", "nvidia-examples")
"""Software that leaves operations beside matrices as PyTorch has them; others fuse or compile them."""

SPREAD_STATES = ("zero-1", "zero-2", "zero-3", "fsdp")
SPREAD_WEIGHTS = ("zero-3", "fsdp")
"""Shardings in which each GPU steps its part of the optimizer, and in which it gathers the weights for each micro-batch."""

UNFUSED_UNCERTAINTY = 3.0
"""How much wider the logarithm of a range is where attention is not fused."""

REFERENCE_FLOPS = 312e12
"""The A100's rate at 16 bits (NVIDIA's data sheet)."""

OPTIMIZER_BYTES = 28
"""A parameter a step: weight, gradient and two moments of AdamW read, all but the gradient written, at 32 bits each (7 · 4)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Training:
    """A training step on one of `gpus`. `trained` of the `parameters` have gradients."""

    chip: Chip
    parameters: float
    weights: float
    trained: float
    layers: int
    hidden: int
    mlp: int
    attention_width: int
    vocabulary: int
    attended: float
    """Tokens that a token attends to, on average over layers."""
    scores: float
    """Attention scores of a token and layer that pass through memory; 0 where attention is fused."""
    sequence_tokens: int
    micro_batch: float
    accumulation: int = 1
    full: bool = True
    recomputes: bool = False
    quantized: bool = False
    fp8: bool = False
    eager: bool = False
    gpus: int = 1
    sharding: str = "none"

    @property
    def tokens(self) -> float:
        """Of a micro-batch."""
        return self.sequence_tokens * self.micro_batch


@dataclass(frozen=True, slots=True)
class TrainingTime:
    """Seconds of a step by part."""

    arithmetic: float
    memory: float
    launches: float
    optimizer: float
    links: float

    @property
    def total(self) -> float:
        """All of it."""
        return self.arithmetic + self.memory + self.launches + self.optimizer + self.links

    @property
    def binds(self) -> str:
        """The largest part."""
        parts = {
            "compute": self.arithmetic,
            "bandwidth": self.memory + self.optimizer,
            "launches": self.launches,
            "links": self.links,
        }
        return max(parts, key=lambda name: parts[name])


def matrix_flops(weights: float, tokens: float, *, full: bool, recomputes: bool) -> float:
    """G = φ·N·T, φ = 6 or, with frozen weights, 4; 2 more where activations are recomputed."""
    return ((6 if full else 4) + (2 if recomputes else 0)) * weights * tokens


def attention_flops(layers: int, width: int, attended: float, tokens: float, *, recomputes: bool) -> float:
    """A = 4·H·d·s a token, layer and pass, of s attended tokens: once forward, twice backward, once more recomputed."""
    return (4 if recomputes else 3) * 4 * layers * width * attended * tokens


def activation_bytes(layers: int, hidden: int, mlp: int, vocabulary: int) -> float:
    """Bytes of a token's activations that operations beside matrices pass over once: 2·L·(8·h + 3·f) + 2·V.

    8 vectors of the hidden size a layer (residuals, norms, queries, keys, values, outputs), 3 of the MLP, and the logits.
    """
    return HALF * layers * (8 * hidden + 3 * mlp) + HALF * vocabulary


def arithmetic_share(chip: Chip, k: Mapping[str, float]) -> float:
    """The share of a chip's peak that matrices reach: e = e_0·(F_0 / F)^x, F_0 that of an A100; a faster chip is harder to fill."""
    return min(1.0, k["arithmetic_share"] * math.pow(REFERENCE_FLOPS / chip.matrix, k["filling"]))


def step_time(s: Training, k: Mapping[str, float] = SHIPPED) -> TrainingTime:
    """Seconds of a step, by part."""
    tokens, chip = s.tokens, s.chip
    matrices = matrix_flops(s.weights, tokens, full=s.full, recomputes=s.recomputes)
    scores = attention_flops(s.layers, s.attention_width, s.attended, tokens, recomputes=s.recomputes)
    peak = chip.matrix * fed(chip, k["needed_power"]) * arithmetic_share(chip, k)
    arithmetic = matrices / (peak * (k["fp8_gain"] if s.fp8 else 1)) + scores / (peak * k["attention_share"])
    again = 4 / 3 if s.recomputes else 1
    passes = k["activation_passes"] * (k["eager_passes"] if s.eager else 1)
    moved = tokens * again * passes * activation_bytes(s.layers, s.hidden, s.mlp, s.vocabulary)
    moved += tokens * again * k["score_passes"] * HALF * s.layers * s.scores
    if s.quantized:
        moved += k["unpack_passes"] * (3 if s.recomputes else 2) * 2 * HALF * s.weights
    m = s.accumulation
    return TrainingTime(
        arithmetic=m * arithmetic,
        memory=m * moved / chip.bandwidth,
        launches=m * s.layers * k["layer_ms"] * 1e-3 * again,
        optimizer=OPTIMIZER_BYTES * s.trained / (s.gpus if s.sharding in SPREAD_STATES else 1) / chip.bandwidth,
        links=links_time(s, k),
    )


def links_time(s: Training, k: Mapping[str, float]) -> float:
    """Seconds in which GPUs wait for each other, at the share e of the link's rate that overlap with work leaves over.

    Sums of gradients once a step: 2·(n − 1) / n·2·P_trained / (link·e), a ring's traffic (Patarasu and Yuan, 2009); where weights
    are spread, gathered twice and their gradients scattered in each micro-batch: 3·(n − 1) / n·2·P (Rajbhandari et al., ZeRO,
    2020, section 7).
    """
    if s.gpus == 1:
        return 0.0
    ring = (s.gpus - 1) / s.gpus * HALF
    moved = s.accumulation * 3 * s.parameters if s.sharding in SPREAD_WEIGHTS else 2 * s.trained
    return ring * moved / (s.chip.link * k["link_share"])


def tokens_per_s(s: Training, k: Mapping[str, float] = SHIPPED) -> float:
    """Tokens a second of one GPU."""
    return s.accumulation * s.tokens / step_time(s, k).total


def training_of(
    a: Architecture,
    chip: Chip,
    parameters: float,
    active: float,
    *,
    sequence_tokens: int,
    micro_batch: float,
    accumulation: int = 1,
    method: str = "full",
    trained: float | None = None,
    encoder: bool = False,
    recomputes: bool = False,
    quantized: bool = False,
    fp8: bool = False,
    eager: bool = False,
    fused_attention: bool = True,
    gpus: int = 1,
    sharding: str = "none",
) -> Training:
    """A step for an architecture.

    Fused attention leaves out what is masked, half of a decoder's sequence on average; unfused works on all of it. An encoder
    masks nothing, and has no head over the vocabulary.
    """
    looked_up = a.positions * a.hidden + (0 if a.tied_embeddings and not encoder else a.vocabulary * a.hidden)
    average = sequence_tokens / 2 if fused_attention and not encoder else float(sequence_tokens)
    sliding = a.layers - a.full_layers if a.window else 0
    attended = (a.full_layers * average + sliding * min(a.window, average)) / a.layers
    full = method in FULL
    adapters = trained if trained is not None else ADAPTER_SHARE * parameters
    return Training(
        chip=chip,
        parameters=parameters,
        weights=active - looked_up,
        trained=parameters if full else adapters,
        layers=a.layers,
        hidden=a.hidden,
        mlp=active_width(a),
        attention_width=a.heads * (a.full_head_size or a.nope_head + a.rope_head),
        vocabulary=0 if encoder else a.vocabulary,
        attended=attended,
        scores=0.0 if fused_attention else a.heads * attended,
        sequence_tokens=sequence_tokens,
        micro_batch=micro_batch,
        accumulation=accumulation,
        full=full,
        recomputes=recomputes,
        quantized=quantized,
        fp8=fp8,
        eager=eager,
        gpus=gpus,
        sharding=sharding,
    )


def uncertainty(s: Training) -> float:
    """What scales the half width of a range: unfused attention depends on how the software lays scores out in memory."""
    return UNFUSED_UNCERTAINTY if s.scores else 1.0
