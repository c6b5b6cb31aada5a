"""The search by halves against the search through all: over the real catalogue, for needs from next to nothing to too much."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from calculators.core.catalogue import Catalogue
from calculators.core.ranges import Range
from calculators.engines.fitting import GB
from calculators.engines.holders import COUNTS, Holder, holders, price_of, room_of
from calculators.engines.stock import Stock, kind_of, stock
from calculators.records import Gpu

Need = Callable[[Gpu, int], Range]
TOGETHER = st.floats(0, 11).map(lambda power: 2**power)
"""GB that so many GPUs divide among them: 1 to 2,048; of the real GPUs, one holds 3 to 300."""
EACH = st.floats(0, 20)
"""GB that each of them holds besides."""
SPREAD = st.floats(1, 3)
MORE = st.floats(0.5, 2)
"""What GPUs of unified memory, and those of other makers than NVIDIA, take beside the others."""


def needed(together: float, each: float, spread: float, unified: float, others: float) -> Need:
    def need(gpu: Gpu, count: int) -> Range:
        shared, vendor = kind_of(gpu)
        kind = (unified if shared else 1) * (1 if vendor == "nvidia" else others)
        return Range.around(kind * (together / count + each) * GB, spread)

    return need


def every_vendor(catalogue: Catalogue) -> tuple[str, ...]:
    return tuple(sorted({gpu.vendor for gpu in catalogue["gpus"].values()}))


def least(found: list[Holder], catalogue: Catalogue) -> Holder | None:
    def key(held: Holder) -> tuple[float, float, float, str]:
        return held.count, room_of(held.gpu, catalogue).typical, price_of(held.gpu) or float("inf"), held.gpu.id

    return min(found, key=key, default=None)


@given(TOGETHER, EACH, SPREAD, MORE, MORE, st.sampled_from([1.0, 0.9]), st.sampled_from([COUNTS, (1,)]))
def test_the_smallest_is_the_smallest_of_all(catalogue, together, each, spread, unified, others, share, counts):
    need = needed(together, each, spread, unified, others)
    every = list(holders(catalogue, need, every_vendor(catalogue), counts, share))
    found = stock(catalogue, every_vendor(catalogue)).smallest(need, counts, share)
    assert found == least(every, catalogue)
    cards = [held for held in every if held.gpu.segment != "unified"]
    found = stock(catalogue, every_vendor(catalogue), unified=False).smallest(need, counts, share)
    assert found == least(cards, catalogue)


@given(TOGETHER, EACH, SPREAD, MORE, MORE)
def test_the_cheapest_is_the_cheapest_of_all(catalogue, together, each, spread, unified, others):
    need = needed(together, each, spread, unified, others)
    every = [h for h in holders(catalogue, need, every_vendor(catalogue)) if price_of(h.gpu)]
    cheapest = min(every, key=lambda h: (h.count * (price_of(h.gpu) or 0), h.gpu.id), default=None)
    assert Stock(catalogue, catalogue["gpus"].values()).cheapest(need) == cheapest


def test_needs_at_the_edge_of_every_gpu_are_told_apart(catalogue):
    """A need that a GPU just holds, and one a byte larger: where a search by halves would go wrong."""
    vendors = every_vendor(catalogue)
    whole = stock(catalogue, vendors)
    for room in {room_of(gpu, catalogue).typical for gpu in catalogue["gpus"].values()}:
        for count in COUNTS:
            for more in (0.0, 1.0):
                need = needed((room + more) / GB * count, 0.0, 1.0, 1.0, 1.0)
                assert whole.smallest(need) == least(list(holders(catalogue, need, vendors)), catalogue)
