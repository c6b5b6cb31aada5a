"""Rent or buy.

The cost of a rig of your own beside a rented GPU or a notebook tier, for the same work. On one side stand the hardware less
what it still fetches, electricity and your own time; on the other hours or compute units, subscription and storage. The answer
tells from how many hours a week, and after how many months, the rig costs no more, and what would turn it.

An hour of one GPU is not an hour of another. Hours are counted as the work takes on the rig; a rental that is twice as fast needs
half of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Annotated, Any

from calculators.core.catalogue import Catalogue
from calculators.core.dates import WEEKS_PER_MONTH
from calculators.core.example import Example
from calculators.core.quantity import Choice, Quantity, Text, Unit, fields_of
from calculators.core.ranges import Range
from calculators.core.report import COLOURS, Chart, Column, KeyFigure, Link, Reason, Report, Table, Verdict
from calculators.core.text import about, briefly, listing, number, plain
from calculators.engines import rig_cost
from calculators.engines.assessment import sources
from calculators.engines.break_even import sample_months
from calculators.engines.circumstances import Circumstances
from calculators.engines.comparison import Comparison, Typical
from calculators.engines.corners import spanned
from calculators.engines.demand import HOURS_PER_WEEK, Demand
from calculators.engines.flips import nearest_flip
from calculators.engines.rental_cost import RentalTerms
from calculators.engines.rental_plans import ON_DEMAND, SPOT, RentalPlan, rental_plan
from calculators.engines.resale import value_at
from calculators.engines.rig_cost import LONGEST_MONTHS
from calculators.engines.rig_plans import Machine, RigPlan, rig_plan
from calculators.engines.throughput import TEXT, TRAINING

WORK = {
    TEXT: "chat and other text, for one person at a time (waits for memory)",
    TRAINING: "training, fine-tuning, images (waits for arithmetic)",
}
PRICE_TYPES = {ON_DEMAND: "on demand: stays until you stop it", SPOT: "spot: cheaper, may be taken away"}

ROUGH = 2
"""Significant digits of a break-even: no more are known."""

OWN_PRICES, USE, OWN_TIME = "Your own prices", "How it is used", "Your own time"


@dataclass(frozen=True, kw_only=True)
class Inputs:
    """What is compared, and how it is used."""

    hours_per_week: Annotated[
        float,
        Quantity(
            "Hours of work a week",
            "Hours in which the GPU works, as the work takes on the rig.",
            unit=Unit.HOURS_PER_WEEK,
            maximum=168,
            step=0.5,
        ),
    ] = 20.0
    horizon_months: Annotated[
        float,
        Quantity("For how long", "Months until you stop and sell.", unit=Unit.MONTH, minimum=1, maximum=240, step=1),
    ] = 36.0
    work: Annotated[
        str, Choice("Kind of work", "What the GPU waits for decides how one compares with another.", options=WORK)
    ] = TEXT
    rig: Annotated[str, Choice("Rig", "A complete computer, its price with everything in it.", family="rigs")] = (
        "rtx-3090-desktop"
    )
    rental: Annotated[str, Choice("Rental", "A machine by the hour, or a notebook tier.", family="rentals")] = (
        "runpod/rtx-4090-community"
    )
    price_type: Annotated[
        str,
        Choice("Price of the rental", "For machines by the hour; a notebook tier has its own.", options=PRICE_TYPES),
    ] = ON_DEMAND
    region: Annotated[
        str, Choice("Where you live", "For the price of electricity and the carbon of the grid.", family="regions")
    ] = "united-states"

    own_rig_usd: Annotated[
        float | None,
        Quantity(
            "Price of the rig", "Leave empty for the record’s.", OWN_PRICES, unit=Unit.USD, maximum=500_000, step=50
        ),
    ] = None
    own_rental_usd_per_hour: Annotated[
        float | None,
        Quantity(
            "Price of the rental",
            "Leave empty for the record’s.",
            OWN_PRICES,
            unit=Unit.USD_PER_HOUR,
            maximum=1000,
            step=0.05,
        ),
    ] = None
    own_electricity_usd_per_kwh: Annotated[
        float | None,
        Quantity(
            "Price of electricity",
            "Leave empty for your region’s.",
            OWN_PRICES,
            unit=Unit.USD_PER_KWH,
            maximum=2,
            step=0.01,
        ),
    ] = None
    resale_percent: Annotated[
        float | None,
        Quantity(
            "Resale",
            "Share of its price that the rig fetches in the end. Leave empty for the evidence by age.",
            OWN_PRICES,
            unit=Unit.PERCENT_POINTS,
            maximum=100,
            step=5,
        ),
    ] = None

    longest_run_hours: Annotated[
        float,
        Quantity("Longest run that must not be cut", "In hours on the rig.", USE, unit=Unit.HOUR, maximum=1000, step=1),
    ] = 4.0
    idle_hours_per_week: Annotated[
        float,
        Quantity(
            "Hours a week that the rig is on and idle",
            "Besides its work.",
            USE,
            unit=Unit.HOURS_PER_WEEK,
            maximum=168,
            step=1,
        ),
    ] = 10.0
    storage_gb: Annotated[
        float,
        Quantity(
            "Data kept in the cloud",
            "Models, data and environment between runs.",
            USE,
            unit=Unit.GB,
            maximum=100_000,
            step=10,
        ),
    ] = 50.0

    setup_hours: Annotated[
        float,
        Quantity(
            "To set the rig up",
            "Once: build, system, drivers; beyond what a rental takes.",
            OWN_TIME,
            unit=Unit.HOUR,
            maximum=1000,
            step=1,
        ),
    ] = 12.0
    upkeep_hours_per_month: Annotated[
        float,
        Quantity(
            "To keep it running",
            "Updates, repairs, dust; beyond what a rental takes.",
            OWN_TIME,
            unit=Unit.HOURS_PER_MONTH,
            maximum=200,
            step=0.5,
        ),
    ] = 1.0
    own_time_usd_per_hour: Annotated[
        float,
        Quantity(
            "What an hour of yours is worth",
            "0 tells the hours beside the money.",
            OWN_TIME,
            unit=Unit.USD_PER_HOUR,
            maximum=1000,
            step=1,
        ),
    ] = 0.0


@dataclass(frozen=True, kw_only=True)
class Outputs:
    """Both costs, where they meet, and energy. None stands for what the rental cannot do or nobody publishes."""

    verdict: Annotated[str, Text("Verdict", "`rig` or `cloud`: which costs less, typically.")]
    obstacles: Annotated[tuple[str, ...], Text("Obstacles", "Why the rental cannot do the work.")]
    rig_total_usd: Annotated[Range, Quantity("Rig in all", "Over the months.", unit=Unit.USD)]
    rental_total_usd: Annotated[Range | None, Quantity("Rental in all", "Over the months.", unit=Unit.USD)]
    rig_hardware_usd: Annotated[Range, Quantity("Hardware, less resale", unit=Unit.USD)]
    rig_electricity_usd: Annotated[Range, Quantity("Electricity", unit=Unit.USD)]
    rig_own_time_usd: Annotated[Range, Quantity("Own time", unit=Unit.USD)]
    rental_hours_usd: Annotated[Range | None, Quantity("Hours or compute units", unit=Unit.USD)]
    rental_subscription_usd: Annotated[Range | None, Quantity("Subscription", unit=Unit.USD)]
    rental_storage_usd: Annotated[Range | None, Quantity("Storage", unit=Unit.USD)]
    break_even_hours_per_week: Annotated[
        Range | None,
        Quantity(
            "Break-even hours a week", "From here on the rig costs no more; None: never.", unit=Unit.HOURS_PER_WEEK
        ),
    ]
    break_even_hours: Annotated[str, Text("Break-even hours in words", "`always`, `never`, or the number.")]
    break_even_months: Annotated[
        Range | None, Quantity("Break-even month", "From here on the rig costs no more; None: never.", unit=Unit.MONTH)
    ]
    break_even_month: Annotated[str, Text("Break-even month in words", "`at once`, `never`, or the month.")]
    rental_hours_per_week: Annotated[
        Range, Quantity("Hours on the rental", "What the work takes there.", unit=Unit.HOURS_PER_WEEK)
    ]
    rig_usd_per_hour: Annotated[Range | None, Quantity("Rig, an hour of work", unit=Unit.USD_PER_HOUR)]
    rental_usd_per_hour: Annotated[Range | None, Quantity("Rental, an hour of work", unit=Unit.USD_PER_HOUR)]
    rig_kwh: Annotated[Range, Quantity("Energy of the rig", unit=Unit.KWH)]
    rental_kwh: Annotated[Range | None, Quantity("Energy of the rental", unit=Unit.KWH)]
    rig_kg_co2e: Annotated[Range, Quantity("Carbon of the rig", unit=Unit.KG_CO2E)]
    rental_kg_co2e: Annotated[Range | None, Quantity("Carbon of the rental", unit=Unit.KG_CO2E)]
    own_time_hours: Annotated[float, Quantity("Hours of your own", unit=Unit.HOUR)]


@lru_cache(maxsize=16)
def _compared(inputs: Inputs, catalogue: Catalogue) -> Comparison:
    """The rig and the rental, side by side."""
    rig = rig_plan(
        inputs.rig,
        inputs.region,
        catalogue,
        inputs.own_rig_usd,
        inputs.own_electricity_usd_per_kwh,
        None if inputs.resale_percent is None else inputs.resale_percent / 100,
    )
    rental = rental_plan(
        inputs.rental,
        inputs.price_type,
        inputs.work,
        inputs.region,
        catalogue,
        rig.machine,
        inputs.own_rental_usd_per_hour,
    )
    return Comparison(
        rig=rig,
        rental=rental,
        demand=Demand(
            inputs.hours_per_week,
            inputs.idle_hours_per_week,
            inputs.storage_gb,
            longest_run_hours=inputs.longest_run_hours,
        ),
        ways=Circumstances(
            setup_hours=inputs.setup_hours,
            upkeep_hours_per_month=inputs.upkeep_hours_per_month,
            own_time_usd_per_hour=inputs.own_time_usd_per_hour,
            resumes=False,
        ),
        months=inputs.horizon_months,
    )


def calculate(inputs: Inputs, catalogue: Catalogue) -> Outputs:
    """Both plans at their three corners, and where they meet."""
    case = _compared(inputs, catalogue)
    months, rented = inputs.horizon_months, case.renting
    can = rented.feasible
    rig_total, rental_total = case.owning.total(months), rented.total(months)
    rig_parts, rental_parts = case.owning.parts(months), rented.parts(months)
    hours, hours_words = _break_even_hours(case)
    month, month_words = _break_even_months(case)
    worked = inputs.hours_per_week * WEEKS_PER_MONTH * months
    rig_kwh, rig_kg = case.owning.kwh(months), case.owning.kg_co2e(months)
    assert rig_kwh is not None
    assert rig_kg is not None
    return Outputs(
        verdict="rig" if case.typical().buys() else "cloud",
        obstacles=rented.obstacles,
        rig_total_usd=rig_total,
        rental_total_usd=rental_total if can else None,
        rig_hardware_usd=rig_parts["hardware"],
        rig_electricity_usd=rig_parts["electricity"],
        rig_own_time_usd=rig_parts["own_time"],
        rental_hours_usd=rental_parts["hours"] if can else None,
        rental_subscription_usd=rental_parts["subscription"] if can else None,
        rental_storage_usd=rental_parts["storage"] if can else None,
        break_even_hours_per_week=hours,
        break_even_hours=hours_words,
        break_even_months=month,
        break_even_month=month_words,
        rental_hours_per_week=rented.hours_per_week,
        rig_usd_per_hour=_each(rig_total, worked),
        rental_usd_per_hour=_each(rental_total, worked) if can else None,
        rig_kwh=rig_kwh,
        rental_kwh=rented.kwh(months) if can else None,
        rig_kg_co2e=rig_kg,
        rental_kg_co2e=rented.kg_co2e(months) if can else None,
        own_time_hours=case.owning.own_hours(months),
    )


def _each(total: Range, hours: float) -> Range | None:
    """What an hour of work costs; None where there is less than a minute of it."""
    return total * (1 / hours) if 60 * hours >= 1 else None


def _break_even_hours(case: Comparison) -> tuple[Range | None, str]:
    if case.blocked:
        return Range.exact(0.0), "always: the rental cannot do this work"
    return _told(*case.break_even_hours(), HOURS_PER_WEEK, Unit.HOURS_PER_WEEK, "always")


def _break_even_months(case: Comparison) -> tuple[Range | None, str]:
    if not case.renting.feasible:
        return Range.exact(0.0), "at once: the rental cannot do this work"
    return _told(*case.break_even_months(), LONGEST_MONTHS, Unit.MONTH, "at once")


def _told(
    low: float | None, middle: float | None, high: float | None, most: float, unit: Unit, at_zero: str
) -> tuple[Range | None, str]:
    """A break-even as range and in words; an end that is never reached counts as `most`."""
    if middle is None:
        at_best = f"; with every figure at its best for the rig, from {number(low, unit, ROUGH)}" if low else ""
        return None, f"never{at_best}"
    value = spanned(min(low or 0.0, middle), middle, most if high is None else max(high, middle))
    if middle == 0 and high == 0:
        return value, at_zero
    words = f"from {number(middle, unit, ROUGH)}" if middle else at_zero
    if value.is_exact:
        return value, words
    earliest = number(value.low, unit, ROUGH) if value.low else at_zero
    return value, f"{words}; at best {earliest}, at worst {'never' if high is None else number(high, unit, ROUGH)}"


def report(inputs: Inputs, outputs: Outputs, catalogue: Catalogue) -> Report:
    """The answer with its reasons, parts, chart, assumptions and sources."""
    case = _compared(inputs, catalogue)
    return Report(
        verdict=Verdict(outputs.verdict, _sentence(inputs, outputs, case), _how_sure(inputs, outputs, case)),
        figures=_figures(outputs),
        reasons=_reasons(inputs, outputs, case, catalogue),
        charts=(_cumulative(outputs, case),) if not outputs.obstacles else (),
        tables=(_parts_table(outputs, case),),
        assumptions=_assumptions(inputs, case),
        sources=sources(case.owning.figures, case.renting.figures),
    )


def _months(months: float) -> str:
    return "1 month" if months == 1 else f"{plain(months)} months"


def _sentence(inputs: Inputs, outputs: Outputs, case: Comparison) -> str:
    within = f"within {_months(inputs.horizon_months)}"
    said = f"you said {plain(inputs.hours_per_week)}"
    if outputs.obstacles:
        return f"Buy, or rent something else: {case.rental.rental.name} cannot do this work."
    meet = outputs.break_even_hours_per_week
    if outputs.verdict == "rig":
        if meet is None or meet.typical == 0:
            return f"Buy: the rig costs no more than the rental {within}, at any number of hours a week."
        from_ = plain(meet.typical, ROUGH)
        return f"Buy: from about {from_} hours of work a week the rig is cheaper than the rental {within}; {said}."
    if meet is None:
        return f"Rent: the rental is cheaper than the rig {within}, at any number of hours a week."
    if meet.typical <= inputs.hours_per_week:
        return f"Rent: the rental is cheaper than the rig {within}, at {plain(inputs.hours_per_week)} hours of work a week."
    up_to = plain(meet.typical, ROUGH)
    return f"Rent: up to about {up_to} hours of work a week the rental is cheaper than the rig {within}; {said}."


def _how_sure(inputs: Inputs, outputs: Outputs, case: Comparison) -> str:
    rig, rental = outputs.rig_total_usd, outputs.rental_total_usd
    over = f"Over {_months(inputs.horizon_months)} “{case.rig.name}” costs {about(rig, Unit.USD)}"
    if rental is None:
        return f"{over}."
    both = f"{over}; “{case.rental.rental.name}” {about(rental, Unit.USD)}."
    return f"{both} The ranges overlap: it hangs on the prices you really get." if rig.overlaps(rental) else both


def _figures(outputs: Outputs) -> tuple[KeyFigure, ...]:
    def figure(label: str, value: Range | None, unit: Unit, side: str = "", note: str = "") -> tuple[KeyFigure, ...]:
        return () if value is None else (KeyFigure(label, value, unit, note, side),)

    hours = f"{plain(outputs.own_time_hours)} hours of your own besides" if outputs.own_time_hours else ""
    meet = outputs.obstacles == ()
    return (
        *figure("Rig in all", outputs.rig_total_usd, Unit.USD, "rig", hours),
        *figure("Rental in all", outputs.rental_total_usd, Unit.USD, "cloud"),
        *figure(
            "Break-even, hours a week",
            outputs.break_even_hours_per_week if meet else None,
            Unit.HOURS_PER_WEEK,
            "",
            outputs.break_even_hours,
        ),
        *figure(
            "Break-even, month", outputs.break_even_months if meet else None, Unit.MONTH, "", outputs.break_even_month
        ),
        *figure("Rig, an hour of work", outputs.rig_usd_per_hour, Unit.USD_PER_HOUR, "rig"),
        *figure("Rental, an hour of work", outputs.rental_usd_per_hour, Unit.USD_PER_HOUR, "cloud"),
        *figure("Energy of the rig", outputs.rig_kwh, Unit.KWH, "rig"),
        *figure("Energy of the rental", outputs.rental_kwh, Unit.KWH, "cloud"),
        *figure("Carbon of the rig", outputs.rig_kg_co2e, Unit.KG_CO2E, "rig"),
        *figure("Carbon of the rental", outputs.rental_kg_co2e, Unit.KG_CO2E, "cloud"),
    )


def _reasons(inputs: Inputs, outputs: Outputs, case: Comparison, catalogue: Catalogue) -> tuple[Reason, ...]:
    rig, rental = case.rig, case.rental
    rig_link = Link(rig.name, rig.href)
    rental_link = Link(rental.rental.service.name, f"data/services/{rental.rental.service.id}/")
    region = catalogue["regions"][inputs.region]
    region_link = Link(region.name, f"data/regions/{region.id}/")
    terms, rented = case.rig_terms[1], case.rental_terms[1]
    reasons = [Reason(o, (rental_link,), "cloud") for o in outputs.obstacles]
    fetched = terms.price_usd * value_at(terms.resale, case.months / 12)
    reasons.append(
        Reason(
            f"The rig is bought for about {number(terms.price_usd, Unit.USD)} and after {_months(case.months)} still fetches about "
            f"{number(fetched, Unit.USD)}: owning it takes the difference, {briefly(outputs.rig_hardware_usd, Unit.USD)}.",
            (rig_link, Link("What decides: cost", "compare/#cost")),
            "rig",
        )
    )
    reasons.append(
        Reason(
            f"At work it draws {briefly(rig.load_watts, Unit.WATT)} at the wall, "
            f"idle {briefly(rig.idle_watts, Unit.WATT)}; "
            f"at {number(terms.usd_per_kwh, Unit.USD_PER_KWH)} that is {briefly(outputs.rig_electricity_usd, Unit.USD)}.",
            (rig_link, region_link),
            "rig",
        )
    )
    if not outputs.obstacles:
        reasons.append(_rental_reason(outputs, rental, rented, rental_link))
    if rental.machine is not None and rental.machine.gpu.id != rig.machine.gpu.id and not rental.obstacles:
        reasons.append(_pace_reason(inputs, outputs, case))
    reasons += [Reason(words, (rental_link,), "cloud") for words in rental.unpublished]
    if outputs.own_time_hours and not inputs.own_time_usd_per_hour:
        reasons.append(
            Reason(
                f"The rig also takes {plain(outputs.own_time_hours)} hours of your own time, counted here as worth nothing.",
                (Link("What decides: maintenance", "compare/#maintenance"),),
                "rig",
            )
        )
    return tuple(reasons)


def _rental_reason(outputs: Outputs, plan: RentalPlan, terms: RentalTerms, link: Link) -> Reason:
    used, storage = outputs.rental_hours_usd, outputs.rental_storage_usd
    assert used is not None
    assert storage is not None
    used += outputs.rental_subscription_usd or 0.0
    kept = f", and keeping the data {briefly(storage, Unit.USD)}" if storage.high > 0 else ""
    asks = f"The rental asks {_price_words(plan, terms)}" if used.high > 0 else "The rental asks nothing"
    spent = f": {briefly(used, Unit.USD)} for the work" if used.high > 0 else " for the work"
    return Reason(f"{asks}{spent}{kept}.", (link, Link("What decides: cost", "compare/#cost")), "cloud")


def _price_words(plan: RentalPlan, terms: RentalTerms) -> str:
    monthly, hourly = number(terms.usd_per_month, Unit.USD_PER_MONTH), number(terms.usd_per_hour, Unit.USD_PER_HOUR)
    units = f"{plain(terms.units_per_hour)} compute units an hour at {number(terms.usd_per_unit, Unit.USD_PER_COMPUTE_UNIT)}"
    if plan.rental.tier is not None and plan.usd_per_hour.low == 0 < plan.usd_per_hour.high:
        return f"{monthly if terms.usd_per_month else 'nothing'} for the hours that it gives, and the others are bought"
    if terms.units_per_hour:
        return (
            f"{monthly} with {plain(terms.included_units)} compute units in it, then {units}"
            if terms.usd_per_month
            else units
        )
    if terms.credit_usd_per_month:
        return f"{hourly}, less {number(terms.credit_usd_per_month, Unit.USD_PER_MONTH)} of credit"
    return monthly if terms.usd_per_month else hourly


def _pace_reason(inputs: Inputs, outputs: Outputs, case: Comparison) -> Reason:
    plan, rented, rig = case.rental, case.rental.machine, case.rig.machine
    assert rented is not None
    ours, theirs = _several(rig), _several(rented)
    what = "memory bandwidth" if inputs.work == TEXT else "dense arithmetic"
    memory = f" It has {plain(rented.memory_gb)} GB of memory, the rig {plain(rig.memory_gb)}."
    return Reason(
        f"By {what}, {theirs} does {briefly(plan.pace)} times the work of {ours} in an hour, so the rental needs "
        f"{briefly(outputs.rental_hours_per_week, Unit.HOURS_PER_WEEK)}.{memory}",
        tuple(Link(m.gpu.name, f"data/gpus/{m.gpu.id}/") for m in (rented, rig)),
    )


def _several(machine: Machine) -> str:
    return f"{machine.count} × {machine.gpu.name}" if machine.count > 1 else machine.gpu.name


def _parts_table(outputs: Outputs, case: Comparison) -> Table:
    rows: list[tuple[str | Range, ...]] = [
        ("Rig: hardware, less resale", outputs.rig_hardware_usd),
        ("Rig: electricity", outputs.rig_electricity_usd),
        ("Rig: own time", outputs.rig_own_time_usd),
        ("Rig in all", outputs.rig_total_usd),
    ]
    for label, value in (
        ("Rental: hours or compute units", outputs.rental_hours_usd),
        ("Rental: subscription", outputs.rental_subscription_usd),
        ("Rental: storage", outputs.rental_storage_usd),
        ("Rental in all", outputs.rental_total_usd),
    ):
        if value is not None:
            rows.append((label, value))
    note = "" if outputs.rental_total_usd is not None else "The rental cannot do this work, so it has no price."
    return Table(
        f"Where the money goes, over {_months(case.months)}",
        (Column("Part"), Column("Cost", Unit.USD)),
        tuple(rows),
        note,
    )


CHART_STEPS = 12


def _cumulative(outputs: Outputs, case: Comparison) -> Chart:
    """What each has cost if the work stopped, and the rig were sold, in that month."""
    months = sample_months([case.rig_terms[1].resale], case.months, CHART_STEPS)
    rows = []
    for month in months:
        rows.append((month, case.owning.total(month), case.renting.total(month)))
    values = [
        {
            "month": round(month, 2),
            "plan": plan,
            "low": round(r.low, 2),
            "cost": round(r.typical, 2),
            "high": round(r.high, 2),
        }
        for month, rig, rental in rows
        for plan, r in (("Rig", rig), ("Rental", rental))
    ]
    meet = outputs.break_even_months
    met = meet.typical if meet is not None and 0 < meet.typical <= case.months else None
    names, legend = ["Rig", "Rental"], {"title": None, "orient": "top", "labelFontSize": 13, "symbolSize": 400}
    axis = {"titleFontSize": 13, "labelFontSize": 12}
    layers: list[dict[str, Any]] = [
        {
            "transform": [{"filter": {"field": "plan", "equal": plan}}],
            "mark": {"type": "area", "opacity": 0.18, "color": COLOURS[side]},
            "encoding": {"y": {"field": "low", "type": "quantitative"}, "y2": {"field": "high"}},
        }
        for plan, side in zip(names, ("rig", "cloud"), strict=True)
    ]
    layers.append(
        {
            "mark": {"type": "line", "strokeWidth": 2.5},
            "encoding": {
                "y": {"field": "cost", "type": "quantitative"},
                "color": {
                    "field": "plan",
                    "type": "nominal",
                    "scale": {"domain": names, "range": [COLOURS["rig"], COLOURS["cloud"]]},
                    "legend": legend,
                },
                "strokeDash": {
                    "field": "plan",
                    "type": "nominal",
                    "scale": {"domain": names, "range": [[1, 0], [6, 3]]},
                    "legend": legend,
                },
            },
        }
    )
    if met is not None:
        mark = [{"month": round(met, 2), "label": f"break-even after {plain(met, ROUGH)} months"}]
        x = {"field": "month", "type": "quantitative"}
        left = met > case.months / 2
        layers += [
            {
                "data": {"values": mark},
                "mark": {"type": "rule", "strokeDash": [3, 3], "color": COLOURS["neutral"]},
                "encoding": {"x": x},
            },
            {
                "data": {"values": mark},
                "mark": {
                    "type": "text",
                    "align": "right" if left else "left",
                    "dx": -6 if left else 6,
                    "fontSize": 13,
                    "color": COLOURS["neutral"],
                },
                "encoding": {"x": x, "y": {"value": 12}, "text": {"field": "label"}},
            },
        ]
    spec = {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "width": 420,
        "height": 240,
        "data": {"values": values},
        "encoding": {
            "x": {
                "field": "month",
                "type": "quantitative",
                "scale": {"domain": [0, case.months], "nice": False},
                "axis": {"title": "Months", "tickMinStep": 1, **axis},
            },
            "y": {"type": "quantitative", "axis": {"title": "Cost so far, US dollars", "format": "$,.0f", **axis}},
        },
        "layer": layers,
    }
    end = f"After {_months(case.months)} the rig has cost {about(outputs.rig_total_usd, Unit.USD)}"
    if outputs.rental_total_usd is not None:
        end += f", the rental {about(outputs.rental_total_usd, Unit.USD)}"
    return Chart(
        "cumulative",
        "What each has cost by month, the rig’s resale value counted",
        f"{end}. {_meeting(outputs, case)} The bands run from the cheapest to the dearest that the figures allow.",
        spec,
        Table(
            "Cost by month if you stopped, and sold the rig, then",
            (Column("Month"), Column("Rig", Unit.USD), Column("Rental", Unit.USD)),
            tuple((plain(month), rig, rental) for month, rig, rental in rows),
        ),
    )


def _meeting(outputs: Outputs, case: Comparison) -> str:
    meet = outputs.break_even_months
    if meet is None:
        return f"The rig does not catch up within {plain(LONGEST_MONTHS / 12)} years."
    if meet.typical == 0:
        return "The rig costs no more from the start."
    if meet.typical > case.months:
        return f"The rig would catch up after {plain(meet.typical, ROUGH)} months, later than you look."
    return f"The rig costs no more after {plain(meet.typical, ROUGH)} months."


def _assumptions(inputs: Inputs, case: Comparison) -> tuple[str, ...]:
    rig, rental = case.rig, case.rental
    lines = [
        "Hours are hours of work as it takes on the rig. The rental’s hours follow from the ratio of "
        + ("memory bandwidths" if inputs.work == TEXT else "dense BF16 rates (FP16 or FP32 where a chip has no BF16)")
        + " of the data sheets, widened by how far measured pairs of GPUs stray from it. Several GPUs are taken to add up.",
        _resale_words(rig),
        "The rig’s price is of the complete computer. It is off when it neither works nor idles.",
        "A month is judged as if you stopped then and sold the rig.",
        "Money of today: no interest, no inflation; prices stay as they are. Each figure’s range is wider the older it is.",
        "A rental is billed while it works. Time to start it, hours in which you forget it, and data sent out are not counted.",
    ]
    if case.rental.rental.offer is not None and inputs.price_type == SPOT:
        lines.append("A spot machine that is taken away loses the run so far: it starts again (Daly 2006).")
    if rental.rental.tier is not None and rental.machine is not None:
        lines.append(
            f"{rental.rental.name}: counted with {rental.machine.gpu.name}"
            + (
                ", the nearest to the rig’s memory of the GPUs with a known rate."
                if rental.units_per_hour.high
                else "."
            )
            + ("" if rental.rental.tier.gpu_guaranteed else " The service may give a lesser GPU, or none.")
        )
    if inputs.hours_per_week + inputs.idle_hours_per_week > HOURS_PER_WEEK:
        lines.append("Work and idle hours are more than a week has: the idle hours are cut.")
    lines.append(
        "Carbon of the rental: nobody says where its data centre stands, so your own grid is taken, widened to hold the world’s mean. "
        "Making the hardware counts too: in full for a new rig, not at all second hand, by the hour of a server’s life for a rental."
    )
    return tuple(lines)


def _resale_words(rig: RigPlan) -> str:
    if rig.resale_fraction is not None:
        return "Resale: the share that you gave, whenever you stop."
    if not rig.evidence:
        return "Resale: no evidence is recorded for this hardware, so the range runs from nothing to the price paid."
    names = listing([f"“{record.name}”" for record in rig.evidence])
    return (
        f"Resale follows the evidence for {names}. Hardware less than a year old fetches what it does at one year, none "
        "fetches more than was paid, and past the last stated age the last slope goes on. Second-hand loses value as new does."
    )


def changes(inputs: Inputs, outputs: Outputs, catalogue: Catalogue) -> tuple[Reason, ...]:
    """The nearest value of each input that turns the verdict, nearest first; all others stay as they are."""
    found = [*_number_flips(inputs, outputs, catalogue), *_choice_flips(inputs, outputs, catalogue)]
    if not found:
        return (Reason("No change of one input alone turns the answer."),)
    return tuple(reason for _, reason in sorted(found, key=lambda f: f[0]))


PHRASES = {
    "hours_per_week": "of work",
    "horizon_months": "of use",
    "own_rig_usd": "for the rig",
    "own_rental_usd_per_hour": "for the rental",
    "own_electricity_usd_per_kwh": "for electricity",
    "resale_percent": "of its price that the rig fetches in the end",
    "longest_run_hours": "for the longest run",
    "idle_hours_per_week": "idle",
    "storage_gb": "kept in the cloud",
    "setup_hours": "to set the rig up",
    "upkeep_hours_per_month": "of upkeep",
    "own_time_usd_per_hour": "for your own time",
}
"""How a threshold of each input goes on, after its number."""

QUANTITIES = {info.name: info.meta for info in fields_of(Inputs) if isinstance(info.meta, Quantity)}
SMALLEST_SCALE = 0.02
"""Distances of flips are compared relative to the value now, or to this share of the input's upper bound where that is more."""


def _replacements(
    now: Typical, inputs: Inputs, case: Comparison
) -> dict[str, tuple[float, Callable[[float], Typical]]]:
    """For each input that is a number and matters: its value now, and the case with another in its place."""
    found: dict[str, tuple[float, Callable[[float], Typical]]] = {
        "hours_per_week": now.of_demand("hours_per_week"),
        "horizon_months": (now.months, lambda x: replace(now, months=x)),
        "own_rig_usd": now.of_rig("price_usd"),
        "own_electricity_usd_per_kwh": now.of_rig("usd_per_kwh"),
        "resale_percent": now.of_resale_percent(),
        "longest_run_hours": (inputs.longest_run_hours, lambda x: case.with_longest_run(x).typical()),
        "idle_hours_per_week": now.of_demand("idle_hours_per_week"),
        "storage_gb": now.of_demand("storage_gb"),
    }
    if case.rental.rental.offer is not None and not case.rental.obstacles:
        found["own_rental_usd_per_hour"] = now.of_rental("usd_per_hour")
    if inputs.own_time_usd_per_hour:
        found["setup_hours"] = now.of_rig("setup_hours")
        found["upkeep_hours_per_month"] = now.of_rig("upkeep_hours_per_month")
    if rig_cost.own_hours(now.rig, now.months):
        found["own_time_usd_per_hour"] = now.of_rig("own_time_usd_per_hour")
    return found


def number_flips(inputs: Inputs, catalogue: Catalogue) -> dict[str, tuple[float, float, float]]:
    """For each numeric input that can turn the verdict alone: its value now, the last with this verdict, the first with the other."""
    case = _compared(inputs, catalogue)
    now = case.typical()
    buys = now.buys()
    found = {}
    for name, (value, with_other) in _replacements(now, inputs, case).items():
        quantity = QUANTITIES[name]

        def same(x: float, with_other: Callable[[float], Typical] = with_other) -> bool:
            return with_other(x).buys() == buys

        turn = nearest_flip(same, value, quantity.minimum, quantity.maximum)
        if turn is not None:
            found[name] = (value, *turn)
    return found


def _number_flips(inputs: Inputs, outputs: Outputs, catalogue: Catalogue) -> Iterator[tuple[float, Reason]]:
    cheaper = "renting" if outputs.verdict == "rig" else "buying"
    for name, (value, _, turned) in number_flips(inputs, catalogue).items():
        quantity = QUANTITIES[name]
        distance = abs(turned - value) / max(abs(value), SMALLEST_SCALE * quantity.maximum)
        side = "Below" if turned < value else "Above"
        unit = quantity.unit
        yield (
            distance,
            Reason(
                f"{side} {number(turned, unit)} {PHRASES[name]} (now {number(value, unit)}), {cheaper} costs less.",
                side="cloud" if outputs.verdict == "rig" else "rig",
            ),
        )


def _choice_flips(inputs: Inputs, outputs: Outputs, catalogue: Catalogue) -> Iterator[tuple[float, Reason]]:
    others = [("work", other, WORK[other]) for other in WORK if other != inputs.work]
    others += [("price_type", other, PRICE_TYPES[other]) for other in PRICE_TYPES if other != inputs.price_type]
    for name, other, words in others:
        turned = calculate(
            replace(inputs, work=other) if name == "work" else replace(inputs, price_type=other), catalogue
        )
        if turned.verdict != outputs.verdict and not turned.obstacles:
            what = "For" if name == "work" else "At the price"
            cheaper = "buying" if turned.verdict == "rig" else "renting"
            yield 1.0, Reason(f"{what} “{words}”, {cheaper} costs less.", side=turned.verdict)


EXAMPLES = (
    Example(
        title="The same GPU at home and rented, electricity free",
        inputs={
            "rig": "rtx-3090-desktop",
            "rental": "openrelay/rtx-3090",
            "own_rig_usd": 1200,
            "own_rental_usd_per_hour": 0.30,
            "own_electricity_usd_per_kwh": 0,
            "resale_percent": 50,
            "hours_per_week": 20,
            "horizon_months": 24,
            "storage_gb": 0,
        },
        expected={
            "verdict": "rig",
            "rig_total_usd": 600.0,
            "rental_hours_usd": 626.13,
            "rental_total_usd": 626.13,
            "break_even_hours_per_week": 19.165349,
            "break_even_months": 22.998419,
            "rig_usd_per_hour": 0.2874802,
            "rental_usd_per_hour": 0.30,
        },
        source=(
            "By hand. A month has 365.2425 / 12 / 7 = 4.348125 weeks, so 24 months of 20 h/week are 2,087.1 h. "
            "Rig: 1,200 x (1 - 0.5) = 600. Rental: 2,087.1 x 0.30 = 626.13. They meet at "
            "600 / (0.30 x 4.348125 x 24) = 19.165 h/week and at 600 / (20 x 4.348125 x 0.30) = 22.998 months. "
            "An hour: 600 / 2,087.1 = 0.28748."
        ),
    ),
    Example(
        title="Electricity at work and idle; a rental that costs nothing",
        inputs={
            "rig": "dual-rtx-3090-desktop",
            "rental": "openrelay/rtx-3090",
            "own_rig_usd": 3000,
            "own_rental_usd_per_hour": 0,
            "own_electricity_usd_per_kwh": 0.20,
            "resale_percent": 100,
            "hours_per_week": 10,
            "idle_hours_per_week": 20,
            "horizon_months": 12,
            "storage_gb": 0,
        },
        expected={
            "verdict": "cloud",
            "rig_kwh": 461.770875,
            "rig_total_usd": 92.354175,
            "rental_total_usd": 0.0,
            "break_even_hours_per_week": 84.0,
            "break_even_month": "never",
        },
        source=(
            "By hand, with the rig's measured 650 to 760 W (705 in the middle) at work and 90 W idle. A week takes "
            "10 x 0.705 + 20 x 0.09 = 8.85 kWh; 12 months have 52.1775 weeks: 461.77 kWh, at 0.20 are 92.35. "
            "The price comes back whole. Nothing is cheaper than nothing; but two cards do the work of two, so above "
            "168 / 2 = 84 h/week one rented card has no hours left."
        ),
    ),
    Example(
        title="An hour of an H100 is not an hour of a 3090",
        inputs={
            "rig": "rtx-3090-desktop",
            "rental": "lambda/h100-sxm",
            "work": "text",
            "own_rig_usd": 1000,
            "own_rental_usd_per_hour": 3,
            "own_electricity_usd_per_kwh": 0,
            "resale_percent": 0,
            "hours_per_week": 20,
            "horizon_months": 36,
            "storage_gb": 0,
        },
        expected={
            "verdict": "rig",
            "rental_hours_per_week": 5.5892537,
            "rental_total_usd": 2624.69958,
            "break_even_hours_per_week": 7.61991969,
            "break_even_months": 13.7158554,
        },
        source=(
            "By hand. By memory bandwidth an H100 SXM (3,350 GB/s) does 3,350 / 936.2 = 3.57830 times the work of an "
            "RTX 3090, so 20 h on the rig are 5.58925 h there. 36 months have 156.5325 weeks: 874.90 h at 3 are 2,624.70. "
            "The rig costs its price, 1,000: they meet at 1,000 / (3 / 3.57830 x 156.5325) = 7.620 h/week "
            "and at 1,000 / (20 x 4.348125 x 3 / 3.57830) = 13.716 months."
        ),
    ),
    Example(
        title="A weekly quota that the work does not fit is no bargain",
        inputs={"rig": "dual-rtx-3090-desktop", "rental": "kaggle/free", "work": "text", "hours_per_week": 40},
        expected={
            "verdict": "rig",
            "rental_hours_per_week": 117.025,
            "break_even_month": "at once: the rental cannot do this work",
        },
        source=(
            "By hand. Two T4 (320 GB/s each) do 320 / 936.2 = 0.341807 of the work of two RTX 3090 in an hour, "
            "so 40 h take 117.03 h a week; Kaggle gives 30."
        ),
    ),
    Example(
        title="Own time counts when it is given a worth",
        inputs={
            "rental": "openrelay/rtx-3090",
            "own_rig_usd": 0,
            "own_rental_usd_per_hour": 1,
            "own_electricity_usd_per_kwh": 0,
            "hours_per_week": 2,
            "horizon_months": 10,
            "storage_gb": 0,
            "setup_hours": 8,
            "upkeep_hours_per_month": 2,
            "own_time_usd_per_hour": 15,
        },
        expected={"verdict": "cloud", "own_time_hours": 28.0, "rig_own_time_usd": 420.0, "rental_total_usd": 86.9625},
        source="By hand: 8 + 10 x 2 = 28 h, at 15 are 420. The rental: 2 x 4.348125 x 10 = 86.96 h at 1.",
    ),
)
