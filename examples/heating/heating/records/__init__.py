"""What data/ holds."""

from dataclasses import dataclass
from typing import Annotated

from calculators.core.quantity import Choice, Quantity
from calculators.core.records import Figure, Record, Source

KINDS = {"pump": "heat pump", "boiler": "boiler"}
FUELS = {"electricity": "electricity", "gas": "natural gas"}


@dataclass(frozen=True, kw_only=True)
class HeatingSystem(Record):
    """A way to heat a home."""

    kind: Annotated[str, Choice("Kind", "What it is.", options=KINDS)]
    fuel: Annotated[str, Choice("Fuel", "What it takes.", options=FUELS)]
    heat_per_kwh: Annotated[
        Figure,
        Quantity(
            "Heat per kWh of fuel",
            "kWh of heat that a kWh of fuel gives, over a year in homes.",
            minimum=0.3,
            maximum=8,
        ),
    ]


@dataclass(frozen=True, kw_only=True)
class Tariff(Record):
    """What households pay for energy in a country, standing charges apart."""

    electricity_pence_per_kwh: Annotated[
        Figure, Quantity("Electricity, pence per kWh", "The unit rate.", minimum=1, maximum=200, drift_per_year=0.1)
    ]
    gas_pence_per_kwh: Annotated[
        Figure, Quantity("Gas, pence per kWh", "The unit rate.", minimum=0.5, maximum=100, drift_per_year=0.1)
    ]


FAMILIES: dict[str, type] = {"systems": HeatingSystem, "tariffs": Tariff, "sources": Source}

SIDES = {"pump": "Heat pump", "boiler": "Boiler"}
