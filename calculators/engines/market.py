"""Machines by the hour as a market: which goods are compared as one, and what there is for a need of memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from calculators.core.catalogue import Catalogue
from calculators.core.records import Gpu, Offer
from calculators.engines.throughput import TRAINING, rate

UNDER_CONTRACT = ("on-demand", "secure", "production")
"""Goods that come with a provider's own or certified data centre."""
OF_OTHERS = ("community", "marketplace", "prototyping")
"""Cheaper goods that a person can work on for hours. Auctions, functions, hosted apps and pools of strangers' PCs are left out."""


@dataclass(frozen=True)
class Rented:
    """An offer by the hour: memory, price, and its pace by the data sheet for both kinds of work."""

    id: str
    gpu: str
    goods: str
    memory_gb: float
    gpu_count: int
    usd_per_hour: float
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
        price = offer.on_demand_usd_per_hour.typical
        found.append(Rented(rental.id, offer.gpu, offer.goods, memory, offer.gpu_count, price, text, training))
    return tuple(sorted(found, key=lambda r: (r.gpu_count, r.usd_per_hour)))


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
