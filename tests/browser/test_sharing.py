"""The menu of an answer on the real site: copying, saving, comparing, by pointer and by keyboard."""

from __future__ import annotations

import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Page, expect

import calculators
from calculators import Catalogue
from calculators.core.sharing import share
from tests.browser.conftest import NewPage
from tests.browser.test_live import HOURS, PAGE, address, catalogue, open_live, runtime_requests, state, verdict
from tests.browser.test_pages import AXE, RULES, violations
from tests.support.server import SiteServer
from tests.support.witness import Witness

__all__ = ["catalogue"]

PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture
def page(new_page: NewPage) -> Page:
    """A page that may copy and read what was copied."""
    return new_page(
        viewport={"width": 1280, "height": 800},
        permissions=["clipboard-read", "clipboard-write"],
        accept_downloads=True,
    )


def open_menu(page: Page) -> None:
    page.locator(".cr-share > summary").click()
    expect(page.get_by_role("button", name="Markdown")).to_be_visible()


def copied(page: Page, form: str) -> str:
    page.get_by_role("group", name="Copy as").get_by_role("button", name=form, exact=True).click()
    expect(page.locator(".cr-live")).to_have_text(f"Copied: {form}.")
    text: str = page.evaluate("navigator.clipboard.readText()")
    return text.replace("\r\n", "\n")


def test_an_answer_is_copied_in_every_form(page: Page, site: SiteServer, catalogue: Catalogue) -> None:
    open_live(page, site, query=f"?{HOURS}=9")
    open_menu(page)
    told = share(PAGE, {HOURS: "9"}, site.url(""), catalogue)
    for form, words in (
        ("text", "Text"),
        ("markdown", "Markdown"),
        ("latex", "LaTeX tables"),
        ("json", "JSON"),
        ("address", "Link"),
    ):
        assert copied(page, words) == told[form], form


def test_the_menu_starts_what_is_not_live_yet(
    page: Page, site: SiteServer, witness: Witness, catalogue: Catalogue
) -> None:
    page.add_init_script("Object.defineProperty(navigator.connection, 'saveData', { get: () => true });")
    page.goto(site.url(address()))
    page.locator(".cr-share").evaluate("menu => { menu.open = true; }")
    expect(page.get_by_role("button", name="Markdown")).to_be_visible()
    assert runtime_requests(witness) == [], "nothing was asked of it yet"

    page.get_by_role("button", name="Markdown").evaluate("button => button.click()")
    state(page, "live")
    expect(page.locator(".cr-live")).to_have_text("Copied: Markdown.")
    assert page.evaluate("navigator.clipboard.readText()") == share(PAGE, {}, site.url(""), catalogue)["markdown"]


def test_csv_and_json_are_saved(page: Page, site: SiteServer, catalogue: Catalogue) -> None:
    open_live(page, site)
    open_menu(page)
    told = share(PAGE, {}, site.url(""), catalogue)
    for form, words in (("csv", "CSV"), ("json", "JSON")):
        with page.expect_download() as download:
            page.get_by_role("group", name="Download").get_by_role("button", name=words).click()
        assert download.value.suggested_filename == f"{told['stem']}.{form}"
        assert Path(download.value.path()).read_bytes() == told[form].encode()
        expect(page.locator(".cr-live")).to_have_text(f"Saved: {told['stem']}.{form}.")


@pytest.mark.parametrize("changed", [False, True], ids=["as built", "as redrawn"])
def test_charts_are_saved_as_svg_and_png(changed: bool, page: Page, site: SiteServer) -> None:
    open_live(page, site)
    drawing = page.locator(".cr-chart__drawing").first
    if changed:
        before = drawing.inner_html()
        page.fill(f"[name={HOURS}]", "60")
        page.wait_for_function(
            "before => document.querySelector('.cr-chart__drawing').innerHTML !== before", arg=before
        )
    open_menu(page)
    title = page.locator(".cr-chart figcaption").first.inner_text()
    buttons = page.get_by_role("group", name=f"Chart: {title}")
    with page.expect_download() as download:
        buttons.get_by_role("button", name="SVG").click()
    svg = ElementTree.parse(download.value.path()).getroot()
    space = "{http://www.w3.org/2000/svg}"
    assert svg.tag == f"{space}svg" and svg.findtext(f"{space}title") == title
    assert svg.findtext(f"{space}desc") == page.locator(".cr-chart__summary").first.inner_text()
    shown = {text.text for text in svg.iter(f"{space}text")}
    assert shown >= set(drawing.locator("svg:visible text").all_text_contents())

    with page.expect_download() as download:
        buttons.get_by_role("button", name="PNG").click()
    content = Path(download.value.path()).read_bytes()
    assert content.startswith(PNG)
    width, height = int.from_bytes(content[16:20]), int.from_bytes(content[20:24])
    assert (width, height) == tuple(round(2 * float(svg.get(name, "0"))) for name in ("width", "height"))
    # A data URL of the picture, drawn again: ink on white, not an empty sheet.
    colours = page.evaluate(
        """async (bytes) => {
          const bitmap = await createImageBitmap(new Blob([new Uint8Array(bytes)], { type: 'image/png' }));
          const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
          const context = canvas.getContext('2d');
          context.drawImage(bitmap, 0, 0);
          const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height);
          const seen = new Set();
          for (let i = 0; i < data.length; i += 4) seen.add(`${data[i]},${data[i + 1]},${data[i + 2]},${data[i + 3]}`);
          return { corner: [...data.slice(0, 4)], count: seen.size };
        }""",
        list(content),
    )
    assert colours["corner"] == [255, 255, 255, 255]
    assert colours["count"] > 20


def test_the_menu_works_by_keyboard(page: Page, site: SiteServer, catalogue: Catalogue) -> None:
    open_live(page, site)
    summary = page.locator(".cr-share > summary")
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Link")).to_be_visible()
    for _ in range(4):  # past pinning, printing and the link
        page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Text", exact=True)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".cr-live")).to_have_text("Copied: Text.")
    assert page.evaluate("navigator.clipboard.readText()") == share(PAGE, {}, site.url(""), catalogue)["text"]

    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Link")).to_be_hidden()
    expect(summary).to_be_focused()


def test_what_cannot_be_done_is_told(page: Page, site: SiteServer) -> None:
    open_live(page, site)
    page.fill(f"[name={HOURS}]", "many")
    open_menu(page)
    page.get_by_role("button", name="Markdown").click()
    expect(page.locator(".cr-live")).to_have_text(re.compile("^Not done: “many” is not a number. Allowed: "))


# Links


def test_a_copied_link_opens_its_answer_and_a_stale_one_tells_what_moved(
    page: Page, site: SiteServer, catalogue: Catalogue
) -> None:
    open_live(page, site)
    page.fill(f"[name={HOURS}]", "41")
    page.wait_for_url(f"**/?{HOURS}=41&of={catalogue.as_of}~*")
    open_menu(page)
    link = copied(page, "Link")
    assert link == page.url

    again = page.context.new_page()
    again.goto(link)
    expect(again.locator(".cr-verdict__sentence")).to_have_text(verdict(PAGE, {HOURS: 41}, catalogue))
    expect(again.locator(".cr-notices")).to_be_hidden()

    typical = json.loads(share(PAGE, {HOURS: "41"}, "", catalogue)["json"])["report"]["figures"][0]["value"]["typical"]
    stale = re.sub(r"of=[0-9-]+~(\w+)~(\w{3})[0-9.]+", r"of=2025-01-31~\1~\g<2>1", link)
    assert stale != link and typical > 100
    again.goto(stale)
    notices = again.locator(".cr-notices p")
    expect(notices).to_have_count(1)
    query = f"{PAGE}?{stale.partition('?')[2]}"
    assert notices.all_inner_texts() == calculators.open_link(query, catalogue)["notices"]
    expect(notices).to_contain_text("data of 2025-01-31")
    again.reload()
    expect(notices).to_contain_text("data of 2025-01-31")
    again.fill(f"[name={HOURS}]", "42")
    again.wait_for_url(f"**/?{HOURS}=42&of={catalogue.as_of}~*")


# Comparing


def test_a_pinned_answer_stands_beside_the_one_now_and_survives_a_reload(
    page: Page, site: SiteServer, catalogue: Catalogue
) -> None:
    open_live(page, site)
    page.fill(f"[name={HOURS}]", "2")
    page.wait_for_url(f"**/?{HOURS}=2&of=*")
    open_menu(page)
    page.get_by_role("button", name="Pin it to compare").click()
    both = page.locator(".cr-beside")
    expect(both.locator("tbody th").first).to_have_text("Answer")
    expect(both).to_be_focused()

    page.fill(f"[name={HOURS}]", "60")
    pinned, now = verdict(PAGE, {HOURS: 2}, catalogue), verdict(PAGE, {HOURS: 60}, catalogue)
    for shown in (page, page.context.new_page()):
        if shown is not page:
            page.wait_for_url(f"**/?{HOURS}=60&of=*&with=*")
            shown.goto(page.url)
        rows = shown.locator(".cr-beside tbody tr")
        expect(rows.first.locator("td").nth(0)).to_have_text("2 h/week")
        expect(rows.first.locator("td").nth(1)).to_have_text("60 h/week")
        answers = rows.filter(has=shown.get_by_role("rowheader", name="Answer", exact=True)).locator("td")
        expect(answers.nth(0)).to_contain_text(pinned)
        expect(answers.nth(1)).to_contain_text(now)
        expect(shown.locator(".cr-verdict__sentence")).to_have_text(now)
        expect(shown.locator(".cr-notices")).to_be_hidden()

    page.get_by_role("button", name="Unpin").click()
    expect(both).to_have_count(0)
    expect(page.locator(".cr-share > summary")).to_be_focused()
    page.wait_for_url(re.compile(rf"\?{HOURS}=60&of=[^&]*$"))


def test_the_menu_fits_a_phone(new_page: NewPage, site: SiteServer) -> None:
    page = new_page(viewport={"width": 320, "height": 640}, has_touch=True, is_mobile=True)
    open_live(page, site)
    page.locator(".cr-share > summary").tap()
    expect(page.get_by_role("button", name="Markdown")).to_be_visible()
    page.get_by_role("button", name="Pin it to compare").tap()
    expect(page.locator(".cr-beside tbody tr").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    small = page.evaluate(
        """() => [...document.querySelectorAll('.cr-share summary, .cr-share button, .cr-beside button')]
          .map((e) => [e.textContent, e.getBoundingClientRect()]).filter(([, r]) => r.width && (r.width < 24 || r.height < 24))"""
    )
    assert small == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_menu_and_comparison(scheme: str, new_page: NewPage, site: SiteServer) -> None:
    page = new_page(viewport={"width": 1280, "height": 800}, color_scheme=scheme)
    open_live(page, site, query="?with=hours_per_week%3D3")
    expect(page.locator(".cr-beside tbody tr").first).to_be_visible()
    open_menu(page)
    page.evaluate(AXE.read_text("utf-8"))
    assert violations(page, {"runOnly": RULES}) == []
