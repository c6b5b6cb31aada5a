"""What the generator is told of a subject: how its records are shown, its own rules, its own parts of pages.

A project names in its pyproject.toml the package that holds the calculators and the records, and the package whose `SUBJECT` says
the rest:

    [tool.cloud-or-rig]
    calculators = "calculators"
    subject = "subject"

Both are looked for in the project's folder first. The generator itself knows neither.
"""

from __future__ import annotations

import importlib
import sys
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from calculators.core import subject as core
from generator.paths import ROOT

if TYPE_CHECKING:
    from generator.pages.extras import Extras
    from generator.pages.site import Page, Site
    from generator.refresh.quote import Feed

DEFAULTS = {"calculators": "calculators", "subject": "subject"}


@dataclass(frozen=True)
class View:
    """A family as pages show it.

    `title` and `one` name it; `about` says what it holds; `columns` are fields of the record, in order; `order` sorts the
    table; `standing` are the figures in which a record is placed among its kind, of a list the lowest (`prices.output_…`); a long
    list of its records in a form is divided by the choice `divided_by`.
    """

    title: str
    one: str
    about: str
    columns: tuple[str, ...]
    order: Callable[[Any], Any]
    standing: tuple[str, ...] = ()
    divided_by: str = ""


@dataclass(frozen=True)
class ListView:
    """A list nested in a family's records, shown as one table of all of them; `name` is its page's in data/."""

    name: str
    family: str
    field: str
    title: str
    one: str
    about: str
    columns: tuple[str, ...]
    order: Callable[[Any, Any], Any]


@dataclass(frozen=True)
class Room:
    """A page written by hand that programs are told of: its title, its address, what is there."""

    title: str
    address: str
    about: str


def _no_extras(family: str, record: Any, root: str) -> Extras:
    from generator.pages.extras import Extras

    return Extras()


@dataclass(frozen=True, kw_only=True)
class Subject:
    """All of it.

    Attributes:
        name: What the site is called.
        about: What it answers, in a sentence without a full stop.
        slug: A short name for identifiers.
        views: Family → how it is shown; every family of the catalogue has one.
        lists: Lists nested in records that have a table of their own.
        rooms: Pages written by hand that programs are told of.
        for_readers: The calculator that answers the readers of whom records speak, in their field `reader`; empty without such.
        sections: Family → the page on which each of its records has a section, by its id.
        ledger: Families of measurements in data/ that the site does not carry → the class of their records, which have `rows`.
        checks: Packages of rules, beside the generator's own.
        feeds: Price lists that `refresh` reads, by name.
        context: What pages written by hand may call beside the generator's own, and what it gives, in words.
        functions: Makes what `context` lists, for a page from which a root leads to the site's root.
        extras: Makes what finds a record's own parts of its page, from the site: given family, record and root.
        pages: Further pages.
    """

    name: str
    about: str
    slug: str
    views: Mapping[str, View]
    lists: tuple[ListView, ...] = ()
    rooms: tuple[Room, ...] = ()
    for_readers: str = ""
    sections: Mapping[str, str] = field(default_factory=dict)
    ledger: Mapping[str, type] = field(default_factory=dict)
    checks: tuple[str, ...] = ()
    feeds: Callable[[], Mapping[str, Feed]] = dict
    context: Mapping[str, str] = field(default_factory=dict)
    functions: Callable[[Site, str], Mapping[str, Callable[..., Any]]] = lambda site, root: {}
    extras: Callable[[Site], Callable[[str, Any, str], Extras]] = lambda site: _no_extras
    pages: Callable[[Site], Iterator[Page]] = lambda site: iter(())


def named(project: Path) -> dict[str, str]:
    """The packages that a project names. ValueError for a name of anything else."""
    file = project / "pyproject.toml"
    given = tomllib.loads(file.read_text("utf-8")).get("tool", {}).get("cloud-or-rig", {}) if file.is_file() else {}
    unknown = sorted(given.keys() - DEFAULTS.keys())
    if unknown:
        raise ValueError(f"pyproject.toml, tool.cloud-or-rig: no {', '.join(unknown)}; known: {', '.join(DEFAULTS)}")
    return {**DEFAULTS, **given}


NAMES = named(ROOT)
"""The packages of the project that is worked on; from here on they can be imported, and the core works on its subject."""

if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))
core.use(NAMES["calculators"])


@cache
def the_subject() -> Subject:
    """The subject of the project that is worked on."""
    subject: Subject = importlib.import_module(NAMES["subject"]).SUBJECT
    differing = core.FAMILIES.keys() ^ subject.views.keys()
    if differing:
        raise ValueError(f"{NAMES['subject']}: views and families differ in {', '.join(sorted(differing))}")
    return subject


def template_folder() -> Path:
    """Where the subject's own templates are."""
    return Path(str(importlib.import_module(NAMES["subject"]).__file__)).parent / "templates"
