"""What idles takes less than what works."""

from collections.abc import Iterator

from calculators.core.catalogue import Catalogue
from calculators.records import Gpu, Rig
from generator.checks import Finding

FAMILIES = ("gpus", "rigs")

BUSY = {Gpu: "tdp_watts", Rig: "load_watts"}


def check(record: Gpu | Rig, catalogue: Catalogue) -> Iterator[Finding]:
    """The ranges must not meet: the low end at work lies above the high end of idling."""
    busy_name = BUSY[type(record)]
    idle, busy = record.idle_watts, getattr(record, busy_name)
    if idle and busy and idle.high >= busy.low:
        message = f"{idle.high:g} W idle is not below {busy_name} ({busy.low:g} W)"
        yield Finding(
            ("idle_watts",), message, "see whether the two are swapped, or of different scope (card, computer)"
        )
