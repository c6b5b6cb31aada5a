"""Records in, answers out: what every calculator says for its defaults, its examples and a spread of other inputs, word for word.

`expected/` holds a file a calculator: its answer to the defaults, then of each other case the lines that differ from it. The records
(`catalogue.json`) are held still, so that a price that changes in data/ changes nothing here. After a change that is meant, write what
is expected anew and read the difference before you commit it:

    .venv/bin/python -m tests.answers

With `--records` it takes the records anew from the built catalogue first: for when a record class has changed.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from dataclasses import fields
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from calculators import _terminal, names, run
from calculators.core.catalogue import Catalogue
from calculators.core.door import answer, calculator
from calculators.core.inputs import coerce, options_of
from calculators.core.quantity import Choice, FieldInfo, Quantity, Switch, fields_of
from calculators.core.report import Stated
from calculators.core.sharing import compare, share

FOLDER = Path(__file__).parent
RECORDS = FOLDER / "catalogue.json"
EXPECTED = FOLDER / "expected"
MIXED = 8
"""Cases a calculator in which several inputs change together."""
FEW = 3
"""Records of a family that are tried."""

PRINTED = ("assumptions", "changes", "charts", "charts_to_come", "html", "sheets", "sources", "tables")
"""Parts of a report that a case beside the defaults gives by a fingerprint: they are long, and follow from the figures."""

WHOLE = "speed"
"""The calculator of whose default answer every form is held word for word; of others by its fingerprint."""
WRONG = ("abc", "-7", "1e30", "1,5", "1.234,5", "12 or so", None, [], True, "", "nan", "yess")
"""Values that most inputs refuse, and some that look so and are read."""

Inputs = dict[str, Any]


@cache
def records() -> Catalogue:
    """The records that are held still."""
    return Catalogue(json.loads(RECORDS.read_text("utf-8")))


def cases(name: str) -> dict[str, Inputs]:
    """The cases of a calculator beside its defaults: title → inputs."""
    module = calculator(name)
    found = {f"example: {example.title}": example.inputs for example in module.EXAMPLES}
    if name == "recommend":
        found |= {f"persona: {persona.name}": persona.reader for persona in records()["personas"].values()}
    others = {info.name: list(_others(info)) for info in fields_of(module.Inputs)}
    found |= {f"{field}={value}": {field: value} for field, values in others.items() for value in values}
    if name in (WHOLE, "recommend"):
        found |= {f"odd: {field}={value!r}": {field: value} for field, value in _odd(module.Inputs)}
    draw, changeable = random.Random(name), [field for field, values in others.items() if values]
    for count in range(MIXED):
        several = {field: draw.choice(others[field]) for field in draw.sample(changeable, len(changeable) // 5)}
        found[f"mixed {count + 1}: {_written(several)}"] = several
    return found


def _others(info: FieldInfo) -> Iterator[Any]:
    """Values of an input that are not its default: each option, some records, a small and a large number."""
    if isinstance(info.meta, Switch):
        yield not info.default
    elif isinstance(info.meta, Choice):
        options = [option for option in options_of(info.meta, records()) if option != info.default]
        yield from options if info.meta.options else options[:: max(1, len(options) // FEW)][:FEW]
    elif isinstance(info.meta, Quantity):
        usual = info.default or max(info.meta.minimum, min(10, info.meta.maximum))
        for value in (info.meta.minimum, usual * 3 if usual * 3 <= info.meta.maximum else usual / 2):
            value = round(value) if info.meta.integer else value
            if value != info.default:
                yield value


def _odd(inputs: type) -> Iterator[tuple[str, Any]]:
    """Each odd value for an input of each kind, an option a letter off, and an input that there is not."""
    kinds = {(type(info.meta), info.optional, info.many): info for info in reversed(fields_of(inputs))}
    for info in kinds.values():
        yield from ((info.name, value) for value in WRONG)
        if isinstance(info.meta, Choice):
            option = next(iter(options_of(info.meta, records())))
            yield info.name, f"{option[:2]}{option[3:]}"
    yield f"{fields_of(inputs)[0].name}s", 1


def _written(inputs: Inputs) -> str:
    return ", ".join(f"{field}={value}" for field, value in inputs.items())


@cache
def defaults(name: str) -> dict[str, tuple[str, ...]]:
    """What a calculator answers to its defaults: the lines of each part of the answer, and what becomes of it in every form."""
    return _parts(name, {}) | _forms(name, {})


def _forms(name: str, inputs: Inputs) -> dict[str, tuple[str, ...]]:
    module = calculator(name)
    forms = share(name, inputs, "https://site.example/", records())
    del forms["json"]  # the same numbers to their last digit
    report = answer(module, coerce(module.Inputs, inputs, records()), records())[1]
    forms |= {
        "terminal": _terminal.render(report, records(), _terminal.Style(80)),
        "help": _terminal.calculator_help(
            name, module.__doc__ or "", module.Inputs, records(), _terminal.Style(100, colour=True)
        ),
        "compared": compare(name, {}, inputs, records())["html"].replace("<tr>", "\n<tr>"),
    }
    lines = {form: tuple(_lines(_rounded(text).split("\n"), form)) for form, text in forms.items()}
    if name == WHOLE and not inputs:
        return lines
    return {form: (f"{form}: {_fingerprint(told)}",) for form, told in lines.items()}


def _rounded(text: str) -> str:
    """The text with its longest numbers to six digits."""
    return re.sub(r"\d+\.\d{7,}(e-?\d+)?", lambda found: f"{float(found[0]):.6g}", text)


def _parts(name: str, inputs: Inputs) -> dict[str, tuple[str, ...]]:
    said = run(name, inputs, records())
    parts = {part: said[part] for part in ("error", "outputs", "read", "link") if part in said} | said.get("report", {})
    if "html" in said:
        parts["html"] = _rounded(said["html"]).replace("</", "\n</").split("\n")
    lines = {part: tuple(_lines(value, part)) for part, value in parts.items()}
    return (
        lines if name == WHOLE or "html" not in lines else lines | {"html": (f"html: {_fingerprint(lines['html'])}",)}
    )


def difference(name: str, inputs: Inputs) -> str:
    """In what a calculator's answer differs from that to its defaults: in lines, and by their fingerprint in what is long."""
    found = []
    parts = _parts(name, inputs)
    if inputs in [example.inputs for example in calculator(name).EXAMPLES]:
        parts |= _forms(name, inputs)
    for part, lines in parts.items():
        usual = defaults(name).get(part, ())
        if lines == usual:
            continue
        if part in PRINTED:
            found.append(f"{part}: {_fingerprint(lines)}")
        else:
            found += [line for line in lines if line not in usual]
    return "\n".join(found)


def _fingerprint(lines: tuple[str, ...]) -> str:
    return f"{len(lines)} lines, {sha256('\n'.join(lines).encode()).hexdigest()[:12]}"


def made() -> dict[str, str]:
    """What is expected of every calculator as its file holds it, by name."""
    return {name: _file(name) for name in names()}


def _file(name: str) -> str:
    parts = ["\n".join(line for lines in defaults(name).values() for line in lines)]
    parts += [f"## {title}\n\n{difference(name, inputs)}".strip() for title, inputs in cases(name).items()]
    return "\n\n".join(parts) + "\n"


@cache
def expected(name: str) -> dict[str, str]:
    """What is expected of a calculator, by the case's title; that of the defaults has none."""
    first, *others = (EXPECTED / f"{name}.txt").read_text("utf-8").removesuffix("\n").split("\n\n## ")
    return {"": first} | {title: body.strip("\n") for title, _, body in (other.partition("\n") for other in others)}


def _lines(value: Any, where: str) -> Iterator[str]:
    """A line a value; a table's row and a range are one line each."""
    if isinstance(value, dict) and not _short(value):
        for key, item in value.items():
            yield from _lines(item, f"{where}.{key}" if where else key)
    elif isinstance(value, list) and not all(_short(item) for item in value):
        for item in value:
            if isinstance(item, list) and all(_short(cell) for cell in item):
                yield f"{where}: {' | '.join(map(_cell, item))}"
            else:
                yield from _lines(item, where)
    elif isinstance(value, list):
        yield from (f"{where}: {_cell(item)}" for item in value)
    else:
        yield f"{where}: {_cell(value)}"


_ON_A_LINE = (
    {"low", "typical", "high"},
    {"text", "href"},
    {"text", "href", "stated"},
    {f.name for f in fields(Stated)},
)
"""Ranges, links, and what records state."""


def _short(value: Any) -> bool:
    return not isinstance(value, dict | list) or (isinstance(value, dict) and set(value) in _ON_A_LINE)


def _cell(value: Any) -> str:
    """Numbers to six digits: the last ones of a float are the platform's."""
    if isinstance(value, dict):
        if "href" in value:
            return f"[{value['text']}]({value['href']})" + "".join(f" {{{_cell(s)}}}" for s in value.get("stated", ()))
        if "record" in value:
            told = (
                f"{value['name']}, {value['label']}: {value['value']}, {value['as_of']} ({', '.join(value['source'])})"
            )
            return f"{value['record']}#{value['place']} {told}"
        return f"{_cell(value['typical'])} ({_cell(value['low'])} to {_cell(value['high'])})"
    return f"{value:.6g}" if isinstance(value, float) else json.dumps(value, ensure_ascii=False).strip('"')
