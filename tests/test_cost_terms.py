"""The terms of the cost model by hand; spot rework against a simulation; present values against the sums they stand for."""

from __future__ import annotations

from dataclasses import replace
from math import inf
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calculators.engines.api_cost import ApiTerms, Tokens, api_parts
from calculators.engines.break_even import advantage, break_even_hours, break_even_month
from calculators.engines.demand import Demand
from calculators.engines.interruption import expected_factor, mean_hours_between
from calculators.engines.present_value import balance, discount, effective_months, finance_cost, instalment
from calculators.engines.rental_cost import (
    billed_hours_per_month,
    hours_at,
    rental_hours_per_week,
    rental_kwh,
    rental_parts,
    rental_total,
)
from calculators.engines.rig_cost import own_hours, rig_kwh, rig_parts, rig_total
from tests.test_cost import DEMAND, HOURS_A_MONTH, RENTAL, RIG

# Money at different times


def test_a_dollar_later_is_worth_less() -> None:
    """1 / 1.1 and 1 / 1.21 after one and two years at 10%."""
    assert [discount(m, 0.1) for m in (0, 12, 24)] == pytest.approx([1, 1 / 1.1, 1 / 1.21])


@pytest.mark.parametrize(("rate", "drift"), [(0.0, 0.0), (0.05, 0.0), (0.0, -0.2), (0.08, 0.08), (0.03, 0.5)])
def test_effective_months_are_the_sum_of_many_small_payments(rate: float, drift: float) -> None:
    """The integral against 36,000 payments in the middle of a thousandth of a month."""
    steps = 36_000
    summed = sum(((1 + drift) / (1 + rate)) ** ((i + 0.5) / 1000 / 12) for i in range(steps)) / 1000
    assert effective_months(36, rate, drift) == pytest.approx(summed, rel=1e-8)


def test_an_instalment_pays_the_loan_off() -> None:
    """12,000 at 12% a year in 24 payments: 564.88 a month (any loan table), and nothing is owed after the last."""
    payment = instalment(12_000, 0.12, 24)
    assert payment == pytest.approx(564.88, abs=0.005)
    owed = 12_000.0
    for k in range(1, 25):
        owed = owed * 1.01 - payment
        assert balance(12_000, 0.12, 24, k) == pytest.approx(owed, abs=1e-6)
    assert owed == pytest.approx(0, abs=1e-6)
    assert instalment(1200, 0, 12) == 100


def test_instalments_cost_their_interest() -> None:
    """24 x 564.8817 - 12,000 = 1,557.16 where money earns nothing; nothing where nothing is borrowed."""
    assert finance_cost(12_000, 0.12, 24, 36, 0.0) == pytest.approx(24 * 564.8817 - 12_000, abs=0.01)
    assert finance_cost(0, 0.12, 24, 36, 0.0) == 0


# The rig


def test_sales_tax_and_the_cost_of_selling() -> None:
    """2,000 with 20% tax are 2,400; it fetches 1,000, less 10% for selling 900: 1,500."""
    rig = replace(RIG, purchase_tax=0.2, selling_cost=0.1)
    assert rig_parts(rig, DEMAND, 12)["hardware"] == pytest.approx(1500)


def test_repairs_begin_when_the_warranty_ends() -> None:
    """5% of 2,000 a year is 100; 36 months less 24 of warranty are one year."""
    rig = replace(RIG, repairs_per_year=0.05, warranty_months=24)
    assert rig_parts(rig, DEMAND, 36)["repairs"] == pytest.approx(100)
    assert rig_parts(rig, DEMAND, 12)["repairs"] == 0


def test_cooling_is_electricity_too() -> None:
    """62.613 of electricity (tests/test_cost.py), and a quarter more: 78.26625."""
    rig = replace(RIG, cooling=0.25)
    assert rig_parts(rig, DEMAND, 12)["electricity"] == pytest.approx(78.26625)
    assert rig_kwh(rig, DEMAND, 12) == pytest.approx(313.065 * 1.25)


def test_a_rig_that_does_not_last_is_bought_again() -> None:
    """Every 24 months: in 60 it is bought 3 times for 2,000 and sold 3 times for half: 3,000; set up 3 times."""
    rig = replace(RIG, life_months=24)
    assert rig_parts(rig, DEMAND, 60)["hardware"] == pytest.approx(3000)
    assert rig_parts(rig, DEMAND, 24)["hardware"] == pytest.approx(1000)
    assert own_hours(rig, 60) == 3 * 10 + 60


def test_an_upgrade_is_bought_when_it_is_due() -> None:
    """600 after 12 months, half of it fetched in the end: 300 more after 24 months, nothing yet after 12."""
    rig = replace(RIG, upgrade_usd=600, upgrade_month=12)
    assert rig_parts(rig, DEMAND, 24)["hardware"] == pytest.approx(1300)
    assert rig_parts(rig, DEMAND, 12)["hardware"] == pytest.approx(1000)


def test_capital_that_would_earn_makes_buying_dearer() -> None:
    """At 10%: 2,000 now, 1,000 back after 24 months are worth 1,000 / 1.21; electricity is worth less than its sum."""
    rig = replace(RIG, capital_rate=0.1)
    parts = rig_parts(rig, DEMAND, 24)
    assert parts["hardware"] == pytest.approx(2000 - 1000 / 1.21)
    assert parts["electricity"] == pytest.approx(62.613 / 12 * effective_months(24, 0.1))


def test_hardware_paid_by_instalments_is_not_paid_twice() -> None:
    """Amortisation counted beside the price: a published mistake. Interest alone is added."""
    rig = replace(RIG, financed=1.0, finance_apr=0.12, instalments=24)
    more = rig_total(rig, DEMAND, 36) - rig_total(RIG, DEMAND, 36)
    assert more == pytest.approx(24 * instalment(2000, 0.12, 24) - 2000)


def test_buy_is_never_said_at_a_negative_present_value() -> None:
    """A published mistake. The advantage is the present value: at 60% a year it turns where the plain sums say buy."""
    rig, rental = replace(RIG, usd_per_kwh=0), replace(RENTAL, usd_per_hour=1500 / 36 / HOURS_A_MONTH)
    assert advantage(rig, rental, DEMAND, 36) == pytest.approx(500)
    later = advantage(replace(rig, capital_rate=0.6), replace(rental, capital_rate=0.6), DEMAND, 36)
    by_hand = 1500 / 36 * effective_months(36, 0.6) - (2000 - 1000 * 1.6**-3)
    assert later == pytest.approx(by_hand)
    assert later < 0


# The rental


def test_starts_are_billed_with_half_a_step() -> None:
    """10 h, and 5 starts of 0.1 h and half of an hourly step: 10 + 5 x 0.6 = 13 h a week."""
    rental = replace(RENTAL, start_hours=0.1, billing_step_hours=1)
    demand = replace(DEMAND, starts_per_week=5)
    assert billed_hours_per_month(rental, demand) == pytest.approx(HOURS_A_MONTH * 1.3)
    assert rental_hours_per_week(rental, demand) == pytest.approx(10.5)
    assert hours_at(rental, demand, HOURS_A_MONTH * 1.3) == pytest.approx(10)


def test_a_machine_that_was_forgotten_is_paid() -> None:
    """8 h a month at 2 for 12 months: 192; its 8 x 12 x 0.6 kW = 57.6 kWh."""
    rental = replace(RENTAL, usd_per_hour=2, forgotten_hours_per_month=8)
    assert rental_parts(rental, DEMAND, 12)["forgotten"] == pytest.approx(192)
    assert rental_kwh(rental, DEMAND, 12) - rental_kwh(RENTAL, DEMAND, 12) == pytest.approx(57.6)


def test_no_more_is_forgotten_than_a_month_has_left() -> None:
    """Of 168 h a week 160 are worked: 8 x 4.348125 = 34.785 h are left of a month, whatever is told; of all 168 none."""
    rental = replace(RENTAL, forgotten_hours_per_month=100)
    assert rental_parts(rental, DEMAND.with_hours(160), 1)["forgotten"] == pytest.approx(34.785)
    assert rental_parts(rental, DEMAND.with_hours(140), 1)["forgotten"] == pytest.approx(100)
    assert billed_hours_per_month(rental, DEMAND.with_hours(168)) == pytest.approx(730.485)
    assert rental_kwh(rental, DEMAND.with_hours(168), 1) == pytest.approx(730.485 * 0.6)


def test_a_reservation_is_paid_used_or_not() -> None:
    """0.5 an hour, all 730.485 of a month, for 12 months even when 6 are wanted: 4,382.91."""
    rental = replace(RENTAL, usd_per_hour=0.5, committed_months=12)
    for hours in (0, 10, 168):
        assert rental_total(rental, DEMAND.with_hours(hours), 6) == pytest.approx(0.5 * 730.485 * 12)


def test_egress_beyond_what_is_free() -> None:
    """(150 - 100) GB x 0.09 x 12 months: 54."""
    rental = replace(RENTAL, egress_usd_per_gb=0.09, free_egress_gb=100)
    assert rental_parts(rental, replace(DEMAND, egress_gb_per_month=150), 12)["egress"] == pytest.approx(54)
    assert rental_parts(rental, DEMAND, 12)["egress"] == 0


def test_prices_that_fall() -> None:
    """Half as much after a year: the mean of 2^-t over a year is 0.5 / ln 2 = 0.7213."""
    rental = replace(RENTAL, drift_per_year=-0.5)
    assert rental_total(rental, DEMAND, 12) == pytest.approx(HOURS_A_MONTH * 12 * 0.7213475)


def test_rework_takes_hours() -> None:
    rental = replace(RENTAL, rework=1.5)
    assert rental_total(rental, DEMAND, 12) == pytest.approx(HOURS_A_MONTH * 12 * 1.5)


def test_tokens_cost_what_they_cost() -> None:
    """A month: 8 M read at 0.5, 2 M from the cache at 0.1, 3 M written at 2: 4 + 0.2 + 6."""
    parts = api_parts(ApiTerms(0.5, 2.0, 0.1), Tokens(input=10e6, output=3e6, cached=2e6), 1)
    assert parts == pytest.approx({"input": 4.0, "cached_input": 0.2, "output": 6.0})


# Where they meet, with the new terms

CASES = st.builds(
    lambda price, hour, rate, drift, forgotten, starts, credit: (
        replace(RIG, price_usd=price, capital_rate=rate, cooling=0.1, repairs_per_year=0.03, warranty_months=24),
        replace(
            RENTAL,
            usd_per_hour=hour,
            capital_rate=rate,
            drift_per_year=drift,
            forgotten_hours_per_month=forgotten,
            start_hours=0.1,
            billing_step_hours=0.5,
            credit_usd_per_month=credit,
            rework=1.1,
        ),
        Demand(10, 20, 100, starts_per_week=starts),
    ),
    st.floats(0, 20_000),
    st.floats(0, 10),
    st.floats(0, 0.5),
    st.floats(-0.5, 0.5),
    st.floats(0, 100),
    st.floats(0, 20),
    st.floats(0, 300),
)


@given(CASES, st.floats(1, 120))
def test_a_break_even_is_where_the_totals_meet(case: tuple, months: float) -> None:  # type: ignore[type-arg]
    rig, rental, demand = case
    met = break_even_hours(rig, rental, demand, months)
    assert met is None or 0 <= met <= 168
    if met is not None and 0 < met < 150:
        at = demand.with_hours(met)
        assert rig_total(rig, at, months) == pytest.approx(rental_total(rental, at, months), rel=1e-6, abs=1e-3)
    if met is None:
        assert advantage(rig, rental, demand.with_hours(140), months) < 1e-6
    month = break_even_month(rig, rental, demand, months)
    if month:
        assert rig_total(rig, demand, month) == pytest.approx(rental_total(rental, demand, month), rel=1e-6, abs=1e-3)


# Interruptions


def simulated(mean: float, checkpoint: float, write: float, restart: float, segments: int, random: Random) -> float:
    """Hours that an hour of work takes, by playing it through: every interruption loses the segment, restarts may be cut too."""
    clock, next_cut = 0.0, random.expovariate(1 / mean)
    for _ in range(segments):
        left = checkpoint + write
        while clock + left > next_cut:
            clock = next_cut
            next_cut = clock + random.expovariate(1 / mean)
            while clock + restart > next_cut:
                clock = next_cut
                next_cut = clock + random.expovariate(1 / mean)
            clock += restart
        clock += left
    return clock / segments / checkpoint


@pytest.mark.parametrize(
    ("mean", "checkpoint", "write", "restart"),
    [(10, 1, 0.05, 0.25), (2, 0.5, 0.02, 0.1), (50, 4, 0, 0.5), (3, 2, 0.1, 1)],
)
def test_rework_agrees_with_a_simulation_to_a_hundredth(
    mean: float, checkpoint: float, write: float, restart: float
) -> None:
    played = simulated(mean, checkpoint, write, restart, 100_000, Random(20061))
    assert expected_factor(mean, checkpoint, write, restart) == pytest.approx(played, rel=0.01)


def test_without_interruptions_only_checkpoints_cost() -> None:
    assert expected_factor(inf, 0.5, 0.05) == pytest.approx(1.1)
    with pytest.raises(ValueError, match="every 0 h"):
        expected_factor(10, 0)


def test_work_that_is_always_cut_short_never_ends() -> None:
    """A segment of 1 h on a machine that is gone after 1 ms at the mean: e^3,600,000 tries, more than a number can hold."""
    assert expected_factor(1 / 3_600_000, 1) == inf


def test_the_mean_time_between_interruptions() -> None:
    """A share of 20% a month: 730.485 / -ln(0.8) = 3,273.6 h. None: for ever."""
    assert mean_hours_between(0.2) == pytest.approx(3273.6, abs=0.1)
    assert mean_hours_between(0) == inf
