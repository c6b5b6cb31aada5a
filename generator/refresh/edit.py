"""Editing a figure of a YAML file in place: nothing else in the file moves, comments and order stay."""

from __future__ import annotations

from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

KeyPath = tuple[str | int, ...]


def replace_figure(text: str, where: KeyPath, value: float, source: str, as_of: str) -> str:
    """`text` with the figure at `where` saying `value` by `source` at `as_of`. A note goes: it spoke of the old value.

    ValueError for a figure written as a block, whose end cannot be told from the next key's comments.
    """
    node = _at(YAML(typ="rt", pure=True).compose(text), where)
    if isinstance(node, MappingNode) and not node.flow_style:
        raise ValueError("is written over several lines; write it as {value: …, source: …, as_of: …}")
    figure = f"{{value: {value:.12g}, source: {source}, as_of: {as_of}}}"
    return text[: node.start_mark.index] + figure + text[node.end_mark.index :]


def replace_scalar(text: str, where: KeyPath, value: str) -> str:
    """`text` with the plain scalar at `where` replaced."""
    node = _at(YAML(typ="rt", pure=True).compose(text), where)
    assert isinstance(node, ScalarNode)
    return text[: node.start_mark.index] + value + text[node.end_mark.index :]


def _at(root: Node, where: KeyPath) -> Any:
    node: Any = root
    for part in where:
        node = (
            node.value[part] if isinstance(node, SequenceNode) else {key.value: item for key, item in node.value}[part]
        )
    return node
