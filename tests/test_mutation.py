"""Of a mutated module only the mutants that are tried are left, in the lines in which mutmut wrote them."""

from __future__ import annotations

from pathlib import Path

import pytest
from mutmut.mutation.file_mutation import mutate_file_contents

from benchmarks.mutation.lean import lean

SOURCE = """\
def twice(number):
    return 2 * number


class Pair:
    def first(self):
        return 1

    def second(self):
        return 1 + 1


def thrice(number):
    return 3 * number
"""


@pytest.fixture(scope="module")
def mutated() -> str:
    return mutate_file_contents(Path("numbers.py"), SOURCE).code


def functions(text: str) -> list[str]:
    return [line.strip().split("(")[0].removeprefix("def ") for line in text.splitlines() if "def " in line]


def test_only_what_is_tried_is_left_where_it_was(mutated: str) -> None:
    tried = "x_twice__mutmut_1"
    left = lean(mutated, {tried})
    assert [name for name in functions(left) if "__mutmut_" in name and not name.endswith("_orig")] == [tried]
    assert left.count("\n") == mutated.count("\n")
    assert {line for line in left.split("\n") if line} < set(mutated.split("\n"))
    assert left.count("@_mutmut_mutated") == 1


def test_a_mutant_that_is_left_is_run_and_the_others_are_as_they_were(
    mutated: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MUTANT_UNDER_TEST", "numbers.xǁPairǁsecond__mutmut_1")
    module = {"__name__": "numbers"}
    exec(compile(lean(mutated, {"xǁPairǁsecond__mutmut_1"}), "numbers.py", "exec"), module)
    assert module["Pair"]().second() == 0  # 1 - 1 in place of 1 + 1
    assert (module["twice"](2), module["thrice"](2), module["Pair"]().first()) == (4, 6, 1)
