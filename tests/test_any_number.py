"""Of any number as people type it, and any watts: what hypothesis tries, in CPython alone."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from calculators import Catalogue
from calculators.core.numerals import Ambiguous, parse, written
from calculators.core.ranges import Range
from calculators.engines.wall_power import EU, at_wall, supply_of
from calculators.records.hardware import AT_WALL, OF_PARTS, UNSAID

THIN = "\N{THIN SPACE}"


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_what_is_written_is_read_back(number: float) -> None:
    assert parse(written(number)) == number


@given(st.floats(min_value=-1e9, max_value=1e9), st.sampled_from(["", ",", ".", " ", THIN, "'"]))
def test_thousands_however_divided_are_read_the_same_or_told(number: float, divider: str) -> None:
    text = f"{number:,.2f}"
    point = "," if divider == "." else "."
    typed = text.replace(".", "!").replace(",", divider).replace("!", point)
    assert parse(typed) == float(text.replace(",", ""))


@given(st.text(alphabet="0123456789.,'e+- \u2009\u00a0\u2212x", max_size=70))
def test_any_text_is_read_or_refused_and_never_wrongly(text: str) -> None:
    try:
        number = parse(text)
    except Ambiguous as error:
        assert text.count(",") == 1
        assert len(set(error.readings)) == 2 or float(error.readings[0]) == 0
        return
    digits = "".join(c for c in text.lower().partition("e")[0] if c.isdigit()).strip("0")
    if number and len(digits) <= 15:  # what a float holds exactly (IEEE 754)
        assert "".join(map(str, Decimal(repr(number)).as_tuple().digits)).strip("0") == digits


@given(st.floats(0, 5000), st.floats(1, 3), st.sampled_from([AT_WALL, OF_PARTS, UNSAID]))
def test_the_wall_gives_no_less_than_the_parts_take(
    catalogue: Catalogue, watts: float, factor: float, where: str
) -> None:
    known, stated = catalogue, Range.around(watts, factor)
    for rig_id in ("rtx-3090-desktop", "dual-rtx-3090-desktop", "rtx-4090-desktop"):
        supply = supply_of(known["rigs"][rig_id], EU, known)
        wall = at_wall(stated, where, supply).wall
        assert wall.low >= stated.low
        assert wall.high >= stated.high
        assert wall.high <= stated.high / 0.8 + 1e-9
