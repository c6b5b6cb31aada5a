"""Where a model runs: the smallest and the cheapest of GPUs, rigs, notebooks and machines for rent that hold it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from markupsafe import Markup

from calculators.core.quantity import Unit
from calculators.core.ranges import Range
from calculators.core.records import Figure, Gpu, Model, Rig
from calculators.core.text import briefly
from calculators.engines.fitting import GB, NO, verdict
from calculators.engines.holders import Holder, holders, next_gpu, price_of, room_of
from calculators.engines.market import offers
from calculators.records.rentals import Rental
from generator.pages import addresses
from generator.pages.tables import Cell, Row, link, record_link
from subject.asking import FIT, Asker, ranged

OLDEST_CUDA = 5.0
"""Compute capability below which CUDA 12, and software that is built with it, runs no more (NVIDIA, CUDA 12.0 release notes)."""

SHORTEST_SESSION_HOURS = 1.0
"""Notebooks whose sessions end sooner lend a GPU for a call, and are left out."""

_NOTHING = Cell(Markup.escape("none here"))
_IMPOSSIBLE = Range.exact(1e30)
"""Bytes that no GPU has: where the calculator refuses."""


class Places:
    """Finds them for one need after another; what is for sale and for rent is sorted once."""

    def __init__(self, asker: Asker) -> None:
        self.asker = asker
        self.site = asker.site
        catalogue = self.site.catalogue
        self.rigs: list[Rig] = sorted(catalogue["rigs"].values(), key=lambda r: (r.price_usd.typical, r.id))
        rentals: list[Rental] = list(catalogue["rentals"].values())
        self.notebooks = sorted(filter(_is_notebook, rentals), key=lambda r: (_monthly(r), r.id))
        self.machines = sorted(
            (catalogue["rentals"][offer.id] for offer in offers(catalogue)),
            key=lambda r: (_hourly(r).typical, r.id),
        )
        own = {rig.gpu for rig in self.rigs} | {gpu for r in self.notebooks if r.tier for gpu in r.tier.gpus}
        self.owned: list[Gpu] = sorted(
            (gpu for gpu in catalogue["gpus"].values() if gpu.id in own),
            key=lambda gpu: (-gpu.bandwidth_gb_s.typical, gpu.id),
        )
        vendors = {gpu.vendor for gpu in catalogue["gpus"].values()}
        self._vendors = tuple(sorted(vendors))

    def row(self, root: str, model: Model, words: str, inputs: dict[str, Any]) -> tuple[Row, Holder] | None:
        """One way to run a model, what holds it so, and the smallest that does; None for a model that no calculator sizes."""
        asked = {"model": model.id, **inputs}

        def need(gpu: Gpu, count: int) -> Range:
            return self.asker.memory(FIT, asked, gpu, count) or _IMPOSSIBLE

        found = {h.gpu.id: h for h in holders(self.site.catalogue, need, self._vendors)}
        cards = [h for h in found.values() if _is_card(h.gpu)]
        smallest = next_gpu(cards) or min(
            cards or found.values(), key=lambda h: (h.count, h.room.typical, h.gpu.id), default=None
        )
        if smallest is None:
            return None
        filled = {**asked, "gpu": smallest.gpu.id, "gpu_count": smallest.count}
        row = Row(
            [
                Cell(Markup.escape(words)),
                ranged(smallest.need * (1 / GB)),
                self._gpu(root, smallest),
                self._cheapest(root, cards),
                self._rig(root, found, need),
                self._notebook(root, found),
                self._machine(root, found),
                self.asker.openers(root, f"{model.name}, {words}", {FIT: filled}),
            ]
        )
        return row, smallest

    def _gpu(self, root: str, held: Holder) -> Cell:
        name = record_link(self.site, root, "gpus", held.gpu.id)
        return Cell((Markup("{} × ").format(held.count) if held.count > 1 else Markup()) + name + _edge(held))

    def _cheapest(self, root: str, cards: list[Holder]) -> Cell:
        priced = [h for h in cards if h.gpu.used_usd or h.gpu.new_usd]
        if not priced:
            return _NOTHING
        held = min(priced, key=lambda h: ((price_of(h.gpu) or 0) * h.count, h.gpu.id))
        price = held.gpu.used_usd or held.gpu.new_usd
        assert price is not None
        return Cell(self._gpu(root, held).html + _price(price, count=held.count))

    def _rig(self, root: str, found: dict[str, Holder], need: Callable[[Gpu, int], Range]) -> Cell:
        for rig in self.rigs:
            gpu: Gpu = self.site.catalogue["gpus"][rig.gpu]
            if gpu.segment == "unified" and rig.usable_memory_gb:
                room = room_of(gpu, self.site.catalogue, rig.usable_memory_gb.typical)
                holds = verdict(need(gpu, 1), room) != NO
            else:
                holds = gpu.id in found and found[gpu.id].count <= rig.gpu_count
            if holds:
                return Cell(record_link(self.site, root, "rigs", rig.id) + _price(rig.price_usd))
        return _NOTHING

    def _notebook(self, root: str, found: dict[str, Holder]) -> Cell:
        for rental in self.notebooks:
            tier = rental.tier
            assert tier is not None
            held = [gpu for gpu in tier.gpus if gpu in found and found[gpu].count <= tier.gpu_count]
            if held:
                monthly = tier.usd_per_month if tier.kind != "free" else None
                price = _price(monthly, "a month") if monthly else Markup(' <span class="cr-help">free</span>')
                place = addresses.record("services", rental.service.id, f"tiers.{tier.id}")
                count = f"{found[held[0]].count} × " if found[held[0]].count > 1 else ""
                name = link(root + place, rental.name) + f", {count}{self.site.catalogue['gpus'][held[0]].name}"
                return Cell(name + price)
        return _NOTHING

    def _machine(self, root: str, found: dict[str, Holder]) -> Cell:
        for rental in self.machines:
            offer = rental.offer
            assert offer is not None
            if offer.gpu in found and found[offer.gpu].count <= offer.gpu_count:
                place = addresses.record("services", rental.service.id, f"offers.{offer.id}")
                gpu = self.site.catalogue["gpus"][offer.gpu].name
                what = f"{offer.gpu_count} × {gpu}" if offer.gpu_count > 1 else gpu
                name = link(root + place, rental.service.name) + f", {what}"
                return Cell(name + _price(_hourly(rental), "an hour"))
        return _NOTHING


def _is_card(gpu: Gpu) -> bool:
    """True for what goes into a slot of one's own computer and runs today's software."""
    current = not gpu.compute_capability or float(gpu.compute_capability) >= OLDEST_CUDA
    return gpu.slots.endswith("slot") and current


def _is_notebook(rental: Rental) -> bool:
    tier = rental.tier
    if tier is None or tier.closed or not tier.gpus or tier.kind not in ("free", "subscription"):
        return False
    return tier.session_hours is None or tier.session_hours.typical >= SHORTEST_SESSION_HOURS


def _monthly(rental: Rental) -> float:
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
