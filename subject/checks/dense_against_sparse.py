"""Tensor throughput is dense: no rate is twice what the chip's units do in a clock."""

from collections.abc import Iterator

from calculators.core.catalogue import Catalogue
from calculators.records import Gpu
from generator.checks import Finding
from generator.oddities import REMEDY, is_explained

FAMILIES = ("gpus",)

FP16_OVER_FP32 = {
    "7.0": 8,
    "7.5": 8,
    "8.0": 16,
    "8.6": 4,
    "8.9": 4,
    "9.0": 16,
    "10.0": 32,
    "10.3": 32,
    "12.0": 4,
    "12.1": 4,
    "RDNA 3": 2,
    "RDNA 3.5": 4,
    "RDNA 4": 4,
    "CDNA": 8,
    "CDNA 2": 8,
    "CDNA 3": 8,
    "CDNA 4": 16,
    "Xe-HPG (Alchemist)": 8,
    "Xe2-HPG (Battlemage)": 8,
}
"""Compute capability or architecture → dense FP16 operations of the matrix units for each FP32 operation of the vector
units in a clock. Where the vendor counts dual issue in FP32 (RDNA 3) the ratio is of what it counts."""

PAIRS = {
    "fp16_fp32_tflops": ("fp16_tflops", 1),
    "bf16_tflops": ("fp16_fp32_tflops", 1),
    "int8_tops": ("fp16_tflops", 2),
    "fp8_tflops": ("fp16_tflops", 2),
}
"""Rate → the rate that bounds it, and how many times over."""

TOLERANCE = 1.25
"""Matrix and vector units may run at different clocks, and sheets round: real records stay within 1.03. Sparse is 2."""


def check(record: Gpu, catalogue: Catalogue) -> Iterator[Finding]:
    """FP16 against FP32, then the other rates against FP16: a factor of two is the figure with structured sparsity."""
    fp16, fp32 = record.fp16_tflops, record.fp32_tflops
    ratio = FP16_OVER_FP32.get(record.compute_capability) or FP16_OVER_FP32.get(record.architecture)
    if fp16 and fp32 and ratio and fp16.high > ratio * fp32.high * TOLERANCE and not is_explained(fp16):
        yield Finding(
            ("fp16_tflops",),
            f"{fp16.high:g} is {fp16.high / fp32.high:.3g} times FP32, where this architecture does {ratio} dense",
            f"halve it if its source gives the rate with sparsity; {REMEDY}",
        )
    for name, (bound_name, times) in PAIRS.items():
        figure, bound = getattr(record, name), getattr(record, bound_name)
        if figure and bound and figure.high > times * bound.high * TOLERANCE and not is_explained(figure):
            yield Finding(
                (name,),
                f"{figure.high:g} is more than {times} × {bound_name} ({bound.high:g}): one of them is not dense",
                f"give the dense rate of both; {REMEDY}",
            )
