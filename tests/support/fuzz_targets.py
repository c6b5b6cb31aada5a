"""What is fuzzed: each target takes any bytes and must give a result or a clear error. Imported by tests/fuzz.py, instrumented."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from typing import Any

from calculators import Catalogue, names, open_link, run
from generator.contributing.mend import mend
from generator.contributing.templates import templates
from generator.families import RECORDS
from generator.yaml_file import parse
from tests.support.everywhere import CATALOGUE


@cache
def catalogue() -> Catalogue:
    """The built catalogue."""
    return Catalogue.from_json(CATALOGUE.read_text("utf-8"))


def data_file(content: bytes) -> None:
    """A file of data/: a value, or problems that each say where."""
    file = parse(content, "data/gpus/x.yml")
    for problem in file.problems:
        assert problem.line >= 1 and problem.column >= 1 and problem.message and problem.remedy


def mender(content: bytes) -> None:
    """Mending twice is mending once."""
    family = sorted(RECORDS)[content[0] % len(RECORDS)] if content else "gpus"
    text, _ = mend(content[1:].decode("utf-8", "replace"), family)
    assert mend(text, family) == (text, [])


def inputs(content: bytes) -> None:
    """A calculator's inputs, as JSON from anywhere."""
    name = names()[content[0] % len(names())] if content else names()[0]
    try:
        given: Any = json.loads(content[1:].decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        return
    said = run(name, given, catalogue(), "quick")
    assert "error" in said or said["html"]


def address(content: bytes) -> None:
    """An address of a calculator's page."""
    opened = open_link(content.decode("utf-8", "replace"), catalogue())
    assert opened["name"] or opened["notices"]


TARGETS: dict[str, Callable[[bytes], None]] = {
    "data_file": data_file,
    "mender": mender,
    "inputs": inputs,
    "address": address,
}
SEEDS: dict[str, list[bytes]] = {
    "data_file": [text.encode() for text in templates().values()],
    "mender": [bytes([place]) + templates()[family].encode() for place, family in enumerate(sorted(RECORDS))],
    "inputs": [b'\x00{"hours_per_week": 20}', b'\x01{"model": "llama-3-1-8b"}'],
    "address": [b"rent_or_buy?hours_per_week=20&rig=rtx-3090-desktop", b"fit?model=llama-3-1-8b"],
}
