"""Residual values stand in order of age, each age once."""

from collections.abc import Iterator
from itertools import pairwise

from calculators.core.catalogue import Catalogue
from calculators.records import Depreciation
from generator.checks import Finding

FAMILIES = ("depreciation",)


def check(record: Depreciation, catalogue: Catalogue) -> Iterator[Finding]:
    """Whoever reads between two ages needs them sorted."""
    for index, (younger, older) in enumerate(pairwise(record.residuals), start=1):
        if older.after_years <= younger.after_years:
            message = f"{older.after_years:g} years come after {younger.after_years:g}"
            yield Finding(("residuals", index, "after_years"), message, "sort residuals by after_years, each age once")
