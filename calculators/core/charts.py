"""Vega-Lite specifications of the charts that calculators share: lines with their bands, stacked bars, swings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from calculators.core.ranges import Range
from calculators.core.report import COLOURS

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
AXIS = {"titleFontSize": 13, "labelFontSize": 12}
LEGEND = {"title": None, "orient": "top", "labelFontSize": 13, "symbolSize": 400}
DASHES = ([1, 0], [6, 3], [2, 2], [8, 3, 2, 3])
"""One a line: colour never speaks alone."""
SHADES = ("#0072b2", "#56b4e9", "#d55e00", "#e69f00", "#009e73", "#cc79a7", "#999999", "#f0e442", "#000000")
"""Of parts: the set of Okabe and Ito (2008) and a grey."""
MONEY = "$,.0f"


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


def lines(
    drawn: Sequence[Line],
    x_title: str,
    y_title: str,
    x_domain: tuple[float, float],
    mark: Mark | None,
    y_format: str = "",
) -> dict[str, Any]:
    """Lines over x, each with the band from the low to the high end of its range."""
    values = [
        {
            "x": round(x, 2),
            "line": line.name,
            "low": round(r.low, 2),
            "y": round(r.typical, 2),
            "high": round(r.high, 2),
        }
        for line in drawn
        for x, r in line.points
    ]
    names = [line.name for line in drawn]
    layers: list[dict[str, Any]] = [
        {
            "transform": [{"filter": {"field": "line", "equal": line.name}}],
            "mark": {"type": "area", "opacity": 0.18, "color": COLOURS[line.side]},
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
            "mark": {"type": "line", "strokeWidth": 2.5},
            "encoding": {
                "y": {"field": "y", "type": "quantitative"},
                "color": {**by_line, "scale": colours, "legend": legend},
                "strokeDash": {**by_line, "scale": dashes, "legend": legend},
            },
        }
    )
    if mark is not None:
        layers += _marked(mark, x_domain)
    y_axis = {"title": y_title, **({"format": y_format} if y_format else {}), **AXIS}
    return {
        "$schema": SCHEMA,
        "width": 420,
        "height": 240,
        "data": {"values": values},
        "encoding": {
            "x": {
                "field": "x",
                "type": "quantitative",
                "scale": {"domain": list(x_domain), "nice": False},
                "axis": {"title": x_title, "tickMinStep": 1, **AXIS},
            },
            "y": {"type": "quantitative", "axis": y_axis},
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


def stacked(bars: Sequence[tuple[str, Iterable[tuple[str, float]]]], x_title: str) -> dict[str, Any]:
    """Horizontal bars, each stacked from its parts (name, value), in the order given."""
    values = [
        {"bar": bar, "part": part, "value": round(value, 2), "order": order}
        for bar, parts in bars
        for order, (part, value) in enumerate(parts)
    ]
    parts = list(dict.fromkeys(value["part"] for value in values))
    return {
        "$schema": SCHEMA,
        "width": 420,
        "height": 110,
        "data": {"values": values},
        "mark": {"type": "bar", "stroke": "white", "strokeWidth": 0.5},
        "encoding": {
            "y": {"field": "bar", "type": "nominal", "sort": None, "axis": {"title": None, **AXIS}},
            "x": {
                "field": "value",
                "type": "quantitative",
                "aggregate": "sum",
                "axis": {"title": x_title, "format": MONEY, **AXIS},
            },
            "color": {
                "field": "part",
                "type": "nominal",
                "scale": {"domain": parts, "range": list(SHADES[: len(parts)])},
                "legend": {**LEGEND, "columns": 3},
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
    y = {"field": "bar", "type": "nominal", "sort": names, "axis": {"title": None, "labelLimit": 150, **AXIS}}

    def ends(left: bool) -> dict[str, Any]:
        mark = {"type": "text", "align": "right" if left else "left", "dx": -4 if left else 4, "fontSize": 11}
        return {
            "transform": [{"filter": f"datum.left === {'true' if left else 'false'}"}],
            "mark": {**mark, "color": COLOURS["neutral"]},
            "encoding": {"y": y, "x": {"field": "at", "type": "quantitative"}, "text": {"field": "label"}},
        }

    return {
        "$schema": SCHEMA,
        "width": 420,
        "height": 34 * len(bars) + 30,
        "data": {"values": values},
        "layer": [
            {
                "transform": [{"filter": "isValid(datum.side)"}],
                "mark": {"type": "bar", "height": 16},
                "encoding": {
                    "y": y,
                    "x": {
                        "field": "start",
                        "type": "quantitative",
                        "scale": {"padding": 50},
                        "axis": {"title": x_title, "format": MONEY, **AXIS},
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
                "data": {"values": [{"zero": 0}]},
                "mark": {"type": "rule", "color": COLOURS["neutral"]},
                "encoding": {"x": {"field": "zero", "type": "quantitative"}},
            },
        ],
    }
