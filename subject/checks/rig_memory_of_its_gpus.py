"""A rig's memory is that of its GPUs."""

from collections.abc import Iterator

from calculators.core.catalogue import Catalogue
from calculators.records import Rig
from generator.checks import Finding
from generator.oddities import REMEDY, is_explained

FAMILIES = ("rigs",)


def check(record: Rig, catalogue: Catalogue) -> Iterator[Finding]:
    """Cards: their number times their memory. A chip that shares the computer's memory: at most its largest configuration."""
    gpu, figure = catalogue["gpus"].get(record.gpu), record.usable_memory_gb
    if gpu is None or figure is None or is_explained(figure):
        return
    whole = record.gpu_count * gpu.memory_gb.high
    if figure.high > whole or (gpu.segment != "unified" and figure.high < whole):
        message = f"{figure.high:g} GB, but {record.gpu_count} × {gpu.name} has {whole:g}"
        yield Finding(("usable_memory_gb",), message, f"correct the memory, gpu or gpu_count; {REMEDY}")
