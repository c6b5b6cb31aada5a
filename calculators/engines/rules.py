"""Guidance as logic: which of the preferences apply to a reader."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from calculators.records import Condition, Guidance


def holds(condition: Condition, reader: Mapping[str, object]) -> bool:
    """True when the reader's answer passes the test: all of its bounds, and one of its words. What is not known passes no bound."""
    answer = reader[condition.input]
    if condition.equals and answer not in condition.equals:
        return False
    if condition.at_least is None and condition.at_most is None:
        return True
    if answer is None:
        return False
    if not isinstance(answer, int | float):
        raise TypeError(f"{condition.input} is no number, but a condition bounds it")
    above = condition.at_least is None or answer >= condition.at_least
    return above and (condition.at_most is None or answer <= condition.at_most)


def applies(guidance: Guidance, reader: Mapping[str, object]) -> bool:
    """True when every condition of `when` holds, and one of `when_any` where there are any."""
    return all(holds(c, reader) for c in guidance.when) and (
        not guidance.when_any or any(holds(c, reader) for c in guidance.when_any)
    )


def applying(all_guidance: Iterable[Guidance], reader: Mapping[str, object]) -> tuple[Guidance, ...]:
    """The guidance that applies to a reader: the weightiest first, then in the order of the Choose page."""
    return tuple(sorted((g for g in all_guidance if applies(g, reader)), key=lambda g: (-g.weight, g.order)))
