"""Every calculator's EXAMPLES hold: expected numbers from outside the code."""

from __future__ import annotations

from typing import Any

import pytest

from calculators import Catalogue, names, run
from calculators.core.door import calculator
from calculators.core.example import Example
from calculators.core.quantity import fields_of

pytestmark = pytest.mark.everywhere

CASES = [
    pytest.param(name, example, id=f"{name}: {example.title}")
    for name in names()
    for example in calculator(name).EXAMPLES
]


def value_of(output: Any) -> Any:
    """What an example states of an output: a range's typical value, or the output itself."""
    return output["typical"] if isinstance(output, dict) else output


@pytest.mark.parametrize("name", names())
def test_a_calculator_has_examples_with_sources(name: str) -> None:
    module = calculator(name)
    assert len(module.EXAMPLES) >= 3
    outputs = {info.name for info in fields_of(module.Outputs)}
    for example in module.EXAMPLES:
        assert example.source
        assert example.expected
        assert set(example.expected) <= outputs


@pytest.mark.parametrize(("name", "example"), CASES)
def test_an_example_holds(name: str, example: Example, catalogue: Catalogue) -> None:
    answer = run(name, example.inputs, catalogue)
    assert "error" not in answer, answer
    for field, expected in example.expected.items():
        actual = value_of(answer["outputs"][field])
        if isinstance(expected, str | bool) or expected is None:
            assert actual == expected, field
        else:
            tolerance = example.relative_tolerances.get(field, example.relative_tolerance)
            assert actual == pytest.approx(expected, rel=tolerance, abs=1e-9), field
