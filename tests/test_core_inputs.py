"""Bad inputs of every kind give an error that names field, value and what is allowed; zero is a value."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import Annotated, Any

import pytest

from calculators import Catalogue, names, run
from calculators.core.door import calculator
from calculators.core.inputs import InputError, bounds, coerce, nearest
from calculators.core.quantity import Choice, Quantity, Switch, Text, Unit, fields_of

pytestmark = pytest.mark.everywhere


@dataclass(frozen=True)
class Sample:
    hours: Annotated[float, Quantity("Hours", unit=Unit.HOURS_PER_WEEK, minimum=0, maximum=168)] = 5.0
    count: Annotated[int, Quantity("Count", minimum=1, maximum=10, integer=True)] = 1
    price: Annotated[float | None, Quantity("Price", minimum=-5, maximum=5)] = None
    side: Annotated[str, Choice("Side", options={"cloud": "cloud", "rig": "rig"})] = "rig"
    region: Annotated[str, Choice("Region", family="regions")] = "united-states"
    on: Annotated[bool, Switch("On")] = False
    code: Annotated[str, Text("Code", pattern="[a-z]+", pattern_help="small letters", longest=5)] = "a"


@pytest.mark.parametrize(
    ("field", "value", "kept"),
    [
        ("hours", "0", 0.0),
        ("hours", 0, 0.0),
        ("hours", " 12.5 ", 12.5),
        ("hours", 168, 168),
        ("hours", "12,5", 12.5),
        ("hours", "1e2", 100.0),
        ("count", "3", 3),
        ("count", 3.0, 3),
        ("price", "", None),
        ("price", None, None),
        ("price", "  ", None),
        ("price", 0, 0.0),
        ("price", "-5", -5.0),
        ("side", "cloud", "cloud"),
        ("region", "germany", "germany"),
        ("on", "true", True),
        ("on", "off", False),
        ("on", False, False),
        ("code", "abc", "abc"),
    ],
)
def test_a_good_value_is_kept(field: str, value: Any, kept: Any, catalogue: Catalogue) -> None:
    actual = getattr(coerce(Sample, {field: value}, catalogue), field)
    assert actual == kept
    assert type(actual) is type(kept) or isinstance(kept, float | int)


deep: list[Any] = []
deep.append(deep)

WORDS = ["", "  ", "abc", "1_000", "٣", "0x10", "nan", "inf", "-inf", "1e400", "12 h", "9" * 100]
OF_ANOTHER_KIND = [True, False, None, [], {}, [5], {"value": 5}, deep, b"5", 1 + 2j]
OUT_OF_BOUNDS = [float("nan"), float("inf"), 10**400, -1, 168.0001, "-0.1", 1e300]
BAD_NUMBERS = [*WORDS, *OF_ANOTHER_KIND, *OUT_OF_BOUNDS]


@pytest.mark.parametrize("value", BAD_NUMBERS, ids=lambda v: type(v).__name__)
def test_a_bad_number_is_refused(value: Any, catalogue: Catalogue) -> None:
    with pytest.raises(InputError) as caught:
        coerce(Sample, {"hours": value}, catalogue)
    error = caught.value.as_dict()
    assert error["field"] == "hours"
    assert error["message"]
    assert error["allowed"] == "0 to 168 h/week"


@pytest.mark.parametrize(
    ("field", "value", "message", "allowed"),
    [
        ("count", 2.5, "“2.5” is not a whole number", "a whole number, 1 to 10"),
        ("hours", "1,500", "“1,500” can be read as 1.5 or as 1500; write one of these", "0 to 168 h/week"),
        ("count", 11, "“11” is out of bounds", "a whole number, 1 to 10"),
        ("side", "clowd", "“clowd” is not one of the options; did you mean cloud?", "cloud, rig"),
        ("side", "", "“” is not one of the options", "cloud, rig"),
        ("side", None, "“None” is not one of the options", "cloud, rig"),
        ("side", ["rig"], "“['rig']” is not one of the options; did you mean rig?", "cloud, rig"),
        ("region", "germny", "“germny” is not one of the options; did you mean germany?", None),
        ("on", "perhaps", "“perhaps” is neither yes nor no", "true or false"),
        ("on", 2, "“2” is neither yes nor no", "true or false"),
        ("code", "ABC", "“ABC” does not fit", "small letters"),
        ("code", "abcdef", "the text has 6 characters", "at most 5 characters"),
        ("code", 5, "“5” is not text", "text of at most 5 characters"),
    ],
)
def test_an_error_names_value_and_what_is_allowed(
    field: str, value: Any, message: str, allowed: str | None, catalogue: Catalogue
) -> None:
    with pytest.raises(InputError) as caught:
        coerce(Sample, {field: value}, catalogue)
    assert caught.value.field == field
    assert caught.value.message == message
    assert allowed is None or caught.value.allowed == allowed


@pytest.mark.parametrize("raw", [None, [], "hours=5", 5, [("hours", 5)]])
def test_what_is_no_mapping_is_refused(raw: Any, catalogue: Catalogue) -> None:
    with pytest.raises(InputError, match="inputs are"):
        coerce(Sample, raw, catalogue)


@pytest.mark.parametrize("name", ["hour", "hours ", "", 5, None, "x" * 1000])
def test_an_unknown_name_is_refused(name: Any, catalogue: Catalogue) -> None:
    with pytest.raises(InputError) as caught:
        coerce(Sample, {name: 1}, catalogue)
    assert "there is no input" in caught.value.message
    assert len(caught.value.message) < 200
    assert "hours, count" in caught.value.allowed


@pytest.mark.parametrize("name", names())
def test_every_input_of_every_calculator_refuses_nonsense(name: str, catalogue: Catalogue) -> None:
    for info in fields_of(calculator(name).Inputs):
        if isinstance(info.meta, Text) and not info.meta.pattern:
            continue  # any words will do
        answer = run(name, {info.name: "\N{SNOWMAN} no such thing"}, catalogue)
        assert answer.keys() == {"error"}, info.name
        assert answer["error"]["field"] == info.name
        assert "\N{SNOWMAN}" in answer["error"]["message"]
        assert answer["error"]["allowed"]


@pytest.mark.parametrize(
    ("word", "found"), [("germny", "germany"), ("GERMANY", "germany"), ("xyz", ""), ("", ""), ("germany" * 1000, "")]
)
def test_the_nearest_option_is_near(word: str, found: str) -> None:
    assert nearest(word, ["france", "germany", "greece"]) == found


@pytest.mark.parametrize(
    ("word", "options", "found"),
    [
        ("sitting", ["kitten"], ""),  # 3 edits (the textbook's pair), and a third of seven letters are 2
        ("sittin", ["kitten"], "kitten"),  # k for s, e for i
        ("sittinggg", ["sitting"], "sitting"),
        ("saturdays", ["sunday", "saturdy"], "saturdy"),  # 4 edits and 2
        ("saturdays", ["sundays"], "sundays"),  # a and t go, n for r: 3, a third of nine letters
        ("bat", ["cat", "bag"], "cat"),  # of equals the first
        ("bat", ["coat", "bag"], "bag"),
        ("ab", ["Q4", "a"], "a"),
        ("", ["fp8", "q4"], "q4"),
        ("q4km", ["q4-0", "q4-k-m"], "q4-k-m"),  # signs between letters are no letters
        ("Q4_K_M", ["q4-k-s", "q4-k-m"], "q4-k-m"),
        ("flux", ["f32", "flux-1-dev", "flux-2-dev"], "flux-1-dev"),  # none is near: the first that begins so
        ("fl", ["wan", "flux-1-dev"], ""),  # two letters are no beginning
    ],
)
def test_near_is_at_most_two_edits_or_a_third_of_the_letters(word: str, options: list[str], found: str) -> None:
    """Edits (letters put in, taken out, exchanged) counted by hand."""
    assert nearest(word, options) == found


def test_bounds_are_written_out() -> None:
    tokens = Quantity("Context", "", unit=Unit.TOKENS, minimum=1, maximum=10_000_000, integer=True)
    assert bounds(tokens) == "a whole number, 1 to 10,000,000 tokens"
    assert bounds(Quantity("Share", "", unit=Unit.FRACTION, minimum=0.05, maximum=1)) == "0.05 to 1"


def by_the_table(a: str, b: str) -> int:
    """Levenshtein's distance by its recurrence."""
    if not a or not b:
        return len(a + b)
    return min(
        by_the_table(a[1:], b) + 1, by_the_table(a, b[1:]) + 1, by_the_table(a[1:], b[1:]) + (a[0] != b[0])
    )  # fmt: skip


def test_the_nearest_of_many_is_the_one_by_the_table() -> None:
    """Of two letters and at most five in a word, so that many are near: all first five words that are near enough or none."""
    words = ["".join(letters) for length in range(1, 5) for letters in product("ab", repeat=length)]
    for word in ("a", "ba", "bab", "abba", "babab"):
        for start in range(0, len(words), 3):
            options = words[start : start + 5]
            distances = [by_the_table(word, option) for option in options]
            expected = options[distances.index(min(distances))] if min(distances) <= 2 else ""
            assert nearest(word, options) == expected, (word, options)
