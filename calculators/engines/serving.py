"""Output tokens a second of a server with as many requests as it can hold at once.

    1 / rate = (2·N + G_P / T) / (n·F·e) + (W / b + C) / (n·B·e_b) + t_request + t_step / b,    b = min(b_max, M_free / M_request)

each term the seconds of an output token: arithmetic of the token and of its part of the prompt (G_P FLOPs for T tokens of
output), weights read once for a batch of b sequences, the sequence's own KV cache, the software's work for a request and for a step.
The batch is what the KV cache leaves room for (Kwon et al., vLLM, 2023, section 3; Pope et al., 2022, section 2). n GPUs each
work on a part of every matrix, or of the layers, at a share e_n of one GPU's rate. Seconds, bytes, FLOP/s.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from calculators.engines.chips import Chip
from calculators.engines.constants import values
from calculators.engines.constants.serving import CONSTANTS
from calculators.engines.language_model import LanguageModel
from calculators.engines.memory import TENSOR, copies_of_cache
from calculators.engines.prefill import prompt_flops

SHIPPED = values(CONSTANTS)

LARGEST_BATCH = 2048
"""Sequences at once that servers are set up for at most (TensorRT-LLM's default max_batch_size)."""
MEMORY_SHARE = 0.9
"""Of the GPU's memory that servers fill (vLLM's and TensorRT-LLM's default)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Serving:
    """A server's work for one request, and what it has for it. Bytes and FLOPs of all GPUs together, copies counted."""

    chip: Chip
    memory_bytes: float
    stored_bytes: float
    read_bytes: float
    """Of weights, by a large batch."""
    flops: float
    """Of one output token."""
    prompt_flops: float
    cache_bytes: float
    """That an output token attends to, on average."""
    request_bytes: float
    """Of KV cache that a request holds, on average."""
    prompt_tokens: float
    output_tokens: float
    bits: float
    """Of the operands of matrix products."""
    gpus: int = 1
    split: str = TENSOR
    concurrency: float = LARGEST_BATCH

    @property
    def batch(self) -> float:
        """Sequences at once: what fits, at least one."""
        free = self.memory_bytes * self.gpus * MEMORY_SHARE - self.stored_bytes
        room = free / self.request_bytes if self.request_bytes else self.concurrency
        return max(1.0, min(self.concurrency, room))


@dataclass(frozen=True, slots=True)
class TokenTime:
    """Seconds that an output token takes of the whole server, by part."""

    decode_arithmetic: float
    prompt: float
    weights: float
    cache: float
    software: float

    @property
    def total(self) -> float:
        """All of it."""
        return self.decode_arithmetic + self.prompt + self.weights + self.cache + self.software

    @property
    def binds(self) -> str:
        """The largest part."""
        parts = {
            "compute": self.decode_arithmetic + self.prompt,
            "bandwidth": self.weights + self.cache,
            "launches": self.software,
        }
        return max(parts, key=lambda name: parts[name])


def serving_of(
    model: LanguageModel,
    chip: Chip,
    memory_bytes: float,
    prompt_tokens: float,
    output_tokens: float,
    *,
    gpus: int = 1,
    split: str = TENSOR,
    kv_bytes: float = 2.0,
    concurrency: float = LARGEST_BATCH,
    cached_tokens: float = 0.0,
) -> Serving:
    """A server for requests of a length, of whose prompts `cached_tokens` are kept from before and not read again."""
    average = prompt_tokens + output_tokens / 2
    cache = model.cache_bytes(average, kv_bytes) * copies_of_cache(model.architecture, gpus, split)
    return Serving(
        chip=chip,
        memory_bytes=memory_bytes,
        stored_bytes=model.weights.total,
        read_bytes=model.bytes_read(LARGEST_BATCH),
        flops=2 * model.multiplied,
        prompt_flops=prompt_flops(model.architecture, model.multiplied, prompt_tokens)
        * (1 - cached_tokens / prompt_tokens),
        cache_bytes=cache,
        request_bytes=cache,
        prompt_tokens=prompt_tokens,
        output_tokens=output_tokens,
        bits=model.operand_bits,
        gpus=gpus,
        split=split,
        concurrency=concurrency,
    )


def peak(chip: Chip, bits: float) -> float:
    """F: the dense rate of operands of so many bits, or of the next format up that the chip has."""
    if bits < 8 and chip.fp4:
        return chip.fp4
    if bits <= 8 and chip.fp8:
        return chip.fp8
    return chip.matrix


def gain(chip: Chip, bits: float, k: Mapping[str, float] = SHIPPED) -> float:
    """How much faster matrices of a large batch are multiplied than at 16 bits: F / F_16 times the share kept of it."""
    rate = peak(chip, bits)
    if rate <= chip.matrix:
        return 1.0
    return rate / chip.matrix * (1.0 if rate <= chip.fp8 else k["four_bit_share"])


def token_time(s: Serving, k: Mapping[str, float] = SHIPPED) -> TokenTime:
    """Seconds of an output token, by part."""
    rate = s.chip.matrix * k["arithmetic_share"] * gain(s.chip, s.bits, k)
    together = s.gpus * (1.0 if s.gpus == 1 else k["tensor_share"] if s.split == TENSOR else k["layers_share"])
    bandwidth = s.chip.bandwidth * k["bandwidth_share"] * together
    batch = s.batch
    return TokenTime(
        decode_arithmetic=s.flops / (rate * together),
        prompt=s.prompt_flops / s.output_tokens / (rate * together),
        weights=s.read_bytes / batch / bandwidth,
        cache=s.cache_bytes / bandwidth,
        software=(k["request_us"] + k["prompt_token_us"] * s.prompt_tokens / s.output_tokens) * 1e-6
        + k["step_ms"] * 1e-3 / batch,
    )
