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
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from calculators import names, run
from calculators.core.catalogue import Catalogue
from calculators.core.door import calculator
from calculators.core.inputs import options_of
from calculators.core.quantity import Choice, FieldInfo, Quantity, Switch, fields_of

FOLDER = Path(__file__).parent
RECORDS = FOLDER / "catalogue.json"
EXPECTED = FOLDER / "expected"
MIXED = 8
"""Cases a calculator in which several inputs change together."""
FEW = 3
"""Records of a family that are tried."""

PRINTED = ("assumptions", "changes", "charts", "charts_to_come", "sheets", "sources", "tables")
"""Parts of a report that a case beside the defaults gives by a fingerprint: they are long, and follow from the figures."""

Inputs = dict[str, Any]


@cache
def records() -> Catalogue:
    """The records that are held still."""
    return Catalogue.from_json(RECORDS.read_text("utf-8"))


def cases(name: str) -> dict[str, Inputs]:
    """The cases of a calculator beside its defaults: title → inputs."""
    module = calculator(name)
    found = {f"example: {example.title}": example.inputs for example in module.EXAMPLES}
    if name == "recommend":
        found |= {f"persona: {persona.name}": persona.reader for persona in records()["personas"].values()}
    others = {info.name: list(_others(info)) for info in fields_of(module.Inputs)}
    found |= {f"{field}={value}": {field: value} for field, values in others.items() for value in values}
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


def _written(inputs: Inputs) -> str:
    return ", ".join(f"{field}={value}" for field, value in inputs.items())


@cache
def defaults(name: str) -> dict[str, tuple[str, ...]]:
    """What a calculator answers to its defaults: the lines of each part of the answer."""
    return _parts(name, {})


def _parts(name: str, inputs: Inputs) -> dict[str, tuple[str, ...]]:
    answer = run(name, inputs, records())
    parts = {part: answer[part] for part in ("error", "outputs", "read", "link") if part in answer}
    parts |= answer.get("report", {})
    return {part: tuple(_lines(value, part)) for part, value in parts.items()}


def difference(name: str, inputs: Inputs) -> str:
    """In what a calculator's answer differs from that to its defaults: in lines, and by their fingerprint in what is long."""
    found = []
    for part, lines in _parts(name, inputs).items():
        usual = defaults(name).get(part, ())
        if lines == usual:
            continue
        if part in PRINTED:
            found.append(f"{part}: {len(lines)} lines, {sha256('\n'.join(lines).encode()).hexdigest()[:12]}")
        else:
            found += [line for line in lines if line not in usual]
    return "\n".join(found)


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


def _short(value: Any) -> bool:
    return not isinstance(value, dict | list) or (
        isinstance(value, dict) and set(value) in ({"low", "typical", "high"}, {"text", "href"})
    )


def _cell(value: Any) -> str:
    """Numbers to six digits: the last ones of a float are the platform's."""
    if isinstance(value, dict):
        if "href" in value:
            return f"[{value['text']}]({value['href']})"
        return f"{_cell(value['typical'])} ({_cell(value['low'])} to {_cell(value['high'])})"
    return f"{value:.6g}" if isinstance(value, float) else json.dumps(value, ensure_ascii=False).strip('"')
