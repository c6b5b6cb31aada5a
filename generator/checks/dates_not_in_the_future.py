"""No date lies in the future."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from calculators.core.catalogue import Catalogue
from calculators.core.quantity import Date
from calculators.core.records import Figure
from generator.checks import Finding
from generator.walk import walk

FAMILIES = ()


def check(record: Any, catalogue: Catalogue) -> Iterator[Finding]:
    """Dates compare as text: 2026-11 is after 2026-10-31 and not after 2026-11-09, whose month it is.

    Today is the catalogue's date or the clock's, whichever is later: a figure read today is checked before it is committed.
    """
    today = max(catalogue.as_of, datetime.now(UTC).date().isoformat())
    for where, info, value in walk(record):
        date = value.as_of if isinstance(value, Figure) else value if isinstance(info.meta, Date) else ""
        if date and date > today[: len(date)]:
            place = (*where, "as_of") if isinstance(value, Figure) else where
            yield Finding(place, f"{date} lies in the future (today is {today})", "give the day on which it was read")
