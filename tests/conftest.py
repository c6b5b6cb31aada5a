"""What holds for every test: the hypothesis profiles, and the one way to leave out the tests in a browser."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

from tests.support.everywhere import catalogue
from tests.support.heating import heating

__all__ = ["catalogue", "heating"]

BROWSER_TESTS = Path(__file__).parent / "browser"
PROPERTY_SAMPLES = {"few": 20, "default": 500, "long": 10_000}
"""Samples of a property, by the profile that HYPOTHESIS_PROFILE names; the same samples on every run."""

for name, samples in PROPERTY_SAMPLES.items():
    settings.register_profile(
        f"cloud-or-rig-{name}", max_examples=samples, derandomize=True, deadline=None, database=None
    )
settings.load_profile(f"cloud-or-rig-{os.environ.get('HYPOTHESIS_PROFILE') or 'default'}")

left_out = pytest.StashKey[int]()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    in_browser = [item for item in items if item.path.is_relative_to(BROWSER_TESTS)]
    for item in in_browser:
        item.add_marker("browser")
    if os.environ.get("BROWSER") == "none" and in_browser:
        config.stash[left_out] = len(in_browser)
        config.hook.pytest_deselected(items=in_browser)
        items[:] = [item for item in items if item not in in_browser]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    count = config.stash.get(left_out, 0)
    if count:
        terminalreporter.write_line(f"BROWSER=none: {count} tests in a real browser were left out", yellow=True)
