"""The calculator of another subject is live in a browser, through the same runtime."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.support.server import SiteServer

BOOT_MS = 60_000


@pytest.fixture
def site(heating: Path) -> Iterator[SiteServer]:
    with SiteServer(heating / "site") as server:
        yield server


def test_the_other_subjects_calculator_is_live(page: Page, site: SiteServer) -> None:
    page.goto(site.url("calculators/running_cost/"))
    expect(page.locator(".cr-status")).to_have_attribute("data-state", "live", timeout=BOOT_MS)
    page.locator("[name=heat_kwh]").fill("4200")
    # by hand: 4200 / 2.8 × 0.245 = 367.5; 4200 / 0.84 × 0.0624 = 312
    expect(page.locator(".cr-number").nth(1)).to_have_text("312")
    expect(page.locator(".cr-number").first).to_have_text("368")
