"""Leaves of a mutated module only the mutants that are tried: with all it is forty times as long, and each call takes a detour.

Lines are emptied, not taken out, so that mutmut still finds what it shows by its lines.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator
from pathlib import Path

_MUTANT = re.compile(r"__mutmut_\d+$")
_DETOUR = re.compile(r"\s*@_mutmut_mutated\(mutants_(\w+)__mutmut\b")
"""What leads calls of a function to the mutant under test."""


def leave_only(folder: Path, package: str, tried: Collection[str]) -> None:
    """Empty the lines of every other mutant in the modules of folder/package; `tried` names mutants as mutmut does."""
    for path in sorted((folder / package).rglob("*.py")):
        module = ".".join(path.relative_to(folder).with_suffix("").parts).removesuffix(".__init__")
        kept = {name.rpartition(".")[2] for name in tried if name.rpartition(".")[0] == module}
        text = path.read_text("utf-8")
        if "__mutmut" in text:
            path.write_text(lean(text, kept), "utf-8")


def lean(text: str, kept: Collection[str]) -> str:
    """A module's text with no mutants but those `kept`; functions without one are called directly."""
    lines = text.split("\n")
    for first, last in _others(ast.parse(text), kept):
        lines[first - 1 : last] = [""] * (last - first + 1)
    mutated = {_MUTANT.sub("", name) for name in kept}
    for number, line in enumerate(lines):
        if (found := _DETOUR.match(line)) and found[1] not in mutated:
            lines[number] = ""
    return "\n".join(lines)


def _others(tree: ast.Module, kept: Collection[str]) -> Iterator[tuple[int, int]]:
    """First and last line of each mutant that is not kept, and of the line that tells mutmut of it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            name = node.name
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Subscript):
            key = node.targets[0].slice
            name = key.value if isinstance(key, ast.Constant) and isinstance(key.value, str) else ""
        else:
            continue
        if _MUTANT.search(name) and name not in kept:
            decorators = getattr(node, "decorator_list", [])
            yield min(part.lineno for part in (node, *decorators)), node.end_lineno or node.lineno
