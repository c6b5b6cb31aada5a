"""What is said of renting besides its cost, alike by every calculator: waiting for a machine, and losing it."""

from __future__ import annotations

from collections.abc import Iterator

from calculators.core.quantity import Unit
from calculators.core.report import Reason
from calculators.core.text import number, plain
from calculators.engines.circumstances import Circumstances
from calculators.engines.corners import typical
from calculators.engines.demand import Demand
from calculators.engines.rental_plans import NEVER, RentalPlan

CARBON = (
    "Carbon of the rental: nobody says where its data centre stands, so your own grid is taken, widened to hold the world’s mean. "
    "Making the hardware counts too: in full for a new rig, not at all second hand, by the hour of a server’s life for a rental."
)


def waiting(starts_per_week: float, ways: Circumstances) -> tuple[Reason, ...]:
    """Hours a week in which one waits for a machine."""
    hours = starts_per_week * ways.waiting_hours
    if not hours:
        return ()
    told = f"Waiting for a free machine takes {number(hours, Unit.HOURS_PER_WEEK)}, which costs time, not money."
    return (Reason(told, (), "cloud"),)


def limits_unknown(plan: RentalPlan, ways: Circumstances) -> Iterator[str]:
    """What nobody says of a notebook: how long a session lasts, and when runs that nobody attends are cut."""
    tier = plan.rental.tier
    if tier is None or plan.obstacles:
        return
    if plan.session_hours is None:
        yield f"How long a session of {plan.rental.name} lasts is not published: no run is taken to be cut by its end."
    if not ways.attended and tier.background != "yes" and plan.idle_hours is None:
        yield f"After how long {plan.rental.name} cuts what nobody attends is not published: it is taken not to."


def term_words(plan: RentalPlan, months: float) -> tuple[str, ...]:
    """What a reservation is taken to cost after its first term, where one looks further."""
    term = plan.committed_months
    if not 0 < term < months:
        return ()
    return (
        f"After its first term of {plain(term)} months the reservation is counted as paid by the month, at the same price.",
    )


def cut_words(plans: tuple[RentalPlan, ...], ways: Circumstances, demand: Demand) -> tuple[str, ...]:
    """What machines that are taken away, and sessions that are cut, do to the work."""
    told = []
    if any(plan.interruptions.high for plan in plans):
        told.append(
            "A spot machine that is taken away loses the work since the last checkpoint (Daly 2006)."
            if ways.resumes
            else "A spot machine that is taken away loses the run so far: it starts again (Daly 2006)."
        )
    factors = {plan.rental.name: plan.rework(typical, demand, ways) for plan in plans}
    told += [
        f"On {name} an hour of work takes {plain(by, 4)}, with what is lost and repeated."
        for name, by in factors.items()
        if 1 < by < NEVER
    ]
    return tuple(told)
