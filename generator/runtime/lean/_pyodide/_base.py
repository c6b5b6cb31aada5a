"""In place of Pyodide's evaluation of source, for which it loads the parser's tree, the tokenizer and what they import.

A page evaluates nothing but what Pyodide's own start does: expressions, with imports before them.
"""

from importlib import import_module
from typing import Any


def eval_code(
    source: str,
    globals: dict[str, Any] | None = None,
    locals: dict[str, Any] | None = None,
    *,
    filename: str = "<exec>",
    **options: Any,
) -> Any:
    """Run `source`; its value where it is an expression, or ends in one after a semicolon."""
    place = {} if globals is None else globals
    *before, last = source.rsplit(";", 1)
    try:
        value = compile(last.strip(), filename, "eval")
    except SyntaxError:
        exec(compile(source, filename, "exec"), place, locals)
        return None
    exec(compile("".join(before), filename, "exec"), place, locals)
    return eval(value, place, locals)


def pyimport_impl(path: str) -> Any:
    """What `pyodide.pyimport` gives: a module, or a name in one."""
    stem, *names = path.rsplit(".", 1)
    found = __import__(stem, fromlist=names)
    for name in names:
        found = getattr(found, name) if hasattr(found, name) else import_module(path)
    return found
