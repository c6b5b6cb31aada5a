"""The chart of predictions beside measurements: both axes logarithmic, so that a factor is as long everywhere."""

from __future__ import annotations

import math
from typing import Any

from calculators.core.quantity import Unit
from calculators.core.report import COLOURS, Chart, Column, Table
from calculators.core.text import plain
from generator.pages.site import plural

_CELLS = 100
"""Points nearer than this part of an axis would cover each other: the first stands for them."""

_INSIDE, _OUTSIDE = "inside its range", "outside its range"

_BANDS = ((0.0, 1.05), (1.05, 1.1), (1.1, 1.25), (1.25, 1.5), (1.5, 2.0), (2.0, math.inf))
"""Factors between predicted and measured into which the chart's table sorts the readings."""


def error_chart(name: str, entry: dict[str, Any]) -> Chart:
    """A family's cases as points; the diagonal is where a prediction is right."""
    cases = [(m, p, low <= m <= high) for _, m, p, low, high in entry["cases"]]
    inside = sum(covered for _, _, covered in cases)
    factors = [max(p / m, m / p) for m, p, _ in cases]
    within = sum(factor <= 1.25 for factor in factors)
    return Chart(
        f"accuracy-{name}",
        "Predicted against measured",
        f"Each point is a reading; on the line the prediction is right. {plural(inside, 'reading')} of {len(cases):,} lie inside "
        f"the range that was given, {within:,} are predicted to within a quarter.",
        _spec(cases, entry["unit"]),
        _table(factors),
    )


def _table(factors: list[float]) -> Table:
    rows = []
    for low, high in _BANDS:
        count = sum(low < factor <= high for factor in factors)
        rows.append((_band(low, high), str(count), f"{100 * count / len(factors):.0f}%"))
    columns = (Column("Off by"), Column("Readings", Unit.COUNT), Column("Share", Unit.FRACTION))
    return Table("Readings by how far off their prediction is", columns, tuple(rows))


def _band(low: float, high: float) -> str:
    if math.isinf(high):
        return f"more than a factor of {plain(low)}"
    return f"a factor of {plain(low)} to {plain(high)}" if low else f"up to a factor of {plain(high)}"


def _spec(cases: list[tuple[float, float, bool]], unit: str) -> dict[str, Any]:
    values = [value for measured, predicted, _ in cases for value in (measured, predicted)]
    low, high = min(values), max(values)
    step = math.log(high / low) / _CELLS or 1.0
    points: dict[tuple[int, int, bool], dict[str, Any]] = {}
    for measured, predicted, covered in cases:
        cell = (round(math.log(measured) / step), round(math.log(predicted) / step), covered)
        points.setdefault(cell, {"m": measured, "p": predicted, "in": _INSIDE if covered else _OUTSIDE})
    scale = {"type": "log", "domain": [low * 0.9, high * 1.1], "nice": False}
    axis = {"tickCount": 5, "grid": False, "labelOverlap": True}
    shades = [_INSIDE, _OUTSIDE]
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "height": 340,
        "layer": [
            {
                "data": {"values": [{"m": low, "p": low}, {"m": high, "p": high}]},
                "mark": {"type": "line", "color": COLOURS["neutral"], "strokeWidth": 1},
                "encoding": {
                    "x": {"field": "m", "type": "quantitative", "scale": scale},
                    "y": {"field": "p", "type": "quantitative", "scale": scale},
                },
            },
            {
                "data": {"values": list(points.values())},
                "mark": {"type": "point", "color": COLOURS["neutral"], "strokeWidth": 1},
                "encoding": {
                    "x": {
                        "field": "m",
                        "type": "quantitative",
                        "scale": scale,
                        "axis": {**axis, "title": f"Measured, {unit}"},
                    },
                    "y": {
                        "field": "p",
                        "type": "quantitative",
                        "scale": scale,
                        "axis": {**axis, "title": f"Predicted, {unit}"},
                    },
                    "shape": {
                        "field": "in",
                        "scale": {"domain": shades, "range": ["circle", "cross"]},
                        "legend": {"title": None, "orient": "top"},
                    },
                    "size": {"field": "in", "scale": {"domain": shades, "range": [18, 60]}, "legend": None},
                },
            },
        ],
        "config": {"view": {"stroke": None}, "axis": {"domainColor": "#c4c9cf", "tickColor": "#c4c9cf"}},
    }
