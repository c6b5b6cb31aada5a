"""A GPU's bandwidth and power are in proportion to its arithmetic."""

from collections.abc import Iterator

from calculators.core.catalogue import Catalogue
from calculators.records import Gpu
from generator.checks import Finding
from generator.oddities import REMEDY, is_explained

FAMILIES = ("gpus",)

PER_FP32_TFLOPS = {"bandwidth_gb_s": (6, 160), "tdp_watts": (1.5, 60)}
"""Field → least and most for each TFLOP/s of FP32. Real chips from 2014 to 2026 have 8 to 105 GB/s and 2.7 to 47 W."""


def check(record: Gpu, catalogue: Catalogue) -> Iterator[Finding]:
    """Finds a lost digit, or GB/s where Gbit/s or TB/s was read; a schema's bounds are too wide for that."""
    if record.fp32_tflops is None:
        return
    fp32 = record.fp32_tflops.typical
    for name, (least, most) in PER_FP32_TFLOPS.items():
        figure = getattr(record, name)
        if figure and not least <= figure.typical / fp32 <= most and not is_explained(figure):
            yield Finding(
                (name,),
                f"{figure.typical:g} is {figure.typical / fp32:.3g} for each TFLOP/s of FP32; GPUs have {least} to {most}",
                f"look for a lost digit or another unit, here or in fp32_tflops; {REMEDY}",
            )
