"""The built catalogue, read from its file: for the command line and for Python. Not in the browser, which has it by other ways."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from calculators.core.catalogue import Catalogue

HERE = Path(__file__).resolve().parent
CATALOGUES = (HERE / "catalogue.json", HERE.parent / "build" / "catalogue.json")
"""Where it is: within a wheel beside this file, in a checkout in build/."""


class CatalogueError(Exception):
    """There is no catalogue to read; the message says what to do."""


@cache
def read_catalogue() -> Catalogue:
    """The built catalogue. CatalogueError where there is none, or one of another version."""
    for path in CATALOGUES:
        if path.is_file():
            try:
                return Catalogue.from_json(path.read_text(encoding="utf-8"))
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                raise CatalogueError(f"{path.name} cannot be read ({error}): `make build` writes it anew") from error
    raise CatalogueError("the catalogue is not built yet: `make build` writes it (build/catalogue.json)")
