"""What the generator is told of heating."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from generator.subject import Room, Subject, View

if TYPE_CHECKING:
    from generator.pages.site import Site


def _name(record: Any) -> str:
    return str(record.name)


def _functions(site: Site, root: str) -> Mapping[str, Callable[..., Any]]:
    systems = sorted(site.catalogue["systems"].values(), key=lambda s: -s.heat_per_kwh.typical)
    return {"compare_systems": lambda: site.fragment("compare_systems.html", root, systems=systems)}


SUBJECT = Subject(
    name="Heat pump or boiler",
    about="What it costs to heat a home with a heat pump and with a gas boiler",
    slug="heat-pump-or-boiler",
    views={
        "systems": View(
            "Systems", "system", "Ways to heat a home.", ("kind", "fuel", "heat_per_kwh"), _name, ("heat_per_kwh",)
        ),
        "tariffs": View(
            "Tariffs",
            "tariff",
            "What households pay for energy.",
            ("electricity_pence_per_kwh", "gas_pence_per_kwh"),
            _name,
        ),
        "sources": View("Sources", "source", "Where the figures were read.", ("publisher", "retrieved"), _name),
    },
    rooms=(Room("Compare", "compare/", "heat pump against boiler"),),
    context={"compare_systems()": "the systems side by side"},
    functions=_functions,
)
