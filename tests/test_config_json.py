"""A pasted config.json gives the parameters that its model is published with, or an error that names the key.

The settings are those of the published models' own files, cut to the keys that size a model; counts are the published ones.
"""

from __future__ import annotations

import json

import pytest

from calculators.engines.architecture import ArchitectureError, kv_values, kv_values_per_token, parameter_count
from calculators.engines.config_json import read_config

pytestmark = pytest.mark.everywhere

LLAMA_3_1_8B = {
    "model_type": "llama", "num_hidden_layers": 32, "hidden_size": 4096, "num_attention_heads": 32, "num_key_value_heads": 8,
    "intermediate_size": 14336, "vocab_size": 128256, "max_position_embeddings": 131072, "tie_word_embeddings": False,
}  # fmt: skip
MIXTRAL_8X7B = {
    "model_type": "mixtral", "num_hidden_layers": 32, "hidden_size": 4096, "num_attention_heads": 32, "num_key_value_heads": 8,
    "intermediate_size": 14336, "vocab_size": 32000, "num_local_experts": 8, "num_experts_per_tok": 2, "sliding_window": None,
}  # fmt: skip
QWEN2_5_7B = {
    "model_type": "qwen2", "num_hidden_layers": 28, "hidden_size": 3584, "num_attention_heads": 28, "num_key_value_heads": 4,
    "intermediate_size": 18944, "vocab_size": 152064, "sliding_window": 131072, "use_sliding_window": False,
}  # fmt: skip
DEEPSEEK_V3 = {
    "model_type": "deepseek_v3", "num_hidden_layers": 61, "hidden_size": 7168, "num_attention_heads": 128, "num_key_value_heads": 128,
    "intermediate_size": 18432, "moe_intermediate_size": 2048, "n_routed_experts": 256, "n_shared_experts": 1,
    "num_experts_per_tok": 8, "first_k_dense_replace": 3, "vocab_size": 129280, "kv_lora_rank": 512, "q_lora_rank": 1536,
    "qk_rope_head_dim": 64, "qk_nope_head_dim": 128, "v_head_dim": 128,
}  # fmt: skip
GEMMA_3_27B = {
    "model_type": "gemma3",
    "text_config": {
        "model_type": "gemma3_text", "num_hidden_layers": 62, "hidden_size": 5376, "num_attention_heads": 32,
        "num_key_value_heads": 16, "head_dim": 128, "intermediate_size": 21504, "vocab_size": 262208,
        "sliding_window": 1024, "sliding_window_pattern": 6,
    },
}  # fmt: skip
GPT2 = {"model_type": "gpt2", "n_layer": 12, "n_embd": 768, "n_head": 12, "n_positions": 1024, "vocab_size": 50257}


def parameters(config):
    return parameter_count(read_config(json.dumps(config)).architecture)


def test_published_parameter_counts():
    assert parameters(LLAMA_3_1_8B).total == 8_030_261_248  # safetensors index of the model
    assert parameters(MIXTRAL_8X7B).total == pytest.approx(46.70e9, rel=2e-3)  # Jiang et al. 2024: 47B
    assert parameters(MIXTRAL_8X7B).active == pytest.approx(12.88e9, rel=2e-3)  # same: 13B active
    assert parameters(QWEN2_5_7B).total == pytest.approx(7.616e9, rel=1e-3)  # model card: 7.61B
    assert parameters(DEEPSEEK_V3).total == pytest.approx(671e9, rel=2e-3)  # technical report: 671B total, 37B active
    assert parameters(DEEPSEEK_V3).active == pytest.approx(37e9, rel=3e-2)
    assert parameters(GPT2).total == pytest.approx(124.44e6, rel=2e-3)  # Radford et al. 2019, counted: 124M


def test_key_value_caches():
    # by hand: 2 (K, V) × 32 layers × 8 heads × 128 = 65,536 values, 128 KiB at two bytes
    assert 2 * kv_values_per_token(read_config(json.dumps(LLAMA_3_1_8B)).architecture) == 128 * 1024
    # by hand: (512 + 64) × 61
    assert kv_values_per_token(read_config(json.dumps(DEEPSEEK_V3)).architecture) == 35_136
    # by hand, 8192 tokens: 62 layers // 6 = 10 full; 2 × 16 × 128 = 4096 values a layer; 10 × 8192 × 4096 + 52 × 1024 × 4096
    assert kv_values(read_config(json.dumps(GEMMA_3_27B)).architecture, 8192) == 10 * 8192 * 4096 + 52 * 1024 * 4096


def test_use_sliding_window_false_means_full_attention():
    architecture = read_config(json.dumps(QWEN2_5_7B)).architecture
    assert architecture.full_layers == 28 and architecture.window == 0


def test_the_types_of_layers_say_which_of_them_slide():
    # by hand: of 32 layers every fourth keeps all tokens, 8; the others the last 512 of 4,096; 2 (K, V) × 8 heads × 128 a layer
    types = ["sliding_attention"] * 3 + ["full_attention"]
    architecture = read_config(
        json.dumps({**LLAMA_3_1_8B, "layer_types": types * 8, "sliding_window": 512})
    ).architecture
    assert (architecture.full_layers, architecture.window) == (8, 512)
    assert kv_values(architecture, 4096) == 2048 * (8 * 4096 + 24 * 512)


def test_layers_of_linear_attention_keep_no_tokens():
    # by hand: a quarter of the layers keep tokens, whatever window is stated; the file itself says “linear”
    types = ["linear_attention"] * 3 + ["full_attention"]
    architecture = read_config(
        json.dumps({**LLAMA_3_1_8B, "layer_types": types * 8, "sliding_window": 512})
    ).architecture
    assert (architecture.attention, architecture.full_layers, architecture.window) == ("hybrid", 8, 0)
    assert kv_values(architecture, 4096) == 2048 * 8 * 4096


def test_one_window_for_every_layer_and_the_pattern_of_gemma_2():
    # by hand: a window alone slides in all 32 layers (Mistral 7B); Gemma 2 alternates, so that half of 42 layers slide
    assert (
        read_config(
            json.dumps({**LLAMA_3_1_8B, "model_type": "mistral", "sliding_window": 4096})
        ).architecture.full_layers
        == 0
    )
    gemma_2 = {**LLAMA_3_1_8B, "model_type": "gemma2", "num_hidden_layers": 42, "sliding_window": 4096}
    assert read_config(json.dumps(gemma_2)).architecture.full_layers == 21


def test_multi_query_attention_has_one_head_of_keys():
    # Falcon 7B's own config.json: 71 heads, multi_query true; by hand 2 × 32 layers × 1 head × 64 = 4,096 values a token
    falcon = {
        "model_type": "falcon", "num_hidden_layers": 32, "hidden_size": 4544, "num_attention_heads": 71, "multi_query": True,
        "vocab_size": 65024, "intermediate_size": 18176,
    }  # fmt: skip
    architecture = read_config(json.dumps(falcon)).architecture
    assert (architecture.attention, architecture.kv_heads) == ("multi-query", 1)
    assert kv_values_per_token(architecture) == 4096


@pytest.mark.parametrize(
    ("text", "field", "said"),
    [
        ("[1, 2]", "config.json", "is a list"),
        (json.dumps(LLAMA_3_1_8B)[:80], "config.json", "is not whole JSON at line 1"),
        ("", "config.json", "is not whole JSON"),
        ("[" * 100_000, "config.json", "is nested deeper than 50 levels"),
        ('"' + "[" * 1000 + '"', "config.json", "is a text"),
        ("null", "config.json", "is null"),
        ("17", "config.json", "is a number"),
        (json.dumps({"model_type": "bert", "hidden_size": 768}), "model_type", "an encoder generates no text"),
        (json.dumps({"model_type": "t5"}), "model_type", "an encoder with a decoder"),
        (json.dumps({"_class_name": "FluxTransformer2DModel"}), "_class_name", "diffusion"),
        (json.dumps({k: v for k, v in LLAMA_3_1_8B.items() if k != "hidden_size"}), "hidden_size", "is missing"),
        (json.dumps({**LLAMA_3_1_8B, "num_hidden_layers": -1}), "num_hidden_layers", "not a whole number"),
        (json.dumps({**LLAMA_3_1_8B, "num_hidden_layers": 10**8}), "num_hidden_layers", "more than the 1,000"),
        (json.dumps({**LLAMA_3_1_8B, "num_hidden_layers": "many"}), "num_hidden_layers", "not a whole number"),
        (json.dumps({**LLAMA_3_1_8B, "vocab_size": 1e30}), "vocab_size", "not a whole number"),
        (json.dumps({**LLAMA_3_1_8B, "num_key_value_heads": 5}), "num_key_value_heads", "does not divide"),
        (json.dumps({**LLAMA_3_1_8B, "layer_types": ["full_attention"]}), "layer_types", "names 1 layers"),
        (json.dumps({**LLAMA_3_1_8B, "layer_types": ["sliding_attention"] * 32}), "sliding_window", "is missing"),
        (json.dumps({**LLAMA_3_1_8B, "hidden_size": 4100}), "hidden_size", "no multiple of num_attention_heads (32)"),
        (
            json.dumps({**DEEPSEEK_V3, "first_k_dense_replace": 62}),
            "first_k_dense_replace",
            "more than num_hidden_layers",
        ),
        (" " * 10**7, "config.json", "has 10000000 characters"),
        (json.dumps({**MIXTRAL_8X7B, "num_experts_per_tok": 9}), "num_experts_per_tok", "more than the 8 experts"),
        (json.dumps({**DEEPSEEK_V3, "v_head_dim": None}), "v_head_dim", "kv_lora_rank says"),
    ],
)
def test_a_bad_file_is_told_by_its_key(text, field, said):
    with pytest.raises(ArchitectureError) as caught:
        read_config(text)
    assert caught.value.field == field and said in caught.value.message


def test_an_unknown_architecture_is_read_as_a_decoder_and_says_so():
    read = read_config(json.dumps({**LLAMA_3_1_8B, "model_type": "brandnew"}))
    assert read.notes and "brandnew" in read.notes[0]
    assert parameter_count(read.architecture).total == 8_030_261_248
