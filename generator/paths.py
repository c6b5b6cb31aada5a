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


ROOT = find_project(Path.cwd())
DATA = ROOT / "data"
DOCS = ROOT / "docs"
SCHEMAS = ROOT / "schemas"
BUILD = ROOT / "build"
BUILD_DOCS = BUILD / "docs"
CACHE = BUILD / "cache"
CATALOGUE_JSON = BUILD / "catalogue.json"
SITE = ROOT / "site"

LOOK = HERE / "docs" if (HERE / "docs").is_dir() else HERE.parent / "docs"
"""The styles and scripts (css/, js/) that every project's site has: in a wheel they are within the generator."""
