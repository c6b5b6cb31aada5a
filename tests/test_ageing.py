"""Old figures widen, in every calculator: three years on, no price of the catalogue is told as exact.

The same records are asked at their own date and three years later. Whatever the answer shows in dollars then, in its key
figures and tables, carries a range: a calculator that took a figure's typical value alone would show it without one.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from calculators import names
from calculators.core.catalogue import Catalogue
from calculators.core.door import answer, calculator
from calculators.core.quantity import Quantity, Unit
from calculators.core.ranges import Range
from calculators.core.records import Figure
from calculators.core.report import Report
from calculators.core.subject import FAMILIES
from generator.walk import walk

DOLLARS = {unit for unit in Unit if unit.symbol.startswith("$")}
LATER = 3


@pytest.fixture(scope="module")
def aged(catalogue: Catalogue) -> Catalogue:
    raw = json.loads(catalogue.to_json())
    year, rest = raw["as_of"].split("-", 1)
    return Catalogue({**raw, "as_of": f"{int(year) + LATER}-{rest}"})


def _dollars(report: Report) -> Iterator[tuple[str, Range]]:
    for figure in report.figures:
        if figure.unit in DOLLARS:
            yield figure.label, figure.value
    for table in report.details.tables:
        for row in table.rows:
            for column, cell in zip(table.columns, row, strict=True):
                if column.unit in DOLLARS and isinstance(cell, Range):
                    yield f"{table.title}: {column.label} of {row[0]}", cell


@pytest.mark.parametrize("name", names())
def test_three_years_on_no_price_is_exact(name: str, catalogue: Catalogue, aged: Catalogue) -> None:
    module = calculator(name)
    _, report = answer(module, module.Inputs(), aged)

    assert {where: value for where, value in _dollars(report) if value.low == value.high != 0} == {}


def test_every_figure_that_ages_widens_at_its_own_rate(catalogue: Catalogue, aged: Catalogue) -> None:
    seen = 0
    for family in FAMILIES:
        for record_id, record in catalogue[family].items():
            for (_, info, now), (_, _, then) in zip(walk(record), walk(aged[family][record_id]), strict=True):
                if isinstance(now, Figure) and isinstance(info.meta, Quantity) and info.meta.drift_per_year:
                    seen += 1
                    wider = info.meta.drift_per_year * LATER
                    # 1 + rate x age, so three years add three rates: by the definition of `drift_per_year`
                    assert then.high / (then.stated[2] or 1) == pytest.approx(
                        now.high / (now.stated[2] or 1) + (wider if now.stated[2] else 0), rel=1e-9
                    )
                    assert then.typical == now.typical and then.low <= now.low
    assert seen > 1000
