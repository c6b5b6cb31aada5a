"""Files that are costly to make, kept by the content of what they are made from."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from hashlib import sha256
from pathlib import Path


class Cache:
    """A folder of made files, each named by a digest of what went into it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, kind: str, parts: Iterable[bytes], make: Callable[[], bytes]) -> bytes:
        """The bytes that `make` gave the last time for the same `parts`, else those that it gives now."""
        file = self._folder / f"{digest(parts)}.{kind}"
        if not file.is_file():
            write_whole(file, make())
        return file.read_bytes()


def digest(parts: Iterable[bytes]) -> str:
    """A digest of a sequence of byte strings, 32 hexadecimal digits."""
    whole = sha256()
    for part in parts:
        whole.update(len(part).to_bytes(8))
        whole.update(part)
    return whole.hexdigest()[:32]


def write_whole(file: Path, content: bytes) -> None:
    """Write a file so that it is never seen half written."""
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_name(f".{file.name}.{os.getpid()}")
    part.write_bytes(content)
    part.replace(file)
