"""What a calculator says: a verdict, its figures with ranges, its reasons, what would change it, and where it is from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, fields, replace
from functools import cache
from typing import Any

from calculators.core.quantity import Unit
from calculators.core.ranges import Range

COLOURS = {"cloud": "#0072b2", "rig": "#d55e00", "hybrid": "#009e73", "api": "#56b4e9", "neutral": "#767676"}
"""One colour a side, everywhere: from the set of Okabe and Ito (2008), which colour-blind eyes tell apart."""


@dataclass(frozen=True, slots=True)
class Stated:
    """A figure as a record states it: `record` as family/id, called `name`; `place` there, with its `label`; `value` in words.

    `source` holds ids of the family sources, which state it for the date `as_of`.
    """

    record: str
    name: str
    place: str
    label: str
    value: str
    as_of: str
    source: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead to a page of this site (`href` from the site's root, such as `data/gpus/rtx-3090/`) or to an address.

    `stated` are figures of the record that the link leads to and that stand beside it.
    """

    text: str
    href: str
    stated: tuple[Stated, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer in one sentence; `side` colours it (a key of COLOURS).

    `range` tells the numbers with their ranges, `sure` in how many futures it holds; None where that was left out to be quick.
    """

    side: str
    sentence: str
    range: str = ""
    sure: str | None = ""


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """A labelled number with its range; `side` colours it."""

    label: str
    value: Range
    unit: Unit
    note: str = ""
    side: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """A sentence with where it leads."""

    text: str
    links: tuple[Link, ...] = ()
    side: str = ""


Cell = str | Range | Link


@dataclass(frozen=True, slots=True)
class Column:
    """A table's column; `unit` for one of numbers."""

    label: str
    unit: Unit | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of words, ranges and links under their columns; `note` stands beneath."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """A Vega-Lite specification (plain dicts), its summary in words, and the same numbers as a table."""

    id: str
    title: str
    summary: str
    spec: dict[str, Any]
    table: Table


@dataclass(frozen=True, slots=True)
class Sheet:
    """A handout: a title, sentences, and points under headings; it prints on a page of its own."""

    id: str
    title: str
    sentences: tuple[str, ...]
    points: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class Details:
    """What stands beneath an answer. `stated` are the figures of records that it rests on; `sources` holds ids of the family."""

    tables: tuple[Table, ...] = ()
    sheets: tuple[Sheet, ...] = ()
    assumptions: tuple[str, ...] = ()
    stated: tuple[Stated, ...] = ()
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """All of it. `beneath` works the details out when they are first asked for.

    To be quick `changes` and `beneath` may be left out (None), and charts: `charts_to_come` holds the id and title of each, below
    the others.
    """

    verdict: Verdict
    figures: tuple[KeyFigure, ...] = ()
    reasons: tuple[Reason, ...] = ()
    changes: tuple[Reason, ...] | None = None
    charts: tuple[Chart, ...] = ()
    charts_to_come: tuple[tuple[str, str], ...] = ()
    beneath: Callable[[], Details] | None = field(default=Details, compare=False)

    def __post_init__(self) -> None:
        if self.beneath:
            object.__setattr__(self, "beneath", cache(self.beneath))

    @property
    def details(self) -> Details:
        """What stands beneath; nothing where that is left out."""
        return self.beneath() if self.beneath else Details()

    def with_details(self, change: Callable[[Details], Details]) -> Report:
        """The same report with its details changed, once they are asked for."""
        before = self.beneath
        return replace(self, beneath=lambda: change(before())) if before else self

    def without_details(self) -> Report:
        """The same report to be quick."""
        return replace(self, beneath=None)

    def with_changes(self, changes: tuple[Reason, ...]) -> Report:
        """The same report with what would change the verdict."""
        return replace(self, changes=changes)


PLAIN = frozenset({str, float, int, bool, type(None)})


def as_json(value: Any) -> Any:
    """A report, or any part of one, as plain JSON values."""
    kind = type(value)
    if kind in PLAIN:
        return value
    if kind is tuple or kind is list:
        return [item if type(item) in PLAIN else as_json(item) for item in value]
    if isinstance(value, Range):
        return {"low": value.low, "typical": value.typical, "high": value.high}
    if kind is Link and not value.stated:
        return {"text": value.text, "href": value.href}
    if isinstance(value, Unit):
        return value.symbol
    if kind is Report:
        told = {info.name: as_json(getattr(value, info.name)) for info in fields(kind) if info.name != "beneath"}
        left_out = None if value.beneath is None else value.details
        return told | {info.name: as_json(getattr(left_out, info.name, None)) for info in fields(Details)}
    if hasattr(value, "__dataclass_fields__"):
        return {name: as_json(getattr(value, name)) for name in value.__dataclass_fields__}
    return value  # such as a chart's specification, which is plain already
