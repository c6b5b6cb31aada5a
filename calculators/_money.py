"""What calculators of money ask alike: label, hint, unit and bounds of each input once, what it means, and totals in a currency.

A calculator takes a set of inputs by inheriting it, and one that stands among its own by its name in capitals. `bought` is the rig
that they mean.
"""

from dataclasses import dataclass, replace
from typing import Annotated, Any

from calculators.core.catalogue import Catalogue
from calculators.core.inputs import InputError
from calculators.core.quantity import Choice, Quantity, Switch, Unit, fields_of
from calculators.core.ranges import Range
from calculators.core.report import Cell, Column, KeyFigure, Report, Table
from calculators.core.stated import sources, stated
from calculators.core.text import plain, range_text
from calculators.engines.circumstances import Circumstances
from calculators.engines.rental_plans import ON_DEMAND, RESERVED_1Y, RESERVED_3Y, SPOT
from calculators.engines.rig_cost import LONGEST_MONTHS
from calculators.engines.rig_plans import RigPlan, card_plan, rig_plan
from calculators.engines.throughput import TEXT, TRAINING
from calculators.records import Currency
from calculators.records.owning import OWNING, UNSTATED, Owning

OWN_PRICES, OWN_TIME, PAYING = "Your own prices", "Your own time", "Paying"
USE, CURRENCY, RENTING, METER = "How it is used", "Your currency", "Renting", "Your own meter"
RECORDS = "Leave empty for the record’s."
OWN_COUNT = "By your own count. Leave empty for what is published."
AT_THE_WALL = "What a meter at the plug reads of the whole computer. Leave empty for the record’s."
NET_PRESENT_VALUE = "Money is net present value at what it would earn otherwise"
MINUTES, SECONDS = 60.0, 3600.0
"""Of an hour."""
PER_CENT = 100.0

PRICE_TYPES = {
    ON_DEMAND: "on demand: stays until you stop it",
    SPOT: "spot: cheaper, may be taken away",
    RESERVED_1Y: "reserved for a year: paid for all its hours",
    RESERVED_3Y: "reserved for three years: paid for all its hours",
}
PRICE_TYPE = Choice(
    "Price of the rental", "For machines by the hour; a notebook tier has its own.", options=PRICE_TYPES
)

KINDS_OF_WORK = {
    TEXT: "chat and other text, for one person at a time (waits for memory)",
    TRAINING: "training, fine-tuning, images (waits for arithmetic)",
}
WORK = Choice("Kind of work", "What the GPU waits for decides how one compares with another.", options=KINDS_OF_WORK)
A_RIG = Choice(
    "Rig",
    "A complete computer, its price with everything in it; an external GPU without the computer that it hangs on.",
    family="rigs",
)
COMPLETE, CARD, OWNED = "complete", "card", "owned"
BUYING = {
    COMPLETE: "the complete computer",
    CARD: "only its GPUs, for a PC that you have",
    OWNED: "nothing: you own it already",
}
BUY = Choice("What you would buy", "Of the rig above.", options=BUYING)
BUY_WORDS = {
    COMPLETE: "The rig’s price is of the complete computer.",
    CARD: "Only the GPUs are bought: the PC is taken to have room, slots and a power supply for them, and its idle power "
    "is spent anyway.",
    OWNED: "What you own counts as what it could be sold for now; 0 where you would keep it anyway.",
}
"""What the price is of, by what is bought."""
A_RENTAL = Choice("Rental", "A machine by the hour, or a notebook tier.", family="rentals")
REGION = Choice("Where you live", "For the price of electricity and the carbon of the grid.", family="regions")
HORIZON = Quantity(
    "For how long", "Months until you stop and sell.", unit=Unit.MONTH, minimum=1, maximum=LONGEST_MONTHS, step=1
)
IDLE = Quantity(
    "Hours a week that the rig is on and idle",
    "Besides its work.",
    USE,
    unit=Unit.HOURS_PER_WEEK,
    maximum=168,
    step=1,
)
STORAGE = Quantity(
    "Data kept in the cloud",
    "Models, data and environment between runs.",
    USE,
    unit=Unit.GB,
    maximum=100_000,
    step=10,
)
RIG_PRICE = Quantity("Price of the rig", RECORDS, OWN_PRICES, unit=Unit.USD, maximum=500_000, step=50)
RENTAL_PRICE = Quantity("Price of the rental", RECORDS, OWN_PRICES, unit=Unit.USD_PER_HOUR, maximum=1000, step=0.05)
SETUP = Quantity(
    "To set the rig up",
    "Once: build, system, drivers; beyond what a rental takes.",
    OWN_TIME,
    unit=Unit.HOUR,
    maximum=1000,
    step=1,
)
UPKEEP = Quantity(
    "To keep it running",
    "Updates, repairs, dust; beyond what a rental takes.",
    OWN_TIME,
    unit=Unit.HOURS_PER_MONTH,
    maximum=200,
    step=0.5,
)
HOUR_OF_OWN = Quantity(
    "What an hour of yours is worth",
    "0 tells the hours beside the money.",
    OWN_TIME,
    unit=Unit.USD_PER_HOUR,
    maximum=1000,
    step=1,
)


@dataclass(frozen=True, kw_only=True)
class OwnPrices:
    """Prices that take the place of the records'."""

    own_rig_usd: Annotated[float | None, RIG_PRICE] = None
    own_rental_usd_per_hour: Annotated[float | None, RENTAL_PRICE] = None
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

    @property
    def resale_fraction(self) -> float | None:
        """Share of its price that the rig fetches in the end; None for the evidence by age."""
        return None if self.resale_percent is None else self.resale_percent / 100


@dataclass(frozen=True, kw_only=True)
class Paying:
    """How long a rig lasts, what is added to it on the way, and instalments."""

    life_months: Annotated[
        float,
        Quantity(
            "Life of the rig",
            "After so many months it is sold and bought anew; at 240 it never is.",
            OWNING,
            unit=Unit.MONTH,
            minimum=6,
            maximum=LONGEST_MONTHS,
            step=6,
        ),
    ] = LONGEST_MONTHS
    upgrade_usd: Annotated[
        float,
        Quantity("Upgrade on the way", "What it costs.", OWNING, unit=Unit.USD, maximum=500_000, step=50),
    ] = 0.0
    upgrade_after_months: Annotated[
        float, Quantity("Upgrade after", "", OWNING, unit=Unit.MONTH, maximum=LONGEST_MONTHS, step=1)
    ] = 18.0

    financed_percent: Annotated[
        float,
        Quantity(
            "Paid by instalments", "Share of the rig’s price.", PAYING, unit=Unit.PERCENT_POINTS, maximum=100, step=10
        ),
    ] = 0.0
    finance_apr_percent: Annotated[
        float,
        Quantity(
            "Interest of the instalments", f"A year (APR). {UNSTATED}", PAYING, unit=Unit.PERCENT_POINTS, maximum=100
        ),
    ] = 0.0
    instalments: Annotated[
        float,
        Quantity("Number of instalments", "One a month.", PAYING, unit=Unit.COUNT, minimum=1, maximum=120, step=1),
    ] = 24.0

    @property
    def paying(self) -> dict[str, float]:
        """As `Circumstances` take it."""
        return {
            "life_months": self.life_months,
            "upgrade_usd": self.upgrade_usd,
            "upgrade_month": self.upgrade_after_months,
            "financed": self.financed_percent / 100,
            "finance_apr": self.finance_apr_percent / 100,
            "instalments": self.instalments,
        }


@dataclass(frozen=True, kw_only=True)
class Renting:
    """How a machine or a notebook is had: starting it, waiting for it, forgetting it, losing it, and its price in time to come."""

    start_minutes: Annotated[
        float,
        Quantity(
            "From a start until work begins",
            f"It is billed. {UNSTATED}",
            RENTING,
            unit=Unit.MINUTE,
            maximum=600,
            step=1,
        ),
    ] = 0.0
    own_billed_step_s: Annotated[
        float | None,
        Quantity(
            "Billing step of the rental",
            f"Half of it, on average, is paid for nothing at each start. {RECORDS}",
            RENTING,
            unit=Unit.SECOND,
            maximum=86_400,
            step=60,
        ),
    ] = None
    retry_minutes: Annotated[
        float,
        Quantity(
            "Waiting for a free machine, each time you ask",
            f"It is not billed; it delays. {UNSTATED}",
            RENTING,
            unit=Unit.MINUTE,
            maximum=6000,
            step=5,
        ),
    ] = 0.0
    own_chance_percent: Annotated[
        float,
        Quantity(
            "How often a GPU is given",
            f"Of the times you ask; each time that none is costs another wait. {UNSTATED}",
            RENTING,
            unit=Unit.PERCENT_POINTS,
            minimum=1,
            maximum=100,
            step=5,
        ),
    ] = 100.0
    forgotten_hours_per_month: Annotated[
        float,
        Quantity(
            "Hours in which it is left running by mistake",
            UNSTATED,
            RENTING,
            unit=Unit.HOURS_PER_MONTH,
            maximum=700,
            step=1,
        ),
    ] = 0.0
    price_drift_percent: Annotated[
        float,
        Quantity(
            "How its price by the hour changes",
            "A year; below 0 it falls. Most published prices on demand have stayed as they were.",
            RENTING,
            unit=Unit.PERCENT_POINTS,
            minimum=-50,
            maximum=100,
            step=5,
        ),
    ] = 0.0
    own_interruptions_percent: Annotated[
        float | None,
        Quantity(
            "Spot machines taken away a month",
            OWN_COUNT,
            RENTING,
            unit=Unit.PERCENT_POINTS,
            maximum=99,
            step=1,
        ),
    ] = None
    resume_minutes: Annotated[
        float,
        Quantity(
            "From a cut until work goes on",
            "Machine, software, weights, the checkpoint.",
            RENTING,
            unit=Unit.MINUTE,
            maximum=600,
        ),
    ] = 15.0

    @property
    def renting(self) -> dict[str, Any]:
        """As `Circumstances` take it."""
        return {
            "start_hours": self.start_minutes / MINUTES,
            "retry_hours": self.retry_minutes / MINUTES,
            "gpu_chance": self.own_chance_percent / PER_CENT,
            "forgotten_hours_per_month": self.forgotten_hours_per_month,
            "drift_per_year": self.price_drift_percent / PER_CENT,
            "resume_hours": self.resume_minutes / MINUTES,
        }

    @property
    def own_of_renting(self) -> dict[str, float | None]:
        """As `OwnFigures` take it."""
        taken, step = self.own_interruptions_percent, self.own_billed_step_s
        return {
            "interruptions": None if taken is None else taken / PER_CENT,
            "billing_step_hours": None if step is None else step / SECONDS,
        }


@dataclass(frozen=True, kw_only=True)
class Starts:
    """How often a rental is started for the work, and what it asks of one's own time."""

    starts_per_week: Annotated[
        float, Quantity("Starts of the rental a week", UNSTATED, RENTING, unit=Unit.COUNT, maximum=1000, step=1)
    ] = 0.0
    rental_own_hours_per_month: Annotated[
        float,
        Quantity(
            "Your own time on the rental",
            f"Uploads, set-ups. {UNSTATED}",
            RENTING,
            unit=Unit.HOURS_PER_MONTH,
            maximum=200,
        ),
    ] = 0.0


@dataclass(frozen=True, kw_only=True)
class Checkpoints:
    """What a run that is cut keeps."""

    checkpoint_minutes: Annotated[
        float,
        Quantity(
            "Between checkpoints", "Of a run that goes on from them.", RENTING, unit=Unit.MINUTE, minimum=1, maximum=600
        ),
    ] = 30.0
    write_minutes: Annotated[
        float, Quantity("To write a checkpoint", UNSTATED, RENTING, unit=Unit.MINUTE, maximum=120)
    ] = 0.0

    @property
    def checkpoints(self) -> dict[str, Any]:
        """As `Circumstances` take it."""
        return {"checkpoint_hours": self.checkpoint_minutes / MINUTES, "write_hours": self.write_minutes / MINUTES}


@dataclass(frozen=True, kw_only=True)
class Runs:
    """How long a run is, and whether it may be cut."""

    longest_run_hours: Annotated[
        float,
        Quantity("Longest run", "In hours on the rig.", USE, unit=Unit.HOUR, maximum=1000, step=1),
    ] = 4.0
    resumes: Annotated[
        bool, Switch("A run that is cut goes on from a checkpoint", "Otherwise it must not be cut.", USE)
    ] = False
    unattended: Annotated[
        bool,
        Switch(
            "Runs work with nobody at the screen",
            "A notebook that does not go on in the background cuts them at its idle limit.",
            USE,
        ),
    ] = False

    @property
    def runs(self) -> dict[str, bool]:
        """As `Circumstances` take it."""
        return {"resumes": self.resumes, "attended": not self.unattended}


@dataclass(frozen=True, kw_only=True)
class OfNotebook:
    """What the reader knows better of a notebook tier than what is published."""

    own_quota_hours_per_week: Annotated[
        float | None,
        Quantity(
            "GPU hours a week that it gives you",
            "Of a notebook tier, by your own count. Leave empty for what is published.",
            RENTING,
            unit=Unit.HOURS_PER_WEEK,
            maximum=168,
            step=1,
        ),
    ] = None
    own_session_hours: Annotated[
        float | None,
        Quantity(
            "Hours until it cuts a session",
            "Of a notebook tier, by your own count. Leave empty for what is published.",
            RENTING,
            unit=Unit.HOUR,
            minimum=0.1,
            maximum=1000,
            step=1,
        ),
    ] = None
    own_idle_minutes: Annotated[
        float | None,
        Quantity(
            "Minutes until it cuts what nobody attends",
            "Of a notebook tier, by your own count. Leave empty for what is published.",
            RENTING,
            unit=Unit.MINUTE,
            minimum=1,
            maximum=10_000,
            step=5,
        ),
    ] = None
    own_compute_units_per_hour: Annotated[
        float | None,
        Quantity(
            "Compute units that an hour takes",
            "Of a notebook tier paid in them, by your own count. Leave empty for what is published.",
            RENTING,
            unit=Unit.COMPUTE_UNITS_PER_HOUR,
            maximum=1000,
            step=0.5,
        ),
    ] = None

    @property
    def own_of_notebook(self) -> dict[str, float | None]:
        """As `OwnFigures` take it."""
        idle = self.own_idle_minutes
        return {
            "quota_hours_per_week": self.own_quota_hours_per_week,
            "session_hours": self.own_session_hours,
            "idle_hours": None if idle is None else idle / MINUTES,
            "units_per_hour": self.own_compute_units_per_hour,
        }


EGRESS = Quantity("Data sent out of the cloud a month", UNSTATED, USE, unit=Unit.GB, maximum=1_000_000, step=10)


@dataclass(frozen=True, kw_only=True)
class OfData:
    """Data that leave the cloud, and what they cost there."""

    egress_gb: Annotated[float, EGRESS] = 0.0
    own_storage_usd_per_gb_month: Annotated[
        float | None,
        Quantity(
            "Price of data kept while it runs",
            RECORDS,
            OWN_PRICES,
            unit=Unit.USD_PER_GB_MONTH,
            maximum=10,
            step=0.01,
        ),
    ] = None
    own_stopped_storage_usd_per_gb_month: Annotated[
        float | None,
        Quantity(
            "Price of data kept while it is stopped",
            RECORDS,
            OWN_PRICES,
            unit=Unit.USD_PER_GB_MONTH,
            maximum=10,
            step=0.01,
        ),
    ] = None
    own_egress_usd_per_gb: Annotated[
        float | None,
        Quantity("Price of data sent out", RECORDS, OWN_PRICES, unit=Unit.USD_PER_GB, maximum=10, step=0.01),
    ] = None

    @property
    def own_of_data(self) -> dict[str, float | None]:
        """As `OwnFigures` take it."""
        return {
            "storage_usd_per_gb_month": self.own_storage_usd_per_gb_month,
            "stopped_storage_usd_per_gb_month": self.own_stopped_storage_usd_per_gb_month,
            "egress_usd_per_gb": self.own_egress_usd_per_gb,
        }


@dataclass(frozen=True, kw_only=True)
class AtInterest:
    """What money is worth that is paid later."""

    interest_percent: Annotated[
        float,
        Quantity(
            "What your money would earn otherwise",
            "A year. With it later payments count for less: costs are net present values.",
            PAYING,
            unit=Unit.PERCENT_POINTS,
            maximum=50,
        ),
    ] = 0.0


@dataclass(frozen=True, kw_only=True)
class OwnTime:
    """Hours of one's own, and what they are worth."""

    setup_hours: Annotated[float, SETUP] = Circumstances().setup_hours
    upkeep_hours_per_month: Annotated[float, UPKEEP] = Circumstances().upkeep_hours_per_month
    own_time_usd_per_hour: Annotated[float, HOUR_OF_OWN] = 0.0

    @property
    def time(self) -> dict[str, float]:
        """As `Circumstances` take it."""
        return {
            "setup_hours": self.setup_hours,
            "upkeep_hours_per_month": self.upkeep_hours_per_month,
            "own_time_usd_per_hour": self.own_time_usd_per_hour,
        }


@dataclass(frozen=True, kw_only=True)
class InCurrency:
    """A currency in which money is told besides US dollars."""

    currency: Annotated[
        str | None,
        Choice("Tell the money in", "Besides US dollars, in which all prices are.", CURRENCY, family="currencies"),
    ] = None
    own_units_per_us_dollar: Annotated[
        float | None,
        Quantity(
            "What a US dollar costs in it",
            "Leave empty for the record’s rate.",
            CURRENCY,
            minimum=0.01,
            maximum=1_000_000,
        ),
    ] = None


@dataclass(frozen=True, kw_only=True)
class OfMeter:
    """What the rig draws by the reader's own readings."""

    own_load_watts: Annotated[
        float | None,
        Quantity("Power at work", AT_THE_WALL, METER, unit=Unit.WATT, maximum=20_000, step=10),
    ] = None
    own_idle_watts: Annotated[
        float | None,
        Quantity("Power when idle", AT_THE_WALL, METER, unit=Unit.WATT, maximum=20_000, step=5),
    ] = None


def upgrade_words(inputs: Paying, months: float) -> tuple[str, ...]:
    """What an upgrade within the months changes, where one is set."""
    if not inputs.upgrade_usd or inputs.upgrade_after_months >= months:
        return ()
    return ("The upgrade on the way changes what the rig costs alone: its watts, memory and pace stay as they are.",)


@dataclass(frozen=True, kw_only=True)
class EveryTerm(
    OfMeter,
    OwnPrices,
    OfData,
    Checkpoints,
    Starts,
    OfNotebook,
    Renting,
    Runs,
    AtInterest,
    Paying,
    Owning,
    OwnTime,
    InCurrency,
):
    """All of these: what a rig and any rental beside it may be asked for."""


def bought(inputs: Any, catalogue: Catalogue) -> RigPlan:
    """What would be bought of the rig that is named, or is owned: as the records have it, with the reader's own prices before them.

    InputError where the GPU is part of a computer and cannot be bought alone.
    """
    price, usd_per_kwh, resale = inputs.own_rig_usd, inputs.own_electricity_usd_per_kwh, inputs.resale_fraction
    if inputs.buy != CARD:
        worth = 0.0 if inputs.buy == OWNED and price is None else price
        rig = rig_plan(inputs.rig, inputs.region, catalogue, worth, usd_per_kwh, resale)
        return rig.owned(rig.price_usd.typical) if inputs.buy == OWNED else rig
    record = catalogue["rigs"][inputs.rig]
    card = card_plan(record.gpu, record.gpu_count, record.second_hand, inputs.region, catalogue, usd_per_kwh)
    if card is None:
        name = catalogue["gpus"][record.gpu].name
        raise InputError(
            "buy",
            f"no {name} alone can be bought, or its price or power is not published",
            f"for this rig {BUYING[COMPLETE]}",
        )
    if price is not None:
        card = replace(card, price_usd=Range.exact(price), yours=card.yours | {"price_usd"})
    return card if resale is None else replace(card, resale_fraction=resale, evidence=())


def metered(inputs: Any, catalogue: Catalogue) -> RigPlan:
    """The rig that is meant, with the reader's own meter readings."""
    rig = catalogue["rigs"][inputs.rig]
    return bought(inputs, catalogue).metered(inputs.own_load_watts, inputs.own_idle_watts, rig)


def in_currency(told: Report, inputs: InCurrency, outputs: Any, catalogue: Catalogue) -> Report:
    """The report with its key figures, and every sum among the outputs, in the reader's currency too."""
    if inputs.currency is None:
        return told
    currency: Currency = catalogue["currencies"][inputs.currency]
    figure = currency.units_per_us_dollar
    own = inputs.own_units_per_us_dollar
    units = figure.typical if own is None else own
    used = (figure,) if own is None else ()
    whose = f"that of {figure.as_of}" if own is None else "yours"
    rate = f"At {plain(units, 5)} {currency.code} a US dollar; the rate is {whose}."
    return replace(
        told,
        verdict=replace(told.verdict, range=f"{told.verdict.range} {rate}".strip()),
        figures=tuple(_noted(f, units, currency.code) for f in told.figures),
    ).with_details(
        lambda details: replace(
            details,
            tables=(*details.tables, _table(outputs, currency, units, rate)),
            stated=(*details.stated, *stated(catalogue, used)),
            sources=tuple(dict.fromkeys((*details.sources, *sources(used)))),
        )
    )


def _noted(figure: KeyFigure, units: float, code: str) -> KeyFigure:
    """A sum of money with the same in another currency beside it."""
    if not figure.unit.symbol.startswith("$"):
        return figure
    there = figure.value * units
    spread = "" if there.is_exact else f" ({range_text(there)})"
    per = figure.unit.symbol[1:]
    words = f"{plain(there.typical)}{spread} {code}{per}"
    return replace(figure, note=f"{words}; {figure.note}" if figure.note else words)


def _table(outputs: Any, currency: Currency, units: float, rate: str) -> Table:
    """Every sum among the outputs but those that are nothing."""
    rows: list[tuple[Cell, ...]] = []
    for info in fields_of(type(outputs)):
        value = getattr(outputs, info.name)
        if not isinstance(info.meta, Quantity) or not info.meta.unit.symbol.startswith("$") or value is None:
            continue
        there = Range.of(value) * units
        if there != Range.exact(0.0):
            rows.append((info.meta.label, info.meta.unit.symbol.replace("$", currency.code), there))
    columns = (Column(""), Column("In"), Column(currency.name, Unit.COUNT))
    return Table(f"The money in {currency.code}", columns, tuple(rows), rate)
