"""Machines by the hour as a market: which goods are compared as one, and what there is for a need of memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from calculators.core.catalogue import Catalogue
from calculators.core.ranges import Range
from calculators.engines.chips import Chip, ChipError, from_gpu, no_slower
from calculators.engines.holders import room_of
from calculators.engines.throughput import TRAINING, rate
from calculators.records import Gpu, Offer

UNDER_CONTRACT = ("on-demand", "secure", "production")
"""Goods that come with a provider's own or certified data centre."""
OF_OTHERS = ("community", "marketplace", "prototyping")
"""Cheaper goods that a person can work on for hours. Auctions, functions, hosted apps and pools of strangers' PCs are left out."""
FEWEST_OFFERS = 3
"""Of one GPU and kind of goods: what fewer sellers ask is no market's price, where there is one."""


@dataclass(frozen=True)
class Rented:
    """An offer by the hour: memory, price, and its pace by the data sheet for both kinds of work."""

    id: str
    gpu: str
    goods: str
    memory_gb: float
    gpu_count: int
    usd_per_hour: float
    spot_usd_per_hour: float | None
    """As a spare machine that may be taken away; None where it is not offered so."""
    large: bool
    """True for one of a large cloud."""
    text_rate: float
    training_rate: float

    def rate(self, work: str) -> float:
        """Its data-sheet rate for a kind of work; 0 where none is published."""
        return self.training_rate if work == TRAINING else self.text_rate


@lru_cache(maxsize=4)
def offers(catalogue: Catalogue) -> tuple[Rented, ...]:
    """Every offer by the hour with an on-demand price: fewest GPUs first, then by price."""
    found = []
    for rental in catalogue["rentals"].values():
        offer: Offer | None = rental.offer
        if offer is None or offer.on_demand_usd_per_hour is None or offer.goods not in (*UNDER_CONTRACT, *OF_OTHERS):
            continue
        gpu: Gpu = catalogue["gpus"][offer.gpu]
        text, training = _rates(gpu, offer.gpu_count)
        memory = gpu.memory_gb.typical * offer.gpu_count
        found.append(
            Rented(
                id=rental.id,
                gpu=offer.gpu,
                goods=offer.goods,
                memory_gb=memory,
                gpu_count=offer.gpu_count,
                usd_per_hour=offer.on_demand_usd_per_hour.typical,
                spot_usd_per_hour=offer.spot_usd_per_hour.typical if offer.spot_usd_per_hour else None,
                large=rental.service.kind == "hyperscaler",
                text_rate=text,
                training_rate=training,
            )
        )
    return tuple(sorted(found, key=lambda r: (r.gpu_count, r.usd_per_hour)))


@dataclass(frozen=True)
class Middle:
    """Of one GPU in one number the middle offer by price; `traded` where sellers enough offer it to make a market."""

    offer: Rented
    traded: bool
    vendor: str
    room: Range
    chip: Chip | None
    """None where no arithmetic rate is published."""

    def beats(self, other: Middle) -> bool:
        """True where it does whatever the other does, in the same memory, as fast and for no more money."""
        mine, its = self.offer, other.offer
        return (
            self.traded >= other.traded
            and mine.usd_per_hour <= its.usd_per_hour
            and mine.large >= its.large
            and _no_dearer(mine.spot_usd_per_hour, its.spot_usd_per_hour)
            and self.vendor == other.vendor
            and self.room == other.room
            and self.chip is not None
            and other.chip is not None
            and no_slower(self.chip, other.chip)
        )


def _no_dearer(mine: float | None, its: float | None) -> bool:
    return its is None or (mine is not None and mine <= its)


@lru_cache(maxsize=8)
def middles(goods: tuple[str, ...], without: frozenset[str], catalogue: Catalogue) -> tuple[tuple[Middle, ...], ...]:
    """The middle offers of some goods by their number of GPUs, fewest first; of each number the GPU with the lowest price first.

    Offers of the services `without` (ids) are none.

    One that an earlier one beats is left out: it is never the cheapest for any work, nor the fastest.
    """
    sold = (o for o in offers(catalogue) if o.goods in goods and o.id.partition("/")[0] not in without)
    return tuple(_unbeaten(same, catalogue) for _, same in groupby(sold, key=lambda offer: offer.gpu_count))


def _unbeaten(sold: Iterator[Rented], catalogue: Catalogue) -> tuple[Middle, ...]:
    by_gpu: dict[str, list[Rented]] = {}
    for offer in sold:
        by_gpu.setdefault(offer.gpu, []).append(offer)
    kept: list[Middle] = []
    for same in by_gpu.values():
        middle = _middle(same, catalogue)
        if not any(other.beats(middle) for other in kept):
            kept.append(middle)
    return tuple(kept)


def _middle(same: list[Rented], catalogue: Catalogue) -> Middle:
    gpu: Gpu = catalogue["gpus"][same[0].gpu]
    try:
        chip = from_gpu(gpu)
    except ChipError:
        chip = None
    offer = same[len(same) // 2]
    return Middle(offer, len(same) >= FEWEST_OFFERS, gpu.vendor, room_of(gpu, catalogue), chip)


def offers_that_fit(
    memory_gb: float, work: str, kinds: tuple[tuple[str, ...], ...], catalogue: Catalogue
) -> tuple[Rented, ...]:
    """The offers that a careful person looks at, cheapest for the work first; none where nothing holds the memory.

    Goods of different kinds are not compared as one: of each kind, the GPUs that hold the memory in the fewest cards, and of
    each GPU the middle offer by price. The lowest price of all is mostly old, or gone.
    """
    found = [middle for goods in kinds for middle in _middle_offers(memory_gb, work, goods, catalogue)]
    return tuple(sorted(found, key=lambda o: o.usd_per_hour / o.rate(work)))


def _middle_offers(memory_gb: float, work: str, goods: tuple[str, ...], catalogue: Catalogue) -> Iterator[Rented]:
    by_gpu: dict[str, list[Rented]] = {}
    fewest = 0
    for offer in offers(catalogue):
        if offer.memory_gb < memory_gb or offer.goods not in goods or not offer.rate(work):
            continue
        fewest = fewest or offer.gpu_count
        if offer.gpu_count > fewest:
            break
        by_gpu.setdefault(offer.gpu, []).append(offer)
    return (found[len(found) // 2] for found in by_gpu.values())


def _rates(gpu: Gpu, count: int) -> tuple[float, float]:
    text, training = rate(gpu, "text"), rate(gpu, TRAINING)
    return (text.typical * count if text else 0.0, training.typical * count if training else 0.0)
