"""The page that describes the data API, from the same field definitions that validate the data and make the exports."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from calculators.core.subject import FAMILIES
from generator.exports.tables import FIGURE_COLUMNS, tables
from generator.exports.values import API_VERSION
from generator.pages import addresses
from generator.pages.site import Page, Site
from generator.pages.views import VIEWS


@dataclass(frozen=True, slots=True)
class Csv:
    """A CSV file: its name, and its columns as (name, what it is); a figure's five columns are told once."""

    name: str
    columns: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Exported:
    """A family as the API holds it."""

    family: str
    title: str
    about: str
    records: int
    tables: list[Csv]


def pages(site: Site) -> Iterator[Page]:
    """The one page."""
    exported = [
        Exported(
            family,
            VIEWS[family].title,
            (cls.__doc__ or "").splitlines()[0],
            len(site.catalogue[family]),
            [Csv(table.name, list(_columns(table.fields))) for table in tables(family, ())],
        )
        for family, cls in FAMILIES.items()
    ]
    yield site.page(
        "api.md",
        f"{addresses.API}index.md",
        exported=exported,
        version=API_VERSION,
        suffixes=FIGURE_COLUMNS,
        ledger=site.made.ledger is not None,
        history=bool(site.made.history),
    )


def _columns(fields: list[dict[str, str]]) -> Iterator[tuple[str, str]]:
    names = {field["name"] for field in fields}
    for field in fields:
        name = field["name"]
        if any(name.endswith(suffix) and name.removesuffix(suffix) in names for suffix in FIGURE_COLUMNS[1:]):
            continue
        unit = f", {field['unit']}" if field.get("unit") else ""
        kind = "figure" if f"{name}_as_of" in names else field["type"]
        about = ". ".join(part.rstrip(".") for part in (field.get("title", ""), field.get("description", "")) if part)
        yield name, f"{kind}{unit}" + (f": {about}" if about and about != name else "")
