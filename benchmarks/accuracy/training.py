"""Speed of training, tokens a second of one GPU."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from benchmarks.accuracy import regress
from benchmarks.accuracy.case import Case, Constants, Family, Goal
from benchmarks.accuracy.evidence import gpu_of, model_of, quantization_of, read
from benchmarks.accuracy.regress import Prior
from calculators.core.catalogue import Catalogue
from calculators.engines.architecture import from_model
from calculators.engines.chips import Chip, from_gpu
from calculators.engines.training import EAGER, SHIPPED, Training, tokens_per_s, training_of, uncertainty
from calculators.records import Model

MICRO_BATCH_TOKENS = 16_384
"""Tokens of a micro-batch where the source states none: as many as a large card takes."""

RELATIVE_PASSES = 3
"""Passes over scores with Transformer-XL's relative positions beside those without, counted in NVIDIA's code: 30 forward to 10.

Two products instead of one, shifted, added, scaled, masked at 32 bits, and permuted before and after. It attends to the segment
before as well.
"""

PRIORS = {
    "arithmetic_share": Prior(0.7, 0.3),
    "filling": Prior(0.1, 0.5),
    "attention_share": Prior(0.5, 0.5),
    "needed_power": Prior(0.8, 0.2),
    "fp8_gain": Prior(1.3, 0.3),
    "activation_passes": Prior(3, 0.5),
    "eager_passes": Prior(1.3, 0.3),
    "score_passes": Prior(30, 0.25),
    "unpack_passes": Prior(1, 1),
    "layer_ms": Prior(0.3, 2),
    "link_share": Prior(0.5, 1),
}
"""Activations are written, read by the next operation, and twice so by its gradient: 6 passes."""


def rows(everything: Catalogue) -> list[Case]:
    """Readings of kind training-speed."""
    out = []
    for source, reading in read(everything, "training-speed"):
        model, gpu = model_of(everything, reading), gpu_of(everything, reading)
        assert gpu is not None
        quantization = quantization_of(everything, reading)
        subject = subject_of(model, from_gpu(gpu), reading, quantized=quantization is not None)
        out.append(
            Case(
                reading.id,
                source,
                reading.software,
                reading.gpu,
                reading.model,
                reading.tokens_per_s,
                subject,
                about=_about(reading),
            )
        )
    return out


def subject_of(model: Model, chip: Chip, reading: Any, *, quantized: bool) -> Training:
    """What the engine needs of a reading. Fine-tuning scripts recompute activations where nothing is said."""
    a = from_model(model)
    sequence = reading.sequence_tokens or (a.positions or int(model.context_tokens.typical))
    fine_tunes = reading.method != "pretrain"
    parameters = model.parameters_billion.typical * 1e9
    unfused = reading.software == "nvidia-examples" or (reading.software == "llama-factory" and not reading.version)
    step = training_of(
        a,
        chip,
        parameters,
        model.active_billion.typical * 1e9 if model.active_billion else parameters,
        encoder=model.structure == "encoder",
        sequence_tokens=sequence,
        micro_batch=reading.micro_batch or max(1.0, MICRO_BATCH_TOKENS / sequence),
        accumulation=reading.accumulation,
        method=reading.method,
        recomputes=reading.checkpointing == "on" or (reading.checkpointing == "unstated" and fine_tunes),
        quantized=quantized,
        fp8=reading.precision == "fp8",
        eager=reading.software in EAGER,
        fused_attention=not unfused,
        gpus=reading.gpu_count,
        sharding=reading.sharding,
    )
    if model.family == "Transformer-XL":
        step = replace(step, attended=2 * step.attended, scores=RELATIVE_PASSES * 2 * step.scores)
    return step


def predict(case: Case, constants: Constants) -> float:
    """Tokens a second of one GPU."""
    return tokens_per_s(case.subject, constants)


def fit(cases: Sequence[Case]) -> Mapping[str, float]:
    """Every constant at once."""
    return regress.fit(cases, predict, PRIORS)


def mfu_rule(case: Case) -> float:
    """The rule: 6·P FLOPs a token at 40% of the peak."""
    s: Training = case.subject
    return 0.4 * s.chip.matrix / (6 * s.parameters)


def _about(reading: Any) -> str:
    if reading.model.startswith("transformer-xl"):
        return "relative attention of 2019, whose scores pass through memory many times"
    if reading.software == "nvidia-examples":
        return "attention not fused; a container's own mixture of kernels"
    if reading.software == "llama-factory":
        return "eager software; padding may not count as tokens"
    if reading.software == "llm-c":
        return "kernels written for this one model"
    return ""


FAMILY = Family(
    id="training",
    title="Training",
    unit="tokens/s of a GPU",
    rows=rows,
    fit=fit,
    predict=predict,
    constants=SHIPPED,
    must=Goal(25, 80),
    aim=Goal(15, 45),
    width_ceiling=0.8,
    naive={"6·P at 40% of peak": mfu_rule},
    group=lambda case: "training",
    spread=lambda case: uncertainty(case.subject),
    least_spread=0.1,
    constants_module="calculators.engines.constants.training",
)
