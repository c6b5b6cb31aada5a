"""Numbers as people read them: rounded, with their unit, and nothing lost at zero."""

from __future__ import annotations

import math

import pytest

from calculators.core.quantity import Unit
from calculators.core.ranges import Range
from calculators.core.text import (
    about,
    at_least,
    briefly,
    counted,
    listing,
    number,
    plain,
    range_text,
    round_to,
    spread,
)

pytestmark = pytest.mark.everywhere


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        (0, Unit.USD, "$0"),
        (0.34, Unit.USD_PER_HOUR, "$0.34/h"),
        (0.0999, Unit.USD_PER_COMPUTE_UNIT, "$0.0999/compute unit"),
        (3.5, Unit.USD, "$3.50"),
        (12, Unit.USD, "$12"),
        (99.96, Unit.USD, "$100"),
        (1234, Unit.USD, "$1,230"),
        (-1234, Unit.USD, "−$1,230"),
        (0.1, Unit.USD_PER_MILLION_TOKENS, "$0.1 per M tokens"),
        (0.5, Unit.FRACTION, "50%"),
        (0, Unit.FRACTION, "0%"),
        (12, Unit.GB, "12\N{NO-BREAK SPACE}GB"),
        (0, Unit.HOURS_PER_WEEK, "0\N{NO-BREAK SPACE}h/week"),
        (7, Unit.COUNT, "7"),
        (-0.012, Unit.FRACTION, "−1.2%"),
        (8, Unit.PERCENT_POINTS, "8%"),
        (0.5, Unit.USD, "$0.5"),
        (1.004, Unit.USD, "$1"),
        (99.9, Unit.USD, "$99.90"),
        (-2.5, Unit.USD_PER_HOUR, "−$2.50/h"),
        (0.01, Unit.USD_PER_MONTH, "$0.01/month"),
        (0.0000123, Unit.USD_PER_MONTH, "less than $0.01/month"),
        (3.63e-8, Unit.FRACTION, "less than 0.01%"),
        (0.0001, Unit.FRACTION, "0.01%"),
        (0, Unit.USD_PER_MONTH, "$0/month"),
        (0.0028, Unit.USD_PER_MILLION_TOKENS, "$0.0028 per M tokens"),
    ],
)
def test_a_number_stands_with_its_unit(value: float, unit: Unit, shown: str) -> None:
    assert number(value, unit) == shown


@pytest.mark.parametrize(
    ("value", "digits", "shown"),
    [
        (0, 3, "0"),
        (0.000123456, 3, "0.000123"),
        (1234.56, 3, "1,230"),
        (1234.56, 2, "1,200"),
        (99.95, 3, "100"),
        (-0.5, 3, "−0.5"),
        (10, 3, "10"),
        (1e6, 3, "1,000,000"),
    ],
)
def test_plain_rounds_to_significant_digits(value: float, digits: int, shown: str) -> None:
    assert plain(value, digits) == shown


def test_fewer_digits_are_shown_where_fewer_are_asked_for() -> None:
    assert [number(1234.5, unit, 2) for unit in (Unit.USD, Unit.GB)] == ["$1,200", "1,200\N{NO-BREAK SPACE}GB"]
    assert number(0.1234, Unit.FRACTION, 2) == "12%"
    assert number(1.26, Unit.USD, 2) == "$1.30"
    assert number(12.6) == plain(12.6) == "12.6"


@pytest.mark.parametrize(
    ("value", "digits", "rounded"), [(0, 3, 0), (1234.5, 2, 1200), (-0.06789, 3, -0.0679), (9.996, 3, 10)]
)
def test_rounding_keeps_significant_digits(value: float, digits: int, rounded: float) -> None:
    assert round_to(value, digits) == rounded


def test_what_is_not_finite_stays_as_it_is() -> None:
    assert round_to(math.inf) == math.inf
    assert round_to(-math.inf) == -math.inf
    assert math.isnan(round_to(math.nan))


def test_a_range_is_told_in_one_way_in_a_sentence_and_in_another_after_a_number() -> None:
    value = Range(980, 1240, 1600)
    assert about(value, Unit.USD) == "about $1,240, between $980 and $1,600"
    assert briefly(value, Unit.USD) == "$1,240 ($980 to $1,600)"
    assert range_text(value, Unit.USD) == "$980 to $1,600"
    assert [about(value), briefly(value), range_text(value)] == [
        "about 1,240, between 980 and 1,600",
        "1,240 (980 to 1,600)",
        "980 to 1,600",
    ]


def test_a_sum_of_less_than_a_cent_a_month_is_told_once() -> None:
    month = Unit.USD_PER_MONTH
    assert about(Range(0.001, 0.002, 0.003), month) == "less than $0.01/month"
    assert about(Range(0.001, 0.002, 3), month) == ("less than $0.01/month, between less than $0.01/month and $3/month")
    assert briefly(Range(0.001, 0.002, 0.003), month) == "less than $0.01/month"


def test_no_range_stands_beside_a_number_that_reads_the_same() -> None:
    assert spread(Range(7.0001, 7.0002, 7.0003), Unit.USD) == ""
    assert spread(Range(6, 7, 8), Unit.USD) == "$6 to $8"


@pytest.mark.parametrize(("value", "told"), [(0, "0"), (1e-9, "less than 0.01"), (0.01, "0.01"), (0.3, "0.3")])
def test_less_than_is_told_of_no_more_than_need_be(value: float, told: str) -> None:
    assert at_least(value, 0.01, Unit.NONE) == told


def test_what_is_exact_stands_alone() -> None:
    assert about(Range.exact(7), Unit.USD) == briefly(Range.exact(7), Unit.USD) == "$7"
    assert briefly(Range(7.0001, 7.0002, 7.0003)) == "7"
    assert about(Range(7.0001, 7.0002, 7.0003), Unit.GB) == "about 7\N{NO-BREAK SPACE}GB"
    assert range_text(Range(7.0001, 7.0002, 7.0003), Unit.USD) == "$7"


@pytest.mark.parametrize(
    ("count", "told"), [(0, "0 tokens"), (1, "1 token"), (2, "2 tokens"), (8192.0, "8,192 tokens")]
)
def test_one_thing_is_not_several(count: float, told: str) -> None:
    assert counted(count, "token") == told


def test_a_listing_joins_with_and() -> None:
    assert [listing(["a"]), listing(["a", "b"]), listing(["a", "b", "c"])] == ["a", "a and b", "a, b and c"]
