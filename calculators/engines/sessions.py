"""Sessions, weeks and compute units of a long run on a notebook that cuts sessions and rations hours.

    n = ceil(h / (s − r)),    g = h + n·r,    w = g / q,    u = g·b

with h hours of work, s the longest session, r what is lost as each session starts (software, weights, the checkpoint), g hours
that the GPU is held, q hours a week, b compute units an hour. A quota that is spent within a session cuts it too: a week holds
floor(q / s) whole sessions and, if more than r is left of it, a shorter one. Hours; each range is taken at its ends.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from calculators.core.ranges import Range
from calculators.engines.corners import CORNERS, Draw, spanned

ROUNDING = 1e-9
"""What a quotient may exceed a whole number by and still count as it."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a notebook publishes of its limits: hours of a session, hours a week, compute units an hour; None for what it does not."""

    session: Range | None = None
    weekly: Range | None = None
    burn: Range | None = None


@dataclass(frozen=True, slots=True)
class Stay:
    """Hours that the GPU is held, sessions, and weeks and compute units; None where the limit is not published."""

    held: Range
    sessions: Range | None
    weeks: Range | None
    units: Range | None


def sessions(hours: float, session: float, resume: float = 0.0) -> int:
    """N = ceil(h / (s − r)); ValueError where a session is over before work begins."""
    if session <= resume:
        raise ValueError(f"a session of {session} h is over before work begins, after {resume} h")
    return max(1, math.ceil(hours / (session - resume) - ROUNDING))


def rationed(hours: float, session: float, weekly: float, resume: float = 0.0) -> tuple[int, float, float]:
    """(sessions, hours held, weeks) where a quota cuts sessions too; ValueError where no work is done in a week."""
    session = min(session, weekly)
    if session <= resume:
        raise ValueError(f"a session of {session} h is over before work begins, after {resume} h")
    whole = math.floor(weekly / session + ROUNDING)
    left = max(0.0, weekly - whole * session - resume)
    in_a_week = whole * (session - resume) + left
    full_weeks = sessions(hours, in_a_week) - 1
    rest = hours - full_weeks * in_a_week
    last = sessions(rest, session, resume)
    count = full_weeks * (whole + (left > ROUNDING)) + last
    return count, hours + count * resume, full_weeks + (rest + last * resume) / weekly


def stay(hours: Range, limits: Limits, resume: float = 0.0) -> Stay:
    """A run of so many hours under the limits; ValueError where they leave no time for work."""
    count, held, weeks = (
        spanned(*parts) for parts in zip(*(_corner(draw, hours, limits, resume) for draw in CORNERS), strict=True)
    )
    return Stay(
        held=held,
        sessions=count if limits.session else None,
        weeks=weeks if limits.weekly else None,
        units=held * limits.burn if limits.burn else None,
    )


def _corner(draw: Draw, hours: Range, limits: Limits, resume: float) -> tuple[float, float, float]:
    """(sessions, hours held, weeks) at one end of hours and limits; without a limit one session, without a quota no weeks."""
    needed = draw(hours, True)
    session = draw(limits.session, False) if limits.session else math.inf
    if limits.weekly:
        return rationed(needed, session, draw(limits.weekly, False), resume)
    count = sessions(needed, session, resume)
    return count, needed + count * resume, 0.0
