"""The instructions of WebAssembly.

Those of the core specification, release 2.0, section 5.4, and of the proposal "Exception Handling", in its legacy form too.
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.runtime.failure import RuntimeBuildError
from generator.runtime.wasm import Reader

CALL, CALL_INDIRECT, LOCAL_GET, END = 0x10, 0x11, 0x20, 0x0B
_TAIL_CALL, _REFERENCE = 0x12, 0xD2
NAMING = frozenset([CALL, _TAIL_CALL, _REFERENCE])
"""Those whose operand is a function."""

_NONE = frozenset([0x00, 0x01, 0x05, 0x0A, END, 0x0F, 0x19, 0x1A, 0x1B, 0xD1, *range(0x45, 0xC5)])
_BLOCK = frozenset([0x02, 0x03, 0x04, 0x06])
"""A block's type is one signed number."""
_ONE = (
    _BLOCK | NAMING | frozenset([0x07, 0x08, 0x09, 0x0C, 0x0D, 0x18, *range(0x20, 0x27), 0x3F, 0x40, 0x41, 0x42, 0xD0])
)
_TWO = frozenset([CALL_INDIRECT, 0x13, *range(0x28, 0x3F)])
_BULK = {8: 2, 9: 1, 10: 2, 11: 1, 12: 2, 13: 1, 14: 2, 15: 1, 16: 1, 17: 1}
"""Of the opcodes after 0xFC: how many numbers follow; none after those of saturating conversions (0 to 7)."""


def instructions(body: bytes, begin: int, end: int) -> Iterator[tuple[int, int, int, int]]:
    """Of each instruction of a function's body: its opcode, where it starts and ends, and its first operand, 0 where it has others.

    Raises:
        RuntimeBuildError: one is not known here, or the last does not end at `end`.
    """
    reader = Reader(body, begin)
    for _ in range(reader.number()):  # locals: a count, a type
        reader.number(), reader.byte()
    while reader.at < end:
        start, opcode = reader.at, reader.byte()
        operand = 0
        if opcode in _ONE:
            operand = reader.number()
        elif opcode in _TWO:
            operand, _ = reader.number(), reader.number()
        elif opcode not in _NONE:
            _pass_others(reader, opcode)
        yield opcode, start, reader.at, operand
    if reader.at != end:
        raise RuntimeBuildError(
            "the WebAssembly of Pyodide was not read rightly: a function does not end where it should"
        )


def _pass_others(reader: Reader, opcode: int) -> None:
    """The immediates of an instruction that has its own."""
    if opcode == 0x0E:  # br_table
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
        raise RuntimeBuildError(f"the WebAssembly of Pyodide holds an instruction that is not known here: {opcode:#x}")


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
