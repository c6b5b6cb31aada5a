"""The second subject, examples/heating, built by the generator of this checkout as anybody would build it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT), "SOURCE_DATE_EPOCH": "1795564800"}
"""2026-11-25."""


def generator(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the generator in a project's folder."""
    return subprocess.run(
        [sys.executable, "-m", "generator", *arguments],
        cwd=project,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def copied(folder: Path) -> Path:
    """A copy of the project under `folder`, not yet built; what builds make once for all is shared."""
    project = folder / "heating"
    shutil.copytree(
        ROOT / "examples" / "heating", project, ignore=shutil.ignore_patterns("build", "site", "__pycache__")
    )
    (project / "build").mkdir()
    (ROOT / "build" / "cache").mkdir(parents=True, exist_ok=True)
    (project / "build" / "cache").symlink_to(ROOT / "build" / "cache")
    return project


@pytest.fixture(scope="session")
def heating(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project, built."""
    project = copied(tmp_path_factory.mktemp("second"))
    done = generator(project, "build", "--no-twins")
    assert done.returncode == 0, done.stdout + done.stderr
    return project
