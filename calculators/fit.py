"""Will it fit?

The GPU memory that a model takes, part by part, as the driver shows it: weights, KV cache, activations, and what the runtime
takes besides. Language models in any quantization and software, image and video models at any size. The answer tells whether it
fits your GPU, the smallest change that makes it fit, and every GPU, notebook and rental that holds it.

A model that is not in the list is sized from its Hugging Face config.json. Each number comes with the range in which nine of
ten published measurements fell, predicted by constants that had not seen them.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Annotated, Any

from calculators._onward import Carrying, Onward, carry_on
from calculators._places import place_tables
from calculators._sizing import memory_table, pipeline_table
from calculators._that_fits import in_fewer_bits, in_words, on_other_gpus, what_fits
from calculators.core.catalogue import Catalogue
from calculators.core.example import Example
from calculators.core.inputs import InputError
from calculators.core.quantity import Choice, Quantity, Text, Unit
from calculators.core.ranges import Range
from calculators.core.records import Figure
from calculators.core.report import Details, KeyFigure, Link, Reason, Report, Table, Verdict
from calculators.core.stated import figures_of, sources, stated
from calculators.core.text import about, counted, number, plain
from calculators.engines.answers import smaller_models
from calculators.engines.architecture import Architecture, ArchitectureError, kv_values_per_token
from calculators.engines.config_json import read_config
from calculators.engines.fitting import (
    GB,
    NO,
    TIGHT,
    YES,
    Change,
    Size,
    Surroundings,
    Wish,
    calibrated,
    changes_that_fit,
    longest_context,
    pipeline_of,
    size,
    verdict,
)
from calculators.engines.holders import COUNTS, Holder, holders, room_of
from calculators.engines.image_memory import MODEL_OFFLOAD, NO_OFFLOAD
from calculators.engines.language_model import LanguageModel, language_model, of_architecture
from calculators.engines.market import offers
from calculators.engines.software import CACHE_TYPES, SOFTWARE, Software, usual
from calculators.engines.stock import Need, stock
from calculators.engines.tasks import CHAT, suits
from calculators.records import Gpu, Model, Quantization

AUTO = "auto"
ANY_MODEL, MORE, PICTURES = "Any model", "More", "Image and video models"
MEASURED_VENDORS = ("nvidia", "apple")
"""Makers of GPUs whose memory some measurement here is of."""
LONGEST_CONFIG = 200_000
USUAL_VIDEO, USUAL_IMAGE = (720, 480), (1024, 1024)
"""Pixels where a model's record names no size of its own."""
GIB = 2.0**30


@dataclass(frozen=True, kw_only=True)
class Inputs(Carrying):
    """What is to run, and on what."""

    model: Annotated[str, Choice("Model", "", family="models", where="is_sized")] = "llama-3-1-8b"
    quantization: Annotated[
        str, Choice("Quantization", "How many bits a weight is stored in.", family="quantizations")
    ] = "q4-k-m"
    context_tokens: Annotated[
        int,
        Quantity(
            "Context", "Prompt and answer together.", unit=Unit.TOKENS, minimum=1, maximum=10_000_000, integer=True
        ),
    ] = 8192
    batch: Annotated[
        int,
        Quantity(
            "Conversations at once", "Or images at once.", unit=Unit.COUNT, minimum=1, maximum=100_000, integer=True
        ),
    ] = 1
    gpu: Annotated[str, Choice("GPU", "", family="gpus")] = "rtx-3060-12gb"
    gpu_count: Annotated[
        int, Quantity("GPUs", "How many of them.", unit=Unit.COUNT, minimum=1, maximum=64, integer=True)
    ] = 1
    software: Annotated[
        str,
        Choice(
            "Software",
            "The usual one follows from quantization and GPU.",
            options={AUTO: "the usual one", **{s.id: s.name for s in SOFTWARE.values()}},
        ),
    ] = AUTO
    kv_cache: Annotated[
        str, Choice("KV cache", "Numbers kept for each token of the context.", MORE, options=CACHE_TYPES)
    ] = "f16"
    prompt_tokens: Annotated[
        int | None,
        Quantity(
            "Of the context, prompt",
            "The longest prompt read at once. Empty: all of it.",
            MORE,
            unit=Unit.TOKENS,
            minimum=0,
            maximum=10_000_000,
            integer=True,
        ),
    ] = None
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
    own_memory_gb: Annotated[
        float | None,
        Quantity(
            "Memory of your GPU or computer",
            "As sold; empty for the record’s. Needed where a chip comes with several sizes.",
            MORE,
            unit=Unit.GB,
            minimum=1,
            maximum=4000,
        ),
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
    width_px: Annotated[
        int | None,
        Quantity(
            "Width", "Empty: the model’s own size.", PICTURES, unit=Unit.PIXELS, minimum=64, maximum=16384, integer=True
        ),
    ] = None
    height_px: Annotated[
        int | None,
        Quantity(
            "Height",
            "Empty: the model’s own size.",
            PICTURES,
            unit=Unit.PIXELS,
            minimum=64,
            maximum=16384,
            integer=True,
        ),
    ] = None
    frames: Annotated[
        int, Quantity("Frames", "Of a video.", PICTURES, unit=Unit.COUNT, minimum=1, maximum=10_000, integer=True)
    ] = 49
    image_offload: Annotated[
        str,
        Choice(
            "Offload",
            "",
            PICTURES,
            options={NO_OFFLOAD: "everything on the GPU", MODEL_OFFLOAD: "only the part at work on the GPU"},
        ),
    ] = NO_OFFLOAD
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
    """Memory of the fullest GPU by part, in GB of 10⁹ bytes, and whether it fits."""

    memory_gb: Annotated[Range, Quantity("Memory", "Of each GPU, as the driver shows it.", unit=Unit.GB)]
    weights_gb: Annotated[Range, Quantity("Weights", "On the fullest GPU.", unit=Unit.GB)]
    kv_cache_gb: Annotated[Range, Quantity("KV cache", "On the fullest GPU.", unit=Unit.GB)]
    activations_gb: Annotated[Range, Quantity("Activations and buffers", unit=Unit.GB)]
    overhead_gb: Annotated[Range, Quantity("Runtime", "CUDA context, libraries, memory kept for reuse.", unit=Unit.GB)]
    file_gb: Annotated[Range, Quantity("File", "What is downloaded.", unit=Unit.GB)]
    available_gb: Annotated[Range, Quantity("Available", "What one GPU leaves to a program.", unit=Unit.GB)]
    main_memory_gb: Annotated[Range, Quantity("In main memory", "What is offloaded.", unit=Unit.GB)]
    fits: Annotated[str, Text("Fits", "`yes`, `tight` or `no`.")]
    smallest_change: Annotated[str, Text("Smallest change", "That makes it fit; empty where it fits or nothing does.")]
    longest_context_tokens: Annotated[
        int | None, Quantity("Longest context that fits", "None for images.", unit=Unit.TOKENS)
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
    software: Annotated[str, Text("Software", "Id of what it was sized for.")]
    outside_data: Annotated[str, Text("Outside the data", "What no measurement covers; empty where all is covered.")]


@dataclass(frozen=True, eq=False)
class _Case:
    """Checked inputs with their records, the memory they take, and what the GPU leaves."""

    name: str
    model: Model | None
    architecture: Architecture | None
    quantization: Quantization
    gpu: Gpu
    software: Software
    wish: Wish
    around: Surroundings
    room: Range
    need: Size
    limit_tokens: int
    outside: tuple[str, ...]
    off: float | None

    @cached_property
    def longest(self) -> int | None:
        """The longest context that fits, of a language model."""
        if self.wish.language is None:
            return None
        return longest_context(self.wish, self.around, self.room, self.limit_tokens or self.wish.context_tokens)


@lru_cache(maxsize=32)
def _case(inputs: Inputs, catalogue: Catalogue) -> _Case:
    gpu: Gpu = catalogue["gpus"][inputs.gpu]
    quantization: Quantization = catalogue["quantizations"][inputs.quantization]
    model: Model | None = None if inputs.model_config.strip() else catalogue["models"][inputs.model]
    images = model is not None and model.draws
    software = usual(quantization, gpu, images=images) if inputs.software == AUTO else SOFTWARE[inputs.software]
    _check_software(inputs, software, quantization, gpu, images)
    around = _surroundings(catalogue)
    name, wish, limit, notes = _wish(inputs, model, quantization, software, catalogue)
    measured = gpu.vendor in MEASURED_VENDORS
    wish = replace(wish, unified=gpu.segment == "unified", measured_gpu=measured)
    room = room_of(gpu, catalogue, inputs.own_memory_gb) * (software.takes_fraction or 1.0)
    off = None
    if inputs.reading_gb is not None:
        off = size(wish, around).total.typical / GB / inputs.reading_gb - 1
        wish = calibrated(wish, around, inputs.reading_gb * GB)
    need = size(wish, around)
    outside = list(notes)
    if not measured:
        outside.insert(0, f"not validated for this GPU: no measurement of memory is of {gpu.name.split()[0]}’s maker")
    elif not need.validated:
        outside.insert(0, f"not validated for this software: no measurement is of {_short(software)}")
    if limit and inputs.context_tokens > limit and wish.language is not None:
        outside.append(f"the model was made for {counted(limit, 'token')}")
    architecture = wish.language.architecture if wish.language else None
    return _Case(
        name,
        model,
        architecture,
        quantization,
        gpu,
        software,
        wish,
        around,
        room,
        need,
        limit,
        tuple(outside),
        off,
    )


def _short(software: Software) -> str:
    return software.name.split(" (")[0]


def _check_software(inputs: Inputs, software: Software, quantization: Quantization, gpu: Gpu, images: bool) -> None:
    short = _short(software)
    if software.images != images:
        kind = "image and video models" if software.images else "language models"
        raise InputError("software", f"{short} runs {kind}", "the usual one, or one for this kind of model")
    if not software.runs(quantization) and not images:
        able = [_short(s) for s in SOFTWARE.values() if s.runs(quantization) and not s.images]
        raise InputError("quantization", f"{short} does not run {quantization.name}", f"with it: {', '.join(able)}")
    if gpu.vendor not in software.vendors:
        raise InputError("software", f"{short} does not run on {gpu.name}", "the usual one")
    if inputs.kv_cache not in software.cache_bytes:
        allowed = ", ".join(software.cache_bytes)
        raise InputError("kv_cache", f"{short} keeps no cache of {CACHE_TYPES[inputs.kv_cache]}", allowed)
    if inputs.offload_fraction and not software.offloads:
        raise InputError("offload_fraction", f"{short} keeps all layers on the GPU", "0")


def _surroundings(catalogue: Catalogue) -> Surroundings:
    terms = catalogue["glossary"]
    return Surroundings(terms["cuda-context"].figure.range * GB, terms["pytorch-runtime"].figure.range * GB)


def _wish(
    inputs: Inputs, model: Model | None, quantization: Quantization, software: Software, catalogue: Catalogue
) -> tuple[str, Wish, int, tuple[str, ...]]:
    """(name, wish, longest context that the model was made for, notes)."""
    common: dict[str, Any] = {
        "software": software,
        "gpus": inputs.gpu_count,
        "context_tokens": inputs.context_tokens,
        "prompt_tokens": inputs.prompt_tokens or 0,
        "sequences": inputs.batch,
        "cache": inputs.kv_cache,
        "in_ram": inputs.offload_fraction,
    }
    if model is None:
        try:
            read = read_config(inputs.model_config)
            language = _of_config(read.architecture, quantization.id, catalogue)
        except ArchitectureError as error:
            raise InputError(
                "model_config", f"{error.field} {error.message}", "the config.json of a language model"
            ) from error
        return "This model", Wish(language=language, **common), read.context_tokens, read.notes
    if software.images:
        return _picture(inputs, model, quantization, common)
    try:
        language = _of_record(inputs.model, inputs.quantization, catalogue)
        kv_values_per_token(language.architecture)
    except ArchitectureError as error:
        raise InputError(
            "model", f"{model.name}: {error.field} {error.message}", "a language, image or video model"
        ) from error
    limit = int(model.context_tokens.typical) if model.context_tokens else 0
    tower = model.tower_billion.typical * GB * 2 if model.tower_billion and software.id != "llama-cpp" else 0.0
    state = model.state_values.typical if model.state_values else 0.0
    return model.name, Wish(language=language, state_values=state, tower_bytes=tower, **common), limit, ()


def _own_size(model: Model) -> tuple[int, int]:
    if model.native_px:
        return int(model.native_px.typical), int(model.native_px.typical)
    return USUAL_VIDEO if model.modality == "video" else USUAL_IMAGE


def _picture(
    inputs: Inputs, model: Model, quantization: Quantization, common: dict[str, Any]
) -> tuple[str, Wish, int, tuple[str, ...]]:
    width, height = _own_size(model)
    bits = (quantization.block_bits_per_weight or quantization.bits_per_weight).typical
    pipeline = pipeline_of(
        model,
        bits,
        width=inputs.width_px or width,
        height=inputs.height_px or height,
        frames=inputs.frames,
        batch=inputs.batch,
    )
    return model.name, Wish(pipeline=replace(pipeline, offload=inputs.image_offload), **common), 0, ()


@lru_cache(maxsize=256)
def _of_record(model: str, quantization: str, catalogue: Catalogue) -> LanguageModel:
    return language_model(catalogue["models"][model], catalogue["quantizations"][quantization])


@lru_cache(maxsize=256)
def _of_config(a: Architecture, quantization: str, catalogue: Catalogue) -> LanguageModel:
    return of_architecture(a, catalogue["quantizations"][quantization])


@dataclass(frozen=True, slots=True)
class Memory:
    """Of the outputs those that say how much memory is taken of each GPU, and how much there is. GB."""

    memory_gb: Range
    available_gb: Range


def memory(inputs: Inputs, catalogue: Catalogue) -> Memory:
    """The memory as `calculate` tells it, for less work: without what would change it."""
    case = _case(inputs, catalogue)
    return Memory(_gb(case.need.total), _gb(case.room))


def calculate(inputs: Inputs, catalogue: Catalogue) -> Outputs:
    """The memory, whether it fits, and the smallest change that makes it fit."""
    case = _case(inputs, catalogue)
    need, room = case.need, case.room
    fits = verdict(need.total, room)
    change = next(_changes(inputs, case, catalogue), None) if fits == NO else None
    return Outputs(
        memory_gb=_gb(need.total),
        weights_gb=_gb(need.weights),
        kv_cache_gb=_gb(need.kv_cache),
        activations_gb=_gb(need.activations),
        overhead_gb=_gb(need.overhead),
        file_gb=_gb(need.file),
        available_gb=_gb(room),
        main_memory_gb=_gb(Range.exact(need.in_ram)),
        fits=fits,
        smallest_change=in_words(change, case.wish, catalogue) if change else "",
        longest_context_tokens=case.longest,
        estimate_off_fraction=case.off,
        software=case.software.id,
        outside_data="; ".join(case.outside),
    )


def _gb(value: Range) -> Range:
    return value * (1 / GB)


def _changes(inputs: Inputs, case: _Case, catalogue: Catalogue) -> Iterator[Change]:
    """Changes to the wish that make it fit, then other GPUs, then another model."""
    counts = (1,) if case.wish.pipeline is not None else COUNTS
    return what_fits(
        changes_that_fit(case.wish, case.around, case.room, _lighter(inputs, case, catalogue)),
        on_other_gpus(stock(catalogue, case.software.vendors), _need(case), counts, _share(case)),
        _smaller(inputs, case, catalogue),
    )


def _smaller(inputs: Inputs, case: _Case, catalogue: Catalogue) -> Iterator[Change]:
    """One at a time; then smaller models that fit as all else is, the largest first."""
    alone = _case(replace(inputs, batch=1, reading_gb=None), catalogue)
    if inputs.batch > 1 and verdict(alone.need.total, alone.room) != NO:
        yield Change("batch", "1", alone.need.total)
    most = case.model.parameters_billion.typical if case.model is not None else float("inf")
    for model, _ in smaller_models(case.wish.pipeline is not None, most, catalogue):
        tried = _case(replace(inputs, model=model, model_config="", reading_gb=None), catalogue)
        if verdict(tried.need.total, tried.room) != NO:
            yield Change("model", model, tried.need.total)


def _lighter(inputs: Inputs, case: _Case, catalogue: Catalogue) -> Iterator[tuple[Quantization, Wish]]:
    images, chosen = case.wish.pipeline is not None, inputs.software != AUTO
    for quantization in in_fewer_bits(
        case.quantization, case.gpu, case.software, catalogue, images=images, chosen=chosen
    ):
        if case.wish.pipeline is not None:
            bits = (quantization.block_bits_per_weight or quantization.bits_per_weight).typical
            yield quantization, replace(case.wish, pipeline=replace(case.wish.pipeline, denoiser_bits=bits))
        elif case.model is not None:
            yield quantization, replace(case.wish, language=_of_record(case.model.id, quantization.id, catalogue))
        elif case.architecture is not None:
            yield quantization, replace(case.wish, language=_of_config(case.architecture, quantization.id, catalogue))


def _share(case: _Case) -> float:
    """Of a GPU's room, what the software takes."""
    return case.software.takes_fraction or 1.0


@lru_cache(maxsize=32)
def _need(case: _Case) -> Need:
    """What each of a number of GPUs must hold."""
    needs: dict[tuple[int, bool, bool], Range] = {}

    def need(gpu: Gpu, count: int) -> Range:
        unified, measured = gpu.segment == "unified", gpu.vendor in MEASURED_VENDORS
        key = (count, unified, measured)
        if key not in needs:
            tried = replace(case.wish, gpus=count, unified=unified, measured_gpu=measured)
            needs[key] = size(tried, case.around).total
        return needs[key]

    return need


@lru_cache(maxsize=32)
def _holders(case: _Case, catalogue: Catalogue) -> tuple[Holder, ...]:
    """Every GPU with the fewest of it that hold the wish."""
    counts = (1,) if case.wish.pipeline is not None else COUNTS
    return holders(catalogue, _need(case), case.software.vendors, counts, _share(case))


def changes(inputs: Inputs, outputs: Outputs, catalogue: Catalogue) -> tuple[Reason, ...]:
    """What would make it fit, or how far it can grow."""
    case = _case(inputs, catalogue)
    if outputs.fits != YES:
        found = (in_words(change, case.wish, catalogue) for change in _changes(inputs, case, catalogue))
        return tuple(Reason(f"{_sentence_case(text)}.") for text in found)
    told = []
    if case.longest and case.longest > inputs.context_tokens:
        limit = " That is all the model was made for." if case.longest >= case.limit_tokens - 512 else ""
        told.append(Reason(f"There is room for a context of {counted(case.longest, 'token')}.{limit}"))
    richer = _richest(case, catalogue)
    if richer:
        told.append(Reason(f"There is room for it in {richer.name}."))
    return tuple(told)


def _sentence_case(text: str) -> str:
    return text[:1].upper() + text[1:]


def _richest(case: _Case, catalogue: Catalogue) -> Quantization | None:
    """The quantization of the same format with the most bits that still fits with room to spare; None if it is this one."""
    if case.wish.language is None:
        return None
    bits = case.quantization.bits_per_weight.typical
    known: Iterable[Quantization] = catalogue["quantizations"].values()
    more = [
        q
        for q in known
        if q.format == case.quantization.format and q.bits_per_weight.typical > bits and case.software.runs(q)
    ]
    for quantization in sorted(more, key=lambda q: -q.bits_per_weight.typical):
        assert case.architecture is not None
        language = (
            _of_record(case.model.id, quantization.id, catalogue)
            if case.model
            else _of_config(case.architecture, quantization.id, catalogue)
        )
        if verdict(size(replace(case.wish, language=language), case.around).total, case.room) == YES:
            return quantization
    return None


def _onward(inputs: Inputs, catalogue: Catalogue) -> Reason:
    """To its speed and to the whole decision."""
    writes = bool(inputs.model_config) or suits(CHAT, catalogue["models"][inputs.model])
    at_once = inputs.batch if writes and inputs.batch > 1 else None
    way = Onward(inputs, catalogue, concurrency=at_once)
    return carry_on(way.to_speed() if writes else way.to_images(), way.to_recommend())


def report(inputs: Inputs, outputs: Outputs, catalogue: Catalogue) -> Report:
    """The answer, its parts, where else it fits, assumptions and sources."""
    case = _case(inputs, catalogue)
    return Report(
        verdict=Verdict("neutral", _sentence(inputs, outputs, case), _how_sure(outputs)),
        figures=_figures(outputs),
        reasons=(*_reasons(inputs, outputs, case), _onward(inputs, catalogue)),
        beneath=lambda: _details(inputs, case, catalogue),
    )


def _details(inputs: Inputs, case: _Case, catalogue: Catalogue) -> Details:
    """Its parts, where else it fits, assumptions and sources."""
    used = _used(case, catalogue)
    return Details(
        tables=(_parts(case), *place_tables(_holders(case, catalogue), offers(catalogue), catalogue)),
        assumptions=_assumptions(inputs, case),
        stated=stated(catalogue, used),
        sources=sources(used),
    )


def _sentence(inputs: Inputs, outputs: Outputs, case: _Case) -> str:
    what = f"{case.name} in {case.quantization.name}"
    if case.wish.language is not None:
        what += f" with {counted(inputs.context_tokens, 'token')} of context"
    where = case.gpu.name if inputs.gpu_count == 1 else f"{inputs.gpu_count} × {case.gpu.name}"
    if outputs.fits == YES:
        return f"It fits: {what} runs on {where}."
    if outputs.fits == TIGHT:
        return f"It just fits: {what} fills {where} to the edge."
    if outputs.smallest_change:
        return f"It does not fit {where}. The smallest change: {outputs.smallest_change}."
    return f"It does not fit {where}, nor any GPUs here, nor does a smaller model: ask for less of it at once."


def _how_sure(outputs: Outputs) -> str:
    each = f"It takes {about(outputs.memory_gb, Unit.GB)}; the GPU leaves {about(outputs.available_gb, Unit.GB)} to a program."
    return f"{each} Outside the data: {outputs.outside_data}." if outputs.outside_data else each


def _figures(outputs: Outputs) -> tuple[KeyFigure, ...]:
    figures = [
        KeyFigure(
            "Memory",
            outputs.memory_gb,
            Unit.GB,
            f"{number(outputs.memory_gb.typical * GB / GIB, Unit.GIB)} as tools count",
        ),
        KeyFigure("Available", outputs.available_gb, Unit.GB),
        KeyFigure("File", outputs.file_gb, Unit.GB),
    ]
    if outputs.longest_context_tokens:
        figures.append(KeyFigure("Longest context that fits", Range.exact(outputs.longest_context_tokens), Unit.TOKENS))
    return tuple(figures)


def _reasons(inputs: Inputs, outputs: Outputs, case: _Case) -> tuple[Reason, ...]:
    gpu = Link(case.gpu.name, f"data/gpus/{case.gpu.id}/")
    reasons = [
        Reason(
            f"The card is sold as {number(inputs.own_memory_gb or case.gpu.memory_gb.typical, Unit.GB)}, which counts GiB; "
            f"a program gets {about(outputs.available_gb, Unit.GB)} of it.",
            (gpu,),
        )
    ]
    parts = {
        "weights": outputs.weights_gb,
        "KV cache": outputs.kv_cache_gb,
        "activations and buffers": outputs.activations_gb,
        "runtime": outputs.overhead_gb,
    }
    heaviest = max(parts, key=lambda name: parts[name].typical)
    reasons.append(Reason(f"The largest part is {heaviest}: {about(parts[heaviest], Unit.GB)}."))
    if case.architecture is not None:
        each = kv_values_per_token(case.architecture) * case.software.cache_bytes[inputs.kv_cache]
        reasons.append(Reason(f"A token of context takes {plain(each / 1024)} KiB of KV cache in each conversation."))
    if case.software.takes_fraction:
        share = number(case.software.takes_fraction, Unit.FRACTION)
        reasons.append(
            Reason(
                f"{case.software.name} takes {share} of the GPU’s memory at its start, whatever the model needs, and "
                "fills it with KV cache; the figure here is what the model needs."
            )
        )
    if case.off is not None:
        way = "above" if case.off > 0 else "below"
        reasons.append(
            Reason(
                f"The estimate was {number(abs(case.off), Unit.FRACTION)} {way} your reading; all figures are corrected by it."
            )
        )
    if outputs.main_memory_gb.typical:
        reasons.append(Reason(f"{number(outputs.main_memory_gb.typical, Unit.GB)} of weights stay in main memory."))
    if case.model is not None:
        reasons.append(Reason("More on the model:", (Link(case.model.name, f"data/models/{case.model.id}/"),)))
    return tuple(reasons)


def _parts(case: _Case) -> Table:
    return memory_table(case.need, case.wish) if case.wish.language else pipeline_table(case.need, case.wish)


def _assumptions(inputs: Inputs, case: _Case) -> tuple[str, ...]:
    told = [f"Sized for {case.software.name}."]
    if case.wish.language is not None:
        told.append(
            "The whole context may be prompt." if inputs.prompt_tokens is None else "The rest of the context is answer."
        )
        if case.software.id == "llama-cpp":
            told.append("Flash attention is on, as it is by default, and 512 tokens of prompt are read at once.")
        if inputs.gpu_count > 1:
            how = "a part of every matrix" if case.software.split == "tensor" else "whole layers"
            told.append(f"Each GPU holds {how}; the figures are of the fullest.")
    else:
        assert case.wish.pipeline is not None
        p = case.wish.pipeline
        told.append(f"{p.width} × {p.height} pixels" + (f", {p.frames} frames." if p.frames > 1 else "."))
        told.append("The text encoder is kept at 16 bits, and decoding is not tiled.")
    told.append("Sold gigabytes of a GPU are GiB. Nothing else runs on it than, perhaps, a desktop.")
    told.append("Ranges hold nine of ten published measurements, predicted without having seen their source.")
    return tuple(told)


def _used(case: _Case, catalogue: Catalogue) -> list[Figure | None]:
    """The figures of records behind the answer."""
    terms = catalogue["glossary"]
    figures: list[Figure | None] = [
        case.gpu.memory_gb,
        case.quantization.block_bits_per_weight or case.quantization.bits_per_weight,
        terms["cuda-context"].figure if not case.software.pytorch else terms["pytorch-runtime"].figure,
        terms["memory-a-mac-leaves-to-its-gpu" if case.wish.unified else "memory-a-card-leaves-to-a-program"].figure,
    ]
    if case.model is not None:
        figures += figures_of(case.model)
    return figures


EXAMPLES = (
    Example(
        title="Llama 3.1 8B at 8,192 tokens on a 12 GB card",
        inputs={},
        expected={"fits": "yes", "software": "llama-cpp", "kv_cache_gb": 1.073741824, "weights_gb": 4.6174},
        source=(
            "By hand: 2 × 8 KV heads × 128 × 32 layers × 2 bytes are 131,072 bytes a token, 8,192 of them 1.0737 GB. "
            "Published: llama.cpp’s log of this file prints 4,403.49 MiB of weights on the GPU "
            "(XiongjieDai/GPU-Benchmarks-on-LLM-Inference at aa72e0ec)."
        ),
        relative_tolerances={"weights_gb": 5e-4},
    ),
    Example(
        title="Llama 2 7B in 16 bits does not fit 12 GB, and would at 8 bits",
        inputs={"model": "llama-2-7b", "quantization": "f16", "context_tokens": 4096, "software": "llama-cpp"},
        expected={"fits": "no", "kv_cache_gb": 2.147483648, "file_gb": 13.4768},
        source=(
            "By hand: 32 KV heads of 128 in 32 layers are 512 KiB a token, 4,096 of them 2.1475 GB; 6,738,415,616 parameters "
            "at 2 bytes are 13.4768 GB, norms at 4."
        ),
        relative_tolerances={"file_gb": 1e-3},
    ),
    Example(
        title="The latent cache of DeepSeek V3",
        inputs={
            "model": "deepseek-v3-r1-671b",
            "quantization": "fp8",
            "gpu": "h200-sxm-141gb",
            "gpu_count": 8,
            "context_tokens": 32768,
        },
        expected={"kv_cache_gb": 2.302672896, "software": "vllm"},
        source=(
            "By hand: 512 + 64 values in each of 61 layers at 2 bytes are 70,272 bytes a token, 32,768 of them 2.3027 GB; all "
            "heads share them, so that each of the 8 GPUs holds them all (vllm-project/vllm deepseek_v2.py)."
        ),
    ),
    Example(
        title="A model of one’s own from its config.json",
        inputs={
            "model_config": (
                '{"model_type": "llama", "hidden_size": 4096, "num_hidden_layers": 32, "num_attention_heads": 32, '
                '"num_key_value_heads": 8, "intermediate_size": 14336, "vocab_size": 128256, "max_position_embeddings": 131072}'
            ),
            "quantization": "bf16",
            "gpu": "rtx-4090",
        },
        expected={"file_gb": 16.060522496, "kv_cache_gb": 1.073741824, "fits": "yes", "software": "transformers"},
        source="By hand: the shape of Llama 3.1 8B, 8,030,261,248 parameters at 2 bytes, norms at 4.",
        relative_tolerances={"file_gb": 1e-4},
    ),
    Example(
        title="FLUX.1 dev with everything on the GPU",
        inputs={"model": "flux-1-dev", "quantization": "bf16", "gpu": "a100-sxm-80gb", "batch": 8},
        expected={"weights_gb": 33.75, "fits": "yes"},
        source="Published: 31.438 GiB before the first step (sayakpaul/diffusers-torchao at 9b9f2383).",
        relative_tolerances={"weights_gb": 5e-3},
    ),
)
