"""Published measurements, re-typed: what the engines are fitted to and judged by. Not part of the catalogue that calculators see.

A file of data/measurements/ holds the readings of one kind from one source: `settings` that all of them share, then a
table, one row a reading. The columns and the settings together are the fields of the kind's class below.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any

from calculators.core.quantity import Choice, FieldInfo, Group, Quantity, Switch, Text, Unit, fields_of
from calculators.core.records import Record

SOFTWARE = {
    "llama-cpp": "llama.cpp",
    "transformers": "Hugging Face transformers",
    "vllm": "vLLM",
    "litgpt": "LitGPT",
    "gpt-fast": "gpt-fast",
    "exllama": "ExLlama",
    "exllamav2": "ExLlamaV2",
    "mlc": "MLC LLM",
    "tensorrt-llm": "TensorRT-LLM",
    "llama-factory": "LLaMA-Factory",
    "unsloth": "Unsloth",
    "peft": "PEFT",
    "llm-foundry": "LLM Foundry",
    "llm-c": "llm.c",
    "nanogpt": "nanoGPT",
    "nvidia-examples": "NVIDIA DeepLearningExamples",
    "diffusers": "diffusers",
    "pytorch": "PyTorch",
    "stable-fast": "stable-fast",
    "stable-diffusion-cpp": "stable-diffusion.cpp",
    "aitemplate": "AITemplate",
    "oneflow": "OneFlow",
    "automatic1111": "AUTOMATIC1111 web UI",
    "tensorrt": "TensorRT",
}

_SPLITS = {
    "none": "one GPU, or a copy on each",
    "layers": "layers spread over the GPUs",
    "rows": "each matrix spread by rows (llama.cpp of 2023)",
    "tensor": "tensor parallel",
}
_SHARDING = {
    "none": "one GPU",
    "ddp": "a copy on each GPU",
    "zero-1": "optimizer states spread (ZeRO-1)",
    "zero-2": "optimizer states and gradients spread (ZeRO-2)",
    "zero-3": "weights spread too (ZeRO-3)",
    "fsdp": "weights spread too (FSDP)",
}
_METHODS = {
    "full": "every parameter",
    "lora": "LoRA",
    "lora-embeddings": "LoRA, embeddings and head trained too",
    "qlora": "LoRA over quantized weights",
    "adapter": "LLaMA-Adapter",
    "adapter-v2": "LLaMA-Adapter V2",
    "pretrain": "every parameter, from scratch",
}


def _count(label: str, help_: str = "", largest: float = 1e9) -> Quantity:
    return Quantity(label, help_, unit=Unit.COUNT, minimum=1, maximum=largest, integer=True)


def _tokens(label: str, help_: str = "") -> Quantity:
    return Quantity(label, help_, unit=Unit.TOKENS, minimum=0, maximum=2e7, integer=True)


def _gib(label: str, help_: str = "") -> Quantity:
    return Quantity(label, help_, unit=Unit.GIB, minimum=0.001, maximum=1e5)


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What every reading states."""

    id: Annotated[str, Text("Id", "Unique among all readings.", pattern="[A-Z][0-9]{4}[a-z]?", pattern_help="A0001")]
    model: Annotated[str, Choice("Model", "", family="models")]
    software: Annotated[str, Choice("Software", "", options=SOFTWARE)]
    version: Annotated[str, Text("Version", "Of the software, as the source states it.", longest=80)] = ""
    gpu: Annotated[str, Choice("GPU", "Left out where the source does not name it.", family="gpus")] = ""
    gpu_count: Annotated[int, _count("GPUs", "", 4096)] = 1


@dataclass(frozen=True, kw_only=True)
class InferenceMemory(Reading):
    """GPU memory of a language model at work."""

    quantization: Annotated[str, Choice("Quantization", "", family="quantizations")]
    split: Annotated[str, Choice("Split", "How several GPUs share the model.", options=_SPLITS)] = "none"
    context_tokens: Annotated[int | None, _tokens("Context", "Tokens for which the cache was set up.")] = None
    prompt_tokens: Annotated[int | None, _tokens("Prompt")] = None
    output_tokens: Annotated[int | None, _tokens("Output")] = None
    batch: Annotated[int, _count("Batch")] = 1
    kv_cache: Annotated[str, Choice("KV cache", "", options={"f16": "16 bits", "int8": "8 bits"})] = "f16"
    autocast: Annotated[bool, Switch("Autocast", "True for 32-bit weights computed in 16 bits.")] = False
    reads: Annotated[
        str,
        Choice(
            "Reads",
            "What the figure counts.",
            options={
                "allocated": "the most that PyTorch had allocated",
                "buffers": "the buffers that the software logs, without the CUDA context",
                "driver": "what the driver shows",
            },
        ),
    ] = "allocated"
    scope: Annotated[str, Choice("Scope", "", options={"each": "one of the GPUs", "all": "all GPUs together"})] = "all"
    out_of_memory: Annotated[bool, Switch("Out of memory", "True for a run that did not fit.")] = False
    memory_gib: Annotated[float | None, _gib("Memory")] = None


@dataclass(frozen=True, kw_only=True)
class FileSize(Reading):
    """Size of a model's file."""

    quantization: Annotated[str, Choice("Quantization", "", family="quantizations")]
    file_gib: Annotated[float, _gib("File")]


@dataclass(frozen=True, kw_only=True)
class FinetuneMemory(Reading):
    """GPU memory of fine-tuning."""

    method: Annotated[str, Choice("Method", "", options=_METHODS)]
    quantization: Annotated[str, Choice("Quantization", "Of the frozen weights.", family="quantizations")] = ""
    precision: Annotated[
        str,
        Choice(
            "Precision",
            "Of the weights that are not quantized.",
            options={"bf16": "16 bits", "fp32": "32 bits, computed in 16", "fp16-mixed": "32 bits, computed in fp16"},
        ),
    ] = "bf16"
    sequence_tokens: Annotated[int | None, _tokens("Sequence")] = None
    micro_batch: Annotated[int | None, _count("Micro-batch", "Sequences a GPU works on at once.")] = None
    accumulation: Annotated[int, _count("Accumulation", "Micro-batches to a step.")] = 1
    checkpointing: Annotated[
        str, Choice("Checkpointing", "", options={"on": "on", "off": "off", "unstated": "the source does not say"})
    ] = "unstated"
    optimizer: Annotated[str, Choice("Optimizer", "", options={"adamw": "AdamW", "adamw-8bit": "8-bit Adam"})] = "adamw"
    rank: Annotated[int | None, _count("LoRA rank")] = None
    trained_parameters: Annotated[int | None, _count("Trained parameters", "", 1e13)] = None
    sharding: Annotated[str, Choice("Sharding", "", options=_SHARDING)] = "none"
    nodes: Annotated[int, _count("Computers", "", 1024)] = 1
    offload: Annotated[str, Choice("Offload", "", options={"none": "none", "cpu": "to the computer's memory"})] = "none"
    image_px: Annotated[
        int | None, Quantity("Side", "Of a square image.", unit=Unit.PIXELS, minimum=8, maximum=1e5)
    ] = None
    scope: Annotated[str, Choice("Scope", "", options={"each": "one of the GPUs", "all": "all GPUs together"})] = "each"
    out_of_memory: Annotated[bool, Switch("Out of memory", "True for a run that did not fit.")] = False
    memory_gib: Annotated[float | None, _gib("Memory")] = None


@dataclass(frozen=True, kw_only=True)
class InferenceSpeed(Reading):
    """Tokens a second of a language model."""

    phase: Annotated[
        str,
        Choice(
            "Phase",
            "",
            options={
                "decode": "output tokens, one after the other",
                "prefill": "the prompt",
                "serving": "output tokens of a saturated server",
                "mixed": "prompt and output tokens over the time of both",
            },
        ),
    ]
    quantization: Annotated[str, Choice("Quantization", "", family="quantizations")]
    backend: Annotated[str, Text("Backend", "Of the software, such as ROCm.", longest=40)] = ""
    split: Annotated[str, Choice("Split", "How several GPUs share the model.", options=_SPLITS)] = "none"
    prompt_tokens: Annotated[int | None, _tokens("Prompt")] = None
    output_tokens: Annotated[int | None, _tokens("Output")] = None
    batch: Annotated[int, _count("Batch")] = 1
    speculative: Annotated[bool, Switch("Speculative", "True with speculative decoding.")] = False
    power_limit_watts: Annotated[
        float | None, Quantity("Power limit", "Of one GPU.", unit=Unit.WATT, minimum=5, maximum=3000)
    ] = None
    tokens_per_s: Annotated[
        float, Quantity("Speed", "Of all streams together.", unit=Unit.TOKENS_PER_S, minimum=0.001, maximum=1e8)
    ]


@dataclass(frozen=True, kw_only=True)
class TrainingSpeed(Reading):
    """Speed of training. Tokens are of one GPU; a sequence of BERT counts for its 384 tokens."""

    method: Annotated[str, Choice("Method", "", options=_METHODS)]
    quantization: Annotated[str, Choice("Quantization", "Of the frozen weights.", family="quantizations")] = ""
    precision: Annotated[
        str,
        Choice(
            "Precision",
            "",
            options={"bf16-mixed": "bf16 over 32-bit weights", "bf16": "bf16", "fp16-mixed": "fp16 over 32-bit weights",
                     "fp8": "fp8 over 32-bit weights"},
        ),
    ] = "bf16"  # fmt: skip
    sequence_tokens: Annotated[int | None, _tokens("Sequence")] = None
    micro_batch: Annotated[int | None, _count("Micro-batch", "Sequences a GPU works on at once.")] = None
    accumulation: Annotated[int, _count("Accumulation", "Micro-batches to a step.")] = 1
    checkpointing: Annotated[
        str, Choice("Checkpointing", "", options={"on": "on", "off": "off", "unstated": "the source does not say"})
    ] = "unstated"
    sharding: Annotated[str, Choice("Sharding", "", options=_SHARDING)] = "none"
    tokens_per_s: Annotated[
        float | None, Quantity("Speed", "Of one GPU.", unit=Unit.TOKENS_PER_S, minimum=0.001, maximum=1e8)
    ] = None
    model_tflops: Annotated[
        float | None,
        Quantity("Model TFLOP/s", "Of one GPU, recomputation not counted.", unit=Unit.TFLOPS, minimum=0.1, maximum=1e4),
    ] = None


@dataclass(frozen=True, kw_only=True)
class _Images(Reading):
    task: Annotated[
        str,
        Choice(
            "Task",
            "",
            options={
                "text-to-image": "text to image",
                "image-to-image": "image to image",
                "inpaint": "inpainting",
                "controlnet": "text to image with a ControlNet",
                "text-to-video": "text to video",
            },
        ),
    ] = "text-to-image"
    quantization: Annotated[str, Text("Quantization", "As the source names it.", longest=40)] = "fp16"
    width_px: Annotated[int, Quantity("Width", "", unit=Unit.PIXELS, minimum=8, maximum=1e5, integer=True)]
    height_px: Annotated[int, Quantity("Height", "", unit=Unit.PIXELS, minimum=8, maximum=1e5, integer=True)]
    frames: Annotated[int, _count("Frames", "", 1e5)] = 1
    batch: Annotated[int, _count("Batch")] = 1
    compiled: Annotated[bool, Switch("Compiled", "True with torch.compile or the like.")] = False
    fused: Annotated[bool, Switch("Fused projections", "True with query, key and value in one matrix.")] = False
    quantized_vae: Annotated[bool, Switch("Quantized VAE")] = False
    quantized_text_encoder: Annotated[bool, Switch("Quantized text encoder")] = False


@dataclass(frozen=True, kw_only=True)
class ImageSpeed(_Images):
    """Speed of an image or video model: steps a second of the whole batch, or the seconds of a whole run."""

    steps: Annotated[int | None, _count("Steps", "", 10000)] = None
    iterations_per_s: Annotated[
        float | None, Quantity("Steps a second", "", unit=Unit.ITERATIONS_PER_S, minimum=1e-4, maximum=1e4)
    ] = None
    batch_s: Annotated[float | None, Quantity("Time", "Of the batch.", unit=Unit.SECOND, minimum=1e-3, maximum=1e6)] = (
        None
    )


@dataclass(frozen=True, kw_only=True)
class ImageMemory(_Images):
    """Memory of an image or video model at work."""

    flash_attention: Annotated[bool, Switch("Flash attention")] = True
    loaded_gib: Annotated[float | None, _gib("Loaded", "Before the first step.")] = None
    memory_gib: Annotated[float, _gib("Memory", "The most that was allocated.")]


@dataclass(frozen=True, kw_only=True)
class Power(Reading):
    """What a GPU draws at work."""

    quantization: Annotated[str, Text("Quantization", "As the source names it.", longest=40)] = ""
    backend: Annotated[str, Text("Backend", "Such as the cooling of the card.", longest=40)] = ""
    phase: Annotated[str, Choice("Phase", "", options={"decode": "decode", "prefill": "prefill"})]
    streams: Annotated[int, _count("Streams")] = 1
    power_limit_watts: Annotated[
        float | None, Quantity("Power limit", "Of one GPU.", unit=Unit.WATT, minimum=5, maximum=3000)
    ] = None
    clock_mhz: Annotated[float | None, Quantity("Clock", "MHz.", unit=Unit.NONE, minimum=1, maximum=10000)] = None
    tokens_per_s: Annotated[
        float | None, Quantity("Speed", "Of all streams.", unit=Unit.TOKENS_PER_S, minimum=0.001, maximum=1e8)
    ] = None
    scope: Annotated[str, Choice("Scope", "", options={"each": "one of the GPUs", "all": "all GPUs together"})] = "each"
    power_watts: Annotated[float, Quantity("Power", "", unit=Unit.WATT, minimum=1, maximum=1e5)]


KINDS: dict[str, type] = {
    "inference-memory": InferenceMemory,
    "file-size": FileSize,
    "finetune-memory": FinetuneMemory,
    "inference-speed": InferenceSpeed,
    "training-speed": TrainingSpeed,
    "image-speed": ImageSpeed,
    "image-memory": ImageMemory,
    "power": Power,
}
"""Kind of reading → the class of its rows."""


@dataclass(frozen=True, kw_only=True)
class LeftOut:
    """Readings of the source that are not among the rows."""

    rows: Annotated[int, _count("Rows")]
    reason: Annotated[str, Text("Reason", "", longest=200)]


@dataclass(frozen=True, kw_only=True)
class Measurements(Record):
    """The readings of one kind from one source."""

    kind: Annotated[
        str,
        Choice("Kind", "", options={kind: (cls.__doc__ or "").split("\n")[0] for kind, cls in KINDS.items()}),
    ]
    settings: Annotated[dict[str, Any], Group("Settings", "Fields of the kind that all rows share.")]
    columns: Annotated[tuple[str, ...], Text("Columns", "Fields of the kind, in the order of the rows.", longest=40)]
    rows: Annotated[tuple[tuple[Any, ...], ...], Group("Rows", "One reading each; ~ stands for what is not stated.")]
    left_out: Annotated[tuple[LeftOut, ...], Group("Left out", "Readings that are not used, and why.")] = ()


LEDGER_FAMILIES: dict[str, type] = {"measurements": Measurements}
"""Folders of data/ that the accuracy ledger alone reads."""


@cache
def columns_of(kind: str) -> dict[str, FieldInfo]:
    """The fields of a kind's rows by name."""
    return {info.name: info for info in fields_of(KINDS[kind])}


def readings(record: Measurements) -> Iterator[Reading]:
    """The rows of a valid record as readings."""
    cls = KINDS[record.kind]
    for row in record.rows:
        stated = {name: value for name, value in zip(record.columns, row, strict=True) if value is not None}
        yield cls(**{**record.settings, **stated})
