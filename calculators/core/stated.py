"""What the records state of the figures behind an answer: each by its record, its place there, its words and its sources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import is_dataclass
from functools import lru_cache
from typing import Any

from calculators.core.catalogue import Catalogue
from calculators.core.quantity import Quantity, Unit, fields_of
from calculators.core.ranges import Range
from calculators.core.records import Figure
from calculators.core.report import Stated
from calculators.core.text import briefly

Used = Iterable[Figure | None]
"""Figures; None stands for one that a record does not have."""


def sources(*groups: Used) -> tuple[str, ...]:
    """The source records of figures, each once, in the order in which they are used."""
    return tuple(dict.fromkeys(source for group in groups for figure in group if figure for source in figure.source))


def stated(catalogue: Catalogue, *groups: Used) -> tuple[Stated, ...]:
    """What the catalogue's records state of figures, each once, in the order in which they are used."""
    found: dict[Stated, None] = {}
    for figure in (figure for group in groups for figure in group if figure and figure.record):
        known = _known(figure.record, catalogue)
        told = known.get(id(figure))
        if isinstance(told, tuple):
            place, label, unit = told
            family, _, record_id = figure.record.partition("/")
            value = briefly(Range(*figure.stated), unit)
            name = catalogue[family][record_id].name
            told = known[id(figure)] = Stated(figure.record, name, place, label, value, figure.as_of, figure.source)
        if told is not None:
            found[told] = None
    return tuple(found)


@lru_cache(maxsize=1024)
def _known(record: str, catalogue: Catalogue) -> dict[int, Stated | tuple[str, str, Unit]]:
    """By the identity of each figure of a record: what is stated, or the place, label and unit of which it is made when asked for."""
    family, _, record_id = record.partition("/")
    return {
        id(figure): (place, label, unit) for place, label, unit, figure in _within(catalogue[family][record_id], "", "")
    }


def figures_of(record: Any) -> tuple[Figure, ...]:
    """Every figure of a record."""
    return tuple(figure for *_, figure in _within(record, "", ""))


def item_key(item: Any, index: int) -> str:
    """What tells an item of a list from its siblings: its id, or else its place, from 1."""
    return str(getattr(item, "id", "") or index + 1)


def item_name(item: Any, index: int) -> str:
    """What an item of a list is called."""
    for name in ("name", "instance", "provider", "what", "seller", "id"):
        if found := getattr(item, name, ""):
            return str(found)
    return str(index + 1)


def joined(place: str, part: str) -> str:
    """A place within a place."""
    return f"{place}.{part}" if place else part


def labelled(label: str, more: str) -> str:
    """A label within a label."""
    return f"{label}: {more}" if label else more


def _within(owner: Any, place: str, label: str) -> Iterator[tuple[str, str, Unit, Figure]]:
    """(place, label, unit, figure) of every figure of a record, or of a part of one."""
    for info in fields_of(type(owner)):
        value = getattr(owner, info.name)
        if not value or not (info.type is Figure or is_dataclass(info.type)):
            continue
        for index, item in enumerate(value if info.many else (value,)):
            here = joined(place, f"{info.name}.{item_key(item, index)}" if info.many else info.name)
            if isinstance(item, Figure):
                assert isinstance(info.meta, Quantity)
                yield here, labelled(label, info.meta.label or info.name), info.meta.unit, item
            else:
                name = f"{info.meta.label}, {item_name(item, index)}" if info.many else info.meta.label
                yield from _within(item, here, labelled(label, name))
