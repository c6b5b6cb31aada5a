"""What is compared: two copies of the built site that differ in the runtime of one page."""

from __future__ import annotations

import json
import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from generator.runtime.cache import Cache
from generator.runtime.publish import twins
from generator.runtime.wheel import source_wheel

HERE = Path(__file__).parent
WORKER = re.compile(r'(?<=data-worker=")[^"]*')
MANIFEST = re.compile(r'(?<=data-manifest=")[^"]*')
STOCK_FILES = ("pyodide.mjs", "pyodide.asm.js", "pyodide.asm.wasm", "python_stdlib.zip", "pyodide-lock.json")


@dataclass(frozen=True)
class Subject:
    """A site to open, the page in it, and the folder (as an address) that holds the runtime."""

    name: str
    folder: Path
    page: str
    runtime: str


def ours(site: Path, page: str) -> Subject:
    """The site as it was built."""
    return Subject("ours", site, page, "/assets/runtime/")


def stock(site: Path, page: str, root: Path, work: Path) -> Subject:
    """The site with stock Pyodide in the page's runtime, made in `work`."""
    folder = work / "stock-site"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(site, folder, copy_function=os.link)
    runtime = folder / "assets" / "stock.00000000"
    runtime.mkdir(parents=True)
    for name in STOCK_FILES:
        shutil.copyfile(root / "node_modules" / "pyodide" / name, runtime / name)
    shutil.copyfile(HERE / "stock_worker.js", runtime / "worker.js")
    wheel = source_wheel(root, runtime)
    built = page_manifest(site, page)
    theirs = json.loads(built.read_text("utf-8"))
    for role in ("catalogue", "charts"):
        shutil.copyfile(built.parent / theirs["files"][role], runtime / f"{role}{Path(theirs['files'][role]).suffix}")
    files = {"wheel": wheel.name, "catalogue": "catalogue.json", "charts": "charts.js"}
    manifest = runtime / "manifest.json"
    manifest.write_text(json.dumps({"files": files, "drawings": theirs["drawings"]}), "utf-8")
    cache = Cache(work / "twins")
    for file in sorted(runtime.iterdir()):
        for suffix, twin in twins(file.read_bytes(), cache).items():
            file.with_name(file.name + suffix).write_bytes(twin)
    index = folder / page / "index.html"
    text = index.read_text("utf-8")
    for pattern, file in ((WORKER, runtime / "worker.js"), (MANIFEST, manifest)):
        text = pattern.sub(os.path.relpath(file, index.parent), text)
    for suffix in ("", ".br", ".gz"):  # links to the built page and its twins, which stay as they are
        index.with_name(index.name + suffix).unlink(missing_ok=True)
    index.write_text(text, "utf-8")
    return Subject("stock", folder, page, f"/assets/{runtime.name}/")


def page_manifest(site: Path, page: str) -> Path:
    """The manifest that a built page names."""
    index = site / page / "index.html"
    found = MANIFEST.search(index.read_text("utf-8")) if index.is_file() else None
    if not found or not found[0]:
        raise FileNotFoundError(f"{page} of the built site has no calculator; `make build` writes it")
    return (index.parent / found[0]).resolve()
