"""Tokens a second at which llama.cpp reads prompts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from benchmarks.accuracy import regress
from benchmarks.accuracy.case import Case, Constants, Family, Goal
from benchmarks.accuracy.evidence import gpu_of, model_of, quantization_of, read
from benchmarks.accuracy.regress import Prior
from calculators.core.catalogue import Catalogue
from calculators.engines.chips import UNIFIED, from_gpu
from calculators.engines.language_model import language_model
from calculators.engines.prefill import SHIPPED, UNIFIED_UNCERTAINTY, Prompt, prompt_of, prompt_time

FIRST_OF_2024 = "1742"
"""Build of llama.cpp with which 2024 begins."""

PRIORS = {
    "arithmetic_share": Prior(0.7, 0.7),
    "arithmetic_unified": Prior(1, 0.7),
    "needed_power": Prior(0.8, 0.2),
    "pass_factor": Prior(1, 0.5),
    "layer_ms": Prior(0.3),
    "score_bytes": Prior(16, 1),
    "pipeline_share": Prior(0.5, 0.5),
    "old_build": Prior(1, 0.5),
}
"""Scores of 4 bytes are written, read and written by the softmax, read again: 16 at the least."""


def rows(everything: Catalogue) -> list[Case]:
    """Prefill readings of kind inference-speed."""
    out = []
    for source, reading in read(everything, "inference-speed"):
        if reading.phase == "prefill":
            model, gpu = model_of(everything, reading), gpu_of(everything, reading)
            quantization = quantization_of(everything, reading)
            assert gpu is not None and quantization is not None
            prompt = prompt_of(
                language_model(model, quantization),
                from_gpu(gpu),
                reading.prompt_tokens,
                reading.gpu_count,
                old_build="0" < reading.version < FIRST_OF_2024,
            )
            out.append(
                Case(
                    reading.id,
                    source,
                    reading.software,
                    reading.gpu,
                    reading.model,
                    reading.tokens_per_s,
                    prompt,
                    about=_about(reading, prompt),
                )
            )
    return out


def predict(case: Case, constants: Constants) -> float:
    """Prompt tokens a second."""
    prompt: Prompt = case.subject
    return prompt.tokens / prompt_time(prompt, constants).total


def fit(cases: Sequence[Case]) -> Mapping[str, float]:
    """Every constant at once, GPUs weighing alike."""
    return regress.fit([replace(case, source=case.gpu) for case in cases], predict, PRIORS)


def peak_rule(case: Case) -> float:
    """The rule: 2·N FLOPs a token at 40% of the peak."""
    prompt: Prompt = case.subject
    return 0.4 * prompt.chip.matrix / (2 * prompt.weights)


def _about(reading: Any, prompt: Prompt) -> str:
    if reading.gpu == "a100-sxm-80gb" and reading.quantization == "f16":
        return "anomalously low in its source, which runs this card far below the PCIe version"
    if prompt.chip.memory == UNIFIED and reading.quantization == "f16":
        return "the model hardly fits: the computer swaps"
    return ""


FAMILY = Family(
    id="prefill",
    title="Prompt reading in llama.cpp, left out by GPU",
    unit="tokens/s",
    rows=rows,
    fit=fit,
    predict=predict,
    constants=SHIPPED,
    must=Goal(35, 120),
    aim=Goal(20, 60),
    width_ceiling=1.2,
    naive={"2·N at 40% of peak": peak_rule},
    group=lambda case: "llama_cpp",
    spread=lambda case: UNIFIED_UNCERTAINTY if case.subject.chip.memory == UNIFIED else 1.0,
    by=lambda case: case.gpu,
    least_spread=0.1,
    constants_module="calculators.engines.constants.prefill",
    binding=False,
)
