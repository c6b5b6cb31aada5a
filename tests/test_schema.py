"""The schemas of data files are the same however many record classes were read before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from calculators.core.quantity import Choice
from generator.schema import record_model


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
