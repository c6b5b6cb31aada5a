"""The accuracy ledger that `make accuracy` writes: how far the engines' predictions are from published measurements."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from generator.paths import ROOT

PLACE = Path("benchmarks") / "accuracy.json"


def read_ledger(root: Path = ROOT) -> dict[str, Any] | None:
    """The ledger in the checkout at `root`; None where there is none."""
    path = root / PLACE
    if not path.is_file():
        return None
    ledger: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return ledger
