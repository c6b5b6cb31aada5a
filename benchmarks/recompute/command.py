"""`python -m benchmarks recompute`: milliseconds of a live answer in the browser's worker, for every calculator."""

from __future__ import annotations

import json
import math
import platform
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import Page, sync_playwright
from rich.console import Console
from rich.table import Table

from benchmarks.asked import asked
from benchmarks.recompute.moves import Move, choosing, sliding
from calculators import Catalogue, names
from generator.load import load
from generator.paths import BUILD
from generator.runtime import build_runtime
from generator.runtime.cache import write_whole
from generator.today import as_of
from tests.browser.conftest import ARGUMENTS
from tests.support.server import SiteServer

BOUNDED = True
OUT = BUILD / "benchmarks" / "recompute.json"
FRAME_MS = 16.0
"""At 60 Hz."""
BOUNDS_MS = {
    **{name: {"quick": FRAME_MS, "full": 100.0} for name in names()},
    "fit": {"quick": FRAME_MS, "full": FRAME_MS},
    "speed": {"quick": FRAME_MS, "full": FRAME_MS},
    "recommend": {"quick": 50.0, "full": 100.0},
}
"""The most that nine answers of ten and a half of the tenth (p95) may take, by detail; rent_or_buy in full has 1,000 futures."""
LEVEL = 0.95
SCRIPT = Path(__file__).parent / "ask.js"


def main(arguments: list[str]) -> int:
    """Measure, print a table, write build/benchmarks/recompute.json; 1 where a bound is missed."""
    chosen, program = asked("recompute", __doc__, arguments)
    if program is None:
        return 1
    catalogue = load(as_of=as_of()).catalogue
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        manifest = build_runtime(Path(folder, "runtime"), catalogue.to_json(), compress=False)
        worker = json.loads(manifest.read_text("utf-8"))["files"]["worker"]
        Path(folder, "index.html").write_text("<!doctype html><title>Recompute</title>", "utf-8")
        chromium = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        with SiteServer(Path(folder)) as server:
            page = chromium.new_page()
            page.goto(f"{server.origin}/index.html")
            page.add_script_tag(path=SCRIPT)
            page.evaluate(
                "files => boot(...files)", [f"{server.origin}/runtime/{name}" for name in (worker, manifest.name)]
            )
            settle(page)
            found = {name: measure(page, name, catalogue) for name in chosen}
        about = f"{platform.machine()}, {platform.system()}, Chromium {chromium.version}"
    write_whole(OUT, json.dumps({"machine": about, "milliseconds": found}, indent=1).encode())
    show(found, about)
    missed = misses(found)
    for line in missed:
        print(line, file=sys.stderr)
    return 1 if missed else 0


def settle(page: Page) -> None:
    """Ask until the browser has translated what runs often a second time; each move differs in two fields, as no measured one does."""
    slides = list(sliding("speed"))
    ask(page, "speed", [{**one, **other} for one, other in zip(slides, reversed(slides), strict=True)], "quick")


def measure(page: Page, name: str, catalogue: Catalogue) -> dict[str, list[float]]:
    """Milliseconds of every move of a calculator's form, by detail; moves that the calculator refuses are left out."""
    slides, choices = list(sliding(name)), list(choosing(name, catalogue))
    quick = slides[::2]
    full = slides[1::2] + choices
    ask(page, name, [{}], "full")  # the first answer imports the calculator
    return {"quick": ask(page, name, quick, "quick"), "full": ask(page, name, full, "full")}


def ask(page: Page, name: str, moves: list[Move], detail: str) -> list[float]:
    """Milliseconds of each answer that is none of bad input."""
    answered: list[Any] = page.evaluate("asked => askAll(asked)", {"name": name, "moves": moves, "detail": detail})
    return [took for took, refused in answered if not refused]


def quantile(values: list[float], level: float) -> float:
    """The least value that at least `level` of all do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, math.ceil(level * len(ordered)) - 1)]


def show(found: dict[str, dict[str, list[float]]], about: str) -> None:
    """The table."""
    table = Table(title=f"A live answer in the worker, {about}")
    for title in ("calculator", "detail", "answers", "median", "p95", "longest"):
        table.add_column(title, justify="left" if title in ("calculator", "detail") else "right")
    for name, details in found.items():
        for detail, took in details.items():
            if not took:
                continue
            figures = (quantile(took, 0.5), quantile(took, LEVEL), max(took))
            table.add_row(name, detail, str(len(took)), *(f"{ms:.1f} ms" for ms in figures))
    Console().print(table)


def misses(found: dict[str, dict[str, list[float]]]) -> list[str]:
    """The bounds that are missed, in words."""
    return [
        f"{name}: a {detail} answer takes {quantile(took, LEVEL):.1f} ms (p95); {BOUNDS_MS[name][detail]:g} at most"
        for name, details in found.items()
        for detail, took in details.items()
        if took and name in BOUNDS_MS and quantile(took, LEVEL) > BOUNDS_MS[name][detail]
    ]
