"""Pages: from the catalogue and the calculators to the Markdown that the site's builder reads."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from generator.pages import (
    api,
    calculators,
    changes,
    families,
    fields,
    handwritten,
    methods,
    python,
    records,
    sources,
    wrong,
)
from generator.pages.site import Made, Page, Runtime, Site
from generator.subject import the_subject

__all__ = ["Made", "Page", "Runtime", "Site", "all_pages"]


def all_pages(site: Site, docs: Path) -> Iterator[Page]:
    """Every page of the site, the handwritten ones of the folder `docs` first."""
    yield from handwritten.pages(site, docs)
    yield from calculators.pages(site)
    yield from families.pages(site)
    yield from records.pages(site)
    yield from sources.pages(site)
    yield from api.pages(site)
    yield from changes.pages(site)
    yield from methods.pages(site)
    yield from python.pages(site)
    yield from fields.pages(site)
    yield from wrong.pages(site)
    yield from the_subject().pages(site)
