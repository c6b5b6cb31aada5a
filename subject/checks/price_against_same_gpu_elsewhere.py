"""A GPU costs within five times of what other services ask for it, among comparable goods."""

from collections.abc import Iterator
from functools import lru_cache
from statistics import median

from calculators.core.catalogue import Catalogue
from calculators.records import Offer, Service
from generator.checks import Finding
from generator.oddities import REMEDY, is_explained

FAMILIES = ("services",)

LARGEST_RATIO = 5.0
FEWEST_OTHERS = 3
"""Of fewer services a median says little."""

HOSTED_BY_OTHERS = frozenset({"community", "marketplace", "distributed", "auction", "prototyping"})
"""Goods that are cheaper for what they are: compared with each other, not with a provider's own machines."""

Good = tuple[str, bool]


def _good(offer: Offer) -> Good:
    return offer.gpu, offer.goods in HOSTED_BY_OTHERS


@lru_cache(maxsize=4)
def _asked(catalogue: Catalogue) -> dict[Good, dict[str, float]]:
    """What each service asks for one GPU an hour: the median of its offers, so that a long price list has one voice."""
    prices: dict[Good, dict[str, list[float]]] = {}
    for service in catalogue["services"].values():
        for offer in service.offers:
            if offer.on_demand_usd_per_hour:
                asked = prices.setdefault(_good(offer), {}).setdefault(service.id, [])
                asked.append(offer.on_demand_usd_per_hour.typical / offer.gpu_count)
    return {good: {service: median(asked) for service, asked in by.items()} for good, by in prices.items()}


def check(record: Service, catalogue: Catalogue) -> Iterator[Finding]:
    """The offer's whole range at the catalogue's date must lie beyond: an old price, whose range is wide, has more room."""
    for index, offer in enumerate(record.offers):
        price = offer.on_demand_usd_per_hour
        if price is None or is_explained(price):
            continue
        elsewhere = [asked for service, asked in _asked(catalogue)[_good(offer)].items() if service != record.id]
        if len(elsewhere) < FEWEST_OTHERS:
            continue
        usual = median(elsewhere) * offer.gpu_count
        if price.high < usual / LARGEST_RATIO or price.low > usual * LARGEST_RATIO:
            message = f"{price.typical:g} an hour is far from the {usual:.3g} that {len(elsewhere)} other services ask for this GPU"
            yield Finding(("offers", index, "on_demand_usd_per_hour"), message, REMEDY)
