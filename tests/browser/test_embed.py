"""A calculator in a frame of another page, which grows and shrinks with it."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from calculators import Catalogue, names
from tests.browser.conftest import NewPage
from tests.browser.test_live import BOOT_MS, HOURS, PAGE, catalogue, verdict
from tests.support.server import SiteServer

__all__ = ["catalogue"]


def snippet(site: Path) -> str:
    """What the page on embedding tells to put in."""
    text = (site / "calculators" / "embed" / "index.html").read_text("utf-8")
    code = re.search(r"<pre[^>]*>(.*?)</pre>", text, re.DOTALL)
    assert code
    return html.unescape(re.sub(r"<[^>]*>", "", code[1]))


@pytest.mark.every_engine("playwright")
def test_a_frame_is_as_tall_as_its_calculator(own_server: SiteServer, new_page: NewPage, catalogue: Catalogue) -> None:
    page = new_page(viewport={"width": 900, "height": 700})
    told = snippet(own_server.folder).replace("https://example.org/", own_server.url(""))
    assert own_server.url("embed/rent_or_buy/") in told
    icon = "<link rel=icon href='data:,'>"
    around = f"<!doctype html><html lang=en>{icon}<title>Host</title><h1>Host</h1>{told}<p>The end</p></html>"
    (own_server.folder / "host.html").write_text(around, "utf-8")
    own_server.foreign.add("/host.html")
    page.goto(own_server.url("host.html"))
    frame = page.frame_locator("iframe")
    expect(frame.locator('.cr-status[data-state="live"]')).to_be_visible(timeout=BOOT_MS)
    for part in (".md-header", ".md-tabs", ".md-footer", ".md-sidebar"):
        expect(frame.locator(part)).to_have_count(0)
    fits = """() => {
      const frame = document.querySelector('iframe');
      const inside = frame.contentDocument.scrollingElement;
      const end = inside.ownerDocument.querySelector('.cr-embed').getBoundingClientRect().bottom;
      return frame.offsetHeight >= inside.scrollHeight && frame.offsetHeight - end < 80;
    }"""
    page.wait_for_function(fits)
    before = page.locator("iframe").evaluate("frame => frame.offsetHeight")
    assert before > 900

    frame.locator(".cr-assumptions > summary").click()
    page.wait_for_function("before => document.querySelector('iframe').offsetHeight > before + 50", arg=before)
    page.wait_for_function(fits)
    frame.locator(".cr-assumptions > summary").click()
    page.wait_for_function("before => Math.abs(document.querySelector('iframe').offsetHeight - before) < 3", arg=before)

    frame.locator(f"[name={HOURS}]").fill("33")
    expect(frame.locator(".cr-verdict__sentence")).to_have_text(verdict(PAGE, {HOURS: 33}, catalogue))
    assert page.url == own_server.url("host.html")


def test_every_calculator_can_be_embedded_on_a_phone(new_page: NewPage, site: SiteServer) -> None:
    page = new_page(viewport={"width": 320, "height": 640})
    for name in names():
        page.goto(site.url(f"embed/{name}/"))
        expect(page.locator(".cr-verdict__sentence")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, name
        assert (
            page.locator("a[href]").first.evaluate("link => link.ownerDocument.querySelector('base').target")
            == "_blank"
        )
