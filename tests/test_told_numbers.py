"""At every bound of every input the calculators of money tell numbers as people say them."""

from __future__ import annotations

import re

import pytest

from calculators import Catalogue, run
from calculators.core.door import calculator
from calculators.core.quantity import Quantity, fields_of
from tests.test_money import money_calculators

ODD = re.compile(
    r"0\.0000000|\d(,\d{3}){5,}|\b(nan|inf|NaN)\b|−\$0\b|(?<![\d.,/])1 (hour|week|student|month|course)s\b"
)
"""Seven zeros and more, a quadrillion and more, what is no number, a negative nothing, one in the plural."""


@pytest.mark.parametrize("name", money_calculators())
def test_at_every_bound_numbers_are_told_as_people_say_them(name: str, catalogue: Catalogue) -> None:
    """Each input at its least and at its most, all others as they are; what is out of what others allow is an error."""
    bounds = [
        (info.name, int(bound) if info.meta.integer else bound)
        for info in fields_of(calculator(name).Inputs)
        if isinstance(info.meta, Quantity)
        for bound in (info.meta.minimum, info.meta.maximum)
    ]
    for field, bound in bounds:
        answer = run(name, {field: bound}, catalogue)
        told = re.sub(r"<[^>]*>", " ", answer["html"] if "html" in answer else answer["error"]["message"])
        odd = ODD.search(told)
        assert odd is None, (field, bound, told[max(0, odd.start() - 80) : odd.end() + 40])
