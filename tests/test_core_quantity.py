"""What a field means: every field has it, and a field's name ends in its unit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

import pytest

from calculators import names
from calculators.core.door import calculator
from calculators.core.quantity import Choice, FieldInfo, Quantity, Text, Unit, fields_of
from calculators.core.subject import FAMILIES

pytestmark = pytest.mark.everywhere

CLASSES = [
    *FAMILIES.values(),
    *(cls for name in names() for cls in (calculator(name).Inputs, calculator(name).Outputs)),
]


def all_fields(cls: type, seen: set[type] | None = None) -> Iterator[tuple[str, FieldInfo]]:
    """The fields of a class and of every class nested in it."""
    seen = seen if seen is not None else set()
    if cls in seen:
        return
    seen.add(cls)
    for info in fields_of(cls):
        yield f"{cls.__module__}.{cls.__name__}.{info.name}", info
        if (
            isinstance(info.type, type)
            and hasattr(info.type, "__dataclass_fields__")
            and not isinstance(info.meta, Quantity)
        ):
            yield from all_fields(info.type, seen)


FIELDS = {place: info for cls in CLASSES for place, info in all_fields(cls)}
QUANTITIES = {place: info for place, info in FIELDS.items() if isinstance(info.meta, Quantity)}


@pytest.mark.parametrize("place", QUANTITIES)
def test_a_field_ends_in_its_unit(place: str) -> None:
    meta = QUANTITIES[place].meta
    assert isinstance(meta, Quantity)
    assert place.endswith(meta.unit.suffix), f"{place} is in {meta.unit.name}: it must end in {meta.unit.suffix}"


def test_no_annotation_is_text_that_is_compiled_when_a_page_first_answers() -> None:
    texts = [
        f"{cls.__module__}.{cls.__name__}"
        for cls in CLASSES
        if any(isinstance(a, str) for a in cls.__annotations__.values())
    ]
    assert not texts, "leave `from __future__ import annotations` out of these modules"


@pytest.mark.parametrize("place", QUANTITIES)
def test_bounds_are_in_order_and_hold_the_default(place: str) -> None:
    info = QUANTITIES[place]
    meta = info.meta
    assert isinstance(meta, Quantity)
    assert meta.minimum <= meta.maximum
    if isinstance(info.default, int | float) and not isinstance(info.default, bool):
        assert meta.minimum <= info.default <= meta.maximum


def test_two_units_do_not_share_a_suffix_unless_they_have_none() -> None:
    suffixes = [unit.suffix for unit in Unit if unit.suffix]
    assert len(suffixes) == len(set(suffixes))


def test_a_field_without_metadata_is_refused() -> None:
    @dataclass
    class Bare:
        hours: float

    with pytest.raises(TypeError, match=r"Bare\.hours has no Quantity"):
        fields_of(Bare)


@dataclass
class _Sample:
    needed: Annotated[float, Quantity("Needed")]
    maybe: Annotated[float | None, Quantity("Maybe")] = None
    words: Annotated[tuple[str, ...], Text("Words")] = ()
    kind: Annotated[str, Choice("Kind", options={"a": "first"})] = "a"


def test_a_field_says_whether_it_is_required_optional_or_a_list() -> None:
    needed, maybe, words, kind = fields_of(_Sample)
    assert (needed.required, maybe.required) == (True, False)
    assert (needed.optional, maybe.optional) == (False, True)
    assert (words.many, words.type, kind.many) == (True, str, False)
    assert (maybe.type, maybe.default, words.default) == (float, None, ())
