"""A catalogue many times its size: every record again under an id of its own, naming the records of its own copy."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from calculators.core.quantity import Choice
from generator.load import Loaded
from generator.subject import the_subject
from generator.walk import walk
from generator.yaml_file import KeyPath, YamlFile

MOST_COPIES = 12
"""The letters before the first that readings of measurements end in: their ids have no other room."""


@dataclass(frozen=True, order=True)
class _Name:
    """An id in a file, at its line and column from 1."""

    line: int
    column: int
    text: str
    of_reading: bool = False

    def copied(self, copy: int) -> str:
        """What the copy calls it. A reading is a letter, four digits and perhaps a letter: another letter."""
        if self.of_reading:
            return self.text[:5] + chr(ord(self.text[5:] or "`") + copy)
        return f"{self.text}{_ending(copy)}"


def _ending(copy: int) -> str:
    return f"-copy-{copy}"


def copy_data(loaded: Loaded, data: Path, out: Path, copies: int) -> int:
    """Write `copies` of every record of `data`, which `loaded` holds, below `out`; how many records there are then.

    The first copy keeps its ids: pages and calculators name some of them.
    """
    count = 0
    for (family, record_id), file in loaded.files.items():
        text = (data / family / f"{record_id}.yml").read_text("utf-8")
        record = loaded.everything[family][record_id]
        named = {*_references(record, file), *(_readings(record, file) if family in the_subject().ledger else ())}
        (out / family).mkdir(parents=True, exist_ok=True)
        (out / family / f"{record_id}.yml").write_text(text, "utf-8")
        for copy in range(1, copies):
            copied = _renamed(text, sorted(named, reverse=True), copy)
            (out / family / f"{record_id}{_ending(copy)}.yml").write_text(copied, "utf-8")
        count += copies
    return count


def _renamed(text: str, named: list[_Name], copy: int) -> str:
    """The text as a copy has it; the last name comes first, so that those before it stay where they are."""
    lines = text.splitlines(keepends=True)
    for name in named:
        line = lines[name.line - 1]
        before, after = line[: name.column - 1], line[name.column - 1 :]
        lines[name.line - 1] = before + after.replace(name.text, name.copied(copy), 1)
    return "".join(lines)


def _references(record: Any, file: YamlFile) -> Iterator[_Name]:
    """Where a record's file names another record."""
    places = {where for where, info, _ in walk(record) if isinstance(info.meta, Choice) and _is_copied(info.meta)}
    places |= {where for where in file.values_at if "source" in where[-2:]}
    # where a list may be written as one value, the value stands at the place of the list
    for place, text in _words(file, {*places, *(where[:-1] for where in places)}):
        yield _Name(*place, text)


def _is_copied(choice: Choice) -> bool:
    """True for records that a copy has of its own: all but the ten aspects, which the calculators name."""
    return choice.options is None and choice.family != "aspects"


def _readings(record: Any, file: YamlFile) -> Iterator[_Name]:
    """The ids of a file's readings: no two of all files are the same."""
    column = record.columns.index("id")
    for place, text in _words(file, (("rows", row, column) for row in range(len(record.rows)))):
        yield _Name(*place, text, of_reading=True)


def _words(file: YamlFile, places: Iterable[KeyPath]) -> Iterator[tuple[tuple[int, int], str]]:
    """Of those places at which words stand: where that is in the file, and the words."""
    for where in places:
        value = _value_at(file.value, where)
        if isinstance(value, str):
            yield file.values_at[where], value


def _value_at(value: Any, where: KeyPath) -> Any:
    """What stands there; None where nothing does."""
    for part in where:
        if isinstance(part, int) != isinstance(value, list) or isinstance(value, str):
            return None
        value = value[part] if isinstance(part, str) or part < len(value) else None
    return value
