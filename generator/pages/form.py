"""A calculator's form, from the metadata of its `Inputs`."""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from calculators.core.catalogue import Catalogue
from calculators.core.inputs import label_of, options_of
from calculators.core.numerals import written
from calculators.core.quantity import Choice, FieldInfo, Quantity, Switch, Text, Unit, fields_of
from calculators.core.records import Term
from calculators.core.subject import FAMILIES
from calculators.core.terms import used_in
from calculators.core.text import plain as plain_number
from generator.pages.views import VIEWS

_LONG = 12
"""A list of options longer than this is divided into groups."""
_MOST_STEPS = 500
"""More than these no pointer tells apart along a slider."""
_PER_TENFOLD = 90
"""How many numbers of two digits lie between one power of ten and the next."""


@dataclass(frozen=True, slots=True)
class Option:
    """An option of a select."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Slider:
    """A slider beside a number. A `wide` one counts the places of `place_of`, others have the number itself as their value."""

    least: str
    most: str
    step: str
    wide: bool
    minimum: str
    maximum: str
    value: str
    said: str


@dataclass(frozen=True, slots=True)
class Field:
    """An input as the form shows it. `kind` is number, choice, switch or text; `options` are by group (empty: no group).

    `taken` is what is taken where the reader does not know; `terms` are the words of the glossary that it is the first of its form to
    use.
    """

    name: str
    label: str
    help: str
    kind: str
    default: str
    unit: str = ""
    spoken_unit: str = ""
    bounds: str = ""
    slider: Slider | None = None
    integer: bool = False
    options: tuple[tuple[str, tuple[Option, ...]], ...] = ()
    taken: str = ""
    terms: tuple[Term, ...] = ()


@dataclass(frozen=True, slots=True)
class Fold:
    """Fields under one heading, folded; those of the first have none and stand open."""

    title: str
    fields: list[Field]


def form(inputs: type, catalogue: Catalogue) -> list[Fold]:
    """The fields of a calculator's inputs: those without a group first, then its own groups, then those that it inherits."""
    folds = {"": Fold("", [])}
    declared = [inspect.get_annotations(cls) for cls in inputs.__mro__]
    for info in sorted(
        fields_of(inputs), key=lambda info: next(i for i, own in enumerate(declared) if info.name in own)
    ):
        folds.setdefault(info.meta.group, Fold(info.meta.group, [])).fields.append(field(info, catalogue))
    told: set[str] = set()
    for fold in folds.values():
        fold.fields[:] = [_explained(asked, told, catalogue) for asked in fold.fields]
    return [fold for fold in folds.values() if fold.fields]


def _explained(asked: Field, told: set[str], catalogue: Catalogue) -> Field:
    """The same with the terms that its words use, unless an input before it has told them; names of records are not words of it."""
    words = [o.label for title, options in asked.options for o in options] if len(asked.options) == 1 else []
    found = [term for _, term in used_in((asked.label, asked.help, *words), catalogue) if term.id not in told]
    told.update(term.id for term in found)
    return replace(asked, terms=tuple(found))


def field(info: FieldInfo, catalogue: Catalogue) -> Field:
    """One input."""
    meta = info.meta
    plain = Field(info.name, meta.label or info.name, meta.help, "text", value_text(info.default), taken=meta.taken)
    match meta:
        case Quantity():
            return replace(
                plain,
                kind="number",
                unit="" if meta.unit is Unit.FRACTION else meta.unit.symbol,
                spoken_unit="" if meta.unit is Unit.FRACTION else meta.unit.spoken,
                bounds=f"{plain_number(meta.minimum, 12)} to {plain_number(meta.maximum, 12)}",
                slider=_slider(meta, info.default) if meta.step else None,
                integer=meta.integer,
            )
        case Switch():
            return replace(plain, kind="switch")
        case Choice():
            return replace(plain, kind="choice", options=_options(info, meta, catalogue))
        case Text():
            return plain
    raise TypeError(f"an input cannot be a {type(meta).__name__}: {info.name}")


def _slider(meta: Quantity, default: float | None) -> Slider:
    number = meta.minimum if default is None else default
    ends = value_text(meta.minimum), value_text(meta.maximum)
    if (meta.maximum - meta.minimum) / meta.step <= _MOST_STEPS:
        return Slider(*ends, value_text(meta.step), False, *ends, value_text(number), value_text(number))
    least, most = math.floor(place_of(meta.minimum, meta.step)), math.ceil(place_of(meta.maximum, meta.step))
    places = str(least), str(most), str(round(place_of(number, meta.step)))
    return Slider(*ends, value_text(meta.step), True, *places, value_text(number))


def place_of(number: float, step: float) -> float:
    """The place of a number on a slider too wide for even steps: one for each of 0 to 99 steps, and on for each of two digits.

    Those are 100, 110, … 990, 1000, 1100 … The page's form.js says the same.
    """
    count = number / step
    tens = math.floor(math.log10(count)) - 1 if count >= 100 else 0
    return _PER_TENFOLD * tens + count / 10.0**tens


def value_text(value: Any) -> str:
    """A value as a form holds it: what `coerce` reads back as the same value."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return written(value)
    return str(value)


def _options(info: FieldInfo, choice: Choice, catalogue: Catalogue) -> tuple[tuple[str, tuple[Option, ...]], ...]:
    values = list(options_of(choice, catalogue))
    group_of = _grouping(choice, catalogue) if len(values) > _LONG else (lambda value: "")
    groups: dict[str, list[Option]] = {"": []} if info.optional else {}
    if info.optional:
        groups[""].append(Option("", "–"))
    for value in values:
        groups.setdefault(group_of(value), []).append(Option(value, label_of(choice, value, catalogue)))
    return tuple((title, tuple(options)) for title, options in groups.items())


def _grouping(choice: Choice, catalogue: Catalogue) -> Callable[[str], str]:
    if choice.options is not None:
        return lambda value: ""
    if choice.families:
        return lambda value: VIEWS[value.partition("/")[0]].title
    records = catalogue[choice.family]
    return lambda value: _group(choice.family, records[value])


def _group(family: str, record: Any) -> str:
    if family not in FAMILIES:
        return str(record.group)
    by = VIEWS[family].divided_by
    if not by:
        return ""
    (info,) = (info for info in fields_of(FAMILIES[family]) if info.name == by)
    assert isinstance(info.meta, Choice) and info.meta.options is not None
    words = info.meta.options[getattr(record, by)]
    return words[:1].upper() + words[1:]
