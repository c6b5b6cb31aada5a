"""The keys of each family's files, for contributors: from the record classes themselves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, is_dataclass

from calculators.core.inputs import bounds
from calculators.core.quantity import Choice, Date, FieldInfo, Quantity, Switch, Text, fields_of
from calculators.core.records import Figure
from calculators.core.subject import FAMILIES
from generator.checks import all_checks
from generator.contributing.templates import templates
from generator.pages import addresses
from generator.pages.site import Page, Site
from generator.pages.views import VIEWS


@dataclass(frozen=True, slots=True)
class Key:
    """A key of a file: what it holds, in words."""

    name: str
    label: str
    help: str
    takes: str
    required: bool


@dataclass(frozen=True, slots=True)
class KeySet:
    """The keys of a record, or of a set nested in one at `place`."""

    place: str
    title: str
    keys: list[Key]


def pages(site: Site) -> Iterator[Page]:
    """One page a family: a template to paste, its keys, and the rules that its records are held to."""
    to_paste = templates()
    for family, view in VIEWS.items():
        rules = [check.requirement for check in all_checks() if check.applies_to(family)]
        sets = list(key_sets(FAMILIES[family], "", ""))
        yield site.page(
            "fields.md",
            addresses.fields(family).rstrip("/") + ".md",
            family=family,
            view=view,
            sets=sets,
            rules=rules,
            has_records=bool(site.catalogue[family]),
            pasted=to_paste.get(family, ""),
        )


def key_sets(cls: type, place: str, title: str) -> Iterator[KeySet]:
    """A class's keys, then those of the sets nested in it."""
    infos = [info for info in fields_of(cls) if place or info.name != "id"]
    yield KeySet(place, title, [_key(info) for info in infos])
    for info in infos:
        if is_dataclass(info.type) and isinstance(info.type, type) and info.type is not Figure:
            inner = f"{place}.{info.name}" if place else info.name
            yield from key_sets(info.type, inner, info.meta.label)


def _key(info: FieldInfo) -> Key:
    return Key(info.name, info.meta.label, info.meta.help, takes(info), info.required)


def takes(info: FieldInfo) -> str:
    """What a field takes, in words: its bounds, its options, or where its ids are."""
    several = "one or more of: " if info.many else ""
    match info.meta:
        case Quantity() as quantity:
            return f"{several}{'a figure' if info.type is Figure else 'a number'}, {bounds(quantity)}"
        case Choice(options=options) if options is not None:
            return several + ", ".join(options)
        case Choice(families=families) if families:
            return f"{several}family/id, of {', '.join(families)}"
        case Choice(family=family):
            return f"{several}an id of data/{family}/"
        case Switch():
            return "true or false"
        case Date():
            return "2026, 2026-11 or 2026-11-09"
        case Text(pattern_help=help, longest=longest):
            return f"{several}{help or f'words, at most {longest} characters'}"
    return "a list of sets of keys" if info.many else "a set of keys"
