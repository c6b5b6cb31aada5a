"""Watts of a GPU board at work, left out by GPU."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from benchmarks.accuracy import regress
from benchmarks.accuracy.case import Case, Constants, Family, Goal
from benchmarks.accuracy.evidence import gpu_of, model_of, read
from benchmarks.accuracy.regress import Prior
from calculators.core.catalogue import Catalogue
from calculators.engines.chips import Chip, from_gpu
from calculators.engines.decode import step_of, step_time
from calculators.engines.language_model import language_model
from calculators.engines.memory import LAYERS, TENSOR
from calculators.engines.power import DECODE, SHIPPED, drawn_watts

NEAREST = {"UD-Q3_K_XL": "q3-k-l", "UD-Q4_K_XL": "q4-k-m", "FP8": "fp8", "": "awq"}
"""The quantization whose size comes nearest; where none is stated the model fits these cards at 4 bits alone."""

BOARDS_DIFFER = 0.3
"""The narrowest half width, in logarithms: two cards cannot say how others differ; makers set limits 10 to 30% apart."""

PRIORS = {"draw_decode": Prior(1, 0.3), "draw_prefill": Prior(1, 0.3)}


@dataclass(frozen=True, slots=True)
class Subject:
    """A card at work, the limit, and how much of the time it is not kept waiting."""

    chip: Chip
    phase: str
    busy: float
    limit: float | None
    cards: int
    sweep: str
    tokens_per_s: float | None


def rows(everything: Catalogue) -> list[Case]:
    """Readings of kind power."""
    out = []
    for source, reading in read(everything, "power"):
        gpu = gpu_of(everything, reading)
        assert gpu is not None
        chip = from_gpu(gpu)
        subject = Subject(
            chip,
            reading.phase,
            busy(everything, reading, chip),
            reading.power_limit_watts,
            reading.gpu_count if reading.scope == "all" else 1,
            f"{reading.model} {reading.gpu} {reading.phase} {reading.streams} {reading.software} {reading.backend}",
            reading.tokens_per_s,
        )
        out.append(
            Case(
                reading.id,
                source,
                reading.software,
                reading.gpu,
                reading.model,
                reading.power_watts,
                subject,
                about=reading.backend if "limit" in reading.backend else "",
            )
        )
    return out


def busy(everything: Catalogue, reading: Any, chip: Chip) -> float:
    """The share of a decoding step in which the GPU does not wait; 1 for prompts."""
    if reading.phase != DECODE:
        return 1.0
    quantization = everything["quantizations"][NEAREST[reading.quantization]]
    model = language_model(model_of(everything, reading), quantization)
    split = TENSOR if reading.software == "vllm" and reading.gpu_count > 1 else LAYERS
    return step_time(step_of(model, chip, reading.software, 0, gpus=reading.gpu_count, split=split)).busy


def predict(case: Case, constants: Constants) -> float:
    """Watts."""
    s: Subject = case.subject
    return s.cards * drawn_watts(s.chip, s.phase, s.busy, s.limit, constants)


def fit(cases: Sequence[Case]) -> Mapping[str, float]:
    """What each kind of work draws, cards weighing alike."""
    return regress.fit([replace(case, source=case.gpu) for case in cases], predict, PRIORS)


def board_rule(case: Case) -> float:
    """The rule: the board's power."""
    s: Subject = case.subject
    return s.cards * s.chip.board_watts


FAMILY = Family(
    id="power",
    title="Power of a board under a limit, left out by GPU",
    unit="W",
    rows=rows,
    fit=fit,
    predict=predict,
    constants=SHIPPED,
    must=Goal(12, 55),
    aim=Goal(8, 30),
    width_ceiling=1.2,
    naive={"board power": board_rule},
    group=lambda case: "power",
    by=lambda case: case.gpu,
    least_spread=BOARDS_DIFFER,
    constants_module="calculators.engines.constants.power",
    binding=False,
)
