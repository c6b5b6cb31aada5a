"""What a hosted model costs by its tokens: plain numbers in, US dollars of today out."""

from __future__ import annotations

from dataclasses import dataclass

from calculators.engines.present_value import effective_months
from calculators.engines.rig_cost import Parts

MILLION = 1e6


@dataclass(frozen=True, slots=True)
class Tokens:
    """Tokens a month: read, of these the ones that a cache holds, and written."""

    input: float
    output: float
    cached: float = 0.0
    """Part of `input`."""


@dataclass(frozen=True, slots=True)
class ApiTerms:
    """US dollars for a million tokens; a provider without a price for cached ones asks the full price."""

    input_usd_per_million: float
    output_usd_per_million: float
    cached_usd_per_million: float
    drift_per_year: float = 0.0
    capital_rate: float = 0.0


def api_parts(terms: ApiTerms, tokens: Tokens, months: float) -> Parts:
    """US dollars over the months by part: tokens read, read from the cache, written."""
    counted = effective_months(months, terms.capital_rate, terms.drift_per_year) / MILLION
    return {
        "input": counted * (tokens.input - tokens.cached) * terms.input_usd_per_million,
        "cached_input": counted * tokens.cached * terms.cached_usd_per_million,
        "output": counted * tokens.output * terms.output_usd_per_million,
    }


def api_total(terms: ApiTerms, tokens: Tokens, months: float) -> float:
    """US dollars over the months."""
    return sum(api_parts(terms, tokens, months).values())
