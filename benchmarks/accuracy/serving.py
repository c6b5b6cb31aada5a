"""Output tokens a second of saturated servers, over all GPUs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from benchmarks.accuracy import regress
from benchmarks.accuracy.case import Case, Constants, Family, Goal
from benchmarks.accuracy.evidence import gpu_of, model_of, quantization_of, read
from benchmarks.accuracy.regress import Prior
from calculators.core.catalogue import Catalogue
from calculators.engines.chips import from_gpu
from calculators.engines.language_model import language_model
from calculators.engines.serving import LARGEST_BATCH, SHIPPED, Serving, peak, serving_of, token_time

SHORT = 256
"""Tokens of prompt and of output where a source states none."""

PRIORS = {
    "arithmetic_share": Prior(0.6, 0.3),
    "four_bit_share": Prior(0.8, 0.5),
    "bandwidth_share": Prior(0.8, 0.2),
    "tensor_share": Prior(0.8, 0.3),
    "layers_share": Prior(0.9, 0.3),
    "request_us": Prior(5, 1),
    "prompt_token_us": Prior(1, 1),
    "step_ms": Prior(5, 1),
}


def rows(everything: Catalogue) -> list[Case]:
    """Serving readings of kind inference-speed. FP8 and FP4 checkpoints keep their KV cache at 8 bits."""
    out = []
    for source, reading in read(everything, "inference-speed"):
        if reading.phase == "serving":
            model, gpu = model_of(everything, reading), gpu_of(everything, reading)
            quantization = quantization_of(everything, reading)
            assert gpu is not None and quantization is not None
            loaded = language_model(model, quantization)
            subject = serving_of(
                loaded,
                from_gpu(gpu),
                gpu.memory_gb.typical * 1e9,
                reading.prompt_tokens or SHORT,
                reading.output_tokens or SHORT,
                gpus=reading.gpu_count,
                split=reading.split,
                kv_bytes=1.0 if loaded.quantized else 2.0,
                concurrency=reading.batch if reading.batch > 1 else LARGEST_BATCH,
            )
            about = (
                "whole layers on each of eight GPUs: the pipeline does not stay full" if reading.gpu_count == 8 else ""
            )
            out.append(
                Case(
                    reading.id,
                    source,
                    reading.software,
                    reading.gpu,
                    reading.model,
                    reading.tokens_per_s,
                    subject,
                    about=about if reading.split == "layers" else "",
                )
            )
    return out


def predict(case: Case, constants: Constants) -> float:
    """Output tokens a second."""
    return 1 / token_time(case.subject, constants).total


def fit(cases: Sequence[Case]) -> Mapping[str, float]:
    """Every constant at once, GPUs weighing alike."""
    return regress.fit([replace(case, source=case.gpu) for case in cases], predict, PRIORS)


def flops_rule(case: Case) -> float:
    """The rule: 2·N FLOPs for every token of prompt and output at 50% of the peak."""
    s: Serving = case.subject
    return 0.5 * s.gpus * peak(s.chip, s.bits) / (s.flops * (1 + s.prompt_tokens / s.output_tokens))


FAMILY = Family(
    id="serving",
    title="Saturated servers, left out by GPU",
    unit="output tokens/s",
    rows=rows,
    fit=fit,
    predict=predict,
    constants=SHIPPED,
    must=Goal(25, 60),
    aim=Goal(15, 40),
    width_ceiling=0.8,
    naive={"2·N at 50% of peak": flops_rule},
    group=lambda case: "serving",
    by=lambda case: case.gpu,
    least_spread=0.1,
    constants_module="calculators.engines.constants.serving",
    binding=False,
)
