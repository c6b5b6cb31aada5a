"""The Data room: its index, one table a family, and one table of each list nested in records."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from calculators.core.quantity import FieldInfo, fields_of
from calculators.core.records import Figure
from calculators.core.stated import item_key, item_name
from calculators.core.subject import FAMILIES
from generator.pages import addresses
from generator.pages.ageing import Ageing, ageings
from generator.pages.site import Page, Site, plural
from generator.pages.tables import (
    EMPTY,
    Cell,
    DataTable,
    Head,
    Row,
    cell,
    head,
    link,
    record_link,
    without_empty_columns,
)
from generator.pages.views import LISTS, VIEWS, ListView
from generator.pages.wrong import wrong_row


@dataclass(frozen=True, slots=True)
class Shelf:
    """A line of the Data room's index."""

    title: str
    href: str
    count: int
    about: str
    within: bool = False


def shelves(site: Site) -> list[Shelf]:
    """The tables of the Data room that hold something, nested lists after the family they are in."""
    out = []
    for family, view in VIEWS.items():
        if records := site.catalogue[family]:
            out.append(Shelf(view.title, addresses.family(family), len(records), view.about))
        for nested in LISTS:
            count = sum(len(getattr(r, nested.field)) for r in records.values()) if nested.family == family else 0
            if count:
                out.append(Shelf(nested.title, addresses.family(nested.name), count, nested.about, within=True))
    return out


def pages(site: Site) -> Iterator[Page]:
    """The page of every family and of every nested list that hold something."""
    for family, view in VIEWS.items():
        if site.catalogue[family]:
            path = f"{addresses.family(family)}index.md"
            table = family_table(site, addresses.to_root(path), family)
            lists = [nested for nested in LISTS if nested.family == family and items_of(site, nested)]
            yield site.page(
                "family.md", path, view=view, family=family, table=table, lists=lists, ageings=_ageings(family)
            )
    for nested in LISTS:
        if items_of(site, nested):
            path = f"{addresses.family(nested.name)}index.md"
            table = list_table(site, addresses.to_root(path), nested)
            yield site.page(
                "family.md",
                path,
                view=nested,
                family=nested.family,
                table=table,
                lists=[],
                ageings=_ageings(nested.family),
            )


def _ageings(family: str) -> list[Ageing]:
    return [ageing for ageing in ageings() if ageing.family == family]


def family_table(site: Site, root: str, family: str) -> DataTable:
    """Every record of a family, in its view's order, with its view's columns."""
    view = VIEWS[family]
    infos = _columns(FAMILIES[family], view.columns)
    rows = []
    for record in sorted(site.catalogue[family].values(), key=view.order):
        report = _report(site, root, record, (family, record.id, ""), view.columns)
        cells = [Cell(record_link(site, root, family, record.id) + report, record.name)]
        for info in infos:
            owner = (family, record.id, info.name)
            cells.append(cell(site, root, info, getattr(record, info.name), owner, anchor=False))
        rows.append(Row(cells))
    heads = [Head(_capital(view.one)), *map(head, infos)]
    return without_empty_columns(DataTable(view.title, plural(len(rows), view.one), heads, rows))


def list_table(site: Site, root: str, nested: ListView) -> DataTable:
    """Every item of a nested list, led by the record it is in."""
    return table_of(site, root, nested, items_of(site, nested))


def table_of(site: Site, root: str, nested: ListView, items: list[tuple[Any, int, Any]]) -> DataTable:
    """Some items of a nested list: (record, index within it, item) each."""
    infos = _columns(_item_class(nested), nested.columns)
    rows = []
    for record, index, item in sorted(items, key=lambda entry: nested.order(entry[0], entry[2])):
        place = f"{nested.field}.{item_key(item, index)}"
        name = item_name(item, index)
        here = root + addresses.record(nested.family, record.id, place)
        report = _report(site, root, item, (nested.family, record.id, place), nested.columns)
        own = Cell(link(here, name) + report, name)
        cells = [Cell(record_link(site, root, nested.family, record.id), record.name), own]
        for info in infos:
            owner = (nested.family, record.id, f"{place}.{info.name}")
            cells.append(cell(site, root, info, getattr(item, info.name), owner, anchor=False))
        rows.append(Row(cells))
    heads = [Head(_capital(VIEWS[nested.family].one)), Head(_capital(nested.one)), *map(head, infos)]
    return without_empty_columns(DataTable(nested.title, plural(len(rows), nested.one), heads, rows))


def _report(site: Site, root: str, item: Any, owner: tuple[str, str, str], columns: tuple[str, ...]) -> Markup:
    """“wrong?” beside a row's name, of all figures in it; nothing where it holds none."""
    if not any(isinstance(getattr(item, name), Figure) for name in columns):
        return EMPTY
    return wrong_row(site, root, item, owner, columns)


def items_of(site: Site, nested: ListView) -> list[tuple[Any, int, Any]]:
    """(record, index within it, item) of every item of a nested list."""
    return [
        (record, index, item)
        for record in site.catalogue[nested.family].values()
        for index, item in enumerate(getattr(record, nested.field))
    ]


def _item_class(nested: ListView) -> type:
    (found,) = (info.type for info in fields_of(FAMILIES[nested.family]) if info.name == nested.field)
    assert isinstance(found, type)
    return found


def _columns(cls: type, names: tuple[str, ...]) -> list[FieldInfo]:
    infos = {info.name: info for info in fields_of(cls)}
    return [infos[name] for name in names]


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
