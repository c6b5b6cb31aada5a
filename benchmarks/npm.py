"""What a benchmark compares with, from npm: beside its results, as nothing else needs it."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from tools.node import find_npm

NAMES = ("package.json", "package-lock.json")


def install(wanted: Path, out: Path) -> Path:
    """The packages that `wanted` locks, in `out`/node_modules, unless they are there already."""
    modules = out / "node_modules"
    if modules.is_dir() and all((out / name).read_bytes() == (wanted / name).read_bytes() for name in NAMES):
        return modules
    out.mkdir(parents=True, exist_ok=True)
    for name in NAMES:
        shutil.copyfile(wanted / name, out / name)
    subprocess.run([*find_npm(), "ci", "--loglevel=error", "--no-audit", "--no-fund"], cwd=out, check=True)
    return modules
