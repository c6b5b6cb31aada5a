"""Questions put to the calculators while pages are made: the answer a page shows is the one that its link opens."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

from markupsafe import Markup

from calculators.core.door import calculator
from calculators.core.inputs import InputError, coerce
from calculators.core.quantity import fields_of
from calculators.core.ranges import Range
from calculators.core.text import plain
from calculators.engines.fitting import GB, verdict
from calculators.engines.holders import room_of
from calculators.engines.stock import kind_of
from calculators.records import Gpu, Model
from generator.pages import addresses
from generator.pages.form import value_text
from generator.pages.site import Site
from generator.pages.tables import Cell

FIT, FINETUNE, SPEED, IMAGES = "fit", "finetune", "speed", "images"
OPENS = {FIT: "Memory", FINETUNE: "Fine-tuning", SPEED: "Speed", IMAGES: "Time"}
"""What a link that opens a calculator is called."""
SIZING = {FIT: "memory", FINETUNE: "calculate"}
"""The function of a calculator that tells memory for the least work."""

CONTEXT_TOKENS = 8192
"""Context for which pages size a language model: a long conversation, or a few files of code."""

_SIZES = (0.0, 1.5, 3.5, 6.0, 11.0, 18.0, 29.0, 40.0, 90.0, 180.0, 300.0, math.inf)
"""Classes of models, in billions of parameters, of each of which pages list a few."""

_MOST_HOSTED, _NEWEST = 2, 1
"""Models of a class that pages list: those that most providers host, which says what people ask for, and the newest."""

"""Structures of image and video models."""

_MOST_ALIKE = 4
"""Image or video models of a class that pages list."""

FITS = {"yes": "yes", "tight": "just", "no": "no"}


@dataclass(frozen=True, slots=True)
class Sized:
    """What one GPU must hold (bytes), and whether it does: `yes`, `tight` or `no`."""

    memory: Range
    fits: str


class Asker:
    """Asks the calculators that have a page."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self._room = cache(lambda gpu: room_of(site.catalogue["gpus"][gpu], site.catalogue))
        self._largest: dict[tuple[bool, str], Gpu] = {}
        for gpu in site.catalogue["gpus"].values():
            kind = kind_of(gpu)
            if kind not in self._largest or gpu.memory_gb.typical > self._largest[kind].memory_gb.typical:
                self._largest[kind] = gpu
        self._asked: dict[Any, tuple[Range, float] | None] = {}

    def ask(self, name: str, inputs: dict[str, Any], function: str = "calculate") -> Any:
        """What a function of a calculator says: its outputs; None where it has no page, or refuses the inputs."""
        if name not in self.site.calculators:
            return None
        module = calculator(name)
        try:
            return getattr(module, function)(coerce(module.Inputs, inputs, self.site.catalogue), self.site.catalogue)
        except InputError:
            return None

    def size(self, name: str, inputs: dict[str, Any], gpu: Gpu, count: int = 1) -> Sized | None:
        """What the calculator `name` says of each of `count` GPUs; None where it has nothing to say."""
        known = self._known(name, inputs, gpu, count)
        if known is None:
            return None
        memory, share = known
        return Sized(memory, verdict(memory, self._room(gpu.id) * share))

    def memory(self, name: str, inputs: dict[str, Any], gpu: Gpu, count: int = 1) -> Range | None:
        """What each of `count` GPUs must hold (bytes), by the calculator `name`."""
        known = self._known(name, inputs, gpu, count)
        return known[0] if known else None

    def _known(self, name: str, inputs: dict[str, Any], gpu: Gpu, count: int) -> tuple[Range, float] | None:
        """Memory, and the share of a GPU's room that may be used.

        The memory that something takes depends on a GPU's maker and on whether it shares the computer's memory, and not on its
        size: one GPU of each kind is asked, the largest.
        """
        largest = self._largest[kind_of(gpu)]
        key = (name, tuple(inputs.items()), largest.id, count)
        if key not in self._asked:
            said = self.ask(name, {**inputs, "gpu": largest.id, "gpu_count": count}, SIZING[name])
            share = said.available_gb.typical * GB / self._room(largest.id).typical if said else 0.0
            self._asked[key] = (said.memory_gb * GB, share) if said else None
        return self._asked[key]

    def tokens_per_s(self, inputs: dict[str, Any]) -> Range | None:
        """Tokens a second of one reader; None where the calculator has no page or nothing to say."""
        said = self.ask(SPEED, inputs)
        return said.decode_tokens_per_s if said else None

    def trained_tokens_per_s(self, inputs: dict[str, Any]) -> Range | None:
        """Tokens a second of a fine-tuning; None where the calculator has no page or nothing to say."""
        said = self.ask(FINETUNE, inputs)
        return said.tokens_per_s if said else None

    def seconds_per_image(self, inputs: dict[str, Any]) -> Range | None:
        """Seconds of an image or clip; None where the calculator has no page or nothing to say."""
        said = self.ask(IMAGES, inputs)
        return said.seconds_per_image if said else None

    def openers(self, root: str, about: str, filled: dict[str, dict[str, Any]]) -> Cell:
        """Links that open calculators with these inputs, by their names; `about` tells the row from the others of its table."""
        links = []
        for name, inputs in filled.items():
            defaults = {info.name: info.default for info in fields_of(calculator(name).Inputs)}
            changed = {key: value_text(value) for key, value in inputs.items() if value != defaults[key]}
            href = root + addresses.calculator(name, changed)
            words = OPENS[name]
            links.append(Markup('<a href="{}" aria-label="{}: {}">{}</a>').format(href, words, about, words))
        return Cell(Markup(", ").join(links))


def asked_for(site: Site) -> list[Model]:
    """Open language models that people ask for, a few of each size, the largest first."""
    hosts: Counter[str] = Counter()
    for api in site.catalogue["apis"].values():
        hosts[api.model] += len(api.prices)
    models: list[Model] = [m for m in site.catalogue["models"].values() if m.writes]
    out: dict[str, Model] = {}
    for alike in _by_size(models):
        hosted = sorted(alike, key=lambda m: (-hosts[m.id], m.released, m.id))
        newest = sorted(alike, key=lambda m: (m.released, m.id), reverse=True)
        chosen = [m for m in hosted if hosts[m.id]][:_MOST_HOSTED]
        chosen += [m for m in newest if m not in chosen][: _NEWEST + _MOST_HOSTED - len(chosen)]
        out |= {m.id: m for m in chosen}
    return sorted(out.values(), key=lambda m: (-m.parameters_billion.typical, m.id))


def pictures(site: Site) -> list[Model]:
    """Image and video models, the newest few of each size, the largest first."""
    models: list[Model] = [m for m in site.catalogue["models"].values() if m.draws]
    out: list[Model] = []
    for modality in {m.modality for m in models}:
        for alike in _by_size([m for m in models if m.modality == modality]):
            out += sorted(alike, key=lambda m: (m.released, m.parameters_billion.typical, m.id))[-_MOST_ALIKE:]
    return sorted(out, key=lambda m: (m.modality, -m.parameters_billion.typical, m.id))


def _by_size(models: list[Model]) -> Iterator[list[Model]]:
    for low, high in pairwise(_SIZES):
        yield [m for m in models if low <= m.parameters_billion.typical < high]


def in_context(model: Model) -> int:
    """Tokens for which pages size a model: 8,192, or fewer where it was made for fewer."""
    return min(CONTEXT_TOKENS, int(model.context_tokens.typical)) if model.context_tokens else CONTEXT_TOKENS


def ranged(value: Range) -> Cell:
    """A number and its range, in the unit of its column."""
    shown = Markup('{} <span class="cr-range">{}–{}</span>').format(*map(plain, (value.typical, value.low, value.high)))
    return Cell(shown, repr(value.typical))


def fits(sized: Sized) -> Cell:
    """Whether it fits, in a word."""
    return Cell(Markup.escape(FITS[sized.fits]))


def memory(sized: Sized) -> Cell:
    """The memory of one GPU in GB, with its range."""
    return ranged(sized.memory * (1 / GB))
