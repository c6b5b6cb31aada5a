"""Numbers as people in several countries type them.

What is expected is what ISO 80000-1 (7.3) and CLDR's formats of numbers for English, German, French, Swiss and Spanish say.
"""

from __future__ import annotations

import pytest

from calculators import Catalogue, names, open_link, run
from calculators.core.door import calculator
from calculators.core.numerals import Ambiguous, parse
from calculators.core.quantity import Quantity, fields_of

pytestmark = pytest.mark.everywhere

NBSP, THIN, NARROW, FIGURE = "\N{NO-BREAK SPACE}", "\N{THIN SPACE}", "\N{NARROW NO-BREAK SPACE}", "\N{FIGURE SPACE}"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", 0),
        ("1.5", 1.5),
        ("1,5", 1.5),
        ("1,50", 1.5),
        ("1,2345", 1.2345),
        ("1.500", 1.5),
        (",5", 0.5),
        (".5", 0.5),
        ("5.", 5),
        ("1e3", 1000),
        ("1,5E-3", 0.0015),
        ("+5", 5),
        ("\N{MINUS SIGN}3", -3),
        ("  12.5 ", 12.5),
        ("1 500", 1500),
        ("1 234 567,89", 1234567.89),
        (f"1{NBSP}500", 1500),
        (f"1{THIN}500,5", 1500.5),
        (f"1{NARROW}500", 1500),
        (f"{FIGURE}1{FIGURE}500", 1500),
        ("1'500.5", 1500.5),
        ("1’500", 1500),
        ("1,234.5", 1234.5),
        ("1.234,5", 1234.5),
        ("1,234,567", 1234567),
        ("1.234.567", 1234567),
        ("1.234.567,8", 1234567.8),
    ],
)
def test_a_number_is_read(text: str, number: float) -> None:
    assert parse(text) == number


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("1,500", ("1.5", "1500")),
        ("0,125", ("0.125", "125")),
        ("12,000", ("12", "12000")),
        ("-1,250", ("-1.25", "-1250")),
        ("1,500e3", ("1500", "1500000")),
        (f"1{NBSP}500,250", ("1500.25", "1500250")),
    ],
)
def test_one_comma_before_three_digits_is_read_neither_way(text: str, readings: tuple[str, str]) -> None:
    with pytest.raises(Ambiguous) as caught:
        parse(text)
    assert caught.value.readings == readings


@pytest.mark.parametrize(
    "text",
    ["", " ", ",", ".", "-", "e3", "1 50", "12 3456", "1  500", "1,23,456", "1.5.5", "1,234,5", "1.234.5", "1,5,", "1e", "--1",
     "1_000", "٣", "½", "0x10", "nan", "inf", "1e400", "1,000e400", "$5", "12 h", "5%", "1\n500", "9" * 61],
)  # fmt: skip
def test_what_is_no_number_is_none(text: str) -> None:
    assert parse(text) is None


@pytest.mark.parametrize("name", names())
def test_the_door_says_what_it_read_of_every_number(name: str, catalogue: Catalogue) -> None:
    for info in fields_of(calculator(name).Inputs):
        if not isinstance(info.meta, Quantity) or not info.meta.minimum <= 1 <= info.meta.maximum:
            continue
        said = run(name, {info.name: " 1,0"}, catalogue, "quick")
        assert said.get("read") == {info.name: "1"} or said.get("error", {}).get("field"), info.name
        told = run(name, {info.name: "1,000"}, catalogue, "quick")["error"]
        assert told["field"] == info.name
        assert "1,000" in told["message"] and "1 or as 1000" in told["message"] and told["allowed"]
        assert open_link(f"{name}?{info.name}=1%2C0", catalogue)["inputs"] == {info.name: "1,0"}
        (notice,) = open_link(f"{name}?{info.name}=1%2C000", catalogue)["notices"]
        assert "1 or as 1000" in notice


def test_what_is_written_plainly_is_not_said(catalogue: Catalogue) -> None:
    assert "read" not in run("rent_or_buy", {"hours_per_week": "20"}, catalogue, "quick")
    assert "read" not in run("rent_or_buy", {"hours_per_week": 20}, catalogue, "quick")
