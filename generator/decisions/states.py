"""Two states of the repository, each taken by its own code: a commit is unpacked aside, the working tree is read where it is."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from generator.paths import ROOT

_SNAPSHOT = Path(__file__).with_name("snapshot.py")
_STORE = ("build/cache",)
"""What every state may share: readings of files by the digest of what they hold."""


class StateError(RuntimeError):
    """A state that cannot be compared; the message says which and why."""


def snapshots(
    base: str, head: str = "", *, pages: bool = True, root: Path = ROOT
) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the commit `base` says and what `head` says (empty: the working tree at `root`), both as of the later one's date.

    Of one date, as figures age: what differs is then the change alone. StateError for a commit that is not there, and for a
    state whose data has problems or whose code fails.
    """
    epoch = str(max(_seconds(root, base), _seconds(root, head or "HEAD")))
    with _unpacked(root, base) as before, _unpacked(root, head) as after:
        running = [
            (name or "the working tree", _start(where, epoch, pages)) for name, where in ((base, before), (head, after))
        ]
        said = [(name, process, *process.communicate()) for name, process in running]
    return _read(*said[0]), _read(*said[1])


def _seconds(root: Path, commit: str) -> int:
    return int(_git(root, "log", "-1", "--format=%ct", f"{commit}^{{commit}}", "--", what=commit).strip())


def _git(root: Path, *arguments: str, what: str) -> str:
    if what.startswith("-"):
        raise StateError(f"“{what[:60]}” is no commit")
    done = subprocess.run(["git", "-C", str(root), *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        raise StateError(f"“{what[:60]}” is no commit here: {done.stderr.strip().splitlines()[-1]}")
    return done.stdout


@contextmanager
def _unpacked(root: Path, commit: str) -> Iterator[Path]:
    if not commit:
        yield root
        return
    packed = subprocess.run(["git", "-C", str(root), "archive", commit], capture_output=True, check=False)
    if packed.returncode:
        raise StateError(f"“{commit[:60]}” cannot be unpacked: {packed.stderr.decode(errors='replace').strip()}")
    with tempfile.TemporaryDirectory(prefix="state-") as folder:
        with tarfile.open(fileobj=BytesIO(packed.stdout)) as archive:
            archive.extractall(folder, filter="data")
        for shared in _STORE:
            (root / shared).mkdir(parents=True, exist_ok=True)
            (Path(folder) / shared).parent.mkdir(parents=True, exist_ok=True)
            (Path(folder) / shared).symlink_to((root / shared).resolve())
        yield Path(folder)


def _start(where: Path, epoch: str, pages: bool) -> subprocess.Popen[str]:
    as_of = datetime.fromtimestamp(int(epoch), UTC).date().isoformat()
    return subprocess.Popen(
        [sys.executable, "-P", str(_SNAPSHOT), as_of, "pages" if pages else "no-pages"],
        cwd=where,
        env={
            **os.environ,
            "PYTHONPATH": str(where),
            "SOURCE_DATE_EPOCH": epoch,
            "PYTHONHASHSEED": "0",
            "PYTHONDONTWRITEBYTECODE": "1",
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def _read(name: str, process: subprocess.Popen[str], out: str, failed: str) -> dict[str, Any]:
    if process.returncode:
        raise StateError(f"the code of {name} fails: {(failed.strip().splitlines() or ['it said nothing'])[-1]}")
    said: dict[str, Any] = json.loads(out)
    if said["problems"]:
        listed = "\n".join(said["problems"][:20])
        raise StateError(
            f"data/ of {name} has {len(said['problems'])} problems, so that nothing can be compared:\n{listed}"
        )
    return said
