"""The subject: the package whose modules are the calculators, and whose `records` say what data/ holds.

One a process: that of `calculators._subject`, unless `use` names another before anything is asked. A subject's `records` has
`FAMILIES` (folder in data/ → record class, in the order of the Data page) and `SIDES` (what the badge of each side of a comparison
says). It may have `JOINED`: name → a class that makes a family out of others, with ids such as `record/part`; its `family` is that
of the records.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Mapping
from types import ModuleType
from typing import Any

from calculators._subject import PACKAGE

_package = PACKAGE


def use(package: str) -> None:
    """Work on the subject that another package tells."""
    global _package
    _package = package


def package() -> ModuleType:
    """The subject's package."""
    return importlib.import_module(_package)


def records() -> ModuleType:
    """The subject's records."""
    return importlib.import_module(f"{_package}.records")


class _Families(Mapping[str, type]):
    """The families of the subject that is worked on."""

    def __getitem__(self, name: str) -> type:
        families: Mapping[str, type] = records().FAMILIES
        return families[name]

    def __iter__(self) -> Iterator[str]:
        return iter(records().FAMILIES)

    def __len__(self) -> int:
        return len(records().FAMILIES)


FAMILIES: Mapping[str, type] = _Families()
"""Folder in data/ → record class, in the order in which the Data page lists them."""


def sides() -> Mapping[str, str]:
    """What the badge beside a coloured thing says, by side: colour never speaks alone."""
    found: Mapping[str, str] = records().SIDES
    return found


def made_of(name: str) -> str:
    """The family by whose id each id of a joined family begins; empty for a family that is not joined."""
    maker = getattr(records(), "JOINED", {}).get(name)
    return str(maker.family) if maker else ""


def joined(families: Mapping[str, Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    """Families made out of others, by name."""
    makers = getattr(records(), "JOINED", {})
    return {name: make(families) for name, make in makers.items()}
