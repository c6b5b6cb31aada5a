"""The guided way: six questions on a screen, each of which may stay open; then every calculator and back, with the same answers."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from playwright.sync_api import Page, expect

from calculators import names
from tests.browser.conftest import NewPage
from tests.support.server import SiteServer

SIX = ("reader", "task", "hours_per_week", "budget_usd", "budget_usd_per_month", "privacy")
SCREEN = {"width": 1440, "height": 900}
LIVE = ".cr-status[data-state=live]"

BOTTOMS = """() => [...document.querySelectorAll('.cr-form .cr-field, .cr-verdict__sentence')].map(
  (element) => element.getBoundingClientRect().bottom)"""


@pytest.mark.parametrize("script", [True, False], ids=["live", "without-javascript"])
def test_the_six_questions_and_the_verdict_stand_on_one_screen(
    script: bool, new_page: NewPage, site: SiteServer
) -> None:
    page = new_page(viewport=SCREEN, java_script_enabled=script)
    page.goto(site.url("/"))
    if script:
        expect(page.locator(LIVE)).to_be_visible()
    fields = page.locator(".cr-form .cr-field")
    assert fields.evaluate_all("all => all.map((field) => field.dataset.field)") == list(SIX)
    for name in SIX:
        asked = page.locator(f"[data-field={name}]")
        expect(asked.locator(".cr-hint")).to_contain_text("I do not know, so: ")
        assert asked.locator("select, input[type=text]").input_value() in ("", "unknown")
    if script:
        assert max(page.evaluate(BOTTOMS)) <= SCREEN["height"]
    else:
        below = [box["y"] + box["height"] for box in (field.bounding_box() for field in fields.all()) if box]
        assert len(below) == len(SIX)
        assert max(below) <= SCREEN["height"]
    expect(page.locator(".cr-reasons")).to_contain_text("You left open, so it is taken: a hobbyist; ")


def test_the_answer_for_the_defaults_is_the_same_with_javascript_and_without(
    new_page: NewPage, page: Page, site: SiteServer
) -> None:
    static = new_page(java_script_enabled=False)
    static.goto(site.url("/"))
    page.goto(site.url("/"))
    expect(page.locator(LIVE)).to_be_visible()
    assert page.locator(".cr-answer").text_content() == static.locator(".cr-answer").text_content()


def test_a_number_that_is_not_known_after_all_is_emptied_by_its_button(page: Page, site: SiteServer) -> None:
    page.goto(site.url("/"))
    expect(page.locator(LIVE)).to_be_visible()
    open_answer = page.locator(".cr-verdict__sentence").inner_text()
    hours, slider = page.locator("#in-hours_per_week"), page.locator("[data-twin=in-hours_per_week]")
    hours.fill("60")
    expect(page.locator(".cr-verdict__sentence")).not_to_have_text(open_answer)
    expect(page).to_have_url(re.compile(r"\?hours_per_week=60&of="))
    page.locator("[data-field=hours_per_week]").get_by_role("button", name="I do not know").press("Enter")
    expect(hours).to_have_value("")
    expect(slider).to_have_value("0")
    expect(page.locator(".cr-verdict__sentence")).to_have_text(open_answer)
    expect(page).to_have_url(site.url("/"))


OF_MONEY = {"rent_or_buy", "hybrid", "api_or_own", "classroom"}
READERS: list[dict[str, Any]] = [
    {"reader": "teacher", "task": "fine-tune", "hours_per_week": "12", "growth": "growing", "region": "germany"},
    {"reader": "developer", "task": "chat", "model": "llama-3-1-8b", "tokens_per_day": "50000", "privacy": "anywhere"},
    {"task": "images", "images_per_day": "200", "budget_usd": "3000", "currency": "euro"},
]
"""Of whom each is led to some calculators, and all of them together to every one there is."""


FOLLOW = """(path) => [...document.querySelectorAll(".cr-reasons a[href*='?']")]
  .find((link) => new URL(link.href).pathname === path).click()"""
"""Press the first link to a page."""


def test_one_set_of_answers_goes_to_every_calculator_and_back_in_the_address(page: Page, site: SiteServer) -> None:
    led: set[str] = set()
    for said in READERS:
        page.goto(site.url(f"/calculators/recommend/?{urlencode(said)}"))
        expect(page.locator(LIVE)).to_be_visible()
        verdict = page.locator(".cr-verdict__sentence").inner_text()
        links = page.locator(".cr-reasons a[href*='?']").evaluate_all(
            "all => all.map((link) => [link.href, link.closest('li').textContent.includes('in the other calculators')])"
        )
        for path, aside in {urlsplit(href).path: aside for href, aside in links}.items():
            name = path.strip("/").rpartition("/")[2]
            page.evaluate(FOLLOW, path)
            expect(page.locator(f"[data-calculator={name}] {LIVE}")).to_be_visible()
            expect(page.locator(".cr-notices")).to_be_hidden()
            expect(page.locator(".cr-error:not([hidden])")).to_have_count(0)
            back = page.locator(".cr-reasons a", has_text="Cloud, rig, or both?")
            expect(back).to_be_visible()
            led.add(name)
            if aside and name in OF_MONEY:  # it does not suit the reader: the work comes back as the page asks it
                page.go_back()
                expect(page.locator(f"[data-calculator=recommend] {LIVE}")).to_be_visible()
                continue
            returned = parse_qs(urlsplit(back.evaluate("(link) => link.href")).query)
            assert {key: values[0] for key, values in returned.items() if key in said} == said, name
            back.click()
            expect(page.locator(f"[data-calculator=recommend] {LIVE}")).to_be_visible()
            expect(page.locator(".cr-verdict__sentence")).to_have_text(verdict)
            expect(page.locator("#in-reader")).to_have_value(said.get("reader", "unknown"))
    assert led == set(names()) - {"recommend"}
