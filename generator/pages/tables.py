"""Tables of records as templates print them: headings from the fields' metadata, cells that lead to their sources."""

from __future__ import annotations

from dataclasses import dataclass, is_dataclass
from typing import Any

from markupsafe import Markup, escape

from calculators.core.inputs import label_of
from calculators.core.quantity import Choice, FieldInfo, Quantity, Switch, Unit
from calculators.core.records import Figure
from generator.pages import addresses
from generator.pages.figures import bare, is_stale, stated_range, typical
from generator.pages.site import Site

_SHORT = 24
"""A choice whose options explain themselves at greater length than this is shown by its keys."""


EMPTY = Markup()


@dataclass(frozen=True, slots=True)
class Head:
    """A column: `numeric` aligns it right, `choice` lets a reader narrow the table to one of its values."""

    label: str
    unit: str = ""
    help: str = ""
    numeric: bool = False
    choice: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a cell, the value it sorts by (empty: its words), and its anchor."""

    html: Markup = EMPTY
    value: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """Cells in the order of the columns; the first heads the row."""

    cells: list[Cell]
    id: str = ""


@dataclass(frozen=True, slots=True)
class DataTable:
    """A table that a reader can sort and narrow; `title` names it, `count` says how much it holds."""

    title: str
    count: str
    heads: list[Head]
    rows: list[Row]


def head(info: FieldInfo) -> Head:
    """The column of a field."""
    meta = info.meta
    label = meta.label or info.name
    if isinstance(meta, Quantity):
        return Head(label, meta.unit.symbol, meta.help, numeric=True)
    if is_list_of_sets(info):
        return Head(label, "", meta.help, numeric=True)
    return Head(label, "", meta.help, choice=isinstance(meta, Choice) and bool(meta.options))


def is_list_of_sets(info: FieldInfo) -> bool:
    """True for a field that holds a list of nested sets of fields."""
    return info.many and is_dataclass(info.type) and info.type is not Figure


def cell(site: Site, root: str, info: FieldInfo, value: Any, owner: tuple[str, str, str], *, anchor: bool) -> Cell:
    """A field's cell. `owner` is the record's family and id and the field's place; `anchor` gives the cell that place as id."""
    if value is None or value == () or value == "":
        return Cell()
    family, record_id, place = owner
    if isinstance(value, Figure):
        assert isinstance(info.meta, Quantity)
        return Cell(
            figure(site, root, value, info.meta, owner), _sortable(typical(value)), f"{place}" if anchor else ""
        )
    if is_list_of_sets(info):
        return Cell(link(root + addresses.record(family, record_id, place), len(value)), str(len(value)))
    if info.many:
        return Cell(Markup(", ").join(_words(site, root, info, item) for item in value))
    if isinstance(info.meta, Quantity):
        return Cell(Markup(bare(value, info.meta.unit)), _sortable(value))
    return Cell(_words(site, root, info, value))


def figure(site: Site, root: str, value: Figure, quantity: Quantity, owner: tuple[str, str, str]) -> Markup:
    """A figure's number, a link to the row of its source that states it, and its range."""
    href = root + addresses.statement(value.source[0], *owner)
    number = link(href, bare(typical(value), quantity.unit))
    spread = Markup(' <span class="cr-range">{}</span>').format(_short_range(value, quantity.unit))
    old = Markup(' <span class="cr-stale">{}</span>').format(value.as_of)
    return (
        number
        + (spread if stated_range(value, quantity.unit) else "")
        + (old if is_stale(value, quantity, site.catalogue.as_of) else "")
    )


def link(href: str, text: object) -> Markup:
    """Words that lead somewhere."""
    return Markup('<a href="{}">{}</a>').format(href, text)


def record_link(site: Site, root: str, family: str, record_id: str) -> Markup:
    """A record's name, a link to its page; the id alone where there is no such record."""
    record = site.catalogue[family].get(record_id)
    if record is None:
        return escape(record_id)
    return link(root + addresses.record(family, record_id), record.name)


def choice_words(choice: Choice, value: str) -> str:
    """An option in few words."""
    assert choice.options is not None
    if max(map(len, choice.options.values())) <= _SHORT:
        return choice.options[value]
    return value.replace("-", " ")


def without_empty_columns(table: DataTable) -> DataTable:
    """The same table without the columns in which no row says anything."""
    kept = [i for i in range(len(table.heads)) if any(row.cells[i].html for row in table.rows)]
    rows = [Row([row.cells[i] for i in kept], row.id) for row in table.rows]
    return DataTable(table.title, table.count, [table.heads[i] for i in kept], rows)


def _short_range(value: Figure, unit: Unit) -> str:
    low, _, high = value.stated
    return f"{bare(low, unit)}–{bare(high, unit)}"


def _words(site: Site, root: str, info: FieldInfo, value: Any) -> Markup:
    meta = info.meta
    if isinstance(meta, Choice):
        if meta.options is not None:
            return escape(choice_words(meta, value))
        family, _, record_id = value.partition("/") if meta.families else (meta.family, "", value)
        return record_link(site, root, family, record_id)
    if isinstance(meta, Switch):
        return Markup("yes" if value else "no")
    if isinstance(value, str) and value.startswith(("https://", "http://")):
        return link(value, value)
    return escape(value if isinstance(value, str) else label_of(meta, value, site.catalogue))


def _sortable(value: float) -> str:
    return repr(float(value)).removesuffix(".0")
