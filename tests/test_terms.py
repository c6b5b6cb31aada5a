"""The words of the field are explained where they stand: in a form at the first input that uses one, in an answer below it."""

from __future__ import annotations

import pytest

from calculators import Catalogue, names, run
from calculators.core.door import calculator
from calculators.core.terms import glossary, used_in
from generator.pages import Made, Site
from generator.pages.calculators import questions
from generator.pages.form import form


def ids(text: str, catalogue: Catalogue) -> list[str]:
    return [term.id for _, term in used_in([text], catalogue)]


def test_a_word_is_found_alone_in_any_case_and_number_and_in_the_order_of_the_text(catalogue: Catalogue) -> None:
    assert ids("Two GPUs, a rig (used): QLoRA.", catalogue) == ["gpu", "rig", "qlora"]
    assert ids("spot", catalogue) == ["spot"]
    assert ids("Fine-tune it", catalogue) == ["fine-tuning"]


def test_a_part_of_another_word_is_no_word(catalogue: Catalogue) -> None:
    assert ids("the original, right; spotless; GPUx; sessional", catalogue) == []


@pytest.mark.parametrize("name", names())
def test_a_form_explains_each_word_once_and_where_it_first_stands(name: str, catalogue: Catalogue) -> None:
    fields = [field for fold in form(calculator(name).Inputs, catalogue) for field in fold.fields]
    told = [term.id for field in fields for term in field.terms]
    assert len(told) == len(set(told))
    texts = [f"{field.label}\n{field.help}" for field in fields]
    assert set(ids("\n".join(texts), catalogue)) <= set(told)


def test_the_questions_of_the_home_page_hold_the_text_of_the_records(catalogue: Catalogue) -> None:
    """A word that they use can be opened there, by a button, without any script."""
    site = Site(catalogue, ("recommend",), Made(draw=lambda spec: ""))
    text = str(questions(site, "recommend", "./"))
    for term in ("gpu", "rig", "token", "fine-tuning"):
        assert f'popovertarget="term-{term}"' in text
        assert f'id="term-{term}" popover' in text
        assert catalogue["glossary"][term].meaning in text


def test_an_answer_explains_the_words_that_it_uses(catalogue: Catalogue) -> None:
    for answers in ({}, {"privacy": "own-hardware", "budget_usd": 0}, {"task": "fine-tune", "reader": "company"}):
        answer = run("recommend", answers, catalogue)
        told = {
            row[0]["text"]: row[1]
            for t in answer["report"]["tables"]
            if t["title"] == "Words used here"
            for row in t["rows"]
        }
        assert "GPU" in told
        by_name = {term.name: term.meaning for _, term in glossary(catalogue)}
        assert all(by_name[name] == meaning for name, meaning in told.items())
        sentence = answer["report"]["verdict"]["sentence"]
        assert {term.name for _, term in used_in([sentence], catalogue)} <= told.keys()
