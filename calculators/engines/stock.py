"""Of many GPUs the smallest and the cheapest that hold a need, found without asking each.

A GPU holds what typically takes no more than it leaves (engines.fitting.verdict), and what is taken hangs on a GPU's maker and on
whether it shares the computer's memory, not on its size. So those of a kind that hold a need are the end of a list in the order of
room, and a search by halves finds where it begins: it takes hardly longer among a thousand GPUs than among a hundred.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Callable, Iterable
from functools import lru_cache
from itertools import accumulate

from calculators.core.catalogue import Catalogue
from calculators.core.ranges import Range
from calculators.engines.holders import COUNTS, Holder, holder, price_of, room_of
from calculators.records import Gpu

Need = Callable[[Gpu, int], Range]
"""Bytes that each of a number of one GPU must hold; the same for every GPU of a kind."""


def kind_of(gpu: Gpu) -> tuple[bool, str]:
    """What the memory that something takes hangs on: whether the GPU shares the computer's memory, and its maker."""
    return gpu.segment == "unified", gpu.vendor


@lru_cache(maxsize=8)
def stock(catalogue: Catalogue, vendors: tuple[str, ...], *, unified: bool = True) -> Stock:
    """The GPUs of some makers, those of unified memory among them or not."""
    gpus = (g for g in catalogue["gpus"].values() if g.vendor in vendors and (unified or g.segment != "unified"))
    return Stock(catalogue, gpus)


class Stock:
    """Some of a catalogue's GPUs."""

    def __init__(self, catalogue: Catalogue, gpus: Iterable[Gpu]) -> None:
        self._catalogue = catalogue
        alike: dict[tuple[bool, str], list[Gpu]] = {}
        for gpu in gpus:
            alike.setdefault(kind_of(gpu), []).append(gpu)
        self._kinds = [_Kind(group, catalogue) for group in alike.values()]

    def smallest(self, need: Need, counts: tuple[int, ...] = COUNTS, share: float = 1.0) -> Holder | None:
        """The fewest that hold it in a `share` of their room; of these those with the least memory, then the cheapest."""
        for count in counts:
            found = [gpu for kind in self._kinds if (gpu := kind.smallest(need, count, share))]
            if found:
                first = min(found, key=lambda gpu: _by_room(gpu, self._catalogue))
                return holder(first, self._catalogue, need, counts, share)
        return None

    def cheapest(self, need: Need) -> Holder | None:
        """Those that hold it and cost the least together; None where none of a known price does."""
        found = [(count, gpu) for count in COUNTS for kind in self._kinds if (gpu := kind.cheapest(need, count))]
        if not found:
            return None
        _, gpu = min(found, key=lambda f: (f[0] * _price(f[1]), f[1].id))
        return holder(gpu, self._catalogue, need)


class _Kind:
    """GPUs of one kind, those with the least room first, of these the cheapest."""

    def __init__(self, gpus: list[Gpu], catalogue: Catalogue) -> None:
        self._gpus = sorted(gpus, key=lambda gpu: _by_room(gpu, catalogue))
        self._rooms = [room_of(gpu, catalogue).typical for gpu in self._gpus]
        self._counts = (1,) if gpus[0].segment == "unified" else COUNTS
        self._cheapest = list(accumulate(reversed(self._gpus), _cheaper))[::-1]
        """Of each GPU and all with more room, the cheapest."""

    def smallest(self, need: Need, count: int, share: float) -> Gpu | None:
        """The first of which so many hold it."""
        return self._of(self._gpus, need, count, share)

    def cheapest(self, need: Need, count: int) -> Gpu | None:
        """The cheapest of which so many hold it; None where no such price is known."""
        gpu = self._of(self._cheapest, need, count, 1.0)
        return gpu if gpu and math.isfinite(_price(gpu)) else None

    def _of(self, gpus: list[Gpu], need: Need, count: int, share: float) -> Gpu | None:
        if count not in self._counts:
            return None
        place = bisect_left(self._rooms, need(self._gpus[0], count).typical, key=lambda room: room * share)
        return gpus[place] if place < len(gpus) else None


def _price(gpu: Gpu) -> float:
    """US dollars; infinite where no price is known."""
    price = price_of(gpu)
    return math.inf if price is None else price


def _cheaper(one: Gpu, other: Gpu) -> Gpu:
    return min(one, other, key=lambda gpu: (_price(gpu), gpu.id))


def _by_room(gpu: Gpu, catalogue: Catalogue) -> tuple[float, float, str]:
    return room_of(gpu, catalogue).typical, _price(gpu), gpu.id
