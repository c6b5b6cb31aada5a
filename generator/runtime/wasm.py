"""Reading and writing the binary format of WebAssembly (core specification, release 2.0, section 5), as far as the build does."""

from __future__ import annotations

from collections.abc import Iterator

TYPE, IMPORT, FUNCTION, EXPORT, START, ELEMENTS, CODE, DATA, DATA_COUNT = 1, 2, 3, 7, 8, 9, 10, 11, 12
"""Sections."""
OF_FUNCTION, OF_TABLE, OF_MEMORY, OF_GLOBAL, OF_TAG = range(5)
"""What is imported or exported."""
HEAD = 8
"""Bytes before the first section."""


class Reader:
    """Reads the binary format from a place on."""

    def __init__(self, data: bytes, at: int = 0) -> None:
        self.data = data
        self.at = at

    def byte(self) -> int:
        """The next byte."""
        self.at += 1
        return self.data[self.at - 1]

    def number(self) -> int:
        """An unsigned integer in LEB128; of a signed one only the length is right."""
        value, _ = self._number()
        return value

    def signed(self) -> int:
        """A signed integer in LEB128."""
        value, bits = self._number()
        return value - (1 << bits) if value >> (bits - 1) else value

    def _number(self) -> tuple[int, int]:
        value = shift = 0
        while True:
            part = self.data[self.at]
            self.at += 1
            value |= (part & 0x7F) << shift
            shift += 7
            if part < 0x80:
                return value, shift

    def name(self) -> str:
        """A name: its length and UTF-8."""
        length = self.number()
        self.at += length
        return self.data[self.at - length : self.at].decode()


def number(value: int) -> bytes:
    """An unsigned integer in LEB128."""
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])


def signed(value: int) -> bytes:
    """A signed integer in LEB128."""
    out = bytearray()
    while not -0x40 <= value < 0x40:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value & 0x7F])


def sections(wasm: bytes) -> Iterator[tuple[int, bytes]]:
    """Each section's number and content."""
    reader = Reader(wasm, HEAD)
    while reader.at < len(wasm):
        kind, length = reader.byte(), reader.number()
        yield kind, wasm[reader.at : reader.at + length]
        reader.at += length


def with_sections(wasm: bytes, contents: dict[int, bytes]) -> bytes:
    """The module with other contents of some sections."""
    out = bytearray(wasm[:HEAD])
    for kind, body in sections(wasm):
        content = contents.get(kind, body)
        out += bytes([kind]) + number(len(content)) + content
    return bytes(out)


def function_types(body: bytes) -> list[tuple[bytes, bytes]]:
    """Of each type of function: the types of what it is given and of what it returns, a byte each."""
    reader = Reader(body)
    found = []
    for _ in range(reader.number()):
        reader.byte()  # a function's
        given, returned = (bytes([reader.byte() for _ in range(reader.number())]) for _ in range(2))
        found.append((given, returned))
    return found


def functions(code: bytes) -> list[tuple[int, int, int]]:
    """Of each function of the code section: where it starts, where its body does, and where both end."""
    reader = Reader(code)
    found = []
    for _ in range(reader.number()):
        start = reader.at
        length = reader.number()
        found.append((start, reader.at, reader.at + length))
        reader.at += length
    return found


def imports(body: bytes) -> Iterator[tuple[int, str]]:
    """Of each import: what it is of, and its name."""
    reader = Reader(body)
    for _ in range(reader.number()):
        reader.name()
        name, kind = reader.name(), reader.byte()
        yield kind, name
        if kind == OF_FUNCTION:
            reader.number()
        elif kind == OF_GLOBAL:
            reader.at += 2
        elif kind == OF_TAG:  # its attribute, its type
            reader.byte(), reader.number()
        else:  # a table's type; limits
            if kind == OF_TABLE:
                reader.byte()
            flags = reader.byte()
            reader.number()
            if flags & 1:
                reader.number()


def imported_functions(body: bytes) -> int:
    """How many functions are imported: the others' numbers come after theirs."""
    return sum(kind == OF_FUNCTION for kind, _ in imports(body))


def exports(body: bytes) -> Iterator[tuple[str, int, int, bytes]]:
    """Of each export: its name, what it is of, which, and its bytes."""
    reader = Reader(body)
    for _ in range(reader.number()):
        start = reader.at
        name, kind, index = reader.name(), reader.byte(), reader.number()
        yield name, kind, index, body[start : reader.at]
