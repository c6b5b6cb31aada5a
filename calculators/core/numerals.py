"""Numbers as people type them: with a point or a comma, with spaces between thousands, with an exponent.

A point or a comma alone divides whole from fraction. Where both are there, or one of them more than once, the groups of three tell
which divides thousands. One comma before exactly three digits is read neither way: one reading is a thousand times the other.
"""

from __future__ import annotations

import math
import re

LONGEST = 60
"""Characters of the longest text that can be a number."""

_SPACES = (
    "[ \\t\N{NO-BREAK SPACE}\N{FIGURE SPACE}\N{THIN SPACE}\N{NARROW NO-BREAK SPACE}'\N{RIGHT SINGLE QUOTATION MARK}]"
)
"""What stands between thousands in print (ISO 80000-1, 7.3.1), and the Swiss apostrophe."""
_NUMBER = r"(?P<sign>[+-]?)(?P<body>[0-9., ]*[0-9][.,]?)(?P<exponent>[eE][+-]?[0-9]{1,4})?"
_DECIMAL = r"[0-9]*[.,]?[0-9]*"
_SPACED = r"[0-9]{1,3}(?: [0-9]{3})+(?:[.,][0-9]*)?"
_GROUPED = r"[0-9]{1,3}(?:(?:,[0-9]{3})+\.[0-9]*|(?:\.[0-9]{3})+,[0-9]*|(?:,[0-9]{3}){2,}|(?:\.[0-9]{3}){2,})"
_EITHER = r"[0-9 ]*,[0-9]{3}"


class Ambiguous(ValueError):
    """A text that two halves of the world read as two numbers: `readings`, as written plainly, the fraction first."""

    def __init__(self, readings: tuple[str, str]) -> None:
        super().__init__(" or ".join(readings))
        self.readings = readings


def parse(text: str) -> float | None:
    """The number in a text; None where it holds none. Ambiguous for one comma before exactly three digits."""
    if len(text) > LONGEST:
        return None
    if text.isascii() and text.replace(".", "", 1).isdigit():  # as most are: a page's first answer needs no pattern
        return float(text)
    found = re.fullmatch(_NUMBER, re.sub(_SPACES, " ", text.strip().replace("\N{MINUS SIGN}", "-")))
    if found is None:
        return None
    body = found["body"]
    if re.fullmatch(_EITHER, body):
        small, large = (_number(found, body.replace(" ", "").replace(",", sign)) for sign in (".", ""))
        if math.isfinite(large):
            raise Ambiguous((written(small), written(large)))
        return None
    if re.fullmatch(_DECIMAL, body) or re.fullmatch(_SPACED, body):
        number = _number(found, body.replace(" ", "").replace(",", "."))
    elif re.fullmatch(_GROUPED, body):
        last = max(body.rfind("."), body.rfind(","))
        divides = body[last] if body.count(body[last]) == 1 else ""
        whole, _, fraction = body.rpartition(divides) if divides else (body, "", "")
        number = _number(found, f"{re.sub('[.,]', '', whole)}.{fraction}")
    else:
        return None
    return number if math.isfinite(number) else None


def _number(found: re.Match[str], body: str) -> float:
    return float(f"{found['sign']}{body}{found['exponent'] or ''}")


def written(number: float) -> str:
    """A number plainly, as `parse` reads it back: `1500`, `0.35`, `1e+22`."""
    return repr(number).removesuffix(".0")
