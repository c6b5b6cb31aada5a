"""Runs pytest inside Pyodide, under node, on this project."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator, Mapping
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PYTEST_DISTRIBUTIONS = ("pytest", "pluggy", "iniconfig", "packaging", "pygments")
SECONDS = 300


def run_in_pyodide(*arguments: str, extra_files: Mapping[str, str] | None = None) -> dict[str, Any]:
    """What pytest in Pyodide reports for these arguments, run at the root of a copy of the project."""
    mounts = {f"/project/{name}": str(ROOT / name) for name in ("calculators", "tests")}
    files = {"/project/pyproject.toml": (ROOT / "pyproject.toml").read_text(encoding="utf-8"), **(extra_files or {})}
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
        "arguments": ["--verbose", "--noconftest", "-p", "no:cacheprovider", *arguments],
        "plugins": ["tests.support.everywhere"],
    }
    done = subprocess.run(
        ["node", str(Path(__file__).with_name("run_pytest.mjs"))],
        cwd=ROOT,
        input=json.dumps(job),
        capture_output=True,
        text=True,
        check=False,
        timeout=SECONDS,
    )
    print(done.stdout, done.stderr)
    assert done.returncode == 0, "node failed; its output is above"
    report: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return report


def installed_entries() -> Iterator[Path]:
    """The folders and files at the top of this Python's site-packages that make up pytest and what it needs."""
    for name in PYTEST_DISTRIBUTIONS:
        package = distribution(name)
        assert package.files is not None
        top = {file.parts[0] for file in package.files} - {"..", "__pycache__"}
        yield from (Path(str(package.locate_file(entry))) for entry in sorted(top))
