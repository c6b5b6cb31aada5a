"""A record's own parts of its page, as its subject makes them."""

from __future__ import annotations

from dataclasses import dataclass, field

from calculators.core.report import Chart
from generator.pages.tables import DataTable


@dataclass(frozen=True, slots=True)
class Answer:
    """A section of a record's page: a sentence that answers, a table, and a note on how it was worked out."""

    id: str
    title: str
    sentence: str
    note: str
    table: DataTable


@dataclass(frozen=True, slots=True)
class Listed:
    """A table beneath a record's figures, such as what others offer of it."""

    id: str
    title: str
    table: DataTable


@dataclass(frozen=True, slots=True)
class Drawn:
    """A section of charts that tell of the record: some charts, the page that has their figures, and what a link to it says."""

    id: str
    title: str
    parts: list[tuple[list[Chart], str, str]]


@dataclass(frozen=True, slots=True)
class Extras:
    """All of them: `charts` at the top of the page, `drawn` below its figures.

    `described` goes on from an answer's sentence where search engines show the page.
    """

    charts: list[Chart] = field(default_factory=list)
    drawn: list[Drawn] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    tables: list[Listed] = field(default_factory=list)
    described: str = ""
