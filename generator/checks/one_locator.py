"""A source has exactly one locator."""

from collections.abc import Iterator

from calculators.core.catalogue import Catalogue
from calculators.core.records import Source
from generator.checks import Finding

FAMILIES = ("sources",)


def check(record: Source, catalogue: Catalogue) -> Iterator[Finding]:
    """One of url, repository, package."""
    stated = [name for name in ("url", "repository", "package") if getattr(record.locator, name)]
    if len(stated) != 1:
        yield Finding(
            ("locator",),
            f"has {len(stated)} locators ({', '.join(stated) or 'none'})",
            "keep exactly one of url, repository, package",
        )
