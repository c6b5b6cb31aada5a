"""Rigs by their price, and which of them are never the answer because an earlier one does all that they do."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from calculators.core.catalogue import Catalogue
from calculators.core.ranges import Range
from calculators.engines.chips import Chip, ChipError, from_gpu, no_slower
from calculators.engines.holders import room_of
from calculators.engines.wall_power import at_wall, supply_of
from calculators.records import Gpu, Rig


@dataclass(frozen=True)
class ForSale:
    """A rig on one kind of mains."""

    rig: Rig
    own_gb: float | None
    """Memory of each of its GPUs, where the rig's record states it."""
    better: str
    """Id of an earlier rig that holds the same, as fast at least, for no more money and watts; empty: there is none."""


@lru_cache(maxsize=8)
def for_sale(mains: str, catalogue: Catalogue) -> tuple[ForSale, ...]:
    """Every rig, the cheapest first."""
    rigs: list[Rig] = sorted(catalogue["rigs"].values(), key=lambda r: r.price_usd.typical)
    unbeaten: list[_Facts] = []
    out = []
    for rig in rigs:
        facts = _facts(rig, mains, catalogue)
        better = next((other.rig.id for other in unbeaten if other.beats(facts)), "")
        if not better:
            unbeaten.append(facts)
        out.append(ForSale(rig, facts.own_gb, better))
    return tuple(out)


@dataclass(frozen=True)
class _Facts:
    """What of a rig counts for any job."""

    rig: Rig
    own_gb: float | None
    vendor: str
    room: Range
    chip: Chip | None
    load_watts: float

    def beats(self, other: _Facts) -> bool:
        """True for a rig of the same kind with as many GPUs of the same room; the other's price is taken to be no lower."""
        return (
            self.rig.kind == other.rig.kind
            and self.rig.gpu_count == other.rig.gpu_count
            and self.load_watts <= other.load_watts
            and self.vendor == other.vendor
            and self.room == other.room
            and self.chip is not None
            and other.chip is not None
            and no_slower(self.chip, other.chip)
        )


def _facts(rig: Rig, mains: str, catalogue: Catalogue) -> _Facts:
    gpu: Gpu = catalogue["gpus"][rig.gpu]
    own = rig.usable_memory_gb.typical / rig.gpu_count if rig.usable_memory_gb else None
    try:
        chip = from_gpu(gpu)
    except ChipError:
        chip = None
    load = at_wall(rig.load_watts.range, rig.load_taken, supply_of(rig, mains, catalogue))
    return _Facts(rig, own, gpu.vendor, room_of(gpu, catalogue, own), chip, load.wall.typical)
