"""A machine whose clock is wrong by decades: all of Chromium is started with it, cookies, caches and network included."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright, expect

from calculators.core.catalogue import Catalogue
from tests.browser.conftest import ARGUMENTS
from tests.browser.test_engines import KEPT
from tests.browser.test_live import HOURS, PAGE, catalogue, open_live, verdict
from tests.support.server import SiteServer
from tests.support.witness import Witness
from tools import browser as chromium
from tools import engines

__all__ = ["catalogue"]

YEARS = 30
WRONG = {
    "LD_PRELOAD": "/usr/$LIB/faketime/libfaketimeMT.so.1",
    "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    "FAKETIME_FORCE_MONOTONIC_FIX": "0",
    "NO_FAKE_STAT": "1",
}
"""Debian's faketime: only what tells the date is wrong. With its fix for waiting threads, Chromium waits for ever."""
NOW = "() => Date.now()"


@contextmanager
def opened(playwright: Playwright, profile: Path, witness: Witness, **more: str) -> Iterator[Page]:
    """A page of a Chromium with a profile that stays, `more` in its environment."""
    program = chromium.find(os.environ)
    with playwright.chromium.launch_persistent_context(
        profile, executable_path=program, args=ARGUMENTS, env={**os.environ, **more}
    ) as context:
        witness.watch(context)
        yield context.pages[0]


@pytest.mark.parametrize("sign", ["-", "+"])
def test_a_clock_that_is_wrong_changes_nothing(
    sign: str, playwright: Playwright, site: SiteServer, tmp_path: Path, witness: Witness, catalogue: Catalogue
) -> None:
    """For a reader who was here when it was right, and whose browser keeps the site."""
    if engines.find(engines.CLOCK, os.environ) is None:
        pytest.fail(engines.REMEDY, pytrace=False)
    with opened(playwright, tmp_path, witness) as page:
        open_live(page, site).evaluate(KEPT)

    with opened(playwright, tmp_path, witness, **WRONG, FAKETIME=f"{sign}{YEARS}y") as page:
        page.goto(site.url(f"calculators/{PAGE}/"))
        expect(page.locator(".cr-verdict__sentence")).to_have_text(verdict(PAGE, {}, catalogue))
        open_live(page, site)
        page.fill(f"[name={HOURS}]", "14")
        expect(page.locator(".cr-verdict__sentence")).to_have_text(verdict(PAGE, {HOURS: 14}, catalogue))

        (worker,) = (worker for worker in page.workers if "/worker." in worker.url)
        (keeper,) = page.context.service_workers
        ahead = [where.evaluate(NOW) / 1000 - time.time() for where in (page, worker, keeper)]
        assert ahead == [pytest.approx(float(f"{sign}{YEARS * 365 * 86_400}"), abs=60)] * 3
