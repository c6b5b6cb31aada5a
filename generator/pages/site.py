"""What every page is made from: the catalogue, its statements by source, the calculators, the templates."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from calculators.core.catalogue import Catalogue
from calculators.core.html import badge
from generator.exports.changes import ChangeSet
from generator.exports.values import API_VERSION
from generator.languages import languages
from generator.pages import addresses
from generator.pages.statements import Statements
from generator.subject import template_folder

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"

_NARROWABLE_FROM = 8
"""Rows from which a table offers to be narrowed."""

_CODE = re.compile(r"``?([^`]+)``?")
_MARKDOWN_SIGNS = re.compile(r"([\\`*_\[\]#|~$^])")


@dataclass(frozen=True, slots=True)
class Page:
    """A page's path within docs and its finished Markdown."""

    path: str
    text: str


@dataclass(frozen=True)
class Runtime:
    """Where the files lie that a page starts its worker with, from the site's root; both empty without a runtime."""

    worker: str = ""
    manifest: str = ""

    def seen_from(self, root: str) -> Runtime:
        """The same from a page whose way to the site's root is this."""
        return Runtime(root + self.worker, root + self.manifest) if self.manifest else self


@dataclass(frozen=True)
class Made:
    """What the build made before the pages.

    `runtime` is the browser's; `draw` makes a chart's drawing;
    `measurements` counts those of the accuracy ledger by their source; `ledger` is the ledger itself; `repository` is the
    address of the site's repository, empty where nobody has told it; `history` is what has changed in the data, newest first.
    """

    runtime: Runtime = Runtime()
    draw: Callable[[dict[str, Any]], str] = lambda spec: ""
    measurements: dict[str, int] | None = None
    ledger: dict[str, Any] | None = None
    repository: str = ""
    history: tuple[ChangeSet, ...] = ()


class Site:
    """Makes pages from templates. `calculators` are the names of those that have a page."""

    def __init__(self, catalogue: Catalogue, calculators: tuple[str, ...], made: Made | None = None) -> None:
        self.catalogue = catalogue
        self.calculators = calculators
        self.made = made or Made()
        self.statements = Statements(catalogue)
        self.environment = Environment(
            loader=FileSystemLoader([TEMPLATES, template_folder()]),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        self.environment.filters.update(
            inline=inline, md=literal, escaped_markdown=escaped_markdown, front_matter=front_matter, plural=plural
        )
        self.environment.globals.update(
            narrowable_from=_NARROWABLE_FROM,
            address=addresses,
            as_of=catalogue.as_of,
            api_version=API_VERSION,
            languages=languages(),
            badge=lambda side: Markup(badge(side)),
        )

    def page(self, template: str, path: str, **context: Any) -> Page:
        """A page from a template, which also gets `root`, the way from the page to the site's root."""
        text = self.environment.get_template(template).render(root=addresses.to_root(path), **context)
        return Page(path, text.strip() + "\n")

    def fragment(self, template: str, root: str, **context: Any) -> Markup:
        """A part of a page from a template."""
        return Markup(self.environment.get_template(template).render(root=root, **context).strip())


def literal(text: object) -> Markup:
    """Words that stand for themselves in a line of Markdown."""
    return Markup(_MARKDOWN_SIGNS.sub(r"\\\1", escape(str(text), quote=False)))


def escaped_markdown(text: str) -> Markup:
    """Markdown of a record: its signs count, HTML in it does not."""
    return Markup(escape(text, quote=False))


def inline(text: str) -> Markup:
    """Words of a docstring or of a field's help: what stands in backticks is code."""
    return Markup(_CODE.sub(r"<code>\1</code>", escape(text, quote=False)))


def front_matter(text: str) -> Markup:
    """Words of a page's front matter: as JSON, which YAML reads too, and escaped, as the theme prints them as they are."""
    return Markup(json.dumps(escape(" ".join(text.split())), ensure_ascii=False))


def plural(count: int, one: str, many: str = "") -> str:
    """`1 record`, `2 records`, `1,200 records`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a docstring or of a record's longer text, each on one line."""
    return [" ".join(part.split()) for part in re.split(r"\n\s*\n", text.strip()) if part.strip()]
