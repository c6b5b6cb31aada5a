"""The calculators as the browser takes them: their wheel, compiled to bytecode, in a stored zip."""

from __future__ import annotations

import io
import shutil
import sys
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

from generator.runtime.cache import Cache
from generator.runtime.failure import RuntimeBuildError
from generator.runtime.tools import call

PACKAGE = "calculators"
METADATA = ("pyproject.toml", "README.md", "LICENSE")
OWN_CATALOGUE = f"{PACKAGE}/catalogue.json"
"""The copy of the catalogue that a wheel carries; the browser has it as a file of its own."""
COMMAND_LINE = f"{PACKAGE}/__main__.pyc"


def sources(root: Path) -> list[Path]:
    """What the archive is made from."""
    return sorted((root / PACKAGE).rglob("*.py")) + [root / name for name in METADATA]


def source_parts(root: Path) -> list[bytes]:
    """Names and contents of the sources, for the cache."""
    return [part for file in sources(root) for part in (str(file.relative_to(root)).encode(), file.read_bytes())]


def archive(root: Path, cache: Cache) -> bytes:
    """The zip, made anew only when the calculators have changed."""
    return cache.get(
        "calculators.zip",
        [sys.version.encode(), Path(__file__).read_bytes(), *source_parts(root)],
        lambda: _build(root),
    )


def source_wheel(root: Path, folder: Path, catalogue_json: str = "{}") -> Path:
    """The wheel as it is published, sources and catalogue in it, built into `folder` from a copy of its sources."""
    with TemporaryDirectory() as temporary:
        stage = Path(temporary)
        for file in sources(root):
            copy = stage / file.relative_to(root)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, copy)
        catalogue = stage / "build" / "catalogue.json"
        catalogue.parent.mkdir()
        catalogue.write_text(catalogue_json, "utf-8")
        call(
            "wheel of calculators/",
            [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, stage],
            cwd=stage,
        )
    (wheel,) = folder.glob("*.whl")
    return wheel


def _build(root: Path) -> bytes:
    with TemporaryDirectory() as temporary:
        folder = Path(temporary)
        source_wheel(root, folder)
        call(
            "bytecode of the wheel",
            [sys.executable, "-m", "pyodide_cli", "py-compile", "--no-keep", folder],
            cwd=folder,
            environment={
                "PYTHONNODEBUGRANGES": "1"
            },  # tracebacks tell the line; the browser has no source to mark columns in
        )
        (wheel,) = folder.glob("*.whl")
        return repack(wheel)


def repack(wheel: Path) -> bytes:
    """The package's bytecode alone, stored so that the host's compression sees through it."""
    with zipfile.ZipFile(wheel) as source:
        names = sorted(
            n for n in source.namelist() if n.startswith(f"{PACKAGE}/") and n not in (OWN_CATALOGUE, COMMAND_LINE)
        )
        foreign = [name for name in names if not name.endswith(".pyc")]
        if foreign or f"{PACKAGE}/__init__.pyc" not in names:
            raise RuntimeBuildError(
                f"the compiled wheel holds {', '.join(foreign) or 'no bytecode'}: it has been compiled before"
            )
        return stored_zip({name: source.read(name) for name in names})


def stored_zip(files: dict[str, bytes]) -> bytes:
    """A zip without compression and without the time of day: the same bytes for the same files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as target:
        for name in sorted(files):
            target.writestr(zipfile.ZipInfo(name), files[name])
    return buffer.getvalue()
