"""Constants of reading prompts in llama.cpp."""

from calculators.engines.constants import Constant

_FROM = ("gpu-benchmarks-on-llm-inference",)
_FIT = "Damped least squares of ln(tokens a second), robust, on all prompts; every GPU weighs alike."
_SPREAD = "90% of what is left over, GPU by GPU left out."

CONSTANTS = (
    Constant("arithmetic_share", 0.6167, "of the peak", "Reached by matrices in 16 bits, of the rate with 16-bit sums.", _FIT, _FROM),
    Constant("arithmetic_unified", 1.006, "factor", "The same on Apple's chips, of their FP32 rate.", _FIT, _FROM),
    Constant("needed_power", 0.7877, "of the usual", "Board power to arithmetic below which clocks fall.", _FIT, _FROM),
    Constant("pass_factor", 0.7132, "passes", "Over the weights in memory, in a micro-batch.", _FIT, _FROM),
    Constant("layer_ms", 0.5985, "ms", "Of a layer in a micro-batch, beside its matrices.", _FIT, _FROM),
    Constant("score_bytes", 25.02, "bytes", "Of memory traffic a score causes where attention is not fused.", _FIT, _FROM),
    Constant("pipeline_share", 0.4751, "of a full pipeline", "Gained when GPUs with whole layers overlap micro-batches.", _FIT, _FROM),
    Constant("old_build", 1.346, "factor", "Time with CUDA builds of 2023 beside later ones.", _FIT, _FROM),
    Constant("spread_llama_cpp", 0.4537, "ln", "Half width of the range with llama.cpp.", _SPREAD, _FROM),
    Constant("spread_outside", 0.9075, "ln", "Half width of the range for other software and kinds of memory.", _SPREAD, _FROM),
)  # fmt: skip
