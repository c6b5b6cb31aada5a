"""What a rig and a rental cost, term by term: formula, the reader's numbers in it, source. Told alike by every calculator."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial

from calculators.core.dates import WEEKS_PER_MONTH
from calculators.core.quantity import Unit
from calculators.core.ranges import Range
from calculators.core.report import Cell, Column, Link, Table
from calculators.core.text import DIGITS, number, plain
from calculators.engines import rig_cost
from calculators.engines.assessment import of_rig
from calculators.engines.circumstances import Circumstances
from calculators.engines.corners import typical
from calculators.engines.demand import HOURS_PER_WEEK, Demand
from calculators.engines.interruption import HOURS_PER_MONTH, mean_hours_between
from calculators.engines.present_value import balance, discount, effective_months, instalment
from calculators.engines.rental_cost import (
    RentalTerms,
    billed_hours_per_month,
    forgotten_per_month,
    months_paid,
    overhead_per_week,
    running_share,
    units_bought,
)
from calculators.engines.rental_plans import RentalPlan
from calculators.engines.resale import curve, value_at
from calculators.engines.rig_cost import RigTerms
from calculators.engines.rig_plans import RigPlan
from calculators.records.hardware import OF_PARTS

YOURS = "your own"
Row = tuple[Cell, ...]


WEEKS = f"{WEEKS_PER_MONTH:.4f} weeks"
WORTH = 5
"""Digits of what months or dollars count for."""


def in_months(months: float, digits: int = DIGITS) -> str:
    """`1 month`, `36 months`."""
    return "1 month" if months == 1 else f"{plain(months, digits)} months"


def table(title: str, rows: Iterator[Row], note: str) -> Table:
    """Rows of terms under their headings."""
    columns = (
        Column("Part"),
        Column("Formula"),
        Column("With your numbers"),
        Column("In all", Unit.USD),
        Column("From"),
    )
    return Table(title, columns, tuple(rows), note)


def rig_table(plan: RigPlan, ways: Circumstances, demand: Demand, months: float, note: str) -> Table:
    """What one rig costs over the months: the numbers in it typical, the sums with their ranges."""
    terms, parts = plan.terms(typical, ways), of_rig(plan, demand, ways).parts(months)
    return table(f"What “{plan.name}” costs, with your numbers", rig_rows(plan, terms, demand, months, parts), note)


def rig_rows(
    plan: RigPlan, terms: RigTerms, demand: Demand, months: float, parts: Mapping[str, Range]
) -> Iterator[Row]:
    """Every part of a rig's cost over the months; of those that may be nothing, what is set."""
    rig = Link(plan.name, plan.href)
    region = Link(plan.region.name, f"data/regions/{plan.region.id}/")
    counted = in_months(effective_months(months, terms.capital_rate), WORTH)
    priced_by = YOURS if "price_usd" in plan.yours else rig
    yield from _counted("Months counted", months, terms.capital_rate)
    yield "Hardware", _hardware(terms), _hardware_numbers(terms, months), parts["hardware"], priced_by
    if not plan.complete:
        yield "Host computer", "not in the price: it is taken to be there", "none", "", rig
    yield from _resale(plan, terms, months)
    yield from _wall(plan)
    cooling = f" × {plain(1 + terms.cooling, 4)} with cooling" if terms.cooling else ""
    yield (
        "Electricity",
        "(work × power + idle × power when idle) × weeks × months × price of a kWh",
        f"{kwh_per_week(terms, demand)} × {WEEKS} × {counted} × {number(terms.usd_per_kwh, Unit.USD_PER_KWH)}{cooling}",
        parts["electricity"],
        YOURS if "usd_per_kwh" in plan.yours else region,
    )
    if terms.repairs_per_year:
        yield (
            "Repairs",
            "price × repairs a year ÷ 12 × (months − those under warranty)",
            _of_lives(_lives(terms, months), partial(_repairs, terms)),
            parts["repairs"],
            YOURS,
        )
    if terms.financed:
        yield from _interest(terms, months, parts["interest"], priced_by)
    if terms.own_time_usd_per_hour:
        bought = sum(count for count, _ in _lives(terms, months))
        numbers = (
            f"({plain(terms.setup_hours)} h{times(bought)} + {plain(terms.upkeep_hours_per_month)} h × {counted}) × "
            f"{number(terms.own_time_usd_per_hour, Unit.USD_PER_HOUR)}"
        )
        yield (
            "Own time",
            "(setting up each + keeping it running × months) × worth of an hour",
            numbers,
            parts["own_time"],
            YOURS,
        )


def kwh_per_week(terms: RigTerms, demand: Demand) -> str:
    """The reader's numbers in what it uses a week, but for its cooling."""
    at_work = f"{plain(demand.hours_per_week)} h × {number(terms.load_watts, Unit.WATT)}"
    return f"({at_work} + {plain(demand.idle_hours)} h × {number(terms.idle_watts, Unit.WATT)}) ÷ 1000"


def rental_rows(
    plan: RentalPlan,
    ways: Circumstances,
    terms: RentalTerms,
    demand: Demand,
    months: float,
    parts: Mapping[str, Range],
    what: str = "Rental",
) -> Iterator[Row]:
    """Every part of a rental's cost over the months; of those that may be nothing, what is set. `what` names the rental."""
    service, own = plan.rental.service, plan.own
    link = Link(service.name, f"data/services/{service.id}/")
    asked_by = link if own.usd_per_hour is None else YOURS
    rate, drift = terms.capital_rate, terms.drift_per_year
    paid = max(months, terms.committed_months)
    for over, changing in dict.fromkeys(((paid, drift), (months, 0.0))):
        of = "months of its hours counted" if changing or over != months else "months counted"
        yield from _counted(f"{what}, {of}", over, rate, changing)
    counted = in_months(effective_months(months, rate), WORTH)
    drifting = in_months(effective_months(paid, rate, drift), WORTH)
    yield from _rework(plan, ways, terms, demand, what)
    yield f"{what}, hours", *_hours(plan, terms, demand, months, counted, drifting), parts["hours"], asked_by
    yield (
        f"{what}, storage",
        "GB kept beyond those included × months × price of a GB a month",
        f"{plain(max(0.0, demand.storage_gb - terms.included_storage_gb))} GB × {counted} × {_per_gb(terms, demand)}",
        parts["storage"],
        YOURS if None not in (own.storage_usd_per_gb_month, own.stopped_storage_usd_per_gb_month) else link,
    )
    if terms.usd_per_month:
        paid_for = in_months(effective_months(months_paid(terms, months), rate), WORTH)
        numbers = f"{number(terms.usd_per_month, Unit.USD_PER_MONTH)} × {paid_for}"
        yield f"{what}, subscription", "price a month × months", numbers, parts["subscription"], link
    if demand.egress_gb_per_month:
        sent = max(0.0, demand.egress_gb_per_month - terms.free_egress_gb)
        sent_by = link if own.egress_usd_per_gb is None else YOURS
        numbers = f"{plain(sent)} GB × {counted} × {number(terms.egress_usd_per_gb, Unit.USD_PER_GB)}"
        yield (
            f"{what}, data sent out",
            "GB a month beyond those free × months × price",
            numbers,
            parts["egress"],
            sent_by,
        )
    if terms.forgotten_hours_per_month and not terms.committed_months:
        hours = plain(forgotten_per_month(terms, demand))
        numbers = f"{hours} h a month × {drifting} × {number(terms.usd_per_hour, Unit.USD_PER_HOUR)}"
        yield f"{what}, left running", "hours by mistake × months × price", numbers, parts["forgotten"], asked_by
    if terms.own_time_hours_per_month and terms.own_time_usd_per_hour:
        numbers = (
            f"{plain(terms.own_time_hours_per_month)} h × {counted} × "
            f"{number(terms.own_time_usd_per_hour, Unit.USD_PER_HOUR)}"
        )
        yield (
            f"{what}, own time",
            "hours of your own a month × months × worth of an hour",
            numbers,
            parts["own_time"],
            YOURS,
        )


def _rework(plan: RentalPlan, ways: Circumstances, terms: RentalTerms, demand: Demand, what: str) -> Iterator[Row]:
    """How long a spot machine is there on average, and what an hour of work takes with what is lost when it is not."""
    offer, service = plan.rental.offer, plan.rental.service
    if not plan.interruptions.high or offer is None:
        return
    taken = plan.interruptions.typical
    mean = mean_hours_between(taken)
    published = offer.spot_interruption_fraction or service.spot_interruption_fraction
    whose = (
        ""
        if plan.own.interruptions is not None or published
        else " (not published: typical of what is published of others)"
    )
    share = f"{plain(taken, WORTH)}{whose}"
    yield (
        f"{what}, hours until it is taken away",
        "M = −hours of a month ÷ ln(1 − share taken away within a month)",
        f"−{HOURS_PER_MONTH} ÷ ln(1 − {share}) = {plain(mean, 6)} h" if taken else f"none is taken away{whose}",
        "",
        YOURS if plan.own.interruptions is not None else Link(service.name, f"data/services/{service.id}/"),
    )
    every, written = plan.between_checkpoints(typical, demand, ways)
    lost, restart = f"({plain(every)} + {plain(written)})", plain(ways.resume_hours)
    told = (
        f"{plain(mean, 6)} × e^({restart} ÷ {plain(mean, 6)}) × (e^({lost} ÷ {plain(mean, 6)}) − 1) ÷ {plain(every)}"
        if taken
        else f"{lost} ÷ {plain(every)}"
    )
    yield (
        f"{what}, time for what is lost and repeated",
        "M × e^(R ÷ M) × (e^((τ + δ) ÷ M) − 1) ÷ τ: a checkpoint every τ h, δ h to write it, R h until it goes on"
        if taken
        else "(τ + δ) ÷ τ: a checkpoint every τ h, δ h to write it",
        f"{told} = {plain(terms.rework, 6)}",
        "",
        Link("Daly 2006", "methods/engines-interruption/"),
    )


def _hours(
    plan: RentalPlan, terms: RentalTerms, demand: Demand, months: float, counted: str, drifting: str
) -> tuple[str, str]:
    """What its hours cost: the formula, and the reader's numbers in it."""
    formula, work = _held(terms, demand)
    hours = f"{work} × {WEEKS}"
    price = number(terms.usd_per_hour, Unit.USD_PER_HOUR)
    if _of_an_unknown_quota(plan):
        return f"{formula} × weeks × price", f"{hours} × {drifting}, {price_words(plan, terms)}: {price} typically"
    if terms.units_per_hour:
        used = f"{hours} × {plain(terms.units_per_hour)} compute units"
        beyond = f"max(0, {used} − {plain(terms.included_units)})" if terms.included_units else used
        unit = number(terms.usd_per_unit, Unit.USD_PER_COMPUTE_UNIT)
        if terms.as_sold:
            full = months_paid(terms, months) - 1
            last = f"max(0, {used} × {plain(months - full)} − {plain(terms.included_units)})"
            beyond = f"{beyond} × {full} + {last}" if terms.included_units else f"{used} × {in_months(months)}"
            bought = plain(units_bought(terms, billed_hours_per_month(terms, demand), months))
            worth = f" × {counted} ÷ {in_months(months)}" if terms.capital_rate else ""
            return (
                f"({formula} × weeks × units an hour − those included) in each month, in whole packs, × price",
                f"{bought} compute units × {unit}{worth}, in whole packs for {beyond}",
            )
        return (
            f"({formula} × weeks × units an hour − those included) × months × price",
            f"{beyond} × {counted} × {unit}",
        )
    if terms.credit_usd_per_month:
        credit = number(terms.credit_usd_per_month, Unit.USD_PER_MONTH)
        return f"({formula} × weeks × price − credit) × months", f"max(0, {hours} × {price} − {credit}) × {drifting}"
    return f"{formula} × weeks × months × price", f"{hours} × {drifting} × {price}"


def _per_gb(terms: RentalTerms, demand: Demand) -> str:
    """What a GB kept costs a month: while it runs and while it is stopped, each for its share of the time."""
    runs, stopped = terms.storage_usd_per_gb_month, terms.stopped_storage_usd_per_gb_month
    if runs == stopped:
        return number(runs, Unit.USD_PER_GB_MONTH)
    share = running_share(terms, demand)
    return (
        f"({number(1 - share, Unit.FRACTION)} × {number(stopped, Unit.USD_PER_GB_MONTH)} while stopped + "
        f"{number(share, Unit.FRACTION)} × {number(runs, Unit.USD_PER_GB_MONTH)} while it runs)"
    )


def _held(terms: RentalTerms, demand: Demand) -> tuple[str, str]:
    """Hours a week that are paid for: the formula, and the reader's numbers in it."""
    if terms.committed_months:
        return "all hours of a week, for the whole term", f"{plain(HOURS_PER_WEEK)} h"
    formula = "work ÷ pace × time for what is lost and repeated"
    work = worked(terms, demand)
    if not overhead_per_week(terms, demand):
        return formula, work
    each = f"({number(60 * terms.start_hours, Unit.MINUTE)} + {number(1800 * terms.billing_step_hours, Unit.SECOND)})"
    return (
        f"({formula} + starts × (start + half a billing step))",
        f"({work} + {plain(demand.starts_per_week)} × {each})",
    )


def _of_an_unknown_quota(plan: RentalPlan) -> bool:
    """True where nobody says how many hours it gives, and those beyond are bought."""
    return plan.quota_unknown and plan.own.usd_per_hour is None and plan.usd_per_hour.high > 0


def worked(terms: RentalTerms, demand: Demand) -> str:
    """The reader's numbers in the hours a week that the work takes there."""
    rework = f" × {plain(terms.rework, WORTH)}" if terms.rework > 1 else ""
    return f"{plain(demand.hours_per_week)} h ÷ {plain(terms.pace)}{rework}"


def price_words(plan: RentalPlan, terms: RentalTerms) -> str:
    """What a rental asks for its hours."""
    monthly, hourly = number(terms.usd_per_month, Unit.USD_PER_MONTH), number(terms.usd_per_hour, Unit.USD_PER_HOUR)
    units = f"{plain(terms.units_per_hour)} compute units an hour at {number(terms.usd_per_unit, Unit.USD_PER_COMPUTE_UNIT)}"
    if terms.as_sold and terms.units_per_pack:
        units += f", in packs of {plain(terms.units_per_pack)}"
    if _of_an_unknown_quota(plan):
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


def _counted(what: str, months: float, rate: float, drift: float = 0.0) -> Iterator[Row]:
    """How many months a sum a month counts for, where the money would earn or the price changes."""
    counted = effective_months(months, rate, drift)
    if counted == months:
        return
    q = plain((1 + drift) / (1 + rate), 8)
    changes, earned = (
        "(1 + change of the price a year)" if drift else "1",
        " ÷ (1 + what money earns a year)" if rate else "",
    )
    own = f"{plain(1 + drift, WORTH)}{f' ÷ {plain(1 + rate, WORTH)}' if rate else ''}"
    yield (
        what,
        f"12 × (q^(months ÷ 12) − 1) ÷ ln q, q = {changes}{earned}",
        f"12 × ({q}^({plain(months)} ÷ 12) − 1) ÷ ln {q} = {plain(counted, WORTH)}, q = {own}",
        "",
        YOURS,
    )


def _hardware(terms: RigTerms) -> str:
    paid = "price × (1 + sales tax)" if terms.purchase_tax else "price"
    selling = " × (1 − cost of selling)" if terms.selling_cost else ""
    later = " × what a dollar then is worth now: (1 + what money earns)^−years" if terms.capital_rate else ""
    return f"{paid} − price × share that it fetches{selling}{later}"


def _hardware_numbers(terms: RigTerms, months: float) -> str:
    def traded(usd: float, held: float, at: float = 0.0) -> tuple[str, str]:
        share = number(value_at(terms.resale, held / 12), Unit.FRACTION)
        paid = f"{number(usd, Unit.USD)}{times(1 + terms.purchase_tax)}{times(discount(at, terms.capital_rate))}"
        worth = times(discount(at + held, terms.capital_rate))
        return paid, f"{number(usd, Unit.USD)} × {share}{times(1 - terms.selling_cost)}{worth}"

    told = _of_lives(_lives(terms, months), lambda held: " − ".join(traded(terms.price_usd, held)))
    if terms.upgrade_usd and terms.upgrade_month < months:
        paid, fetched = traded(terms.upgrade_usd, months - terms.upgrade_month, terms.upgrade_month)
        told += f" + {paid} − {fetched} (the upgrade, after {in_months(terms.upgrade_month)})"
    return told


def _repairs(terms: RigTerms, held: float) -> str:
    """Of one that is held so many months."""
    covered, rate = min(terms.warranty_months, terms.life_months, held), terms.capital_rate
    under, all_ = (plain(effective_months(m, rate), WORTH) for m in (covered, held))
    months = f"({all_} − {under})" if covered else all_
    share = number(terms.repairs_per_year, Unit.FRACTION)
    return f"{number(terms.price_usd, Unit.USD)} × {share} ÷ 12 × {months} months"


def _interest(terms: RigTerms, months: float, cost: Range, priced_by: Cell) -> Iterator[Row]:
    """What is borrowed for each purchase, the instalment, what is owed where it ends before the last, and what is paid beyond."""
    n, i = terms.instalments, terms.finance_apr / 12
    borrowed = terms.price_usd * (1 + terms.purchase_tax) * terms.financed
    paid = instalment(borrowed, terms.finance_apr, n)
    loan, each, grown = exactly(borrowed), exactly(paid), plain(1 + i, 8)
    yield (
        "Borrowed",
        "price × (1 + sales tax) × share by instalments",
        f"{number(terms.price_usd, Unit.USD)}{times(1 + terms.purchase_tax)} × {number(terms.financed, Unit.FRACTION)} = {loan}",
        "",
        priced_by,
    )
    yield (
        "Instalment",
        "borrowed × i ÷ (1 − (1 + i)^−n), i the interest of a month" if i else "borrowed ÷ n",
        (f"{loan} × {plain(i, 6)} ÷ (1 − {grown}^−{plain(n)})" if i else f"{loan} ÷ {plain(n)}") + f" = {each} a month",
        "",
        YOURS,
    )
    lives = _lives(terms, months)
    for k in dict.fromkeys(held for _, held in lives if held < n):
        yield (
            f"Owed after {in_months(k)}",
            "borrowed × (1 + i)^k − instalment × ((1 + i)^k − 1) ÷ i" if i else "borrowed − instalment × k",
            (
                f"{loan} × {grown}^{plain(k)} − {each} × ({grown}^{plain(k)} − 1) ÷ {plain(i, 6)}"
                if i
                else f"{loan} − {each} × {plain(k)}"
            )
            + f" = {exactly(balance(borrowed, terms.finance_apr, n, k))}",
            "",
            YOURS,
        )

    def of_one(held: float) -> str:
        k, rate = min(held, n), terms.capital_rate
        owed = balance(borrowed, terms.finance_apr, n, k)
        rest = f" + {exactly(owed)}{times(discount(k, rate))}" if owed else ""
        return f"{each} × {plain(effective_months(k, rate), WORTH)}{rest} − {loan}"

    formula = "instalment × payments + what is owed at the end − borrowed"
    yield "Interest", formula, _of_lives(lives, of_one), cost, YOURS


def _lives(terms: RigTerms, months: float) -> tuple[tuple[float, float], ...]:
    """How many rigs are held for how many months: those that live their whole life, then the last. Later ones count for less."""
    bought, life = rig_cost.purchases(terms, months), terms.life_months
    worth = [discount(k * life, terms.capital_rate) for k in range(bought)]
    last = months - life * (bought - 1)
    if bought == 1 or last == life:
        return ((sum(worth), last),)
    return (sum(worth[:-1]), life), (worth[-1], last)


def _of_lives(lives: tuple[tuple[float, float], ...], of_one: Callable[[float], str]) -> str:
    """What is told of one rig by the months that it is held, so many times."""
    if lives[0][0] == 1 and len(lives) == 1:
        return of_one(lives[0][1])
    return " + ".join(f"{plain(count, WORTH)} × ({of_one(held)})" for count, held in lives)


def times(factor: float) -> str:
    """A factor, where it changes anything."""
    return "" if factor == 1 else f" × {plain(factor, WORTH)}"


def exactly(usd: float) -> str:
    """A sum that goes into others: in six digits."""
    return f"${plain(usd, 6)}"


def _resale(plan: RigPlan, terms: RigTerms, months: float) -> Iterator[Row]:
    """The evidence for what it fetches, one record after the other."""
    if plan.resale_fraction is not None or rig_cost.purchases(terms, months) > 1:
        return
    for record in plan.evidence:
        of_gpus = record.applies_to == plan.machine.gpu.segment
        points = curve(plan.gpu_residuals if of_gpus else plan.rest_residuals, typical)
        part = plan.gpu_share if of_gpus else 1 - plan.gpu_share
        whose = (
            "the price"
            if part >= 1
            else f"{number(part, Unit.FRACTION)} of the price, {'the GPUs' if of_gpus else 'the rest'}"
        )
        yield (
            "Share that it fetches",
            "by age, straight between the ages for which there is evidence",
            f"{number(value_at(points, months / 12), Unit.FRACTION)} of {whose}, after {in_months(months)}",
            "",
            Link(record.name, f"data/depreciation/{record.id}/"),
        )


def _wall(plan: RigPlan) -> Iterator[Row]:
    """The watts as they are stated, and how those at the wall come from those of the parts, where the record's are of the parts."""
    power = plan.load_power
    metered = {"load_watts", "idle_watts"} <= plan.yours
    yield (
        "Power",
        "at work, and when idle",
        f"{number(power.stated.typical, Unit.WATT)}, and {number(plan.idle_watts.typical, Unit.WATT)}",
        "",
        YOURS if metered else Link(plan.name, plan.href),
    )
    if power.where == OF_PARTS:
        yield (
            "Power at the wall",
            "(GPUs at work + rest of the computer) ÷ efficiency of the power supply at that load",
            f"{number(power.stated.typical, Unit.WATT)} ÷ {number(power.efficiency.typical, Unit.FRACTION)} = "
            f"{number(power.wall.typical, Unit.WATT)}",
            "",
            Link(power.supply.name, power.supply.href),
        )
