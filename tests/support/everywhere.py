"""Fixtures for tests marked `everywhere`: they run in CPython and, as this very plugin, in Pyodide.

Imports pytest, calculators and the standard library alone.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from calculators.core.catalogue import Catalogue

CATALOGUE = Path(__file__).resolve().parents[2] / "build" / "catalogue.json"


@cache
def built() -> Catalogue:
    """The built catalogue of all records, where no fixture can be asked for."""
    if not CATALOGUE.is_file():
        pytest.fail("build/catalogue.json is not there: `make build` writes it")
    return Catalogue.from_json(CATALOGUE.read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    """The built catalogue of all records."""
    return built()
