"""A pytest plugin: while mutmut finds which tests run which function, each test starts with empty caches.

Otherwise a function beneath a cache would seem to be run by the first of its tests alone.
"""

from __future__ import annotations

import sys

import pytest
from mutmut.mutation.trampoline import get_mutant_under_test


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup() -> None:
    """Empty every cache of calculators/."""
    if get_mutant_under_test() == "stats":
        for name, module in list(sys.modules.items()):
            if name.split(".")[0] == "calculators":
                for thing in vars(module).values():
                    if hasattr(thing, "cache_clear"):
                        thing.cache_clear()
