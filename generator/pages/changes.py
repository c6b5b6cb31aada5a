"""The page on what has changed in the data, commit by commit: from the history of data/ itself."""

from __future__ import annotations

from collections.abc import Iterator

from generator.exports.feed import told
from generator.exports.values import API_VERSION
from generator.pages import addresses
from generator.pages.site import Page, Site


def pages(site: Site) -> Iterator[Page]:
    """The one page; none where there is no history."""
    sets = [(s.time[:10], s.subject, s.commit[:10], told(s)) for s in site.made.history]
    if sets:
        yield site.page("changes.md", f"{addresses.CHANGES}index.md", sets=sets, version=API_VERSION)
