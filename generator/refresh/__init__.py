"""Refreshing prices from machine-readable lists: matched to records by exact names, edited in place, never guessed."""

from __future__ import annotations

import shutil
import urllib.request
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from calculators.core.catalogue import Catalogue
from calculators.core.records import Figure
from generator.load import load
from generator.refresh.edit import replace_figure, replace_scalar
from generator.refresh.quote import Feed, Quote
from generator.subject import the_subject

FEEDS: Mapping[str, Feed] = the_subject().feeds()

LARGEST_JUMP = 3.0
"""A price that moves by more than this factor is held back for a person: more often a mistake than a market."""

SAME = 1e-6
TIMEOUT_S = 60
LARGEST_BYTES = 60_000_000


@dataclass
class Outcome:
    """What a feed did: lines for a person by kind. `texts` holds the new content of each file that changes; None: it goes."""

    feed: str
    changed: list[str] = field(default_factory=list)
    confirmed: int = 0
    held: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    texts: dict[Path, str | None] = field(default_factory=dict)


def refresh(
    feed: Feed,
    origins: Iterable[str],
    catalogue: Catalogue,
    data: Path,
    today: str,
    fetch: Callable[[str], str] | None = None,
) -> Outcome:
    """Read the feed at `origins` (files or URLs) and work out every edit; nothing is written.

    An origin that cannot be read is told in `failed` and the others go on. What `check` would refuse is held back.
    """
    outcome = Outcome(feed.name)
    places = _places(feed, catalogue)
    priced = {record_id for record_id, _ in places.values()}
    for origin in origins:
        try:
            quotes = list(feed.read((fetch or read_origin)(origin), origin))
        except Exception as error:  # the list is not ours: whatever is wrong with it blocks nothing else
            what = str(error) if isinstance(error, OSError | ValueError) else f"{type(error).__name__}: {error}"
            outcome.failed.append(f"{origin}: {what}")
            continue
        for quote in quotes:
            place = _matching(quote, places)
            if place is not None:
                _apply(feed, quote, place, catalogue, data, today, outcome)
            elif not quote.record or quote.record in priced:
                outcome.unknown.append(quote.name)
            elif quote.record not in outcome.unknown:
                outcome.unknown.append(quote.record)
    if outcome.texts:
        _date_source(feed, catalogue, data, today, outcome)
        _hold_back_what_the_check_refuses(catalogue.as_of, data, outcome)
    return outcome


def read_origin(origin: str) -> str:
    """The text of a file, or of an http(s) address."""
    if origin.startswith(("https://", "http://")):
        with urllib.request.urlopen(origin, timeout=TIMEOUT_S) as answer:
            content: bytes = answer.read(LARGEST_BYTES + 1)
    else:
        content = Path(origin).read_bytes()
    if len(content) > LARGEST_BYTES:
        raise ValueError(f"has more than {LARGEST_BYTES} bytes")
    return content.decode("utf-8")


Place = tuple[str, int]
"""A record's id and the index of an item in its list."""


def _places(feed: Feed, catalogue: Catalogue) -> dict[tuple[Any, ...], Place]:
    """Every item of the feed's family by the values of the fields that its quotes are matched by."""
    places: dict[tuple[Any, ...], Place] = {}
    for record_id, record in catalogue[feed.family].items():
        for index, item in enumerate(getattr(record, feed.items)):
            for names in _KEYS[feed.family]:
                key = (record_id if feed.family == "services" else "", *((name, getattr(item, name)) for name in names))
                places.setdefault(key, (record_id, index))
    return places


_KEYS: dict[str, tuple[tuple[str, ...], ...]] = {
    "services": (("instance", "region", "gpu_count"), ("instance", "region")),
    "apis": (("model_name",),),
}


def _matching(quote: Quote, places: dict[tuple[Any, ...], Place]) -> Place | None:
    return places.get((quote.record, *quote.keys))


def _apply(
    feed: Feed, quote: Quote, place: Place, catalogue: Catalogue, data: Path, today: str, outcome: Outcome
) -> None:
    record_id, index = place
    path = data / feed.family / f"{record_id}.yml"
    item = getattr(catalogue[feed.family][record_id], feed.items)[index]
    for name, value in quote.figures:
        old: Figure | None = getattr(item, name)
        label = f"{record_id}: {quote.name}, {name}"
        if old is None:
            continue
        reason = _held_back(old, value)
        if reason:
            outcome.held.append(f"{label} {old.typical:g} → {value:g} ({reason})")
            continue
        text = outcome.texts.get(path) or path.read_text("utf-8")  # as edited so far
        try:
            outcome.texts[path] = replace_figure(text, (feed.items, index, name), value, feed.source, today)
        except ValueError as error:
            outcome.held.append(f"{label} {old.typical:g} → {value:g} ({error})")
            continue
        if abs(value - old.typical) > SAME * old.typical:
            outcome.changed.append(f"{label} {old.typical:g} → {value:g}")
        else:
            outcome.confirmed += 1


def _held_back(old: Figure, value: float) -> str:
    low, _, high = old.stated
    if low != high:
        return "a range of several sources: weigh them by hand"
    factor = max(value / old.typical, old.typical / value) if old.typical > 0 else float("inf")
    return f"a jump of {factor:.1f}×, more than {LARGEST_JUMP:g}×" if factor > LARGEST_JUMP else ""


def _date_source(feed: Feed, catalogue: Catalogue, data: Path, today: str, outcome: Outcome) -> None:
    """The feed's source record says when it was read; it is written when its figures first name it."""
    path = data / "sources" / f"{feed.source}.yml"
    if feed.source in catalogue["sources"]:
        outcome.texts[path] = replace_scalar(path.read_text("utf-8"), ("retrieved",), today)
        return
    outcome.texts[path] = (
        "# yaml-language-server: $schema=../../schemas/sources.json\n"
        f"title: {feed.title}\n"
        f'locator: {{url: "{feed.urls[0].rsplit("/", 2)[0] if len(feed.urls) > 1 else feed.urls[0]}"}}\n'
        "publisher: community\n"
        f"retrieved: {today}\n"
        "note: Read by machine; each price is checked against the one it replaces.\n"
    )


def _hold_back_what_the_check_refuses(as_of: str, data: Path, outcome: Outcome) -> None:
    """Check the data as it would be. A record with a problem stays as it was; a source that nothing names any more goes."""
    with TemporaryDirectory() as folder:
        tried = Path(folder) / data.name
        shutil.copytree(data, tried)
        waiting = dict(outcome.texts)
        while waiting:
            for path, text in waiting.items():
                _put(tried / path.relative_to(data), text)
            waiting = {}
            for problem in load(tried, as_of=as_of).problems:
                path = data / Path(problem.path).relative_to(data.name)
                if path.parent.name == "sources" and path not in outcome.texts and path.exists():
                    waiting[path] = outcome.texts[path] = None
                    outcome.changed.append(f"sources/{path.stem}: nothing names it any more")
                elif path in outcome.texts:
                    waiting[path] = path.read_text("utf-8") if path.exists() else None
                    del outcome.texts[path]
                    outcome.changed = [line for line in outcome.changed if not line.startswith(f"{path.stem}: ")]
                    outcome.held.append(f"{path.parent.name}/{path.stem}: all of it ({problem.message})")


def write(outcome: Outcome) -> None:
    """Write the outcome's files."""
    for path, text in outcome.texts.items():
        _put(path, text)


def _put(path: Path, text: str | None) -> None:
    if text is None:
        path.unlink(missing_ok=True)
    else:
        path.write_text(text, "utf-8")
