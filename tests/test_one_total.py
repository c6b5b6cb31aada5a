"""One definition of each quantity: every calculator tells the same money for the same plan and demand, to the cent.

Each is asked about a plan by its own inputs, and the cost model itself about the same plan and demand.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from calculators import Catalogue, api_or_own, classroom, hybrid, rent_or_buy
from calculators.core.ranges import Range
from calculators.engines.api_plans import api_plan
from calculators.engines.assessment import Assessment, of_api, of_rental, of_rig
from calculators.engines.circumstances import Circumstances
from calculators.engines.corners import typical
from calculators.engines.demand import Demand
from calculators.engines.rental_plans import ON_DEMAND, rental_plan
from calculators.engines.rig_plans import Machine, rig_plan

RIG, RENTAL, REGION = "rtx-3090-desktop", "openrelay/rtx-3090", "germany"
MONTHS = 30.0
CENT = 0.005

Told = list[tuple[Range, Assessment, float]]
"""What a calculator tells, in US dollars over the months; what the cost model says of the same plan and demand; the months."""


def asked_of_rent_or_buy(catalogue: Catalogue) -> Told:
    inputs = rent_or_buy.Inputs(
        rig=RIG, rental=RENTAL, region=REGION, hours_per_week=17, horizon_months=MONTHS, sales_tax_percent=19
    )
    outputs = rent_or_buy.calculate(inputs, catalogue)
    demand = Demand(17, inputs.idle_hours_per_week, inputs.storage_gb, longest_run_hours=inputs.longest_run_hours)
    ways = Circumstances(purchase_tax=0.19)
    rig = rig_plan(RIG, REGION, catalogue)
    rental = rental_plan(RENTAL, ON_DEMAND, inputs.work, REGION, catalogue, rig.machine)
    assert outputs.rental_total_usd is not None
    return [
        (outputs.rig_total_usd, of_rig(rig, demand, ways), MONTHS),
        (outputs.rental_total_usd, of_rental(rental, demand, ways), MONTHS),
    ]


def asked_of_api_or_own(catalogue: Catalogue) -> Told:
    """A machine that is on 20 hours a day and works for a part of them; the API by its tokens."""
    inputs = api_or_own.Inputs(
        rig="quad-rtx-3090-epyc", rental=RENTAL, region=REGION, daily_hours=20, requests_per_day=400, model="qwen3-8b"
    )
    outputs = api_or_own.calculate(inputs, catalogue)
    case = api_or_own._case(inputs, catalogue)
    on = 7 * 20.0
    count, demand = case._terms(typical).demand(400, case.rates[0].typical)
    assert count == 1
    assert demand.hours_per_week + demand.idle_hours_per_week == pytest.approx(on)
    horizon = inputs.horizon_months
    rig = of_rig(rig_plan("quad-rtx-3090-epyc", REGION, catalogue), demand, case.ways)
    rental = of_rental(rental_plan(RENTAL, ON_DEMAND, "text", REGION, catalogue), Demand(on, 0, 0), case.ways)
    api = of_api(api_plan(case.api.api.id, case.api.provider, catalogue), case.traffic.tokens(400), case.ways)
    assert outputs.rig_usd_per_month is not None
    found = [
        (outputs.rig_usd_per_month * horizon, rig, horizon),
        (outputs.api_usd_per_month * horizon, api, horizon),
    ]
    if outputs.rental_usd_per_month is not None:
        found.append((outputs.rental_usd_per_month * horizon, rental, horizon))
    return found


def asked_of_classroom(catalogue: Catalogue) -> Told:
    """What each student rents, with staff that costs nothing."""
    inputs = classroom.Inputs(region=REGION, staff_usd_per_hour=0)
    outputs = classroom.calculate(inputs, catalogue)
    case = classroom._case(inputs, catalogue)
    work = classroom.KINDS[inputs.task].work
    offer = classroom._offer(case.memory.typical, work, inputs.data, inputs.paced_by, catalogue)
    assert offer is not None
    assert outputs.rented_head_usd is not None
    beside = Machine(catalogue["gpus"][inputs.reference], 1, case.memory.typical)
    pace = None if inputs.paced_by == classroom.GPU_PACED else Range.exact(1.0)
    plan = rental_plan(offer, ON_DEMAND, work, REGION, catalogue, beside, None, pace)
    ways = Circumstances(forgotten_hours_per_month=inputs.forgotten_hours)
    return [(outputs.rented_head_usd, of_rental(plan, case.work.of_one(inputs.storage_gb), ways), case.work.months)]


def asked_of_hybrid(catalogue: Catalogue) -> Told:
    """Work that stays as it is, all rented and all on a rig bought now."""
    inputs = hybrid.Inputs(
        rig=RIG,
        rental=RENTAL,
        region=REGION,
        hours_per_week=17,
        growth_percent=0,
        large_percent=0,
        any_rig=False,
        horizon_months=int(MONTHS),
    )
    outputs = hybrid.calculate(inputs, catalogue)
    rig = rig_plan(RIG, REGION, catalogue)
    rental = rental_plan(RENTAL, ON_DEMAND, inputs.work, REGION, catalogue, rig.machine)
    assert outputs.cloud_usd is not None
    assert outputs.rig_now_usd is not None
    owning = of_rig(rig, Demand(17, inputs.idle_hours_per_week, 0), Circumstances())
    renting = of_rental(rental, Demand(17, 0, inputs.storage_gb), Circumstances())
    return [(outputs.rig_now_usd, owning, MONTHS), (outputs.cloud_usd, renting, MONTHS)]


ASKED: dict[str, Callable[[Catalogue], Told]] = {
    "api_or_own": asked_of_api_or_own,
    "classroom": asked_of_classroom,
    "hybrid": asked_of_hybrid,
    "rent_or_buy": asked_of_rent_or_buy,
}


@pytest.mark.parametrize("name", ASKED)
def test_a_calculator_tells_what_the_cost_model_says_to_the_cent(name: str, catalogue: Catalogue) -> None:
    asked = ASKED[name](catalogue)
    assert asked
    for told, assessed, months in asked:
        assert told.typical == pytest.approx(assessed.total(months).typical, abs=CENT), assessed.name


def test_parts_add_up_to_the_total_in_every_assessment(catalogue: Catalogue) -> None:
    for asked in ASKED.values():
        for _, assessed, months in asked(catalogue):
            total = assessed.total(months)
            parts = assessed.parts(months).values()
            assert sum(part.typical for part in parts) == pytest.approx(total.typical, abs=CENT)
