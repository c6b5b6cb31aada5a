"""A report as HTML: the same bytes at build time and in the browser. Everything that is text is escaped."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from html import escape
from urllib.parse import quote, urlencode

from calculators.core.catalogue import Catalogue
from calculators.core.quantity import Unit
from calculators.core.ranges import Range
from calculators.core.report import Cell, Chart, Column, KeyFigure, Link, Reason, Report, Sheet, Stated, Table
from calculators.core.subject import sides
from calculators.core.text import NBSP, number, spread

WORKING = "Working it out …"
"""What stands where something was left out to be quick."""
WRONG = "contribute/wrong/"
"""The page, from the site's root, on which a wrong figure is told; its parameters say which."""


def render(report: Report, catalogue: Catalogue, root: str = "../../", opened_by: str = "") -> str:
    """The report as HTML; `root` leads from the page to the site's root.

    `opened_by` is the address of this answer from there, which whoever tells what is wrong with it need not write down.
    """
    verdict = report.verdict
    parts = [
        f'<section class="cr-verdict" data-side="{escape(verdict.side)}">{badge(verdict.side)}'
        f'<p class="cr-verdict__sentence">{escape(verdict.sentence)}</p>'
        + (f'<p class="cr-verdict__range">{escape(verdict.range)}</p>' if verdict.range else "")
        + _sure(verdict.sure)
        + "</section>"
    ]
    if report.figures:
        parts.append(f'<dl class="cr-figures">{"".join(map(_figure, report.figures))}</dl>')
    parts.append(_reasons("cr-reasons", "Why", report.reasons, root))
    parts.append(_changes(report, root))
    parts += [_chart(chart, root) for chart in report.charts]
    parts += [_chart_to_come(chart_id, title) for chart_id, title in report.charts_to_come]
    parts.append(_beneath(report, catalogue, root, opened_by))
    return "\n".join(p for p in parts if p)


def _beneath(report: Report, catalogue: Catalogue, root: str, opened_by: str) -> str:
    """The details, in a part of their own: to be quick it is empty, and a page leaves what stands there until they come."""
    if report.beneath is None:
        return '<div class="cr-beneath" data-pending></div>'
    told = report.details
    parts = [f'<section class="cr-table"><h2>{escape(t.title)}</h2>{table(t, root)}</section>' for t in told.tables]
    parts += [_sheet(s) for s in told.sheets]
    parts.append(
        _fold("cr-assumptions", f"Assumptions ({len(told.assumptions)})", [escape(a) for a in told.assumptions])
    )
    parts.append(_stated(told.stated, root))
    parts.append(_sources(told.sources, catalogue, root))
    if opened_by:
        about = {"record": opened_by, "value": report.verdict.sentence}
        parts.append(f'<p class="cr-answer-wrong">{_wrong(about, root, "Something wrong with this answer?")}</p>')
    inner = "".join(parts)
    return f'<div class="cr-beneath">{inner}</div>' if inner else ""


def badge(side: str) -> str:
    """A side as a word in its colour; nothing for a report that takes no side."""
    said = sides().get(side)
    return f'<span class="cr-badge" data-side="{escape(side)}">{escape(said)}</span>' if said else ""


def _sure(sure: str | None) -> str:
    if sure is None:
        return f'<p class="cr-verdict__sure" data-pending>{WORKING}</p>'
    return f'<p class="cr-verdict__sure">{escape(sure)}</p>' if sure else ""


def _figure(figure: KeyFigure) -> str:
    side = f' data-side="{figure.side}"' if figure.side else ""
    told = spread(figure.value, figure.unit)
    beside = f'<span class="cr-range">{escape(told)}</span>' if told else ""
    note = f'<span class="cr-note">{escape(figure.note)}</span>' if figure.note else ""
    typical = escape(number(figure.value.typical, figure.unit))
    return f'<div{side}><dt>{escape(figure.label)}</dt><dd><span class="cr-number">{typical}</span>{beside}{note}</dd></div>'


def _reasons(css: str, title: str, reasons: Iterable[Reason], root: str) -> str:
    items = "".join(
        f"<li{f' data-side={chr(34)}{r.side}{chr(34)}' if r.side else ''}>{badge(r.side)}{escape(r.text)}"
        f"{''.join(' ' + link(a, root) for a in r.links)}</li>"
        for r in reasons
    )
    return f'<section class="{css}"><h2>{title}</h2><ul>{items}</ul></section>' if items else ""


def _changes(report: Report, root: str) -> str:
    if report.changes is None:  # left out to be quick: the place is kept so that nothing moves when it comes
        return (
            '<section class="cr-changes" data-pending><h2>What would change it</h2><ul><li>'
            + WORKING
            + "</li></ul></section>"
        )
    return _reasons("cr-changes", "What would change it", report.changes, root)


def _chart(chart: Chart, root: str) -> str:
    name = escape(chart.id)
    return (
        f'<figure class="cr-chart" id="chart-{name}"><figcaption>{escape(chart.title)}</figcaption>'
        f'<div class="cr-chart__drawing" data-chart="{name}"></div>'
        f'<p class="cr-chart__summary">{escape(chart.summary)}</p>'
        f"<details><summary>The numbers in this chart</summary>{table(chart.table, root)}</details></figure>"
    )


def _sheet(sheet: Sheet) -> str:
    sentences = "".join(f"<p>{escape(s)}</p>" for s in sheet.sentences)
    points = "".join(
        f"<h3>{escape(heading)}</h3><ul>{''.join(f'<li>{escape(item)}</li>' for item in items)}</ul>"
        for heading, items in sheet.points
    )
    return f'<section class="cr-sheet" id="sheet-{escape(sheet.id)}"><h2>{escape(sheet.title)}</h2>{sentences}{points}</section>'


def _chart_to_come(chart_id: str, title: str) -> str:
    """A chart's place, kept so that nothing moves when it comes."""
    name = escape(chart_id)
    return (
        f'<figure class="cr-chart" id="chart-{name}" data-pending><figcaption>{escape(title)}</figcaption>'
        f'<div class="cr-chart__drawing" data-chart="{name}"></div><p class="cr-chart__summary">{WORKING}</p></figure>'
    )


def table(content: Table, root: str) -> str:
    """A table that scrolls by itself where the screen is narrow, and is reached by keyboard."""
    head = "".join(f'<th scope="col"{_numeric(c)}>{escape(c.label)}</th>' for c in content.columns)
    rows = "".join(
        "<tr>"
        + "".join(
            _cell(cell, column, i, root) for i, (cell, column) in enumerate(zip(row, content.columns, strict=True))
        )
        + "</tr>"
        for row in content.rows
    )
    note = f'<p class="cr-note">{escape(content.note)}</p>' if content.note else ""
    return (
        f'<div class="cr-scroll" tabindex="0" role="region" aria-label="{escape(content.title)}">'
        f'<table class="cr-rows"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>{note}'
    )


def _numeric(column: Column) -> str:
    return ' class="cr-numeric"' if column.unit else ""


def _cell(cell: Cell, column: Column, index: int, root: str) -> str:
    content = cell_text(cell, column.unit or Unit.NONE, root)
    if index == 0:
        return f'<th scope="row">{content}</th>'
    return f"<td{_numeric(column)}>{content}</td>"


def cell_text(cell: Cell, unit: Unit, root: str) -> str:
    """What stands in a table's cell."""
    if isinstance(cell, str):
        return escape(cell)
    return link(cell, root) if isinstance(cell, Link) else with_range(cell, unit)


@lru_cache(maxsize=4096)
def with_range(value: Range, unit: Unit) -> str:
    """The typical number, and its range where that says more."""
    told = spread(value, unit)
    beside = f' <span class="cr-range">{escape(told)}</span>' if told else ""
    return f"{escape(number(value.typical, unit))}{beside}"


@lru_cache(maxsize=4096)
def link(target: Link, root: str) -> str:
    """A link; an address of its own stays, a path is taken from the site's root."""
    href = target.href if target.href.startswith(("https://", "http://", "#", "?")) else root + target.href
    beside = f" {wrong(target.stated, root)}" if target.stated else ""
    return f'<a href="{escape(href)}">{escape(target.text)}</a>{beside}'


@lru_cache(maxsize=1024)
def wrong(told: tuple[Stated, ...], root: str) -> str:
    """The way to tell that figures of one record are wrong: one link for them all."""
    value = told[0].value if len(told) == 1 else ", ".join(f"{s.label} {s.value}" for s in told)
    about = {
        "record": told[0].record,
        "field": ", ".join(s.place for s in told),
        "value": value,
        "source": ", ".join(dict.fromkeys(source for s in told for source in s.source)),
    }
    return _wrong(about, root, "wrong?")


def known_of_it(about: dict[str, str]) -> str:
    """What is known of a wrong figure, as the parameters that fill in its report."""
    shown = {key: text.replace(NBSP, " ") for key, text in about.items() if text}
    return urlencode(shown, safe="/,:.", quote_via=quote)


def _wrong(about: dict[str, str], root: str, words: str) -> str:
    return f'<a class="cr-wrong" href="{escape(f"{root}{WRONG}?{known_of_it(about)}")}">{words}</a>'


def _stated(figures: tuple[Stated, ...], root: str) -> str:
    return _fold(
        "cr-stated",
        f"Figures from the data ({len(figures)})",
        [_in_words(s, root) for s in figures],
    )


@lru_cache(maxsize=1024)
def _in_words(told: Stated, root: str) -> str:
    record = Link(f"{told.name}: {told.label}", f"data/{told.record}/#{told.place}")
    return f"{link(record, root)} {escape(told.value)}, {escape(told.as_of)} {wrong((told,), root)}"


def _fold(css: str, title: str, items: list[str]) -> str:
    listed = "".join(f"<li>{item}</li>" for item in items)
    return f'<details class="{css}"><summary>{title}</summary><ul>{listed}</ul></details>' if items else ""


def _sources(ids: tuple[str, ...], catalogue: Catalogue, root: str) -> str:
    known = catalogue["sources"]
    return _fold(
        "cr-sources",
        f"Sources of these numbers ({len(ids)})",
        [link(Link(known[i].title, f"data/sources/{i}/"), root) for i in ids],
    )
