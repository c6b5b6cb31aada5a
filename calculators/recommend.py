"""Cloud, rig, or both.

A few plain questions about you and your work; the answer is the cloud, a rig of your own, or both. First come hard limits: what
fits into memory, what your money buys, where your data may go. Then the nine preferences and the hybrid strategy are weighed,
those that apply to you, and the money: from how many hours a week a rig that fits costs less than renting.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from math import log2
from typing import Annotated, Any
from urllib.parse import urlencode

from calculators.core.catalogue import Catalogue
from calculators.core.dates import WEEKS_PER_MONTH
from calculators.core.example import Example
from calculators.core.quantity import Choice, Quantity, Text, Unit, fields_of
from calculators.core.ranges import Range
from calculators.core.records import Figure, Guidance
from calculators.core.report import Column, KeyFigure, Link, Reason, Report, Table, Verdict
from calculators.core.text import briefly, number, plain
from calculators.engines.assessment import of_rental, of_rig, sources
from calculators.engines.break_even import break_even_hours
from calculators.engines.circumstances import Circumstances
from calculators.engines.corners import typical
from calculators.engines.demand import HOURS_PER_WEEK, Demand
from calculators.engines.flips import nearest_flip
from calculators.engines.market import (
    OF_OTHERS,
    UNDER_CONTRACT,
    FreeNotebook,
    Rented,
    RigOnSale,
    notebook_that_fits,
    offers_that_fit,
    rigs_that_fit,
)
from calculators.engines.need import KINDS, memory_gb
from calculators.engines.rental_cost import RentalTerms, rental_total
from calculators.engines.rental_plans import ON_DEMAND, RentalPlan, rental_plan
from calculators.engines.rig_cost import RigTerms
from calculators.engines.rig_plans import RigPlan, rig_plan
from calculators.engines.rules import applying, weight_for
from calculators.engines.throughput import TRAINING

TASKS = {
    "learn": "learn and try things",
    "chat": "run language models",
    "images": "make pictures or video",
    "fine-tune": "fine-tune models on my data",
    "train": "train models, every parameter",
}
PRIVACY = {
    "anywhere": "it may go anywhere",
    "contract": "only to a provider with a contract and a data centre",
    "own-hardware": "it must not leave my own hardware",
}
EXPERIENCE = {"new": "I am starting out", "some": "I have done some projects", "skilled": "I do this for a living"}
GOALS = {"results": "results only", "code": "code and theory", "hardware": "also how the hardware works"}
SHARING = {"alone": "no", "sometimes": "now and then", "often": "all the time"}
CONTROL = {"standard": "ready-made environments will do", "own": "I need my own system, drivers and versions"}
GROWTH = {
    "steady": "no, they stay as they are",
    "unsure": "I do not know",
    "growing": "yes, bigger jobs come more and more often",
}
ADMIN = {"none": "no, or I may not", "learn": "I would learn it", "able": "yes"}

MORE = "More about you"
IDLE_HOURS_PER_WEEK = 10.0
"""Hours a week that a rig is on besides its work, as in rent_or_buy."""


@dataclass(frozen=True, kw_only=True)
class Inputs:
    """The reader's situation."""

    task: Annotated[str, Choice("What do you want to do?", "The heaviest of what you plan.", options=TASKS)] = "learn"
    experience: Annotated[str, Choice("How far along are you?", options=EXPERIENCE)] = "some"
    hours_per_week: Annotated[
        float,
        Quantity(
            "Hours of GPU work a week",
            "Hours in which the GPU works, on a rig that fits.",
            unit=Unit.HOURS_PER_WEEK,
            maximum=168,
            step=0.5,
        ),
    ] = 8.0
    longest_run_hours: Annotated[
        float,
        Quantity("Longest run", "One that must not be cut.", unit=Unit.HOUR, maximum=1000, step=1),
    ] = 3.0
    model_billion: Annotated[
        float,
        Quantity(
            "Size of the largest model",
            "In billions of parameters: 8 is usual, 70 is large.",
            unit=Unit.BILLION_PARAMETERS,
            minimum=0.1,
            maximum=2000,
            step=0.5,
        ),
    ] = 8.0
    budget_usd: Annotated[
        float, Quantity("Money at the start", "For hardware.", unit=Unit.USD, maximum=500_000, step=50)
    ] = 1500.0
    budget_usd_per_month: Annotated[
        float, Quantity("Money a month", "For renting.", unit=Unit.USD_PER_MONTH, maximum=50_000, step=5)
    ] = 30.0
    privacy: Annotated[str, Choice("Where may your data go?", options=PRIVACY)] = "anywhere"
    growth: Annotated[str, Choice("Are your jobs growing?", options=GROWTH)] = "unsure"
    sharing: Annotated[
        str, Choice("Do you share notebooks or demos?", "With others who open them by a link.", MORE, options=SHARING)
    ] = "sometimes"
    goal: Annotated[str, Choice("What do you want to learn?", "", MORE, options=GOALS)] = "code"
    control: Annotated[str, Choice("What environment do you need?", "", MORE, options=CONTROL)] = "standard"
    admin: Annotated[
        str, Choice("Can you look after a computer?", "System, drivers, backups.", MORE, options=ADMIN)
    ] = "learn"
    data_gb: Annotated[
        float,
        Quantity("Data kept", "Models, data sets, results.", MORE, unit=Unit.GB, maximum=100_000, step=10),
    ] = 20.0
    horizon_months: Annotated[
        float,
        Quantity("For how long", "Months that you plan for.", MORE, unit=Unit.MONTH, minimum=1, maximum=240, step=1),
    ] = 24.0
    region: Annotated[str, Choice("Where you live", "For the price of electricity.", MORE, family="regions")] = (
        "united-states"
    )


@dataclass(frozen=True, kw_only=True)
class Outputs:
    """The verdict, what carried it, and the plans it rests on."""

    verdict: Annotated[
        str, Text("Verdict", "`cloud`, `rig` or `hybrid`; `none` when nothing keeps within every limit.")
    ]
    applies: Annotated[tuple[str, ...], Text("Guidance", "Ids of the guidance that applies, the weightiest first.")]
    cloud_weight: Annotated[float, Quantity("For the cloud", "Weight of its reasons, money included.")]
    rig_weight: Annotated[float, Quantity("For a rig", "Weight of its reasons, money included.")]
    hybrid_weight: Annotated[float, Quantity("For both", "Weight of the hybrid strategy where it applies.")]
    needed_memory_gb: Annotated[Range, Quantity("GPU memory needed", unit=Unit.GB)]
    rig: Annotated[str, Text("Rig", "Id of the cheapest rig that fits; empty: none does.")]
    rig_usd: Annotated[Range | None, Quantity("Its price", unit=Unit.USD)]
    rental: Annotated[str, Text("Rental", "Id of the cheapest rental that fits; empty: none does.")]
    rental_usd_per_month: Annotated[Range | None, Quantity("Rental, a month", unit=Unit.USD_PER_MONTH)]
    rig_usd_per_month: Annotated[
        Range | None, Quantity("Rig, a month", "Over the months, resale counted.", unit=Unit.USD_PER_MONTH)
    ]
    break_even_hours_per_week: Annotated[
        float | None,
        Quantity("Break-even", "From here on the rig costs less than renting; None: never.", unit=Unit.HOURS_PER_WEEK),
    ]
    obstacles: Annotated[tuple[str, ...], Text("Obstacles", "Why the cloud, or a rig, is out.")]


@dataclass(frozen=True)
class _Market:
    """What fits a need: nothing in it hangs on hours or budgets. Offers are cheapest for the work first."""

    need: Range
    need_figures: tuple[Figure, ...]
    rig: RigOnSale | None
    offers: tuple[Rented, ...]
    notebook: FreeNotebook | None


@dataclass(frozen=True)
class _Pair:
    """A rig and a rental side by side, in ranges and, typically, in plain numbers."""

    rig: RigPlan
    rental: RentalPlan
    rig_terms: RigTerms
    rental_terms: RentalTerms


@dataclass(frozen=True)
class _Plans:
    """The rig, the offer and the free notebook for a reader; `pair` where there are both a rig and an offer."""

    need: Range
    need_figures: tuple[Figure, ...]
    rig: RigOnSale | None
    offer: Rented | None
    offers: tuple[Rented, ...]
    notebook: FreeNotebook | None
    notebook_pace: float
    pair: _Pair | None


@dataclass(frozen=True)
class _Decision:
    """A verdict with everything it was made of."""

    verdict: str
    guidance: tuple[Guidance, ...]
    cloud_weight: float
    rig_weight: float
    hybrid_weight: float
    money_side: str
    money_weight: float
    break_even: float | None
    free: bool
    cloud_out: str
    rig_out: str
    plans: _Plans


@lru_cache(maxsize=256)
def _market(task: str, model_billion: float, privacy: str, catalogue: Catalogue) -> _Market:
    need, figures = memory_gb(task, model_billion, catalogue)
    work = KINDS[task].work
    kinds = {"anywhere": (UNDER_CONTRACT, OF_OTHERS), "contract": (UNDER_CONTRACT,), "own-hardware": ()}[privacy]
    return _Market(
        need=need,
        need_figures=figures,
        rig=next(rigs_that_fit(need.typical, work, catalogue), None),
        offers=offers_that_fit(need.typical, work, kinds, catalogue),
        notebook=notebook_that_fits(need.typical, work, catalogue) if privacy == "anywhere" else None,
    )


@lru_cache(maxsize=256)
def _pair(rig_id: str, offer_id: str, work: str, region: str, catalogue: Catalogue) -> _Pair:
    rig = rig_plan(rig_id, region, catalogue)
    rental = rental_plan(offer_id, ON_DEMAND, work, region, catalogue, rig.machine)
    return _Pair(rig, rental, rig.terms(typical, MONEY_ALONE), rental.terms(typical, NO_RUNS, MONEY_ALONE))


MONEY_ALONE = Circumstances(setup_hours=0.0, upkeep_hours_per_month=0.0)
"""One's own time is told apart."""
NO_RUNS = Demand(0.0, 0.0, 0.0)


def _plans(inputs: Inputs, catalogue: Catalogue) -> _Plans:
    """The cheapest rig that fits, and the cheapest offer that has enough hours in its week for the work."""
    market = _market(inputs.task, inputs.model_billion, inputs.privacy, catalogue)
    work, rig = KINDS[inputs.task].work, market.rig
    own = rig.rate(work) if rig is not None else 0.0
    if own:
        enough = (o for o in market.offers if inputs.hours_per_week <= HOURS_PER_WEEK * o.rate(work) / own)
        offer = next(enough, market.offers[0] if market.offers else None)
    else:
        offer = min(market.offers, key=lambda o: o.usd_per_hour, default=None)
    return _Plans(
        need=market.need,
        need_figures=market.need_figures,
        rig=rig,
        offer=offer,
        offers=market.offers,
        notebook=market.notebook,
        notebook_pace=market.notebook.rate(work) / own if market.notebook is not None and own else 1.0,
        pair=_pair(rig.id, offer.id, work, inputs.region, catalogue) if rig is not None and offer is not None else None,
    )


MOST_FOR_MONEY = 1.5
"""What money weighs at most: less than a usual preference, which is told beside what it costs. Nothing at the break-even, and
all at twice or half its hours."""


def _decide(inputs: Inputs, catalogue: Catalogue) -> _Decision:
    plans = _plans(inputs, catalogue)
    free = _is_free(inputs, plans)
    cloud_out, rig_out = _cloud_out(inputs, plans, free, catalogue), _rig_out(inputs, plans, catalogue)
    reader = {name: getattr(inputs, name) for name in NAMES}
    guidance = applying(catalogue["guidance"].values(), reader)
    cloud, rig, hybrid = (weight_for(guidance, side) for side in ("cloud", "rig", "hybrid"))
    break_even = _break_even(inputs, plans, catalogue)
    money_side, money = _money(inputs.hours_per_week, break_even, plans)
    cloud += money if money_side == "cloud" else 0.0
    rig += money if money_side == "rig" else 0.0
    verdict = _weighed(cloud, rig, hybrid, money_side)
    if cloud_out or rig_out:
        verdict = "none" if cloud_out and rig_out else "rig" if cloud_out else "cloud"
    return _Decision(
        verdict=verdict,
        guidance=guidance,
        cloud_weight=cloud,
        rig_weight=rig,
        hybrid_weight=hybrid,
        money_side=money_side,
        money_weight=money,
        break_even=break_even,
        free=free,
        cloud_out=cloud_out,
        rig_out=rig_out,
        plans=plans,
    )


def _weighed(cloud: float, rig: float, hybrid: float, money_side: str) -> str:
    """Both where the hybrid strategy applies and no side leads by more than it weighs; else the heavier; else the cheaper."""
    if hybrid > 0 and abs(cloud - rig) <= hybrid:
        return "hybrid"
    if cloud != rig:
        return "cloud" if cloud > rig else "rig"
    return money_side or "cloud"


def _is_free(inputs: Inputs, plans: _Plans) -> bool:
    """True when a free notebook with a published quota does all of the work."""
    notebook = plans.notebook
    if notebook is None:
        return False
    return (
        inputs.longest_run_hours / plans.notebook_pace <= notebook.session_hours
        and inputs.hours_per_week / plans.notebook_pace <= notebook.hours_per_week
    )


def _demand(inputs: Inputs) -> Demand:
    return Demand(inputs.hours_per_week, IDLE_HOURS_PER_WEEK, inputs.data_gb)


def _rental_monthly(inputs: Inputs, plans: _Plans) -> float:
    """What the offer costs a month, typically, in US dollars. Where no rig fits, hours are those on the offer itself."""
    assert plans.offer is not None
    if plans.pair is None:
        return plans.offer.usd_per_hour * inputs.hours_per_week * WEEKS_PER_MONTH
    return rental_total(plans.pair.rental_terms, _demand(inputs), 1.0)


def _monthly_ranges(inputs: Inputs, plans: _Plans) -> tuple[Range | None, Range | None]:
    """What the offer and the rig cost a month, in US dollars; None for the one that is not there."""
    if plans.pair is None:
        return Range.exact(_rental_monthly(inputs, plans)) if plans.offer else None, None
    demand, months = _demand(inputs), inputs.horizon_months
    rental, rig = of_rental(plans.pair.rental, demand, MONEY_ALONE), of_rig(plans.pair.rig, demand, MONEY_ALONE)
    return rental.usd_per_month(months), rig.usd_per_month(months)


def _cloud_out(inputs: Inputs, plans: _Plans, free: bool, catalogue: Catalogue) -> str:
    """Why the cloud is out, or an empty string."""
    if inputs.privacy == "own-hardware":
        return "The cloud is out: your data must not leave your own hardware."
    if free:
        return ""
    if plans.offer is None:
        return f"The cloud is out: nothing for rent here holds about {number(plans.need.typical, Unit.GB)}."
    name = catalogue["rentals"][plans.offer.id].name
    if inputs.hours_per_week / (plans.pair.rental_terms.pace if plans.pair else 1.0) > HOURS_PER_WEEK:
        return f"The cloud is out: the work takes more hours than a week has on {name}, the rental that fits."
    monthly = _rental_monthly(inputs, plans)
    if monthly > inputs.budget_usd_per_month:
        return (
            f"The cloud is out: {name}, the rental that fits, costs about {number(monthly, Unit.USD_PER_MONTH)} "
            f"at these hours; you have {number(inputs.budget_usd_per_month, Unit.USD_PER_MONTH)}."
        )
    return ""


def _rig_out(inputs: Inputs, plans: _Plans, catalogue: Catalogue) -> str:
    """Why a rig is out, or an empty string."""
    if plans.rig is None:
        return f"A rig is out: none in the catalogue holds about {number(plans.need.typical, Unit.GB)}."
    if plans.rig.price_usd > inputs.budget_usd:
        name = catalogue["rigs"][plans.rig.id].name
        return (
            f"A rig is out: {name}, the cheapest that fits, costs about {number(plans.rig.price_usd, Unit.USD)}; "
            f"you have {number(inputs.budget_usd, Unit.USD)}."
        )
    return ""


def _break_even(inputs: Inputs, plans: _Plans, catalogue: Catalogue) -> float | None:
    """Hours a week from which a rig costs less than the cloud: beyond the free quota, and beyond where renting costs as much."""
    if plans.pair is None:
        return None
    paid = _paid_break_even(inputs, plans, catalogue)
    if paid is None or plans.notebook is None:
        return paid
    fits = inputs.longest_run_hours / plans.notebook_pace <= plans.notebook.session_hours
    return max(paid, plans.notebook.hours_per_week * plans.notebook_pace) if fits else paid


def _paid_break_even(inputs: Inputs, plans: _Plans, catalogue: Catalogue) -> float | None:
    """The same for rented machines: each offer counts for the hours that it has and a cheaper one has not."""
    assert plans.rig is not None
    work, reached = KINDS[inputs.task].work, 0.0
    for offer in plans.offers:
        pair = _pair(plans.rig.id, offer.id, work, inputs.region, catalogue)
        limit = min(HOURS_PER_WEEK, HOURS_PER_WEEK * pair.rental_terms.pace)
        if limit <= reached:
            continue
        met = break_even_hours(pair.rig_terms, pair.rental_terms, _demand(inputs), inputs.horizon_months)
        if met is not None and met < limit:
            return max(met, reached)
        reached = limit
        if limit == HOURS_PER_WEEK:
            return None
    return reached


def _money(hours: float, break_even: float | None, plans: _Plans) -> tuple[str, float]:
    """The side that money speaks for, and its weight; none where there is nothing to compare."""
    if plans.pair is None:
        return "", 0.0
    if break_even is None:
        return "cloud", MOST_FOR_MONEY
    side = "rig" if hours >= break_even else "cloud"
    smaller, larger = sorted((hours, break_even))
    return side, MOST_FOR_MONEY * min(1.0, log2(larger / smaller)) if smaller > 0 else MOST_FOR_MONEY


def calculate(inputs: Inputs, catalogue: Catalogue) -> Outputs:
    """Limits first, then the weights."""
    made = _decide(inputs, catalogue)
    plans = made.plans
    rental, rig = _monthly_ranges(inputs, plans)
    free = made.free and plans.notebook is not None
    offer_id = plans.notebook.id if free and plans.notebook else plans.offer.id if plans.offer else ""
    return Outputs(
        verdict=made.verdict,
        applies=tuple(g.id for g in made.guidance),
        cloud_weight=made.cloud_weight,
        rig_weight=made.rig_weight,
        hybrid_weight=made.hybrid_weight,
        needed_memory_gb=plans.need,
        rig=plans.rig.id if plans.rig else "",
        rig_usd=catalogue["rigs"][plans.rig.id].price_usd.range if plans.rig else None,
        rental=offer_id,
        rental_usd_per_month=Range.exact(0.0) if free else rental,
        rig_usd_per_month=rig,
        break_even_hours_per_week=made.break_even,
        obstacles=tuple(o for o in (made.cloud_out, made.rig_out) if o),
    )


SIDES = {"cloud": "cloud", "rig": "rig", "hybrid": "hybrid", "none": "neutral"}
HEADS = {"cloud": "Use the cloud.", "rig": "Get a rig of your own.", "hybrid": "Use both."}


def report(inputs: Inputs, outputs: Outputs, catalogue: Catalogue) -> Report:
    """The verdict with the reasons that carried it, those against it, and the plans behind it."""
    made = _decide(inputs, catalogue)
    return Report(
        verdict=Verdict(SIDES[made.verdict], _sentence(made, catalogue), _how_sure(made)),
        figures=_figures(outputs, made, catalogue),
        reasons=_reasons(inputs, outputs, made, catalogue),
        tables=(_weights_table(made, catalogue),),
        assumptions=_assumptions(inputs, made, catalogue),
        sources=_sources(made, catalogue),
    )


def _sentence(made: _Decision, catalogue: Catalogue) -> str:
    if made.verdict == "none":
        return f"Nothing here keeps within all your limits. {made.cloud_out}"
    carried = next((g for g in made.guidance if g.prefers == made.verdict), None)
    if made.verdict == "hybrid" and carried:
        return f"{HEADS['hybrid']} {carried.because}"
    other_out = made.rig_out if made.verdict == "cloud" else made.cloud_out
    if carried is not None:
        return f"{HEADS[made.verdict]} {carried.because}"
    if other_out:
        return f"{HEADS[made.verdict]} {other_out}"
    return f"{HEADS[made.verdict]} {_money_words(made, catalogue)}"


def _money_words(made: _Decision, catalogue: Catalogue) -> str:
    if made.free and made.money_side == "cloud" and made.plans.notebook is not None:
        name = catalogue["rentals"][made.plans.notebook.id].name
        return f"{name} does this work free of charge, within its published quota."
    if made.break_even is None:
        return "At any hours, renting what you need costs less than a rig that fits."
    hours = plain(made.break_even, 2)
    if made.money_side == "rig":
        return f"From about {hours} hours a week a rig that fits costs less than renting."
    return f"Below about {hours} hours a week the cloud costs less than a rig that fits."


def _how_sure(made: _Decision) -> str:
    if made.cloud_out and made.rig_out:
        return made.rig_out
    if made.cloud_out or made.rig_out:
        return made.cloud_out or made.rig_out
    weights = f"The reasons weigh {plain(made.cloud_weight, 2)} for the cloud and {plain(made.rig_weight, 2)} for a rig"
    if made.hybrid_weight:
        return (
            f"{weights}; the two together are advised where neither leads by more than {plain(made.hybrid_weight, 2)}."
        )
    close = "; it is close" if abs(made.cloud_weight - made.rig_weight) <= 1 else ""
    return f"{weights}{close}."


def _figures(outputs: Outputs, made: _Decision, catalogue: Catalogue) -> tuple[KeyFigure, ...]:
    found = [KeyFigure("GPU memory needed", outputs.needed_memory_gb, Unit.GB)]
    if outputs.rig_usd is not None:
        found.append(
            KeyFigure("Cheapest rig that fits", outputs.rig_usd, Unit.USD, catalogue["rigs"][outputs.rig].name, "rig")
        )
    if outputs.rig_usd_per_month is not None:
        found.append(
            KeyFigure("That rig, a month", outputs.rig_usd_per_month, Unit.USD_PER_MONTH, "resale counted", "rig")
        )
    if outputs.rental_usd_per_month is not None:
        name = catalogue["rentals"][outputs.rental].name
        found.append(
            KeyFigure("Cheapest rental that fits", outputs.rental_usd_per_month, Unit.USD_PER_MONTH, name, "cloud")
        )
    if made.break_even is not None:
        found.append(KeyFigure("A rig costs less from", Range.exact(made.break_even), Unit.HOURS_PER_WEEK))
    return tuple(found)


def _reasons(inputs: Inputs, outputs: Outputs, made: _Decision, catalogue: Catalogue) -> tuple[Reason, ...]:
    aspects = catalogue["aspects"]
    found = []
    if made.cloud_out:
        about_it = "data-privacy" if inputs.privacy == "own-hardware" else "cost"
        found.append(Reason(made.cloud_out, (_aspect_link(about_it, aspects),), "rig"))
    if made.rig_out:
        about_it = "hardware-limits" if made.plans.rig is None else "cost"
        found.append(Reason(made.rig_out, (_aspect_link(about_it, aspects),), "cloud"))
    ordered = sorted(made.guidance, key=lambda g: (g.prefers != made.verdict, -g.weight, g.order))
    for g in ordered:
        links = (Link(g.name, f"choose/#{g.id}"), *(_aspect_link(a, aspects) for a in g.aspects))
        found.append(Reason(g.because, links, g.prefers))
    if made.money_side:
        links = (_aspect_link("cost", aspects), Link("Work it out", _rent_or_buy(inputs, made)))
        found.append(Reason(_money_words(made, catalogue), links, made.money_side))
    if made.plans.rig is not None and not made.rig_out:
        rig = catalogue["rigs"][made.plans.rig.id]
        price, need = briefly(rig.price_usd.range, Unit.USD), briefly(made.plans.need, Unit.GB)
        found.append(
            Reason(
                f"{rig.name} costs {price} and holds what you need: {need}.",
                (Link(rig.name, f"data/rigs/{rig.id}/"),),
                "rig",
            )
        )
    return tuple(found)


def _aspect_link(aspect_id: str, aspects: Any) -> Link:
    return Link(aspects[aspect_id].name, f"compare/#{aspect_id}")


def _rent_or_buy(inputs: Inputs, made: _Decision) -> str:
    """The address of rent_or_buy filled in with the two plans."""
    assert made.plans.rig is not None
    assert made.plans.offer is not None
    asked = {
        "hours_per_week": f"{inputs.hours_per_week:g}",
        "horizon_months": f"{inputs.horizon_months:g}",
        "work": KINDS[inputs.task].work,
        "rig": made.plans.rig.id,
        "rental": made.plans.offer.id,
        "region": inputs.region,
        "storage_gb": f"{inputs.data_gb:g}",
        "longest_run_hours": f"{inputs.longest_run_hours:g}",
    }
    return f"calculators/rent_or_buy/?{urlencode(asked)}"


def _weights_table(made: _Decision, catalogue: Catalogue) -> Table:
    applied = {g.id for g in made.guidance}
    rows = []
    for g in sorted(catalogue["guidance"].values(), key=lambda g: g.order):
        rows.append(
            (
                Link(g.name, f"choose/#{g.id}"),
                SIDE_WORDS[g.prefers],
                "yes" if g.id in applied else "no",
                f"{g.weight:g}",
            )
        )
    if made.money_side:
        rows.append((Link("Money", "compare/#cost"), SIDE_WORDS[made.money_side], "yes", plain(made.money_weight, 2)))
    return Table(
        "What was weighed",
        (Column("Preference"), Column("Speaks for"), Column("Applies to you"), Column("Weight")),
        tuple(rows),
        "A limit that removes the cloud or a rig comes before all weights.",
    )


SIDE_WORDS = {"cloud": "cloud", "rig": "rig", "hybrid": "both"}


def _assumptions(inputs: Inputs, made: _Decision, catalogue: Catalogue) -> tuple[str, ...]:
    lines = [
        "GPU memory is a line through measured memory by size of model: chat at 4 bits, fine-tuning by QLoRA, training of every "
        "parameter with Adam, images with text encoders. Your own model may take more or less.",
        "A rig fits when its GPU memory holds the typical need"
        + (" and its GPU has matrix units for training." if KINDS[inputs.task].work == TRAINING else "."),
        "The rental is the middle-priced offer of the GPU that does the work cheapest, of those that hold the need in the "
        "fewest cards and have enough hours in a week: "
        + (
            "of providers with a contract and a data centre."
            if inputs.privacy == "contract"
            else "marketplaces included; spot, auctions, functions and pools of strangers’ PCs are left out."
        ),
        f"The rig’s cost counts price less resale over {plain(inputs.horizon_months)} months, electricity, and "
        f"{plain(IDLE_HOURS_PER_WEEK)} idle hours a week; your own time is not counted.",
        "Hours are those that the work takes on the cheapest rig that fits. Electricity is not held against your money a month.",
    ]
    if made.free:
        lines.append(
            "The free notebook is taken at its published quota and session limit, and at the speed of its data sheet."
        )
    return tuple(lines)


def _sources(made: _Decision, catalogue: Catalogue) -> tuple[str, ...]:
    plans = made.plans
    used: list[Figure] = [*plans.need_figures]
    if plans.pair is not None:
        used += [*plans.pair.rig.figures, *plans.pair.rental.figures]
    elif plans.rig is not None:
        used.append(catalogue["rigs"][plans.rig.id].price_usd)
    if plans.notebook is not None:
        tier = catalogue["rentals"][plans.notebook.id].tier
        used += [f for f in (tier.gpu_hours_per_week, tier.session_hours) if f is not None]
    stated = [source for g in made.guidance for e in g.evidence for source in e.source]
    return tuple(dict.fromkeys((*sources(used), *stated)))


def changes(inputs: Inputs, outputs: Outputs, catalogue: Catalogue) -> tuple[Reason, ...]:
    """The nearest change of each single answer that gives another verdict, numbers first."""
    now = _decide(inputs, catalogue)
    found = sorted(_number_changes(inputs, now, catalogue), key=lambda f: f[0])
    reasons = [reason for _, reason in found] + list(_choice_changes(inputs, now, catalogue))
    return tuple(reasons) or (Reason("No change of one answer alone gives another verdict."),)


PHRASES = {
    "hours_per_week": "of GPU work",
    "longest_run_hours": "for the longest run",
    "model_billion": "in the largest model",
    "budget_usd": "at the start",
    "budget_usd_per_month": "for renting",
    "data_gb": "of data",
    "horizon_months": "to plan for",
}
"""How a threshold of each number goes on, after it."""

INFOS = {info.name: info for info in fields_of(Inputs)}
NAMES = tuple(INFOS)
STEPS, CLOSE = 16, 1e-4
"""Coarser than rent_or_buy's: each step weighs everything anew, and the thresholds are round."""


def _number_changes(inputs: Inputs, now: _Decision, catalogue: Catalogue) -> Iterator[tuple[float, Reason]]:
    for name, phrase in PHRASES.items():
        quantity = INFOS[name].meta
        assert isinstance(quantity, Quantity)
        value: float = getattr(inputs, name)

        def decide(x: float, name: str = name) -> _Decision:
            changed: dict[str, Any] = {name: x}
            return _decide(replace(inputs, **changed), catalogue)

        def same(x: float, decide: Callable[[float], _Decision] = decide) -> bool:
            return decide(x).verdict == now.verdict

        turn = nearest_flip(same, value, quantity.minimum, quantity.maximum, STEPS, CLOSE)
        if turn is None:
            continue
        other = decide(turn[1])
        side = "Below" if turn[1] < value else "Above"
        at = number(turn[1], quantity.unit)
        words = f"{side} {at} {phrase} (now {number(value, quantity.unit)}): {VERDICT_WORDS[other.verdict]}"
        yield abs(turn[1] - value) / max(abs(value), 0.01 * quantity.maximum), Reason(words, side=SIDES[other.verdict])


def _choice_changes(inputs: Inputs, now: _Decision, catalogue: Catalogue) -> Iterator[Reason]:
    for name, info in INFOS.items():
        if not isinstance(info.meta, Choice) or info.meta.options is None:
            continue
        for option, words in info.meta.options.items():
            if option == getattr(inputs, name):
                continue
            changed: dict[str, Any] = {name: option}
            other = _decide(replace(inputs, **changed), catalogue)
            if other.verdict != now.verdict:
                yield Reason(f"{info.meta.label} “{words}”: {VERDICT_WORDS[other.verdict]}", side=SIDES[other.verdict])


VERDICT_WORDS = {
    "cloud": "the cloud.",
    "rig": "a rig of your own.",
    "hybrid": "both.",
    "none": "nothing keeps within your limits any more.",
}


EXAMPLES = (
    Example(
        title="Memory for fine-tuning, and for chat",
        inputs={"task": "fine-tune", "model_billion": 8, "budget_usd": 0, "budget_usd_per_month": 0},
        expected={"needed_memory_gb": 12.44},
        source="By hand, from the glossary's figures: 0.78 GB for each of 8 billion parameters, and 6.2 GB besides: 12.44 GB.",
    ),
    Example(
        title="No money for hardware",
        inputs={"budget_usd": 0, "budget_usd_per_month": 0, "model_billion": 3},
        expected={"verdict": "cloud", "needed_memory_gb": 1.86, "rental_usd_per_month": 0.0},
        source="No rig costs nothing, so a rig is out. 0.62 GB x 3 = 1.86 GB fit the free notebook with a published quota.",
    ),
    Example(
        title="Reasons that all speak for a rig, and no rental to compare with",
        inputs={"privacy": "own-hardware", "goal": "hardware", "control": "own", "budget_usd": 20_000},
        expected={"verdict": "rig", "rig_weight": 7.0, "cloud_weight": 0.0, "hybrid_weight": 0.0, "rental": ""},
        source=(
            "By hand, from the weights of data/guidance: data that must not leave 3, full control 2, learning the hardware 2. "
            "Where the data may go nowhere there is nothing to rent, so money weighs nothing."
        ),
    ),
    Example(
        title="Data that must stay at home, and no money for a home for it",
        inputs={"privacy": "own-hardware", "budget_usd": 0},
        expected={"verdict": "none"},
        source="The cloud is out by the reader's own rule, a rig by the reader's own money.",
    ),
)
