"""Tables of the places that hold a need: GPUs, notebooks, machines for rent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Protocol

from calculators.core.catalogue import Catalogue
from calculators.core.quantity import Unit
from calculators.core.ranges import Range
from calculators.core.records import Figure
from calculators.core.report import Cell, Column, Link, Table
from calculators.core.stated import stated
from calculators.core.text import plain
from calculators.records import Gpu
from calculators.records.rentals import Rental

MOST_OFFERS = 10


class Held(Protocol):
    """A GPU, how many of it, and how well they hold the need."""

    @property
    def gpu(self) -> Gpu:
        """The GPU."""

    @property
    def count(self) -> int:
        """How many of it."""

    @property
    def fits(self) -> str:
        """`yes` or `tight`."""


class Priced(Protocol):
    """A machine by the hour."""

    @property
    def id(self) -> str:
        """`service/offer`."""

    @property
    def gpu(self) -> str:
        """Id of its GPU."""

    @property
    def gpu_count(self) -> int:
        """How many it has."""

    @property
    def usd_per_hour(self) -> float:
        """On demand."""


def place_tables(found: Iterable[Held], machines: Iterable[Priced], catalogue: Catalogue) -> tuple[Table, ...]:
    """GPUs, notebooks and machines that hold it; a list without an entry is left out."""
    held = list(found)
    if not held:
        return ()
    by_gpu = {h.gpu.id: h for h in held}
    tables = [_gpus(held, catalogue)]
    notebooks = _notebooks(by_gpu, catalogue)
    if notebooks:
        columns = (Column("Notebook"), Column("GPU"), Column("Fits"), Column("A month", Unit.USD_PER_MONTH))
        tables.append(Table("Notebooks that hold it", columns, notebooks))
    rented = _machines(by_gpu, machines, catalogue)
    if rented:
        columns = (Column("Offer"), Column("GPUs"), Column("Fits"), Column("An hour", Unit.USD_PER_HOUR))
        tables.append(
            Table("Cheapest machines that hold it", columns, rented, "On demand, the lowest price of each GPU.")
        )
    return tuple(tables)


def _price(gpu: Gpu) -> Figure | None:
    return gpu.used_usd or gpu.new_usd


def _usual(gpu: Gpu) -> float:
    price = _price(gpu)
    return price.typical if price else 1e9


def _gpus(found: Iterable[Held], catalogue: Catalogue) -> Table:
    """By how many are needed and the memory of one; the cheapest is named first in each row."""
    rows: dict[tuple[int, float, str], list[Gpu]] = {}
    for held in found:
        rows.setdefault((held.count, held.gpu.memory_gb.typical, held.fits), []).append(held.gpu)
    out: list[tuple[Cell, ...]] = []
    for (count, memory, fits), gpus in sorted(rows.items(), key=lambda item: item[0][:2]):
        first, *others = sorted(gpus, key=_usual)
        price = _price(first)
        cost: Cell = price.range * count if price else ""
        link = Link(first.name, f"data/gpus/{first.id}/", stated(catalogue, (price,)))
        out.append((f"{count} × {plain(memory)} GB", fits, link, cost, ", ".join(g.name for g in others)))
    columns = (Column("Memory"), Column("Fits"), Column("Cheapest"), Column("Used, or new", Unit.USD), Column("Also"))
    return Table("GPUs that hold it", columns, tuple(out))


def _notebooks(by_gpu: Mapping[str, Held], catalogue: Catalogue) -> tuple[tuple[Cell, ...], ...]:
    rows: list[tuple[float, tuple[Cell, ...]]] = []
    for rental in _tiers(catalogue):
        tier = rental.tier
        assert tier is not None
        held = [g for g in tier.gpus if g in by_gpu and by_gpu[g].count <= tier.gpu_count]
        if held:
            monthly = tier.usd_per_month
            price: Cell = monthly.range if monthly else "by the hour" if tier.kind != "free" else Range.exact(0.0)
            names = ", ".join(catalogue["gpus"][g].name for g in held)
            link = Link(rental.name, f"data/services/{rental.service.id}/", stated(catalogue, (monthly,)))
            rows.append((monthly.typical if monthly else 0.0, (link, names, by_gpu[held[0]].fits, price)))
    return tuple(row for _, row in sorted(rows, key=lambda item: item[0]))


@lru_cache(maxsize=4)
def _tiers(catalogue: Catalogue) -> tuple[Rental, ...]:
    return tuple(r for r in catalogue["rentals"].values() if r.tier is not None and not r.tier.closed and r.tier.gpus)


def _machines(
    by_gpu: Mapping[str, Held], machines: Iterable[Priced], catalogue: Catalogue
) -> tuple[tuple[Cell, ...], ...]:
    cheapest: dict[str, Priced] = {}
    for machine in machines:
        held = by_gpu.get(machine.gpu)
        if held and machine.gpu_count >= held.count:
            best = cheapest.get(machine.gpu)
            if best is None or machine.usd_per_hour < best.usd_per_hour:
                cheapest[machine.gpu] = machine
    found = sorted(cheapest.values(), key=lambda m: m.usd_per_hour)[:MOST_OFFERS]
    return tuple(
        (
            Link(catalogue["rentals"][m.id].name, f"data/services/{m.id.split('/')[0]}/", stated(catalogue, (asked,))),
            f"{m.gpu_count} × {catalogue['gpus'][m.gpu].name}",
            by_gpu[m.gpu].fits,
            asked.range,
        )
        for m in found
        if (asked := catalogue["rentals"][m.id].offer.on_demand_usd_per_hour)
    )
