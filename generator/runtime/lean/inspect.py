"""In place of inspect, which loads the parser's tree, the tokenizer and the disassembler: the two of its functions that are called."""

from importlib.machinery import all_suffixes
from types import FunctionType, MethodType

CO_COROUTINE = 0x80
"""The flag of code that is that of a coroutine (CPython, `Include/cpython/code.h`)."""


def iscoroutinefunction(obj: object) -> bool:
    """Whether calling this gives a coroutine."""
    if isinstance(obj, MethodType):
        obj = obj.__func__
    return isinstance(obj, FunctionType) and bool(obj.__code__.co_flags & CO_COROUTINE)


def getmodulename(path: str) -> str | None:
    """The name of the module in a file; nothing where the file is none."""
    name = path.rsplit("/", 1)[-1]
    suffix = max((s for s in all_suffixes() if name.endswith(s)), key=len, default="")
    return name.removesuffix(suffix) if suffix else None
