"""What one state of the repository says, as JSON on stdout: figures, words, answers, pages. Run as a script by `states`.

It runs with the calculators and the generator of the state that it looks at, which may be older than this file: of them it
uses the catalogue, the door `run`, the fields' definitions, the subject and `all_pages`, and nothing of the package that it stands in.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterator
from dataclasses import is_dataclass
from typing import Any

from calculators import names, run
from calculators.core.door import calculator
from calculators.core.quantity import Group, Quantity, fields_of
from calculators.core.records import Figure
from generator.families import RECORDS
from generator.load import Loaded, load
from generator.subject import the_subject

READER = "reader"
"""A record's field that holds inputs of a reader, for whom the calculator of that question answers."""
NO_ANSWER = ""
"""The side of a question that the calculator refuses."""
_PROVENANCE = ("source", "as_of", "note", "id")


def snapshot(as_of: str, *, with_pages: bool) -> dict[str, Any]:
    """The state of the repository whose modules are imported, read as of a date; only its problems where it has any."""
    loaded = load(as_of=as_of)
    if loaded.problems:
        return {"problems": [str(problem) for problem in loaded.problems]}
    records = {f"{family}/{record.id}": record for family in RECORDS for record in loaded.everything[family].values()}
    return {
        "problems": [],
        "names": {key: record.name for key, record in records.items()},
        "figures": {key: dict(_figures(record, "", "")) for key, record in records.items()},
        "words": {key: dict(_words(record, "")) for key, record in records.items()},
        "answers": {key: _answer(loaded, *asked) for key, asked in questions(loaded)},
        "pages": dict(_pages(loaded)) if with_pages else {},
    }


# What records hold


def _items(owner: Any) -> Iterator[tuple[Any, str, Any]]:
    """(field, place within the owner, value), the items of a list one by one; each by what tells it from its siblings."""
    for info in fields_of(type(owner)):
        value = getattr(owner, info.name)
        if value is None or value == () or value == "":
            continue
        if not info.many or not value or not (is_dataclass(value[0])):
            yield info, info.name, value
            continue
        seen: dict[str, int] = {}
        for item in value:
            name = _name(item)
            seen[name] = seen.get(name, 0) + 1
            yield info, f"{info.name}.{name}{f' ({seen[name]})' if seen[name] > 1 else ''}", item


def _name(item: Any) -> str:
    if isinstance(item, Figure):
        return item.as_of
    if getattr(item, "id", ""):
        return str(item.id)
    told = [
        str(value)
        for info in fields_of(type(item))
        if info.name not in _PROVENANCE and isinstance(value := getattr(item, info.name), str | int | float)
    ]
    return ", ".join(word for word in told if word and word != "False")[:80]


def _figures(owner: Any, place: str, label: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for info, here, value in _items(owner):
        where = f"{place}.{here}" if place else here
        if isinstance(value, Figure):
            assert isinstance(info.meta, Quantity)
            words = f"{info.meta.label or info.name}{here.removeprefix(info.name).replace('.', ' ')}"
            yield (
                where,
                {
                    "label": f"{label}: {words}" if label else words,
                    "unit": info.meta.unit.name,
                    "stated": list(value.stated),
                    "source": list(value.source),
                    "as_of": value.as_of,
                },
            )
        elif is_dataclass(value):
            name = here.removeprefix(info.name).removeprefix(".") or info.meta.label
            yield from _figures(value, where, f"{label}, {name}" if label else name)


def _words(owner: Any, place: str) -> Iterator[tuple[str, Any]]:
    for info, here, value in _items(owner):
        where = f"{place}.{here}" if place else here
        if isinstance(value, Figure):
            if value.note:
                yield f"{where}.note", value.note
        elif is_dataclass(value):
            yield from _words(value, where)
        elif info.name not in ("id", "source", "as_of") and value is not False:
            yield where, list(value) if isinstance(value, tuple) else value


# What is asked


def questions(loaded: Loaded) -> Iterator[tuple[str, tuple[str, str, str, dict[str, Any]]]]:
    """(key, (kind, title, calculator, inputs)) of every reader that a record speaks of, every default and every example."""
    asked = getattr(the_subject(), "for_readers", "")  # a state older than this word tells of none
    raw = json.loads(loaded.catalogue.to_json())["families"]
    for family, records in raw.items():
        for record_id, record in records.items():
            if asked and isinstance(record.get(READER), dict):
                yield f"{family}/{record_id}", (family, record["name"], asked, record[READER])
    for name in names():
        title = (calculator(name).__doc__ or name).split("\n")[0].rstrip(".")
        yield f"default/{name}", ("default", title, name, {})
        for example in calculator(name).EXAMPLES:
            yield f"example/{name}/{example.title}", ("example", f"{title}: {example.title}", name, example.inputs)


def _answer(loaded: Loaded, kind: str, title: str, name: str, inputs: dict[str, Any]) -> dict[str, Any]:
    said = run(
        name, inputs, loaded.catalogue, "quick"
    )  # the verdict and the numbers; what would change them is left out
    about = {"kind": kind, "title": title, "calculator": name, "inputs": inputs}
    if "error" in said:
        return {**about, "side": NO_ANSWER, "sentence": f"No answer: {said['error']['message']}", "outputs": {}}
    verdict = said["report"]["verdict"]
    labels = {info.name: info for info in fields_of(calculator(name).Outputs)}
    outputs = {
        key: {"label": labels[key].meta.label or key, "unit": _unit(labels[key].meta), "value": value}
        for key, value in said["outputs"].items()
    }
    return {
        **about,
        "side": verdict["side"],
        "sentence": verdict["sentence"],
        "outputs": outputs,
    }


def _unit(meta: Any) -> str:
    return meta.unit.name if isinstance(meta, Quantity) and not isinstance(meta, Group) else "NONE"


def _pages(loaded: Loaded) -> Iterator[tuple[str, str]]:
    """Each page's path and the digest of its finished Markdown, charts as their specifications."""
    from generator.ledger import read_ledger
    from generator.pages import Made, Site, all_pages
    from generator.paths import DOCS

    made = Made(draw=lambda spec: json.dumps(spec, sort_keys=True), ledger=read_ledger())
    for page in all_pages(Site(loaded.catalogue, names(), made), DOCS):
        yield page.path, hashlib.sha256(page.text.encode()).hexdigest()


if __name__ == "__main__":
    json.dump(snapshot(sys.argv[1], with_pages=sys.argv[2] == "pages"), sys.stdout, ensure_ascii=False)
