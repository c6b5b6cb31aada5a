"""The interface in the language that the reader chooses; what an answer says stays English."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from calculators import Catalogue, names
from tests.browser.conftest import NewPage
from tests.browser.test_live import HOURS, PAGE, address, catalogue, open_live, verdict
from tests.browser.test_pages import AXE, RULES, violations
from tests.support.server import SiteServer
from tests.support.witness import Witness

__all__ = ["catalogue"]

WORDS = Path(__file__).resolve().parents[2] / "docs" / "js" / "words"


def texts(language: str) -> dict[str, str]:
    found: dict[str, str] = json.loads((WORDS / f"{language}.json").read_text("utf-8"))["texts"]
    return found


@pytest.mark.every_engine("playwright")
def test_a_language_is_chosen_and_kept_and_left_again(page: Page, site: SiteServer, catalogue: Catalogue) -> None:
    german = texts("de")
    open_live(page, site)
    label = page.locator(f"label[for=in-{HOURS}]")
    english = label.inner_text()
    page.get_by_label("Language of the form").select_option("de")

    expect(label).to_contain_text(german["Hours of work a week"])
    expect(page.locator(".cr-status__words")).to_have_text(german["Live: change an input and the answer follows."])
    expect(page.locator(".cr-form")).to_have_attribute("lang", "de")
    expect(page.get_by_role("button", name=german["Back to the defaults"])).to_be_visible()
    expect(page.get_by_role("slider", name=german["Hours of work a week"])).to_be_visible()
    page.fill(f"[name={HOURS}]", "many")
    expect(page.locator(f"#error-{HOURS}")).to_contain_text("“many” ist keine Zahl. Erlaubt: 0 bis 168")
    page.fill(f"[name={HOURS}]", "41,5")
    expect(page.locator(f"#read-{HOURS}")).to_have_text("Gelesen als 41.5.")
    expected = verdict(PAGE, {HOURS: 41.5}, catalogue)
    expect(page.locator(".cr-verdict__sentence")).to_have_text(expected)
    expect(page.locator(".cr-live")).to_have_text(f"Gelesen als 41.5. {expected}")
    page.locator(".cr-share > summary").click()
    expect(page.get_by_role("button", name=german["Pin it to compare"])).to_be_visible()

    page.goto(site.url(address("fit")))
    expect(page.locator(".cr-form")).to_have_attribute("lang", "de")
    expect(page.locator(".cr-form select option", has_text=german["16 bits"]).first).to_have_count(1)
    page.locator(".cr-language select").select_option("en")
    expect(page.get_by_role("button", name="Back to the defaults")).to_be_visible()
    page.goto(site.url(address()))
    expect(label).to_have_text(english)


def test_english_fetches_no_language(page: Page, site: SiteServer, witness: Witness) -> None:
    open_live(page, site)
    assert not [url for url in witness.requests if "/language." in url or "/words-" in url]


@pytest.mark.parametrize("language", ["de", "es"])
def test_every_form_is_readable_in_every_language(language: str, new_page: NewPage, site: SiteServer) -> None:
    page = new_page(viewport={"width": 320, "height": 640})
    translated = texts(language)
    page.goto(site.url(address()))
    page.locator(".cr-language select").select_option(language)
    for name in names():
        page.goto(site.url(address(name)))
        expect(page.locator(".cr-form")).to_have_attribute("lang", language)
        left = page.locator(".cr-form > .cr-field > label, .cr-form summary").evaluate_all(
            "all => all.map((e) => [...e.childNodes].filter((n) => n.nodeType === 3).map((n) => n.data.trim()).join(''))"
        )
        assert left and all(text in translated.values() for text in left), (name, left)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, name
    page.evaluate(AXE.read_text("utf-8"))
    assert violations(page, {"runOnly": RULES}) == []
