"""Vega-Lite specifications of the charts that calculators share: lines with their bands, stacked bars, swings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf
from typing import Any

from calculators.core.ranges import Range
from calculators.core.report import COLOURS

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
AXIS = {"titleFontSize": 13, "labelFontSize": 12}
LEGEND = {"title": None, "orient": "top", "labelFontSize": 13, "symbolSize": 400}
DASHES = ([1, 0], [6, 3], [2, 2], [8, 3, 2, 3])
"""One a line: colour never speaks alone."""
SHADES = {
    "rig": ("#d55e00", "#e88b46", "#f2b07f", "#f8d0b3", "#fce8da"),
    "cloud": ("#0072b2", "#4a9bcb", "#86bcdd", "#b3d5ea", "#d3e7f3", "#eaf4fa"),
}
"""Of the parts of a side's cost: its colour, then lighter ones."""
MONEY = "$,.0f"
SHORT, SHORT_MONEY = "~s", "$~s"
"""12,000 as 12k."""
LEAST_DRAWN = 0.01
ABOVE, BELOW = 12, 7
"""Pixels from the middle of a swing's row to its name and to its bar: names stand above, as a phone has no room beside."""


@dataclass(frozen=True, slots=True)
class Line:
    """A named line with its band: points (x, range) in order; `side` colours it (a key of COLOURS)."""

    name: str
    side: str
    points: Sequence[tuple[float, Range]]


@dataclass(frozen=True, slots=True)
class Mark:
    """A place along the x axis that is named in the chart."""

    x: float
    label: str


@dataclass(frozen=True, slots=True)
class Spot:
    """A named point in the chart, such as where the reader stands."""

    x: float
    y: float
    label: str


def lines(
    drawn: Sequence[Line],
    x_title: str,
    y_title: str,
    x_domain: tuple[float, float],
    mark: Mark | None = None,
    y_format: str = "",
    spot: Spot | None = None,
    y_top: float | None = None,
    x_format: str = "",
    logarithmic: bool = False,
) -> dict[str, Any]:
    """Lines over x, each with the band from the low to the high end of its range; what is above `y_top` is cut off.

    On scales of logarithms what is less than a hundredth is drawn as one: they have no zero.
    """
    least = LEAST_DRAWN if logarithmic else -inf
    values = [
        {
            "x": round(x, 2),
            "line": line.name,
            "low": max(least, round(r.low, 2)),
            "y": max(least, round(r.typical, 2)),
            "high": max(least, round(r.high, 2)),
        }
        for line in drawn
        for x, r in line.points
    ]
    names = [line.name for line in drawn]
    cut = {"clip": True} if y_top is not None else {}
    layers: list[dict[str, Any]] = [
        {
            "transform": [{"filter": {"field": "line", "equal": line.name}}],
            "mark": {"type": "area", "opacity": 0.18, "color": COLOURS[line.side], **cut},
            "encoding": {"y": {"field": "low", "type": "quantitative"}, "y2": {"field": "high"}},
        }
        for line in drawn
    ]
    by_line = {"field": "line", "type": "nominal"}
    legend = LEGEND if len(drawn) > 1 else None
    colours = {"domain": names, "range": [COLOURS[line.side] for line in drawn]}
    dashes = {"domain": names, "range": [DASHES[i % len(DASHES)] for i in range(len(drawn))]}
    layers.append(
        {
            "mark": {"type": "line", "strokeWidth": 2.5, **cut},
            "encoding": {
                "y": {"field": "y", "type": "quantitative"},
                "color": {**by_line, "scale": colours, "legend": legend},
                "strokeDash": {**by_line, "scale": dashes, "legend": legend},
            },
        }
    )
    if mark is not None:
        layers += _marked(mark, x_domain)
    if spot is not None:
        layers += _spotted(spot, x_domain)
    y_scale = {"scale": {"domain": [0, y_top], "nice": False}} if y_top is not None else {}
    if logarithmic:
        y_scale = {"scale": {"type": "log"}}
    y_axis = {"title": y_title, **({"format": y_format} if y_format else {}), **AXIS}
    x_axis = {"title": x_title, **({"format": x_format} if x_format else {"tickMinStep": 1}), **AXIS}
    return {
        "$schema": SCHEMA,
        "width": 420,
        "height": 240,
        "data": {"values": values},
        "encoding": {
            "x": {
                "field": "x",
                "type": "quantitative",
                "scale": {"domain": list(x_domain), "nice": False, **({"type": "log"} if logarithmic else {})},
                "axis": x_axis,
            },
            "y": {"type": "quantitative", "axis": y_axis, **y_scale},
        },
        "layer": layers,
    }


def _marked(mark: Mark, x_domain: tuple[float, float]) -> list[dict[str, Any]]:
    data = {"values": [{"x": round(mark.x, 2), "label": mark.label}]}
    x = {"field": "x", "type": "quantitative"}
    left = mark.x > sum(x_domain) / 2
    text = {"type": "text", "align": "right" if left else "left", "dx": -6 if left else 6, "fontSize": 13}
    return [
        {
            "data": data,
            "mark": {"type": "rule", "strokeDash": [3, 3], "color": COLOURS["neutral"]},
            "encoding": {"x": x},
        },
        {
            "data": data,
            "mark": {**text, "color": COLOURS["neutral"]},
            "encoding": {"x": x, "y": {"value": 12}, "text": {"field": "label"}},
        },
    ]


def _spotted(spot: Spot, x_domain: tuple[float, float]) -> list[dict[str, Any]]:
    data = {"values": [{"x": round(spot.x, 2), "y": round(spot.y, 2), "label": spot.label}]}
    place = {"x": {"field": "x", "type": "quantitative"}, "y": {"field": "y", "type": "quantitative"}}
    left = spot.x > sum(x_domain) / 2
    text = {"type": "text", "align": "right" if left else "left", "dy": -14, "fontSize": 13}
    ink = COLOURS["neutral"]
    return [
        {"data": data, "mark": {"type": "point", "filled": True, "size": 80, "color": ink}, "encoding": place},
        {"data": data, "mark": {**text, "color": ink}, "encoding": {**place, "text": {"field": "label"}}},
    ]


@dataclass(frozen=True, slots=True)
class Stack:
    """A bar of parts (name, value) in order; `side` gives their colour, each part a lighter shade of it."""

    name: str
    side: str
    parts: Sequence[tuple[str, float]]


def stacked(bars: Sequence[Stack], x_title: str) -> dict[str, Any]:
    """Horizontal bars, each stacked from its parts."""
    values, colours = [], {}
    for bar in bars:
        for order, (part, value) in enumerate(bar.parts):
            name = f"{bar.name}: {part}"
            colours[name] = SHADES[bar.side][order % len(SHADES[bar.side])]
            values.append({"bar": bar.name, "part": name, "value": round(value, 2), "order": order})
    return {
        "$schema": SCHEMA,
        "width": 420,
        "height": 110 + 20 * len(colours),
        "data": {"values": values},
        "mark": {"type": "bar", "stroke": "white", "strokeWidth": 0.5},
        "encoding": {
            "y": {"field": "bar", "type": "nominal", "sort": None, "axis": {"title": None, **AXIS}},
            "x": {
                "field": "value",
                "type": "quantitative",
                "aggregate": "sum",
                "axis": {"title": x_title, "format": MONEY, "tickCount": 5, **AXIS},
            },
            "color": {
                "field": "part",
                "type": "nominal",
                "scale": {"domain": list(colours), "range": list(colours.values())},
                "legend": {**LEGEND, "columns": 1, "labelLimit": 260, "symbolSize": 140},
            },
            "order": {"field": "order", "type": "quantitative"},
        },
    }


@dataclass(frozen=True, slots=True)
class Bar:
    """What one unknown does: the value at each end of its range, and what these ends are called."""

    name: str
    at_low: float
    at_high: float
    low_label: str
    high_label: str


def tornado(bars: Sequence[Bar], middle: float, x_title: str, sides: tuple[str, str]) -> dict[str, Any]:
    """Bars from the value at the low end of each unknown to that at its high end; `sides` colour what lies below and above 0."""
    values = []
    for bar in bars:
        for at, label in ((bar.at_low, bar.low_label), (bar.at_high, bar.high_label)):
            start, end = sorted((middle, at))
            for a, b, side in ((start, min(end, 0.0), sides[0]), (max(start, 0.0), end, sides[1])):
                if a < b:
                    values.append({"bar": bar.name, "start": round(a, 2), "end": round(b, 2), "side": side})
            values.append({"bar": bar.name, "at": round(at, 2), "label": label, "left": at < middle})
    names = [bar.name for bar in bars]
    y = {"field": "bar", "type": "nominal", "sort": names, "axis": None}
    ink = COLOURS["neutral"]

    def ends(left: bool) -> dict[str, Any]:
        mark = {"type": "text", "align": "right" if left else "left", "dx": -4 if left else 4, "fontSize": 11}
        return {
            "transform": [{"filter": f"datum.left === {'true' if left else 'false'}"}],
            "mark": {**mark, "yOffset": BELOW, "color": ink},
            "encoding": {"y": y, "x": {"field": "at", "type": "quantitative"}, "text": {"field": "label"}},
        }

    return {
        "$schema": SCHEMA,
        "width": 420,
        "height": 44 * len(bars) + 50,
        "data": {"values": values},
        "layer": [
            {
                "transform": [{"filter": "isValid(datum.side)"}],
                "mark": {"type": "bar", "height": 14, "yOffset": BELOW},
                "encoding": {
                    "y": y,
                    "x": {
                        "field": "start",
                        "type": "quantitative",
                        "scale": {"padding": 50},
                        "axis": {"title": x_title, "format": MONEY, "tickCount": 5, **AXIS},
                    },
                    "x2": {"field": "end"},
                    "color": {
                        "field": "side",
                        "type": "nominal",
                        "scale": {"domain": list(sides), "range": [COLOURS[side] for side in sides]},
                        "legend": None,
                    },
                },
            },
            ends(True),
            ends(False),
            {
                "data": {"values": [{"bar": name} for name in names]},
                "mark": {"type": "text", "align": "left", "yOffset": -ABOVE, "fontSize": 12, "color": ink},
                "encoding": {"y": y, "x": {"value": 2}, "text": {"field": "bar"}},
            },
            {
                "data": {"values": [{"zero": 0}]},
                "mark": {"type": "rule", "strokeDash": [3, 3], "color": ink},
                "encoding": {"x": {"field": "zero", "type": "quantitative"}},
            },
        ],
    }
