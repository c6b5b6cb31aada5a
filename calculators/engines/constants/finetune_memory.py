"""Constants of fine-tuning memory."""

from calculators.engines.constants import Constant, spread

_DRIVER = ("qwen-readme", "llama-factory-wiki", "peft-readme")
_ALL = (*_DRIVER, "litgpt-tutorials")

CONSTANTS = (
    Constant(
        "runtime_gib",
        1.457,
        "GiB",
        "Of one GPU: CUDA context, libraries, and blocks that PyTorch's allocator holds without use.",
        "Least robust relative error, on readings of whole GPUs.",
        _DRIVER,
    ),
    spread(
        "spread_pytorch", 0.1279, "one GPU; twice that where weights are sharded, three times where offloaded", _ALL
    ),
    spread("spread_outside", 0.2558, "other software", _ALL),
)
