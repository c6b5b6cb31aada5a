"""A reserved price is below the on-demand price of the same machine, and for three years below that for one."""

from collections.abc import Iterator
from itertools import pairwise

from calculators.core.catalogue import Catalogue
from calculators.records import Service
from generator.checks import Finding
from generator.oddities import REMEDY, is_explained

FAMILIES = ("services",)

_FALLING = {
    "on_demand_usd_per_hour": "on demand",
    "reserved_1y_usd_per_hour": "reserved for a year",
    "reserved_3y_usd_per_hour": "reserved for three years",
}


def check(record: Service, catalogue: Catalogue) -> Iterator[Finding]:
    """Each commitment is compared with the next weaker one that the offer has."""
    for index, offer in enumerate(record.offers):
        stated = [(key, getattr(offer, key)) for key in _FALLING if getattr(offer, key)]
        for (weaker_key, weaker), (key, price) in pairwise(stated):
            if price.typical >= weaker.typical and not is_explained(price):
                message = f"{_FALLING[key]} at {price.typical:g} an hour is not below {_FALLING[weaker_key]} at {weaker.typical:g}"
                yield Finding(("offers", index, key), message, REMEDY)
