"""Compressed twins: a `.br` and a `.gz` beside each file, for hosts that send what is there (nginx, Caddy)."""

from __future__ import annotations

import gzip
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import brotli  # type: ignore[import-untyped]

TEXT = (".atom", ".css", ".csv", ".html", ".js", ".json", ".svg", ".txt", ".webmanifest", ".xml", ".yml")
"""Files that shrink; pictures and the offline copy are compressed as they are."""

SUFFIXES = (".br", ".gz")
"""What a twin's name ends in."""

SMALLEST = 1400
"""Bytes: what is smaller is one packet either way."""

BROTLI_QUALITY = 7
"""Pages are new with every commit: quality 11 saves 12% more and takes 30 times as long (measured on 40 pages)."""

GZIP_LEVEL = 9


def write_twins(site: Path, progress: Callable[[str, int, int], None]) -> None:
    """Write the twins of every file that has none and is worth them. What the runtime wrote of its own files stays."""
    files = [file for file in sorted(site.rglob("*")) if _is_worth_it(file)]
    with ThreadPoolExecutor(os.cpu_count()) as threads:  # both compressors let go of the interpreter while they work
        for done, _ in enumerate(threads.map(_write_twin, files)):
            progress("Compressing", done, len(files))


def _write_twin(file: Path) -> None:
    content = file.read_bytes()
    file.with_name(f"{file.name}.br").write_bytes(brotli.compress(content, quality=BROTLI_QUALITY))
    file.with_name(f"{file.name}.gz").write_bytes(gzip.compress(content, GZIP_LEVEL, mtime=0))


def _is_worth_it(file: Path) -> bool:
    return (
        file.suffix in TEXT
        and file.is_file()
        and file.stat().st_size >= SMALLEST
        and not file.with_name(f"{file.name}.br").exists()
    )
