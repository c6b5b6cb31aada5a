"""What makes it fit where it does not: the changes that cost least first, then other GPUs, then another model; and each in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, islice

from calculators.core.catalogue import Catalogue
from calculators.core.quantity import Unit
from calculators.core.text import counted, number
from calculators.engines.fitting import GB, NO, Change, Wish, fewer_bits
from calculators.engines.holders import COUNTS
from calculators.engines.hosting import Host
from calculators.engines.image_memory import MODEL_OFFLOAD
from calculators.engines.software import Software, usual
from calculators.engines.stock import Need, Stock, stock
from calculators.records import Gpu, Quantization


def what_fits(changes: Iterable[Change], larger: Iterable[Change], smaller: Iterable[Change]) -> Iterator[Change]:
    """Changes to what is asked, then to the GPUs; where neither does, the largest model that fits as all else is."""
    found = False
    for change in chain(changes, larger):
        found = True
        yield change
    if not found:
        yield from islice(smaller, 1)


def on_other_gpus(stock: Stock, need: Need, counts: tuple[int, ...] = COUNTS, share: float = 1.0) -> Iterator[Change]:
    """The fewest GPUs of a stock that hold it, of these the smallest; one with the least memory, mostly."""
    up = stock.smallest(need, counts, share)
    if up is not None:
        kind, value = ("gpu", up.gpu.id) if up.count == 1 else ("several", f"{up.count} {up.gpu.id}")
        yield Change(kind, value, up.need)


def elsewhere(on: Host, catalogue: Catalogue) -> str:
    """In words the GPUs that hold what a machine does not; empty where it does, or none do."""
    if on.fits != NO:
        return ""
    software = on.software
    found = on_other_gpus(stock(catalogue, software.vendors), on.need, share=software.takes_fraction or 1.0)
    return "".join(of_other_things(change, catalogue) for change in found)


def in_fewer_bits(
    quantization: Quantization, gpu: Gpu, software: Software, catalogue: Catalogue, *, images: bool, chosen: bool
) -> list[Quantization]:
    """Quantizations of fewer bits, the richest first, that leave the software as it is: one that is not `chosen` is the usual one."""
    every = catalogue["quantizations"].values()
    alike = {q.id: q for q in every if chosen or usual(q, gpu, images=images) is software}
    return fewer_bits(quantization, alike, software)


def in_words(change: Change, wish: Wish, catalogue: Catalogue) -> str:
    """A change to a wish, with the memory that it then takes."""
    then = number(change.memory.typical / GB, Unit.GB)
    match change.kind:
        case "cache":
            return f"keep the KV cache at 8 bits: {then}"
        case "context":
            return f"shorten the context to {counted(float(change.value), 'token')}: {then}"
        case "quantization":
            return f"take it in {catalogue['quantizations'][change.value].name}: {then}"
        case "offload":
            if change.value == MODEL_OFFLOAD:
                return f"keep only the part at work on the GPU: {then}"
            share = float(change.value)
            assert wish.language is not None
            held = number(wish.language.weights.total * share / GB, Unit.GB)
            return f"leave {number(share, Unit.FRACTION)} of the layers, {held}, in main memory: {then}"
        case "batch":
            return f"take one at a time: {then}"
    return of_other_things(change, catalogue)


def of_other_things(change: Change, catalogue: Catalogue) -> str:
    """In words other GPUs, or another model."""
    then = number(change.memory.typical / GB, Unit.GB)
    match change.kind:
        case "several":
            count, gpu = change.value.split(" ")
            return f"spread it over {count} × {catalogue['gpus'][gpu].name}: {then} each"
        case "model":
            return f"take a smaller model, such as {catalogue['models'][change.value].name}: {then}"
    return f"move to {catalogue['gpus'][change.value].name}: {then}"
