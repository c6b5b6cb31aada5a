"""From a calculator to the next, filled in with the same answers: will it fit, how fast, for what money, and so the whole decision.

What a reader has said on one page goes along where the next does not ask it: as `answers`, packed as in a long address. So one
set of answers leads from page to page, and back to the whole decision as they were.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Any
from urllib.parse import urlencode

from calculators._money import InCurrency
from calculators.core.catalogue import Catalogue
from calculators.core.inputs import InputError, coerce_field
from calculators.core.links import packed, unpacked
from calculators.core.numerals import written
from calculators.core.quantity import Quantity, Text, Unit, fields_of
from calculators.core.ranges import Range
from calculators.core.report import KeyFigure, Link, Reason
from calculators.engines.tasks import CHAT, IMAGES, LEARN, WORK, suits
from calculators.records import Reader
from calculators.records.owning import Owning
from calculators.records.reader import AMOUNTS, ASSUMED, ASSUMED_REGION

ALIKE = ("region", "horizon_months", "storage_gb", "longest_run_hours")
"""Inputs that calculators of money and the recommendation ask alike."""
MOST_HOURS, MOST_AT_ONCE, MOST_PROMPT_TOKENS = 168.0, 10_000, 1_000_000
"""What the next page allows, where the one before allows more."""
SAME = 1e-3
"""Relative: hours that came from an answer and go back to it are the same again, but for the digits of an address."""


@dataclass(frozen=True, kw_only=True)
class Answers(Reader, InCurrency):
    """All that the whole decision asks."""


@dataclass(frozen=True, kw_only=True)
class Carrying:
    """What a calculator knows of the reader without asking."""

    answers: Annotated[
        str,
        Text(
            "What you said on other pages",
            "Answers that this page does not ask, packed; its links carry them on. Empty it to begin anew.",
            "Along the way",
            pattern=r"[ !#-%'-;=?-~]*",  # ASCII but what HTML and addresses set apart
            pattern_help="what a link of this site holds",
        ),
    ] = ""


_ASKED = {info.name: info for info in fields_of(Answers)}


def _amount(name: str) -> Quantity:
    meta = _ASKED[name].meta
    assert isinstance(meta, Quantity)
    return replace(meta, help="Empty if you do not know; the hours a week follow from it.", group="")


TOKENS_A_DAY, IMAGES_A_DAY, TRAINED_A_WEEK = (_amount(name) for name in AMOUNTS)
"""The amounts of work as the calculators of speed ask them."""


def hours_figure(hours: Range | None) -> tuple[KeyFigure, ...]:
    """The hours a week that an amount takes, where one is known."""
    return (KeyFigure("Hours of work a week", hours, Unit.HOURS_PER_WEEK),) if hours is not None else ()


def carry_on(*links: Link) -> Reason:
    """The sentence that leads on."""
    return Reason("Carry on with the same answers:", links)


class Onward:
    """The way on from a page: what came along, what the page asks as the whole decision would, and what it `knows` besides.

    An answer of None is not known here: what came along stands. `hours_on_rig` are hours of work on the page's rig.
    """

    def __init__(self, inputs: Any, catalogue: Catalogue, hours_on_rig: float | None = None, **knows: Any) -> None:
        self._inputs, self._catalogue = inputs, catalogue
        came = _unpacked(inputs.answers, catalogue)
        alike = {name: getattr(inputs, name) for name in ALIKE if hasattr(inputs, name)}
        for cls in (Owning, InCurrency):
            if isinstance(inputs, cls):
                alike |= {info.name: getattr(inputs, info.name) for info in fields_of(cls)}
        if "task" in came and "task" in knows and WORK[came["task"]] != WORK[knows["task"]]:
            knows = {"model": None}  # a look aside, at other work than the reader's: after it all is as before
        model = None if getattr(inputs, "model_config", "") else knows.pop("model", getattr(inputs, "model", None))
        record = catalogue["models"][model] if model else None
        if record is not None and (suits(IMAGES, record) or suits(LEARN, record)):
            knows["model"] = model
            if came.get("task") and not suits(came["task"], record):
                del came["task"]
        known = {**alike, **knows} if hours_on_rig is None else {**alike, **knows, "hours_per_week": hours_on_rig}
        self._before = _Before(came, catalogue) if came else None
        if self._before is not None:
            known = self._before.without(known, getattr(inputs, "rig", ""))
        said = {**came, **{name: value for name, value in known.items() if value is not None}}
        self.said = {name: value for name, value in said.items() if value != _ASKED[name].default}

    def to(self, text: str, calculator: str, **asked: Any) -> Link:
        """A link to a calculator that asks these; all that is known goes along."""
        return Link(text, onward(self.said, calculator, **asked))

    def to_recommend(self) -> Link:
        """The whole decision."""
        return Link("Cloud, rig, or both?", address("recommend", **self.said))

    def to_speed(self) -> Link:
        """How fast it runs, from what is asked of its memory."""
        asked = self._inputs
        names = ("gpu", "gpu_count", "quantization", "own_memory_gb", "kv_cache", "model_config")
        alike = {name: getattr(asked, name) for name in names}
        amount = {"tokens_per_day": self.said.get("tokens_per_day")}
        return self.to("How fast?", "speed", **alike, model=asked.model, concurrency=asked.batch, **amount)

    def to_images(self) -> Link:
        """How long a picture takes, from what is asked of its memory."""
        asked = self._inputs
        own = {"own_memory_gb": asked.own_memory_gb, "images_per_day": self.said.get("images_per_day")}
        return self.to("How long does a picture take?", "images", model=asked.model, gpu=asked.gpu, **own)

    def to_api_or_own(self) -> Link:
        """Whose machines the same conversations are cheapest on."""
        asked = self._inputs
        tokens = self.said.get("tokens_per_day", self._before.work["tokens_per_day"] if self._before else None)
        return self.to(
            "API or own?",
            "api_or_own",
            model=asked.model,
            prompt_tokens=min(asked.prompt_tokens, MOST_PROMPT_TOKENS),
            output_tokens=asked.output_tokens,
            concurrency=min(asked.concurrency, MOST_AT_ONCE),
            requests_per_day=None if tokens is None else float(f"{tokens / asked.output_tokens:.4g}"),
            **self._money("region", "horizon_months"),
        )

    def to_rent_or_buy(self, hours: Range | None, work: str) -> tuple[Link, ...]:
        """What the hours a week cost on a rig with these GPUs, and rented; none without hours, or a record of such a rig."""
        gpus = self._inputs.gpu, getattr(self._inputs, "gpu_count", 1)
        rigs = [r for r in self._catalogue["rigs"].values() if r.complete and (r.gpu, r.gpu_count) == gpus]
        if hours is None or not rigs:
            return ()
        rig = min(rigs, key=lambda r: r.price_usd.typical)
        shown = float(f"{min(hours.typical, MOST_HOURS):.4g}")
        before = self._before or _Before(self.said, self._catalogue)
        run = float(f"{before.work['longest_run_hours'] / before.pace(rig.id):.4g}")
        money = self._money("region", "horizon_months", "storage_gb")
        asked = {"rig": rig.id, "hours_per_week": shown, "longest_run_hours": run, "work": work}
        return (self.to("Rent or buy?", "rent_or_buy", **asked, **money),)

    def _money(self, *names: str) -> dict[str, Any]:
        """What calculators of money ask alike: these as they are taken where nobody said them, the rest as far as it is known."""
        taken = {name: self.said.get(name, _ASKED[name].default) for name in names} | {
            "region": self.said.get("region", ASSUMED_REGION)
        }
        alike = (info.name for cls in (Owning, InCurrency) for info in fields_of(cls))
        return taken | {name: self.said[name] for name in alike if name in self.said}


def onward(said: Mapping[str, Any], calculator: str, **asked: Any) -> str:
    """The address of a calculator with its inputs; all that was said goes along, but for amounts that it asks itself."""
    rest = [(info, said[name]) for name, info in _ASKED.items() if name in said and name not in {*AMOUNTS} & {*asked}]
    return address(calculator, **asked, answers=packed(rest))


def said_by(reader: Reader) -> dict[str, Any]:
    """The answers that a reader gave."""
    given = {name: getattr(reader, name, info.default) for name, info in _ASKED.items()}
    return {name: value for name, value in given.items() if value != _ASKED[name].default}


def address(calculator: str, **asked: Any) -> str:
    """Of a calculator with its inputs, from the site's root; what is not known is left out."""
    told = {n: written(v) if isinstance(v, float) else str(v) for n, v in asked.items() if v is not None and v != ""}
    return f"calculators/{calculator}/?{urlencode(told)}" if told else f"calculators/{calculator}/"


def _unpacked(text: str, catalogue: Catalogue) -> dict[str, Any]:
    """The answers that came along; those that hold no more are left out."""
    found: dict[str, Any] = {}
    for name, value in unpacked(Answers, text, catalogue)[0]:
        try:
            found[name] = coerce_field(_ASKED[name], value, catalogue)
        except InputError:
            continue
    return found


class _Before:
    """The work as the answers that came along have it: `work` holds its hours, runs and tokens on the machine of reference."""

    def __init__(self, came: dict[str, Any], catalogue: Catalogue) -> None:
        from calculators.engines.advice import hours_of, ways_of  # a page to which nothing came along never asks them
        from calculators.engines.answers import known

        self._came, self._catalogue = came, catalogue
        self._reader = known(Answers(**came), catalogue)
        self._ways = ways_of(self._reader, catalogue)
        hours = hours_of(self._reader, self._ways)
        self.work = {
            "hours_per_week": hours,
            "longest_run_hours": self._reader.longest_run_hours,
            "tokens_per_day": hours * self._ways.per_second.typical * 3600 / 7,
        }

    def pace(self, rig_id: str) -> float:
        """The work of an hour on a rig beside the machine of reference; 1 where it does not hold the work, or there is none."""
        listed = next((way.pace for way in self._ways.ways if way.id == f"rigs/{rig_id}"), 0.0)
        if listed or not rig_id:
            return listed or 1.0
        rig = self._catalogue["rigs"][rig_id]
        from calculators.engines.jobs import held

        found = held(self._reader.job, rig.gpu, rig.gpu_count, None, self._catalogue)
        rate = found.per_second if found is not None else None
        return rate.typical / self._ways.per_second.typical if rate is not None else 1.0

    def without(self, knows: dict[str, Any], rig: str) -> dict[str, Any]:
        """What a page knows, None where it is as before; hours of its rig are told as those of the reference."""
        told, came = dict(knows), self._came
        for name, then in self.work.items():
            if told.get(name) is None:
                continue
            now = told[name] * (1.0 if name == "tokens_per_day" else self.pace(rig))
            told[name] = None if abs(now - then) <= SAME * then else now
            if name == "hours_per_week" and told[name] is not None:
                told[name] = min(now, MOST_HOURS)
                for amount in AMOUNTS:
                    came.pop(amount, None)
        job = self._reader.job
        taken = {**ASSUMED, "region": ASSUMED_REGION, "model": job.model, "concurrency": job.streams}
        if came.get("task") in (LEARN, CHAT) and told.get("task") == CHAT:
            told["task"] = None
        return {name: None if name not in came and value == taken.get(name) else value for name, value in told.items()}
