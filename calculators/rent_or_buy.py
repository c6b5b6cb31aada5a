"""Rent or buy.

The cost of a rig of your own beside a rented GPU or a notebook tier, for the same work. On one side stand the hardware less
what it still fetches, electricity and your own time; on the other hours or compute units, subscription and storage. The answer
tells from how many hours a week, and after how many months, the rig costs no more, how sure that is, and what would turn it.

An hour of one GPU is not an hour of another. Hours are counted as the work takes on the rig; a rental that is twice as fast needs
half of them. What nobody publishes (sales tax, repairs, hours in which a machine is forgotten, …) counts as nothing until you set it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from math import ceil, isclose
from typing import Annotated

from calculators import _energy as energy
from calculators import _formulas as formulas
from calculators._formulas import in_months
from calculators._money import (
    A_RENTAL,
    A_RIG,
    BUY,
    BUY_WORDS,
    CARD,
    COMPLETE,
    HORIZON,
    IDLE,
    KINDS_OF_WORK,
    MINUTES,
    NET_PRESENT_VALUE,
    OWNED,
    PER_CENT,
    PRICE_TYPE,
    PRICE_TYPES,
    RECORDS,
    REGION,
    RIG_PRICE,
    SECONDS,
    STORAGE,
    USE,
    WORK,
    EveryTerm,
    in_currency,
    metered,
    upgrade_words,
)
from calculators._onward import Carrying, Onward, carry_on
from calculators._renting import CARBON, cut_words, limits_unknown, term_words, waiting
from calculators.core.catalogue import Catalogue
from calculators.core.charts import MONEY, Bar, Line, Mark, Spot, Stack, lines, stacked, tornado
from calculators.core.dates import WEEKS_PER_MONTH
from calculators.core.example import Example
from calculators.core.inputs import InputError
from calculators.core.quantity import Quantity, Text, Unit, fields_of
from calculators.core.ranges import Range
from calculators.core.report import Cell, Chart, Column, Details, KeyFigure, Link, Reason, Report, Table, Verdict
from calculators.core.stated import sources, stated
from calculators.core.text import about, briefly, listing, number, plain
from calculators.engines import price_trend, rig_cost
from calculators.engines.break_even import (
    bills,
    break_even_hours,
    hour_knots,
    hours_of_bill,
    month_knots,
    sample_months,
)
from calculators.engines.circumstances import Circumstances, circumstances
from calculators.engines.classes import by_variation
from calculators.engines.comparison import Comparison, Replaceable, Typical
from calculators.engines.corners import spanned
from calculators.engines.demand import HOURS_PER_WEEK, INFINITE, Demand
from calculators.engines.flips import flip_between, flip_of_monotone
from calculators.engines.futures import FUTURES, Swing, outlook, swings
from calculators.engines.present_value import effective_months
from calculators.engines.price_trend import Trend
from calculators.engines.queue import Server, settled
from calculators.engines.rental_cost import RentalTerms, rental_total
from calculators.engines.rental_plans import (
    ON_DEMAND,
    SPOT,
    ZERO,
    OwnFigures,
    RentalPlan,
    rental_plan,
)
from calculators.engines.rig_cost import LONGEST_MONTHS
from calculators.engines.rig_plans import Machine, RigPlan
from calculators.engines.roots import LEAST
from calculators.engines.throughput import TEXT
from calculators.engines.waiting import wait
from calculators.records.hardware import AT_WALL, OF_PARTS, UNSAID

ROUGH = 2
"""Significant digits of a break-even: no more are known."""

ALWAYS, AT_ONCE, NEVER = "always", "at once", "never"


@dataclass(frozen=True, kw_only=True)
class Inputs(EveryTerm, Carrying):
    """What is compared, and how it is used."""

    hours_per_week: Annotated[
        float,
        Quantity(
            "Hours of work a week",
            "Hours in which the GPU works, of all who share it, as the work takes on the rig.",
            unit=Unit.HOURS_PER_WEEK,
            maximum=168,
            step=0.5,
        ),
    ] = 20.0
    horizon_months: Annotated[float, HORIZON] = 36.0
    work: Annotated[str, WORK] = TEXT
    rig: Annotated[str, A_RIG] = "rtx-3090-desktop"
    rental: Annotated[str, A_RENTAL] = "runpod/rtx-4090-community"
    price_type: Annotated[str, PRICE_TYPE] = ON_DEMAND
    region: Annotated[str, REGION] = "united-states"

    own_rig_usd: Annotated[
        float | None, replace(RIG_PRICE, help=f"{RECORDS} Of what you own: what you could sell it for.")
    ] = None
    buy: Annotated[str, BUY] = COMPLETE
    last_bill_usd: Annotated[
        float | None,
        Quantity(
            "Last month’s bill of this rental",
            "Where you have one: the hours of work are worked out from it, and take the place of those above.",
            unit=Unit.USD,
            maximum=1_000_000,
            step=10,
        ),
    ] = None

    people: Annotated[
        int,
        Quantity(
            "People who share it",
            "Each keeps data, starts machines and has an account of their own in the cloud; the hours above are those of all.",
            USE,
            unit=Unit.COUNT,
            minimum=1,
            maximum=1000,
            step=1,
            integer=True,
        ),
    ] = 1
    wanted_hours_per_week: Annotated[
        float,
        Quantity(
            "Hours a week in which they want it",
            "Of several who share a rig: the fewer, the more they are in each other’s way. 168 for any time.",
            USE,
            unit=Unit.HOURS_PER_WEEK,
            minimum=1,
            maximum=168,
            step=1,
        ),
    ] = 168.0
    idle_hours_per_week: Annotated[float, IDLE] = 10.0
    storage_gb: Annotated[float, STORAGE] = 50.0


@dataclass(frozen=True, kw_only=True)
class Outputs:
    """Both costs, where they meet, and energy. None stands for what the rental cannot do or nobody publishes."""

    verdict: Annotated[
        str,
        Text("Verdict", "`rig` or `cloud`: which costs less, typically, of what can do the work; `none`: neither can."),
    ]
    obstacles: Annotated[tuple[str, ...], Text("Obstacles", "Why the rental cannot do the work.")]
    rig_obstacles: Annotated[
        tuple[str, ...], Text("Obstacles of the rig", "Why it cannot: its sums are then of what it could not do.")
    ]
    hours_per_week: Annotated[
        float, Quantity("Hours of work", "As given, or as last month’s bill tells.", unit=Unit.HOURS_PER_WEEK)
    ]
    rig_total_usd: Annotated[Range, Quantity("Rig in all", "Over the months.", unit=Unit.USD)]
    rental_total_usd: Annotated[Range | None, Quantity("Rental in all", "Over the months.", unit=Unit.USD)]
    rig_hardware_usd: Annotated[Range, Quantity("Hardware, less resale", unit=Unit.USD)]
    rig_electricity_usd: Annotated[Range, Quantity("Electricity", unit=Unit.USD)]
    rig_repairs_usd: Annotated[Range, Quantity("Repairs", unit=Unit.USD)]
    rig_interest_usd: Annotated[Range, Quantity("Interest of the instalments", unit=Unit.USD)]
    rig_own_time_usd: Annotated[Range, Quantity("Own time", unit=Unit.USD)]
    rental_hours_usd: Annotated[Range | None, Quantity("Hours or compute units", unit=Unit.USD)]
    rental_forgotten_usd: Annotated[Range | None, Quantity("Hours left running by mistake", unit=Unit.USD)]
    rental_subscription_usd: Annotated[Range | None, Quantity("Subscription", unit=Unit.USD)]
    rental_storage_usd: Annotated[Range | None, Quantity("Storage", unit=Unit.USD)]
    rental_egress_usd: Annotated[Range | None, Quantity("Data sent out", unit=Unit.USD)]
    rental_own_time_usd: Annotated[Range | None, Quantity("Own time on the rental", unit=Unit.USD)]
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
    rental_longest_run_hours: Annotated[
        Range | None,
        Quantity("Longest run on the rental", "With starts, waiting, and what is repeated.", unit=Unit.HOUR),
    ]
    rig_wait_hours: Annotated[
        Range | None,
        Quantity(
            "Wait for the rig",
            "On average, where several share it. None: nobody does, or it never ends.",
            unit=Unit.HOUR,
        ),
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
    rig = metered(inputs, catalogue)
    case = Comparison(
        rig=rig,
        rental=_rental_of_one(inputs, rig, catalogue).of_people(inputs.people),
        demand=Demand(
            inputs.hours_per_week,
            inputs.idle_hours_per_week,
            inputs.storage_gb * inputs.people,
            inputs.egress_gb * inputs.people,
            inputs.starts_per_week * inputs.people,
            inputs.longest_run_hours,
            _shared_hours(inputs, inputs.people),
        ),
        ways=_ways(inputs),
        months=inputs.horizon_months,
    )
    if inputs.last_bill_usd is None:
        return case
    billed = hours_of_bill(case.rental_terms[1], case.demand, inputs.last_bill_usd)
    return case if billed is None else replace(case, demand=case.demand.with_hours(billed))


def _shared_hours(inputs: Inputs, people: float) -> float:
    """Hours a week in which so many queue for the rig; infinite for one."""
    return inputs.wanted_hours_per_week if people > 1 else INFINITE


def _rental_of_one(inputs: Inputs, rig: RigPlan, catalogue: Catalogue) -> RentalPlan:
    """The rental as one person has it, of those who share the rig."""
    return rental_plan(
        inputs.rental,
        inputs.price_type,
        inputs.work,
        inputs.region,
        catalogue,
        rig.machine,
        own=OwnFigures(
            usd_per_hour=inputs.own_rental_usd_per_hour,
            **inputs.own_of_renting,
            **inputs.own_of_notebook,
            **inputs.own_of_data,
        ),
    )


def _ways(inputs: Inputs) -> Circumstances:
    return circumstances(
        inputs,
        **inputs.time,
        rental_hours_of_own_per_month=inputs.rental_own_hours_per_month,
        **inputs.paying,
        capital_rate=inputs.interest_percent / 100,
        **inputs.renting,
        **inputs.runs,
        **inputs.checkpoints,
    )


def calculate(inputs: Inputs, catalogue: Catalogue) -> Outputs:
    """Both plans at their three corners, and where they meet."""
    case = _compared(inputs, catalogue)
    months, rented = inputs.horizon_months, case.renting
    can, cannot = rented.feasible, case.owning.obstacles
    rig_total, rental_total = case.owning.total(months), rented.total(months)
    rig_parts, rental_parts = case.owning.parts(months), rented.parts(months)
    hours, hours_words = _break_even_hours(case)
    month, month_words = _break_even_months(case)
    worked = case.demand.hours_per_week * WEEKS_PER_MONTH * months
    rig_kwh, rig_kg = case.owning.kwh(months), case.owning.kg_co2e(months)
    assert rig_kwh is not None
    assert rig_kg is not None
    return Outputs(
        verdict="none" if not can and cannot else "rig" if case.typical().buys() else "cloud",
        obstacles=rented.obstacles,
        rig_obstacles=cannot,
        hours_per_week=case.demand.hours_per_week,
        rig_total_usd=rig_total,
        rental_total_usd=rental_total if can else None,
        rig_hardware_usd=rig_parts["hardware"],
        rig_electricity_usd=rig_parts["electricity"],
        rig_repairs_usd=rig_parts["repairs"],
        rig_interest_usd=rig_parts["interest"],
        rig_own_time_usd=rig_parts["own_time"],
        rental_hours_usd=rental_parts["hours"] if can else None,
        rental_forgotten_usd=rental_parts["forgotten"] if can else None,
        rental_subscription_usd=rental_parts["subscription"] if can else None,
        rental_storage_usd=rental_parts["storage"] if can else None,
        rental_egress_usd=rental_parts["egress"] if can else None,
        rental_own_time_usd=rental_parts["own_time"] if can else None,
        break_even_hours_per_week=hours,
        break_even_hours=hours_words,
        break_even_months=month,
        break_even_month=month_words,
        rental_hours_per_week=rented.hours_per_week,
        rental_longest_run_hours=_longest_run(case) if can and not case.blocked else None,
        rig_wait_hours=_waits_for_rig(inputs, case.demand),
        rig_usd_per_hour=None if cannot else _each(rig_total, worked),
        rental_usd_per_hour=_each(rental_total, worked) if can else None,
        rig_kwh=rig_kwh,
        rental_kwh=rented.kwh(months) if can else None,
        rig_kg_co2e=rig_kg,
        rental_kg_co2e=rented.kg_co2e(months) if can else None,
        own_time_hours=case.owning.own_hours(months),
    )


def _longest_run(case: Comparison) -> Range:
    """Hours until the longest run is done on the rental: waiting and start, then work at its pace with what is lost and repeated."""
    run, ways = case.demand.longest_run_hours, case.ways
    return spanned(*(ways.waiting_hours + t.start_hours + run / t.pace * t.rework for t in case.rental_terms))


SHORTEST_RUN = 1 / 3600
"""Hours: for shorter ones nobody waits."""


def _waits_for_rig(inputs: Inputs, demand: Demand) -> Range | None:
    """How long one of several waits for the rig, by Pollaczek and Khinchine: runs come at random in the hours in which it is wanted.

    From runs that are all alike to very unequal ones (classes.py); None for one person, and where more comes than can be done.
    """
    if inputs.people == 1 or demand.longest_run_hours < SHORTEST_RUN:
        return None
    server = Server(servers=1, job_hours=demand.longest_run_hours, limit_hours=demand.longest_run_hours)
    found = settled(server, demand.hours_per_week / inputs.wanted_hours_per_week / demand.longest_run_hours)
    return None if found is None else by_variation(found.mean_hours)


def _each(total: Range, hours: float) -> Range | None:
    """What an hour of work costs; None where there is less than a minute of it."""
    return total * (1 / hours) if 60 * hours >= 1 else None


def _cannot(case: Comparison) -> str:
    """What stands in the rental's way, in short."""
    return "no such price of the rental is published" if case.rental.unpriced else "the rental cannot do this work"


def _break_even_hours(case: Comparison) -> tuple[Range | None, str]:
    if not case.owning.feasible:
        return None, f"{NEVER}: the rig cannot do this work"
    if case.blocked:
        return Range.exact(0.0), f"{ALWAYS}: {_cannot(case)}"
    return _told(*case.break_even_hours(), HOURS_PER_WEEK, Unit.HOURS_PER_WEEK, ALWAYS)


def _break_even_months(case: Comparison) -> tuple[Range | None, str]:
    if not case.owning.feasible:
        return None, f"{NEVER}: the rig cannot do this work"
    if not case.renting.feasible:
        return Range.exact(0.0), f"{AT_ONCE}: {_cannot(case)}"
    return _told(*case.break_even_months(), LONGEST_MONTHS, Unit.MONTH, AT_ONCE)


def _told(
    low: float | None, middle: float | None, high: float | None, most: float, unit: Unit, at_zero: str
) -> tuple[Range | None, str]:
    """A break-even as range and in words; an end that is never reached counts as `most`."""
    if middle is None:
        if low is None:
            return None, NEVER
        earliest = f"from {number(low, unit, ROUGH)}" if low else at_zero
        return None, f"{NEVER}; with every figure at its best for the rig, {earliest}"
    value = spanned(min(low or 0.0, middle), middle, most if high is None else max(high, middle))
    if middle == 0 and high == 0:
        return value, at_zero
    words = f"from {number(middle, unit, ROUGH)}" if middle else at_zero
    if value.is_exact:
        return value, words
    worst = f"at worst {NEVER if high is None else number(high, unit, ROUGH)}"
    if not middle:
        return value, f"{words}; {worst}"
    earliest = number(value.low, unit, ROUGH) if value.low else at_zero
    return value, f"{words}; at best {earliest}, {worst}"


def _ends(value: Range | None, words: str, at_zero: str) -> str:
    """Of a break-even's words, those for which its range has no number: always, at once, never."""
    if value is None:
        return ""
    told = [at_zero] if not value.typical else [f"at best {at_zero}"] if not value.low else []
    return ", ".join([*told, f"at worst {NEVER}"] if words.endswith(NEVER) else told)


def report(inputs: Inputs, outputs: Outputs, catalogue: Catalogue) -> Report:
    """The answer with its reasons, parts, charts, assumptions and sources; `completed` adds what takes longer."""
    case = _compared(inputs, catalogue)
    can = not (outputs.obstacles or outputs.rig_obstacles)
    told = Report(
        verdict=Verdict(
            "neutral" if outputs.verdict == "none" else outputs.verdict,
            _sentence(inputs, outputs, case),
            _how_sure(inputs, outputs, case),
            None if can else "",
        ),
        figures=_figures(outputs),
        reasons=(
            *_reasons(inputs, outputs, case, catalogue),
            carry_on(Onward(inputs, catalogue, inputs.hours_per_week).to_recommend()),
        ),
        charts=(_cumulative(outputs, case), _where_it_goes(outputs, case)) if can else (),
        charts_to_come=((BREAK_EVEN, BREAK_EVEN_TITLE), (TORNADO, "What to find out first")) if can else (),
        beneath=lambda: _details(inputs, outputs, case, catalogue),
    )
    return in_currency(told, inputs, outputs, catalogue)


def _details(inputs: Inputs, outputs: Outputs, case: Comparison, catalogue: Catalogue) -> Details:
    """Where the money goes, other horizons, waiting, formulas, assumptions and sources."""
    can = not (outputs.obstacles or outputs.rig_obstacles)
    trend = price_trend.of_gpus_bought(case.rig.machine.gpu.id, catalogue)
    trusted = [*case.owning.figures, *case.renting.figures, *(trend.figures if trend and can else ())]
    return Details(
        tables=(
            _parts_table(outputs, case),
            *((_horizons(outputs, case),) if can else ()),
            *((_waits(case, trend),) if trend and can and inputs.buy != OWNED else ()),
            _formulas(case),
            *_energy(outputs, case, catalogue),
        ),
        assumptions=_assumptions(inputs, case, trend),
        stated=stated(catalogue, trusted),
        sources=sources(trusted),
    )


def completed(inputs: Inputs, outputs: Outputs, quick: Report, catalogue: Catalogue) -> Report:
    """The report with what takes longer: in how many futures the verdict holds, the break-even curve, what to find out first."""
    if outputs.obstacles or outputs.rig_obstacles:
        return quick
    case = _compared(inputs, catalogue)
    sure = _futures(outputs, case)
    charts = (*quick.charts, *_break_even_curve(inputs, case), *_find_out_first(inputs, outputs, case))
    return replace(quick, verdict=replace(quick.verdict, sure=sure), charts=charts, charts_to_come=())


def _sentence(inputs: Inputs, outputs: Outputs, case: Comparison) -> str:
    within = f"within {in_months(inputs.horizon_months)}"
    buy = "Use your rig" if inputs.buy == OWNED else "Buy"
    hours = plain(outputs.hours_per_week)
    said = f"you said {hours}" if outputs.hours_per_week == inputs.hours_per_week else f"your bill tells of {hours}"
    if outputs.verdict == "none":
        return f"Neither: the rig cannot do this work, and {case.rental.rental.name} cannot."
    if outputs.rig_obstacles:
        return "Rent: the rig cannot do this work."
    if case.rental.unpriced:
        return f"{buy}, or rent at another price. {case.rental.obstacles[0]}"
    if outputs.obstacles:
        return f"{buy}, or rent something else: {case.rental.rental.name} cannot do this work."
    if _cost_nothing(outputs):
        return f"{buy}, or rent: neither costs anything {within}, at {hours} hours of work a week."
    meet = outputs.break_even_hours_per_week
    if outputs.verdict == "rig":
        if meet is None or meet.typical == 0:
            return f"{buy}: the rig costs no more than the rental {within}, at any number of hours a week."
        from_ = plain(meet.typical, ROUGH)
        return f"{buy}: from about {from_} hours of work a week the rig is cheaper than the rental {within}; {said}."
    if meet is None:
        return f"Rent: the rental is cheaper than the rig {within}, at any number of hours a week."
    if meet.typical <= outputs.hours_per_week:
        return f"Rent: the rental is cheaper than the rig {within}, at {hours} hours of work a week."
    up_to = plain(meet.typical, ROUGH)
    return f"Rent: up to about {up_to} hours of work a week the rental is cheaper than the rig {within}; {said}."


def _cost_nothing(outputs: Outputs) -> bool:
    return outputs.rig_total_usd == outputs.rental_total_usd == Range.exact(0.0)


def _how_sure(inputs: Inputs, outputs: Outputs, case: Comparison) -> str:
    rig, rental = outputs.rig_total_usd, outputs.rental_total_usd
    if outputs.rig_obstacles:
        told = (
            ""
            if rental is None
            else f" “{case.rental.rental.name}” costs {about(rental, Unit.USD)} over {in_months(case.months)}."
        )
        return f"{' '.join(outputs.rig_obstacles)}{told}"
    over = f"Over {in_months(inputs.horizon_months)} “{case.rig.name}” costs {about(rig, Unit.USD)}"
    if rental is None:
        return f"{over}."
    both = f"{over}; “{case.rental.rental.name}” {about(rental, Unit.USD)}."
    if rig.overlaps(rental) and not _cost_nothing(outputs):
        both += " The ranges overlap: it hangs on the prices you really get."
    return both


def _futures(outputs: Outputs, case: Comparison) -> str:
    """In how many futures the verdict holds, and between what the saving lies in four of five."""
    seen = outlook(case.rig, case.rental, case.demand, case.ways, case.months)
    if not any(seen.saved_usd):
        return f"In all of {FUTURES:,} futures, every figure somewhere in its range, both cost the same."
    rig = outputs.verdict == "rig"
    share = seen.share if rig else 1 - seen.share
    kept = _share_words(share)
    what = "the rig costs no more" if rig else "the rental costs less"
    told = f"In {kept} of {FUTURES:,} futures, every figure somewhere in its range, {what}"
    low, high = seen.quantile(0.1), seen.quantile(0.9)
    if abs(low) == float("inf") or abs(high) == float("inf"):
        return f"{told}; in some of them the rental cannot do the work."
    if not rig:
        low, high = -high, -low
    return f"{told}; in four of five {_saving('the rig' if rig else 'renting', low, high)}."


NEARLY_ALL = 0.995
"""From here on a share told in two digits would be 100%."""


def _share_words(share: float) -> str:
    """A share of the futures: only all of them are all, only none is none."""
    if share in (0, 1):
        return "all" if share else "none"
    if share < 0.01:
        return "fewer than 1%"
    return "more than 99%" if share >= NEARLY_ALL else number(share, Unit.FRACTION, ROUGH)


def _saving(who: str, low: float, high: float) -> str:
    if low >= 0:
        return f"{who} saves {number(low, Unit.USD, ROUGH)} to {number(high, Unit.USD, ROUGH)}"
    if high <= 0:
        return f"{who} costs {number(-high, Unit.USD, ROUGH)} to {number(-low, Unit.USD, ROUGH)} more"
    return f"it lies between {number(-low, Unit.USD, ROUGH)} dearer and {number(high, Unit.USD, ROUGH)} cheaper"


def _figures(outputs: Outputs) -> tuple[KeyFigure, ...]:
    def figure(label: str, value: Range | None, unit: Unit, side: str = "", note: str = "") -> tuple[KeyFigure, ...]:
        return () if value is None else (KeyFigure(label, value, unit, note, side),)

    hours = f"{plain(outputs.own_time_hours)} hours of your own besides" if outputs.own_time_hours else ""
    able = not outputs.rig_obstacles
    meet = able and not outputs.obstacles
    return (
        *figure("Rig in all", outputs.rig_total_usd if able else None, Unit.USD, "rig", hours),
        *figure("Rental in all", outputs.rental_total_usd, Unit.USD, "cloud"),
        *figure(
            "Break-even, hours a week",
            outputs.break_even_hours_per_week if meet else None,
            Unit.HOURS_PER_WEEK,
            "",
            _ends(outputs.break_even_hours_per_week, outputs.break_even_hours, ALWAYS),
        ),
        *figure(
            "Break-even, month",
            outputs.break_even_months if meet else None,
            Unit.MONTH,
            "",
            _ends(outputs.break_even_months, outputs.break_even_month, AT_ONCE),
        ),
        *figure("Rig, an hour of work", outputs.rig_usd_per_hour, Unit.USD_PER_HOUR, "rig"),
        *figure("Rental, an hour of work", outputs.rental_usd_per_hour, Unit.USD_PER_HOUR, "cloud"),
        *figure("Energy of the rig", outputs.rig_kwh if able else None, Unit.KWH, "rig"),
        *figure("Energy of the rental", outputs.rental_kwh, Unit.KWH, "cloud"),
        *figure("Carbon of the rig", outputs.rig_kg_co2e if able else None, Unit.KG_CO2E, "rig"),
        *figure("Carbon of the rental", outputs.rental_kg_co2e, Unit.KG_CO2E, "cloud"),
    )


_WALL_WORDS = {
    AT_WALL: "",
    OF_PARTS: " What {supply} loses is counted.",
    UNSAID: " Where its watts were taken is not said; the dear end counts what {supply} may lose.",
}


def _supply_link(rig: RigPlan) -> tuple[Link, ...]:
    supply = rig.load_power.supply
    return () if rig.load_power.where == AT_WALL else (Link(supply.name, supply.href),)


def _reasons(inputs: Inputs, outputs: Outputs, case: Comparison, catalogue: Catalogue) -> tuple[Reason, ...]:
    rig, rental = case.rig, case.rental
    rig_link = Link(rig.name, rig.href)
    rental_link = Link(rental.rental.service.name, f"data/services/{rental.rental.service.id}/")
    region = catalogue["regions"][inputs.region]
    region_link = Link(region.name, f"data/regions/{region.id}/")
    terms, rented = case.rig_terms[1], case.rental_terms[1]
    reasons = [
        *(Reason(o, (Link("Erlang C", "methods/engines-queue/"),), "rig") for o in outputs.rig_obstacles),
        *(Reason(o, (rental_link,), "cloud") for o in outputs.obstacles),
    ]
    if inputs.last_bill_usd is not None:
        reasons.append(_bill_reason(inputs.last_bill_usd, outputs, case, rental_link))
    reasons.append(
        Reason(_hardware_words(inputs, outputs, case), (rig_link, Link("What decides: cost", "compare/#cost")), "rig")
    )
    reasons.append(
        Reason(
            f"At work it draws {briefly(rig.load_watts, Unit.WATT)} at the wall, "
            f"idle {briefly(rig.idle_watts, Unit.WATT)}; "
            f"at {number(terms.usd_per_kwh, Unit.USD_PER_KWH)} that is {briefly(outputs.rig_electricity_usd, Unit.USD)}."
            f"{_WALL_WORDS[rig.load_power.where].format(supply=rig.load_power.supply.name)}",
            (rig_link, region_link, *_supply_link(rig)),
            "rig",
        )
    )
    if not outputs.obstacles:
        reasons.append(_rental_reason(outputs, rental, rented, rental_link))
        able = not outputs.rig_obstacles
        if able and outputs.break_even_hours_per_week is None and outputs.break_even_hours != NEVER:
            reasons.append(Reason(f"Hours a week from which the rig costs no more: {outputs.break_even_hours}."))
    if rental.machine is not None and rental.machine.gpu.id != rig.machine.gpu.id and not case.blocked:
        reasons.append(_pace_reason(inputs, outputs, case))
    if outputs.rental_longest_run_hours is not None and inputs.longest_run_hours:
        reasons.append(_run_reason(inputs, outputs.rental_longest_run_hours, rental, rental_link))
    unpublished = (*rental.unpublished, *limits_unknown(rental, case.ways))
    reasons += [Reason(words, (rental_link,), "cloud") for words in unpublished]
    reasons += waiting(case.demand.starts_per_week, case.ways)
    reasons += _shared(inputs, outputs)
    if outputs.own_time_hours and not inputs.own_time_usd_per_hour and not outputs.rig_obstacles:
        reasons.append(
            Reason(
                f"The rig also takes {plain(outputs.own_time_hours)} hours of your own time, counted here as worth nothing.",
                (Link("What decides: maintenance", "compare/#maintenance"),),
                "rig",
            )
        )
    return tuple(reasons)


def _shared(inputs: Inputs, outputs: Outputs) -> Iterator[Reason]:
    """What it means that several share the rig."""
    load = outputs.hours_per_week / inputs.wanted_hours_per_week
    if outputs.rig_wait_hours is not None:
        yield Reason(
            f"{inputs.people} people share the rig, which is in use {number(load, Unit.FRACTION)} of the hours in which they want "
            f"it: with runs of {number(inputs.longest_run_hours, Unit.HOUR)} one waits "
            f"{briefly(outputs.rig_wait_hours, Unit.HOUR)} on average.",
            (Link("Erlang C", "methods/engines-queue/"),),
            "rig",
        )


def _bill_reason(bill_usd: float, outputs: Outputs, case: Comparison, link: Link) -> Reason:
    usd = number(bill_usd, Unit.USD)
    if hours_of_bill(case.rental_terms[1], case.demand, bill_usd) is None:
        told = f"No number of hours costs {usd} a month on this rental{_bills(case)}: the hours that you gave count."
    else:
        told = f"A bill of {usd} is that of {plain(outputs.hours_per_week)} hours of work a week on this rental."
    return Reason(told, (link,), "cloud")


def _bills(case: Comparison) -> str:
    """What a month of it may cost, from no hour of work to as many as it gives; nothing where no hour has a price."""
    least, most = bills(case.rental_terms[1], case.demand)
    return f", whose bills run from {number(least, Unit.USD)} to {number(most, Unit.USD)}" if most > least else ""


def _hardware_words(inputs: Inputs, outputs: Outputs, case: Comparison) -> str:
    terms = case.rig_terms[1]
    takes = briefly(outputs.rig_hardware_usd, Unit.USD)
    price = number(terms.price_usd, Unit.USD)
    if inputs.buy == OWNED and not terms.price_usd:
        return "The rig is yours, and you would keep it anyway: owning it takes nothing."
    if rig_cost.purchases(terms, case.months) > 1:
        return (
            f"The rig is bought for about {price}, and anew after every {in_months(terms.life_months)}; less what each one still "
            f"fetches, owning takes {takes}."
        )
    fetched = number(rig_cost.resale_value(terms, case.months), Unit.USD)
    start = "could be sold for" if inputs.buy == OWNED else "is bought for"
    return (
        f"The rig {start} about {price} and after {in_months(case.months)} still fetches about {fetched}: "
        f"owning it takes {takes}."
    )


def _rental_reason(outputs: Outputs, plan: RentalPlan, terms: RentalTerms, link: Link) -> Reason:
    used, storage = outputs.rental_hours_usd, outputs.rental_storage_usd
    assert used is not None
    assert storage is not None
    for more in (outputs.rental_subscription_usd, outputs.rental_forgotten_usd):
        used += more or 0.0
    kept = f", and keeping the data {briefly(storage, Unit.USD)}" if storage.high > 0 else ""
    asks = f"The rental asks {formulas.price_words(plan, terms)}" if used.high > 0 else "The rental asks nothing"
    spent = f": {briefly(used, Unit.USD)} for the work" if used.high > 0 else " for the work"
    spent += _at_a_time(outputs.rental_hours_per_week)
    return Reason(f"{asks}{spent}{kept}.", (link, Link("What decides: cost", "compare/#cost")), "cloud")


def _at_a_time(hours: Range) -> str:
    """How many machines it takes, where one has not the hours."""
    machines = ceil(hours.typical / HOURS_PER_WEEK - 1e-9)
    return f" of {briefly(hours, Unit.HOURS_PER_WEEK)}, {machines} machines at a time" if machines > 1 else ""


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


def _run_reason(inputs: Inputs, there: Range, rental: RentalPlan, link: Link) -> Reason:
    """How long the longest run takes there; of a quota, how many weeks of it."""
    told = f"Your longest run, {number(inputs.longest_run_hours, Unit.HOUR)} on the rig, takes {briefly(there, Unit.HOUR)} there"
    quota = rental.most_hours_per_week
    if quota.high == 0:
        told += ", which gives no hours"
    elif inputs.people == 1 and quota.is_exact and quota.typical < there.high:
        told += f": of {number(quota.typical, Unit.HOURS_PER_WEEK)} that is {briefly(there * (1 / quota.typical), Unit.WEEK)}"
    return Reason(f"{told}.", (link,), "cloud")


def _several(machine: Machine) -> str:
    return f"{machine.count} × {machine.gpu.name}" if machine.count > 1 else machine.gpu.name


PARTS = {
    "Rig": ("hardware", "electricity", "repairs", "interest", "own_time"),
    "Rental": ("hours", "forgotten", "subscription", "storage", "egress", "own_time"),
}
PART_NAMES = {
    "hardware": "hardware, less resale",
    "electricity": "electricity",
    "repairs": "repairs",
    "interest": "interest of the instalments",
    "own_time": "own time",
    "hours": "hours or compute units",
    "forgotten": "hours left running by mistake",
    "subscription": "subscription",
    "storage": "storage",
    "egress": "data sent out",
}


def _spent(outputs: Outputs, plan: str) -> list[tuple[str, Range]]:
    """The parts of a plan's cost that are there, by name; hardware or hours, electricity or storage always."""
    known = [(part, getattr(outputs, f"{plan.lower()}_{part}_usd")) for part in PARTS[plan]]
    always = ("hardware", "electricity", "hours", "storage")
    return [(part, value) for part, value in known if value is not None and (part in always or value != Range.exact(0))]


def _parts_table(outputs: Outputs, case: Comparison) -> Table:
    spent: list[tuple[str, Range]] = []
    for plan, total in (("Rig", outputs.rig_total_usd), ("Rental", outputs.rental_total_usd)):
        if total is not None:
            spent += [(f"{plan}: {PART_NAMES[part]}", value) for part, value in _spent(outputs, plan)]
            spent.append((f"{plan} in all", total))
    note = "" if outputs.rental_total_usd is not None else f"{_capital(_cannot(case))}, so it has no total."
    if outputs.rig_obstacles:
        note = f"The rig cannot do this work: its rows are what it would cost all the same. {note}".strip()
    return Table(
        f"Where the money goes, over {in_months(case.months)}",
        (Column("Part"), Column("Cost", Unit.USD), Column("A month", Unit.USD_PER_MONTH)),
        tuple((part, value, value * (1 / case.months)) for part, value in spent),
        note,
    )


def _where_it_goes(outputs: Outputs, case: Comparison) -> Chart:
    spent = {plan: _spent(outputs, plan) for plan in PARTS}
    largest = {plan: max(parts, key=lambda part: part[1].typical) for plan, parts in spent.items()}
    summary = " ".join(
        f"Of the {plan.lower()}’s {number(total.typical, Unit.USD)}, {number(value.typical, Unit.USD)} are {PART_NAMES[part]}."
        for plan, total, (part, value) in (
            ("Rig", outputs.rig_total_usd, largest["Rig"]),
            ("Rental", outputs.rental_total_usd, largest["Rental"]),
        )
        if total is not None
    )
    bars = [
        Stack(plan, side, [(PART_NAMES[part], value.typical) for part, value in spent[plan]])
        for plan, side in (("Rig", "rig"), ("Rental", "cloud"))
    ]
    rows: list[tuple[str | Range, ...]] = [
        (f"{plan}: {PART_NAMES[part]}", value) for plan in PARTS for part, value in spent[plan]
    ]
    title = f"Where the money goes, typically, over {in_months(case.months)}"
    return Chart(
        "parts",
        title,
        summary,
        stacked(bars, "US dollars"),
        Table(title, (Column("Part"), Column("Cost", Unit.USD)), tuple(rows)),
    )


CHART_STEPS = 12


def _cumulative(outputs: Outputs, case: Comparison) -> Chart:
    """What each has cost if the work stopped, and the rig were sold, in that month."""
    months = sample_months([case.rig_terms[1].resale], case.months, CHART_STEPS)
    rows = [(month, case.owning.total(month), case.renting.total(month)) for month in months]
    meet = outputs.break_even_months
    met = meet.typical if meet is not None and 0 < meet.typical <= case.months else None
    spec = lines(
        [
            Line("Rig", "rig", [(month, rig) for month, rig, _ in rows]),
            Line("Rental", "cloud", [(month, rental) for month, _, rental in rows]),
        ],
        "Months",
        "Cost so far, US dollars",
        (0.0, case.months),
        Mark(met, f"break-even after {plain(met, ROUGH)} months") if met is not None else None,
        MONEY,
    )
    end = f"After {in_months(case.months)} the rig has cost {about(outputs.rig_total_usd, Unit.USD)}"
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


BREAK_EVEN, TORNADO = "break-even", "tornado"
BREAK_EVEN_TITLE = "From how many hours a week the rig is cheaper, by how long you keep it"
CURVE_STEPS = 8
SHORTEST_CURVE = 60.0
HEADROOM = 1.5
"""How far above the line, or the reader's hours, the chart goes on."""


def _hours_to_meet(case: Comparison, months: float) -> Range | None:
    """Break-even in hours a week over so many months, 168 where an end never gets there; None: never."""
    low, middle, high = replace(case, months=months).break_even_hours()
    if middle is None:
        return None
    return spanned(min(low or 0.0, middle), middle, HOURS_PER_WEEK if high is None else max(high, middle))


def _break_even_curve(inputs: Inputs, case: Comparison) -> Iterator[Chart]:
    last = max(SHORTEST_CURVE, case.months)
    points = []
    for step in range(1, CURVE_STEPS + 1):
        months = last * step / CURVE_STEPS
        hours = _hours_to_meet(case, months)
        if hours is not None:
            points.append((months, hours))
    if not points:
        return
    worked = case.demand.hours_per_week
    top = min(HOURS_PER_WEEK, HEADROOM * max(worked, *(met.typical for _, met in points)))
    spec = lines(
        [Line("Break-even", "rig", points)],
        "Months",
        "Hours of work a week",
        (0.0, last),
        spot=Spot(case.months, worked, f"you: {plain(worked)} h/week, {in_months(case.months)}"),
        y_top=max(top, worked),
    )
    (short, first), (long, end) = points[0], points[-1]
    yield Chart(
        BREAK_EVEN,
        BREAK_EVEN_TITLE,
        f"Above the line the rig costs less, below it the rental: over {in_months(short)} from {plain(first.typical, ROUGH)} hours a "
        f"week on, over {in_months(long)} from {plain(end.typical, ROUGH)}.",
        spec,
        Table(
            BREAK_EVEN_TITLE,
            (Column("Months"), Column("Break-even", Unit.HOURS_PER_WEEK)),
            tuple((plain(months), hours) for months, hours in points),
        ),
    )


UNKNOWNS = {
    "price_usd": ("the rig’s price", Unit.USD),
    "load_watts": ("its power at work", Unit.WATT),
    "idle_watts": ("its power when idle", Unit.WATT),
    "usd_per_kwh": ("the price of electricity", Unit.USD_PER_KWH),
    "gpu_residuals": ("what the GPU still fetches", Unit.FRACTION),
    "rest_residuals": ("what the rest still fetches", Unit.FRACTION),
    "pace": ("how fast the rental does your work", Unit.NONE),
    "usd_per_hour": ("the rental’s price by the hour", Unit.USD_PER_HOUR),
    "usd_per_month": ("the rental’s monthly price", Unit.USD_PER_MONTH),
    "credit_usd_per_month": ("the rental’s credit", Unit.USD_PER_MONTH),
    "units_per_hour": ("compute units an hour", Unit.COMPUTE_UNITS_PER_HOUR),
    "included_units": ("compute units included", Unit.COMPUTE_UNITS),
    "usd_per_unit": ("the price of a compute unit", Unit.USD_PER_COMPUTE_UNIT),
    "storage": ("the price of storage", Unit.USD_PER_GB_MONTH),
    "stopped_storage": ("the price of storage while stopped", Unit.USD_PER_GB_MONTH),
    "included_storage_gb": ("storage included", Unit.GB),
    "most_hours_per_week": ("the hours a week that it gives", Unit.HOURS_PER_WEEK),
    "session_hours": ("how long a session lasts", Unit.HOUR),
    "egress": ("the price of data sent out", Unit.USD_PER_GB),
    "free_egress_gb": ("data sent out for nothing", Unit.GB),
    "interruptions": ("how often spot machines are taken away", Unit.FRACTION),
}
"""The uncertain figures by the field of their plan."""
SHOWN_UNKNOWNS = 8
HOURS_OFF = 2.0
"""The reader's own hours are shown at half and at twice what they said: no figure states how far people err."""


def _find_out_first(inputs: Inputs, outputs: Outputs, case: Comparison) -> Iterator[Chart]:
    """What each uncertain figure does to the answer, the widest first."""
    found = [s for s in swings(case.rig, case.rental, case.demand, case.ways, case.months) if s.name in UNKNOWNS]
    typical = case.typical()
    middle = typical.saved_usd()
    hours, of_hours = typical.of_demand("hours_per_week")
    known = [(s, *UNKNOWNS[s.name]) for s in found]
    if hours:
        ends = Range(hours / HOURS_OFF, hours, min(HOURS_PER_WEEK, hours * HOURS_OFF))
        low, high = (of_hours(end).saved_usd() for end in (ends.low, ends.high))
        own = Swing("hours_per_week", ends, low, high)
        known.append((own, "how many hours a week you really work", Unit.HOURS_PER_WEEK))
    finite = [k for k in known if abs(k[0].at_low_usd) != INFINITE and abs(k[0].at_high_usd) != INFINITE]
    ranked = sorted(finite, key=lambda k: -k[0].width_usd)[:SHOWN_UNKNOWNS]
    if not ranked:
        return
    turning = [name for swing, name, _ in ranked if swing.turns]
    first = f"Find out first: {(turning or [ranked[0][1]])[0]}"
    bars = [
        Bar(
            _capital(name),
            s.at_low_usd,
            s.at_high_usd,
            number(s.value.low, unit, ROUGH),
            number(s.value.high, unit, ROUGH),
        )
        for s, name, unit in ranked
    ]
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            _capital(name),
            f"{number(s.value.low, unit, ROUGH)} to {number(s.value.high, unit, ROUGH)}",
            Range.exact(s.at_low_usd),
            Range.exact(s.at_high_usd),
        )
        for s, name, unit in ranked
    )
    turns = (
        f"Alone, {listing(turning)} can turn the answer."
        if turning
        else "Not one of them alone turns the answer within its range."
    )
    saved = (
        f"Typically the rig saves {number(middle, Unit.USD)}"
        if middle >= 0
        else f"Typically the rental saves {number(-middle, Unit.USD)}"
    )
    yield Chart(
        TORNADO,
        first,
        f"{saved}; each bar shows what that becomes when one figure lies at either end of its range, your own hours at half and at "
        f"twice what you said. {turns}",
        tornado(bars, middle, "What the rig saves, US dollars", ("cloud", "rig")),
        Table(
            "What the rig saves with one figure at each end of its range",
            (
                Column("Figure"),
                Column("Its range"),
                Column("At its low end", Unit.USD),
                Column("At its high end", Unit.USD),
            ),
            rows,
        ),
    )


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


HORIZONS = (24.0, 36.0)


def _horizons(outputs: Outputs, case: Comparison) -> Table:
    rows: list[tuple[str | Range, ...]] = []
    for months in sorted({*HORIZONS, case.months}):
        hours = outputs.break_even_hours_per_week if months == case.months else _hours_to_meet(case, months)
        if hours is None:
            rows.append((_capital(in_months(months)), "never", "never"))
        else:
            rows.append((_capital(in_months(months)), hours, hours * (1 / HOURS_PER_WEEK)))
    rig, rental = case.rig_terms[1], case.rental_terms[1]
    prices = [
        f"{number(rig.price_usd, Unit.USD)} for the rig",
        f"{number(rig.usd_per_kwh, Unit.USD_PER_KWH)} for electricity",
    ]
    return Table(
        "Break-even by how long you keep the rig",
        (
            Column("Kept for"),
            Column("Hours of work a week", Unit.HOURS_PER_WEEK),
            Column("Share of the time", Unit.FRACTION),
        ),
        tuple(rows),
        f"It hangs on these prices: {listing([*prices, f'{formulas.price_words(case.rental, rental)} for the rental'])}.",
    )


WAITS = (3.0, 6.0, 12.0)


def _waits(case: Comparison, trend: Trend) -> Table:
    """What it costs to rent for some months and buy then, with the trend of prices as it is today."""
    rig, rental, growth, share = case.rig_terms[1], case.rental_terms[1], trend.growth_per_year, case.rig.gpu_share
    rows: list[tuple[str | Range, ...]] = []
    for months in WAITS:
        tried = [
            wait(rig, rental, case.demand, case.months, months, rate, share)
            for rate in (growth.low, growth.typical, growth.high)
        ]
        known = [t for t in tried if t is not None]
        if len(known) == len(tried):
            price, extra = (spanned(*(getattr(t, name) for t in known)) for name in ("price_usd", "extra_usd"))
            rows.append((f"{plain(months)} months", price, extra))
    of_which = "prices of this GPU" if trend.own else f"{trend.series} series of GPU prices, none of this GPU"
    yearly = f"{briefly(growth, Unit.FRACTION)} a year"
    rest = (
        ""
        if share >= 1
        else f" They are {number(share, Unit.FRACTION)} of the rig’s price; the rest is taken to stay as it is."
        if share
        else " How much of the rig’s price is its GPUs is not known: it is taken to stay as it is."
    )
    return Table(
        "Buy now, or rent for a while and buy then",
        (Column("Wait"), Column("The rig’s price then", Unit.USD), Column("More than buying now", Unit.USD)),
        tuple(rows),
        f"If prices of GPUs go on as they did: {yearly}, by {of_which}.{rest} All else typical; below 0 waiting saves.",
    )


def _formulas(case: Comparison) -> Table:
    """The arithmetic, term by term, with the reader's numbers in it and where each is from."""
    note = "The numbers are the typical figures; the ranges put the cheapest, and the dearest, in their place."
    return formulas.table("How it is worked out, with your numbers", _terms(case), note)


def _terms(case: Comparison) -> Iterator[formulas.Row]:
    months = case.months
    yield from formulas.rig_rows(case.rig, case.rig_terms[1], case.demand, months, case.owning.parts(months))
    if case.renting.feasible:
        parts = case.renting.parts(months)
        yield from formulas.rental_rows(case.rental, case.ways, case.rental_terms[1], case.demand, months, parts)
        yield from _meeting_hours(case)


def _meeting_hours(case: Comparison) -> Iterator[formulas.Row]:
    """How the hours from which the rig costs no more come about, of a rental by the hour, where both costs are straight until then."""
    rig, rental, demand, months = case.rig_terms[1], case.rental_terms[1], case.demand, case.months
    by_hour = rental.usd_per_hour and not (
        rental.committed_months or rental.units_per_hour or rental.credit_usd_per_month
    )
    meet = break_even_hours(rig, rental, demand, months)
    if not meet or not by_hour:
        return
    bends = [hours for hours in hour_knots(rental, demand) if 0 < hours < meet]
    source, at = Link("Break-even", "methods/engines-break_even/"), number(meet, Unit.HOURS_PER_WEEK)
    if bends:
        how = "hours a week where the totals are the same, searched between those where one of them bends"
        yield "Break-even", how, listing([f"{plain(hours)} h" for hours in bends]), at, source
        return
    unused, used = demand.with_hours(0.0), demand.with_hours(meet)
    owned, rented = rig_cost.rig_total(rig, unused, months), rental_total(rental, unused, months)
    counted = effective_months(months, rig.capital_rate)
    hours = meet * WEEKS_PER_MONTH * counted
    each, work = (
        (rental_total(rental, used, months) - rented) / hours,
        (rig_cost.rig_total(rig, used, months) - owned) / hours,
    )
    if not isclose(owned + work * hours, rented + each * hours):
        return  # it meets none: beyond these hours the rental cannot do the work
    yield (
        "Break-even",
        "(rig without work − rental without work) ÷ (weeks × months × (rental an hour of work − electricity of the rig))",
        f"({formulas.exactly(owned)} − {formulas.exactly(rented)}) ÷ ({formulas.WEEKS} × {in_months(counted, formulas.WORTH)} × "
        f"({formulas.exactly(each)} − {formulas.exactly(work)}))",
        at,
        source,
    )


def _energy(outputs: Outputs, case: Comparison, catalogue: Catalogue) -> tuple[Table, ...]:
    """Energy and carbon of what can do the work, term by term."""
    months, rows = case.months, list[formulas.Row]()
    if not outputs.rig_obstacles:
        kwh, kg = outputs.rig_kwh, outputs.rig_kg_co2e
        rows += energy.rig_energy(case.rig, case.rig_terms[1], case.demand, months, kwh, kg, catalogue)
    if case.renting.feasible:
        emitted = outputs.rental_kwh, outputs.rental_kg_co2e
        terms, region = case.rental_terms[1], case.rig.region
        run = energy.running(terms, case.demand, months)
        rows += energy.rental_energy(case.rental, terms.watts, run, emitted, region, catalogue)
    note = "The numbers are the typical figures; a kWh later counts as much as one now."
    return (energy.table(energy.TITLE, rows, note),) if rows else ()


def _meeting(outputs: Outputs, case: Comparison) -> str:
    meet = outputs.break_even_months
    if meet is None:
        return f"The rig does not catch up within {plain(LONGEST_MONTHS / 12)} years."
    if meet.typical == 0:
        return "The rig costs no more from the start."
    if meet.typical > case.months:
        return f"The rig would catch up after {plain(meet.typical, ROUGH)} months, later than you look."
    return f"The rig costs no more after {plain(meet.typical, ROUGH)} months."


def _assumptions(inputs: Inputs, case: Comparison, trend: Trend | None) -> tuple[str, ...]:
    rig, rental = case.rig, case.rental
    told = [
        "Hours are hours of work as it takes on the rig. The rental’s hours follow from the ratio of "
        + ("memory bandwidths" if inputs.work == TEXT else "dense BF16 rates (FP16 or FP32 where a chip has no BF16)")
        + " of the data sheets, widened by how far measured pairs of GPUs stray from it. Several GPUs are taken to add up.",
        _resale_words(rig),
        BUY_WORDS[inputs.buy] + " It is off when it neither works nor idles.",
        "A month is judged as if you stopped then and sold the rig.",
        f"{NET_PRESENT_VALUE}." if inputs.interest_percent else "Money of today: no interest, no inflation.",
        "Each figure’s range is wider the older it is. Prices stay as they are unless you say how they change.",
        "In the futures each figure lies anywhere in its range, half of them on each side of the typical one, fewer further out, "
        "independently of the others.",
        "Sales tax, selling, repairs, cooling, start-up, forgotten hours and data sent out count as what you set, at first nothing.",
    ]
    told += upgrade_words(inputs, case.months)
    told += term_words(rental, case.months)
    told += cut_words((rental,), case.ways, case.demand)
    if trend is not None:
        told.append(
            "The trend of prices is that of the last three years at most; a series of some months counts as a year’s change."
        )
    if rental.rental.tier is not None and rental.machine is not None:
        told.append(
            f"{rental.rental.name}: counted with {rental.machine.gpu.name}"
            + (
                ", the nearest to the rig’s memory of the GPUs with a known rate."
                if rental.units_per_hour.high
                else "."
            )
            + ("" if rental.rental.tier.gpu_guaranteed else " The service may give a lesser GPU, or none.")
        )
    if inputs.last_bill_usd is not None:
        told.append("What would turn the answer is told at the hours of work that your bill comes to.")
    if inputs.hours_per_week + inputs.idle_hours_per_week > HOURS_PER_WEEK:
        told.append("Work and idle hours are more than a week has: the idle hours are cut.")
    told.append(CARBON)
    return tuple(told)


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
    if outputs.verdict == "none":
        return (Reason("What would turn the answer is told where the rig or the rental can do the work."),)
    found = [*_number_flips(inputs, outputs, catalogue), *_choice_flips(inputs, outputs, catalogue)]
    if not found:
        return (Reason("No change of one input alone turns the answer."),)
    return tuple(reason for _, reason in sorted(found, key=lambda f: f[0]))


PHRASES = {
    "hours_per_week": "of work",
    "people": "people who share it",
    "wanted_hours_per_week": "in which they want it",
    "own_billed_step_s": "of a billing step",
    "horizon_months": "of use",
    "own_rig_usd": "for the rig",
    "own_rental_usd_per_hour": "for the rental",
    "own_electricity_usd_per_kwh": "for electricity",
    "resale_percent": "of its price that the rig fetches in the end",
    "own_storage_usd_per_gb_month": "for data kept while it runs",
    "own_stopped_storage_usd_per_gb_month": "for data kept while it is stopped",
    "own_egress_usd_per_gb": "for data sent out",
    "own_load_watts": "at work",
    "own_idle_watts": "when idle",
    "own_interruptions_percent": "of spot machines taken away a month",
    "longest_run_hours": "for the longest run",
    "idle_hours_per_week": "idle",
    "storage_gb": "kept in the cloud",
    "egress_gb": "sent out of the cloud a month",
    "setup_hours": "to set the rig up",
    "upkeep_hours_per_month": "of upkeep",
    "own_time_usd_per_hour": "for your own time",
    "sales_tax_percent": "of sales tax",
    "selling_cost_percent": "of what it fetches for selling it",
    "life_months": "until the rig is bought anew",
    "repairs_percent": "of the price for repairs a year",
    "warranty_months": "of warranty",
    "cooling_percent": "of electricity for cooling",
    "upgrade_usd": "for an upgrade",
    "upgrade_after_months": "until the upgrade",
    "financed_percent": "paid by instalments",
    "finance_apr_percent": "a year of interest on the instalments",
    "instalments": "instalments",
    "interest_percent": "a year that your money would earn otherwise",
    "starts_per_week": "starts a week",
    "retry_minutes": "of waiting each time you ask for a machine",
    "own_chance_percent": "of the times you ask that a machine is given",
    "start_minutes": "from each start until work begins",
    "forgotten_hours_per_month": "left running by mistake",
    "price_drift_percent": "a year by which the rental’s price changes",
    "own_quota_hours_per_week": "that it gives",
    "own_session_hours": "until it cuts a session",
    "own_idle_minutes": "until it cuts what nobody attends",
    "own_compute_units_per_hour": "that it takes",
    "checkpoint_minutes": "between checkpoints",
    "write_minutes": "to write a checkpoint",
    "resume_minutes": "from a cut until work goes on",
    "rental_own_hours_per_month": "of your own on the rental",
}
"""How a threshold of each input goes on, after its number."""

QUANTITIES = {info.name: info.meta for info in fields_of(Inputs) if isinstance(info.meta, Quantity)}
SMALLEST_SCALE = 0.02
"""Distances of flips are compared relative to the value now, or to this share of the input's upper bound where that is more."""
OF_A_CHOICE = 1.0
"""Distance of another option, and of a limit that nobody publishes."""
EVEN = 24
"""Values tried of an input whose effect has no bends that are known beforehand."""


def _monotone(
    now: Typical, inputs: Inputs, case: Comparison, catalogue: Catalogue
) -> Iterator[tuple[str, Replaceable]]:
    """The inputs with which what the rig saves only grows, or only falls; those without effect left out."""
    yield "own_rig_usd", now.of_rig("price_usd")
    yield "own_electricity_usd_per_kwh", now.of_rig("usd_per_kwh")
    yield "resale_percent", now.of_resale_percent()
    yield "own_load_watts", now.of_rig("load_watts")
    yield "own_idle_watts", now.of_rig("idle_watts")
    yield "idle_hours_per_week", now.of_demand("idle_hours_per_week")
    yield "storage_gb", now.of_demand("storage_gb", 1 / inputs.people)
    if inputs.people > 1:
        yield "wanted_hours_per_week", now.of_demand("shared_hours_per_week")
    if inputs.buy != OWNED:
        yield "sales_tax_percent", now.of_rig("purchase_tax", PER_CENT)
    yield "selling_cost_percent", now.of_rig("selling_cost", PER_CENT)
    yield "repairs_percent", now.of_rig("repairs_per_year", PER_CENT)
    yield "cooling_percent", now.of_rig("cooling", PER_CENT)
    yield "egress_gb", now.of_demand("egress_gb_per_month", 1 / inputs.people)
    if inputs.storage_gb and not case.rental.obstacles:
        yield "own_storage_usd_per_gb_month", now.of_rental("storage_usd_per_gb_month")
        yield "own_stopped_storage_usd_per_gb_month", now.of_rental("stopped_storage_usd_per_gb_month")
    if inputs.egress_gb and not case.rental.obstacles:
        yield "own_egress_usd_per_gb", now.of_rental("egress_usd_per_gb")
    yield "starts_per_week", now.of_demand("starts_per_week", 1 / inputs.people)
    if now.rig.repairs_per_year:
        yield "warranty_months", now.of_rig("warranty_months")
    if inputs.upgrade_after_months < inputs.horizon_months:
        yield "upgrade_usd", now.of_rig("upgrade_usd")
    if now.rig.finance_apr:
        yield "financed_percent", now.of_rig("financed", PER_CENT)
    if now.rig.financed:
        yield "finance_apr_percent", now.of_rig("finance_apr", PER_CENT)
    if inputs.starts_per_week:
        yield "start_minutes", now.of_rental("start_hours", MINUTES)
        yield "retry_minutes", now.of_rental("waiting_hours", MINUTES * case.ways.gpu_chance)
        yield "own_chance_percent", _of_chance(now, inputs)
        yield "own_billed_step_s", now.of_rental("billing_step_hours", SECONDS)
    if case.rental.unpriced:
        yield "own_rental_usd_per_hour", _of_price_to_come(inputs, case, catalogue)
    elif case.rental.rental.offer is not None and not case.rental.obstacles:
        yield "own_rental_usd_per_hour", now.of_rental("usd_per_hour")
        if not now.rental.committed_months:
            yield "forgotten_hours_per_month", now.of_rental("forgotten_hours_per_month")
    if now.rental.usd_per_hour and not now.rental.committed_months and not case.rental.obstacles:
        yield "price_drift_percent", now.of_rental("drift_per_year", PER_CENT)
    if inputs.own_time_usd_per_hour:
        yield "setup_hours", now.of_rig("setup_hours")
        yield "upkeep_hours_per_month", now.of_rig("upkeep_hours_per_month")
        yield "rental_own_hours_per_month", now.of_rental("own_time_hours_per_month")
    if rig_cost.own_hours(now.rig, now.months) or now.rental.own_time_hours_per_month:
        yield "own_time_usd_per_hour", now.of_both("own_time_usd_per_hour")
    yield from _of_notebook(inputs, case)
    if inputs.price_type == SPOT and case.rental.rental.offer is not None and not case.rental.obstacles:
        yield "own_interruptions_percent", case.of_interruptions(PER_CENT)
    if inputs.resumes and case.rental.interruptions.high:
        yield "write_minutes", case.of_ways("write_hours", MINUTES)
    if case.is_cut:
        yield "resume_minutes", case.of_ways("resume_hours", MINUTES)


def _of_chance(now: Typical, inputs: Inputs) -> Replaceable:
    """How often a machine is given of the times it is asked for: the fewer, the longer one waits at each start."""
    asked = inputs.retry_minutes / MINUTES

    def at(percent: float) -> Typical:
        return replace(now, rental=replace(now.rental, waiting_hours=asked * PER_CENT / percent))

    return inputs.own_chance_percent, at


def _of_price_to_come(inputs: Inputs, case: Comparison, catalogue: Catalogue) -> Replaceable:
    """The price of a machine that has none of this kind: it is not for rent, as if at the dearest."""
    dearest = QUANTITIES["own_rental_usd_per_hour"].maximum

    def at(usd: float) -> Typical:
        if usd == dearest:
            return case.typical()
        plan = _rental_of_one(replace(inputs, own_rental_usd_per_hour=usd), case.rig, catalogue)
        return replace(case, rental=plan.of_people(inputs.people)).typical()

    return dearest, at


def _of_notebook(inputs: Inputs, case: Comparison) -> Iterator[tuple[str, Replaceable]]:
    """What a tier gives: hours a week, a session, an idle limit, and the compute units that it takes."""
    plan = case.rental
    tier = plan.rental.tier
    if tier is None or plan.obstacles:
        return
    hours, longest = QUANTITIES["own_quota_hours_per_week"].maximum, QUANTITIES["own_session_hours"].maximum

    def of_all(given: float) -> Range:
        return Range.exact(min(given * inputs.people, HOURS_PER_WEEK))

    def with_quota(given: float) -> Typical:
        free = (
            ZERO if unsure else plan.usd_per_hour
        )  # where nobody says how many it gives, a part of them is taken as bought
        return replace(case, rental=replace(plan, usd_per_hour=free, most_hours_per_week=of_all(given))).typical()

    def with_session(given: float) -> Typical:
        return replace(case, rental=replace(plan, session_hours=Range.exact(given))).typical()

    def with_idle(minutes: float) -> Typical:
        return replace(case, rental=replace(plan, idle_hours=Range.exact(minutes / MINUTES))).typical()

    unsure = plan.quota_unknown and plan.own.usd_per_hour is None
    published = tier.gpu_hours_per_week.typical if tier.gpu_hours_per_week else hours
    quota = published if inputs.own_quota_hours_per_week is None else inputs.own_quota_hours_per_week
    if unsure:
        quota = 0.0 if case.typical().buys() else hours
    yield "own_quota_hours_per_week", (quota, with_quota)
    yield "own_session_hours", (plan.session_hours.typical if plan.session_hours else longest, with_session)
    if inputs.unattended:
        never = QUANTITIES["own_idle_minutes"].maximum
        yield "own_idle_minutes", (plan.idle_hours.typical * MINUTES if plan.idle_hours else never, with_idle)
    if plan.units_per_hour.high:
        yield "own_compute_units_per_hour", case.typical().of_rental("units_per_hour")


def _bending(
    now: Typical, inputs: Inputs, case: Comparison, catalogue: Catalogue
) -> Iterator[tuple[str, Replaceable, list[float]]]:
    """The inputs whose effect goes up and down, each with the values between which it may turn once at most."""
    hours = QUANTITIES["hours_per_week"]
    yield (
        "hours_per_week",
        now.of_demand("hours_per_week"),
        [hours.minimum, *hour_knots(now.rental, now.demand), *_from_which_one_waits(now.demand), hours.maximum],
    )
    horizon = QUANTITIES["horizon_months"]
    months = [m for m in month_knots(now.rig, now.rental) if horizon.minimum < m < horizon.maximum]
    yield (
        "horizon_months",
        (now.months, lambda x: replace(now, months=x)),
        [horizon.minimum, *months, horizon.maximum],
    )
    even = [
        inputs.horizon_months / k for k in range(1, 1 + int(inputs.horizon_months / QUANTITIES["life_months"].minimum))
    ]
    lives = [*even, *(life - rig_cost.JUMP for life in even)]  # one more purchase just below each
    yield "life_months", now.of_rig("life_months"), [*lives, *_even("life_months", now.rig.life_months)]
    yield "interest_percent", now.of_both("capital_rate", PER_CENT), _even("interest_percent", inputs.interest_percent)
    if now.rig.upgrade_usd:
        name = "upgrade_after_months"
        yield name, now.of_rig("upgrade_month"), [inputs.horizon_months, *_even(name, now.rig.upgrade_month)]
    if now.rig.financed:
        yield "instalments", now.of_rig("instalments"), _even("instalments", inputs.instalments)
    if case.is_cut:
        name = "longest_run_hours"
        yield name, case.of_demand(name), _even(name, inputs.longest_run_hours)
    if inputs.resumes and case.rental.interruptions.high:
        name = "checkpoint_minutes"
        yield name, case.of_ways("checkpoint_hours", MINUTES), _even(name, inputs.checkpoint_minutes)
    if not case.rental.obstacles:
        yield "people", _of_people(inputs, case, catalogue), _even("people", inputs.people)


def _from_which_one_waits(demand: Demand) -> tuple[float, ...]:
    """Hours of work a week just below and at those that several want the rig in."""
    most = demand.shared_hours_per_week
    return (most - rig_cost.JUMP, most) if most < INFINITE else ()


def _of_people(inputs: Inputs, case: Comparison, catalogue: Catalogue) -> Replaceable:
    """Those who share the rig: how many, and the case with others, each with an account, data and starts as each has now."""
    one, demand = _rental_of_one(inputs, case.rig, catalogue), case.demand

    def with_people(people: float) -> Typical:
        each = {name: getattr(demand, name) / inputs.people for name in OF_EACH}
        shared = replace(
            demand,
            **{name: value * people for name, value in each.items()},
            shared_hours_per_week=_shared_hours(inputs, people),
        )
        return replace(case, rental=one.of_people(people), demand=shared).typical()

    return inputs.people, with_people


OF_EACH = ("storage_gb", "egress_gb_per_month", "starts_per_week")
"""Of the demand, what each person brings; the hours are those of all."""


def _even(name: str, value: float) -> list[float]:
    """Values of an input on both sides of what it is, close together near it."""
    quantity = QUANTITIES[name]
    return [
        value + (bound - value) * (step / EVEN) ** 3
        for bound in (quantity.minimum, quantity.maximum)
        for step in range(1, EVEN + 1)
    ]


def number_flips(inputs: Inputs, catalogue: Catalogue) -> dict[str, tuple[float, float, float]]:
    """For each numeric input that can turn the verdict alone: its value now, the last with this verdict, the first with the other."""
    return {name: (value, last, first) for name, value, last, first, _ in _turns(inputs, catalogue)}


def _turns(inputs: Inputs, catalogue: Catalogue) -> Iterator[tuple[str, float, float, float, float]]:
    """The same, each with its name and with what the rig saves at the other verdict."""
    case = _compared(inputs, catalogue)
    now = case.typical()
    for name, (value, with_other) in _monotone(now, inputs, case, catalogue):
        quantity = QUANTITIES[name]

        def saved(x: float, with_other: Callable[[float], Typical] = with_other) -> float:
            return with_other(x).saved_usd()

        turn = flip_of_monotone(saved, value, quantity.minimum, quantity.maximum)
        if turn is not None:
            yield name, value, *turn, saved(turn[1])
    for name, (value, with_other), knots in _bending(now, inputs, case, catalogue):
        quantity = QUANTITIES[name]
        whole, within = quantity.integer, [k for k in knots if quantity.minimum <= k <= quantity.maximum]

        def of(x: float, with_other: Callable[[float], Typical] = with_other, whole: bool = whole) -> float:
            return with_other(round(x) if whole else x).saved_usd()

        turn = flip_between(of, value, within)
        if turn is not None:
            last, first = map(round, turn) if whole else turn
            yield name, value, last, first, of(first)


def _other(verdict: str, inputs: Inputs) -> str:
    """What costs less where the verdict is another."""
    return "renting" if verdict == "rig" else "your rig" if inputs.buy == OWNED else "buying"


def _then(verdict: str, saved: float, inputs: Inputs) -> str:
    """What turns the verdict: one of both can no longer do the work, or the other costs less."""
    if abs(saved) == INFINITE:
        return f"the {'rental' if saved > 0 else 'rig'} cannot do this work"
    return f"{_other(verdict, inputs)} costs less"


def _unpublished(case: Comparison) -> Iterator[str]:
    """A price and the limits of a tier that nobody publishes, by the input that would tell them."""
    plan = case.rental
    if plan.unpriced:
        yield "own_rental_usd_per_hour"
    if plan.quota_unknown:
        yield "own_quota_hours_per_week"
    if plan.session_hours is None:
        yield "own_session_hours"
    if plan.idle_hours is None:
        yield "own_idle_minutes"


def _number_flips(inputs: Inputs, outputs: Outputs, catalogue: Catalogue) -> Iterator[tuple[float, Reason]]:
    unpublished = set(_unpublished(_compared(inputs, catalogue)))
    for name, value, _, turned, saved in _turns(inputs, catalogue):
        quantity = QUANTITIES[name]
        distance = abs(turned - value) / max(abs(value), SMALLEST_SCALE * quantity.maximum)
        if name in unpublished:
            distance = OF_A_CHOICE
        side = "With" if quantity.integer else "Below" if turned < value else "Above"
        unit = quantity.unit
        told = value if abs(turned - value) <= LEAST else turned  # of a tie any change turns it
        now = "not published" if name in unpublished else number(value, unit)
        yield (
            distance,
            Reason(
                f"{side} {number(told, unit)} {PHRASES[name]} (now {now}), {_then(outputs.verdict, saved, inputs)}.",
                side="cloud" if outputs.verdict == "rig" else "rig",
            ),
        )


def _choice_flips(inputs: Inputs, outputs: Outputs, catalogue: Catalogue) -> Iterator[tuple[float, Reason]]:
    case = _compared(inputs, catalogue)
    for told, other in _other_choices(inputs, case):
        try:
            turned = calculate(other, catalogue)
        except InputError:
            continue  # of this rig not for sale alone
        if turned.verdict in (outputs.verdict, "none") or (turned.obstacles and other.price_type != inputs.price_type):
            continue
        what = "the rental cannot do this work" if turned.obstacles else f"{_other(outputs.verdict, other)} costs less"
        yield OF_A_CHOICE, Reason(f"{told}, {what}.", side=turned.verdict)


IF_BOUGHT = {
    COMPLETE: "If you buy the complete computer",
    CARD: "If you have a PC and buy only the GPUs",
    OWNED: "If you own it already",
}
"""By what is bought: how a turn begins."""


def _other_choices(inputs: Inputs, case: Comparison) -> Iterator[tuple[str, Inputs]]:
    """The other options of each choice that may turn the verdict, in words; of those that change nothing here none.

    The hours that a bill tells of stay as they are, but for another kind of work: then the same bill is of other hours on the rig.
    """
    for work in KINDS_OF_WORK:
        if work != inputs.work:
            yield f"For “{KINDS_OF_WORK[work]}”", replace(inputs, work=work)
    inputs = replace(inputs, last_bill_usd=None, hours_per_week=case.demand.hours_per_week)
    if inputs.own_rig_usd is None:
        for kind in IF_BOUGHT:
            if kind != inputs.buy:
                yield IF_BOUGHT[kind], replace(inputs, buy=kind)
    if case.rental.rental.offer is not None:
        for kind in PRICE_TYPES:
            if kind != inputs.price_type:
                yield f"At the price “{PRICE_TYPES[kind]}”", replace(inputs, price_type=kind)
    cut = case.rental.session_hours is not None or case.rental.idle_hours is not None or case.rental.interruptions.high
    if cut:
        whether = "start again when they are cut" if inputs.resumes else "go on from a checkpoint when they are cut"
        yield f"With runs that {whether}", replace(inputs, resumes=not inputs.resumes)
    if case.rental.idle_hours is not None:
        whether = "somebody" if inputs.unattended else "nobody"
        yield f"With {whether} at the screen", replace(inputs, unattended=not inputs.unattended)


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
            "break_even_hours_per_week": None,
            "break_even_month": "never",
        },
        source=(
            "By hand, with the rig's measured 650 to 760 W (705 in the middle) at work and 90 W idle. A week takes "
            "10 x 0.705 + 20 x 0.09 = 8.85 kWh; 12 months have 52.1775 weeks: 461.77 kWh, at 0.20 are 92.35. "
            "The price comes back whole. Nothing is cheaper than nothing, and where one rented card has no hours left, above "
            "168 / 2 = 84 h/week, there is another."
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
    Example(
        title="Every term of owning at once",
        inputs={
            "rental": "openrelay/rtx-3090",
            "own_rig_usd": 2000,
            "own_rental_usd_per_hour": 1,
            "own_electricity_usd_per_kwh": 0,
            "resale_percent": 50,
            "hours_per_week": 10,
            "horizon_months": 36,
            "storage_gb": 0,
            "sales_tax_percent": 20,
            "selling_cost_percent": 10,
            "repairs_percent": 6,
            "warranty_months": 24,
            "financed_percent": 50,
            "finance_apr_percent": 12,
            "instalments": 24,
            "upgrade_usd": 400,
            "upgrade_after_months": 12,
        },
        expected={
            "rig_hardware_usd": 1800.0,
            "rig_repairs_usd": 120.0,
            "rig_interest_usd": 155.7160,
            "rig_total_usd": 2075.7160,
            "rental_total_usd": 1565.325,
            "verdict": "cloud",
        },
        source=(
            "By hand. 2,000 with 20% tax are 2,400; it fetches 1,000 less 10%, 900: 1,500. The upgrade: 480 less 180: 300. Repairs: "
            "6% of 2,000 are 120 a year, for the one year of three without warranty. Half of 2,400 is borrowed: 1,200 at 1% a month "
            "in 24 payments of 1,200 x 0.01 / (1 - 1.01^-24) = 56.48817, in all 1,355.716. The rental: 10 x 4.348125 x 36 at 1."
        ),
    ),
    Example(
        title="Every term of renting at once",
        inputs={
            "rental": "openrelay/rtx-3090",
            "own_rig_usd": 0,
            "own_rental_usd_per_hour": 1,
            "own_electricity_usd_per_kwh": 0,
            "hours_per_week": 10,
            "horizon_months": 24,
            "storage_gb": 0,
            "starts_per_week": 4,
            "start_minutes": 15,
            "own_billed_step_s": 1800,
            "forgotten_hours_per_month": 5,
            "price_drift_percent": -19,
            "setup_hours": 0,
            "upkeep_hours_per_month": 0,
            "rental_own_hours_per_month": 2,
            "own_time_usd_per_hour": 10,
        },
        expected={
            "rental_own_time_usd": 480.0,
            "rental_hours_usd": 1021.853897,
            "rental_forgotten_usd": 97.920933,
            "rental_total_usd": 1599.774830,
        },
        source=(
            "By hand. A week takes 10 h and 4 starts of 1/4 h, each with half of a billing step of half an hour: 12 h, a month "
            "52.1775 h. A price that falls by 19% a year, each moment by its part, asks for 24 months the sum "
            "12 x (1 - 0.81^2) / -ln 0.81 = 19.584187 first months: 1,021.8539 for the work, and 5 x 19.584187 = 97.9209 forgotten. "
            "Own time: 24 x 2 h at 10."
        ),
    ),
    Example(
        title="Last month’s bill tells the hours",
        inputs={
            "rental": "openrelay/rtx-3090",
            "own_rental_usd_per_hour": 0.30,
            "own_rig_usd": 1200,
            "own_electricity_usd_per_kwh": 0,
            "resale_percent": 50,
            "horizon_months": 24,
            "storage_gb": 0,
            "last_bill_usd": 26.08875,
        },
        expected={"hours_per_week": 20.0, "rental_total_usd": 626.13, "rig_total_usd": 600.0, "verdict": "rig"},
        source="By hand. 26.08875 / 0.30 = 86.9625 h in a month of 4.348125 weeks: 20 h a week, the case above.",
    ),
)
