"""Writing what is served: names that hold a digest of the content, compressed twins beside them, a manifest."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path
from typing import Any

import brotli  # type: ignore[import-untyped]

from generator.runtime.cache import Cache, write_whole

DIGITS = 16
BROTLI_QUALITY = 11
BROTLI_WINDOW = 24
"""A window of 16 MiB (RFC 7932, section 9.1): all of the WebAssembly."""
GZIP_LEVEL = 9


def hashed_name(name: str, content: bytes) -> str:
    """`worker.js` as `worker.0123456789abcdef.js`."""
    stem, _, suffix = name.rpartition(".")
    return f"{stem}.{sha256(content).hexdigest()[:DIGITS]}.{suffix}"


def publish(
    out_dir: Path,
    files: Mapping[str, tuple[str, bytes]],
    about: Mapping[str, Any],
    cache: Cache,
    *,
    compress: bool,
    progress: Callable[[str, int, int], None],
) -> Path:
    """Write each file and the manifest that maps roles to their names; what else is in the folder is removed.

    Args:
        out_dir: The folder to fill; nobody else writes there.
        files: Role → (plain name, content).
        about: Further entries of the manifest.
        cache: Where compressed twins are kept.
        compress: Whether each file gets a `.br` and a `.gz` beside it.
        progress: Told what is being done, how far it is, of how many.

    Returns:
        The manifest's path.
    """
    named = {role: (hashed_name(name, content), content) for role, (name, content) in files.items()}
    manifest = {**about, "files": {role: name for role, (name, _) in named.items()}}
    text = json.dumps(manifest, indent=1, sort_keys=True).encode()
    manifest_name = hashed_name("manifest.json", text)
    contents = {**dict(named.values()), manifest_name: text}
    written: set[str] = set()
    for name, content in contents.items():
        written |= _write(out_dir, name, content)
    if compress:
        with ThreadPoolExecutor() as pool:  # brotli and zlib let other threads run; the largest file begins first
            order = sorted(contents, key=lambda name: -len(contents[name]))
            made = pool.map(lambda name: twins(contents[name], cache), order)
            for done, (name, suffixed) in enumerate(zip(order, made, strict=True)):
                progress("Compressing the runtime", done, len(contents))
                for suffix, twin in suffixed.items():
                    written |= _write(out_dir, name + suffix, twin)
    for stale in out_dir.iterdir():
        if stale.name not in written:
            stale.unlink()
    return out_dir / manifest_name


def twins(content: bytes, cache: Cache) -> dict[str, bytes]:
    """The content as `.br` and `.gz`."""
    return {
        ".br": cache.get(
            "br", [content], lambda: brotli.compress(content, quality=BROTLI_QUALITY, lgwin=BROTLI_WINDOW)
        ),
        ".gz": cache.get("gz", [content], lambda: gzip.compress(content, GZIP_LEVEL, mtime=0)),
    }


def _write(out_dir: Path, name: str, content: bytes) -> set[str]:
    file = out_dir / name
    if not file.is_file() or file.stat().st_size != len(content) or file.read_bytes() != content:
        write_whole(file, content)
    return {name}
