"""Pyodide's WebAssembly and its script without what no page can reach.

Pyodide links CPython as a main module for libraries that are loaded later (Emscripten's MAIN_MODULE): it exports every symbol
of C, in the WebAssembly and once more in the script. No page here loads a library. So the exports that nothing names are left
out, on both sides, and the bodies of the functions that nothing reaches any more are emptied: indices and addresses stay as
they are. The numbers of the binary format are of the WebAssembly core specification, release 2.0, section 5, those of exceptions
of the proposal "Exception Handling", in its legacy form too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from generator.runtime.cache import Cache
from generator.runtime.failure import RuntimeBuildError
from generator.runtime.pyodide import Pyodide

_DECLARATION = re.compile(
    r'var (?P<variable>[\w$]+)=(?:Module\["(?P<property>[\w$]+)"\]=)?wasmExports\["(?P<name>[\w$]+)"\];'
)
"""What the script holds once for every exported function: `var _free=Module["_free"]=wasmExports["free"];`."""
_ADDRESS = re.compile(r'var (?P<variable>[\w$]+)=Module\["(?P<property>[\w$]+)"\]=\d+;')
"""The same for every exported datum: `var _environ=Module["_environ"]=3510980;`."""
_WORD = re.compile(r"[\w$]+")
_FEWEST_DECLARATIONS = 1000

_IMPORT, _FUNCTION, _EXPORT, _START, _ELEMENTS, _CODE = 2, 3, 7, 8, 9, 10
_OF_FUNCTION, _OF_GLOBAL = 0, 3
_EMPTY_BODY = bytes([3, 0, 0x00, 0x0B])
"""Three bytes: no locals, `unreachable`, `end`."""


@dataclass(frozen=True)
class Slim:
    """The script and the WebAssembly that go together."""

    script: str
    wasm: bytes


def slim_files(pyodide: Pyodide, cache: Cache) -> tuple[bytes, bytes]:
    """The script and the WebAssembly of a Pyodide, slim, made anew only when it has changed."""
    script, wasm, loader = (file.read_bytes() for file in (pyodide.script, pyodide.wasm, pyodide.loader))
    parts = [Path(__file__).read_bytes(), script, wasm, loader]
    return (
        cache.get("slim.js", parts, lambda: slim(script.decode(), wasm, loader.decode()).script.encode()),
        cache.get("slim.wasm", parts, lambda: slim(script.decode(), wasm, loader.decode()).wasm),
    )


def slim(script: str, wasm: bytes, loader: str) -> Slim:
    """Both without what neither the script itself nor `loader`, the script that starts it, names.

    Raises:
        RuntimeBuildError: they are not as this version of Pyodide writes them.
    """
    declared = list(_DECLARATION.finditer(script))
    if len(declared) < _FEWEST_DECLARATIONS:
        raise RuntimeBuildError(
            f"the script of Pyodide declares {len(declared)} exports in the known way; {_FEWEST_DECLARATIONS} at least were expected"
        )
    others = _ADDRESS.sub("", _DECLARATION.sub("", script))
    words = set(_WORD.findall(others)).union(_WORD.findall(loader))
    slimmer = _ADDRESS.sub(
        lambda found: _kept(found, words), _DECLARATION.sub(lambda found: _kept(found, words), script)
    )
    named = words.union(_WORD.findall(slimmer))
    return Slim(slimmer, _slim_wasm(wasm, named))


def _kept(found: re.Match[str], words: set[str]) -> str:
    return found[0] if words.intersection(filter(None, found.groups())) else ""


class _Reader:
    """Reads the binary format from a place on."""

    def __init__(self, data: bytes, at: int = 0) -> None:
        self.data = data
        self.at = at

    def byte(self) -> int:
        self.at += 1
        return self.data[self.at - 1]

    def number(self) -> int:
        """An unsigned integer in LEB128; of a signed one only the length is right."""
        value = shift = 0
        while True:
            part = self.data[self.at]
            self.at += 1
            value |= (part & 0x7F) << shift
            if part < 0x80:
                return value
            shift += 7

    def name(self) -> str:
        length = self.number()
        self.at += length
        return self.data[self.at - length : self.at].decode()


def _number(value: int) -> bytes:
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])


def _slim_wasm(wasm: bytes, named: set[str]) -> bytes:
    sections = list(_sections(wasm))
    bodies = dict(sections)
    imported = _imported_functions(bodies[_IMPORT])
    exports, roots = _exports(bodies[_EXPORT], named)
    roots |= _elements(bodies[_ELEMENTS])
    if _START in bodies:
        roots.add(_Reader(bodies[_START]).number())
    code = _code(bodies[_CODE], imported, roots)
    out = bytearray(wasm[:8])
    for kind, body in sections:
        content = {_EXPORT: exports, _CODE: code}.get(kind, body)
        out += bytes([kind]) + _number(len(content)) + content
    return bytes(out)


def _sections(wasm: bytes) -> Iterator[tuple[int, bytes]]:
    reader = _Reader(wasm, 8)
    while reader.at < len(wasm):
        kind, length = reader.byte(), reader.number()
        yield kind, wasm[reader.at : reader.at + length]
        reader.at += length


def _imported_functions(body: bytes) -> int:
    reader = _Reader(body)
    functions = 0
    for _ in range(reader.number()):
        reader.name(), reader.name()
        kind = reader.byte()
        if kind == _OF_FUNCTION:
            functions += 1
            reader.number()
        elif kind == _OF_GLOBAL:
            reader.at += 2
        elif kind == 4:  # a tag: its attribute, its type
            reader.byte(), reader.number()
        else:  # a table (with its type) or a memory: limits
            if kind == 1:
                reader.byte()
            flags = reader.byte()
            reader.number()
            if flags & 1:
                reader.number()
    return functions


def _exports(body: bytes, named: set[str]) -> tuple[bytes, set[int]]:
    """The section with the exports that are named (the script writes C's `free` as `_free` too), and their functions."""
    reader = _Reader(body)
    kept, functions = [], set()
    for _ in range(reader.number()):
        start = reader.at
        name, kind, index = reader.name(), reader.byte(), reader.number()
        if name in named or f"_{name}" in named:
            kept.append(body[start : reader.at])
            if kind == _OF_FUNCTION:
                functions.add(index)
    return _number(len(kept)) + b"".join(kept), functions


def _elements(body: bytes) -> set[int]:
    """The functions in tables: they may be called by number from anywhere."""
    reader = _Reader(body)
    functions: set[int] = set()
    for _ in range(reader.number()):
        if reader.number() != 0:
            raise RuntimeBuildError("the WebAssembly of Pyodide has a table's elements in an unknown form")
        while reader.byte() != 0x0B:  # the offset: global.get or i32.const, then end
            reader.number()
        functions.update(reader.number() for _ in range(reader.number()))
    return functions


def _code(body: bytes, imported: int, roots: set[int]) -> bytes:
    """The section with the bodies of functions that `roots` do not reach emptied."""
    reader = _Reader(body)
    places = []
    for _ in range(reader.number()):
        start = reader.at
        length = reader.number()
        places.append((start, reader.at, reader.at + length))
        reader.at += length
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
    return _number(len(parts)) + b"".join(parts)


_NONE = frozenset([0x00, 0x01, 0x05, 0x0A, 0x0B, 0x0F, 0x19, 0x1A, 0x1B, 0xD1, *range(0x45, 0xC5)])
_ONE = frozenset([0x07, 0x08, 0x09, 0x0C, 0x0D, 0x18, *range(0x20, 0x27), 0x3F, 0x40, 0x41, 0x42, 0xD0])
_TWO = frozenset([0x11, 0x13, *range(0x28, 0x3F)])
_BLOCK = frozenset([0x02, 0x03, 0x04, 0x06])
_CALL, _TAIL_CALL, _REFERENCE = 0x10, 0x12, 0xD2
_BULK = {8: 2, 9: 1, 10: 2, 11: 1, 12: 2, 13: 1, 14: 2, 15: 1, 16: 1, 17: 1}
"""Of the opcodes after 0xFC: how many numbers follow; none after those of saturating conversions (0 to 7)."""


def _called(body: bytes, begin: int, end: int) -> Iterator[int]:
    """The functions that a function's body names."""
    reader = _Reader(body, begin)
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


def _pass_vector(reader: _Reader) -> None:
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
