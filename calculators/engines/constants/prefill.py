"""Constants of reading prompts in llama.cpp."""

from calculators.engines.constants import Constant

_FROM = ("gpu-benchmarks-on-llm-inference",)
_FIT = "Damped least squares of ln(tokens a second), robust, on all prompts; every GPU weighs alike."
_SPREAD = "90% of what is left over, GPU by GPU left out."

CONSTANTS = (
    Constant("arithmetic_share", 0.615, "of the peak", "Reached by matrices in 16 bits, of the rate with 16-bit sums.", _FIT, _FROM),
    Constant("arithmetic_unified", 0.9931, "factor", "The same on Apple's chips, of their FP32 rate.", _FIT, _FROM),
    Constant("needed_power", 0.7981, "of the usual", "Board power to arithmetic below which clocks fall.", _FIT, _FROM),
    Constant("pass_factor", 0.5973, "passes", "Over the weights in memory, in a micro-batch.", _FIT, _FROM),
    Constant("layer_ms", 0.6068, "ms", "Of a layer in a micro-batch, beside its matrices.", _FIT, _FROM),
    Constant("score_bytes", 26.96, "bytes", "Of memory traffic a score causes where attention is not fused.", _FIT, _FROM),
    Constant("pipeline_share", 0.4725, "of a full pipeline", "Gained when GPUs with whole layers overlap micro-batches.", _FIT, _FROM),
    Constant("old_build", 1.375, "factor", "Time with CUDA builds of 2023 beside later ones.", _FIT, _FROM),
    Constant("spread_llama_cpp", 0.4802, "ln", "Half width of the range with llama.cpp.", _SPREAD, _FROM),
    Constant("spread_outside", 0.9603, "ln", "Half width of the range for other software and kinds of memory.", _SPREAD, _FROM),
)  # fmt: skip
