"""Rigs as plans: a complete computer, GPUs for a PC that is there already, or hardware that is owned."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from calculators.core.catalogue import Catalogue
from calculators.core.ranges import Range
from calculators.core.records import Figure
from calculators.engines.circumstances import Circumstances
from calculators.engines.corners import Draw
from calculators.engines.resale import Curve, curve, figures, mixed, stated_residuals
from calculators.engines.rig_cost import RigTerms
from calculators.engines.wall_power import WallPower, at_wall, mains_of, supply_of, unnamed_supply
from calculators.records import Depreciation, Gpu, Region, Rig
from calculators.records.hardware import AT_WALL, OF_PARTS

REST_OF_COMPUTER = "computer"
UNKNOWN_RESALE = ((1.0, Range(0.0, 0.5, 1.0)),)
"""Where no record holds evidence for a class of hardware: anything from nothing to the price paid."""


@dataclass(frozen=True)
class Machine:
    """So many of a GPU: what work is counted on, or compared with."""

    gpu: Gpu
    count: int
    memory_gb: float


@dataclass(frozen=True)
class RigPlan:
    """A rig in a place: ranges and their figures. `gpu_share` is the part of its price that its GPUs are."""

    name: str
    href: str
    machine: Machine
    region: Region
    price_usd: Range
    load_watts: Range
    """At the wall, as `idle_watts`."""
    idle_watts: Range
    load_power: WallPower
    """How the watts at the wall came about."""
    usd_per_kwh: Range
    embodied_kg: Range
    """CO2e of making it; nothing for what is bought second hand."""
    gpu_residuals: tuple[tuple[float, Range], ...]
    rest_residuals: tuple[tuple[float, Range], ...]
    gpu_share: float
    resale_fraction: float | None
    evidence: tuple[Depreciation, ...]
    figures: tuple[Figure, ...]
    complete: bool = True
    """False where the computer that it works in is there already and not in its price."""
    bought: bool = True
    """False for what is owned already: nobody taxes it again."""
    yours: frozenset[str] = frozenset()
    """The fields above that are the reader's own numbers, not a record's."""

    def resale(self, draw: Draw) -> Curve:
        """The share of the whole price that it fetches by age: of its GPUs and of the rest, or the reader's own share."""
        if self.resale_fraction is not None:
            return ((0.0, self.resale_fraction),)
        return _resale(self.gpu_residuals, self.rest_residuals, self.gpu_share, draw)

    def terms(self, draw: Draw, ways: Circumstances) -> RigTerms:
        """Plain numbers at one draw of every range."""
        return RigTerms(
            price_usd=draw(self.price_usd, True),
            load_watts=draw(self.load_watts, True),
            idle_watts=draw(self.idle_watts, True),
            usd_per_kwh=draw(self.usd_per_kwh, True),
            resale=self.resale(draw),
            setup_hours=ways.setup_hours,
            upkeep_hours_per_month=ways.upkeep_hours_per_month,
            own_time_usd_per_hour=ways.own_time_usd_per_hour,
            purchase_tax=ways.purchase_tax if self.bought else 0.0,
            selling_cost=ways.selling_cost,
            repairs_per_year=ways.repairs_per_year,
            warranty_months=ways.warranty_months,
            cooling=ways.cooling,
            life_months=ways.life_months,
            financed=ways.financed,
            finance_apr=ways.finance_apr,
            instalments=ways.instalments,
            upgrade_usd=ways.upgrade_usd,
            upgrade_month=ways.upgrade_month,
            capital_rate=ways.capital_rate,
        )

    def metered(self, load_watts: float | None, idle_watts: float | None, rig: Rig) -> RigPlan:
        """The same with the reader's own readings at the wall, at work and idle, in place of the record's."""
        own: dict[str, Any] = {}
        unused: list[Figure] = []
        if load_watts is not None:
            read = Range.exact(load_watts)
            power = replace(self.load_power, stated=read, where=AT_WALL, efficiency=Range.exact(1.0), wall=read)
            own |= {"load_watts": read, "load_power": power}
            unused.append(rig.load_watts)
        if idle_watts is not None:
            own["idle_watts"] = Range.exact(idle_watts)
            unused.append(rig.idle_watts)
        dropped = set(map(id, unused))
        kept = tuple(f for f in self.figures if id(f) not in dropped)
        return replace(self, **own, figures=kept, yours=self.yours | own.keys()) if own else self

    def owned(self, worth_usd: float = 0.0) -> RigPlan:
        """The same rig, owned already: it costs what it could be sold for now, nothing where one would keep it anyway."""
        worth = Range.exact(worth_usd)
        return replace(
            self, price_usd=worth, embodied_kg=Range.exact(0.0), bought=False, yours=self.yours | {"price_usd"}
        )


@lru_cache(maxsize=256)
def _resale(
    gpu: tuple[tuple[float, Range], ...], rest: tuple[tuple[float, Range], ...], gpu_share: float, draw: Draw
) -> Curve:
    """Of GPUs and of the rest, each with its share of the price."""
    of_gpu = curve(gpu, draw)
    return of_gpu if gpu_share >= 1 else mixed([(gpu_share, of_gpu), (1 - gpu_share, curve(rest, draw))])


def rig_plan(
    rig_id: str,
    region_id: str,
    catalogue: Catalogue,
    own_price_usd: float | None = None,
    own_usd_per_kwh: float | None = None,
    resale_fraction: float | None = None,
) -> RigPlan:
    """A rig as its record and its region's have it; the reader's own numbers come before them."""
    plan = _recorded(rig_id, region_id, catalogue)
    own: dict[str, Any] = {}
    unused: list[Figure] = []
    if own_price_usd is not None:
        own["price_usd"] = Range.exact(own_price_usd)
        unused.append(catalogue["rigs"][rig_id].price_usd)
    if own_usd_per_kwh is not None:
        own["usd_per_kwh"] = Range.exact(own_usd_per_kwh)
        unused.append(plan.region.electricity_usd_per_kwh)
    if resale_fraction is not None:
        own |= {"resale_fraction": resale_fraction, "evidence": ()}
        gpu = plan.machine.gpu
        unused += [figure for record in plan.evidence for figure in figures(record)]
        unused += [price for price in (gpu.used_usd, gpu.new_usd) if price]
    if not own:
        return plan
    dropped = set(map(id, unused))
    kept = tuple(figure for figure in plan.figures if id(figure) not in dropped)
    return replace(plan, **own, figures=kept, yours=frozenset(own))


@lru_cache(maxsize=256)
def _recorded(rig_id: str, region_id: str, catalogue: Catalogue) -> RigPlan:
    """A rig as its record and its region's have it."""
    rig: Rig = catalogue["rigs"][rig_id]
    gpu: Gpu = catalogue["gpus"][rig.gpu]
    region: Region = catalogue["regions"][region_id]
    classes = general_depreciation(catalogue)
    ours, rest = classes.get(gpu.segment), classes.get(REST_OF_COMPUTER)
    card = gpu.used_usd if rig.second_hand else gpu.new_usd or gpu.used_usd
    whole = gpu.part_of_computer or rest is None
    share = 1.0 if whole else min(1.0, rig.gpu_count * card.typical / rig.price_usd.typical) if card else 0.0
    evidence = tuple(r for r, part in ((ours, share), (rest, 1 - share)) if r is not None and part > 0)
    supply = supply_of(rig, mains_of(region), catalogue)
    load = at_wall(rig.load_watts.range, rig.load_taken, supply)
    idle = at_wall(rig.idle_watts.range, rig.idle_taken, supply)
    used = [rig.load_watts, rig.idle_watts, rig.price_usd, region.electricity_usd_per_kwh]
    used += [figure for record in evidence for figure in figures(record)]
    used += [card] if card and not whole else []
    memory = rig.usable_memory_gb.typical if rig.usable_memory_gb else gpu.memory_gb.typical * rig.gpu_count
    embodied, cited = made_for(rig.gpu_count, rig.second_hand, catalogue)
    return RigPlan(
        name=rig.name,
        href=f"data/rigs/{rig.id}/",
        machine=Machine(gpu, rig.gpu_count, memory),
        region=region,
        price_usd=rig.price_usd.range,
        load_watts=load.wall,
        idle_watts=idle.wall,
        load_power=load,
        usd_per_kwh=region.electricity_usd_per_kwh.range,
        embodied_kg=embodied,
        gpu_residuals=stated_residuals(ours) if ours else UNKNOWN_RESALE,
        rest_residuals=stated_residuals(rest) if rest else UNKNOWN_RESALE,
        gpu_share=share,
        resale_fraction=None,
        evidence=evidence,
        figures=(*used, *dict.fromkeys((*load.figures, *idle.figures)), *cited),
        complete=rig.complete,
    )


def card_plan(
    gpu_id: str,
    count: int,
    second_hand: bool,
    region_id: str,
    catalogue: Catalogue,
    own_usd_per_kwh: float | None = None,
) -> RigPlan | None:
    """Only the GPUs, for a PC that is there already; None where their price or power is not published, or none can be bought.

    The whole PC's power at work counts (the cards' and the host's, by the glossary), idle that of the cards. The host is taken to
    give room, slots and a power supply, of any rating.
    """
    gpu: Gpu = catalogue["gpus"][gpu_id]
    region: Region = catalogue["regions"][region_id]
    price = gpu.used_usd if second_hand else gpu.new_usd
    if price is None or gpu.tdp_watts is None or gpu.part_of_computer:
        return None
    terms = catalogue["glossary"]
    at_work, host = terms["board-power-at-work"].figure, terms["host-power"].figure
    ours = general_depreciation(catalogue).get(gpu.segment)
    used = [price, gpu.tdp_watts, at_work, host]
    used += [region.electricity_usd_per_kwh] if own_usd_per_kwh is None else []
    idle = Range.exact(0.0)
    if gpu.idle_watts is not None:
        used.append(gpu.idle_watts)
        idle = gpu.idle_watts.range * count
    supply = unnamed_supply(mains_of(region), catalogue)
    load = at_wall(gpu.tdp_watts.range * at_work.range * count + host.range, OF_PARTS, supply)
    embodied, cited = made_for(count, second_hand, catalogue, host=False)
    return RigPlan(
        name=f"{f'{count} × ' if count > 1 else ''}{gpu.name}, {'used' if second_hand else 'new'}, for the PC you have",
        href=f"data/gpus/{gpu.id}/",
        machine=Machine(gpu, count, gpu.memory_gb.typical * count),
        region=region,
        price_usd=price.range * count,
        load_watts=load.wall,
        idle_watts=at_wall(idle, OF_PARTS, supply).wall,
        load_power=load,
        usd_per_kwh=region.electricity_usd_per_kwh.range if own_usd_per_kwh is None else Range.exact(own_usd_per_kwh),
        embodied_kg=embodied,
        gpu_residuals=stated_residuals(ours) if ours else UNKNOWN_RESALE,
        rest_residuals=UNKNOWN_RESALE,
        gpu_share=1.0,
        resale_fraction=None,
        evidence=(ours,) if ours else (),
        figures=(*used, *load.figures, *(figures(ours) if ours else ()), *cited),
        complete=False,
        yours=frozenset() if own_usd_per_kwh is None else frozenset({"usd_per_kwh"}),
    )


def made_for(
    count: int, second_hand: bool, catalogue: Catalogue, host: bool = True
) -> tuple[Range, tuple[Figure, ...]]:
    """CO2e of making so many GPUs and the computer around them, in kg, and the figures; nothing for second-hand hardware."""
    if second_hand:
        return Range.exact(0.0), ()
    terms = catalogue["glossary"]
    gpu: Figure = terms["embodied-carbon-gpu"].figure
    if not host:
        return gpu.range * count, (gpu,)
    rest: Figure = terms["embodied-carbon-host"].figure
    return (gpu.range + rest.range) * count, (gpu, rest)


@lru_cache(maxsize=4)
def general_depreciation(catalogue: Catalogue) -> dict[str, Depreciation]:
    """The depreciation record of each class of hardware that is not about one GPU."""
    return {r.applies_to: r for r in catalogue["depreciation"].values() if not r.gpu}
