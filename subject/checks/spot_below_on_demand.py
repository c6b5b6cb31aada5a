"""A spot price is below the on-demand price of the same machine."""

from collections.abc import Iterator

from calculators.core.catalogue import Catalogue
from calculators.records import Service
from generator.checks import Finding
from generator.oddities import REMEDY, is_explained

FAMILIES = ("services",)


def check(record: Service, catalogue: Catalogue) -> Iterator[Finding]:
    """Equal counts as wrong: catalogues that know no spot price tend to repeat the other one."""
    for index, offer in enumerate(record.offers):
        spot, full = offer.spot_usd_per_hour, offer.on_demand_usd_per_hour
        if spot and full and spot.typical >= full.typical and not is_explained(spot):
            message = f"spot at {spot.typical:g} an hour is not below on demand at {full.typical:g}"
            yield Finding(("offers", index, "spot_usd_per_hour"), message, REMEDY)
