"""Data rules that a schema cannot say. One module a rule; the module's name is the rule, its docstring says it.

A module holds `FAMILIES` (the families it looks at; empty: all) and
`check(record, catalogue) -> Iterator[Finding]`, which sees one valid record at a time and the whole catalogue beside it.
Adding a rule is adding a module and its bad sample in tests/checks/. Rules that know what the data is about are in the subject's
package.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from calculators.core.catalogue import Catalogue
from generator.subject import the_subject

KeyPath = tuple[str | int, ...]


@dataclass(frozen=True)
class Finding:
    """What a rule found: the place within the record (keys and list indexes), what is wrong, what would be right.

    `missing` is the record, as family/id, that it says is not there: one whose file is broken is told by that file.
    """

    where: KeyPath
    message: str
    remedy: str
    missing: str = ""


@dataclass(frozen=True)
class Check:
    """A rule: its name, the requirement in a sentence, the families it looks at, and the function that looks."""

    name: str
    requirement: str
    families: tuple[str, ...]
    check: Callable[[Any, Catalogue], Iterator[Finding]]

    def applies_to(self, family: str) -> bool:
        """True when the rule looks at this family."""
        return not self.families or family in self.families


@cache
def all_checks() -> tuple[Check, ...]:
    """Every rule of this package and of the subject's, by name."""
    found = {}
    for package in (__name__, *the_subject().checks):
        for name in (m.name for m in pkgutil.iter_modules(importlib.import_module(package).__path__)):
            module = importlib.import_module(f"{package}.{name}")
            found[name] = Check(name, (module.__doc__ or "").split("\n")[0], tuple(module.FAMILIES), module.check)
    return tuple(found[name] for name in sorted(found))
