"""The size of a GGUF file: which tensor gets which type in each of llama.cpp's mixtures, and how many bits a type takes.

A mixture such as Q4_K_M is one type for most tensors and more bits for those that suffer most: the output head, the values'
projection, the second MLP matrix of some layers. The rules follow `llama_tensor_get_type_impl` in llama.cpp
src/llama-quant.cpp (commit 007dbbf3), the bits `GGML_QUANT_SIZES` in gguf-py/gguf/constants.py. Nothing here is fitted.
"""

from __future__ import annotations

from dataclasses import dataclass

from calculators.engines.architecture import Architecture, attention_parameters, parameter_count

BITS = {
    "f32": 32.0, "f16": 16.0, "bf16": 16.0, "q8_0": 8.5, "q5_1": 6.0, "q5_0": 5.5, "q4_1": 5.0, "q4_0": 4.5,
    "q6_k": 6.5625, "q5_k": 5.5, "q4_k": 4.5, "q3_k": 3.4375, "q2_k": 2.625,
    "iq4_nl": 4.5, "iq4_xs": 4.25, "iq3_s": 3.4375, "iq3_xxs": 3.0625, "iq2_s": 2.5625, "iq2_xs": 2.3125,
    "iq2_xxs": 2.0625, "iq1_m": 1.75, "iq1_s": 1.5625, "mxfp4": 4.25,
}  # fmt: skip
"""Bits a weight of each tensor type, scales included."""

_FALLBACK = {
    **dict.fromkeys(("iq1_s", "iq1_m", "iq2_xxs", "iq2_xs", "iq2_s", "iq3_xxs", "iq3_s", "iq4_xs"), "iq4_nl"),
    "q2_k": "q4_0", "q3_k": "q4_0", "q4_k": "q5_0", "q5_k": "q5_1", "q6_k": "q8_0",
}  # fmt: skip
"""Type in blocks of 256 → the type that takes its place in a row that 256 does not divide."""

GROUPED = 4
"""Query heads to a KV head from which a model counts as grouped in the rules."""

METADATA_BYTES_PER_WORD = 60
"""Of the tokenizer in the file: a word as a string with its length, a score, a kind, and a merge rule of two words."""


@dataclass(frozen=True, slots=True)
class Rule:
    """`base` for most layers, `more` for those that `where` names."""

    base: str
    more: str = ""
    where: str = ""

    def at(self, layer: int, layers: int) -> str:
        """The type in one layer."""
        if not self.more:
            return self.base
        match self.where:
            case "first-two":
                special = layer < 2
            case "first-four":
                special = layer < 4
            case "first-sixteenth":
                special = layer < layers // 16
            case "first-eighth":
                special = layer < layers // 8
            case "ends-and-thirds":
                start = layers // 8
                special = layer < start or layer >= 7 * layers // 8 or (layer - start) % 3 == 2
            case "middle":
                special = layers // 8 <= layer < 7 * layers // 8
            case _:
                raise ValueError(self.where)
        return self.more if special else self.base


@dataclass(frozen=True, slots=True)
class Mixture:
    """Types by tensor; an empty one is the base. `values_grouped` is that of the values' projection in grouped models."""

    base: str
    output: str = "q6_k"
    embedding: str = ""
    values: Rule | None = None
    values_grouped: Rule | None = None
    queries_keys: str = ""
    attention_output: str = ""
    down: Rule | None = None
    gate_up: Rule | None = None
    eight_experts_output: str = "q5_k"


def _low(base: str, values: str, attention_output: str, embedding: str) -> Mixture:
    """The mixtures below three bits share a pattern."""
    rich = values  # the second MLP matrix of the first layers gets what values get
    return Mixture(
        base,
        output="q5_k",
        embedding=embedding,
        values=Rule(values),
        values_grouped=Rule("q4_k"),
        attention_output=attention_output,
        down=Rule(base, rich, "first-eighth"),
    )


MIXTURES: dict[str, Mixture] = {
    "f32": Mixture("f32", output="f32", eight_experts_output=""),
    "f16": Mixture("f16", output="f16", eight_experts_output=""),
    "bf16": Mixture("bf16", output="bf16", eight_experts_output=""),
    "q8-0": Mixture("q8_0", output="q8_0", eight_experts_output=""),
    "q5-1": Mixture("q5_1", eight_experts_output=""),
    "q5-0": Mixture("q5_0", eight_experts_output=""),
    "q4-1": Mixture("q4_1", eight_experts_output=""),
    "q4-0": Mixture("q4_0", eight_experts_output=""),
    "q6-k": Mixture("q6_k", eight_experts_output=""),
    "q5-k-s": Mixture("q5_k", eight_experts_output=""),
    "q5-k-m": Mixture(
        "q5_k",
        values=Rule("q5_k", "q6_k", "ends-and-thirds"),
        down=Rule("q5_k", "q6_k", "ends-and-thirds"),
        eight_experts_output="",
    ),
    "q4-k-s": Mixture("q4_k", values=Rule("q4_k", "q5_k", "first-four"), down=Rule("q4_k", "q5_k", "first-eighth")),
    "q4-k-m": Mixture(
        "q4_k", values=Rule("q4_k", "q6_k", "ends-and-thirds"), down=Rule("q4_k", "q6_k", "ends-and-thirds")
    ),
    "q3-k-s": Mixture("q3_k"),
    "q3-k-m": Mixture(
        "q3_k",
        values=Rule("q4_k", "q5_k", "first-two"),
        attention_output="q4_k",
        down=Rule("q4_k", "q5_k", "first-sixteenth"),
    ),
    "q3-k-l": Mixture("q3_k", values=Rule("q5_k"), attention_output="q5_k", down=Rule("q5_k"), eight_experts_output=""),
    "q2-k": Mixture(
        "q2_k", values=Rule("q3_k"), values_grouped=Rule("q4_k"), attention_output="q3_k", down=Rule("q3_k")
    ),
    "q2-k-s": Mixture(
        "q2_k", values_grouped=Rule("q4_k"), down=Rule("q2_k", "q4_k", "first-eighth"), eight_experts_output=""
    ),
    "iq4-nl": Mixture("iq4_nl", values_grouped=Rule("q5_k")),
    "iq4-xs": Mixture("iq4_xs", values_grouped=Rule("q5_k")),
    "iq3-m": Mixture("iq3_s", values=Rule("q4_k"), attention_output="q4_k", down=Rule("iq3_s", "q4_k", "first-eighth")),
    "iq3-s": Mixture("iq3_s", values_grouped=Rule("q4_k")),
    "iq3-xs": Mixture(
        "iq3_s", values_grouped=Rule("q4_k"), queries_keys="iq3_xxs", gate_up=Rule("iq3_s", "iq3_xxs", "middle")
    ),
    "iq3-xxs": Mixture(
        "iq3_xxs",
        output="q5_k",
        embedding="iq3_s",
        values_grouped=Rule("q4_k"),
        queries_keys="iq2_s",
        attention_output="iq3_s",
    ),
    "iq2-m": _low("iq2_s", "iq3_s", "iq3_s", "iq3_s"),
    "iq2-s": _low("iq2_xs", "iq3_s", "iq3_s", "iq3_s"),
    "iq2-xs": _low("iq2_xs", "q2_k", "", "q2_k"),
    "iq2-xxs": _low("iq2_xxs", "q2_k", "", "q2_k"),
    "iq1-m": _low("iq1_m", "q2_k", "iq2_xxs", "q2_k"),
    "iq1-s": _low("iq1_s", "q2_k", "iq2_xxs", "q2_k"),
}
"""Quantization (its record's id) → mixture, importance matrix at hand."""


@dataclass(frozen=True, slots=True)
class GgufBytes:
    """Bytes of a file by part. Of a tied embedding the one tensor counts as embedding."""

    embedding: float
    head: float
    body: float
    metadata: float

    @property
    def total(self) -> float:
        """The file."""
        return self.embedding + self.head + self.body + self.metadata


def gguf_bytes(a: Architecture, mixture: Mixture) -> GgufBytes:
    """Bytes of a model's file in a mixture: Σ weights × bits / 8 over its tensors, norms and routers at 32 bits."""
    counted = parameter_count(a)
    row = a.hidden
    output = mixture.output if row % 256 == 0 or mixture.base in ("f32", "f16", "bf16", "q8_0") else "q8_0"
    embedding = output if a.tied_embeddings else _type(mixture.embedding or mixture.base, row)
    body = 0.0
    slides = a.layers - a.full_layers
    for layer in range(a.layers):
        full = not slides or layer * a.full_layers // a.layers != (layer + 1) * a.full_layers // a.layers
        body += _attention_bits(a, mixture, layer, full=full) / 8
        body += _mlp_bits(a, mixture, layer) / 8
    body += counted.norms * 4
    return GgufBytes(
        embedding=counted.embedding * BITS[embedding] / 8,
        head=counted.head * BITS[_type(output, row)] / 8,
        body=body,
        metadata=METADATA_BYTES_PER_WORD * a.vocabulary,
    )


def _attention_bits(a: Architecture, m: Mixture, layer: int, *, full: bool) -> float:
    if a.is_latent:
        return attention_parameters(a, full=full) * _bits(m.base, a.hidden)
    kv_heads, size = (a.full_kv_heads, a.full_head_size) if full else (a.kv_heads, a.head_size)
    eight = a.experts == 8
    queries = a.hidden * size * a.heads
    keys = a.hidden * size * kv_heads
    if a.fused_attention:  # one matrix of queries, keys and values gets what values get
        joined = (queries + 2 * keys) * _bits(_values_type(a, m, layer, kv_heads), a.hidden)
        return joined + queries * _bits(m.attention_output or m.base, a.heads * size)
    values = 0 if full and a.shared_kv_projection else keys
    query_type = m.queries_keys or m.base
    output_type = (m.eight_experts_output if eight else "") or m.attention_output or m.base
    return (
        queries * _bits(query_type, a.hidden)
        + keys * _bits("q8_0" if eight and m.output in ("q6_k", "q5_k") else query_type, a.hidden)
        + values * _bits(_values_type(a, m, layer, kv_heads), a.hidden)
        + queries * _bits(output_type, a.heads * size)
    )


def _values_type(a: Architecture, m: Mixture, layer: int, kv_heads: int) -> str:
    if m.base in ("f32", "f16", "bf16"):
        return m.base
    grouped = a.heads >= GROUPED * kv_heads or a.experts >= GROUPED
    rule = (m.values_grouped if grouped and m.values_grouped else m.values) or Rule(m.base)
    kind = rule.at(layer, a.layers)
    low = m.embedding == "q2_k" or m.base in ("iq2_s", "iq2_xs")
    if a.experts == 8 and not low:
        return "q8_0"
    if a.layers == 80 and not low and kind in ("q3_k", "q4_k"):
        return "q5_k"  # the rule for 70B models, which llama.cpp knows by their 80 layers
    return kind


def _mlp_bits(a: Architecture, m: Mixture, layer: int) -> float:
    """Bits of a layer's MLP, or of its router, shared and routed experts."""
    down = m.down.at(layer, a.layers) if m.down else m.base
    gate_up = m.gate_up.at(layer, a.layers) if m.gate_up else m.base
    inputs = 2 if a.gated_mlp else 1

    def bits(width: int) -> float:
        return a.hidden * width * (inputs * _bits(gate_up, a.hidden) + _bits(down, width))

    if layer < a.dense_layers:
        return bits(a.mlp)
    shared = bits(a.shared_experts * a.expert_mlp) if a.shared_experts else 0.0
    return shared + 32 * a.hidden * a.experts + a.experts * bits(a.expert_mlp)


def _bits(kind: str, row: int) -> float:
    return BITS[_type(kind, row)]


def _type(kind: str, row: int) -> str:
    """The type that a row of this length can take."""
    if row % 256 and kind in _FALLBACK:
        kind = _FALLBACK[kind]
    return kind if row % 32 == 0 or kind in ("f32", "f16", "bf16") else "f16"
