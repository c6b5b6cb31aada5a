"""The door: `run` answers a calculator's question from plain JSON values, `open_link` reads an address."""

from __future__ import annotations

import importlib
import json
import pkgutil
from functools import cache
from types import ModuleType
from typing import Any

from calculators.core import links, subject
from calculators.core.catalogue import Catalogue
from calculators.core.html import render
from calculators.core.inputs import InputError, coerce, coerce_field, nearest, readings
from calculators.core.quantity import fields_of
from calculators.core.report import Report, as_json

DETAILS = ("full", "quick")
LONGEST_QUERY = 20_000


def names() -> tuple[str, ...]:
    """The calculators: the modules of the subject's package, by name."""
    return _names(subject.package())


@cache
def _names(package: ModuleType) -> tuple[str, ...]:
    modules = pkgutil.iter_modules(package.__path__)
    return tuple(sorted(m.name for m in modules if not m.ispkg and not m.name.startswith("_")))


def calculator(name: str) -> ModuleType:
    """The module of a calculator. InputError for a name that is none."""
    if name not in names():
        near = nearest(str(name), names())
        raise InputError(
            "",
            f"there is no calculator “{str(name)[:60]}”{f'; did you mean {near}?' if near else ''}",
            ", ".join(names()),
        )
    return importlib.import_module(f"{subject.package().__name__}.{name}")


def run(name: str, inputs: dict[str, Any], catalogue: Catalogue, detail: str = "full") -> dict[str, Any]:
    """Answer: {"outputs", "report", "html"}, or {"error": {"field", "message", "allowed"}} for bad input.

    Where an input differs from its default the answer also has "link", the query of its address; where a number was not written
    plainly, such as `1,5`, "read": field → the number that was read.
    `inputs` maps field names to strings or values; what is left out stays at its default. `detail` quick leaves out what
    is costly and what stands beneath, in marked places.
    """
    try:
        if detail not in DETAILS:
            raise InputError("detail", f"there is no detail “{str(detail)[:60]}”", ", ".join(DETAILS))
        module = calculator(name)
        given = coerce(module.Inputs, inputs, catalogue)
        outputs, report = answer(module, given, catalogue, detail)
    except InputError as error:
        return {"error": error.as_dict()}
    read, link = readings(module.Inputs, inputs), links.query(given, report, catalogue)
    return {
        "outputs": outputs_json(outputs),
        "report": as_json(report),
        "html": render(report, catalogue, opened_by=links.page(name, link)),
        **({"link": link} if link else {}),
        **({"read": read} if read else {}),
    }


def answer(module: ModuleType, given: Any, catalogue: Catalogue, detail: str = "full") -> tuple[Any, Report]:
    """A calculator's outputs and report for checked inputs."""
    outputs = module.calculate(given, catalogue)
    report: Report = module.report(given, outputs, catalogue)
    if detail == "full" and hasattr(module, "completed"):
        report = module.completed(given, outputs, report, catalogue)
    if detail == "full" and hasattr(module, "changes"):
        report = report.with_changes(module.changes(given, outputs, catalogue))
    elif not hasattr(module, "changes"):
        report = report.with_changes(report.changes or ())
    return outputs, report if detail == "full" else report.without_details()


def outputs_json(outputs: Any) -> dict[str, Any]:
    """Outputs by name: a range as {"low", "typical", "high"}, other values as they are."""
    return {info.name: as_json(getattr(outputs, info.name)) for info in fields_of(type(outputs))}


def open_link(query: str, catalogue: Catalogue) -> dict[str, Any]:
    """Read `rent_or_buy?hours_per_week=20`: {"name", "inputs", "notices"}.

    Inputs that still hold are kept; each that does not gets a notice that names it, and its default applies. Where the link
    remembers its answer, a notice tells what has moved since.
    """
    name, _, parameters = str(query)[:LONGEST_QUERY].partition("?")
    kept: dict[str, str] = {}
    try:
        module = calculator(name)
    except InputError as error:
        return {"name": "", "inputs": {}, "notices": [f"{error.message}. Known: {error.allowed}."]}
    infos = {info.name: info for info in fields_of(module.Inputs)}
    given, told, notices = _parameters(module.Inputs, parameters, catalogue)
    for key, value in given:
        if key not in infos:
            notices.append(f"This page has no input “{key[:60]}” (any more): it was left out.")
            continue
        try:
            coerce_field(infos[key], value, catalogue)
        except InputError as error:
            notices.append(f"{infos[key].meta.label}: {error.message}. Allowed: {error.allowed}. The default applies.")
        else:
            kept[key] = value
    return {"name": name, "inputs": kept, "notices": notices + _moved(module, kept, told, catalogue)}


def _parameters(inputs: type, parameters: str, catalogue: Catalogue) -> tuple[list[tuple[str, str]], str, list[str]]:
    """The inputs that a query gives, packed ones unpacked; what it remembers of its answer; notices of what could not be read."""
    from urllib.parse import parse_qsl  # not loaded until an address is opened

    given: list[tuple[str, str]] = []
    told, notices = "", []
    for key, value in parse_qsl(parameters, keep_blank_values=True):
        if key == links.OF:
            told = value
        elif key == links.PACKED:
            found, unread = links.unpacked(inputs, value, catalogue)
            given += found
            notices += unread
        elif key != links.PINNED:
            given.append((key, value))
    return given, told, notices


def _moved(module: ModuleType, kept: dict[str, str], told: str, catalogue: Catalogue) -> list[str]:
    if not told:
        return []
    try:
        _, report = answer(module, coerce(module.Inputs, kept, catalogue), catalogue, "quick")
    except InputError:
        return []  # these inputs together give an error, which the page shows
    notice = links.moved(told, report, catalogue)
    return [notice] if notice else []


def run_json(name: str, inputs_json: str, catalogue: Catalogue, detail: str = "full") -> str:
    """`run` from and to JSON text: what the browser's worker calls."""
    return json.dumps(run(name, json.loads(inputs_json), catalogue, detail), ensure_ascii=False, allow_nan=False)


def call_json(method: str, given_json: str, catalogue: Catalogue) -> str:
    """What the menu of an answer asks for, from and to JSON text: `share` and `compare` of `core.sharing`."""
    from calculators.core import sharing  # not loaded until somebody shares

    return json.dumps(sharing.call(method, json.loads(given_json), catalogue), ensure_ascii=False, allow_nan=False)


__all__ = ["answer", "calculator", "call_json", "names", "open_link", "outputs_json", "run", "run_json"]
