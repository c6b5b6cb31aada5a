"""What does a year of heat cost?

The energy that a home's heat takes by a heat pump and by a gas boiler, and what it costs. Standing charges, maintenance and the
price of the appliance are left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from calculators.core.catalogue import Catalogue
from calculators.core.example import Example
from calculators.core.quantity import Choice, Quantity, Unit
from calculators.core.ranges import Range
from calculators.core.report import Column, Details, KeyFigure, Link, Reason, Report, Table, Verdict
from calculators.core.text import briefly

PENCE_PER_POUND = 100
PUMP, BOILER = "heat-pump", "gas-boiler"


@dataclass(frozen=True, kw_only=True)
class Inputs:
    """What is asked."""

    heat_kwh: Annotated[
        float,
        Quantity("Heat in a year", "For rooms and hot water.", unit=Unit.KWH, minimum=500, maximum=100_000, step=500),
    ] = 12_000
    tariff: Annotated[str, Choice("Prices of energy", "Where the home is.", family="tariffs")] = "great-britain"


@dataclass(frozen=True, kw_only=True)
class Outputs:
    """What is answered."""

    cheaper: Annotated[str, Choice("Cheaper", "The side that costs less.", options={"pump": "", "boiler": ""})]
    pump_pounds: Annotated[Range, Quantity("Heat pump, pounds a year")]
    boiler_pounds: Annotated[Range, Quantity("Gas boiler, pounds a year")]
    break_even_ratio: Annotated[
        Range, Quantity("Break-even price ratio", "Electricity by gas: below it the heat pump is cheaper.")
    ]


def calculate(inputs: Inputs, catalogue: Catalogue) -> Outputs:
    """Heat divided by what a kWh of fuel gives, times the price of a kWh."""
    tariff = catalogue["tariffs"][inputs.tariff]
    pump, boiler = (catalogue["systems"][name].heat_per_kwh.range for name in (PUMP, BOILER))
    pump_pounds = tariff.electricity_pence_per_kwh.range * inputs.heat_kwh / pump * (1 / PENCE_PER_POUND)
    boiler_pounds = tariff.gas_pence_per_kwh.range * inputs.heat_kwh / boiler * (1 / PENCE_PER_POUND)
    return Outputs(
        cheaper="pump" if pump_pounds.typical < boiler_pounds.typical else "boiler",
        pump_pounds=pump_pounds,
        boiler_pounds=boiler_pounds,
        break_even_ratio=pump / boiler,
    )


def report(inputs: Inputs, outputs: Outputs, catalogue: Catalogue) -> Report:
    """Both costs, and the ratio of prices at which they are equal."""
    tariff = catalogue["tariffs"][inputs.tariff]
    ratio = tariff.electricity_pence_per_kwh.typical / tariff.gas_pence_per_kwh.typical
    pump, boiler = (briefly(value, Unit.NONE) for value in (outputs.pump_pounds, outputs.boiler_pounds))
    cheaper, words = (outputs.cheaper, "The heat pump" if outputs.cheaper == "pump" else "The gas boiler")
    return Report(
        Verdict(cheaper, f"{words} is cheaper to run: heat pump £{pump} a year, gas boiler £{boiler}."),
        figures=(
            KeyFigure("Heat pump, £ a year", outputs.pump_pounds, Unit.NONE, side="pump"),
            KeyFigure("Gas boiler, £ a year", outputs.boiler_pounds, Unit.NONE, side="boiler"),
        ),
        reasons=(
            Reason(
                f"A kWh of electricity costs {ratio:.2f} times as much as one of gas; the heat pump is cheaper below "
                f"{briefly(outputs.break_even_ratio, Unit.NONE)}.",
                (Link(tariff.name, f"data/tariffs/{tariff.id}/"),),
            ),
        ),
        beneath=lambda: Details(
            tables=(
                Table(
                    "What each takes",
                    (Column("System"), Column("kWh of fuel a year", Unit.KWH)),
                    tuple(
                        (Link(s.name, f"data/systems/{s.id}/"), Range.exact(inputs.heat_kwh) / s.heat_per_kwh.range)
                        for s in catalogue["systems"].values()
                    ),
                ),
            ),
            assumptions=("Unit rates alone: a home that gives up gas saves its standing charge besides.",),
            sources=tuple(sorted({s for system in catalogue["systems"].values() for s in system.heat_per_kwh.source})),
        ),
    )


EXAMPLES = (
    Example(
        "A typical home",
        {"heat_kwh": 12_000},
        {"pump_pounds": 1050.0, "boiler_pounds": 891.4286, "cheaper": "boiler"},
        "by hand: 12000 / 2.8 × 0.245 = 1050; 12000 / 0.84 × 0.0624 = 891.43",
        relative_tolerance=1e-5,
    ),
    Example(
        "A small home",
        {"heat_kwh": 4_200},
        {"pump_pounds": 367.5, "boiler_pounds": 312.0},
        "by hand: 4200 / 2.8 × 0.245 = 367.5; 4200 / 0.84 × 0.0624 = 312",
    ),
    Example(
        "The ratio of prices at which both cost the same",
        {},
        {"break_even_ratio": 3.333333},
        "by hand: 2.8 / 0.84 = 3.3333",
        relative_tolerance=1e-5,
    ),
)
