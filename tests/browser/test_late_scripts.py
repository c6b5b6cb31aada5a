"""Scripts that come when they are first needed: lost, told, and had once they are there again. A worker that ends while it starts."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from calculators import Catalogue
from tests.browser.test_live import (
    HOURS,
    PAGE,
    address,
    catalogue,
    lose,
    open_live,
    runtime_file,
    state,
    verdict,
)
from tests.support.server import SiteServer
from tests.support.witness import Witness

__all__ = ["catalogue"]

LOST = r"404 \(Not Found\)"


def script(folder: Path, name: str) -> Path:
    (found,) = (folder / "js").glob(f"{name}.*.js")
    return found


@pytest.mark.parametrize("lost", ["charts", "drawer"])
def test_without_a_script_of_charts_no_drawing_of_another_answer_is_shown(
    lost: str, own_server: SiteServer, page: Page, witness: Witness, catalogue: Catalogue
) -> None:
    restore = lose(runtime_file(own_server.folder, lost))
    witness.expect_error(LOST)
    open_live(page, own_server)
    drawing = page.locator(".cr-chart .cr-drawing--wide").first
    expect(drawing).to_be_visible()
    page.fill(f"[name={HOURS}]", "50")
    expect(page.locator(".cr-status")).to_contain_text("the charts of this answer did not come")
    expect(drawing).to_be_hidden()
    expect(page.locator(".cr-verdict__sentence")).to_have_text(verdict(PAGE, {HOURS: 50}, catalogue))

    restore()
    page.fill(f"[name={HOURS}]", "51")
    expect(page.locator(".cr-drawing--old")).to_have_count(0)
    expect(page.locator(".cr-status")).to_contain_text("Live: change an input")
    expect(drawing).to_be_visible()


HASTY = """
const plainly = setTimeout;
globalThis.setTimeout = (act, ms, ...given) => plainly(act, globalThis.hasty && ms === 20000 ? 2000 : ms, ...given);
"""
"""Where it is hasty, a page waits two seconds for a drawing: until all of the answer is there."""


def test_a_drawer_that_ends_unheard_is_told_and_the_next_drawing_starts_another(page: Page, site: SiteServer) -> None:
    page.add_init_script(HASTY)
    open_live(page, site)
    drawing = page.locator(".cr-chart .cr-drawing--wide").first
    before = drawing.inner_html()
    page.fill(f"[name={HOURS}]", "50")
    page.wait_for_function(
        "before => document.querySelector('.cr-chart .cr-drawing--wide')?.innerHTML !== before", arg=before
    )
    (drawer,) = (worker for worker in page.workers if "/drawer." in worker.url)
    page.evaluate("() => { hasty = true; }")
    drawer.evaluate("self.close()")
    page.fill(f"[name={HOURS}]", "60")
    expect(page.locator(".cr-status")).to_contain_text("the charts of this answer did not come")
    expect(drawing).to_be_hidden()

    page.evaluate("() => { hasty = false; }")
    page.fill(f"[name={HOURS}]", "61")
    expect(page.locator(".cr-drawing--old")).to_have_count(0)
    expect(page.locator(".cr-status")).to_contain_text("Live: change an input")
    expect(drawing).to_be_visible()


def test_without_the_script_of_the_menu_that_is_said_and_the_menu_opens_later(
    own_server: SiteServer, page: Page, witness: Witness
) -> None:
    restore = lose(script(own_server.folder, "sharing"))
    witness.expect_error(LOST)
    open_live(page, own_server)
    menu = page.locator(".cr-share")
    menu.locator("summary").click()
    expect(page.locator(".cr-notices")).to_have_text("Not done: the site cannot be reached")
    expect(page.locator(".cr-live")).to_have_text("Not done: the site cannot be reached")
    expect(menu).not_to_have_attribute("open", "")

    restore()
    menu.locator("summary").click()
    expect(page.get_by_role("button", name="Pin it to compare")).to_be_visible()


@pytest.mark.parametrize("name", ["language", "words-de"])
def test_without_the_script_of_a_language_the_page_stays_english_and_speaks_it_later(
    name: str, own_server: SiteServer, page: Page, witness: Witness
) -> None:
    restore = lose(script(own_server.folder, name))
    witness.expect_error(LOST)
    open_live(page, own_server)
    choice = page.locator(".cr-language select")
    choice.select_option("de")
    expect(page.locator(".cr-notices")).to_have_text("Not done: the site cannot be reached")
    expect(choice).to_have_value("en")

    restore()
    choice.select_option("de")
    expect(page.locator(".cr-status__words")).to_have_text("Live: Ändern Sie eine Eingabe, und die Antwort folgt.")
    slider = page.locator(f".cr-form [data-twin=in-{HOURS}]")
    assert slider.get_attribute("aria-valuetext") == f"20 {slider.get_attribute('data-unit')}"
    assert "hours" not in (slider.get_attribute("aria-valuetext") or "")


def test_what_a_pinned_link_cannot_bring_is_told(page: Page, site: SiteServer) -> None:
    page.goto(site.url(address(query=f"?with={HOURS}%3D3%26colour%3D1")))
    state(page, "live")
    notice = page.locator(".cr-notices p")
    expect(notice).to_have_count(1)
    expect(notice).to_contain_text("Of the pinned answer: ")
    expect(notice).to_contain_text("colour")


def test_a_worker_that_ends_while_it_starts_is_told_at_once(page: Page, site: SiteServer, catalogue: Catalogue) -> None:
    site.delays[f"/assets/runtime/{runtime_file(site.folder, 'library').name}"] = 20
    page.add_init_script(
        """globalThis.Worker = class extends Worker {
          constructor(url, ...given) {
            super(url, ...given);
            if (!String(url).includes('/assets/runtime/')) return; // the theme's search has one too
            globalThis.theWorker = this;
            this.addEventListener('message', ({ data }) => { globalThis.isAlive ||= data.type === 'alive'; });
          }
        };"""
    )
    page.goto(site.url(address()))
    page.wait_for_function("() => globalThis.isAlive")
    state(page, "starting")
    page.evaluate("theWorker.terminate()")
    state(page, "failed")

    site.delays.clear()
    page.get_by_role("button", name="Try again").click()
    state(page, "live")
    page.fill(f"[name={HOURS}]", "58")
    expect(page.locator(".cr-verdict__sentence")).to_have_text(verdict(PAGE, {HOURS: 58}, catalogue))
