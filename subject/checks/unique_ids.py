"""An id is used once within its record."""

from collections.abc import Iterator

from calculators.core.catalogue import Catalogue
from calculators.records import Service
from generator.checks import Finding

FAMILIES = ("services",)


def check(record: Service, catalogue: Catalogue) -> Iterator[Finding]:
    """A rental is addressed as service/offer or service/tier: one name for both lists."""
    seen: set[str] = set()
    ids = {"tiers": [tier.id for tier in record.tiers], "offers": [offer.id for offer in record.offers]}
    for kind, listed in ids.items():
        for index, name in enumerate(listed):
            if name in seen:
                yield Finding(
                    (kind, index, "id"), f"the id “{name}” is used twice in this service", "give each its own"
                )
            seen.add(name)
