"""The programs that the build calls: this Python's own and those of node_modules/."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from generator.runtime.failure import RuntimeBuildError

SECONDS = 300
TAIL_LINES = 25
EARLIEST_ZIP_DATE = "315532800"
"""1980-01-01, the first date that a zip can hold, in seconds since 1970."""


def call(
    doing: str,
    command: Sequence[str | Path],
    *,
    cwd: Path,
    environment: Mapping[str, str] | None = None,
    stdin: str = "",
) -> str:
    """Run a command and return what it printed.

    Raises:
        RuntimeBuildError: it could not be started, failed, or went on for more than SECONDS.
    """
    words = [str(word) for word in command]
    try:
        done = subprocess.run(
            words,
            cwd=cwd,
            env={**os.environ, "SOURCE_DATE_EPOCH": EARLIEST_ZIP_DATE, **(environment or {})},
            input=stdin,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise RuntimeBuildError(f"{doing}: {error}") from error
    if done.returncode:
        tail = "\n".join((done.stdout + done.stderr).rstrip().splitlines()[-TAIL_LINES:])
        raise RuntimeBuildError(f"{doing}: `{' '.join(words[:4])}` failed\n{tail}")
    return done.stdout


def shake(root: Path, script: str, *options: str) -> str:
    """A script, minified, without what nothing in it names; terser is in `root`/node_modules."""
    program = root / "node_modules" / ".bin" / "terser"
    command: list[str | Path] = [program, "--compress", "--mangle", "--comments", "false", *options]
    return call("a script by terser", command, cwd=root, stdin=script).removesuffix("\n")


def node() -> str:
    """The node on the PATH (`make` puts a private one there where the machine has none)."""
    found = shutil.which("node")
    if found is None:
        raise RuntimeBuildError("no node on the PATH; `make build` sets one up")
    return found
