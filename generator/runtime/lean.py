"""Pyodide's standard library with less to load: parts of Pyodide's own Python that no page reaches, and what they import, left out.

Pyodide starts with an event loop, an installer of packages, hooks for both, and many ways to run source; they import half of all
that is loaded before the first answer (asyncio, sockets, subprocesses, logging, temporary files; the parser's tree, the tokenizer,
the disassembler). A page's calculators are called and answer: they await nothing, install nothing and run no source.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

from generator.runtime.failure import RuntimeBuildError
from generator.runtime.pyodide import Pyodide

LEAN = Path(__file__).parent / "lean"
"""Modules that stand in for Pyodide's own, by their path in its library."""
EDITS: Mapping[str, Mapping[str, str]] = {
    "_pyodide/_importhook.py": {
        "from importlib.abc import Loader, MetaPathFinder": "from importlib._abc import Loader\n\nMetaPathFinder = object",
    },
    "dataclasses.py": {
        "import inspect\n": "",
        "import copy\n": "class copy:\n    def deepcopy(obj):\n        from copy import deepcopy\n        return deepcopy(obj)\n\n",
        "inspect.get_annotations(cls)": "cls.__dict__.get('__annotations__', {})",
        "            text_sig = str(inspect.signature(cls)).replace(' -> None', '')\n": "            text_sig = ''\n",
    },
    "html/__init__.py": {
        "from html.entities import html5 as _html5\n": "",
        "def _replace_charref(s):\n": "def _replace_charref(s):\n    from html.entities import html5 as _html5\n",
    },
    "urllib/parse.py": {
        "import ipaddress\n": "",
        "def _check_bracketed_host(hostname):\n": "def _check_bracketed_host(hostname):\n    import ipaddress\n",
    },
}
"""Of a file: what stands there once, and what is put. `importlib.abc` imports what reads zip files and makes temporary ones for a
class that nobody names; the tables of HTML's entities, the classes of addresses and what copies are imported where they are used;
dataclasses read annotations that are texts or values already, and write no documentation of a class's signature."""


def lean_library(pyodide: Pyodide) -> bytes:
    """The zip of the standard library, in source, as the pages take it.

    Raises:
        RuntimeBuildError: Pyodide's own is not as this version of it is.
    """
    instead = {str(file.relative_to(LEAN)): file.read_bytes() for file in sorted(LEAN.rglob("*.py"))}
    buffer = io.BytesIO()
    with zipfile.ZipFile(pyodide.library) as source, zipfile.ZipFile(buffer, "w") as target:
        names = set(source.namelist())
        if missing := sorted({*instead, *EDITS} - names):
            raise RuntimeBuildError(f"the library of Pyodide {pyodide.version} does not hold {', '.join(missing)}")
        for info in source.infolist():
            content = instead.get(info.filename) or source.read(info)
            target.writestr(zipfile.ZipInfo(info.filename), _edited(info.filename, content))
    return buffer.getvalue()


def _edited(name: str, content: bytes) -> bytes:
    if name not in EDITS:
        return content
    text = content.decode()
    for old, new in EDITS[name].items():
        if text.count(old) != 1:
            raise RuntimeBuildError(
                f"{name} of Pyodide does not hold `{old.strip()}` once, as that of CPython 3.13 does"
            )
        text = text.replace(old, new)
    return text.encode()
