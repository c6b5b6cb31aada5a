"""Data rules that a schema cannot say. One module a rule; the module's name is the rule, its docstring says it.

A module holds `FAMILIES` (the families it looks at; empty: all) and
`check(record, catalogue) -> Iterator[Finding]`, which sees one valid record at a time and the whole catalogue beside it.
Adding a rule is adding a module and its bad sample in tests/checks/.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from calculators.core.catalogue import Catalogue

KeyPath = tuple[str | int, ...]


@dataclass(frozen=True)
class Finding:
    """What a rule found: the place within the record (keys and list indexes), what is wrong, what would be right."""

    where: KeyPath
    message: str
    remedy: str


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
    """Every rule of this package, by name."""
    names = sorted(m.name for m in pkgutil.iter_modules(__path__))
    modules = [importlib.import_module(f"{__name__}.{name}") for name in names]
    return tuple(
        Check(name, (module.__doc__ or "").split("\n")[0], tuple(module.FAMILIES), module.check)
        for name, module in zip(names, modules, strict=True)
    )
