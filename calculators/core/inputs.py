"""From what a form, an address or a caller gives to a calculator's `Inputs`, or to an error that names the field."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from calculators.core import numerals
from calculators.core.catalogue import Catalogue
from calculators.core.quantity import Choice, Field, FieldInfo, Quantity, Switch, Text, Unit, fields_of

_TRUE = ("true", "yes", "on", "1")
_FALSE = ("false", "no", "off", "0")
_QUOTED = 60
"""Characters of a bad value that an error repeats."""


class InputError(ValueError):
    """A bad input: the `field` it came in, the `message`, and what is `allowed` (words, or a few of the options)."""

    def __init__(self, field: str, message: str, allowed: str) -> None:
        super().__init__(f"{field and f'{field}: '}{message}; allowed: {allowed}")  # for a traceback
        self.field = field
        self.message = message
        self.allowed = allowed

    def as_dict(self) -> dict[str, str]:
        """The error object of the door."""
        return {"field": self.field, "message": self.message, "allowed": self.allowed}


def coerce(cls: type, raw: Any, catalogue: Catalogue) -> Any:
    """An instance of the dataclass `cls` from a mapping of field names to strings or values; what is left out stays at its default.

    InputError for anything that is not a mapping, an unknown name, and a value out of bounds or of the wrong kind.
    """
    if not isinstance(raw, Mapping):
        raise InputError("", f"inputs are {_quote(raw)}", "an object of field names and values")
    infos = {info.name: info for info in fields_of(cls)}
    for name in raw:
        if name not in infos:
            near = nearest(_words(name), infos)
            raise InputError(
                _words(name)[:_QUOTED],
                f"there is no input {_quote(name)}{f'; did you mean {near}?' if near else ''}",
                ", ".join(infos),
            )
    return cls(**{name: coerce_field(infos[name], value, catalogue) for name, value in raw.items()})


def coerce_field(info: FieldInfo, value: Any, catalogue: Catalogue) -> Any:
    """One value, checked against its field's metadata. InputError says what is allowed."""
    meta = info.meta
    if info.optional and (value is None or (isinstance(value, str) and not value.strip())):
        return None
    match meta:
        case Quantity():
            return _number(info.name, meta, value)
        case Switch():
            return _switch(info.name, value)
        case Choice():
            return _choice(info.name, meta, value, catalogue)
        case Text():
            return _text(info.name, meta, value)
    raise TypeError(f"an input cannot be a {type(meta).__name__}: {info.name}")


def readings(cls: type, raw: Mapping[str, Any]) -> dict[str, str]:
    """What was read of each number that was not written plainly, such as `1.5` of `1,5`, by name of the field of `cls`."""
    found = {}
    for info in fields_of(cls):
        text = raw.get(info.name)
        if isinstance(info.meta, Quantity) and isinstance(text, str) and text.strip():
            plainly = numerals.written(_number(info.name, info.meta, text))
            if plainly != text.strip():
                found[info.name] = plainly
    return found


def bounds(quantity: Quantity) -> str:
    """The bounds in words: `0 to 168 h/week`."""
    large = 1e6 <= quantity.maximum < 1e12
    symbol = "" if quantity.unit is Unit.FRACTION else quantity.unit.symbol  # it is given as 0 to 1
    most = f"{quantity.maximum:{',.0f' if large else 'g'}} {symbol}".rstrip()
    if quantity.integer:
        return f"a whole number, {quantity.minimum:g} to {most}"
    return f"{quantity.minimum:g} to {most}"


def _number(name: str, quantity: Quantity, value: Any) -> float | int:
    try:
        number = _parse(value)
    except numerals.Ambiguous as error:
        fraction, thousands = error.readings
        raise InputError(
            name,
            f"{_quote(value)} can be read as {fraction} or as {thousands}; write one of these",
            bounds(quantity),
        ) from error
    if number is None:
        raise InputError(name, f"{_quote(value)} is not a number", bounds(quantity))
    if not quantity.minimum <= number <= quantity.maximum:
        raise InputError(name, f"{_quote(value)} is out of bounds", bounds(quantity))
    if quantity.integer:
        if number != int(number):
            raise InputError(name, f"{_quote(value)} is not a whole number", bounds(quantity))
        return int(number)
    return number


def _parse(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    if isinstance(value, str):
        return numerals.parse(value)
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


def _switch(name: str, value: Any) -> bool:
    if isinstance(value, bool):
        return value
    word = _words(value)[:_QUOTED].strip().lower()
    if word not in _TRUE + _FALSE:
        raise InputError(name, f"{_quote(value)} is neither yes nor no", "true or false")
    return word in _TRUE


def _choice(name: str, choice: Choice, value: Any, catalogue: Catalogue) -> str:
    options = options_of(choice, catalogue)
    if isinstance(value, str) and value in options:
        return value
    some = ", ".join(list(options)[:8]) + (f", … ({len(options)} in all)" if len(options) > 8 else "")
    if isinstance(value, str) and choice.where and value in catalogue[choice.family]:
        raise InputError(name, f"{catalogue[choice.family][value].name} cannot be asked for here", some)
    near = nearest(_words(value), options)
    raise InputError(
        name, f"{_quote(value)} is not one of the options{f'; did you mean {near}?' if near else ''}", some
    )


def _text(name: str, text: Text, value: Any) -> str:
    if not isinstance(value, str):
        raise InputError(name, f"{_quote(value)} is not text", f"text of at most {text.longest} characters")
    if len(value) > text.longest:
        raise InputError(name, f"the text has {len(value)} characters", f"at most {text.longest} characters")
    if text.pattern and not re.fullmatch(text.pattern, value):
        raise InputError(name, f"{_quote(value)} does not fit", text.pattern_help)
    return value


def options_of(choice: Choice, catalogue: Catalogue) -> Mapping[str, Any]:
    """The options of a choice: value → meaning (a string), or id → record for a choice of records."""
    if choice.options is not None:
        return choice.options
    if choice.families:
        return {f"{family}/{key}": record for family in choice.families for key, record in catalogue[family].items()}
    return _having(choice.family, choice.where, catalogue) if choice.where else catalogue[choice.family]


@lru_cache(maxsize=32)
def _having(family: str, where: str, catalogue: Catalogue) -> Mapping[str, Any]:
    """The records of a family that have what an attribute tells."""
    return {
        key: record for key, record in catalogue[family].items() if getattr(record, where, None) not in (None, False)
    }


def label_of(meta: Field, value: Any, catalogue: Catalogue) -> str:
    """An option as people read it."""
    if not isinstance(meta, Choice):
        return str(value)
    option = options_of(meta, catalogue)[value]
    return option if isinstance(option, str) else str(option.name)


_BEGINNING = 3
"""Letters of which a beginning is enough to tell what was meant."""


def nearest(word: str, options: Iterable[str]) -> str:
    """The option closest to `word` by edit distance of letters and digits, else the first that begins so, else an empty string."""
    word = _letters(word[:_QUOTED])
    places: dict[str, int] = {}
    for place, letter in enumerate(word):
        places[letter] = places.get(letter, 0) | 1 << place
    best, best_distance = "", max(2, len(word) // 3) + 1
    begun = ""
    for option in options:
        letters = _letters(option)
        if not begun and len(word) >= _BEGINNING and letters.startswith(word):
            begun = option
        if abs(len(letters) - len(word)) < best_distance:
            distance = _edit_distance(places, len(word), letters, best_distance)
            if distance < best_distance:
                best, best_distance = option, distance
    return best or begun


def _letters(text: str) -> str:
    """Letters and digits in lower case: `Q4_K_M`, `q4-k-m` and `q4km` are one."""
    return "".join(filter(str.isalnum, text.lower()))


def _edit_distance(places: Mapping[str, int], length: int, other: str, enough: int) -> int:
    """Insertions, deletions and substitutions (Levenshtein 1966) from a word of this `length` to an `other` one.

    `places` holds for each letter of the word a number whose bits are set where the letter stands. A column of the table of
    distances is two such numbers, of the rows that are one `more` and one `less` than the row above: Myers 1999, section 3.
    What is `enough` or more may come back as `enough`: each letter that is left takes off one at most.
    """
    if not length:
        return len(other)
    mask, last = (1 << length) - 1, 1 << (length - 1)
    more, less, distance = mask, 0, length
    for left, letter in zip(range(len(other), 0, -1), other, strict=True):
        if distance - left >= enough:
            return enough
        here = places.get(letter, 0)
        diagonal = (((here & more) + more) ^ more) | here | less
        rise, fall = less | ~(diagonal | more), more & diagonal
        distance += bool(rise & last) - bool(fall & last)
        rise, fall = rise << 1 | 1, fall << 1
        more, less = (fall | ~(here | less | rise)) & mask, rise & (here | less) & mask
    return distance


def _quote(value: Any) -> str:
    text = _words(value)
    return f"“{text[:_QUOTED]}{'…' if len(text) > _QUOTED else ''}”"


def _words(value: Any) -> str:
    """A value as text; only its type of an integer of thousands of digits, or a list within itself or a thousand others."""
    try:
        return value if isinstance(value, str) else repr(value)
    except (ValueError, RecursionError):
        return f"a {type(value).__name__}"
