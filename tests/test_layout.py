"""The tree keeps its shape: what is in git, who imports whom, what the calculators may reach for."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
GENERATED = ("build", "site", "dist", "node_modules", ".venv", ".tools")
REACHES_OUT = frozenset(
    {"asyncio", "builtins", "ctypes", "fileinput", "ftplib", "glob", "http", "imaplib", "io", "mmap", "multiprocessing"}
    | {
        "os",
        "pathlib",
        "pickle",
        "poplib",
        "select",
        "selectors",
        "shelve",
        "shutil",
        "smtplib",
        "socket",
        "socketserver",
    }
    | {"sqlite3", "ssl", "subprocess", "tempfile", "threading", "time", "webbrowser"}
)
"""Modules that reach files, sockets, processes or the clock."""
ANSWERING = tuple(f"calculators.core.{name}" for name in ("door", "html", "inputs", "report"))
"""What an engine must not know: inputs and reports are the calculators’. Why a plan cannot be done it says in words."""
READS_FILES = ("__main__.py", "_files.py")
"""The command line, and what reads the catalogue for it and for Python: neither is in the browser."""
REACHING_NAMES = frozenset({"open", "exec", "eval", "compile", "input", "breakpoint"})
CLOCKS = frozenset({"now", "today", "utcnow"})
REGISTRY_HOSTS = re.compile(
    r"py[p]i[.]org|python[h]osted[.]org|npm[j]s[.](?:org|com)|deb[.]deb[i]an[.]org|yarn[p]kg[.]com|proxy[.]go[l]ang[.]org"
)
MACHINE_PATHS = re.compile(r"(?:^|(?<=[\s\"'`=(:,]))(?:file://)?/(?:home|Users|root|work)/[\w.-]+", re.MULTILINE)


def tracked(*under: str) -> list[str]:
    """The files in git, or those under the paths named."""
    done = subprocess.run(["git", "ls-files", "-z", "--", *under], cwd=ROOT, capture_output=True, text=True, check=True)
    return [name for name in done.stdout.split("\0") if name]


def sources(folder: str) -> list[Path]:
    """The Python files of a folder."""
    return sorted((ROOT / folder).rglob("*.py"))


def module_name(file: Path) -> str:
    """The dotted name of a file of the tree."""
    parts = file.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported(text: str, module: str, *, package: bool = False) -> Iterator[str]:
    """The modules that a source text imports anywhere in it, by full name; `from a import b` gives `a.b`."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = module.split(".")[: (1 if package else 0) - node.level or None] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            yield from (f"{base}.{alias.name}" for alias in node.names)


def layer(module: str) -> str:
    """The layer of a module of calculators: `core`, `engines`, or the name of the calculator itself."""
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else ""


def wrong_imports(text: str, module: str, calculators: frozenset[str], *, package: bool = False) -> list[str]:
    """The imports of a module of calculators/ that go the wrong way."""
    own = layer(module)
    wrong = []
    for name in imported(text, module, package=package):
        top = name.split(".")[0]
        if top != "calculators":
            if top not in sys.stdlib_module_names:
                wrong.append(name)
            continue
        target = layer(name)
        upwards = own == "core" and target == "engines"
        sideways = target in calculators and target != own
        answering = own == "engines" and name.startswith(ANSWERING)
        if upwards or sideways or answering:
            wrong.append(name)
    return wrong


def reaches(text: str, module: str) -> list[str]:
    """What a module of calculators/ uses that reaches files, sockets, processes or the clock."""
    found = []
    for name in imported(text, module):
        top = name.split(".")[0]
        if top in REACHES_OUT or (top == "urllib" and not name.startswith("urllib.parse")):
            found.append(name)
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in REACHING_NAMES:
            found.append(f"{node.func.id}()")
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CLOCKS:
            found.append(f".{node.func.attr}()")
    return found


def calculator_names() -> frozenset[str]:
    """The calculators: the modules at the top of calculators/."""
    return frozenset(file.stem for file in (ROOT / "calculators").glob("*.py") if not file.stem.startswith("_"))


# What is in git


@pytest.mark.parametrize("folder", GENERATED)
def test_what_is_made_is_not_in_git(folder: str) -> None:
    assert tracked(folder) == []
    done = subprocess.run(["git", "check-ignore", "--quiet", f"{folder}/x"], cwd=ROOT, check=False)
    assert done.returncode == 0, f"{folder}/ is not ignored"


def test_no_cache_or_lock_with_addresses_is_in_git() -> None:
    assert [name for name in tracked() if "__pycache__" in name or Path(name).name == "uv.lock"] == []


def machine_traces(text: str) -> list[str]:
    """Registry hosts and machine paths in a text."""
    return [match[0] for pattern in (REGISTRY_HOSTS, MACHINE_PATHS) for match in pattern.finditer(text)]


def test_no_file_names_a_registry_or_a_path_of_a_machine() -> None:
    found = {}
    for name in tracked():
        try:
            text = (ROOT / name).read_text(encoding="utf-8")
        except (UnicodeDecodeError, FileNotFoundError):
            continue
        if traces := [*machine_traces(text), *([str(ROOT)] if f"{ROOT}/" in text else [])]:
            found[name] = traces
    assert found == {}


@pytest.mark.parametrize(
    "sample",
    ["https://files.python" "hosted.org/x", "registry.npm" "js.org", "cd /ho" "me/ada/x", 'p = "/ro' 'ot/.cache"'],
)  # fmt: skip
def test_a_trace_is_found(sample: str) -> None:
    assert machine_traces(sample)


def test_an_address_is_no_machine_path() -> None:
    assert machine_traces("https://example.org/home/ada and ../home/ and /compare/") == []


def test_the_locks_name_hashes_and_no_addresses() -> None:
    lock = (ROOT / "package-lock.json").read_text(encoding="utf-8")
    assert '"resolved"' not in lock
    assert '"integrity"' in lock
    for name in ("requirements.txt", "tools/uv.txt", "tools/node.txt", "tools/zensical.txt"):
        text = (ROOT / name).read_text(encoding="utf-8")
        pins = re.findall(r"^[\w.-]+==", text, re.MULTILINE)
        hashed = re.findall(r"^[\w.-]+==[^\n]* \\\n    --hash=sha256:", text, re.MULTILINE)
        assert len(pins) == len(hashed) > 0, name
        assert not re.search(r"^-|://", text, re.MULTILINE), name


# Who imports whom


def test_imports_go_one_way() -> None:
    wrong = {}
    for file in sources("calculators"):
        found = wrong_imports(
            file.read_text(encoding="utf-8"),
            module_name(file),
            frozenset() if file.name == "__main__.py" else calculator_names(),
            package=file.name == "__init__.py",
        )
        if found:
            wrong[file.name] = found
    assert wrong == {}


@pytest.mark.parametrize(
    ("module", "text", "names"),
    [
        ("calculators.fit", "from calculators.speed import calculate", ["calculators.speed.calculate"]),
        ("calculators.fit", "from calculators import speed", ["calculators.speed"]),
        ("calculators.fit", "from . import speed", ["calculators.speed"]),
        ("calculators.engines.cost", "import calculators.fit", ["calculators.fit"]),
        ("calculators.engines.cost", "from ..core.report import Report", ["calculators.core.report.Report"]),
        (
            "calculators.core.report",
            "from calculators.engines.rig_cost import total",
            ["calculators.engines.rig_cost.total"],
        ),
        ("calculators.core.report", "from ..engines import cost", ["calculators.engines.cost"]),
        ("calculators.core.report", "def f():\n    import generator.load", ["generator.load"]),
        ("calculators.fit", "import pydantic", ["pydantic"]),
    ],
)
def test_an_import_the_wrong_way_is_found(module: str, text: str, names: list[str]) -> None:
    assert wrong_imports(text, module, frozenset({"fit", "speed"})) == names


@pytest.mark.parametrize(
    ("module", "text"),
    [
        ("calculators.fit", "from calculators.engines import cost\nfrom .core.report import Report\nimport math"),
        ("calculators.engines.cost", "from calculators.engines.power import kwh\nfrom ..core import ranges"),
        ("calculators.core.door", "import calculators\nfrom . import html"),
    ],
)
def test_imports_the_right_way_pass(module: str, text: str) -> None:
    assert wrong_imports(text, module, frozenset({"fit", "speed"})) == []


def test_calculators_run_with_the_standard_library_alone() -> None:
    names = [module_name(file) for file in sources("calculators") if file.name != "__main__.py"]
    code = f"import sys, importlib; sys.path.insert(0, {str(ROOT)!r}); [importlib.import_module(n) for n in {names!r}]"
    done = subprocess.run([sys.executable, "-I", "-S", "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_calculators_reach_no_file_socket_or_clock() -> None:
    found = {
        module_name(file): outside
        for file in sources("calculators")
        if file.name not in READS_FILES and (outside := reaches(file.read_text(encoding="utf-8"), module_name(file)))
    }
    assert found == {}


@pytest.mark.parametrize(
    "text",
    [
        "data = open('x').read()",
        "from pathlib import Path",
        "import urllib.request",
        "from urllib import request",
        "import socket",
        "import time",
        "from datetime import date\ntoday = date.today()",
    ],
)
def test_reaching_out_is_found(text: str) -> None:
    assert reaches(text, "calculators.fit")


def test_reading_an_address_is_no_reaching_out() -> None:
    assert reaches("from urllib.parse import parse_qsl\nfrom datetime import date", "calculators.fit") == []


def test_only_tests_and_benchmarks_import_tests() -> None:
    for folder in ("calculators", "generator", "subject", "tools"):
        for file in sources(folder):
            tops = {name.split(".")[0] for name in imported(file.read_text(encoding="utf-8"), module_name(file))}
            assert not tops & {"tests", "benchmarks"}, file


def test_the_generator_and_the_core_know_no_subject() -> None:
    """What a site is about is told them by its package: no module of theirs imports one, or a calculator, or an engine."""
    told = (
        "subject",
        "calculators.engines",
        "calculators.records",
        *(f"calculators.{name}" for name in calculator_names()),
    )
    for folder in ("generator", "calculators/core"):
        for file in sources(folder):
            found = imported(file.read_text(encoding="utf-8"), module_name(file), package=file.name == "__init__.py")
            assert [name for name in found if f"{name}.".startswith(tuple(f"{part}." for part in told))] == [], file


def test_the_set_up_runs_on_an_old_python() -> None:
    for file in sources("tools"):
        text = file.read_text(encoding="utf-8")
        ast.parse(text, feature_version=(3, 9))
        tops = {name.split(".")[0] for name in imported(text, module_name(file))}
        assert tops <= sys.stdlib_module_names | {"tools"}, file
