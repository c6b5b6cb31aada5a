"""Known answers of the architecture engine, worked by hand from the published configurations beside each number."""

from __future__ import annotations

from typing import Any

import pytest

from calculators.engines.architecture import (
    Architecture,
    ArchitectureError,
    from_model,
    is_counted,
    kv_values,
    kv_values_per_token,
    parameter_count,
)
from tests.support.records import real

FP16_BYTES = 2
KIB = 1024


@pytest.fixture(scope="module")
def models() -> Any:
    """The models of the real catalogue."""
    return real().catalogue["models"]


def shape(models: Any, model: str) -> Architecture:
    return from_model(models[model])


def test_llama_3_1_8b_has_8_030_261_248_parameters(models: Any) -> None:
    # V·h = 128,256·4,096 = 525,336,576, twice (not tied); 32 layers of attention 4096·128·(2·32 + 2·8) = 41,943,040,
    # MLP 3·4096·14336 = 176,160,768 and two norms of 4,096; one norm at the end.
    parts = parameter_count(shape(models, "llama-3-1-8b"))
    assert parts.embedding == parts.head == 525_336_576
    assert parts.attention == 32 * 41_943_040
    assert parts.mlp == 32 * 176_160_768
    assert parts.norms == 65 * 4096
    assert parts.total == parts.active == 8_030_261_248


def test_grouped_and_multi_head_caches(models: Any) -> None:
    # Llama 3.1 8B: 2·8·128 values in each of 32 layers; Llama 2 7B: 2·32·128 in each of 32
    assert kv_values_per_token(shape(models, "llama-3-1-8b")) * FP16_BYTES == 128 * KIB
    assert kv_values_per_token(shape(models, "llama-2-7b")) * FP16_BYTES == 512 * KIB


def test_mixtral_has_46_7_billion_parameters_of_which_12_9_are_active(models: Any) -> None:
    # an expert has 3·4096·14336 = 176,160,768; six of eight are idle in each of 32 layers
    parts = parameter_count(shape(models, "mixtral-8x7b"))
    assert parts.total == 46_702_792_704
    assert parts.total - parts.active == 32 * 6 * 176_160_768
    assert round(parts.active / 1e9, 1) == 12.9


def test_deepseek_v3_keeps_576_values_in_each_of_61_layers(models: Any) -> None:
    a = shape(models, "deepseek-v3-r1-671b")
    assert kv_values_per_token(a) == 576 * 61  # KV latent 512 and 64 of RoPE
    # Without the 58 router corrections of 256 that its maker counts too: 671,026,419,200
    assert parameter_count(a).total == 671_026_419_200 - 58 * 256


def test_gemma_3_slides_in_five_layers_of_six(models: Any) -> None:
    a = shape(models, "gemma-3-27b")
    assert (a.layers, a.full_layers, a.window) == (62, 10, 1024)
    per_layer = 2 * 16 * 128
    assert kv_values(a, 1024) == 1024 * 62 * per_layer == 1024 * kv_values_per_token(a)
    # beyond the window only the ten full layers grow
    assert kv_values(a, 131_072) == (10 * 131_072 + 52 * 1024) * per_layer


def test_a_window_in_all_layers_bounds_the_cache(models: Any) -> None:
    a = shape(models, "mistral-7b-v0-1")
    assert kv_values(a, 32_768) == kv_values(a, 4096) == 4096 * 32 * 2 * 8 * 128


def test_full_layers_with_other_heads(models: Any) -> None:
    # Gemma 4 31B: 50 layers of 16 KV heads of 256, 10 of 4 heads of 512
    assert kv_values_per_token(shape(models, "gemma-4-31b")) == 50 * 2 * 16 * 256 + 10 * 2 * 4 * 512


def test_layers_that_read_the_keys_of_others_keep_none(models: Any) -> None:
    # Gemma 4 E4B: the first 24 of 42 layers keep keys and values, four of them with full attention
    assert kv_values_per_token(shape(models, "gemma-4-e4b")) == 20 * 2 * 2 * 256 + 4 * 2 * 2 * 512


def test_hybrid_layers_keep_a_state_and_no_tokens(models: Any) -> None:
    # Qwen3.6 27B: every fourth of 64 layers has 2·4·256 values, the others none
    a = shape(models, "qwen3-6-27b")
    assert kv_values(a, 1000) == 1000 * kv_values_per_token(a) == 1000 * 16 * 2 * 4 * 256
    assert not is_counted(models["qwen3-6-27b"])
    with pytest.raises(ArchitectureError, match="attention is hybrid"):
        parameter_count(a)


def test_compressed_caches_are_refused(models: Any) -> None:
    with pytest.raises(ArchitectureError, match="attention compresses"):
        kv_values_per_token(shape(models, "deepseek-v4-flash"))


def test_learned_positions_count(models: Any) -> None:
    # GPT-2: (50,257 + 1,024)·768, no second matrix for the output
    parts = parameter_count(shape(models, "gpt-2-124m"))
    assert (parts.embedding, parts.head) == (39_383_808, 0)


def test_a_missing_figure_is_named(models: Any) -> None:
    with pytest.raises(ArchitectureError) as caught:
        shape(models, "whisper-base")
    assert caught.value.field == "layers"


def test_no_tokens_no_cache(models: Any) -> None:
    assert kv_values(shape(models, "llama-3-1-8b"), 0) == 0


def test_every_text_model_has_the_architecture_that_sizing_needs(models: Any) -> None:
    text = [m for m in models.values() if m.modality in ("text", "vision") and m.structure.endswith("decoder")]
    assert len(text) >= 90
    for model in text:
        from_model(model)


def test_there_are_enough_models_of_other_kinds(models: Any) -> None:
    assert sum(m.modality in ("image", "video", "audio") for m in models.values()) >= 15
