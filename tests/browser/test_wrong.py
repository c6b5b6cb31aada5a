"""A reader who finds a figure wrong: from its link to a report that is filled in."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.support.server import SiteServer


def test_the_link_beside_a_figure_leads_to_a_report_that_names_it(page: Page, site: SiteServer) -> None:
    page.goto(site.url("data/gpus/rtx-3090/"))
    page.click("#memory_gb .cr-wrong")
    page.wait_for_url("**/contribute/wrong/?**")
    report = page.locator("[data-report]")
    expect(report).to_have_value(re.compile("memory_gb"))
    lines = report.input_value().splitlines()
    assert lines[:3] == ["Record: gpus/rtx-3090", "Field: memory_gb", "What the site says: 24 GB"]
    assert lines[3].startswith("Source that it names: ")
    assert lines[4:] == ["Where did you read it?", "What should it be?"]


def test_what_the_address_says_is_text(page: Page, site: SiteServer) -> None:
    page.goto(site.url("contribute/wrong/?record=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E"))
    expect(page.locator("[data-report]")).to_have_value(re.compile("<img"))
    assert page.locator("img[src=x]").count() == 0
