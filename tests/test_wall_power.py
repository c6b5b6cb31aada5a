"""Watts at the wall: worked by hand from the published minima of 80 PLUS, and beside what was measured of a real computer."""

from __future__ import annotations

from dataclasses import replace

import pytest

from calculators import Catalogue
from calculators.core.ranges import Range
from calculators.engines.assessment import of_rig
from calculators.engines.circumstances import Circumstances
from calculators.engines.demand import Demand
from calculators.engines.rental_plans import ON_DEMAND, rental_plan
from calculators.engines.rig_plans import card_plan, rig_plan
from calculators.engines.wall_power import EU, SERVER, US, at_wall, efficiency, mains_of, supply_of, unnamed_supply
from calculators.records.hardware import OF_PARTS, UNSAID

pytestmark = pytest.mark.everywhere


def test_efficiency_lies_straight_between_the_stated_loads(catalogue: Catalogue) -> None:
    """80 PLUS Gold at 115 V: 87, 90, 87% at 20, 50, 100% (the programme's table). At 35% half way: 88.5%; below 20% level."""
    gold = catalogue["psu_ratings"]["80-plus-gold"]
    assert efficiency(gold, US, 0.35) == pytest.approx(0.885)
    assert efficiency(gold, US, 0.75) == pytest.approx(0.885)
    assert efficiency(gold, US, 0.5) == 0.9
    assert efficiency(gold, US, 0.05) == 0.87
    assert efficiency(gold, US, 1.2) == 0.87
    assert efficiency(gold, EU, 0.2) == 0.9
    with pytest.raises(KeyError, match="states no efficiency at 400"):
        efficiency(gold, "400", 0.5)


def test_a_rig_with_its_supply_by_hand(catalogue: Catalogue) -> None:
    """The desktop with a used RTX 3090: 323 to 500 W of its parts through 850 W of Gold, at 115 V.

    Loads 38.0 and 58.8%: 0.87 + 0.03 x 18.0/30 = 88.8% and 0.90 − 0.03 x 8.82/50 = 89.47%.
    323 / 0.888 = 363.7 and 500 / 0.8947 = 558.8 W.
    """
    plan = rig_plan("rtx-3090-desktop", "united-states", catalogue)
    assert plan.load_watts.low == pytest.approx(363.7, abs=0.1)
    assert plan.load_watts.high == pytest.approx(558.8, abs=0.1)
    assert plan.idle_watts.low == pytest.approx(31 / 0.87)
    cited = {figure.source for figure in plan.figures}
    assert ("tomshardware-80-plus", "maketecheasier-80-plus") in cited


def test_a_figure_taken_at_the_wall_is_not_divided_again(catalogue: Catalogue) -> None:
    """760 W were measured at the wall of two RTX 3090 on 1,500 W of Titanium: 760 W are paid for."""
    plan = rig_plan("dual-rtx-3090-desktop", "united-states", catalogue)
    assert plan.load_watts == catalogue["rigs"]["dual-rtx-3090-desktop"].load_watts.range
    assert plan.load_watts.high == 760
    assert plan.load_power.figures == ()


def test_the_way_from_the_parts_agrees_with_the_measurement(catalogue: Catalogue) -> None:
    """The rule for parts gives two RTX 3090 2 x 350 x 0.78 + 50 = 596 to 2 x 350 + 150 = 850 W; 760 and idle 90 W were measured."""
    rig, region = catalogue["rigs"]["dual-rtx-3090-desktop"], catalogue["regions"]["united-states"]
    supply = supply_of(rig, mains_of(region), catalogue)
    load = at_wall(Range(596, 723, 850), OF_PARTS, supply).wall
    assert load.low < 760 < load.high
    assert load.typical == pytest.approx(760, rel=0.03)
    idle = at_wall(Range(51, 70, 89), OF_PARTS, supply).wall
    assert idle.low < 90 < idle.high


def test_what_is_not_stated_holds_both_readings(catalogue: Catalogue) -> None:
    """500 to 600 W, any rating at 115 V (80 to 94%): from 500, if at the wall, to 600 / 0.8 = 750, if of the parts."""
    plan = rig_plan("rtx-4090-desktop", "united-states", catalogue)
    assert plan.load_power.where == UNSAID
    assert (plan.load_watts.low, plan.load_watts.high) == pytest.approx((500, 750))


def test_mains_follow_the_place(catalogue: Catalogue) -> None:
    regions = catalogue["regions"]
    assert mains_of(regions["united-states"]) == mains_of(regions["japan"]) == US
    assert mains_of(regions["germany"]) == EU
    volts = catalogue["regions"]["germany"].electricity_usd_per_kwh
    assert mains_of(replace(regions["germany"], mains_volts=replace(volts, low=110, typical=110, high=110))) == US


def test_a_card_and_a_rented_machine_lose_in_their_supplies_too(catalogue: Catalogue) -> None:
    """A used RTX 3090 in a PC: (350 x 0.78 + 50) / 0.94 = 343.6 W to (350 + 150) / 0.8 = 625 W.

    A data centre's, with supplies of 81 to 96%: (273 + 50) / 0.96 x 1.04 = 349.9 W at the least.
    """
    card = card_plan("rtx-3090", 1, True, "united-states", catalogue)
    assert card is not None
    assert card.load_watts.low == pytest.approx(343.6, abs=0.1)
    assert card.load_watts.high == pytest.approx(625)
    rented = rental_plan("openrelay/rtx-3090", ON_DEMAND, "text", "united-states", catalogue)
    assert rented.watts is not None
    assert rented.watts.low == pytest.approx(323 / 0.96 * 1.04, abs=0.1)
    assert unnamed_supply(SERVER, catalogue).efficiency(1.0).low == 0.81


def test_the_loss_is_paid_for(catalogue: Catalogue) -> None:
    """A kWh at the socket: watts at the wall x hours, nothing beside them."""
    plan = rig_plan("rtx-3090-desktop", "germany", catalogue)
    spent = of_rig(plan, Demand(10, 0, 0), Circumstances()).parts(12)["electricity"].typical
    hours = 10 * 365.2425 / 7
    assert spent == pytest.approx(plan.load_watts.typical / 1000 * hours * plan.usd_per_kwh.typical)
