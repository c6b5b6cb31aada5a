"""How fast?

Tokens a second of a language model on a GPU: the stream that one reader sees, all streams of a server together, the prompt, and
the wait for the first token. With it the watts while it works, the energy of a token, and what holds it back: memory bandwidth,
arithmetic, the launching of operations, or the links between GPUs.

Each rate comes with the range in which nine of ten published measurements fell, predicted by constants that had not seen them.
A power limit, part of the layers in main memory, or a reading of your own change it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Annotated

from calculators._onward import TOKENS_A_DAY, Carrying, Onward, carry_on, hours_figure
from calculators._pacing import prompt_table, server_table, step_table, watts_table
from calculators._that_fits import in_fewer_bits, in_words, on_other_gpus, what_fits
from calculators.core.catalogue import Catalogue
from calculators.core.example import Example
from calculators.core.inputs import InputError
from calculators.core.quantity import Choice, Quantity, Text, Unit
from calculators.core.ranges import Range
from calculators.core.records import Figure
from calculators.core.report import (
    COLOURS,
    Cell,
    Chart,
    Column,
    Details,
    KeyFigure,
    Link,
    Reason,
    Report,
    Table,
    Verdict,
)
from calculators.core.stated import figures_of, sources, stated
from calculators.core.text import about, counted, number, plain
from calculators.engines.answers import smaller_models
from calculators.engines.architecture import ArchitectureError, kv_values_per_token
from calculators.engines.chips import GRAPHICS, Chip, ChipError, from_gpu
from calculators.engines.config_json import read_config
from calculators.engines.fitting import GB, NO, Change, Surroundings, Wish, changes_that_fit, fewer_bits, size, verdict
from calculators.engines.generation import (
    MEASURED_DECODING,
    MEASURED_EXPERTS,
    MEASURED_PROMPTS,
    MEASURED_SERVERS,
    SERVERS,
    Pace,
    Run,
    calibrated,
    drawing_share,
    pace,
    step_for,
)
from calculators.engines.holders import room_of
from calculators.engines.language_model import LanguageModel, language_model, of_architecture
from calculators.engines.memory import LAYERS, TENSOR
from calculators.engines.power import DECODE, wanted_watts
from calculators.engines.software import CACHE_TYPES, SOFTWARE, Software, usual
from calculators.engines.stock import Need, stock
from calculators.engines.throughput import TEXT
from calculators.records import Gpu, Model, Quantization

AUTO = "auto"
ANY_MODEL, MORE, OWN = "Any model", "More", "Your own computer"
LONGEST_CONFIG = 200_000
BINDS = {
    "bandwidth": "memory bandwidth: every token reads all weights that it uses, and its context",
    "compute": "arithmetic: the GPU’s matrix units are at work all the time",
    "launches": "launches: the many small operations of a layer, and the processor that starts them",
    "links": "links: GPUs that wait for each other",
    "main memory": "main memory: the layers that the processor works on",
}
LEAST_LIMIT = 0.25
"""Of a board's power: drivers allow no lower limit on the cards that state one."""
SLOWEST_MEASURED_LINK = 200e9
"""B/s one way of the slowest link over which GPUs shared matrices in the data (NVLink 3: 300 GB/s)."""
CONTEXTS = (512, 1024, 2048, 4096, 8192, 16384, 32768, 65536, 131072)


@dataclass(frozen=True, kw_only=True)
class Inputs(Carrying):
    """What runs, for whom, and on what."""

    model: Annotated[str, Choice("Model", "", family="models", where="writes")] = "llama-3-1-8b"
    quantization: Annotated[
        str, Choice("Quantization", "How many bits a weight is stored in.", family="quantizations")
    ] = "q4-k-m"
    gpu: Annotated[str, Choice("GPU", "", family="gpus")] = "rtx-3060-12gb"
    gpu_count: Annotated[
        int, Quantity("GPUs", "How many of them.", unit=Unit.COUNT, minimum=1, maximum=64, integer=True)
    ] = 1
    prompt_tokens: Annotated[
        int,
        Quantity(
            "Prompt",
            "With all of the conversation so far.",
            unit=Unit.TOKENS,
            minimum=1,
            maximum=10_000_000,
            integer=True,
        ),
    ] = 1024
    output_tokens: Annotated[
        int, Quantity("Reply", "", unit=Unit.TOKENS, minimum=1, maximum=1_000_000, integer=True)
    ] = 512
    concurrency: Annotated[
        int,
        Quantity("Conversations at once", "", unit=Unit.COUNT, minimum=1, maximum=100_000, integer=True),
    ] = 1
    software: Annotated[
        str,
        Choice(
            "Software",
            "The usual one follows from quantization and GPU.",
            options={AUTO: "the usual one", **{s.id: s.name for s in SOFTWARE.values() if not s.images}},
        ),
    ] = AUTO
    power_limit_watts: Annotated[
        float | None,
        Quantity("Power limit", "Of one GPU; empty for none.", unit=Unit.WATT, minimum=5, maximum=3000, step=10),
    ] = None
    kv_cache: Annotated[
        str, Choice("KV cache", "Numbers kept for each token of the context.", MORE, options=CACHE_TYPES)
    ] = "f16"
    offload_fraction: Annotated[
        float,
        Quantity(
            "Layers in main memory",
            "Share of the layers that the processor works on, from 0 to 1.",
            MORE,
            unit=Unit.FRACTION,
            maximum=1,
            step=0.05,
        ),
    ] = 0.0
    main_memory_gb_s: Annotated[
        float,
        Quantity(
            "Bandwidth of main memory",
            "Matters for layers that lie there. Two channels of DDR4-3200 have 51 GB/s, of DDR5-5600 90.",
            OWN,
            unit=Unit.GB_S,
            minimum=5,
            maximum=2000,
            step=5,
        ),
    ] = 51.0
    tokens_per_day: Annotated[float | None, TOKENS_A_DAY] = None
    own_memory_gb: Annotated[
        float | None,
        Quantity(
            "Memory of your GPU or computer",
            "As sold; empty for the record’s.",
            OWN,
            unit=Unit.GB,
            minimum=1,
            maximum=4000,
        ),
    ] = None
    reading_tokens_per_s: Annotated[
        float | None,
        Quantity(
            "Your own reading",
            "Tokens a second of one stream, with these inputs: the estimate is corrected by it.",
            OWN,
            unit=Unit.TOKENS_PER_S,
            minimum=0.01,
            maximum=100_000,
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
    """Tokens a second, waits, watts, and what holds it back."""

    decode_tokens_per_s: Annotated[
        Range, Quantity("One stream", "Output tokens a second that one reader sees.", unit=Unit.TOKENS_PER_S)
    ]
    all_streams_tokens_per_s: Annotated[
        Range,
        Quantity("All streams", "Output tokens a second, the time for their prompts counted.", unit=Unit.TOKENS_PER_S),
    ]
    prefill_tokens_per_s: Annotated[Range, Quantity("Prompt", "Prompt tokens a second.", unit=Unit.TOKENS_PER_S)]
    first_token_s: Annotated[
        Range, Quantity("First token", "After a prompt of this length, no queue.", unit=Unit.SECOND)
    ]
    reply_s: Annotated[Range, Quantity("Whole reply", "Prompt and reply of one conversation.", unit=Unit.SECOND)]
    gpu_watts: Annotated[
        Range | None,
        Quantity(
            "Power", "Of each GPU while it writes; None where its board’s power is not published.", unit=Unit.WATT
        ),
    ]
    joules_per_token: Annotated[
        Range | None, Quantity("Energy", "Of an output token, all GPUs.", unit=Unit.JOULE_PER_TOKEN)
    ]
    hours_per_week: Annotated[
        Range | None,
        Quantity("Hours of work a week", "For the tokens a day; None without them.", unit=Unit.HOURS_PER_WEEK),
    ]
    binds: Annotated[str, Text("Binds", "`bandwidth`, `compute`, `launches`, `links` or `main memory`.")]
    at_once: Annotated[float, Quantity("Streams at once", "As many as the memory holds.", unit=Unit.COUNT)]
    fits: Annotated[str, Text("Fits", "`yes`, `tight` or `no`.")]
    smallest_change: Annotated[str, Text("Smallest change", "That makes it fit; empty where it fits or nothing does.")]
    estimate_off_fraction: Annotated[
        float | None,
        Quantity(
            "Estimate was off by",
            "Estimate over your reading, less one; None without one.",
            unit=Unit.FRACTION,
            minimum=-1,
        ),
    ]
    software: Annotated[str, Text("Software", "Id of what it was computed for.")]
    outside_data: Annotated[str, Text("Outside the data", "What no measurement covers; empty where all is covered.")]


@dataclass(frozen=True, eq=False)
class _Held:
    """The memory that the run takes of each GPU, beside what the software may take. Bytes."""

    wish: Wish
    around: Surroundings
    room: Range
    need: Range

    @property
    def fits(self) -> str:
        """`yes`, `tight` or `no`."""
        return verdict(self.need, self.room)


@dataclass(frozen=True, eq=False)
class _Case:
    """Checked inputs with their records, the run, its pace and its memory."""

    name: str
    model: Model | None
    quantization: Quantization
    gpu: Gpu
    software: Software
    run: Run
    pace: Pace
    held: _Held
    binds: str
    outside: tuple[str, ...]
    off: float | None


@lru_cache(maxsize=32)
def _case(inputs: Inputs, catalogue: Catalogue) -> _Case:
    gpu: Gpu = catalogue["gpus"][inputs.gpu]
    quantization: Quantization = catalogue["quantizations"][inputs.quantization]
    software = usual(quantization, gpu, images=False) if inputs.software == AUTO else SOFTWARE[inputs.software]
    name, model, language, limit, notes = _language(inputs, catalogue)
    _check(inputs, software, quantization, gpu, limit)
    chip = _chip(gpu)
    room = room_of(gpu, catalogue, inputs.own_memory_gb)
    left = room * (software.takes_fraction or 1.0)
    run = Run(
        model=language,
        chip=chip,
        vendor=gpu.vendor,
        software=software.id,
        memory_bytes=room.typical,
        prompt_tokens=inputs.prompt_tokens,
        output_tokens=inputs.output_tokens,
        streams=inputs.concurrency,
        gpus=inputs.gpu_count,
        split=software.split if inputs.gpu_count > 1 else LAYERS,
        kv_bytes=software.cache_bytes[inputs.kv_cache],
        limit_watts=inputs.power_limit_watts,
        in_ram=inputs.offload_fraction,
        ram_bandwidth=inputs.main_memory_gb_s * 1e9,
    )
    off = None
    if inputs.reading_tokens_per_s is not None:
        run, off = calibrated(run, inputs.reading_tokens_per_s)
    found = pace(run)
    wish, around = _wish(inputs, software, language, gpu, found, catalogue)
    held = _Held(wish, around, left, size(wish, around).total)
    outside = [*_outside(inputs, software, gpu, language), *notes]
    if held.fits == NO:
        outside.append("it does not fit this GPU’s memory")
    return _Case(name, model, quantization, gpu, software, run, found, held, _binds(run, found), tuple(outside), off)


def _short(software: Software) -> str:
    return software.name.split(" (")[0]


@lru_cache(maxsize=256)
def _chip(gpu: Gpu) -> Chip:
    try:
        return from_gpu(gpu)
    except ChipError as error:
        raise InputError("gpu", f"{gpu.name}: {error}", "a GPU whose rates are published") from error


def _check(inputs: Inputs, software: Software, quantization: Quantization, gpu: Gpu, limit: int) -> None:
    short = _short(software)
    if not software.runs(quantization):
        able = [_short(s) for s in SOFTWARE.values() if s.runs(quantization) and not s.images]
        raise InputError("quantization", f"{short} does not run {quantization.name}", f"with it: {', '.join(able)}")
    if gpu.vendor not in software.vendors:
        raise InputError("software", f"{short} does not run on {gpu.name}", "the usual one")
    if inputs.kv_cache not in software.cache_bytes:
        allowed = ", ".join(software.cache_bytes)
        raise InputError("kv_cache", f"{short} keeps no cache of {CACHE_TYPES[inputs.kv_cache]}", allowed)
    if inputs.offload_fraction and not software.offloads:
        raise InputError("offload_fraction", f"{short} keeps all layers on the GPU", "0")
    if limit and inputs.prompt_tokens + inputs.output_tokens > limit:
        raise InputError(
            "prompt_tokens",
            f"with a reply of {int(inputs.output_tokens):,} it is longer than the {counted(limit, 'token')} the model was made for",
            f"1 to {max(1, limit - inputs.output_tokens)} tokens",
        )
    board = gpu.tdp_watts.typical if gpu.tdp_watts else 0.0
    if inputs.power_limit_watts is not None and inputs.power_limit_watts < LEAST_LIMIT * board:
        raise InputError(
            "power_limit_watts",
            f"{gpu.name} has a board of {plain(board)} W and takes no limit so low",
            f"{plain(LEAST_LIMIT * board)} to {plain(board)} W",
        )


def _language(inputs: Inputs, catalogue: Catalogue) -> tuple[str, Model | None, LanguageModel, int, tuple[str, ...]]:
    """(name, record, the model in its quantization, longest context, notes)."""
    if inputs.model_config.strip():
        try:
            read = read_config(inputs.model_config)
            language = of_architecture(read.architecture, catalogue["quantizations"][inputs.quantization])
        except ArchitectureError as error:
            allowed = "the config.json of a language model"
            raise InputError("model_config", f"{error.field} {error.message}", allowed) from error
        return "This model", None, language, read.context_tokens, read.notes
    model: Model = catalogue["models"][inputs.model]
    try:
        language = _of_record(model.id, inputs.quantization, catalogue)
        kv_values_per_token(language.architecture)
    except ArchitectureError as error:
        raise InputError("model", f"{model.name}: {error.field} {error.message}", "a language model") from error
    return model.name, model, language, int(model.context_tokens.typical) if model.context_tokens else 0, ()


@lru_cache(maxsize=256)
def _of_record(model: str, quantization: str, catalogue: Catalogue) -> LanguageModel:
    return language_model(catalogue["models"][model], catalogue["quantizations"][quantization])


def _wish(
    inputs: Inputs, software: Software, language: LanguageModel, gpu: Gpu, found: Pace, catalogue: Catalogue
) -> tuple[Wish, Surroundings]:
    """The memory of the streams that are worked on at once, as Will it fit? asks it."""
    terms = catalogue["glossary"]
    around = Surroundings(terms["cuda-context"].figure.range * GB, terms["pytorch-runtime"].figure.range * GB)
    wish = Wish(
        software=software,
        gpus=inputs.gpu_count,
        language=language,
        context_tokens=inputs.prompt_tokens + inputs.output_tokens,
        prompt_tokens=inputs.prompt_tokens,
        sequences=1 if software.id in SERVERS else int(found.at_once),
        cache=inputs.kv_cache,
        in_ram=inputs.offload_fraction,
        unified=gpu.segment == "unified",
    )
    return wish, around


def _outside(inputs: Inputs, software: Software, gpu: Gpu, language: LanguageModel) -> list[str]:
    """What no measurement covers, in words."""
    if gpu.vendor not in ("nvidia", "apple"):
        return [f"not validated for this GPU: no measurement of speed is of {gpu.name.split()[0]}’s maker"]
    if gpu.vendor == "nvidia" and gpu.segment == "unified":
        return [
            "not validated for this GPU: no measurement of speed is of NVIDIA’s chips that share the computer’s memory"
        ]
    told = []
    short = _short(software)
    if software.id not in MEASURED_DECODING and not (software.id in MEASURED_SERVERS and inputs.concurrency > 1):
        told.append(f"not validated for this software: no measurement of one stream is of {short}")
    elif software.id not in MEASURED_PROMPTS:
        told.append(f"the prompt is not validated for {short}")
    if language.architecture.experts and software.id not in MEASURED_EXPERTS and inputs.concurrency == 1:
        told.append(f"one stream of a mixture of experts is not validated for {short}")
    if inputs.concurrency > 1 and software.id not in MEASURED_SERVERS:
        told.append(f"several conversations at once are not validated for {short}")
    if inputs.offload_fraction:
        told.append("layers in main memory are not validated")
    if software.split == TENSOR and inputs.gpu_count > 1 and _chip(gpu).link < SLOWEST_MEASURED_LINK:
        told.append("a part of every matrix on each GPU was measured over NVLink alone")
    if gpu.tdp_watts and not (gpu.vendor == "nvidia" and _chip(gpu).memory == GRAPHICS):
        told.append("watts are not validated: they were measured on GeForce cards alone")
    if inputs.power_limit_watts is not None and gpu.id not in ("rtx-3090", "rtx-4090"):
        told.append("power limits were measured on RTX 3090 and 4090 alone")
    return told


def _binds(run: Run, found: Pace) -> str:
    if run.in_ram and found.step.waits > found.step.total / 2:
        return "main memory"
    return found.binds


def calculate(inputs: Inputs, catalogue: Catalogue) -> Outputs:
    """Rates, waits, watts, and what binds."""
    case = _case(inputs, catalogue)
    p = case.pace
    return Outputs(
        decode_tokens_per_s=p.stream,
        all_streams_tokens_per_s=p.together,
        prefill_tokens_per_s=p.prompt,
        first_token_s=p.first_token_s,
        reply_s=p.first_token_s + (inputs.output_tokens - 1) / p.stream,
        gpu_watts=p.watts,
        joules_per_token=p.joules_per_token,
        hours_per_week=None if inputs.tokens_per_day is None else inputs.tokens_per_day * 7 / p.together * (1 / 3600),
        binds=case.binds,
        at_once=p.at_once,
        fits=case.held.fits,
        smallest_change=next(_that_fit(inputs, case, catalogue), "") if case.held.fits == NO else "",
        estimate_off_fraction=case.off,
        software=case.software.id,
        outside_data="; ".join(case.outside),
    )


def _onward(inputs: Inputs, outputs: Outputs, catalogue: Catalogue) -> Reason:
    """To the money and to the whole decision; a file of the reader's own has no price to compare with."""
    way = Onward(inputs, catalogue, task="chat", concurrency=inputs.concurrency, tokens_per_day=inputs.tokens_per_day)
    if inputs.model_config:
        return carry_on(way.to_recommend())
    return carry_on(way.to_api_or_own(), *way.to_rent_or_buy(outputs.hours_per_week, TEXT), way.to_recommend())


def report(inputs: Inputs, outputs: Outputs, catalogue: Catalogue) -> Report:
    """The answer, where the time goes, how it falls with the context, assumptions and sources."""
    case = _case(inputs, catalogue)
    return Report(
        verdict=Verdict("neutral", _sentence(inputs, outputs, case), _how_sure(inputs, outputs)),
        figures=_figures(inputs, outputs),
        reasons=(*_reasons(inputs, outputs, case), _onward(inputs, outputs, catalogue)),
        charts=(_by_context(inputs, case),),
        beneath=lambda: _details(inputs, case, catalogue),
    )


def _details(inputs: Inputs, case: _Case, catalogue: Catalogue) -> Details:
    """Where the time goes, assumptions and sources."""
    used = _used(case)
    return Details(
        tables=tuple(_tables(case)),
        assumptions=_assumptions(inputs, case),
        stated=stated(catalogue, used),
        sources=sources(used),
    )


def _tables(case: _Case) -> Iterator[Table]:
    """Where the time goes, and the watts, with the reader's numbers."""
    run, step = case.run, case.pace.step
    yield step_table(step_for(run), step, run.in_ram)
    yield prompt_table(run)
    if run.streams > 1 and run.software in SERVERS:
        yield server_table(run)
    drawn = watts_table(run.chip, DECODE, drawing_share(run, step), step.busy, run.limit_watts)
    if drawn:
        yield drawn


def _where(inputs: Inputs, case: _Case) -> str:
    return case.gpu.name if inputs.gpu_count == 1 else f"{inputs.gpu_count} × {case.gpu.name}"


def _sentence(inputs: Inputs, outputs: Outputs, case: _Case) -> str:
    what = f"{case.name} in {case.quantization.name}"
    where = _where(inputs, case)
    if outputs.fits == NO:
        change = outputs.smallest_change or "ask for less of it at once"
        rate = number(outputs.decode_tokens_per_s.typical)
        return f"{what} does not fit {where}. The smallest change: {change}. If it did fit, it would write {rate} tokens a second."
    if inputs.concurrency > 1:
        rate = number(outputs.all_streams_tokens_per_s.typical)
        each = number(outputs.decode_tokens_per_s.typical)
        return f"{what} writes {rate} tokens a second on {where} for all conversations together, {each} for each."
    return f"{what} writes {number(outputs.decode_tokens_per_s.typical)} tokens a second on {where}."


def _how_sure(inputs: Inputs, outputs: Outputs) -> str:
    rate = outputs.all_streams_tokens_per_s if inputs.concurrency > 1 else outputs.decode_tokens_per_s
    each = f"It is {about(rate, Unit.TOKENS_PER_S)}; the first token comes after {about(outputs.first_token_s, Unit.SECOND)}."
    return f"{each} Outside the data: {outputs.outside_data}." if outputs.outside_data else each


def _figures(inputs: Inputs, outputs: Outputs) -> tuple[KeyFigure, ...]:
    figures = [KeyFigure("One stream", outputs.decode_tokens_per_s, Unit.TOKENS_PER_S)]
    if inputs.concurrency > 1:
        figures.append(KeyFigure("All streams", outputs.all_streams_tokens_per_s, Unit.TOKENS_PER_S))
    figures.append(KeyFigure("Prompt", outputs.prefill_tokens_per_s, Unit.TOKENS_PER_S))
    figures.append(KeyFigure("First token", outputs.first_token_s, Unit.SECOND))
    if outputs.gpu_watts is not None and outputs.joules_per_token is not None:
        figures.append(KeyFigure("Power of a GPU", outputs.gpu_watts, Unit.WATT))
        figures.append(KeyFigure("Energy", outputs.joules_per_token, Unit.JOULE_PER_TOKEN))
    return (*figures, *hours_figure(outputs.hours_per_week))


def _reasons(inputs: Inputs, outputs: Outputs, case: _Case) -> tuple[Reason, ...]:
    read = case.run.model.bytes_read()
    reasons = [
        Reason(f"What holds it back is {BINDS[outputs.binds]}."),
        Reason(
            f"A token reads {number(read / GB, Unit.GB)} of weights; the GPU’s memory moves "
            f"{number(case.run.chip.bandwidth / GB, Unit.GB_S)} at best.",
            (Link(case.gpu.name, f"data/gpus/{case.gpu.id}/"),),
        ),
    ]
    if inputs.concurrency > case.pace.at_once:
        reasons.append(
            Reason(
                f"Of {counted(inputs.concurrency, 'conversation')} the memory holds {int(case.pace.at_once):,} at once; others wait."
            )
        )
    if inputs.gpu_count > 1 and case.run.split == LAYERS:
        reasons.append(
            Reason("Each GPU holds whole layers: they work one after the other, and one stream is no faster for it.")
        )
    if inputs.power_limit_watts is not None:
        wanted = wanted_watts(case.run.chip, DECODE, case.pace.step.busy)
        binding = inputs.power_limit_watts < wanted
        reasons.append(
            Reason(
                f"Without the limit it would draw {number(wanted, Unit.WATT)}: the limit "
                + ("costs some speed." if binding else "does not bind.")
            )
        )
    if case.off is not None:
        way = "above" if case.off > 0 else "below"
        reasons.append(
            Reason(
                f"The estimate was {number(abs(case.off), Unit.FRACTION)} {way} your reading; the rates are corrected by it."
            )
        )
    if case.model is not None:
        reasons.append(Reason("More on the model:", (Link(case.model.name, f"data/models/{case.model.id}/"),)))
    return tuple(reasons)


def _by_context(inputs: Inputs, case: _Case) -> Chart:
    limit = int(case.model.context_tokens.typical) if case.model and case.model.context_tokens else CONTEXTS[-1]
    points = []
    for context in CONTEXTS:
        if context <= limit:
            at = pace(replace(case.run, streams=1, prompt_tokens=context, output_tokens=1))
            points.append((context, at.stream))
    values = [{"context": c, "low": r.low, "typical": r.typical, "high": r.high} for c, r in points]
    x = {"field": "context", "type": "quantitative", "scale": {"type": "log", "base": 2}, "title": "Tokens of context"}
    spec = {
        "data": {"values": values},
        "layer": [
            {
                "mark": {"type": "area", "opacity": 0.2, "color": COLOURS["neutral"]},
                "encoding": {
                    "x": x,
                    "y": {"field": "low", "type": "quantitative", "title": "Tokens a second"},
                    "y2": {"field": "high"},
                },
            },
            {
                "mark": {"type": "line", "point": True, "color": COLOURS["cloud"]},
                "encoding": {"x": x, "y": {"field": "typical", "type": "quantitative"}},
            },
        ],
    }
    first, last = points[0], points[-1]
    summary = (
        f"One stream writes {plain(first[1].typical)} tokens a second at {counted(first[0], 'token')} of context and "
        f"{plain(last[1].typical)} at {int(last[0]):,}. The band holds nine of ten measurements."
    )
    rows: tuple[tuple[Cell, ...], ...] = tuple((f"{int(c):,}", r) for c, r in points)
    table = Table("Speed by context", (Column("Tokens of context"), Column("One stream", Unit.TOKENS_PER_S)), rows)
    return Chart("context", "How the speed falls as the context grows", summary, spec, table)


def _that_fit(inputs: Inputs, case: _Case, catalogue: Catalogue) -> Iterator[str]:
    """Where it does not fit: what would, in words."""
    held = case.held
    found = what_fits(
        changes_that_fit(held.wish, held.around, held.room, _lighter(inputs, case, catalogue)),
        on_other_gpus(stock(catalogue, case.software.vendors), _need(held), share=case.software.takes_fraction or 1.0),
        _smaller(inputs, case, catalogue),
    )
    return (in_words(change, held.wish, catalogue) for change in found)


def _lighter(inputs: Inputs, case: _Case, catalogue: Catalogue) -> Iterator[tuple[Quantization, Wish]]:
    chosen = inputs.software != AUTO
    for quantization in in_fewer_bits(
        case.quantization, case.gpu, case.software, catalogue, images=False, chosen=chosen
    ):
        yield quantization, replace(case.held.wish, language=_in_bits(case, quantization, catalogue))


def _in_bits(case: _Case, quantization: Quantization, catalogue: Catalogue) -> LanguageModel:
    if case.model is not None:
        return _of_record(case.model.id, quantization.id, catalogue)
    return of_architecture(case.run.model.architecture, quantization)


def _need(held: _Held) -> Need:
    """What each of a number of GPUs must hold."""

    def need(gpu: Gpu, count: int) -> Range:
        return size(replace(held.wish, gpus=count, unified=gpu.segment == "unified"), held.around).total

    return need


def _smaller(inputs: Inputs, case: _Case, catalogue: Catalogue) -> Iterator[Change]:
    """Smaller models that fit as all else is, the largest first."""
    most = case.model.parameters_billion.typical if case.model is not None else float("inf")
    for model, _ in smaller_models(False, most, catalogue):
        try:
            tried = _case(replace(inputs, model=model, model_config="", reading_tokens_per_s=None), catalogue)
        except InputError:  # it was made for a shorter context
            continue
        if tried.held.fits != NO:
            yield Change("model", model, tried.held.need)


def changes(inputs: Inputs, outputs: Outputs, catalogue: Catalogue) -> tuple[Reason, ...]:
    """What would make it fit; what would make it faster: fewer bits, a GPU with more bandwidth, no limit."""
    case = _case(inputs, catalogue)
    told = []
    if outputs.fits == NO:
        told += [Reason(f"{text[:1].upper()}{text[1:]}.") for text in _that_fit(inputs, case, catalogue)]
    lighter = next(iter(fewer_bits(case.quantization, catalogue["quantizations"], case.software)), None)
    if lighter is not None:
        rate = pace(replace(case.run, model=_in_bits(case, lighter, catalogue))).stream
        if rate.typical > case.pace.stream.typical:
            told.append(Reason(f"In {lighter.name} a stream writes {number(rate.typical)} tokens a second."))
    if inputs.power_limit_watts is not None:
        rate = pace(replace(case.run, limit_watts=None)).stream
        told.append(Reason(f"Without the power limit a stream writes {number(rate.typical)} tokens a second."))
    if inputs.offload_fraction:
        rate = pace(replace(case.run, in_ram=0.0)).stream
        told.append(Reason(f"With all layers on the GPU a stream writes {number(rate.typical)} tokens a second."))
    faster = _next_faster(case, catalogue)
    if faster is not None:
        told.append(
            Reason(
                f"On {faster[0].name} a stream writes {number(faster[1].typical)} tokens a second.",
                (Link(faster[0].name, f"data/gpus/{faster[0].id}/"),),
            )
        )
    return tuple(told)


def _next_faster(case: _Case, catalogue: Catalogue) -> tuple[Gpu, Range] | None:
    """The GPU with the least bandwidth that is at least half as fast again, of those the software runs on with as much memory."""
    run = case.run
    able = [
        gpu
        for gpu in catalogue["gpus"].values()
        if gpu.vendor in case.software.vendors
        and gpu.bandwidth_gb_s.typical * 1e9 > 1.5 * run.chip.bandwidth
        and gpu.memory_gb.typical >= case.gpu.memory_gb.typical
        and gpu.vendor == case.gpu.vendor
    ]
    for gpu in sorted(able, key=lambda g: (g.bandwidth_gb_s.typical, g.id)):
        rate = pace(replace(run, chip=_chip(gpu), vendor=gpu.vendor, limit_watts=None)).stream
        if rate.typical > 1.25 * case.pace.stream.typical:
            return gpu, rate
    return None


def _assumptions(inputs: Inputs, case: _Case) -> tuple[str, ...]:
    told = [f"Computed for {case.software.name}, with the kernels of the versions that were measured."]
    if inputs.gpu_count > 1:
        how = "whole layers" if case.run.split == LAYERS else "a part of every matrix"
        told.append(f"Each GPU holds {how}.")
    told.append(
        "The stream’s rate is that half way through the reply; the prompt is read at once, with nobody before it."
    )
    told.append(
        "No speculative decoding, no prompt kept from before. Power is the board’s, without the rest of the computer."
    )
    told.append("Ranges hold nine of ten published measurements, predicted without having seen their source.")
    return tuple(told)


def _used(case: _Case) -> list[Figure | None]:
    """The figures of records behind the answer."""
    gpu = case.gpu
    figures: list[Figure | None] = [
        gpu.bandwidth_gb_s,
        gpu.bf16_tflops or gpu.fp16_fp32_tflops or gpu.fp16_tflops or gpu.fp32_tflops,
        gpu.tdp_watts,
        case.quantization.block_bits_per_weight or case.quantization.bits_per_weight,
    ]
    if case.model is not None:
        figures += figures_of(case.model)
    return figures


EXAMPLES = (
    Example(
        title="Llama 3 8B in Q4_K_M on an RTX 4090, as measured",
        inputs={"model": "llama-3-8b", "gpu": "rtx-4090", "prompt_tokens": 1, "output_tokens": 1024},
        expected={"decode_tokens_per_s": 127.74, "binds": "bandwidth", "software": "llama-cpp", "fits": "yes"},
        source="Published: 127.74 tokens/s (XiongjieDai/GPU-Benchmarks-on-LLM-Inference at aa72e0ec).",
        relative_tolerances={"decode_tokens_per_s": 0.2},
    ),
    Example(
        title="Its prompt of 1,024 tokens",
        inputs={"model": "llama-3-8b", "gpu": "rtx-4090", "prompt_tokens": 1024, "output_tokens": 1},
        expected={"prefill_tokens_per_s": 6898.7},
        source="Published: 6,898.71 tokens/s (XiongjieDai/GPU-Benchmarks-on-LLM-Inference at aa72e0ec).",
        relative_tolerances={"prefill_tokens_per_s": 0.35},
    ),
    Example(
        title="Qwen2.5 7B in 16 bits under transformers is bound by launches",
        inputs={
            "model": "qwen2-5-7b",
            "quantization": "bf16",
            "software": "transformers",
            "gpu": "a100-sxm-80gb",
            "prompt_tokens": 1,
            "output_tokens": 2048,
        },
        expected={"decode_tokens_per_s": 40.38, "binds": "launches"},
        source="Published: 40.38 tokens/s (QwenLM/Qwen3 docs/source/benchmark/speed_benchmark.rst at 2abc0f32).",
        relative_tolerances={"decode_tokens_per_s": 0.2},
    ),
    Example(
        title="Llama 3.3 70B in FP8 served on an H200",
        inputs={
            "model": "llama-3-3-70b",
            "quantization": "fp8",
            "software": "tensorrt-llm",
            "kv_cache": "q8",
            "gpu": "h200-sxm-141gb",
            "prompt_tokens": 1000,
            "output_tokens": 1000,
            "concurrency": 2048,
        },
        expected={"all_streams_tokens_per_s": 2909},
        source="Published: 2,909 tokens/s (NVIDIA/TensorRT-LLM docs/source/performance/perf-overview.md at 00f37686).",
        relative_tolerances={"all_streams_tokens_per_s": 0.2},
    ),
)
