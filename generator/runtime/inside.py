"""Runs inside Pyodide, under node: uses the calculators as a page does, then tells which modules that loaded and what was written.

`trace.mjs` puts CATALOGUE and the calculators' archive in place, and takes down what `dataclasses` writes.
"""

from __future__ import annotations

import dataclasses
import importlib
import importlib.util
import json
import sys
import traceback
from collections.abc import Callable
from urllib.parse import urlencode

from calculators import Catalogue, names, open_link
from calculators.core import door

CATALOGUE = "/catalogue.json"


def use_every_calculator(catalogue: Catalogue) -> None:
    """Each one with its defaults, its examples, quick and full, through the door and from an address; and bad input."""
    for name in names():
        examples = getattr(door.calculator(name), "EXAMPLES", ())
        for inputs in [{}, *(example.inputs for example in examples)]:
            for detail in door.DETAILS:
                door.run_json(name, json.dumps(inputs), catalogue, detail)
            open_link(f"{name}?{urlencode(inputs)}&of={catalogue.as_of}", catalogue)
            given = {"name": name, "inputs": inputs}
            door.call_json("share", json.dumps({**given, "root": ""}), catalogue)
            door.call_json("compare", json.dumps({**given, "pinned": {}}), catalogue)
        door.run_json(name, '{"nothing_like_it": 0}', catalogue)
        open_link(f"{name}?nothing_like_it=0", catalogue)
    door.run_json("nowhere", "{}", catalogue)


def _no_name() -> object:
    return eval("catalog", {"catalogue": 0})


def _no_attribute() -> object:
    return json.dumpz  # type: ignore[attr-defined]


def _no_module() -> object:
    return importlib.import_module("calculators.nowhere")


def _no_syntax() -> object:
    return compile("1 +", "sample", "eval")


def _no_end() -> object:
    return _no_end()


def _no_text() -> object:
    return b"\xff".decode()


def _two_at_once() -> object:
    raise ExceptionGroup("both", [ValueError("one"), KeyError("two")])


FAULTS: tuple[Callable[[], object], ...] = (
    _no_name,
    _no_attribute,
    _no_module,
    _no_syntax,
    _no_end,
    _no_text,
    _two_at_once,
)


def print_tracebacks() -> None:
    """What is loaded only when something goes wrong."""
    for fault in FAULTS:
        try:
            fault()
        except Exception:
            traceback.format_exc()


def loaded_files() -> list[str]:
    """The files of the standard library's zip that the modules loaded so far came from."""
    marker = "/python313.zip/"
    origins = (getattr(module.__spec__, "origin", None) for module in list(sys.modules.values()) if module.__spec__)
    return sorted({origin.partition(marker)[2] for origin in origins if origin and marker in origin})


def main() -> None:
    """Print the bytecode's magic number, the files loaded and what was written, as JSON."""
    with open(CATALOGUE, encoding="utf-8") as text:
        use_every_calculator(Catalogue.from_json(text.read()))
    print_tracebacks()
    print(
        json.dumps(
            {
                "magic": importlib.util.MAGIC_NUMBER.hex(),
                "files": loaded_files(),
                "written": vars(dataclasses)["written"],
            }
        )
    )


if __name__ == "__main__":
    main()
