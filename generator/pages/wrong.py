"""The way from a figure to its correction: the repository's issue form, filled in; with none known, a page of the site."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from markupsafe import Markup

from calculators.core.html import WRONG, known_of_it
from calculators.core.quantity import Quantity, fields_of
from calculators.core.records import Figure
from generator.pages.figures import told
from generator.pages.site import Page, Site

FORM = "wrong-figure.yml"
"""The issue form; its fields `record`, `field`, `value` and `source` are filled in by an address's parameters of those names."""


def pages(site: Site) -> Iterator[Page]:
    """The page on which a wrong figure is told: where no repository is known, and from any page that does not say which figure."""
    yield site.page(
        "wrong.md",
        f"{WRONG.rstrip('/')}.md",
        repository=site.made.repository,
        form=address(site, "", {}) if site.made.repository else "",
    )


def wrong(site: Site, root: str, owner: tuple[str, str, str], value: str, sources: tuple[str, ...]) -> Markup:
    """The link beside a figure. `owner` is its record's family and id and its place, `value` what the page says."""
    family, record_id, place = owner
    about = {"record": f"{family}/{record_id}", "field": place, "value": value, "source": ", ".join(sources)}
    return Markup('<a class="cr-wrong" href="{}">wrong?</a>').format(address(site, root, about))


def wrong_row(
    site: Site, root: str, item: Any, owner: tuple[str, str, str], shown: Collection[str] | None = None
) -> Markup:
    """One link for a row of figures, which tells them all: those of the fields `shown`, or of every field of the item."""
    stated = [
        (f"{info.meta.label} {told(value, info.meta.unit)}", value.source)
        for info in fields_of(type(item))
        if isinstance(info.meta, Quantity)
        and isinstance(value := getattr(item, info.name), Figure)
        and (shown is None or info.name in shown)
    ]
    sources = dict.fromkeys(source for _, named in stated for source in named) or tuple(getattr(item, "source", ()))
    return wrong(site, root, owner, ", ".join(words for words, _ in stated), tuple(sources))


def address(site: Site, root: str, about: dict[str, str]) -> str:
    """Where a wrong figure is told, with what is known of it filled in."""
    repository = site.made.repository
    known = known_of_it(about)
    if repository:
        return f"{repository}/issues/new?template={FORM}{f'&{known}' if known else ''}"
    return f"{root}{WRONG}{f'?{known}' if known else ''}"
