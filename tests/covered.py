"""What share of the branches of calculators/ the tests take, by what `make coverage` has combined: `python -m tests.covered`.

coverage's own `fail_under` counts lines and branches together; here branches are counted alone.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

from coverage import Coverage

LEAST_PERCENT = 95.0


def branches(measured: Coverage) -> tuple[int, int]:
    """(taken, in all) of the branches in the files that were measured."""
    measured.load()
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        measured.json_report(outfile=str(report))
        totals = json.loads(report.read_text("utf-8"))["totals"]
    return totals["covered_branches"], totals["num_branches"]


def said(taken: int, in_all: int) -> tuple[str, int]:
    """What is printed, and the exit code: 1 where too few are taken."""
    percent = 100 * taken / in_all
    short = percent < LEAST_PERCENT
    bound = f"; at least {LEAST_PERCENT:g}% must be" if short else ""
    return f"{taken:,} of {in_all:,} branches are taken, {percent:.1f}%{bound}", int(short)


def main() -> int:
    """Of the data file that pyproject.toml names."""
    words, code = said(*branches(Coverage()))
    print(words)
    return code


if __name__ == "__main__":
    sys.exit(main())
