"""Every row of a table of measurements is a reading of its kind, with an id of its own."""

from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from pydantic import ValidationError

from calculators.core.catalogue import Catalogue
from calculators.core.inputs import nearest
from calculators.core.quantity import Choice
from calculators.records.measurements import KINDS, Measurements, columns_of
from generator.checks import Finding, KeyPath
from generator.schema import record_model

FAMILIES = ("measurements",)


def check(record: Measurements, catalogue: Catalogue) -> Iterator[Finding]:
    """Columns and settings are fields of the kind; each row has their number, fitting values, and ids that exist."""
    known = columns_of(record.kind)
    unknown = [name for name in (*record.columns, *record.settings) if name not in known]
    for name in unknown:
        place = ("columns", record.columns.index(name)) if name in record.columns else ("settings", name)
        near = nearest(name, known)
        hint = f"did you mean “{near}”?" if near else f"fields of {record.kind}: {', '.join(known)}"
        yield Finding(place, f"{name} is no field of {record.kind}", hint)
    for name in set(record.columns) & set(record.settings):
        yield Finding(("settings", name), f"{name} is a column too", "keep it in one place")
    if len(record.source) != 1:
        yield Finding((), "does not name one source", "write one file a source: the ledger leaves out one at a time")
    if not unknown:
        for index, row in enumerate(record.rows):
            yield from _row(record, index, row, catalogue)


def _row(record: Measurements, index: int, row: tuple[Any, ...], catalogue: Catalogue) -> Iterator[Finding]:
    where: KeyPath = ("rows", index)
    if len(row) != len(record.columns):
        yield Finding(where, f"has {len(row)} cells", f"one for each of {', '.join(record.columns)}")
        return
    stated = {name: value for name, value in zip(record.columns, row, strict=True) if value is not None}
    values = {**record.settings, **stated}
    places = {name: (*where, i) for i, name in enumerate(record.columns)}
    try:
        record_model(KINDS[record.kind]).model_validate(values)
    except ValidationError as error:
        for detail in error.errors(include_url=False, include_context=False):
            name = str(detail["loc"][0])
            yield Finding(places.get(name, where), f"{name}: {detail['msg'].lower()}", "see the kind's fields")
        return
    if _uses(catalogue)[values["id"]] > 1:
        yield Finding(places["id"], f"the id {values['id']} is used twice", "give each reading its own")
    for name, value in values.items():
        meta = columns_of(record.kind)[name].meta
        family = meta.family if isinstance(meta, Choice) else ""
        if family and value not in catalogue[family]:
            near = nearest(value, catalogue[family])
            missing = f"{family}/{value}"
            hint = f"did you mean “{near}”?" if near else f"add data/{missing}.yml or name one that exists"
            yield Finding(places.get(name, where), f"there is no record “{value}” in {family}", hint, missing)


@lru_cache(maxsize=4)
def _uses(catalogue: Catalogue) -> Counter[str]:
    return Counter(
        row[record.columns.index("id")]
        for record in catalogue["measurements"].values()
        if "id" in record.columns
        for row in record.rows
        if len(row) == len(record.columns)
    )
