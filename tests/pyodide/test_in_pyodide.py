"""The tests marked `everywhere` run in Pyodide too, under node, and pass there one and all."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
TESTS = ROOT / "tests"
PYTEST_DISTRIBUTIONS = ("pytest", "pluggy", "iniconfig", "packaging", "pygments")
MARK = re.compile(r"mark\.everywhere\b")
SECONDS = 300


def marked_files() -> list[str]:
    """The test files that hold a test marked `everywhere`."""
    files = sorted(TESTS.glob("test_*.py"))
    return [str(file.relative_to(ROOT)) for file in files if MARK.search(file.read_text(encoding="utf-8"))]


def collected_here() -> set[str]:
    """The tests marked `everywhere` that CPython collects."""
    options = ["--collect-only", "-q", "-p", "no:cacheprovider", "-m", "everywhere"]
    plain = ["-o", "addopts=--import-mode=importlib --strict-markers"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *options, *plain, *marked_files()],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=SECONDS,
    )
    print(done.stdout, done.stderr)
    return {line for line in done.stdout.splitlines() if "::" in line}


def installed_entries() -> Iterator[Path]:
    """The folders and files at the top of this Python's site-packages that make up pytest and what it needs."""
    for name in PYTEST_DISTRIBUTIONS:
        package = distribution(name)
        assert package.files is not None
        top = {file.parts[0] for file in package.files} - {"..", "__pycache__"}
        yield from (Path(str(package.locate_file(entry))) for entry in sorted(top))


@cache
def run_in_pyodide(arguments: tuple[str, ...], extra_files: tuple[tuple[str, str], ...] = ()) -> dict[str, Any]:
    """What pytest in Pyodide reports for these arguments, run at the root of a copy of the project."""
    mounts = {f"/project/{name}": str(ROOT / name) for name in ("calculators", "tests")}
    files = {"/project/pyproject.toml": (ROOT / "pyproject.toml").read_text(encoding="utf-8"), **dict(extra_files)}
    for entry in installed_entries():
        if entry.is_dir():
            mounts[f"/packages/{entry.name}"] = str(entry)
        else:
            files[f"/packages/{entry.name}"] = entry.read_text(encoding="utf-8")
    catalogue = ROOT / "build" / "catalogue.json"
    if catalogue.is_file():
        files["/project/build/catalogue.json"] = catalogue.read_text(encoding="utf-8")
    job = {
        "mounts": mounts,
        "files": files,
        "path": ["/project", "/packages"],
        "directory": "/project",
        "arguments": ["--noconftest", "-p", "no:cacheprovider", *arguments],
        "plugins": ["tests.support.everywhere"],
    }
    done = subprocess.run(
        ["node", str(TESTS / "pyodide" / "run_pytest.mjs"), json.dumps(job)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=SECONDS,
    )
    print(done.stdout, done.stderr)
    assert done.returncode == 0, "node failed; its output is above"
    report: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return report


def test_every_marked_test_passes_in_pyodide() -> None:
    expected = collected_here()
    assert expected, "no test is marked `everywhere`"

    report = run_in_pyodide(("-m", "everywhere", *marked_files()))

    assert report["platform"] == "emscripten"
    assert report["outcomes"] == dict.fromkeys(expected, "passed")
    assert report["exit"] == pytest.ExitCode.OK


def test_a_failure_in_pyodide_is_reported() -> None:
    """The harness itself can fail: 1 test of these 2 does, and is named."""
    sample = "def test_right():\n    assert 1 + 1 == 2\n\n\ndef test_wrong():\n    assert 1 + 1 == 3\n"

    report = run_in_pyodide(("/elsewhere/test_sample.py",), (("/elsewhere/test_sample.py", sample),))

    assert {name.split("::")[1]: outcome for name, outcome in report["outcomes"].items()} == {
        "test_right": "passed",
        "test_wrong": "failed",
    }
    assert report["exit"] == pytest.ExitCode.TESTS_FAILED
