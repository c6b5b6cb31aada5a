"""The zip for a classroom without internet, in a browser: opened as a file, and served by its own command."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from calculators.core.catalogue import Catalogue
from tests.browser.conftest import NewPage
from tests.browser.test_live import HOURS, PAGE, address, catalogue, sentence, state, verdict
from tests.support.witness import Witness
from tests.test_offline_files import served, unpack

__all__ = ["catalogue"]

CONTROLS = """() => [...document.querySelectorAll('input, select, textarea, button, summary, label[for=__search]')]
  .filter((control) => control.checkVisibility({ visibilityProperty: true }) && !control.closest('[data-md-component=palette]'))
  .map((control) => control.outerHTML)"""
"""What there is to operate but the choice of colours, which needs no module."""


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return unpack(tmp_path_factory.mktemp("classroom"))


@pytest.mark.parametrize("where", [address(), "", "data/gpus/"])
def test_opened_as_a_file_a_page_shows_what_it_shows_without_javascript(
    where: str, unpacked: Path, new_page: NewPage, witness: Witness
) -> None:
    witness.origin = "file://"
    witness.expect_error("Access to script at 'file://|ERR_FAILED")
    shown = []
    for script in (True, False):
        page = new_page(java_script_enabled=script, viewport={"width": 1280, "height": 800})
        page.goto((unpacked / where / "index.html").as_uri())
        page.wait_for_load_state()
        shown.append(page.evaluate(CONTROLS))
    assert shown[0] == shown[1]


def test_opened_as_a_file_a_calculator_shows_its_default_answer(
    unpacked: Path, page: Page, witness: Witness, catalogue: Catalogue
) -> None:
    witness.origin = "file://"
    witness.expect_error("Access to script at 'file://|ERR_FAILED")
    page.goto((unpacked / address() / "index.html").as_uri())
    assert sentence(page) == verdict(PAGE, {}, catalogue)
    expect(page.locator(".cr-verdict__sentence")).to_be_visible()
    expect(page.locator(".cr-status")).to_contain_text("Opened as a file it stays")
    for dead in ("input[type=range]", ".cr-form__end", ".cr-language", ".cr-share", ".cr-retry", ".md-search"):
        expect(page.locator(dead).first).to_be_hidden()

    page.get_by_role("link", name="Cloud or Rig").first.click()
    expect(page).to_have_url((unpacked / "index.html").as_uri())
    expect(page.locator("h1")).to_be_visible()


def test_served_by_its_own_command_it_is_live(
    unpacked: Path, page: Page, witness: Witness, catalogue: Catalogue
) -> None:
    with served(unpacked) as port:
        witness.origin = f"http://127.0.0.1:{port}"
        page.goto(f"{witness.origin}/calculators/")
        page.locator(f"a[href$='{PAGE}/index.html']").first.click()  # a page that comes without loading whole
        state(page, "live")
        for control in ("input[type=range]", ".cr-language", ".cr-share", ".md-search"):
            expect(page.locator(control).first).to_be_visible()
        drawing = page.locator(".cr-chart__drawing").first
        before = drawing.inner_html()
        page.fill(f"[name={HOURS}]", "23")
        expect(page.locator(".cr-verdict__sentence")).to_have_text(verdict(PAGE, {HOURS: 23}, catalogue))
        page.wait_for_function(
            "before => document.querySelector('.cr-chart__drawing').innerHTML !== before", arg=before
        )
        page.context.close()  # while its server still answers
