"""The charts of a price history: what an hour on a GPU has cost, seller by seller, and what buying has cost."""

from __future__ import annotations

from typing import Any

from calculators.core.dates import fractional_year
from calculators.core.quantity import Unit
from calculators.core.records import Figure
from calculators.core.report import COLOURS, Chart, Table
from calculators.records import History
from generator.pages import addresses
from generator.pages.extras import Drawn
from generator.pages.figures import exact
from generator.pages.site import Site

_CONDITIONS = {"list": "list price", "new": "new, in shops", "used": "second hand"}
_LOOKS = {
    "on demand": (COLOURS["cloud"], [1, 0]),
    "spot": (COLOURS["api"], [5, 3]),
    "average or median": (COLOURS["neutral"], [2, 2]),
    "other": (COLOURS["hybrid"], [8, 3]),
    "list price": (COLOURS["neutral"], [2, 2]),
    "new, in shops": (COLOURS["rig"], [1, 0]),
    "second hand": (COLOURS["rig"], [5, 3]),
}
"""Kinds of price, in the legend's order: colour and dashes."""


def history_charts(record: History) -> list[Chart]:
    """What renting has cost, of every seller with two prices or more; and what buying has cost."""
    rent = [_rows(i, _kind(s.price_type), s.gpu_usd_per_hour) for i, s in enumerate(record.series)]
    rents = [row for rows in rent if len(rows) > 1 for row in rows]
    sales = [row for i, s in enumerate(record.sales) for row in _rows(i, _CONDITIONS[s.condition], s.buy_usd)]
    return [
        Chart(id_, title, _summary(rows, unit), _spec(rows, axis), Table("", (), ()))
        for id_, title, axis, unit, rows in (
            ("prices", "Price of one GPU, an hour", "$ an hour", Unit.USD_PER_HOUR, rents),
            ("purchase", "Price to buy", "$", Unit.USD, sales),
        )
        if len(rows) > 1
    ]


def over_time(site: Site, family: str, record: Any) -> list[Drawn]:
    """What a GPU or a part has cost, as its own page shows it: the charts of the histories that are about it."""
    key = {"gpus": "gpu", "parts": "part"}.get(family)
    about = [h for h in site.catalogue["history"].values() if key and getattr(h, key) == record.id]
    words = "These prices one by one, each with its source"
    parts = [(history_charts(h), addresses.record("history", h.id), words) for h in about]
    return [Drawn("over-time", "What it has cost", parts)] if parts else []


def _rows(index: int, kind: str, points: tuple[Figure, ...]) -> list[dict[str, Any]]:
    """A series' points: its line is told from the others by its number, its kind by colour and dashes."""
    return [{"series": str(index), "kind": kind, "date": _day(p.as_of), "price": p.typical} for p in points]


def _kind(price_type: str) -> str:
    words = price_type.casefold()
    if "median" in words or "average" in words:
        return "average or median"
    return next((kind for kind in ("on demand", "spot") if words.startswith(kind)), "other")


def _day(date: str) -> str:
    """A month or a year alone stands at its middle."""
    return {4: f"{date}-07-01", 7: f"{date}-15"}.get(len(date), date)


def _summary(rows: list[dict[str, Any]], unit: Unit) -> str:
    ordered = sorted(rows, key=lambda row: fractional_year(row["date"]))
    prices = [row["price"] for row in rows]
    first, last = ordered[0]["date"][:4], ordered[-1]["date"][:4]
    low, high = (exact(price, unit) for price in (min(prices), max(prices)))
    years = first if first == last else f"{first} to {last}"
    return f"{len(rows)} prices of {years}, from {low} to {high}."


def _spec(rows: list[dict[str, Any]], axis: str) -> dict[str, Any]:
    kinds = [kind for kind in _LOOKS if any(row["kind"] == kind for row in rows)]
    colours, dashes = zip(*(_LOOKS[kind] for kind in kinds), strict=True)
    legend = {"title": None, "orient": "top", "symbolType": "stroke", "symbolSize": 300, "symbolStrokeWidth": 2}
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "height": 280,
        "data": {"values": rows},
        "mark": {"type": "line", "interpolate": "step-after", "strokeWidth": 2, "point": {"size": 18}},
        "encoding": {
            "x": {
                "field": "date",
                "type": "temporal",
                "scale": {"type": "utc"},  # the same drawing wherever it is made
                "title": None,
                "axis": {"tickCount": 6, "grid": False},
            },
            "y": {"field": "price", "type": "quantitative", "title": axis, "axis": {"tickCount": 5}},
            "detail": {"field": "series"},
            "color": {
                "field": "kind",
                "scale": {"domain": kinds, "range": list(colours)},
                "legend": legend,
            },
            "strokeDash": {
                "field": "kind",
                "scale": {"domain": kinds, "range": list(dashes)},
                "legend": legend,
            },
        },
        "config": {
            "view": {"stroke": None},
            "axis": {"domainColor": "#c4c9cf", "tickColor": "#c4c9cf", "labelFontSize": 12, "titleFontSize": 12},
            "legend": {"labelFontSize": 12},
        },
    }
