"""Where things stand: the generator's own files, and the project that is built.

A project is a folder with a mkdocs.yml and a data/ beside it: the one that the current folder is in, as with git; elsewhere the
checkout that the generator is in.
"""

from __future__ import annotations

from pathlib import Path

HERE = Path(__file__).resolve().parent
"""The generator itself."""


def find_project(start: Path) -> Path:
    """The nearest folder from `start` upwards that is a project; the generator's own checkout where there is none."""
    return next((folder for folder in (start, *start.parents) if is_project(folder)), HERE.parent)


def is_project(folder: Path) -> bool:
    """True for a folder with a mkdocs.yml and a data/."""
    return (folder / "mkdocs.yml").is_file() and (folder / "data").is_dir()


def find_modules(start: Path) -> Path:
    """The nearest folder from `start` upwards, as node looks for it, then the generator's checkout, with the npm files in it."""
    folders = (start, *start.parents, HERE.parent)
    return next((folder for folder in folders if (folder / "node_modules" / "pyodide").is_dir()), start)


ROOT = find_project(Path.cwd())
DATA = ROOT / "data"
DOCS = ROOT / "docs"
SCHEMAS = ROOT / "schemas"
BUILD = ROOT / "build"
BUILD_DOCS = BUILD / "docs"
CACHE = BUILD / "cache"
CATALOGUE_JSON = BUILD / "catalogue.json"
SITE = ROOT / "site"

MODULES = find_modules(ROOT)
"""The folder whose node_modules/ the browser's files come from."""

LOOK = HERE / "docs" if (HERE / "docs").is_dir() else HERE.parent / "docs"
"""The styles and scripts (css/, js/) that every project's site has: in a wheel they are within the generator."""
