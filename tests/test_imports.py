"""Every module of calculators/ can be imported, wherever it is to run."""

from __future__ import annotations

import importlib
import pkgutil

import pytest

import calculators

MODULES = sorted(
    module.name
    for module in pkgutil.walk_packages(calculators.__path__, "calculators.")
    if not module.name.endswith("__main__")
)


@pytest.mark.everywhere
@pytest.mark.parametrize("name", MODULES)
def test_a_module_is_importable_and_says_what_it_is(name: str) -> None:
    assert importlib.import_module(name).__doc__, f"{name} has no docstring"
