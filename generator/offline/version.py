"""A version of the site for the service worker: a bundle of every page and small file, the runtime's files, and the script."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import brotli  # type: ignore[import-untyped]

from generator.paths import CACHE, MODULES
from generator.runtime.cache import Cache, write_whole
from generator.runtime.publish import BROTLI_WINDOW, hashed_name
from generator.runtime.scripts import bundle, script_folder

SERVICE_WORKER = "offline.js"
"""The service worker, at the root of the site: it answers for all that is below."""
FOLDER = "assets/offline"
NO_SERVICE_WORKER = "registration.unregister();\n"
"""What stands in its place where the site changes under the reader's hands: it takes back one that was there before."""
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".svg": "image/svg+xml; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".webmanifest": "application/manifest+json; charset=utf-8",
    ".xml": "application/xml; charset=utf-8",
}
BROTLI_QUALITY = 9
"""Of 55 MB of pages 1.5 MB is left in three seconds; the highest quality takes over a minute for an eighth less."""
LEFT_OUT = ("api/", "assets/javascripts/lunr/", FOLDER)
"""Downloads for programs; the search's rules for languages that the site is not in."""


def write_offline(site: Path, runtime: str, root: Path = MODULES, cache_dir: Path = CACHE) -> None:
    """Write the service worker and its bundle into a built site whose runtime is in the folder `runtime`."""
    content = _bundle(site, runtime)
    name = f"{FOLDER}/{hashed_name('pages.ndjson', content)}"
    write_whole(site / name, content)
    write_whole(site / f"{name}.br", brotli.compress(content, quality=BROTLI_QUALITY, lgwin=BROTLI_WINDOW))
    write_whole(site / f"{name}.gz", gzip.compress(content, mtime=0))
    files = [
        path.relative_to(site).as_posix()
        for path in sorted((site / runtime).iterdir())
        if path.suffix not in (".br", ".gz", ".txt")
    ]
    release = {"pages": name, "files": files}
    script = bundle(root, script_folder(root) / SERVICE_WORKER, Cache(cache_dir), "iife")
    version = sha256(json.dumps(release).encode() + script).hexdigest()[:16]
    head = f"globalThis.RELEASE={json.dumps({'version': version, **release}, separators=(',', ':'))};\n"
    write_whole(site / SERVICE_WORKER, head.encode() + script)


def _bundle(site: Path, runtime: str) -> bytes:
    return b"".join(
        json.dumps([address, kind, text], ensure_ascii=False).encode() + b"\n"
        for address, kind, text in _small_files(site, runtime)
    )


def _small_files(site: Path, runtime: str) -> Iterator[tuple[str, str, str]]:
    """Address from the root, media type and text of every file that is not fetched by itself."""
    for path in sorted(site.rglob("*")):
        where = path.relative_to(site).as_posix()
        if path.suffix in TYPES and not where.startswith((*LEFT_OUT, f"{runtime}/")):
            yield where.removesuffix("index.html") or "./", TYPES[path.suffix], path.read_text("utf-8")
