"""Buy now or wait: trends of prices by hand, and what waiting costs."""

from __future__ import annotations

from dataclasses import replace

import pytest

from calculators import Catalogue
from calculators.core.dates import WEEKS_PER_MONTH
from calculators.core.records import Figure
from calculators.engines import price_trend
from calculators.engines.break_even import hours_of_bill
from calculators.engines.demand import Demand
from calculators.engines.rental_cost import RentalTerms, rental_parts, rental_total
from calculators.engines.rig_cost import RigTerms
from calculators.engines.waiting import wait

pytestmark = pytest.mark.everywhere

DEMAND = Demand(hours_per_week=10, idle_hours_per_week=0, storage_gb=100)
RIG = RigTerms(
    price_usd=1000,
    load_watts=0,
    idle_watts=0,
    usd_per_kwh=0,
    resale=((0.0, 0.5),),
    setup_hours=0,
    upkeep_hours_per_month=0,
    own_time_usd_per_hour=0,
)
RENTAL = RentalTerms(
    pace=1,
    typical_pace=1,
    usd_per_hour=1,
    usd_per_month=5,
    credit_usd_per_month=0,
    units_per_hour=0,
    included_units=0,
    usd_per_unit=0,
    storage_usd_per_gb_month=0.1,
    stopped_storage_usd_per_gb_month=0.1,
    included_storage_gb=0,
    watts=0,
    most_hours_per_week=168,
)


def seen(value: float, as_of: str) -> Figure:
    return Figure(value, value, value, ("x",), as_of, (value, value, value))


def test_growth_is_by_the_year() -> None:
    """From 100 to 144 in two years: 20% a year."""
    found = price_trend.growth([seen(100, "2024-06-30"), seen(130, "2025-01-31"), seen(144, "2026-06-30")])
    assert found is not None
    assert found[0] == pytest.approx(0.2)


def test_a_jump_of_some_months_is_a_years_change() -> None:
    """RTX 5080 cards, from 985 in November 2025 to 1,400 in February 2026: 42%, not fourfold."""
    found = price_trend.growth([seen(985, "2025-11"), seen(1400, "2026-02")])
    assert found is not None
    assert found[0] == pytest.approx(1400 / 985 - 1)


def test_one_price_or_two_of_the_same_week_are_no_trend() -> None:
    assert price_trend.growth([seen(985, "2025-11")]) is None
    assert price_trend.growth([seen(985, "2025-11-02"), seen(1400, "2025-11-09")]) is None
    assert price_trend.growth([]) is None


def test_a_gpu_with_prices_of_its_own_has_its_own_trend(catalogue: Catalogue) -> None:
    """RTX 5090 cards: 2,500 in November 2025, 3,775 in June 2026. An RTX 3090 has one used price: the middle of all series."""
    own = price_trend.of_gpus_bought("rtx-5090", catalogue)
    other = price_trend.of_gpus_bought("rtx-3090", catalogue)
    assert own is not None
    assert other is not None
    assert own.own
    assert own.growth_per_year.typical == pytest.approx(3775 / 2500 - 1)
    assert not other.own
    assert other.growth_per_year.low == own.growth_per_year.low < 0 < other.growth_per_year.typical
    rented = price_trend.of_gpus_rented("rtx-3090", catalogue)
    assert rented is not None
    assert rented.growth_per_year.typical == pytest.approx(0, abs=0.01)


def test_what_waiting_costs_by_hand() -> None:
    """Rent for 6 of 24 months: 6 × (10 × 4.348125 + 5 + 10) = 350.89. The rig then costs 1,000 × 1.21^(1/2) = 1,100, half of it lost.

    Buying now takes 500; waiting 350.89 + 550 = 900.89.
    """
    found = wait(RIG, RENTAL, DEMAND, 24, 6, 0.21, 1.0)
    assert found is not None
    assert found.price_usd == pytest.approx(1100)
    assert found.extra_usd == pytest.approx(6 * (10 * WEEKS_PER_MONTH + 15) + 550 - 500)


def test_the_trend_is_of_gpus_and_moves_their_part_of_the_price() -> None:
    """Six tenths of 1,000 are GPUs: 400 + 600 × 1.1 = 1,060 after half a year of 21% a year, half of it lost."""
    found = wait(RIG, RENTAL, DEMAND, 24, 6, 0.21, 0.6)
    assert found is not None
    assert found.price_usd == pytest.approx(1060)
    assert found.extra_usd == pytest.approx(6 * (10 * WEEKS_PER_MONTH + 15) + 530 - 500)


def test_waiting_saves_where_prices_fall_faster_than_renting_costs() -> None:
    """At −75% a year the rig halves in six months: 250 instead of 500, for 6 × 5 of subscription and storage without work."""
    found = wait(RIG, replace(RENTAL, usd_per_hour=0), DEMAND.with_hours(1), 24, 6, -0.75, 1.0)
    assert found is not None
    assert found.extra_usd == pytest.approx(6 * 15 + 250 - 500)


def test_waiting_past_the_end_or_for_what_cannot_be_done_is_none() -> None:
    assert wait(RIG, RENTAL, DEMAND, 6, 6, 0.1, 1.0) is None
    assert wait(RIG, replace(RENTAL, most_hours_per_week=5), DEMAND, 24, 6, 0.1, 1.0) is None


def test_a_bill_tells_the_hours() -> None:
    """5 of subscription, 10 of storage, and h × 4.348125 at 1: a bill of 58.48125 is that of 10 hours a week."""
    assert hours_of_bill(RENTAL, DEMAND, 15 + 10 * WEEKS_PER_MONTH) == pytest.approx(10)
    assert hours_of_bill(RENTAL, DEMAND, 15) == 0


def test_a_bill_below_the_least_or_above_the_most_tells_no_hours() -> None:
    """All 168 hours of a week cost 730.485 + 15."""
    assert hours_of_bill(RENTAL, DEMAND, 14.99) is None
    assert hours_of_bill(RENTAL, DEMAND, 745) == pytest.approx(168, rel=1e-3)
    assert hours_of_bill(RENTAL, DEMAND, 746) is None


def test_the_hours_of_a_bill_cost_that_bill_with_credit_and_units() -> None:
    for terms in (
        replace(RENTAL, credit_usd_per_month=30),
        replace(RENTAL, usd_per_hour=0, units_per_hour=2, included_units=100, usd_per_unit=0.1),
        replace(RENTAL, forgotten_hours_per_month=5, pace=2),
    ):
        for usd in (16.0, 40.0, 77.7):
            hours = hours_of_bill(terms, DEMAND, usd)
            if hours:
                assert rental_total(terms, DEMAND.with_hours(hours), 1) == pytest.approx(usd)
                assert rental_parts(terms, DEMAND.with_hours(hours), 1)["hours"] >= 0
