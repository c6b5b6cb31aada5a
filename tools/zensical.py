"""Zensical, the second builder, in an environment of its own: the tests show that the same pages come out of it."""

from __future__ import annotations

import shutil

from tools import stamps
from tools.places import PRIVATE, ROOT, VENV_PYTHON
from tools.python import VERSION_FILE, find_uv
from tools.steps import step

FOLDER = PRIVATE / "zensical"
PROGRAM = FOLDER / "bin" / "zensical"
REQUIREMENTS = ROOT / "tools" / "zensical.txt"


def set_up() -> None:
    """Make the environment what its requirements say, unless it is already. Needs the part `python`."""
    wanted = stamps.digest([REQUIREMENTS, VERSION_FILE])
    if stamps.is_fresh(FOLDER, wanted) and PROGRAM.exists():
        return
    uv = find_uv()
    shutil.rmtree(FOLDER, ignore_errors=True)
    step("an environment for Zensical", [uv, "venv", "--quiet", "--no-project", "--python", VENV_PYTHON, FOLDER])
    step(
        "Zensical into .tools/",
        [uv, "pip", "sync", "--quiet", "--python", FOLDER / "bin" / "python", "--require-hashes", REQUIREMENTS],
    )
    stamps.press(FOLDER, wanted)
