"""What a reader does to a form: one field moved at a time, away from the defaults."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from calculators.core.catalogue import Catalogue
from calculators.core.door import calculator
from calculators.core.quantity import Choice, FieldInfo, Quantity, Switch, fields_of

STEPS = tuple(1 + 0.02 * k for k in range(-15, 16) if k)
"""A slider that is drawn from a third below its default to a third above it."""
CHOSEN = 12
"""Options of a list that are tried, spread over it."""

Move = dict[str, Any]


def sliding(name: str) -> Iterator[Move]:
    """Numbers of the form, each drawn from below its default to above; from around its middle where it is empty."""
    for info in fields_of(calculator(name).Inputs):
        if isinstance(info.meta, Quantity) and (start := info.default or _middle(info.meta)):
            seen = {info.default}
            for value in (_within(info, start * step) for step in STEPS):
                if value not in seen:
                    seen.add(value)
                    yield {info.name: value}


def choosing(name: str, catalogue: Catalogue) -> Iterator[Move]:
    """Lists and switches of the form, each set to something else."""
    for info in fields_of(calculator(name).Inputs):
        meta = info.meta
        if isinstance(meta, Switch):
            yield {info.name: not info.default}
        elif isinstance(meta, Choice) and not info.many:
            options = [o for o in _options(meta, catalogue) if o != info.default]
            for option in options[:: max(1, len(options) // CHOSEN)][:CHOSEN]:
                yield {info.name: option}


def _options(meta: Choice, catalogue: Catalogue) -> list[str]:
    families = [*([meta.family] if meta.family else []), *meta.families]
    return [*(meta.options or {}), *(record for family in families for record in catalogue[family])]


def _middle(meta: Quantity) -> float:
    """Where a field that is empty at first is drawn: the logarithmic middle of its bounds, 0 where they have none."""
    return math.sqrt(max(meta.minimum, 0.0) * meta.maximum)


def _within(info: FieldInfo, value: float) -> float:
    assert isinstance(info.meta, Quantity)
    held = min(max(value, info.meta.minimum), info.meta.maximum)
    return round(held) if info.meta.integer else round(held, 6)
