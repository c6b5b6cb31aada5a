"""Time and watts of models, term by term: the formula, the reader's numbers in it, the page it is from."""

from __future__ import annotations

import math

from calculators._sizing import Row, in_gb, terms_table
from calculators.core.quantity import Unit
from calculators.core.report import Column, Link, Table
from calculators.core.text import NBSP, number, plain
from calculators.engines import serving, training
from calculators.engines.chips import Chip, fed
from calculators.engines.decode import EAGER, SHIPPED, Step, StepTime, bandwidth_share, launch_time, step_time
from calculators.engines.fitting import GB
from calculators.engines.generation import LLAMA_CPP, Run, prompt_seconds, server_of
from calculators.engines.memory import LAYERS
from calculators.engines.picturing import Drawn, Picture, denoising_of
from calculators.engines.power import SHIPPED as DRAW
from calculators.engines.power import SHIPPED_LIMIT as LIMIT
from calculators.engines.power import idle_watts, speed_under_limit, wanted_watts
from calculators.engines.prefill import SHIPPED as PROMPTING
from calculators.engines.prefill import pipelined, prompt_flops, prompt_of, prompt_time
from calculators.engines.serving import MEMORY_SHARE, gain, token_time
from calculators.engines.tuning_pace import Pace

DENOISING = Link("Denoising step", "methods/engines-images/")
PROMPT = Link("Reading a prompt", "methods/engines-prefill/")
DECODING = Link("Decoding step", "methods/engines-decode/")
SERVING = Link("Full server", "methods/engines-serving/")
STEPPING = Link("Training step", "methods/engines-training/")
POWER = Link("Watts", "methods/engines-power/")


def picture_table(drawn: Drawn, picture: Picture) -> Table:
    """Where the time of a batch of images or clips goes."""
    work, parts, steps = denoising_of(picture), drawn.parts, picture.steps
    images, one, chip = work.passes * work.batch, work.one, work.chip
    reach = images * one.flops / chip.matrix_fp16 / parts.arithmetic
    crossings = parts.memory * chip.bandwidth / (images * one.bytes)
    own = parts.arithmetic + parts.memory
    launching = math.sqrt((own + parts.launches) ** 2 - own**2)
    passes = f"{steps} × {images} × {plain(one.flops / 1e12)} TFLOP"
    moved = f"{steps} × {images} × {plain(crossings)} × {in_gb(one.bytes)}"
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
    return terms_table("Where the time goes", Column("Seconds"), rows, note)


def _moved(picture: Picture) -> str:
    if not picture.moved_bytes:
        return ""
    return f"{in_gb(picture.moved_bytes)} / {plain(picture.chip.pcie / GB)} GB/s"


def step_table(step: Step, time: StepTime, in_ram: float) -> Table:
    """Where the time of a token goes, by `time`, whose layers of the share `in_ram` the processor works on."""
    alone = step_time(step)
    kept = f" × {plain(1 - in_ram)}" if in_ram else ""
    rates = f"{step.sharing} × {plain(step.chip.bandwidth / GB)} GB/s"
    size = in_gb(step.weight_bytes)
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
        ("Reading the KV cache", "k·C / (n·B)", f"{reads} × {in_gb(step.cache_bytes)} / ({rates}){kept}", time.cache),
        ("Layers besides: kernels that start, small operations", "L·t_layer" if layer else "", layer, time.layers),
        ("Waiting for the processor", *waits, time.waits),
        ("Waiting for other GPUs", "hops or sums" if step.gpus > 1 else "", "", time.links),
        ("Together", "the sum", "", time.total),
    )
    rows: tuple[Row, ...] = tuple((name, _ms(s), formula, text, DECODING) for name, formula, text, s in parts)
    note = (
        "Of one stream alone, half way through the reply, without power limit, as estimated before any reading of your own. "
        "W weights that a token uses, C its KV cache, B the bandwidth of one of n GPUs that share each matrix, L layers."
    )
    return terms_table("Where the time of a token goes", Column("Milliseconds"), rows, note)


def prompt_table(run: Run) -> Table:
    """Where the time of a prompt goes: by llama.cpp's micro-batches, or the longest of what binds with fused attention."""
    rows, note = _micro_batches(run) if run.software == LLAMA_CPP else _fused(run)
    told: tuple[Row, ...] = tuple((name, _ms(seconds), *terms, PROMPT) for name, seconds, *terms in rows)
    return terms_table("Where the time of the prompt goes", Column("Milliseconds"), told, note)


def _micro_batches(run: Run) -> tuple[list[tuple[str, float, str, str]], str]:
    prompt = prompt_of(run.model, run.chip, run.prompt_tokens, run.gpus)
    time = prompt_time(prompt)
    faster = pipelined(prompt.micro_batches, run.gpus, PROMPTING["pipeline_share"])
    over = f" / {plain(faster)}" if faster != 1 else ""
    reach = 2 * prompt.weights * prompt.tokens / run.chip.matrix_fp16 / (time.arithmetic * faster)
    layer = time.layers * faster / (prompt.micro_batches * prompt.layers)
    flops = f"2 × {plain(prompt.weights / 1e9)} × 10⁹ × {prompt.tokens:,}"
    moved, at_best = in_gb(time.memory * faster * run.chip.bandwidth), f"{plain(run.chip.bandwidth / GB)} GB/s"
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
        read = in_gb(model.bytes_read(run.prompt_tokens))
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


def server_table(run: Run) -> Table:
    """Where the time of an output token goes on a server that is full, or has as many requests as are asked for."""
    s = server_of(run)
    time, rate = token_time(s), s.chip.matrix * serving.SHIPPED["arithmetic_share"] * gain(s.chip, s.bits)
    kept = s.flops / time.decode_arithmetic / rate / s.gpus
    k = serving.SHIPPED
    peak = f"{s.gpus} × {plain(rate / 1e12)} TFLOP/s"
    moving = f"{s.gpus} × {plain(s.chip.bandwidth * k['bandwidth_share'] / GB)} GB/s"
    if s.gpus > 1:
        peak, moving = f"{peak} × {plain(kept)}", f"{moving} × {plain(kept)}"
    batch = plain(s.batch)
    ratio = f"{plain(s.prompt_tokens)} / {plain(s.output_tokens)}"
    free = f"({MEMORY_SHARE} × {s.gpus} × {in_gb(s.memory_bytes)} − {in_gb(s.stored_bytes)})"
    held = f"{free} / {plain(s.request_bytes / GB)}{NBSP}GB"
    if s.batch == s.concurrency:
        held = f"{batch} (all that are asked for)"
    elif s.batch == 1:
        held = "1 (no room for more)"
    parts = (
        ("Arithmetic", time.decode_arithmetic, "2·N / (n·F·e)", f"{plain(s.flops / 1e12)} TFLOP / ({peak})"),
        (
            "Its part of the prompt", time.prompt, "G / T / (n·F·e)",
            f"{plain(s.prompt_flops / 1e12)} TFLOP / {plain(s.output_tokens)} / ({peak})",
        ),
        ("Reading weights", time.weights, "W / b / (n·B·e)", f"{in_gb(s.read_bytes)} / {batch} / ({moving})"),
        ("Reading the KV cache", time.cache, "C / (n·B·e)", f"{in_gb(s.cache_bytes)} / ({moving})"),
        (
            "The software", time.software, "t_request + t_prompt·P / T + t_step / b",
            f"{plain(k['request_us'])} µs + {plain(k['prompt_token_us'])} µs × {ratio} + {plain(1000 * k['step_ms'])} µs / {batch}",
        ),
        ("Together", time.total, "the sum", ""),
    )  # fmt: skip
    rows: list[Row] = [("Requests at once", batch, "b = (0.9·n·M − W) / C", held, SERVING)]
    rows += [(name, _ms(seconds), formula, text, SERVING) for name, seconds, formula, text in parts]
    rows.append(("Tokens a second", plain(1 / time.total), "1 / t", f"1 / {plain(time.total)} s", SERVING))
    note = (
        "Of an output token of the whole server. N weights that a token is multiplied with, G FLOPs of a prompt of P tokens for T "
        "of output, W weights, C the KV cache of a request, F, B and M of one of n GPUs, at the shares e reached. Without power "
        "limit, and before any reading of your own. The answer is never less than one request alone, nor more than b times that."
    )
    return terms_table("Where the time of a full server goes", Column("Value"), rows, note)


def tuning_table(pace: Pace) -> Table:
    """Where the time of a training step goes."""
    s, time, k = pace.training, pace.step, training.SHIPPED
    m, tokens, chip = s.accumulation, f"{s.tokens:,.0f}", s.chip
    phi = (6 if s.full else 4) + (2 if s.recomputes else 0)
    reach = fed(chip, k["needed_power"]) * training.arithmetic_share(chip, k)
    matrices = m * phi * s.weights * s.tokens
    scores = m * training.attention_flops(s.layers, s.attention_width, s.attended, s.tokens, recomputes=s.recomputes)
    rate, bandwidth = chip.matrix * reach, f"{plain(chip.bandwidth / GB)} GB/s"
    peak = f"{plain(chip.matrix / 1e12)} TFLOP/s"
    again = 4 / 3 if s.recomputes else 1.0
    passes = again * k["activation_passes"] * (k["eager_passes"] if s.eager else 1)
    activations = s.tokens * training.activation_bytes(s.layers, s.hidden, s.mlp, s.vocabulary)
    unpacked = time.memory * chip.bandwidth / m - passes * activations
    moved = f"{plain(passes)} × {in_gb(activations)}" + (f" + {in_gb(unpacked)}" if s.quantized else "")
    stepped = f"{training.OPTIMIZER_BYTES} × {plain(s.trained / 1e9)} × 10⁹ bytes"
    if s.sharding in training.SPREAD_STATES and s.gpus > 1:
        stepped += f" / {s.gpus}"
    linked, over = time.links * chip.link * k["link_share"], f"{plain(chip.link / GB)} GB/s × {plain(k['link_share'])}"
    parts = [
        (
            "Arithmetic of matrices", matrices / rate, "m·φ·N·T / (F·e)",
            f"{m} × {phi} × {plain(s.weights / 1e9)} × 10⁹ × {tokens} / ({peak} × {plain(reach)})",
        ),
        (
            "Arithmetic of attention", scores / rate / k["attention_share"], "m·A / (F·e_a)",
            f"{plain(scores / 1e12)} TFLOP / ({peak} × {plain(reach * k['attention_share'])})",
        ),
        ("Passing over activations", time.memory, "m·(c·b·T + Q) / B", f"{m} × ({moved}) / {bandwidth}"),
        ("Layers besides", time.launches, "m·L·t_layer", f"{m} × {s.layers} × {_ms(time.launches / m / s.layers)}"),
        ("Optimizer", time.optimizer, "28·N_t / B", f"{stepped} / {bandwidth}"),
        (
            "Waiting for other GPUs", time.links, "bytes / (link·e)" if s.gpus > 1 else "",
            f"{in_gb(linked)} / ({over})" if s.gpus > 1 else "",
        ),
    ]  # fmt: skip
    if pace.moved_bytes:
        text = f"{in_gb(pace.moved_bytes)} / {plain(chip.pcie / GB)} GB/s"
        parts.append(("Moving weights from main memory", pace.moved_bytes / chip.pcie, "bytes / PCIe", text))
    total = time.total + pace.moved_bytes / chip.pcie
    rows: list[Row] = [(name, f"{plain(x)} s", formula, text, STEPPING) for name, x, formula, text in parts]
    rows.append(("Together", f"{plain(total)} s", "the sum", "", STEPPING))
    rate_text = f"{s.gpus} × {m} × {tokens} / {plain(total)} s"
    rows.append(("Tokens a second", plain(s.gpus * m * s.tokens / total), "n·m·T / t", rate_text, STEPPING))
    note = (
        "Of one GPU in a step of m micro-batches of T tokens; φ FLOPs a weight and token, N weights, A FLOPs of attention, b bytes of "
        "a token’s activations, Q of weights that are unpacked, N_t trained parameters, F and B of one of n GPUs. As estimated before "
        "any reading of your own."
    )
    return terms_table("Where the time of a step goes", Column("Value"), rows, note)


def watts_table(chip: Chip, phase: str, drawing: float, running: float, limit: float | None) -> Table | None:
    """What a GPU draws that works the share `drawing` of the time, and what a limit costs one that works `running` of it.

    The two differ where GPUs take turns: each draws the less, and none runs slower for it. None where the board's power is not known.
    """
    if not chip.board_watts:
        return None
    idle, share = idle_watts(chip), DRAW[f"draw_{phase}"]
    wanted = wanted_watts(chip, phase, drawing)

    def numbers(busy: float) -> str:
        return f"{plain(idle)} + {plain(busy)} × ({plain(share)} × {plain(chip.board_watts)} − {plain(idle)})"

    rows: list[Row] = [
        ("At work, without limit", _watts(wanted), "P = P_idle + busy·(d·P_board − P_idle)", numbers(drawing), POWER)
    ]
    if limit is not None:
        full = wanted_watts(chip, phase, running)
        floor, fall = LIMIT["floor"], LIMIT[f"fall_{phase}"]
        text = f"min({plain(limit)}, {plain(wanted)})"
        rows.append(("With the limit", _watts(min(limit, wanted)), "min(P_limit, P)", text, POWER))
        if running != drawing:
            rows.append(
                ("While it has its turn, without limit", _watts(full), "P, of its turn", numbers(running), POWER)
            )
        kept = number(speed_under_limit(full, limit, phase), Unit.FRACTION)
        text = f"(({plain(limit)} / {plain(full)} − {plain(floor)}) / (1 − {plain(floor)}))^{plain(fall)}"
        text = text if limit < full else "1 (the limit does not bind)"
        rows.append(("Share of its speed that it keeps", kept, "((P_limit / P − a) / (1 − a))^b", text, POWER))
    note = "Of one GPU: busy the share of the time in which it is not kept waiting, d of its board’s power what the work draws."
    return terms_table("What a GPU draws", Column("Value"), rows, note)


def _watts(value: float) -> str:
    return number(value, Unit.WATT)


def _ms(seconds: float) -> str:
    return f"{plain(1000 * seconds)}{NBSP}ms"
