"""A job: a model at a task. What it takes of each GPU, whether it fits, and how much an hour of a machine gets done.

What is counted is what the task makes: tokens written, tokens trained on, pictures or clips. A job is taken as most people do it:
language models at 4 bits in llama.cpp for one reader and in vLLM for many, QLoRA for fine-tuning, full training in mixed precision,
pictures at 16 bits or in fewer where those do not fit.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from calculators.core.catalogue import Catalogue
from calculators.core.ranges import Range
from calculators.engines.architecture import ArchitectureError
from calculators.engines.chips import ChipError, from_gpu
from calculators.engines.denoisers import pass_of
from calculators.engines.finetune_memory import ALL_LINEAR, FULL, QLORA
from calculators.engines.finetuning import FROZEN, HF, Plan, plan_size
from calculators.engines.fitting import GB, NO, Surroundings, Wish, pipeline_of, size, verdict
from calculators.engines.generation import SERVERS, Run
from calculators.engines.generation import pace as writing_pace
from calculators.engines.holders import room_of
from calculators.engines.image_memory import MODEL_OFFLOAD, NO_OFFLOAD
from calculators.engines.language_model import LanguageModel, language_model
from calculators.engines.memory import LAYERS
from calculators.engines.picturing import BITS, Picture, draw
from calculators.engines.software import SOFTWARE
from calculators.engines.tasks import FINE_TUNE, IMAGES, TRAIN
from calculators.engines.tuning_pace import pace as training_pace
from calculators.records import Gpu, Model

PROMPT_TOKENS, REPLY_TOKENS = 1024, 512
"""Of one exchange: two thirds of all tokens are read, and one third written."""
SEQUENCE_TOKENS, ACCUMULATION, RANK = 2048, 8, 16
IMAGE_PX, CLIP_PX, CLIP_FRAMES = 1024, (720, 480), 49
STEPS, FEW_STEPS = 30, {"flux-1-schnell": 4}
IMAGE_WAYS = (("bf16", NO_OFFLOAD), ("bf16", MODEL_OFFLOAD), ("int8wo", MODEL_OFFLOAD), ("nf4", MODEL_OFFLOAD))
"""Precision and offload, the best first: the first that fits is taken."""
ONE_READER, MANY = "q4-k-m", "awq"
"""Quantizations of 4 bits: for llama.cpp, and for servers of many conversations."""


@dataclass(frozen=True, slots=True)
class Job:
    """A task with a model (its id) for so many conversations at once."""

    task: str
    model: str
    streams: int = 1


@dataclass(frozen=True, slots=True)
class Held:
    """How a machine holds a job: `fits` is yes, tight or no; bytes that each GPU must hold and leaves; the work of a second."""

    fits: str
    need: Range
    room: Range
    per_second: Range | None

    @property
    def works(self) -> bool:
        """True where it fits and its pace is known."""
        return self.fits != NO and self.per_second is not None


@lru_cache(maxsize=2048)
def held(job: Job, gpu_id: str, count: int, own_gb: float | None, catalogue: Catalogue) -> Held | None:
    """How `count` of a GPU hold the job; None where nothing runs it there, or its model lacks what sizing needs."""
    gpu: Gpu = catalogue["gpus"][gpu_id]
    model: Model = catalogue["models"][job.model]
    room = room_of(gpu, catalogue, own_gb)
    try:
        if job.task == IMAGES:
            return _pictured(model, gpu, count, room, catalogue)
        if job.task in (FINE_TUNE, TRAIN):
            return _trained(job, gpu, count, room, catalogue)
        return _written(job, gpu, count, room, catalogue)
    except (ArchitectureError, ChipError):
        return None


@lru_cache(maxsize=64)
def _language(model: str, quantization: str, catalogue: Catalogue) -> LanguageModel:
    return language_model(catalogue["models"][model], catalogue["quantizations"][quantization])


@lru_cache(maxsize=4)
def _around(catalogue: Catalogue) -> Surroundings:
    terms = catalogue["glossary"]
    return Surroundings(terms["cuda-context"].figure.range * GB, terms["pytorch-runtime"].figure.range * GB)


def _written_ways(job: Job, gpu: Gpu) -> tuple[tuple[str, str], ...]:
    """Quantization and software: a server for many where NVIDIA's memory has room for it, else llama.cpp."""
    one = (ONE_READER, "llama-cpp")
    return ((MANY, "vllm"), one) if job.streams > 1 and gpu.vendor == "nvidia" else (one,)


@lru_cache(maxsize=256)
def _written_need(
    job: Job, count: int, quantization: str, software_id: str, unified: bool, measured: bool, catalogue: Catalogue
) -> Range:
    wish = Wish(
        software=SOFTWARE[software_id],
        gpus=count,
        language=_language(job.model, quantization, catalogue),
        context_tokens=PROMPT_TOKENS + REPLY_TOKENS,
        sequences=1 if software_id in SERVERS else job.streams,
        unified=unified,
        measured_gpu=measured,
    )
    return size(wish, _around(catalogue)).total


def _written(job: Job, gpu: Gpu, count: int, room: Range, catalogue: Catalogue) -> Held:
    unified, measured = gpu.segment == "unified", gpu.vendor in ("nvidia", "apple")
    need = left = room
    for quantization, software_id in _written_ways(job, gpu):
        software = SOFTWARE[software_id]
        left = room * (software.takes_fraction or 1.0)
        need = _written_need(job, count, quantization, software_id, unified, measured, catalogue)
        fits = verdict(need, left)
        if fits == NO:
            continue
        run = Run(
            model=_language(job.model, quantization, catalogue),
            chip=from_gpu(gpu),
            vendor=gpu.vendor,
            software=software_id,
            memory_bytes=left.typical,
            prompt_tokens=PROMPT_TOKENS,
            output_tokens=REPLY_TOKENS,
            streams=job.streams,
            gpus=count,
            split=software.split if count > 1 else LAYERS,
        )
        return Held(fits, need, left, writing_pace(run).together)
    return Held(NO, need, left, None)


@lru_cache(maxsize=256)
def _plan(job: Job, count: int, sharding: str, measured: bool, catalogue: Catalogue) -> Plan:
    method = FULL if job.task == TRAIN else QLORA
    return Plan(
        language=_language(job.model, FROZEN[method], catalogue),
        method=method,
        stack=HF,
        sequence_tokens=SEQUENCE_TOKENS,
        micro_batch=1,
        rank=RANK,
        targets=ALL_LINEAR,
        checkpointing=True,
        fused_loss=False,
        optimizer="adamw",
        precision="mixed",
        sharding=sharding,
        gpus=count,
        offload=False,
        measured_gpu=measured,
    )


@lru_cache(maxsize=256)
def _trained_need(job: Job, count: int, sharding: str, measured: bool, catalogue: Catalogue) -> Range:
    return plan_size(_plan(job, count, sharding, measured, catalogue)).total


def _trained(job: Job, gpu: Gpu, count: int, room: Range, catalogue: Catalogue) -> Held | None:
    """A copy on each GPU where that fits, else weights spread over all of them. Chips of unified memory train nothing here."""
    if gpu.segment == "unified" or gpu.vendor not in ("nvidia", "amd") or not from_gpu(gpu).has_matrix_units:
        return None
    measured = gpu.vendor == "nvidia"
    ways = ("none",) if count == 1 else ("ddp", "fsdp") if job.task == FINE_TUNE else ("fsdp",)
    for sharding in ways:
        need = _trained_need(job, count, sharding, measured, catalogue)
        fits = verdict(need, room)
        if fits != NO:
            plan = _plan(job, count, sharding, measured, catalogue)
            return Held(fits, need, room, training_pace(plan, from_gpu(gpu), gpu.vendor, ACCUMULATION).tokens_per_s)
    return Held(NO, need, room, None)


@lru_cache(maxsize=256)
def _picture_need(
    model_id: str, precision: str, offload: str, unified: bool, measured: bool, catalogue: Catalogue
) -> tuple[Range, float]:
    """Bytes of the GPU, and of the files that move through it where parts wait in main memory."""
    model: Model = catalogue["models"][model_id]
    width, height, frames = _extent(model)
    pipeline = pipeline_of(model, BITS[precision], width=width, height=height, frames=frames, batch=1)
    wish = Wish(
        software=SOFTWARE["diffusers"],
        gpus=1,
        pipeline=replace(pipeline, offload=offload),
        unified=unified,
        measured_gpu=measured,
    )
    found = size(wish, _around(catalogue))
    return found.total, found.file.typical if offload != NO_OFFLOAD else 0.0


def _extent(model: Model) -> tuple[int, int, int]:
    clip = model.modality == "video"
    own = (int(model.native_px.typical),) * 2 if model.native_px else CLIP_PX if clip else (IMAGE_PX,) * 2
    return own[0], own[1], CLIP_FRAMES if clip else 1


def _pictured(model: Model, gpu: Gpu, count: int, room: Range, catalogue: Catalogue) -> Held | None:
    """Each GPU draws pictures of its own."""
    unified, measured = gpu.segment == "unified", gpu.vendor in ("nvidia", "apple")
    width, height, frames = _extent(model)
    pass_of(model, width, height, frames)
    for precision, offload in _image_ways(unified):
        need, moved = _picture_need(model.id, precision, offload, unified, measured, catalogue)
        fits = verdict(need, room)
        if fits != NO:
            picture = Picture(
                model=model,
                chip=from_gpu(gpu),
                software="diffusers",
                width=width,
                height=height,
                frames=frames,
                steps=FEW_STEPS.get(model.id, STEPS),
                batch=1,
                precision=precision,
                moved_bytes=moved,
                validated=measured and offload == NO_OFFLOAD,
            )
            return Held(fits, need, room, count / draw(picture).batch)
    return Held(NO, need, room, None)


def _image_ways(unified: bool) -> Iterator[tuple[str, str]]:
    """Where the memory is shared, nothing can wait outside it."""
    return (way for way in IMAGE_WAYS if not (unified and way[1] == MODEL_OFFLOAD))
