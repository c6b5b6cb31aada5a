"""One definition of each quantity: asked about the same plan and demand, every calculator tells the same total, to the cent.

The calculators are those whose answers hold money: a new one fails here until it is asked too. The work is 17 hours a week for 30
months. A rig is on all week, at work or idle; a rented machine is held while it works; a hosted model reads 1,024 and writes 512
tokens a request. What a calculator counts otherwise (hours on another machine, a share of a course, a mean a month) is given to it
so that it comes to this.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from math import exp, log
from typing import Any

import pytest

from calculators import Catalogue, api_or_own, classroom, hybrid, recommend, rent_or_buy
from calculators._money import Checkpoints, OfData, OfNotebook, OwnTime, Renting, Starts
from calculators.core.dates import WEEKS_PER_MONTH
from calculators.core.ranges import Range
from calculators.engines.advice import Advice, advise
from calculators.engines.answers import known
from calculators.engines.api_cost import Tokens
from calculators.engines.api_plans import api_plan
from calculators.engines.assessment import Assessment, of_api, of_mix, of_rental, of_rig
from calculators.engines.circumstances import Circumstances, circumstances
from calculators.engines.demand import Demand
from calculators.engines.hosting import DAYS_PER_MONTH
from calculators.engines.jobs import PROMPT_TOKENS, REPLY_TOKENS
from calculators.engines.limits import QUOTA, of_work
from calculators.engines.limits import WEEK as WEEK_TOO_SHORT
from calculators.engines.rental_plans import (
    AS_PUBLISHED,
    ON_DEMAND,
    RESERVED_1Y,
    SPOT,
    OwnFigures,
    RentalPlan,
    rental_plan,
)
from calculators.engines.rig_cost import LONGEST_MONTHS
from calculators.engines.rig_plans import card_plan, rig_plan
from calculators.engines.ways import hosts
from calculators.records.owning import Owning
from tests.test_money import money_calculators

RIG, REGION, MODEL = "rtx-3090-desktop", "germany", "llama-3-1-8b"
HOURS, MONTHS = 17.0, 30
WEEK = 168.0
REQUESTS = 2000.0
CENT = 0.005
A_RIG, A_RENTAL, AN_API = "a rig", "a rental", "a hosted model"

TERMS = {
    "nothing set": {},
    "tax, selling, repairs, cooling": {
        "sales_tax_percent": 19,
        "selling_cost_percent": 10,
        "repairs_percent": 5,
        "warranty_months": 12,
        "cooling_percent": 20,
    },
    "data kept in the cloud": {"storage_gb": 30},
}
"""What an owner may set, and the data: every calculator of money knows these terms."""

PAYING = {
    "life_months": 20,
    "upgrade_usd": 300,
    "upgrade_after_months": 9,
    "financed_percent": 60,
    "finance_apr_percent": 11,
    "instalments": 18,
}
INTEREST = {"interest_percent": 7}
"""What all but recommend ask besides."""

RENTING = {
    "start_minutes": 12,
    "starts_per_week": 5,
    "retry_minutes": 20,
    "own_chance_percent": 40,
    "forgotten_hours_per_month": 6,
    "price_drift_percent": -20,
    "storage_gb": 30,
    "egress_gb": 40,
    "own_storage_usd_per_gb_month": 0.2,
    "own_stopped_storage_usd_per_gb_month": 0.1,
    "own_egress_usd_per_gb": 0.08,
    "own_billed_step_s": 900,
}
"""How a machine is rented: all but recommend ask it, which takes these terms as the others do until they are set. A course has as
many starts as runs."""
SPARE = {
    "price_type": SPOT,
    "own_rental_usd_per_hour": 1,
    "own_interruptions_percent": 60,
    "checkpoint_minutes": 40,
    "write_minutes": 3,
    "resume_minutes": 25,
}
"""As a spare machine that is taken away; runs go on from their checkpoints."""

Terms = dict[str, Any]
USUAL = Circumstances()


@cache
def hours_of_the_rig(catalogue: Catalogue) -> float:
    """Tokens a day for which recommend counts the 17 hours on the rig, whose speed it estimates itself."""
    said = recommend.Inputs(task="chat", model=MODEL, tokens_per_day=1e6, concurrency=2, region=REGION)
    found = advise(known(said, catalogue), catalogue)
    (way,) = [w for w in found.ways.ways if w.id == f"rigs/{RIG}"]
    return 1e6 * HOURS / way.hours_there(found.hours)


def recommended(catalogue: Catalogue, terms: Terms, **said: object) -> recommend.Outputs:
    inputs = recommend.Inputs(region=REGION, horizon_months=MONTHS, **({"storage_gb": 0} | terms), **said)  # type: ignore[arg-type]
    return recommend.calculate(inputs, catalogue)


@cache
def rented(catalogue: Catalogue) -> str:
    """The machine by the hour that recommend finds best for such work under contract: all others are asked about it."""
    return best_rented(catalogue, {}).best_cloud


def best_rented(catalogue: Catalogue, terms: Terms, hours: float = HOURS) -> recommend.Outputs:
    answers = {"task": "chat", "model": MODEL, "privacy": "contract", "longest_run_hours": 100}
    return recommended(catalogue, terms, hours_per_week=hours, **answers)


def its_circumstances(terms: Terms) -> Circumstances:
    """The terms as the cost model takes them: shares as fractions, whatever the forms ask."""
    owning = {
        name: value for name, value in terms.items() if name not in PAYING | INTEREST | RENTING | SPARE | RESERVED
    }
    others = {
        "start_hours": terms.get("start_minutes", 0) / 60,
        "forgotten_hours_per_month": terms.get("forgotten_hours_per_month", 0),
        "drift_per_year": terms.get("price_drift_percent", 0) / 100,
        "checkpoint_hours": terms.get("checkpoint_minutes", 30) / 60,
        "write_hours": terms.get("write_minutes", 0) / 60,
        "resume_hours": terms.get("resume_minutes", 15) / 60,
        "life_months": terms.get("life_months", LONGEST_MONTHS),
        "upgrade_usd": terms.get("upgrade_usd", 0),
        "upgrade_month": terms.get("upgrade_after_months", 0),
        "financed": terms.get("financed_percent", 0) / 100,
        "finance_apr": terms.get("finance_apr_percent", 0) / 100,
        "instalments": terms.get("instalments", 0),
        "capital_rate": terms.get("interest_percent", 0) / 100,
    }
    return circumstances(Owning(**owning), **others)


def the_cost_model(catalogue: Catalogue, terms: Terms) -> dict[str, Range]:
    """What the plans cost over the months, by the one cost model."""
    ways = its_circumstances(terms)
    host = hosts(MODEL, catalogue)[0]
    month = Tokens(REQUESTS * PROMPT_TOKENS * DAYS_PER_MONTH, REQUESTS * REPLY_TOKENS * DAYS_PER_MONTH)
    plans: dict[str, Assessment] = {
        A_RIG: of_rig(rig_plan(RIG, REGION, catalogue), Demand(HOURS, WEEK - HOURS, 0), ways),
        A_RENTAL: of_rental(the_rental(catalogue, terms), its_demand(terms), ways),
        AN_API: of_api(api_plan(host.api.id, host.provider, catalogue), month, ways),
    }
    return {name: plan.total(MONTHS) for name, plan in plans.items()}


def the_rental(catalogue: Catalogue, terms: Terms) -> RentalPlan:
    interruptions, step = terms.get("own_interruptions_percent"), terms.get("own_billed_step_s")
    own = OwnFigures(
        usd_per_hour=terms.get("own_rental_usd_per_hour"),
        interruptions=None if interruptions is None else interruptions / 100,
        storage_usd_per_gb_month=terms.get("own_storage_usd_per_gb_month"),
        stopped_storage_usd_per_gb_month=terms.get("own_stopped_storage_usd_per_gb_month"),
        egress_usd_per_gb=terms.get("own_egress_usd_per_gb"),
        billing_step_hours=step and step / 3600,
    )
    return rental_plan(rented(catalogue), terms.get("price_type", ON_DEMAND), "text", REGION, catalogue, own=own)


def its_demand(terms: Terms) -> Demand:
    kept, sent, starts = (terms.get(name, 0) for name in ("storage_gb", "egress_gb", "starts_per_week"))
    return Demand(HOURS, 0, kept, sent, starts)


def asked_of_rent_or_buy(catalogue: Catalogue, terms: Terms) -> dict[str, Range | None]:
    """Its hours are those of the rig: as many as give 17 on the rental, for the rental."""
    given: Terms = {
        "rig": RIG,
        "rental": rented(catalogue),
        "region": REGION,
        "horizon_months": MONTHS,
        "storage_gb": 0,
    }
    given["resumes"] = True

    def at(hours: float) -> rent_or_buy.Outputs:
        inputs = rent_or_buy.Inputs(hours_per_week=hours, idle_hours_per_week=WEEK - HOURS, **(given | terms))
        return rent_or_buy.calculate(inputs, catalogue)

    return {A_RIG: at(HOURS).rig_total_usd, A_RENTAL: at(HOURS * pace(catalogue)).rental_total_usd}


def pace(catalogue: Catalogue) -> float:
    """Of the rental beside the rig, by data sheet."""
    beside = rig_plan(RIG, REGION, catalogue).machine
    return rental_plan(rented(catalogue), ON_DEMAND, "text", REGION, catalogue, beside).pace.typical


def asked_of_hybrid(catalogue: Catalogue, terms: Terms) -> dict[str, Range | None]:
    """Work that stays as it is: all of it on a rig bought now, and all of it rented."""

    def at(hours: float) -> hybrid.Outputs:
        inputs = hybrid.Inputs(
            rig=RIG,
            rental=rented(catalogue),
            region=REGION,
            hours_per_week=hours,
            idle_hours_per_week=WEEK - HOURS,
            growth_percent=0,
            large_percent=0,
            any_rig=False,
            horizon_months=MONTHS,
            resumes=True,
            **({"storage_gb": 0} | terms),
        )
        return hybrid.calculate(inputs, catalogue)

    return {A_RIG: at(HOURS).rig_now_usd, A_RENTAL: at(HOURS * pace(catalogue)).cloud_usd}


def asked_of_api_or_own(catalogue: Catalogue, terms: Terms) -> dict[str, Range | None]:
    """Requests that take 17 hours: of a rig that waits for them all day, and of a machine that is rented to run them together."""
    given = {"rig": RIG, "rental": rented(catalogue), "region": REGION, "horizon_months": MONTHS, "model": MODEL}
    given |= {"api": MODEL, "provider": "cheapest", "prompt_tokens": PROMPT_TOKENS, "output_tokens": REPLY_TOKENS}
    asked = {"rental_storage_gb" if name == "storage_gb" else name: value for name, value in terms.items()}

    def at(requests: float, **more: object) -> api_or_own.Outputs:
        inputs = api_or_own.Inputs(requests_per_day=requests, **given, **more, **asked)  # type: ignore[arg-type]
        return api_or_own.calculate(inputs, catalogue)

    def taking(rate: float) -> float:
        return HOURS / 7 * 3600 * rate / REPLY_TOKENS

    rate = at(1).rental_tokens_per_s
    assert rate is not None
    told = {
        A_RIG: at(taking(100), reading_tokens_per_s=100).rig_usd_per_month,
        A_RENTAL: at(taking(rate.typical), waits=False).rental_usd_per_month,
        AN_API: at(REQUESTS).api_usd_per_month,
    }
    return {name: usd and usd * MONTHS for name, usd in told.items()}


def asked_of_classroom(catalogue: Catalogue, terms: Terms) -> dict[str, Range | None]:
    """A class of one, in a course as long as the server is kept. Without starts, runs so long that these cost next to nothing."""
    asked = {name: value for name, value in terms.items() if name != "starts_per_week"}
    inputs = classroom.Inputs(
        students=1,
        length_weeks=MONTHS * WEEKS_PER_MONTH,
        hours_per_week=HOURS,
        task="chat",
        model=MODEL,
        run_hours=HOURS / terms["starts_per_week"] if "starts_per_week" in terms else WEEK,
        rig=RIG,
        machines=1,
        late_fraction=1,
        rental=rented(catalogue),
        horizon_months=MONTHS,
        courses_per_year=12 / MONTHS,
        region=REGION,
        **({"storage_gb": 0} | asked),
    )
    outputs = classroom.calculate(inputs, catalogue)
    return {A_RIG: outputs.shared_head_usd, A_RENTAL: outputs.rented_head_usd}


def asked_of_recommend(catalogue: Catalogue, terms: Terms) -> dict[str, Range | None]:
    """A service for many that must be up all week; work under contract; and as many tokens as the requests write."""
    price = rig_plan(RIG, REGION, catalogue).price_usd.typical
    serving = {"task": "chat", "model": MODEL, "concurrency": 2}
    budget = price * (1 + terms.get("sales_tax_percent", 0) / 100)
    home = recommended(
        catalogue,
        terms,
        **serving,
        privacy="own-hardware",
        budget_usd=budget,
        tokens_per_day=hours_of_the_rig(catalogue),
    )
    assert home.best_rig == f"rigs/{RIG}"
    found: Advice = advise(known(recommend.Inputs(task="chat", model=MODEL, region=REGION), catalogue), catalogue)
    (way,) = [w for w in found.ways.ways if w.id == rented(catalogue)]
    cloud = best_rented(catalogue, terms, HOURS * way.pace)
    assert cloud.best_cloud == rented(catalogue)
    hosted = recommended(catalogue, terms, **serving, tokens_per_day=REQUESTS * REPLY_TOKENS).api_usd_per_month
    assert hosted is not None
    monthly = {A_RIG: home.rig_usd_per_month, A_RENTAL: cloud.cloud_usd_per_month, AN_API: Range.exact(hosted.low)}
    return {name: usd and usd * MONTHS for name, usd in monthly.items()}


ASKED: dict[str, Callable[[Catalogue, Terms], dict[str, Range | None]]] = {
    "api_or_own": asked_of_api_or_own,
    "classroom": asked_of_classroom,
    "hybrid": asked_of_hybrid,
    "recommend": asked_of_recommend,
    "rent_or_buy": asked_of_rent_or_buy,
}


@pytest.mark.parametrize("name", money_calculators())
@pytest.mark.parametrize("terms", TERMS.values(), ids=TERMS)
def test_a_calculator_tells_the_one_total_to_the_cent(name: str, terms: Terms, catalogue: Catalogue) -> None:
    told = ASKED[name](catalogue, terms)
    one = the_cost_model(catalogue, terms)
    assert A_RENTAL in told
    for plan, usd in told.items():
        assert usd is not None, plan
        assert usd.typical == pytest.approx(one[plan].typical, abs=CENT), plan


@pytest.mark.parametrize(
    ("name", "terms"),
    [
        ("api_or_own", PAYING | INTEREST),
        ("classroom", PAYING | INTEREST),
        ("hybrid", PAYING | INTEREST),
        ("rent_or_buy", PAYING | INTEREST),
    ],
)
def test_how_a_rig_is_paid_counts_the_same_everywhere(name: str, terms: Terms, catalogue: Catalogue) -> None:
    """With a life of 20 months in 30 it is bought twice, each time by instalments, and an upgrade once."""
    told, one = ASKED[name](catalogue, terms), the_cost_model(catalogue, terms)
    assert one[A_RIG].typical > the_cost_model(catalogue, {})[A_RIG].typical
    for plan, usd in told.items():
        assert usd is not None, plan
        assert usd.typical == pytest.approx(one[plan].typical, abs=CENT), plan


@pytest.mark.parametrize("buy", ["card", "owned"])
@pytest.mark.parametrize("name", ["api_or_own", "classroom", "hybrid", "rent_or_buy"])
def test_what_is_bought_of_a_rig_counts_the_same_everywhere(name: str, buy: str, catalogue: Catalogue) -> None:
    """Only its card, or nothing: then it costs its electricity, and less of what a card fetches is lost than of a computer."""
    rig = catalogue["rigs"][RIG]
    card = card_plan(rig.gpu, rig.gpu_count, rig.second_hand, REGION, catalogue)
    assert card is not None
    plan = card if buy == "card" else rig_plan(RIG, REGION, catalogue).owned()
    one = of_rig(plan, Demand(HOURS, WEEK - HOURS, 0), USUAL).total(MONTHS)
    told = ASKED[name](catalogue, {"buy": buy})[A_RIG]
    assert told is not None
    assert told.typical == pytest.approx(one.typical, abs=CENT)
    assert one.typical < the_cost_model(catalogue, {})[A_RIG].typical


def test_the_others_begin_with_the_terms_that_recommend_takes(catalogue: Catalogue) -> None:
    """It does not ask how a machine is started, forgotten, waited for or lost, nor what is sent out of the cloud."""
    begun = replace(USUAL, **Renting().renting, **Checkpoints().checkpoints, **OwnTime().time)
    assert begun == USUAL == known(recommend.Inputs(), catalogue).circumstances
    of_work = Demand(HOURS, 0, 0)
    asked = (Starts().starts_per_week, Starts().rental_own_hours_per_month, OfData().egress_gb)
    assert asked == (of_work.starts_per_week, USUAL.rental_hours_of_own_per_month, of_work.egress_gb_per_month)
    for own in (Renting().own_of_renting, OfData().own_of_data, OfNotebook().own_of_notebook):
        assert replace(AS_PUBLISHED, **own) == AS_PUBLISHED  # type: ignore[arg-type]


@pytest.mark.parametrize("name", [name for name in ASKED if name != "recommend"])
def test_how_a_machine_is_rented_counts_the_same_everywhere(name: str, catalogue: Catalogue) -> None:
    told, one = ASKED[name](catalogue, RENTING), the_cost_model(catalogue, RENTING)
    assert one[A_RENTAL].typical > the_cost_model(catalogue, {})[A_RENTAL].typical
    for plan, usd in told.items():
        assert usd is not None, plan
        assert usd.typical == pytest.approx(one[plan].typical, abs=CENT), plan


@pytest.mark.parametrize("name", ["classroom", "hybrid", "rent_or_buy"])
def test_a_machine_that_is_taken_away_costs_the_same_everywhere(name: str, catalogue: Catalogue) -> None:
    """Of 60% a month: M = 730.485 / -ln 0.4 = 797.2 h; an hour takes M e^(R/M) (e^((τ + δ)/M) - 1) / τ of Daly's equation 20."""
    told, one = ASKED[name](catalogue, SPARE)[A_RENTAL], the_cost_model(catalogue, SPARE)[A_RENTAL]
    mean, tau, delta, restart = 730.485 / -log(0.4), 40 / 60, 3 / 60, 25 / 60
    factor = mean * exp(restart / mean) * (exp((tau + delta) / mean) - 1) / tau
    by_hand = HOURS * factor * WEEKS_PER_MONTH * MONTHS
    assert told is not None
    assert told.typical == pytest.approx(one.typical, abs=CENT)
    assert told.typical == pytest.approx(by_hand, abs=1)  # and a few cents of billing steps in a course


RESERVED = {"price_type": RESERVED_1Y, "own_rental_usd_per_hour": 0.7}


@pytest.mark.parametrize("name", ["api_or_own", "classroom", "hybrid", "rent_or_buy"])
@pytest.mark.parametrize("terms", [RESERVED, RESERVED | INTEREST], ids=["", "at interest"])
def test_a_reserved_machine_costs_the_same_everywhere(name: str, terms: Terms, catalogue: Catalogue) -> None:
    """Of 30 months, beyond its term of 12: all hours of a year, 365.2425 x 24, in two and a half years, at 0.70; less at interest."""
    told, one = ASKED[name](catalogue, terms)[A_RENTAL], the_cost_model(catalogue, terms)[A_RENTAL]
    assert told is not None
    assert told.typical == pytest.approx(one.typical, abs=CENT)
    undiscounted = 365.2425 * 24 * 2.5 * 0.7
    assert one.typical == pytest.approx(undiscounted) if terms == RESERVED else one.typical < undiscounted


def test_more_hours_than_a_week_has_cost_the_same_everywhere(catalogue: Catalogue) -> None:
    """By hand: 200 h a week on one card, where the rig's two take 100; 30 months have 130.44375 weeks, at 0.70 an hour."""
    by_hand = 200 * 130.44375 * 0.7
    priced: Terms = {"own_rental_usd_per_hour": 0.7, "storage_gb": 0, "horizon_months": MONTHS, "hours_per_week": 100}
    beside: Terms = {"rig": "dual-rtx-3090-desktop", "rental": "openrelay/rtx-3090", **priced}
    steady = {"growth_percent": 0, "large_percent": 0, "any_rig": False}
    bought = rent_or_buy.calculate(rent_or_buy.Inputs(**beside), catalogue)
    mixed = hybrid.calculate(hybrid.Inputs(**beside, **steady), catalogue)
    served = api_or_own.Inputs(model=MODEL, rental=rented(catalogue), own_rental_usd_per_hour=0.7, waits=False)
    rate = api_or_own.calculate(served, catalogue).rental_tokens_per_s
    assert rate is not None
    daily = 200 / 7 * 3600 * rate.typical / served.output_tokens
    hosted = api_or_own.calculate(replace(served, requests_per_day=daily), catalogue).rental_usd_per_month

    assert not bought.obstacles
    assert bought.rental_total_usd.typical == pytest.approx(by_hand, abs=CENT)
    assert mixed.cloud_usd is not None and mixed.cloud_usd.typical == pytest.approx(by_hand, abs=CENT)
    assert hosted is not None and hosted.typical * MONTHS == pytest.approx(by_hand, abs=CENT)

    asked = known(recommend.Inputs(task="chat", model=MODEL, region=REGION, storage_gb=0), catalogue)
    slow = next(way for way in advise(asked, catalogue).ways.ways if way.kind == "rented" and 0 < way.pace < 0.9)
    terms = replace(slow.rental[1], usd_per_hour=0.7)
    assert not {WEEK_TOO_SHORT, QUOTA} & set(of_work(slow, asked, 200 * slow.pace))
    assert replace(slow, rental=(terms,) * 3).cost(200 * slow.pace, MONTHS, 0) == pytest.approx(by_hand, abs=CENT)


@pytest.mark.parametrize("name", ["api_or_own", "hybrid", "rent_or_buy"])
def test_what_a_meter_reads_counts_the_same_everywhere(name: str, catalogue: Catalogue) -> None:
    """30 months have 130.44375 weeks of 17 h at 300 W and 151 h at 20 W: 1,059.2 kWh, and nothing of the rig costs but these."""
    readings = {"own_load_watts": 300, "own_idle_watts": 20}
    told = ASKED[name](catalogue, readings | {"own_electricity_usd_per_kwh": 0.5, "own_rig_usd": 0})[A_RIG]
    assert told is not None
    kwh = 130.44375 * (17 * 0.3 + 151 * 0.02)
    assert told.typical == pytest.approx(0.5 * kwh, abs=CENT)
    assert told.is_exact


def test_energy_and_carbon_are_the_same_everywhere(catalogue: Catalogue) -> None:
    """Of the rig, at work and idle all week, and of the rental while it works: over the months, and of a month times their number."""
    rig = of_rig(rig_plan(RIG, REGION, catalogue), Demand(HOURS, WEEK - HOURS, 0), its_circumstances({}))
    rental = of_rental(rental_plan(rented(catalogue), ON_DEMAND, "text", REGION, catalogue), Demand(HOURS, 0, 0), USUAL)
    given: Terms = {"rig": RIG, "rental": rented(catalogue), "region": REGION, "horizon_months": MONTHS}
    idle = {"idle_hours_per_week": WEEK - HOURS}
    dear, steady = 999, {"growth_percent": 0, "large_percent": 0, "any_rig": False}

    def rent_or_buy_at(hours: float) -> rent_or_buy.Outputs:
        return rent_or_buy.calculate(rent_or_buy.Inputs(hours_per_week=hours, **given, **idle), catalogue)

    def hybrid_at(hours: float, **price: float) -> hybrid.Outputs:
        return hybrid.calculate(hybrid.Inputs(hours_per_week=hours, **given, **steady, **idle, **price), catalogue)

    def api_at(requests: float, **more: Any) -> api_or_own.Outputs:
        asked = {"model": MODEL, "api": MODEL, "prompt_tokens": PROMPT_TOKENS, "output_tokens": REPLY_TOKENS}
        return api_or_own.calculate(api_or_own.Inputs(requests_per_day=requests, **given, **asked, **more), catalogue)

    rate = api_at(1).rental_tokens_per_s
    assert rate is not None
    of_api_rig = api_at(HOURS / 7 * 3600 * 100 / REPLY_TOKENS, reading_tokens_per_s=100)
    of_api_rental = api_at(HOURS / 7 * 3600 * rate.typical / REPLY_TOKENS, waits=False)
    owned, hired = rent_or_buy_at(HOURS), rent_or_buy_at(HOURS * pace(catalogue))
    alone, cloud = (
        hybrid_at(HOURS, own_rental_usd_per_hour=dear),
        hybrid_at(HOURS * pace(catalogue), own_rig_usd=500_000),
    )
    assert (alone.verdict, cloud.verdict) == ("rig", "cloud")
    course: Terms = {"students": 1, "length_weeks": MONTHS * WEEKS_PER_MONTH, "hours_per_week": HOURS, "task": "chat"}
    course |= {"machines": 1, "late_fraction": 1, "courses_per_year": 12 / MONTHS, "data": "personal", "model": MODEL}
    course |= {"run_hours": WEEK}
    server, machines = (
        classroom.calculate(classroom.Inputs(**course, **given, **price), catalogue)
        for price in ({"own_rig_usd": 0, "own_electricity_usd_per_kwh": 0}, {"own_rig_usd": 500_000})
    )
    assert (server.kind, machines.kind) == ("shared", "rented")
    for kwh, kg in (
        (owned.rig_kwh, owned.rig_kg_co2e),
        (alone.total_kwh, alone.total_kg_co2e),
        all_months(of_api_rig.rig_month_kwh, of_api_rig.rig_month_kg_co2e),
        (server.course_kwh, server.course_kg_co2e),
    ):
        assert_same(rig, kwh, kg)
    for kwh, kg in (
        (hired.rental_kwh, hired.rental_kg_co2e),
        (cloud.total_kwh, cloud.total_kg_co2e),
        all_months(of_api_rental.rental_month_kwh, of_api_rental.rental_month_kg_co2e),
        (machines.course_kwh, machines.course_kg_co2e),
    ):
        assert_same(rental, kwh, kg)


def all_months(kwh: Range | None, kg: Range | None) -> tuple[Range | None, Range | None]:
    return kwh and kwh * MONTHS, kg and kg * MONTHS


def assert_same(assessed: Assessment, kwh: Range | None, kg: Range | None) -> None:
    for told, of in ((kwh, assessed.kwh(MONTHS)), (kg, assessed.kg_co2e(MONTHS))):
        assert told is not None
        assert of is not None
        assert told.typical == pytest.approx(of.typical, rel=1e-6)


def test_the_one_total_by_hand(catalogue: Catalogue) -> None:
    """Price less resale, and a kWh's price x weeks x (17 h at work + 151 h idle), from the records' own numbers."""
    plan = rig_plan(RIG, REGION, catalogue)
    rig, region = catalogue["rigs"][RIG], catalogue["regions"][REGION]
    weeks = 365.2425 / 7 / 12 * MONTHS
    kwh = weeks * (HOURS * plan.load_watts.typical + (WEEK - HOURS) * plan.idle_watts.typical) / 1000
    parts = of_rig(plan, Demand(HOURS, WEEK - HOURS, 0), circumstances(Owning())).parts(MONTHS)
    assert parts["electricity"].typical == pytest.approx(kwh * region.electricity_usd_per_kwh.typical)
    left = rig.price_usd.typical - parts["hardware"].typical
    assert 0.2 < left / rig.price_usd.typical < 0.9
    assert the_cost_model(catalogue, {})[A_RIG].typical == pytest.approx(
        parts["hardware"].typical + parts["electricity"].typical
    )


@pytest.mark.parametrize("terms", TERMS.values(), ids=TERMS)
def test_parts_add_up_to_the_total_in_every_assessment(terms: Terms, catalogue: Catalogue) -> None:
    ways = its_circumstances(terms)
    rig = of_rig(rig_plan(RIG, REGION, catalogue), Demand(HOURS, 10, 0), ways)
    rental = of_rental(rental_plan(rented(catalogue), ON_DEMAND, "text", REGION, catalogue), Demand(HOURS, 0, 50), ways)
    for assessed in (rig, rental, of_mix((rig, rental))):
        for end in ("low", "typical", "high"):
            parts = sum(getattr(part, end) for part in assessed.parts(MONTHS).values())
            assert parts == pytest.approx(getattr(assessed.total(MONTHS), end), abs=CENT)
