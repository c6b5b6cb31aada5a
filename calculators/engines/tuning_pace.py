"""How long a fine-tuning takes: tokens a second of all GPUs, hours, energy."""

from __future__ import annotations

import math
from dataclasses import dataclass

from calculators.core.ranges import Range
from calculators.engines.chips import HBM, Chip
from calculators.engines.finetune_memory import FULL, lora_parameters
from calculators.engines.finetuning import HF, Plan, sharding_of
from calculators.engines.memory import HALF
from calculators.engines.power import PREFILL, drawn_watts
from calculators.engines.power import SHIPPED as DRAWING
from calculators.engines.training import FULL as EVERYTHING
from calculators.engines.training import SHIPPED, Training, TrainingTime, step_time, training_of

MEASURED_VENDORS = ("nvidia",)
UNMEASURED = 1.5
"""How much wider the logarithm of a range is for offloading, 8-bit frozen weights, or GPUs that share weights over PCIe."""
SLOWEST_MEASURED_LINK = 200e9
"""B/s one way of the slowest link over which weights were shared in the data (NVLink 3: 300 GB/s)."""
SECONDS_PER_HOUR = 3600.0
CALIBRATED = 0.05
"""Half width in logarithms once one's own reading is known."""


@dataclass(frozen=True, slots=True)
class Pace:
    """Tokens a second of all GPUs together, watts of all of them, and where a step's time goes."""

    tokens_per_s: Range
    watts: Range | None
    step: TrainingTime
    outside: tuple[str, ...]
    training: Training
    moved_bytes: float
    """Of a step, over PCIe to one GPU and back, where weights wait in main memory."""
    busy: float
    """The share of a step in which a GPU waits for nothing."""


def pace(plan: Plan, chip: Chip, vendor: str, accumulation: int = 1, reading: float | None = None) -> Pace:
    """The pace of a plan on GPUs of a kind; `reading` of one's own takes the estimate's place."""
    step = step_of(plan, chip, accumulation)
    time = step_time(step)
    moved_bytes = 0.0
    if plan.offload:
        # weights to the GPU for each pass, and the gradients of what is trained back once a step
        passes = 3 if plan.checkpointing else 2
        moved_bytes = (accumulation * passes * plan.language.weights.total + HALF * step.trained) / plan.gpus
    seconds = time.total + moved_bytes / chip.pcie
    typical = plan.gpus * accumulation * step.tokens / seconds
    outside = not_covered(plan, chip, vendor)
    spread = SHIPPED["spread_outside" if outside else "spread_training"]
    if plan.offload or plan.method == "lora-int8" or (plan.gpus > 1 and chip.link < SLOWEST_MEASURED_LINK):
        spread *= UNMEASURED
    rate = Range.around(typical, math.exp(spread)) if reading is None else Range.around(reading, math.exp(CALIBRATED))
    watts = None
    busy = (time.total - time.launches - time.links) / seconds
    if chip.board_watts:
        known = Range.around(drawn_watts(chip, PREFILL, busy), math.exp(DRAWING["spread_outside"]))
        watts = plan.gpus * Range(*(min(w, chip.board_watts) for w in (known.low, known.typical, known.high)))
    return Pace(rate, watts, time, outside, step, moved_bytes, busy)


def step_of(plan: Plan, chip: Chip, accumulation: int) -> Training:
    """The plan as the equations of speed take it; attention is fused."""
    a, language = plan.language.architecture, plan.language
    full = plan.method == FULL
    return training_of(
        a,
        chip,
        language.parameters,
        language.active,
        sequence_tokens=plan.sequence_tokens,
        micro_batch=plan.micro_batch,
        accumulation=accumulation,
        method=EVERYTHING[0] if full else "lora",
        trained=None if full else lora_parameters(a, plan.rank, plan.targets),
        recomputes=plan.checkpointing,
        quantized=language.quantized,
        eager=plan.stack == HF,
        gpus=plan.gpus,
        sharding=sharding_of(plan.sharding, plan.method, plan.gpus),
    )


def not_covered(plan: Plan, chip: Chip, vendor: str) -> tuple[str, ...]:
    """What no measurement of training speed covers, in words."""
    told = []
    if vendor not in MEASURED_VENDORS:
        told.append("no measurement of training speed is of this GPU’s maker")
    elif chip.memory != HBM:
        told.append("training speed was measured on cards like this with models of 2019 alone")
    if plan.language.architecture.experts:
        told.append("no measurement of training speed is of a mixture of experts")
    return tuple(told)


def hours(tokens: float, rate: Range) -> Range:
    """Hours of training on so many tokens: tokens / rate / 3,600."""
    return tokens / rate * (1 / SECONDS_PER_HOUR)
