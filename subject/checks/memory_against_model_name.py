"""Memory is what the name says: a “12 GB” in it is 12 GB in the record."""

import re
from collections.abc import Iterator

from calculators.core.catalogue import Catalogue
from calculators.records import Gpu, Part, Rig
from generator.checks import Finding
from generator.oddities import REMEDY, is_explained

FAMILIES = ("gpus", "parts", "rigs")

FIELDS = {Gpu: "memory_gb", Part: "capacity_gb", Rig: "usable_memory_gb"}

NAMED = re.compile(r"(\d+(?:\.\d+)?) ?(GB|TB)\b")
GB_EACH = {"GB": 1, "TB": 1000}


def check(record: Gpu | Part | Rig, catalogue: Catalogue) -> Iterator[Finding]:
    """A name without a size says nothing. A range holds the size named."""
    field = FIELDS[type(record)]
    figure = getattr(record, field)
    sizes = [float(number) * GB_EACH[unit] for number, unit in NAMED.findall(record.name)]
    if figure is None or not sizes or is_explained(figure):
        return
    if not any(figure.low <= size <= figure.high for size in sizes):
        named = " and ".join(f"{size:g}" for size in sizes)
        message = f"{figure.typical:g} GB, but the name says {named} GB"
        yield Finding((field,), message, f"make {field} and name agree; {REMEDY}")
