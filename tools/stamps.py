"""Stamps: what a part of the set-up was made from, so that a second run does nothing."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Iterable
from pathlib import Path

NAME = ".set-up"


def digest(files: Iterable[Path]) -> str:
    """A hash of what the files hold, their names, and the kind of machine."""
    whole = hashlib.sha256(f"{platform.system()} {platform.machine()}".encode())
    for file in files:
        content = file.read_bytes()
        whole.update(f"\0{file.name}\0{len(content)}\0".encode())
        whole.update(content)
    return whole.hexdigest()


def is_fresh(folder: Path, wanted: str) -> bool:
    """Whether the folder was made whole from what the hash stands for."""
    try:
        return (folder / NAME).read_text() == wanted
    except OSError:
        return False


def clear(folder: Path) -> None:
    """Take the stamp away before the folder is changed, so that a broken set-up is not taken for a whole one."""
    (folder / NAME).unlink(missing_ok=True)


def press(folder: Path, made_from: str) -> None:
    """Mark the folder, which may have turned out empty, as made whole."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / NAME).write_text(made_from)
