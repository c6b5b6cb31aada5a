"""How much GPU memory a task takes, roughly, from the size of its model: a line through measured memory by parameters."""

from __future__ import annotations

from dataclasses import dataclass

from calculators.core.catalogue import Catalogue
from calculators.core.ranges import Range
from calculators.core.records import Figure
from calculators.engines.throughput import TEXT, TRAINING


@dataclass(frozen=True)
class Kind:
    """A kind of task: the glossary's term with its GB per billion parameters, that with its GB besides, what its speed waits for."""

    per_billion: str
    besides: str
    work: str


KINDS = {
    "learn": Kind("memory-chat", "", TEXT),
    "chat": Kind("memory-chat", "", TEXT),
    "images": Kind("memory-images", "", TRAINING),
    "fine-tune": Kind("memory-fine-tuning", "memory-of-any-training", TRAINING),
    "train": Kind("memory-training", "memory-of-any-training", TRAINING),
}
"""By task. Learning means small models that are used, not trained."""


def memory_gb(task: str, parameters_billion: float, catalogue: Catalogue) -> tuple[Range, tuple[Figure, ...]]:
    """GPU memory in GB, and the figures behind it."""
    kind = KINDS[task]
    terms = catalogue["glossary"]
    used: list[Figure] = [terms[kind.per_billion].figure]
    need = used[0].range * parameters_billion
    if kind.besides:
        used.append(terms[kind.besides].figure)
        need += used[1].range
    return need, tuple(used)
