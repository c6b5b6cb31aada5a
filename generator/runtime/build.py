"""Building the whole of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from generator.charts import WIDTHS
from generator.paths import CACHE, MODULES
from generator.runtime import pyodide as npm
from generator.runtime.cache import Cache
from generator.runtime.exports import slim_files
from generator.runtime.library import library
from generator.runtime.publish import publish
from generator.runtime.scripts import bundle, licences, script_folder
from generator.runtime.wheel import archive

Progress = Callable[[str, int, int], None]
STEPS = 5


def build_runtime(
    out_dir: Path,
    catalogue_json: str,
    *,
    root: Path = MODULES,
    cache_dir: Path = CACHE,
    compress: bool = True,
    progress: Progress = lambda *_: None,
) -> Path:
    """Write what a page needs to answer live into `out_dir`, and return the path of its manifest.

    What has not changed since the last build comes from `cache_dir`.

    Args:
        out_dir: A folder of the site that holds nothing else.
        catalogue_json: The built catalogue.
        root: The folder with node_modules/; where calculators/ and docs/js/ are in it too, they are taken from there.
        cache_dir: Where made files are kept, by content.
        compress: Whether to write brotli and gzip twins, and to let browsers keep the site for when there is no network; without
            it a first build is half a minute shorter.
        progress: Told what is being done, how far it is, of how many.

    Raises:
        RuntimeBuildError: something that is needed is missing or failed; the message says what to do.
    """
    cache = Cache(cache_dir / "runtime")
    found = npm.find(root)
    scripts = script_folder(root)
    progress("Compiling the calculators", 0, STEPS)
    calculators = archive(root, cache)
    progress("Finding the modules that the calculators load", 1, STEPS)
    modules = library(found, root, calculators, catalogue_json, cache)
    progress("Bundling scripts", 2, STEPS)
    script, wasm = slim_files(root, found, cache)
    files = {
        "worker": ("worker.js", bundle(root, scripts / "worker.js", cache)),
        "script": ("pyodide.asm.js", script),
        "wasm": ("pyodide.asm.wasm", wasm),
        "library": ("library.zip", modules),
        "calculators": ("calculators.zip", calculators),
        "catalogue": ("catalogue.json", catalogue_json.encode()),
        "charts": ("charts.js", bundle(root, scripts / "charts.js", cache)),
        "drawer": ("drawer.js", bundle(root, scripts / "drawer.js", cache)),
        "licences": ("licences.txt", licences(root, scripts / "drawer.js", cache)),
    }
    about = {
        "pyodide": found.version,
        "lock": found.lock,
        "drawings": {"widths": WIDTHS},
        "kept": compress,
    }
    return publish(out_dir, files, about, cache, compress=compress, progress=progress)
