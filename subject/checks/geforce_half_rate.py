"""A GeForce accumulates in FP32 at half its FP16 rate."""

from collections.abc import Iterator

from calculators.core.catalogue import Catalogue
from calculators.records import Gpu
from generator.checks import Finding
from generator.oddities import REMEDY, is_explained

FAMILIES = ("gpus",)

LARGEST_SHARE = 0.6
"""The share is 0.5; sheets round."""


def check(record: Gpu, catalogue: Catalogue) -> Iterator[Finding]:
    """NVIDIA halves FP16 and BF16 with FP32 accumulate on GeForce cards with tensor cores; tables often forget it."""
    if not record.name.startswith("GeForce") or record.fp16_tflops is None:
        return
    full = record.fp16_tflops.typical
    for name in ("fp16_fp32_tflops", "bf16_tflops"):
        figure = getattr(record, name)
        if figure and figure.typical > LARGEST_SHARE * full and not is_explained(figure):
            message = f"{figure.typical:g} is {figure.typical / full:.2f} of fp16_tflops ({full:g}), not half"
            yield Finding((name,), message, f"give half of the FP16 rate, {full / 2:.4g}; {REMEDY}")
