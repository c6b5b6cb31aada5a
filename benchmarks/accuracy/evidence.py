"""The measurements of data/ as readings, and the records they name."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from calculators.core.catalogue import Catalogue
from calculators.records import Gpu, Model, Quantization
from calculators.records.measurements import Measurements, readings
from generator.load import load
from generator.today import as_of


class BadDataError(RuntimeError):
    """data/ has problems, so that what it measures cannot be trusted."""


@cache
def catalogue() -> Catalogue:
    """Every record, the tables of measurements among them. BadDataError where a table or what it names has a problem."""
    loaded = load(as_of=as_of())
    bad = [p for p in loaded.problems if "/measurements/" in str(p)]
    if bad:
        raise BadDataError("\n".join(str(p) for p in bad))
    return loaded.everything


def read(everything: Catalogue, kind: str) -> Iterator[tuple[str, Any]]:
    """(source id, reading) of every table of a kind, in the order of files and rows."""
    for table in everything["measurements"].values():
        assert isinstance(table, Measurements)
        if table.kind == kind:
            for reading in readings(table):
                yield table.source[0], reading


def model_of(everything: Catalogue, reading: Any) -> Model:
    """The model that a reading names."""
    model: Model = everything["models"][reading.model]
    return model


def gpu_of(everything: Catalogue, reading: Any) -> Gpu | None:
    """The GPU that a reading names, if any."""
    return everything["gpus"][reading.gpu] if reading.gpu else None


def quantization_of(everything: Catalogue, reading: Any) -> Quantization | None:
    """The quantization that a reading names, if any."""
    return everything["quantizations"][reading.quantization] if reading.quantization else None
