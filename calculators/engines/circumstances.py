"""How a person buys, pays and works: what no record states. Every field is an input of the calculators that tell a cost.

A term for which no figure was found published counts as nothing until the reader sets it; the inputs say so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from calculators.engines.rig_cost import LONGEST_MONTHS
from calculators.records.owning import Owning


@dataclass(frozen=True, kw_only=True, slots=True)
class Circumstances:
    """Shares are fractions, rates are a year; money is US dollars."""

    # one's own time
    setup_hours: float = 12.0
    upkeep_hours_per_month: float = 1.0
    rental_hours_of_own_per_month: float = 0.0
    """Of one's own, on what a rental asks: uploads, environments set up again."""
    own_time_usd_per_hour: float = 0.0
    # buying
    purchase_tax: float = 0.0
    selling_cost: float = 0.0
    repairs_per_year: float = 0.0
    warranty_months: float = 0.0
    cooling: float = 0.0
    life_months: float = LONGEST_MONTHS
    financed: float = 0.0
    finance_apr: float = 0.0
    instalments: float = 0.0
    upgrade_usd: float = 0.0
    upgrade_month: float = 0.0
    capital_rate: float = 0.0
    # renting
    start_hours: float = 0.0
    """Until work begins, at each start; it is billed."""
    forgotten_hours_per_month: float = 0.0
    retry_hours: float = 0.0
    """Waiting for a free machine, each time one is asked for; it is not billed."""
    gpu_chance: float = 1.0
    """Share of the times it is asked for that a GPU is given."""
    drift_per_year: float = 0.0
    attended: bool = True
    """Somebody is at the screen while a notebook works; else what does not go on in the background is cut as idle."""
    resumes: bool = True
    """A run that is cut goes on from a checkpoint."""
    checkpoint_hours: float = 0.5
    """Between checkpoints."""
    write_hours: float = 0.0
    """To write one."""
    resume_hours: float = 0.25
    """From a cut, or the start of a session, until work goes on: machine, software, weights, the checkpoint."""
    as_sold: bool = False
    """A notebook tier is paid as it is sold, by whole months and packs of compute units; else by what is used of them."""

    @property
    def waiting_hours(self) -> float:
        """For a machine at each start: asked for 1 / p times on average where it is given with a chance of p."""
        return self.retry_hours / self.gpu_chance


def circumstances(said: Owning, **others: Any) -> Circumstances:
    """How a rig is bought and owned, with what else is known."""
    return Circumstances(
        purchase_tax=said.sales_tax_percent / 100,
        selling_cost=said.selling_cost_percent / 100,
        repairs_per_year=said.repairs_percent / 100,
        warranty_months=said.warranty_months,
        cooling=said.cooling_percent / 100,
        **others,
    )
