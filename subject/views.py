"""How each family is shown: its name, its table's columns and order, and the figures in which records are compared."""

from __future__ import annotations

from typing import Any

from calculators.core.records import Figure
from calculators.records.reader import KINDS
from generator.subject import ListView, View


def _typical(figure: Figure | None, absent: float = 0.0) -> float:
    return absent if figure is None else figure.typical


def _name(record: Any) -> str:
    return str(record.name).casefold()


VIEWS: dict[str, View] = {
    "aspects": View(
        "Aspects",
        "aspect",
        "The ten ways in which cloud platforms and a personal rig differ.",
        ("question", "favours"),
        lambda r: r.order,
    ),
    "guidance": View(
        "Guidance",
        "preference",
        "Nine preferences and the hybrid strategy, as rules that the recommend calculator runs.",
        ("advice", "prefers", "weight"),
        lambda r: r.order,
    ),
    "personas": View(
        "Personas",
        "persona",
        "Kinds of readers, each with what a person who knows the field would advise; the recommend calculator is held to it.",
        ("who", "verdict", "because"),
        lambda r: (list(KINDS).index(r.kind), _name(r)),
    ),
    "services": View(
        "Cloud services",
        "service",
        "GPU clouds, hyperscalers, marketplaces and notebook services: billing, storage, egress, plans and machines.",
        (
            "kind",
            "tiers",
            "offers",
            "billing_step_s",
            "storage_usd_per_gb_month",
            "stopped_storage_usd_per_gb_month",
            "egress_usd_per_gb",
            "object_storage_usd_per_gb_month",
            "spot_notice_s",
        ),
        _name,
        ("storage_usd_per_gb_month", "stopped_storage_usd_per_gb_month", "egress_usd_per_gb"),
    ),
    "gpus": View(
        "GPUs",
        "GPU",
        "Cards and chips with unified memory: memory, bandwidth, dense tensor throughput, power and prices.",
        (
            "vendor",
            "segment",
            "released",
            "memory_gb",
            "bandwidth_gb_s",
            "bf16_tflops",
            "fp8_tflops",
            "tdp_watts",
            "launch_usd",
            "new_usd",
            "used_usd",
        ),
        lambda r: (-_typical(r.bandwidth_gb_s), _name(r)),
        ("memory_gb", "bandwidth_gb_s", "bf16_tflops", "tdp_watts", "used_usd"),
        divided_by="segment",
    ),
    "rigs": View(
        "Rigs",
        "rig",
        "Complete computers as somebody built or sells them, with their price and power.",
        ("kind", "gpu", "gpu_count", "usable_memory_gb", "price_usd", "idle_watts", "load_watts"),
        lambda r: (_typical(r.price_usd), _name(r)),
        ("usable_memory_gb", "price_usd", "idle_watts", "load_watts"),
        divided_by="kind",
    ),
    "parts": View(
        "Parts",
        "part",
        "What a computer is built of, other than its GPU.",
        ("kind", "price_usd", "capacity_gb", "rated_watts", "rating"),
        lambda r: (r.kind, _typical(r.price_usd), _name(r)),
        ("price_usd",),
    ),
    "psu_ratings": View(
        "Power supply ratings",
        "rating",
        "The least efficiency that each rating asks of a power supply, by mains and load.",
        ("points",),
        lambda r: r.points[0].efficiency_fraction.typical,
    ),
    "regions": View(
        "Regions",
        "region",
        "What a household pays for electricity, and how much carbon a kWh carries.",
        ("kind", "electricity_usd_per_kwh", "grid_g_co2e_per_kwh"),
        lambda r: ({"average": 0, "country": 1}.get(r.kind, 2), _name(r)),
        ("electricity_usd_per_kwh", "grid_g_co2e_per_kwh"),
        divided_by="kind",
    ),
    "currencies": View(
        "Currencies",
        "currency",
        "What a US dollar costs in other currencies: the rate at which money is told in them.",
        ("code", "units_per_us_dollar"),
        _name,
    ),
    "models": View(
        "Models",
        "model",
        "Language, image, video and audio models with the architecture that sizing needs.",
        ("family", "modality", "parameters_billion", "active_billion", "context_tokens", "released", "licence"),
        lambda r: (r.modality != "text", r.modality, _typical(r.parameters_billion), _name(r)),
        ("parameters_billion", "active_billion", "context_tokens"),
        divided_by="modality",
    ),
    "quantizations": View(
        "Quantizations",
        "quantization",
        "Ways to store weights in fewer bits: their real size, and what they cost in quality.",
        ("format", "bits_per_weight", "block_bits_per_weight", "perplexity_rise_fraction", "kl_divergence"),
        lambda r: (-_typical(r.bits_per_weight), _name(r)),
        ("bits_per_weight",),
        divided_by="format",
    ),
    "apis": View(
        "Hosted models",
        "hosted model",
        "Models behind an API, paid by the token.",
        ("model", "prices"),
        _name,
        ("prices.input_usd_per_million_tokens", "prices.output_usd_per_million_tokens"),
    ),
    "courses": View(
        "Courses",
        "course",
        "Courses that have been taught: what their students computed, and what it would have cost in a cloud.",
        ("institution", "taught", "students", "length_weeks", "exercises", "cloud_usd"),
        _name,
    ),
    "depreciation": View(
        "Resale values",
        "resale record",
        "What is left of a price as hardware ages, with the evidence; since 2026 some of it has risen.",
        ("applies_to", "gpu", "residuals"),
        lambda r: (r.applies_to, _name(r)),
    ),
    "history": View(
        "Price histories",
        "price history",
        "What renting or buying a GPU, and buying memory and disks, has cost over time.",
        ("gpu", "part", "series", "sales"),
        _name,
    ),
    "glossary": View("Glossary", "term", "Words of the field, for a newcomer.", ("meaning",), _name),
    "sources": View(
        "Sources",
        "source",
        "Where the figures were read, how far to trust each, and every value it states.",
        ("publisher", "retrieved", "licence"),
        _name,
    ),
}

LISTS: tuple[ListView, ...] = (
    ListView(
        "offers",
        "services",
        "offers",
        "Machines for rent",
        "offer",
        "Every machine of every service, its price for the whole machine and an hour.",
        (
            "gpu",
            "gpu_count",
            "goods",
            "region",
            "vcpus",
            "ram_gb",
            "on_demand_usd_per_hour",
            "spot_usd_per_hour",
            "reserved_1y_usd_per_hour",
        ),
        lambda record, item: (
            item.gpu,
            item.gpu_count,
            _typical(item.on_demand_usd_per_hour or item.spot_usd_per_hour, 1e9),
            record.id,
            item.id,
        ),
    ),
    ListView(
        "tiers",
        "services",
        "tiers",
        "Notebook plans and credits",
        "plan",
        "Free tiers, subscriptions, credits and academic allocations, with their quotas and limits.",
        (
            "kind",
            "gpus",
            "usd_per_month",
            "included_compute_units",
            "credit_usd",
            "gpu_hours_per_week",
            "session_hours",
            "idle_minutes",
            "storage_gb",
            "background",
        ),
        lambda record, item: (_name(record), _typical(item.usd_per_month), item.id),
    ),
    ListView(
        "token-prices",
        "apis",
        "prices",
        "Prices of tokens",
        "price",
        "What providers ask for a million tokens.",
        (
            "model_name",
            "input_usd_per_million_tokens",
            "output_usd_per_million_tokens",
            "cached_input_usd_per_million_tokens",
            "context_tokens",
        ),
        lambda record, item: (_name(record), _typical(item.output_usd_per_million_tokens), item.provider),
    ),
)
