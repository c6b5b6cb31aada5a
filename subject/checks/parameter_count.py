"""A decoder's architecture has the number of parameters that its record states."""

from collections.abc import Iterator

from calculators.core.catalogue import Catalogue
from calculators.core.records import Figure
from calculators.engines.architecture import ArchitectureError, from_model, is_counted, parameter_count
from calculators.records import Model
from generator.checks import Finding

FAMILIES = ("models",)

TOLERANCE = 0.001
"""Share of the stated count by which the computed one may differ.

What the equations leave out (bias vectors, norms of single heads, sinks) is at most 0.082% of a model in the catalogue (GPT-2
124M). The smallest mistake in a record that matters to sizing, one layer too many of the deepest model, makes 0.8%.
"""


def check(record: Model, catalogue: Catalogue) -> Iterator[Finding]:
    """Compare the total, and of a mixture of experts the active parameters, with what the architecture has.

    Other towers are added to the decoder's own. Networks that `structure` or `attention` tells apart are not counted.
    """
    if not is_counted(record):
        return
    try:
        counted = parameter_count(from_model(record))
    except ArchitectureError as error:
        yield Finding(
            (),
            f"a decoder's parameters cannot be counted: {error}",
            f"correct {error.field}, or say by structure and attention that the model is none of the usual kind",
        )
        return
    tower = 0.0 if record.tower_billion is None else record.tower_billion.typical
    yield from _compared("parameters_billion", record.parameters_billion, counted.total / 1e9 + tower)
    if record.active_billion is not None:
        yield from _compared("active_billion", record.active_billion, counted.active / 1e9)


def _compared(field: str, stated: Figure, counted: float) -> Iterator[Finding]:
    low, _, high = stated.stated
    if not low * (1 - TOLERANCE) <= counted <= high * (1 + TOLERANCE):
        off = counted / stated.typical - 1
        yield Finding(
            (field,),
            f"the architecture has {counted:.6g} billion, {off:+.2%} of what is stated ({stated.typical:.6g})",
            "correct the layer, head, MLP, vocabulary or expert figures, tied_embeddings or gated_mlp, or the count",
        )
