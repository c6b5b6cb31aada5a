"""Pyodide's WebAssembly with its indirect calls in functions of their own, one for each type of function that is called so.

A browser's compiler bets on what an indirect call has called so far. Python's evaluation loop loses that bet, as its calls lead to
other functions once other code runs: V8 compiles the loop, its largest function, three times over before the first answer, beside
the thread that works on it. What all calls of a type share leads everywhere: nothing is bet.
"""

from __future__ import annotations

from collections.abc import Sequence

from generator.runtime.instructions import CALL, CALL_INDIRECT, END, LOCAL_GET, instructions
from generator.runtime.wasm import (
    CODE,
    FUNCTION,
    IMPORT,
    TYPE,
    Reader,
    function_types,
    functions,
    imported_functions,
    number,
    sections,
    with_sections,
)

_I32 = b"\x7f"
_TABLE = 0
"""The one table of functions."""


def through_functions(wasm: bytes) -> bytes:
    """The WebAssembly in which every indirect call is a call of a function that does it; the others' numbers stay as they are."""
    bodies = dict(sections(wasm))
    own = _numbers(bodies[FUNCTION])
    ways = _Ways(function_types(bodies[TYPE]), imported_functions(bodies[IMPORT]) + len(own))
    code = bodies[CODE]
    changed = [_with_calls(code, begin, end, ways) for _, begin, end in functions(code)]
    return with_sections(
        wasm,
        {
            TYPE: _vector([b"\x60" + _counted(given) + _counted(returned) for given, returned in ways.types]),
            FUNCTION: _vector([number(kind) for kind in [*own, *ways.kinds]]),
            CODE: _vector([_counted(body) for body in [*changed, *ways.bodies]]),
        },
    )


class _Ways:
    """The functions to be added, in the order of their numbers."""

    def __init__(self, types: list[tuple[bytes, bytes]], first: int) -> None:
        self.types = types
        self.kinds: list[int] = []
        """Of each its type."""
        self.bodies: list[bytes] = []
        self._first = first
        self._of: dict[int, int] = {}

    def to(self, called: int) -> int:
        """The number of the function that takes what one of the type `called` does and its place in the table, and calls it."""
        if called not in self._of:
            given, returned = self.types[called]
            kind = (given + _I32, returned)
            if kind not in self.types:
                self.types.append(kind)
            passed = b"".join(bytes([LOCAL_GET]) + number(place) for place in range(len(given) + 1))
            self._of[called] = self._first + len(self.kinds)
            self.kinds.append(self.types.index(kind))
            self.bodies.append(b"\0" + passed + bytes([CALL_INDIRECT]) + number(called) + number(_TABLE) + bytes([END]))
        return self._of[called]


def _with_calls(code: bytes, begin: int, end: int, ways: _Ways) -> bytes:
    parts = []
    at = begin
    for opcode, start, stop, called in instructions(code, begin, end):
        if opcode == CALL_INDIRECT:
            parts += [code[at:start], bytes([CALL]) + number(ways.to(called))]
            at = stop
    return b"".join([*parts, code[at:end]])


def _numbers(body: bytes) -> list[int]:
    reader = Reader(body)
    return [reader.number() for _ in range(reader.number())]


def _counted(content: bytes) -> bytes:
    return number(len(content)) + content


def _vector(parts: Sequence[bytes]) -> bytes:
    return number(len(parts)) + b"".join(parts)
