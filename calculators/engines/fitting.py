"""Does it fit? The memory of a wish, part by part with its uncertainty, beside what a GPU leaves to a program."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from calculators.core.ranges import Range
from calculators.engines.architecture import ArchitectureError
from calculators.engines.constants import values
from calculators.engines.constants.image_memory import CONSTANTS as IMAGE_CONSTANTS
from calculators.engines.gguf import METADATA_BYTES_PER_WORD
from calculators.engines.image_memory import MODEL_OFFLOAD, Pipeline, pipeline_memory
from calculators.engines.language_model import LanguageModel
from calculators.engines.memory import GIB, SHIPPED, Job, allocated
from calculators.engines.software import Software
from calculators.records import Gpu, Model, Quantization

GB = 1e9
YES, TIGHT, NO = "yes", "tight", "no"
WEIGHTS_KNOWN = 1.01
"""A file's tensors are known to a per cent: recipes differ by version."""
ACTIVATIONS_KNOWN = 1.5
"""Activations vary by about half with the version of kernels and libraries."""
CALIBRATED = 1.03
SHORTEST_CONTEXT = 512
FEWEST_USABLE_BITS = 3.0
"""Below it, answers suffer visibly: such quantizations are proposed last."""
_IMAGE = values(IMAGE_CONSTANTS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is to run: a language model (`language`) or an image or video model (`pipeline`), in a software, on some GPUs."""

    software: Software
    gpus: int
    language: LanguageModel | None = None
    pipeline: Pipeline | None = None
    context_tokens: int = 0
    prompt_tokens: int = 0
    sequences: int = 1
    cache: str = "f16"
    state_values: float = 0.0
    tower_bytes: float = 0.0
    """Encoders of images or sound, at 16 bits."""
    in_ram: float = 0.0
    """Share of the layers that stays in the computer's memory."""
    unified: bool = False
    measured_gpu: bool = True
    """False for a GPU of a maker that no measurement here is of."""
    calibration: float = 1.0
    """What one's own reading says is allocated, over what is predicted."""


@dataclass(frozen=True, slots=True)
class Size:
    """Bytes of the fullest GPU by part, and of the file; `validated` is False where no measurement is of the software."""

    total: Range
    weights: Range
    kv_cache: Range
    activations: Range
    overhead: Range
    file: Range
    in_ram: float
    validated: bool


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is taken besides: the runtime's share (bytes), as the catalogue's glossary states it, without and with PyTorch."""

    context: Range
    pytorch: Range


def size(wish: Wish, around: Surroundings) -> Size:
    """The memory of a wish: the prediction of what is allocated, ranged by its residuals, and the runtime's share."""
    overhead = Range.exact(0.0) if wish.unified else around.pytorch if wish.software.pytorch else around.context
    if wish.pipeline is not None:
        return _image_size(wish, wish.pipeline, overhead)
    language = wish.language
    assert language is not None
    job = job_of(wish, language)
    memory = allocated(job)
    kept = 1 - wish.in_ram
    weights, cache = memory.weights * kept + wish.tower_bytes, memory.kv_cache * kept
    total, validated = _total(wish, SHIPPED, weights + cache + memory.activations, overhead)
    tokenizer = METADATA_BYTES_PER_WORD * language.architecture.vocabulary if wish.software.id == "llama-cpp" else 0.0
    file = language.weights.total + tokenizer
    return Size(
        total=total,
        weights=Range.around(weights, WEIGHTS_KNOWN),
        kv_cache=Range.exact(cache),
        activations=Range.around(memory.activations, ACTIVATIONS_KNOWN),
        overhead=overhead,
        file=Range.around(file, WEIGHTS_KNOWN),
        in_ram=language.weights.total * wish.in_ram,
        validated=validated,
    )


def job_of(wish: Wish, language: LanguageModel) -> Job:
    """The wish as the formulas of memory see it."""
    prompt = min(wish.prompt_tokens or wish.context_tokens, wish.context_tokens)
    return Job(
        architecture=language.architecture,
        weights=language.weights,
        software=wish.software.id,
        context_tokens=wish.context_tokens,
        prompt_tokens=prompt,
        sequences=wish.sequences,
        kv_bytes=wish.software.cache_bytes[wish.cache],
        gpus=wish.gpus,
        split=wish.software.split,
        state_bytes=wish.state_values * 4,
        embedding_in_ram=not wish.unified,
        dequantized_copy=language.quantization.startswith("bnb"),
    )


def _image_size(wish: Wish, pipeline: Pipeline, overhead: Range) -> Size:
    memory = pipeline_memory(pipeline)
    total, validated = _total(wish, _IMAGE, memory.total, overhead)
    file = (
        pipeline.denoiser * pipeline.denoiser_bits
        + pipeline.text_encoder * pipeline.text_encoder_bits
        + pipeline.decoder * 16
    ) / 8
    return Size(
        total=total,
        weights=Range.around(memory.weights, WEIGHTS_KNOWN),
        kv_cache=Range.exact(0.0),
        activations=Range.around(memory.activations, ACTIVATIONS_KNOWN),
        overhead=overhead,
        file=Range.around(file, WEIGHTS_KNOWN),
        in_ram=max(0.0, file - memory.weights) if pipeline.offload == MODEL_OFFLOAD else 0.0,
        validated=validated,
    )


def _total(wish: Wish, constants: Mapping[str, float], predicted: float, overhead: Range) -> tuple[Range, bool]:
    """The range of what is allocated and the runtime's share; and whether measurements are of this software and GPU.

    One's own reading takes the place of the residuals' spread: it is known to CALIBRATED.
    """
    known = constants.get(f"spread_{wish.software.id}") if wish.measured_gpu else None
    spread = constants["spread_outside"] if known is None else known
    if wish.calibration != 1:
        return Range.around(predicted * wish.calibration, CALIBRATED) + overhead.typical, known is not None
    return Range.around(predicted, math.exp(spread)) + overhead, known is not None


def calibrated(wish: Wish, around: Surroundings, reading: float) -> Wish:
    """The wish with predictions scaled so that its total is what was read (bytes of one GPU)."""
    plainly = replace(wish, calibration=1.0)
    found = size(plainly, around)
    allocated_now = found.total.typical - found.overhead.typical
    return replace(wish, calibration=max(0.01, (reading - found.overhead.typical) / allocated_now))


def card_bytes(gpu: Gpu, card_share: Range, mac_share: Range, own_gb: float | None = None) -> Range:
    """What a GPU leaves to a program. Cards are sold by GiB called GB: capacity = memory·2^30·share; one's own figure is the same.

    Of unified memory the system keeps a part: macOS by its rule, others by what the record says.
    """
    memory = Range.exact(own_gb) if own_gb else gpu.memory_gb.range
    share = mac_share if gpu.segment == "unified" else card_share
    return memory * share * GIB


def verdict(need: Range, room: Range) -> str:
    """yes: even at its worst; no: not as it typically is; tight: between."""
    if need.high <= room.low:
        return YES
    return TIGHT if need.typical <= room.typical else NO


@dataclass(frozen=True, slots=True)
class Change:
    """A change that makes it fit: what kind, its value, and the memory that is then needed."""

    kind: str
    value: str
    memory: Range


def longest_context(wish: Wish, around: Surroundings, room: Range, most: int) -> int:
    """The longest context, in steps of 512 tokens, that typically fits; 0 when not even the shortest does."""
    low, high = 0, most // SHORTEST_CONTEXT
    while low < high:
        middle = (low + high + 1) // 2
        tried = replace(wish, context_tokens=middle * SHORTEST_CONTEXT, prompt_tokens=0)
        if size(tried, around).total.typical <= room.typical:
            low = middle
        else:
            high = middle - 1
    return low * SHORTEST_CONTEXT


def changes_that_fit(
    wish: Wish, around: Surroundings, room: Range, smaller: Iterator[tuple[Quantization, Wish]]
) -> Iterator[Change]:
    """Changes that make a wish fit, those that cost least first: cache, half the context, fewer bits, less context, offload.

    `smaller` gives the wish in quantizations of ever fewer bits; those that make answers suffer come last.
    """

    def fits(tried: Wish) -> Range | None:
        need = size(tried, around).total
        return need if need.typical <= room.typical else None

    if wish.language is not None and wish.cache == "f16" and "q8" in wish.software.cache_bytes:
        need = fits(replace(wish, cache="q8"))
        if need:
            yield Change("cache", "q8", need)
    context = 0
    if wish.language is not None:
        context = longest_context(wish, around, room, wish.context_tokens)
        if context >= wish.context_tokens / 2:
            yield Change("context", str(context), size(replace(wish, context_tokens=context), around).total)
    last = None
    for quantization, tried in smaller:
        need = fits(tried)
        if need:
            last = Change("quantization", quantization.id, need)
            if quantization.bits_per_weight.typical >= FEWEST_USABLE_BITS:
                yield last
                last = None
            break
    if SHORTEST_CONTEXT <= context < wish.context_tokens / 2:
        yield Change("context", str(context), size(replace(wish, context_tokens=context), around).total)
    yield from _offloads(wish, around, room)
    if last:
        yield last


def _offloads(wish: Wish, around: Surroundings, room: Range) -> Iterator[Change]:
    if not wish.software.offloads or wish.unified:
        return
    if wish.pipeline is not None:
        need = size(replace(wish, pipeline=replace(wish.pipeline, offload=MODEL_OFFLOAD)), around).total
        if need.typical <= room.typical:
            yield Change("offload", MODEL_OFFLOAD, need)
        return
    for tenth in range(1, 11):
        tried = replace(wish, in_ram=tenth / 10)
        need = size(tried, around).total
        if need.typical <= room.typical:
            yield Change("offload", str(tenth / 10), need)
            return


def fewer_bits(quantization: Quantization, known: Mapping[str, Quantization], software: Software) -> list[Quantization]:
    """Quantizations that the software takes with fewer bits than this one, the richest first, of its own format if it has any."""
    bits = quantization.bits_per_weight.typical
    fitting = [q for q in known.values() if q.bits_per_weight.typical < bits and software.runs(q)]
    own = [q for q in fitting if q.format == quantization.format]
    return sorted(own or fitting, key=lambda q: -q.bits_per_weight.typical)


def pipeline_of(model: Model, bits: float, *, width: int, height: int, frames: int, batch: int) -> Pipeline:
    """An image or video model's parts. ArchitectureError for one that is neither."""
    if not model.draws:
        raise ArchitectureError("structure", "is not that of an image or video model")
    return Pipeline(
        denoiser=model.parameters_billion.typical * GB,
        text_encoder=model.text_encoder_billion.typical * GB if model.text_encoder_billion else 0.0,
        decoder=model.vae_billion.typical * GB if model.vae_billion else 0.0,
        denoiser_bits=bits,
        width=width,
        height=height,
        frames=frames if model.modality == "video" else 1,
        batch=batch,
        hidden=int(model.hidden_size.typical) if model.hidden_size else 0,
        px_per_token=int(model.px_per_token.typical) if model.px_per_token else 16,
        frames_per_latent=int(model.frames_per_latent.typical) if model.frames_per_latent else 1,
        unet=model.structure == "unet",
    )
