"""Data in, Markdown out: what the pages of a small data folder read, word for word.

After a change that is meant, write what is expected anew and read the difference before you commit it:

    .venv/bin/python -m tests.golden
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from generator.load import load
from generator.pages import Page, Site, families, handwritten, records, sources
from generator.paths import DOCS

FOLDER = Path(__file__).parent
EXPECTED = FOLDER / "expected"
TODAY = "2026-11-25"
BY_HAND = ("compare.md", "choose.md", "data/index.md")
"""Handwritten pages that say nothing but what the records say."""


def made() -> dict[str, str]:
    """Every page that the data of this folder gives, by its path."""
    loaded = load(FOLDER / "data", as_of=TODAY)
    assert loaded.problems == [], "\n".join(map(str, loaded.problems))
    return {page.path: page.text for page in _pages(Site(loaded.catalogue, ()))}


def _pages(site: Site) -> Iterator[Page]:
    for where in BY_HAND:
        yield Page(where, handwritten.render(site, (DOCS / where).read_text("utf-8"), where))
    yield from families.pages(site)
    yield from records.pages(site)
    yield from sources.pages(site)


def expected() -> dict[str, str]:
    """What those pages are expected to be, by their path."""
    return {path.relative_to(EXPECTED).as_posix(): path.read_text("utf-8") for path in EXPECTED.rglob("*.md")}
