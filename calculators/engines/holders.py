"""Which GPUs hold a need of memory, and how many of each: what every list of places rests on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from calculators.core.catalogue import Catalogue
from calculators.core.ranges import Range
from calculators.engines.fitting import NO, card_bytes, verdict
from calculators.records import Gpu

COUNTS = (1, 2, 4, 8)
"""Numbers of one GPU that the lists try."""


@dataclass(frozen=True, slots=True)
class Holder:
    """The fewest GPUs of a kind that hold a need: what one leaves to a program, what one must hold (bytes), and how well it fits."""

    gpu: Gpu
    count: int
    room: Range
    need: Range
    fits: str


def room_of(gpu: Gpu, catalogue: Catalogue, own_gb: float | None = None) -> Range:
    """Bytes that a GPU leaves to a program, by the glossary's shares; `own_gb` in place of the record's memory."""
    return _rooms(catalogue)[gpu.id] if own_gb is None else card_bytes(gpu, *_shares(catalogue), own_gb)


@lru_cache(maxsize=4)
def _rooms(catalogue: Catalogue) -> dict[str, Range]:
    """What every GPU leaves, by id: each list of places asks for all of them."""
    shares = _shares(catalogue)
    return {gpu.id: card_bytes(gpu, *shares) for gpu in catalogue["gpus"].values()}


def _shares(catalogue: Catalogue) -> tuple[Range, Range]:
    """The shares of its memory that a card, and that a Mac, leaves to a program."""
    terms = catalogue["glossary"]
    card: Range = terms["memory-a-card-leaves-to-a-program"].figure.range
    mac: Range = terms["memory-a-mac-leaves-to-its-gpu"].figure.range
    return card, mac


def holders(
    catalogue: Catalogue,
    need: Callable[[Gpu, int], Range],
    vendors: tuple[str, ...],
    counts: tuple[int, ...] = COUNTS,
    share: float = 1.0,
) -> tuple[Holder, ...]:
    """Every GPU that holds the need, with the fewest of it. `share` of its room is used; chips of unified memory stand alone."""
    found = (holder(gpu, catalogue, need, counts, share) for gpu in catalogue["gpus"].values() if gpu.vendor in vendors)
    return tuple(held for held in found if held is not None)


def holder(
    gpu: Gpu,
    catalogue: Catalogue,
    need: Callable[[Gpu, int], Range],
    counts: tuple[int, ...] = COUNTS,
    share: float = 1.0,
) -> Holder | None:
    """The fewest of this GPU that hold the need; None where no number of them does."""
    room = room_of(gpu, catalogue) * share
    for count in (1,) if gpu.segment == "unified" else counts:
        needed = need(gpu, count)
        judged = verdict(needed, room)
        if judged != NO:
            return Holder(gpu, count, room, needed, judged)
    return None


def price_of(gpu: Gpu) -> float | None:
    """What a GPU costs, typically: used, or new where no used price is known. US dollars."""
    price = gpu.used_usd or gpu.new_usd
    return price.typical if price else None
