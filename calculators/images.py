"""How long for an image?

Seconds for an image or a clip on a GPU: U-Nets such as Stable Diffusion, diffusion transformers such as FLUX, video models. With
size, steps, batch, precision and compilation; memory at the peak, watts, and the energy of a thousand images.

The work is counted layer by layer from the model's published shape. Each time comes with the range in which nine of ten published
measurements fell, predicted by constants that had not seen them.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Annotated, Any

from calculators._onward import IMAGES_A_DAY, Carrying, Onward, carry_on, hours_figure
from calculators._pacing import picture_table, watts_table
from calculators._sizing import pipeline_table
from calculators._that_fits import of_other_things, on_other_gpus, what_fits
from calculators.core.catalogue import Catalogue
from calculators.core.example import Example
from calculators.core.inputs import InputError
from calculators.core.quantity import Choice, Quantity, Text, Unit
from calculators.core.ranges import Range
from calculators.core.records import Figure
from calculators.core.report import Cell, Column, Details, KeyFigure, Link, Reason, Report, Table, Verdict
from calculators.core.stated import figures_of, sources, stated
from calculators.core.text import about, counted, number, plain
from calculators.engines.answers import smaller_models
from calculators.engines.architecture import ArchitectureError
from calculators.engines.chips import Chip, ChipError, from_gpu
from calculators.engines.denoisers import LATENT_PX, pass_of, passes_a_step
from calculators.engines.fitting import GB, NO, Change, Size, Surroundings, Wish, pipeline_of, size, verdict
from calculators.engines.holders import room_of
from calculators.engines.image_memory import MODEL_OFFLOAD, NO_OFFLOAD
from calculators.engines.picturing import (
    BITS,
    COMPILED,
    EAGER,
    GRAPH,
    MEASURED_MODELS,
    MEASURED_SOFTWARE,
    MEASURED_VENDORS,
    PRECISIONS,
    Drawn,
    Picture,
    calibrated,
    draw,
)
from calculators.engines.power import PREFILL
from calculators.engines.software import SOFTWARE, Software
from calculators.engines.stock import Need, stock
from calculators.engines.throughput import TRAINING
from calculators.records import Gpu, Model

MORE, OWN = "More", "Your own computer"
ACCELERATIONS = {
    EAGER: "none: PyTorch as it is",
    COMPILED: "torch.compile",
    GRAPH: "TensorRT, stable-fast or the like",
}
BINDS = {
    "compute": "arithmetic: the matrix units are at work most of the time",
    "bandwidth": "memory bandwidth: operations between the matrices pass over activations",
    "launches": "launches: the processor starts operations more slowly than the GPU works them off",
}
FEW_STEPS = ("flux-1-schnell",)
STEPS, DISTILLED_STEPS = 30, 4
IMAGE_PX, CLIP_PX, CLIP_FRAMES = 1024, (720, 480), 49
"""Size and frames where the record states none: those of CogVideoX."""
LEAST_LIMIT = 0.25
"""Of a board's power: drivers allow no lower limit on the cards that state one."""
BATCHES = (1, 2, 4, 8)
SECONDS_PER_KWH = 3.6e6


@dataclass(frozen=True, kw_only=True)
class Inputs(Carrying):
    """What is drawn, how, and on what."""

    model: Annotated[str, Choice("Model", "An image or video model.", family="models", where="draws")] = (
        "stable-diffusion-xl-base"
    )
    gpu: Annotated[str, Choice("GPU", "", family="gpus")] = "rtx-3060-12gb"
    width_px: Annotated[
        int | None,
        Quantity("Width", "Empty: the model’s own size.", unit=Unit.PIXELS, minimum=64, maximum=8192, integer=True),
    ] = None
    height_px: Annotated[
        int | None,
        Quantity("Height", "Empty: the model’s own size.", unit=Unit.PIXELS, minimum=64, maximum=8192, integer=True),
    ] = None
    frames: Annotated[
        int | None,
        Quantity("Frames", "Of a video; empty: 49.", unit=Unit.COUNT, minimum=1, maximum=2000, integer=True),
    ] = None
    steps: Annotated[
        int | None,
        Quantity(
            "Steps", "Empty: 30, or 4 for a distilled model.", unit=Unit.COUNT, minimum=1, maximum=1000, integer=True
        ),
    ] = None
    batch: Annotated[int, Quantity("Images at once", "", unit=Unit.COUNT, minimum=1, maximum=256, integer=True)] = 1
    images_per_day: Annotated[float | None, IMAGES_A_DAY] = None
    acceleration: Annotated[
        str, Choice("Acceleration", "What fuses and starts the model’s operations.", options=ACCELERATIONS)
    ] = EAGER
    precision: Annotated[str, Choice("Precision", "", options=PRECISIONS)] = "bf16"
    software: Annotated[
        str, Choice("Software", "", MORE, options={s.id: s.name for s in SOFTWARE.values() if s.images})
    ] = "diffusers"
    offload: Annotated[
        str,
        Choice(
            "Offload",
            "",
            MORE,
            options={NO_OFFLOAD: "everything on the GPU", MODEL_OFFLOAD: "only the part at work on the GPU"},
        ),
    ] = NO_OFFLOAD
    power_limit_watts: Annotated[
        float | None,
        Quantity("Power limit", "Empty for none.", MORE, unit=Unit.WATT, minimum=5, maximum=3000, step=10),
    ] = None
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
    reading_s: Annotated[
        float | None,
        Quantity(
            "Your own reading",
            "Seconds of a batch, with these inputs: the estimate is corrected by it.",
            OWN,
            unit=Unit.SECOND,
            minimum=0.01,
            maximum=1e6,
        ),
    ] = None


@dataclass(frozen=True, kw_only=True)
class Outputs:
    """Seconds, steps a second, memory, energy."""

    seconds_per_image: Annotated[
        Range, Quantity("An image or clip", "Of a batch, its share.", unit=Unit.SECONDS_PER_IMAGE)
    ]
    batch_s: Annotated[Range, Quantity("The batch", "All steps, and the decoder.", unit=Unit.SECOND)]
    iterations_per_s: Annotated[Range, Quantity("Steps", "Of the whole batch.", unit=Unit.ITERATIONS_PER_S)]
    memory_gb: Annotated[Range, Quantity("Memory", "As the driver shows it.", unit=Unit.GB)]
    available_gb: Annotated[Range, Quantity("Available", "What the GPU leaves to a program.", unit=Unit.GB)]
    gpu_watts: Annotated[
        Range | None,
        Quantity("Power", "Of the GPU; None where its board’s power is not published.", unit=Unit.WATT),
    ]
    thousand_images_kwh: Annotated[
        Range | None, Quantity("Energy of a thousand", "Images or clips, the GPU alone.", unit=Unit.KWH)
    ]
    hours_per_week: Annotated[
        Range | None,
        Quantity("Hours of work a week", "For the pictures a day; None without them.", unit=Unit.HOURS_PER_WEEK),
    ]
    fits: Annotated[str, Text("Fits", "`yes`, `tight` or `no`.")]
    smallest_change: Annotated[str, Text("Smallest change", "That makes it fit; empty where it fits or nothing does.")]
    binds: Annotated[str, Text("Binds", "`compute`, `bandwidth` or `launches`.")]
    estimate_off_fraction: Annotated[
        float | None,
        Quantity(
            "Estimate was off by",
            "Estimate over your reading, less one; None without one.",
            unit=Unit.FRACTION,
            minimum=-1,
        ),
    ]
    outside_data: Annotated[str, Text("Outside the data", "What no measurement covers; empty where all is covered.")]


@dataclass(frozen=True, eq=False)
class _Case:
    """Checked inputs with their records, what is drawn, and how long it takes."""

    model: Model
    gpu: Gpu
    software: Software
    picture: Picture
    wish: Wish
    around: Surroundings
    drawn: Drawn
    need: Size
    room: Range
    outside: tuple[str, ...]
    off: float | None

    @property
    def fits(self) -> str:
        """`yes`, `tight` or `no`."""
        return verdict(self.need.total, self.room)


@lru_cache(maxsize=32)
def _case(inputs: Inputs, catalogue: Catalogue) -> _Case:
    gpu: Gpu = catalogue["gpus"][inputs.gpu]
    model: Model = catalogue["models"][inputs.model]
    software = SOFTWARE[inputs.software]
    chip = _chip(gpu)
    picture = _picture(inputs, model, chip)
    _check(inputs, picture, software, gpu)
    terms = catalogue["glossary"]
    around = Surroundings(terms["cuda-context"].figure.range * GB, terms["pytorch-runtime"].figure.range * GB)
    pipeline = pipeline_of(
        model,
        BITS[inputs.precision],
        width=picture.width,
        height=picture.height,
        frames=picture.frames,
        batch=inputs.batch,
    )
    wish = Wish(
        software=software,
        gpus=1,
        pipeline=replace(pipeline, offload=inputs.offload),
        unified=gpu.segment == "unified",
        measured_gpu=gpu.vendor in ("nvidia", "apple"),
    )
    need = size(wish, around)
    outside = _outside(inputs, model, gpu, software)
    picture = replace(
        picture, moved_bytes=need.file.typical if inputs.offload != NO_OFFLOAD else 0.0, validated=not outside
    )
    off = None
    if inputs.reading_s is not None:
        picture, off = calibrated(picture, inputs.reading_s)
    room = room_of(gpu, catalogue, inputs.own_memory_gb)
    if verdict(need.total, room) == NO:
        outside.append("it does not fit this GPU’s memory")
    return _Case(model, gpu, software, picture, wish, around, draw(picture), need, room, tuple(outside), off)


def _chip(gpu: Gpu) -> Chip:
    try:
        return from_gpu(gpu)
    except ChipError as error:
        raise InputError("gpu", f"{gpu.name}: {error}", "a GPU whose rates are published") from error


def _picture(inputs: Inputs, model: Model, chip: Chip) -> Picture:
    """What is drawn, at the model's own size where none is given. InputError for a model that draws nothing."""
    clip = model.modality == "video"
    own = (int(model.native_px.typical),) * 2 if model.native_px else CLIP_PX if clip else (IMAGE_PX,) * 2
    picture = Picture(
        model=model,
        chip=chip,
        software=inputs.software,
        width=inputs.width_px or own[0],
        height=inputs.height_px or own[1],
        frames=(inputs.frames or CLIP_FRAMES) if clip else 1,
        steps=inputs.steps or (DISTILLED_STEPS if model.id in FEW_STEPS else STEPS),
        batch=inputs.batch,
        acceleration=inputs.acceleration,
        precision=inputs.precision,
        limit_watts=inputs.power_limit_watts,
    )
    try:
        pass_of(model, picture.width, picture.height, picture.frames)
    except ArchitectureError as error:
        raise InputError("model", f"{model.name}: {error.field} {error.message}", "an image or video model") from error
    return picture


def _check(inputs: Inputs, picture: Picture, software: Software, gpu: Gpu) -> None:
    model = picture.model
    grid = int(model.px_per_token.typical) if model.px_per_token else LATENT_PX
    for field, pixels in (("width_px", picture.width), ("height_px", picture.height)):
        if pixels % grid:
            raise InputError(
                field, f"{pixels} pixels are not a multiple of the model’s {grid}", f"a multiple of {grid}"
            )
    if inputs.frames is not None and inputs.frames > 1 and model.modality != "video":
        raise InputError("frames", f"{model.name} makes images, not videos", "1, or empty")
    if gpu.vendor not in software.vendors:
        raise InputError("software", f"{software.name} does not run on {gpu.name}", "another")
    if not software.pytorch and inputs.acceleration != EAGER:
        raise InputError(
            "acceleration", f"{software.name} does not go with {ACCELERATIONS[inputs.acceleration]}", EAGER
        )
    if inputs.acceleration == GRAPH and gpu.vendor != "nvidia":
        raise InputError("acceleration", f"{ACCELERATIONS[GRAPH]} runs on NVIDIA’s GPUs alone", f"{EAGER}, {COMPILED}")
    if inputs.precision == "fp8dq" and not (picture.chip.fp8 or picture.chip.int8):
        raise InputError("precision", f"{gpu.name} has no matrix units of 8 bits", "bf16, int8wo, nf4")
    board = picture.chip.board_watts
    if inputs.power_limit_watts is not None and inputs.power_limit_watts < LEAST_LIMIT * board:
        raise InputError(
            "power_limit_watts",
            f"{gpu.name} has a board of {plain(board)} W and takes no limit so low",
            f"{plain(LEAST_LIMIT * board)} to {plain(board)} W",
        )


def _outside(inputs: Inputs, model: Model, gpu: Gpu, software: Software) -> list[str]:
    """What no measurement covers, in words."""
    told = []
    if gpu.vendor not in MEASURED_VENDORS:
        told.append(f"not validated for this GPU: no measurement of images is of {gpu.name.split()[0]}’s maker")
    if software.id not in MEASURED_SOFTWARE:
        told.append(f"not validated for this software: no measurement of speed is of {software.name}")
    if model.id not in MEASURED_MODELS:
        told.append(f"not validated for this model: no measurement is of {model.name}")
    if inputs.precision == "nf4":
        told.append("4-bit weights were measured in formats of a few per cent less work")
    if inputs.offload != NO_OFFLOAD:
        told.append("offloading was not measured")
    return told


def calculate(inputs: Inputs, catalogue: Catalogue) -> Outputs:
    """Seconds, steps a second, memory, energy."""
    case = _case(inputs, catalogue)
    drawn = case.drawn
    each = drawn.batch * (1 / inputs.batch)
    return Outputs(
        seconds_per_image=each,
        batch_s=drawn.batch,
        iterations_per_s=1 / drawn.step,
        memory_gb=case.need.total * (1 / GB),
        available_gb=case.room * (1 / GB),
        gpu_watts=drawn.watts,
        thousand_images_kwh=1000 * drawn.watts * each * (1 / SECONDS_PER_KWH) if drawn.watts else None,
        hours_per_week=None if inputs.images_per_day is None else 7 * inputs.images_per_day * each * (1 / 3600),
        fits=case.fits,
        smallest_change=next(_that_fit(inputs, case, catalogue), "") if case.fits == NO else "",
        binds=drawn.parts.binds,
        estimate_off_fraction=case.off,
        outside_data="; ".join(case.outside),
    )


def _onward(inputs: Inputs, outputs: Outputs, catalogue: Catalogue) -> Reason:
    """To the money, where it is known how many, and to the whole decision."""
    way = Onward(inputs, catalogue, task="images", images_per_day=inputs.images_per_day)
    return carry_on(*way.to_rent_or_buy(outputs.hours_per_week, TRAINING), way.to_recommend())


def report(inputs: Inputs, outputs: Outputs, catalogue: Catalogue) -> Report:
    """The answer, where time and memory go, watts, other batches, assumptions and sources."""
    case = _case(inputs, catalogue)
    return Report(
        verdict=Verdict("neutral", _sentence(inputs, outputs, case), _how_sure(outputs)),
        figures=_figures(inputs, outputs, case),
        reasons=(*_reasons(outputs, case), _onward(inputs, outputs, catalogue)),
        beneath=lambda: _details(inputs, case, catalogue),
    )


def _details(inputs: Inputs, case: _Case, catalogue: Catalogue) -> Details:
    """Where time and memory go, watts, other batches, assumptions and sources."""
    busy, limit = case.drawn.parts.busy, case.picture.limit_watts
    watts = watts_table(case.picture.chip, PREFILL, busy, busy, limit)
    used = _used(case)
    return Details(
        tables=(
            picture_table(case.drawn, case.picture),
            pipeline_table(case.need, case.wish),
            *([watts] if watts else ()),
            _batches(case),
        ),
        assumptions=_assumptions(inputs, case),
        stated=stated(catalogue, used),
        sources=sources(used),
    )


def _thing(case: _Case) -> str:
    return "clip" if case.model.modality == "video" else "image"


def _extent(case: _Case) -> str:
    p = case.picture
    frames = f", {p.frames} frames" if p.frames > 1 else ""
    return f"{p.width} × {p.height}{frames}, {counted(p.steps, 'step')}"


def _sentence(inputs: Inputs, outputs: Outputs, case: _Case) -> str:
    seconds = number(outputs.seconds_per_image.typical, Unit.SECOND)
    what = f"{case.model.name} takes {seconds} for {'a' if _thing(case) == 'clip' else 'an'} {_thing(case)}"
    if outputs.fits == NO:
        change = outputs.smallest_change or "ask for a smaller picture"
        as_is = f"{case.model.name} does not fit {case.gpu.name}."
        return f"{as_is} The smallest change: {change}. If it did fit, {seconds} for each {_thing(case)}."
    return f"{what} on {case.gpu.name} ({_extent(case)})."


def _how_sure(outputs: Outputs) -> str:
    each = f"It is {about(outputs.seconds_per_image, Unit.SECOND)}, in {about(outputs.memory_gb, Unit.GB)} of memory."
    return f"{each} Outside the data: {outputs.outside_data}." if outputs.outside_data else each


def _figures(inputs: Inputs, outputs: Outputs, case: _Case) -> tuple[KeyFigure, ...]:
    figures = [KeyFigure(f"One {_thing(case)}", outputs.seconds_per_image, Unit.SECOND)]
    if inputs.batch > 1:
        figures.append(KeyFigure("The batch", outputs.batch_s, Unit.SECOND))
    figures.append(KeyFigure("Steps", outputs.iterations_per_s, Unit.ITERATIONS_PER_S, "of the whole batch"))
    figures.append(KeyFigure("Memory", outputs.memory_gb, Unit.GB))
    if outputs.gpu_watts is not None and outputs.thousand_images_kwh is not None:
        figures.append(KeyFigure("Power of the GPU", outputs.gpu_watts, Unit.WATT))
        figures.append(KeyFigure(f"A thousand {_thing(case)}s", outputs.thousand_images_kwh, Unit.KWH))
    return (*figures, *hours_figure(outputs.hours_per_week))


def _reasons(outputs: Outputs, case: _Case) -> tuple[Reason, ...]:
    p = case.picture
    one = pass_of(case.model, p.width, p.height, p.frames)
    passes = passes_a_step(case.model)
    reasons = [
        Reason(f"What holds it back is {BINDS[outputs.binds]}."),
        Reason(
            f"A step is {passes} {'passes' if passes > 1 else 'pass'} of {plain(one.flops / 1e12)} TFLOP for each "
            f"{_thing(case)}; the GPU does {number(p.chip.matrix_fp16 / 1e12, Unit.TFLOPS)} at best.",
            (Link(case.gpu.name, f"data/gpus/{case.gpu.id}/"),),
        ),
    ]
    if case.off is not None:
        way = "above" if case.off > 0 else "below"
        reasons.append(
            Reason(
                f"The estimate was {number(abs(case.off), Unit.FRACTION)} {way} your reading; times are corrected by it."
            )
        )
    reasons.append(Reason("More on the model:", (Link(case.model.name, f"data/models/{case.model.id}/"),)))
    return tuple(reasons)


def _batches(case: _Case) -> Table:
    rows: list[tuple[Cell, ...]] = []
    assert case.wish.pipeline is not None
    for batch in BATCHES:
        seconds = draw(replace(case.picture, batch=batch)).batch * (1 / batch)
        need = size(replace(case.wish, pipeline=replace(case.wish.pipeline, batch=batch)), case.around).total
        rows.append((plain(batch), seconds, need * (1 / GB), verdict(need, case.room)))
    columns = (Column("At once"), Column("Each", Unit.SECOND), Column("Memory", Unit.GB), Column("Fits"))
    return Table("Several at once", columns, tuple(rows))


LIGHTER: tuple[tuple[str, dict[str, Any]], ...] = (
    ("draw one at a time", {"batch": 1}),
    ("take the weights in 8 bits", {"precision": "int8wo"}),
    ("take the weights in 4 bits", {"precision": "nf4"}),
    ("keep only the part at work on the GPU", {"offload": MODEL_OFFLOAD}),
    (
        "take the weights in 8 bits and keep only the part at work on the GPU",
        {"precision": "int8wo", "offload": MODEL_OFFLOAD},
    ),
    (
        "take the weights in 4 bits and keep only the part at work on the GPU",
        {"precision": "nf4", "offload": MODEL_OFFLOAD},
    ),
)
"""Inputs that take less memory, in words, those that cost least first."""


def _that_fit(inputs: Inputs, case: _Case, catalogue: Catalogue) -> Iterator[str]:
    """Where it does not fit: what would, in words; of inputs each that is enough, and no more of them than are."""
    enough: list[dict[str, Any]] = []
    for words, changed in LIGHTER:
        if not _is_lighter(inputs, case, changed) or any(less.items() <= changed.items() for less in enough):
            continue
        tried = _case(replace(inputs, **changed), catalogue)
        if tried.fits != NO:
            enough.append(changed)
            yield f"{words}: {number(tried.need.total.typical / GB, Unit.GB)}"
    other = on_other_gpus(stock(catalogue, case.software.vendors), _need(case), (1,))
    for change in what_fits((), other, () if enough else _smaller(inputs, case, catalogue)):
        yield of_other_things(change, catalogue)


def _is_lighter(inputs: Inputs, case: _Case, changed: dict[str, Any]) -> bool:
    """Whether a change takes less than what is asked; where memory is shared nothing can wait outside it."""
    if "precision" in changed and BITS[changed["precision"]] >= BITS[inputs.precision]:
        return False
    if "offload" in changed and (case.wish.unified or inputs.offload != NO_OFFLOAD):
        return False
    return "batch" not in changed or inputs.batch > 1


def _need(case: _Case) -> Need:
    """What a GPU must hold."""

    def need(gpu: Gpu, count: int) -> Range:
        unified, measured = gpu.segment == "unified", gpu.vendor in ("nvidia", "apple")
        return size(replace(case.wish, gpus=count, unified=unified, measured_gpu=measured), case.around).total

    return need


def _smaller(inputs: Inputs, case: _Case, catalogue: Catalogue) -> Iterator[Change]:
    """Smaller models that fit as all else is, the largest first."""
    for model, _ in smaller_models(True, case.model.parameters_billion.typical, catalogue):
        tried = _case(replace(inputs, model=model, reading_s=None), catalogue)
        if tried.fits != NO:
            yield Change("model", model, tried.need.total)


def changes(inputs: Inputs, outputs: Outputs, catalogue: Catalogue) -> tuple[Reason, ...]:
    """What would make it fit; what would make it faster: compiling, 8 bits, half the pixels."""
    case = _case(inputs, catalogue)
    p, now = case.picture, outputs.seconds_per_image.typical
    tried: list[tuple[str, Picture]] = []
    if case.software.pytorch and p.acceleration == EAGER:
        tried.append(("With torch.compile", replace(p, acceleration=COMPILED)))
    if p.precision == "bf16" and p.chip.fp8:
        tried.append(
            ("Compiled, with 8-bit weights and activations", replace(p, acceleration=COMPILED, precision="fp8dq"))
        )
    if p.limit_watts is not None:
        tried.append(("Without the power limit", replace(p, limit_watts=None)))
    if p.steps > 1:
        tried.append((f"In {counted(p.steps // 2, 'step')}", replace(p, steps=p.steps // 2)))
    told = []
    if outputs.fits == NO:
        told += [Reason(f"{text[:1].upper()}{text[1:]}.") for text in _that_fit(inputs, case, catalogue)]
    for words, picture in tried:
        seconds = draw(picture).batch.typical / inputs.batch
        if seconds < now:
            told.append(
                Reason(
                    f"{words} {'a clip' if _thing(case) == 'clip' else 'an image'} takes {number(seconds, Unit.SECOND)}."
                )
            )
    return tuple(told)


def _assumptions(inputs: Inputs, case: _Case) -> tuple[str, ...]:
    passes = passes_a_step(case.model)
    told = [
        f"Computed for {case.software.name}, with fused attention.",
        "Each step takes two passes, with and without the prompt (guidance)."
        if passes > 1
        else "Guidance is distilled in: one pass a step.",
        "The model is loaded and, where it is, compiled; the text encoder’s moment is left out.",
        "The decoder is counted as that of Stable Diffusion; those of video models differ.",
        "Power is the board’s, without the rest of the computer; none was measured while making images.",
        "Ranges hold nine of ten published measurements, predicted without having seen their source.",
    ]
    if inputs.offload != NO_OFFLOAD:
        told.append("Every part crosses PCIe once for each batch.")
    return tuple(told)


def _used(case: _Case) -> list[Figure | None]:
    """The figures of records behind the answer."""
    gpu = case.gpu
    figures: list[Figure | None] = [
        gpu.fp16_tflops or gpu.bf16_tflops or gpu.fp32_tflops,
        gpu.bandwidth_gb_s,
        gpu.tdp_watts,
        *figures_of(case.model),
    ]
    return figures


EXAMPLES = (
    Example(
        title="Stable Diffusion 1.5 on an RTX 3090, sixteen at once",
        inputs={"model": "stable-diffusion-1-5", "gpu": "rtx-3090", "batch": 16},
        expected={"iterations_per_s": 1.70, "binds": "compute", "fits": "yes"},
        source="Published: 1.70 it/s at 512 × 512 (huggingface/diffusers docs/source/en/optimization/torch2.0.md at be2fb77d^).",
        relative_tolerances={"iterations_per_s": 0.2},
    ),
    Example(
        title="SDXL on an A100",
        inputs={"model": "stable-diffusion-xl-base", "gpu": "a100-sxm-40gb", "steps": 30},
        expected={"iterations_per_s": 8.7},
        source="Published: 8.7 it/s at 1024 × 1024 (chengzeyi/stable-fast README.md at 2b9b84e9).",
        relative_tolerances={"iterations_per_s": 0.25},
    ),
    Example(
        title="FLUX.1 dev compiled on an H100",
        inputs={"model": "flux-1-dev", "gpu": "h100-sxm-80gb", "acceleration": "compiled", "steps": 28},
        expected={"iterations_per_s": 6.652},
        source="Published: 6.652 it/s at 1024 × 1024 (sayakpaul/diffusers-torchao README.md at 9b9f2383).",
        relative_tolerances={"iterations_per_s": 0.25},
    ),
    Example(
        title="A clip of CogVideoX 5B on an A100",
        inputs={"model": "cogvideox-5b", "gpu": "a100-sxm-80gb", "steps": 50},
        expected={"batch_s": 243.3},
        source="Published: 243.3 s for 49 frames of 720 × 480 (sayakpaul/diffusers-torchao README.md at 9b9f2383).",
        relative_tolerances={"batch_s": 0.25},
    ),
)
