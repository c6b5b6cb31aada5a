"""The home page asks at most six questions, and carries the answer that its questions give."""

from __future__ import annotations

from pathlib import Path

from calculators import run
from calculators.core.quantity import fields_of
from calculators.recommend import Inputs
from generator.load import load
from generator.pages import Made, Site
from generator.pages.form import form
from generator.pages.handwritten import render
from generator.paths import DOCS
from generator.today import as_of
from tests.golden import FOLDER

MOST = 6


def test_at_most_six_questions_stand_open_and_each_may_be_left_open() -> None:
    loaded = load(FOLDER / "data", as_of="2026-11-25")
    (first, *_) = form(Inputs, loaded.catalogue)
    assert first.title == ""
    assert len(first.fields) <= MOST
    for field in first.fields:
        options = [option.value for _, group in field.options for option in group]
        assert field.default in ("", "unknown")
        assert not options or field.default in options


def test_the_home_page_carries_the_whole_answer_for_the_defaults() -> None:
    loaded = load(as_of=as_of())
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
