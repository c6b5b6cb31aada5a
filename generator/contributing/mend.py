"""Mending what a machine can in a record's text: its schema line, spacing, the order of keys, units and commas in numbers.

Every edit is made in the text itself, so that comments and all else stay. A text whose values would come out otherwise than
meant is given back as it was.
"""

from __future__ import annotations

import hashlib
import itertools
import os
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import is_dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from yaml import MappingNode, Node, ScalarNode, SequenceNode  # type: ignore[import-untyped]

from calculators.core.quantity import Choice, FieldInfo, Quantity, Switch, fields_of
from calculators.core.records import Figure
from generator import written, yaml_file
from generator.contributing.templates import MODELINE
from generator.families import RECORDS
from generator.load import FIGURE_KEYS, NUMBER_KEYS, Progress
from generator.paths import CACHE
from generator.schema import schema_text
from generator.written import plain_number
from generator.yaml_file import DEEPEST, LARGEST_BYTES, compose, parse

_NAMES = ("id", "name", "title", "text")
_PROVENANCE = ("note", "source", "as_of")

_ANY_MODELINE = re.compile(r"^# yaml-language-server: \$schema=\S*[^\S\n]*\n", re.M)
_GLUED = re.compile(r"^([^\S\n]*(?:- )?)([a-z][a-z0-9_]*):(?=[^\s:/])", re.M)
_YES = {"yes": "true", "on": "true", "no": "false", "off": "false"}

Edit = tuple[int, int, str]


def mend(text: str, family: str) -> tuple[str, list[str]]:
    """The text of a record of `family` as it should be, and in words what was mended. Mending that again changes nothing."""
    cls = RECORDS[family]
    done: list[str] = []
    text = text.removeprefix("\ufeff")  # the byte order mark is none of the text once a line stands before it
    steps: list[tuple[str, Callable[[str], str]]] = [
        ("its schema line", lambda t: _with_modeline(t, family)),
        ("line ends and blanks", _clean_lines),
        ("a space after a key", lambda t: _unglued(t, cls)),
        ("numbers and words", lambda t: _edited(t, lambda root: _scalars(root, cls))),
        ("spacing", lambda t: _edited(t, lambda root: _spacing(t, root))),
        ("the order of keys", lambda t: _ordered(t, cls)),
    ]
    for what, step in steps:
        mended = step(text)
        if mended != text:
            done.append(what)
            text = mended
    return text, done


def mend_all(data: Path, progress: Progress = lambda *_: None) -> list[tuple[str, list[str]]]:
    """Mend every record of a folder of data; the path of each file that was mended, and what was."""
    out = []
    folders = [data / family for family in RECORDS if not (data / family).is_symlink()]
    paths = [path for folder in folders for path in sorted(folder.glob("*.yml"))]
    for done, path in enumerate(paths):
        progress("Mending data", done, len(paths))
        if path.is_file() and not path.is_symlink() and (mended := mend_file(path, path.parent.name)):
            out.append((f"{data.name}/{path.parent.name}/{path.name}", mended))
    return out


def mend_file(path: Path, family: str) -> list[str]:
    """Mend a file in place, whole or not at all; in words what was mended."""
    content = path.read_bytes()
    if len(content) > LARGEST_BYTES:
        return []
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return []
    sound = CACHE / "mended" / hashlib.sha256(_rules(family) + content).hexdigest()
    if sound.exists():
        return []
    mended, done = mend(text, family)
    new = mended.encode()
    if new == content:
        sound.parent.mkdir(parents=True, exist_ok=True)
        sound.touch()
        return []
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        unfinished.write_bytes(new)
        unfinished.chmod(path.stat().st_mode)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    return done or ["its byte order mark"]


def key_order(cls: type) -> list[list[str]]:
    """The keys of a class in the order in which a file has them; those of one group may stand in any order among themselves."""
    names = [info.name for info in fields_of(cls)]
    sourced = "source" in names
    first = [name for name in _NAMES if name in names]
    second = [name for name in _PROVENANCE if name in names] if sourced else []
    rest = [name for name in names if name not in first and name not in second]
    return [*([name] for name in first), second, *([name] for name in rest)]


@cache
def _rules(family: str) -> bytes:
    """What the mending of a family's files depends on, as bytes of a digest: files found sound under it are not read again."""
    rules = b"".join(Path(file).read_bytes() for file in (__file__, written.__file__, yaml_file.__file__))
    return hashlib.sha256(rules + schema_text(family).encode()).digest()


# Lines


def _with_modeline(text: str, family: str) -> str:
    right = MODELINE.format(family=family)
    if text.startswith(right):
        return text
    return right + _ANY_MODELINE.sub("", text, count=1)


def _clean_lines(text: str) -> str:
    """Unix line ends, nothing after a line's end, no two empty lines in a row, one line end at the end, tabs only within words."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    lines = [_tabless(line.rstrip(" \t")) for line in text.split("\n")]
    kept = [line for i, line in enumerate(lines) if line or (i and lines[i - 1])]
    return "\n".join(kept).strip("\n") + "\n"


def _tabless(line: str) -> str:
    indent = line[: len(line) - len(line.lstrip(" \t"))]
    return indent.replace("\t", "  ") + line[len(indent) :]


def _unglued(text: str, cls: type) -> str:
    """`memory_gb:24` as `memory_gb: 24`, for keys that the family has, where the text is no YAML mapping without it."""
    root = _composed(text)
    if isinstance(root, MappingNode):
        return text
    known = _all_keys(cls)
    mended = _GLUED.sub(lambda m: f"{m[1]}{m[2]}: " if m[2] in known else m[0], text)
    return mended if isinstance(_composed(mended), MappingNode) else text


def _all_keys(cls: type) -> set[str]:
    names = set()
    for info in fields_of(cls):
        names.add(info.name)
        if is_dataclass(info.type) and isinstance(info.type, type) and info.type is not Figure:
            names |= _all_keys(info.type)
    return names


# Values


def _edited(text: str, edits: Callable[[Node], Iterator[Edit]]) -> str:
    root = _composed(text)
    if root is None:
        return text
    mended = text
    for start, end, new in sorted(edits(root), reverse=True):
        mended = mended[:start] + new + mended[end:]
    return mended if _composed(mended) is not None else text


def _scalars(node: Node, cls: type) -> Iterator[Edit]:
    """Numbers written with their unit, with commas or in quotes; yes and no; options in capitals."""
    if not isinstance(node, MappingNode):
        return
    infos = {info.name: info for info in fields_of(cls)}
    for key, value in node.value:
        info = infos.get(str(key.value))
        if info is None:
            continue
        for item in value.value if isinstance(value, SequenceNode) else [value]:
            if is_dataclass(info.type) and isinstance(info.type, type) and info.type is not Figure:
                yield from _scalars(item, info.type)
            elif isinstance(item, MappingNode) and info.type is Figure:
                for inner_key, inner in item.value:
                    if inner_key.value in NUMBER_KEYS and isinstance(inner, ScalarNode):
                        yield from _scalar(inner, info)
            elif isinstance(item, ScalarNode):
                yield from _scalar(item, info)


def _scalar(node: ScalarNode, info: FieldInfo) -> Iterator[Edit]:
    if node.style in ("|", ">"):
        return
    new = repaired(str(node.value).strip(), info)
    if new is not None:
        yield node.start_mark.index, node.end_mark.index, new


def repaired(text: str, info: FieldInfo) -> str | None:
    """What a person's text for a field is meant to be; None where it is right as it stands or nobody can tell."""
    match info.meta:
        case Quantity(unit=unit):
            return plain_number(text, unit)
        case Switch():
            return _YES.get(text.lower())
        case Choice(options=options) if options is not None and text not in options and text.lower() in options:
            return text.lower()
    return None


# Spacing


def _spacing(text: str, node: Node) -> Iterator[Edit]:
    """One space after a key's colon, and within braces and brackets that stand on one line."""
    if isinstance(node, MappingNode | SequenceNode) and node.flow_style:
        raw = text[node.start_mark.index : node.end_mark.index]
        new = _flow(text, node)
        if "\n" not in raw and new is not None and new != raw:
            yield node.start_mark.index, node.end_mark.index, new
        return
    if isinstance(node, SequenceNode):
        for item in node.value:
            yield from _spacing(text, item)
    elif isinstance(node, MappingNode):
        for key, value in node.value:
            between = text[key.end_mark.index : value.start_mark.index]
            if re.fullmatch(r"[ ]*:[ ]+", between) and between != ": ":
                yield key.end_mark.index, value.start_mark.index, ": "
            yield from _spacing(text, value)


def _flow(text: str, node: Node) -> str | None:
    """A node within braces, laid out anew with keys of a figure in their order; None where it cannot be told on one line."""
    if isinstance(node, ScalarNode):
        raw = text[node.start_mark.index : node.end_mark.index]
        return None if not raw or "\n" in raw else raw
    if isinstance(node, SequenceNode):
        parts = [_flow(text, item) for item in node.value]
        return None if None in parts else f"[{', '.join(map(str, parts))}]"
    if not isinstance(node, MappingNode):
        return None
    pairs = [(_flow(text, key), _flow(text, value), str(key.value)) for key, value in node.value]
    if any(key is None or value is None for key, value, _ in pairs):
        return None
    if all(name in FIGURE_KEYS for _, _, name in pairs):
        pairs.sort(key=lambda pair: FIGURE_KEYS.index(pair[2]))
    return "{" + ", ".join(f"{key}: {value}" for key, value, _ in pairs) + "}"


# Order


def _ordered(text: str, cls: type) -> str:
    """Keys in the order of their fields, each with the comments above it and on its line."""
    mended = text
    for _ in range(DEEPEST):
        root = _composed(mended)
        edits = list(_out_of_order(mended, root, cls)) if root is not None else []
        if not edits:
            break
        for start, end, new in sorted(edits, reverse=True):
            mended = mended[:start] + new + mended[end:]
    if mended == text:
        return text
    same = _value(mended) == _value(text) and _letters(mended) == _letters(text)
    return mended if same and not list(_out_of_order(mended, _composed(mended), cls)) else text


def _out_of_order(text: str, node: Node | None, cls: type) -> Iterator[Edit]:
    """New texts of the record or of items of its lists whose keys are out of order, the innermost ones.

    A set that stands alone, such as a reader's inputs, may be told in any order.
    """
    if not isinstance(node, MappingNode) or node.flow_style:
        return
    infos = {info.name: info for info in fields_of(cls)}
    within: list[Edit] = []
    for key, value in node.value:
        info = infos.get(str(key.value))
        nested = (
            info is not None and is_dataclass(info.type) and isinstance(info.type, type) and info.type is not Figure
        )
        if info is not None and nested and isinstance(value, SequenceNode) and not value.flow_style:
            for item in value.value:
                within += _out_of_order(text, item, info.type)
    if within:
        yield from within
        return
    places = {name: place for place, group in enumerate(key_order(cls)) for name in group}
    keys = [str(key.value) for key, _ in node.value]
    ranks = [places.get(name, len(places)) for name in keys]
    if ranks == sorted(ranks) or len(set(keys)) < len(keys):
        return
    starts = [_chunk_start(text, key) for key, _ in node.value]
    end = _line_end(text, _last(node.value[-1][1]))
    bounds = [*starts, end]
    chunks = [text[a:b].rstrip() for a, b in itertools.pairwise(bounds)]
    column = node.value[0][0].start_mark.column
    order = sorted(range(len(chunks)), key=lambda i: ranks[i])
    yield starts[0], end, f"\n{' ' * column}".join(chunks[i] for i in order)


def _chunk_start(text: str, key: Node) -> int:
    """Where a key with the comments above it begins."""
    start: int = key.start_mark.index
    line = text.rfind("\n", 0, start) + 1
    if text[line:start].strip():  # the first key of a list's item, after its dash: comments above are the item's
        return start
    column = start - line
    while line:
        above = text.rfind("\n", 0, line - 1) + 1
        words = text[above : line - 1]
        comment = words.lstrip(" ")
        if not comment.startswith("#") or len(words) - len(comment) != column or _ANY_MODELINE.match(words + "\n"):
            break
        line, start = above, above + column
    return start


def _last(node: Node) -> Node:
    """The node within that ends last."""
    while isinstance(node, MappingNode | SequenceNode) and not node.flow_style and node.value:
        tail = node.value[-1]
        node = tail[1] if isinstance(tail, tuple) else tail
    return node


def _line_end(text: str, node: Node) -> int:
    """The end of the line on which a node ends."""
    end = len(text[: node.end_mark.index].rstrip())
    found = text.find("\n", end)
    return len(text) if found < 0 else found


@lru_cache(maxsize=2)
def _composed(text: str) -> Node | None:
    """Its nodes. Kept, as most steps leave the text as it was."""
    return compose(text)


def _value(text: str) -> Any:
    return parse(text.encode(), "").value


def _letters(text: str) -> Counter[str]:
    """What a text holds but for blanks: the same before and after keys have moved."""
    return Counter("".join(text.split()))
