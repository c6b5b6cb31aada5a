"""Work on a machine that may be taken away: what it takes in the end, with a checkpoint every so often.

A spot machine is taken away at random, at a constant rate 1/M an hour (M: mean time between interruptions). A checkpoint is written
after every τ hours of work and takes δ hours; after an interruption R hours go by until work goes on from the last checkpoint,
and it may strike then too. The expected time for each hour of work is

    (M · e^(R/M) · (e^((τ + δ)/M) − 1)) / τ

(Daly, A higher order estimate of the optimum checkpoint interval for restart dumps, Future Generation Computer Systems 22,
2006, eq. 20). Without interruptions it is 1 + δ/τ.
"""

from __future__ import annotations

from math import exp, expm1, inf, log1p

HOURS_PER_MONTH = 730.485
"""365.2425 × 24 / 12."""


def mean_hours_between(monthly_fraction: float) -> float:
    """M in hours, of the share of machines that are taken away within a month: −730 / ln(1 − f); infinite for none."""
    if monthly_fraction <= 0:
        return inf
    return -HOURS_PER_MONTH / log1p(-min(monthly_fraction, 1 - 1e-9))


def expected_factor(
    mean_hours: float, checkpoint_hours: float, write_hours: float = 0.0, restart_hours: float = 0.0
) -> float:
    """Hours that an hour of work takes on a machine that is taken away every `mean_hours` on average. At least 1.

    ValueError for a checkpoint interval that is not positive.
    """
    if checkpoint_hours <= 0:
        raise ValueError(f"a checkpoint every {checkpoint_hours} h is none")
    segment = checkpoint_hours + write_hours
    if mean_hours == inf:
        return segment / checkpoint_hours
    exponent = (segment + restart_hours) / mean_hours
    if exponent > 700:
        return inf
    return mean_hours * exp(restart_hours / mean_hours) * expm1(segment / mean_hours) / checkpoint_hours
