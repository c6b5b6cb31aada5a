"""Cloud, rig, or both?

A few plain questions about you and your work; the answer is one plan out of all that you could really carry out: a notebook, a rented
machine, a hosted model, a rig, what you have already, or a rig together with the cloud.

Hard limits come first: what fits into memory, what your money and your socket allow, where your data may go. What is left is marked in
ten aspects and weighed by what matters to you. Money is told beside what is not money, never mixed into one number. Whatever you leave
open is taken as usual for people like you, and the answer says so.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Annotated, Any

from calculators import _formulas as formulas
from calculators._money import InCurrency, in_currency
from calculators._needs import WayOut, needs, ways_out
from calculators._onward import Answers, address, onward, said_by
from calculators.core.catalogue import Catalogue
from calculators.core.example import Example
from calculators.core.inputs import InputError, nearest
from calculators.core.quantity import Choice, Quantity, Switch, Text, Unit, fields_of
from calculators.core.ranges import Range
from calculators.core.records import Figure
from calculators.core.report import Cell, Column, Details, KeyFigure, Link, Reason, Report, Table, Verdict
from calculators.core.stated import sources, stated
from calculators.core.terms import used_in
from calculators.core.text import briefly, listing, number, plain, range_text
from calculators.engines import limits
from calculators.engines.advice import (
    ASPECTS,
    GROWTH_PER_YEAR,
    LARGE_SHARE,
    Advice,
    Candidate,
    advise,
    mean_growth,
    side_of,
)
from calculators.engines.answers import amount_of, known, services_named
from calculators.engines.api_plans import providers, seller
from calculators.engines.corners import spanned
from calculators.engines.demand import HOURS_PER_WEEK
from calculators.engines.jobs import MANY, ONE_READER, PROMPT_TOKENS, REPLY_TOKENS
from calculators.engines.rental_cost import rental_parts
from calculators.engines.rental_plans import ON_DEMAND, SPOT, rental_plan
from calculators.engines.rig_cost import rig_parts
from calculators.engines.rig_plans import rig_plan
from calculators.engines.tasks import FINE_TUNE, IMAGES, LEARN, TRAIN, suits
from calculators.engines.turns import INFOS, Turn, turns
from calculators.engines.ways import API, CLOUD, HYBRID, RIG, USUAL, Way, work_of
from calculators.records.owning import Owning
from calculators.records.reader import ASSUMED_REGION, TASKS, UNKNOWN

SIDES = {CLOUD: "cloud", RIG: "rig", HYBRID: "hybrid", API: "api", "none": "neutral"}
NAMES = {CLOUD: "the cloud", RIG: "a rig of your own", HYBRID: "both", API: "a hosted model", "none": "nothing"}
MOST_LEFT_OUT = 14
MANY_AT_ONCE = 8
"""Conversations of a service in its stage, where the work itself is for one reader."""
ENOUGH_HOURS = (0.5, 2.0)
"""Factors on the hours at which the answer is looked at again: half, for people overestimate; double, for when to look again."""
STEPS = {
    CLOUD: ("A first notebook that survives a disconnect", "choose/first-notebook/"),
    RIG: ("A first rig, from parts to the first token", "choose/first-rig/"),
    HYBRID: ("Moving between rig and cloud", "choose/both/"),
    API: ("A first call of a hosted model", "choose/first-hosted-model/"),
}
"""By verdict: the page of tested steps."""


@dataclass(frozen=True, kw_only=True)
class Inputs(Answers):
    """The reader's situation. Every answer may be left open."""


@dataclass(frozen=True, kw_only=True)
class Outputs:
    """The verdict, the best plan of each kind, and what it hangs on."""

    verdict: Annotated[
        str, Text("Verdict", "`cloud`, `rig`, `hybrid` or `api`; `none` when nothing keeps within every limit.")
    ]
    plan: Annotated[str, Text("Plan", "Id of the best plan; empty: none.")]
    plan_usd: Annotated[float, Quantity("Its price at the start", unit=Unit.USD)]
    plan_usd_per_month: Annotated[
        Range | None,
        Quantity("Its cost a month", "Everything, what hardware loses in value included.", unit=Unit.USD_PER_MONTH),
    ]
    best_cloud: Annotated[str, Text("Best in the cloud", "Id; empty: none is possible.")]
    best_rig: Annotated[str, Text("Best of your own", "Id; empty: none is possible.")]
    best_hybrid: Annotated[str, Text("Best together", "Id of its rig; empty: none is possible, or nothing to divide.")]
    best_api: Annotated[str, Text("Hosted model", "Id; empty: none is possible.")]
    cloud_usd_per_month: Annotated[Range | None, Quantity("Best in the cloud, a month", unit=Unit.USD_PER_MONTH)]
    rig_usd_per_month: Annotated[Range | None, Quantity("Best of your own, a month", unit=Unit.USD_PER_MONTH)]
    api_usd_per_month: Annotated[Range | None, Quantity("Hosted model, a month", unit=Unit.USD_PER_MONTH)]
    hours_per_week: Annotated[
        Range,
        Quantity("Hours of work", "As said, as people alike have, or as the amount takes.", unit=Unit.HOURS_PER_WEEK),
    ]
    verdict_at_half: Annotated[
        str, Text("Verdict at half the hours", "People overestimate the use of their own machines.")
    ]
    close: Annotated[
        bool,
        Switch(
            "Close", "True when the best two kinds of plan lie within each other’s range, or a small change turns it."
        ),
    ]
    applies: Annotated[tuple[str, ...], Text("Guidance", "Ids of the guidance that applies, the weightiest first.")]
    left_out: Annotated[tuple[str, ...], Text("Left out", "Ids of the plans that a limit rules out.")]


@lru_cache(maxsize=8)
def _advise(inputs: Inputs, catalogue: Catalogue) -> Advice:
    if inputs.model is not None:
        model = catalogue["models"][inputs.model]
        draws, writes = suits(IMAGES, model), suits(LEARN, model)
        task = inputs.task
        if not (draws or writes) or (task != UNKNOWN and not suits(task, model)):
            kind = "an image or video model" if task == IMAGES else "a language model"
            raise InputError("model", f"{model.name} is no model for this task", kind)
    for word in services_named(inputs.unavailable, catalogue)[1]:
        services = catalogue["services"]
        near = nearest(word, (*(service.name for service in services.values()), *services, *providers(catalogue)))
        message = f"there is no service “{word[:60]}”{f'; did you mean {near}?' if near else ''}"
        raise InputError(
            "unavailable", message, "names of services and hosts of models, such as Kaggle, RunPod, DeepInfra"
        )
    return advise(known(inputs, catalogue), catalogue)


def calculate(inputs: Inputs, catalogue: Catalogue) -> Outputs:
    """Limits first, then marks and weights."""
    made = _advise(inputs, catalogue)
    best = made.found[0] if made.found else None
    cloud, rig, both, api = (made.best(side) for side in (CLOUD, RIG, HYBRID, API))
    half = advise(made.known, catalogue, made.hours * ENOUGH_HOURS[0])
    return Outputs(
        verdict=made.verdict,
        plan=best.way.id if best else "",
        plan_usd=best.way.price_usd if best else 0.0,
        plan_usd_per_month=_monthly(best, made) if best else None,
        best_cloud=cloud.way.id if cloud else "",
        best_rig=rig.way.id if rig else "",
        best_hybrid=both.way.id if both else "",
        best_api=api.way.id if api else "",
        cloud_usd_per_month=_monthly(cloud, made) if cloud else None,
        rig_usd_per_month=_monthly(rig, made) if rig else None,
        api_usd_per_month=_monthly(api, made) if api else None,
        hours_per_week=_hours(made),
        verdict_at_half=half.verdict,
        close=_is_close(made),
        applies=tuple(g.id for g in made.guidance),
        left_out=tuple(c.way.id for c in made.left_out),
    )


def _hours(made: Advice) -> Range:
    """Hours a week as said, as people alike have, or as the amount of work takes at the pace of the machine of reference."""
    amount, rate = amount_of(made.known.said, made.known.task), made.ways.per_second
    return (
        made.known.hours
        if amount is None
        else spanned(*(amount / r / 3600 for r in (rate.high, rate.typical, rate.low)))
    )


def _hours_there(way: Way, made: Advice) -> Range:
    """Hours a week of work on a way: an amount by its own rate, others beside the machine that hours are counted on."""
    rate = way.held.per_second if way.held is not None else None
    amount = amount_of(made.known.said, made.known.task)
    if rate is not None and amount is not None:
        return spanned(*(amount / r / 3600 for r in (rate.high, rate.typical, rate.low)))
    hours = _hours(made) * (1 / way.pace)
    if rate is None or way.name == made.ways.reference:
        return hours
    return spanned(hours.low * rate.typical / rate.high, hours.typical, hours.high * rate.typical / rate.low)


def _monthly(candidate: Candidate, made: Advice) -> Range:
    """US dollars a month at the three corners; of growing or mixed work around what was worked out for it."""
    known_, months = made.known, made.known.horizon_months
    low, middle, high = (
        candidate.way.cost(made.hours, months, known_.storage_gb, corner) / months for corner in range(3)
    )
    typical = candidate.usd_per_month
    if middle <= 0:
        return Range.exact(typical)
    return spanned(typical * low / middle, typical, typical * high / middle)


def _rival(made: Advice) -> Candidate | None:
    """The best plan of another kind than the best plan's."""
    return next((c for c in made.found if c.side != made.verdict), None)


CLOSE_MARKS = 0.35
"""A difference in weighed marks that a small change of one answer turns over."""


def _is_close(made: Advice) -> bool:
    rival = _rival(made)
    if rival is None:
        return False
    return made.found[0].utility - rival.utility < CLOSE_MARKS or _within_ranges(made, rival)


def _within_ranges(made: Advice, rival: Candidate) -> bool:
    """True when the two may cost the same, and the best at its dearest or the other at its cheapest turns the order by itself."""
    best = made.found[0]
    mine, theirs = _monthly(best, made), _monthly(rival, made)
    if mine.low > theirs.high or theirs.low > mine.high:
        return False
    return made.utility_at(best, mine.high) <= rival.utility or made.utility_at(rival, theirs.low) >= best.utility


def report(inputs: Inputs, outputs: Outputs, catalogue: Catalogue) -> Report:
    """The verdict with its reasons, what speaks against it, the first step, and the plans beside it."""
    made = _advise(inputs, catalogue)
    if not made.found:
        return _nothing(made, catalogue)
    stages = _stages(made, catalogue)
    told = Report(
        verdict=Verdict(SIDES[made.verdict], _sentence(made), _how_sure(made, outputs)),
        figures=_figures(made, outputs),
        reasons=(
            *_reasons(made, catalogue),
            *_beside_money(made),
            *_split(stages),
            *_left_open(made, catalogue),
            *_to_apply_for(made, catalogue),
            *_next(made, outputs, catalogue),
        ),
        beneath=lambda: _details(made, stages, catalogue),
    )
    return in_currency(_explained(told, catalogue), inputs, outputs, catalogue)


def _details(made: Advice, stages: Table, catalogue: Catalogue) -> Details:
    """The plans beside each other, formulas, what is left out, assumptions and sources."""
    used = _used(made)
    tables = (_best_table(made, catalogue), stages, _formulas(made, catalogue), _left_out_table(made))
    return Details(
        tables=tuple(t for t in tables if t.rows),
        assumptions=_assumptions(made, catalogue),
        stated=stated(catalogue, used),
        sources=tuple(dict.fromkeys((*sources(used), *_guided_by(made)))),
    )


def _explained(told: Report, catalogue: Catalogue) -> Report:
    """The same with the meaning of each word of the glossary that it uses."""

    def with_words(details: Details) -> Details:
        cells = (cell for t in details.tables for row in ((t.title, t.note), *t.rows) for cell in row)
        words = [cell.text if isinstance(cell, Link) else cell for cell in cells if not isinstance(cell, Range)]
        texts = (told.verdict.sentence, *(r.text for r in told.reasons), *words, *details.assumptions)
        rows = tuple((Link(t.name, f"data/{family}/{t.id}/"), t.meaning) for family, t in used_in(texts, catalogue))
        if not rows:
            return details
        table = Table("Words used here", (Column("Word"), Column("Meaning")), rows)
        return replace(details, tables=(*details.tables, table))

    return told.with_details(with_words)


# The sentence


def _sentence(made: Advice) -> str:
    best = made.found[0]
    way = best.way
    month = number(best.usd_per_month, Unit.USD_PER_MONTH)
    if best.partner is not None:
        large = best.large
        if large is not None:
            return f"Use both: {way.name} for what comes every week, and {large.name} by the hour for the larger model."
        return (
            f"Use both: begin with {best.partner.name}, buy “{way.name}” in about {plain(best.month, 2)} months, "
            "then keep the cloud for sharing and for what does not fit."
        )
    if way.kind == "owned":
        return f"Use what you have: {way.name}, about {month} in electricity."
    if way.kind == "upgrade":
        return f"Put a GPU into your PC: {_gpu(way)}, about {number(way.price_usd, Unit.USD)}."
    if way.side == RIG:
        return f"Get a rig of your own: {way.name}, about {number(way.price_usd, Unit.USD)}."
    if way.kind == "institution":
        return "Use your institution’s GPUs: they cost you nothing."
    if way.kind == "api":
        return f"Use a hosted model, a form of cloud that is paid by the token: about {month}."
    cost = "free of charge" if best.usd_per_month == 0 else f"about {month}"
    if not made.known.hours_are_known and (bought := _pays_from(made)) is not None:
        return f"Rent until proven: {way.name}, {cost}. Buy when it is more than {plain(bought, 2)} hours a week, month after month."
    return f"Use the cloud: {way.name}, {cost}."


def _gpu(way: Way) -> str:
    return way.gpu.name if way.gpu else way.name


def _pays_from(made: Advice) -> float | None:
    """Hours a week from which the best rig costs less than the best cloud, up to where the cloud can do it; None: never."""
    cloud, rig = made.best(CLOUD), made.best(RIG)
    if cloud is None or rig is None:
        return None
    months, storage = made.known.horizon_months, made.known.storage_gb

    def dearer(hours: float) -> bool:
        if {limits.WEEK, limits.QUOTA} & set(limits.of_work(cloud.way, made.known, hours)):
            return True
        return cloud.way.cost(hours, months, storage) > rig.way.cost(hours, months, storage)

    low, high = 0.0, HOURS_PER_WEEK
    if not dearer(high):
        return None
    for _ in range(20):
        middle = (low + high) / 2
        low, high = (low, middle) if dearer(middle) else (middle, high)
    return high


def _how_sure(made: Advice, outputs: Outputs) -> str:
    rival = _rival(made)
    if rival is None:
        return "No plan of another kind keeps within your limits."
    told = f"Next comes {_named(rival)} at {number(rival.usd_per_month, Unit.USD_PER_MONTH)}."
    same = outputs.verdict_at_half == made.verdict
    half = f" At half the hours it is {'the same' if same else NAMES[outputs.verdict_at_half]}."
    return f"It is close. {told} {_hangs_on(made, rival)}{half}" if outputs.close else f"{told}{half}"


def _hangs_on(made: Advice, rival: Candidate) -> str:
    """On what a close verdict hangs: what the two really cost, where that alone turns it; what the reader cares for."""
    against = _largest(made, rival, -1)
    hangs = [f"how much you care for {_aspect_words(against)}"] if against else []
    if _within_ranges(made, rival):
        mine, theirs = (range_text(_monthly(c, made), Unit.USD_PER_MONTH) for c in (made.found[0], rival))
        hangs.insert(0, f"what the two really cost ({mine} against {theirs})")
    return f"It hangs on {', and on '.join(hangs)}." if hangs else ""


def _named(candidate: Candidate) -> str:
    if candidate.partner is not None:
        return f"“{candidate.way.name}” together with {(candidate.large or candidate.partner).name}"
    return candidate.way.name


# Figures


def _figures(made: Advice, outputs: Outputs) -> tuple[KeyFigure, ...]:
    best, rival = made.found[0], _rival(made)
    side = SIDES[made.verdict]
    assert outputs.plan_usd_per_month is not None
    found = [KeyFigure("A month, all in", outputs.plan_usd_per_month, Unit.USD_PER_MONTH, best.way.name, side)]
    if best.way.price_usd:
        found.append(KeyFigure("At the start", best.way.price, Unit.USD, "", side))
    if made.known.said.hours_per_week is not None:
        note = "as you said"
    elif made.known.hours_are_known:
        note = "that the work you named takes"
    else:
        note = "as people like you use their hardware"
    found.append(KeyFigure("Hours of work counted", outputs.hours_per_week, Unit.HOURS_PER_WEEK, note))
    if best.way.pace and best.way.hours_there(1.0) != 1.0 and best.partner is None:
        found.append(KeyFigure("Hours there", _hours_there(best.way, made), Unit.HOURS_PER_WEEK, best.way.name, side))
    if rival is not None:
        found.append(
            KeyFigure(
                "The next kind, a month", _monthly(rival, made), Unit.USD_PER_MONTH, rival.way.name, SIDES[rival.side]
            )
        )
    return tuple(found)


# Reasons


def _gains(made: Advice, rival: Candidate) -> list[tuple[float, str]]:
    """Weighed marks by which the best plan leads the rival, by aspect, the largest first."""
    best = made.found[0]
    led = [
        (made.weights[aspect] * (mine - theirs), aspect)
        for aspect, mine, theirs in zip(ASPECTS, best.marks, rival.marks, strict=True)
    ]
    return sorted(led, key=lambda g: (-g[0], g[1]))


def _largest(made: Advice, rival: Candidate, sign: int) -> str:
    led = _gains(made, rival)
    gain, aspect = led[0] if sign > 0 else led[-1]
    return aspect if gain * sign > 0 else ""


def _aspect_words(aspect: str) -> str:
    return aspect.replace("-", " ")


def _reasons(made: Advice, catalogue: Catalogue) -> tuple[Reason, ...]:
    """Guidance that applies and agrees, then aspects in which the plan leads: three; then the strongest argument against."""
    side = made.verdict
    spoken = "cloud" if side == API else side
    agreeing = [g for g in made.guidance if g.prefers == spoken]
    found = [
        Reason(g.because, (Link(g.name, f"choose/#{g.id}"), *_aspect_links(g.aspects, catalogue)), g.prefers)
        for g in agreeing[:2]
    ]
    rival = _rival(made)
    told = {g.aspects[0] for g in agreeing[:2]}
    if rival is not None:
        for gain, aspect in _gains(made, rival):
            if len(found) < 3 and gain > 0 and aspect not in told:
                found.append(_aspect_reason(aspect, made, made.found[0], rival, catalogue))
        against = _largest(made, rival, -1)
        if against:
            said = _aspect_reason(against, made, rival, made.found[0], catalogue)
            found.append(replace(said, text=f"What speaks against it most: {_small(said.text)}"))
        return tuple(found)
    for candidate in _told_once(made):
        if len(found) < 3:
            found.append(Reason(_why_not(candidate, made), (), SIDES[candidate.way.side]))
    return tuple(found)


def _small(text: str) -> str:
    """The first letter small, unless the word is a name or a number."""
    first = text.split(" ", 1)[0]
    return text[:1].lower() + text[1:] if first in ("In", "With", "It", "Its", "Your", "For") else text


def _aspect_links(ids: tuple[str, ...], catalogue: Catalogue) -> tuple[Link, ...]:
    return tuple(Link(catalogue["aspects"][a].name, f"compare/#{a}") for a in ids)


def _aspect_reason(aspect: str, made: Advice, better: Candidate, worse: Candidate, catalogue: Catalogue) -> Reason:
    record = catalogue["aspects"][aspect]
    side = "rig" if better.side in (RIG, HYBRID) else "cloud"
    links: tuple[Link, ...] = (Link(record.name, f"compare/#{aspect}"),)
    if aspect == "cost":
        mine, theirs = (number(c.usd_per_month, Unit.USD_PER_MONTH) for c in (better, worse))
        text = f"In money: {better.way.name} costs about {mine}, {worse.way.name} {theirs}, all in."
        links = (*links, Link("Work it out", _rent_or_buy(made))) if made.best(RIG) and made.best(CLOUD) else links
    elif aspect == "performance" and better.way.pace and worse.way.pace:
        ratio = better.way.pace / worse.way.pace
        faster = f"{plain(ratio, 2)} times as fast as" if ratio > 1.05 else "as fast as and steadier than"
        text = f"For speed: {better.way.name} is {faster} {worse.way.name} at this work."
    elif aspect == "data-privacy":
        text = f"For privacy: {PRIVACY_WORDS[better.way.grade]}"
    else:
        text = getattr(record, side)
    return Reason(text, links, SIDES[better.side])


PRIVACY_WORDS = (
    "whoever runs it can reach the data.",
    "the provider can be bound by a contract.",
    "the data stays with your institution.",
    "the data stays on your own disks.",
)


def _rent_or_buy(made: Advice) -> str:
    """The address of rent_or_buy filled in with the two plans, where its lists have them; its hours are those of the rig."""
    rig, cloud = made.best(RIG), made.best(CLOUD)
    on_rig = rig.way if rig is not None and rig.way.pace else None
    asked = {
        "hours_per_week": f"{min(on_rig.hours_there(made.hours) if on_rig else made.hours, HOURS_PER_WEEK):.4g}",
        "horizon_months": f"{made.known.horizon_months:g}",
        "work": work_of(made.known.job),
        "region": made.known.region,
        "storage_gb": f"{made.known.storage_gb:g}",
        "longest_run_hours": f"{made.known.longest_run_hours / (on_rig.pace if on_rig else 1):.4g}",
    }
    if rig is not None and rig.way.id.startswith("rigs/"):
        asked["rig"] = rig.way.id.removeprefix("rigs/")
    if cloud is not None and "/" in cloud.way.id:
        asked["rental"] = cloud.way.id.removesuffix(" (spot)")
    return onward(_carried(made), "rent_or_buy", **(asked | _said_of_money(made)))


def _said_of_money(made: Advice) -> dict[str, str]:
    """What the reader set of what calculators of money ask alike: terms of owning, and a currency."""
    said = made.known.said
    alike = (Owning, InCurrency) if isinstance(said, InCurrency) else (Owning,)
    fields = {info.name: info.default for cls in alike for info in fields_of(cls)}
    set_ = {name: value for name, default in fields.items() if (value := getattr(said, name)) != default}
    return {name: value if isinstance(value, str) else f"{value:g}" for name, value in set_.items()}


def _hybrid(made: Advice) -> str:
    """The address of hybrid, filled in with the work's parts and where each would run; its hours are those of the rig."""
    both = made.best(HYBRID) or made.found[0]
    known_, way, partner, large = made.known, both.way, both.partner, both.large
    growing = known_.growth == "growing"
    asked = {
        "hours_per_week": f"{way.hours_there(made.hours) * (1 + LARGE_SHARE if large else 1):.4g}",
        "growth_percent": f"{100 * (GROWTH_PER_YEAR ** (1 / 12) - 1):.3g}" if growing else "0",
        "large_percent": f"{100 * LARGE_SHARE / (1 + LARGE_SHARE):.3g}" if large else "0",
        "horizon_months": str(max(1, round(known_.horizon_months))),
        "work": work_of(known_.job),
        "region": known_.region,
        "storage_gb": f"{known_.storage_gb:g}",
    }
    for name, machine in (("memory_gb", way), ("large_memory_gb", large)):
        if machine is not None and machine.held is not None:
            asked[name] = f"{machine.held.need.typical * machine.count * 1e-9:.3g}"
    if way.id.startswith("rigs/"):
        asked["rig"] = way.id.removeprefix("rigs/")
    for name, rented in (("rental", partner), ("large_rental", large)):
        if rented is not None and "/" in rented.id:
            asked[name] = rented.id.removesuffix(" (spot)")
    return onward(_carried(made), "hybrid", **(asked | _said_of_money(made)))


def _api_or_own(made: Advice) -> str:
    """The address of api_or_own, filled in with the requests that the hours of work answer, where somebody hosts the model."""
    known_, job, hosted = made.known, made.known.job, made.best(API)
    together = job.streams > 1
    asked = {
        "concurrency": str(job.streams),
        "quantization": MANY if together else ONE_READER,
        "horizon_months": f"{known_.horizon_months:g}",
        "region": known_.region,
    }
    if hosted is not None:
        asked |= {
            "requests_per_day": f"{hosted.way.tokens_per_hour * made.hours / 7 / REPLY_TOKENS:.4g}",
            "prompt_tokens": str(PROMPT_TOKENS),
            "output_tokens": str(REPLY_TOKENS),
            "model": job.model,
            "api": hosted.way.id.removeprefix("apis/"),
        }
    rigs = (c.way for c in made.found if c.way.id.startswith("rigs/"))
    rig = next((way for way in rigs if way.gpu is not None and (way.gpu.vendor == "nvidia" or not together)), None)
    if rig is not None:
        asked["rig"] = rig.id.removeprefix("rigs/")
    rented = next((c.way for c in made.found if c.way.kind == "rented"), None)
    if rented is not None:
        asked["rental"] = rented.id
    return onward(_carried(made), "api_or_own", **(asked | _said_of_money(made)))


def _classroom(made: Advice) -> str:
    """The address of classroom, filled in with what students would work on and with."""
    known_ = made.known
    asked = {
        "task": known_.task,
        "model": known_.job.model,
        "region": known_.region,
        "data": "open" if known_.privacy == "anywhere" else "personal",
        "horizon_months": f"{known_.horizon_months:g}",
    }
    rig = next((c.way for c in made.found if c.way.id.startswith("rigs/")), None)
    if rig is not None:
        asked["rig"] = rig.id.removeprefix("rigs/")
    return onward(_carried(made), "classroom", **(asked | _said_of_money(made)))


def _beside_money(made: Advice) -> tuple[Reason, ...]:
    """What is not money, told beside what it costs: against the cheapest plan of another kind, or of the next where it is dearer."""
    best = made.found[0]
    rival = min((c for c in made.found if c.side != best.side), key=lambda c: (c.usd_per_month, c.way.id), default=None)
    if rival is None:
        return ()
    more = best.usd_per_month - rival.usd_per_month
    if more >= LEAST_TOLD_USD and (what := _beyond_money(made, rival, 1)):
        cost = "cost" if " and " in what else "costs"
        text = f"{what} {cost} you {number(more, Unit.USD_PER_MONTH)} more than {_named(rival)} would."
        return (Reason(text, (), SIDES[best.side]),)
    rival = _rival(made)
    assert rival is not None
    more = rival.usd_per_month - best.usd_per_month
    if more >= LEAST_TOLD_USD and (what := _beyond_money(made, rival, -1)):
        text = f"{what} would cost you {number(more, Unit.USD_PER_MONTH)} more: {_named(rival)}."
        return (Reason(text, (), SIDES[rival.side]),)
    return ()


LEAST_TOLD_USD = 1.0
"""A month; of less no price is told."""


def _beyond_money(made: Advice, rival: Candidate, sign: int) -> str:
    """The two aspects besides cost in which the best plan leads the rival most, or with −1 the rival the best plan; empty: none."""
    led = [_aspect_words(a) for gain, a in _gains(made, rival)[::sign] if gain * sign > 0 and a != "cost"]
    return listing(led[:2]).capitalize()


def _left_open(made: Advice, catalogue: Catalogue) -> Iterator[Reason]:
    """What is taken of the questions that come first, where they were left open, in their order."""
    known_, said = made.known, made.known.said
    taken = []
    if said.reader == UNKNOWN:
        taken.append("a hobbyist")
    if said.task == UNKNOWN and said.model is None:
        taken.append("learning and trying")
    if not known_.hours_are_known:
        taken.append(f"{briefly(known_.hours, Unit.HOURS_PER_WEEK)} of work")
    money = {"at the start": said.budget_usd, "a month": said.budget_usd_per_month}
    without = [words for words, usd in money.items() if usd is None]
    if without:
        taken.append("no limit of money" + (f" {without[0]}" if len(without) == 1 else ""))
    if said.privacy == UNKNOWN:
        taken.append("data that may go anywhere")
    if said.region is None:
        taken.append(f"prices and sockets of {_place(known_.region, catalogue)}")
    if taken:
        yield Reason(f"You left open, so it is taken: {'; '.join(taken)}.")


def _place(region: str, catalogue: Catalogue) -> str:
    name: str = catalogue["regions"][region].name
    return f"the {name}" if name.startswith("United") else name


APPLICANTS = ("researcher", "institution", "teacher", "student")
MOST_GRANTS = 4


def _to_apply_for(made: Advice, catalogue: Catalogue) -> Iterator[Reason]:
    """Free computing for research and teaching, offered where the reader lives: no plan until it is granted, but asked for first."""
    known_ = made.known
    if (
        known_.reader not in APPLICANTS
        or known_.institution == "free"
        or known_.privacy not in ("anywhere", "contract")
    ):
        return
    place = catalogue["regions"][known_.region]
    open_ = [
        (service, tier)
        for service in catalogue["services"].values()
        for tier in service.tiers
        if tier.kind == "academic" and not tier.closed and (not tier.offered_in or place.within(tier.offered_in))
    ]
    if not open_:
        return
    open_.sort(key=lambda found: (not found[1].offered_in, found[0].kind != "academic", -len(found[0].tiers)))
    services = list(dict.fromkeys(service.id for service, _ in open_))[:MOST_GRANTS]
    told, links = [], []
    for service_id in services:
        service, tier = next(found for found in open_ if found[0].id == service_id)
        told.append(f"{service.name} (for {tier.open_to})" if tier.open_to else service.name)
        links += [Link(service.name, f"data/services/{service_id}/"), Link(f"Apply at {service.name}", service.website)]
    quota = all(tier.gpu_hours_per_week is None for service, tier in open_ if service.id in services)
    unpublished = " They grant credits or leases; how many hours of a GPU those are is not published." if quota else ""
    yield Reason(
        f"Before you pay, ask for free computing: {listing(told)}.{unpublished} It is no plan until it is granted, and then comes "
        "first: say that you may use GPUs free of charge.",
        tuple(links),
        "cloud",
    )


def _next(made: Advice, outputs: Outputs, catalogue: Catalogue) -> tuple[Reason, ...]:
    """The first step today; the calculators filled in; when to look again."""
    best = made.found[0]
    title, href = STEPS[made.verdict]
    first = best.partner or best.way
    begun = f"Open {first.name} and run something that saves a checkpoint."
    if best.side == RIG:
        begun = "Read what the machine is made of, and check power and heat before the first long run."
    elif best.side == API:
        begun = f"Get a key from a host, such as {_host(best.way, catalogue)}, and ask the model once, with a cap."
    if best.way.kind == "owned":
        begun = f"Load the model on {best.way.name} and compare its speed with the estimate."
    links = (Link(title, href), Link(first.name, first.href), *(link for _, link in _openers(made)))
    return (
        Reason(f"Today: {begun}", links, SIDES[made.verdict]),
        Reason(f"Look again {_when_again(made, outputs)}.", (), ""),
        Reason("The same answers in the other calculators:", tuple(_others(made)), ""),
    )


def _host(way: Way, catalogue: Catalogue) -> str:
    """Who serves a hosted model at the price that is taken as usual."""
    prices = catalogue["apis"][way.id.removeprefix("apis/")].prices
    host: str = next(price.provider for price in prices if seller(price.provider) == way.service)
    return host


def _carried(made: Advice) -> dict[str, Any]:
    """What goes along to other pages: what the reader said, and the task that is taken."""
    return said_by(made.known.said) | {"task": made.known.task}


CALCULATORS = {
    "fit": "Will it fit?",
    "speed": "How fast?",
    "finetune": "Memory and hours of the fine-tuning",
    "images": "Time of a picture",
    "rent_or_buy": "Rent or buy?",
    "hybrid": "Cloud first, then both?",
    "api_or_own": "API or own?",
    "classroom": "A class of students",
}
"""What each answers, as a link says it."""


def _openers(made: Advice) -> Iterator[tuple[str, Link]]:
    """The calculators of memory, speed and money that suit the plan, filled in with the same answers; each by its name."""
    job = made.known.job
    if job.task in (FINE_TUNE, TRAIN):
        sizing = ["finetune"] if _trains(made) else []
    else:
        sizing = ["images"] if job.task == IMAGES else ["fit", "speed"]
    for name in sizing:
        yield name, _sized(made, name)
    if made.best(RIG) is not None and made.best(CLOUD) is not None:
        yield "rent_or_buy", Link(CALCULATORS["rent_or_buy"], _rent_or_buy(made))
    if made.best(HYBRID) is not None:
        yield "hybrid", Link(CALCULATORS["hybrid"], _hybrid(made))
    if made.best(API) is not None:
        yield "api_or_own", Link(CALCULATORS["api_or_own"], _api_or_own(made))
    if made.known.reader == "teacher":
        yield "classroom", Link(CALCULATORS["classroom"], _classroom(made))


def _others(made: Advice) -> Iterator[Link]:
    """Those that suit it less, filled in as far as they ask the same."""
    led = {name for name, _ in _openers(made)}
    money = {"rent_or_buy": _rent_or_buy, "hybrid": _hybrid, "api_or_own": _api_or_own, "classroom": _classroom}
    for name, title in CALCULATORS.items():
        if name not in led:
            yield Link(title, money[name](made)) if name in money else _sized(made, name)


def _trains(made: Advice) -> bool:
    """Whether the best plan is on GPUs of which it is said how they train."""
    gpu = made.found[0].way.gpu
    return gpu is None or gpu.segment != "unified"


def _sized(made: Advice, name: str) -> Link:
    """A calculator of memory or speed, filled in with the plan's GPUs, and with the model where it is one of its own."""
    way, job, said = made.found[0].way, made.known.job, _carried(made)
    asked: dict[str, str] = {}
    if name == "fit" or (name == "images") == (job.task == IMAGES):
        asked["model"] = job.model
    if way.gpu is not None and (name != "finetune" or _trains(made)):
        asked["gpu"] = way.gpu.id
        if way.count > 1 and name != "images":
            asked["gpu_count"] = str(way.count)
    if name == "finetune" and job.task == TRAIN:
        asked["method"] = "full"
    if name == "speed" and job.streams > 1:
        asked["concurrency"] = str(job.streams)
        if way.gpu is not None and way.gpu.vendor == "nvidia":
            asked["quantization"] = "awq"
    amount = {"finetune": "training_tokens_per_week", "images": "images_per_day", "speed": "tokens_per_day"}.get(name)
    if amount in said:
        asked[amount] = said[amount]
    return Link(CALCULATORS[name], onward(said, name, **asked))


def _when_again(made: Advice, outputs: Outputs) -> str:
    best, told = made.found[0], []
    if best.way.kind == "notebook" and best.way.most_hours_per_week < HOURS_PER_WEEK:
        told.append(f"when the quota of {plain(best.way.most_hours_per_week)} hours a week ends before the week does")
    bought = _pays_from(made)
    if bought is not None and best.side in (CLOUD, API) and made.hours < bought:
        told.append(f"when you use more than {plain(bought, 2)} hours a week")
    elif bought is not None and best.side == RIG and made.hours > bought > 0:
        told.append(f"if you use less than {plain(bought, 2)} hours a week")
    if made.known.largest is None and best.side == RIG:
        told.append("when a model that you need no longer fits")
    told.append("in six months: prices of both move by a third a year")
    return ", or ".join(told)


# Nothing possible


def _nothing(made: Advice, catalogue: Catalogue) -> Report:
    found = ways_out(made, catalogue)
    used = [c.way.figures for c in made.left_out[:4]]
    told = Report(
        verdict=Verdict("neutral", f"Nothing here keeps within all your limits. {_smallest_change(found)}"),
        figures=(KeyFigure("Hours of work counted", _hours(made), Unit.HOURS_PER_WEEK),),
        reasons=(
            *(_way_out(way, made) for way in found),
            *(Reason(_why_not(c, made), (), SIDES[c.way.side]) for c in _told_once(made)[:4]),
        ),
        beneath=lambda: Details(
            tables=(_left_out_table(made),),
            assumptions=_assumptions(made, catalogue),
            stated=stated(catalogue, *used),
            sources=sources(*used),
        ),
    )
    return _explained(told, catalogue)


def _smallest_change(found: list[WayOut]) -> str:
    if not found:
        return "No change of these answers alone makes a plan possible: try another model or task."
    told = [f"{way.words}, for “{way.best.way.name}”" for way in found]
    return f"The smallest change: {'; or '.join(told)}."


def _way_out(way: WayOut, made: Advice) -> Reason:
    """The same answers with a change that makes a plan possible, one click away."""
    link = Link("Answer with this change", address("recommend", **{**said_by(made.known.said), **way.answers}))
    return Reason(f"With {way.words} there is a plan: {way.best.way.name}.", (link,), SIDES[way.best.side])


# Plans left out


def _told_once(made: Advice) -> list[Candidate]:
    """One left-out plan for each kind and limit, those a reader would ask for first."""
    order = {
        "notebook": 0,
        "owned": 1,
        "institution": 2,
        "api": 3,
        "rented": 4,
        "spot": 5,
        "upgrade": 6,
        "rig": 7,
        "appliance": 8,
    }
    found: dict[tuple[str, str], Candidate] = {}
    for candidate in sorted(made.left_out, key=lambda c: (order.get(c.way.kind, 9), c.way.price_usd)):
        found.setdefault((candidate.way.kind, candidate.broken[0]), candidate)
    return list(found.values())


def _left_out_table(made: Advice) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for candidate in _told_once(made)[:MOST_LEFT_OUT]:
        alike = sum(1 for c in made.left_out if (c.way.kind, c.broken[0]) == (candidate.way.kind, candidate.broken[0]))
        more = f" ({alike - 1} more alike)" if alike > 1 else ""
        would_do = "; ".join(need.words for need in needs(candidate, made)) or "nothing that you answer"
        rows.append((Link(candidate.way.name, candidate.way.href), _why_not(candidate, made) + more, would_do))
    return Table("Left out, and why", (Column("Plan"), Column("Why"), Column("What would change it")), tuple(rows))


def _span(hours: float) -> str:
    """Hours, or minutes where they are few."""
    amount, unit = (hours, "hour") if hours >= 1 else (60 * hours, "minute")
    text = plain(amount, 2)
    return f"{text} {unit}" if text == "1" else f"{text} {unit}s"


def _why_not(candidate: Candidate, made: Advice) -> str:
    """The first limit that a plan breaks, in a sentence, with what would be enough."""
    way, known_ = candidate.way, made.known
    name, gpu = candidate.broken[0], candidate.way.gpu
    run = known_.longest_run_hours / way.pace if way.pace else 0.0
    match name:
        case limits.PRIVACY:
            return f"{way.name}: your data may not go there."
        case limits.MEMORY:
            assert way.held is not None
            need, room = way.held.need * 1e-9, way.held.room * 1e-9
            return (
                f"{way.name} does not hold the model: each GPU would need {number(need.typical, Unit.GB)} "
                f"and leaves {number(room.typical, Unit.GB)}."
            )
        case limits.NOTHING_RUNS:
            return f"{way.name}: no software here does this task on {gpu.name if gpu else 'it'}."
        case limits.CLOSED:
            return way.obstacles[0]
        case limits.OFFERED:
            return f"{way.name} is not offered where you live, or cannot be paid from there, as you said."
        case limits.PAYMENT:
            return f"{way.name} wants a payment that works abroad; free notebooks without a card do not."
        case limits.ADMIN:
            return f"{way.name} needs somebody who may look after a computer."
        case limits.NOISE:
            return f"{way.name} is loud and hot ({number(way.load_watts, Unit.WATT)} at work): not where people work or sleep."
        case limits.SOCKET:
            gives = number(known_.socket_watts, Unit.WATT)
            return f"{way.name} draws {number(way.load_watts, Unit.WATT)}; the socket gives {gives} for hours."
        case limits.CONNECTION:
            return f"{way.name} needs an internet connection."
        case limits.UPLOAD:
            days = limits.upload_hours(known_) / 24
            return f"{way.name}: sending {number(known_.storage_gb, Unit.GB)} would take {plain(days, 2)} days."
        case limits.SESSION:
            return f"{way.name} cuts a run after {_span(way.session_hours)}; your longest takes {_span(run)} there."
        case limits.SPARE:
            return f"{way.name} may be taken away: not for a run of {_span(run)} that must not be cut."
        case limits.QUOTA:
            held = way.hours_held(made.hours)
            return (
                f"{way.name} gives {plain(way.most_hours_per_week)} hours a week; the work takes {plain(held)} there."
            )
        case limits.WEEK:
            return f"{way.name} would need {plain(way.hours_there(made.hours))} hours a week for this work; a week has 168."
        case limits.DEADLINE:
            takes = plain(run + way.queue_hours)
            return f"{way.name} takes {takes} hours for the longest run; you have {plain(known_.deadline_hours)}."
        case limits.PRICE:
            return (
                f"{way.name} costs {number(way.price_usd, Unit.USD)}; you have {number(known_.budget_usd, Unit.USD)}."
            )
        case limits.MONTH | limits.CAP:
            least = number(candidate.running_usd_per_month, Unit.USD_PER_MONTH)
            have = number(known_.budget_usd_per_month, Unit.USD_PER_MONTH)
            worst = " and may cost more, as a meter runs" if name == limits.CAP else ""
            return f"{way.name} costs {least}{worst}; you have {have}."
        case "larger":
            return f"{way.name} alone does not hold the larger model of now and then."
    return f"{way.name} would not do any more at the end, when the work has grown."


# Tables


KINDS = {
    "notebook": "notebook", "api": "by the token", "rented": "by the hour", "spot": "by the hour, may be taken away",
    "institution": "your institution’s", "owned": "there already", "upgrade": "a GPU for your PC", "appliance": "bought whole",
    "rig": "built or bought",
}  # fmt: skip


def _best_table(made: Advice, catalogue: Catalogue) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for side in (CLOUD, RIG, HYBRID, API):
        candidate = made.best(side)
        if candidate is None:
            continue
        way = candidate.way
        there = _hours_there(way, made) if way.pace else ""
        rows.append(
            (
                NAMES[side].capitalize() + (", best" if side == made.verdict else ""),
                Link(_named(candidate), way.href),
                way.price,
                _monthly(candidate, made),
                there,
            )
        )
    columns = (
        Column("Kind"),
        Column("Plan"),
        Column("At the start", Unit.USD),
        Column("A month, all in", Unit.USD_PER_MONTH),
        Column("Hours there", Unit.HOURS_PER_WEEK),
    )
    count = len(made.found)
    return Table(
        "The best of each kind",
        columns,
        tuple(rows),
        f"Of {count} plans that keep within your limits. A month counts rent, electricity, and what hardware loses in value.",
    )


def _stages(made: Advice, catalogue: Catalogue) -> Table:
    """Developing, training and serving, each by itself: where work with more than one stage would go."""
    known_ = made.known
    columns = (Column("Stage"), Column("Where"), Column("A month, all in", Unit.USD_PER_MONTH))
    if known_.task not in (FINE_TUNE, TRAIN):
        return Table("Stage by stage", columns, ())
    said = known_.said
    developing = replace(
        said, hours_per_week=min(5.0, made.hours), longest_run_hours=1.0, largest_billion=None, training_tokens_per_week=None,
        model=None, model_billion=1.0,
    )  # fmt: skip
    serving = replace(
        said, task="chat", hours_per_week=None, tokens_per_day=1e6, concurrency=MANY_AT_ONCE, training_tokens_per_week=None,
        largest_billion=None, longest_run_hours=None,
    )  # fmt: skip
    rows: list[tuple[Cell, ...]] = []
    for title, stage in (
        ("Developing, on a small model", developing),
        ("Training", said),
        ("Serving a million tokens a day", serving),
    ):
        advice = made if stage is said else advise(known(stage, catalogue), catalogue)
        best = advice.found[0] if advice.found else None
        where: Cell = Link(_named(best), best.way.href) if best else "nothing within your limits"
        rows.append((title, where, _monthly(best, advice) if best else ""))
    return Table("Stage by stage", columns, tuple(rows))


def _split(stages: Table) -> Iterator[Reason]:
    """Whether developing, training and serving belong in one place or in several, and where."""
    where = [cell for row in stages.rows if isinstance(cell := row[1], Link)]
    if not where or len(where) < len(stages.rows):
        return
    developing, training, serving = (link.text for link in where)
    if len({link.href for link in where}) > 1:
        told = (
            f"The stages belong in different places: develop on {developing}, train on {training}, serve on {serving}."
        )
    else:
        told = f"One place does for developing, training and serving: {training}."
    yield Reason(told)


def _formulas(made: Advice, catalogue: Catalogue) -> Table:
    """What the best plan costs over all months, term by term; of both together the hybrid calculator tells it."""
    known_, best = made.known, made.found[0]
    way, months = best.way, known_.horizon_months
    grown = mean_growth(months) if known_.growth == "growing" else 1.0
    demand = way.demand(made.hours * grown, known_.storage_gb)
    note = "Typical values; hours are the mean of all months." if grown > 1 else "Typical values."
    rows: Iterator[formulas.Row] = iter(())
    if best.partner is None and way.id.startswith("rigs/"):
        plan = rig_plan(way.id.removeprefix("rigs/"), known_.region, catalogue)
        parts = _spanned([rig_parts(terms, demand, months) for terms in way.rig])
        rows = formulas.rig_rows(plan, way.rig[1], demand, months, parts)
    elif best.partner is None and known_.largest is None and way.kind in ("notebook", "rented", "spot"):
        price_type = SPOT if way.spare else ON_DEMAND
        rental = way.id.removesuffix(" (spot)")
        rented = rental_plan(rental, price_type, work_of(known_.job), known_.region, catalogue)
        parts = _spanned([rental_parts(terms, demand, months) for terms in way.rental])
        rows = formulas.rental_rows(rented, USUAL, way.rental[1], demand, months, parts)
    return formulas.table(f"What {way.name} costs, with your numbers", rows, note)


def _spanned(corners: list[dict[str, float]]) -> dict[str, Range]:
    """Each part at its cheapest, typically and at its dearest."""
    return {part: spanned(*(corner[part] for corner in corners)) for part in corners[1]}


# What was taken


TAKEN = {
    "reader": "You did not say who you are: a hobbyist is taken.",
    "task": "You did not say what you want to do: learning and trying is taken.",
    "privacy": "You did not say where your data may go: anywhere is taken.",
    "growth": "You did not say whether your jobs grow: they are taken to stay as they are.",
    "admin": "You did not say whether you can look after a computer: that you would learn it is taken.",
    "payment": "You did not say whether you can pay abroad: a card that works is taken.",
}
"""Of what a reader left open, what a first screen asks or what rules plans out."""


def _assumptions(made: Advice, catalogue: Catalogue) -> tuple[str, ...]:
    known_ = made.known
    said = known_.said
    lines = [
        text for name, text in TAKEN.items() if getattr(said, name) == UNKNOWN and not (name == "task" and said.model)
    ]
    if said.task == UNKNOWN and said.model:
        lines.append(f"You did not say what you want to do: by its model it is to “{TASKS[known_.task]}”.")
    if said.region is None:
        lines.append(f"You did not say where you live: {catalogue['regions'][known_.region].name} is taken.")
    elif not catalogue["regions"][known_.region].within((ASSUMED_REGION,)):
        place = catalogue["regions"][known_.region].name
        lines.append(
            f"Which providers can be paid from {place}, and which free tiers are offered there, is not published but where a "
            "record names its countries; those that name others are left out. Prices are those "
            "named for everybody: ask before you count on one."
        )
        lines += _of_countries(made, catalogue)
    if said.model is None:
        model = catalogue["models"][known_.job.model].name
        size = f"{plain(said.model_billion)} billion parameters" if said.model_billion else "an unknown model"
        lines.append(f"{model} stands for {size}.")
    if not known_.hours_are_known:
        spread = briefly(known_.hours, Unit.HOURS_PER_WEEK)
        lines.append(
            f"You did not say how many hours: {spread} is taken, the share of the week in which such people’s hardware works."
        )
    if said.budget_usd is None or said.budget_usd_per_month is None:
        lines.append("Money that you did not name limits nothing.")
    if known_.growth == "growing":
        lines.append(f"Growing jobs are taken to take {plain(GROWTH_PER_YEAR)} times the hours each year.")
    if known_.largest is not None:
        lines.append(f"The larger model is taken to run for {plain(100 * LARGE_SHARE)}% of the hours.")
    if known_.ready_hours:
        lines.append(f"A machine of its own must be up {plain(known_.ready_hours)} hours a week to be asked.")
    if made.ways.reference:
        lines.append(f"Hours are those that the work takes on: {made.ways.reference}.")
    lines += [
        "A language model runs at 4 bits, is fine-tuned by QLoRA and trained with Adam in mixed precision; pictures are drawn at 16 "
        "bits, or in fewer where those do not fit.",
        "A rented GPU is one that three sellers or more offer, at the middle price; spare machines and the fastest stand beside it.",
        "Money is weighed by its ratio: each doubling counts the same.",
        "Nothing is counted here for instalments, what your money would earn, an upgrade or a rig bought anew, nor for machines that "
        "start slowly, are waited for or left running, prices that change, and data sent: “Rent or buy” asks for each.",
        "Weights: " + ", ".join(f"{_aspect_words(a)} {plain(made.weights[a], 2)}" for a in ASPECTS) + ".",
    ]
    best = made.found[0] if made.found else None
    if best is not None:
        for candidate in (best, _rival(made)):
            if candidate is not None:
                marks = zip(ASPECTS, candidate.marks, strict=True)
                told = ", ".join(f"{_aspect_words(a)} {plain(mark, 2)}" for a, mark in marks)
                lines.append(f"Marks of {_named(candidate)}, from 0 to 1: {told}.")
        lines += [text for way in (best.way, best.partner) if way is not None for text in way.unpublished]
        lines += [
            f"In which countries {way.name} is offered, and which payments it takes there, is not published here: ask first."
            for way in (best.way, best.partner)
            if way is not None and way.service and not _names_countries(way, catalogue)
        ]
    return tuple(lines)


def _names_countries(way: Way, catalogue: Catalogue) -> bool:
    """Whether a record says in which countries a service, or this plan of it, is offered."""
    service = catalogue["services"].get(way.service)
    if service is None:
        return False
    told = any(caveat.theme == COUNTRIES for caveat in service.caveats)
    return told or any(tier.offered_in for tier in service.tiers if f"{service.id}/{tier.id}" == way.id)


COUNTRIES = "countries"


def _of_countries(made: Advice, catalogue: Catalogue) -> Iterator[str]:
    """What is known of the countries in which the best plan's service can be had."""
    services = catalogue["services"]
    for way in (w for c in made.found[:1] for w in (c.way, c.partner) if w is not None and w.service in services):
        service = services[way.service]
        yield from (f"{service.name}: {c.text}" for c in service.caveats if c.theme == COUNTRIES)


def _used(made: Advice) -> list[Figure]:
    """The figures behind the best plan and its rival."""
    used: list[Figure] = [*made.known.figures]
    for candidate in (made.found[0], _rival(made)):
        if candidate is not None:
            for way in (candidate.way, candidate.partner, candidate.large):
                used += way.figures if way is not None else ()
    return used


def _guided_by(made: Advice) -> list[str]:
    """The sources of the guidance that applies."""
    return [source for g in made.guidance for e in g.evidence for source in e.source]


# What would change it


PHRASES = {
    "hours_per_week": "of GPU work",
    "longest_run_hours": "for the longest run",
    "budget_usd": "at the start",
    "budget_usd_per_month": "to spend",
}
"""How a threshold of each number goes on, after it."""


def changes(inputs: Inputs, outputs: Outputs, catalogue: Catalogue) -> tuple[Reason, ...]:
    """The nearest change of each single answer that gives another verdict, numbers first."""
    made = _advise(inputs, catalogue)
    found = tuple(_told(turn, made) for turn in turns(made, catalogue))
    return found or (Reason("No change of one answer alone gives another verdict."),)


def _told(turn: Turn, made: Advice) -> Reason:
    info = INFOS[turn.name]
    verdict = side_of(turn.best)
    then = NAMES[verdict] + (f", {turn.best.way.name}" if turn.best else " keeps within your limits any more")
    side = SIDES[verdict]
    if isinstance(info.meta, Choice):
        assert info.meta.options is not None
        return Reason(f"{info.meta.label} “{info.meta.options[turn.value]}”: {then}.", side=side)
    assert isinstance(info.meta, Quantity)
    now = made.hours if turn.name == "hours_per_week" else getattr(made.known.said, turn.name)
    if turn.name == "longest_run_hours":
        now = made.known.longest_run_hours
    below = now is None or turn.value < now
    is_now = "not known" if now is None else f"now {number(now, info.meta.unit)}"
    words = (
        f"{'Below' if below else 'From'} {number(turn.value, info.meta.unit)} {PHRASES[turn.name]} ({is_now}): {then}."
    )
    return Reason(words, side=side)


EXAMPLES = (
    Example(
        title="Data that must stay at home, and no money for a home for it",
        inputs={"privacy": "own-hardware", "budget_usd": 0},
        expected={"verdict": "none", "plan": ""},
        source="The cloud is out by the reader's own rule, a rig by the reader's own money, and nothing is owned.",
    ),
    Example(
        title="No money at all, and little work",
        inputs={"budget_usd": 0, "budget_usd_per_month": 0, "hours_per_week": 3, "task": "learn"},
        expected={"verdict": "cloud", "plan_usd": 0.0},
        source="Every rig costs money and every rented machine rent; the free quota of 30 hours a week holds three.",
    ),
    Example(
        title="Hours that nobody knows",
        inputs={},
        expected={"verdict": "cloud", "hours_per_week": 12.6},
        source="By hand: personal machines are in use for 7.5% of the time (5 to 10%), of 168 hours: 12.6.",
    ),
    Example(
        title="A card that is there anyway",
        inputs={
            "task": "chat",
            "model": "llama-3-1-8b",
            "hours_per_week": 10,
            "owned_gpu": "rtx-3060-12gb",
            "own_anyway": "yes",
        },
        expected={"verdict": "rig", "plan": "own/rtx-3060-12gb", "plan_usd": 0.0},
        source="The 4-bit model of about 5 GB fits 12 GB; ten hours of a few hundred watts are some dollars of electricity a month.",
    ),
)
