"""An id is used once within its record."""

from collections.abc import Iterator

from calculators.core.catalogue import Catalogue
from calculators.core.records import Service
from generator.checks import Finding

FAMILIES = ("services",)


def check(record: Service, catalogue: Catalogue) -> Iterator[Finding]:
    """A rental is addressed as service/offer or service/tier: one name for both lists."""
    seen: set[str] = set()
    for kind, items in (("tiers", record.tiers), ("offers", record.offers)):
        for index, item in enumerate(items):
            if item.id in seen:
                yield Finding(
                    (kind, index, "id"), f"the id “{item.id}” is used twice in this service", "give each its own id"
                )
            seen.add(item.id)
