"""Tokens a second of one stream."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from benchmarks.accuracy import regress
from benchmarks.accuracy.case import Case, Constants, Family, Goal
from benchmarks.accuracy.evidence import gpu_of, model_of, quantization_of, read
from benchmarks.accuracy.regress import Prior
from calculators.core.catalogue import Catalogue
from calculators.engines.chips import Chip, from_gpu
from calculators.engines.decode import CAPTURED_TOKENS, EAGER, SHIPPED, Step, step_of, step_time
from calculators.engines.language_model import language_model
from calculators.engines.prefill import prompt_flops
from calculators.records import Model, Quantization

HALF_A_CARD = "one of two dies"
SHORT_OUTPUT = 256
"""Output tokens where a source states none: its runs print a few sentences."""

PRIORS = {
    "share": Prior(0.8, 0.5),
    "share_hbm": Prior(1, 0.5),
    "share_hbm_half": Prior(1, 0.2),
    "share_unified": Prior(1, 0.5),
    "share_8_bit": Prior(1, 0.2),
    "quantized_llama_cpp": Prior(1, 0.1),
    "quantized_vllm": Prior(1, 0.1),
    "quantized_gpt_fast": Prior(1, 0.1),
    "layer_us": Prior(30),
    "layer_llama_cpp": Prior(1, 0.3),
    "layer_vllm": Prior(1, 0.3),
    "layer_gpt_fast": Prior(1, 0.3),
    "layer_newer": Prior(1, 0.3),
    "layer_unified": Prior(1, 0.5),
    "step_ms": Prior(0.5, 1),
    "step_vllm_ms": Prior(1, 3),
    "cache_factor": Prior(1, 0.5),
    "cache_llama_cpp": Prior(1, 0.5),
    "cache_eager": Prior(3, 1),
    "expert_layer_ms": Prior(0.5, 1),
    "operation_us": Prior(10),
    "launch_gptq": Prior(1, 0.3),
    "launch_awq": Prior(1, 0.3),
    "launch_nf4": Prior(1, 0.3),
    "launch_int8": Prior(1, 0.3),
    "launch_vllm": Prior(1, 0.3),
    "expert_launch_us": Prior(100),
    "share_eager": Prior(0.8, 0.5),
    "share_eager_quantized": Prior(1, 0.5),
    "hop_ms": Prior(0.1, 1),
    "sum_us": Prior(15, 1),
    "host_sum_us": Prior(50),
    "prompt_share": Prior(0.5, 0.5),
}
"""Shares begin at what memory and arithmetic reach at best, differences at none, times at an order of magnitude."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A step, and the arithmetic of the prompt that the reading's seconds hold besides, a token of output."""

    step: Step
    prompt_flops: float


def rows(everything: Catalogue) -> list[Case]:
    """Decode readings of kind inference-speed."""
    out = []
    for source, reading in read(everything, "inference-speed"):
        if reading.phase == "decode":
            model, gpu = model_of(everything, reading), gpu_of(everything, reading)
            quantization = quantization_of(everything, reading)
            assert gpu is not None and quantization is not None
            subject = subject_of(model, quantization, from_gpu(gpu), reading)
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


def subject_of(model: Model, quantization: Quantization, chip: Chip, reading: Any) -> Subject:
    """What the engine needs of a reading."""
    loaded = language_model(model, quantization)
    prompt, output = reading.prompt_tokens or 0, reading.output_tokens or SHORT_OUTPUT
    old = reading.software == "vllm" and "0" < reading.version < "0.5"
    step = step_of(
        loaded,
        replace(chip, bandwidth=chip.bandwidth / 2) if reading.backend == HALF_A_CARD else chip,
        reading.software,
        prompt + output / 2,
        gpus=reading.gpu_count,
        split=reading.split,
        captured=not (old and prompt > CAPTURED_TOKENS),
        grouped_experts=not old,
    )
    flops = prompt_flops(loaded.architecture, loaded.multiplied, prompt) if includes_prompt(reading) else 0.0
    return Subject(step, flops / output)


def includes_prompt(reading: Any) -> bool:
    """True where the source divides the output tokens by the time of prompt and output together, as Qwen's pages do."""
    return bool(reading.software in ("vllm", "transformers") and reading.prompt_tokens and reading.output_tokens)


def predict(case: Case, constants: Constants) -> float:
    """Tokens a second."""
    subject: Subject = case.subject
    seconds = step_time(subject.step, constants).total
    if subject.prompt_flops:
        seconds += subject.prompt_flops / (subject.step.chip.matrix * subject.step.sharing * constants["prompt_share"])
    return 1 / seconds


def fit(cases: Sequence[Case]) -> Mapping[str, float]:
    """Every constant at once."""
    return regress.fit(cases, predict, PRIORS)


def bandwidth_rule(case: Case) -> float:
    """The rule: bandwidth / bytes of all weights."""
    step: Step = case.subject.step
    return step.chip.bandwidth * step.sharing / step.weight_bytes


def group(case: Case) -> str:
    """Residual class: software that launches from Python, or compiled kernels."""
    return "eager" if case.subject.step.software in EAGER else "compiled"


def _about(reading: Any) -> str:
    if reading.split == "rows":
        return "each matrix split by rows over PCIe, which the processor drives: hosts differ"
    if reading.software == "llama-cpp" and reading.version == "":
        return "an early build; the source's other GPU does not fall behind"
    if reading.quantization.startswith("bnb"):
        return "bitsandbytes at work in Python: the processor decides"
    if reading.software == "transformers" and reading.gpu_count > 1:
        return "layers spread by accelerate, which moves data through Python"
    return ""


FAMILY = Family(
    id="decode",
    title="Decoding, one stream",
    unit="tokens/s",
    rows=rows,
    fit=fit,
    predict=predict,
    constants=SHIPPED,
    must=Goal(18, 55),
    aim=Goal(12, 35),
    width_ceiling=0.8,
    naive={"bandwidth / bytes": bandwidth_rule},
    group=group,
    least_spread=0.1,
    constants_module="calculators.engines.constants.decode",
)
