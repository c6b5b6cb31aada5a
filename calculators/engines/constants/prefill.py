"""Constants of reading prompts in llama.cpp."""

from calculators.engines.constants import Constant

_FROM = ("gpu-benchmarks-on-llm-inference",)
_FIT = "Damped least squares of ln(tokens a second), robust, on all prompts; every GPU weighs alike."
_SPREAD = "90% of what is left over, GPU by GPU left out."

CONSTANTS = (
    Constant("arithmetic_share", 0.7025, "of the peak", "Reached by matrices in 16 bits, of the rate with 16-bit sums.", _FIT, _FROM),
    Constant("arithmetic_unified", 0.8948, "factor", "The same on Apple's chips, of their FP32 rate.", _FIT, _FROM),
    Constant("pass_factor", 0.8847, "passes", "Over the weights in memory, in a micro-batch.", _FIT, _FROM),
    Constant("layer_ms", 0.9232, "ms", "Of a layer in a micro-batch, beside its matrices.", _FIT, _FROM),
    Constant("score_bytes", 23.22, "bytes", "Of memory traffic a score causes where attention is not fused.", _FIT, _FROM),
    Constant("pipeline_share", 0.4858, "of a full pipeline", "Gained when GPUs with whole layers overlap micro-batches.", _FIT, _FROM),
    Constant("spread_llama_cpp", 0.5075, "ln", "Half width of the range with llama.cpp.", _SPREAD, _FROM),
    Constant("spread_outside", 1.015, "ln", "Half width of the range for other software and kinds of memory.", _SPREAD, _FROM),
)  # fmt: skip
