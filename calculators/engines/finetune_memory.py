"""GPU memory of training a language model: weights, trained parameters with their states, activations, logits, runtime.

All in bytes and of one GPU. M = W + S + A + L + O. The counts of saved tensors follow Korthikanti et al., Reducing Activation
Recomputation in Large Transformer Models (2022), section 4, with flash attention and without dropout; those of sharded states
Rajbhandari et al., ZeRO (2020), section 3; LoRA Hu et al. (2021), QLoRA Dettmers et al. (2023).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from calculators.engines.architecture import Architecture
from calculators.engines.constants import values
from calculators.engines.constants.finetune_memory import CONSTANTS
from calculators.engines.memory import GIB, HALF, SINGLE, Weights, active_width

SHIPPED = values(CONSTANTS)

FULL = "full"
LORA = "lora"
QLORA = "qlora"
LORA_EMBEDDINGS = "lora-embeddings"
ADAPTER = "adapter"
ADAPTER_V2 = "adapter-v2"

ALL_LINEAR = "all-linear"
QUERY_VALUE = "query-value"

SHARDED_WEIGHTS = ("zero-3", "fsdp")
SHARDED_GRADIENTS = ("zero-2", *SHARDED_WEIGHTS)
SHARDED_STATES = ("zero-1", *SHARDED_GRADIENTS)

BUCKET = 2e8
"""Values in each of DeepSpeed's two buckets, for gathering and for reducing, as its examples set them."""

LIVE_PARAMETERS = 1e9
"""Parameters that ZeRO-3 gathers at most beside a layer's own (stage3_max_live_parameters, its default)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Training:
    """A model in training."""

    architecture: Architecture
    weights: Weights
    parameters: float
    method: str
    tokens: int
    """In a micro-batch on one GPU: sequence × micro-batch."""
    trained: float
    """Trained parameters beside those of a full fine-tune: adapters."""
    weight_bytes: float = HALF
    """Of a weight that is not quantized."""
    targets: str = QUERY_VALUE
    quantized: str = ""
    """Format of the frozen weights: gptq, bitsandbytes, …"""
    checkpointing: bool = False
    optimizer_bytes: float = 8.0
    """States of the optimizer, a trained parameter: 8 (Adam at 32 bits), 4 (at 16), 2 (8-bit Adam), 0 (SGD)."""
    pure_16_bit: bool = False
    """Trained parameters, gradients and states at 16 bits (LitGPT bf16-true, torchtune)."""
    sharding: str = "none"
    gpus: int = 1
    offload: bool = False
    deepspeed: bool = False
    loads_on_gpu: bool = False
    """The whole checkpoint passes through each GPU before it is sharded (LitGPT)."""
    outer_32_bit: bool = False
    """Embedding and head are widened to 32 bits (PEFT's preparation of bitsandbytes models)."""
    logits_bytes: float = 12.0
    """Of a token and word: at 16 and at 32 bits, and the gradients of both."""


@dataclass(frozen=True, slots=True)
class TrainingMemory:
    """Bytes of one GPU by part."""

    weights: float
    states: float
    activations: float
    logits: float
    overhead: float

    @property
    def total(self) -> float:
        """All of it."""
        return self.weights + self.states + self.activations + self.logits + self.overhead

    @property
    def allocated(self) -> float:
        """Without the overhead: what PyTorch's allocator counts."""
        return self.total - self.overhead


def lora_parameters(a: Architecture, rank: int, targets: str) -> float:
    """Parameters of LoRA adapters: rank × (inputs + outputs) of each target matrix, all layers.

    Query and value: r·(h + H·d) + r·(h + K·d); all linear layers: those, keys and output, and the MLP's matrices.
    """
    queries, keys = a.heads * a.head_size, a.kv_heads * a.head_size
    if a.is_latent:
        queries = a.heads * (a.nope_head + a.rope_head)
        keys = a.kv_latent + a.rope_head
    if targets == QUERY_VALUE:
        return float(rank * (2 * a.hidden + queries + keys) * a.layers)
    width = active_width(a) if not a.experts else a.experts * a.expert_mlp
    mlp = (3 if a.gated_mlp else 2) * (a.hidden + width)
    return float(rank * (2 * (a.hidden + queries) + 2 * (a.hidden + keys) + mlp) * a.layers)


def saved_by_layer(t: Training) -> float:
    """Bytes that one layer keeps for the way back, a token, without checkpointing.

    Frozen weights: 8·f + 20·h with a gated MLP and RMSNorm (gate, its activation, up and their product at 16 bits; attention's
    inputs, queries, keys, values and output; two norms at 32 bits), 4·f + 12·h without; 4·(h − K·d) less where KV heads are
    shared. Where the inputs of matrices are kept too (bitsandbytes; adapters on every matrix), 2·f + 6·h more. Adapter V2
    scales every output: 4·f + 10·h more; LLaMA-Adapter keeps no inputs of the projections: 6·h less.
    """
    a = t.architecture
    h, f = a.hidden, active_width(a)
    saved = 8 * f + 20 * h if a.gated_mlp else 4 * f + 12 * h
    saved -= 4 * max(0, h - a.kv_heads * a.head_size) if not a.is_latent else 0
    if t.quantized == "bitsandbytes" or t.targets == ALL_LINEAR:
        saved += 2 * f + 6 * h
    if t.method == ADAPTER_V2:
        saved += 4 * f + 10 * h
    if t.method == ADAPTER:
        saved -= 6 * h
    return saved * t.weight_bytes / HALF


def activation_bytes(t: Training) -> float:
    """Activations of a micro-batch: every layer's, or with checkpointing 2·h a token and layer, and one layer anew."""
    layer = saved_by_layer(t) * t.tokens
    if not t.checkpointing:
        return layer * t.architecture.layers
    return t.weight_bytes * t.architecture.hidden * t.architecture.layers * t.tokens + layer


def state_bytes(t: Training) -> float:
    """Trained parameters with gradients and optimizer, sharded as told.

    Mixed precision: 4 + 4 + optimizer; DeepSpeed keeps a 16-bit copy of weights and gradients and a 32-bit master: 2 + 2 + 4 +
    optimizer. Pure 16 bits: 2 + 2 and the optimizer at 16 bits. Trained embeddings are a second copy of 16 bits: 2 + 2 + 4. The
    frozen weights are counted elsewhere; a full fine-tune's own weights here.
    """
    n = t.gpus
    states = n if t.sharding in SHARDED_STATES else 1
    gradients = n if t.sharding in SHARDED_GRADIENTS else 1
    weights = n if t.sharding in SHARDED_WEIGHTS else 1
    if t.method == FULL:
        if t.pure_16_bit:
            return t.parameters * (HALF / weights + HALF / gradients + t.optimizer_bytes / 2 / states)
        if t.deepspeed:
            master = SINGLE + t.optimizer_bytes
            return t.parameters * (HALF / weights + HALF / gradients + master / states)
        return t.parameters * (SINGLE / weights + SINGLE / gradients + t.optimizer_bytes / states)
    each = HALF / weights + HALF / gradients + t.optimizer_bytes / 2 / states
    if not t.pure_16_bit:
        each = SINGLE / weights + SINGLE / gradients + t.optimizer_bytes / states
    return t.trained * each + _trained_embeddings(t) * (HALF / weights + HALF / gradients + 2 * HALF / states)


def step_bytes(t: Training) -> float:
    """What the optimizer's step takes beside the states, when no activations are held: a value a trained parameter.

    32 bits (the root of Adam's second moment, or DeepSpeed's gradients), 16 where all is at 16 bits; ZeRO-3 steps through a billion
    parameters at a time.
    """
    states = t.gpus if t.sharding in SHARDED_STATES else 1
    value = HALF if t.pure_16_bit else SINGLE
    trained = (t.parameters if t.method == FULL else t.trained) / states
    if t.sharding == "zero-3":
        trained = min(trained, LIVE_PARAMETERS)
    return value * trained + HALF * _trained_embeddings(t) / states


def _trained_embeddings(t: Training) -> float:
    a = t.architecture
    return (1.0 if a.tied_embeddings else 2.0) * a.vocabulary * a.hidden if t.method == LORA_EMBEDDINGS else 0.0


def training_memory(t: Training, k: Mapping[str, float] = SHIPPED) -> TrainingMemory:
    """Memory of one GPU. ZeRO-3 gathers up to a billion parameters beside embedding and head; FSDP a layer beside them."""
    a = t.architecture
    sharded = t.sharding in SHARDED_WEIGHTS
    outer = t.weights.embedding + t.weights.head
    frozen = 0.0 if t.method == FULL else t.weights.total
    weights = frozen / (t.gpus if sharded else 1)
    gathered = 0.0
    if sharded or t.offload:
        live = LIVE_PARAMETERS * t.weight_bytes if t.deepspeed else t.weights.body / a.layers * 2
        gathered = min(live, t.weights.total) + outer
    if t.offload:
        weights = 0.0
    states = 0.0 if t.offload else state_bytes(t)
    copy = HALF * a.hidden * float(max(a.vocabulary, a.mlp)) if t.quantized == "bitsandbytes" else 0.0
    activations, logits = activation_bytes(t), t.logits_bytes * a.vocabulary * t.tokens
    step = 0.0 if t.offload else step_bytes(t)
    if step > activations + logits:
        states, activations, logits = states + step, 0.0, 0.0
    if t.loads_on_gpu and sharded:
        loading = t.weights.total * (1 + 1 / t.gpus)
        spare = loading - (weights + gathered + states + activations + logits)
        gathered += max(0.0, spare)
    buffers = 2 * HALF * BUCKET if t.deepspeed and not t.offload else 0.0
    wide = outer if t.outer_32_bit else 0.0
    return TrainingMemory(
        weights + gathered + copy + buffers + wide, states, activations, logits, k["runtime_gib"] * GIB
    )


def uncertainty(t: Training) -> float:
    """How much wider than usual a range is, in logarithms: twice where weights are sharded, three times where offloaded."""
    if t.offload:
        return 3.0
    return 2.0 if t.sharding in SHARDED_WEIGHTS else 1.0
