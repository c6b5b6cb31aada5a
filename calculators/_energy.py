"""Energy and carbon of a rig and a rental, term by term: formula, the reader's numbers in it, source. Told alike everywhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from calculators._formulas import WEEKS, WORTH, YOURS, Row, in_months, kwh_per_week, times, worked
from calculators.core.catalogue import Catalogue
from calculators.core.dates import HOURS_PER_YEAR
from calculators.core.quantity import Unit
from calculators.core.ranges import Range
from calculators.core.records import Figure
from calculators.core.report import Cell, Column, Link, Table
from calculators.core.text import briefly, number, plain
from calculators.engines import rental_cost, rig_cost
from calculators.engines.demand import Demand
from calculators.engines.rental_cost import RentalTerms
from calculators.engines.rental_plans import RentalPlan
from calculators.engines.rig_cost import RigTerms
from calculators.engines.rig_plans import RigPlan, made_for
from calculators.engines.wall_power import SERVER, unnamed_supply
from calculators.records import Gpu, Region

MADE_GPU, MADE_HOST = "embodied-carbon-gpu", "embodied-carbon-host"
TITLE = "Energy and carbon, with your numbers"


def table(title: str, rows: Iterable[Row], note: str) -> Table:
    """Rows of terms under their headings."""
    labels = ("Part", "Formula", "With your numbers", "In all", "From")
    return Table(title, tuple(Column(label) for label in labels), tuple(rows), note)


def rig_energy(
    plan: RigPlan, terms: RigTerms, demand: Demand, months: float, kwh: Range, kg: Range, catalogue: Catalogue
) -> Iterator[Row]:
    """What a rig uses over the months, and what comes of it and of making it."""
    yield (
        "Rig, energy",
        "(work × power + idle × power when idle) ÷ 1000 × weeks × months",
        f"{kwh_per_week(terms, demand)} × {WEEKS} × {in_months(months)}{times(1 + terms.cooling)}",
        briefly(kwh, Unit.KWH),
        YOURS if {"load_watts", "idle_watts"} <= plan.yours else Link(plan.name, plan.href),
    )
    yield from rig_carbon(plan, kwh.typical, rig_cost.purchases(terms, months), kg, catalogue)


def rig_carbon(plan: RigPlan, kwh: float, bought: float, kg: Range, catalogue: Catalogue) -> Iterator[Row]:
    """Of so many kWh, and of making so many of it."""
    made = plan.embodied_kg.typical
    if made:
        count = plan.machine.count
        host = plan.embodied_kg != made_for(count, False, catalogue, host=False)[0]
        for term, of in ((MADE_GPU, "the GPUs"), (MADE_HOST, "the rest of the computer"))[: 1 + host]:
            each = _typical(term, catalogue)
            told = f"{number(each, Unit.KG_CO2E)} × {count} = {number(each * count, Unit.KG_CO2E)}"
            yield f"Rig, making {of}", "for each GPU × GPUs", told, "", _glossary(term, catalogue)
    else:
        nothing = "nothing: it is owned already" if not plan.bought else "nothing: it is second hand"
        yield "Rig, making it", "in full where it is new", nothing, "", Link(plan.name, plan.href)
    yield (
        "Rig, carbon",
        "kWh × the grid’s ÷ 1000 + making it × purchases",
        f"{_from_grid(kwh, plan.region.grid_g_co2e_per_kwh.range)} + {number(made, Unit.KG_CO2E)}{times(bought)}",
        briefly(kg, Unit.KG_CO2E),
        _place(plan.region),
    )


@dataclass(frozen=True, slots=True)
class Running:
    """Hours that a rented machine runs over the months, typically; the formula, and the reader's numbers in it."""

    hours: float
    formula: str
    told: str


def running(terms: RentalTerms, demand: Demand, months: float) -> Running:
    """Of the same work every week."""
    weekly, forgotten = worked(terms, demand), rental_cost.forgotten_per_month(terms, demand)
    if demand.starts_per_week and terms.start_hours:
        weekly = f"({weekly} + {plain(demand.starts_per_week)} × {number(60 * terms.start_hours, Unit.MINUTE)})"
    monthly = f"{weekly} × {WEEKS}"
    return Running(
        months * rental_cost.held_hours_per_month(terms, demand),
        "((work ÷ pace × time for what is lost and repeated + starts × start) × weeks + by mistake) × months",
        f"{f'({monthly} + {plain(forgotten)} h)' if forgotten else monthly} × {in_months(months)}",
    )


def rental_energy(
    plan: RentalPlan,
    watts: float,
    run: Running,
    emitted: tuple[Range | None, Range | None],
    region: Region,
    catalogue: Catalogue,
    what: str = "Rental",
) -> Iterator[Row]:
    """What a rented machine uses while it runs, and what comes of it and of making it; or why nobody can tell."""
    kwh, kg = emitted
    yield from _power(plan, catalogue, what)
    if kwh is None or kg is None:
        return
    hours = f"{plain(run.hours, WORTH)} h"
    yield f"{what}, hours that it runs", run.formula, f"{run.told} = {hours}", "", YOURS
    yield (
        f"{what}, energy",
        "hours that it runs × power ÷ 1000",
        f"{hours} × {number(watts, Unit.WATT)} ÷ 1000",
        briefly(kwh, Unit.KWH),
        Link(plan.rental.service.name, f"data/services/{plan.rental.service.id}/"),
    )
    yield from _carbon(plan, kwh.typical, hours, kg, region, catalogue, what)


def _power(plan: RentalPlan, catalogue: Catalogue, what: str) -> Iterator[Row]:
    """The watts of the whole machine in its data centre."""
    machine, service = plan.machine, plan.rental.service
    if machine is None or machine.gpu.tdp_watts is None or plan.watts is None:
        why = (
            "which GPU it gives is not published"
            if machine is None
            else f"the board power of {machine.gpu.name} is not published"
        )
        source = Link(service.name, f"data/services/{service.id}/") if machine is None else _gpu(machine.gpu)
        yield f"{what}, power", "", f"{why}: its energy and carbon are not told", "", source
        return
    share, host, pue = (_typical(term, catalogue) for term in ("board-power-at-work", "host-power", "pue"))
    board, count, supply = machine.gpu.tdp_watts.range.typical, machine.count, unnamed_supply(SERVER, catalogue)
    parts = (board * share + host) * count
    efficiency = supply.efficiency(parts).typical
    each, together, drawn, all_ = (
        number(watts, Unit.WATT) for watts in (board * share, parts, parts / efficiency, plan.watts.typical)
    )
    yield (
        f"{what}, a GPU at work",
        "board power × share of it that work takes",
        f"{number(board, Unit.WATT)} × {number(share, Unit.FRACTION)} = {each}",
        "",
        _gpu(machine.gpu),
    )
    yield (
        f"{what}, its parts at work",
        "(a GPU + its share of the rest of the computer) × GPUs",
        f"({each} + {number(host, Unit.WATT)}) × {count} = {together}",
        "",
        _glossary("host-power", catalogue),
    )
    yield (
        f"{what}, power of the computer",
        "its parts ÷ efficiency of the power supply",
        f"{together} ÷ {number(efficiency, Unit.FRACTION)} = {drawn}",
        "",
        Link(supply.name, supply.href),
    )
    yield (
        f"{what}, power",
        "that of the computer × what the data centre draws for each watt (PUE)",
        f"{drawn} × {plain(pue)} = {all_}",
        "",
        _glossary("pue", catalogue),
    )


def _carbon(
    plan: RentalPlan, kwh: float, hours: str, kg: Range, region: Region, catalogue: Catalogue, what: str
) -> Iterator[Row]:
    """Of so many kWh, and of making the machine by the hours that it runs."""
    assert plan.machine is not None
    gpu, host, life = (_typical(term, catalogue) for term in (MADE_GPU, MADE_HOST, "server-life"))
    count, hourly = plan.machine.count, plan.embodied_kg_per_hour.typical
    made = number((gpu + host) * count, Unit.KG_CO2E)
    yield (
        f"{what}, making it",
        "(a GPU + its share of the rest of the computer) × GPUs",
        f"({number(gpu, Unit.KG_CO2E)} + {number(host, Unit.KG_CO2E)}) × {count} = {made}",
        "",
        _glossary(MADE_GPU, catalogue),
    )
    yield (
        f"{what}, making it, an hour of its life",
        "making it ÷ (years × hours of a year)",
        f"{made} ÷ ({plain(life)} years × {HOURS_PER_YEAR:,.2f} h) = {number(hourly, Unit.KG_CO2E)}",
        "",
        _glossary("server-life", catalogue),
    )
    yield (
        f"{what}, carbon",
        "kWh × the grid’s ÷ 1000 + hours that it runs × making it, an hour",
        f"{_from_grid(kwh, plan.grid_g_co2e_per_kwh)} + {hours} × {number(hourly, Unit.KG_CO2E)}",
        briefly(kg, Unit.KG_CO2E),
        _place(region),
    )


def shared(what: str, emitted: Iterable[Range | None], by: str, factor: float, source: Cell) -> Iterator[Row]:
    """Of energy and carbon of one, what is told: all of several, a month of many, or a course's share. `by` is the factor in words."""
    for name, unit, value in zip(("energy", "carbon"), (Unit.KWH, Unit.KG_CO2E), emitted, strict=True):
        if value is not None:
            told = f"{number(value.typical, unit)} {by}"
            yield f"{what}, {name}", "that of one × their number", told, briefly(value * factor, unit), source


def _from_grid(kwh: float, grid: Range) -> str:
    return f"{number(kwh, Unit.KWH)} × {number(grid.typical, Unit.G_CO2E_PER_KWH)} ÷ 1000"


def _typical(term: str, catalogue: Catalogue) -> float:
    figure: Figure = catalogue["glossary"][term].figure
    return figure.range.typical


def _glossary(term: str, catalogue: Catalogue) -> Link:
    return Link(catalogue["glossary"][term].name, f"data/glossary/{term}/")


def _place(region: Region) -> Link:
    return Link(region.name, f"data/regions/{region.id}/")


def _gpu(gpu: Gpu) -> Link:
    return Link(gpu.name, f"data/gpus/{gpu.id}/")
