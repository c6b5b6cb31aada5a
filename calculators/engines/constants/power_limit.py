"""Constants of speed under a power limit."""

from calculators.engines.constants import Constant

_FROM = ("club-3090",)
_FIT = "Damped least squares of ln(share of the speed without a limit), robust, on sweeps of limits on two cards, which weigh alike."
_SPREAD = "90% of what is left over, GPU by GPU left out."

CONSTANTS = (
    Constant("floor", 0.48, "of the power wanted", "Spent before any work is done.", _FIT, _FROM),
    Constant("fall_decode", 0.1413, "exponent", "Of the speed of decoding as the rest of the power falls.", _FIT, _FROM),
    Constant("fall_prefill", 0.1989, "exponent", "Of the speed of reading prompts as the rest of the power falls.", _FIT, _FROM),
    Constant("spread_limited", 0.15, "ln", "Half width of the range of the share of speed.", _SPREAD, _FROM),
    Constant("spread_outside", 0.3, "ln", "Half width of the range for cards that the data does not hold.", _SPREAD, _FROM),
)  # fmt: skip
