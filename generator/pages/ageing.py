"""How fast figures age: the rate at which each kind's range widens, and how long it counts as fresh."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, is_dataclass

from calculators.core.quantity import Quantity, fields_of
from calculators.core.records import Figure
from calculators.core.subject import FAMILIES
from generator.pages.views import VIEWS


@dataclass(frozen=True, slots=True)
class Ageing:
    """Figures of one family that age alike: `percent` a year, fresh for `days` (0: always)."""

    family: str
    title: str
    labels: str
    percent: float
    days: int


def ageings() -> list[Ageing]:
    """Every kind of figure that ages, fastest first within its family."""
    out = []
    for family, cls in FAMILIES.items():
        alike: dict[tuple[float, int], dict[str, None]] = {}
        for label, quantity in _aging(cls, ""):
            alike.setdefault((quantity.drift_per_year, quantity.stale_days), {})[label] = None
        for (drift, days), labels in sorted(alike.items(), reverse=True):
            out.append(Ageing(family, VIEWS[family].title, ", ".join(labels), round(100 * drift, 1), days))
    return out


def _aging(cls: type, within: str) -> Iterator[tuple[str, Quantity]]:
    for info in fields_of(cls):
        if info.type is Figure and isinstance(info.meta, Quantity):
            if info.meta.drift_per_year or info.meta.stale_days:
                yield f"{within}{_quiet(info.meta.label)}", info.meta
        elif isinstance(info.type, type) and is_dataclass(info.type):
            yield from _aging(info.type, f"{_quiet(info.meta.label)}: ")


def _quiet(label: str) -> str:
    """A label within a sentence: `PUE` and `GPU hours` keep their capitals."""
    return label if label[:2].isupper() else label[:1].lower() + label[1:]
