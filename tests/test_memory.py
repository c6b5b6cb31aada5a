"""Known answers of the memory engines, worked by hand or published."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from calculators.core.catalogue import Catalogue
from calculators.engines.architecture import Architecture, from_model, kv_values
from calculators.engines.finetune_memory import (
    ALL_LINEAR,
    Training,
    activation_bytes,
    lora_parameters,
    state_bytes,
    training_memory,
)
from calculators.engines.gguf import BITS, MIXTURES, Rule, gguf_bytes
from calculators.engines.image_memory import Pipeline, pipeline_memory
from calculators.engines.language_model import language_model
from calculators.engines.memory import (
    GIB,
    TENSOR,
    Job,
    Weights,
    allocated,
    allocated_by_all,
    copies_of_cache,
    gguf_weights,
    kv_cache_bytes,
    llama_cpp_buffer,
    prompt_activations,
    share_of_cache,
    share_of_weights,
    weight_bytes,
)
from tests.support.records import real

KIB, MIB = 2.0**10, 2.0**20


@pytest.fixture(scope="module")
def records() -> Catalogue:
    return real().catalogue


def shape(records: Catalogue, model: str) -> Architecture:
    return from_model(records["models"][model])


def job(records: Catalogue, model: str, **more: Any) -> Job:
    a = shape(records, model)
    parameters = records["models"][model].parameters_billion.typical * 1e9
    weights = weight_bytes(a, parameters, 16, embeddings_16_bit=False)
    return Job(**{"architecture": a, "weights": weights, "software": "transformers", "context_tokens": 2048,
                  "prompt_tokens": 128, **more})  # fmt: skip


def test_cache_of_a_token_by_hand(records: Catalogue) -> None:
    # Llama 3.1 8B: 32 layers × 2 × 8 heads × 128 × 2 bytes; Llama 2 7B has 32 heads; DeepSeek V3 keeps 512 + 64 in 61 layers
    assert kv_cache_bytes(shape(records, "llama-3-1-8b"), 1, 1, 2) == 128 * KIB
    assert kv_cache_bytes(shape(records, "llama-2-7b"), 1, 1, 2) == 512 * KIB
    assert kv_cache_bytes(shape(records, "deepseek-v3-r1-671b"), 1, 1, 2) == 61 * 576 * 2
    assert kv_cache_bytes(shape(records, "llama-3-1-8b"), 8192, 4, 1) == 2 * GIB


def test_gemma_3_keeps_a_window_in_five_layers_of_six(records: Catalogue) -> None:
    # 27B: 62 layers of 2·16·128 values; 10 with full attention, 52 within 1,024 tokens
    a = shape(records, "gemma-3-27b")
    assert kv_values(a, 1024) == 62 * 4096 * 1024
    assert kv_values(a, 8192) == 4096 * (10 * 8192 + 52 * 1024)


@pytest.mark.parametrize(
    ("model", "quantization", "gib", "within"),
    [
        # llama.cpp, tools/quantize/README.md at 311c2c9f: sizes in GiB to two decimals
        ("llama-3-1-8b", "q4-k-m", 4.58, 0.002),
        ("llama-3-1-8b", "q8-0", 7.95, 0.002),
        ("llama-3-1-8b", "q2-k", 2.95, 0.005),
        ("llama-3-1-8b", "f16", 14.96, 0.001),
        # XiongjieDai, GPU-Benchmarks-on-LLM-Inference at aa72e0ec: table of Llama 3 70B, of the same shape as 3.1
        ("llama-3-1-70b", "q4-k-m", 39.59, 0.001),
        ("llama-3-1-70b", "iq2-xs", 19.69, 0.001),
        ("llama-3-1-70b", "q6-k", 53.91, 0.001),
        # the README's 249.1 GB of Llama 3.1 405B; its mixture then gave more bits to some tensors
        ("llama-3-1-405b", "q4-k-m", 249.1e9 / GIB, 0.03),
        ("llama-3-1-405b", "f32", 1625.1e9 / GIB, 0.002),
    ],
)
def test_published_gguf_sizes(records: Catalogue, model: str, quantization: str, gib: float, within: float) -> None:
    size = gguf_bytes(shape(records, model), MIXTURES[quantization]).total / GIB
    assert size == pytest.approx(gib, rel=within)


def test_every_gguf_quantization_of_the_catalogue_has_a_mixture_or_whole_bits(records: Catalogue) -> None:
    for quantization in records["quantizations"].values():
        if quantization.format == "gguf" and quantization.id not in MIXTURES:
            assert quantization.bits_per_weight.typical > 0


def test_mixtures_hold_at_least_their_own_bits(records: Catalogue) -> None:
    a = shape(records, "llama-3-1-8b")
    for name, mixture in MIXTURES.items():
        bits = 8 * gguf_bytes(a, mixture).total / 8_030_261_248
        assert BITS[mixture.base] * 0.93 <= bits <= BITS[mixture.base] * 1.4, name


def test_rules_name_layers() -> None:
    # 32 layers: the first and last four, and every third of the others from the seventh
    chosen = [i for i in range(32) if Rule("q4_k", "q6_k", "ends-and-thirds").at(i, 32) == "q6_k"]
    assert chosen == [0, 1, 2, 3, 6, 9, 12, 15, 18, 21, 24, 27, 28, 29, 30, 31]
    assert Rule("q4_k").at(0, 32) == "q4_k"
    with pytest.raises(ValueError, match="nowhere"):
        Rule("q4_k", "q6_k", "nowhere").at(0, 32)


@pytest.mark.parametrize(
    ("where", "layers", "chosen"),
    [  # shares of the layers are whole numbers, rounded down, as in llama.cpp: 40 // 16 = 2, 40 // 8 = 5, 7 · 40 // 8 = 35
        ("first-two", 40, [0, 1]),
        ("first-four", 40, [0, 1, 2, 3]),
        ("first-sixteenth", 40, [0, 1]),
        ("first-eighth", 44, [0, 1, 2, 3, 4]),
        ("middle", 12, [1, 2, 3, 4, 5, 6, 7, 8, 9]),
        ("ends-and-thirds", 12, [0, 3, 6, 9, 10, 11]),
    ],
)
def test_rules_round_shares_of_layers_down(where: str, layers: int, chosen: list[int]) -> None:
    assert [i for i in range(layers) if Rule("q4_k", "q6_k", where).at(i, layers) == "q6_k"] == chosen


def test_rows_that_256_does_not_divide_take_another_type(records: Catalogue) -> None:
    # Qwen2.5 0.5B has 896 wide rows: Q4_K gives way to Q5_0, Q6_K to Q8_0
    a = shape(records, "qwen2-5-0-5b")
    parts = gguf_bytes(a, MIXTURES["q4-k-m"])
    assert parts.embedding == pytest.approx(a.vocabulary * 896 * 8.5 / 8)
    assert parts.head == 0


def test_a_fused_matrix_gets_what_values_get(records: Catalogue) -> None:
    # Phi-4: 40 layers of 5120·(5120 + 2·1280) in one matrix; 5 first and last ones and every third between have Q6_K
    a = shape(records, "phi-4-14b")
    parted = gguf_bytes(replace(a, fused_attention=False), MIXTURES["q4-k-m"]).total
    rich = sum(Rule("q4_k", "q6_k", "ends-and-thirds").at(i, 40) == "q6_k" for i in range(40))
    more = rich * 5120 * (5120 + 1280) * (BITS["q6_k"] - BITS["q4_k"]) / 8
    assert gguf_bytes(a, MIXTURES["q4-k-m"]).total == pytest.approx(parted + more)


def test_gpt_oss_has_four_bits_in_its_experts_alone(records: Catalogue) -> None:
    # 24 layers of 32 experts of 3·2880·2880 weights at 4.25 bits, all else at 16
    language = language_model(records["models"]["gpt-oss-20b"], records["quantizations"]["mxfp4"])
    routed = 24 * 32 * 3 * 2880 * 2880
    assert language.weights.total == pytest.approx(routed * 4.25 / 8 + 2 * (language.parameters - routed))


def test_weights_of_gptq_keep_embeddings_at_16_bits(records: Catalogue) -> None:
    # Llama 3.1 8B: 2·525,336,576 at 2 bytes, 6,979,588,096 at 4.15625 bits
    w = weight_bytes(shape(records, "llama-3-1-8b"), 8_030_261_248, 4.15625, embeddings_16_bit=True)
    assert w.total == pytest.approx(2 * 525_336_576 * 2 + 6_979_588_096 * 4.15625 / 8)
    tied = weight_bytes(shape(records, "qwen2-5-0-5b"), 494_032_768, 16, embeddings_16_bit=False)
    assert tied.total == 2 * 494_032_768
    assert tied.head == 0


def test_llama_cpp_buffers_as_its_logs_print_them(records: Catalogue) -> None:
    # GPU-Benchmarks-on-LLM-Inference at aa72e0ec, LLaMA 3 8B: 560.00 MiB at 8,192 tokens on one card, 1,280.03 on two,
    # 258.50 at 512; LLaMA 2 7B: 70.50, 70B: 145.00 at 512
    a = shape(records, "llama-3-8b")
    assert llama_cpp_buffer(a, 8192, flash_attention=False) == 560 * MIB
    assert 2 * llama_cpp_buffer(a, 8192, gpus=2, flash_attention=False) == 1280 * MIB
    assert llama_cpp_buffer(a, 512, flash_attention=False) == 258.5 * MIB
    seven, seventy = shape(records, "llama-2-7b"), shape(records, "llama-2-70b")
    assert llama_cpp_buffer(seven, 512) == 70.5 * MIB
    assert llama_cpp_buffer(seventy, 512) == pytest.approx(145 * MIB, rel=0.01)


def test_llama_cpp_holds_the_embedding_in_ram_unless_it_is_the_head(records: Catalogue) -> None:
    a = shape(records, "llama-3-8b")
    weights = gguf_weights(a, "q4-k-m")
    one = job(records, "llama-3-8b", software="llama-cpp", weights=weights)
    # the log's 4,403.49 MiB of weights on the card
    assert allocated(one).weights / MIB == pytest.approx(4403.49, rel=0.0005)
    tied = gguf_weights(shape(records, "llama-3-2-1b"), "q4-k-m")
    assert allocated(job(records, "llama-3-2-1b", software="llama-cpp", weights=tied)).weights == tied.total


def test_prompt_peaks_in_the_mlp_or_in_old_logits(records: Catalogue) -> None:
    a = shape(records, "qwen2-5-7b")
    # 2·(3·18944 + 4·3584) bytes a token; 6·152064 with the logits of the whole prompt
    assert prompt_activations(a, 1000) == 1000 * 2 * (3 * 18944 + 4 * 3584)
    assert prompt_activations(a, 1000, last_logits_only=False) == 1000 * 6 * 152_064


def test_splitting_weights(records: Catalogue) -> None:
    w = Weights(10, 10, 800)
    assert share_of_weights(w, 80, 1, TENSOR) == 820
    assert share_of_weights(w, 80, 4, TENSOR) == 220
    assert share_of_weights(w, 80, 4, TENSOR, splits_vocabulary=True) == 205
    assert share_of_weights(w, 80, 3, "layers") == 20 + 800 * 27 / 80  # 80 layers over three cards: 27 on the fullest


def test_gpus_share_the_cache_by_kv_heads_and_each_holds_a_latent_one(records: Catalogue) -> None:
    llama, latent = shape(records, "llama-3-1-70b"), shape(records, "deepseek-v3-r1-671b")  # 8 KV heads; MLA
    assert [share_of_cache(llama, n, TENSOR) for n in (1, 2, 8, 16)] == [1, 1 / 2, 1 / 8, 1 / 8]
    assert [share_of_cache(latent, n, TENSOR) for n in (1, 8)] == [1, 1]
    assert [share_of_cache(a, 4, "layers") for a in (llama, latent)] == [1 / 4, 1 / 4]
    assert [copies_of_cache(a, 16, TENSOR) for a in (llama, latent)] == [2, 16]


def test_all_gpus_together_hold_weights_once(records: Catalogue) -> None:
    two = job(records, "llama-3-1-8b", gpus=2)
    assert allocated_by_all(two).weights == pytest.approx(2 * 8_030_261_248)
    assert allocated(two).weights < allocated_by_all(two).weights


def test_lora_parameters_by_hand(records: Catalogue) -> None:
    a = shape(records, "llama-2-7b")
    # litgpt's table: 4,194,304 for rank 8 on query and value: 8·(4096+4096)·2·32
    assert lora_parameters(a, 8, "query-value") == 4_194_304
    # all linear: 8·(4·(4096+4096) + 3·(4096+11008))·32
    assert lora_parameters(a, 8, ALL_LINEAR) == 8 * (4 * 8192 + 3 * 15104) * 32


def training(records: Catalogue, **more: Any) -> Training:
    a = shape(records, "llama-2-7b")
    parameters = records["models"]["llama-2-7b"].parameters_billion.typical * 1e9
    return Training(**{"architecture": a, "weights": weight_bytes(a, parameters, 16, embeddings_16_bit=False),
                       "parameters": parameters, "method": "lora", "tokens": 1000, "trained": 4_194_304.0, **more})  # fmt: skip


def test_states_of_a_full_fine_tune(records: Catalogue) -> None:
    p = 6_738_417_664  # with the buffers that the count in the record has
    full = training(records, method="full")
    assert state_bytes(full) == pytest.approx(16 * full.parameters)
    assert full.parameters == pytest.approx(p, rel=1e-6)
    assert state_bytes(training(records, method="full", optimizer_bytes=2)) == pytest.approx(10 * full.parameters)
    assert state_bytes(training(records, method="full", pure_16_bit=True)) == pytest.approx(8 * full.parameters)
    sharded = training(records, method="full", deepspeed=True, sharding="zero-3", gpus=8)
    assert state_bytes(sharded) == pytest.approx(16 * full.parameters / 8)
    two = training(records, method="full", deepspeed=True, sharding="zero-2", gpus=8)
    assert state_bytes(two) == pytest.approx((2 + 2 / 8 + 12 / 8) * full.parameters)


def test_checkpointing_keeps_one_value_a_layer(records: Catalogue) -> None:
    t = training(records, checkpointing=True)
    one_layer = 8 * 11008 + 20 * 4096
    assert activation_bytes(t) == 1000 * (2 * 4096 * 32 + one_layer)
    assert activation_bytes(training(records)) == 1000 * 32 * one_layer


def test_offload_and_sharding_take_less(records: Catalogue) -> None:
    whole = training_memory(training(records, method="full")).total
    shard = training_memory(training(records, method="full", sharding="fsdp", gpus=4)).total
    away = training_memory(training(records, method="full", offload=True, deepspeed=True)).total
    assert shard < whole
    assert away < whole


def test_image_parts(records: Catalogue) -> None:
    # diffusers-torchao: FLUX.1-dev at 16 bits holds 31.44 GiB before the first step, 47.51 with eight images of 1024 px
    flux = records["models"]["flux-1-dev"]
    one = Pipeline(denoiser=flux.parameters_billion.typical * 1e9, text_encoder=flux.text_encoder_billion.typical * 1e9,
                   decoder=flux.vae_billion.typical * 1e9, hidden=3072, batch=8)  # fmt: skip
    memory = pipeline_memory(one)
    assert memory.weights / GIB == pytest.approx(31.44, rel=0.005)
    assert memory.total / GIB == pytest.approx(47.51, rel=0.01)


def test_offloading_leaves_the_largest_part(records: Catalogue) -> None:
    parts = {"denoiser": 12e9, "text_encoder": 5e9, "decoder": 0.1e9, "hidden": 3072}
    whole, away = pipeline_memory(Pipeline(**parts)), pipeline_memory(Pipeline(**parts, offload="model"))
    assert away.total < whole.total
    assert away.denoiser == 24e9
    assert away.text_encoder == 0


@pytest.mark.parametrize(
    ("changed", "denoiser", "text_encoder", "decoder", "activations"),
    [
        # 10·10⁹ parameters at 16 bits; four maps of 256 channels at 2 bytes for 512 × 512 pixels are more than the denoiser's
        ({}, 20e9, 10e9, 0.2e9, 4 * 256 * 2 * 512 * 512),
        ({"fused": True}, 24e9, 10e9, 0.2e9, 4 * 256 * 2 * 512 * 512),  # a fifth of the denoiser twice
        # four bits, loaded as such: 0.5 bytes each
        ({"denoiser_bits": 4, "text_encoder_bits": 4}, 5e9, 2.5e9, 0.2e9, 4 * 256 * 2 * 512 * 512),
        # four bits, made on the GPU: all of it at 16 bits at first, beside a workspace of 1 GiB
        (
            {"denoiser_bits": 4, "text_encoder_bits": 4, "fused": True, "quantized_on_gpu": True},
            24e9, 10e9, 0.2e9, 2**30,
        ),
        # a U-Net of stable-diffusion.cpp: six tenths at 16 bits, the rest at 4; 1,200 bytes a pixel; no other part
        (
            {"unet": True, "frees_text_encoder": True, "denoiser_bits": 4},
            10e9 * (0.6 * 2 + 0.4 * 0.5), 0.0, 0.0, 1200 * 512 * 512,
        ),
        # without flash attention eight heads of 4,096² scores at 4 bytes
        (
            {"unet": True, "frees_text_encoder": True, "flash_attention": False},
            20e9, 0.0, 0.0, 1200 * 512 * 512 + 8 * 4096**2 * 4,
        ),
        # twelve values of the width at 2 bytes for each of 1,024 tokens
        ({"hidden": 100_000}, 20e9, 10e9, 0.2e9, 12 * 2 * 100_000 * 1024),
        # one part at a time: the largest with what it works on
        ({"offload": "model"}, 20e9, 0.0, 0.0, 0.0),
        ({"offload": "model", "text_encoder": 20e9}, 0.0, 40e9, 0.0, 0.0),
        ({"offload": "model", "decoder": 30e9}, 0.0, 0.0, 60e9, 4 * 256 * 2 * 512 * 512),
    ],
)  # fmt: skip
def test_memory_of_a_pipeline_by_part(
    changed: dict[str, Any], denoiser: float, text_encoder: float, decoder: float, activations: float
) -> None:
    parts: dict[str, Any] = {"denoiser": 10e9, "text_encoder": 5e9, "decoder": 0.1e9, "width": 512, "height": 512}
    memory = pipeline_memory(Pipeline(**{**parts, **changed}), {"image_workspace_gib": 1.0})
    found = (memory.denoiser, memory.text_encoder, memory.decoder, memory.activations)
    assert found == pytest.approx((denoiser, text_encoder, decoder, activations))
