"""Which way prices go: growth a year of every price series on record, and its range.

Of a series the last three years count. One shorter than a year counts as a year's change: a jump of some months is not drawn out into
the years (the other way round RTX 5080 cards, 42% dearer within three months, would cost four times as much after a year).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from math import exp, log

from calculators.core.catalogue import Catalogue
from calculators.core.dates import fractional_year
from calculators.core.ranges import Range
from calculators.core.records import Figure
from calculators.records import History

WINDOW_YEARS = 3.0
SHORTEST_YEARS = 0.2
"""A series must span so much."""


@dataclass(frozen=True)
class Trend:
    """Growth a year as a share (0.1 is 10% dearer after a year), the figures it rests on, and how many series."""

    growth_per_year: Range
    figures: tuple[Figure, ...]
    series: int
    own: bool
    """True when the typical growth is that of the very GPU."""


def growth(prices: Iterable[Figure]) -> tuple[float, tuple[Figure, Figure]] | None:
    """Growth a year of one series and its first and last figure in the window; None for one that is too short."""
    dated = sorted(((fractional_year(p.as_of), p) for p in prices), key=lambda d: d[0])
    if not dated:
        return None
    last, end = dated[-1]
    first, start = next(d for d in dated if d[0] >= last - WINDOW_YEARS)
    if last - first < SHORTEST_YEARS:
        return None
    return exp(log(end.stated[1] / start.stated[1]) / max(1.0, last - first)) - 1, (start, end)


@lru_cache(maxsize=64)
def of_gpus_bought(gpu_id: str, catalogue: Catalogue) -> Trend | None:
    """What GPUs cost to buy: of all series the lowest and highest growth; typical is this GPU's own, else the middle one."""
    return _trend(gpu_id, _sales(catalogue))


@lru_cache(maxsize=64)
def of_gpus_rented(gpu_id: str, catalogue: Catalogue) -> Trend | None:
    """What GPUs cost by the hour on demand, in the same way."""
    return _trend(gpu_id, _rents(catalogue))


def _sales(catalogue: Catalogue) -> Iterator[tuple[str, tuple[Figure, ...]]]:
    history: History
    for history in catalogue["history"].values():
        if history.gpu:
            yield from ((history.gpu, sale.buy_usd) for sale in history.sales)


def _rents(catalogue: Catalogue) -> Iterator[tuple[str, tuple[Figure, ...]]]:
    """Single sellers' prices on demand: averages over sellers move when the sellers do."""
    history: History
    for history in catalogue["history"].values():
        yield from (
            (history.gpu, series.gpu_usd_per_hour) for series in history.series if series.price_type == "on demand"
        )


def _trend(gpu_id: str, priced: Iterable[tuple[str, tuple[Figure, ...]]]) -> Trend | None:
    found = [(gpu, *measured) for gpu, prices in priced if (measured := growth(prices)) is not None]
    if not found:
        return None
    every = [rate for _, rate, _ in found]
    ours = [rate for gpu, rate, _ in found if gpu == gpu_id]
    middle = _median(ours or every)
    lowest, highest = min(found, key=lambda f: f[1]), max(found, key=lambda f: f[1])
    figures = dict.fromkeys(figure for _, _, ends in (lowest, highest) for figure in ends)
    figures |= dict.fromkeys(figure for gpu, _, ends in found if gpu == gpu_id for figure in ends)
    return Trend(Range(min(every), middle, max(every)), tuple(figures), len(found), bool(ours))


def _median(values: Iterable[float]) -> float:
    """The middle one, or the mean of the middle two; `statistics` would load fractions, decimal and random for a first visit too."""
    ordered = sorted(values)
    upper = len(ordered) // 2
    return ordered[upper] if len(ordered) % 2 else (ordered[upper - 1] + ordered[upper]) / 2
