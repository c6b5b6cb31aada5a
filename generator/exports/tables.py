"""CSV tables: one a family, and one for each list nested in it (such as the offers of services)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from calculators.core.quantity import Date, FieldInfo, Group, Quantity, Switch, fields_of
from calculators.core.records import Figure
from calculators.core.subject import FAMILIES

FIGURE_COLUMNS = ("", "_low", "_high", "_source", "_as_of")
"""A figure's columns: typical value, range as stated, sources joined by a space, date."""


@dataclass(frozen=True)
class CsvTable:
    """A table's name (its file's stem), its columns as Frictionless field descriptors, and its rows of text."""

    name: str
    fields: list[dict[str, str]]
    rows: list[list[str]]

    @property
    def text(self) -> str:
        """RFC 4180, with line feeds."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow([field["name"] for field in self.fields])
        writer.writerows(self.rows)
        return out.getvalue()


def tables(family: str, records: Iterable[Any]) -> Iterator[CsvTable]:
    """The family's own table, then those of its lists; a list's rows begin with the ids of what they belong to."""
    yield from _tables(family, FAMILIES[family], [((), record) for record in records], [])


def _tables(name: str, cls: type, items: list[tuple[tuple[str, ...], Any]], parents: list[str]) -> Iterator[CsvTable]:
    flat = [info for info in fields_of(cls) if not _is_list(info) and not _is_set(info)]
    groups = [(info, inner) for info in fields_of(cls) if _is_set(info) for inner in fields_of(info.type)]
    fields = [{"name": parent, "type": "string", "title": parent} for parent in parents]
    fields += [field for info in flat for field in _fields(info, "")]
    fields += [field for outer, inner in groups for field in _fields(inner, f"{outer.name}_")]
    rows = []
    for ids, item in items:
        row = [*ids, *(cell for info in flat for cell in _cells(info, getattr(item, info.name)))]
        row += [
            cell for outer, inner in groups for cell in _cells(inner, getattr(getattr(item, outer.name), inner.name))
        ]
        rows.append(row)
    yield CsvTable(name, fields, rows)
    for info in fields_of(cls):
        if _is_list(info):
            nested = [
                ((*ids, getattr(item, "id", "") or str(n)), child)
                for n, (ids, item) in enumerate(items)
                for child in getattr(item, info.name)
            ]
            name_below, parents_below = f"{name}-{info.name}", [*parents, f"{_singular(name)}_id"]
            if info.type is Figure:
                yield _figure_table(name_below, info, nested, parents_below)
            else:
                yield from _tables(name_below, info.type, nested, parents_below)


def _figure_table(
    name: str, info: FieldInfo, items: list[tuple[tuple[str, ...], Figure]], parents: list[str]
) -> CsvTable:
    """A list of figures: one a row."""
    fields = [{"name": parent, "type": "string", "title": parent} for parent in parents] + _fields(info, "")
    return CsvTable(name, fields, [[*ids, *_cells(info, figure)] for ids, figure in items])


def _singular(name: str) -> str:
    last = name.rsplit("-", 1)[-1]
    return last.removesuffix("s") if last != "series" else last


def _is_set(info: FieldInfo) -> bool:
    return isinstance(info.meta, Group) and not info.many and hasattr(info.type, "__dataclass_fields__")


def _is_list(info: FieldInfo) -> bool:
    """A list of sets or of figures: a table of its own."""
    return info.many and (isinstance(info.meta, Group) or info.type is Figure)


def _fields(info: FieldInfo, prefix: str) -> list[dict[str, str]]:
    name, label, about = prefix + info.name, info.meta.label, info.meta.help
    if info.type is Figure:
        assert isinstance(info.meta, Quantity)
        unit = info.meta.unit.symbol
        numbers = [
            {
                "name": name + suffix,
                "type": "number",
                "title": label + suffix.replace("_", " "),
                "description": about,
                "unit": unit,
            }
            for suffix in FIGURE_COLUMNS[:3]
        ]
        return [*numbers, {"name": f"{name}_source", "type": "string"}, {"name": f"{name}_as_of", "type": "string"}]
    kind = "string"
    if isinstance(info.meta, Quantity) and not info.many:
        kind = "integer" if info.meta.integer else "number"
    if isinstance(info.meta, Switch):
        kind = "boolean"
    if isinstance(info.meta, Date):
        about = f"{about} As precise as known: a year, a month or a day.".strip()
    return [{"name": name, "type": kind, "title": label, "description": about}]


def _cells(info: FieldInfo, value: Any) -> list[str]:
    if info.type is Figure:
        if value is None:
            return [""] * len(FIGURE_COLUMNS)
        low, typical, high = value.stated
        return [_number(typical), _number(low), _number(high), " ".join(value.source), value.as_of]
    if value is None:
        return [""]
    if info.many:
        return [" ".join(str(v) for v in value)]
    if isinstance(value, bool):
        return [str(value).lower()]
    return [_number(value) if isinstance(value, int | float) else str(value)]


def _number(value: float) -> str:
    return f"{value:.12g}"


def resources(csv_tables: Iterable[CsvTable]) -> list[dict[str, Any]]:
    """The tables as resources of a Frictionless data package (specs.frictionlessdata.io/tabular-data-resource)."""
    return [
        {
            "name": table.name,
            "path": f"{table.name}.csv",
            "profile": "tabular-data-resource",
            "format": "csv",
            "mediatype": "text/csv",
            "encoding": "utf-8",
            "schema": {"fields": table.fields, "missingValues": [""]},
        }
        for table in csv_tables
    ]
