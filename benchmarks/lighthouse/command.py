"""`python -m benchmarks lighthouse`: the performance score of each calculator's page, and of the same without its calculator."""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.npm import install
from calculators.core.door import names
from generator.paths import BUILD, SITE
from tests.browser.conftest import ARGUMENTS
from tests.support.server import SiteServer
from tools import browser as chromium

BOUNDED = True
LEAST_SCORE = 0.98
LEAST_RATIO = 0.95
"""The least that a calculator's page may score, by itself and as a part of the page without its calculator."""
RUNS = 5
HERE = Path(__file__).parent
OUT = BUILD / "benchmarks" / "lighthouse"
AUDITS = {
    "first-contentful-paint": "first paint",
    "largest-contentful-paint": "largest paint",
    "total-blocking-time": "blocked",
    "cumulative-layout-shift": "shift",
}


def main(arguments: list[str]) -> int:
    """Measure, print a table, write build/benchmarks/lighthouse.json; 1 where a bound is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks lighthouse", description=__doc__)
    parser.add_argument("--runs", type=int, default=RUNS, help=f"runs of each page (default {RUNS})")
    parser.add_argument("--only", nargs="+", default=list(names()), metavar="NAME", help="calculators (default all)")
    chosen = parser.parse_args(arguments)
    found = chromium.find(os.environ)
    if found is None:
        print(chromium.REMEDY, file=sys.stderr)
        return 1
    lighthouse = install(HERE, OUT) / ".bin" / "lighthouse"
    pages = [f"calculators/{name}/" for name in chosen.only]
    result = {}
    for kind, folder in (("with", SITE), ("without", without_calculators(pages))):
        with SiteServer(folder) as server:
            result[kind] = {
                page: [_measure(lighthouse, server.url(page), found) for _ in range(chosen.runs)] for page in pages
            }
    (OUT / "lighthouse.json").write_text(json.dumps(result, indent=1), "utf-8")
    missed = show(result)
    for line in missed:
        print(line, file=sys.stderr)
    return 1 if missed else 0


def without_calculators(pages: list[str]) -> Path:
    """The site with each page's calculator, and what starts it, taken out."""
    folder = OUT / "without"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(SITE, folder, copy_function=os.link)
    for page in pages:
        index = folder / page / "index.html"
        text = without_calculator(index.read_text("utf-8"))
        for file in (index, index.with_name("index.html.br"), index.with_name("index.html.gz")):
            file.unlink()
        index.write_text(text, "utf-8")
    return folder


def without_calculator(page: str) -> str:
    """A page without its element of class `cr-calculator` and without the address of its worker."""
    start = page.index('<div class="cr-calculator"')
    depth = 0
    for tag in re.finditer(r"<(/?)div\b", page[start:]):
        depth += -1 if tag[1] else 1
        if depth == 0:
            end = page.index(">", start + tag.start()) + 1
            break
    else:
        raise ValueError("the calculator's element has no end")
    return re.sub(r' data-(worker|manifest)="[^"]*"', "", page[:start] + page[end:])


def show(result: dict[str, dict[str, list[dict[str, float]]]]) -> list[str]:
    """The table, and the bounds that are missed, in words."""
    table = Table(title="Lighthouse, performance on a phone (medians)")
    for title in ("page", "score", *AUDITS.values(), "without calculator", "ratio"):
        table.add_column(title, justify="left" if title == "page" else "right")
    missed = []
    for page, runs in result["with"].items():
        middle = {key: statistics.median(run[key] for run in runs) for key in runs[0]}
        bare = statistics.median(run["score"] for run in result["without"][page])
        ratio = middle["score"] / bare
        audits = [f"{middle[key]:.2f}" if "shift" in key else f"{middle[key]:,.0f} ms" for key in AUDITS]
        table.add_row(page.split("/")[1], f"{middle['score']:.2f}", *audits, f"{bare:.2f}", f"{ratio:.2f}")
        if middle["score"] < LEAST_SCORE:
            missed.append(f"{page} scores {middle['score']:.2f}; {LEAST_SCORE} at least")
        if ratio < LEAST_RATIO:
            missed.append(f"{page} scores {ratio:.2f} of itself without its calculator; {LEAST_RATIO} at least")
    Console().print(table)
    return missed


def _measure(lighthouse: Path, url: str, program: str) -> dict[str, float]:
    flags = " ".join(("--headless=new", *ARGUMENTS))
    command = [lighthouse, url, "--only-categories=performance", "--output=json", "--quiet"]
    done = subprocess.run(
        [*command, f"--chrome-flags={flags}"],
        env={**os.environ, "CHROME_PATH": program},
        capture_output=True,
        text=True,
        check=True,
    )
    told = json.loads(done.stdout)
    return {
        "score": told["categories"]["performance"]["score"],
        **{key: told["audits"][key]["numericValue"] for key in AUDITS},
    }
