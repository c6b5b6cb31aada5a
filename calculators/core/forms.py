"""An answer in the forms in which people pass it on: plain text, Markdown, LaTeX tables, CSV. All from one `Shared`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from calculators.core.catalogue import Catalogue
from calculators.core.numerals import written
from calculators.core.quantity import Unit
from calculators.core.ranges import Range
from calculators.core.report import Cell, Column, Link, Reason, Report, Table
from calculators.core.subject import sides
from calculators.core.text import MINUS, NBSP, briefly


@dataclass(frozen=True, slots=True)
class Shared:
    """An answer with what a reader elsewhere needs to know of it.

    `inputs` are those that differ from their defaults, as (label, value); `address` opens the answer, `root` is the site's.
    """

    title: str
    inputs: tuple[tuple[str, str], ...]
    report: Report
    catalogue: Catalogue
    address: str
    root: str

    @property
    def origin(self) -> str:
        """Where it is from, in one line."""
        return f"Worked out with data of {self.catalogue.as_of}: {self.address}"

    @property
    def figures(self) -> Table:
        """The key figures as a table."""
        rows = tuple((f.label, briefly(f.value, f.unit), f.note) for f in self.report.figures)
        columns = (Column("Figure"), Column("Value", Unit.NONE), Column("Note"))
        if not any(note for *_, note in rows):
            return Table("Key figures", columns[:2], tuple(row[:2] for row in rows))
        return Table("Key figures", columns, rows)

    @property
    def tables(self) -> tuple[Table, ...]:
        """The report's tables, those of its charts first."""
        charts = (Table(c.title, c.table.columns, c.table.rows, c.table.note) for c in self.report.charts)
        return (*charts, *self.report.details.tables)

    def href(self, link: Link) -> str:
        """A link's whole address."""
        return link.href if link.href.startswith(("https://", "http://")) else self.root + link.href.removeprefix("./")

    @property
    def sources(self) -> list[Link]:
        """The sources, each by its page."""
        known = self.catalogue["sources"]
        return [Link(known[i].title, f"data/sources/{i}/") for i in self.report.details.sources]


def _words(cell: Cell, column: Column) -> str:
    if isinstance(cell, Link):
        return cell.text
    return briefly(cell, column.unit or Unit.NONE) if isinstance(cell, Range) else cell


def _sided(reason: Reason) -> str:
    return f"{sides()[reason.side]}: {reason.text}" if reason.side in sides() else reason.text


# Plain text


def text(shared: Shared) -> str:
    """A message: the verdict, its range, the inputs that were changed, the key figures, why, and where it is from."""
    verdict = shared.report.verdict
    parts = [[shared.title], [line for line in (verdict.sentence, verdict.range, verdict.sure) if line]]
    if shared.inputs:
        parts.append(["Inputs other than the defaults:", *(f"- {label}: {value}" for label, value in shared.inputs)])
    parts.append([f"{f.label}: {briefly(f.value, f.unit)}" for f in shared.report.figures])
    parts.append([f"- {_sided(reason)}" for reason in shared.report.reasons])
    parts.append([shared.origin])
    return "\n\n".join("\n".join(lines) for lines in parts if lines).replace(NBSP, " ") + "\n"


# Markdown


def markdown(shared: Shared) -> str:
    """The whole report as Markdown with pipe tables (GitHub Flavored Markdown, 4.10)."""
    return "\n\n".join(_markdown(shared)).replace(NBSP, " ") + "\n"


def _markdown(shared: Shared) -> Iterator[str]:
    report = shared.report
    verdict = report.verdict
    yield f"## {_md(shared.title)}"
    yield f"**{_md(verdict.sentence)}**"
    yield from (_md(line) for line in (verdict.range, verdict.sure) if line)
    if shared.inputs:
        yield _md_table(Table("", (Column("Input"), Column("Value")), shared.inputs), shared)
    if report.figures:
        yield _md_table(shared.figures, shared)
    yield from _md_list("Why", (_md_reason(r, shared) for r in report.reasons))
    yield from _md_list("What would change it", (_md_reason(r, shared) for r in report.changes or ()))
    for table in shared.tables:
        yield f"### {_md(table.title)}"
        yield _md_table(table, shared)
        if table.note:
            yield _md(table.note)
    for sheet in report.details.sheets:
        yield f"### {_md(sheet.title)}"
        yield from map(_md, sheet.sentences)
        for heading, items in sheet.points:
            yield f"#### {_md(heading)}"
            yield "\n".join(f"- {_md(item)}" for item in items)
    yield from _md_list("Assumptions", map(_md, report.details.assumptions))
    yield from _md_list("Sources", (_md_link(link, shared) for link in shared.sources))
    yield f"Worked out with data of {shared.catalogue.as_of}: <{shared.address}>"


def _md_list(title: str, items: Iterable[str]) -> Iterator[str]:
    lines = "\n".join(f"- {item}" for item in items)
    if lines:
        yield f"### {title}"
        yield lines


def _md_reason(reason: Reason, shared: Shared) -> str:
    return " ".join([_md(_sided(reason)), *(_md_link(link, shared) for link in reason.links)])


def _md_link(link: Link, shared: Shared) -> str:
    return f"[{_md(link.text)}]({shared.href(link)})"


def _md_table(table: Table, shared: Shared) -> str:
    head = [_md(column.label) for column in table.columns]
    rule = ["---:" if column.unit else "---" for column in table.columns]
    rows = [
        [
            _md_link(c, shared) if isinstance(c, Link) else _md(_words(c, k))
            for c, k in zip(row, table.columns, strict=True)
        ]
        for row in table.rows
    ]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (head, rule, *rows))


def _md(words: str) -> str:
    """Words that stand for themselves in Markdown."""
    return "".join(f"\\{c}" if c in "\\`*_[]<>|#~$" else c for c in words.replace("\n", " "))


# LaTeX

_GREEK = "alpha beta gamma delta varepsilon eta theta kappa lambda mu pi rho sigma tau varphi omega"

_TEX = {
    "\\": r"\textbackslash{}",
    **{c: f"\\{c}" for c in "&%$#_{}"},
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    NBSP: "~",
    MINUS: "$-$",
    "×": r"$\times$",
    "÷": r"$\div$",
    "·": r"$\cdot$",
    "≥": r"$\geq$",
    "≤": r"$\leq$",
    "≈": r"$\approx$",
    "→": r"$\to$",
    "±": r"$\pm$",
    "°": r"$^\circ$",
    "√": r"$\surd$",
    "⁻": "$^-$",
    **{c: f"$^{n}$" for n, c in enumerate("⁰¹²³⁴⁵⁶⁷⁸⁹")},
    **{c: f"$_{n}$" for n, c in enumerate("₀₁₂₃₄₅₆₇₈₉")},
    **{c: rf"$\{name}$" for c, name in zip("αβγδεηθκλμπρστφω", _GREEK.split(), strict=True)},
    "µ": r"\textmu{}",
    "€": r"\texteuro{}",
}
"""What stands for a character that LaTeX (with UTF-8, its default since 2018) does not print as it is."""


def latex(shared: Shared) -> str:
    """The key figures and each table as a `table` with rules of `booktabs`; charts are tables too."""
    head = "% needs \\usepackage{booktabs}, \\usepackage{tabularx}, \\usepackage{textcomp} and \\usepackage{url}\n"
    head += f"% {shared.title}\n% {shared.origin}\n"
    made = [_tex_table(table, shared) for table in (shared.figures, *shared.tables) if table.rows]
    return head + "\n".join(made)


def _tex_table(table: Table, shared: Shared) -> str:
    caption = f"{shared.title}: {table.title}. {shared.report.verdict.sentence}"
    spec = "".join("r" if column.unit else "X" for column in table.columns)
    rows = ([_words(c, k) for c, k in zip(row, table.columns, strict=True)] for row in table.rows)
    lines = [
        r"\begin{table}",
        rf"\caption{{{_tex(caption)}}}",
        rf"\begin{{tabularx}}{{\linewidth}}{{{spec}}}",
        r"\toprule",
        _tex_row(column.label for column in table.columns),
        r"\midrule",
        *(_tex_row(row) for row in rows),
        r"\bottomrule",
        r"\end{tabularx}",
        *([rf"\par\smallskip\footnotesize {_tex(table.note)}"] if table.note else []),
        rf"\par\smallskip\footnotesize Data of {shared.catalogue.as_of}. \url{{{shared.address}}}",
        r"\end{table}",
    ]
    return "\n".join(lines) + "\n"


def _tex_row(cells: Iterable[str]) -> str:
    return f"{' & '.join(map(_tex, cells))} \\\\"


def _tex(words: str) -> str:
    return "".join(_TEX.get(c, c) for c in words.replace("\n", " "))


# CSV

CSV_COLUMNS = ("table", "row", "column", "low", "typical", "high", "unit", "text")


def csv(shared: Shared) -> str:
    """Every number and word of figures and tables, one a line (RFC 4180): numbers as computed, to 12 digits."""
    lines = [CSV_COLUMNS, *_csv_rows(shared)]
    return "".join(",".join(map(_csv, line)) + "\r\n" for line in lines)


def _csv_rows(shared: Shared) -> Iterator[tuple[str, ...]]:
    yield "Origin", "Data of", "", "", "", "", "", shared.catalogue.as_of
    yield "Origin", "Address", "", "", "", "", "", shared.address
    yield "Answer", shared.title, "", "", "", "", "", shared.report.verdict.sentence
    for label, value in shared.inputs:
        yield "Inputs", label, "", "", "", "", "", value
    for f in shared.report.figures:
        yield "Key figures", f.label, "", *_ends(f.value), f.unit.symbol, f.note
    for table in shared.tables:
        for row in table.rows:
            name = _words(row[0], table.columns[0])
            for cell, column in list(zip(row, table.columns, strict=True))[1:]:
                ends = _ends(cell) if isinstance(cell, Range) else ("", "", "")
                words = "" if isinstance(cell, Range) else _words(cell, column)
                yield table.title, name, column.label, *ends, column.unit.symbol if column.unit else "", words


def _ends(value: Range) -> tuple[str, str, str]:
    low, typical, high = (written(float(f"{end:.12g}")) for end in (value.low, value.typical, value.high))
    return low, typical, high


def _csv(cell: str) -> str:
    """A cell; one that a spreadsheet would take for a formula gets an apostrophe before it (OWASP, CSV injection)."""
    guarded = (
        f"'{cell}" if cell[:1] in ("=", "@", "\t", "\r") or (cell[:1] in ("+", "-") and not _is_number(cell)) else cell
    )
    return f'"{guarded.replace(chr(34), chr(34) * 2)}"' if any(c in guarded for c in ',"\r\n') else guarded


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True
