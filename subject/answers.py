"""What record pages answer outright: what a GPU runs, what runs a model. Each row opens the calculator that says so."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from markupsafe import Markup

from calculators.core.quantity import Unit
from calculators.core.ranges import Range
from calculators.core.text import briefly
from calculators.engines.fitting import GB
from calculators.records import Gpu, Model
from generator.pages.extras import Answer
from generator.pages.site import Site, plural
from generator.pages.tables import Cell, DataTable, Head, Row, record_link, without_empty_columns
from subject.asking import (
    CONTEXT_TOKENS,
    FINETUNE,
    FIT,
    FITS,
    IMAGES,
    SPEED,
    Asker,
    Sized,
    asked_for,
    fits,
    in_context,
    memory,
    pictures,
    ranged,
)
from subject.places import MOST_GPUS, Places

RICHEST_FIRST = ("q8-0", "q4-k-m")
"""Quantizations that a GPU's page tries: the first reads as 16 bits do, the second is what most people run."""

TRIED = ("q4-k-m", "q8-0", "bf16")
"""Quantizations for which a model's page says what runs it."""

COMMON = "q4-k-m"
"""The quantization in which a model's page says how fast it runs."""

OFFLOADS = {"none": "whole", "model": "part by part"}
"""How an image or video model is kept on the GPU: all of it, or only the part at work."""
METHODS = {"qlora": "QLoRA", "lora": "LoRA", "full": "every parameter"}

FRAMES = 49
"""Of a video: the default of the calculators."""

LARGEST = 3
"""Models that a GPU's page names for each method of fine-tuning."""

TOO_LARGE = 4
"""Models that do not fit which a GPU's page names: the smallest of them."""

TIMED_GPUS = 2 * MOST_GPUS
"""GPUs of which the fastest for images are found: bandwidth says little of these."""

_FITS = Head("Fits")
_MEMORY = Head("Memory", Unit.GB.symbol, "Of one GPU, as the driver shows it", numeric=True)
_SPEED = Head("Speed", Unit.TOKENS_PER_S.symbol, "Of one reader", numeric=True)
_TRAINED = Head("Speed", Unit.TOKENS_PER_S.symbol, "Tokens of training data", numeric=True)
_TIME = Head("Time", Unit.SECOND.symbol, "Of an image or clip", numeric=True)
_OPEN = Head("Open")


class Answers:
    """The answers of every record; none where no calculator sizes models."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.asker = Asker(site)
        self.models = asked_for(site)
        self.pictures = pictures(site)
        self.places = Places(self.asker)

    def of(self, family: str, record: Any, root: str) -> list[Answer]:
        """What the page of a record answers."""
        found: list[Answer | None] = []
        if FIT in self.site.calculators and family == "gpus":
            found = [self.runs(record, root), self.trains(record, root), self.draws(record, root)]
        elif FIT in self.site.calculators and family == "models":
            found = [self.held_by(record, root), self.fast_on(record, root), self.drawn_on(record, root)]
        return [answer for answer in found if answer is not None]

    def runs(self, gpu: Gpu, root: str) -> Answer | None:
        """The language models that people ask for, each in the best quantization that fits: memory and speed."""
        found = list(self._sized(gpu))
        fitting = [f for f in found if f[2].fits != "no"]
        too_large = [f for f in found if f[2].fits == "no"][-TOO_LARGE:]
        rows = []
        for model, inputs, sized in [*fitting, *too_large]:
            quantization = inputs["quantization"]
            ran = {"model": model.id, "quantization": quantization, "gpu": gpu.id}
            speed = self.asker.tokens_per_s(ran) if sized.fits != "no" else None
            rows.append(
                self._row(
                    root,
                    record_link(self.site, root, "models", model.id),
                    [
                        Cell(Markup.escape(self._quantization(quantization))),
                        fits(sized),
                        memory(sized),
                        ranged(speed) if speed else Cell(),
                    ],
                    f"{model.name} on {gpu.name}",
                    {FIT: {**inputs, "gpu": gpu.id}, **({SPEED: ran} if speed else {})},
                )
            )
        sentence = f"None of the models below fits {gpu.name} alone."
        if fitting:
            model, inputs, sized = fitting[0]
            how = "it just fits" if sized.fits == "tight" else "it fits"
            quantization = self._quantization(inputs["quantization"])
            sentence = f"{model.name} is the largest of these that {gpu.name} holds: {how}, in {quantization}."
        note = (
            f"The models that people ask for, in Q8_0 where that fits and else in Q4_K_M, with {CONTEXT_TOKENS:,} tokens of context, "
            f"in llama.cpp. Speed is what one reader sees after a prompt of 1,024 tokens."
        )
        heads = [Head("Model"), Head("In", "", "The quantization"), _FITS, _MEMORY, _SPEED, _OPEN]
        return _answer("runs", "What it runs", sentence, note, f"Language models on {gpu.name}", heads, rows)

    def _sized(self, gpu: Gpu) -> Iterator[tuple[Model, dict[str, Any], Sized]]:
        for model in self.models:
            for quantization in RICHEST_FIRST:
                inputs = {"model": model.id, "quantization": quantization, "context_tokens": in_context(model)}
                sized = self.asker.size(FIT, inputs, gpu)
                if sized is not None and (sized.fits != "no" or quantization == RICHEST_FIRST[-1]):
                    yield model, inputs, sized
                    break

    def trains(self, gpu: Gpu, root: str) -> Answer | None:
        """The largest models that it fine-tunes, by method."""
        rows = []
        for method, words in METHODS.items():
            fitting = []
            for model in self.models:
                inputs = {"model": model.id, "method": method}
                sized = self.asker.size(FINETUNE, inputs, gpu)
                if sized is not None and sized.fits != "no":
                    fitting.append((model, inputs, sized))
            for model, inputs, sized in fitting[:LARGEST]:
                filled = {**inputs, "gpu": gpu.id}
                speed = self.asker.trained_tokens_per_s(filled)
                rows.append(
                    self._row(
                        root,
                        record_link(self.site, root, "models", model.id),
                        [Cell(Markup.escape(words)), fits(sized), memory(sized), ranged(speed) if speed else Cell()],
                        f"{words} of {model.name} on {gpu.name}",
                        {FINETUNE: filled},
                    )
                )
        note = "The largest models of those above, one sequence of 2,048 tokens at a time, activations recomputed."
        heads = [Head("Model"), Head("Method"), _FITS, _MEMORY, _TRAINED, _OPEN]
        return _answer("trains", "What it fine-tunes", "", note, f"Fine-tuning on {gpu.name}", heads, rows)

    def draws(self, gpu: Gpu, root: str) -> Answer | None:
        """Image and video models: all of it on the GPU, or the part at work alone."""
        rows = []
        for model in self.pictures:
            drawn = self._drawn(model, gpu)
            if drawn is None:
                continue
            inputs, sized, seconds = drawn
            rows.append(
                self._row(
                    root,
                    record_link(self.site, root, "models", model.id),
                    [
                        Cell(Markup.escape(model.modality)),
                        fits(sized),
                        Cell(Markup.escape(OFFLOADS[inputs[FIT]["image_offload"]])),
                        memory(sized),
                        ranged(seconds) if seconds else Cell(),
                    ],
                    f"{model.name} on {gpu.name}",
                    inputs,
                )
            )
        note = (
            f"The newest of each size, in 16 bits, at the size each was trained for, a video of {FRAMES} frames, with the usual "
            "number of steps. Part by part: only the one at work is on the GPU, the others wait in the computer’s memory."
        )
        rows.sort(key=lambda row: str(row.cells[2].html) == FITS["no"])
        heads = [Head("Model"), Head("Makes"), _FITS, Head("How"), _MEMORY, _TIME, _OPEN]
        return _answer("pictures", "Images and video", "", note, f"Image and video models on {gpu.name}", heads, rows)

    def _drawn(self, model: Model, gpu: Gpu) -> tuple[dict[str, dict[str, Any]], Sized, Range | None] | None:
        """The first way in which a GPU holds an image or video model, or the last tried: inputs by calculator, memory, seconds."""
        found = None
        for offload in OFFLOADS:
            inputs = {"model": model.id, "quantization": "bf16", "image_offload": offload}
            sized = self.asker.size(FIT, inputs, gpu)
            if sized is None:
                return None
            timed = {"model": model.id, "gpu": gpu.id, "offload": offload}
            opened = {FIT: {**inputs, "gpu": gpu.id}}
            if sized.fits == "no":
                found = opened, sized, None
                continue
            seconds = self.asker.seconds_per_image(timed)
            return opened | ({IMAGES: timed} if seconds else {}), sized, seconds
        return found

    def held_by(self, model: Model, root: str) -> Answer | None:
        """By quantization: the smallest and the cheapest GPU, the rig, the notebook and the machine for rent that hold it."""
        drawn = model.draws
        ways: list[tuple[str, dict[str, Any]]] = [
            (self._quantization(q), {"quantization": q, "context_tokens": in_context(model)}) for q in TRIED
        ]
        if drawn:
            ways = [(words, {"quantization": "bf16", "image_offload": offload}) for offload, words in OFFLOADS.items()]
        found = [(words, *row) for words, inputs in ways if (row := self.places.row(root, model, words, inputs))]
        if not found:
            return None
        words, _, held = found[0]
        need = briefly(held.need * (1 / GB), Unit.GB)
        way = f"kept {words} on the GPU" if drawn else f"in {words}"
        sentence = f"{model.name} takes {need} {way}; {held.gpu.name} is the smallest that holds it."
        if held.count > 1:
            sentence = (
                f"{model.name} takes {need} of each of {held.count} × {held.gpu.name} {way}, the fewest that hold it."
            )
        sized = (
            "In 16 bits, at the size it was trained for; part by part, only the one at work is on the GPU"
            if drawn
            else f"For {in_context(model):,} tokens of context"
        )
        note = (
            f"{sized}. The smallest GPU is the one with the least memory that holds it; used prices, or new ones. "
            "A machine’s price is the lowest on demand."
        )
        heads = [
            Head("How" if drawn else "In"),
            _MEMORY,
            Head("Smallest GPU"),
            Head("Cheapest GPU"),
            Head("Cheapest rig"),
            Head("Notebook"),
            Head("Cheapest machine for rent"),
            _OPEN,
        ]
        rows = [row for _, row, _ in found]
        return _answer("held-by", "What runs it", sentence, note, f"What runs {model.name}", heads, rows, "way")

    def fast_on(self, model: Model, root: str) -> Answer | None:
        """Tokens a second on the GPUs that this site's rigs and notebooks have, those with the most bandwidth."""
        inputs = {"model": model.id, "quantization": COMMON, "context_tokens": in_context(model)}
        found = []
        for gpu, sized in islice(self._holding(inputs), MOST_GPUS) if not model.draws else ():
            ran = {"model": model.id, "quantization": COMMON, "gpu": gpu.id}
            speed = self.asker.tokens_per_s(ran)
            if speed is not None:
                found.append((speed, gpu, sized, ran))
        found.sort(key=lambda f: (-f[0].typical, f[1].id))
        rows = [
            self._row(
                root,
                record_link(self.site, root, "gpus", gpu.id),
                [fits(sized), memory(sized), ranged(speed)],
                f"{model.name} on {gpu.name}",
                {FIT: {**inputs, "gpu": gpu.id}, SPEED: ran},
            )
            for speed, gpu, sized, ran in found
        ]
        note = (
            f"In {self._quantization(COMMON)} with llama.cpp, as one reader sees it after a prompt of 1,024 tokens, on GPUs of this "
            "site’s rigs and notebooks that hold it."
        )
        heads = [Head("GPU"), _FITS, _MEMORY, _SPEED, _OPEN]
        return _answer("speed", "How fast it runs", "", note, f"Speed of {model.name}", heads, rows, "GPU")

    def _holding(self, inputs: dict[str, Any]) -> Iterator[tuple[Gpu, Sized]]:
        for gpu in self.places.owned:
            sized = self.asker.size(FIT, inputs, gpu)
            if sized is not None and sized.fits != "no":
                yield gpu, sized

    def drawn_on(self, model: Model, root: str) -> Answer | None:
        """Seconds of an image or clip on the GPUs that this site's rigs and notebooks have, the fastest first."""
        if not model.draws:
            return None
        timed = ((gpu, drawn, drawn[2]) for gpu in self.places.owned if (drawn := self._drawn(model, gpu)) and drawn[2])
        found = [(seconds, gpu, drawn) for gpu, drawn, seconds in islice(timed, TIMED_GPUS)]
        found.sort(key=lambda f: (f[0].typical, f[1].id))
        rows = [
            self._row(
                root,
                record_link(self.site, root, "gpus", gpu.id),
                [
                    fits(sized),
                    Cell(Markup.escape(OFFLOADS[inputs[FIT]["image_offload"]])),
                    memory(sized),
                    ranged(seconds),
                ],
                f"{model.name} on {gpu.name}",
                inputs,
            )
            for seconds, gpu, (inputs, sized, _) in found[:MOST_GPUS]
        ]
        frames = f", {FRAMES} frames" if model.modality == "video" else ""
        note = (
            f"In 16 bits, at the size it was trained for{frames}, with the usual number of steps, on GPUs of this site’s rigs and "
            "notebooks."
        )
        heads = [Head("GPU"), _FITS, Head("How"), _MEMORY, _TIME, _OPEN]
        return _answer("speed", "How fast it runs", "", note, f"Speed of {model.name}", heads, rows, "GPU")

    def _row(self, root: str, first: Markup, cells: list[Cell], about: str, filled: dict[str, dict[str, Any]]) -> Row:
        return Row([Cell(first), *cells, self.asker.openers(root, about, filled)])

    def _quantization(self, quantization: str) -> str:
        name: str = self.site.catalogue["quantizations"][quantization].name
        return name


def _answer(
    id_: str, title: str, sentence: str, note: str, label: str, heads: list[Head], rows: list[Row], one: str = "model"
) -> Answer | None:
    if not rows:
        return None
    return Answer(
        id_, title, sentence, note, without_empty_columns(DataTable(label, plural(len(rows), one), heads, rows))
    )
