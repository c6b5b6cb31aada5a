"""Constants of inference memory."""

from calculators.engines.constants import Constant, spread

_ALLOCATED = ("qwen2-5-speed-benchmark", "qwen2-speed-benchmark", "qwen-readme", "litgpt-tutorials")
_ALL = (*_ALLOCATED, "gpu-benchmarks-on-llm-inference")

CONSTANTS = (
    Constant(
        "workspace_gib",
        0.0441,
        "GiB",
        "Of one GPU: buffers of the matrix library, logits of a token, rounding of blocks in PyTorch's allocator.",
        "Least robust relative error of allocated memory.",
        _ALLOCATED,
    ),
    spread("spread_llama-cpp", 0.05033, "llama.cpp", _ALL),
    spread("spread_transformers", 0.06512, "transformers", _ALL),
    spread("spread_litgpt", 0.05033, "LitGPT", _ALL),
    spread("spread_outside", 0.1007, "other software", _ALL),
)
