"""The slim standard library: the modules that the calculators load, as bytecode, in a stored zip."""

from __future__ import annotations

import importlib.util
import io
import json
import marshal
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from types import CodeType

from generator.runtime import written
from generator.runtime.cache import Cache
from generator.runtime.failure import RuntimeBuildError
from generator.runtime.lean import lean_library
from generator.runtime.pyodide import Pyodide
from generator.runtime.tools import call, node
from generator.runtime.wheel import source_parts, stored_zip

HERE = Path(__file__).parent
TRACE = HERE / "trace.mjs"
INSIDE = HERE / "inside.py"
PLACE = "/lib/python313.zip"
"""Where Pyodide keeps its standard library: what tracebacks name."""
DATACLASSES = "dataclasses.py"
COMPILES = "exec(txt, self.globals, ns)\n        fns = ns['__create_fn__']("
"""Where dataclasses.py of CPython 3.13 has compiled what it wrote,"""
LOOKS_UP = "fns = __import__('_written').creator(txt, self.globals)("
"""and what stands there instead."""


@dataclass(frozen=True)
class Trace:
    """What the calculators did in the real Pyodide."""

    files: tuple[str, ...]
    """Files of its standard library that were loaded."""
    magic: str
    """The magic number of its bytecode, hexadecimal."""
    written: tuple[str, ...] = ()
    """What `dataclasses` wrote for the calculators' classes."""


def library(pyodide: Pyodide, root: Path, archive: bytes, catalogue_json: str, cache: Cache) -> bytes:
    """The zip, made anew only when Pyodide or the calculators have changed.

    Which modules are loaded is a matter of the code, so a change of the data alone traces nothing again.
    """
    source = lean_library(pyodide)
    parts = [source, TRACE.read_bytes(), INSIDE.read_bytes(), *source_parts(root)]
    found = cache.get("modules.json", parts, lambda: _run_trace(pyodide, source, archive, catalogue_json))
    traced = json.loads(found)
    trace = Trace(tuple(traced["files"]), traced["magic"], tuple(traced["written"]))
    code = [Path(__file__).read_bytes(), Path(written.__file__).read_bytes()]
    parts = [sys.version.encode(), *code, source, found]
    return cache.get("library.zip", parts, lambda: compile_library(source, trace))


def _run_trace(pyodide: Pyodide, source: bytes, archive: bytes, catalogue_json: str) -> bytes:
    with TemporaryDirectory() as temporary:
        library, zipped, catalogue = (
            Path(temporary, name) for name in ("library.zip", "calculators.zip", "catalogue.json")
        )
        library.write_bytes(source)
        zipped.write_bytes(archive)
        catalogue.write_text(catalogue_json, "utf-8")
        printed = call(
            "the calculators in Pyodide under node",
            [node(), TRACE, pyodide.folder, library, zipped, catalogue],
            cwd=HERE,
            stdin=INSIDE.read_text("utf-8"),
        )
    return printed.strip().splitlines()[-1].encode()


def compile_library(source: bytes, trace: Trace) -> bytes:
    """Bytecode of the traced files of the zip `source`, by this Python.

    Docstrings, assertions and the columns of tracebacks are left out: a third of the download, which no page shows.

    Raises:
        RuntimeBuildError: this Python's bytecode is not Pyodide's.
    """
    own = importlib.util.MAGIC_NUMBER.hex()
    if own != trace.magic:
        version = ".".join(map(str, sys.version_info[:3]))
        raise RuntimeBuildError(
            f"Python {version} writes bytecode {own}, Pyodide reads {trace.magic}: build with the CPython of .python-version"
        )
    with TemporaryDirectory() as temporary, zipfile.ZipFile(io.BytesIO(source)) as library:
        folder = Path(temporary)
        library.extractall(folder, trace.files)
        files = [*trace.files, *_compile_beforehand(folder, trace.written)]
        options: list[str | Path] = ["-b", "-q", "-s", folder, "-p", PLACE, "--invalidation-mode", "unchecked-hash"]
        call(
            "bytecode of the standard library",
            [sys.executable, "-OO", "-X", "no_debug_ranges", "-m", "compileall", *options, folder],
            cwd=folder,
        )
        return stored_zip({f"{name}c": (folder / f"{name}c").read_bytes() for name in files})


def _compile_beforehand(folder: Path, sources: tuple[str, ...]) -> list[str]:
    """Put what dataclasses wrote into a module, and have dataclasses look there; the files added."""
    file = folder / DATACLASSES
    if not sources:
        return []
    text = file.read_text("utf-8")
    if text.count(COMPILES) != 1:
        raise RuntimeBuildError(
            f"{DATACLASSES} of Pyodide does not hold `{COMPILES.split()[0]} …` once, as that of CPython 3.13 does"
        )
    file.write_text(text.replace(COMPILES, LOOKS_UP), "utf-8")
    functions = {written.name_of(source): source for source in sources}
    if len(functions) != len(set(sources)):
        raise RuntimeBuildError(
            "two classes of the calculators would share the name of what dataclasses wrote for them"
        )
    codes = {name: marshal.dumps(_bytecode(source)) for name, source in sorted(functions.items())}
    head = Path(written.__file__).read_text("utf-8")
    (folder / "_written.py").write_text(f"{head}\n\nCODES |= {codes!r}\n", "utf-8")
    return ["_written.py"]


def _bytecode(source: str) -> CodeType:
    """The function that a source defines, without the numbers of its lines: nobody can look them up."""
    module = compile(source, "<written>", "exec", dont_inherit=True, optimize=2)
    return _without_lines(next(constant for constant in module.co_consts if isinstance(constant, CodeType)))


def _without_lines(code: CodeType) -> CodeType:
    inner = (_without_lines(constant) if isinstance(constant, CodeType) else constant for constant in code.co_consts)
    return code.replace(co_linetable=b"", co_consts=tuple(inner))
