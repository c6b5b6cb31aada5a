"""Size of GGUF files. Nothing is fitted: the mixtures and the bits of each type are llama.cpp's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.accuracy.case import Case, Constants, Family, Goal
from benchmarks.accuracy.evidence import model_of, quantization_of, read
from calculators.core.catalogue import Catalogue
from calculators.engines.architecture import Architecture, from_model
from calculators.engines.gguf import MIXTURES, gguf_bytes
from calculators.records import Quantization

GIB = 2.0**30


@dataclass(frozen=True)
class Subject:
    """A model in a quantization."""

    architecture: Architecture
    parameters: float
    quantization: Quantization


def rows(everything: Catalogue) -> list[Case]:
    """Readings of kind file-size."""
    out = []
    for source, reading in read(everything, "file-size"):
        model = model_of(everything, reading)
        quantization = quantization_of(everything, reading)
        assert quantization is not None
        subject = Subject(from_model(model), model.parameters_billion.typical * 1e9, quantization)
        about = "an older mixture, or a rounded size" if model.id in ("llama-3-1-405b", "llama-3-1-70b") else ""
        out.append(
            Case(reading.id, source, reading.software, "", reading.model, reading.file_gib, subject, about=about)
        )
    return out


def fit(cases: Sequence[Case]) -> Constants:
    """There is nothing to fit."""
    return {}


def predict(case: Case, constants: Constants) -> float:
    """GiB of the file."""
    return gguf_bytes(case.subject.architecture, MIXTURES[case.subject.quantization.id]).total / GIB


def nominal_bits(case: Case) -> float:
    """The rule: parameters × the nominal bits of the quantization / 8."""
    blocks = case.subject.quantization.block_bits_per_weight or case.subject.quantization.bits_per_weight
    return float(case.subject.parameters * blocks.typical / 8 / GIB)


FAMILY = Family(
    id="file-size",
    title="GGUF file size",
    unit="GiB",
    rows=rows,
    fit=fit,
    predict=predict,
    constants={},
    must=Goal(1.5, 4),
    aim=Goal(0.5, 2),
    width_ceiling=0.4,
    naive={"parameters × nominal bits": nominal_bits},
    least_spread=0.015,
    binding=False,
)
