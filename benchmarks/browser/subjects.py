"""What is compared: two copies of the built site that differ in the runtime of one page."""

from __future__ import annotations

import json
import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.npm import install
from generator.runtime.cache import Cache
from generator.runtime.publish import twins
from generator.runtime.wheel import source_wheel

HERE = Path(__file__).parent
OUR_SCRIPT = re.compile(r'<script src="[^"]*js/calculator\.[^"]*"[^>]*></script>')
POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')
POLICY_HEADER = re.compile(r"^ +Content-Security-Policy: .*\n", re.MULTILINE)
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
    folder, runtime = _copied(site, work, "stock")
    _put_pyodide(root, runtime)
    shutil.copyfile(HERE / "stock_worker.js", runtime / "worker.js")
    wheel = source_wheel(root, runtime)
    theirs = _put_data(site, page, runtime)
    files = {"wheel": wheel.name, "catalogue": "catalogue.json", "charts": "charts.js"}
    manifest = runtime / "manifest.json"
    manifest.write_text(json.dumps({"files": files, "drawings": theirs["drawings"]}), "utf-8")
    index = folder / page / "index.html"
    text = index.read_text("utf-8")
    for pattern, file in ((WORKER, runtime / "worker.js"), (MANIFEST, manifest)):
        text = pattern.sub(os.path.relpath(file, index.parent), text)
    return _finished(folder, runtime, page, text, work)


def pyscript(site: Path, page: str, root: Path, work: Path) -> Subject:
    """The site with PyScript on the page's own thread, and the same stock Pyodide, made in `work`; no script of ours is left."""
    folder, runtime = _copied(site, work, "pyscript")
    _put_pyodide(root, runtime)
    core = install(HERE / "pyscript", work / "pyscript") / "@pyscript" / "core" / "dist"
    for file in core.glob("*.js"):
        shutil.copyfile(file, runtime / file.name)
    shutil.copyfile(HERE / "pyscript" / "main.py", runtime / "main.py")
    source_wheel(root, runtime).rename(runtime / "calculators.zip")
    _put_data(site, page, runtime)
    at = f"/assets/{runtime.name}"
    config = {
        "interpreter": f"{at}/pyodide.mjs",
        "files": {f"{at}/calculators.zip": "./*", f"{at}/catalogue.json": "./catalogue.json"},
    }
    (runtime / "pyscript.json").write_text(json.dumps(config), "utf-8")
    text = POLICY.sub("", (folder / page / "index.html").read_text("utf-8"))
    text, found = OUR_SCRIPT.subn(f'<script type="module" src="{at}/core.js"></script>', text)
    assert found, f"{page} has no script of ours"
    text = text.replace("</body>", f'<script type="py" src="{at}/main.py" config="{at}/pyscript.json"></script></body>')
    return _finished(folder, runtime, page, text, work)


def _copied(site: Path, work: Path, name: str) -> tuple[Path, Path]:
    """A copy of the site (its files are links), and an empty folder in it for a runtime, kept as ours is and under no policy."""
    folder = work / f"{name}-site"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(site, folder, copy_function=os.link)
    runtime = folder / "assets" / f"{name}.00000000"
    runtime.mkdir(parents=True)
    headers = folder / "_headers"
    text = POLICY_HEADER.sub("", headers.read_text("utf-8"))
    headers.unlink()  # a link to the built one, which stays as it is
    headers.write_text(text.replace("/assets/runtime/", f"/assets/{runtime.name}/"), "utf-8")
    return folder, runtime


def _put_pyodide(root: Path, runtime: Path) -> None:
    for name in STOCK_FILES:
        shutil.copyfile(root / "node_modules" / "pyodide" / name, runtime / name)


def _put_data(site: Path, page: str, runtime: Path) -> Any:
    """The catalogue and the charts' script as built; the manifest that names them."""
    built = page_manifest(site, page)
    theirs = json.loads(built.read_text("utf-8"))
    for role in ("catalogue", "charts"):
        shutil.copyfile(built.parent / theirs["files"][role], runtime / f"{role}{Path(theirs['files'][role]).suffix}")
    return theirs


def _finished(folder: Path, runtime: Path, page: str, text: str, work: Path) -> Subject:
    """The page with `text`, and twins of all that is in the runtime."""
    cache = Cache(work / "twins")
    for file in sorted(runtime.iterdir()):
        for suffix, twin in twins(file.read_bytes(), cache).items():
            file.with_name(file.name + suffix).write_bytes(twin)
    index = folder / page / "index.html"
    for suffix in ("", ".br", ".gz"):  # links to the built page and its twins, which stay as they are
        index.with_name(index.name + suffix).unlink(missing_ok=True)
    index.write_text(text, "utf-8")
    return Subject(runtime.name.partition(".")[0], folder, page, f"/assets/{runtime.name}/")


def page_manifest(site: Path, page: str) -> Path:
    """The manifest that a built page names."""
    index = site / page / "index.html"
    found = MANIFEST.search(index.read_text("utf-8")) if index.is_file() else None
    if not found or not found[0]:
        raise FileNotFoundError(f"{page} of the built site has no calculator; `make build` writes it")
    return (index.parent / found[0]).resolve()
