"""`python -m benchmarks growth`: the generator on the real data and on ten copies of it, side by side in one run.

Measured is all that the generator itself does: reading every record, checking, writing every page's Markdown
and the exports. The site's builder (MkDocs) and the browser's runtime are left out. Each copy's records have ids of their own
and refer to the first copy's, so that there are as many references.
"""

from __future__ import annotations

import json
import statistics
import tempfile
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

from calculators import names
from generator.exports import write_exports
from generator.load import load
from generator.pages import Site, all_pages
from generator.paths import BUILD, DATA, DOCS
from generator.today import as_of

BOUNDED = True
COPIES = 10
LARGEST_RATIO = 12.0
RUNS = 3
RESULT = BUILD / "benchmarks" / "growth.json"


def copy_data(data: Path, out: Path, copies: int) -> int:
    """Copy every record under ids of its own, `copies` times; how many there are then. The first copy keeps its ids."""
    count = 0
    for path in sorted(data.rglob("*.yml")):
        text = path.read_text("utf-8")
        folder = out / path.parent.name
        folder.mkdir(parents=True, exist_ok=True)
        for copy in range(copies):
            stem = path.stem if copy == 0 else f"{path.stem}-copy-{copy}"
            # Every copy names the first copy's records: as many references, and none dangles.
            (folder / f"{stem}.yml").write_text(text, "utf-8")
            count += 1
    return count


def generate(data: Path, out: Path) -> tuple[float, int]:
    """Seconds that reading, checking and writing take, and the number of pages."""
    began = time.perf_counter()
    loaded = load(data, as_of=as_of())
    site = Site(loaded.catalogue, names())
    pages = 0
    for page in all_pages(site, DOCS):
        path = out / "docs" / page.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(page.text, "utf-8")
        pages += 1
    write_exports(loaded.catalogue, out / "site")
    return time.perf_counter() - began, pages


def main(arguments: list[str]) -> int:
    """Print the table and write build/benchmarks/growth.json; 1 where the bound is missed."""
    runs = int(arguments[0]) if arguments else RUNS
    seconds: dict[int, list[float]] = {1: [], COPIES: []}
    records: dict[int, int] = {}
    pages: dict[int, int] = {}
    for _ in range(runs):
        for copies in seconds:
            with tempfile.TemporaryDirectory() as folder:
                records[copies] = copy_data(DATA, Path(folder) / "data", copies)
                took, pages[copies] = generate(Path(folder) / "data", Path(folder))
                seconds[copies].append(took)
    medians = {copies: statistics.median(took) for copies, took in seconds.items()}
    ratio = medians[COPIES] / medians[1]
    table = Table("data", "records", "pages", f"median of {runs}", title="Generator")
    for copies, median in medians.items():
        table.add_row(f"{copies}×", str(records[copies]), str(pages[copies]), f"{median:.1f} s")
    console = Console()
    console.print(table)
    console.print(f"{COPIES}× the records take {ratio:.1f}× the time (bound {LARGEST_RATIO:g}×)")
    RESULT.parent.mkdir(parents=True, exist_ok=True)
    RESULT.write_text(
        json.dumps({"records": records, "pages": pages, "seconds": seconds, "ratio": ratio}, indent=1) + "\n", "utf-8"
    )
    return 0 if ratio <= LARGEST_RATIO else 1
