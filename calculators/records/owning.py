"""What buying and owning a rig costs besides its price and its electricity."""

from dataclasses import dataclass
from typing import Annotated

from calculators.core.quantity import Quantity, Unit

OWNING = "Buying and owning"
UNSTATED = "We hold no sourced figure: set your own."


@dataclass(frozen=True, kw_only=True)
class Owning:
    """Terms that nobody publishes: nothing until set."""

    sales_tax_percent: Annotated[
        float,
        Quantity(
            "Sales tax", f"On top of the rig’s price. {UNSTATED}", OWNING, unit=Unit.PERCENT_POINTS, maximum=50, step=1
        ),
    ] = 0.0
    selling_cost_percent: Annotated[
        float,
        Quantity(
            "Cost of selling",
            f"Share of what the rig fetches: fees, postage. {UNSTATED}",
            OWNING,
            unit=Unit.PERCENT_POINTS,
            maximum=100,
            step=1,
        ),
    ] = 0.0
    repairs_percent: Annotated[
        float,
        Quantity(
            "Repairs a year",
            f"Share of the price: the chance of a failure times what it costs. {UNSTATED}",
            OWNING,
            unit=Unit.PERCENT_POINTS,
            maximum=100,
            step=1,
        ),
    ] = 0.0
    warranty_months: Annotated[
        float,
        Quantity("Warranty", "Until then repairs cost nothing.", OWNING, unit=Unit.MONTH, maximum=120, step=6),
    ] = 0.0
    cooling_percent: Annotated[
        float,
        Quantity(
            "Cooling",
            f"Electricity that carries the heat away, on top of the rig’s own. {UNSTATED}",
            OWNING,
            unit=Unit.PERCENT_POINTS,
            maximum=200,
            step=5,
        ),
    ] = 0.0
