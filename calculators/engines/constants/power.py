"""Constants of power."""

from calculators.engines.constants import Constant

_FROM = ("club-3090",)
_FIT = "Damped least squares of ln(watts), robust, on sweeps of power limits on two cards, which weigh alike."
_SPREAD = "90% of what is left over, GPU by GPU left out."

CONSTANTS = (
    Constant("draw_decode", 0.912, "of the board's power", "Drawn while decoding without waits.", _FIT, _FROM),
    Constant("draw_prefill", 0.9857, "of the board's power", "Drawn while prompts are read without waits.", _FIT, _FROM),
    Constant("spread_power", 0.3, "ln", "Half width of the range of watts.", _SPREAD, _FROM),
    Constant("spread_outside", 0.6, "ln", "Half width of the range for cards that the data does not hold.", _SPREAD, _FROM),
)  # fmt: skip
