"""YAML 1.2 as plain values with the position of every key and value. Refuses what a data file has no use for."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from generator.paths import CACHE
from generator.problem import Problem

LARGEST_BYTES = 2_000_000
DEEPEST = 20
"""A data file larger or deeper than this is refused: the largest real one is a twentieth of either."""

_CORE = "tag:yaml.org,2002:"
_PLAIN_TAGS = ("str", "int", "float", "bool", "null", "timestamp")
"""What a scalar without a tag of its own can resolve to (YAML 1.2.2, 10.3.2); ruamel.yaml adds timestamps."""

_READER = Path(__file__).read_bytes()
"""What is cached depends on this module too."""

KeyPath = tuple[str | int, ...]


@dataclass
class YamlFile:
    """The plain `value` of a file and where its parts stand: (line, column), both from 1."""

    path: str
    value: Any = None
    values_at: dict[KeyPath, tuple[int, int]] = field(default_factory=dict)
    keys_at: dict[KeyPath, tuple[int, int]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def problem(self, where: KeyPath, message: str, remedy: str, *, at_key: bool = False) -> Problem:
        """A problem at the nearest position known for `where`."""
        places = self.keys_at if at_key else self.values_at
        while where and where not in places:
            where = where[:-1]
        line, column = places.get(where, (1, 1))
        return Problem(self.path, line, column, message, remedy)


def read(path: Path, shown: str) -> YamlFile:
    """Read one file; `shown` is the path that messages name. Never raises on what the file holds."""
    file = YamlFile(shown)
    try:
        content = path.read_bytes()
    except OSError as error:
        file.problems.append(Problem(shown, 1, 1, f"cannot be read ({error.strerror})", "make it a readable file"))
        return file
    if len(content) > LARGEST_BYTES:
        file.problems.append(
            Problem(shown, 1, 1, f"has {len(content)} bytes", f"keep a record under {LARGEST_BYTES} bytes")
        )
        return file
    cached = CACHE / "yaml" / f"{hashlib.sha256(_READER + content).hexdigest()}.json"
    if cached.exists():
        _thaw(file, json.loads(cached.read_text("utf-8")))
        return file
    file = parse(content, shown)
    if not file.problems:
        cached.parent.mkdir(parents=True, exist_ok=True)
        unfinished = cached.with_suffix(f".{os.getpid()}")  # another process may read while this one writes
        unfinished.write_text(json.dumps(_freeze(file)), "utf-8")
        unfinished.replace(cached)
    return file


def parse(content: bytes, shown: str) -> YamlFile:
    """The content of a file as `read` gives it."""
    file = YamlFile(shown)
    _parse(file, content)
    return file


def _parse(file: YamlFile, content: bytes) -> None:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        file.problems.append(Problem(file.path, line, 1, "is not UTF-8 text", "save it as UTF-8"))
        return
    try:
        root = YAML(typ="rt", pure=True).compose(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        what = " ".join(str(error.problem or error.context or "not YAML").split())
        file.problems.append(Problem(file.path, line, column, f"is not YAML: {what}", "mend the syntax at this place"))
        return
    except (YAMLError, ValueError, RecursionError) as error:
        what = " ".join(str(error).split("\n")[0].split())[:120]
        file.problems.append(Problem(file.path, 1, 1, f"is not YAML: {what}", "mend the syntax"))
        return
    if root is None:
        file.problems.append(Problem(file.path, 1, 1, "is empty", "write a record's keys and values"))
        return
    file.value = _plain(file, root, ())


def _place(node: Node) -> tuple[int, int]:
    return node.start_mark.line + 1, node.start_mark.column + 1


def _plain(file: YamlFile, node: Node, where: KeyPath) -> Any:
    file.values_at[where] = _place(node)
    if node.anchor:
        file.problems.append(
            Problem(file.path, *_place(node), f"uses an anchor (&{node.anchor})", "write the value out")
        )
        return None
    if len(where) > DEEPEST:
        file.problems.append(Problem(file.path, *_place(node), "is nested too deeply", f"at most {DEEPEST} levels"))
        return None
    if isinstance(node, MappingNode):
        return dict(_items(file, node, where))
    if isinstance(node, SequenceNode):
        return [_plain(file, child, (*where, i)) for i, child in enumerate(node.value)]
    assert isinstance(node, ScalarNode)
    return _scalar(file, node)


def _items(file: YamlFile, node: MappingNode, where: KeyPath) -> Iterator[tuple[str, Any]]:
    seen: set[str] = set()
    for key_node, value_node in node.value:
        key = key_node.value
        if not isinstance(key_node, ScalarNode) or not isinstance(key, str):
            file.problems.append(
                Problem(file.path, *_place(key_node), "has a key that is not a word", "use plain keys")
            )
            continue
        if key in seen:
            file.problems.append(
                Problem(file.path, *_place(key_node), f"has the key “{key}” twice", "keep one of them")
            )
            continue
        seen.add(key)
        file.keys_at[(*where, key)] = _place(key_node)
        yield key, _plain(file, value_node, (*where, key))


def _scalar(file: YamlFile, node: ScalarNode) -> Any:
    """A scalar by YAML 1.2's core schema (spec 10.3.2); a date stays the text that it is."""
    tag, text = str(node.tag), node.value
    if tag.removeprefix(_CORE) not in _PLAIN_TAGS:
        file.problems.append(Problem(file.path, *_place(node), f"has a tag ({tag[:60]})", "remove the tag"))
        return None
    if not node.style:
        if tag.endswith(":null"):
            return None
        if tag.endswith(":bool"):
            return text.lower() == "true"
        if tag.endswith((":int", ":float")):
            return _number(file, node, text)
    if any(ord(c) < 32 and c not in "\n\t" for c in text):
        file.problems.append(Problem(file.path, *_place(node), "has a control character", "remove it"))
        return None
    return text


def _number(file: YamlFile, node: ScalarNode, text: str) -> float | int | None:
    try:
        value = int(text) if text.lstrip("+-").isdigit() else float(text)
    except ValueError:
        value = float("nan")
    if value != value or abs(value) > 1e18:
        file.problems.append(
            Problem(file.path, *_place(node), f"{text[:40]} is not a usable number", "write a plain decimal number")
        )
        return None
    return value


def _freeze(file: YamlFile) -> list[Any]:
    return [
        file.value,
        [[list(k), *v] for k, v in file.values_at.items()],
        [[list(k), *v] for k, v in file.keys_at.items()],
    ]


def _thaw(file: YamlFile, frozen: list[Any]) -> None:
    file.value = frozen[0]
    file.values_at = {tuple(where): (line, column) for where, line, column in frozen[1]}
    file.keys_at = {tuple(where): (line, column) for where, line, column in frozen[2]}
