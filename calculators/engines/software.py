"""What runs models: which formats of weights it takes, how it keeps the KV cache, how it shares several GPUs."""

from __future__ import annotations

from dataclasses import dataclass

from calculators.engines.memory import LAYERS, TENSOR
from calculators.records import Gpu, Quantization

CACHE_TYPES = {"f16": "16 bits", "q8": "8 bits", "q4": "4 bits"}
"""Types of the KV cache. Quality suffers little at 8 bits, visibly at 4."""

_GGUF_CACHE = {"f16": 2.0, "q8": 34 / 32, "q4": 18 / 32}
_PLAIN_CACHE = {"f16": 2.0, "q8": 1.0}
_ALL_CACHE = {"f16": 2.0, "q8": 1.0 + 1 / 16, "q4": 0.5 + 1 / 16}
"""Bytes a value: GGUF's Q8_0 and Q4_0 have blocks of 32 with a 16-bit scale; others a scale for 32 values or none."""


@dataclass(frozen=True, slots=True, eq=False)
class Software:
    """A program that runs models. `listed` is its name in the records of quantizations."""

    id: str
    name: str
    listed: str
    formats: tuple[str, ...]
    cache_bytes: dict[str, float]
    pytorch: bool
    split: str = LAYERS
    images: bool = False
    offloads: bool = False
    """True when part of the weights can stay in the computer's memory."""
    vendors: tuple[str, ...] = ("nvidia", "amd", "intel", "apple")
    takes_fraction: float = 0.0
    """Of the GPU's memory, what it takes whatever it needs (0: no more than it needs)."""

    def runs(self, quantization: Quantization) -> bool:
        """True when it takes weights in this quantization."""
        if quantization.format == "exl":
            return self.listed in quantization.software
        return quantization.format in self.formats or self.listed in quantization.software


_SERVER = ("native", "gptq", "awq", "fp", "compressed-tensors")

SOFTWARE = {
    s.id: s
    for s in (
        Software("llama-cpp", "llama.cpp (also Ollama, LM Studio, KoboldCpp)", "llama.cpp", ("gguf", "native"), _GGUF_CACHE,
                 pytorch=False, offloads=True),
        Software("transformers", "Hugging Face transformers", "transformers",
                 ("native", "gptq", "awq", "bitsandbytes", "fp", "hqq", "torchao", "compressed-tensors"), _ALL_CACHE, pytorch=True,
                 offloads=True),
        Software("vllm", "vLLM", "vLLM", (*_SERVER, "bitsandbytes"), _PLAIN_CACHE, pytorch=True, split=TENSOR,
                 vendors=("nvidia", "amd", "intel"), takes_fraction=0.9),
        Software("sglang", "SGLang", "SGLang", _SERVER, _PLAIN_CACHE, pytorch=True, split=TENSOR,
                 vendors=("nvidia", "amd"), takes_fraction=0.88),
        Software("exllamav2", "ExLlamaV2 (TabbyAPI)", "ExLlamaV2", ("gptq",), _ALL_CACHE, pytorch=True, vendors=("nvidia", "amd")),
        Software("exllamav3", "ExLlamaV3 (TabbyAPI)", "ExLlamaV3", (), _ALL_CACHE, pytorch=True, vendors=("nvidia",)),
        Software("mlx", "MLX", "MLX", ("mlx", "native"), _ALL_CACHE, pytorch=False, vendors=("apple",)),
        Software("tensorrt-llm", "TensorRT-LLM", "TensorRT-LLM", _SERVER, _PLAIN_CACHE, pytorch=True, split=TENSOR,
                 vendors=("nvidia",), takes_fraction=0.9),
        Software("mlc", "MLC LLM", "MLC LLM", ("mlc", "native"), {"f16": 2.0}, pytorch=False),
        Software("litgpt", "LitGPT", "LitGPT", ("native", "bitsandbytes"), {"f16": 2.0}, pytorch=True),
        Software("gpt-fast", "gpt-fast", "gpt-fast", ("native", "torchao"), {"f16": 2.0}, pytorch=True, split=TENSOR),
        Software("diffusers", "diffusers", "diffusers", ("native", "bitsandbytes", "fp", "torchao", "gguf"), {"f16": 2.0},
                 pytorch=True, images=True, offloads=True),
        Software("comfyui", "ComfyUI", "ComfyUI", ("native", "fp", "gguf"), {"f16": 2.0}, pytorch=True, images=True, offloads=True),
        Software("stable-diffusion-cpp", "stable-diffusion.cpp", "stable-diffusion.cpp", ("native", "gguf"), {"f16": 2.0},
                 pytorch=False, images=True),
    )
}  # fmt: skip
"""By id; ids are those of the measurements."""

_USUAL = {"gguf": "llama-cpp", "mlx": "mlx", "mlc": "mlc", "gptq": "vllm", "awq": "vllm", "fp": "vllm", "compressed-tensors": "vllm",
          "torchao": "gpt-fast"}  # fmt: skip


def usual(quantization: Quantization, gpu: Gpu, *, images: bool) -> Software:
    """The software that most people would take for weights in this quantization on this GPU."""
    if images:
        return SOFTWARE["diffusers"]
    if quantization.format == "exl":
        return next(s for s in SOFTWARE.values() if s.listed in quantization.software)
    if quantization.format == "native" and gpu.vendor == "apple":
        return SOFTWARE["mlx"]
    return SOFTWARE[_USUAL.get(quantization.format, "transformers")]
