"""The home page asks at most six questions, and carries the answer that its questions give."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from calculators import run
from calculators.core.quantity import Choice, fields_of
from calculators.engines.answers import known
from calculators.recommend import Inputs
from calculators.records.reader import ASSUMED, UNKNOWN
from generator.load import load
from generator.pages import Made, Site
from generator.pages.form import form
from generator.pages.handwritten import render
from generator.paths import DOCS
from generator.today import as_of
from tests.golden import FOLDER
from tests.support.records import real

MOST = 6


def test_at_most_six_questions_stand_open_and_each_may_be_left_open() -> None:
    loaded = load(FOLDER / "data", as_of="2026-11-25")
    (first, *_) = form(Inputs, loaded.catalogue)
    assert first.title == ""
    assert len(first.fields) <= MOST
    for field in first.fields:
        options = {option.value: option.label for _, group in field.options for option in group}
        assert field.default in ("", UNKNOWN)
        assert not options or options[field.default].startswith("I do not know")


def test_each_question_that_may_be_left_open_says_what_is_then_taken() -> None:
    """A choice in the words of the option that is taken; the first six all of them, numbers by what is not limited or usual."""
    infos = {info.name: info for info in fields_of(Inputs)}
    for name, taken in ASSUMED.items():
        meta = infos[name].meta
        assert isinstance(meta, Choice) and meta.options is not None
        assert meta.taken == ("" if taken == UNKNOWN else meta.options[taken]), name
    (first, *_) = form(Inputs, load(FOLDER / "data", as_of="2026-11-25").catalogue)
    assert all(field.taken for field in first.fields)
    limitless = {field.name for field in first.fields if field.taken == "no limit"}
    assert limitless == {"budget_usd", "budget_usd_per_month"}
    known_ = known(Inputs(), real(as_of()).catalogue)
    assert {getattr(known_, name) for name in limitless} == {float("inf")}


def test_the_answer_says_what_it_takes_for_what_was_left_open() -> None:
    """168 h × 5, 7.5 and 10% are 8.4, 12.6 and 16.8 (see the glossary’s use of personal machines)."""
    catalogue = real(as_of()).catalogue

    def told(**answers: Any) -> list[str]:
        reasons = run("recommend", answers, catalogue, "quick")["report"]["reasons"]
        return [r["text"] for r in reasons if r["text"].startswith("You left open")]

    (open_,) = told()
    for words in (
        "a hobbyist",
        "learning and trying",
        "data that may go anywhere",
        "no limit of money;",
        "the United States",
    ):
        assert words in open_
    assert re.search(r"12\.6\sh/week.*8\.4.*16\.8.* of work", open_)
    (two,) = told(reader="student", hours_per_week=3, budget_usd=0, privacy="anywhere", region="germany")
    assert two == "You left open, so it is taken: learning and trying; no limit of money a month."
    assert not told(
        reader="student",
        task="chat",
        hours_per_week=3,
        budget_usd=0,
        budget_usd_per_month=5,
        privacy="anywhere",
        region="germany",
    )
    assert "learning" not in told(model="flux-1-dev")[0]


def test_the_home_page_carries_the_whole_answer_for_the_defaults() -> None:
    loaded = real(as_of())
    text = render(
        Site(loaded.catalogue, ("recommend",), Made(draw=lambda spec: "")),
        Path(DOCS / "index.md").read_text("utf-8"),
        "index.md",
    )
    answer = run("recommend", {}, loaded.catalogue)["html"].replace('href="../../', 'href="./')
    assert answer in text
    assert 'data-root="./"' in text
    asked = [info.name for info in fields_of(Inputs) if f'name="{info.name}"' in text]
    assert len(asked) <= MOST
