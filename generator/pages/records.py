"""A page for each record: what it is, its figures with source and date, where it stands, what names it, what uses it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from calculators.core.door import calculator
from calculators.core.inputs import options_of
from calculators.core.quantity import Choice, FieldInfo, Group, Quantity, fields_of
from calculators.core.records import Figure
from calculators.core.report import Chart
from calculators.core.stated import item_key, joined
from calculators.core.subject import FAMILIES, made_of
from generator.pages import addresses
from generator.pages.extras import Extras
from generator.pages.figures import exact, is_stale, range_today, stated_range, told, typical
from generator.pages.site import Page, Site, paragraphs
from generator.pages.standing import Standings
from generator.pages.tables import EMPTY, Cell, Head, Row, cell, head, link, record_link
from generator.pages.views import VIEWS
from generator.pages.wrong import wrong, wrong_row
from generator.subject import the_subject

UNKNOWN = "unknown"
"""The option of a choice that says nothing: it is not shown where it is the default."""

_TOLD_APART = ("id", "name", "note", "source", "as_of")
"""Fields that the page shows in places of their own."""


@dataclass(frozen=True, slots=True)
class FigureRow:
    """A figure as its record's page shows it."""

    id: str
    label: str
    help: str
    value: str
    range: str
    today: str
    as_of: str
    stale: bool
    sources: list[Markup]
    note: str
    wrong: Markup


@dataclass(frozen=True, slots=True)
class Part:
    """A nested set or list of a record: its figures one by one, or a table with a row an item."""

    id: str
    title: str
    help: str
    facts: list[tuple[str, Markup]]
    figures: list[FigureRow]
    heads: list[Head]
    rows: list[Row]


@dataclass(frozen=True, slots=True)
class Use:
    """A calculator that takes this record, and the address that opens it so."""

    title: str
    label: str
    href: str


def pages(site: Site) -> Iterator[Page]:
    """A page for each record of every family but sources, which have pages of their own kind."""
    standings = Standings(site)
    uses = _uses(site)
    extras_of = the_subject().extras(site)
    for family, view in VIEWS.items():
        if family == "sources":
            continue
        for record in site.catalogue[family].values():
            path = addresses.record(family, record.id).rstrip("/") + ".md"
            root = addresses.to_root(path)
            extras = extras_of(family, record, root)
            yield site.page(
                "record.md",
                path,
                view=view,
                family=family,
                record=record,
                section=addresses.section(family, record.id) if addresses.has_section(family) else "",
                note=paragraphs(record.note),
                facts=_facts(site, root, record, (family, record.id, "")),
                figures=_figures(site, root, record, (family, record.id, "")),
                parts=list(_parts(site, root, record, (family, record.id, ""))),
                standings=list(standings.of(family, record)),
                answers=extras.answers,
                description=_description(record, extras),
                charts=_drawings(site, extras.charts),
                shown=[
                    {"id": d.id, "title": d.title, "parts": [(_drawings(site, charts), *to) for charts, *to in d.parts]}
                    for d in extras.drawn
                ],
                tables=extras.tables,
                named_by=_named_by(site, root, family, record.id),
                uses=[use for make in uses.get(family, ()) if (use := make(record))],
            )


def _drawings(site: Site, charts: list[Chart]) -> list[tuple[Chart, Markup]]:
    return [(chart, Markup(site.made.draw(chart.spec))) for chart in charts]


def _description(record: Any, extras: Extras) -> str:
    """What a search engine shows of the page: what it answers, else the record's note."""
    for answer in extras.answers:
        if answer.sentence:
            return f"{answer.sentence} {extras.described}".strip()
    return record.note or f"{record.name}: every figure with its source and date."


def _facts(site: Site, root: str, owner: Any, place: tuple[str, str, str]) -> list[tuple[str, Markup]]:
    """The words of a set of fields: everything that is neither a figure nor a nested set."""
    out = []
    for info in fields_of(type(owner)):
        value = getattr(owner, info.name)
        if info.name in _TOLD_APART or info.type is Figure or isinstance(info.meta, Group) or value in ("", (), None):
            continue
        if value is False or (value == info.default and _is_unset(info)):
            continue
        meta = info.meta
        if isinstance(meta, Choice) and meta.options is not None and not info.many:
            out.append((meta.label or info.name, Markup.escape(meta.options[value])))
            continue
        shown = cell(site, root, info, value, place, anchor=False).html
        out.append((meta.label or info.name, Markup("<br>").join(paragraphs(value)) if _is_long(value) else shown))
    return out


def _is_long(value: Any) -> bool:
    return isinstance(value, str) and "\n" in value


def _is_unset(info: FieldInfo) -> bool:
    """True for a choice whose default says that nothing is known, and for a number that is nothing unless it is set."""
    nothing = {Choice: UNKNOWN, Quantity: 0.0}.get(type(info.meta))
    return nothing is not None and info.default == nothing


def _figures(site: Site, root: str, owner: Any, place: tuple[str, str, str]) -> list[FigureRow]:
    out = []
    for info in fields_of(type(owner)):
        if info.type is not Figure or getattr(owner, info.name) is None:
            continue
        value = getattr(owner, info.name)
        for index, figure in enumerate(value if info.many else (value,)):
            part = f"{info.name}.{index + 1}" if info.many else info.name
            out.append(_figure_row(site, root, info, figure, (place[0], place[1], joined(place[2], part))))
    return out


def _figure_row(site: Site, root: str, info: FieldInfo, figure: Figure, place: tuple[str, str, str]) -> FigureRow:
    meta = info.meta
    assert isinstance(meta, Quantity)
    known = site.catalogue["sources"]
    return FigureRow(
        place[2],
        meta.label or info.name,
        meta.help,
        exact(typical(figure), meta.unit),
        stated_range(figure, meta.unit),
        range_today(figure, meta.unit),
        figure.as_of,
        is_stale(figure, meta, site.catalogue.as_of),
        [
            link(root + addresses.statement(source, *place), known[source].name if source in known else source)
            for source in figure.source
        ],
        figure.note,
        wrong(site, root, place, told(figure, meta.unit), figure.source),
    )


def _parts(site: Site, root: str, owner: Any, place: tuple[str, str, str]) -> Iterator[Part]:
    for info in fields_of(type(owner)):
        value = getattr(owner, info.name)
        if not isinstance(info.meta, Group) or not value:
            continue
        here = joined(place[2], info.name)
        if isinstance(value, dict):
            facts = [(key, Markup.escape(json.dumps(v, ensure_ascii=False).strip('"'))) for key, v in value.items()]
            yield Part(here, info.meta.label, info.meta.help, facts, [], [], [])
        elif not info.many:
            inner = (place[0], place[1], here)
            facts = _facts(site, root, value, inner)
            yield Part(here, info.meta.label, info.meta.help, facts, _figures(site, root, value, inner), [], [])
        elif any(inner.many and inner.type is Figure for inner in fields_of(info.type)):
            yield Part(here, info.meta.label, info.meta.help, [], [], [], [])
            for index, item in enumerate(value):
                inner = (place[0], place[1], f"{here}.{item_key(item, index)}")
                title = ", ".join(words for _, words in _facts(site, root, item, inner))
                yield Part(inner[2], title, "", [], [], *_series(site, root, item, inner))
        else:
            heads, rows = _table(site, root, info, value, (place[0], place[1], here))
            yield Part(here, info.meta.label, info.meta.help, [], [], heads, rows)


def _series(site: Site, root: str, item: Any, place: tuple[str, str, str]) -> tuple[list[Head], list[Row]]:
    """A list of figures by their dates, such as prices over time."""
    rows = []
    (info,) = (info for info in fields_of(type(item)) if info.many and info.type is Figure)
    for row in _figures(site, root, item, place):
        value = Markup('<span class="cr-number">{}</span>').format(row.value)
        spread = Markup('<span class="cr-range">{}</span>').format(row.range) if row.range else Markup()
        note = Markup('<span class="cr-help">{}</span>').format(row.note) if row.note else Markup()
        cells = [Cell(Markup.escape(row.as_of)), Cell(value + spread + row.wrong), Cell(_lines(row.sources) + note)]
        rows.append(Row(cells, row.id))
    return [Head("Date"), Head(info.meta.label, "", info.meta.help, numeric=True), Head("Source")], rows


def _lines(links: list[Markup]) -> Markup:
    return Markup().join(Markup('<span class="cr-line">{}</span>').format(link) for link in links)


def _table(
    site: Site, root: str, info: FieldInfo, items: tuple[Any, ...], place: tuple[str, str, str]
) -> tuple[list[Head], list[Row]]:
    infos = [
        inner
        for inner in fields_of(info.type)
        if inner.name not in ("id", "source", "as_of")
        and any(getattr(item, inner.name) not in _NOTHING for item in items)
    ]
    rows = []
    for index, item in enumerate(items):
        here = f"{place[2]}.{item_key(item, index)}"
        cells = []
        for inner in infos:
            owner = (place[0], place[1], f"{here}.{inner.name}")
            cells.append(cell(site, root, inner, getattr(item, inner.name), owner, anchor=True))
        dates, sources = _dates_and_sources(site, root, item, (place[0], place[1], here))
        report = wrong_row(site, root, item, (place[0], place[1], here))
        dated = Markup.escape(dates) + (report if dates else EMPTY)
        rows.append(Row([*cells, Cell(dated), Cell(sources + report if sources and not dates else sources)], here))
    heads = [*map(head, infos), Head("As of"), Head("Source")]
    kept = [i for i in range(len(heads)) if any(row.cells[i].html for row in rows)]
    return [heads[i] for i in kept], [Row([row.cells[i] for i in kept], row.id) for row in rows]


_NOTHING: tuple[Any, ...] = (None, (), "", False)


def _dates_and_sources(site: Site, root: str, item: Any, place: tuple[str, str, str]) -> tuple[str, Markup]:
    """The dates of an item's figures; and its own sources, where it is a statement in words."""
    figures = [v for info in fields_of(type(item)) if isinstance(v := getattr(item, info.name), Figure)]
    if figures:
        return ", ".join(dict.fromkeys(figure.as_of for figure in figures)), Markup()
    known = site.catalogue["sources"]
    own = [
        link(root + addresses.statement(source, *place), known[source].name if source in known else source)
        for source in getattr(item, "source", ())
    ]
    return getattr(item, "as_of", ""), _lines(own)


def _named_by(site: Site, root: str, family: str, record_id: str) -> list[tuple[str, list[Markup]]]:
    """(family's title, links) of the records that name this one."""
    grouped: dict[str, list[Markup]] = {}
    for other, other_id in site.statements.naming(family, record_id):
        grouped.setdefault(VIEWS[other].title, []).append(record_link(site, root, other, other_id))
    return list(grouped.items())


def _uses(site: Site) -> dict[str, list[Callable[[Any], Use | None]]]:
    """By family: for a record of it, the calculators that take it."""
    out: dict[str, list[Callable[[Any], Use | None]]] = {}
    for name in site.calculators:
        module = calculator(name)
        title = (module.__doc__ or "").split("\n")[0].rstrip(".")
        for info in fields_of(module.Inputs):
            meta = info.meta
            if not isinstance(meta, Choice) or meta.options is not None or info.many:
                continue
            for family in meta.families or (meta.family,):
                if owner := made_of(family):
                    out.setdefault(owner, []).append(_use_of_joined(site, name, title, info.name, meta))
                elif family in FAMILIES:
                    out.setdefault(family, []).append(_use(site, name, title, info.name, meta, family))
    return out


def _use_of_joined(site: Site, name: str, title: str, field: str, meta: Choice) -> Callable[[Any], Use | None]:
    """A record is taken by the first of what is made of it."""
    first: dict[str, str] = {}
    for option in options_of(meta, site.catalogue):
        first.setdefault(option.partition("/")[0], option)

    def make(record: Any) -> Use | None:
        value = first.get(record.id)
        return Use(title, meta.label, addresses.calculator(name, {field: value})) if value else None

    return make


def _use(site: Site, name: str, title: str, field: str, meta: Choice, family: str) -> Callable[[Any], Use | None]:
    taken = options_of(meta, site.catalogue)

    def make(record: Any) -> Use | None:
        value = f"{family}/{record.id}" if meta.families else record.id
        return Use(title, meta.label, addresses.calculator(name, {field: value})) if value in taken else None

    return make
