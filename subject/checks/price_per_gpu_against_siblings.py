"""A service's machines with the same GPU cost about the same per GPU, however many they hold."""

from collections.abc import Iterator
from statistics import median

from calculators.core.catalogue import Catalogue
from calculators.records import Service
from generator.checks import Finding
from generator.oddities import REMEDY, is_explained

FAMILIES = ("services",)

LARGEST_RATIO = 2.0
"""Real price lists stay within 1.7: a larger machine brings more CPU, memory and network for each GPU, or a discount."""


def check(record: Service, catalogue: Catalogue) -> Iterator[Finding]:
    """Siblings are machines of the same goods with another number of the same GPU.

    The usual fault is the price of one GPU where that of the whole machine belongs.
    """
    for index, offer in enumerate(record.offers):
        price = offer.on_demand_usd_per_hour
        siblings = [
            other.on_demand_usd_per_hour.typical / other.gpu_count
            for other in record.offers
            if other.on_demand_usd_per_hour and other.gpu == offer.gpu and other.goods == offer.goods
            if other.gpu_count != offer.gpu_count
        ]
        if price is None or not siblings or is_explained(price):
            continue
        here, there = price.typical / offer.gpu_count, median(siblings)
        if not there / LARGEST_RATIO <= here <= there * LARGEST_RATIO:
            message = (
                f"{price.typical:g} an hour is {here:.3g} for each of {offer.gpu_count} GPU{'s' if offer.gpu_count > 1 else ''}; "
                f"the service's other machines with this GPU cost {there:.3g}"
            )
            yield Finding(
                ("offers", index, "on_demand_usd_per_hour"), message, f"give the whole machine's price; {REMEDY}"
            )
