"""A reader who finds a figure wrong: from its link to a report that is filled in."""

from __future__ import annotations

import re

from playwright.sync_api import Page, Route, expect

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


def test_a_page_s_own_link_names_the_page_and_the_form_is_filled_in_with_it(page: Page, site: SiteServer) -> None:
    """As in a copy of the site that knows a repository, whose page leads to the form."""
    form = '<a data-form href="https://git.example/owner/name/issues/new?template=wrong-figure.yml">form</a>'

    def with_a_form(route: Route) -> None:
        route.fulfill(
            body=route.fetch().text().replace("<textarea", f"<p>{form}</p><textarea", 1), content_type="text/html"
        )

    page.route("**/contribute/wrong/**", with_a_form)
    page.goto(site.url("calculators/fit/"))
    page.click(".cr-page-wrong a")
    page.wait_for_url("**/contribute/wrong/?**")
    expect(page.locator("[data-report]")).to_have_value(re.compile("^Record: calculators/fit/\n"))
    filled = "https://git.example/owner/name/issues/new?template=wrong-figure.yml&record=calculators%2Ffit%2F"
    expect(page.locator("[data-form]")).to_have_attribute("href", filled)


def test_a_figure_behind_a_live_answer_leads_to_a_report_that_names_it(page: Page, site: SiteServer) -> None:
    page.goto(site.url("calculators/rent_or_buy/?region=germany"))
    expect(page.locator(".cr-status")).to_have_attribute("data-state", "live")
    page.click(".cr-stated > summary")
    price = page.locator(".cr-stated li", has_text="Germany: Electricity")
    expect(price).to_be_visible()
    price.locator(".cr-wrong").click()
    page.wait_for_url("**/contribute/wrong/?**")
    report = page.locator("[data-report]")
    expect(report).to_have_value(
        re.compile("^Record: regions/germany\nField: electricity_usd_per_kwh\nWhat the site says: \\$")
    )


def test_what_is_wrong_with_an_answer_is_told_with_its_address(page: Page, site: SiteServer) -> None:
    page.goto(site.url("calculators/rent_or_buy/?region=germany"))
    expect(page.locator(".cr-status")).to_have_attribute("data-state", "live")
    whole = page.locator(".cr-answer-wrong a")
    expect(whole).to_have_attribute("href", re.compile("germany"))
    whole.click()
    page.wait_for_url("**/contribute/wrong/?**")
    report = page.locator("[data-report]")
    expect(report).to_have_value(re.compile("^Record: calculators/rent_or_buy/"))
    record = report.input_value().splitlines()[0].removeprefix("Record: ")
    page.goto(site.url(record))
    expect(page.locator("select[name=region]")).to_have_value("germany")
