"""The cost model: parts that add up, break-evens by hand, and the mistakes that published calculators make."""

from __future__ import annotations

from dataclasses import replace

import pytest

from calculators import Catalogue
from calculators.core.dates import WEEKS_PER_MONTH
from calculators.core.ranges import Range
from calculators.engines import break_even, rental_cost, rig_cost
from calculators.engines.corners import CORNERS, cheapest, spanned, typical
from calculators.engines.demand import Demand
from calculators.engines.flips import nearest_flip
from calculators.engines.rental_cost import RentalTerms
from calculators.engines.resale import curve, mixed, stated_residuals, value_at
from calculators.engines.rig_cost import RigTerms

pytestmark = pytest.mark.everywhere

DEMAND = Demand(hours_per_week=10, idle_hours_per_week=20, storage_gb=100)
RIG = RigTerms(
    price_usd=2000,
    load_watts=500,
    idle_watts=50,
    usd_per_kwh=0.20,
    resale=((0.0, 0.5),),
    setup_hours=10,
    upkeep_hours_per_month=1,
    own_time_usd_per_hour=0,
)
RENTAL = RentalTerms(
    pace=1,
    typical_pace=1,
    usd_per_hour=1,
    usd_per_month=0,
    credit_usd_per_month=0,
    units_per_hour=0,
    included_units=0,
    usd_per_unit=0,
    storage_usd_per_gb_month=0,
    stopped_storage_usd_per_gb_month=0,
    included_storage_gb=0,
    watts=600,
    most_hours_per_week=168,
)
HOURS_A_MONTH = 10 * WEEKS_PER_MONTH


# The rig


def test_a_rig_costs_price_less_resale_and_its_electricity() -> None:
    """Week: 10 h x 0.5 kW + 20 h x 0.05 kW = 6 kWh; 12 months are 52.1775 weeks: 313.065 kWh, at 0.20 are 62.613."""
    parts = rig_cost.rig_parts(RIG, DEMAND, 12)
    assert parts == pytest.approx({"hardware": 1000, "electricity": 62.613, "repairs": 0, "interest": 0, "own_time": 0})
    assert rig_cost.rig_total(RIG, DEMAND, 12) == pytest.approx(1062.613)
    assert rig_cost.rig_kwh(RIG, DEMAND, 12) == pytest.approx(313.065)


def test_electricity_is_counted_against_the_rig() -> None:
    """Power that is listed but never subtracted: a published mistake."""
    free = rig_cost.rig_total(replace(RIG, usd_per_kwh=0), DEMAND, 12)
    assert rig_cost.rig_total(RIG, DEMAND, 12) - free == pytest.approx(62.613)


def test_depreciation_is_counted_once() -> None:
    """Depreciation doubled, or amortised beside the price: published mistakes. What is lost is price less resale, no more."""
    lost = rig_cost.rig_parts(RIG, DEMAND, 60)["hardware"]
    assert lost == 2000 - 0.5 * 2000
    assert rig_cost.rig_parts(replace(RIG, resale=((0.0, 1.0),)), DEMAND, 60)["hardware"] == 0


def test_hardware_is_on_the_rig_alone() -> None:
    dearer = replace(RIG, price_usd=5000)
    assert rig_cost.rig_total(dearer, DEMAND, 12) - rig_cost.rig_total(RIG, DEMAND, 12) == pytest.approx(1500)
    assert set(rental_cost.rental_parts(RENTAL, DEMAND, 12)) == {
        "hours",
        "forgotten",
        "subscription",
        "storage",
        "egress",
        "own_time",
    }


def test_own_time_counts_what_it_is_worth() -> None:
    """10 + 12 x 1 = 22 h, at 30 are 660."""
    assert rig_cost.own_hours(RIG, 12) == 22
    assert rig_cost.rig_parts(replace(RIG, own_time_usd_per_hour=30), DEMAND, 12)["own_time"] == 660


def test_idle_hours_end_where_the_week_ends() -> None:
    assert Demand(160, 20, 0).idle_hours == 8
    assert Demand(168, 20, 0).idle_hours == 0


# The rental


def test_a_rental_costs_its_hours() -> None:
    assert rental_cost.rental_total(RENTAL, DEMAND, 12) == pytest.approx(HOURS_A_MONTH * 12)


def test_a_faster_rental_needs_fewer_hours() -> None:
    faster = replace(RENTAL, pace=4)
    assert rental_cost.rental_hours_per_week(faster, DEMAND) == 2.5
    assert rental_cost.rental_total(faster, DEMAND, 12) == pytest.approx(HOURS_A_MONTH * 12 / 4)
    assert rental_cost.rental_kwh(faster, DEMAND, 12) == pytest.approx(HOURS_A_MONTH * 12 / 4 * 0.6)


def test_compute_units_are_paid_beyond_those_included() -> None:
    """43.48125 h a month x 5 units = 217.40625; 100 are included: 117.40625 at 0.1 are 11.740625, and 10 for the month."""
    tier = replace(RENTAL, usd_per_hour=0, usd_per_month=10, units_per_hour=5, included_units=100, usd_per_unit=0.1)
    parts = rental_cost.rental_parts(tier, DEMAND, 2)
    assert parts["hours"] == pytest.approx(2 * 11.740625)
    assert parts["subscription"] == 20
    few = rental_cost.rental_parts(tier, replace(DEMAND, hours_per_week=1), 2)
    assert few["hours"] == 0


def test_a_credit_is_spent_before_money() -> None:
    """43.48125 h at 1, less 30 of credit: 13.48125 a month. A month that costs less than the credit costs nothing."""
    credited = replace(RENTAL, credit_usd_per_month=30)
    assert rental_cost.rental_total(credited, DEMAND, 1) == pytest.approx(13.48125)
    assert rental_cost.rental_total(credited, replace(DEMAND, hours_per_week=1), 1) == 0


def test_a_tier_as_sold_is_paid_by_whole_months_and_packs() -> None:
    """By hand: 2.5 months as sold are three of 10. Of 130.44375 units a month 100 are included.

    30.44375 are beyond them in each of two months, none of the 65.2 in the half one: 60.9, one pack of 100 at 0.1. Of 43.48125
    dollars a month 20 are credit: 23.48125 are left twice, and 1.740625.
    """
    tier = replace(RENTAL, usd_per_hour=0, usd_per_month=10, units_per_hour=3, included_units=100, usd_per_unit=0.1)
    sold = replace(tier, as_sold=True, units_per_pack=100)
    assert rental_cost.rental_parts(sold, DEMAND, 2.5)["subscription"] == 30
    assert rental_cost.rental_parts(sold, DEMAND, 2.5)["hours"] == pytest.approx(10)
    assert rental_cost.rental_parts(replace(sold, units_per_pack=0), DEMAND, 2.5)["hours"] == pytest.approx(6.08875)
    assert rental_cost.rental_parts(tier, DEMAND, 2.5)["subscription"] == 25
    credited = replace(RENTAL, credit_usd_per_month=20, as_sold=True)
    assert rental_cost.rental_total(credited, DEMAND, 2.5) == pytest.approx(2 * 23.48125 + 1.740625)
    assert rental_cost.rental_parts(sold, DEMAND, (0.1 + 0.2) * 10)["subscription"] == 30  # rounding is no month


def test_storage_costs_running_and_stopped() -> None:
    """10 of 168 h running at 0.1, the rest stopped at 0.2, 80 GB beyond the 20 included, 3 months."""
    stored = replace(
        RENTAL,
        usd_per_hour=0,
        storage_usd_per_gb_month=0.1,
        stopped_storage_usd_per_gb_month=0.2,
        included_storage_gb=20,
    )
    assert rental_cost.rental_total(stored, DEMAND, 3) == pytest.approx(3 * 80 * (10 / 168 * 0.1 + 158 / 168 * 0.2))


def test_what_cannot_be_done_is_no_bargain() -> None:
    free = replace(RENTAL, usd_per_hour=0, most_hours_per_week=5)
    assert not rental_cost.can_do(free, DEMAND)
    assert break_even.advantage(RIG, free, DEMAND, 12) == break_even.INFINITE
    assert rental_cost.can_do(replace(free, pace=2), DEMAND)


# Where they meet


def test_break_even_hours_by_hand() -> None:
    """Fixed: 1,000 and idle 20 h x 0.05 kW x 0.2 = 0.2 a week; an hour saves 1 - 0.1. 52.1775 weeks: (1,000/52.1775 + 0.2) / 0.9."""
    met = break_even.break_even_hours(RIG, RENTAL, DEMAND, 12)
    assert met == pytest.approx((1000 / 52.1775 + 0.2) / 0.9)
    at = DEMAND.with_hours(met or 0)
    assert rig_cost.rig_total(RIG, at, 12) == pytest.approx(rental_cost.rental_total(RENTAL, at, 12))


def test_break_even_is_always_never_or_where_the_quota_ends() -> None:
    nothing = replace(RIG, price_usd=0, idle_watts=0, usd_per_kwh=0)
    assert break_even.break_even_hours(nothing, RENTAL, DEMAND, 12) == 0
    assert break_even.break_even_hours(RIG, replace(RENTAL, usd_per_hour=0), DEMAND, 12) is None
    assert break_even.break_even_hours(RIG, replace(RENTAL, usd_per_hour=0.05), DEMAND, 12) is None
    quota = replace(RENTAL, usd_per_hour=0, most_hours_per_week=30, pace=0.5)
    assert break_even.break_even_hours(RIG, quota, DEMAND, 12) == 15
    assert break_even.break_even_hours(RIG, replace(RENTAL, usd_per_hour=0, pace=0.5), DEMAND, 12) == 84


def test_break_even_beyond_included_units() -> None:
    """Units are free up to 100 / 5 / 4.348 = 4.6 h a week; past them an hour costs 5 x 1 = 5."""
    tier = replace(RENTAL, usd_per_hour=0, units_per_hour=5, included_units=100, usd_per_unit=1)
    bare = replace(RIG, usd_per_kwh=0)
    assert break_even.break_even_hours(bare, tier, DEMAND, 12) == pytest.approx((1000 / 12 + 100) / 5 / WEEKS_PER_MONTH)


def test_a_threshold_hangs_on_its_prices() -> None:
    """A fixed break-even quoted without its prices: a published mistake. Twice the rental's price, about half the hours."""
    at_one = break_even.break_even_hours(RIG, RENTAL, DEMAND, 12)
    at_two = break_even.break_even_hours(RIG, replace(RENTAL, usd_per_hour=2), DEMAND, 12)
    assert at_one is not None
    assert at_two is not None
    assert at_two < at_one


def test_break_even_month_by_hand() -> None:
    """1,000 / (10 h x 4.348125 x 1 - electricity 62.613 / 12): 26.14 months, beyond the 12 asked about."""
    met = break_even.break_even_month(RIG, RENTAL, DEMAND, 12)
    assert met == pytest.approx(1000 / (HOURS_A_MONTH - 62.613 / 12))
    assert break_even.break_even_month(RIG, RENTAL, DEMAND, 36) == pytest.approx(met)
    assert break_even.break_even_month(RIG, replace(RENTAL, usd_per_hour=0), DEMAND, 36) is None
    assert break_even.break_even_month(RIG, replace(RENTAL, most_hours_per_week=1), DEMAND, 36) == 0
    assert break_even.break_even_month(replace(RIG, price_usd=0, usd_per_kwh=0), RENTAL, DEMAND, 36) == 0


def test_of_two_meetings_the_lasting_one_counts() -> None:
    """Resale falls from 0.9 to 0 in the second year, faster than renting costs: cheaper at first, dearer, cheaper at last.

    Rig: 200 until month 12, then 2,000 more over 12 months (150 a month), then level at 2,000. Rental: 30 a month. They meet at
    200 / 30 = 6.7 months, part again, and meet for good at 2,000 / 30 = 66.7.
    """
    falling = replace(RIG, usd_per_kwh=0, resale=((1.0, 0.9), (2.0, 0.0)))
    rental = replace(RENTAL, usd_per_hour=30 / HOURS_A_MONTH)
    assert break_even.break_even_month(falling, rental, DEMAND, 10) == pytest.approx(200 / 30)
    assert break_even.break_even_month(falling, rental, DEMAND, 24) == pytest.approx(2000 / 30)
    assert break_even.break_even_month(falling, rental, DEMAND, 120) == pytest.approx(2000 / 30)


# Resale


RESIDUALS = ((1.0, Range(0.6, 0.8, 0.9)), (3.0, Range(0.2, 0.4, 0.9)))


def test_resale_follows_the_evidence_and_is_straight_between() -> None:
    points = curve(RESIDUALS, typical)
    assert [value_at(points, age) for age in (1, 2, 3)] == pytest.approx([0.8, 0.6, 0.4])


def test_before_a_year_hardware_fetches_what_it_does_at_one() -> None:
    assert value_at(curve(RESIDUALS, typical), 0) == value_at(curve(RESIDUALS, typical), 1) == 0.8


def test_past_the_last_age_the_slope_goes_on_to_nothing() -> None:
    """0.2 a year from 0.4 at 3 years: 0.2 at 4, nothing from 5 on."""
    points = curve(RESIDUALS, typical)
    assert [value_at(points, age) for age in (4, 5, 20)] == pytest.approx([0.2, 0, 0])


def test_nothing_fetches_more_than_was_paid(catalogue: Catalogue) -> None:
    """The record of consumer GPUs holds shares up to 1.4: cards that were bought before their price rose."""
    record = catalogue["depreciation"]["consumer-gpus"]
    assert max(r.value_fraction.high for r in record.residuals) > 1
    points = curve(stated_residuals(record), cheapest)
    assert value_at(points, 1) == 1
    assert max(share for _, share in points) == 1


def test_a_rig_of_two_kinds_of_parts_is_their_mean_by_price() -> None:
    """3/4 at 0.8 and 1/4 at 0.4: 0.7."""
    rest = curve(((1.0, Range.exact(0.4)),), typical)
    assert value_at(mixed([(0.75, curve(RESIDUALS, typical)), (0.25, rest)]), 1) == pytest.approx(0.7)


# Corners and flips


def test_corners_are_the_cheapest_the_typical_and_the_dearest() -> None:
    value = Range(1, 2, 3)
    assert [draw(value, True) for draw in CORNERS] == [1, 2, 3]
    assert [draw(value, False) for draw in CORNERS] == [3, 2, 1]
    assert spanned(1, 2, 3) == value
    assert spanned(2.0000000001, 2, 3) == Range(2, 2, 3)


@pytest.mark.parametrize("turn", [0.5, 9.999, 10.001, 100.0])
def test_the_nearest_flip_is_exact(turn: float) -> None:
    found = nearest_flip(lambda x: (x < turn) == (turn > 10), 10, 0, 168)
    assert found is not None
    last, first = found
    assert last == pytest.approx(turn, rel=1e-8)
    assert first == pytest.approx(turn, rel=1e-8)
    assert abs(last - 10) <= abs(first - 10)


def test_of_two_flips_the_nearer_is_given() -> None:
    found = nearest_flip(lambda x: 8 < x < 11, 10, 0, 168)
    assert found is not None
    assert found[1] == pytest.approx(11)


def test_no_flip_is_none() -> None:
    assert nearest_flip(lambda x: True, 10, 0, 168) is None
    assert nearest_flip(lambda x: True, 0, 0, 0) is None


def test_a_flip_at_a_bound_is_found() -> None:
    found = nearest_flip(lambda x: x < 168, 10, 0, 168)
    assert found is not None
    assert found[1] == pytest.approx(168)
