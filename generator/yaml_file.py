"""YAML 1.2 as plain values with the position of every key and value. Refuses what a data file has no use for."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

import yaml  # type: ignore[import-untyped]

from generator.problem import Problem

LARGEST_BYTES = 170_000
DEEPEST = 20
"""A data file larger or deeper than this is refused: the largest real one has half the bytes and a third of the depth. Reading
one takes no second."""
MOST_EVENTS = 50_000
"""Beginnings, ends and scalars of a file that is mended: the largest real one has a quarter of them."""
LONGEST_NUMBER = 40
"""Characters of a number: more than a float tells apart."""

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""libyaml where PyYAML has it. Only its events are used: they are the same for YAML 1.1 and 1.2, the values are not."""

_NULL = re.compile(r"~|null|Null|NULL|")
_BOOL = re.compile(r"true|True|TRUE|false|False|FALSE")
_INTEGER = re.compile(r"[-+]?[0-9]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
"""What a plain scalar is in YAML 1.2's core schema (spec 1.2.2, 10.3.2), without numbers of other bases."""
_NO_YAML = yaml.reader.Reader.NON_PRINTABLE
"""A character that stands in no YAML (5.1)."""
_UNSEEN = {"Cc": "a control character", "Cf": "an invisible character", "Cs": "half a character"}
"""General categories of Unicode that no text of a record has."""


class _Composer(_LOADER):  # type: ignore[misc, valid-type]
    """Nodes with their places. What a plain scalar is meant to be, its field tells."""

    yaml_implicit_resolvers: ClassVar[dict[str, Any]] = {}


KeyPath = tuple[str | int, ...]


@dataclass
class YamlFile:
    """The plain `value` of a file and where its parts stand: (line, column), both from 1."""

    path: str
    value: Any = None
    values_at: dict[KeyPath, tuple[int, int]] = field(default_factory=dict)
    keys_at: dict[KeyPath, tuple[int, int]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def problem(self, where: KeyPath, message: str, remedy: str, *, at_key: bool = False) -> Problem:
        """A problem at the nearest position known for `where`."""
        places = self.keys_at if at_key else self.values_at
        while where and where not in places:
            where = where[:-1]
        line, column = places.get(where, (1, 1))
        return Problem(self.path, line, column, message, remedy)


def read(path: Path, shown: str) -> YamlFile:
    """Read one file; `shown` is the path that messages name. Never raises on what the file holds."""
    file = YamlFile(shown)
    try:
        content = path.read_bytes()
    except OSError as error:
        file.problems.append(Problem(shown, 1, 1, f"cannot be read ({error.strerror})", "make it a readable file"))
        return file
    if len(content) > LARGEST_BYTES:
        file.problems.append(
            Problem(shown, 1, 1, f"has {len(content)} bytes", f"keep a record under {LARGEST_BYTES} bytes")
        )
        return file
    return parse(content, shown)


def parse(content: bytes, shown: str) -> YamlFile:
    """The content of a file as `read` gives it."""
    file = YamlFile(shown)
    _parse(file, content)
    return file


def compose(text: str) -> yaml.Node | None:
    """One document as YAML's nodes, each with its place in the text; None where it is empty, no YAML, or none that `read` takes.

    Such are those nested deeper than `DEEPEST`, with tags, and with anchors, by which a short text can hold endless nodes.
    """
    depth = 0
    try:
        for place, event in enumerate(yaml.parse(text, Loader=_LOADER)):
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > DEEPEST or place > MOST_EVENTS or getattr(event, "anchor", None) or getattr(event, "tag", None):
                return None
        return yaml.compose(text, Loader=_Composer)
    except (yaml.YAMLError, ValueError):
        return None


def _parse(file: YamlFile, content: bytes) -> None:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        file.problems.append(Problem(file.path, line, 1, "is not UTF-8 text", "save it as UTF-8"))
        return
    try:
        events = _Events(yaml.parse(text, Loader=_LOADER))
        if isinstance(events.next, yaml.StreamEndEvent):
            file.problems.append(Problem(file.path, 1, 1, "is empty", "write a record's keys and values"))
            return
        events.take()  # the document's start
        file.value = _value(file, events, ())
        events.take()  # its end
        if not isinstance(events.next, yaml.StreamEndEvent):
            place = _place(events.next)
            file.problems.append(Problem(file.path, *place, "begins a second document (---)", "one record a file"))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        what = " ".join(str(error.problem or error.context or "not YAML").split())
        if mark and error.context_mark and error.context_mark.line < mark.line:
            what += f", in what begins on line {error.context_mark.line + 1}"
        file.problems.append(
            Problem(file.path, line, column, f"is not YAML: {what}", "mend the syntax here or on the line above")
        )
    except yaml.reader.ReaderError:
        found = _NO_YAML.search(text)
        start = found.start() if found else 0
        line, column = text.count("\n", 0, start) + 1, start - text.rfind("\n", 0, start)
        what = (found and unseen_character(found[0])) or "a character that no YAML has"
        file.problems.append(Problem(file.path, line, column, f"has {what}", "remove it"))
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        what = " ".join(str(error).split("\n")[0].split())[:120]
        file.problems.append(Problem(file.path, 1, 1, f"is not YAML: {what}", "mend the syntax"))


class _Events:
    """YAML's events one by one, the `next` in sight."""

    def __init__(self, events: Iterator[Any]) -> None:
        self._events = events
        next(events)  # the stream's start
        self.next = next(events)

    def take(self) -> Any:
        """The next event, which is behind us then."""
        taken, self.next = self.next, next(self._events, None)
        return taken


def _place(event: Any) -> tuple[int, int]:
    return event.start_mark.line + 1, event.start_mark.column + 1


def _value(file: YamlFile, events: _Events, where: KeyPath) -> Any:
    event = events.take()
    file.values_at[where] = place = _place(event)
    if event.anchor:
        name = "alias (*" if isinstance(event, yaml.AliasEvent) else "anchor (&"
        file.problems.append(Problem(file.path, *place, f"uses an {name}{event.anchor})", "write the value out"))
    elif getattr(event, "tag", None) and event.tag != "!":
        file.problems.append(Problem(file.path, *place, f"has a tag ({event.tag[:60]})", "remove the tag"))
    if len(where) > DEEPEST:
        file.problems.append(Problem(file.path, *place, "is nested too deeply", f"at most {DEEPEST} levels"))
        return _pass_over(event, events)
    if isinstance(event, yaml.MappingStartEvent):
        return dict(_items(file, events, where))
    if isinstance(event, yaml.SequenceStartEvent):
        return list(_entries(file, events, where))
    return None if isinstance(event, yaml.AliasEvent) else _scalar(file, event)


def _pass_over(event: Any, events: _Events) -> None:
    """Take the rest of what `event` begins."""
    depth = int(isinstance(event, yaml.CollectionStartEvent))
    while depth:
        event = events.take()
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)


def _entries(file: YamlFile, events: _Events, where: KeyPath) -> Iterator[Any]:
    index = 0
    while not isinstance(events.next, yaml.SequenceEndEvent):
        yield _value(file, events, (*where, index))
        index += 1
    events.take()


def _items(file: YamlFile, events: _Events, where: KeyPath) -> Iterator[tuple[str, Any]]:
    seen: set[str] = set()
    while not isinstance(events.next, yaml.MappingEndEvent):
        place = _place(events.next)
        if not isinstance(events.next, yaml.ScalarEvent):
            file.problems.append(Problem(file.path, *place, "has a key that is not a word", "use plain keys"))
            _value(file, events, where)
            _value(file, events, where)
            continue
        key = events.take().value
        if key in seen:
            file.problems.append(Problem(file.path, *place, f"has the key “{key[:60]}” twice", "keep one of them"))
            _value(file, events, where)
            continue
        seen.add(key)
        file.keys_at[(*where, key)] = place
        yield key, _value(file, events, (*where, key))
    events.take()


def _scalar(file: YamlFile, event: Any) -> Any:
    """A scalar by YAML 1.2's core schema; a date stays the text that it is."""
    text = event.value
    if event.implicit[0] and not event.style:
        if _NULL.fullmatch(text):
            return None
        if _BOOL.fullmatch(text):
            return text.lower() == "true"
        if _INTEGER.fullmatch(text) or _FLOAT.fullmatch(text) or _NOT_FINITE.fullmatch(text):
            return _number(file, event, text)
    unseen = unseen_character(text)
    if unseen:
        file.problems.append(Problem(file.path, *_place(event), f"has {unseen}", "remove it"))
        return None
    return text


def unseen_character(text: str) -> str:
    """What no text of a record may hold, in words: the first character that steers or that nobody sees; empty for none."""
    if text.isprintable():
        return ""
    for character in text:
        kind = _UNSEEN.get(unicodedata.category(character))
        if kind and character not in "\n\t":
            return f"{kind} (U+{ord(character):04X})"
    return ""


def _number(file: YamlFile, event: Any, text: str) -> float | int | None:
    if len(text) > LONGEST_NUMBER:
        told = f"a number of {len(text)} characters is not usable"
        file.problems.append(Problem(file.path, *_place(event), told, f"write it in {LONGEST_NUMBER} at most"))
        return None
    value = int(text) if _INTEGER.fullmatch(text) else float(text.lower().replace(".inf", "inf").replace(".nan", "nan"))
    if value != value or abs(value) > 1e18:
        file.problems.append(
            Problem(file.path, *_place(event), f"{text} is not a usable number", "write a plain decimal number")
        )
        return None
    return value
