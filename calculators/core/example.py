"""A calculator's cases with expected numbers from outside the code."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Example:
    """Inputs and what must come out.

    `expected` maps an output to its value: a word, or a number for the typical value; `source` says where the numbers come
    from (worked by hand: the arithmetic; published: the citation).
    """

    title: str
    inputs: dict[str, Any]
    expected: dict[str, Any]
    source: str
    relative_tolerance: float = 1e-6
    relative_tolerances: dict[str, float] = field(default_factory=dict)
    """Tolerances of single outputs, where they differ."""
