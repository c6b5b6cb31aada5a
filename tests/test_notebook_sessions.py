"""Sessions of a notebook: every number is worked by hand from the docstring's equations."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calculators.core.ranges import Range
from calculators.engines.notebook_sessions import Limits, rationed, sessions, stay


@pytest.mark.parametrize(
    ("hours", "session", "resume", "count"),
    [
        (0.5, 12, 0, 1),
        (12, 12, 0, 1),
        (12.1, 12, 0, 2),
        (30, 9, 0, 4),
        (0, 12, 0.5, 1),
        # 23 / (12 − 0.5) = 2, and a little more makes three
        (23, 12, 0.5, 2),
        (23.1, 12, 0.5, 3),
        # in binary (3 × 0.7) / 0.7 is a little more than 3
        (0.7 + 0.7 + 0.7, 0.7, 0, 3),
    ],
)
def test_sessions_are_whole(hours: float, session: float, resume: float, count: int) -> None:
    assert sessions(hours, session, resume) == count


def test_a_session_must_leave_time_for_work() -> None:
    with pytest.raises(ValueError, match="over before work begins"):
        sessions(1, 0.5, 0.5)
    with pytest.raises(ValueError, match="over before work begins"):
        rationed(1, 12, 0.4, 0.5)


@pytest.mark.parametrize(
    ("hours", "session", "weekly", "resume", "expected"),
    [
        # Kaggle, 12 h and 30 h a week, half an hour to start: a week does 11.5 + 11.5 + 5.5 = 28.5 h in three sessions.
        # 40 h: a week, then 11.5 h in one session of 12 h, so 4 sessions, 42 h held, 1 + 12/30 weeks.
        (40, 12, 30, 0.5, (4, 42.0, 1.4)),
        # 28.5 h fill the week
        (28.5, 12, 30, 0.5, (3, 30.0, 1.0)),
        # 10 h fit one session: 10.5 of 30 h
        (10, 12, 30, 0.5, (1, 10.5, 0.35)),
        # a quota below a session cuts it: 20 h at 9.5 h a week are two weeks and 1 h
        (20, 12, 10, 0.5, (3, 21.5, 2.15)),
        # what is left of the week (25 − 24 h) is all start-up: 22 h a week in two sessions
        (44, 12, 25, 1.0, (4, 48.0, 1 + 24 / 25)),
    ],
)
def test_a_quota_cuts_sessions_too(
    hours: float, session: float, weekly: float, resume: float, expected: tuple[int, float, float]
) -> None:
    assert rationed(hours, session, weekly, resume) == (
        expected[0],
        pytest.approx(expected[1]),
        pytest.approx(expected[2]),
    )


def test_ends_of_the_ranges_by_hand() -> None:
    # 10, 20 or 40 h of work, sessions of 24, 12 or 9 h, half an hour lost: 1, 2 (11.5 h each) or 5 (8.5 h each)
    found = stay(Range(10, 20, 40), Limits(session=Range(9, 12, 24), burn=Range(1, 2, 3)), 0.5)
    assert found.sessions == Range(1, 2, 5)
    assert found.held == Range(10.5, 21, 42.5)
    assert found.weeks is None
    assert found.units == Range(10.5, 42, 127.5)


def test_what_is_not_published_is_not_told() -> None:
    found = stay(Range(10, 20, 40), Limits(), 0.5)
    assert (found.sessions, found.weeks, found.units) == (None, None, None)
    assert found.held == Range(10.5, 20.5, 40.5)


@given(
    st.floats(0, 1e5),
    st.floats(0.5, 48),
    st.floats(1, 168),
    st.floats(0, 0.4),
)
def test_held_hours_are_work_and_starts(hours: float, session: float, weekly: float, resume: float) -> None:
    count, held, weeks = rationed(hours, session, weekly, resume)
    assert held == pytest.approx(hours + count * resume)
    assert count >= max(1, math.floor(hours / min(session, weekly)))
    assert weeks * weekly >= held - 1e-6
