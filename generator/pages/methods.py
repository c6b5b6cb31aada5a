"""Methods: how every number is worked out, from the docstrings of the calculators and engines themselves."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator
from dataclasses import dataclass, is_dataclass
from types import ModuleType
from typing import Any

from markupsafe import Markup

from calculators.core import html
from calculators.core.door import answer, calculator
from calculators.core.example import Example
from calculators.core.inputs import coerce
from calculators.core.quantity import FieldInfo, Quantity, Unit, fields_of
from calculators.core.ranges import Range
from calculators.core.report import Link, Table
from calculators.core.subject import package
from calculators.core.text import briefly, number
from generator.pages import addresses
from generator.pages.calculators import details, introduction, title, verdict
from generator.pages.fields import takes
from generator.pages.form import value_text
from generator.pages.site import Page, Site, paragraphs
from generator.pages.tables import record_link

_MODULES = re.compile(r"\b(?:\w+\.)+(?=\w)")
_SECTION = re.compile(r"^(Args|Returns|Raises|Yields|Attributes):$")


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of a docstring: paragraphs, or a titled list of (name, words)."""

    title: str
    paragraphs: list[str]
    items: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Definition:
    """A public function or class: what its docstring says, and its documented fields (name, label, what it takes, help)."""

    name: str
    signature: str
    blocks: list[Block]
    fields: list[tuple[str, str, str, str]]


@dataclass(frozen=True, slots=True)
class Case:
    """A worked example."""

    title: str
    inputs: str
    expected: str
    source: str


@dataclass(frozen=True, slots=True)
class Fitted:
    """A constant of an engine as its page shows it."""

    name: str
    value: str
    unit: str
    meaning: str
    fitted: str
    sources: list[Markup]


@dataclass(frozen=True, slots=True)
class Result:
    """An output of a worked example."""

    name: str
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A table of a calculator's answer in which a formula stands with numbers: those of a worked case, or of the defaults."""

    calculator: str
    case: str
    table: Markup


@dataclass(frozen=True, slots=True)
class Method:
    """A module as a list shows it."""

    module: str
    title: str
    about: str


def methods(site: Site) -> tuple[list[Method], list[Method]]:
    """The calculators, then the engines that they share."""
    return (
        [_method(name, calculator(name)) for name in site.calculators],
        [_method(f"engines.{name}", module) for name, module in _engines()],
    )


def pages(site: Site) -> Iterator[Page]:
    """One page a module."""
    listed = [(name, calculator(name), True) for name in site.calculators]
    listed += [(f"engines.{name}", module, False) for name, module in _engines()]
    uses = {name: _engines_of(module) for name, module, _ in listed}
    titles = {name: title(module) for name, module, _ in listed}
    tables = [(name, "", table) for name in site.calculators for table in details(site, name).tables]
    worked = [
        (name, example.title, table)
        for name in site.calculators
        for example in getattr(calculator(name), "EXAMPLES", ())
        for table in details(site, name, example.inputs).tables
    ]
    for name, module, is_calculator in listed:
        path = addresses.method(name).rstrip("/") + ".md"
        yield site.page(
            "method.md",
            path,
            name=name,
            titles=titles,
            rests_on=[other for other in titles if other in uses[name]],
            used_by=[other for other in titles if name in uses[other]],
            constants=list(fitted(site, addresses.to_root(path), module)),
            sentence=verdict(site, name).sentence if is_calculator else "",
            results=list(_results(site, module)) if is_calculator else [],
            title=title(module),
            is_calculator=is_calculator,
            introduction=blocks("\n\n".join(introduction(module))),
            definitions=list(_definitions(module)),
            shown=_shown_in(tables, addresses.method(name), addresses.to_root(path))
            or _shown_in(worked, addresses.method(name), addresses.to_root(path))[:1],
            cases=[_case(example) for example in getattr(module, "EXAMPLES", ())],
        )


def _shown_in(tables: list[tuple[str, str, Table]], address: str, root: str) -> list[Shown]:
    """The tables whose rows lead to a formula's page."""
    return [
        Shown(name, case, Markup(html.table(table, root)))
        for name, case, table in tables
        if any(isinstance(cell, Link) and cell.href == address for row in table.rows for cell in row)
    ]


def fitted(site: Site, root: str, module: ModuleType) -> Iterator[Fitted]:
    """The constants that an engine rests on."""
    constants: tuple[Any, ...] = getattr(module, "CONSTANTS", ())
    for c in constants:
        sources = [record_link(site, root, "sources", source) for source in c.source]
        yield Fitted(c.name, f"{c.value:g}", c.unit, c.meaning, c.fitted, sources)


def _engines_of(module: ModuleType) -> set[str]:
    """The engines whose functions and classes a module names."""
    own = f"{package().__name__}."
    homes = {str(getattr(value, "__module__", "")) for value in vars(module).values()} - {module.__name__}
    return {home.removeprefix(own) for home in homes if home.startswith(f"{own}engines.") and home.count(".") == 2}


def _results(site: Site, module: ModuleType) -> Iterator[Result]:
    """What a calculator answers for its defaults, output by output."""
    outputs, _ = answer(module, coerce(module.Inputs, {}, site.catalogue), site.catalogue)
    for info in fields_of(type(outputs)):
        value = getattr(outputs, info.name)
        if value not in (None, "", ()):
            yield Result(info.name, info.meta.label, _shown(info, value))


def _shown(info: FieldInfo, value: Any) -> str:
    unit = info.meta.unit if isinstance(info.meta, Quantity) else None
    if isinstance(value, Range):
        return briefly(value, unit or Unit.NONE)
    if unit is not None:
        return number(value, unit)
    return ", ".join(map(str, value)) if isinstance(value, tuple) else value_text(value)


def blocks(docstring: str) -> list[Block]:
    """A docstring's paragraphs, and its lists of arguments, results and errors (Google's convention)."""
    out = [Block("", [], [])]
    for line in inspect.cleandoc(docstring).splitlines():
        if match := _SECTION.match(line.strip()):
            out.append(Block(match[1], [], []))
        elif out[-1].title and line and not line.startswith(" "):
            out.append(Block("", [line], []))
        elif out[-1].title:
            _add_item(out[-1].items, line)
        else:
            out[-1].paragraphs.append(line)
    return [
        Block(b.title, paragraphs("\n".join(b.paragraphs)), [(n, " ".join(w.split())) for n, w in b.items])
        for b in out
        if b.items or any(line.strip() for line in b.paragraphs)
    ]


def _add_item(items: list[tuple[str, str]], line: str) -> None:
    is_new = line.startswith("    ") and not line.startswith("      ")
    name, colon, words = line.strip().partition(":")
    if is_new and colon and " " not in name.split("(")[0].strip():
        items.append((name, words))
    elif items and not is_new:
        items[-1] = (items[-1][0], f"{items[-1][1]} {line}")
    elif line.strip():
        items.append(("", line))


def _engines() -> list[tuple[str, ModuleType]]:
    folders = [f"{folder}/engines" for folder in package().__path__]
    names = sorted(m.name for m in pkgutil.iter_modules(folders) if not m.name.startswith("_"))
    return [(name, importlib.import_module(f"{package().__name__}.engines.{name}")) for name in names]


def _method(name: str, module: ModuleType) -> Method:
    about = introduction(module)
    return Method(name, title(module), about[0] if about else "")


def _definitions(module: ModuleType) -> Iterator[Definition]:
    for name, value in vars(module).items():
        if name.startswith("_") or getattr(value, "__module__", None) != module.__name__ or not value.__doc__:
            continue
        if inspect.isfunction(value) or inspect.isclass(value):
            yield definition(name, value)


def definition(name: str, value: Any) -> Definition:
    """A function or class as pages explain it."""
    return Definition(name, _signature(name, value), blocks(value.__doc__ or ""), _fields(value))


def _fields(value: Any) -> list[tuple[str, str, str, str]]:
    """The fields of a calculator's inputs and outputs; none for anything without metadata."""
    try:
        infos = fields_of(value) if is_dataclass(value) else ()
    except TypeError:  # a plain dataclass: its docstring says what there is to say
        return []
    says = _unit if value.__name__ == "Outputs" else takes
    return [(info.name, info.meta.label, says(info), info.meta.help) for info in infos]


def _unit(info: FieldInfo) -> str:
    return (info.meta.unit.symbol or "a number") if isinstance(info.meta, Quantity) else "words"


def _signature(name: str, value: Any) -> str:
    if inspect.isclass(value):
        return name
    parameters = [
        f"{p.name}: {_type(p.annotation)}" if p.annotation is not p.empty else p.name
        for p in inspect.signature(value).parameters.values()
    ]
    result = inspect.signature(value).return_annotation
    arrow = "" if result is inspect.Signature.empty else f" → {_type(result)}"
    return f"{name}({', '.join(parameters)}){arrow}"


def _type(annotation: Any) -> str:
    """As it is written: names without their modules."""
    written = annotation if isinstance(annotation, str) else inspect.formatannotation(annotation)
    return _MODULES.sub("", written)


def _case(example: Example) -> Case:
    return Case(
        example.title,
        ", ".join(f"{name} = {value_text(value)}" for name, value in example.inputs.items()) or "the defaults",
        ", ".join(f"{name} = {value_text(value)}" for name, value in example.expected.items()),
        example.source,
    )
