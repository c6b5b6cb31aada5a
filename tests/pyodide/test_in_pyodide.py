"""The tests marked `everywhere`, but for those on a `grid`, run in Pyodide too, under node, and pass there one and all."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from tests.pyodide.harness import ROOT, SECONDS, run_in_pyodide

MARK = re.compile(r"mark\.everywhere\b")
CHOSEN = ["-m", "everywhere and not grid"]


def marked_files() -> list[str]:
    """The test files that hold a test marked `everywhere`."""
    files = sorted((ROOT / "tests").glob("test_*.py"))
    return [str(file.relative_to(ROOT)) for file in files if MARK.search(file.read_text(encoding="utf-8"))]


def collected_here() -> set[str]:
    """The tests to run that CPython collects."""
    options = ["--collect-only", "-q", "-p", "no:cacheprovider", *CHOSEN]
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


def test_every_marked_test_passes_in_pyodide() -> None:
    expected = collected_here()
    assert expected, "no test is marked `everywhere`"

    report = run_in_pyodide(*CHOSEN, *marked_files())

    assert report["platform"] == "emscripten"
    assert report["outcomes"] == dict.fromkeys(expected, "passed")
    assert report["exit"] == pytest.ExitCode.OK


def test_a_failure_in_pyodide_is_reported() -> None:
    """The harness itself can fail: 1 test of these 2 does, and is named."""
    sample = "def test_right():\n    assert 1 + 1 == 2\n\n\ndef test_wrong():\n    assert 1 + 1 == 3\n"

    report = run_in_pyodide("/elsewhere/test_sample.py", extra_files={"/elsewhere/test_sample.py": sample})

    assert {name.split("::")[1]: outcome for name, outcome in report["outcomes"].items()} == {
        "test_right": "passed",
        "test_wrong": "failed",
    }
    assert report["exit"] == pytest.ExitCode.TESTS_FAILED
