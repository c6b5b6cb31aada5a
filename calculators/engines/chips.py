"""A GPU as the speed formulas see it: plain numbers from its record."""

from __future__ import annotations

import re
from dataclasses import dataclass

from calculators.records import Gpu

HBM = "hbm"
GRAPHICS = "gddr"
UNIFIED = "unified"
"""Kinds of memory: stacked beside the chip, on a graphics card's board, shared with the computer's processor."""

NEWER = ("Ada Lovelace", "Hopper", "Blackwell", "Blackwell Ultra")
"""NVIDIA's architectures of 2022 on: clocks half as fast again as Ampere's, and caches of tens of MB, hurry small kernels."""

FP4_OVER_FP8 = 2.0
"""Dense rate of FP4 to that of FP8 on NVIDIA's Blackwell, whose tensor cores alone have FP4 (NVIDIA, Blackwell architecture)."""


PCIE_LANE = {"3": 0.985e9, "4": 1.969e9, "5": 3.938e9}
"""B/s one way of a lane by generation (PCI-SIG: 8, 16, 32 GT/s, 128 bits of 130)."""


USUAL_WATTS = {
    ("Turing", GRAPHICS): 2.32, ("Volta", HBM): 2.40, ("Ampere", GRAPHICS): 2.46, ("Ampere", HBM): 1.00,
    ("Ada Lovelace", GRAPHICS): 1.53, ("Hopper", HBM): 0.71, ("Blackwell", GRAPHICS): 1.38, ("Blackwell", HBM): 0.46,
    ("RDNA 3", GRAPHICS): 2.89, ("RDNA 4", GRAPHICS): 1.56,
}  # fmt: skip
"""Watts of board power to a TFLOP/s of 16-bit matrices: the median of the catalogue's cards by architecture and kind of memory."""


class ChipError(ValueError):
    """A GPU whose record lacks a figure that the formulas need: `what` names it."""

    def __init__(self, what: str) -> None:
        super().__init__(f"no {what} is published for this GPU")
        self.what = what


@dataclass(frozen=True, slots=True, kw_only=True)
class Chip:
    """Rates of one GPU: bandwidth in B/s, arithmetic in FLOP/s, dense. 0 stands for a format that it does not have."""

    id: str
    bandwidth: float
    matrix: float
    """16-bit matrices summed in 32 bits, which training and most inference uses; without matrix units the FP32 rate."""
    matrix_fp16: float
    """16-bit matrices at their fastest: summed in 16 bits, twice as fast on GeForce cards."""
    fp8: float
    fp4: float
    int8: float
    memory: str
    segment: str
    architecture: str
    has_matrix_units: bool
    board_watts: float
    idle_watts: float
    feed: float
    """Board power to arithmetic, beside the median of its architecture; 1 where either is not known."""
    link: float
    """B/s one way to a GPU beside it: NVLink or the like where the record states its rate, else PCIe."""
    pcie: float
    """B/s one way to the computer's memory; PCIe 4.0 x16 where the record states none."""

    @property
    def is_apple(self) -> bool:
        """True for a Mac's chip, which Metal drives."""
        return self.architecture.startswith("Apple")


RATES = ("bandwidth", "matrix", "matrix_fp16", "fp8", "fp4", "int8", "feed", "link", "pcie")
"""Fields of a chip of which more is faster."""


def no_slower(one: Chip, other: Chip) -> bool:
    """True for chips of one make (architecture, segment, kind of memory) where `one` is as fast as `other` in every respect.

    In memory of the same size, whatever runs on the other then runs on this one as fast at least.
    """
    return (
        one.architecture == other.architecture
        and one.segment == other.segment
        and one.memory == other.memory
        and one.has_matrix_units == other.has_matrix_units
        and all(getattr(one, rate) >= getattr(other, rate) for rate in RATES)
    )


def from_gpu(gpu: Gpu) -> Chip:
    """The chip of a record. ChipError where it has no arithmetic rate at all."""
    matrix = gpu.bf16_tflops or gpu.fp16_fp32_tflops or gpu.fp16_tflops or gpu.fp32_tflops
    if matrix is None:
        raise ChipError("arithmetic rate")
    fp16 = max(f.typical for f in (gpu.fp16_tflops, matrix) if f is not None)
    fp8 = gpu.fp8_tflops.typical * 1e12 if gpu.fp8_tflops else 0.0
    own = HBM if "HBM" in gpu.memory_type else GRAPHICS
    usual = USUAL_WATTS.get((gpu.architecture, own)) if gpu.segment != "unified" else None
    feed = gpu.tdp_watts.typical / fp16 / usual if usual and gpu.tdp_watts else 1.0
    return Chip(
        id=gpu.id,
        bandwidth=gpu.bandwidth_gb_s.typical * 1e9,
        matrix=matrix.typical * 1e12,
        matrix_fp16=fp16 * 1e12,
        fp8=fp8,
        fp4=fp8 * FP4_OVER_FP8 if gpu.architecture.startswith("Blackwell") else 0.0,
        int8=gpu.int8_tops.typical * 1e12 if gpu.int8_tops else 0.0,
        memory=UNIFIED if gpu.segment == "unified" else own,
        segment=gpu.segment,
        architecture=gpu.architecture,
        has_matrix_units=bool(gpu.bf16_tflops or gpu.fp16_fp32_tflops or gpu.fp16_tflops),
        board_watts=gpu.tdp_watts.typical if gpu.tdp_watts else 0.0,
        idle_watts=gpu.idle_watts.typical if gpu.idle_watts else 0.0,
        feed=feed,
        link=_link(gpu),
        pcie=_pcie(gpu),
    )


def fed(chip: Chip, needed: float) -> float:
    """The share of its peak that a board's power sustains: min(1, (P / F) / (needed·p)), p the usual watts to a FLOP/s.

    Small and passively cooled boards carry large chips that cannot hold their clocks while the matrix units work.
    """
    return min(1.0, chip.feed / needed)


def _link(gpu: Gpu) -> float:
    """B/s one way. NVLink's rates are of both ways together."""
    stated = re.search(r"([\d.]+) (GB|TB)/s", gpu.link)
    if stated and "bridge" not in gpu.link:
        return float(stated[1]) * (1e9 if stated[2] == "GB" else 1e12) / 2
    return _pcie(gpu)


def _pcie(gpu: Gpu) -> float:
    lanes = re.fullmatch(r"(\d)\.0 x(\d+)", gpu.pcie)
    return PCIE_LANE[lanes[1]] * int(lanes[2]) if lanes else PCIE_LANE["4"] * 16
