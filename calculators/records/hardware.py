"""GPUs, parts, ratings of power supplies, complete rigs, and what hardware is worth as it ages."""

from dataclasses import dataclass
from typing import Annotated

from calculators.core.quantity import Choice, Date, Group, Quantity, Switch, Text, Unit
from calculators.core.records import Figure, Record, Sourced

NEW_PRICE_DRIFT = 0.20
USED_PRICE_DRIFT = 0.35
"""How fast a street price ages, as a fraction a year: used prices of one card differ by up to 2x between 2026 sources."""

AT_WALL, OF_PARTS, UNSAID = "wall", "parts", "unstated"
WHERE = {
    AT_WALL: "at the wall",
    OF_PARTS: "of the parts",
    UNSAID: "not told where",
}
"""Where watts of a computer were taken."""
TAKEN = "At the wall the power supply’s loss is in it; of the parts it comes on top."

SEGMENTS = {
    "consumer": "made for gaming PCs",
    "workstation": "made for workstations",
    "datacenter": "made for servers",
    "unified": "a chip whose GPU shares the computer's memory",
}


@dataclass(frozen=True, kw_only=True)
class Gpu(Record):
    """A GPU, or a chip with unified memory. Tensor throughput is dense, never the figure with sparsity."""

    vendor: Annotated[
        str, Choice("Vendor", options={"nvidia": "NVIDIA", "amd": "AMD", "intel": "Intel", "apple": "Apple"})
    ]
    segment: Annotated[str, Choice("Segment", "What it is made for.", options=SEGMENTS)]
    architecture: Annotated[str, Text("Architecture", "Such as Ada Lovelace or RDNA 3.", longest=60)]
    released: Annotated[str, Date("Released", "When its maker presented it or it went on sale.")] = ""
    compute_capability: Annotated[
        str, Text("Compute capability", "CUDA's version number of the chip, quoted.", longest=8)
    ] = ""
    memory_gb: Annotated[
        Figure,
        Quantity(
            "Memory",
            "Memory as sold; with unified memory the largest configuration.",
            unit=Unit.GB,
            minimum=1,
            maximum=2000,
        ),
    ]
    memory_type: Annotated[str, Text("Memory type", "Such as GDDR6X or HBM3.", longest=20)] = ""
    bandwidth_gb_s: Annotated[
        Figure, Quantity("Memory bandwidth", "Peak, from the data sheet.", unit=Unit.GB_S, minimum=20, maximum=50000)
    ]
    fp16_tflops: Annotated[
        Figure | None,
        Quantity(
            "FP16 tensor",
            "Dense, with FP16 accumulate: the highest FP16 rate of the matrix units.",
            unit=Unit.TFLOPS,
            minimum=0.1,
            maximum=10000,
        ),
    ] = None
    fp16_fp32_tflops: Annotated[
        Figure | None,
        Quantity(
            "FP16 tensor, FP32 accumulate",
            "Dense; the rate that training uses (half of FP16 on GeForce).",
            unit=Unit.TFLOPS,
            minimum=0.1,
            maximum=10000,
        ),
    ] = None
    bf16_tflops: Annotated[
        Figure | None,
        Quantity("BF16 tensor", "Dense, with FP32 accumulate.", unit=Unit.TFLOPS, minimum=0.1, maximum=10000),
    ] = None
    fp8_tflops: Annotated[
        Figure | None,
        Quantity("FP8 tensor", "Dense, with FP32 accumulate.", unit=Unit.TFLOPS, minimum=0.1, maximum=20000),
    ] = None
    int8_tops: Annotated[
        Figure | None, Quantity("INT8 tensor", "Dense.", unit=Unit.TOPS, minimum=0.1, maximum=20000)
    ] = None
    fp32_tflops: Annotated[
        Figure | None, Quantity("FP32", "Vector units.", unit=Unit.TFLOPS, minimum=0.1, maximum=1000)
    ] = None
    tdp_watts: Annotated[
        Figure | None,
        Quantity("Board power", "The maker's limit for card or chip.", unit=Unit.WATT, minimum=5, maximum=3000),
    ] = None
    idle_watts: Annotated[
        Figure | None,
        Quantity("Idle power", "At the desktop, where somebody states it.", unit=Unit.WATT, minimum=0, maximum=300),
    ] = None
    launch_usd: Annotated[
        Figure | None,
        Quantity("Launch price", "The maker's price at launch.", unit=Unit.USD, minimum=50, maximum=100000),
    ] = None
    new_usd: Annotated[
        Figure | None,
        Quantity(
            "Price new",
            "In shops.",
            unit=Unit.USD,
            minimum=50,
            maximum=100000,
            drift_per_year=NEW_PRICE_DRIFT,
            stale_days=365,
        ),
    ] = None
    used_usd: Annotated[
        Figure | None,
        Quantity(
            "Price used",
            "On second-hand markets.",
            unit=Unit.USD,
            minimum=20,
            maximum=100000,
            drift_per_year=USED_PRICE_DRIFT,
            stale_days=365,
        ),
    ] = None
    embodied_kg_co2e: Annotated[
        Figure | None,
        Quantity(
            "Embodied carbon",
            "Of making the card or module, without its use, where somebody states it.",
            unit=Unit.KG_CO2E,
            minimum=1,
            maximum=5000,
        ),
    ] = None
    link: Annotated[str, Text("Link between cards", "NVLink or the like, as the maker names it.", longest=80)] = ""
    pcie: Annotated[str, Text("PCIe", "Generation and lanes, such as 4.0 x16.", longest=20)] = ""
    slots: Annotated[str, Text("Slots", "How wide the card is.", longest=20)] = ""
    part_of_computer: Annotated[
        bool,
        Switch("Part of a computer", "True for a chip that cannot be bought as a card (Apple, Strix Halo, DGX Spark)."),
    ] = False


@dataclass(frozen=True, kw_only=True)
class Part(Record):
    """A part of a computer, other than its GPU."""

    kind: Annotated[
        str,
        Choice(
            "Kind",
            options={
                "cpu": "processor",
                "motherboard": "motherboard",
                "ram": "memory",
                "storage": "SSD or disk",
                "psu": "power supply",
                "case": "case",
                "cooler": "cooler",
                "nvlink": "bridge between GPUs",
                "ups": "uninterruptible power supply",
                "enclosure": "external GPU enclosure",
            },
        ),
    ]
    price_usd: Annotated[
        Figure,
        Quantity("Price", "", unit=Unit.USD, minimum=1, maximum=50000, drift_per_year=NEW_PRICE_DRIFT, stale_days=365),
    ]
    capacity_gb: Annotated[
        Figure | None, Quantity("Capacity", "Of memory or storage.", unit=Unit.GB, minimum=1, maximum=1e6)
    ] = None
    rated_watts: Annotated[
        Figure | None, Quantity("Rated power", "Of a power supply.", unit=Unit.WATT, minimum=50, maximum=5000)
    ] = None
    rating: Annotated[str, Choice("Efficiency rating", "Of a power supply.", family="psu_ratings")] = ""


@dataclass(frozen=True, kw_only=True)
class LoadPoint(Sourced):
    """The least efficiency that a rating asks of a power supply at one load."""

    mains: Annotated[
        str,
        Choice(
            "Mains",
            "The test: at 115 V for desktops, at 230 V for desktops in the EU, at 230 V for redundant server supplies.",
            options={"115": "115 V", "230-eu": "230 V EU", "230-redundant": "230 V redundant"},
        ),
    ]
    load_fraction: Annotated[
        float, Quantity("Load", "Share of the rated power.", unit=Unit.FRACTION, minimum=0.01, maximum=1)
    ]
    efficiency_fraction: Annotated[
        Figure,
        Quantity(
            "Efficiency",
            "What reaches the computer, of what the wall gives.",
            unit=Unit.FRACTION,
            minimum=0.5,
            maximum=1,
        ),
    ]


@dataclass(frozen=True, kw_only=True)
class PsuRating(Record):
    """A rating of power supplies: the least efficiency it asks for at each load."""

    points: Annotated[tuple[LoadPoint, ...], Group("Efficiency by load", "By mains and load.")]


@dataclass(frozen=True, kw_only=True)
class RigPart:
    """A line of a rig's list of parts."""

    what: Annotated[str, Text("What", "The part as the builder names it.", longest=160)]
    part: Annotated[str, Choice("Part", "Its record, where there is one.", family="parts")] = ""
    price_usd: Annotated[
        Figure | None, Quantity("Price", "What the builder paid or quotes.", unit=Unit.USD, minimum=0, maximum=200000)
    ] = None


@dataclass(frozen=True, kw_only=True)
class Rig(Record):
    """A complete computer that runs generative AI at home or in the office."""

    kind: Annotated[
        str,
        Choice(
            "Kind",
            options={
                "desktop": "desktop PC",
                "server": "used server or open frame",
                "mac": "Mac",
                "mini-pc": "mini PC",
                "laptop": "laptop",
                "egpu": "external GPU on a laptop or mini PC",
            },
        ),
    ]
    gpu: Annotated[str, Choice("GPU", "Its GPU.", family="gpus")]
    gpu_count: Annotated[int, Quantity("Number of GPUs", "", unit=Unit.COUNT, minimum=1, maximum=16, integer=True)] = 1
    usable_memory_gb: Annotated[
        Figure | None,
        Quantity(
            "Memory",
            "GPU memory of all cards; with unified memory what this build has.",
            unit=Unit.GB,
            minimum=1,
            maximum=4000,
        ),
    ] = None
    price_usd: Annotated[
        Figure,
        Quantity(
            "Price",
            "Complete, as built.",
            unit=Unit.USD,
            minimum=100,
            maximum=500000,
            drift_per_year=NEW_PRICE_DRIFT,
            stale_days=365,
        ),
    ]
    idle_watts: Annotated[
        Figure, Quantity("Idle power", "Of the whole computer.", unit=Unit.WATT, minimum=1, maximum=2000)
    ]
    idle_taken: Annotated[str, Choice("Idle taken", TAKEN, options=WHERE)] = AT_WALL
    load_watts: Annotated[
        Figure, Quantity("Power at work", "Of the whole computer.", unit=Unit.WATT, minimum=5, maximum=10000)
    ]
    load_taken: Annotated[str, Choice("Work taken", TAKEN, options=WHERE)] = AT_WALL
    parts: Annotated[tuple[RigPart, ...], Group("Parts", "What it is built of.")] = ()
    second_hand: Annotated[bool, Switch("Second hand", "True when its main parts were bought used.")] = False

    @property
    def complete(self) -> bool:
        """False for what hangs on a computer that its price leaves out."""
        return self.kind != "egpu"


@dataclass(frozen=True, kw_only=True)
class Residual:
    """What is left of a price after some years."""

    after_years: Annotated[float, Quantity("After", "Age.", unit=Unit.YEAR, minimum=0, maximum=20)]
    value_fraction: Annotated[
        Figure,
        Quantity(
            "Value left",
            "Share of the price paid; above 1 where prices rose.",
            unit=Unit.FRACTION,
            minimum=0,
            maximum=5,
            stale_days=730,
        ),
    ]


@dataclass(frozen=True, kw_only=True)
class Depreciation(Record):
    """Resale value by age for a class of hardware, with its evidence."""

    applies_to: Annotated[
        str, Choice("Applies to", "Class of hardware.", options={**SEGMENTS, "computer": "the rest of a computer"})
    ]
    residuals: Annotated[tuple[Residual, ...], Group("Residual values", "In order of age.")]
    gpu: Annotated[str, Choice("GPU", "The GPU it was observed on, where it is one.", family="gpus")] = ""
