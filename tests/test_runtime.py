"""What the browser downloads: small, the same for the same sources, named by content, and as right as CPython."""

from __future__ import annotations

import gzip
import io
import json
import marshal
import os
import re
import shutil
import subprocess
import time
import zipfile
from dataclasses import replace
from hashlib import sha256
from importlib.util import MAGIC_NUMBER
from pathlib import Path
from types import CodeType
from typing import Any

import brotli
import pytest

import calculators
from calculators import Catalogue
from calculators.core.door import calculator
from generator.paths import CACHE, ROOT
from generator.runtime import RuntimeBuildError, build_page_script, build_runtime, pyodide
from generator.runtime.cache import Cache
from generator.runtime.data import Table, settle
from generator.runtime.exports import slim
from generator.runtime.glue import REPLACED, leave_out
from generator.runtime.indirect import through_functions
from generator.runtime.lean import lean_library
from generator.runtime.library import Trace, compile_library
from generator.runtime.publish import hashed_name, publish
from generator.runtime.scripts import bundle, script_folder
from generator.runtime.tools import shake
from generator.runtime.wasm import sections
from generator.runtime.wheel import archive, repack, source_wheel

CATALOGUE_JSON = ROOT / "build" / "catalogue.json"
SLIM = ROOT / "tests" / "support" / "slim.mjs"
MOST_RUNTIME_BYTES = 2_500_000
"""The most that a page downloads to be live, in brotli."""
MOST_CATALOGUE_BYTES = 150_000
"""The most of the catalogue that a page downloads, in brotli."""
MOST_SCRIPT_BYTES = 8 * 1024
"""The most of our JavaScript on a page that nobody touches, in brotli."""
MOST_UNCHANGED_S = 1.0
LATER = {"charts", "drawer", "licences"}
"""What a live page has not downloaded: charts come when one has to change, licences when somebody asks."""


def build(out: Path) -> Path:
    return build_runtime(out, CATALOGUE_JSON.read_text("utf-8"))


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The runtime, built once; its manifest."""
    return build(tmp_path_factory.mktemp("runtime"))


def files_of(manifest: Path) -> dict[str, Path]:
    names = json.loads(manifest.read_text("utf-8"))["files"]
    return {role: manifest.parent / name for role, name in names.items()}


# What is in it


def test_the_download_is_within_its_bound(built: Path) -> None:
    needed = [built, *(file for role, file in files_of(built).items() if role not in LATER)]
    sizes = {file.name: file.with_name(f"{file.name}.br").stat().st_size for file in needed}
    assert sum(sizes.values()) <= MOST_RUNTIME_BYTES, sizes


def test_the_catalogue_is_within_its_bound(catalogue: Catalogue) -> None:
    assert len(brotli.compress(catalogue.to_json().encode(), quality=11)) <= MOST_CATALOGUE_BYTES


def test_our_scripts_on_a_page_that_nobody_touches_are_within_their_bound(tmp_path: Path) -> None:
    """The page's, the worker's without Pyodide's loader, and the service worker's with its list of files."""
    cache = Cache(tmp_path / "cache")
    loader = tmp_path / "loader.js"
    loader.write_text("import { loadPyodide } from 'pyodide';\nglobalThis.loadPyodide = loadPyodide;\n", "utf-8")
    page = build_page_script(tmp_path).read_bytes()
    assert b"pyodide" not in page and b"vega" not in page
    worker = bundle(ROOT, script_folder(ROOT) / "worker.js", cache)
    sizes = [
        len(brotli.compress(script, quality=11))
        for script in (page, worker, bundle(ROOT, loader, cache), (ROOT / "site" / "offline.js").read_bytes())
    ]
    page_bytes, worker_bytes, loader_bytes, offline_bytes = sizes
    assert page_bytes + worker_bytes - loader_bytes + offline_bytes <= MOST_SCRIPT_BYTES, sizes


def test_a_calculators_page_loads_no_other_script_of_ours() -> None:
    text = (ROOT / "site" / "calculators" / "rent_or_buy" / "index.html").read_text("utf-8")
    assert re.findall(r'<script[^>]* src="[./]*js/([a-z]+)', text) == ["calculator"]


def test_names_hold_a_digest_and_twins_hold_the_same(built: Path) -> None:
    for file in [built, *files_of(built).values()]:
        assert re.fullmatch(r".+\.[0-9a-f]{16}\.[a-z]+", file.name)
        content = file.read_bytes()
        assert file.name == hashed_name(re.sub(r"\.[0-9a-f]{16}", "", file.name), content)
        assert brotli.decompress(file.with_name(f"{file.name}.br").read_bytes()) == content
        assert gzip.decompress(file.with_name(f"{file.name}.gz").read_bytes()) == content


def places(code: CodeType) -> set[str]:
    """The files that a code object and those in it say they are from."""
    return {code.co_filename}.union(*(places(part) for part in code.co_consts if isinstance(part, CodeType)))


def test_archives_hold_bytecode_alone_and_no_trace_of_the_machine(built: Path) -> None:
    for role, place in (("library", "/lib/python313.zip/"), ("calculators", "")):
        with zipfile.ZipFile(files_of(built)[role]) as zipped:
            names = zipped.namelist()
            assert names and all(name.endswith(".pyc") for name in names)
            assert {info.compress_type for info in zipped.infolist()} == {zipfile.ZIP_STORED}
            for name in names:
                content = zipped.read(name)
                assert content.startswith(MAGIC_NUMBER), name
                assert places(marshal.loads(content[16:])) == {f"{place}{name.removesuffix('c')}"}
    assert "calculators/core/door.pyc" in names
    for name in ("__main__", "_files", "_terminal"):
        assert f"calculators/{name}.pyc" not in names, "the command line stays at home"


def test_licences_of_what_is_passed_on(built: Path) -> None:
    text = files_of(built)["licences"].read_text("utf-8")
    for name in ("vega", "vega-lite", "vega-interpreter"):
        assert re.search(rf"^{name} \d", text, re.MULTILINE)
    assert "Redistribution and use in source and binary forms" in text


# The same results


def test_the_slim_runtime_gives_cpythons_results(built: Path) -> None:
    catalogue = Catalogue.from_json(CATALOGUE_JSON.read_text("utf-8"))
    jobs: list[dict[str, Any]] = [{"name": name, "inputs": {}} for name in calculators.names()]
    for name in calculators.names():
        jobs += [{"name": name, "inputs": example.inputs} for example in getattr(calculator(name), "EXAMPLES", ())]
    jobs += [{"name": jobs[0]["name"], "inputs": {"nonsense": 0}}, {"name": "nowhere", "inputs": {}}]

    told = run_slim(built, jobs)

    expected = [calculators.run(job["name"], job["inputs"], catalogue) for job in jobs]
    assert told["answers"] == json.loads(json.dumps(expected))
    assert re.search(r'File "calculators/core/door.py", line \d+, in run_json', told["traceback"])
    assert "json.decoder.JSONDecodeError" in told["traceback"]
    assert told["compiled"] == [], "what dataclasses write is compiled when the site is built"


def run_slim(manifest: Path, jobs: list[dict[str, Any]]) -> dict[str, Any]:
    done = subprocess.run(
        ["node", SLIM, manifest.parent, ROOT / "node_modules" / "pyodide"],
        input=json.dumps(jobs),
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


# Pyodide's own files without what no page reaches


def section(kind: int, *entries: bytes) -> bytes:
    body = bytes([len(entries)]) + b"".join(entries)
    return bytes([kind, len(body)]) + body


def body(*code: int) -> bytes:
    return bytes([len(code) + 2, 0, *code, 0x0B])


def test_exports_that_nothing_names_go_and_what_they_alone_reached_is_emptied() -> None:
    """A module written by hand: `free` is called by the script, `old` by nobody; `old` alone calls a helper; a table holds another."""
    call, free, old, helper, in_table, shared = 0x10, 1, 2, 3, 4, 5
    head = b"\0asm\1\0\0\0" + section(1, b"\x60\0\0") + section(2, b"\1e\1f\0\0")
    functions = section(3, *[b"\0"] * 5) + section(4, b"\x70\0\1")
    exports = section(7, b"\4free\0" + bytes([free]), b"\3old\0" + bytes([old]))
    table = section(9, b"\0\x41\0\x0b\1" + bytes([in_table]))
    code = section(
        10,
        body(call, shared, call, 0),
        body(call, helper),
        body(0x41, 0x80, 0x01, 0x1A),
        body(0x43, 0, 0, 0x10, helper, 0x1A),
        body(0x02, 0x40, 0x0E, 1, 0, 0, 0x0B),
    )
    padding = "".join(f'var _x{n}=Module["_x{n}"]=wasmExports["x{n}"];' for n in range(1000))
    script = 'var _free=Module["_free"]=wasmExports["free"];var _old=Module["_old"]=wasmExports["old"];_free();'

    slimmed = slim(padding + script, head + functions + exports + table + code, loader="", shake=str)

    assert slimmed.script == 'var _free=Module["_free"]=wasmExports["free"];_free();'
    empty = bytes([3, 0, 0, 0x0B])
    assert slimmed.wasm == head + functions + section(7, b"\4free\0" + bytes([free])) + table + section(
        10,
        body(call, shared, call, 0),
        empty,
        empty,
        body(0x43, 0, 0, 0x10, helper, 0x1A),  # the number of `helper` within a constant is no call
        body(0x02, 0x40, 0x0E, 1, 0, 0, 0x0B),
    )


def test_every_indirect_call_of_a_type_goes_through_one_function() -> None:
    """A module written by hand: one function imported, one with three indirect calls, one with none."""
    const, local, call, indirect, drop = 0x41, 0x20, 0x10, 0x11, 0x1A
    head = b"\0asm\1\0\0\0"
    nothing, number_of_number, two_numbers = b"\x60\0\0", b"\x60\1\x7f\1\x7f", b"\x60\2\x7f\x7f\1\x7f"
    imported = section(2, b"\1e\1f\0\0")
    calling = [const, 5, const, 2], [const, 9], [drop, const, 7, const, 3], [drop]
    first, second, third, end = calling
    old = (
        section(1, nothing, number_of_number),
        section(3, b"\0", b"\1"),
        section(
            10, body(*first, indirect, 1, 0, *second, indirect, 0, 0, *third, indirect, 1, 0, *end), body(local, 0)
        ),
    )
    of_number, of_nothing = 3, 4
    new = (
        section(1, nothing, number_of_number, two_numbers, b"\x60\1\x7f\0"),
        section(3, b"\0", b"\1", b"\2", b"\3"),
        section(
            10,
            body(*first, call, of_number, *second, call, of_nothing, *third, call, of_number, *end),
            body(local, 0),
            body(local, 0, local, 1, indirect, 1, 0),
            body(local, 0, indirect, 0, 0),
        ),
    )

    assert through_functions(head + old[0] + imported + old[1] + old[2]) == head + new[0] + imported + new[1] + new[2]


GLUE = "".join(REPLACED) + (
    "var wasmImports={exit:_exit,emscripten_glClear:_clear,SDL_Init:_init,now};"
    'function _exit(){}_exit.sig="vi";function _init(){}_init.sig="ii";eval(text);'
    'Module["_exit"]=_exit;Module["_init"]=_init;Module["FS"]=FS;Module._exit();'
)
"""A script written by hand, in Emscripten's way."""


def test_the_script_names_what_the_webassembly_imports_and_its_loader_reads() -> None:
    less = leave_out(GLUE, "Module.FS", {"exit", "now", "emscripten_glClear"})

    assert less == "".join(REPLACED.values()) + (
        "var wasmImports={exit:_exit,now};"
        'function _exit(){}_exit.sig="vi";function _init(){}(0,eval)(text);'
        'Module["_exit"]=_exit;Module["FS"]=FS;Module._exit();'
    )


def test_what_nothing_names_is_shaken_out() -> None:
    assert shake(ROOT, "(()=>{function used(){return a()}function unused(){return b()}used()})();") == "a();"


@pytest.mark.parametrize("text", REPLACED)
def test_a_script_of_another_make_is_refused(text: str) -> None:
    with pytest.raises(RuntimeBuildError, match="holds 0 times, not once"):
        leave_out(GLUE.replace(text, ""), "", set())


def settled_sample(data: bytes, stores: bytes, script: str) -> bytes:
    """A module written by hand, settled: three imported globals, a function that stores, a segment; a table of eight bytes at 24."""
    names = (b"__memory_base", b"__table_base", b"later")
    globals_ = bytes([3]) + b"".join(b"\1e" + bytes([len(n)]) + n + b"\3\x7f\0" for n in names)
    relocate = b"__wasm_apply_data_relocs"
    exports = bytes([1, len(relocate)]) + relocate + b"\0\0"
    body = b"\0" + stores + b"\x0b"
    code = bytes([1, len(body)]) + body
    segment = b"\1\0\x23\0\x0b" + bytes([len(data)]) + data
    parts = [(2, globals_), (7, exports), (12, b"\1"), (10, code), (11, segment)]
    wasm = b"\0asm\1\0\0\0" + b"".join(bytes([kind, len(part)]) + part for kind, part in parts)
    table = Table(("old",), 24, 32, sha256(b"tabletop").hexdigest()[:16])
    return settle(wasm, script, [table])


BASES = "".join(
    f'var ___{name}_base=new WebAssembly.Global({{value:"i32",mutable:false}},{value});'
    for name, value in (("memory", 1024), ("table", 1))
)
SAMPLE_DATA = b"\0old\0new" + bytes(16) + b"tabletop" + bytes(40) + b"end."
#               0    4                     24                       72
SAMPLE_STORES = (
    b"\x23\0\x41\x08\x6a\x23\0\x41\x01\x6a\x36\2\0"  # at 8, where "old" is: 1024 + 1
    b"\x23\0\x41\x0c\x6a\x23\1\x41\x40\x6b\x36\2\0"  # at 12, function -(-64): 1 + 64
    b"\x23\0\x41\x10\x6a\x23\2\x36\2\0"  # at 16, what is known later alone
)


def test_the_data_of_pyodide_stands_as_it_will_in_memory_without_what_nobody_reads() -> None:
    # by hand: the name's pointer leads to the zero behind "old", 1024 + 4; the table is blank
    settled = settled_sample(SAMPLE_DATA, SAMPLE_STORES, BASES)

    contents = dict(sections(settled))
    assert contents[10] == b"\1\x0c\0" + SAMPLE_STORES[26:] + b"\x0b"
    first = b"\0old\0new" + b"\x04\x04\0\0" + b"\x41"
    last = b"end."
    assert contents[11] == (
        b"\2"
        + (b"\0\x41\x80\x08\x0b" + bytes([len(first)]) + first)  # at 1024: 0x80 0x08
        + (b"\0\x41\xc8\x08\x0b" + bytes([len(last)]) + last)  # at 1096
    )
    assert contents[12] == b"\2"


@pytest.mark.parametrize(
    ("data", "script", "message"),
    [
        (SAMPLE_DATA, "", "does not say in the known way where data and functions begin"),
        (SAMPLE_DATA.replace(b"top", b"pot"), BASES, "the tables of old are not where they were"),
        (SAMPLE_DATA.replace(b"old", b"odd"), BASES, "does not hold the module old"),
    ],
)
def test_a_pyodide_with_its_data_elsewhere_is_refused(data: bytes, script: str, message: str) -> None:
    with pytest.raises(RuntimeBuildError, match=message):
        settled_sample(data, SAMPLE_STORES, script)


@pytest.mark.parametrize(("script", "wasm"), [("", b""), ("x" * 9, b"\0asm")])
def test_a_pyodide_of_another_make_is_refused(script: str, wasm: bytes) -> None:
    with pytest.raises(RuntimeBuildError, match="declares 0 exports"):
        slim(script, wasm, loader="", shake=str)


# Building it


def test_an_unchanged_rebuild_is_quick_and_writes_nothing(built: Path) -> None:
    before = {file: file.stat().st_mtime_ns for file in built.parent.iterdir()}
    start = time.perf_counter()
    again = build(built.parent)
    took = time.perf_counter() - start

    assert again == built
    assert {file: file.stat().st_mtime_ns for file in built.parent.iterdir()} == before
    assert took < MOST_UNCHANGED_S


def test_the_same_sources_give_the_same_archive(tmp_path: Path) -> None:
    first = archive(ROOT, Cache(tmp_path / "one"))
    second = archive(ROOT, Cache(tmp_path / "two"))
    assert first == second


def test_no_page_loads_what_waits_or_installs(built: Path) -> None:
    with zipfile.ZipFile(files_of(built)["library"]) as library:
        names = {name.removesuffix(".pyc") for name in library.namelist()}
    left_out = {
        "subprocess",
        "socket",
        "logging/__init__",
        "tempfile",
        "shutil",
        "zipfile/__init__",
        "html/entities",
        "ipaddress",
    }
    assert not names & left_out
    assert {name for name in names if name.startswith("asyncio/")} == {"asyncio/__init__"}
    assert {"json/__init__", "dataclasses", "urllib/parse"} <= names


@pytest.mark.parametrize(
    ("file", "text", "message"),
    [
        (
            "html/__init__.py",
            "import re\n",
            r"html/__init__\.py of Pyodide does not hold `from html\.entities import html5",
        ),
        ("pyodide/webloop.py", None, r"the library of Pyodide .* does not hold pyodide/webloop\.py"),
    ],
)
def test_a_library_that_has_changed_is_refused(tmp_path: Path, file: str, text: str | None, message: str) -> None:
    own = pyodide.find(ROOT)
    with zipfile.ZipFile(own.library) as source, zipfile.ZipFile(tmp_path / own.library.name, "w") as changed:
        for name in source.namelist():
            if name != file:
                changed.writestr(name, source.read(name))
        if text is not None:
            changed.writestr(file, text)
    with pytest.raises(RuntimeBuildError, match=message):
        lean_library(replace(own, folder=tmp_path))


def test_another_pythons_bytecode_is_refused() -> None:
    source = pyodide.find(ROOT).library.read_bytes()
    with pytest.raises(RuntimeBuildError, match=r"Pyodide reads deadbeef: build with the CPython of \.python-version"):
        compile_library(source, Trace(("keyword.py",), "deadbeef"))


def test_a_wheel_without_bytecode_is_refused(tmp_path: Path) -> None:
    wheel = source_wheel(ROOT, tmp_path)
    with pytest.raises(RuntimeBuildError, match=r"calculators/__init__\.py"):
        repack(wheel)

    empty = tmp_path / "empty.whl"
    with zipfile.ZipFile(empty, "w") as zipped:
        zipped.writestr("calculators/py.typed", b"")
    with pytest.raises(RuntimeBuildError):
        repack(empty)


def test_a_changed_file_gets_a_new_name_and_the_old_one_goes(tmp_path: Path) -> None:
    def written(text: bytes) -> set[str]:
        files = {"catalogue": ("catalogue.json", text)}
        publish(tmp_path / "out", files, {}, Cache(tmp_path / "cache"), compress=True, progress=lambda *_: None)
        return {file.name for file in (tmp_path / "out").iterdir()}

    first, second = written(b"{}"), written(b'{"a":0}')
    assert len(first) == len(second) == 6
    assert first.isdisjoint(second)


def test_a_missing_package_is_told(tmp_path: Path) -> None:
    with pytest.raises(RuntimeBuildError, match="make build"):
        build_runtime(tmp_path / "out", "{}", root=tmp_path, cache_dir=tmp_path / "cache")


def test_a_calculator_that_fails_in_pyodide_stops_the_build(tmp_path: Path) -> None:
    """A copy of the tree with a calculator that raises: the build names it and keeps nothing."""
    for name in ("calculators", "docs/js"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE", "package-lock.json"):
        shutil.copyfile(ROOT / name, tmp_path / name)
    os.symlink(ROOT / "node_modules", tmp_path / "node_modules")
    (tmp_path / "calculators" / "broken.py").write_text('"""Broken."""\n\nraise RuntimeError("on purpose")\n', "utf-8")

    with pytest.raises(RuntimeBuildError, match="on purpose"):
        build_runtime(
            tmp_path / "out",
            CATALOGUE_JSON.read_text("utf-8"),
            root=tmp_path,
            cache_dir=tmp_path / "cache",
            compress=False,
        )
    assert not (tmp_path / "out").exists()


def test_archives_are_zips_that_python_reads() -> None:
    with zipfile.ZipFile(io.BytesIO(archive(ROOT, Cache(CACHE / "runtime")))) as zipped:
        assert zipped.testzip() is None
