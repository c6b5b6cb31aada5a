"""The chart of a price history: what an hour on a GPU has cost, seller by seller."""

from __future__ import annotations

from typing import Any

from calculators.core.dates import fractional_year
from calculators.core.quantity import Unit
from calculators.core.records import History
from calculators.core.report import COLOURS, Chart, Table
from calculators.core.text import number

_KINDS = ("on demand", "spot", "average or median", "other")


def history_chart(record: History) -> Chart | None:
    """Every series as a line of steps, its kind of price told by colour and dashes; None where no series has two points."""
    rows = [
        {
            "series": f"{index}",
            "kind": _kind(series.price_type),
            "date": _day(point.as_of),
            "price": point.typical,
        }
        for index, series in enumerate(record.series)
        if len(series.gpu_usd_per_hour) > 1
        for point in series.gpu_usd_per_hour
    ]
    if not rows:
        return None
    kinds = [kind for kind in _KINDS if any(row["kind"] == kind for row in rows)]
    return Chart("prices", "Price of one GPU, an hour", _summary(rows), _spec(rows, kinds), Table("", (), ()))


def _kind(price_type: str) -> str:
    words = price_type.casefold()
    if "median" in words or "average" in words:
        return "average or median"
    return next((kind for kind in ("on demand", "spot") if words.startswith(kind)), "other")


def _day(date: str) -> str:
    """A month or a year alone stands at its middle."""
    return {4: f"{date}-07-01", 7: f"{date}-15"}.get(len(date), date)


def _summary(rows: list[dict[str, Any]]) -> str:
    ordered = sorted(rows, key=lambda row: fractional_year(row["date"]))
    prices = [row["price"] for row in rows]
    first, last = ordered[0]["date"][:4], ordered[-1]["date"][:4]
    low, high = (number(price, Unit.USD_PER_HOUR) for price in (min(prices), max(prices)))
    years = first if first == last else f"{first} to {last}"
    return f"{len(rows)} prices of {years}, from {low} to {high}. Each stands below with its source."


def _spec(rows: list[dict[str, Any]], kinds: list[str]) -> dict[str, Any]:
    colours = {
        "on demand": COLOURS["cloud"],
        "spot": COLOURS["api"],
        "average or median": COLOURS["neutral"],
        "other": COLOURS["hybrid"],
    }
    legend = {"title": None, "orient": "top", "symbolType": "stroke", "symbolSize": 300, "symbolStrokeWidth": 2}
    dashes = {"on demand": [1, 0], "spot": [5, 3], "average or median": [2, 2], "other": [8, 3]}
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "height": 280,
        "data": {"values": rows},
        "mark": {"type": "line", "interpolate": "step-after", "strokeWidth": 2, "point": {"size": 18}},
        "encoding": {
            "x": {"field": "date", "type": "temporal", "title": None, "axis": {"tickCount": 6, "grid": False}},
            "y": {"field": "price", "type": "quantitative", "title": "$ an hour", "axis": {"tickCount": 5}},
            "detail": {"field": "series"},
            "color": {
                "field": "kind",
                "scale": {"domain": kinds, "range": [colours[kind] for kind in kinds]},
                "legend": legend,
            },
            "strokeDash": {
                "field": "kind",
                "scale": {"domain": kinds, "range": [dashes[kind] for kind in kinds]},
                "legend": legend,
            },
        },
        "config": {
            "view": {"stroke": None},
            "axis": {"domainColor": "#c4c9cf", "tickColor": "#c4c9cf", "labelFontSize": 12, "titleFontSize": 12},
            "legend": {"labelFontSize": 12},
        },
    }
