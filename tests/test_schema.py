"""The schemas of data files are the same however many record classes were read before."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated

from calculators.core.quantity import Choice
from generator.schema import DATE_PATTERN, record_model


@dataclass(frozen=True, kw_only=True)
class First:
    answer: Annotated[str, Choice("Answer", options={"yes": "yes", "no": "no", "unknown": "not said"})] = "unknown"


@dataclass(frozen=True, kw_only=True)
class Second:
    answer: Annotated[str, Choice("Answer", options={"unknown": "not said", "yes": "yes", "no": "no"})] = "unknown"


def test_options_stand_in_their_own_order_beside_a_class_that_has_the_same_in_another() -> None:
    for cls, order in ((First, ["yes", "no", "unknown"]), (Second, ["unknown", "yes", "no"])):
        schema = record_model(cls).model_json_schema()
        assert schema["properties"]["answer"]["anyOf"][0]["enum"] == order


def test_editors_take_the_days_of_a_leap_year_and_no_other() -> None:
    days = {(date(2024, 1, 1) + timedelta(n)).isoformat() for n in range(366)}
    written = [f"2024-{month:02}-{day:02}" for month in range(14) for day in range(33)]
    assert {text for text in written if re.search(DATE_PATTERN, text)} == days
    assert re.search(DATE_PATTERN, "2024") and re.search(DATE_PATTERN, "2024-12")
