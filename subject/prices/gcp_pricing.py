"""Google Cloud's prices as the Cyclenerd price calculator lists them: one YAML file, GPU included in the machine's cost."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from generator.refresh.quote import Feed, Quote

_HOURS_PER_MONTH = 730
"""The month of Google's price list, and of the file's month_1y and month_3y."""

_FIGURES = {
    "hour": ("on_demand_usd_per_hour", 1),
    "hour_spot": ("spot_usd_per_hour", 1),
    "month_1y": ("reserved_1y_usd_per_hour", _HOURS_PER_MONTH),
    "month_3y": ("reserved_3y_usd_per_hour", _HOURS_PER_MONTH),
}
_GPU_KEYS = ("a100", "a100-80gb", "h100-80gb", "h100-80gb-mega", "h200-141gb", "b200", "l4", "rtx6000")


def read(text: str, origin: str) -> Iterator[Quote]:
    """Quotes of machine types with a GPU of their own, by region."""
    try:
        root = YAML(typ="safe").load(text)
    except YAMLError as error:
        raise ValueError(f"is not YAML: {str(error).splitlines()[0]}") from error
    instances = root.get("compute", {}).get("instance") if isinstance(root, dict) else None
    if not isinstance(instances, dict):
        raise ValueError("has no compute.instance")
    for name, machine in instances.items():
        if any(key in machine for key in _GPU_KEYS):
            yield from _quotes(name, machine)


def _quotes(name: str, machine: dict[str, Any]) -> Iterator[Quote]:
    for region, cost in machine.get("cost", {}).items():
        figures = tuple(
            (field, float(f"{cost[key] / divisor:.8g}"))
            for key, (field, divisor) in _FIGURES.items()
            if _is_price(cost.get(key))
        )
        if figures:
            yield Quote("google-cloud", (("instance", name), ("region", region)), figures, f"{name} in {region}")


def _is_price(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value > 0


FEED = Feed(
    name="gcp-pricing",
    title="Google Cloud price list by Cyclenerd",
    family="services",
    items="offers",
    source="cyclenerd-gcp-pricing-live",
    urls=("https://raw.githubusercontent.com/Cyclenerd/google-cloud-pricing-cost-calculator/master/pricing.yml",),
    read=read,
)
