"""GPU memory of fine-tuning language models."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from benchmarks.accuracy.case import Case, Constants, Family, Goal
from benchmarks.accuracy.evidence import gpu_of, model_of, quantization_of, read
from benchmarks.accuracy.loss import relative
from benchmarks.accuracy.minimise import fit_positive
from calculators.core.catalogue import Catalogue
from calculators.engines.architecture import from_model
from calculators.engines.finetune_memory import (
    ALL_LINEAR,
    FULL,
    QUERY_VALUE,
    SHIPPED,
    Training,
    lora_parameters,
    training_memory,
    uncertainty,
)
from calculators.engines.memory import GIB, weight_bytes
from calculators.records import Model, Quantization

CHECKPOINTS_BY_DEFAULT = ("llama-factory", "unsloth")
"""Software that recomputes activations unless told not to."""

EXAMPLE_TOKENS = 8 * 64
"""Tokens of a micro-batch where a source states none: the scripts of PEFT's examples take 8 sequences of at most 64."""


@dataclass(frozen=True)
class Subject:
    """A training, whether the reading counts the driver's share, and over how many GPUs it sums."""

    training: Training
    driver: bool
    gpus: int


def rows(everything: Catalogue) -> list[Case]:
    """Readings of kind finetune-memory, of language models."""
    out = []
    for source, reading in read(everything, "finetune-memory"):
        model, gpu = model_of(everything, reading), gpu_of(everything, reading)
        if model.modality != "text":
            continue
        subject = Subject(
            training_of(model, quantization_of(everything, reading), reading),
            driver=reading.software != "litgpt",
            gpus=reading.gpu_count if reading.scope == "all" else 1,
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
                capacity=gpu.memory_gb.typical * 1e9 / GIB * subject.gpus if gpu else None,
                about=_about(reading),
            )
        )
    return out


def training_of(model: Model, quantization: Quantization | None, reading: Any) -> Training:
    """What the engine needs of a reading."""
    a = from_model(model)
    if model.structure == "encoder-decoder":
        a = replace(a, layers=2 * a.layers, full_layers=2 * a.layers, kv_layers=2 * a.layers)
    parameters = model.parameters_billion.typical * 1e9
    wide = reading.precision == "fp32"
    own_head = reading.software == "litgpt"
    if quantization is None:
        weights = weight_bytes(a, parameters, 32.0 if wide else 16.0, embeddings_16_bit=False, own_head=own_head)
    else:
        bits = quantization.block_bits_per_weight or quantization.bits_per_weight
        weights = weight_bytes(
            a, parameters, bits.typical, embeddings_16_bit=quantization.embeddings_16_bit, own_head=own_head
        )
    tokens = reading.sequence_tokens * reading.micro_batch if reading.sequence_tokens else EXAMPLE_TOKENS
    targets = QUERY_VALUE if reading.software in ("litgpt", "peft") and not reading.rank else ALL_LINEAR
    pure = reading.software == "litgpt"
    deepspeed = reading.sharding.startswith("zero") or reading.offload == "cpu"
    return Training(
        architecture=a,
        weights=weights,
        parameters=parameters,
        method=reading.method,
        tokens=tokens,
        trained=reading.trained_parameters or lora_parameters(a, reading.rank or 8, targets),
        weight_bytes=4 if wide and not pure else 2,
        targets=targets if reading.method != FULL else QUERY_VALUE,
        quantized=quantization.format if quantization else "",
        checkpointing=_checkpoints(reading),
        pure_16_bit=pure,
        sharding=reading.sharding,
        gpus=reading.gpu_count,
        offload=reading.offload == "cpu",
        deepspeed=deepspeed,
        loads_on_gpu=pure,
        outer_32_bit=reading.quantization.startswith("bnb") and reading.software == "peft",
        logits_bytes=_logits_bytes(reading),
    )


def _logits_bytes(reading: Any) -> float:
    if reading.software == "unsloth":
        return 4  # its loss never holds them at 32 bits
    if reading.software == "litgpt":
        return 10
    return (
        8 if reading.method == "qlora" else 12
    )  # prepared for quantized training, the head's output is 32 bits at once


def _checkpoints(reading: Any) -> bool:
    if reading.checkpointing != "unstated":
        return bool(reading.checkpointing == "on")
    if reading.software == "litgpt":
        return bool(reading.sharding == "fsdp")  # its strategy recomputes blocks
    return reading.software in CHECKPOINTS_BY_DEFAULT


def _about(reading: Any) -> str:
    if reading.sequence_tokens is None:
        return "batch and sequence are not stated"
    if reading.sharding != "none":
        return "sharded: buffers differ by settings that are not stated"
    return ""


def group(case: Case) -> str:
    """Every software here trains by PyTorch."""
    return "pytorch"


def spread(case: Case) -> float:
    """Ranges are wider where buffers depend on settings: sharded weights, and more so what lies in the computer's memory."""
    return float(uncertainty(case.subject.training))


def fit(cases: Sequence[Case]) -> Constants:
    """Least robust relative error."""
    start = {name: SHIPPED[name] for name in ("runtime_gib",)}
    return fit_positive(lambda k: relative(cases, lambda c: predict(c, k), 0.1), start, steps=60, rounds=1)


def predict(case: Case, constants: Constants) -> float:
    """GiB as the reading counts them."""
    memory = training_memory(case.subject.training, constants)
    return float((memory.total if case.subject.driver else memory.allocated) * case.subject.gpus / GIB)


def sixteen_bytes(case: Case) -> float:
    """The rule: 16 bytes a trained parameter, weights × 1.2 where they are frozen."""
    t = case.subject.training
    share = t.gpus / case.subject.gpus if t.sharding in ("fsdp", "zero-3") else 1
    trained = 16 * (t.parameters if t.method == FULL else t.trained)
    frozen = 0.0 if t.method == FULL else t.weights.total * 1.2
    return float((trained + frozen) / GIB / share)


FAMILY = Family(
    id="finetune-memory",
    title="Fine-tuning memory",
    unit="GiB",
    rows=rows,
    fit=fit,
    predict=predict,
    constants=SHIPPED,
    must=Goal(15, 30),
    aim=Goal(8, 20),
    width_ceiling=0.4,
    naive={"16 bytes a trained parameter, frozen weights × 1.2": sixteen_bytes},
    group=group,
    spread=spread,
    constants_module="calculators.engines.constants.finetune_memory",
    least_spread=0.05,
)
