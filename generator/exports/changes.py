"""Which figures changed in which commit: read from the history of data/ itself."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from dataclasses import astuple, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from generator.paths import CACHE
from generator.yaml_file import parse

COMMITS = 30
"""How many commits that touched data/ the feed goes back."""

LARGEST_COMMIT = 200
"""A commit that touches more files than this is told by their number: it laid out data rather than corrected it."""

_READING = 1
"""Version of how a commit is read: what was kept under another is read anew."""


@dataclass(frozen=True)
class Change:
    """A figure (or word) of a record that one commit changed; None where it was not there before or is no more."""

    family: str
    record: str
    field: str
    old: Any
    new: Any


@dataclass(frozen=True)
class ChangeSet:
    """A commit that touched data/: its id, time (ISO 8601, UTC), subject, its changes, and the number of files touched."""

    commit: str
    time: str
    subject: str
    changes: tuple[Change, ...]
    files: int


def history(root: Path) -> list[ChangeSet]:
    """The newest commits that touched data/, newest first; empty outside a git checkout. `root` may lie below the checkout's own."""
    listed = _git(root, "log", f"-{COMMITS}", "--format=%H%x09%ct%x09%s", "--", "data").decode()
    sets = []
    for line in listed.splitlines():
        commit, seconds, subject = line.split("\t", 2)
        files, changes = _of_commit(root, commit)
        time = datetime.fromtimestamp(int(seconds), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        sets.append(ChangeSet(commit, time, subject, changes, files))
    return sets


def changes_since(root: Path, before: str, after: str = "HEAD") -> tuple[Change, ...]:
    """What differs in data/ between two commits or tags, however many commits lie between."""
    names = (
        _git(root, "diff", "--relative", "--name-only", "--no-renames", before, after, "--", "data")
        .decode()
        .splitlines()
    )
    return tuple(_changes(root, before, after, names))


def is_commit(root: Path, name: str) -> bool:
    """True for a tag, branch or id of a commit of the checkout at `root`."""
    return bool(_git(root, "rev-parse", "--verify", "--quiet", f"{name}^{{commit}}"))


def _of_commit(root: Path, commit: str) -> tuple[int, tuple[Change, ...]]:
    """How many files of data/ a commit touched, and its changes: read once, as a commit never changes."""
    kept = CACHE / "changes" / f"{commit}.{_READING}.json"
    if kept.exists():
        files, changes = json.loads(kept.read_text("utf-8"))
        return files, tuple(Change(*change) for change in changes)
    names = (
        _git(root, "show", "--relative", "--format=", "--name-status", "--no-renames", commit, "--", "data")
        .decode()
        .splitlines()
    )
    paths = [name.split("\t", 1)[1] for name in names if "\t" in name]
    found = tuple(_changes(root, f"{commit}^", commit, paths)) if len(paths) <= LARGEST_COMMIT else ()
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_text(json.dumps([len(paths), [astuple(change) for change in found]]), "utf-8")
    return len(paths), found


def _changes(root: Path, before: str, after: str, paths: list[str]) -> Iterator[Change]:
    records = [path for path in map(Path, paths) if path.suffix == ".yml" and len(path.parts) == 3]
    texts = _blobs(root, [f"{at}:./{path.as_posix()}" for path in records for at in (before, after)])
    for path, was, now in zip(records, texts[::2], texts[1::2], strict=True):
        old, new = _fields(was, path), _fields(now, path)
        if not old or not new:  # a record that came or went is one change, not one for each of its fields
            name, other = (named.get("name", path.stem) if named else None for named in (old, new))
            if old or new:
                yield Change(path.parts[1], path.stem, "", name, other)
            continue
        for field in sorted(old.keys() | new.keys()):
            if old.get(field) != new.get(field):
                yield Change(path.parts[1], path.stem, field, old.get(field), new.get(field))


def _fields(content: bytes, path: Path) -> dict[str, Any]:
    return _flat(parse(content, path.name).value) if content else {}


def _blobs(root: Path, names: list[str]) -> list[bytes]:
    """What git holds by each name, such as `HEAD:a/b.yml`; empty where there is nothing. One process for all."""
    out = _git(root, "cat-file", "--batch", given="".join(f"{name}\n" for name in names).encode())
    found, at = [], 0
    for _ in names:
        end = out.index(b"\n", at)
        size = 0 if out[at:end].endswith((b" missing", b" ambiguous")) else int(out[at:end].split()[-1])
        found.append(out[end + 1 : end + 1 + size])
        at = end + 1 + (size + 1 if size else 0)
    return found


def _flat(value: Any, name: str = "") -> dict[str, Any]:
    """Nested values by dotted name; an item of a list by its id where it has one, else by its place."""
    if isinstance(value, dict):
        out: dict[str, Any] = {}
        for key, item in value.items():
            out |= _flat(item, f"{name}.{key}" if name else key)
        return out
    if isinstance(value, list) and any(isinstance(item, dict) for item in value):
        out = {}
        for index, item in enumerate(value):
            label = item.get("id", index) if isinstance(item, dict) else index
            out |= _flat(item, f"{name}.{label}")
        return out
    return {name: value} if name else {}


def _git(root: Path, *arguments: str, given: bytes = b"") -> bytes:
    done = subprocess.run(["git", "-C", str(root), *arguments], input=given, capture_output=True, check=False)
    return done.stdout if done.returncode == 0 else b""
