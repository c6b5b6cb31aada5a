"""Pyodide's WebAssembly and its script without what no page can reach.

Pyodide links CPython as a main module for libraries that are loaded later (Emscripten's MAIN_MODULE): it exports every symbol
of C, in the WebAssembly and once more in the script. No page here loads a library. So the exports that nothing names are left
out, on both sides, and the bodies of the functions that nothing reaches any more are emptied: indices and addresses stay as
they are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache as cache_once
from pathlib import Path

from generator.runtime.cache import Cache
from generator.runtime.data import settle
from generator.runtime.failure import RuntimeBuildError
from generator.runtime.glue import WORD, leave_out
from generator.runtime.indirect import through_functions
from generator.runtime.instructions import NAMING, instructions
from generator.runtime.pyodide import Pyodide
from generator.runtime.scripts import installed
from generator.runtime.tools import shake
from generator.runtime.wasm import (
    CODE,
    ELEMENTS,
    EXPORT,
    IMPORT,
    OF_FUNCTION,
    START,
    Reader,
    exports,
    functions,
    imported_functions,
    imports,
    number,
    sections,
    with_sections,
)

_DECLARATION = re.compile(
    r'var (?P<variable>[\w$]+)=(?:Module\["(?P<property>[\w$]+)"\]=)?wasmExports\["(?P<name>[\w$]+)"\];'
)
"""What the script holds once for every exported function: `var _free=Module["_free"]=wasmExports["free"];`."""
_ADDRESS = re.compile(r'var (?P<variable>[\w$]+)=Module\["(?P<property>[\w$]+)"\]=\d+;')
"""The same for every exported datum: `var _environ=Module["_environ"]=3510980;`."""
_FEWEST_DECLARATIONS = 1000
MAKERS = ("exports.py", "data.py", "glue.py", "indirect.py", "instructions.py", "wasm.py")

_EMPTY_BODY = bytes([3, 0, 0x00, 0x0B])
"""Three bytes: no locals, `unreachable`, `end`."""


@dataclass(frozen=True)
class Slim:
    """The script and the WebAssembly that go together."""

    script: str
    wasm: bytes


def slim_files(root: Path, pyodide: Pyodide, cache: Cache) -> tuple[bytes, bytes]:
    """The script and the WebAssembly of a Pyodide, slim, made anew only when it has changed; terser is in `root`/node_modules."""
    script, wasm, loader = (file.read_bytes() for file in (pyodide.script, pyodide.wasm, pyodide.loader))
    parts = [*(Path(__file__).with_name(name).read_bytes() for name in MAKERS), installed(root), script, wasm, loader]

    @cache_once
    def made() -> Slim:
        settled = settle(wasm, script.decode())
        imported = {name for _, name in imports(dict(sections(settled))[IMPORT])}
        less = leave_out(script.decode(), loader.decode(), imported)
        return slim(less, settled, loader.decode(), lambda text: shake(root, text))

    return (
        cache.get("slim.js", parts, lambda: made().script.encode()),
        cache.get("slim.wasm", parts, lambda: made().wasm),
    )


def slim(script: str, wasm: bytes, loader: str, shake: Callable[[str], str]) -> Slim:
    """Both without what neither the script itself nor `loader`, the script that starts it, names.

    Args:
        script: As Pyodide writes it.
        wasm: The WebAssembly that goes with it.
        loader: The script that starts it.
        shake: A script without what it declares and does not use.

    Raises:
        RuntimeBuildError: they are not as this version of Pyodide writes them.
    """
    declared = list(_DECLARATION.finditer(script))
    if len(declared) < _FEWEST_DECLARATIONS:
        raise RuntimeBuildError(
            f"the script of Pyodide declares {len(declared)} exports in the known way; {_FEWEST_DECLARATIONS} at least were expected"
        )
    others = shake(_ADDRESS.sub("", _DECLARATION.sub("", script)))
    words = set(WORD.findall(others)).union(WORD.findall(loader))
    kept = _ADDRESS.sub(lambda found: _kept(found, words), _DECLARATION.sub(lambda found: _kept(found, words), script))
    slimmer = shake(kept)
    named = words.union(WORD.findall(slimmer))
    return Slim(slimmer, through_functions(_slim_wasm(wasm, named)))


def _kept(found: re.Match[str], words: set[str]) -> str:
    return found[0] if words.intersection(filter(None, found.groups())) else ""


def _slim_wasm(wasm: bytes, named: set[str]) -> bytes:
    bodies = dict(sections(wasm))
    kept, roots = _exports(bodies[EXPORT], named)
    roots |= _elements(bodies[ELEMENTS])
    if START in bodies:
        roots.add(Reader(bodies[START]).number())
    code = _code(bodies[CODE], imported_functions(bodies[IMPORT]), roots)
    return with_sections(wasm, {EXPORT: kept, CODE: code})


def _exports(body: bytes, named: set[str]) -> tuple[bytes, set[int]]:
    """The section with the exports that are named (the script writes C's `free` as `_free` too), and their functions."""
    found = [export for export in exports(body) if export[0] in named or f"_{export[0]}" in named]
    kept = number(len(found)) + b"".join(content for *_, content in found)
    return kept, {index for _, kind, index, _ in found if kind == OF_FUNCTION}


def _elements(body: bytes) -> set[int]:
    """The functions in tables: they may be called by number from anywhere."""
    reader = Reader(body)
    found: set[int] = set()
    for _ in range(reader.number()):
        if reader.number() != 0:
            raise RuntimeBuildError("the WebAssembly of Pyodide has a table's elements in an unknown form")
        while reader.byte() != 0x0B:  # the offset: global.get or i32.const, then end
            reader.number()
        found.update(reader.number() for _ in range(reader.number()))
    return found


def _code(body: bytes, imported: int, roots: set[int]) -> bytes:
    """The section with the bodies of functions that `roots` do not reach emptied."""
    places = functions(body)
    reached: set[int] = set()
    waiting = {root for root in roots if root >= imported}
    while waiting:
        index = waiting.pop()
        reached.add(index)
        _, begin, end = places[index - imported]
        waiting |= {called for called in _called(body, begin, end) if called >= imported} - reached
    parts = [
        body[start:end] if index in reached else _EMPTY_BODY for index, (start, _, end) in enumerate(places, imported)
    ]
    return number(len(parts)) + b"".join(parts)


def _called(body: bytes, begin: int, end: int) -> Iterator[int]:
    """The functions that a function's body names."""
    return (operand for opcode, *_, operand in instructions(body, begin, end) if opcode in NAMING)
