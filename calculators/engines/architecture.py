"""A transformer's architecture: how many parameters it has, and how many values a token leaves in its KV cache.

Shapes are those of the usual decoder (Vaswani et al., Attention Is All You Need, 2017) with grouped queries
(Ainslie et al., 2023), latent attention (DeepSeek-AI, DeepSeek-V2, 2024, section 2.1), gated MLPs (Shazeer, 2020) and
mixtures of experts with shared experts (DeepSeek-AI, 2024, section 2.2). Bias vectors, norms of single heads, a second pair of
norms and attention sinks are left out: together they are less than 0.1% of any model in the catalogue.
"""

from __future__ import annotations

from dataclasses import dataclass

from calculators.core.records import Figure
from calculators.records import Model

COUNTED_STRUCTURES = ("decoder",)
COUNTED_ATTENTION = ("multi-head", "grouped", "multi-query", "latent")
"""The values of a record's `structure` and `attention` for which the equations here hold."""


class ArchitectureError(ValueError):
    """A model that cannot be sized: `field` is what is missing or contradicts the rest, `message` says how."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(f"{field} {message}")
        self.field = field
        self.message = message


@dataclass(frozen=True, slots=True, kw_only=True)
class Architecture:
    """The shape of a decoder in plain numbers. Zero stands for what the model does not have.

    `full_layers` of the `layers` attend to everything; the others slide over `window` tokens, or, where `window` is 0, keep a
    fixed state and no keys and values. The first `kv_layers` keep keys and values, the rest read theirs.
    """

    attention: str
    layers: int
    hidden: int
    vocabulary: int
    mlp: int
    heads: int
    kv_heads: int
    head_size: int
    tied_embeddings: bool
    gated_mlp: bool
    full_layers: int
    full_kv_heads: int
    full_head_size: int
    kv_layers: int
    shared_kv_projection: bool = False
    fused_attention: bool = False
    positions: int = 0
    window: int = 0
    kv_latent: int = 0
    q_latent: int = 0
    rope_head: int = 0
    nope_head: int = 0
    value_head: int = 0
    experts: int = 0
    active_experts: int = 0
    shared_experts: int = 0
    expert_mlp: int = 0
    dense_layers: int = 0

    @property
    def moe_layers(self) -> int:
        """Layers whose MLP is a mixture of experts."""
        return self.layers - self.dense_layers if self.experts else 0

    @property
    def is_latent(self) -> bool:
        """True for multi-head latent attention (MLA)."""
        return self.attention == "latent"


@dataclass(frozen=True, slots=True)
class Parameters:
    """Parameters by part, of all layers together. `head` is 0 where it is the embedding itself (tied)."""

    embedding: int
    head: int
    attention: int
    mlp: int
    routed_experts: int
    norms: int
    idle_experts: int
    """Those of the routed experts that one token does not use."""

    @property
    def total(self) -> int:
        """All parameters."""
        return self.embedding + self.head + self.attention + self.mlp + self.routed_experts + self.norms

    @property
    def active(self) -> int:
        """Parameters that one token uses, embeddings included."""
        return self.total - self.idle_experts


def is_counted(model: Model) -> bool:
    """True when `parameter_count` holds for the model: a plain decoder, by its own fields."""
    return model.structure in COUNTED_STRUCTURES and model.attention in COUNTED_ATTENTION


def from_model(model: Model) -> Architecture:
    """The architecture that a record states. ArchitectureError names the first field that is missing."""
    layers = _needed(model.layers, "layers")
    latent = model.attention == "latent"
    experts = _count(model.experts)
    dense_layers = _count(model.dense_layers) if experts else layers
    mlp = _needed(model.intermediate_size, "intermediate_size") if dense_layers else _count(model.intermediate_size)
    heads = _needed(model.heads, "heads")
    kv_heads = 0 if latent else _needed(model.kv_heads, "kv_heads")
    head_size = 0 if latent else _needed(model.head_size, "head_size")
    window = _count(model.window_tokens)
    slides = model.attention == "hybrid" or (window and model.attention != "compressed")
    if kv_heads and heads % kv_heads:
        raise ArchitectureError("kv_heads", f"({kv_heads}) do not divide the {heads} attention heads")
    if dense_layers > layers:
        raise ArchitectureError("dense_layers", f"({dense_layers}) are more than the {layers} layers")
    return Architecture(
        attention=model.attention,
        layers=layers,
        hidden=_needed(model.hidden_size, "hidden_size"),
        vocabulary=_needed(model.vocabulary, "vocabulary"),
        mlp=mlp,
        heads=heads,
        kv_heads=kv_heads,
        head_size=head_size,
        tied_embeddings=model.tied_embeddings,
        gated_mlp=model.gated_mlp,
        full_layers=_stated(model.full_attention_layers, "full_attention_layers") if slides else layers,
        full_kv_heads=_count(model.full_kv_heads) or kv_heads,
        full_head_size=_count(model.full_head_size) or head_size,
        kv_layers=_count(model.kv_layers) or layers,
        shared_kv_projection=model.shared_kv_projection,
        fused_attention=model.fused_attention,
        positions=_needed(model.context_tokens, "context_tokens") if model.learned_positions else 0,
        window=window,
        kv_latent=_needed(model.kv_latent_size, "kv_latent_size") if latent else 0,
        q_latent=_count(model.q_latent_size),
        rope_head=_needed(model.rope_head_size, "rope_head_size") if latent else 0,
        nope_head=_needed(model.nope_head_size, "nope_head_size") if latent else 0,
        value_head=_needed(model.value_head_size, "value_head_size") if latent else 0,
        experts=experts,
        active_experts=_needed(model.active_experts, "active_experts") if experts else 0,
        shared_experts=_count(model.shared_experts),
        expert_mlp=_needed(model.expert_size, "expert_size") if experts else 0,
        dense_layers=dense_layers,
    )


def parameter_count(a: Architecture) -> Parameters:
    """Parameters of a decoder, by part.

    embedding = V·h + positions·h, head = V·h (0 if tied), norms = (2·L + 1)·h; attention and MLP as in
    `attention_parameters` and `mlp_parameters`; a layer of experts holds a router of h·E, its shared experts (one MLP of
    their joint width) and E routed experts, of which a token uses `active_experts`.
    """
    if a.attention not in COUNTED_ATTENTION:
        raise ArchitectureError("attention", f"is {a.attention}, whose parameters cannot be counted")
    expert = mlp_parameters(a.hidden, a.expert_mlp, a.gated_mlp)
    shared = mlp_parameters(a.hidden, a.shared_experts * a.expert_mlp, a.gated_mlp)
    dense = mlp_parameters(a.hidden, a.mlp, a.gated_mlp)
    slides = a.layers - a.full_layers
    return Parameters(
        embedding=(a.vocabulary + a.positions) * a.hidden,
        head=0 if a.tied_embeddings else a.vocabulary * a.hidden,
        attention=a.full_layers * attention_parameters(a, full=True) + slides * attention_parameters(a, full=False),
        mlp=a.dense_layers * dense + a.moe_layers * (shared + a.hidden * a.experts),
        routed_experts=a.moe_layers * a.experts * expert,
        norms=(2 * a.layers + 1) * a.hidden,
        idle_experts=a.moe_layers * (a.experts - a.active_experts) * expert,
    )


def attention_parameters(a: Architecture, *, full: bool) -> int:
    """Parameters of one attention layer.

    Grouped queries: h·d·(2·H + 2·K) for H heads of size d and K KV heads (K = H: multi-head, K = 1: multi-query), with one K
    in full layers that make keys and values from one matrix.
    Latent attention: queries h·H·(n + r), by a latent of size q where there is one (h·q + q + q·H·(n + r)); keys and values
    h·(c + r) + c + c·H·(n + v); output H·v·h, with KV latent c and head sizes n (without RoPE), r (RoPE) and v (values).
    """
    if not a.is_latent:
        kv_heads, size = (a.full_kv_heads, a.full_head_size) if full else (a.kv_heads, a.head_size)
        projections = 1 if full and a.shared_kv_projection else 2
        return a.hidden * size * (2 * a.heads + projections * kv_heads)
    per_head = a.heads * (a.nope_head + a.rope_head)
    queries = a.q_latent * (a.hidden + 1 + per_head) if a.q_latent else a.hidden * per_head
    down = a.hidden * (a.kv_latent + a.rope_head) + a.kv_latent
    up = a.kv_latent * a.heads * (a.nope_head + a.value_head)
    return queries + down + up + a.heads * a.value_head * a.hidden


def mlp_parameters(hidden: int, width: int, gated: bool) -> int:
    """Parameters of one MLP: 3·h·w gated (gate, up, down), 2·h·w not."""
    return (3 if gated else 2) * hidden * width


def kv_values_per_token(a: Architecture) -> int:
    """Values that one token leaves in the KV cache of all layers while it is within every window (2 bytes each at fp16).

    2·K·d a layer; latent attention keeps c + r. Layers with a fixed state keep none. ArchitectureError where entries of several
    tokens are compressed into one.
    """
    full, sliding = _kv_layers(a)
    return full * _layer_values(a, full=True) + sliding * _layer_values(a, full=False)


def kv_values(a: Architecture, tokens: int) -> int:
    """Values in the KV cache of a sequence of `tokens`: layers with full attention keep every token, others a window."""
    full, sliding = _kv_layers(a)
    kept = min(tokens, a.window)
    return full * tokens * _layer_values(a, full=True) + sliding * kept * _layer_values(a, full=False)


def _kv_layers(a: Architecture) -> tuple[int, int]:
    """(layers with full attention, layers with a window) that keep keys and values of their own.

    The pattern of windows repeats through the layers, so the first `kv_layers` hold full ones in proportion.
    """
    if a.attention == "compressed":
        raise ArchitectureError("attention", "compresses keys and values in a way that the record does not describe")
    full = a.full_layers * a.kv_layers // a.layers
    return full, (a.kv_layers - full if a.window else 0)


def _layer_values(a: Architecture, *, full: bool) -> int:
    """Values a token leaves in one layer."""
    if a.is_latent:
        return a.kv_latent + a.rope_head
    return 2 * (a.full_kv_heads * a.full_head_size if full else a.kv_heads * a.head_size)


def _count(figure: Figure | None) -> int:
    return 0 if figure is None else int(figure.typical)


def _stated(figure: Figure | None, field: str) -> int:
    if figure is None:
        raise ArchitectureError(field, "is not stated")
    return int(figure.typical)


def _needed(figure: Figure | None, field: str) -> int:
    value = _stated(figure, field)
    if value < 1:
        raise ArchitectureError(field, "is zero")
    return value
