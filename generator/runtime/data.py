"""The data of Pyodide's WebAssembly as it will stand in memory, without tables that no page reads.

Pyodide is linked to stand anywhere in memory (Emscripten's MAIN_MODULE): a function of half a megabyte writes 28,000 addresses into
the data each time it starts. Where it stands is known: the script says so. So the addresses are written when the site is built, and
the function keeps what it cannot know then. What is zero need not be sent: the data is cut into segments at long rows of zeros.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from generator.runtime.failure import RuntimeBuildError
from generator.runtime.wasm import (
    CODE,
    DATA,
    DATA_COUNT,
    EXPORT,
    IMPORT,
    OF_FUNCTION,
    OF_GLOBAL,
    Reader,
    exports,
    functions,
    imported_functions,
    imports,
    number,
    sections,
    signed,
    with_sections,
)

_BASE = r"var ___{}_base=new WebAssembly\.Global\(\{{value:\"i32\",mutable:false\}},(\d+)\);"
"""How the script says where the data and the table of functions begin."""
_RELOCATE = "__wasm_apply_data_relocs"
_GLOBAL_GET, _CONST, _ADD, _SUBTRACT, _STORE, _END = 0x23, 0x41, 0x6A, 0x6B, 0x36, 0x0B
_FEWEST_ZEROS = 32
"""That are left out: a segment of its own takes about eight bytes."""


@dataclass(frozen=True)
class Table:
    """What modules of C alone read: where in the data it starts and ends, and the first 16 hexadecimal digits of its SHA-256."""

    modules: tuple[str, ...]
    start: int
    end: int
    digest: str


UNREAD = (
    Table(
        (
            "_codecs_cn",
            "_codecs_hk",
        ),
        604_368,
        833_840,
        "2d46a76f9a888f61",
    ),
    Table(("_codecs_jp",), 834_032, 990_944, "94b60f974a554582"),
    Table(("_codecs_kr",), 991_152, 1_114_592, "ffa199e045034c61"),
    Table(("_codecs_tw",), 1_115_152, 1_193_712, "230795d40193452d"),
    Table(("unicodedata",), 1_200_080, 1_858_832, "d70cd1e66014ed47"),
)
"""In Pyodide 0.29.5, byte for byte as in the modules' own files of CPython 3.13 (lib-dynload/): the character sets of East Asia, the
names and decompositions of Unicode. What tells letters from digits is elsewhere. Nothing reads them once the modules cannot be
imported. In another Pyodide they may start elsewhere: look for what those files hold."""


@dataclass(frozen=True)
class _Bases:
    """Where the data begins in memory and the functions in the table, and the globals that tell the code so."""

    data: int
    table: int
    data_global: int
    table_global: int


def settle(wasm: bytes, script: str, unread: Sequence[Table] = UNREAD) -> bytes:
    """The WebAssembly with its data settled, and without the tables `unread`.

    Raises:
        RuntimeBuildError: it is not as this version of Pyodide is.
    """
    bodies = dict(sections(wasm))
    bases = _bases(bodies[IMPORT], script)
    data = bytearray(_only_segment(bodies[DATA]))
    addresses: dict[int, int] = {}
    code = _relocate(bodies, bases, addresses)
    for place, address in addresses.items():
        struct.pack_into("<I", data, place, address)
    for table in unread:
        _leave_out(table, data, addresses, bases)
    segments = [
        b"\0" + bytes([_CONST]) + signed(bases.data + start) + bytes([_END]) + number(end - start) + data[start:end]
        for start, end in _filled(bytes(data))
    ]
    return with_sections(
        wasm,
        {CODE: code, DATA: number(len(segments)) + b"".join(segments), DATA_COUNT: number(len(segments))},
    )


def _bases(body: bytes, script: str) -> _Bases:
    said = [re.search(_BASE.format(name), script) for name in ("memory", "table")]
    if not all(said):
        raise RuntimeBuildError("the script of Pyodide does not say in the known way where data and functions begin")
    data, table = (int(found[1]) for found in said if found)
    names = [name for kind, name in imports(body) if kind == OF_GLOBAL]
    return _Bases(data, table, names.index("__memory_base"), names.index("__table_base"))


def _only_segment(body: bytes) -> bytes:
    reader = Reader(body)
    form = (reader.number(), reader.number(), reader.byte(), reader.number(), reader.byte())
    length = reader.number()
    if form != (1, 0, _GLOBAL_GET, 0, _END) or reader.at + length != len(body):
        raise RuntimeBuildError("the data of Pyodide's WebAssembly is not in one segment, as it was")
    return body[reader.at :]


def _relocate(bodies: dict[int, bytes], bases: _Bases, addresses: dict[int, int]) -> bytes:
    """Note the addresses by their place in the data; returned is the section of code, in which the function does the rest."""
    code = bodies[CODE]
    named = {name: index for name, kind, index, _ in exports(bodies[EXPORT]) if kind == OF_FUNCTION}
    start, begin, end = functions(code)[named[_RELOCATE] - imported_functions(bodies[IMPORT])]
    rest = b"".join(_unknown(code, begin, end, bases, addresses))
    body = b"\0" + rest + bytes([_END])
    return code[:start] + number(len(body)) + body + code[end:]


def _unknown(code: bytes, begin: int, end: int, bases: _Bases, addresses: dict[int, int]) -> Iterator[bytes]:
    """Note what a function without locals stores, and where, as far as that is known; returned is the code of the others."""
    known = {bases.data_global: bases.data, bases.table_global: bases.table}
    reader = Reader(code, begin)
    if reader.number():
        raise RuntimeBuildError("the function that writes addresses into Pyodide's data has locals, as it had not")
    stack: list[int | None] = []
    start = reader.at
    while (opcode := reader.byte()) != _END or reader.at != end:
        if opcode == _GLOBAL_GET:
            stack.append(known.get(reader.number()))
        elif opcode == _CONST:
            stack.append(reader.signed())
        elif opcode in (_ADD, _SUBTRACT):
            other, one = stack.pop(), stack.pop()
            sign = 1 if opcode == _ADD else -1
            stack.append(None if one is None or other is None else one + sign * other)
        elif opcode == _STORE:
            _, offset = reader.number(), reader.number()
            value, address = stack.pop(), stack.pop()
            if value is None or address is None:
                yield code[start : reader.at]
            else:
                addresses[address + offset - bases.data] = value
            start = reader.at
        else:
            raise RuntimeBuildError(f"the function that writes addresses into Pyodide's data does more: {opcode:#x}")


def _leave_out(table: Table, data: bytearray, addresses: Mapping[int, int], bases: _Bases) -> None:
    modules = ", ".join(table.modules)
    if not sha256(data[table.start : table.end]).hexdigest().startswith(table.digest):
        raise RuntimeBuildError(
            f"in the WebAssembly of Pyodide the tables of {modules} are not where they were: see {Path(__file__).name}"
        )
    for module in table.modules:
        _forget(module, data, addresses, bases)
    data[table.start : table.end] = bytes(table.end - table.start)


def _forget(module: str, data: bytearray, addresses: Mapping[int, int], bases: _Bases) -> None:
    """Take the module's name from whatever points to it, the list of C's modules (`_PyImport_Inittab`) too: nothing imports it."""
    name = data.find(b"\0" + module.encode() + b"\0") + 1
    places = [place for place, address in addresses.items() if address == bases.data + name]
    if not name or not places:
        raise RuntimeBuildError(f"the WebAssembly of Pyodide does not hold the module {module}, as it did")
    for place in places:
        struct.pack_into("<I", data, place, bases.data + name + len(module))  # the zero at its end: an empty name


def _filled(data: bytes) -> Iterator[tuple[int, int]]:
    """Where data is, between rows of zeros."""
    zeros = re.compile(rb"\0{%d,}" % _FEWEST_ZEROS)
    at = 0
    for row in zeros.finditer(data):
        if row.start() > at:
            yield at, row.start()
        at = row.end()
    if at < len(data):
        yield at, len(data)
