"""Build one commit twice, in two folders and unlike surroundings, and compare what came out byte for byte.

`python3 -m tools.reproducible [COMMIT]`, in a checkout that is set up; without a commit, the one that is checked out. Exit 1 with
the files that differ. Nothing made before is used, so it takes two first builds.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from hashlib import sha256
from pathlib import Path

from tools.places import NODE_MODULES, ROOT, VENV_PYTHON
from tools.steps import SetupError, step

SURROUNDINGS = (
    ("a", 0o022, {"PYTHONHASHSEED": "1", "TZ": "UTC", "LC_ALL": "C.UTF-8"}),
    ("another/folder", 0o077, {"PYTHONHASHSEED": "2", "TZ": "Pacific/Kiritimati", "LC_ALL": "C"}),
)
"""Where each is built, with which umask and variables: all that must not matter."""
FIRST_BUILD_SECONDS = 1200


def main(arguments: list[str]) -> int:
    """Compare; 0 when the two sites are the same."""
    named = arguments[0] if arguments else "HEAD"
    with tempfile.TemporaryDirectory() as temporary:
        try:
            commit = resolved(named)  # once: a branch may move while it builds
            made = [build(commit, Path(temporary, name), mask, more) for name, mask, more in SURROUNDINGS]
        except SetupError as error:
            print(error, file=sys.stderr)
            return 1
        different = differences(*map(digests, made))
        print("\n".join(different) if different else f"{commit[:8]}: {len(digests(made[0]))} files, the same in both")
    return 1 if different else 0


def resolved(named: str) -> str:
    """The commit that a name stands for now, by its digest."""
    of = ["git", "-C", str(ROOT), "rev-parse", "--verify", f"{named}^{{commit}}"]
    found = subprocess.run(of, capture_output=True, text=True, check=False)
    if found.returncode:
        raise SetupError(f"there is no commit {named}")
    return found.stdout.strip()


def build(commit: str, folder: Path, mask: int, more: dict[str, str]) -> Path:
    """The site of a commit, built in a clone of its own at `folder`."""
    before = os.umask(mask)
    try:
        step(f"a clone at {folder.name}", ["git", "clone", "--quiet", "--no-checkout", ROOT, folder])
        checkout = ["git", "-C", str(folder), "checkout", "--quiet", "--detach", commit]
        step(f"the files of {commit[:8]}", checkout)
        (folder / "node_modules").symlink_to(NODE_MODULES)
        step(
            f"the site in {folder.name}",
            ["env", f"--chdir={folder}", VENV_PYTHON, "-m", "generator", "build"],
            timeout=FIRST_BUILD_SECONDS,
            environment=more,
        )
    finally:
        os.umask(before)
    return folder / "site"


def digests(folder: Path) -> dict[str, str]:
    """The digest of each file under a folder, by its path."""
    return {
        path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def differences(one: dict[str, str], other: dict[str, str]) -> list[str]:
    """What is in one alone, and what is not the same in both, in words."""
    return [
        f"{path}: {'differs' if path in one and path in other else 'is in one of them alone'}"
        for path in sorted(one.keys() | other.keys())
        if one.get(path) != other.get(path)
    ]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
