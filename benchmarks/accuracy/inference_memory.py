"""GPU memory of language models at work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.accuracy.case import Case, Constants, Family, Goal
from benchmarks.accuracy.evidence import gpu_of, model_of, quantization_of, read
from benchmarks.accuracy.loss import relative
from benchmarks.accuracy.minimise import fit_positive
from calculators.core.catalogue import Catalogue
from calculators.engines.architecture import from_model
from calculators.engines.memory import (
    GIB,
    LAYERS,
    SHIPPED,
    TENSOR,
    Job,
    Weights,
    allocated,
    allocated_by_all,
    gguf_weights,
    weight_bytes,
)
from calculators.records import Gpu, Model, Quantization

SHORT_PROMPT = 128
SHORT_OUTPUT = 256
"""Tokens where a source states none: its runs print a few sentences."""


@dataclass(frozen=True)
class Subject:
    """A job, and whether the reading is of all its GPUs."""

    job: Job
    everything: bool
    parameters: float
    bits: float


def rows(everything: Catalogue) -> list[Case]:
    """Readings of kind inference-memory."""
    out = []
    for source, reading in read(everything, "inference-memory"):
        model, gpu = model_of(everything, reading), gpu_of(everything, reading)
        quantization = quantization_of(everything, reading)
        assert quantization is not None and gpu is not None
        job = job_of(model, quantization, gpu, reading)
        subject = Subject(
            job,
            reading.scope == "all",
            model.parameters_billion.typical * 1e9,
            (quantization.block_bits_per_weight or quantization.bits_per_weight).typical,
        )
        out.append(
            Case(
                reading.id,
                source,
                reading.software,
                reading.gpu,
                reading.model,
                None if reading.out_of_memory else reading.memory_gib,
                subject,
                capacity=gpu.memory_gb.typical * 1e9 / GIB * (reading.gpu_count if reading.scope == "all" else 1),
                about=_about(reading),
            )
        )
    return out


def job_of(model: Model, quantization: Quantization, gpu: Gpu, reading: Any) -> Job:
    """What the engine needs of a reading."""
    a = from_model(model)
    software: str = reading.software
    old = _old_transformers(reading)
    if quantization.format == "gguf" or software == "llama-cpp":
        weights: Weights = gguf_weights(a, quantization.id)
    else:
        bits = quantization.block_bits_per_weight or quantization.bits_per_weight
        weights = weight_bytes(
            a,
            model.parameters_billion.typical * 1e9,
            bits.typical,
            embeddings_16_bit=quantization.embeddings_16_bit,
            own_head=software == "litgpt",
        )
    unstated = reading.prompt_tokens is None and reading.output_tokens is None
    prompt = SHORT_PROMPT if reading.prompt_tokens is None else reading.prompt_tokens
    output = SHORT_OUTPUT if unstated else reading.output_tokens or 0
    build = int(reading.version) if software == "llama-cpp" else 0
    return Job(
        architecture=a,
        weights=weights,
        software=software,
        context_tokens=reading.context_tokens or prompt + output,
        prompt_tokens=prompt,
        sequences=reading.batch,
        kv_bytes=1 if reading.kv_cache == "int8" else 2,
        gpus=1 if reading.split == "rows" else reading.gpu_count,
        split=TENSOR if reading.split == "tensor" else LAYERS,
        flash_attention=software != "llama-cpp" or build < 2000,  # builds of 2023 count the scores elsewhere
        embedding_in_ram=not (gpu.vendor == "apple" and build < 2000),
        last_logits_only=not old,
        loading_copy=old,
        copied_cache=reading.version == "PyTorch 2.0.1",
        dequantized_copy=quantization.format == "bitsandbytes",
        autocast=reading.autocast,
    )


def _old_transformers(reading: Any) -> bool:
    return bool(reading.software == "transformers" and reading.version == "4.38.2")


def _about(reading: Any) -> str:
    if reading.prompt_tokens is None and reading.output_tokens is None and reading.context_tokens is None:
        return "prompt and output are not stated"
    return ""


def fit(cases: Sequence[Case]) -> Constants:
    """Least robust relative error."""
    measured = [c for c in cases if c.software != "llama-cpp"]
    start = {name: SHIPPED[name] for name in ("workspace_gib",)}
    return fit_positive(lambda k: relative(measured, lambda c: predict(c, k), 0.05), start, steps=60, rounds=1)


def predict(case: Case, constants: Constants) -> float:
    """GiB as the reading counts them."""
    memory = allocated_by_all if case.subject.everything else allocated
    return memory(case.subject.job, constants).total / GIB


def weights_and_a_fifth(case: Case) -> float:
    """The rule: parameters × nominal bytes × 1.2."""
    gpus = 1 if case.subject.everything else case.subject.job.gpus
    return float(case.subject.parameters * case.subject.bits / 8 * 1.2 / GIB / gpus)


FAMILY = Family(
    id="inference-memory",
    title="Inference memory",
    unit="GiB",
    rows=rows,
    fit=fit,
    predict=predict,
    constants=SHIPPED,
    must=Goal(8, 20),
    aim=Goal(4, 10),
    width_ceiling=0.4,
    naive={"parameters × bytes × 1.2": weights_and_a_fifth},
    constants_module="calculators.engines.constants.memory",
    least_spread=0.03,
)
