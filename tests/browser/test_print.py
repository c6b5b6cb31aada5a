"""A calculator on paper: one sheet, with what was asked, the verdict, key figures, a chart, and where the rest is."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from calculators import names
from tests.browser.conftest import NewPage
from tests.browser.test_live import HOURS, open_live
from tests.support.server import SiteServer

BEFORE_PRINT = "() => dispatchEvent(new Event('beforeprint'))"


def sheets(page: Page) -> int:
    """The pages of its PDF, as Chromium prints it on A4."""
    return len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4", margin={"top": "12mm", "bottom": "12mm"})))


@pytest.mark.parametrize("script", [True, False], ids=["live", "without JavaScript"])
def test_the_defaults_of_every_calculator_are_one_sheet(script: bool, new_page: NewPage, site: SiteServer) -> None:
    """Handouts, which are pages of their own, come after it."""
    page = new_page(java_script_enabled=script)
    for name in names():
        page.goto(site.url(f"calculators/{name}/"))
        handouts = page.locator(".cr-sheet").count()
        assert sheets(page) == 1 + handouts, name


def test_the_sheet_says_what_was_asked_and_where_the_rest_is(page: Page, site: SiteServer) -> None:
    open_live(page, site)
    page.fill(f"[name={HOURS}]", "41,5")
    page.wait_for_url(f"**/?{HOURS}=41.5&of=*")
    page.evaluate(BEFORE_PRINT)
    page.emulate_media(media="print")

    asked = page.locator(".cr-paper__inputs")
    expect(asked).to_have_text("Hours of work a week: 41,5 h/week")
    expect(page.locator(".cr-paper__address")).to_have_text(page.url)
    expect(page.locator(".cr-paper")).to_contain_text("Data of 20")
    for part in (".cr-verdict__sentence", ".cr-figures", ".cr-chart >> nth=0", "h1"):
        expect(page.locator(part)).to_be_visible()
    for part in (".cr-form", ".cr-reasons", ".cr-table >> nth=0", ".cr-chart >> nth=1", ".cr-bar", ".md-header"):
        expect(page.locator(part)).to_be_hidden()
    order = [
        page.locator(part).bounding_box()
        for part in (".cr-paper__inputs", ".cr-paper__address", ".cr-verdict__sentence")
    ]
    tops = [box["y"] for box in order if box]
    assert tops == sorted(tops) and len(tops) == 3
    assert sheets(page) == 1
