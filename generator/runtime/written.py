"""What dataclasses write when a class is made, compiled beforehand; this module goes to the browser, the written functions after it.

`dataclasses` writes the source of a class's methods and lets Python compile it, each time a class is made: in WebAssembly that
takes longer than all else the calculators load. The source depends on the class alone, so it can be compiled when the site is
built. What was not is compiled as ever.
"""

from __future__ import annotations

from collections.abc import Callable
from types import FunctionType
from typing import Any
from zlib import crc32

OPENING = "def __create_fn__("
"""How `dataclasses` (CPython 3.13, `_FuncBuilder.add_fns_to_class`) begins what it writes."""


def name_of(text: str) -> str:
    """The name under which the function of this source is kept."""
    return f"written_{len(text)}_{crc32(text.encode()):08x}"


def creator(text: str, names: dict[str, Any]) -> Callable[..., Any]:
    """The function of this source, its globals being `names`."""
    made = globals().get(name_of(text))
    if made is not None:
        return FunctionType(made.__code__, names)
    place: dict[str, Any] = {}
    exec(text, names, place)
    function: Callable[..., Any] = place["__create_fn__"]
    return function
