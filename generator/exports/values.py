"""Records as plain JSON values for use outside: every figure an object that carries its unit, sources and date."""

from __future__ import annotations

from dataclasses import is_dataclass
from typing import Any

from calculators.core.quantity import FieldInfo, Quantity, fields_of
from calculators.core.records import Figure

API_VERSION = "v1"


def record_value(record: Any) -> dict[str, Any]:
    """A record (or a set nested in one) by field name; what is not stated is left out."""
    out: dict[str, Any] = {}
    for info in fields_of(type(record)):
        value = getattr(record, info.name)
        if value is not None and value != () and value != "":
            out[info.name] = [_one(info, v) for v in value] if info.many else _one(info, value)
    return out


def _one(info: FieldInfo, value: Any) -> Any:
    if isinstance(value, Figure):
        return figure_value(info, value)
    return record_value(value) if is_dataclass(value) else value


def figure_value(info: FieldInfo, figure: Figure) -> dict[str, Any]:
    """A figure as stated, its range at the catalogue's date where that is wider, unit, sources and date."""
    low, typical, high = figure.stated
    out: dict[str, Any] = {"low": low, "typical": typical, "high": high}
    if (figure.low, figure.high) != (low, high):
        out["today"] = {"low": round(figure.low, 6), "high": round(figure.high, 6)}
    assert isinstance(info.meta, Quantity)
    return {**out, "unit": info.meta.unit.symbol, "source": list(figure.source), "as_of": figure.as_of} | (
        {"note": figure.note} if figure.note else {}
    )
