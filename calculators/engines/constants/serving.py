"""Constants of saturated servers."""

from calculators.engines.constants import Constant

_FROM = ("tensorrt-llm-perf-overview", "tinyllama-readme")
_FIT = "Damped least squares of ln(tokens a second), robust, on all readings of servers; every GPU weighs alike."
_SPREAD = "90% of what is left over, GPU by GPU left out."

CONSTANTS = (
    Constant("arithmetic_share", 0.705, "of the peak", "Reached by matrices of a large batch.", _FIT, _FROM),
    Constant("four_bit_share", 0.6128, "factor", "Of that share, what is reached at FP4; at FP8 all of it.", _FIT, _FROM),
    Constant("bandwidth_share", 0.9262, "of peak bandwidth", "Reached by reads of weights and KV cache.", _FIT, _FROM),
    Constant("tensor_share", 0.7002, "factor", "Of several GPUs' rates that tensor parallelism keeps.", _FIT, _FROM),
    Constant("layers_share", 0.8369, "factor", "Of several GPUs' rates that a pipeline of layers keeps.", _FIT, _FROM),
    Constant("request_us", 14.05, "µs", "Of an output token in the software.", _FIT, _FROM),
    Constant("prompt_token_us", 3.164, "µs", "Of a prompt token in the software.", _FIT, _FROM),
    Constant("step_ms", 4.049, "ms", "Of a step beside its bytes and arithmetic.", _FIT, _FROM),
    Constant("spread_serving", 0.2954, "ln", "Half width of the range.", _SPREAD, _FROM),
    Constant("spread_outside", 0.5908, "ln", "Half width of the range for what the data does not hold.", _SPREAD, _FROM),
)  # fmt: skip
