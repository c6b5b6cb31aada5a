"""A figure that a rule would refuse although it is right: its note says so, in words that a reader sees."""

from __future__ import annotations

from calculators.core.records import Figure

ODD = "Odd but so: "
"""How the note of such a figure begins; the reason follows."""

REMEDY = f"correct it, or, if its source really says so, give the reason in the figure's note: “{ODD}…”"


def is_explained(figure: Figure) -> bool:
    """True when the figure's note says that it is odd and why."""
    return figure.note.startswith(ODD) and len(figure.note) > len(ODD)
