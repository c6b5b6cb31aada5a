"""Pyodide's WebAssembly and its script without what no page can reach.

Pyodide links CPython as a main module for libraries that are loaded later (Emscripten's MAIN_MODULE): it exports every symbol
of C, in the WebAssembly and once more in the script. No page here loads a library. So the exports that nothing names are left
out, on both sides, and the bodies of the functions that nothing reaches any more are emptied: indices and addresses stay as
they are. Instructions are those of the WebAssembly core specification, release 2.0, section 5, and of the proposal "Exception
Handling", in its legacy form too.
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
from generator.runtime.glue import WORD, leave_out, shake
from generator.runtime.pyodide import Pyodide
from generator.runtime.scripts import installed
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
MAKERS = ("exports.py", "data.py", "glue.py", "wasm.py")

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
    return Slim(slimmer, _slim_wasm(wasm, named))


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


_NONE = frozenset([0x00, 0x01, 0x05, 0x0A, 0x0B, 0x0F, 0x19, 0x1A, 0x1B, 0xD1, *range(0x45, 0xC5)])
_ONE = frozenset([0x07, 0x08, 0x09, 0x0C, 0x0D, 0x18, *range(0x20, 0x27), 0x3F, 0x40, 0x41, 0x42, 0xD0])
_TWO = frozenset([0x11, 0x13, *range(0x28, 0x3F)])
_BLOCK = frozenset([0x02, 0x03, 0x04, 0x06])
_CALL, _TAIL_CALL, _REFERENCE = 0x10, 0x12, 0xD2
_BULK = {8: 2, 9: 1, 10: 2, 11: 1, 12: 2, 13: 1, 14: 2, 15: 1, 16: 1, 17: 1}
"""Of the opcodes after 0xFC: how many numbers follow; none after those of saturating conversions (0 to 7)."""


def _called(body: bytes, begin: int, end: int) -> Iterator[int]:
    """The functions that a function's body names."""
    reader = Reader(body, begin)
    for _ in range(reader.number()):  # locals: a count, a type
        reader.number(), reader.byte()
    while reader.at < end:
        opcode = reader.byte()
        if opcode in _NONE:
            continue
        if opcode in _ONE or opcode in _BLOCK:  # a block's type is one signed number
            reader.number()
        elif opcode in _TWO:
            reader.number(), reader.number()
        elif opcode in (_CALL, _TAIL_CALL, _REFERENCE):
            yield reader.number()
        elif opcode == 0x0E:  # br_table
            for _ in range(reader.number() + 1):
                reader.number()
        elif opcode == 0x1C:  # select with types
            reader.at += reader.number()
        elif opcode == 0x1F:  # try_table: a block's type, then catches
            reader.number()
            for _ in range(reader.number()):
                if reader.byte() < 2:
                    reader.number()
                reader.number()
        elif opcode == 0x43:
            reader.at += 4
        elif opcode == 0x44:
            reader.at += 8
        elif opcode == 0xFC:
            for _ in range(_BULK.get(reader.number(), 0)):
                reader.number()
        elif opcode == 0xFD:
            _pass_vector(reader)
        else:
            raise RuntimeBuildError(
                f"the WebAssembly of Pyodide holds an instruction that is not known here: {opcode:#x}"
            )
    if reader.at != end:
        raise RuntimeBuildError(
            "the WebAssembly of Pyodide was not read rightly: a function does not end where it should"
        )


def _pass_vector(reader: Reader) -> None:
    """The immediates of a vector instruction."""
    opcode = reader.number()
    if opcode <= 11 or opcode in (92, 93):  # loads and stores
        reader.number(), reader.number()
    elif opcode in (12, 13):  # v128.const, i8x16.shuffle
        reader.at += 16
    elif 21 <= opcode <= 34:  # lanes
        reader.at += 1
    elif 84 <= opcode <= 91:  # loads and stores of a lane
        reader.number(), reader.number()
        reader.at += 1
