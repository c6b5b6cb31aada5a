"""What a fit makes least: errors of logarithms, robust to outliers, sources weighing alike."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Sequence

from benchmarks.accuracy.case import Case
from benchmarks.accuracy.minimise import robust


def relative(cases: Sequence[Case], predict: Callable[[Case], float], scale: float = 0.1) -> float:
    """Mean over sources of the mean robust loss of ln(predicted / measured)."""
    totals: dict[str, list[float]] = defaultdict(list)
    for case in cases:
        if case.measured is not None:
            predicted = predict(case)
            error = math.log(predicted / case.measured) if predicted > 0 else 10.0
            totals[case.source].append(robust(error, scale))
    return sum(sum(losses) / len(losses) for losses in totals.values()) / max(1, len(totals))
