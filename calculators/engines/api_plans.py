"""Hosted models as plans: what a provider asks for tokens."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from calculators.core.catalogue import Catalogue
from calculators.core.ranges import Range
from calculators.core.records import Figure
from calculators.engines.api_cost import ApiTerms
from calculators.engines.circumstances import Circumstances
from calculators.engines.corners import Draw
from calculators.records import Api, ApiPrice


@dataclass(frozen=True)
class ApiPlan:
    """A provider's price for a model."""

    api: Api
    provider: str
    input_usd: Range
    output_usd: Range
    cached_usd: Range
    context_tokens: float | None
    unpublished: tuple[str, ...]
    figures: tuple[Figure, ...]

    @property
    def name(self) -> str:
        """What lists show."""
        return f"{self.api.name} from {self.provider}"

    @property
    def seller(self) -> str:
        """Id of who sells it."""
        return seller(self.provider)

    def terms(self, draw: Draw, ways: Circumstances) -> ApiTerms:
        """Plain numbers at one draw of every range."""
        return ApiTerms(
            input_usd_per_million=draw(self.input_usd, True),
            output_usd_per_million=draw(self.output_usd, True),
            cached_usd_per_million=draw(self.cached_usd, True),
            drift_per_year=ways.drift_per_year,
            capital_rate=ways.capital_rate,
        )


def seller(provider: str) -> str:
    """Id of a provider: that of its service, too, where it has a record of machines for rent."""
    return "-".join(provider.casefold().split())


@lru_cache(maxsize=4)
def providers(catalogue: Catalogue) -> tuple[str, ...]:
    """Names of all who serve models."""
    return tuple(sorted({price.provider for api in catalogue["apis"].values() for price in api.prices}))


def api_plan(api_id: str, provider: str, catalogue: Catalogue) -> ApiPlan:
    """The price that a provider asks for a model. KeyError where it has none."""
    api: Api = catalogue["apis"][api_id]
    price = next((p for p in api.prices if p.provider == provider), None)
    if price is None:
        raise KeyError(f"{provider} does not serve {api.name}; {', '.join(p.provider for p in api.prices)} do")
    return _plan(api, price)


def api_plans(model_id: str, catalogue: Catalogue) -> tuple[ApiPlan, ...]:
    """Every provider's price for a model with open weights, in the order of the records."""
    return tuple(_plan(api, p) for api in catalogue["apis"].values() if api.model == model_id for p in api.prices)


def _plan(api: Api, price: ApiPrice) -> ApiPlan:
    used = [price.input_usd_per_million_tokens, price.output_usd_per_million_tokens]
    cached = price.input_usd_per_million_tokens.range
    told: tuple[str, ...] = ()
    if price.cached_input_usd_per_million_tokens is not None:
        used.append(price.cached_input_usd_per_million_tokens)
        cached = price.cached_input_usd_per_million_tokens.range
    else:
        told = (f"{price.provider} publishes no price for cached input: it is counted in full.",)
    return ApiPlan(
        api=api,
        provider=price.provider,
        input_usd=price.input_usd_per_million_tokens.range,
        output_usd=price.output_usd_per_million_tokens.range,
        cached_usd=cached,
        context_tokens=price.context_tokens.typical if price.context_tokens else None,
        unpublished=told,
        figures=tuple(used),
    )
