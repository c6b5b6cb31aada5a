"""What a GPU draws at work, and how much a power limit slows it.

    P = min(P_limit, P_idle + busy·(d·P_board − P_idle))

with d the share of the board's power that the kind of work draws when the GPU is never kept waiting, and busy the share of time
in which it is not: a GPU that waits for launches draws little more than idle. Under a limit below what the work would draw, clocks
fall until the limit holds: dynamic power goes with frequency and the square of voltage (Weste and Harris, CMOS VLSI Design, 2011,
section 5.2), so that the last watts buy little speed and the first are spent before any work is done:

    r = ((x − a) / (1 − a))^b,    x = P / P_full

Watts.
"""

from __future__ import annotations

from collections.abc import Mapping

from calculators.engines.chips import Chip
from calculators.engines.constants import power, power_limit, values

SHIPPED = values(power.CONSTANTS)
SHIPPED_LIMIT = values(power_limit.CONSTANTS)

DECODE = "decode"
PREFILL = "prefill"

IDLE_SHARE = 0.05
"""Of a board's power at idle, where its record states none (15 to 26 W of 320 to 450 W on the GeForce cards that state it)."""


LEAST = 0.01
"""What remains of (x − a) / (1 − a) at limits below those that drivers allow."""


def idle_watts(chip: Chip) -> float:
    """Watts of a card at idle."""
    return chip.idle_watts or IDLE_SHARE * chip.board_watts


def wanted_watts(chip: Chip, phase: str, busy: float = 1.0, k: Mapping[str, float] = SHIPPED) -> float:
    """Watts that the work would draw without a limit: P_idle + busy·(d·P_board − P_idle)."""
    idle = idle_watts(chip)
    return idle + busy * (k[f"draw_{phase}"] * chip.board_watts - idle)


def drawn_watts(
    chip: Chip, phase: str, busy: float = 1.0, limit: float | None = None, k: Mapping[str, float] = SHIPPED
) -> float:
    """Watts that a card draws at work: what the work wants, or the limit."""
    wanted = wanted_watts(chip, phase, busy, k)
    return wanted if limit is None else min(limit, wanted)


def speed_under_limit(wanted: float, limit: float | None, phase: str, k: Mapping[str, float] = SHIPPED_LIMIT) -> float:
    """The share of its speed that work keeps under a limit: r = ((x − a) / (1 − a))^b, 1 where the limit does not bind."""
    if limit is None or limit >= wanted:
        return 1.0
    base = k["floor"]
    share = max(LEAST, (limit / wanted - base) / (1 - base))
    return float(share ** k[f"fall_{phase}"])
