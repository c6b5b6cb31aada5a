"""Where a model runs: the smallest and the cheapest of GPUs, rigs, notebooks and machines for rent that hold it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from markupsafe import Markup

from calculators.core.quantity import Unit
from calculators.core.ranges import Range
from calculators.core.records import Figure
from calculators.core.text import briefly
from calculators.engines.fitting import GB, NO, verdict
from calculators.engines.holders import Holder, holder, room_of
from calculators.engines.market import offers
from calculators.engines.stock import Need, Stock, kind_of
from calculators.records import Gpu, Model, Rig
from calculators.records.rentals import Rental
from generator.pages import addresses
from generator.pages.tables import Cell, Row, link, record_link
from subject.asking import FIT, Asker, ranged

OLDEST_CUDA = 5.0
"""Compute capability below which CUDA 12, and software that is built with it, runs no more (NVIDIA, CUDA 12.0 release notes)."""

SHORTEST_SESSION_HOURS = 1.0
"""Notebooks whose sessions end sooner lend a GPU for a call, and are left out."""

MOST_GPUS = 16
"""GPUs for which a model's page says how fast it runs."""

Held = Callable[[str], Holder | None]
"""By the id of a GPU: the fewest of it that hold what is asked for."""

_NOTHING = Cell(Markup.escape("none here"))
_IMPOSSIBLE = Range.exact(1e30)
"""Bytes that no GPU has: where the calculator refuses."""


class Places:
    """Finds them for one need after another; what is for sale and for rent is sorted once, and of what is alike the cheapest kept."""

    def __init__(self, asker: Asker) -> None:
        self.asker = asker
        self.site = asker.site
        catalogue = self.site.catalogue
        rigs: list[Rig] = sorted(catalogue["rigs"].values(), key=lambda r: (r.price_usd.typical, r.id))
        rentals: list[Rental] = list(catalogue["rentals"].values())
        notebooks = sorted(filter(is_notebook, rentals), key=lambda r: (monthly(r), r.id))
        self._every_rig, self._every_notebook = rigs, notebooks
        own = {rig.gpu for rig in rigs} | {gpu for r in notebooks if r.tier for gpu in r.tier.gpus}
        self.owned = _fastest_of_each_size(gpu for gpu in catalogue["gpus"].values() if gpu.id in own)

    @cached_property
    def _rigs(self) -> list[Rig]:
        return _without_beaten(self._every_rig, lambda rig: [self._of_rig(rig)])

    @cached_property
    def _notebooks(self) -> list[Rental]:
        return _without_beaten(self._every_notebook, self._of_notebook)

    @cached_property
    def _machines(self) -> list[Rental]:
        catalogue = self.site.catalogue
        machines = (catalogue["rentals"][offer.id] for offer in offers(catalogue))
        return _without_beaten(sorted(machines, key=lambda r: (_hourly(r).typical, r.id)), self._of_machine)

    def _of_rig(self, rig: Rig) -> _Room:
        gpu: Gpu = self.site.catalogue["gpus"][rig.gpu]
        if gpu.segment == "unified" and rig.usable_memory_gb:
            room = room_of(gpu, self.site.catalogue, rig.usable_memory_gb.typical)
            return _Room(kind_of(gpu), room.typical, 1)
        return self._of_gpus(rig.gpu, rig.gpu_count)

    def _of_notebook(self, rental: Rental) -> list[_Room]:
        assert rental.tier is not None
        return [self._of_gpus(gpu, rental.tier.gpu_count) for gpu in rental.tier.gpus]

    def _of_machine(self, rental: Rental) -> list[_Room]:
        assert rental.offer is not None
        return [self._of_gpus(rental.offer.gpu, rental.offer.gpu_count)]

    def _of_gpus(self, gpu_id: str, count: int) -> _Room:
        gpu: Gpu = self.site.catalogue["gpus"][gpu_id]
        return _Room(kind_of(gpu), room_of(gpu, self.site.catalogue).typical, count)

    @cached_property
    def _all(self) -> Stock:
        return Stock(self.site.catalogue, self.site.catalogue["gpus"].values())

    @cached_property
    def _cards(self) -> Stock:
        return Stock(self.site.catalogue, filter(_is_card, self.site.catalogue["gpus"].values()))

    def row(self, root: str, model: Model, words: str, inputs: dict[str, Any]) -> tuple[Row, Holder] | None:
        """One way to run a model, what holds it so, and the smallest that does; None for a model that no calculator sizes."""
        asked = {"model": model.id, **inputs}

        def need(gpu: Gpu, count: int) -> Range:
            return self.asker.memory(FIT, asked, gpu, count) or _IMPOSSIBLE

        @cache
        def held(gpu: str) -> Holder | None:
            return holder(self.site.catalogue["gpus"][gpu], self.site.catalogue, need)

        smallest = self._cards.smallest(need) or self._all.smallest(need)
        if smallest is None:
            return None
        filled = {**asked, "gpu": smallest.gpu.id, "gpu_count": smallest.count}
        row = Row(
            [
                Cell(Markup.escape(words)),
                ranged(smallest.need * (1 / GB)),
                self._gpu(root, smallest),
                self._cheapest(root, need),
                self._rig(root, held, need),
                self._notebook(root, held),
                self._machine(root, held),
                self.asker.openers(root, f"{model.name}, {words}", {FIT: filled}),
            ]
        )
        return row, smallest

    def _gpu(self, root: str, held: Holder) -> Cell:
        name = record_link(self.site, root, "gpus", held.gpu.id)
        return Cell((Markup("{} × ").format(held.count) if held.count > 1 else Markup()) + name + _edge(held))

    def _cheapest(self, root: str, need: Need) -> Cell:
        held = self._cards.cheapest(need)
        price = held and (held.gpu.used_usd or held.gpu.new_usd)
        return Cell(self._gpu(root, held).html + _price(price, count=held.count)) if held and price else _NOTHING

    def _rig(self, root: str, held: Held, need: Need) -> Cell:
        for rig in self._rigs:
            gpu: Gpu = self.site.catalogue["gpus"][rig.gpu]
            if gpu.segment == "unified" and rig.usable_memory_gb:
                room = room_of(gpu, self.site.catalogue, rig.usable_memory_gb.typical)
                holds = verdict(need(gpu, 1), room) != NO
            else:
                holds = _enough(held(gpu.id), rig.gpu_count)
            if holds:
                return Cell(record_link(self.site, root, "rigs", rig.id) + _price(rig.price_usd))
        return _NOTHING

    def _notebook(self, root: str, held: Held) -> Cell:
        for rental in self._notebooks:
            tier = rental.tier
            assert tier is not None
            found = next((h for gpu in tier.gpus if (h := held(gpu)) and _enough(h, tier.gpu_count)), None)
            if found:
                paid = tier.usd_per_month if tier.kind != "free" else None
                price = _price(paid, "a month") if paid else Markup(' <span class="cr-help">free</span>')
                place = addresses.record("services", rental.service.id, f"tiers.{tier.id}")
                count = f"{found.count} × " if found.count > 1 else ""
                name = link(root + place, rental.name) + f", {count}{found.gpu.name}"
                return Cell(name + price)
        return _NOTHING

    def _machine(self, root: str, held: Held) -> Cell:
        for rental in self._machines:
            offer = rental.offer
            assert offer is not None
            if _enough(held(offer.gpu), offer.gpu_count):
                place = addresses.record("services", rental.service.id, f"offers.{offer.id}")
                gpu = self.site.catalogue["gpus"][offer.gpu].name
                what = f"{offer.gpu_count} × {gpu}" if offer.gpu_count > 1 else gpu
                name = link(root + place, rental.service.name) + f", {what}"
                return Cell(name + _price(_hourly(rental), "an hour"))
        return _NOTHING


@dataclass(frozen=True, slots=True)
class _Room:
    """Up to so many GPUs of a kind, and the bytes that each leaves to a program."""

    kind: tuple[bool, str]
    room: float
    count: int

    def beats(self, other: _Room) -> bool:
        """True where it holds whatever the other holds: what is taken of each GPU hangs on kind and number alone."""
        return self.kind == other.kind and self.room >= other.room and self.count >= other.count


def _without_beaten[T](items: Iterable[T], rooms: Callable[[T], list[_Room]]) -> list[T]:
    """The items, the cheapest first, without those that hold nothing more than what comes before them: they are never the answer."""
    best: list[_Room] = []
    kept = []
    for item in items:
        more = [room for room in rooms(item) if not any(other.beats(room) for other in best)]
        if more:
            best += more
            kept.append(item)
    return kept


def _fastest_of_each_size(gpus: Iterable[Gpu]) -> list[Gpu]:
    """Those with the most bandwidth first; of each kind and memory as many as a page lists: what one holds, the others hold too."""
    kept: Counter[tuple[object, float]] = Counter()
    out = []
    for gpu in sorted(gpus, key=lambda gpu: (-gpu.bandwidth_gb_s.typical, gpu.id)):
        alike = (kind_of(gpu), gpu.memory_gb.typical)
        kept[alike] += 1
        if kept[alike] <= MOST_GPUS:
            out.append(gpu)
    return out


def _enough(held: Holder | None, count: int) -> bool:
    return held is not None and held.count <= count


def _is_card(gpu: Gpu) -> bool:
    """True for what goes into a slot of one's own computer and runs today's software."""
    current = not gpu.compute_capability or float(gpu.compute_capability) >= OLDEST_CUDA
    return gpu.slots.endswith("slot") and current


def is_notebook(rental: Rental) -> bool:
    """True for a plan that anybody may have, free of charge or by the month, and work in for an hour at least."""
    tier = rental.tier
    if tier is None or tier.closed or not tier.gpus or tier.kind not in ("free", "subscription"):
        return False
    return tier.session_hours is None or tier.session_hours.typical >= SHORTEST_SESSION_HOURS


def monthly(rental: Rental) -> float:
    """US dollars a month; 0 for a free plan."""
    tier = rental.tier
    return tier.usd_per_month.typical if tier and tier.usd_per_month and tier.kind != "free" else 0.0


def _hourly(rental: Rental) -> Figure:
    assert rental.offer is not None and rental.offer.on_demand_usd_per_hour is not None
    return rental.offer.on_demand_usd_per_hour


def _price(figure: Figure, time: str = "", count: int = 1) -> Markup:
    amount = briefly(figure.range * count, Unit.USD)
    return Markup(' <span class="cr-help">{}{}</span>').format(amount, time and f" {time}")


def _edge(held: Holder) -> Markup:
    return Markup(' <span class="cr-help">just</span>') if held.fits == "tight" else Markup()
