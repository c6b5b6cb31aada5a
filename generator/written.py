"""A number as people write it, with its unit, a thousands comma or a dollar sign, as the plain number that a file holds."""

from __future__ import annotations

import re
from functools import cache

from calculators.core.quantity import Unit

_NUMBER = re.compile(r"[+-]?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?")
_BITS = re.compile(r"(?<![A-Za-z])[KMGT]i?b(?![A-Za-z])")
_DOLLARS = re.compile(r"(US ?)?\$|USD\b")
_DOLLARS_AFTER = re.compile(r"((US ?)?\$|USD)$")


def plain_number(text: str, unit: Unit) -> str | None:
    """`24GB`, `$1,599`, `"350"` as the number alone; None where the text says more than a number in the field's own unit."""
    words = text.strip()
    share = unit is Unit.FRACTION and words.endswith("%")
    if unit.symbol.startswith("$"):
        words = _DOLLARS.sub("", words, count=1).strip() if _DOLLARS.match(words) else words
    ends = next((spelling for spelling in _spellings(unit) if _ends(words, spelling)), "")
    words = words[: len(words) - len(ends)].strip()
    if unit.symbol.startswith("$"):
        words = _DOLLARS_AFTER.sub("", words).strip()
    if not _NUMBER.fullmatch(words):
        return None
    number = words.replace(",", "").removeprefix("+")
    return f"{float(number) / 100:.12g}" if share else number


@cache
def _spellings(unit: Unit) -> tuple[str, ...]:
    """What may stand behind a number of this unit, the longest first: its symbol, it in words, and what a key's name calls it."""
    called = unit.suffix.strip("_").replace("_", " ")
    found = {unit.symbol, unit.spoken, called}
    if unit.symbol.startswith("$"):
        found |= {unit.symbol.removeprefix("$"), called.removeprefix("usd").strip()}
    return tuple(sorted(found - {""}, key=lambda spelling: (-len(spelling), spelling)))


def _ends(words: str, spelling: str) -> bool:
    """Whether the words end so, in capitals or not; but `Gb`, which is bits, is none of `GB`."""
    end = words[len(words) - len(spelling) :] if len(words) > len(spelling) else ""
    return end.lower() == spelling.lower() and not _BITS.search(end)
