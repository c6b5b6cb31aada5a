"""Faults that need a Chromium of their own: too little memory, and pages that it sets aside for the way back."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect

from calculators import Catalogue
from tests.browser.conftest import ARGUMENTS, NewPage
from tests.browser.test_engines import VERDICT, await_state
from tests.browser.test_live import HOURS, PAGE, address, catalogue, open_live, sentence, state, verdict
from tests.support.server import SiteServer
from tests.support.tab import PlaywrightTab
from tools import browser as chromium

__all__ = ["catalogue"]

WASM_PAGES_PER_MIB = 16
"""A page of WebAssembly's memory is 64 KiB (WebAssembly Core Specification 4.2.8)."""
CAME_BACK = "addEventListener('pageshow', ({ persisted }) => { globalThis.cameBack = persisted; });"


@pytest.fixture
def browser(request: pytest.FixtureRequest, playwright: Playwright) -> Iterator[Browser]:
    """A Chromium started with the options that the test names."""
    started = playwright.chromium.launch(executable_path=chromium.find(os.environ), **request.param)
    yield started
    started.close()


def with_memory(mib: int) -> dict[str, list[str]]:
    """A Chromium in which no WebAssembly memory is, or grows, larger than this."""
    return {"args": [*ARGUMENTS, f"--js-flags=--wasm-max-mem-pages={mib * WASM_PAGES_PER_MIB}"]}


def starved(page: Page) -> None:
    """The page says that memory is wanting, and shows the answer before it."""
    state(page, "failed")
    told = "Not live: there is not enough memory. The answer shown is the last computed."
    expect(page.locator(".cr-status__words")).to_have_text(told)
    expect(page.locator(".cr-live")).to_have_text(told)


@pytest.mark.parametrize("browser", [with_memory(12)], indirect=True, ids=["12 MiB"])
def test_a_browser_without_the_memory_to_start_is_told(page: Page, site: SiteServer, catalogue: Catalogue) -> None:
    """Python starts with 20 MB (`initMemory` of Pyodide's script)."""
    page.goto(site.url(address()))
    starved(page)
    assert sentence(page) == verdict(PAGE, {}, catalogue)

    page.locator(".cr-live").evaluate("region => { region.textContent = ''; }")
    page.get_by_role("button", name="Try again").click()
    starved(page)  # and says so again
    assert sentence(page) == verdict(PAGE, {}, catalogue)


@pytest.mark.parametrize("browser", [with_memory(64)], indirect=True, ids=["64 MiB"])
def test_an_answer_that_memory_does_not_suffice_for_is_told_and_a_retry_recovers(
    page: Page, site: SiteServer, catalogue: Catalogue
) -> None:
    """An input of 40 MB, which Python, with its 20 MB and more of its own, must hold twice: as JSON and as text."""
    open_live(page, site)
    page.fill(f"[name={HOURS}]", "33")
    expect(page.locator(VERDICT)).to_have_text(verdict(PAGE, {HOURS: 33}, catalogue))
    page.evaluate(f"() => cloudOrRigRuntime.run('{PAGE}', {{ {HOURS}: '9'.repeat(4e7) }}, 'full').catch(() => null)")
    starved(page)
    assert sentence(page) == verdict(PAGE, {HOURS: 33}, catalogue)

    page.get_by_role("button", name="Try again").click()
    state(page, "live")
    page.fill(f"[name={HOURS}]", "34")
    expect(page.locator(VERDICT)).to_have_text(verdict(PAGE, {HOURS: 34}, catalogue))


@pytest.mark.parametrize(
    "browser",
    [{"args": ARGUMENTS, "ignore_default_args": ["--disable-back-forward-cache"]}],  # Playwright's
    indirect=True,
    ids=["as readers start it"],
)
def test_a_page_that_was_set_aside_is_taken_up_live(new_page: NewPage, site: SiteServer, catalogue: Catalogue) -> None:
    """Left with its worker and come back to as it was left: the same page with the same answer, and the next one comes."""
    page = new_page()
    page.add_init_script(CAME_BACK)
    tab = PlaywrightTab(open_live(page, site))
    tab.run("(elsewhere) => { setTimeout(() => location.assign(elsewhere)); }", site.url("compare/"))
    tab.wait("() => document.querySelector('h1').textContent.includes('ten aspects')")
    tab.run("() => { setTimeout(() => history.back()); }")
    tab.wait("() => globalThis.cameBack")

    await_state(tab, "live")
    assert sentence(page) == verdict(PAGE, {}, catalogue)
    tab.fill(f"[name={HOURS}]", "45")
    tab.wait_for_text(VERDICT, verdict(PAGE, {HOURS: 45}, catalogue))
