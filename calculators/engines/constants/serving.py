"""Constants of saturated servers."""

from calculators.engines.constants import Constant

_FROM = ("tensorrt-llm-perf-overview", "tinyllama-readme")
_FIT = "Damped least squares of ln(tokens a second), robust, on all readings of servers; every GPU weighs alike."
_SPREAD = "90% of what is left over, GPU by GPU left out."

CONSTANTS = (
    Constant("arithmetic_share", 0.6903, "of the peak", "Reached by matrices of a large batch.", _FIT, _FROM),
    Constant("eight_bit_share", 1.022, "factor", "The same at FP8.", _FIT, _FROM),
    Constant("four_bit_share", 0.6255, "factor", "The same at FP4.", _FIT, _FROM),
    Constant("bandwidth_share", 0.9246, "of peak bandwidth", "Reached by reads of weights and KV cache.", _FIT, _FROM),
    Constant("tensor_share", 0.7003, "factor", "Of several GPUs' rates that tensor parallelism keeps.", _FIT, _FROM),
    Constant("layers_share", 0.8364, "factor", "Of several GPUs' rates that a pipeline of layers keeps.", _FIT, _FROM),
    Constant("request_us", 14.06, "µs", "Of an output token in the software.", _FIT, _FROM),
    Constant("prompt_token_us", 3.174, "µs", "Of a prompt token in the software.", _FIT, _FROM),
    Constant("step_ms", 3.966, "ms", "Of a step beside its bytes and arithmetic.", _FIT, _FROM),
    Constant("spread_serving", 0.2987, "ln", "Half width of the range.", _SPREAD, _FROM),
    Constant("spread_outside", 0.5974, "ln", "Half width of the range for what the data does not hold.", _SPREAD, _FROM),
)  # fmt: skip
