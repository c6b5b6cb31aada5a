"""SkyPilot's catalogue: a CSV file a cloud, read by header name (the order of columns differs by cloud)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import PurePosixPath

from generator.refresh.quote import Feed, Quote

_SERVICES = {"cudo": "cudo", "do": "digitalocean"}
"""Clouds whose service record has another id."""

_CLOUDS = ("aws", "azure", "cudo", "do", "hyperbolic", "lambda", "nebius", "scaleway", "seeweb", "verda")
_COLUMNS = ("InstanceType", "AcceleratorName", "AcceleratorCount", "Price", "Region")
_URL = "https://raw.githubusercontent.com/skypilot-org/skypilot-catalog/master/catalogs/v8/{cloud}/vms.csv"


def read(text: str, origin: str) -> Iterator[Quote]:
    """Quotes of the file at `origin`, whose folder names the cloud: …/<cloud>/vms.csv. Prices are per machine-hour.

    Rows without an accelerator or price are passed over, as are Google's GPU machines: the catalogue prices those without
    their GPU, in rows apart. A spot price equal to the price is no spot price (RunPod's rows).
    """
    cloud = PurePosixPath(origin).parent.name
    rows = csv.DictReader(io.StringIO(text))
    missing = [column for column in _COLUMNS if column not in (rows.fieldnames or ())]
    if missing:
        raise ValueError(
            f"has no column {', '.join(missing)}; its columns are {', '.join(rows.fieldnames or ('none',))}"
        )
    if cloud == "gcp":
        raise ValueError("Google's rows hold machines without their GPUs; refresh gcp-pricing instead")
    seen: set[tuple[str, str]] = set()
    for row in rows:
        place = (row["InstanceType"], row["Region"])
        price = _price(row["Price"])
        if not row["AcceleratorName"] or price is None or place in seen:
            continue  # the zones of a region repeat its price
        seen.add(place)
        spot = _price(row.get("SpotPrice") or "")
        figures = [("on_demand_usd_per_hour", price)]
        if spot is not None and spot < price:
            figures.append(("spot_usd_per_hour", spot))
        yield Quote(
            record=_SERVICES.get(cloud, cloud),
            keys=(
                ("instance", row["InstanceType"]),
                ("region", row["Region"]),
                ("gpu_count", int(float(row["AcceleratorCount"]))),
            ),
            figures=tuple(figures),
            name=f"{row['InstanceType']} ({row['AcceleratorName']}) in {row['Region']}",
        )


def _price(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if 0 < value < 1e5 else None


FEED = Feed(
    name="skypilot",
    title="SkyPilot catalogue",
    family="services",
    items="offers",
    source="skypilot-catalog",
    urls=tuple(_URL.format(cloud=cloud) for cloud in _CLOUDS),
    read=read,
)
