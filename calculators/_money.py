"""What calculators of money ask alike: label, hint, unit and bounds of each input once, what it means, and totals in a currency.

A calculator takes a set of inputs by inheriting it, and one that stands among its own by its name in capitals.
"""

from dataclasses import dataclass, replace
from typing import Annotated, Any

from calculators.core.catalogue import Catalogue
from calculators.core.quantity import Choice, Quantity, Unit, fields_of
from calculators.core.ranges import Range
from calculators.core.report import Cell, Column, KeyFigure, Report, Table
from calculators.core.text import plain, range_text
from calculators.engines.assessment import sources
from calculators.engines.circumstances import Circumstances
from calculators.engines.rig_cost import LONGEST_MONTHS
from calculators.engines.throughput import TEXT, TRAINING
from calculators.records import Currency
from calculators.records.owning import OWNING, UNSTATED

OWN_PRICES, OWN_TIME, PAYING = "Your own prices", "Your own time", "Paying"
USE, CURRENCY = "How it is used", "Your currency"
RECORDS = "Leave empty for the record’s."

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


def in_currency(told: Report, inputs: InCurrency, outputs: Any, catalogue: Catalogue) -> Report:
    """The report with its key figures, and every sum among the outputs, in the reader's currency too."""
    if inputs.currency is None:
        return told
    currency: Currency = catalogue["currencies"][inputs.currency]
    figure = currency.units_per_us_dollar
    own = inputs.own_units_per_us_dollar
    units = figure.typical if own is None else own
    whose = f"that of {figure.as_of}" if own is None else "yours"
    rate = f"At {plain(units, 5)} {currency.code} a US dollar; the rate is {whose}."
    return replace(
        told,
        verdict=replace(told.verdict, range=f"{told.verdict.range} {rate}".strip()),
        figures=tuple(_noted(f, units, currency.code) for f in told.figures),
        tables=(*told.tables, _table(outputs, currency, units, rate)),
        sources=told.sources if own is not None else tuple(dict.fromkeys((*told.sources, *sources((figure,))))),
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
