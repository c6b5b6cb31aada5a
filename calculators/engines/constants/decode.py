"""Constants of decoding."""

from calculators.engines.constants import Constant

_ALL = (
    "gpu-benchmarks-on-llm-inference", "qwen2-5-speed-benchmark", "qwen2-speed-benchmark", "qwen-readme", "litgpt-tutorials",
    "gpt-fast-readme", "exllamav2-readme", "mlc-llm-perf-bench", "tinyllama-readme",
)  # fmt: skip
_LLAMA_CPP = ("gpu-benchmarks-on-llm-inference", "mlc-llm-perf-bench", "tinyllama-readme")
_VLLM = ("qwen2-5-speed-benchmark", "qwen2-speed-benchmark", "qwen-readme")
_EAGER = (*_VLLM, "litgpt-tutorials")
_FIT = (
    "Damped least squares of ln(tokens a second), robust, on all decode readings at once; narrow priors on what tells one "
    "software from the rest."
)
_SPREAD = "90% of what is left over, source by source left out."

CONSTANTS = (
    Constant("share", 0.9088, "of peak bandwidth", "Reached by compiled kernels that read weights.", _FIT, _ALL),
    Constant(
        "share_hbm", 0.6678, "factor",
        "The same on HBM of kernels that unpack weights, and of all of llama.cpp's.",
        _FIT, _ALL,
    ),
    Constant(
        "share_hbm_half", 0.8756, "factor",
        "The same on HBM of libraries' kernels at 16 bits.",
        _FIT, ("gpt-fast-readme", *_VLLM),
    ),
    Constant("share_unified", 0.7753, "factor", "The same on memory that the processor shares.", _FIT, _LLAMA_CPP),
    Constant("share_8_bit", 1.132, "factor", "Weights of 8 bits beside those of 4.", _FIT, _ALL),
    Constant(
        "quantized_llama_cpp", 0.9698, "factor",
        "llama.cpp's kernels for quantized weights beside the mean.",
        _FIT, _LLAMA_CPP,
    ),
    Constant("quantized_vllm", 1.082, "factor", "vLLM's kernels for quantized weights beside the mean.", _FIT, _VLLM),
    Constant(
        "quantized_gpt_fast", 0.954, "factor",
        "gpt-fast's kernels for quantized weights beside the mean.",
        _FIT, ("gpt-fast-readme",),
    ),
    Constant(
        "layer_us", 50.2, "µs",
        "Of a layer beside its bytes: kernels that start, small operations, latency of memory.",
        _FIT, _ALL,
    ),
    Constant("layer_llama_cpp", 2.277, "factor", "llama.cpp's layers beside the mean.", _FIT, _LLAMA_CPP),
    Constant("layer_vllm", 1.034, "factor", "vLLM's layers beside the mean.", _FIT, _VLLM),
    Constant("layer_gpt_fast", 0.9192, "factor", "gpt-fast's layers beside the mean.", _FIT, ("gpt-fast-readme",)),
    Constant(
        "layer_newer", 0.7835, "factor",
        "Layers on NVIDIA's chips of 2022 on (Ada Lovelace, Hopper, Blackwell) beside those before.",
        _FIT, ("exllamav2-readme", "gpu-benchmarks-on-llm-inference", "mlc-llm-perf-bench"),
    ),
    Constant(
        "layer_unified", 1.723, "factor",
        "Layers on chips that share the processor's memory, driven by Metal, beside CUDA.",
        _FIT, _LLAMA_CPP,
    ),
    Constant(
        "step_ms", 0.1006, "ms",
        "Of a token whatever the model: sampling, the loop of the software.",
        _FIT, _ALL,
    ),
    Constant("step_vllm_ms", 2.444, "ms", "The same in vLLM, with its scheduler.", _FIT, _VLLM),
    Constant(
        "cache_factor", 0.6391, "reads",
        "How often the KV cache is read, in effect, by compiled kernels.",
        _FIT, _ALL,
    ),
    Constant(
        "cache_llama_cpp", 0.8016, "factor",
        "llama.cpp's reads of the cache, for each query head, beside the mean of the others, which read it once for all.",
        _FIT, _LLAMA_CPP,
    ),
    Constant(
        "cache_eager", 4.88, "reads",
        "How often the KV cache, repeated for every query head, is read and written by eager PyTorch.",
        _FIT, _EAGER,
    ),
    Constant(
        "expert_layer_ms", 0.7483, "ms",
        "Of a layer of experts in vLLM before 0.5, which does not group them.",
        _FIT, _VLLM,
    ),
    Constant("operation_us", 17.56, "µs", "Of an operation that Python launches.", _FIT, _EAGER),
    Constant(
        "launch_gptq", 0.98, "factor",
        "Launching a layer in GPTQ beside what its operations say.",
        _FIT, _VLLM,
    ),
    Constant("launch_awq", 1.077, "factor", "The same in AWQ.", _FIT, _VLLM),
    Constant("launch_nf4", 1.271, "factor", "The same in 4-bit bitsandbytes.", _FIT, ("litgpt-tutorials",)),
    Constant("launch_int8", 1.142, "factor", "The same in 8-bit bitsandbytes.", _FIT, ("litgpt-tutorials",)),
    Constant("launch_vllm", 1.106, "factor", "The same in vLLM beyond the context of its graphs.", _FIT, _VLLM),
    Constant("expert_launch_us", 93.94, "µs", "Of each expert that an eager layer loops over.", _FIT, _VLLM),
    Constant("share_eager", 0.7521, "of peak bandwidth", "Reached by eager PyTorch's kernels.", _FIT, _EAGER),
    Constant("share_eager_quantized", 0.5438, "factor", "The same with quantized weights.", _FIT, _EAGER),
    Constant(
        "hop_ms", 0.1053, "ms",
        "Of a token that passes to the next GPU's layers.",
        _FIT, ("gpu-benchmarks-on-llm-inference",),
    ),
    Constant("sum_us", 12.42, "µs", "Of a sum over GPUs on NVLink.", _FIT, ("gpt-fast-readme", *_VLLM)),
    Constant(
        "host_sum_us", 128.3, "µs",
        "Of a layer and GPU, where the processor drives the sums.",
        _FIT, ("gpu-benchmarks-on-llm-inference", "litgpt-tutorials"),
    ),
    Constant(
        "prompt_share", 0.4346, "of peak arithmetic",
        "Reached while a long prompt is read before the reply.",
        _FIT, _VLLM,
    ),
    Constant("spread_compiled", 0.2975, "ln", "Half width of the range for compiled kernels.", _SPREAD, _ALL),
    Constant("spread_eager", 0.3849, "ln", "Half width for software that launches from Python.", _SPREAD, _EAGER),
    Constant(
        "spread_outside", 0.7699, "ln",
        "Half width of the range for software or memory that the data does not hold.",
        _SPREAD, _ALL,
    ),
)  # fmt: skip
