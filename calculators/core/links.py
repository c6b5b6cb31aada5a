"""Addresses of answers: inputs that differ from their defaults, and what the answer was, so that a later reader learns what moved.

`hours_per_week=20&of=2026-11-25~rig~k3x1240~Zq7980`: each input by its name; `of` holds the date of the data, the side of the
verdict, and the first key figures, each under a mark of its label. An address that would be too long holds its inputs packed, in
`s`: each has a place that follows from its name, which stays the same when a form gains or loses others, and is told by how far
that lies beyond the one before. The date is always there; side and figures as far as there is room.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from operator import itemgetter
from typing import Any

from calculators.core.catalogue import Catalogue
from calculators.core.inputs import options_of
from calculators.core.numerals import written
from calculators.core.quantity import Choice, FieldInfo, Quantity, Switch, Text, fields_of
from calculators.core.report import KeyFigure, Report
from calculators.core.subject import sides
from calculators.core.text import listing, number, round_to

OF, PACKED, PINNED = "of", "s", "with"
"""Names of parameters that are no input; `with` is the query of another answer, which the page shows beside this one."""
LONGEST = 240
"""Characters of a query that holds what it remembers and the inputs by name; what would be longer is packed. With the way to a
page, 300 hold it."""
MOST_FIGURES = 5
"""Key figures that an address remembers: the first."""

_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_SHORT = (0, -1, -2)
"""Powers of ten of numbers that two characters hold: up to 999, 99.9 and 9.99."""
_HEADS = 17
"""Heads of one such power: 17 · 62 numbers."""
_LONG = len(_SHORT) * _HEADS
"""The first head of other numbers: as many digits as it is more, then those of negative numbers."""
_MOST_DIGITS, _ZERO_EXPONENT = 5, 31
_EMPTY, _AS_TEXT, _CUT = "_", "~", "!"
_MARK_OF_FIGURE = 3
_PLACES = 1853
"""Among which the names of inputs lie: so few that steps are short, so many that no two inputs of a form share one."""
_NEAR = 60
"""Steps from one mark to the next that one character holds; two hold as many more as their heads allow."""
_FAR = _NEAR + (len(_DIGITS) - 1 - _NEAR) * 62
_ON = "z"
"""So far on without an input: the steps that two characters do not hold."""
_OF_A_FEW, _OF_RECORDS, _OF_ALIKE = "-", "z", "."
_OPTIONS = {_OF_A_FEW: 2, _OF_RECORDS: 3, _OF_ALIKE: 4}
"""Before the mark of an option: of a few that the calculator names, of many records, of records that share a mark; its length."""
_REMEMBERED = (
    r"(?P<date>\d{4}-\d{2}-\d{2})(?:~(?P<side>[a-z-]*))?(?P<figures>(?:~[0-9A-Za-z]{3}-?[0-9.]+(?:e-?[0-9]+)?)*)"
)
_SAFE = "-._~/"


@lru_cache(maxsize=4096)
def mark(text: str, length: int) -> str:
    """A few letters and digits that stand for a text: its digest in base 62."""
    return _base62(_digest(text) % 62**length).rjust(length, "0")


def place(name: str) -> int:
    """Where an input lies among all that there might be; it stays when a form gains or loses others."""
    return _digest(name) % _PLACES


def _digest(text: str) -> int:
    """FNV-1a of 32 bits (Fowler, Noll and Vo)."""
    value = 0x811C9DC5
    for byte in text.encode():
        value = (value ^ byte) * 0x01000193 & 0xFFFFFFFF
    return value


def query(given: Any, report: Report, catalogue: Catalogue) -> str:
    """The query of an answer's address, without its `?`; empty where every input is at its default."""
    changed = [(info, getattr(given, info.name)) for info in fields_of(type(given))]
    changed = [(info, value) for info, value in changed if value != info.default]
    if not changed:
        return ""
    told = list(_told(report))
    of = f"&{OF}={catalogue.as_of}"
    named = "&".join(f"{info.name}={_quoted(_text(value))}" for info, value in changed)
    whole = "~".join([named + of, *told])
    if len(whole) <= LONGEST:
        return whole
    made = "&".join(_packed(changed, catalogue)) + of
    for part in told:
        if len(made) + len(part) < LONGEST:
            made += f"~{part}"
    return made


def page(name: str, of: str = "") -> str:
    """A calculator's page, from the site's root; `of` is the query of an answer."""
    return f"calculators/{name}/{f'?{of}' if of else ''}"


def _told(report: Report) -> Iterator[str]:
    """What an address remembers of its answer, as far as there is room: the side, and the first key figures."""
    yield report.verdict.side
    for figure in report.figures[:MOST_FIGURES]:
        yield f"{mark(figure.label, _MARK_OF_FIGURE)}{_shown(figure.value.typical)}"


def packed(answers: Iterable[tuple[FieldInfo, Any]], catalogue: Catalogue | None = None) -> str:
    """Values of inputs in as few characters as there may be; words of the reader's own cannot be packed.

    A catalogue tells which records need no longer mark.
    """
    placed = sorted(((place(info.name), info, value) for info, value in answers), key=itemgetter(0))
    text, before = "", -1
    for at, info, value in placed:
        text += _steps(at - before - 1) + _pack(info, value, catalogue)
        before = at
    return text


def unpacked(inputs: type, text: str, catalogue: Catalogue) -> tuple[list[tuple[str, str]], list[str]]:
    """The inputs (name, value) in a packed text, and a notice for each part that is none any more."""
    places = {place(info.name): info for info in fields_of(inputs)}
    found, notices = [], []
    for at, kind, value in _entries(text):
        info = places.get(at)
        if kind == _CUT:
            notices.append("This link is not whole: what could be read of it applies.")
        elif info is None:
            notices.append("This link has an input that this page has not (any more): it was left out.")
        elif kind in _OPTIONS and not (value := _option(info, value, catalogue)):
            notices.append(f"{info.meta.label}: what this link chose is no option (any more). The default applies.")
        else:
            found.append((info.name, value))
    return found, notices


def moved(told: str, report: Report, catalogue: Catalogue) -> str:
    """A notice of what has moved since an address was made that remembers `told`; empty where nothing has."""
    found = re.fullmatch(_REMEMBERED, told)
    if found is None:
        return f"What this link says of its answer (“{told[:60]}”) cannot be read: whether it has moved since is not known."
    then = {part[:_MARK_OF_FIGURE]: part[_MARK_OF_FIGURE:] for part in found["figures"].split("~")[1:]}
    changes = []
    side = found["side"]
    if side and side != report.verdict.side and sides().get(side):
        changes.append(f"the answer, which was “{sides()[side]}”")
    for figure in report.figures:
        before = then.get(mark(figure.label, _MARK_OF_FIGURE))
        if before is not None and before != _shown(figure.value.typical):
            changes.append(_change(figure, float(before)))
    date, now = found["date"], catalogue.as_of
    if not changes and not then and date != now:
        return (
            f"This link was made with data of {date}; this page has data of {now}. It holds no figures of its "
            "answer: whether they have moved since is not known."
        )
    if not changes:
        return ""
    older = (
        f"data of {date}; this page has data of {now}" if date != now else f"other data of {date} than this page has"
    )
    return f"This link was made with {older}. What has moved: {listing(changes)}."


def _change(figure: KeyFigure, before: float) -> str:
    return f"{figure.label}, from {number(before, figure.unit)} to {number(figure.value.typical, figure.unit)}"


def _shown(value: float) -> str:
    return written(round_to(value)).replace("e+", "e")


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return written(value) if isinstance(value, float) else str(value)


def _quoted(text: str) -> str:
    from urllib.parse import quote  # not loaded until an answer has an address of its own

    return quote(text, safe=_SAFE)


def _packed(changed: list[tuple[FieldInfo, Any]], catalogue: Catalogue) -> Iterator[str]:
    chosen = ((info, value) for info, value in changed if not isinstance(info.meta, Text))
    yield f"{PACKED}={packed(chosen, catalogue)}"
    yield from (f"{info.name}={_quoted(_text(value))}" for info, value in changed if isinstance(info.meta, Text))


def _pack(info: FieldInfo, value: Any, catalogue: Catalogue | None) -> str:
    """A value: a number, an option by its mark, nothing, or a text between tildes."""
    if value is None:
        return _EMPTY
    if isinstance(info.meta, Choice):
        kind = _kind(info.meta, value, catalogue)
        return kind + mark(value, _OPTIONS[kind])
    if isinstance(info.meta, Quantity | Switch) and (number_ := _packed_number(value)):
        return number_
    return f"{_AS_TEXT}{_text(value).replace('+', '')}{_AS_TEXT}"


def _steps(count: int) -> str:
    """How many marks lie between one and the next: in one character or two, after as many of `_ON` as it takes."""
    far, rest = divmod(count, _FAR)
    if rest < _NEAR:
        return _ON * far + _DIGITS[rest]
    high, low = divmod(rest - _NEAR, 62)
    return _ON * far + _DIGITS[_NEAR + high] + _DIGITS[low]


def _stepped(text: str, at: int) -> tuple[int, int]:
    """The steps at a place of a text, and where they end; -1 where it is cut, or has none there."""
    start = at
    while text[at : at + 1] == _ON:
        at += 1
    head, low = (_DIGITS.find(c) if c else -1 for c in (text[at : at + 1], text[at + 1 : at + 2]))
    far = (at - start) * _FAR
    if 0 <= head < _NEAR:
        return far + head, at + 1
    return (far + _NEAR + (head - _NEAR) * 62 + low, at + 2) if head >= 0 <= low else (-1, len(text))


def _packed_number(value: float) -> str:
    """Two characters for a number of three digits, else a head, the power of ten and the digits, in base 62; empty: too long."""
    from decimal import Decimal  # nor this until an address is packed

    sign, digits, exponent = (
        Decimal(str(int(value)) if isinstance(value, bool) else written(value)).normalize().as_tuple()
    )
    assert isinstance(exponent, int)
    whole = int("".join(map(str, digits)))
    if not sign and abs(exponent) < _ZERO_EXPONENT:
        for index, power in enumerate(_SHORT):
            if exponent >= power and (scaled := whole * 10 ** (exponent - power)) < 1000:
                return _DIGITS[index * _HEADS + scaled // 62] + _DIGITS[scaled % 62]
    packed = _base62(whole)
    if len(packed) > _MOST_DIGITS or abs(exponent) >= _ZERO_EXPONENT:
        return ""
    return _DIGITS[_LONG + sign * _MOST_DIGITS + len(packed) - 1] + _DIGITS[exponent + _ZERO_EXPONENT] + packed


def _unpacked_number(text: str) -> tuple[str, int]:
    """The number at the beginning of a text, and how many characters hold it; none where it is cut or no number."""
    head, *rest = (_DIGITS.find(c) for c in text[: _MOST_DIGITS + 2])
    count = 1 if head < _LONG else (head - _LONG) % _MOST_DIGITS + 2
    if not rest or len(rest) < count or min(rest[:count]) < 0 or head >= _LONG + 2 * _MOST_DIGITS:
        return "", 0
    if head < _LONG:
        index, high = divmod(head, _HEADS)
        return written(float(f"{high * 62 + rest[0]}e{_SHORT[index]}")), 2
    sign = "-" if head >= _LONG + _MOST_DIGITS else ""
    whole = 0
    for digit in rest[1:count]:
        whole = whole * 62 + digit
    return written(float(f"{sign}{whole}e{rest[0] - _ZERO_EXPONENT}")), count + 1


def _entries(text: str) -> Iterator[tuple[int, str, str]]:
    """The parts of a packed text: mark, kind, value; kind `_CUT` where the text ends too soon or holds what it cannot."""
    at, key = 0, -1
    while at < len(text):
        steps, at = _stepped(text, at)
        key, head = key + steps + 1, text[at : at + 1]
        at += 1
        if head == _EMPTY:
            yield key, head, ""
        elif head in _OPTIONS:
            yield key, head, text[at : at + _OPTIONS[head]]
            at += _OPTIONS[head]
        elif head == _AS_TEXT and _AS_TEXT in text[at:]:
            end = text.index(_AS_TEXT, at)
            yield key, head, text[at:end]
            at = end + 1
        elif head and head in _DIGITS and (found := _unpacked_number(text[at - 1 :]))[1]:
            yield key, head, found[0]
            at += found[1] - 1
        else:
            yield key, _CUT, ""
            return


def _option(info: FieldInfo, marked: str, catalogue: Catalogue) -> str:
    if not isinstance(info.meta, Choice):
        return ""
    found = [value for value in options_of(info.meta, catalogue) if mark(value, len(marked)) == marked]
    return found[0] if len(found) == 1 else ""


def _kind(choice: Choice, value: str, catalogue: Catalogue | None) -> str:
    """Which mark tells an option: for records the shorter one where it is known that no other has the same."""
    if choice.options is not None:
        return _OF_A_FEW
    if catalogue is None:
        return _OF_ALIKE
    marked = mark(value, _OPTIONS[_OF_RECORDS])
    alike = (other for other in options_of(choice, catalogue) if mark(other, len(marked)) == marked)
    return _OF_RECORDS if list(alike) == [value] else _OF_ALIKE


def _base62(value: int) -> str:
    digits = ""
    while value:
        value, digit = divmod(value, 62)
        digits = _DIGITS[digit] + digits
    return digits
