"""Memory of models, term by term: the formula, the reader's numbers in it, the page it is from."""

from __future__ import annotations

import math
from collections.abc import Iterable

from calculators.core.quantity import Unit
from calculators.core.ranges import Range
from calculators.core.report import Cell, Column, Link, Table
from calculators.core.text import NBSP, plain
from calculators.engines.finetune_memory import (
    FULL,
    SHARDED_WEIGHTS,
    Training,
    TrainingMemory,
    saved_by_layer,
    training_memory,
)
from calculators.engines.finetuning import Plan, PlanSize, training_of
from calculators.engines.fitting import GB, WEIGHTS_KNOWN, Size, Wish, job_of
from calculators.engines.image_memory import (
    DECODER_CHANNELS,
    MODEL_OFFLOAD,
    Pipeline,
    decoder_activations,
    denoiser_activations,
    pipeline_memory,
)
from calculators.engines.memory import (
    CHUNK,
    GIB,
    SINGLE,
    UBATCH,
    Job,
    active_width,
    allocated,
    extra_weights,
    kv_cache_bytes,
    resident,
    share_of_cache,
)
from calculators.engines.memory import SHIPPED as REMEMBERED

MEMORY = Link("GPU memory", "methods/engines-memory/")
TRAINED = Link("Memory of training", "methods/engines-finetune_memory/")
DRAWING = Link("Memory of images", "methods/engines-image_memory/")
Row = tuple[Cell, ...]


def terms_table(title: str, value: Column, rows: Iterable[Row], note: str) -> Table:
    """Rows of terms under their headings; `value` is that of what each comes to."""
    columns = (Column("Part"), value, Column("Formula"), Column("With your numbers"), Column("From"))
    return Table(title, columns, tuple(rows), note)


def memory_table(size: Size, wish: Wish) -> Table:
    """Where a language model's memory goes on the fullest GPU."""
    assert wish.language is not None
    job = job_of(wish, wish.language)
    term = "pytorch-runtime" if wish.software.pytorch else "cuda-context"
    runtime = Link("Runtime", f"data/glossary/{term}/")
    rows: tuple[Row, ...] = (
        ("Weights", size.weights * (1 / GB), "W = P·b / 8", _weights(job, wish), MEMORY),
        ("KV cache", size.kv_cache * (1 / GB), "C = values · bytes · conversations", _cache(job, wish), MEMORY),
        ("Activations and buffers", size.activations * (1 / GB), *_activations(job), MEMORY),
        ("Runtime", size.overhead * (1 / GB), "O", "", "" if wish.unified else runtime),
        ("Together, as the driver shows it", size.total * (1 / GB), "M = W + C + A + O", "", ""),
    )
    note = "P weights of b bits on average, h the model’s width, f its MLP’s, V its words; 10⁹ bytes are a GB."
    return terms_table("Where the memory goes", Column("Of the fullest GPU", Unit.GB), rows, note)


def _weights(job: Job, wish: Wish) -> str:
    assert wish.language is not None
    w, kept = job.weights, resident(job)
    count = wish.language.parameters
    if kept.embedding == 0 and w.head:
        count -= job.architecture.vocabulary * job.architecture.hidden
    text = f"{plain(count / 1e9)} × 10⁹ × {plain(8 * kept.total / count)} / 8"
    extra = extra_weights(job)
    if job.gpus > 1:
        text += f" × {plain((allocated(job).weights - extra) / kept.total)} (the fullest of {job.gpus} GPUs)"
    if extra:
        text += f" + {in_gb(extra)} (a matrix at 16 bits)"
    if wish.in_ram:
        text = f"({text}) × {plain(1 - wish.in_ram)}"
    return text + (f" + {in_gb(wish.tower_bytes)} (encoders)" if wish.tower_bytes else "")


def _cache(job: Job, wish: Wish) -> str:
    share = share_of_cache(job.architecture, job.gpus, job.split)
    total = allocated(job).kv_cache / share
    state = job.state_bytes * job.sequences
    tokens = next(
        t
        for t in (job.context_tokens, job.prompt_tokens)
        if math.isclose(kv_cache_bytes(job.architecture, t, job.sequences, job.kv_bytes) + state, total)
    )
    values = kv_cache_bytes(job.architecture, tokens, 1, 1)
    text = f"{values:,.0f} × {plain(job.kv_bytes, 4)} × {job.sequences}"
    if state:
        text += f" + {in_gb(state)} (fixed states)"
    for factor in (share, 1 - wish.in_ram):
        if factor != 1:
            text += f" × {plain(factor)}"
    return f"{text} ({tokens:,} tokens)"


def _activations(job: Job) -> tuple[str, str]:
    a = job.architecture
    h, f = a.hidden, active_width(a)
    if job.software == "llama-cpp":
        text = f"{SINGLE * UBATCH:,} × max({a.vocabulary + h:,}, {2 * f + 2 * h:,})"
        formula = "A = 4·512·max(V + h, 2·f + 2·h)"
        if job.gpus > 1:
            return f"{formula}, and masks", f"{text} + {SINGLE * UBATCH:,} × 2.5 × {job.context_tokens:,}"
        return formula, text
    workspace = REMEMBERED["workspace_gib"] * GIB
    maps = 3 if a.gated_mlp else 2
    if math.isclose(allocated(job).activations, workspace):
        return "A = workspace", f"{in_gb(workspace)} (memory is fullest after the prompt)"
    prompt = job.prompt_tokens * job.sequences
    chunk = CHUNK.get(job.software, 0)
    at_once = min(prompt, chunk) if chunk else prompt
    return f"A = 2·({maps}·f + 4·h)·tokens + workspace", f"2 × {maps * f + 4 * h:,} × {at_once:,} + {in_gb(workspace)}"


def pipeline_table(size: Size, wish: Wish) -> Table:
    """Where the memory of an image or video model goes."""
    p = wish.pipeline
    assert p is not None
    memory, offloaded = pipeline_memory(p), p.offload == MODEL_OFFLOAD
    parts = (
        ("Denoiser", p.denoiser, p.denoiser_bits, memory.denoiser),
        ("Text encoders", p.text_encoder, p.text_encoder_bits, memory.text_encoder),
        ("Decoder", p.decoder, 16.0, memory.decoder),
    )
    rows: list[Row] = []
    for name, count, bits, held in parts:
        text = f"{plain(count / 1e9)} × 10⁹ × {plain(bits)} / 8" if held else ""
        text = text or ("in main memory at the fullest moment" if count else "none in the model’s record")
        rows.append((name, Range.around(held / GB, WEIGHTS_KNOWN), "P·b / 8", text, DRAWING))
    denoising = memory.activations == denoiser_activations(p) and memory.denoiser > 0
    formula, text = "", ""
    if memory.activations:
        formula, text = _denoiser_maps(p) if denoising else _decoder_maps(p)
    rows.append(("Activations", size.activations * (1 / GB), formula, text, DRAWING))
    runtime = Link("Runtime", "data/glossary/pytorch-runtime/")
    rows.append(("Runtime", size.overhead * (1 / GB), "O", "", "" if wish.unified else runtime))
    sums = f"{in_gb(memory.weights)} + {in_gb(memory.activations)}"
    if wish.calibration != 1:
        sums = f"({sums}) × {plain(wish.calibration)} (your reading)"
    sums += f" + {in_gb(size.overhead.typical)}"
    rows.append(("Together, as the driver shows it", size.total * (1 / GB), "M = W + max(A) + O", sums, ""))
    note = (
        "P weights of b bits, w × h pixels, 16-bit maps of f channels. The denoiser and the decoder work one after the other: the "
        "larger of their activations counts"
    )
    note += ", with the part that is then on the GPU; the others wait in main memory." if offloaded else "."
    return terms_table("Where the memory goes", Column("Memory", Unit.GB), rows, note)


def _denoiser_maps(p: Pipeline) -> tuple[str, str]:
    if p.unet:
        return "denoiser: 1,200·w·h·images", f"1,200 × {p.width:,} × {p.height:,} × {p.batch}"
    each = denoiser_activations(p) / p.batch
    values = 24 * p.hidden
    return "denoiser: 2·(2·4·h + 4·h)·tokens·images", f"{values:,} × {each / values:,.0f} × {p.batch}"


def _decoder_maps(p: Pipeline) -> tuple[str, str]:
    channels, pixels = 2 * DECODER_CHANNELS, p.width * p.height
    maps = decoder_activations(p) / (channels * pixels * p.batch)
    text = f"{plain(maps)} × {channels} × {p.width:,} × {p.height:,} × {p.batch}"
    return "decoder: maps·2·f·w·h·images", text


def training_table(size: PlanSize, plan: Plan) -> Table:
    """Where the memory of fine-tuning goes on one GPU."""
    t = training_of(plan)
    memory = training_memory(t)
    a, tokens = t.architecture, f"{t.tokens:,.0f} tokens"
    saved, fits = saved_by_layer(t), memory.logits > 0
    kept = t.weight_bytes * a.hidden
    later = "0: the optimizer’s step takes more"
    if t.checkpointing:
        formula, layers = "(2·h·L + s)·tokens", f"({kept * a.layers:,.0f} + {saved:,.0f}) × {tokens}"
    else:
        formula, layers = "s·L·tokens", f"{saved:,.0f} × {a.layers} × {tokens}"
    parts: tuple[tuple[str, str, str, Range], ...] = (
        ("Weights", "P·b / 8, and what is gathered or copied", _frozen(t, memory), size.weights),
        ("What is trained, gradients, optimizer", "N·(weight + gradient + states)", _states(t, memory), size.states),
        ("Activations", formula, layers if fits else later, size.activations),
        (
            "Logits",
            "l·V·tokens",
            f"{plain(t.logits_bytes)} × {a.vocabulary:,} × {tokens}" if fits else later,
            size.logits,
        ),
        ("Runtime", "O", f"{plain(memory.overhead / GIB, 4)} GiB", size.overhead),
        ("Together, as the driver shows it", "the sum", "", size.total),
    )
    rows: tuple[Row, ...] = tuple(
        (name, value * (1 / GB), formula, text, TRAINED) for name, formula, text, value in parts
    )
    note = (
        "P weights of b bits, N trained parameters, h the model’s width, L its layers, V its words; s bytes that a layer keeps of a "
        "token for the way back, l of a word and token. Activations and logits are none where the optimizer’s step takes more."
    )
    return terms_table("Where the memory goes", Column("Of one GPU", Unit.GB), rows, note)


def _frozen(t: Training, memory: TrainingMemory) -> str:
    whole = 0.0 if t.method == FULL or t.offload else t.weights.total
    parts = t.gpus if t.sharding in SHARDED_WEIGHTS else 1
    text = f"{plain(t.parameters / 1e9)} × 10⁹ × {plain(8 * whole / t.parameters)} / 8" if whole else ""
    if parts > 1 and whole:
        text += f" / {parts}"
    rest = memory.weights - whole / parts
    if rest > 0.5:
        text += f"{' + ' if text else ''}{in_gb(rest)} (gathered layers, copies at 16 and 32 bits)"
    return text or "counted with what is trained"


def _states(t: Training, memory: TrainingMemory) -> str:
    count = t.parameters if t.method == FULL else t.trained
    if not memory.states:
        return "in main memory"
    return f"{plain(count / 1e9)} × 10⁹ × {plain(memory.states / count)} bytes"


def in_gb(size: float) -> str:
    """Bytes as they stand in a formula."""
    return f"{plain(size / GB)}{NBSP}GB"
