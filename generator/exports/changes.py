"""Which figures changed in which commit: read from the history of data/ itself."""

from __future__ import annotations

import json
import subprocess
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
    """The newest commits that touched data/, newest first; empty outside a git checkout."""
    listed = _git(root, "log", f"-{COMMITS}", "--format=%H%x09%ct%x09%s", "--", "data")
    sets = []
    for line in listed.splitlines():
        commit, seconds, subject = line.split("\t", 2)
        files, changes = _of_commit(root, commit)
        time = datetime.fromtimestamp(int(seconds), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        sets.append(ChangeSet(commit, time, subject, changes, files))
    return sets


def _of_commit(root: Path, commit: str) -> tuple[int, tuple[Change, ...]]:
    """How many files of data/ a commit touched, and its changes: read once, as a commit never changes."""
    kept = CACHE / "changes" / f"{commit}.{_READING}.json"
    if kept.exists():
        files, changes = json.loads(kept.read_text("utf-8"))
        return files, tuple(Change(*change) for change in changes)
    names = _git(root, "show", "--format=", "--name-status", "--no-renames", commit, "--", "data").splitlines()
    paths = [name.split("\t", 1)[1] for name in names if "\t" in name]
    found = tuple(c for path in paths for c in _changes(root, commit, path)) if len(paths) <= LARGEST_COMMIT else ()
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_text(json.dumps([len(paths), [astuple(change) for change in found]]), "utf-8")
    return len(paths), found


def _changes(root: Path, commit: str, path: str) -> list[Change]:
    parts = Path(path)
    if parts.suffix != ".yml" or len(parts.parts) != 3:
        return []
    old = _flat(_value(root, f"{commit}^:{path}"))
    new = _flat(_value(root, f"{commit}:{path}"))
    if not old:  # a new record is one change, not one for each of its fields
        return [Change(parts.parts[1], parts.stem, "", None, new.get("name", parts.stem))] if new else []
    if not new:
        return [Change(parts.parts[1], parts.stem, "", old.get("name", parts.stem), None)]
    return [
        Change(parts.parts[1], parts.stem, field, old.get(field), new.get(field))
        for field in sorted(old.keys() | new.keys())
        if old.get(field) != new.get(field)
    ]


def _value(root: Path, spec: str) -> Any:
    text = _git(root, "show", spec)
    return parse(text.encode(), spec).value if text else None


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


def _git(root: Path, *arguments: str) -> str:
    done = subprocess.run(["git", "-C", str(root), *arguments], capture_output=True, text=True, check=False)
    return done.stdout if done.returncode == 0 else ""
