"""`python -m benchmarks browser`: the first live answer and its download, beside stock Pyodide and PyScript."""

from __future__ import annotations

import argparse
import json
import platform
import statistics
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.table import Table

from benchmarks.browser import visits
from benchmarks.browser.subjects import Subject, ours, pyscript, stock
from generator.paths import BUILD, ROOT, SITE
from generator.runtime.cache import write_whole

BOUNDED = True
OUT = BUILD / "benchmarks"
PAGE = "calculators/rent_or_buy/"
RUNS = 5
MOST_BYTES = 2_500_000
"""The most that the runtime's download may be, in brotli."""
OTHERS = {"stock": "stock Pyodide", "pyscript": "PyScript"}
LINKS = {"unthrottled": False, "10 Mbit/s, 40 ms": True}
CACHES = ("cold", "warm")
MOST_RATIOS = {
    ("unthrottled", "cold"): 0.35,
    ("unthrottled", "warm"): 0.25,
    ("10 Mbit/s, 40 ms", "cold"): 0.50,
    ("10 Mbit/s, 40 ms", "warm"): 0.50,
}
"""The most that our first answer may take, as a part of stock's."""


def main(arguments: list[str]) -> int:
    """Measure, print a table, write build/benchmarks/browser.json; 1 where a bound is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks browser", description=__doc__)
    parser.add_argument("--runs", type=int, default=RUNS, help=f"runs of each (default {RUNS})")
    parser.add_argument("--page", default=PAGE, help=f"the calculator's page (default {PAGE})")
    chosen = parser.parse_args(arguments)
    try:
        subjects = [
            ours(SITE, chosen.page),
            stock(SITE, chosen.page, ROOT, OUT),
            pyscript(SITE, chosen.page, ROOT, OUT),
        ]
        result = measure(subjects, chosen.runs)
    except FileNotFoundError as error:
        print(error, file=sys.stderr)
        return 1
    write_whole(OUT / "browser.json", json.dumps(result, indent=1).encode())
    show(result)
    missed = misses(result)
    for line in missed:
        print(line, file=sys.stderr)
    return 1 if missed else 0


def measure(subjects: list[Subject], runs: int) -> dict:
    """Every subject, cold and warm, on each link, in turns: milliseconds of each run, and bytes downloaded."""
    console = Console(stderr=True)
    served = [visits.Served(subject) for subject in subjects]
    times: dict = {s.subject.name: {link: {cache: [] for cache in CACHES} for link in LINKS} for s in served}
    with visits.browsers() as chromium, TemporaryDirectory() as profiles:
        try:
            for s in served:
                visits.cold(chromium, s, slow=False)
            downloads = {s.subject.name: s.downloaded() for s in served}  # before a visit that keeps the site
            for link, slow in LINKS.items():
                for s in served:
                    visits.prime(chromium, s, Path(profiles, s.subject.name + link[:2]), slow=slow)
                for run in range(runs):
                    console.print(f"{link}: run {run + 1} of {runs}", style="dim")
                    for s in served:
                        entry = times[s.subject.name][link]
                        entry["cold"].append(visits.cold(chromium, s, slow=slow))
                        profile = Path(profiles, s.subject.name + link[:2])
                        entry["warm"].append(chromium.visit(s.url(slow=slow), profile))
            version = chromium.version
        finally:
            for s in served:
                s.stop()
    return {
        "measured": __import__("benchmarks.browser").browser.__doc__,
        "machine": f"{platform.machine()}, {platform.system()}, Chromium {version}, Python {platform.python_version()}",
        "page": subjects[0].page,
        "milliseconds": times,
        "download_bytes": downloads,
    }


def median(result: dict, subject: str, link: str, cache: str) -> float:
    """The median of the runs in milliseconds."""
    return statistics.median(result["milliseconds"][subject][link][cache])


def show(result: dict) -> None:
    """The table."""
    table = Table(title=f"First live answer of {result['page']} (median, range), {result['machine']}")
    for title in ("", "", "ours", *OTHERS.values(), *("ratio" for _ in OTHERS)):
        table.add_column(title, justify="right" if title else "left")
    for link in LINKS:
        for cache in CACHES:
            cells = []
            for subject in ("ours", *OTHERS):
                runs = result["milliseconds"][subject][link][cache]
                cells.append(f"{statistics.median(runs):.0f} ms ({min(runs):.0f} to {max(runs):.0f})")
            took = median(result, "ours", link, cache)
            ratios = [f"{took / median(result, other, link, cache):.2f}" for other in OTHERS]
            table.add_row(link, cache, *cells, *ratios)
    total = {subject: sum(files.values()) for subject, files in result["download_bytes"].items()}
    megabytes = [f"{total[subject] / 1e6:.2f} MB" for subject in ("ours", *OTHERS)]
    ratios = [f"{total['ours'] / total[other]:.2f}" for other in OTHERS]
    table.add_row("download, brotli", "", *megabytes, *ratios)
    Console().print(table)


def misses(result: dict) -> list[str]:
    """The bounds that are missed, in words."""
    lines = []
    size = sum(result["download_bytes"]["ours"].values())
    if size > MOST_BYTES:
        lines.append(f"the runtime's download is {size} bytes; {MOST_BYTES} at most")
    for (link, cache), most in MOST_RATIOS.items():
        ratio = median(result, "ours", link, cache) / median(result, "stock", link, cache)
        if ratio > most:
            lines.append(
                f"the first live answer, {link}, {cache}, takes {ratio:.2f} of stock's time; {most:.2f} at most"
            )
    return lines
