"""What differs between two snapshots: figures, verdicts, numbers of answers, words, pages."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from calculators.core.quantity import Unit
from calculators.core.ranges import Range
from calculators.core.records import Figure
from calculators.core.text import number, range_text
from generator.pages.figures import told

_DIGITS = re.compile(r"[\d.,]*\d")


@dataclass(frozen=True)
class FigureChange:
    """A figure that one state has otherwise than the other; None where it has none."""

    record: str
    name: str
    label: str
    old: str | None
    new: str | None
    change: float | None
    source: tuple[str, ...]
    as_of: str


@dataclass(frozen=True)
class Moved:
    """A verdict that is another sentence: `turns` where it takes another side or says other words, not other numbers alone."""

    kind: str
    title: str
    turns: bool
    old_side: str
    new_side: str
    old: str
    new: str


@dataclass(frozen=True)
class NumberMoved:
    """A number of an answer, such as a break-even, that is shown otherwise."""

    kind: str
    title: str
    label: str
    old: str
    new: str


@dataclass(frozen=True)
class Decisions:
    """All that a change does. `asked` counts the questions that a state answers, `paged` the pages of the later one."""

    asked: int
    paged: int
    figures: list[FigureChange] = field(default_factory=list)
    moved: list[Moved] = field(default_factory=list)
    numbers: list[NumberMoved] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    words: list[tuple[str, str]] = field(default_factory=list)
    new_answers: list[tuple[str, str]] = field(default_factory=list)
    gone_answers: list[tuple[str, str]] = field(default_factory=list)
    pages: list[str] = field(default_factory=list)
    new_pages: list[str] = field(default_factory=list)
    gone_pages: list[str] = field(default_factory=list)

    @property
    def turned(self) -> list[Moved]:
        """Verdicts that take another side or say other words."""
        return [moved for moved in self.moved if moved.turns]

    @property
    def nothing(self) -> bool:
        """True when no figure, word, answer or page differs."""
        return not any(getattr(self, name) for name, kind in self.__annotations__.items() if kind.startswith("list"))


def compare(old: dict[str, Any], new: dict[str, Any]) -> Decisions:
    """What the state `new` says otherwise than `old`."""
    both = [key for key in new["answers"] if key in old["answers"]]
    answers = [(old["answers"][key], new["answers"][key]) for key in both]
    pages = new["pages"]
    return Decisions(
        asked=sum(any(answer["side"] for answer in pair) for pair in answers),
        paged=len(pages),
        figures=_figures(old, new),
        moved=[_moved(a, b) for a, b in answers if _verdict(a) != _verdict(b)],
        numbers=[moved for a, b in answers for moved in _numbers(a, b)],
        added=[key for key in new["names"] if key not in old["names"]],
        removed=[key for key in old["names"] if key not in new["names"]],
        words=_words(old, new),
        new_answers=[_title(answer) for key, answer in new["answers"].items() if key not in old["answers"]],
        gone_answers=[_title(answer) for key, answer in old["answers"].items() if key not in new["answers"]],
        pages=[path for path in pages if path in old["pages"] and old["pages"][path] != pages[path]],
        new_pages=[path for path in pages if path not in old["pages"]],
        gone_pages=[path for path in old["pages"] if path not in pages],
    )


def _figures(old: dict[str, Any], new: dict[str, Any]) -> list[FigureChange]:
    found = []
    for record in old["figures"].keys() & new["figures"].keys():
        before, after = old["figures"][record], new["figures"][record]
        for place in dict.fromkeys([*after, *before]):
            a, b = before.get(place), after.get(place)
            if a == b:
                continue
            one = b or a
            found.append(
                FigureChange(
                    record,
                    new["names"][record],
                    one["label"],
                    a and _told(a),
                    b and _told(b),
                    _change(a, b),
                    tuple(one["source"]),
                    one["as_of"],
                )
            )
    order = {record: place for place, record in enumerate(new["figures"])}
    return sorted(found, key=lambda change: order[change.record])


def _told(figure: dict[str, Any]) -> str:
    low, typical, high = figure["stated"]
    shown = Figure(low, typical, high, tuple(figure["source"]), figure["as_of"], (low, typical, high))
    return told(shown, _unit(figure["unit"]))


def _unit(name: str) -> Unit:
    return Unit[name] if name in Unit.__members__ else Unit.NONE


def _change(a: dict[str, Any] | None, b: dict[str, Any] | None) -> float | None:
    """By what share the typical value grew."""
    if not a or not b or not a["stated"][1]:
        return None
    return float(b["stated"][1] / a["stated"][1] - 1)


def _verdict(answer: dict[str, Any]) -> tuple[str, str]:
    return answer["side"], answer["sentence"]


def _moved(a: dict[str, Any], b: dict[str, Any]) -> Moved:
    turns = a["side"] != b["side"] or _DIGITS.sub("0", a["sentence"]) != _DIGITS.sub("0", b["sentence"])
    return Moved(b["kind"], b["title"], turns, a["side"], b["side"], a["sentence"], b["sentence"])


def _numbers(a: dict[str, Any], b: dict[str, Any]) -> list[NumberMoved]:
    found = []
    for name, output in b["outputs"].items():
        if name in a["outputs"]:
            old, new = a["outputs"][name], output
            label = output["label"]
            if isinstance(old["value"], list) and isinstance(new["value"], list):
                old, new = _alone(old, new), _alone(new, old)
                label += " (only what differs)"
            shown = _shown(old), _shown(new)
            if shown[0] != shown[1]:
                found.append(NumberMoved(b["kind"], b["title"], label, *shown))
    return found


def _alone(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """A list without what another has too; whole where they differ in order alone."""
    left = [item for item in one["value"] if item not in other["value"]]
    same = not left and all(item in one["value"] for item in other["value"])
    return one if same else {**one, "value": left}


def _shown(output: dict[str, Any]) -> str:
    value, unit = output["value"], _unit(output["unit"])
    if isinstance(value, dict) and value.keys() == {"low", "typical", "high"}:
        spread = range_text(Range(value["low"], value["typical"], value["high"]), unit)
        typical = number(value["typical"], unit)
        return typical if spread == typical else f"{typical} ({spread})"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return number(value, unit)
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "none"
    return "none" if value is None else str(value)


def _words(old: dict[str, Any], new: dict[str, Any]) -> list[tuple[str, str]]:
    """(record, field) of words that differ, in records that both states have."""
    return [
        (record, place)
        for record, after in new["words"].items()
        if record in old["words"]
        for place in dict.fromkeys([*after, *old["words"][record]])
        if after.get(place) != old["words"][record].get(place)
    ]


def _title(answer: dict[str, Any]) -> tuple[str, str]:
    return answer["title"], answer["sentence"]
