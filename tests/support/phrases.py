"""Every string of the interface in English, as a template with `{places}`: what a translation has to hold."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from calculators import Catalogue, names
from calculators.core.door import calculator
from calculators.core.quantity import Choice, fields_of
from generator.pages.form import form

ROOT = Path(__file__).resolve().parents[2]
SPOKEN = ("core/inputs.py", "core/door.py", "core/links.py")
"""Modules whose errors and notices the page shows."""
TEMPLATES = ("_calculator.html", "_form.html")

_JS_STRING = re.compile(r"'((?:[^'\\\n]|\\.)*)'|`([^`]*)`")
_JS_PLACE = re.compile(r"\$\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}")
_TEXT = re.compile(r">([^<>{}%]*[A-Za-z]{2}[^<>{}%]*)<|aria-label=\"([^\"{}]*[A-Za-z][^\"{}]*)\"")


def template(text: str) -> str:
    """A text with its places numbered."""
    count = iter(range(100))
    return re.sub(r"\{\}", lambda _: f"{{{next(count)}}}", text)


def of_forms(catalogue: Catalogue) -> Iterator[str]:
    """Labels, hints, units, headings (but a service's name) and the options that a calculator itself names."""
    services = {record.name for record in catalogue["services"].values()}
    for name in names():
        module = calculator(name)
        infos = {info.name: info for info in fields_of(module.Inputs)}
        for fold in form(module.Inputs, catalogue):
            yield fold.title
            for field in fold.fields:
                meta = infos[field.name].meta
                yield from (field.label, field.help, field.unit, field.spoken_unit, field.taken)
                for heading, options in field.options:
                    if heading not in services:
                        yield heading
                    if isinstance(meta, Choice) and meta.options is not None:
                        yield from (option.label for option in options)


def of_templates() -> Iterator[str]:
    """Words of the page around an answer."""
    for name in TEMPLATES:
        text = (ROOT / "generator" / "templates" / name).read_text("utf-8")
        for match in _TEXT.finditer(re.sub(r"<div class=\"cr-paper\">.*?</div>", "", text, flags=re.DOTALL)):
            yield (match[1] or match[2]).strip()


def of_script() -> Iterator[str]:
    """What docs/js/words.js says."""
    text = (ROOT / "docs" / "js" / "words.js").read_text("utf-8")
    text = re.sub(r"^\s*//.*$", "", text, flags=re.MULTILINE)
    for match in _JS_STRING.finditer(text):
        yield template(_JS_PLACE.sub("{}", match[1] if match[1] is not None else match[2]))


def of_python() -> Iterator[str]:
    """Errors and notices: every f-string or string with a space in what `InputError`, `append`, `yield` or `return` is given."""
    for name in SPOKEN:
        tree = ast.parse((ROOT / "calculators" / name).read_text("utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and _name(node.func) in ("InputError", "append"):
                for argument in node.args:
                    yield from _texts(argument)
            elif isinstance(node, ast.Return) and node.value is not None:
                yield from (text for text in _texts(node.value) if " " in text.strip())


def english(catalogue: Catalogue) -> dict[str, None]:
    """All of them, in order; what holds no words needs no translation."""
    found = (*of_templates(), *of_script(), *of_python(), *of_forms(catalogue))
    return dict.fromkeys(text for text in found if re.search(r"[^\W\d_]{2}", re.sub(r"\{\d\}", "", text)))


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def _texts(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield template("".join(str(v.value) if isinstance(v, ast.Constant) else "{}" for v in node.values))
        for value in node.values:
            if isinstance(value, ast.FormattedValue):
                yield from _texts(value.value)
    elif isinstance(node, ast.IfExp):
        yield from _texts(node.body)
        yield from _texts(node.orelse)
