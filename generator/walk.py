"""Walking a record: every field with its metadata and value, nested ones included."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import is_dataclass
from typing import Any

from calculators.core.quantity import FieldInfo, fields_of
from calculators.core.records import Figure

KeyPath = tuple[str | int, ...]


def walk(record: Any, where: KeyPath = ()) -> Iterator[tuple[KeyPath, FieldInfo, Any]]:
    """(place, field, value) of every field that holds something, depth first; a list's items one by one."""
    for info in fields_of(type(record)):
        value = getattr(record, info.name)
        if value is None or value == () or value == "":
            continue
        if info.many:
            for index, item in enumerate(value):
                yield from _visit((*where, info.name, index), info, item)
        else:
            yield from _visit((*where, info.name), info, value)


def _visit(where: KeyPath, info: FieldInfo, value: Any) -> Iterator[tuple[KeyPath, FieldInfo, Any]]:
    yield where, info, value
    if is_dataclass(value) and not isinstance(value, Figure):
        yield from walk(value, where)


def figures(record: Any) -> Iterator[tuple[KeyPath, FieldInfo, Figure]]:
    """Every figure of a record with its place."""
    return ((where, info, value) for where, info, value in walk(record) if isinstance(value, Figure))
