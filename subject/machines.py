"""Machines for rent, by the GPU that they hold."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from generator.pages import addresses
from generator.pages.families import items_of, table_of
from generator.pages.site import Site
from generator.pages.tables import DataTable
from subject.views import LISTS


def offers_by_gpu(site: Site) -> dict[str, DataTable]:
    """For each GPU that somebody rents out: the machines that hold it, as a record's page shows them."""
    (offers,) = (nested for nested in LISTS if nested.name == "offers")
    view = replace(offers, columns=tuple(name for name in offers.columns if name != "gpu"))
    by_gpu: dict[str, list[tuple[Any, int, Any]]] = {}
    for entry in items_of(site, offers):
        by_gpu.setdefault(entry[2].gpu, []).append(entry)
    root = addresses.to_root("data/gpus/id.md")
    return {gpu: table_of(site, root, view, entries) for gpu, entries in by_gpu.items()}
