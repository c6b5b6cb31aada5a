"""Constants of the speed of image and video models."""

from calculators.engines.constants import Constant

_ALL = (
    "diffusers-torch2-doc", "diffusers-torchao-flux", "diffusers-torchao-cogvideox", "stable-fast-readme",
    "diffusers-deepcache-doc",
)  # fmt: skip
_AO = ("diffusers-torchao-flux", "diffusers-torchao-cogvideox")
_FIT = "Damped least squares of ln(steps a second), robust, on all readings of image and video models."
_SPREAD = "90% of what is left over, source by source left out."

CONSTANTS = (
    Constant(
        "arithmetic_share", 0.4548, "of the peak",
        "Reached by matrices, of the rate with 16-bit sums.",
        _FIT, _ALL,
    ),
    Constant("needed_power", 0.8339, "of the usual", "Board power to arithmetic below which clocks fall.", _FIT, _ALL),
    Constant("convolution_share", 0.7082, "factor", "Convolutions beside matrices.", _FIT, _ALL),
    Constant(
        "activation_passes", 1.693, "passes",
        "Over activations in memory beside what each operation must.",
        _FIT, _ALL,
    ),
    Constant("compiled_passes", 0.2422, "factor", "The same where operations are fused by a compiler.", _FIT, _ALL),
    Constant("operation_us", 18.83, "µs", "Of an operation that Python launches.", _FIT, _ALL),
    Constant("compiled_launch", 0.7746, "factor", "Launching a compiled model beside an eager one.", _FIT, _ALL),
    Constant(
        "graph_launch", 0.3484, "factor",
        "Replaying a graph beside launching its operations.",
        _FIT, ("stable-fast-readme",),
    ),
    Constant(
        "weights_compiled", 0.8635, "factor",
        "Time of matrices with quantized weights, compiled, beside 16 bits.",
        _FIT, _AO,
    ),
    Constant("weights_eager", 1.288, "factor", "The same, eager.", _FIT, _AO),
    Constant(
        "dynamic_compiled", 0.6409, "factor",
        "Time of matrices with weights and activations at 8 bits, compiled.",
        _FIT, _AO,
    ),
    Constant("dynamic_eager", 1.946, "factor", "The same, eager.", _FIT, _AO),
    Constant("slow_format", 4.692, "factor", "Time of matrices with kernels made for one token.", _FIT, _AO),
    Constant("spread_images", 0.3158, "ln", "Half width of the range.", _SPREAD, _ALL),
    Constant("spread_outside", 0.6315, "ln", "Half width of the range for what the data does not hold.", _SPREAD, _ALL),
)  # fmt: skip
