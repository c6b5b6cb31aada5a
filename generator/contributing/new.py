"""A new record from answers: what its family needs is asked for, each answer is checked, and the file is written."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, is_dataclass
from pathlib import Path
from typing import Annotated, Any

from pydantic import TypeAdapter, ValidationError

from calculators.core.catalogue import Catalogue
from calculators.core.inputs import nearest, options_of
from calculators.core.quantity import Choice, Date, FieldInfo, Group, Quantity, fields_of
from calculators.core.records import Figure
from generator.contributing.mend import key_order, repaired
from generator.contributing.templates import MODELINE, templates
from generator.families import RECORDS
from generator.load import ID_PATTERN
from generator.pages.fields import takes
from generator.pages.views import VIEWS
from generator.schema import record_model
from generator.yaml_file import parse, unseen_character

SINGULARS = {
    **{family.removesuffix("s"): family for family in RECORDS},
    **{view.one.lower().replace(" ", "-"): family for family, view in VIEWS.items()},
}
"""What a family may be called besides its folder's name."""
LONGEST_ID = 100
"""Letters of an id: file systems take a name of 255 bytes, and what is made of a record has a longer one than its file."""

Ask = Callable[["Question"], str]
"""Asks a person one question; an empty answer leaves the key out."""


class NewRecordError(ValueError):
    """No record was written; the message says why, a line for each thing that is missing or wrong."""


@dataclass(frozen=True)
class Question:
    """One key that is asked for: its place, such as `offers.1.gpu`, what it is, what it takes, and what was wrong before."""

    place: str
    label: str
    help: str
    takes: str
    required: bool
    wrong: str = ""


def family_of(word: str) -> str:
    """The family that a word names, in the singular or as its folder. NewRecordError for none."""
    key = word.strip().lower()
    if key in RECORDS:
        return key
    if key in SINGULARS:
        return SINGULARS[key]
    near = nearest(key, [*RECORDS, *SINGULARS])
    raise NewRecordError(
        f"there is no family “{word[:60]}”{f'; did you mean {near}?' if near else ''}; known: {', '.join(RECORDS)}"
    )


def id_of(name: str) -> str:
    """The id that a name gives: lower-case letters and digits joined by single hyphens. NewRecordError where nothing is left."""
    ascii_only = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    found = "-".join(re.findall(r"[a-z0-9]+", ascii_only.lower()))
    if not found:
        raise NewRecordError(f"“{name[:60]}” has no letter or digit to make an id of; give one with --id")
    return found


def new_record(
    data: Path,
    family: str,
    name: str,
    given: dict[str, str],
    catalogue: Catalogue,
    ask: Ask | None,
    record_id: str = "",
) -> Path:
    """Write data/<family>/<id>.yml from `given` (place → text) and, where `ask` is given, from a person's answers.

    NewRecordError, and nothing written, for an id that there is, a key that there is not, and what stays missing or wrong.
    """
    cls = RECORDS[family]
    record_id = record_id or id_of(name)
    if not ID_PATTERN.fullmatch(record_id):
        raise NewRecordError(
            f"“{record_id[:60]}” is not an id; use lower-case letters and digits joined by single hyphens"
        )
    if len(record_id) > LONGEST_ID:
        raise NewRecordError(
            f"an id of {len(record_id)} letters is too long; give one of at most {LONGEST_ID} with --id"
        )
    path = data / family / f"{record_id}.yml"
    if path.exists():
        raise NewRecordError(
            f"{data.name}/{family}/{path.name} is there already: edit it, or give another id with --id"
        )
    title = "title" if family == "sources" else "name"
    asking = _Asking(catalogue, {title: name, **given}, ask)
    template = templates().get(family, "{}")  # a project without a guide asks for what the class needs
    value = asking.record(cls, parse(template.encode(), "").value, "")
    wrong = [*asking.wrong, *(f"{place}: there is no such key" for place in asking.unread())]
    if wrong:
        raise NewRecordError("\n".join(wrong))
    text = MODELINE.format(family=family) + "".join(_lines(cls, value, 0))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as file:
            file.write(text.encode())
    except OSError as error:
        raise NewRecordError(f"{data.name}/{family}/{path.name} cannot be written ({error.strerror})") from error
    return path


class _Asking:
    """Goes through a family's keys: what is given is taken, what is needed or usual is asked for."""

    def __init__(self, catalogue: Catalogue, given: dict[str, str], ask: Ask | None) -> None:
        self.wrong: list[str] = []
        self._catalogue = catalogue
        self._given = given
        self._ask = ask
        self._read: set[str] = set()

    def unread(self) -> list[str]:
        """Places given that no key has."""
        return [place for place in self._given if place not in self._read]

    def record(self, cls: type, usual: Any, place: str) -> dict[str, Any]:
        """The value of a set of keys; `usual` is the template's, whose keys are asked for as well."""
        infos = {info.name: info for info in fields_of(cls)}
        names = [name for group in key_order(cls) for name in group if place or name != "id"]
        usual = usual if isinstance(usual, dict) else {}
        found = {}
        for name in names:
            info = infos[name]
            here = f"{place}.{name}" if place else name
            if not (info.required or name in usual or self._within(here)):
                continue
            value = self._value(cls, info, usual.get(name), here)
            if value is not None:
                found[name] = value
        return found

    def _within(self, place: str) -> bool:
        return any(given == place or given.startswith(f"{place}.") for given in self._given)

    def _value(self, cls: type, info: FieldInfo, usual: Any, place: str) -> Any:
        nested = isinstance(info.meta, Group) and is_dataclass(info.type) and isinstance(info.type, type)
        if not nested or not isinstance(info.type, type):
            return self._one(cls, info, place)
        if not info.many:
            return self.record(info.type, usual, place)
        items: list[dict[str, Any]] = []
        example = usual[0] if isinstance(usual, list) and usual else {}
        while self._within(f"{place}.{len(items) + 1}") or self._wants_another(info, place, len(items)):
            items.append(self.record(info.type, example, f"{place}.{len(items) + 1}"))
            if self.wrong:
                break
        return items or None

    def _wants_another(self, info: FieldInfo, place: str, count: int) -> bool:
        if self._ask is None:
            if not count and info.required:
                self.wrong.append(
                    f"{place} is missing: {info.meta.label}. Give the keys of its first item as {place}.1.…"
                )
            return False
        if not count and info.required:
            return True
        question = Question(
            place, f"Add {'another' if count else 'one'} to {info.meta.label}?", info.meta.help, "yes or no", False
        )
        return self._ask(question).strip().lower() in ("y", "yes")

    def _one(self, cls: type, info: FieldInfo, place: str) -> Any:
        if place in self._given:
            self._read.add(place)
            if self._given[place].strip():
                value, wrong = self._parsed(cls, info, self._given[place])
                if wrong:
                    self.wrong.append(f"{place}: {wrong}")
                return value
            if not info.required:
                return None
        within = {given.removeprefix(f"{place}."): given for given in self._given if given.startswith(f"{place}.")}
        if within and isinstance(info.meta, Group):  # a set of free keys, such as a reader's inputs
            self._read.update(within.values())
            return {key: value for key, given in within.items() if (value := self._free(given)) is not None}
        if self._ask is None:
            if info.required:
                self.wrong.append(f"{place} is missing: {info.meta.label}, {takes(info)}")
            return None
        wrong = ""
        needed = info.required or (place in ("source", "as_of") and _has_figures(cls))
        while True:
            ranged = ", or low..high" if info.type is Figure and not info.many else ""
            question = Question(place, info.meta.label, info.meta.help, takes(info) + ranged, needed, wrong)
            answer = self._ask(question)
            if not answer.strip() and not needed:
                return None
            value, wrong = self._parsed(cls, info, answer)
            if not wrong:
                return value

    def _free(self, place: str) -> Any:
        """The value of a free key; None where it is left out or wrong."""
        text = self._given[place].strip()
        unseen = unseen_character(text)
        value = None if unseen else parse(text.encode(), "").value
        if text and value is None:
            self.wrong.append(f"{place}: has {unseen}; remove it" if unseen else f"{place}: “{text[:60]}” is no value")
        return value

    def _parsed(self, cls: type, info: FieldInfo, text: str) -> tuple[Any, str]:
        """The value that a person's text means, or what is wrong with it."""
        unseen = unseen_character(text)
        if unseen:
            return None, f"has {unseen}; remove it"
        value = self._meant(info, text.strip())
        field = record_model(cls).model_fields[info.name]
        accepted: Any = Annotated[field.annotation, field]  # its bounds stand beside its type
        model: TypeAdapter[Any] = TypeAdapter(accepted)
        try:
            model.validate_python(value, strict=True)
        except ValidationError:
            options = info.meta.options if isinstance(info.meta, Choice) else None
            near = nearest(text, options or ())
            return None, f"“{text[:60]}” does not fit; {f'did you mean {near}? ' if near else ''}{takes(info)}"
        if isinstance(value, dict) and info.type is Figure and value["low"] > value["high"]:
            return None, f"“{text[:60]}” is out of order; give the lower number first"
        for item in value if info.many and isinstance(value, list) else [value]:
            if isinstance(info.meta, Choice) and info.meta.options is None and info.meta.family != "sources":
                known = options_of(info.meta, self._catalogue)
                if item not in known:
                    near = nearest(str(item), known)
                    return (
                        None,
                        f"there is no “{str(item)[:60]}”{f'; did you mean {near}?' if near else f'; {takes(info)}'}",
                    )
        return value, ""

    def _meant(self, info: FieldInfo, text: str) -> Any:
        words = (
            [part.strip() for part in text.split(",") if part.strip()]
            if info.many and not text.startswith("[")
            else [text]
        )
        if isinstance(info.meta, Quantity) and info.type is Figure and not info.many:
            ends = re.fullmatch(r"(\S+?)\s*(?:\.\.|–|-|to)\s*(\S+)", text)
            if (
                ends
                and (low := self._number(info, ends[1])) is not None
                and (high := self._number(info, ends[2])) is not None
            ):
                return {"low": low, "high": high}
        values = [self._plain(info, word) for word in words]
        return values if info.many and len(values) != 1 else values[0] if values else text

    def _number(self, info: FieldInfo, word: str) -> float | int | None:
        value = self._plain(info, word)
        return value if isinstance(value, int | float) and not isinstance(value, bool) else None

    def _plain(self, info: FieldInfo, word: str) -> Any:
        if isinstance(info.meta, Quantity | Group) or takes(info) == "true or false":
            return parse((repaired(word, info) or word).encode(), "").value
        return repaired(word, info) or word


def _has_figures(cls: Any) -> bool:
    """Whether numbers stand in it, of which each needs a source and a date."""
    return any(
        info.type is Figure or (isinstance(info.meta, Group) and is_dataclass(info.type) and _has_figures(info.type))
        for info in fields_of(cls)
    )


# Writing


def _lines(cls: type, value: dict[str, Any], depth: int) -> Iterator[str]:
    infos = {info.name: info for info in fields_of(cls)}
    for name, item in value.items():
        info = infos[name]
        pad = "  " * depth
        if is_dataclass(info.type) and isinstance(info.type, type) and isinstance(info.meta, Group):
            if isinstance(item, dict):
                yield f"{pad}{name}: {_flow(item)}\n"
                continue
            yield f"{pad}{name}:\n"
            for entry in item:
                first, *rest = _lines(info.type, entry, depth + 2)
                yield f"{pad}  - {first.lstrip()}"
                yield from rest
        else:
            yield f"{pad}{name}: {item if isinstance(info.meta, Date) else _flow(item)}\n"


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return f"[{', '.join(map(_flow, value))}]"
    if isinstance(value, str):
        plain = (
            re.fullmatch(r"[\w][\w ./+()-]*", value)
            and not value.endswith(" ")
            and parse(value.encode(), "").value == value
        )
        return value if plain else json.dumps(value, ensure_ascii=False)
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else f"{value:.12g}"
