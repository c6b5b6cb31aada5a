"""Futures: points that fill the cube, costs by coefficients equal to costs one by one, shares worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from math import pi

import pytest

from calculators import Catalogue
from calculators.core.ranges import Range
from calculators.engines.break_even import advantage
from calculators.engines.circumstances import Circumstances
from calculators.engines.demand import Demand
from calculators.engines.futures import Future, outlook, placed, swings, unknowns
from calculators.engines.quasi_random import MOST_DIMENSIONS, triangular, uniform
from calculators.engines.rental_plans import ON_DEMAND, RESERVED_1Y, SPOT, RentalPlan, rental_plan
from calculators.engines.rig_plans import RigPlan, card_plan, rig_plan

pytestmark = pytest.mark.everywhere

MONTHS = 30.0
DEMAND = Demand(hours_per_week=12, idle_hours_per_week=20, storage_gb=80, egress_gb_per_month=50, longest_run_hours=6)
WAYS = Circumstances(
    purchase_tax=0.08,
    selling_cost=0.1,
    repairs_per_year=0.03,
    warranty_months=12,
    life_months=24,
    financed=0.5,
    finance_apr=0.12,
    instalments=18,
    upgrade_usd=400,
    upgrade_month=10,
    capital_rate=0.04,
    start_hours=0.1,
    forgotten_hours_per_month=3,
    drift_per_year=0.1,
)


def rig(catalogue: Catalogue, rig_id: str = "rtx-3090-desktop") -> RigPlan:
    return rig_plan(rig_id, "germany", catalogue)


def rental(catalogue: Catalogue, rental_id: str, price_type: str = ON_DEMAND) -> RentalPlan:
    return rental_plan(rental_id, price_type, "text", "germany", catalogue, rig(catalogue).machine)


def test_the_points_fill_every_interval_alike() -> None:
    """Of 1,000 points 100 fall in each tenth of each dimension, give or take 7; random ones stray by 9.5 in two cases of three."""
    for dimension in range(MOST_DIMENSIONS):
        points = uniform(dimension, 1000)
        for tenth in range(10):
            assert abs(sum(tenth <= 10 * x < tenth + 1 for x in points) - 100) <= 7, (dimension, tenth)


def test_the_points_of_two_dimensions_fill_a_quarter_circle() -> None:
    """π/4 of the square: 785 of 1,000 points; the worst pair of dimensions strays by under 3%."""
    for a, b in pairwise(range(MOST_DIMENSIONS)):
        inside = sum(x * x + y * y < 1 for x, y in zip(uniform(a, 1000), uniform(b, 1000), strict=True))
        assert inside / 1000 == pytest.approx(pi / 4, abs=0.03), (a, b)


def test_deviations_are_triangular() -> None:
    """Of a triangular density on (−1, 1) half lies below 0 and 7/8 below 1/2: 1 − (1 − 1/2)² / 2."""
    points = triangular(0, 1000)
    assert sum(t < 0 for t in points) == pytest.approx(500, abs=3)
    assert sum(t < 0.5 for t in points) == pytest.approx(875, abs=3)
    assert -1 < min(points) < -0.93
    assert 0.93 < max(points) < 1


def test_a_deviation_reaches_both_ends_of_a_range() -> None:
    value = Range(2.0, 3.0, 7.0)
    assert [placed(value, t) for t in (-1, -0.5, 0, 0.5, 1)] == [2, 2.5, 3, 5, 7]


@pytest.mark.parametrize(
    ("rental_id", "price_type"),
    [
        ("runpod/rtx-4090-community", ON_DEMAND),
        ("google-colab/pro", ON_DEMAND),
        ("google-colab/free", ON_DEMAND),
        ("kaggle/free", ON_DEMAND),
        ("google-cloud/a100-sxm-40gb-europe-west4", SPOT),
        ("google-cloud/a100-sxm-40gb-europe-west4", RESERVED_1Y),
    ],
)
def test_every_future_is_what_the_cost_model_says(rental_id: str, price_type: str, catalogue: Catalogue) -> None:
    """The coefficients against the terms of each future, one by one."""
    ours, theirs = rig(catalogue), rental(catalogue, rental_id, price_type)
    count = 60
    keys = [key for plan in (ours, theirs) for unknown in unknowns(plan) for key in unknown.at(0.0)]
    dimensions = [
        triangular(d, count)
        for d, unknown in enumerate(u for plan in (ours, theirs) for u in unknowns(plan))
        for _ in unknown.ranges
    ]
    one_by_one = []
    for deviations in zip(*dimensions, strict=True):
        future = Future(dict(zip(keys, deviations, strict=True)))
        one_by_one.append(advantage(ours.terms(future, WAYS), theirs.terms(future, DEMAND, WAYS), DEMAND, MONTHS))
    assert outlook(ours, theirs, DEMAND, WAYS, MONTHS, count).saved_usd == pytest.approx(sorted(one_by_one))


def test_a_card_for_a_pc_has_futures_too(catalogue: Catalogue) -> None:
    card = card_plan("rtx-3090", 1, True, "germany", catalogue)
    assert card is not None
    seen = outlook(card, rental(catalogue, "runpod/rtx-4090-community"), DEMAND, Circumstances(), MONTHS, 100)
    assert seen.saved_usd == tuple(sorted(seen.saved_usd))


def exact(plan: RigPlan | RentalPlan) -> dict[str, Range]:
    """Every uncertain figure of a plan at its typical number, resale apart."""
    return {u.name: Range.exact(u.value.typical) for u in unknowns(plan) if not u.name.endswith("residuals")}


def test_a_share_worked_out_by_hand(catalogue: Catalogue) -> None:
    """A rig that costs 1,000 and fetches nothing beside a rental that costs 900 to 1,300, typically 1,000.

    The price by the hour alone is uncertain, its middle where both cost the same: one half. With a rig of 1,150, half way from the
    middle to the dear end, the rental is dearer in (1 − 1/2)² / 2 = 1/8 of the futures.
    """
    demand = Demand(hours_per_week=10, idle_hours_per_week=0, storage_gb=0)
    ways = Circumstances(upkeep_hours_per_month=0, setup_hours=0)
    ours = rig_plan("rtx-3090-desktop", "germany", catalogue, 1000, 0, 0)
    theirs = rental_plan("openrelay/rtx-3090", ON_DEMAND, "text", "germany", catalogue, ours.machine)
    theirs = replace(theirs, **exact(theirs), usd_per_month=Range.exact(0.0))
    hours = 10 * 365.2425 / 12 / 7 * MONTHS
    theirs = replace(theirs, usd_per_hour=Range(900 / hours, 1000 / hours, 1300 / hours))
    assert [u.name for u in unknowns(theirs)] == ["usd_per_hour"]
    for price, share in ((1000 - 1e-6, 1 / 2), (1150, 1 / 8), (1300.01, 0), (899, 1)):
        priced = replace(
            ours, price_usd=Range.exact(float(price)), load_watts=Range.exact(0), idle_watts=Range.exact(0)
        )
        assert outlook(priced, theirs, demand, ways, MONTHS).share == pytest.approx(share, abs=0.002)


def test_one_figure_in_two_terms_is_one_unknown(catalogue: Catalogue) -> None:
    """A service that states one price of storage: kept running or stopped, it is the same figure."""
    plan = rental(catalogue, "google-colab/pro")
    assert plan.storage is plan.stopped_storage
    assert "stopped_storage" not in [u.name for u in unknowns(plan)]


def test_swings_are_the_ends_of_one_figure_with_all_others_typical(catalogue: Catalogue) -> None:
    ours, theirs = rig(catalogue), rental(catalogue, "runpod/rtx-4090-community")
    found = swings(ours, theirs, DEMAND, WAYS, MONTHS)
    assert [s.width_usd for s in found] == sorted((s.width_usd for s in found), reverse=True)
    for swing in found:
        plan = ours if hasattr(ours, swing.name) else theirs
        if swing.name.endswith("residuals"):
            continue
        value = getattr(plan, swing.name)
        for end, told in ((value.low, swing.at_low_usd), (value.high, swing.at_high_usd)):
            changed = replace(plan, **{swing.name: Range.exact(end)})
            rig_side, rental_side = (changed, theirs) if plan is ours else (ours, changed)
            assert isinstance(rig_side, RigPlan)
            assert isinstance(rental_side, RentalPlan)
            terms = rental_side.terms(Future({}), DEMAND, WAYS)
            terms = replace(terms, typical_pace=theirs.pace.typical)
            assert advantage(rig_side.terms(Future({}), WAYS), terms, DEMAND, MONTHS) == pytest.approx(told)
