"""Fine-tune.

The GPU memory that fine-tuning a language model takes, part by part: weights, what is trained with its optimizer, activations,
logits. Full fine-tuning, LoRA and QLoRA, with or without recomputed activations, on one GPU or spread over several. The answer
tells whether it fits, what to change so that it does, and every GPU, notebook and rental that holds it.

With it the tokens a second, the hours and the energy for your data, and the sessions and weeks that they take on each notebook.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Annotated

from calculators._onward import TRAINED_A_WEEK, Carrying, Onward, carry_on, hours_figure
from calculators._pacing import tuning_table, watts_table
from calculators._places import place_tables
from calculators._sizing import training_table
from calculators._that_fits import of_other_things, on_other_gpus, what_fits
from calculators.core.catalogue import Catalogue
from calculators.core.example import Example
from calculators.core.inputs import InputError
from calculators.core.quantity import Choice, Quantity, Switch, Text, Unit
from calculators.core.ranges import Range
from calculators.core.records import Figure
from calculators.core.report import Cell, Column, Details, KeyFigure, Link, Reason, Report, Table, Verdict
from calculators.core.stated import figures_of, sources, stated
from calculators.core.text import about, counted, number, plain
from calculators.engines.answers import smaller_models
from calculators.engines.architecture import Architecture, ArchitectureError
from calculators.engines.chips import Chip, ChipError, from_gpu
from calculators.engines.config_json import read_config
from calculators.engines.finetune_memory import ALL_LINEAR, FULL, QLORA
from calculators.engines.finetuning import (
    FROZEN,
    HF,
    METHODS,
    OPTIMIZERS,
    PRECISIONS,
    SHARDINGS,
    STACKS,
    TARGETS,
    Plan,
    PlanSize,
    calibrated,
    changes_that_fit,
    longest_sequence,
    plan_size,
    sharding_of,
    shards_weights,
)
from calculators.engines.fitting import GB, NO, TIGHT, YES, Change, verdict
from calculators.engines.holders import COUNTS, Holder, holders, room_of
from calculators.engines.language_model import LanguageModel, language_model, of_architecture
from calculators.engines.market import offers
from calculators.engines.notebook_tiers import Notebook, Work, on_notebooks, several, soonest_free
from calculators.engines.power import PREFILL
from calculators.engines.stock import Need, stock
from calculators.engines.throughput import TRAINING
from calculators.engines.tuning_pace import MEASURED_VENDORS, Pace, hours, pace
from calculators.records import Gpu, Model

ANY_MODEL, MORE, SEVERAL = "Any model", "More", "Several GPUs"
LONGEST_CONFIG = 200_000
BINDS = {
    "compute": "arithmetic: the matrix units are at work most of the time",
    "bandwidth": "memory bandwidth: activations, weights that are unpacked, the optimizer",
    "launches": "launches: a micro-batch is too small to keep the GPU at work",
    "links": "links: GPUs that wait for each other",
}
VENDORS = ("nvidia", "amd", "intel")
"""Makers whose GPUs the stacks here train on."""


@dataclass(frozen=True, kw_only=True)
class Inputs(Carrying):
    """What is tuned, how, and on what."""

    model: Annotated[str, Choice("Model", "", family="models", where="writes")] = "llama-3-1-8b"
    method: Annotated[str, Choice("Method", "", options=METHODS)] = QLORA
    sequence_tokens: Annotated[
        int,
        Quantity(
            "Sequence", "Tokens of the longest example.", unit=Unit.TOKENS, minimum=1, maximum=10_000_000, integer=True
        ),
    ] = 2048
    micro_batch: Annotated[
        int,
        Quantity(
            "Micro-batch",
            "Sequences that a GPU works on at once.",
            unit=Unit.COUNT,
            minimum=1,
            maximum=4096,
            integer=True,
        ),
    ] = 1
    checkpointing: Annotated[
        bool,
        Switch("Gradient checkpointing", "Activations are recomputed instead of kept: less memory, a third more work."),
    ] = True
    gpu: Annotated[str, Choice("GPU", "", family="gpus")] = "rtx-3090"
    gpu_count: Annotated[
        int, Quantity("GPUs", "How many of them.", unit=Unit.COUNT, minimum=1, maximum=1024, integer=True)
    ] = 1
    data_tokens: Annotated[
        int,
        Quantity("Data", "Tokens of the data set.", unit=Unit.TOKENS, minimum=1, maximum=10**13, integer=True),
    ] = 2_000_000
    data_examples: Annotated[
        int | None,
        Quantity(
            "Examples",
            "In place of tokens: each as long as the sequence. Leave empty to count tokens.",
            unit=Unit.COUNT,
            minimum=1,
            maximum=10**10,
            integer=True,
        ),
    ] = None
    epochs: Annotated[
        float, Quantity("Epochs", "Times over the data.", unit=Unit.COUNT, minimum=0.01, maximum=1000, step=1)
    ] = 3.0
    training_tokens_per_week: Annotated[float | None, TRAINED_A_WEEK] = None
    stack: Annotated[str, Choice("Software", "", options=STACKS)] = HF
    accumulation: Annotated[
        int,
        Quantity(
            "Accumulation", "Micro-batches to a step.", MORE, unit=Unit.COUNT, minimum=1, maximum=4096, integer=True
        ),
    ] = 8
    rank: Annotated[
        int, Quantity("Rank", "Of the adapters.", MORE, unit=Unit.COUNT, minimum=1, maximum=4096, integer=True)
    ] = 16
    targets: Annotated[str, Choice("Adapters on", "", MORE, options=TARGETS)] = ALL_LINEAR
    optimizer: Annotated[str, Choice("Optimizer", "", MORE, options=OPTIMIZERS)] = "adamw"
    precision: Annotated[str, Choice("Precision", "Of a full fine-tune.", MORE, options=PRECISIONS)] = "mixed"
    fused_loss: Annotated[
        bool, Switch("Loss in pieces", "The logits never stand in memory as a whole (Liger, chunked losses).", MORE)
    ] = False
    sharding: Annotated[str, Choice("Sharding", "How several GPUs share the work.", SEVERAL, options=SHARDINGS)] = (
        "auto"
    )
    offload: Annotated[
        bool, Switch("Offload to main memory", "Weights and optimizer lie in the computer’s memory.", SEVERAL)
    ] = False
    own_memory_gb: Annotated[
        float | None,
        Quantity("Memory of your GPU", "As sold; empty for the record’s.", MORE, unit=Unit.GB, minimum=1, maximum=4000),
    ] = None
    reading_gb: Annotated[
        float | None,
        Quantity(
            "Your own reading",
            "Memory of one GPU as its driver shows it, with these inputs: the estimate is corrected by it.",
            MORE,
            unit=Unit.GB,
            minimum=0.1,
            maximum=4000,
        ),
    ] = None
    resume_minutes: Annotated[
        float,
        Quantity(
            "Start of a session",
            "Lost each time a notebook starts: software, weights, the checkpoint.",
            MORE,
            unit=Unit.MINUTE,
            minimum=0,
            maximum=600,
        ),
    ] = 10.0
    reading_tokens_per_s: Annotated[
        float | None,
        Quantity(
            "Your own speed",
            "Tokens a second of all GPUs, with these inputs: it takes the estimate’s place.",
            MORE,
            unit=Unit.TOKENS_PER_S,
            minimum=0.01,
            maximum=1e8,
        ),
    ] = None
    model_config: Annotated[
        str,
        Text(
            "config.json of another model",
            "Paste the file from the model’s page on Hugging Face; it takes the place of the model above.",
            ANY_MODEL,
            longest=LONGEST_CONFIG,
        ),
    ] = ""


@dataclass(frozen=True, kw_only=True)
class Outputs:
    """Memory of one GPU by part, in GB of 10⁹ bytes, and whether it fits; pace, hours and energy."""

    tokens_per_s: Annotated[Range, Quantity("Speed", "Of all GPUs together.", unit=Unit.TOKENS_PER_S)]
    hours: Annotated[Range, Quantity("Time", "For all epochs.", unit=Unit.HOUR)]
    energy_kwh: Annotated[
        Range | None, Quantity("Energy", "Of the GPUs; None where their power is not published.", unit=Unit.KWH)
    ]
    hours_per_week: Annotated[
        Range | None,
        Quantity("Hours of work a week", "For the tokens a week; None without them.", unit=Unit.HOURS_PER_WEEK),
    ]
    binds: Annotated[str, Text("Binds", "`compute`, `bandwidth`, `launches` or `links`.")]
    memory_gb: Annotated[Range, Quantity("Memory", "Of each GPU, as the driver shows it.", unit=Unit.GB)]
    weights_gb: Annotated[Range, Quantity("Weights", "As loaded, and what is gathered of them.", unit=Unit.GB)]
    states_gb: Annotated[Range, Quantity("What is trained", "With gradients and optimizer.", unit=Unit.GB)]
    activations_gb: Annotated[Range, Quantity("Activations", unit=Unit.GB)]
    logits_gb: Annotated[Range, Quantity("Logits", "Scores of all words, and their gradients.", unit=Unit.GB)]
    overhead_gb: Annotated[Range, Quantity("Runtime", "CUDA context, libraries, memory kept for reuse.", unit=Unit.GB)]
    available_gb: Annotated[Range, Quantity("Available", "What one GPU leaves to a program.", unit=Unit.GB)]
    trained_billion: Annotated[float, Quantity("Trained parameters", unit=Unit.BILLION_PARAMETERS)]
    fits: Annotated[str, Text("Fits", "`yes`, `tight` or `no`.")]
    smallest_change: Annotated[str, Text("Smallest change", "That makes it fit; empty where it fits or nothing does.")]
    longest_sequence_tokens: Annotated[int, Quantity("Longest sequence that fits", unit=Unit.TOKENS)]
    free_notebook: Annotated[
        str,
        Text("Free notebook", "Of those that can do it, the one that needs the fewest hours; empty where none can."),
    ]
    free_notebook_hours: Annotated[
        Range | None, Quantity("Hours on it", "That its GPU is held, starts included.", unit=Unit.HOUR)
    ]
    free_notebook_sessions: Annotated[
        Range | None, Quantity("Sessions on it", "None where no limit is published.", unit=Unit.COUNT)
    ]
    free_notebook_weeks: Annotated[
        Range | None, Quantity("Weeks on it", "None where no quota is published.", unit=Unit.WEEK)
    ]
    estimate_off_fraction: Annotated[
        float | None,
        Quantity(
            "Estimate was off by",
            "Estimate over your reading, less one; None without one.",
            unit=Unit.FRACTION,
            minimum=-1,
        ),
    ]
    speed_off_fraction: Annotated[
        float | None,
        Quantity(
            "Speed was off by",
            "Estimate over your own speed, less one; None without one.",
            unit=Unit.FRACTION,
            minimum=-1,
        ),
    ]
    outside_data: Annotated[str, Text("Outside the data", "What no measurement covers; empty where all is covered.")]


@dataclass(frozen=True, eq=False)
class _Case:
    """Checked inputs with their records, the memory they take, and what the GPU leaves."""

    name: str
    model: Model | None
    gpu: Gpu
    plan: Plan
    four_bits: LanguageModel
    room: Range
    need: PlanSize
    pace: Pace
    hours: Range
    longest: int
    limit_tokens: int
    outside: tuple[str, ...]
    off: float | None
    speed_off: float | None
    work: Work


@lru_cache(maxsize=32)
def _case(inputs: Inputs, catalogue: Catalogue) -> _Case:
    gpu: Gpu = catalogue["gpus"][inputs.gpu]
    _check(inputs, gpu)
    name, model, language, four_bits, limit, notes = _languages(inputs, catalogue)
    measured = gpu.vendor in MEASURED_VENDORS
    plan = Plan(
        language=language,
        method=inputs.method,
        stack=inputs.stack,
        sequence_tokens=inputs.sequence_tokens,
        micro_batch=inputs.micro_batch,
        rank=inputs.rank,
        targets=inputs.targets,
        checkpointing=inputs.checkpointing,
        fused_loss=inputs.fused_loss,
        optimizer=inputs.optimizer,
        precision=inputs.precision,
        sharding=inputs.sharding,
        gpus=inputs.gpu_count,
        offload=inputs.offload,
        measured_gpu=measured,
    )
    off = None
    if inputs.reading_gb is not None:
        off = plan_size(plan).total.typical / GB / inputs.reading_gb - 1
        plan = calibrated(plan, inputs.reading_gb * GB)
    room = room_of(gpu, catalogue, inputs.own_memory_gb)
    outside = list(notes)
    if not measured:
        outside.insert(0, f"not validated for this GPU: no measurement of memory is of {gpu.name.split()[0]}’s maker")
    if limit and inputs.sequence_tokens > limit:
        outside.append(f"the model was made for {counted(limit, 'token')}")
    longest = longest_sequence(plan, room, limit or inputs.sequence_tokens)
    chip = _chip(gpu)
    run = pace(plan, chip, gpu.vendor, inputs.accumulation, inputs.reading_tokens_per_s)
    outside += run.outside
    speed_off = None
    if inputs.reading_tokens_per_s is not None:
        estimate = pace(plan, chip, gpu.vendor, inputs.accumulation).tokens_per_s.typical
        speed_off = estimate / inputs.reading_tokens_per_s - 1
    once = inputs.data_tokens if inputs.data_examples is None else inputs.data_examples * inputs.sequence_tokens
    tokens = once * inputs.epochs
    return _Case(
        name,
        model,
        gpu,
        plan,
        four_bits,
        room,
        plan_size(plan),
        run,
        hours(tokens, run.tokens_per_s),
        longest,
        limit,
        tuple(outside),
        off,
        speed_off,
        Work(
            plan, tokens, inputs.accumulation, inputs.resume_minutes / 60, gpu.id, reading=inputs.reading_tokens_per_s
        ),
    )


def _chip(gpu: Gpu) -> Chip:
    try:
        return from_gpu(gpu)
    except ChipError as error:
        raise InputError("gpu", f"{gpu.name}: {error}", "a GPU whose rates are published") from error


def _check(inputs: Inputs, gpu: Gpu) -> None:
    if gpu.vendor not in VENDORS or gpu.segment == "unified":
        raise InputError("gpu", f"{gpu.name} is none that this software trains on", "a graphics card or a server’s GPU")
    if inputs.sharding != "auto" and (inputs.sharding == "none") != (inputs.gpu_count == 1):
        allowed = "none, or the usual one" if inputs.gpu_count == 1 else "any but none"
        raise InputError(
            "sharding", f"{SHARDINGS[inputs.sharding]} does not go with {inputs.gpu_count} GPU(s)", allowed
        )
    if inputs.stack != HF and inputs.offload:
        raise InputError("offload", f"{STACKS[inputs.stack]} offloads no weights here", "false")


def _languages(
    inputs: Inputs, catalogue: Catalogue
) -> tuple[str, Model | None, LanguageModel, LanguageModel, int, tuple[str, ...]]:
    """(name, record, the model as the method loads it, in 4 bits, longest context, notes)."""
    frozen = FROZEN[inputs.method]
    if inputs.model_config.strip():
        try:
            read = read_config(inputs.model_config)
            loaded = tuple(_of_config(read.architecture, q, catalogue) for q in (frozen, FROZEN[QLORA]))
        except ArchitectureError as error:
            allowed = "the config.json of a language model"
            raise InputError("model_config", f"{error.field} {error.message}", allowed) from error
        return "This model", None, loaded[0], loaded[1], read.context_tokens, read.notes
    model: Model = catalogue["models"][inputs.model]
    try:
        loaded = tuple(_of_record(model.id, q, catalogue) for q in (frozen, FROZEN[QLORA]))
    except ArchitectureError as error:
        raise InputError("model", f"{model.name}: {error.field} {error.message}", "a language model") from error
    limit = int(model.context_tokens.typical) if model.context_tokens else 0
    return model.name, model, loaded[0], loaded[1], limit, ()


@lru_cache(maxsize=128)
def _of_record(model: str, quantization: str, catalogue: Catalogue) -> LanguageModel:
    return language_model(catalogue["models"][model], catalogue["quantizations"][quantization])


@lru_cache(maxsize=128)
def _of_config(a: Architecture, quantization: str, catalogue: Catalogue) -> LanguageModel:
    return of_architecture(a, catalogue["quantizations"][quantization])


def calculate(inputs: Inputs, catalogue: Catalogue) -> Outputs:
    """The memory, whether it fits, and the smallest change that makes it fit."""
    case = _case(inputs, catalogue)
    need = case.need
    fits = verdict(need.total, case.room)
    change = next(_changes(inputs, case, catalogue), None) if fits == NO else None
    free = soonest_free(on_notebooks(case.work, catalogue))
    stay = free.stay if free else None
    return Outputs(
        tokens_per_s=case.pace.tokens_per_s,
        hours=case.hours,
        energy_kwh=case.pace.watts * case.hours * 1e-3 if case.pace.watts else None,
        hours_per_week=None
        if inputs.training_tokens_per_week is None
        else hours(inputs.training_tokens_per_week, case.pace.tokens_per_s),
        binds=case.pace.step.binds,
        memory_gb=_gb(need.total),
        weights_gb=_gb(need.weights),
        states_gb=_gb(need.states),
        activations_gb=_gb(need.activations),
        logits_gb=_gb(need.logits),
        overhead_gb=_gb(need.overhead),
        available_gb=_gb(case.room),
        trained_billion=need.trained / 1e9,
        fits=fits,
        smallest_change=_told(change, catalogue) if change else "",
        longest_sequence_tokens=case.longest,
        free_notebook=free.rental.name if free else "",
        free_notebook_hours=stay.held if stay else None,
        free_notebook_sessions=stay.sessions if stay else None,
        free_notebook_weeks=stay.weeks if stay else None,
        estimate_off_fraction=case.off,
        speed_off_fraction=case.speed_off,
        outside_data="; ".join(case.outside),
    )


def _gb(value: Range) -> Range:
    return value * (1 / GB)


def _changes(inputs: Inputs, case: _Case, catalogue: Catalogue) -> Iterator[Change]:
    """Changes to the plan that make it fit, then other GPUs, then another model."""
    return what_fits(
        changes_that_fit(case.plan, case.room, case.four_bits, COUNTS),
        on_other_gpus(stock(catalogue, VENDORS, unified=False), _need(case)),
        _smaller(inputs, case, catalogue),
    )


def _smaller(inputs: Inputs, case: _Case, catalogue: Catalogue) -> Iterator[Change]:
    """Smaller models that fit as all else is, the largest first."""
    most = case.model.parameters_billion.typical if case.model is not None else float("inf")
    for model, _ in smaller_models(False, most, catalogue):
        tried = _case(replace(inputs, model=model, model_config="", reading_gb=None), catalogue)
        if verdict(tried.need.total, tried.room) != NO:
            yield Change("model", model, tried.need.total)


@lru_cache(maxsize=32)
def _need(case: _Case) -> Need:
    """What each of a number of GPUs must hold; several share the weights."""
    needs: dict[tuple[int, bool], Range] = {}

    def need(gpu: Gpu, count: int) -> Range:
        key = (count, gpu.vendor in MEASURED_VENDORS)
        if key not in needs:
            sharding = "auto" if count == 1 else "fsdp"
            tried = replace(case.plan, gpus=count, sharding=sharding, measured_gpu=key[1])
            needs[key] = plan_size(tried).total
        return needs[key]

    return need


@lru_cache(maxsize=32)
def _holders(case: _Case, catalogue: Catalogue) -> tuple[Holder, ...]:
    """Every GPU with the fewest of it that hold the plan."""
    return tuple(h for h in holders(catalogue, _need(case), VENDORS) if h.gpu.segment != "unified")


def _told(change: Change, catalogue: Catalogue) -> str:
    then = number(change.memory.typical / GB, Unit.GB)
    match change.kind:
        case "checkpointing":
            return f"recompute activations (gradient checkpointing): {then}"
        case "micro-batch":
            return f"work on one sequence at a time and accumulate: {then}"
        case "fused-loss":
            return f"compute the loss in pieces (Liger and the like): {then}"
        case "optimizer":
            return f"keep the optimizer’s states in 8 bits: {then}"
        case "together":
            return f"recompute activations, one sequence at a time, the loss in pieces: {then}"
        case "sequence":
            return f"cut sequences to {counted(float(change.value), 'token')}: {then}"
        case "method":
            return f"use {METHODS[change.value].split(':')[0]}: {then}"
        case "gpus":
            return f"spread it over {change.value} GPUs (FSDP): {then} each"
        case "offload":
            return f"keep weights and optimizer in main memory: {then}"
    return of_other_things(change, catalogue)


def changes(inputs: Inputs, outputs: Outputs, catalogue: Catalogue) -> tuple[Reason, ...]:
    """What would make it fit, or how far it can grow."""
    case = _case(inputs, catalogue)
    if outputs.fits != YES:
        told = [_told(c, catalogue) for c in _changes(inputs, case, catalogue)]
        return tuple(Reason(f"{text[:1].upper()}{text[1:]}.") for text in told)
    if case.longest > inputs.sequence_tokens:
        limit = " That is all the model was made for." if case.longest >= case.limit_tokens - 512 else ""
        return (Reason(f"There is room for sequences of {counted(case.longest, 'token')}.{limit}"),)
    return ()


def _onward(inputs: Inputs, outputs: Outputs, catalogue: Catalogue) -> Reason:
    """To the money, where it is known how much, and to the whole decision."""
    task = "train" if inputs.method == FULL else "fine-tune"
    way = Onward(inputs, catalogue, task=task, training_tokens_per_week=inputs.training_tokens_per_week)
    return carry_on(*way.to_rent_or_buy(outputs.hours_per_week, TRAINING), way.to_recommend())


def report(inputs: Inputs, outputs: Outputs, catalogue: Catalogue) -> Report:
    """The answer, its parts, where else it fits, assumptions and sources."""
    case = _case(inputs, catalogue)
    return Report(
        verdict=Verdict("neutral", _sentence(inputs, outputs, case), _how_sure(outputs)),
        figures=_figures(outputs),
        reasons=(
            *_reasons(inputs, outputs, case),
            _onward(inputs, outputs, catalogue),
        ),
        beneath=lambda: _details(inputs, case, catalogue),
    )


def _details(inputs: Inputs, case: _Case, catalogue: Catalogue) -> Details:
    """Its parts, where else it fits, assumptions and sources."""
    drawn = watts_table(case.pace.training.chip, PREFILL, case.pace.busy, case.pace.busy, None)
    used = _used(case, catalogue)
    return Details(
        tables=(
            training_table(case.need, case.plan),
            tuning_table(case.pace),
            *([drawn] if drawn else ()),
            _on_notebooks(inputs, case, catalogue),
            *place_tables(_holders(case, catalogue), offers(catalogue), catalogue),
        ),
        assumptions=_assumptions(inputs, case),
        stated=stated(catalogue, used),
        sources=sources(used),
    )


def _sentence(inputs: Inputs, outputs: Outputs, case: _Case) -> str:
    method = METHODS[inputs.method].split(":")[0]
    what = f"{case.name} by {method} with {counted(inputs.sequence_tokens, 'token')}"
    where = case.gpu.name if inputs.gpu_count == 1 else f"{inputs.gpu_count} × {case.gpu.name}"
    if outputs.fits == YES:
        return f"It fits: {what} trains on {where}."
    if outputs.fits == TIGHT:
        return f"It just fits: {what} fills {where} to the edge."
    if outputs.smallest_change:
        return f"It does not fit {where}. The smallest change: {outputs.smallest_change}."
    return f"It does not fit {where}, nor any GPUs here, nor does a smaller model: ask for shorter sequences."


def _how_sure(outputs: Outputs) -> str:
    each = (
        f"It takes {about(outputs.memory_gb, Unit.GB)} of the {about(outputs.available_gb, Unit.GB)} that the GPU leaves to a "
        f"program, and {about(outputs.hours, Unit.HOUR)} for all epochs."
    )
    return f"{each} Outside the data: {outputs.outside_data}." if outputs.outside_data else each


def _figures(outputs: Outputs) -> tuple[KeyFigure, ...]:
    return (
        KeyFigure("Speed", outputs.tokens_per_s, Unit.TOKENS_PER_S, "of all GPUs"),
        KeyFigure("Time", outputs.hours, Unit.HOUR, "for all epochs"),
        *((KeyFigure("Energy", outputs.energy_kwh, Unit.KWH, "of the GPUs"),) if outputs.energy_kwh else ()),
        KeyFigure("Memory of a GPU", outputs.memory_gb, Unit.GB),
        KeyFigure("Available", outputs.available_gb, Unit.GB),
        KeyFigure("Trained parameters", Range.exact(outputs.trained_billion), Unit.BILLION_PARAMETERS),
        KeyFigure("Longest sequence that fits", Range.exact(float(outputs.longest_sequence_tokens)), Unit.TOKENS),
        *hours_figure(outputs.hours_per_week),
    )


def _reasons(inputs: Inputs, outputs: Outputs, case: _Case) -> tuple[Reason, ...]:
    parts = {
        "the weights": outputs.weights_gb,
        "what is trained, with gradients and optimizer": outputs.states_gb,
        "activations": outputs.activations_gb,
        "logits": outputs.logits_gb,
    }
    heaviest = max(parts, key=lambda name: parts[name].typical)
    reasons = [
        Reason(f"The largest part is {heaviest}: {about(parts[heaviest], Unit.GB)}."),
        Reason(
            f"The card is sold as {number(inputs.own_memory_gb or case.gpu.memory_gb.typical, Unit.GB)}, which counts GiB; "
            f"a program gets {about(outputs.available_gb, Unit.GB)} of it.",
            (Link(case.gpu.name, f"data/gpus/{case.gpu.id}/"),),
        ),
    ]
    if inputs.method != FULL:
        share = number(case.need.trained / case.plan.language.parameters, Unit.FRACTION)
        reasons.append(
            Reason(
                f"The adapters are {plain(outputs.trained_billion * 1000)} million parameters, {share} of the model’s."
            )
        )
    reasons.append(Reason(f"What holds the speed back is {BINDS[outputs.binds]}."))
    if case.speed_off is not None:
        way = "above" if case.speed_off > 0 else "below"
        reasons.append(
            Reason(
                f"The estimate of speed was {number(abs(case.speed_off), Unit.FRACTION)} {way} your own, which is used."
            )
        )
    if case.off is not None:
        way = "above" if case.off > 0 else "below"
        reasons.append(
            Reason(
                f"The estimate was {number(abs(case.off), Unit.FRACTION)} {way} your reading; all figures are corrected by it."
            )
        )
    if case.model is not None:
        reasons.append(Reason("More on the model:", (Link(case.model.name, f"data/models/{case.model.id}/"),)))
    return tuple(reasons)


def _on_notebooks(inputs: Inputs, case: _Case, catalogue: Catalogue) -> Table:
    """GPU, hours, sessions, weeks and compute units of every tier; the reason where it cannot be done there."""
    start = number(inputs.resume_minutes, Unit.MINUTE)
    note = (
        f"On the first of a tier’s GPUs that holds it. Each session loses {start} to its start, then goes on from the last "
        "checkpoint. Hours are of the GPU held, starts included."
    )
    columns = (
        Column("Notebook"),
        Column("GPU"),
        Column("GPU held", Unit.HOUR),
        Column("Sessions"),
        Column("Weeks of its quota", Unit.WEEK),
        Column("Spends", Unit.COMPUTE_UNITS),
    )
    rows = tuple(_notebook(n) for n in on_notebooks(case.work, catalogue))
    return Table("On notebooks", columns, rows, note)


def _notebook(found: Notebook) -> tuple[Cell, ...]:
    link = Link(found.rental.name, f"data/services/{found.rental.service.id}/")
    if found.placed is None or found.stay is None:
        return (link, found.obstacle, "", "", "", "")
    stay, credit = found.stay, found.tier.credit_usd
    spends: Cell = f"a credit of {number(credit.typical, Unit.USD)}" if credit else "nothing more"
    return (
        link,
        several(found.placed.count, found.placed.gpu),
        stay.held,
        stay.sessions or "no limit published",
        stay.weeks or "no quota published",
        stay.units or spends,
    )


def _assumptions(inputs: Inputs, case: _Case) -> tuple[str, ...]:
    told = [f"Sized for {STACKS[inputs.stack]}, with flash attention."]
    sharding = sharding_of(inputs.sharding, inputs.method, inputs.gpu_count)
    if inputs.gpu_count > 1:
        told.append(f"Over {inputs.gpu_count} GPUs: {SHARDINGS[sharding]}.")
    if shards_weights(case.plan) or inputs.offload:
        told.append("Buffers of sharded and offloaded training differ by settings: the range is wider.")
    if inputs.method == QLORA:
        told.append("The frozen weights are NF4 with double quantization; embeddings and head stay wider.")
    told.append(f"A step is {inputs.accumulation} micro-batches. The data is packed: no token is padding.")
    told.append("Every sequence is as long as the longest. Lists of several GPUs share the weights (FSDP).")
    told.append("Sold gigabytes of a GPU are GiB. Nothing else runs on it than, perhaps, a desktop.")
    told.append("Ranges hold nine of ten published measurements, predicted without having seen their source.")
    return tuple(told)


def _used(case: _Case, catalogue: Catalogue) -> list[Figure | None]:
    """The figures of records behind the answer."""
    terms = catalogue["glossary"]
    figures: list[Figure | None] = [case.gpu.memory_gb, terms["memory-a-card-leaves-to-a-program"].figure]
    if case.model is not None:
        figures += figures_of(case.model)
    return figures


EXAMPLES = (
    Example(
        title="QLoRA of an 8B model on a 24 GB card",
        inputs={},
        expected={"fits": "yes", "trained_billion": 0.041943040, "states_gb": 0.67108864},
        source=(
            "By hand: rank 16 on every linear layer of Llama 3.1 8B: 16 × (2·(4096+4096) + 2·(4096+1024) + 3·(4096+14336)) × 32 "
            "= 41,943,040 parameters, at 4 + 4 + 8 bytes 0.671 GB."
        ),
    ),
    Example(
        title="A full fine-tune of 8B needs more than one 80 GB card",
        inputs={"method": "full", "gpu": "h100-sxm-80gb"},
        expected={"fits": "no", "trained_billion": 8.030261248, "states_gb": 160.60522496},
        source=(
            "By hand: 8,030,261,248 parameters at 4 bytes of weight, 4 of gradient and 8 of AdamW are 128.48 GB, and 4 more "
            "at the optimizer’s step 160.61 GB."
        ),
    ),
    Example(
        title="LoRA on the queries and values of Llama 2 7B",
        inputs={"model": "llama-2-7b", "method": "lora", "rank": 8, "targets": "query-value", "gpu": "a100-sxm-40gb"},
        expected={"fits": "yes", "trained_billion": 0.004194304},
        source="Published: 4,194,304 trained parameters (Lightning-AI/litgpt tutorials/resource-tables.md at 26857050).",
    ),
    Example(
        title="Qwen 7B by LoRA at 1,024 tokens, as its README measured it",
        inputs={
            "model": "qwen-7b",
            "method": "lora",
            "rank": 64,
            "sequence_tokens": 1024,
            "gpu": "a100-sxm-80gb",
            "data_tokens": 10_532_520,
            "epochs": 1,
        },
        expected={"fits": "yes", "memory_gb": 21.5, "tokens_per_s": 2925.7, "hours": 1.0, "binds": "compute"},
        source=(
            "Published: 21.5 G and 2.8 s for 8 sequences of 1,024 tokens (QwenLM/Qwen README.md at 2df8e8ac; rank 64 and "
            "checkpointing by its scripts). So 2,926 tokens/s, and as many in an hour as the data has."
        ),
        relative_tolerances={"memory_gb": 0.1, "tokens_per_s": 0.2, "hours": 0.2},
    ),
)
