"""The calculators as the browser takes them: their wheel, compiled to bytecode, in a stored zip."""

from __future__ import annotations

import io
import json
import re
import shutil
import sys
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

import calculators
from calculators.core import subject
from generator.runtime.cache import Cache
from generator.runtime.failure import RuntimeBuildError
from generator.runtime.tools import call

PACKAGE = "calculators"
METADATA = ("pyproject.toml", "README.md", "LICENSE", "LICENSE-DATA", "package.json", "package-lock.json")
"""Files that go with it."""
PUBLISHED = (PACKAGE, "generator", "docs/css", "docs/js")
"""Folders that the published wheel is made from."""
CORE = tuple(f"{PACKAGE}/{name}" for name in ("__init__.py", "_asking.py", "core/"))
"""What every subject has of the package."""
AT_HOME = tuple(f"{PACKAGE}/{name}.pyc" for name in ("__main__", "_files", "_terminal"))
"""The command line and what reads files: not for the browser."""


BARE = """\
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = "calculators"
version = "0"

[tool.hatch.build.targets.wheel]
"""
"""What the browser's wheel needs of a project file: nobody sees it."""


def sources(root: Path) -> dict[str, bytes]:
    """What the archive is made from, by its path there: `calculators/`, of the checkout at `root` or else the installed one.

    Where another package tells the subject, it goes with it, and of `calculators/` only what every subject has.
    """
    home = root / PACKAGE if (root / PACKAGE).is_dir() else Path(str(calculators.__file__)).parent
    engine = {
        f"{PACKAGE}/{file.relative_to(home).as_posix()}": file.read_bytes() for file in sorted(home.rglob("*.py"))
    }
    own = subject.package()
    if own.__name__ == PACKAGE:
        return engine
    engine = {name: content for name, content in engine.items() if name.startswith(CORE)}
    engine[f"{PACKAGE}/_subject.py"] = f'"""The subject."""\n\nPACKAGE = "{own.__name__}"\n'.encode()
    folder = Path(str(own.__file__)).parent
    return engine | {
        f"{own.__name__}/{file.relative_to(folder).as_posix()}": file.read_bytes()
        for file in sorted(folder.rglob("*.py"))
    }


def source_parts(root: Path) -> list[bytes]:
    """Names and contents of the sources, for the cache."""
    return [part for name, content in sources(root).items() for part in (name.encode(), content)]


def archive(root: Path, cache: Cache) -> bytes:
    """The zip, made anew only when the calculators have changed."""
    return cache.get(
        "calculators.zip",
        [sys.version.encode(), Path(__file__).read_bytes(), *source_parts(root)],
        lambda: _build(root),
    )


def published_wheel(root: Path, folder: Path, catalogue_json: str) -> Path:
    """The wheel that people install, built into `folder`: calculators with the catalogue inside, and the generator.

    Its version is the date of its figures, such as 2026.11.25.
    """
    version = str(json.loads(catalogue_json)["as_of"]).replace("-", ".")
    with TemporaryDirectory() as temporary:
        stage = Path(temporary)
        for part in PUBLISHED:
            shutil.copytree(root / part, stage / part, ignore=shutil.ignore_patterns("__pycache__"))
        for name in METADATA:
            shutil.copyfile(root / name, stage / name)
        _date(stage / "pyproject.toml", version)
        catalogue = stage / "build" / "catalogue.json"
        catalogue.parent.mkdir()
        catalogue.write_text(catalogue_json, "utf-8")
        return _wheel(stage, folder)


def _date(project_file: Path, version: str) -> None:
    text, count = re.subn(r'^version = ".*"$', f'version = "{version}"', project_file.read_text("utf-8"), flags=re.M)
    if count != 1:
        raise RuntimeBuildError(f"{project_file.name} states {count} versions, not one")
    project_file.write_text(text, "utf-8")


def source_wheel(root: Path, folder: Path) -> Path:
    """A wheel of the packages alone, from a copy of its sources: what the browser's bytecode is compiled from."""
    with TemporaryDirectory() as temporary:
        stage = Path(temporary)
        found = sources(root)
        for name, content in found.items():
            copy = stage / name
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(content)
        packages = sorted({name.split("/")[0] for name in found})
        (stage / "pyproject.toml").write_text(BARE + f"packages = {json.dumps(packages)}\n", "utf-8")
        return _wheel(stage, folder)


def _wheel(stage: Path, folder: Path) -> Path:
    command: list[str | Path] = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, stage]
    call(f"wheel of {PACKAGE}/", command, cwd=stage)
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
        names = sorted(n for n in source.namelist() if ".dist-info/" not in n and n not in AT_HOME)
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
