"""Rentals: every machine and notebook plan of all services as one family."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from calculators.core.catalogue import Family
from calculators.records.services import Offer, Service, Tier


@dataclass(frozen=True, slots=True)
class Rental:
    """An offer or a notebook tier together with its service. Its id is `service/offer` or `service/tier`."""

    id: str
    service: Service
    offer: Offer | None
    tier: Tier | None

    @property
    def group(self) -> str:
        """Under what a long list has it."""
        return self.service.name

    @property
    def name(self) -> str:
        """What lists show."""
        if self.tier is not None:
            return f"{self.service.name} {self.tier.name}"
        assert self.offer is not None
        return f"{self.service.name} {self.offer.instance or self.offer.id}"


class Rentals(Mapping[str, Rental]):
    """Every tier and every offer of all services, by `service/tier` or `service/offer`."""

    family = "services"

    def __init__(self, families: Mapping[str, Family]) -> None:
        self._services = services = families["services"]
        self._places = {
            f"{service}/{item['id']}": (service, kind, index)
            for service in services
            for kind in ("tiers", "offers")
            for index, item in enumerate(services.raw(service).get(kind, ()))
        }

    def __getitem__(self, rental_id: str) -> Rental:
        service_id, kind, index = self._places[rental_id]
        service: Service = self._services[service_id]
        if kind == "tiers":
            return Rental(rental_id, service, None, service.tiers[index])
        return Rental(rental_id, service, service.offers[index], None)

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)
