"""`python -m benchmarks growth`: the generator on the real data and on ten copies of it, one after the other in one process.

Measured is the processor's time of all that the generator itself does: reading every record, checking, writing every page's Markdown
and the exports. The site's builder (MkDocs) and the browser's runtime are left out. A first run of the real data, not counted, loads
what is loaded once. Each copy's records have ids of their own and name the records of their own copy; what pages list is bounded
(GPUs, models, notebooks), and nearly all of these bounds are reached by the real data already.
"""

from __future__ import annotations

import json
import tempfile
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.growth.copies import MOST_COPIES, copy_data
from calculators import names
from generator.exports import write_exports
from generator.load import load
from generator.pages import Site, all_pages
from generator.paths import BUILD, DATA, DOCS
from generator.today import as_of

BOUNDED = True
COPIES = 10
LARGEST_RATIO = 12.0
RESULT = BUILD / "benchmarks" / "growth.json"


def generate(data: Path, out: Path) -> tuple[float, int]:
    """Processor seconds that reading, checking and writing take, and the number of pages. ValueError for data with problems."""
    began = time.process_time()
    loaded = load(data, as_of=as_of())
    if loaded.problems:
        raise ValueError(f"{len(loaded.problems)} problems in {data}, the first: {loaded.problems[0]}")
    site = Site(loaded.catalogue, names())
    pages = 0
    for page in all_pages(site, DOCS):
        path = out / "docs" / page.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(page.text, "utf-8")
        pages += 1
    write_exports(loaded.catalogue, out / "site")
    return time.process_time() - began, pages


def main(arguments: list[str]) -> int:
    """Print the table and write build/benchmarks/growth.json; 1 where the bound is missed. An argument is the number of copies."""
    copies = min(int(arguments[0]), MOST_COPIES) if arguments else COPIES
    real = load(DATA, as_of=as_of())
    table = Table("data", "records", "pages", "processor time", title="Generator")
    rows = []
    for times in (1, 1, copies):
        with tempfile.TemporaryDirectory() as folder:
            records = copy_data(real, DATA, Path(folder) / "data", times)
            seconds, pages = generate(Path(folder) / "data", Path(folder))
        rows.append({"copies": times, "records": records, "pages": pages, "seconds": seconds})
    for row in rows[1:]:
        table.add_row(f"{row['copies']}×", str(row["records"]), str(row["pages"]), f"{row['seconds']:.1f} s")
    ratio = rows[2]["seconds"] / rows[1]["seconds"]
    bound = LARGEST_RATIO * copies / COPIES
    console = Console()
    console.print(table)
    console.print(f"{copies}× the records take {ratio:.1f}× the time (bound {bound:g}×)")
    RESULT.parent.mkdir(parents=True, exist_ok=True)
    RESULT.write_text(json.dumps({"runs": rows, "ratio": ratio, "bound": bound}, indent=1) + "\n", "utf-8")
    return 0 if ratio <= bound else 1
