"""GPU memory of a language model at work: weights, KV cache, activations, and what the software takes besides.

All in bytes and of one GPU unless said otherwise. 2 bytes is a 16-bit number. Equations: M = W + C + A + O, with the peak over
the prompt and the last token where software holds them differently.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from calculators.engines.architecture import Architecture, kv_values
from calculators.engines.constants import values
from calculators.engines.constants.memory import CONSTANTS
from calculators.engines.gguf import MIXTURES, gguf_bytes

GIB = 2.0**30
HALF = 2
SINGLE = 4
"""Bytes of a 16-bit and of a 32-bit number."""

SHIPPED = values(CONSTANTS)

LAYERS = "layers"
TENSOR = "tensor"
"""How several GPUs share a model: whole layers each, or a part of every matrix."""

UBATCH = 512
"""Prompt tokens that llama.cpp works on at once (its default n_ubatch)."""

CHUNK = {"vllm": 8192, "sglang": 8192, "exllamav2": 2048, "exllamav3": 2048, "exllama": 2048, "mlx": 512,
         "tensorrt-llm": 8192, "mlc": 2048, "gpt-fast": 0, "litgpt": 0, "transformers": 0}  # fmt: skip
"""Prompt tokens that software works on at once by its defaults (0: the whole prompt)."""


SPLITS_VOCABULARY = ("vllm", "sglang", "tensorrt-llm")
"""Software whose tensor parallelism splits embedding and head by words too (vLLM's VocabParallelEmbedding)."""


@dataclass(frozen=True, slots=True)
class Weights:
    """Bytes of all weights by part. A tied head that is kept but once counts as embedding."""

    embedding: float
    head: float
    body: float

    @property
    def total(self) -> float:
        """All of them."""
        return self.embedding + self.head + self.body


@dataclass(frozen=True, slots=True)
class Memory:
    """Bytes of one GPU by part."""

    weights: float
    kv_cache: float
    activations: float
    overhead: float

    @property
    def total(self) -> float:
        """All of it."""
        return self.weights + self.kv_cache + self.activations + self.overhead

    @property
    def allocated(self) -> float:
        """Without the overhead: what the software's own log or PyTorch's allocator counts."""
        return self.weights + self.kv_cache + self.activations


def weight_bytes(
    a: Architecture, parameters: float, bits: float, *, embeddings_16_bit: bool, own_head: bool = False
) -> Weights:
    """Weights in a format that has `bits` a weight: W = (E + H)·b_e / 8 + (P − E − H)·b / 8.

    `parameters` P is the model's whole count, of which embedding E = (V + positions)·h and head H = V·h, or 0 where tied.
    Embedding and head stay at 16 bits in GPTQ, AWQ and bitsandbytes (Frantar et al., 2023; Lin et al., 2024; Dettmers et al.,
    2023 quantize the linear layers of blocks). `own_head`: the software keeps a tied head as a matrix of its own (LitGPT).
    """
    embedding = float((a.vocabulary + a.positions) * a.hidden)
    head = 0.0 if a.tied_embeddings else float(a.vocabulary * a.hidden)
    body = max(0.0, parameters - embedding - head)
    if own_head and a.tied_embeddings:
        head = float(a.vocabulary * a.hidden)
    outer = 16.0 if embeddings_16_bit and bits < 16 else bits
    return Weights(embedding * outer / 8, head * outer / 8, body * bits / 8)


def gguf_weights(a: Architecture, quantization: str) -> Weights:
    """Weights of a GGUF file in one of llama.cpp's mixtures."""
    parts = gguf_bytes(a, MIXTURES[quantization])
    return Weights(parts.embedding, parts.head, parts.body)


def kv_cache_bytes(a: Architecture, tokens: int, sequences: int, bytes_per_value: float) -> float:
    """The KV cache of `sequences` of `tokens` each, on all GPUs together: C = values(tokens)·b·sequences."""
    return kv_values(a, tokens) * bytes_per_value * sequences


def active_width(a: Architecture) -> int:
    """The width of the MLPs that one token goes through in a layer: ffn, or k experts and the shared ones."""
    if a.experts:
        return a.active_experts * a.expert_mlp + a.shared_experts * a.expert_mlp
    return a.mlp


def prompt_activations(a: Architecture, tokens: float, *, last_logits_only: bool = True) -> float:
    """Peak of PyTorch's activations while `tokens` of prompt are worked on: A = 2·(3·f + 4·h)·tokens.

    The peak is in the MLP: gate, its activation and up (f each, one less without gate), beside the residual stream, its norm
    and two copies. Software that keeps the logits of the whole prompt (transformers before 4.45) holds them at 16 bits and
    again at 32: (2 + 4)·V·tokens, if that is more.
    """
    layer = HALF * ((3 if a.gated_mlp else 2) * active_width(a) + 4 * a.hidden) * tokens
    logits = 0.0 if last_logits_only else (HALF + SINGLE) * a.vocabulary * tokens
    return max(layer, logits)


def llama_cpp_buffer(
    a: Architecture, context: int, *, gpus: int = 1, flash_attention: bool = True, ubatch: int = UBATCH
) -> float:
    """llama.cpp's compute buffer on one GPU: 4·n·max(V + h, 2·f + 2·h, H·ctx + 6·h) for n tokens at a time.

    The three are the head's logits, an MLP, and, without flash attention, the scores of all heads against the whole context
    (ggml's graph allocator reuses what one step frees for the next). Spread over several GPUs, each holds 5 copies more of the
    attention mask, 4 bytes·n·ctx, so that micro-batches can overlap.
    """
    scores = 0 if flash_attention else a.heads * context + 6 * a.hidden
    width = max(a.vocabulary + a.hidden, 2 * active_width(a) + 2 * a.hidden, scores)
    mask = 5 * context * (0.5 if flash_attention else 1) if gpus > 1 else 0
    return SINGLE * ubatch * (width + mask)


def share_of_weights(w: Weights, layers: int, gpus: int, split: str, *, splits_vocabulary: bool = False) -> float:
    """Weights of the GPU that has most of them: its layers, rounded up, and embedding and head; or its part of every matrix.

    Tensor parallelism as in LitGPT keeps embedding and head whole on each GPU; software that `splits_vocabulary` does not.
    """
    if gpus == 1:
        return w.total
    if split == TENSOR:
        return w.total / gpus if splits_vocabulary else w.embedding + w.head + w.body / gpus
    return w.embedding + w.head + w.body * -(-layers // gpus) / layers


def share_of_cache(a: Architecture, gpus: int, split: str) -> float:
    """Of the KV cache, what one of the GPUs holds: that of its layers, or of its KV heads.

    Where there are more GPUs than KV heads each head is kept several times, and a latent cache, which all heads share, on every
    GPU (vLLM, vllm/model_executor/models/deepseek_v2.py: "we replicate the KV heads").
    """
    if split == TENSOR:
        return 1.0 if a.is_latent else 1.0 / min(gpus, a.kv_heads)
    return 1.0 / gpus


def copies_of_cache(a: Architecture, gpus: int, split: str) -> float:
    """How often all GPUs together hold and read the KV cache: once, or more where a head of it is kept on several."""
    return gpus * share_of_cache(a, gpus, split)


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A language model at work in a software.

    `context_tokens` is how long each of the `sequences` gets at most, `prompt_tokens` how much of that is prompt.
    """

    architecture: Architecture
    weights: Weights
    software: str
    context_tokens: int
    prompt_tokens: int
    sequences: int = 1
    kv_bytes: float = HALF
    gpus: int = 1
    split: str = LAYERS
    state_bytes: float = 0.0
    """Of a sequence in layers that keep a fixed state."""
    flash_attention: bool = True
    embedding_in_ram: bool = True
    """llama.cpp leaves the token embedding to the processor, except on chips that share its memory."""
    last_logits_only: bool = True
    loading_copy: bool = False
    """While the weights are loaded, a second copy of the head exists (transformers before 4.45)."""
    copied_cache: bool = False
    """The cache is rebuilt for each token, so that old and new exist at once (transformers before 4.36)."""
    dequantized_copy: bool = False
    """bitsandbytes holds one matrix at 16 bits while it loads or multiplies."""
    autocast: bool = False
    """Weights of 32 bits with a 16-bit copy of each (torch.autocast)."""


def allocated(job: Job, k: Mapping[str, float] = SHIPPED) -> Memory:
    """Memory of the GPU that holds most, as the software's log or PyTorch's allocator counts it (overhead 0)."""
    a = job.architecture
    splits = job.software in SPLITS_VOCABULARY
    shared = share_of_weights(resident(job), a.layers, job.gpus, job.split, splits_vocabulary=splits)
    cache, activations = _working(job, k)
    return Memory(shared + extra_weights(job), cache * share_of_cache(a, job.gpus, job.split), activations, 0.0)


def allocated_by_all(job: Job, k: Mapping[str, float] = SHIPPED) -> Memory:
    """The same summed over all GPUs: weights once, cache as often as it is kept, activations on each."""
    cache, activations = _working(job, k)
    cache *= copies_of_cache(job.architecture, job.gpus, job.split)
    return Memory(resident(job).total + extra_weights(job), cache, activations * job.gpus, 0.0)


def resident(job: Job) -> Weights:
    """Weights that are kept on GPUs, on all of them together."""
    w = job.weights
    if job.software == "llama-cpp" and job.embedding_in_ram:
        # a tied embedding is needed as the head, on the GPU
        return Weights(0.0, w.head or w.embedding, w.body)
    if job.autocast:
        return Weights(w.embedding * 1.5, w.head * 1.5, w.body * 1.5)
    return w


def extra_weights(job: Job) -> float:
    """Bytes of a matrix at 16 bits that is held besides."""
    a = job.architecture
    return HALF * a.hidden * float(max(a.vocabulary, a.mlp)) if job.dequantized_copy else 0.0


def _working(job: Job, k: Mapping[str, float]) -> tuple[float, float]:
    """(KV cache on all GPUs, activations on one) at the time when both together are largest."""
    a = job.architecture
    state = job.state_bytes * job.sequences
    copies = 2 if job.copied_cache else 1
    end = kv_cache_bytes(a, job.context_tokens, job.sequences, job.kv_bytes) * copies + state
    if job.software == "llama-cpp":
        buffer = llama_cpp_buffer(a, job.context_tokens, gpus=job.gpus, flash_attention=job.flash_attention)
        return end, buffer
    workspace = k["workspace_gib"] * GIB
    chunk = CHUNK.get(job.software, 0)
    prompt = job.prompt_tokens * job.sequences
    at_once = min(prompt, chunk) if chunk else prompt
    begun = kv_cache_bytes(a, job.prompt_tokens, job.sequences, job.kv_bytes) + state
    busy = prompt_activations(a, at_once, last_logits_only=job.last_logits_only)
    if chunk:
        return end, busy + workspace
    if begun + busy * job.gpus >= end:
        cache, activations = begun, busy
    else:
        cache, activations = end, 0.0
    loading = HALF * a.hidden * a.vocabulary if job.loading_copy else 0.0
    if loading > cache + activations * job.gpus:
        return 0.0, loading / job.gpus + workspace
    return cache, activations + workspace
