"""An id that a record names exists."""

from collections.abc import Iterator
from typing import Any

from calculators.core.catalogue import Catalogue
from calculators.core.inputs import nearest, options_of
from calculators.core.quantity import Choice
from calculators.core.records import Figure
from generator.checks import Finding, KeyPath
from generator.walk import walk

FAMILIES = ()


def check(record: Any, catalogue: Catalogue) -> Iterator[Finding]:
    """Every Choice of records, and every figure's sources."""
    for where, info, value in walk(record):
        if isinstance(value, Figure):
            for source in value.source:
                yield from _missing((*where, "source"), source, catalogue["sources"], "sources", f"sources/{source}")
        elif isinstance(info.meta, Choice) and info.meta.options is None:
            family = info.meta.family or " or ".join(info.meta.families)
            missing = value if info.meta.families else f"{family}/{value}"
            yield from _missing(where, value, options_of(info.meta, catalogue), family, missing)


def _missing(where: KeyPath, value: str, known: Any, family: str, missing: str) -> Iterator[Finding]:
    if value not in known:
        near = nearest(value, known)
        hint = f"did you mean “{near}”?" if near else f"add data/{missing}.yml or name one that exists"
        yield Finding(where, f"there is no record “{value}” in {family}", hint, missing)
