"""A price read from a feed, and the place in data/ that it belongs to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Quote:
    """Figures of one item of a record's list: `keys` are the item's own values that must all be equal."""

    record: str
    keys: tuple[tuple[str, str | int], ...]
    figures: tuple[tuple[str, float], ...]
    name: str
    """What the feed calls it: told where nothing matches."""


@dataclass(frozen=True)
class Feed:
    """A machine-readable price list: where it is, which list of which family it prices, and how it is read.

    `read(text, origin)` yields quotes; ValueError says in words what is wrong with the text. `record` is the family,
    `items` the field that holds the list. `source` is the id of the source record that its figures name.
    """

    name: str
    title: str
    family: str
    items: str
    source: str
    urls: tuple[str, ...]
    read: Callable[[str, str], Iterator[Quote]]
