"""The catalogue: every record, by family and id, as it stands at one date. Reads and writes one JSON text; opens no file.

A page needs few of the records: each is on a line of its own, and read when it is first asked for.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import is_dataclass
from functools import cache, cached_property, partial
from typing import Any

from calculators.core.dates import age_years
from calculators.core.quantity import FieldInfo, Quantity, fields_of
from calculators.core.records import Figure
from calculators.core.subject import FAMILIES, joined

JSON_FORMAT = 1
"""Version of the JSON text. A figure is [value, sources, date] or [low, typical, high, sources, date], a note last where
there is one; sources are ids joined by a space. A field at its default is left out."""

_OPENS, _NEXT, _CLOSES = b":{\n", b",\n", b"\n}"
"""After a family's name, between two of its records, and after the last; between two families and after the last, too."""


class Family(Mapping[str, Any]):
    """The records of one family by id, in the catalogue's order; each is made when it is first asked for."""

    def __init__(self, name: str, record_class: type, raw: Mapping[str, Mapping[str, Any]], today: str) -> None:
        self.name = name
        self._class = record_class
        self._raw = raw
        self._today = today
        self._made: dict[str, Any] = {}

    def __getitem__(self, record_id: str) -> Any:
        record = self._made.get(record_id)
        if record is None:
            record = self._made[record_id] = _build(
                self._class, {"id": record_id, **self._raw[record_id]}, self._today, f"{self.name}/{record_id}"
            )
        return record

    def __iter__(self) -> Iterator[str]:
        return iter(self._raw)

    def __len__(self) -> int:
        return len(self._raw)

    def raw(self, record_id: str) -> Mapping[str, Any]:
        """A record as the JSON text holds it, without making it."""
        return self._raw[record_id]


class _Lines(Mapping[str, Mapping[str, Any]]):
    """The records of one family as the JSON text holds them, by id; each of its lines is read when it is first asked for."""

    def __init__(self, text: bytes) -> None:
        self._text = text
        self._read: dict[str, Mapping[str, Any]] = {}

    @cached_property
    def _lines(self) -> dict[str, bytes]:
        parts = (line.partition(b":") for line in self._text.split(_NEXT) if line)
        return {_name(record_id): raw for record_id, _, raw in parts}

    def __getitem__(self, record_id: str) -> Mapping[str, Any]:
        raw = self._read.get(record_id)
        if raw is None:
            raw = self._read[record_id] = json.loads(self._lines[record_id])
        return raw

    def __iter__(self) -> Iterator[str]:
        return iter(self._lines)

    def __len__(self) -> int:
        return len(self._lines)


class Catalogue:
    """Every record at the date `as_of` (ISO, the date of the commit that was built). Today is that date, never the clock's.

    `classes` names the families; those of the site unless told otherwise.
    """

    def __init__(self, raw: dict[str, Any], classes: Mapping[str, type] = FAMILIES) -> None:
        if raw.get("format") != JSON_FORMAT:
            raise ValueError(f"catalogue format {raw.get('format')!r}; this version reads {JSON_FORMAT}")
        self.as_of: str = raw["as_of"]
        self._raw = raw
        self._families = {
            name: Family(name, cls, raw["families"].get(name, {}), self.as_of) for name, cls in classes.items()
        }
        self._joined = joined(self._families)

    @classmethod
    def from_json(cls, text: str | bytes) -> Catalogue:
        """The catalogue in a JSON text that `to_json` wrote, or in the UTF-8 of one. ValueError for another text."""
        head, _, rest = (text.encode() if isinstance(text, str) else text).partition(b"\n")
        raw: dict[str, Any] = json.loads(head + b"}}")
        for part in rest.split(_CLOSES):
            name, opened, lines = part.removeprefix(_NEXT).partition(_OPENS)
            if opened:
                raw["families"][_name(name)] = _Lines(lines)
        return cls(raw)

    def to_json(self) -> str:
        """JSON, the same for the same records: a line for each record, and for each family before them."""
        families = (
            f"{_json(name)}{_OPENS.decode()}{_lined(f'{_json(i)}:{_json(raw)}' for i, raw in records.items())}"
            for name, records in self._raw["families"].items()
        )
        head = _json({"format": JSON_FORMAT, "as_of": self.as_of, "families": {}})
        return f"{head.removesuffix('}}')}\n{_lined(families)}}}"

    def __getitem__(self, family: str) -> Mapping[str, Any]:
        """The records of a family by id, also of one that the subject makes out of others."""
        return self._joined[family] if family in self._joined else self._families[family]


def _name(quoted: bytes) -> str:
    """A family's name or a record's id: of letters that JSON writes as they are."""
    return quoted.strip(b'"').decode()


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _lined(parts: Iterable[str]) -> str:
    return _NEXT.decode().join(parts) + _CLOSES.decode()


type _Converter = Callable[[Any, str, str], Any]
"""From a value of the JSON text, today's date, and the record that it is of, as family/id."""


def _build(cls: type, raw: Mapping[str, Any], today: str, record: str) -> Any:
    converters = _converters(cls)
    return cls(
        **{
            name: convert(value, today, record) if (convert := converters[name]) else value
            for name, value in raw.items()
            if name in converters
        }
    )


@cache
def _converters(cls: type) -> dict[str, _Converter | None]:
    """What makes the value of each field out of JSON; None where it is the value already."""
    return {info.name: _converter(info) for info in fields_of(cls)}


def _converter(info: FieldInfo) -> _Converter | None:
    one: _Converter | None = None
    if info.type is Figure:
        assert isinstance(info.meta, Quantity)
        one = partial(_figure, info.meta.drift_per_year)
    elif isinstance(info.type, type) and is_dataclass(info.type):
        one = partial(_build, info.type)
    if not info.many:
        return one and (lambda value, today, record: None if value is None else one(value, today, record))
    return lambda values, today, record: tuple([one(v, today, record) for v in values] if one else values)


def _figure(drift_per_year: float, raw: list[Any], today: str, record: str) -> Figure:
    count = 1 if isinstance(raw[1], str) else 3
    low, typical, high = raw[:3] if count == 3 else raw[:1] * 3
    sources, as_of, *note = raw[count:]
    widening = 1 + drift_per_year * age_years(as_of, today)
    return Figure(
        low=low / widening if low >= 0 else low * widening,
        typical=typical,
        high=high * widening,
        source=tuple(sources.split()),
        as_of=as_of,
        stated=(low, typical, high),
        note=note[0] if note else "",
        record=record,
    )
