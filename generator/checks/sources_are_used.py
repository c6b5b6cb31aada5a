"""A source is named by some figure or statement."""

from collections.abc import Iterator
from functools import lru_cache

from calculators.core.catalogue import Catalogue
from calculators.core.records import Figure, Source
from generator.checks import Finding
from generator.families import RECORDS
from generator.walk import walk

FAMILIES = ("sources",)


@lru_cache(maxsize=4)
def _used(catalogue: Catalogue) -> frozenset[str]:
    used: set[str] = set()
    for family in RECORDS:
        for record in catalogue[family].values():
            for where, _, value in walk(record):
                if isinstance(value, Figure):
                    used.update(value.source)
                elif "source" in where:
                    used.add(value)
    return frozenset(used)


def check(record: Source, catalogue: Catalogue) -> Iterator[Finding]:
    """Sources nobody names are dead weight, or a misspelt reference elsewhere."""
    if record.id not in _used(catalogue):
        yield Finding((), "no record names this source", "name it where it supports a figure, or remove the file")
