"""The decision diff for people: what moves in a sentence, then tables, as text, as a comment on a pull request, as a page."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from itertools import accumulate

from calculators.core.subject import sides
from generator.decisions.compare import Decisions, FigureChange, Moved
from generator.pages.site import literal, plural

SHOWN = 40
"""Rows of a table in a comment; text and page hold all."""
LONGEST = 55_000
"""Bytes of all rows of a comment: the host takes 65,536 characters, and headings are to have room."""
SIDES_TOLD = 5
"""Verdicts that change sides which the first paragraph names."""
KINDS = {"default": "Calculator", "example": "Worked example", "guidance": "Guidance", "personas": "Reader"}
"""Whom an answer is for, by kind; the family's name for others."""


@dataclass(frozen=True)
class Block:
    """A heading with a sentence beneath, and a table under it (none: no rows)."""

    title: str
    text: str
    heads: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


def blocks(found: Decisions) -> list[Block]:
    """What there is to tell, the most important first."""
    if found.nothing:
        still = f"No figure, no word, none of {plural(found.asked, 'verdict')} and no page is different."
        return [Block("This change moves nothing", still)]
    turned, other = found.turned, [moved for moved in found.moved if not moved.turns]
    verdicts = ("For", "Before", "After")
    figures = ("Record", "Figure", "Before", "After", "Change", "Source")
    alone = [(f"{title} (new)", said) for title, said in found.new_answers]
    alone += [(f"{title} (gone)", said) for title, said in found.gone_answers]
    sections = [
        Block("Verdicts that turn", "Another side, or another statement.", verdicts, _rows(turned)),
        Block(
            "Verdicts that say other numbers", "The same statement with other numbers in it.", verdicts, _rows(other)
        ),
        Block("Figures", "", figures, tuple(map(_figure, found.figures))),
        Block(
            "Break-evens, totals and ranges",
            "Numbers of answers, rounded as the site rounds them.",
            ("For", "Number", "Before", "After"),
            tuple((_for(n.kind, n.title), n.label, n.old, n.new) for n in found.numbers),
        ),
        Block("Records", "", ("Record", "What happens"), _fates((found.added, "new"), (found.removed, "removed"))),
        Block("Words", "", ("Record", "Field"), tuple(found.words)),
        Block("Answers that one state alone gives", "", ("For", "Answer"), tuple(alone)),
        Block(
            "Pages",
            "",
            ("Page", "What happens"),
            _fates((found.pages, "differs"), (found.new_pages, "new"), (found.gone_pages, "gone")),
        ),
    ]
    return [Block(_headline(found), _summary(found)), *(block for block in sections if block.rows)]


def _rows(moved: list[Moved]) -> tuple[tuple[str, ...], ...]:
    return tuple(map(_row, moved))


def _fates(*lists: tuple[list[str], str]) -> tuple[tuple[str, ...], ...]:
    return tuple((name, fate) for names, fate in lists for name in names)


def _headline(found: Decisions) -> str:
    """The change and what it does, in one sentence."""
    return f"{_cause(found)}: {_effect(found)}"


def _cause(found: Decisions) -> str:
    if len(found.figures) == 1 and not (found.added or found.removed):
        change = found.figures[0]
        if change.old is None:
            return f"{change.name}, {change.label} is now stated, {change.new}"
        if change.new is None:
            return f"{change.name}, {change.label} is no longer stated"
        if change.change:
            return f"{change.name}, {change.label} is {_share(change.change)}"
        return f"{change.name}, {change.label} is told otherwise"
    parts = []
    if found.figures:
        records = len({change.record for change in found.figures})
        parts.append(f"{plural(len(found.figures), 'figure')} of {plural(records, 'record')}")
    parts += [
        f"{plural(len(list_), one)}"
        for list_, one in ((found.added, "new record"), (found.removed, "removed record"))
        if list_
    ]
    return ", ".join(parts) or "No figure changes"


def _effect(found: Decisions) -> str:
    if not found.moved:
        return f"none of {plural(found.asked, 'verdict')} moves"
    turned = len(found.turned)
    verb = "moves" if len(found.moved) == 1 else "move"
    how = f"{turned} {'turns' if turned == 1 else 'turn'}" if turned else "none turns"
    return f"{len(found.moved)} of {plural(found.asked, 'verdict')} {verb}, {how}"


def _summary(found: Decisions) -> str:
    turns = [
        f"“{moved.title}” goes from {_side(moved.old_side)} to {_side(moved.new_side)}"
        for moved in found.moved
        if moved.old_side != moved.new_side
    ]
    sentences = [f"{'; '.join(turns[:SIDES_TOLD])}."] if turns else []
    if found.paged:
        different = len(found.pages) + len(found.new_pages) + len(found.gone_pages)
        sentences.append(f"{plural(different, 'page')} of {found.paged:,} {'differs' if different == 1 else 'differ'}.")
    return " ".join(sentences)


def _share(change: float) -> str:
    size = abs(change)
    if change > 0 and size >= 1:
        return f"{1 + change:.3g} times what it was"
    return f"{100 * size:.2g}% {'more' if change > 0 else 'less'}"


def _side(side: str) -> str:
    return sides().get(side, side or "no answer").lower()


def _row(moved: Moved) -> tuple[str, ...]:
    def said(side: str, sentence: str) -> str:
        return f"[{sides()[side]}] {sentence}" if side in sides() else sentence

    return _for(moved.kind, moved.title), said(moved.old_side, moved.old), said(moved.new_side, moved.new)


def _for(kind: str, title: str) -> str:
    return f"{KINDS.get(kind, kind)}: {title}"


def _figure(change: FigureChange) -> tuple[str, ...]:
    source = f"{', '.join(change.source)}, {change.as_of}"
    share = _share(change.change) if change.change else ""
    return change.name, change.label, change.old or "not stated", change.new or "not stated", share, source


# Formats


def as_text(found: Decisions) -> str:
    """For a terminal."""
    out = []
    for block in blocks(found):
        out.append(block.title + (f"\n{block.text}" if block.text else ""))
        for row in block.rows:
            out.append(
                "\n".join(f"  {head + ':':<9} {words}" for head, words in zip(block.heads, row, strict=True) if words)
            )
    return "\n\n".join(out).replace("\u00a0", " ") + "\n"


def as_markdown(found: Decisions) -> str:
    """For a comment on a pull request: tables beyond the first three fold, none is longer than `SHOWN`, all than `LONGEST`."""
    out = []
    room = LONGEST
    for place, block in enumerate(blocks(found)):
        title, text = _inline(block.title), _inline(block.text)
        if not block.rows:
            out.append(f"### {title}\n\n{text}".strip())
            continue
        lines = [f"| {' | '.join(block.heads)} |", f"|{' --- |' * len(block.heads)}"]
        rows = [f"| {' | '.join(map(_inline, row))} |" for row in block.rows[:SHOWN]]
        ends = list(accumulate(len(row.encode()) + 1 for row in rows))
        fitting = bisect_right(ends, room)
        room -= ends[fitting - 1] if fitting else 0
        more = len(block.rows) - fitting
        table = "\n".join(lines + rows[:fitting]) + (f"\n\n… and {more:,} more." if more else "")
        body = f"{text}\n\n{table}" if text else table
        count = f"{title} ({len(block.rows):,})"
        out.append(
            f"#### {count}\n\n{body}" if place <= 3 else f"<details><summary>{count}</summary>\n\n{body}\n\n</details>"
        )
    return "\n\n".join(out) + "\n"


def _inline(text: str) -> str:
    """Words that stand for themselves in a comment: no markup, no mention of a person or of an issue."""
    return str(literal(" ".join(text.split()))).replace("@", "&#64;")


def as_html(found: Decisions) -> str:
    """A page that stands alone."""
    out = []
    for place, block in enumerate(blocks(found)):
        out.append(f"<h{1 if not place else 2}>{escape(block.title)}</h{1 if not place else 2}>")
        if block.text:
            out.append(f"<p>{escape(block.text)}</p>")
        if block.rows:
            heads = "".join(f'<th scope="col">{escape(head)}</th>' for head in block.heads)
            rows = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in block.rows)
            out.append(f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>")
    return _PAGE.format(title=escape(blocks(found)[0].title), style=_STYLE, body="\n".join(out))


_PAGE = """\
<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>{style}</style></head>
<body>
{body}
</body>
</html>
"""
_STYLE = (
    ":root{color-scheme:light dark}body{max-width:70rem;margin:2rem auto;padding:0 1rem;font:15px/1.5 system-ui,sans-serif}"
    "h1{font-size:1.5rem;line-height:1.25}h2{font-size:1.1rem;margin-top:2rem}table{border-collapse:collapse;width:100%}"
    "th,td{padding:.35rem .8rem .35rem 0;border-bottom:1px solid #8884;text-align:left;vertical-align:top}"
)

FORMATS: dict[str, Callable[[Decisions], str]] = {"text": as_text, "markdown": as_markdown, "html": as_html}


SUFFIXES = {".txt": "text", ".md": "markdown", ".html": "html"}
"""The format that a file's name asks for."""


def render(found: Decisions, format: str) -> str:
    """The decision diff in one of `FORMATS`."""
    return FORMATS[format](found)
