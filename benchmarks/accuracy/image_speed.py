"""Speed of image and video models: steps a second of the whole batch, or runs a second."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.accuracy import regress
from benchmarks.accuracy.case import Case, Constants, Family, Goal
from benchmarks.accuracy.evidence import gpu_of, model_of, read
from benchmarks.accuracy.regress import Prior
from calculators.core.catalogue import Catalogue
from calculators.engines.chips import from_gpu
from calculators.engines.images import SHIPPED, Denoising, denoising, step_time, uncertainty

PRIORS = {
    "arithmetic_share": Prior(0.5, 0.5),
    "needed_power": Prior(0.8, 0.2),
    "convolution_share": Prior(1, 0.3),
    "activation_passes": Prior(2, 0.5),
    "compiled_passes": Prior(0.5, 0.5),
    "operation_us": Prior(15, 1),
    "compiled_launch": Prior(0.7, 0.5),
    "graph_launch": Prior(0.3, 0.5),
    "weights_compiled": Prior(1, 0.3),
    "weights_eager": Prior(1, 0.5),
    "dynamic_compiled": Prior(0.7, 0.5),
    "dynamic_eager": Prior(1, 1),
    "slow_format": Prior(3, 1),
}
"""Compilers fuse what stands beside matrices about in half, and 8 bits are twice as fast as 16 in some of the matrices."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A step, and the steps that the reading's seconds hold."""

    step: Denoising
    steps: int


def rows(everything: Catalogue) -> list[Case]:
    """Readings of kind image-speed; seconds of a run as runs a second."""
    out = []
    for source, reading in read(everything, "image-speed"):
        model, gpu = model_of(everything, reading), gpu_of(everything, reading)
        assert gpu is not None
        step = denoising(
            model,
            from_gpu(gpu),
            reading.width_px,
            reading.height_px,
            frames=reading.frames,
            batch=reading.batch,
            software=reading.software,
            compiled=reading.compiled,
            quantization=reading.quantization,
            control=reading.task == "controlnet",
        )
        whole_run = reading.iterations_per_s is None
        measured = 1 / reading.batch_s if whole_run else reading.iterations_per_s
        subject = Subject(step, reading.steps if whole_run else 1)
        out.append(
            Case(
                reading.id,
                source,
                reading.software,
                reading.gpu,
                reading.model,
                measured,
                subject,
                about=_about(reading),
            )
        )
    return out


def predict(case: Case, constants: Constants) -> float:
    """Steps or runs a second."""
    subject: Subject = case.subject
    return 1 / (subject.steps * step_time(subject.step, constants).total)


def fit(cases: Sequence[Case]) -> Mapping[str, float]:
    """Every constant at once."""
    return regress.fit(cases, predict, PRIORS)


def flops_rule(case: Case) -> float:
    """The rule: FLOPs of the passes at 40% of the peak."""
    subject: Subject = case.subject
    step = subject.step
    return 0.4 * step.chip.matrix / (step.one.flops * step.passes * step.batch * subject.steps)


def _about(reading: Any) -> str:
    if reading.quantization == "int4wo":
        return "4-bit kernels made for one token at a time"
    if reading.quantization in ("int8dq", "autoquant") and not reading.compiled:
        return "dynamic quantization without a compiler takes many small operations"
    return "the host's processor decides" if reading.batch == 1 and not reading.compiled else ""


FAMILY = Family(
    id="image-speed",
    title="Images and videos: speed",
    unit="batch iterations/s, or runs/s",
    rows=rows,
    fit=fit,
    predict=predict,
    constants=SHIPPED,
    must=Goal(35, 150),
    aim=Goal(20, 70),
    width_ceiling=0.8,
    naive={"FLOPs at 40% of peak": flops_rule},
    group=lambda case: "images",
    spread=lambda case: uncertainty(case.subject.step),
    least_spread=0.1,
    constants_module="calculators.engines.constants.images",
)
