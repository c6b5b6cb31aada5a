"""The date that counts as today: of the commit that is built, never the clock's."""

from __future__ import annotations

import os
import subprocess
from datetime import UTC, datetime
from pathlib import Path

from generator.paths import ROOT


class NoDateError(RuntimeError):
    """Neither SOURCE_DATE_EPOCH nor a commit says what date it is."""


def as_of(root: Path = ROOT) -> str:
    """ISO date (UTC) of SOURCE_DATE_EPOCH where set (reproducible-builds.org), else of the commit checked out at `root`."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "").strip()
    if not epoch:
        shown = subprocess.run(
            ["git", "-C", str(root), "log", "-1", "--format=%ct"], capture_output=True, text=True, check=False
        )  # %ct: committer date, seconds since 1970
        epoch = shown.stdout.strip()
    if not epoch.isdigit():
        raise NoDateError(
            "no commit and no SOURCE_DATE_EPOCH: commit something, or set SOURCE_DATE_EPOCH to seconds since 1970"
        )
    return datetime.fromtimestamp(int(epoch), UTC).date().isoformat()
