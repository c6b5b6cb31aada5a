"""Every statement of every record by the source that makes it, and which records name which: one walk over the catalogue."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, is_dataclass
from typing import Any

from calculators.core.catalogue import Catalogue
from calculators.core.quantity import Choice, Date, FieldInfo, Quantity, fields_of
from calculators.core.records import Figure
from calculators.core.stated import item_key, item_name, joined, labelled
from calculators.core.subject import FAMILIES
from generator.pages.figures import told


@dataclass(frozen=True, slots=True)
class Statement:
    """What a source states for a record: at `place` (dotted, unique within the record) stands `value`, as of a date."""

    family: str
    record: str
    record_name: str
    place: str
    label: str
    value: str
    as_of: str


@dataclass(frozen=True, slots=True)
class _Found:
    place: str
    label: str
    value: str
    as_of: str
    sources: tuple[str, ...]


class Statements:
    """The statements of a catalogue, in its order."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.by_source: dict[str, list[Statement]] = {}
        self.mentions: dict[tuple[str, str], dict[tuple[str, str], None]] = {}
        for family in FAMILIES:
            if family == "sources":
                continue
            for record in catalogue[family].values():
                for found in _found(record, "", ""):
                    statement = Statement(
                        family, record.id, record.name, found.place, found.label, found.value, found.as_of
                    )
                    for source in found.sources:
                        self.by_source.setdefault(source, []).append(statement)
                for other in _named(record):
                    self.mentions.setdefault(other, {})[(family, record.id)] = None

    def naming(self, family: str, record_id: str) -> list[tuple[str, str]]:
        """(family, id) of the records that name this one, in the catalogue's order."""
        return list(self.mentions.get((family, record_id), ()))


def _found(owner: Any, place: str, label: str) -> Iterator[_Found]:
    cited: set[str] = set()
    for info in fields_of(type(owner)):
        value = getattr(owner, info.name)
        if value is None or value == () or value == "":
            continue
        for index, item in enumerate(value if info.many else (value,)):
            part = f"{info.name}.{item_key(item, index)}" if info.many else info.name
            if isinstance(item, Figure):
                assert isinstance(info.meta, Quantity)
                unit = info.meta.unit
                text = told(item, unit)
                cited.update(item.source)
                yield _Found(
                    joined(place, part), labelled(label, info.meta.label or info.name), text, item.as_of, item.source
                )
            elif is_dataclass(item):
                name = f"{info.meta.label}, {item_name(item, index)}" if info.many else info.meta.label
                for found in _found(item, joined(place, part), labelled(label, name)):
                    cited.update(found.sources)
                    yield found
    rest = tuple(s for s in getattr(owner, "source", ()) if s not in cited)
    if rest:  # a set of words alone: its source supports the words
        text = getattr(owner, "text", "") or getattr(owner, "meaning", "")
        yield _Found(place, label or "The record", text or "what is said in words", owner.as_of, rest)


def _named(owner: Any) -> Iterator[tuple[str, str]]:
    for info in fields_of(type(owner)):
        value = getattr(owner, info.name)
        if info.name == "source" or value is None or value == () or isinstance(info.meta, Quantity | Date):
            continue
        for item in value if info.many else (value,):
            if isinstance(info.meta, Choice) and info.meta.options is None and item:
                yield _target(info, info.meta, item)
            elif is_dataclass(item):
                yield from _named(item)


def _target(info: FieldInfo, choice: Choice, value: str) -> tuple[str, str]:
    if choice.families:
        family, _, record_id = value.partition("/")
        return family, record_id
    return choice.family, value
