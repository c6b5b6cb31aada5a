"""Memory and time of models, term by term: the formula, the reader's numbers in it, the page it is from."""

from __future__ import annotations

import math

from calculators.core.quantity import Unit
from calculators.core.ranges import Range
from calculators.core.report import Cell, Column, Link, Table
from calculators.core.text import NBSP, plain
from calculators.engines.decode import EAGER, SHIPPED, Step, StepTime, bandwidth_share, launch_time, step_time
from calculators.engines.finetune_memory import (
    FULL,
    SHARDED_WEIGHTS,
    Training,
    TrainingMemory,
    saved_by_layer,
    training_memory,
)
from calculators.engines.finetuning import Plan, PlanSize, training_of
from calculators.engines.fitting import GB, Size, Wish, job_of
from calculators.engines.generation import LLAMA_CPP, Run, prompt_seconds
from calculators.engines.memory import (
    CHUNK,
    GIB,
    LAYERS,
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
from calculators.engines.picturing import Drawn, Picture, denoising_of
from calculators.engines.prefill import SHIPPED as PROMPTING
from calculators.engines.prefill import pipelined, prompt_flops, prompt_of, prompt_time

MEMORY = Link("GPU memory", "methods/engines-memory/")
TRAINED = Link("Memory of training", "methods/engines-finetune_memory/")
DENOISING = Link("Denoising step", "methods/engines-images/")
PROMPT = Link("Reading a prompt", "methods/engines-prefill/")
DECODING = Link("Decoding step", "methods/engines-decode/")
Row = tuple[Cell, ...]


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
    columns = (Column("Part"), Column("Of the fullest GPU", Unit.GB), Column("Formula"), Column("With your numbers"))
    note = "P weights of b bits on average, h the model’s width, f its MLP’s, V its words; 10⁹ bytes are a GB."
    return Table("Where the memory goes", (*columns, Column("From")), rows, note)


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
        text += f" + {_gb(extra)} (a matrix at 16 bits)"
    if wish.in_ram:
        text = f"({text}) × {plain(1 - wish.in_ram)}"
    return text + (f" + {_gb(wish.tower_bytes)} (encoders)" if wish.tower_bytes else "")


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
        text += f" + {_gb(state)} (fixed states)"
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
        return "A = workspace", f"{_gb(workspace)} (memory is fullest after the prompt)"
    prompt = job.prompt_tokens * job.sequences
    chunk = CHUNK.get(job.software, 0)
    at_once = min(prompt, chunk) if chunk else prompt
    return f"A = 2·({maps}·f + 4·h)·tokens + workspace", f"2 × {maps * f + 4 * h:,} × {at_once:,} + {_gb(workspace)}"


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
    columns = (
        Column("Part"),
        Column("Of one GPU", Unit.GB),
        Column("Formula"),
        Column("With your numbers"),
        Column("From"),
    )
    note = (
        "P weights of b bits, N trained parameters, h the model’s width, L its layers, V its words; s bytes that a layer keeps of a "
        "token for the way back, l of a word and token. Activations and logits are none where the optimizer’s step takes more."
    )
    return Table("Where the memory goes", columns, rows, note)


def _frozen(t: Training, memory: TrainingMemory) -> str:
    whole = 0.0 if t.method == FULL or t.offload else t.weights.total
    parts = t.gpus if t.sharding in SHARDED_WEIGHTS else 1
    text = f"{plain(t.parameters / 1e9)} × 10⁹ × {plain(8 * whole / t.parameters)} / 8" if whole else ""
    if parts > 1 and whole:
        text += f" / {parts}"
    rest = memory.weights - whole / parts
    if rest > 0.5:
        text += f"{' + ' if text else ''}{_gb(rest)} (gathered layers, copies at 16 and 32 bits)"
    return text or "counted with what is trained"


def _states(t: Training, memory: TrainingMemory) -> str:
    count = t.parameters if t.method == FULL else t.trained
    if not memory.states:
        return "in main memory"
    return f"{plain(count / 1e9)} × 10⁹ × {plain(memory.states / count)} bytes"


def picture_table(drawn: Drawn, picture: Picture) -> Table:
    """Where the time of a batch of images or clips goes."""
    work, parts, steps = denoising_of(picture), drawn.parts, picture.steps
    images, one, chip = work.passes * work.batch, work.one, work.chip
    reach = images * one.flops / chip.matrix_fp16 / parts.arithmetic
    crossings = parts.memory * chip.bandwidth / (images * one.bytes)
    own = parts.arithmetic + parts.memory
    launching = math.sqrt((own + parts.launches) ** 2 - own**2)
    passes = f"{steps} × {images} × {plain(one.flops / 1e12)} TFLOP"
    moved = f"{steps} × {images} × {plain(crossings)} × {_gb(one.bytes)}"
    operations = f"l = {one.operations:,.0f} × {plain(1e6 * launching / one.operations)} µs = {_ms(launching)}"
    pieces = (
        (
            "Arithmetic of all steps", "S·n·G / (F·e)",
            f"{passes} / ({plain(chip.matrix_fp16 / 1e12)} TFLOP/s × {plain(reach)})", steps * parts.arithmetic,
        ),
        ("Passing over activations", "S·n·c·M / B", f"{moved} / {plain(chip.bandwidth / GB)} GB/s", steps * parts.memory),
        (
            "Waiting for launches", "S·(√(w² + l²) − w), l = K·t_op", f"{steps} steps, w = {_ms(own)}, {operations}",
            steps * parts.launches,
        ),
        ("Decoding latents to pixels", "(G / F + c·M / B) of the decoder", "", drawn.decoding_s),
        ("Moving parts from main memory", "bytes / PCIe", _moved(picture), drawn.moving_s),
    )  # fmt: skip
    rows: tuple[Row, ...] = tuple(
        (name, f"{plain(s)} s", formula, text, DENOISING) for name, formula, text, s in pieces
    )
    note = (
        "S steps of n passes, of G FLOPs, M bytes of activations and K operations each; F and B of the GPU. Of the batch, "
        "without power limit, as estimated before any reading of your own."
    )
    columns = ("Part", "Seconds", "Formula", "With your numbers", "From")
    return Table("Where the time goes", tuple(map(Column, columns)), rows, note)


def _moved(picture: Picture) -> str:
    if not picture.moved_bytes:
        return ""
    return f"{_gb(picture.moved_bytes)} / {plain(picture.chip.pcie / GB)} GB/s"


def step_table(step: Step, time: StepTime, in_ram: float) -> Table:
    """Where the time of a token goes, by `time`, whose layers of the share `in_ram` the processor works on."""
    alone = step_time(step)
    kept = f" × {plain(1 - in_ram)}" if in_ram else ""
    rates = f"{step.sharing} × {plain(step.chip.bandwidth / GB)} GB/s"
    size = _gb(step.weight_bytes)
    if step.software in EAGER:
        reach = step.weight_bytes / step.chip.bandwidth / step.sharing
        launch = 1e6 * launch_time(step.launch_kind, SHIPPED)
        formula = "of √(w² + l²), w = W / (n·B·e), the part of w"
        both = alone.weights + alone.waits
        w, waiting = math.sqrt(alone.weights * both), math.sqrt(alone.waits * both)
        weights = formula, f"w = {size} / ({rates} × {plain(reach / w)}) = {_ms(w)}{kept}"
        experts = " and experts" if step.experts else ""
        waits = "the part of l = L·t_launch", f"l = {step.layers} × {plain(launch)} µs{experts} = {_ms(waiting)}"
    else:
        weights = "W / (n·B·e)", f"{size} / ({rates} × {plain(bandwidth_share(step, SHIPPED))}){kept}"
        waits = "t₀", _ms(alone.waits)
    if in_ram:
        waits = f"{waits[0]}, and f·W / (B_RAM·e)", f"{waits[1]} + {_ms(time.waits - alone.waits)} (main memory)"
    cache = step.cache_bytes / step.chip.bandwidth / step.sharing
    reads = plain(alone.cache / cache) if cache else "0"
    layer = f"{step.layers} × {plain(1e6 * alone.layers / step.layers)} µs{kept}" if alone.layers else ""
    parts = (
        ("Reading weights", *weights, time.weights),
        ("Reading the KV cache", "k·C / (n·B)", f"{reads} × {_gb(step.cache_bytes)} / ({rates}){kept}", time.cache),
        ("Layers besides: kernels that start, small operations", "L·t_layer" if layer else "", layer, time.layers),
        ("Waiting for the processor", *waits, time.waits),
        ("Waiting for other GPUs", "hops or sums" if step.gpus > 1 else "", "", time.links),
        ("Together", "the sum", "", time.total),
    )
    rows: tuple[Row, ...] = tuple((name, _ms(s), formula, text, DECODING) for name, formula, text, s in parts)
    columns = ("Part", "Milliseconds", "Formula", "With your numbers", "From")
    note = (
        "Of one stream alone, half way through the reply, without power limit, as estimated before any reading of your own. "
        "W weights that a token uses, C its KV cache, B the bandwidth of one of n GPUs that share each matrix, L layers."
    )
    return Table("Where the time of a token goes", tuple(map(Column, columns)), rows, note)


def prompt_table(run: Run) -> Table:
    """Where the time of a prompt goes: by llama.cpp's micro-batches, or the longest of what binds with fused attention."""
    rows, note = _micro_batches(run) if run.software == LLAMA_CPP else _fused(run)
    columns = tuple(map(Column, ("Part", "Milliseconds", "Formula", "With your numbers", "From")))
    told: tuple[Row, ...] = tuple((name, _ms(seconds), *terms, PROMPT) for name, seconds, *terms in rows)
    return Table("Where the time of the prompt goes", columns, told, note)


def _micro_batches(run: Run) -> tuple[list[tuple[str, float, str, str]], str]:
    prompt = prompt_of(run.model, run.chip, run.prompt_tokens, run.gpus)
    time = prompt_time(prompt)
    faster = pipelined(prompt.micro_batches, run.gpus, PROMPTING["pipeline_share"])
    over = f" / {plain(faster)}" if faster != 1 else ""
    reach = 2 * prompt.weights * prompt.tokens / run.chip.matrix_fp16 / (time.arithmetic * faster)
    layer = time.layers * faster / (prompt.micro_batches * prompt.layers)
    flops = f"2 × {plain(prompt.weights / 1e9)} × 10⁹ × {prompt.tokens:,}"
    moved, at_best = _gb(time.memory * faster * run.chip.bandwidth), f"{plain(run.chip.bandwidth / GB)} GB/s"
    rows = [
        ("Arithmetic", time.arithmetic, "2·N·P / (F·e)", f"{flops} / ({_peak(run)} × {plain(reach)}){over}"),
        ("Passing over weights and scores", time.memory, "(m·R + a·L·H·P² / 2) / B", f"{moved} / {at_best}{over}"),
        (
            "Layers besides",
            time.layers,
            "m·L·t_layer",
            f"{prompt.micro_batches} × {prompt.layers} × {_ms(layer)}{over}",
        ),
        ("Together", time.total, "the sum", ""),
    ]
    note = (
        "N weights that a token is multiplied with, P tokens in m micro-batches of 512, each of which reads R bytes of weights, F "
        "and B of the GPU. Without power limit; layers in main memory are left out."
    )
    return rows, note


def _fused(run: Run) -> tuple[list[tuple[str, float, str, str]], str]:
    model, chip = run.model, run.chip
    seconds, binds = prompt_seconds(run)
    if binds == "compute":
        flops = prompt_flops(model.architecture, model.multiplied, run.prompt_tokens)
        together = 1 if run.split == LAYERS else run.gpus
        reach = flops / (together * chip.matrix * seconds)
        peak = f"{together} × {plain(chip.matrix / 1e12)} TFLOP/s"
        terms = "G / (n·F·e)", f"{plain(flops / 1e12)} TFLOP / ({peak} × {plain(reach)})"
    elif binds == "bandwidth":
        read = _gb(model.bytes_read(run.prompt_tokens))
        terms = "W / (B·e)", f"{read} / ({plain(chip.bandwidth / GB)} GB/s × {plain(SHIPPED['share'])})"
    else:
        layers = model.architecture.layers
        terms = "L·t_launch", f"{layers} × {plain(1e6 * seconds / layers)} µs"
    note = (
        "The longest of arithmetic, one reading of the weights, and launches; the others hide behind it. G FLOPs of the prompt, F "
        "and B of one of n GPUs."
    )
    return [("What takes longest", seconds, *terms)], note


def _peak(run: Run) -> str:
    return f"{plain(run.chip.matrix_fp16 / 1e12)} TFLOP/s"


def _gb(size: float) -> str:
    return f"{plain(size / GB)}{NBSP}GB"


def _ms(seconds: float) -> str:
    return f"{plain(1000 * seconds)}{NBSP}ms"
