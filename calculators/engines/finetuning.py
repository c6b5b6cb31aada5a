"""A fine-tuning as people describe it → the memory of one GPU with its range, and what makes it fit."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

from calculators.core.ranges import Range
from calculators.engines.finetune_memory import (
    ALL_LINEAR,
    FULL,
    LORA,
    QLORA,
    QUERY_VALUE,
    SHARDED_WEIGHTS,
    SHIPPED,
    Training,
    lora_parameters,
    training_memory,
    uncertainty,
)
from calculators.engines.fitting import CALIBRATED, Change
from calculators.engines.language_model import LanguageModel
from calculators.engines.memory import GIB

HF, UNSLOTH, LITGPT = "hugging-face", "unsloth", "litgpt"
STACKS = {
    HF: "Hugging Face: PEFT, TRL, Axolotl, LLaMA-Factory",
    UNSLOTH: "Unsloth",
    LITGPT: "LitGPT, torchtune: everything in 16 bits",
}
METHODS = {
    QLORA: "QLoRA: adapters on a model of 4 bits",
    "lora-int8": "LoRA on a model of 8 bits",
    LORA: "LoRA: adapters on a model of 16 bits",
    FULL: "full: every parameter",
}
FROZEN = {QLORA: "bnb-nf4-dq", "lora-int8": "bnb-int8", LORA: "bf16", FULL: "bf16"}
"""Method → the quantization of the weights as they are loaded."""
OPTIMIZERS = {"adamw": "AdamW", "adamw-8bit": "AdamW with states of 8 bits", "adafactor": "Adafactor", "sgd": "SGD"}
OPTIMIZER_BYTES = {"adamw": 8.0, "adamw-8bit": 2.0, "adafactor": 0.1, "sgd": 0.0}
"""States of a trained parameter, bytes: two of 32 bits; two of 8; a row and a column a matrix (Shazeer, Stern, 2018); none."""
PRECISIONS = {"mixed": "32-bit weights, computed in 16", "pure": "16 bits throughout"}
AUTO = "auto"
SHARDINGS = {
    AUTO: "the usual one",
    "none": "none: one GPU",
    "ddp": "a copy on each GPU (DDP)",
    "zero-2": "gradients and states spread (ZeRO-2)",
    "zero-3": "weights spread too (ZeRO-3)",
    "fsdp": "weights spread too (FSDP)",
}
TARGETS = {ALL_LINEAR: "every linear layer", QUERY_VALUE: "queries and values"}
SHORTEST_SEQUENCE = 128


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A fine-tuning. `calibration` is one's own reading over the prediction."""

    language: LanguageModel
    method: str
    stack: str
    sequence_tokens: int
    micro_batch: int
    rank: int
    targets: str
    checkpointing: bool
    fused_loss: bool
    optimizer: str
    precision: str
    sharding: str
    gpus: int
    offload: bool
    measured_gpu: bool = True
    calibration: float = 1.0


@dataclass(frozen=True, slots=True)
class PlanSize:
    """Bytes of one GPU by part; parameters that are trained."""

    total: Range
    weights: Range
    states: Range
    activations: Range
    logits: Range
    overhead: Range
    trained: float
    validated: bool


def sharding_of(sharding: str, method: str, gpus: int) -> str:
    """The sharding that is meant: none on one GPU; on several a copy each, or FSDP where all parameters are trained."""
    if sharding != AUTO:
        return sharding
    if gpus == 1:
        return "none"
    return "fsdp" if method == FULL else "ddp"


def training_of(plan: Plan) -> Training:
    """The plan as the memory equations take it."""
    a = plan.language.architecture
    quantized = plan.method in (QLORA, "lora-int8")
    pure = plan.stack == LITGPT or (plan.method == FULL and plan.precision == "pure")
    sharding = sharding_of(plan.sharding, plan.method, plan.gpus)
    return Training(
        architecture=a,
        weights=plan.language.weights,
        parameters=plan.language.parameters,
        method=FULL if plan.method == FULL else QLORA if quantized else LORA,
        tokens=plan.sequence_tokens * plan.micro_batch,
        trained=0.0 if plan.method == FULL else lora_parameters(a, plan.rank, plan.targets),
        targets=QUERY_VALUE if plan.method == FULL else plan.targets,
        quantized="bitsandbytes" if quantized else "",
        checkpointing=plan.checkpointing,
        optimizer_bytes=OPTIMIZER_BYTES[plan.optimizer],
        pure_16_bit=pure,
        sharding=sharding,
        gpus=plan.gpus,
        offload=plan.offload,
        deepspeed=sharding.startswith("zero") or plan.offload,
        outer_32_bit=quantized and plan.stack == HF,
        logits_bytes=_logits_bytes(plan, quantized),
    )


def _logits_bytes(plan: Plan, quantized: bool) -> float:
    """Bytes a token and word: none that last with a loss in pieces; else by how the stack widens them."""
    if plan.fused_loss:
        return 0.5
    if plan.stack == UNSLOTH:
        return 4.0
    return 10.0 if plan.stack == LITGPT else 8.0 if quantized else 12.0


def plan_size(plan: Plan) -> PlanSize:
    """The memory of one GPU, ranged by residuals of measurements, or by one's own reading."""
    t = training_of(plan)
    memory = training_memory(t)
    validated = plan.measured_gpu
    spread = SHIPPED["spread_pytorch" if validated else "spread_outside"] * uncertainty(t)
    if plan.calibration != 1:
        total = Range.around(memory.total * plan.calibration, CALIBRATED)
    else:
        total = Range.around(memory.total, math.exp(spread))
    trained = plan.language.parameters if plan.method == FULL else t.trained
    rough = math.exp(spread)
    return PlanSize(
        total=total,
        weights=Range.around(memory.weights, rough),
        states=Range.around(memory.states, rough),
        activations=Range.around(memory.activations, rough),
        logits=Range.around(memory.logits, rough),
        overhead=Range.around(SHIPPED["runtime_gib"] * GIB, 2.0),
        trained=trained,
        validated=validated,
    )


def calibrated(plan: Plan, reading: float) -> Plan:
    """The plan with predictions scaled to what was read (bytes of one GPU)."""
    predicted = plan_size(replace(plan, calibration=1.0)).total.typical
    return replace(plan, calibration=reading / predicted)


def longest_sequence(plan: Plan, room: Range, most: int) -> int:
    """The longest sequence, in steps of 128 tokens, that typically fits; 0 when not even the shortest does."""
    low, high = 0, most // SHORTEST_SEQUENCE
    while low < high:
        middle = (low + high + 1) // 2
        tried = replace(plan, sequence_tokens=middle * SHORTEST_SEQUENCE)
        if plan_size(tried).total.typical <= room.typical:
            low = middle
        else:
            high = middle - 1
    return low * SHORTEST_SEQUENCE


def changes_that_fit(
    plan: Plan, room: Range, in_fewer_bits: LanguageModel, counts: tuple[int, ...]
) -> Iterator[Change]:
    """Changes that make a plan fit, those that cost least first, alone and then together.

    Recomputing activations, one sequence at a time, a loss in pieces and 8-bit states cost little; then a shorter sequence; then
    adapters, of 16 bits and of 4; then more GPUs; then the computer's memory.
    """
    gentle = [
        ("checkpointing", "on", replace(plan, checkpointing=True), not plan.checkpointing),
        ("micro-batch", "1", replace(plan, micro_batch=1), plan.micro_batch > 1),
        ("fused-loss", "on", replace(plan, fused_loss=True), not plan.fused_loss and plan.stack == HF),
        ("optimizer", "adamw-8bit", replace(plan, optimizer="adamw-8bit"), plan.optimizer == "adamw" and plan.stack != LITGPT),
    ]  # fmt: skip
    for kind, value, tried, applies in gentle:
        if applies and _fits(tried, room):
            yield Change(kind, value, plan_size(tried).total)
    together = replace(plan, checkpointing=True, micro_batch=1, fused_loss=plan.fused_loss or plan.stack == HF)
    if together != plan and _fits(together, room):
        yield Change("together", "", plan_size(together).total)
    shorter = longest_sequence(plan, room, plan.sequence_tokens)
    if shorter:
        yield Change("sequence", str(shorter), plan_size(replace(plan, sequence_tokens=shorter)).total)
    if plan.method == FULL:
        tried = replace(plan, method=LORA)
        if _fits(tried, room):
            yield Change("method", LORA, plan_size(tried).total)
    if plan.method != QLORA:
        tried = replace(plan, method=QLORA, language=in_fewer_bits, sharding=AUTO if plan.gpus > 1 else plan.sharding)
        if _fits(tried, room):
            yield Change("method", QLORA, plan_size(tried).total)
    for count in counts:
        if count > plan.gpus:
            tried = replace(plan, gpus=count, sharding="fsdp")
            if _fits(tried, room):
                yield Change("gpus", str(count), plan_size(tried).total)
                break
    if not plan.offload and plan.stack == HF:
        tried = replace(plan, offload=True)
        if _fits(tried, room):
            yield Change("offload", "cpu", plan_size(tried).total)


def _fits(plan: Plan, room: Range) -> bool:
    return plan_size(plan).total.typical <= room.typical


def shards_weights(plan: Plan) -> bool:
    """True where each GPU holds a part of the weights."""
    return sharding_of(plan.sharding, plan.method, plan.gpus) in SHARDED_WEIGHTS
