"""A language model in a quantization, as the speed formulas see it: what is stored, and what of it a token uses."""

from __future__ import annotations

from dataclasses import dataclass

from calculators.engines.architecture import (
    Architecture,
    ArchitectureError,
    from_model,
    is_counted,
    kv_values,
    parameter_count,
)
from calculators.engines.gguf import MIXTURES
from calculators.engines.memory import Weights, gguf_weights, weight_bytes
from calculators.records import Model, Quantization

HALF_BITS = 16
EXPERTS_ONLY = ("mxfp4",)
"""Quantizations in which the routed experts alone are in few bits, where a model has any; the rest stays at 16."""

OPERAND_BITS = {"fp8": 8, "fp8-block": 8, "mxfp8": 8, "w8a8-int8": 8, "nvfp4": 4}
"""Bits of what matrices multiply, in formats that have activations in few bits too; the others unpack their weights to 16."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageModel:
    """Bytes as stored in a quantization of `bits` a weight; `parameters` of all, `active` those that one token uses."""

    architecture: Architecture
    weights: Weights
    parameters: float
    active: float
    bits: float
    quantization: str

    @property
    def quantized(self) -> bool:
        """True for fewer bits than 16."""
        return self.bits < HALF_BITS

    @property
    def operand_bits(self) -> int:
        """Bits of the operands of matrix products: those of the weights only where activations have as few."""
        return OPERAND_BITS.get(self.quantization, HALF_BITS)

    @property
    def multiplied(self) -> float:
        """Weights that a token is multiplied with: P_active − E; the head counts, the input embedding is looked up."""
        a = self.architecture
        return self.active - (0 if a.tied_embeddings else a.vocabulary * a.hidden)

    def bytes_read(self, batch: float = 1.0) -> float:
        """Bytes of weights that a step reads: W = head + body·(1 − idle).

        Of E routed experts a token uses k, so a share of (P − P_active) / body is idle; a batch of independent tokens leaves
        that times (1 − k / E)^(batch − 1).
        """
        a = self.architecture
        outer = a.vocabulary * a.hidden * (1 if a.tied_embeddings else 2)
        idle = (self.parameters - self.active) / (self.parameters - outer)
        if idle and batch > 1 and a.experts:
            idle *= (1 - a.active_experts / a.experts) ** (batch - 1)
        return (self.weights.head or self.weights.embedding) + self.weights.body * (1 - idle)

    def cache_bytes(self, context_tokens: float, bytes_per_value: float = 2.0) -> float:
        """Bytes of KV cache that the last token of a context attends to: C = values(context)·b."""
        return kv_values(self.architecture, int(context_tokens)) * bytes_per_value


def language_model(model: Model, quantization: Quantization) -> LanguageModel:
    """A catalogue's model in a quantization. ArchitectureError for one that is no decoder, or lacks what sizing needs."""
    if not model.writes:
        raise ArchitectureError("structure", "is not that of a language model")
    tower = model.tower_billion.typical if model.tower_billion else 0.0
    stated = (model.parameters_billion.typical - tower) * 1e9
    active = model.active_billion.typical * 1e9 if model.active_billion else stated
    return of_architecture(from_model(model), quantization, stated, active, counted=is_counted(model))


def of_architecture(
    a: Architecture, quantization: Quantization, parameters: float = 0.0, active: float = 0.0, *, counted: bool = True
) -> LanguageModel:
    """An architecture in a quantization; what is `counted` follows from it, else the stated parameters hold."""
    bits = (quantization.block_bits_per_weight or quantization.bits_per_weight).typical
    if counted:
        count = parameter_count(a)
        parameters, active = parameters or float(count.total), float(count.active)
    if quantization.id in MIXTURES and counted:
        weights = gguf_weights(a, quantization.id)
    elif quantization.id in EXPERTS_ONLY and a.experts and counted:
        weights = _experts_only(a, parameters, bits)
    else:
        whole = quantization.bits_per_weight.typical if quantization.id in MIXTURES else bits
        weights = weight_bytes(a, parameters, whole, embeddings_16_bit=quantization.embeddings_16_bit)
    return LanguageModel(
        architecture=a,
        weights=weights,
        parameters=parameters,
        active=min(active, parameters),
        bits=bits,
        quantization=quantization.id,
    )


def _experts_only(a: Architecture, parameters: float, bits: float) -> Weights:
    """W = 2·(P − P_routed) + P_routed·b / 8."""
    parts = parameter_count(a)
    rest = parameters - parts.embedding - parts.head - parts.routed_experts
    return Weights(2.0 * parts.embedding, 2.0 * parts.head, 2.0 * rest + parts.routed_experts * bits / 8)
