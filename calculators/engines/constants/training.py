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
        "arithmetic_share", 0.7104, "of the peak",
        "Reached by matrices, of the rate with 32-bit sums.",
        _FIT, _ALL,
    ),
    Constant("filling", 0.1586, "exponent", "By which the share falls with the peak of the chip.", _FIT, _ALL),
    Constant("attention_share", 0.3459, "factor", "Attention's FLOPs beside those of matrices.", _FIT, _ALL),
    Constant("needed_power", 0.6529, "of the usual", "Board power to arithmetic below which clocks fall.", _FIT, _ALL),
    Constant("fp8_gain", 1.32, "factor", "Matrices in FP8 beside 16 bits.", _FIT, ("llm-foundry-benchmarking",)),
    Constant("activation_passes", 2.143, "passes", "Over a token's activations, forward and backward.", _FIT, _ALL),
    Constant(
        "eager_passes", 1.221, "factor",
        "The same in software that leaves them unfused.",
        _FIT, ("qwen-readme", "llama-factory-wiki", "lambda-deeplearning-benchmark"),
    ),
    Constant(
        "score_passes", 48.92, "passes",
        "Over attention scores where attention is not fused.",
        _FIT, ("lambda-deeplearning-benchmark", "llama-factory-wiki"),
    ),
    Constant(
        "unpack_passes", 5.121, "passes",
        "Over quantized weights, each time they are unpacked.",
        _FIT, ("qwen-readme", "llama-factory-wiki"),
    ),
    Constant(
        "layer_ms", 3.125, "ms",
        "Of a layer in a micro-batch, forward and backward, beside its matrices.",
        _FIT, _ALL,
    ),
    Constant(
        "link_share", 1.48, "of the link's rate",
        "At which GPUs wait for each other; above 1 where work hides most of it.",
        _FIT, ("lambda-deeplearning-benchmark", "llm-foundry-benchmarking"),
    ),
    Constant("spread_training", 0.2309, "ln", "Half width of the range.", _SPREAD, _ALL),
    Constant("spread_outside", 0.4617, "ln", "Half width of the range for what the data does not hold.", _SPREAD, _ALL),
)  # fmt: skip
