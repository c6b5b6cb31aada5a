"""The npm package `pyodide`: its files, its version, and what it says of itself."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from generator.paths import HERE
from generator.runtime.failure import RuntimeBuildError


@dataclass(frozen=True)
class Pyodide:
    """The package in a folder of node_modules/."""

    folder: Path
    version: str
    lock: dict[str, Any]
    """What `loadPyodide` needs of pyodide-lock.json when no package is ever loaded by name."""

    @property
    def wasm(self) -> Path:
        """CPython, compiled to WebAssembly."""
        return self.folder / "pyodide.asm.wasm"

    @property
    def script(self) -> Path:
        """The JavaScript that goes with the WebAssembly."""
        return self.folder / "pyodide.asm.js"

    @property
    def loader(self) -> Path:
        """The JavaScript that starts it."""
        return self.folder / "pyodide.mjs"

    @property
    def library(self) -> Path:
        """The standard library, as source, in a zip."""
        return self.folder / "python_stdlib.zip"


REMEDY = (
    f"copy package.json and package-lock.json of {HERE / 'npm'} beside your mkdocs.yml and run `npm ci`"
    if (HERE / "npm").is_dir()
    else "`make build` sets it up"
)
"""An installed generator carries the lists of its npm files; a checkout has its set-up."""


def find(root: Path) -> Pyodide:
    """The package that `npm ci` put into `root`/node_modules."""
    folder = root / "node_modules" / "pyodide"
    try:
        version = json.loads((folder / "package.json").read_text("utf-8"))["version"]
        info = json.loads((folder / "pyodide-lock.json").read_text("utf-8"))["info"]
    except OSError as error:
        raise RuntimeBuildError(f"node_modules/pyodide is not there; {REMEDY}") from error
    return Pyodide(folder, version, {"info": {**info, "version": version}, "packages": {}})
