"""The way from a figure to its correction: the repository's issue form, filled in; with none known, a page of the site."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from markupsafe import Markup

from generator.pages import addresses
from generator.pages.site import Site

FORM = "wrong-figure.yml"
"""The issue form; its fields `record`, `field`, `value` and `source` are filled in by an address's parameters of those names."""


def wrong(site: Site, root: str, owner: tuple[str, str, str], value: str, sources: tuple[str, ...]) -> Markup:
    """The link beside a figure. `owner` is its record's family and id and its place, `value` what the page says."""
    family, record_id, place = owner
    shown = value.replace("\u00a0", " ")
    about = {"record": f"{family}/{record_id}", "field": place, "value": shown, "source": ", ".join(sources)}
    return Markup('<a class="cr-wrong" href="{}">wrong?</a>').format(address(site, root, about))


def address(site: Site, root: str, about: dict[str, str]) -> str:
    """Where a wrong figure is told, with what is known of it filled in."""
    repository = site.made.repository
    known = urlencode({key: text for key, text in about.items() if text}, safe="/,:.", quote_via=quote)
    if repository:
        return f"{repository}/issues/new?template={FORM}&{known}"
    return f"{root}{addresses.WRONG}{f'?{known}' if known else ''}"
