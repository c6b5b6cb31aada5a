"""Where a record stands among its kind: its rank in a figure, and a strip on which every sibling is a mark."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from calculators.core.quantity import Quantity, Unit, fields_of
from calculators.core.records import Figure
from calculators.core.subject import FAMILIES
from generator.pages.figures import exact, typical
from generator.pages.site import Site
from generator.pages.views import VIEWS

_FEWEST = 5
"""Fewer siblings than this make no kind to stand in."""

_PLACES = 240
"""Marks a strip can tell apart: it is as long for ten records as for ten thousand."""

_LOGARITHMIC_FROM = 20
"""A spread (largest by smallest) from which the strip's scale is logarithmic."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A figure of a record among its kind: the rank in words, the ends of the strip, and its marks as SVG path data."""

    label: str
    value: str
    rank: str
    low: str
    high: str
    scale: str
    marks: Markup
    here: int


class Strip:
    """One figure of a whole family: its values in order, and the marks they leave."""

    def __init__(self, label: str, unit: Unit, values: list[float]) -> None:
        self.label = label
        self.unit = unit
        self.values = sorted(values)
        self.logarithmic = self.values[0] > 0 and self.values[-1] / self.values[0] >= _LOGARITHMIC_FROM
        places = sorted({self.place(value) for value in self.values})
        self.marks = Markup("".join(f"M{x} 5v10" for x in places))

    def place(self, value: float) -> int:
        """Where on the strip a value lies, 0 to 240."""
        low, high = self.values[0], self.values[-1]
        if low == high:
            return _PLACES // 2
        share = math.log(value / low) / math.log(high / low) if self.logarithmic else (value - low) / (high - low)
        return round(_PLACES * share)

    def rank(self, value: float) -> str:
        """`highest of 80`, `12th highest of 80`, `lowest of 80`; those that tie are said."""
        above = len(self.values) - bisect_right(self.values, value)
        ties = bisect_right(self.values, value) - bisect_left(self.values, value) - 1
        count = len(self.values)
        if above + ties + 1 == count and count > 1 and above:
            words = f"lowest of {count}"
        else:
            words = f"{'' if above == 0 else ordinal(above + 1) + ' '}highest of {count}"
        return words + (f", level with {ties} other{'s' if ties > 1 else ''}" if ties else "")


class Standings:
    """The strips of every family that has some."""

    def __init__(self, site: Site) -> None:
        self._strips: dict[str, dict[str, Strip]] = {}
        for family, view in VIEWS.items():
            records = site.catalogue[family].values()
            for name in view.standing:
                values = [typical(figure) for r in records if (figure := _figure(r, name)) is not None]
                label, unit = _label(FAMILIES[family], name)
                if len(values) >= _FEWEST:
                    self._strips.setdefault(family, {})[name] = Strip(label, unit, values)

    def of(self, family: str, record: Any) -> Iterator[Standing]:
        """The standings of a record in every figure that it has."""
        for name, strip in self._strips.get(family, {}).items():
            figure = _figure(record, name)
            if figure is not None:
                value = typical(figure)
                yield Standing(
                    strip.label,
                    exact(value, strip.unit),
                    strip.rank(value),
                    exact(strip.values[0], strip.unit),
                    exact(strip.values[-1], strip.unit),
                    "logarithmic scale" if strip.logarithmic else "",
                    strip.marks,
                    strip.place(value),
                )


def _figure(record: Any, name: str) -> Figure | None:
    """A record's figure by its name; of a list, as `prices.output_usd_per_million_tokens`, the lowest."""
    outer, _, inner = name.partition(".")
    if not inner:
        found: Figure | None = getattr(record, outer)
        return found
    figures = [figure for item in getattr(record, outer) if (figure := getattr(item, inner)) is not None]
    return min(figures, key=typical, default=None)


def _label(cls: type, name: str) -> tuple[str, Unit]:
    outer, _, inner = name.partition(".")
    (info,) = (info for info in fields_of(cls) if info.name == outer)
    if inner:
        label, unit = _label(info.type, inner)
        return f"{label}, cheapest", unit
    assert isinstance(info.meta, Quantity)
    return info.meta.label, info.meta.unit


def ordinal(number: int) -> str:
    """`1st`, `12th`, `23rd`."""
    last = number % 100
    ending = "th" if 10 < last < 14 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"
