"""Any record of data/, broken in any of these ways, is told with its file, its line and a remedy.

Each way is tried on records of different families, drawn with a fixed seed from all to which it applies. A record is checked
in a folder that holds it and what it names, however far; the line expected is the one that was changed. Where the text is no
YAML any more, the error may stand on the next line and say so.
"""

from __future__ import annotations

import random
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from calculators.core.catalogue import Catalogue
from calculators.core.quantity import Choice
from calculators.core.records import Figure
from generator.load import load
from generator.paths import DATA
from generator.walk import walk
from tests.support.records import TODAY

EACH = 4
"""Records, each of another family where there are as many, on which a way is tried."""

Change = tuple[list[str], int]
"""The lines of a broken file, and the number of the one that is wrong (from 1)."""

FIGURE = re.compile(r"^(?!as_of)([a-z_0-9]+): (-?[0-9.]+)$")
"""Not a year: in quotes that is a date as well."""
IN_BRACES = re.compile(r"\{value: (-?[0-9.]+)")
RANGE = re.compile(r"\{low: ([0-9.]+), (typical: [0-9.]+, )?high: ([0-9.]+)")


def _line(lines: list[str], pattern: str | re.Pattern[str]) -> int | None:
    return next((i for i, line in enumerate(lines) if re.search(pattern, line)), None)


def _replace(
    pattern: str | re.Pattern[str], by: str | Callable[[re.Match[str]], str]
) -> Callable[[list[str]], Change | None]:
    """Change the first line in which `pattern` is found."""

    def change(lines: list[str]) -> Change | None:
        at = _line(lines, pattern)
        if at is None:
            return None
        return [*lines[:at], re.sub(pattern, by, lines[at], count=1), *lines[at + 1 :]], at + 1

    return change


def _after_name(*added: str, wrong: int = 0) -> Callable[[list[str]], Change | None]:
    """Write lines below the record's name; `wrong` is the one of them that is."""

    def change(lines: list[str]) -> Change | None:
        at = _line(lines, r"^name: ")
        return None if at is None else ([*lines[: at + 1], *added, *lines[at + 1 :]], at + 2 + wrong)

    return change


def _twice(lines: list[str]) -> Change | None:
    at = _line(lines, r"^[a-z_]+: \S")
    return None if at is None else ([*lines[: at + 1], lines[at], *lines[at + 1 :]], at + 2)


def _without_name(lines: list[str]) -> Change | None:
    at = _line(lines, r"^name: ")
    if at is None:
        return None
    left = lines[:at] + lines[at + 1 :]
    return left, 1 + next(i for i, line in enumerate(left) if not line.startswith("#"))


def _whole(text: str) -> Callable[[list[str]], Change | None]:
    return lambda lines: (text.split("\n"), 1)


WAYS: dict[str, Callable[[list[str]], Change | None]] = {
    "a key with two letters swapped": _replace(r"^(\w)(\w)(\w+): ", r"\2\1\3: "),
    "a key in capitals": _replace(r"^name: ", "Name: "),
    "a key that nothing has": _after_name("wingspan_mm: 3"),
    "a key written twice": _twice,
    "an id inside": _after_name("id: something"),
    "no colon after a key": _replace(r"^name: ", "name "),
    "a key indented": _replace(r"^name: ", "   name: "),
    "a tab": _replace(r"^name: ", "\tname: "),
    "an open bracket": _replace(r"^name: .*", "name: [open"),
    "an open quote": _replace(r"^name: .*", 'name: "open'),
    "an anchor": _replace(r"^name: .*", "name: &here Something"),
    "an alias": _replace(r"^name: .*", "name: *here"),
    "a tag": _replace(r"^name: .*", "name: !secret Something"),
    "a control character": _replace(r"^name: .*", r'name: "bell\\a"'),
    "a name that is a number": _replace(r"^name: .*", "name: 7"),
    "a name that is a list": _replace(r"^name: .*", "name: [a, b]"),
    "a name that is a set": _replace(r"^name: .*", "name: {first: a}"),
    "a name that is yes": _replace(r"^name: .*", "name: true"),
    "a name longer than allowed": _replace(r"^name: .*", f"name: {'long ' * 40}end"),
    "no name": _without_name,
    "a second document": lambda lines: ([*lines, "---", "name: Again"], len(lines) + 1),
    "nothing at all": _whole(""),
    "a list for a record": _whole("- one\n- two"),
    "a word for a record": _whole("something"),
    "a source that does not exist": _replace(r"^source: [a-z][a-z0-9-]*$", "source: zzz-nowhere-to-be-found"),
    "a source that is a number": _replace(r"^source: .*", "source: 12"),
    "a date in the future": _replace(r"\bas_of: \d{4}(-\d\d)?(-\d\d)?", "as_of: 2099-01"),
    "a date that is no date": _replace(r"\bas_of: \d{4}(-\d\d)?(-\d\d)?", "as_of: last spring"),
    "a thirteenth month": _replace(r"\bas_of: \d{4}(-\d\d)?(-\d\d)?", "as_of: 2026-13"),
    "a number with its unit": _replace(FIGURE, r"\1: \2GB"),
    "a number in words": _replace(FIGURE, r"\1: plenty"),
    "a number in quotes": _replace(FIGURE, r'\1: "\2"'),
    "a number with a comma": _replace(FIGURE, r"\1: 1,5"),
    "not a number": _replace(FIGURE, r"\1: .nan"),
    "an infinite number": _replace(FIGURE, r"\1: .inf"),
    "a number far too large": _replace(FIGURE, r"\1: 98765432109876543"),
    "a number below zero": _replace(FIGURE, r"\1: -12345"),
    "a list for a number": _replace(FIGURE, r"\1: [[\2]]"),
    "a figure with a key of its own": _replace(IN_BRACES, r"{value: \1, quality: 5"),
    "a figure without its number": _replace(IN_BRACES, r"{worth: \1"),
    "a number and a range": _replace(IN_BRACES, r"{value: \1, low: 0.1"),
    "a range turned round": _replace(
        RANGE, lambda m: f"{{low: {m[3]}, high: {m[1]}" if m[1] != m[3] else f"{{low: {m[3]}9, high: {m[1]}"
    ),
    "half a range": _replace(RANGE, r"{low: \1"),
    "a range with words": _replace(RANGE, r"{low: about, high: \3"),
}


def test_there_are_thirty_ways_and_more() -> None:
    assert len(WAYS) >= 30


@pytest.fixture(scope="module")
def texts() -> dict[tuple[str, str], list[str]]:
    """The lines of every file of data/ by family and id, in an order drawn with a fixed seed."""
    paths = sorted(path for path in DATA.glob("*/*.yml") if path.parent.name != "measurements")
    random.Random(2026).shuffle(paths)
    return {(path.parent.name, path.stem): path.read_text("utf-8").splitlines() for path in paths}


def _drawn(way: str, texts: dict[tuple[str, str], list[str]]) -> Iterator[tuple[str, str, Change]]:
    families: set[str] = set()
    for (family, record_id), lines in texts.items():
        if family not in families and (changed := WAYS[way](lines)) is not None:
            families.add(family)
            yield family, record_id, changed
        if len(families) == EACH:
            return


@pytest.mark.parametrize("way", WAYS)
def test_a_record_broken_so_is_told_with_file_line_and_remedy(
    way: str, texts: dict[tuple[str, str], list[str]], catalogue: Catalogue, tmp_path: Path
) -> None:
    tried = list(_drawn(way, texts))
    assert len(tried) >= 2
    for number, (family, record_id, (lines, wrong)) in enumerate(tried):
        data = tmp_path / str(number) / "data"
        _copy_with_all_it_names(family, record_id, catalogue, data)
        (data / family / f"{record_id}.yml").write_text("\n".join(lines) + "\n", "utf-8")

        told = [str(problem) for problem in load(data, as_of=TODAY).problems]

        file = f"data/{family}/{record_id}.yml:"
        places = (
            f"{re.escape(file)}{wrong}:",
            f"{file}{wrong + 1}:.* or on the line above",
            f".* begins on line {wrong};",
        )
        assert any(re.match(place, line) for place in places for line in told), (places, told)
        for line in told:
            assert re.fullmatch(r"data/[^:]+\.yml:\d+:\d+: [^\n]+; [^\n]+", line), line


def _copy_with_all_it_names(family: str, record_id: str, catalogue: Catalogue, data: Path) -> None:
    waiting, seen = [(family, record_id)], set()
    while waiting:
        where = waiting.pop()
        if where in seen:
            continue
        seen.add(where)
        (data / where[0]).mkdir(parents=True, exist_ok=True)
        shutil.copy(DATA / where[0] / f"{where[1]}.yml", data / where[0])
        waiting += _named(catalogue[where[0]][where[1]])


def _named(record: Any) -> Iterator[tuple[str, str]]:
    for _, info, value in walk(record):
        if isinstance(value, Figure):
            yield from (("sources", source) for source in value.source)
        elif isinstance(info.meta, Choice) and info.meta.family not in ("", "rentals"):
            yield info.meta.family, value
        elif isinstance(info.meta, Choice) and info.meta.family == "rentals":
            yield "services", value.partition("/")[0]
        elif isinstance(info.meta, Choice) and info.meta.families:
            yield tuple(value.split("/", 1))
