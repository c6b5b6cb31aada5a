"""A report, or the help of a calculator, as text for a terminal of a given width; plain where it is piped."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from calculators.core.catalogue import Catalogue
from calculators.core.inputs import bounds, options_of
from calculators.core.quantity import Choice, FieldInfo, Quantity, Text, Unit, fields_of
from calculators.core.ranges import Range
from calculators.core.report import Cell, KeyFigure, Link, Reason, Report, Sheet, Table
from calculators.core.subject import sides
from calculators.core.text import NBSP, briefly, number, spread

NARROWEST = 30
FEW = 8
"""Options up to this many are listed in help; more are counted."""


@dataclass(frozen=True)
class Style:
    """How a text is shown: its width in columns, and whether to use bold and dim."""

    width: int = 80
    colour: bool = False

    def bold(self, text: str) -> str:
        """The text in bold, where that is shown."""
        return f"\033[1m{text}\033[0m" if self.colour else text

    def dim(self, text: str) -> str:
        """The text paler, where that is shown."""
        return f"\033[2m{text}\033[0m" if self.colour else text

    def wrapped(self, text: str, first: str = "", rest: str = "") -> list[str]:
        """The text in lines of the width; `first` stands before the first line, `rest` before the others."""
        width = max(NARROWEST, self.width)
        text = text.replace(NBSP, " ")
        return textwrap.wrap(text, width, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False) or [
            first
        ]


def _sheet(sheet: Sheet, style: Style) -> Iterator[str]:
    for sentence in sheet.sentences:
        yield from style.wrapped(sentence, "  ", "  ")
    for heading, items in sheet.points:
        yield from style.wrapped(f"{heading}:", "  ", "  ")
        for item in items:
            yield from style.wrapped(item, "  - ", "    ")


def render(report: Report, catalogue: Catalogue, style: Style) -> str:
    """The whole report: verdict, figures, reasons, changes, charts in words, tables, assumptions, sources."""
    lines = [style.bold(line) for line in style.wrapped(report.verdict.sentence)]
    if report.verdict.range:
        lines += ["", *style.wrapped(report.verdict.range)]
    if report.verdict.sure:
        lines += ["", *style.wrapped(report.verdict.sure)]
    lines += _section("Figures", _figures(report.figures, style), style)
    lines += _section("Why", _reasons(report.reasons, style), style)
    lines += _section("What would change it", _reasons(report.changes or (), style), style)
    for chart in report.charts:
        lines += _section(chart.title, style.wrapped(chart.summary, "  ", "  "), style)
        lines += ["", *_table(chart.table, style)]
    for table in report.details.tables:
        lines += _section(table.title, _table(table, style), style)
    for sheet in report.details.sheets:
        lines += _section(sheet.title, _sheet(sheet, style), style)
    lines += _section(
        "Assumptions", (line for a in report.details.assumptions for line in style.wrapped(a, "  - ", "    ")), style
    )
    known = catalogue["sources"]
    sources = (
        line for i in report.details.sources for line in style.wrapped(f"{known[i].title} [{i}]", "  - ", "    ")
    )
    lines += _section("Sources", (style.dim(line) for line in sources), style)
    return "\n".join(lines) + "\n"


def calculator_help(name: str, doc: str, inputs: type, catalogue: Catalogue, style: Style) -> str:
    """What a calculator asks: each input with its unit, bounds or options, and default."""
    title, _, body = doc.strip().partition("\n")
    lines = [style.bold(f"{name}: {title}")]
    for paragraph in body.strip().split("\n\n"):
        lines += ["", *style.wrapped(" ".join(paragraph.split()))]
    group = None
    for info in fields_of(inputs):
        if info.meta.group != group:
            group = info.meta.group
            lines += ["", style.bold(group or "Inputs")]
        lines += _input_help(info, catalogue, style)
    return "\n".join(lines) + "\n"


def options(info: FieldInfo, catalogue: Catalogue, style: Style) -> str:
    """Every option of an input with what it means."""
    assert isinstance(info.meta, Choice)
    known = options_of(info.meta, catalogue)
    widest = max((len(value) for value in known), default=0)
    lines = []
    for value, option in known.items():
        meaning = option if isinstance(option, str) else option.name
        lines += style.wrapped(meaning, f"{value:<{widest}}  ", " " * (widest + 2))
    return "\n".join(lines) + "\n"


def listing(names: Iterable[tuple[str, str]], style: Style) -> str:
    """Names with what they stand for."""
    pairs = list(names)
    widest = max((len(name) for name, _ in pairs), default=0)
    return "".join(
        "\n".join(style.wrapped(words, f"{name:<{widest}}  ", " " * (widest + 2))) + "\n" for name, words in pairs
    )


def _section(title: str, content: Iterable[str], style: Style) -> list[str]:
    lines = list(content)
    return ["", *(style.bold(line) for line in style.wrapped(title)), *lines] if lines else []


def _figures(figures: tuple[KeyFigure, ...], style: Style) -> Iterator[str]:
    rows: list[tuple[str, ...]] = []
    for figure in figures:
        typical, beside = number(figure.value.typical, figure.unit), spread(figure.value, figure.unit)
        rows.append((figure.label, _plain(typical), _plain(beside)))
    for lines, figure in zip(_aligned(rows, (False, True, False), style), figures, strict=True):
        note = f"  ({_plain(figure.note)})" if figure.note else ""
        if len(lines[-1]) + len(note) <= style.width:
            yield from [*lines[:-1], lines[-1] + note]
        else:
            yield from lines
            yield from style.wrapped(figure.note, "      ", "      ")


def _reasons(reasons: tuple[Reason, ...], style: Style) -> Iterator[str]:
    for reason in reasons:
        side = f"[{sides()[reason.side]}] " if reason.side in sides() else ""
        yield from style.wrapped(side + reason.text, "  - ", "    ")


def _table(table: Table, style: Style) -> Iterator[str]:
    head = tuple(column.label for column in table.columns)
    rows = [
        tuple(_plain(_cell(cell, column.unit or Unit.NONE)) for cell, column in zip(row, table.columns, strict=True))
        for row in table.rows
    ]
    for lines in _aligned([head, *rows], tuple(column.unit is not None for column in table.columns), style):
        yield from lines
    if table.note:
        yield from style.wrapped(table.note, "  ", "  ")


def _cell(cell: Cell, unit: Unit) -> str:
    if isinstance(cell, Link):
        return cell.text
    if isinstance(cell, Range):
        return briefly(cell, unit)
    return cell


def _plain(text: str) -> str:
    return text.replace(NBSP, " ")


def _aligned(rows: list[tuple[str, ...]], to_the_right: tuple[bool, ...], style: Style) -> Iterator[list[str]]:
    """The lines of each row: one line in columns where they fit the width, else its cells after one another."""
    if not rows:
        return
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    fits = 2 + sum(widths) + 2 * (len(widths) - 1) <= style.width
    for row in rows:
        if fits:
            cells = zip(row, widths, to_the_right, strict=True)
            line = "  ".join(f"{cell:>{width}}" if right else f"{cell:<{width}}" for cell, width, right in cells)
            yield [f"  {line}".rstrip()]
        else:
            yield style.wrapped(f"{row[0]}: {'; '.join(cell for cell in row[1:] if cell)}", "  ", "      ")


def _input_help(info: FieldInfo, catalogue: Catalogue, style: Style) -> Iterator[str]:
    meta = info.meta
    shown = f"{info.default:g}" if isinstance(info.default, float) else str(info.default)
    default = "empty" if info.default in (None, "") else shown
    yield f"  {style.bold(info.name)}={default}"
    label = meta.label if meta.label.endswith("?") else f"{meta.label}."
    yield from style.wrapped(f"{label} {meta.help}".strip(), "      ", "      ")
    yield from style.wrapped(_allowed(info, catalogue), "      ", "      ")


def _allowed(info: FieldInfo, catalogue: Catalogue) -> str:
    meta = info.meta
    if isinstance(meta, Quantity):
        return bounds(meta) + (", or empty" if info.optional else "")
    if isinstance(meta, Choice):
        known = options_of(meta, catalogue)
        if len(known) <= FEW:
            return "; ".join(
                f"{value} ({option if isinstance(option, str) else option.name})" for value, option in known.items()
            )
        return f"one of {len(known)} ids: --options {info.name} lists them"
    if isinstance(meta, Text):
        return meta.pattern_help or f"text of at most {meta.longest} characters"
    return "true or false"
