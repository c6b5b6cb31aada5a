"""Regions: what electricity costs and how much carbon it carries. Price series over time."""

from dataclasses import dataclass
from typing import Annotated

from calculators.core.quantity import Choice, Group, Quantity, Text, Unit
from calculators.core.records import Figure, Record, Sourced

UNITED_STATES = "united-states"


@dataclass(frozen=True, kw_only=True)
class Region(Record):
    """A country or US state."""

    kind: Annotated[
        str, Choice("Kind", options={"country": "country", "us-state": "US state", "average": "average of several"})
    ]
    code: Annotated[str, Text("Code", "ISO 3166: three letters of a country, or US-XX.", longest=6)] = ""
    electricity_usd_per_kwh: Annotated[
        Figure,
        Quantity(
            "Electricity",
            "What a household pays, taxes included.",
            unit=Unit.USD_PER_KWH,
            minimum=0.001,
            maximum=2,
            drift_per_year=0.08,
            stale_days=730,
        ),
    ]
    grid_g_co2e_per_kwh: Annotated[
        Figure,
        Quantity(
            "Grid carbon",
            "Of a kWh from the grid.",
            unit=Unit.G_CO2E_PER_KWH,
            minimum=0,
            maximum=1500,
            drift_per_year=0.05,
            stale_days=1825,
        ),
    ]
    mains_volts: Annotated[
        Figure | None, Quantity("Mains voltage", "At a household socket.", unit=Unit.NONE, minimum=90, maximum=260)
    ] = None

    def within(self, places: tuple[str, ...]) -> bool:
        """True where one of some regions (ids) holds this one; a state of the US lies in the United States."""
        return self.id in places or (self.kind == "us-state" and UNITED_STATES in places)


@dataclass(frozen=True, kw_only=True)
class Currency(Record):
    """What a US dollar costs in another currency, on a day."""

    code: Annotated[
        str, Text("Code", "ISO 4217.", pattern=r"[A-Z]{3}", pattern_help="three capital letters", longest=3)
    ]
    units_per_us_dollar: Annotated[
        Figure,
        Quantity(
            "Units to the US dollar",
            "How many of them a dollar costs.",
            unit=Unit.NONE,
            minimum=0.01,
            maximum=1_000_000,
            stale_days=180,
        ),
    ]


@dataclass(frozen=True, kw_only=True)
class Series(Sourced):
    """Prices of one seller and kind over time: each figure's `as_of` is the day or month on which the price was seen."""

    seller: Annotated[str, Text("Seller", "A provider, or the group that was averaged.", longest=80)]
    price_type: Annotated[str, Text("Kind of price", "Such as on demand, spot, median.", longest=60)]
    region: Annotated[
        str, Text("Region", "The seller's name of the place; empty: one price everywhere, or not stated.", longest=60)
    ] = ""
    gpu_usd_per_hour: Annotated[
        tuple[Figure, ...],
        Quantity(
            "Price", "For one GPU, an hour; in order of date.", unit=Unit.USD_PER_HOUR, minimum=0.005, maximum=1000
        ),
    ]


@dataclass(frozen=True, kw_only=True)
class Sale(Sourced):
    """What one thing cost to buy over time: each figure's `as_of` is when it was seen at that price."""

    condition: Annotated[
        str, Choice("Condition", options={"list": "list price", "new": "new, in shops", "used": "second hand"})
    ]
    buy_usd: Annotated[
        tuple[Figure, ...], Quantity("Price", "In order of date.", unit=Unit.USD, minimum=5, maximum=200000)
    ]


@dataclass(frozen=True, kw_only=True)
class History(Record):
    """What renting or buying a GPU, or buying a part, has cost over time."""

    gpu: Annotated[str, Choice("GPU", "", family="gpus")] = ""
    part: Annotated[str, Choice("Part", "", family="parts")] = ""
    series: Annotated[tuple[Series, ...], Group("Rent", "One for each seller and kind of price.")] = ()
    sales: Annotated[tuple[Sale, ...], Group("Purchase", "One for each condition.")] = ()
