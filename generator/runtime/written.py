"""What dataclasses write when a class is made, compiled beforehand; this module goes to the browser, their bytecode after it.

`dataclasses` writes the source of a class's methods and lets Python compile it, each time a class is made: in WebAssembly that
takes longer than all else the calculators load. The source depends on the class alone, so it can be compiled when the site is
built. What was not is compiled as ever. A page makes some of the classes alone, so each function's bytecode is read when it is
wanted.
"""

from __future__ import annotations

import marshal
from collections.abc import Callable
from types import FunctionType
from typing import Any
from zlib import crc32

CODES: dict[str, bytes] = {}
"""By name, the bytecode of each function."""


def name_of(text: str) -> str:
    """The name under which the function of this source is kept."""
    return f"written_{len(text)}_{crc32(text.encode()):08x}"


def creator(text: str, names: dict[str, Any]) -> Callable[..., Any]:
    """The function of this source, its globals being `names`."""
    code = CODES.get(name_of(text))
    if code is not None:
        return FunctionType(marshal.loads(code), names)
    place: dict[str, Any] = {}
    exec(text, names, place)
    function: Callable[..., Any] = place["__create_fn__"]
    return function
