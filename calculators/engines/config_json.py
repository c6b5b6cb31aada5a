"""A Hugging Face `config.json` as an `Architecture`: any decoder sizes like a model of the catalogue.

Key names and defaults are those of the `transformers` library's configuration classes (package transformers 5.23.0,
models/*/configuration_*.py); a key that a model type names otherwise is listed in `_NAMES`.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from calculators.engines.architecture import Architecture, ArchitectureError

LONGEST_TEXT = 200_000
DEEPEST = 50
_LARGEST_COUNT = 100_000_000
MOST_LAYERS = 1_000
"""Layers of a model at most, each of which is sized (Llama 3.1 405B, the deepest of the catalogue's, has 126)."""

_NAMES: dict[str, tuple[str, ...]] = {
    "layers": ("num_hidden_layers", "n_layer", "n_layers", "num_layers"),
    "hidden": ("hidden_size", "n_embd", "d_model"),
    "heads": ("num_attention_heads", "n_head", "n_heads"),
    "kv_heads": ("num_key_value_heads", "num_kv_heads", "n_head_kv"),
    "mlp": ("intermediate_size", "ffn_dim", "n_inner", "ffn_hidden_size"),
    "vocabulary": ("vocab_size", "padded_vocab_size"),
    "context": ("max_position_embeddings", "n_positions", "seq_length", "max_sequence_length"),
    "experts": ("num_local_experts", "num_experts", "n_routed_experts"),
    "active_experts": ("num_experts_per_tok", "num_experts_per_token", "experts_per_token", "moe_topk"),
    "expert_mlp": ("moe_intermediate_size", "expert_intermediate_size", "intermediate_size"),
    "dense_layers": ("first_k_dense_replace",),
}
_TEXT_PARTS = ("text_config", "language_config", "llm_config")
"""Where a model of text and images keeps its language part."""

_UNGATED = ("gpt2", "opt", "gpt_neox", "gptj", "falcon", "phi", "starcoder2", "bloom", "mpt", "gpt_bigcode")
"""Model types whose MLP has two matrices; all others here have three (SwiGLU, GeGLU)."""

_TIED = (
    "gpt2",
    "opt",
    "gemma",
    "gemma2",
    "gemma3",
    "gemma3_text",
    "gemma4",
    "gemma4_text",
    "falcon",
    "bloom",
    "mpt",
    "cohere",
    "cohere2",
)
"""Model types whose embeddings are tied where the file does not say."""

_FUSED = ("phi3", "falcon", "gpt2", "gpt_neox", "bloom", "mpt", "gpt_bigcode", "qwen")
"""Model types whose query, key and value are one matrix."""

_LEARNED_POSITIONS = ("gpt2", "opt", "gpt_bigcode")
_ENCODERS = (
    "bert",
    "roberta",
    "distilbert",
    "electra",
    "deberta",
    "deberta-v2",
    "albert",
    "xlm-roberta",
    "mpnet",
    "vit",
    "clip",
    "modernbert",
)
_ENCODER_DECODERS = ("t5", "mt5", "bart", "mbart", "pegasus", "whisper", "marian", "umt5")
_KNOWN = (
    *_UNGATED, "gemma", "gemma2", "gemma3", "gemma3_text", "llama", "mistral", "mistral3", "mixtral", "ministral",
    "qwen2", "qwen2_moe", "qwen3", "qwen3_moe", "phi3", "phi4", "deepseek", "deepseek_v2", "deepseek_v3", "kimi_k2",
    "gpt_oss", "olmo", "olmo2", "olmo3", "cohere", "cohere2", "stablelm", "glm", "glm4", "glm4_moe", "granite",
    "smollm3", "exaone4", "internlm2", "internlm3", "baichuan", "yi", "starcoder2", "nemotron",
)  # fmt: skip
"""Model types that `Architecture` describes."""


@dataclass(frozen=True, slots=True)
class FromConfig:
    """What a config.json says: its architecture, the longest context (0: not said), and what a reader must know."""

    architecture: Architecture
    model_type: str
    context_tokens: int
    notes: tuple[str, ...]


def read_config(text: str) -> FromConfig:
    """The architecture in the text of a `config.json`. ArchitectureError names the key that is missing or contradictory."""
    root = _object(text)
    config: dict[str, Any] = next((root[part] for part in _TEXT_PARTS if isinstance(root.get(part), dict)), root)
    model_type = str(config.get("model_type", root.get("model_type", "")))[:60]
    _refuse_other_kinds(root, model_type)
    notes = (
        []
        if model_type in _KNOWN
        else [f"model_type “{model_type or 'not said'}” is unknown here: read as a plain decoder."]
    )
    reader = _Reader(config)
    architecture = _architecture(reader, model_type)
    return FromConfig(architecture, model_type, reader.optional("context"), tuple(notes))


def _object(text: str) -> dict[str, Any]:
    if len(text) > LONGEST_TEXT:
        raise ArchitectureError("config.json", f"has {len(text)} characters; a model's has at most {LONGEST_TEXT}")
    if _deepest(text) > DEEPEST:
        raise ArchitectureError("config.json", f"is nested deeper than {DEEPEST} levels")
    try:
        root = json.loads(text)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno} ({error.msg})"
        raise ArchitectureError("config.json", f"is not whole JSON at {where}") from error
    if not isinstance(root, dict):
        kind = {list: "a list", str: "a text", bool: "true or false"}.get(type(root), "a number")
        said = "null" if root is None else kind
        raise ArchitectureError("config.json", f"is {said}, not an object of keys and values")
    return root


def _deepest(text: str) -> int:
    """How deep brackets nest outside of strings. In Pyodide a parser's recursion ends the worker before Python can say so."""
    deepest = depth = 0
    for bracket in re.findall(r"[\[{\]}]", re.sub(r'"(?:[^"\\]|\\.)*"', "", text)):
        depth += 1 if bracket in "[{" else -1
        deepest = max(deepest, depth)
    return deepest


def _refuse_other_kinds(root: dict[str, Any], model_type: str) -> None:
    if model_type in _ENCODERS:
        raise ArchitectureError("model_type", f"is {model_type}: an encoder generates no text")
    if model_type in _ENCODER_DECODERS or root.get("is_encoder_decoder") is True:
        raise ArchitectureError(
            "model_type", f"is {model_type}: an encoder with a decoder, which is not described here"
        )
    if "_class_name" in root or "_diffusers_version" in root:
        raise ArchitectureError("_class_name", "is of a diffusion model: choose one of the catalogue")


class _Reader:
    """Counts by their names here, from whatever key the file uses."""

    def __init__(self, config: dict[str, Any]) -> None:
        self.config = config

    def needed(self, name: str) -> int:
        value = self.optional(name)
        if not value:
            raise ArchitectureError(_NAMES[name][0], f"is missing (looked for {', '.join(_NAMES[name])})")
        return value

    def optional(self, name: str) -> int:
        return next((self.count(key) for key in _NAMES.get(name, (name,)) if self.config.get(key) is not None), 0)

    def count(self, key: str) -> int:
        value = self.config.get(key)
        if value is None:
            return 0
        whole = (
            isinstance(value, int | float)
            and not isinstance(value, bool)
            and 0 <= value <= _LARGEST_COUNT
            and value == int(value)
        )
        if not whole:
            raise ArchitectureError(key, f"is {str(value)[:40]}, not a whole number from 0 to {_LARGEST_COUNT:,}")
        return int(value)


def _architecture(reader: _Reader, model_type: str) -> Architecture:
    config = reader.config
    layers, hidden, heads = reader.needed("layers"), reader.needed("hidden"), reader.needed("heads")
    if layers > MOST_LAYERS:
        raise ArchitectureError(
            "num_hidden_layers", f"is {layers}, more than the {MOST_LAYERS:,} that a model may have"
        )
    latent = reader.count("kv_lora_rank")
    kv_heads = 0 if latent else _kv_heads(reader, heads)
    head_size = 0 if latent else _head_size(reader, hidden, heads)
    experts = reader.optional("experts")
    experts = 0 if experts == 1 else experts
    dense_layers = _dense_layers(reader, layers) if experts else layers
    full_layers, window = _windows(reader, layers, model_type)
    expert_mlp = reader.needed("expert_mlp") if experts else 0
    attention = (
        "latent"
        if latent
        else "multi-query"
        if kv_heads == 1 < heads
        else "grouped"
        if kv_heads < heads
        else "multi-head"
    )
    if full_layers < layers and not window:
        attention = "hybrid"
    return Architecture(
        attention=attention,
        layers=layers,
        hidden=hidden,
        vocabulary=reader.needed("vocabulary"),
        mlp=(reader.optional("mlp") or 4 * hidden)
        if model_type in _UNGATED
        else reader.needed("mlp")
        if dense_layers
        else 0,
        heads=heads,
        kv_heads=kv_heads,
        head_size=head_size,
        tied_embeddings=config.get("tie_word_embeddings", model_type in _TIED) is True,
        gated_mlp=model_type not in _UNGATED,
        fused_attention=model_type in _FUSED,
        full_layers=full_layers,
        full_kv_heads=kv_heads,
        full_head_size=head_size,
        kv_layers=layers,
        positions=reader.optional("context") if model_type in _LEARNED_POSITIONS else 0,
        window=window,
        kv_latent=latent,
        q_latent=reader.count("q_lora_rank"),
        rope_head=_part(reader, "qk_rope_head_dim", latent),
        nope_head=_part(reader, "qk_nope_head_dim", latent),
        value_head=_part(reader, "v_head_dim", latent),
        experts=experts,
        active_experts=_active(reader, experts),
        shared_experts=_shared(reader, expert_mlp) if experts else 0,
        expert_mlp=expert_mlp,
        dense_layers=dense_layers,
    )


def _kv_heads(reader: _Reader, heads: int) -> int:
    if reader.config.get("multi_query") is True and reader.config.get("new_decoder_architecture") is not True:
        return 1
    kv_heads = reader.optional("kv_heads") or heads
    if heads % kv_heads:
        raise ArchitectureError("num_key_value_heads", f"({kv_heads}) does not divide num_attention_heads ({heads})")
    return kv_heads


def _head_size(reader: _Reader, hidden: int, heads: int) -> int:
    stated = reader.count("head_dim")
    if not stated and hidden % heads:
        raise ArchitectureError(
            "hidden_size", f"({hidden}) is no multiple of num_attention_heads ({heads}), and head_dim is not given"
        )
    return stated or hidden // heads


def _dense_layers(reader: _Reader, layers: int) -> int:
    listed = reader.config.get("mlp_only_layers")
    dense = len(listed) if isinstance(listed, list) else reader.optional("dense_layers")
    step = reader.count("decoder_sparse_step") or 1
    dense = max(dense, layers - layers // step)
    if dense > layers:
        raise ArchitectureError("first_k_dense_replace", f"({dense}) is more than num_hidden_layers ({layers})")
    return dense


def _active(reader: _Reader, experts: int) -> int:
    if not experts:
        return 0
    active = reader.needed("active_experts")
    if active > experts:
        raise ArchitectureError("num_experts_per_tok", f"({active}) is more than the {experts} experts")
    return active


def _shared(reader: _Reader, expert_mlp: int) -> int:
    width = reader.count("shared_expert_intermediate_size")
    return (
        round(width / expert_mlp) if width else reader.count("n_shared_experts") or reader.count("num_shared_experts")
    )


def _part(reader: _Reader, key: str, latent: int) -> int:
    if not latent:
        return 0
    value = reader.count(key)
    if not value:
        raise ArchitectureError(key, "is missing, though kv_lora_rank says that attention is latent")
    return value


def _windows(reader: _Reader, layers: int, model_type: str) -> tuple[int, int]:
    """(layers with full attention, window): by layer_types, by the pattern of older Gemma files, or one window for all."""
    config = reader.config
    types = config.get("layer_types")
    window = 0 if config.get("use_sliding_window") is False else reader.count("sliding_window")
    if isinstance(types, list):
        if len(types) != layers:
            raise ArchitectureError("layer_types", f"names {len(types)} layers, num_hidden_layers {layers}")
        full = sum(kind == "full_attention" for kind in types)
        linear = any("linear" in str(kind) or "mamba" in str(kind) for kind in types)
        if full < layers and not linear and not window:
            raise ArchitectureError("sliding_window", "is missing, though layer_types has sliding layers")
        return full, 0 if linear or full == layers else window
    if not window:
        return layers, 0
    pattern = reader.count("sliding_window_pattern") or (2 if model_type == "gemma2" else 0)
    if pattern:
        return layers // pattern, window
    return 0, window
