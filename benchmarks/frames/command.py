"""`python -m benchmarks frames`: how many frames show their own answer while a slider is drawn, on every calculator's page."""

from __future__ import annotations

import json
import platform
import sys
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import Page, sync_playwright
from rich.console import Console
from rich.table import Table

from benchmarks.asked import asked
from benchmarks.recompute.command import LEVEL, quantile
from generator.paths import BUILD, SITE
from generator.runtime.cache import write_whole
from tests.browser.conftest import ARGUMENTS
from tests.support.server import SiteServer

BOUNDED = True
OUT = BUILD / "benchmarks" / "frames.json"
SCRIPT = Path(__file__).parent / "drag.js"
SLIDER = ".cr-form input[type=range][data-twin]"
KEPT = "() => navigator.serviceWorker.getRegistration().then((found) => Boolean(found?.active))"
"""Until then the site is being kept for a visit without a network, on the same processors."""
FRAMES = 120
"""Two seconds at 60 Hz."""
DRAWN_BEFORE = 2
"""A browser translates WebAssembly that runs often a second time: until then answers take two to three times as long."""
PATIENCE_MS = 120_000
MOST_GAP_MS = 100.0
"""The longest that a page may not come to draw: beyond it a reader feels a halt (RAIL)."""
LEAST_OWN = {"recommend": 0.0}
"""The least share of frames with their own answer, 0.95 where nothing else is said: a quick answer of recommend may take 50 ms."""


def main(arguments: list[str]) -> int:
    """Measure, print a table, write build/benchmarks/frames.json; 1 where a bound is missed."""
    chosen, program = asked("frames", __doc__, arguments)
    if program is None:
        return 1
    if not (SITE / "index.html").is_file():
        print("there is no site/ yet: `make build` makes it", file=sys.stderr)
        return 1
    with SiteServer(SITE) as server, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        found = {}
        for name in chosen:
            page = chromium.new_page()
            page.add_init_script(path=SCRIPT)
            page.goto(server.url(f"calculators/{name}/"))
            page.wait_for_selector('.cr-status[data-state="live"]', timeout=PATIENCE_MS)
            found[name] = measure(page)
            page.close()
        about = f"{platform.machine()}, {platform.system()}, Chromium {chromium.version}"
    write_whole(OUT, json.dumps({"machine": about, "frames": found}, indent=1).encode())
    show(found, about)
    missed = misses(found)
    for line in missed:
        print(line, file=sys.stderr)
    return 1 if missed else 0


def measure(page: Page) -> dict[str, Any]:
    """A slider drawn from end to end, after as much drawing as brings the runtime up to speed."""
    slider = page.query_selector(SLIDER)
    page.wait_for_function(KEPT, timeout=PATIENCE_MS)
    page.evaluate("rest()")
    for _ in range(DRAWN_BEFORE):
        page.evaluate("([slider, frames]) => drag(slider, frames)", [slider, FRAMES])
    told: list[Any] = page.evaluate("([slider, frames]) => drag(slider, frames)", [slider, FRAMES])
    return {
        "own": sum(is_own for _, is_own, _ in told) / len(told),
        "gaps_ms": [gap for gap, _, _ in told],
        "answers_ms": [took for *_, took in told if took is not None],
    }


def show(found: dict[str, dict[str, Any]], about: str) -> None:
    """The table."""
    table = Table(title=f"A slider drawn for {FRAMES} frames, {about}")
    for title in (
        "calculator",
        "frames with their own answer",
        "move to answer, median",
        "p95",
        "longest between frames",
    ):
        table.add_column(title, justify="left" if title == "calculator" else "right")
    for name, told in found.items():
        took = told["answers_ms"]
        ms = (median(took), quantile(took, LEVEL), max(told["gaps_ms"]))
        table.add_row(name, f"{told['own']:.0%}", *(f"{of:.1f} ms" for of in ms))
    Console().print(table)


def misses(found: dict[str, dict[str, Any]]) -> list[str]:
    """The bounds that are missed, in words."""
    missed = []
    for name, told in found.items():
        least, longest = LEAST_OWN.get(name, LEVEL), max(told["gaps_ms"])
        if told["own"] < least:
            missed.append(f"{name}: {told['own']:.0%} of the frames show their own answer; {least:.0%} at least")
        if longest > MOST_GAP_MS:
            missed.append(f"{name}: {longest:.0f} ms between two frames; {MOST_GAP_MS:g} at most")
    return missed
