"""What benchmarks of calculators are asked for: which of them, and the browser that they are measured in."""

from __future__ import annotations

import argparse
import os
import sys

from calculators import names
from tools import browser


def asked(benchmark: str, about: str | None, arguments: list[str]) -> tuple[list[str], str | None]:
    """The calculators that the arguments name (all where they name none), and Chromium; None, told why, where there is none."""
    parser = argparse.ArgumentParser(prog=f"python -m benchmarks {benchmark}", description=about)
    parser.add_argument("calculators", nargs="*", help="these alone")
    chosen = parser.parse_args(arguments).calculators or list(names())
    program = browser.find(os.environ)
    if program is None:
        print(browser.REMEDY, file=sys.stderr)
    return chosen, program
