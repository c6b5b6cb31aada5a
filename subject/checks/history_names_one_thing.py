"""A price history is of one thing, a GPU or a part, and its prices stand in order of date."""

from collections.abc import Iterator
from itertools import pairwise

from calculators.core.catalogue import Catalogue
from calculators.core.dates import fractional_year
from calculators.core.records import Figure
from calculators.records import History
from generator.checks import Finding, KeyPath

FAMILIES = ("history",)


def check(record: History, catalogue: Catalogue) -> Iterator[Finding]:
    """Rent is of a GPU. A chart and whoever looks for a trend read each series from its first price to its last."""
    if bool(record.gpu) == bool(record.part):
        yield Finding((), "names a GPU and a part, or neither", "give gpu: or part:, the one that was priced")
    if not record.series and not record.sales:
        yield Finding((), "has no prices", "add series: (rent) or sales: (purchase)")
    if record.part and record.series:
        yield Finding(("series",), "is rent, of a part", "give gpu: in place of part:, or sales: in place of series:")
    for index, series in enumerate(record.series):
        yield from _in_order(series.gpu_usd_per_hour, ("series", index, "gpu_usd_per_hour"))
    for index, sale in enumerate(record.sales):
        yield from _in_order(sale.buy_usd, ("sales", index, "buy_usd"))


def _in_order(figures: tuple[Figure, ...], where: KeyPath) -> Iterator[Finding]:
    for index, (before, after) in enumerate(pairwise(figures), start=1):
        if fractional_year(after.as_of) < fractional_year(before.as_of):
            message = f"{after.as_of} stands after {before.as_of}"
            yield Finding((*where, index), message, "sort the prices by date, the oldest first")
