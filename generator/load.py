"""From data/ to a `Catalogue`, or to every problem in it at once."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from calculators.core.catalogue import JSON_FORMAT, Catalogue
from calculators.core.inputs import bounds, nearest
from calculators.core.quantity import Choice, Date, FieldInfo, Group, Quantity, Switch, Text, fields_of
from calculators.core.records import Figure
from calculators.core.subject import FAMILIES
from generator.checks import KeyPath, all_checks
from generator.families import RECORDS
from generator.paths import DATA
from generator.problem import Problem
from generator.schema import record_model
from generator.written import plain_number
from generator.yaml_file import YamlFile, read

MOST_PROBLEMS = 100
"""Of one file that are told at once: mending them brings the next to light."""
ID_PATTERN = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")

Progress = Callable[[str, int, int], None]
"""Told what is being done, how far it is, and of how many."""


@dataclass
class Loaded:
    """What data/ holds: the catalogue of every sound record, the files by (family, id), and all problems in order.

    `everything` is the same catalogue with the families of the accuracy ledger beside those of the site.
    """

    catalogue: Catalogue
    everything: Catalogue
    files: dict[tuple[str, str], YamlFile]
    problems: list[Problem] = field(default_factory=list)


def load(data: Path = DATA, *, as_of: str, progress: Progress = lambda *_: None) -> Loaded:
    """Read and check every record under `data` as it stands at the date `as_of` (ISO)."""
    files, problems = _read_all(data, progress)
    families: dict[str, dict[str, Any]] = {name: {} for name in RECORDS}
    for (family, record_id), file in files.items():
        record = _sound_part(RECORDS[family], file)
        problems += file.problems[:MOST_PROBLEMS]
        if record is not None:
            families[family][record_id] = record
    raw = {"format": JSON_FORMAT, "as_of": as_of}
    catalogue = Catalogue({**raw, "families": {name: families[name] for name in FAMILIES}})
    everything = Catalogue({**raw, "families": families}, RECORDS)
    problems += _checked(everything, files, progress)
    return Loaded(catalogue, everything, files, sorted(set(problems)))


def _read_all(data: Path, progress: Progress) -> tuple[dict[tuple[str, str], YamlFile], list[Problem]]:
    files: dict[tuple[str, str], YamlFile] = {}
    problems: list[Problem] = []
    paths = sorted(p for p in data.rglob("*") if not p.is_dir() or p.is_symlink())
    for done, path in enumerate(paths):
        progress("Reading data", done, len(paths))
        shown = _printable(f"{data.name}/{path.relative_to(data)}")
        trouble = _misplaced(path, data, shown)
        if trouble:
            problems.append(trouble)
        else:
            files[(path.parent.name, path.stem)] = read(path, shown)
    return files, problems


def _printable(name: str) -> str:
    """A path as messages show it, whatever bytes a file system lets a name have."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in name)


def _misplaced(path: Path, data: Path, shown: str) -> Problem | None:
    if path.is_symlink():
        return Problem(shown, 1, 1, "is a symbolic link", "data/ holds plain files only")
    if not path.is_file():
        return Problem(shown, 1, 1, "is no plain file", "data/ holds plain files only")
    if path.parent.parent != data or path.parent.name not in RECORDS:
        near = nearest(path.parent.name, RECORDS)
        hint = f"did you mean data/{near}/?" if near else f"records live in data/<family>/: {', '.join(RECORDS)}"
        return Problem(shown, 1, 1, f"is in no family's folder ({_printable(path.parent.name)})", hint)
    if path.suffix != ".yml":
        return Problem(
            shown,
            1,
            1,
            "is not a .yml file",
            f"name it {_printable(path.stem or path.name)}.yml or move it out of data/",
        )
    if not ID_PATTERN.fullmatch(path.stem):
        return Problem(
            shown,
            1,
            1,
            f"“{_printable(path.stem)}” is not an id",
            "use lower-case letters and digits joined by single hyphens",
        )
    return None


def _sound_part(cls: type, file: YamlFile) -> dict[str, Any] | None:
    """The record as the catalogue holds it, without what is wrong in it; None when what is left is no record.

    What is wrong is added to the file's problems, all of it, so that one run tells everything.
    """
    if file.problems:
        return None
    if not isinstance(file.value, dict):
        file.problems.append(file.problem((), "is not a mapping of keys to values", "begin with name: …"))
        return None
    if "id" in file.value:
        file.problems.append(file.problem(("id",), "states an id", "remove it: the file's name is the id", at_key=True))
        del file.value["id"]
    wrong = _wrong_places(cls, file)
    file.problems += [_told(cls, file, where, kind) for where, kind in wrong.items()]
    for where in sorted(wrong, key=lambda w: [str(part).zfill(9) for part in w], reverse=True):
        parent = _value_at(file.value, where[:-1]) if where else None
        if isinstance(parent, dict):  # an item of a list stays: the places of those after it would move
            parent.pop(where[-1], None)
    try:
        record_model(cls).model_validate(file.value)
    except ValidationError as error:
        if all(detail["type"] == "missing" for detail in error.errors(include_url=False)):
            _Normaliser(file, wrong).record(cls)  # no record, but what else is wrong in it is told
        return None
    return _Normaliser(file, wrong).record(cls)  # None where a figure that it must have says nothing


def _wrong_places(cls: type, file: YamlFile) -> dict[KeyPath, str]:
    """Where pydantic finds fault, and its kind of fault. The branches of a union each complain: the innermost place stands."""
    try:
        record_model(cls).model_validate(file.value)
    except ValidationError as error:
        found: dict[KeyPath, str] = {}
        for detail in error.errors(include_url=False, include_context=False):
            found.setdefault(_place_in_data(detail["loc"], file), detail["type"])
        outer = {place[:length] for place in found for length in range(len(place))}
        return dict(islice(((where, kind) for where, kind in found.items() if where not in outer), MOST_PROBLEMS))
    return {}


def _place_in_data(location: tuple[str | int, ...], file: YamlFile) -> KeyPath:
    """A pydantic location without its names of union branches: what is left are keys and indexes of the file."""
    where: KeyPath = ()
    for part in location:
        if (*where, part) in file.values_at:
            where = (*where, part)
    last = location[-1]
    parent = _value_at(file.value, where)
    missing_or_unknown = (
        isinstance(parent, dict) and isinstance(last, str) and last not in parent and re.fullmatch(r"[a-z_0-9]+", last)
    )
    return (*where, last) if missing_or_unknown and (not where or where[-1] != last) else where


def _value_at(value: Any, where: KeyPath) -> Any:
    for part in where:
        value = value[part]
    return value


def _info_at(cls: type, where: KeyPath) -> tuple[type | None, FieldInfo | None]:
    """The class whose keys stand at `where`'s parent, and the field that its last key names."""
    info: FieldInfo | None = None
    owner: type | None = cls
    for part in where:
        if isinstance(part, int):
            continue
        if info is not None:
            owner = (
                info.type
                if isinstance(info.meta, Group) and isinstance(info.type, type) and info.type is not dict
                else None
            )
        if owner is None:
            return None, info
        info = next((f for f in fields_of(owner) if f.name == part), None)
        if info is None:
            return owner, None
    return owner, info


FIGURE_KEYS = ("value", "low", "typical", "high", "source", "as_of", "note")
NUMBER_KEYS = FIGURE_KEYS[:4]


def _told(cls: type, file: YamlFile, where: KeyPath, kind: str) -> Problem:
    owner, info = _info_at(cls, where)
    key = str(where[-1]) if where else ""
    if kind == "missing":
        meta = info.meta if info else None
        what = f"{meta.label}. {meta.help}" if meta else "a required key"
        return file.problem(where[:-1], f"“{key}” is missing", f"add {key}: {what}")
    present = where in file.values_at
    figure_key = info is not None and info.type is Figure and len(where) > 1 and key in FIGURE_KEYS and key != info.name
    if present and (kind == "extra_forbidden" or (info is None and owner is not None)):
        known = [f.name for f in fields_of(owner)] if owner and info is None else list(FIGURE_KEYS)
        near = nearest(key, known)
        hint = f"did you mean “{near}”?" if near else f"known keys here: {', '.join(known)}"
        return file.problem(where, f"unknown key “{key}”", hint, at_key=True)
    value = _value_at(file.value, where) if present else None
    shown = json.dumps(value, ensure_ascii=False)[:60] if not isinstance(value, str) else f"“{value[:60]}”"
    if info is None:
        return file.problem(where, f"{shown} does not fit here ({kind})", "see the family's schema")
    return file.problem(where, f"{key}: {shown} does not fit", _wanted(info, value, figure_key=figure_key, key=key))


def _wanted(info: FieldInfo, value: Any, *, figure_key: bool, key: str) -> str:
    meta = info.meta
    if (figure_key and key == "as_of") or isinstance(meta, Date):
        no_day = isinstance(value, str) and _DAY.fullmatch(value)
        return f"a {'day of the calendar' if no_day else 'date'} as 2026, 2026-11 or 2026-11-09"
    if figure_key and key in ("source", "note"):
        return "ids of data/sources/" if key == "source" else "words, at most 500 characters"
    match meta:
        case Quantity():
            suffix = "" if info.type is not Figure or figure_key else ", bare or as {value: …, source: …, as_of: …}"
            return f"a number, {bounds(meta)}{suffix}{_how_to_write(value, meta, ranged=bool(suffix))}"
        case Choice(options=options) if options is not None:
            near = nearest(str(value), options)
            return (f"did you mean “{near}”? " if near else "") + f"one of {', '.join(options)}"
        case Choice():
            return f"an id of data/{meta.family or '/, data/'.join(meta.families)}/"
        case Switch():
            return "true or false"
        case Text():
            words = meta.pattern_help or f"words, at most {meta.longest} characters"
            return f"{words}: put it in quotes" if isinstance(value, bool | int | float) else words
        case Group():
            return "a list of sets of keys, each with a dash" if info.many else "a set of keys"
    return meta.help


_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_RANGE = re.compile(r"\s*([\d.]+)\s*(?:-|–|\.\.|to)\s*([\d.]+)\s*")


def _how_to_write(value: Any, meta: Quantity, *, ranged: bool) -> str:
    """What to do about a number that is written as people write it."""
    if not isinstance(value, str) or not re.match(r"\W*\d", value):
        return ""
    ends = _RANGE.fullmatch(value)
    if ends:
        return f" (a range is {{low: {ends[1]}, high: {ends[2]}}})" if ranged else ""
    if not re.search(r"[^\d.,\s]", value):
        return "" if re.fullmatch(r"[\d.]+", value) else " (digits and a decimal point: no comma, no blank)"
    number = plain_number(value, meta.unit)
    unit = meta.unit.symbol
    write = number or (f"the number of {unit} alone" if unit else "the number alone")
    return f" (write {write}: the unit is in the key's name)"


class _Normaliser:
    """A valid file's value as the catalogue holds it: every figure with its source and date, defaults left out."""

    def __init__(self, file: YamlFile, wrong: Collection[KeyPath]) -> None:
        self._file = file
        self._wrong = wrong
        self._whole = True

    def record(self, cls: type) -> dict[str, Any] | None:
        record = self._set(cls, self._file.value, (), ("", ""))
        return record if self._whole else None

    def _set(self, cls: type, value: dict[str, Any], where: KeyPath, inherited: tuple[str, str]) -> dict[str, Any]:
        own = (_joined(value["source"]) if "source" in value else inherited[0], str(value.get("as_of", inherited[1])))
        out: dict[str, Any] = {}
        for info in fields_of(cls):
            if info.name in value and value[info.name] is not None:
                found = self._field(info, value[info.name], (*where, info.name), own)
                if found is not None:
                    out[info.name] = found
                elif info.required:
                    self._whole = False
        return out

    def _field(self, info: FieldInfo, value: Any, where: KeyPath, inherited: tuple[str, str]) -> Any:
        if info.many:
            items = value if isinstance(value, list) else [value]
            found = [self._one(info, item, (*where, i), inherited) for i, item in enumerate(items)]
            return [item for item in found if item is not None]
        return self._one(info, value, where, inherited)

    def _one(self, info: FieldInfo, value: Any, where: KeyPath, inherited: tuple[str, str]) -> Any:
        if info.type is Figure:
            return self._figure(value, where, inherited)
        if isinstance(info.meta, Group) and hasattr(info.type, "__dataclass_fields__"):
            return self._set(info.type, value, where, inherited)
        return str(value) if isinstance(info.meta, Date) else value

    def _figure(self, value: Any, where: KeyPath, inherited: tuple[str, str]) -> list[Any] | None:
        """As the catalogue holds it; None where it says no number: rules see only what is sound."""
        stated = value if isinstance(value, dict) else {"value": value}
        numbers = self._numbers(stated, where)
        source = _joined(stated["source"]) if "source" in stated else inherited[0]
        as_of = str(stated.get("as_of", inherited[1]))
        if not source:
            self._problem(
                where, "has no source", "add source: with an id of data/sources/, here or for the whole record"
            )
        if not as_of:
            self._problem(where, "has no date", "add as_of: with the source's date, here or for the whole record")
            as_of = "2000"  # so that the other checks can go on; a catalogue with problems is never built
        note = [stated["note"]] if stated.get("note") else []
        return [*numbers, source, as_of, *note] if numbers else None

    def _numbers(self, stated: dict[str, Any], where: KeyPath) -> list[float]:
        value, low, typical, high = (stated.get(k) for k in ("value", "low", "typical", "high"))
        if value is not None and low is None and high is None and typical is None:
            return [value]
        if any((*where, key) in self._wrong for key in NUMBER_KEYS):
            return []  # what is wrong in it is told already
        if value is not None or low is None or high is None:
            self._problem(where, "is neither one number nor a range", "give value alone, or low and high")
            return []
        middle = typical if typical is not None else (low + high) / 2
        if not low <= middle <= high:
            self._problem(where, f"low {low}, typical {middle}, high {high} are out of order", "low <= typical <= high")
            return []
        return [low, middle, high] if low != high else [low]

    def _problem(self, where: KeyPath, message: str, remedy: str) -> None:
        name = where[-1] if isinstance(where[-1], str) else where[-2]
        self._file.problems.append(self._file.problem(where, f"{name} {message}", remedy))


def _joined(source: str | list[str]) -> str:
    return source if isinstance(source, str) else " ".join(source)


_OF_ALL_RECORDS = ("sources_are_used",)
"""Rules that say something only when every record could be read."""


def _checked(catalogue: Catalogue, files: dict[tuple[str, str], YamlFile], progress: Progress) -> Iterator[Problem]:
    checks = all_checks()
    broken = {f"{family}/{record_id}" for family, record_id in files if record_id not in catalogue[family]}
    if broken:
        checks = tuple(check for check in checks if check.name not in _OF_ALL_RECORDS)
    for done, ((family, record_id), file) in enumerate(files.items()):
        progress("Checking data", done, len(files))
        if record_id not in catalogue[family]:
            continue
        record = catalogue[family][record_id]
        for check in checks:
            if check.applies_to(family):
                for finding in check.check(record, catalogue):
                    if finding.missing not in broken:  # a broken record is told by its own file
                        yield file.problem(finding.where, finding.message, finding.remedy)
