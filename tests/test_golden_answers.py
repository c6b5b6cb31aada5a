"""What every calculator says is what `tests/answers/expected` holds, word for word: see there how it is written anew."""

from __future__ import annotations

import pytest

from calculators import names
from tests import answers

CASES = [
    pytest.param(name, title, inputs, id=f"{name}: {title}")
    for name in names()
    for title, inputs in answers.cases(name).items()
]


@pytest.mark.parametrize("name", names())
def test_the_answer_to_the_defaults(name: str) -> None:
    said = "\n".join(line for lines in answers.defaults(name).values() for line in lines)
    assert said.split("\n") == answers.expected(name)[""].split("\n")


@pytest.mark.parametrize(("name", "title", "inputs"), CASES)
def test_what_other_inputs_change(name: str, title: str, inputs: answers.Inputs) -> None:
    assert answers.difference(name, inputs).split("\n") == answers.expected(name)[title].split("\n")


@pytest.mark.parametrize("name", names())
def test_every_case_that_is_told_is_one(name: str) -> None:
    assert set(answers.expected(name)) == {"", *answers.cases(name)}
