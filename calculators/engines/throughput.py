"""How much work an hour of a GPU does, beside an hour of another: by memory bandwidth or by dense arithmetic.

Text generation for one reader streams the weights from memory for every token, so its speed follows the bandwidth; training,
fine-tuning and image generation follow the dense matrix throughput (Williams, Waterman and Patterson, Roofline, 2009). Rates are
those of the data sheet. Several GPUs are taken to add up, which flatters them.
"""

from __future__ import annotations

from calculators.core.ranges import Range
from calculators.core.records import Figure
from calculators.records import Gpu

TEXT = "text"
TRAINING = "training"


def rate(gpu: Gpu, work: str) -> Figure | None:
    """The data-sheet figure that bounds the work: GB/s, or dense TFLOP/s as training uses them. None where none is published.

    BF16 where the chip has it, else FP16 accumulated in FP32, FP16, and FP32 for chips without matrix units.
    """
    if work == TEXT:
        return gpu.bandwidth_gb_s
    return gpu.bf16_tflops or gpu.fp16_fp32_tflops or gpu.fp16_tflops or gpu.fp32_tflops


def relative_pace(gpu: Gpu, count: int, reference: Gpu, reference_count: int, work: str, spread: float) -> Range | None:
    """Work that `count` GPUs do in the time in which `reference_count` reference GPUs do 1. None without published rates.

    `spread` (a factor >= 1) is how far measured speeds stray from the ratio of the data sheets; one GPU is its own equal.
    """
    if gpu.id == reference.id:
        return Range.exact(count / reference_count)
    ours, theirs = rate(gpu, work), rate(reference, work)
    if ours is None or theirs is None:
        return None
    ratio = ours.typical * count / (theirs.typical * reference_count)
    return Range.around(ratio, spread)
