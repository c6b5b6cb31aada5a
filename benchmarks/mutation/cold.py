"""A pytest plugin for mutmut: while it finds which tests run which function, each test starts with empty caches.

Otherwise a function beneath a cache would seem to be run by the first of its tests alone. Of a mutant's tests the quick ones run
first, as the first that fails ends them.
"""

from __future__ import annotations

import os
import sys

import pytest
from mutmut.mutation import trampoline
from mutmut.state import state


def _mutant() -> str:
    """The mutant under test, as mutmut has set it in this process; to look it up in the environment takes longer than most calls."""
    return trampoline._mutant_under_test or ""


def pytest_configure() -> None:
    """Programs that tests start are counted by nobody: they run as they are, not as slowly as what is counted."""
    if os.environ.get("MUTANT_UNDER_TEST") == "stats":
        del os.environ["MUTANT_UNDER_TEST"]
    trampoline.get_mutant_under_test = _mutant


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """By the seconds that each took; nothing is known of them yet while they are counted."""
    seconds = state().duration_by_test
    items.sort(key=lambda item: seconds.get(item.nodeid, 0.0))


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup() -> None:
    """Empty every cache of calculators/."""
    if _mutant() == "stats":
        for name, module in list(sys.modules.items()):
            if name.split(".")[0] == "calculators":
                for thing in vars(module).values():
                    if hasattr(thing, "cache_clear"):
                        thing.cache_clear()
