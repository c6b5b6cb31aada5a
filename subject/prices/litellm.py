"""LiteLLM's list of API prices: one JSON object keyed by model, prices in dollars a token."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from generator.refresh.quote import Feed, Quote

_FIGURES = {
    "input_cost_per_token": "input_usd_per_million_tokens",
    "output_cost_per_token": "output_usd_per_million_tokens",
    "cache_read_input_token_cost": "cached_input_usd_per_million_tokens",
}
_PLACEHOLDER = "sample_spec"
"""The list's own first entry, which documents the fields."""


def read(text: str, origin: str) -> Iterator[Quote]:
    """Quotes of chat and completion models; a record's price is found by the API's model name."""
    try:
        models = json.loads(text)
    except json.JSONDecodeError as error:
        raise ValueError(f"is not JSON: {error}") from error
    if not isinstance(models, dict):
        raise ValueError("is not an object of models")
    for name, entry in models.items():
        if (
            name == _PLACEHOLDER
            or not isinstance(entry, dict)
            or entry.get("mode") not in ("chat", "completion", "responses")
        ):
            continue
        figures = tuple(
            (field, _per_million(entry[key])) for key, field in _FIGURES.items() if _is_price(entry.get(key))
        )
        if figures:
            yield Quote(record="", keys=(("model_name", name),), figures=figures, name=name)


def _is_price(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < 1


def _per_million(usd_per_token: float) -> float:
    return float(f"{usd_per_token * 1e6:.6g}")


FEED = Feed(
    name="litellm",
    title="LiteLLM model prices",
    family="apis",
    items="prices",
    source="litellm-prices",
    urls=("https://raw.githubusercontent.com/BerriAI/litellm/main/model_prices_and_context_window.json",),
    read=read,
)
