"""Buy now, or rent for some months and buy then: what waiting costs or saves.

To wait d months is to rent for d months and to own a rig, bought at its price of that day, for the rest of the time:

    rental(d) + (rig bought at p·(1 − s + s·(1 + g)^(d/12)), over m − d months) · (1 + r)^(−d/12)

with m months in all, growth g of the prices of GPUs, which are the share s of the rig's price, and the yearly rate r that money
would earn. The rest of a computer is taken to cost the same.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from calculators.engines.demand import Demand
from calculators.engines.present_value import discount
from calculators.engines.rental_cost import RentalTerms, can_do, rental_total
from calculators.engines.rig_cost import RigTerms, rig_total


@dataclass(frozen=True, slots=True)
class Wait:
    """So many months of waiting: the rig's price then, and what the whole costs more than to buy now, in US dollars."""

    months: float
    price_usd: float
    extra_usd: float


def wait(
    rig: RigTerms,
    rental: RentalTerms,
    demand: Demand,
    months: float,
    waited: float,
    growth_per_year: float,
    gpu_share: float,
) -> Wait | None:
    """What waiting costs (negative: saves); None where the rental cannot do the work, or the time is over by then."""
    if waited >= months or not can_do(rental, demand):
        return None
    price = rig.price_usd * (1 - gpu_share + gpu_share * (1 + growth_per_year) ** (waited / 12))
    then = rig_total(replace(rig, price_usd=price), demand, months - waited) * discount(waited, rig.capital_rate)
    now = rig_total(rig, demand, months)
    return Wait(waited, price, rental_total(rental, demand, waited) + then - now)
