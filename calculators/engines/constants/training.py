"""Constants of training speed."""

from calculators.engines.constants import Constant

_ALL = (
    "llm-foundry-benchmarking", "lambda-deeplearning-benchmark", "qwen-readme", "llm-c-scripts", "llama-factory-wiki",
    "tinyllama-readme", "nanogpt-readme",
)  # fmt: skip
_FIT = "Damped least squares of ln(tokens a second), robust, on all readings of training."
_SPREAD = "90% of what is left over, source by source left out."

CONSTANTS = (
    Constant(
        "arithmetic_share", 0.7417, "of the peak",
        "Reached by matrices, of the rate with 32-bit sums.",
        _FIT, _ALL,
    ),
    Constant("filling", 0.1275, "exponent", "By which the share falls with the peak of the chip.", _FIT, _ALL),
    Constant("attention_share", 0.339, "factor", "Attention's FLOPs beside those of matrices.", _FIT, _ALL),
    Constant("fp8_gain", 1.298, "factor", "Matrices in FP8 beside 16 bits.", _FIT, ("llm-foundry-benchmarking",)),
    Constant("activation_passes", 1.271, "passes", "Over a token's activations, forward and backward.", _FIT, _ALL),
    Constant(
        "eager_passes", 1.341, "factor",
        "The same in software that leaves them unfused.",
        _FIT, ("qwen-readme", "llama-factory-wiki", "lambda-deeplearning-benchmark"),
    ),
    Constant(
        "score_passes", 50.84, "passes",
        "Over attention scores where attention is not fused.",
        _FIT, ("lambda-deeplearning-benchmark", "llama-factory-wiki"),
    ),
    Constant(
        "unpack_passes", 4.862, "passes",
        "Over quantized weights, each time they are unpacked.",
        _FIT, ("qwen-readme", "llama-factory-wiki"),
    ),
    Constant(
        "layer_ms", 4.616, "ms",
        "Of a layer in a micro-batch, forward and backward, beside its matrices.",
        _FIT, _ALL,
    ),
    Constant(
        "link_share", 1.735, "of the link's rate",
        "At which GPUs wait for each other; above 1 where work hides most of it.",
        _FIT, ("lambda-deeplearning-benchmark", "llm-foundry-benchmarking"),
    ),
    Constant("spread_training", 0.2944, "ln", "Half width of the range.", _SPREAD, _ALL),
    Constant("spread_outside", 0.5888, "ln", "Half width of the range for what the data does not hold.", _SPREAD, _ALL),
)  # fmt: skip
