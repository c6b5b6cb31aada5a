"""What there is for a given need of memory: rigs, offers by the hour, and free notebooks, cheapest first."""

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
class RigOnSale:
    """A rig in the market: its memory, its price, and whether it has matrix units, which training needs."""

    id: str
    memory_gb: float
    price_usd: float
    trains: bool
    text_rate: float
    training_rate: float

    def rate(self, work: str) -> float:
        """Its data-sheet rate for a kind of work; 0 where none is published."""
        return self.training_rate if work == TRAINING else self.text_rate


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


@dataclass(frozen=True)
class FreeNotebook:
    """A notebook that asks for nothing. A limit that nobody publishes is infinite, and `promised` is False."""

    id: str
    memory_gb: float
    hours_per_week: float
    session_hours: float
    text_rate: float
    training_rate: float
    promised: bool

    def rate(self, work: str) -> float:
        """Its data-sheet rate for a kind of work; 0 where none is published."""
        return self.training_rate if work == TRAINING else self.text_rate


@lru_cache(maxsize=4)
def rigs(catalogue: Catalogue) -> tuple[RigOnSale, ...]:
    """Every rig, cheapest first."""
    found = []
    for rig in catalogue["rigs"].values():
        gpu: Gpu = catalogue["gpus"][rig.gpu]
        memory = rig.usable_memory_gb or gpu.memory_gb
        each = 1 if rig.usable_memory_gb else rig.gpu_count
        trains = gpu.bf16_tflops is not None or gpu.fp16_fp32_tflops is not None
        rates = _rates(gpu, rig.gpu_count)
        found.append(RigOnSale(rig.id, memory.typical * each, rig.price_usd.typical, trains, *rates))
    return tuple(sorted(found, key=lambda r: r.price_usd))


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


@lru_cache(maxsize=4)
def free_notebooks(catalogue: Catalogue) -> tuple[FreeNotebook, ...]:
    """Every free tier that anybody can join and that names its GPU; those with a published quota first."""
    found = []
    for rental in catalogue["rentals"].values():
        tier = rental.tier
        if tier is None or tier.kind != "free" or tier.closed or not tier.gpus or tier.credit_usd is not None:
            continue
        gpu: Gpu = catalogue["gpus"][tier.gpus[0]]
        text, training = _rates(gpu, tier.gpu_count)
        quota, session = tier.gpu_hours_per_week, tier.session_hours
        found.append(
            FreeNotebook(
                rental.id,
                gpu.memory_gb.typical * tier.gpu_count,
                quota.typical if quota else float("inf"),
                session.typical if session else float("inf"),
                text,
                training,
                quota is not None,
            )
        )
    return tuple(sorted(found, key=lambda n: (not n.promised, -n.hours_per_week)))


def rigs_that_fit(memory_gb: float, work: str, catalogue: Catalogue) -> Iterator[RigOnSale]:
    """Rigs with the memory, and with matrix units where the work is training: cheapest first."""
    return (r for r in rigs(catalogue) if r.memory_gb >= memory_gb and r.rate(work) and (work != TRAINING or r.trains))


def notebook_that_fits(memory_gb: float, work: str, catalogue: Catalogue) -> FreeNotebook | None:
    """The free notebook with the largest published quota that has the memory; None without one."""
    fitting = (n for n in free_notebooks(catalogue) if n.promised and n.memory_gb >= memory_gb and n.rate(work))
    return next(fitting, None)


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
