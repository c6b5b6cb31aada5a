"""Time of one decoding step: all weights that a token uses are read once, then the KV cache, and every layer is launched.

    t = W / (n·B·e) + k·C / (n·B) + L·t_layer + t_0                  software with compiled kernels
    t = √((W / (n·B·e))² + (L·t_launch)²) + k·(H / K)·C / (n·B)      software that launches operations one by one (eager)

with W bytes of weights (the input embedding is looked up, not read), C bytes of KV cache, B the memory bandwidth of one of n GPUs
that share each matrix, L layers, H / K query heads to a KV head (Pope et al., Efficiently Scaling Transformer Inference, 2022,
section 2; Williams, Waterman and Patterson, Roofline, 2009). Eager software launches ahead while the GPU works: the longer of
the two is seen, and where they are alike a part of both, which the square root of squares stands for. llama.cpp of before flash
attention read the cache anew for each query head, as eager software does: there too C counts H / K times. GPUs that hold whole
layers work one after the other: their bandwidths do not add up for one stream. All times in seconds, sizes in bytes.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from calculators.engines.chips import HBM, NEWER, UNIFIED, Chip
from calculators.engines.constants import values
from calculators.engines.constants.decode import CONSTANTS
from calculators.engines.language_model import LanguageModel
from calculators.engines.memory import LAYERS, TENSOR, copies_of_cache

SHIPPED = values(CONSTANTS)

ROWS = "rows"
"""llama.cpp's split of every matrix by rows, summed over PCIe by the processor (`--split-mode row`)."""

EAGER = ("transformers", "litgpt")
"""Software that launches each operation of a layer from Python."""

OWN_KERNELS = ("llama-cpp", "vllm", "gpt-fast")
"""Software with compiled kernels of whose readings there are enough to tell it from the rest."""

OPERATIONS = {"half": 42, "gptq": 42, "awq": 49, "nf4": 63, "int8": 119, "vllm": 10}
"""Operations that Python launches for a layer, counted in the code of transformers 4.46, AutoAWQ 0.2, bitsandbytes 0.43, vLLM 0.4.

Half: two norms of 8, 7 matrices, rotary embedding 10, cache 2, keys and values repeated 2, attention, residuals 2, activation 2.
AWQ sums the parts of a split matrix (2 a matrix), 4-bit bitsandbytes prepares its tables (4), 8-bit bitsandbytes quantizes the
input and works on outliers apart (12). vLLM has merged matrices and fused norms, but launches them too where it has no graph.
"""

CAPTURED_TOKENS = 8192
"""Context beyond which vLLM of before 0.5 launches operations one by one (its `max_context_len_to_capture`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What a decoding step works on, of all sequences of the batch and all GPUs together, copies of the cache counted."""

    software: str
    chip: Chip
    weight_bytes: float
    quantized: bool
    eight_bits: bool
    launch_kind: str
    layers: int
    moe_layers: int
    experts: int
    cache_bytes: float
    heads_to_kv_head: float
    gpus: int = 1
    split: str = LAYERS
    captured: bool = True
    """False where the software cannot replay the step as one graph."""
    grouped_experts: bool = True
    """False where the software works on the experts of a layer one after the other (vLLM before 0.5)."""

    @property
    def sharing(self) -> int:
        """GPUs that work on the same matrix at once."""
        return self.gpus if self.split in (TENSOR, ROWS) else 1


@dataclass(frozen=True, slots=True)
class StepTime:
    """Seconds of a step by part. In `layers` the GPU is at work besides its bytes; in `waits` it waits for the processor."""

    weights: float
    cache: float
    layers: float
    waits: float
    links: float

    @property
    def total(self) -> float:
        """All of it."""
        return self.weights + self.cache + self.layers + self.waits + self.links

    @property
    def busy(self) -> float:
        """The share of the step in which the GPU does not wait for the processor or for other GPUs."""
        return (self.weights + self.cache + self.layers) / self.total

    @property
    def binds(self) -> str:
        """The largest part: bandwidth (weights and cache), launches or links."""
        parts = {"bandwidth": self.weights + self.cache, "launches": self.layers + self.waits, "links": self.links}
        return max(parts, key=lambda name: parts[name])


def launch_kind(quantization: str, bits: float) -> str:
    """The kind of an eager layer's operations, by the quantization's id."""
    if bits >= 16:
        return "half"
    if "int8" in quantization:
        return "int8" if quantization.startswith("bnb") else "gptq"
    if quantization.startswith("bnb"):
        return "nf4"
    return "awq" if quantization.startswith("awq") else "gptq"


def step_of(
    model: LanguageModel,
    chip: Chip,
    software: str,
    context_tokens: float,
    *,
    gpus: int = 1,
    split: str = LAYERS,
    batch: int = 1,
    kv_bytes: float = 2.0,
    captured: bool = True,
    grouped_experts: bool = True,
) -> Step:
    """The step of a batch of sequences that each hold `context_tokens`."""
    a = model.architecture
    return Step(
        software=software,
        chip=chip,
        weight_bytes=model.bytes_read(batch),
        quantized=model.quantized,
        eight_bits=8 <= model.bits < 16,
        launch_kind=launch_kind(model.quantization, model.bits),
        layers=a.layers,
        moe_layers=a.moe_layers,
        experts=a.experts,
        cache_bytes=batch * model.cache_bytes(context_tokens, kv_bytes) * copies_of_cache(a, gpus, split),
        heads_to_kv_head=1.0 if a.is_latent else a.heads / a.full_kv_heads,
        gpus=gpus,
        split=split,
        captured=captured,
        grouped_experts=grouped_experts or not a.experts,
    )


def bandwidth_share(s: Step, k: Mapping[str, float]) -> float:
    """e: the share of the peak bandwidth at which kernels read weights.

    HBM delivers more than the loads that one sequence has under way ask for; most of all of kernels that unpack quantized
    weights, and of all of llama.cpp's, which are written by hand.
    """
    e = k["share"]
    if s.chip.memory == HBM:
        e *= k["share_hbm" if s.quantized or s.software == "llama-cpp" else "share_hbm_half"]
    if s.chip.memory == UNIFIED:
        e *= k["share_unified"]
    if s.quantized:
        if s.eight_bits:
            e *= k["share_8_bit"]
        if s.software in OWN_KERNELS:
            e *= k[f"quantized_{_key(s.software)}"]
    return e


def step_time(s: Step, k: Mapping[str, float] = SHIPPED) -> StepTime:
    """Seconds of one step, by part."""
    return _eager_time(s, k) if s.software in EAGER else _compiled_time(s, k)


def _compiled_time(s: Step, k: Mapping[str, float]) -> StepTime:
    bandwidth = s.chip.bandwidth * s.sharing
    layer = k["layer_us"] * 1e-6
    step = k["step_ms"] * 1e-3
    cache = k["cache_factor"]
    if s.software in OWN_KERNELS:
        layer *= k[f"layer_{_key(s.software)}"]
        if s.software == "vllm":
            step = k["step_vllm_ms"] * 1e-3
        if s.software == "llama-cpp":
            cache *= k["cache_llama_cpp"] * s.heads_to_kv_head
    if s.chip.is_apple:
        layer *= k["layer_unified"]
    elif s.chip.architecture in NEWER:
        layer *= k["layer_newer"]
    if not s.captured:
        layer += launch_time("vllm", k)
    if not s.grouped_experts:
        step += k["expert_layer_ms"] * 1e-3 * s.moe_layers
    return StepTime(
        weights=s.weight_bytes / (bandwidth * bandwidth_share(s, k)),
        cache=cache * s.cache_bytes / bandwidth,
        layers=s.layers * layer,
        waits=step,
        links=links_time(s, k),
    )


def _eager_time(s: Step, k: Mapping[str, float]) -> StepTime:
    bandwidth = s.chip.bandwidth * s.sharing
    share = k["share_eager"] * (k["share_eager_quantized"] if s.quantized else 1.0)
    if s.chip.memory == UNIFIED:
        share *= k["share_unified"]
    weights = s.weight_bytes / (bandwidth * share)
    launches = s.layers * launch_time(s.launch_kind, k)
    if s.experts:
        launches += k["expert_launch_us"] * 1e-6 * s.moe_layers * s.experts
    both = math.hypot(weights, launches)
    return StepTime(
        weights=weights * weights / both,
        cache=k["cache_eager"] * s.heads_to_kv_head * s.cache_bytes / bandwidth,
        layers=0.0,
        waits=launches * launches / both,
        links=links_time(s, k),
    )


def launch_time(kind: str, k: Mapping[str, float]) -> float:
    """Seconds in which Python launches the operations of a layer: t_launch = operations·t_operation·f(kind)."""
    factor = 1.0 if kind == "half" else k[f"launch_{kind}"]
    return OPERATIONS[kind] * k["operation_us"] * factor * 1e-6


def links_time(s: Step, k: Mapping[str, float]) -> float:
    """Seconds that GPUs wait for each other: a hop to the next one's layers, or sums after each half of a layer.

    Software with compiled kernels sums over NVLink or the like (2 a layer); where the processor drives it, eager or by rows, each
    GPU adds its own wait to every layer.
    """
    if s.gpus == 1:
        return 0.0
    if s.split == LAYERS:
        return (s.gpus - 1) * k["hop_ms"] * 1e-3
    if s.split == ROWS or s.software in EAGER:
        return s.layers * s.gpus * k["host_sum_us"] * 1e-6
    return 2 * s.layers * k["sum_us"] * 1e-6


def _key(software: str) -> str:
    return software.replace("-", "_")
