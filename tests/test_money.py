"""What calculators of money ask alike, asked alike; and totals in the reader's currency."""

from __future__ import annotations

from dataclasses import replace

import pytest

from calculators import Catalogue
from calculators._money import InCurrency
from calculators.core.door import calculator, names
from calculators.core.quantity import Choice, Quantity, fields_of
from calculators.core.ranges import Range

pytestmark = pytest.mark.everywhere


def money_calculators() -> tuple[str, ...]:
    """All whose answer holds a sum of money."""
    return tuple(
        name
        for name in names()
        if any(
            isinstance(info.meta, Quantity) and info.meta.unit.symbol.startswith("$")
            for info in fields_of(calculator(name).Outputs)
        )
    )


def test_an_input_of_one_name_is_asked_alike_everywhere() -> None:
    """Same kind, unit and bounds; only the words may name what the calculator calls it."""
    seen: dict[str, tuple[str, object]] = {}
    for name in money_calculators():
        for info in fields_of(calculator(name).Inputs):
            meta = info.meta
            said: object
            if isinstance(meta, Quantity):
                said = (meta.unit, meta.minimum)
            elif isinstance(meta, Choice):
                said = (meta.family, meta.where)
            else:
                said = type(meta)
            first, other = seen.setdefault(info.name, (name, said))
            assert said == other, f"{info.name} of {name} is asked otherwise than in {first}"


@pytest.mark.parametrize("name", money_calculators())
def test_money_is_told_in_a_currency_at_its_rate(name: str, catalogue: Catalogue) -> None:
    """On 30 October 2026 a euro was 1.1172 US dollars (European Central Bank): a dollar was 0.89509 euro."""
    module = calculator(name)
    inputs = module.Inputs(currency="euro")
    assert isinstance(inputs, InCurrency)
    outputs = module.calculate(inputs, catalogue)
    told = module.report(inputs, outputs, catalogue)
    assert "At 0.89509 EUR a US dollar; the rate is that of 2026-10-30." in told.verdict.range
    assert "ecb-reference-rates" in told.details.sources
    plain = module.report(replace(inputs, currency=None), outputs, catalogue)
    assert told.figures != plain.figures
    for figure in told.figures:
        assert ("EUR" in figure.note) == figure.unit.symbol.startswith("$"), figure.label
    (table,) = [t for t in told.details.tables if t.title == "The money in EUR"]
    first = next(
        Range.of(value)
        for info in fields_of(module.Outputs)
        if isinstance(info.meta, Quantity)
        and info.meta.unit.symbol.startswith("$")
        and (value := getattr(outputs, info.name)) is not None
        and Range.of(value) != Range.exact(0.0)
    )
    there = table.rows[0][2]
    assert isinstance(there, Range)
    assert there.typical == pytest.approx(first.typical / 1.1172, rel=1e-5)
    own = module.report(replace(inputs, own_units_per_us_dollar=2), outputs, catalogue).details.tables[-1].rows[0][2]
    assert isinstance(own, Range)
    assert own.typical == pytest.approx(2 * first.typical)


RIG_TOTALS = {
    "api_or_own": "rig_usd_per_month",
    "classroom": "shared_head_usd",
    "hybrid": "rig_now_usd",
    "rent_or_buy": "rig_total_usd",
}
ONE_RIG = {"hybrid": {"any_rig": False, "large_percent": 0, "growth_percent": 0}}


@pytest.mark.parametrize("name", RIG_TOTALS)
def test_no_rig_costs_less_when_a_term_of_owning_rises(name: str, catalogue: Catalogue) -> None:
    """At none of its ends; a warranty alone makes it cheaper, and only where repairs are counted."""
    module, field = calculator(name), RIG_TOTALS[name]

    def total(**terms: float) -> Range:
        usd = getattr(module.calculate(module.Inputs(**ONE_RIG.get(name, {}), **terms), catalogue), field)
        assert isinstance(usd, Range)
        return usd

    bare = total()
    for term in ("sales_tax_percent", "selling_cost_percent", "repairs_percent", "cooling_percent"):
        dearer = total(**{term: 20})
        assert dearer.typical > bare.typical, term
        assert dearer.low >= bare.low, term
        assert dearer.high >= bare.high, term
    assert total(warranty_months=24) == bare
    assert total(repairs_percent=20, warranty_months=24).typical < total(repairs_percent=20).typical
