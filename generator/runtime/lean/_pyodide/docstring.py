"""In place of Pyodide's docstrings for its own methods, which it makes from the signatures of what documents them."""

from collections.abc import Callable
from typing import Any


def get_cmeth_docstring(func: Callable[..., Any]) -> str:
    """What CPython reads of a method written in C: a signature, and no more."""
    return f"{func.__name__}()\n--\n\n"
