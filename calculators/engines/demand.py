"""The work, as every plan is asked to do it: how much, how often, in runs of what length, with what data."""

from __future__ import annotations

from dataclasses import dataclass, replace

HOURS_PER_WEEK = 168.0
INFINITE = float("inf")


@dataclass(frozen=True, slots=True)
class Demand:
    """Hours a week are hours of work on the machine of reference (beside a rig: the rig); data in GB."""

    hours_per_week: float
    idle_hours_per_week: float
    """Hours a week that a machine of one's own is on and idle."""
    storage_gb: float
    """Kept between runs."""
    egress_gb_per_month: float = 0.0
    """Sent out of the cloud."""
    starts_per_week: float = 0.0
    """How often a rented machine is started for the work."""
    longest_run_hours: float = 0.0
    """The longest run, in hours on the machine of reference."""
    shared_hours_per_week: float = INFINITE
    """Hours a week in which several want a machine of their own, and queue for it; infinite where one has it to oneself."""

    @property
    def idle_hours(self) -> float:
        """Idle hours a week that are left beside the work."""
        return max(0.0, min(self.idle_hours_per_week, HOURS_PER_WEEK - self.hours_per_week))

    def with_hours(self, hours_per_week: float) -> Demand:
        """The same demand at other hours a week."""
        return replace(self, hours_per_week=hours_per_week)
