"""Cloud services: providers with their machines by the hour, and notebook tiers with their quotas."""

from dataclasses import dataclass
from typing import Annotated

from calculators.core.quantity import Choice, Date, Group, Quantity, Switch, Text, Unit
from calculators.core.records import Figure, Record, Sourced

RENT_DRIFT = 0.30
"""How fast an hourly price ages, as a fraction a year: the median H100 rate card rose by 29% in the year to 2026-09."""

TERMS_FRESH_DAYS = 730
"""How long quotas, limits and billing steps count as fresh: they change in steps, so their ranges do not widen with age."""

GOODS = {
    "on-demand": "a machine of one's own, by the hour",
    "secure": "a machine in the provider's own or certified data centre",
    "community": "a machine that an individual or small host rents out through the provider",
    "marketplace": "a machine on a market of hosts; price and quality differ by host",
    "serverless": "billed only while a function or endpoint runs",
    "prototyping": "cheaper, for trying things: may be virtualised or moved",
    "production": "the steady twin of prototyping",
    "app-hosting": "hardware for a hosted app or Space",
    "auction": "spot capacity sold to the highest bid",
    "distributed": "consumer cards of many people, for work in containers",
}

YES_NO_UNKNOWN = {"yes": "yes", "no": "no", "unknown": "not published"}


@dataclass(frozen=True, kw_only=True)
class Offer(Sourced):
    """A machine for rent. Prices are for the whole machine, an hour."""

    id: Annotated[
        str,
        Text(
            "Id",
            "Unique within the service: lower-case words joined by hyphens.",
            pattern=r"[a-z0-9][a-z0-9.-]*",
            pattern_help="a-z, 0-9, - and .",
        ),
    ]
    instance: Annotated[str, Text("Instance", "The provider's own name of the machine.", longest=120)] = ""
    gpu: Annotated[str, Choice("GPU", "Its GPU.", family="gpus")]
    gpu_count: Annotated[
        int, Quantity("Number of GPUs", "", unit=Unit.COUNT, minimum=1, maximum=1024, integer=True)
    ] = 1
    goods: Annotated[
        str, Choice("What is sold", "Offers of different goods are not compared as one.", options=GOODS)
    ] = "on-demand"
    region: Annotated[
        str, Text("Region", "The provider's name of the place; empty: one price everywhere, or not stated.", longest=60)
    ] = ""
    vcpus: Annotated[Figure | None, Quantity("vCPUs", "", unit=Unit.COUNT, minimum=1, maximum=4096)] = None
    ram_gb: Annotated[
        Figure | None,
        Quantity("RAM", "As the provider writes it: most mean GiB.", unit=Unit.GB, minimum=0.5, maximum=100000),
    ] = None
    disk_gb: Annotated[
        Figure | None, Quantity("Local disk", "Included in the price.", unit=Unit.GB, minimum=0, maximum=1e6)
    ] = None
    on_demand_usd_per_hour: Annotated[
        Figure | None,
        Quantity(
            "On demand",
            "Whole machine.",
            unit=Unit.USD_PER_HOUR,
            minimum=0.005,
            maximum=10000,
            drift_per_year=RENT_DRIFT,
            stale_days=365,
        ),
    ] = None
    spot_usd_per_hour: Annotated[
        Figure | None,
        Quantity(
            "Spot",
            "Whole machine, may be taken away.",
            unit=Unit.USD_PER_HOUR,
            minimum=0.005,
            maximum=10000,
            drift_per_year=RENT_DRIFT,
            stale_days=365,
        ),
    ] = None
    spot_interruption_fraction: Annotated[
        Figure | None,
        Quantity(
            "Spot interruptions",
            "Share of spot machines of this kind taken away within a month.",
            unit=Unit.FRACTION,
            minimum=0,
            maximum=1,
            stale_days=365,
        ),
    ] = None
    reserved_1y_usd_per_hour: Annotated[
        Figure | None,
        Quantity(
            "Reserved 1 year",
            "Whole machine.",
            unit=Unit.USD_PER_HOUR,
            minimum=0.005,
            maximum=10000,
            drift_per_year=RENT_DRIFT,
            stale_days=365,
        ),
    ] = None
    reserved_3y_usd_per_hour: Annotated[
        Figure | None,
        Quantity(
            "Reserved 3 years",
            "Whole machine.",
            unit=Unit.USD_PER_HOUR,
            minimum=0.005,
            maximum=10000,
            drift_per_year=RENT_DRIFT,
            stale_days=365,
        ),
    ] = None


@dataclass(frozen=True, kw_only=True)
class Burn(Sourced):
    """Compute units that a GPU of a notebook service uses up in an hour."""

    gpu: Annotated[str, Choice("GPU", "The GPU.", family="gpus")]
    compute_units_per_hour: Annotated[
        Figure,
        Quantity(
            "Burn",
            "Compute units an hour, as measured.",
            unit=Unit.COMPUTE_UNITS_PER_HOUR,
            minimum=0.01,
            maximum=1000,
            drift_per_year=0.1,
            stale_days=730,
        ),
    ]


@dataclass(frozen=True, kw_only=True)
class Tier(Sourced):
    """A plan of a notebook service: what it costs, what it gives, and its limits. A limit nobody publishes is left out."""

    id: Annotated[
        str,
        Text(
            "Id",
            "Unique within the service: lower-case words joined by hyphens.",
            pattern=r"[a-z0-9][a-z0-9.-]*",
            pattern_help="a-z, 0-9, - and .",
        ),
    ]
    name: Annotated[str, Text("Name", "As the service writes it.", longest=80)]
    kind: Annotated[
        str,
        Choice(
            "Kind",
            options={
                "free": "free of charge",
                "subscription": "a monthly price",
                "pay-as-you-go": "paid as used",
                "credit": "a credit or grant to spend",
                "academic": "an allocation for research or teaching",
            },
        ),
    ]
    gpus: Annotated[tuple[str, ...], Choice("GPUs", "GPUs it gives, the usual one first.", family="gpus")] = ()
    gpu_count: Annotated[int, Quantity("GPUs at once", "", unit=Unit.COUNT, minimum=1, maximum=64, integer=True)] = 1
    gpu_guaranteed: Annotated[
        bool, Switch("GPU guaranteed", "False when the service may give a lesser GPU or none.")
    ] = True
    usd_per_month: Annotated[
        Figure | None,
        Quantity(
            "Price", "A month.", unit=Unit.USD_PER_MONTH, minimum=0, maximum=10000, drift_per_year=0.1, stale_days=730
        ),
    ] = None
    included_compute_units: Annotated[
        Figure | None,
        Quantity(
            "Compute units a month",
            "Included in the price.",
            unit=Unit.COMPUTE_UNITS,
            minimum=0,
            maximum=1e6,
            stale_days=TERMS_FRESH_DAYS,
        ),
    ] = None
    usd_per_compute_unit: Annotated[
        Figure | None,
        Quantity(
            "Price of a compute unit",
            "When more are bought.",
            unit=Unit.USD_PER_COMPUTE_UNIT,
            minimum=0.001,
            maximum=100,
            drift_per_year=0.1,
            stale_days=TERMS_FRESH_DAYS,
        ),
    ] = None
    pack_compute_units: Annotated[
        Figure | None,
        Quantity(
            "Compute units of a pack",
            "The fewest that are sold at once.",
            unit=Unit.COMPUTE_UNITS,
            minimum=1,
            maximum=1e6,
            stale_days=TERMS_FRESH_DAYS,
        ),
    ] = None
    credit_usd: Annotated[
        Figure | None,
        Quantity(
            "Credit",
            "What the grant or the month's included usage is worth.",
            unit=Unit.USD,
            minimum=0,
            maximum=1e7,
            stale_days=TERMS_FRESH_DAYS,
        ),
    ] = None
    gpu_hours_per_week: Annotated[
        Figure | None,
        Quantity(
            "GPU hours a week",
            "The quota, where one is published.",
            unit=Unit.HOURS_PER_WEEK,
            minimum=0,
            maximum=168,
            stale_days=TERMS_FRESH_DAYS,
        ),
    ] = None
    session_hours: Annotated[
        Figure | None,
        Quantity(
            "Longest session",
            "After this a run is cut.",
            unit=Unit.HOUR,
            minimum=0.01,
            maximum=1000,
            stale_days=TERMS_FRESH_DAYS,
        ),
    ] = None
    idle_minutes: Annotated[
        Figure | None,
        Quantity(
            "Idle limit",
            "Without a person or running code.",
            unit=Unit.MINUTE,
            minimum=1,
            maximum=10000,
            stale_days=TERMS_FRESH_DAYS,
        ),
    ] = None
    storage_gb: Annotated[
        Figure | None,
        Quantity(
            "Storage", "Kept between sessions.", unit=Unit.GB, minimum=0, maximum=100000, stale_days=TERMS_FRESH_DAYS
        ),
    ] = None
    background: Annotated[
        str, Choice("Runs in the background", "Goes on with the browser closed.", options=YES_NO_UNKNOWN)
    ] = "unknown"
    card: Annotated[str, Choice("Payment card", "Whether one must be given.", options=YES_NO_UNKNOWN)] = "unknown"
    open_to: Annotated[str, Text("Open to", "Who may have it.", longest=200)] = ""
    offered_in: Annotated[
        tuple[str, ...],
        Choice(
            "Offered in", "Places whose people may have it; none where no such limit is published.", family="regions"
        ),
    ] = ()
    limits: Annotated[str, Text("Other limits", "In words.", longest=600)] = ""
    closed: Annotated[bool, Switch("Closed", "True when new people cannot join.")] = False


@dataclass(frozen=True, kw_only=True)
class Caveat(Sourced):
    """Something users of a service ran into."""

    text: Annotated[str, Text("What happened", "In one sentence.", longest=500)]
    theme: Annotated[str, Text("Theme", "Such as disconnects or capacity.", longest=40)] = ""
    on: Annotated[str, Date("When", "When it was reported.")] = ""


@dataclass(frozen=True, kw_only=True)
class Service(Record):
    """A cloud provider or notebook service."""

    kind: Annotated[
        str,
        Choice(
            "Kind",
            options={
                "notebook": "hosted notebooks",
                "hyperscaler": "general cloud",
                "gpu-cloud": "GPU cloud",
                "marketplace": "market of hosts",
                "serverless": "functions and endpoints",
                "academic": "research and teaching",
                "storage": "object storage alone",
            },
        ),
    ]
    website: Annotated[str, Text("Website", "", pattern=r"https?://\S+", pattern_help="http(s)://…")] = ""
    billing_step_s: Annotated[
        Figure | None,
        Quantity(
            "Billing step",
            "Time is billed in steps of this.",
            unit=Unit.SECOND,
            minimum=0.001,
            maximum=2.7e6,
            stale_days=TERMS_FRESH_DAYS,
        ),
    ] = None
    storage_usd_per_gb_month: Annotated[
        Figure | None,
        Quantity(
            "Storage",
            "A GB kept a month while the machine runs.",
            unit=Unit.USD_PER_GB_MONTH,
            minimum=0,
            maximum=5,
            drift_per_year=0.1,
            stale_days=730,
        ),
    ] = None
    stopped_storage_usd_per_gb_month: Annotated[
        Figure | None,
        Quantity(
            "Storage while stopped",
            "A GB kept a month while the machine is stopped.",
            unit=Unit.USD_PER_GB_MONTH,
            minimum=0,
            maximum=5,
            drift_per_year=0.1,
            stale_days=730,
        ),
    ] = None
    egress_usd_per_gb: Annotated[
        Figure | None,
        Quantity(
            "Egress",
            "A GB sent out to the internet.",
            unit=Unit.USD_PER_GB,
            minimum=0,
            maximum=5,
            drift_per_year=0.1,
            stale_days=730,
        ),
    ] = None
    object_storage_usd_per_gb_month: Annotated[
        Figure | None,
        Quantity(
            "Object storage",
            "A GB kept a month in buckets, beside the machine.",
            unit=Unit.USD_PER_GB_MONTH,
            minimum=0,
            maximum=5,
            drift_per_year=0.1,
            stale_days=730,
        ),
    ] = None
    free_egress_gb: Annotated[
        Figure | None,
        Quantity("Free egress", "A month.", unit=Unit.GB, minimum=0, maximum=1e9, stale_days=TERMS_FRESH_DAYS),
    ] = None
    spot_interruption_fraction: Annotated[
        Figure | None,
        Quantity(
            "Spot interruptions",
            "Share of spot machines taken away within a month.",
            unit=Unit.FRACTION,
            minimum=0,
            maximum=1,
            stale_days=365,
        ),
    ] = None
    spot_notice_s: Annotated[
        Figure | None,
        Quantity(
            "Spot notice",
            "Time between the warning and the end of a spot machine.",
            unit=Unit.SECOND,
            minimum=0,
            maximum=86400,
            stale_days=730,
        ),
    ] = None
    pue: Annotated[
        Figure | None,
        Quantity(
            "PUE",
            "What its data centres draw for each watt that the computers use.",
            unit=Unit.NONE,
            minimum=1,
            maximum=3,
            stale_days=1825,
        ),
    ] = None
    tiers: Annotated[tuple[Tier, ...], Group("Tiers", "Plans with quotas: free, subscription, credit.")] = ()
    burns: Annotated[tuple[Burn, ...], Group("Compute units", "What GPUs use up.")] = ()
    offers: Annotated[tuple[Offer, ...], Group("Offers", "Machines for rent.")] = ()
    caveats: Annotated[tuple[Caveat, ...], Group("Caveats", "What users ran into.")] = ()
