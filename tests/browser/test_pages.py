"""Every kind of page in a real Chromium: nothing sticks out, nothing moves, everybody can read it, without JavaScript too."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from calculators import names
from tests.browser.conftest import NewPage
from tests.support.server import SiteServer

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
BOOT_MS = 60_000

KINDS = [
    "",
    "compare/",
    "choose/",
    "calculators/",
    "calculators/embed/",
    "embed/rent_or_buy/",
    *(f"calculators/{name}/" for name in names()),
    "data/",
    "data/rigs/",
    "data/tiers/",
    "data/gpus/rtx-3090/",
    "data/services/runpod/",
    "data/history/v100-pcie-16gb/",
    "data/aspects/cost/",
    "data/models/llama-2-7b/",
    "data/sources/mccormickml-colab/",
    "methods/",
    "methods/rent_or_buy/",
    "contribute/",
    "contribute/gpus/",
    "404.html",
]
"""A page of every kind; of kinds that differ in length alone, a short one."""

OUTSIDE = """() => [...document.querySelectorAll('body *')]
  .filter((e) => e.getBoundingClientRect().right > innerWidth + 0.5)
  .filter((e) => !e.closest('.cr-scroll, pre, svg, .md-search, .md-sidebar, .md-tabs'))
  .map((e) => `${e.tagName}.${e.className}`).slice(0, 5)"""
"""Elements that stick out to the right, other than what scrolls inside itself."""


COLOURS = ["color-contrast", "link-in-text-block"]
"""Axe's rules that look at colours: in another scheme the others find what they found."""
SETTLED = "() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))"
PAPERS = {"light": "rgb(255, 255, 255)", "dark": "rgb(16, 19, 22)"}


@pytest.fixture(scope="module")
def axe() -> str:
    """The script that looks for barriers."""
    return AXE.read_text("utf-8")


@pytest.fixture
def still(new_page: NewPage) -> Page:
    """A page in which no calculator starts by itself: looks alone are of interest."""
    page = new_page(viewport={"width": 360, "height": 740}, color_scheme="light", reduced_motion="reduce")
    page.add_init_script("Object.defineProperty(navigator.connection, 'saveData', { get: () => true });")
    return page


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_sticks_out_and_axe_finds_nothing(kind: str, still: Page, axe: str, site: SiteServer) -> None:
    """On phones, on a wide screen, in the dark, with text twice as large: the page is loaded once, the window changes."""
    still.goto(site.url(kind))
    fits(still, 360)
    still.evaluate(axe)
    assert violations(still, {"runOnly": RULES}) == []
    still.set_viewport_size({"width": 320, "height": 740})
    fits(still, 320)

    still.set_viewport_size({"width": 1280, "height": 800})
    still.evaluate(SETTLED)
    assert violations(still, {"runOnly": RULES}) == []
    still.emulate_media(color_scheme="dark")
    expect(still.locator("body")).to_have_css("background-color", PAPERS["dark"])
    assert violations(still, {"runOnly": {"type": "rule", "values": COLOURS}}) == []

    still.evaluate("document.documentElement.style.setProperty('font-size', '250%', 'important')")
    still.evaluate(SETTLED)
    assert still.evaluate("document.documentElement.scrollWidth") <= 1280, still.evaluate(OUTSIDE)


def fits(page: Page, width: int) -> None:
    page.evaluate(SETTLED)
    assert page.evaluate("document.documentElement.scrollWidth") <= width, page.evaluate(OUTSIDE)
    assert page.evaluate(OUTSIDE) == []


def violations(page: Page, options: dict[str, Any]) -> list[Any]:
    """What axe finds, each with where."""
    found = page.evaluate(
        "options => axe.run(document, { resultTypes: ['violations'], preload: false, ...options })", options
    )
    assert found["passes"], "no rule was tried"
    return [(v["id"], [n["target"] for n in v["nodes"]]) for v in found["violations"]]


# Without JavaScript


def test_without_javascript_a_table_has_all_its_rows_in_order(new_page: NewPage, site: SiteServer) -> None:
    page = new_page(java_script_enabled=False)
    page.goto(site.url("data/regions/"))

    count = page.locator(".cr-filter__count").text_content()
    assert count and page.locator("tbody tr").count() == int(count.split()[0])
    expect(page.locator("tbody tr").last).to_be_visible()
    assert page.locator("th button").count() == 0


@pytest.mark.every_engine("media")
@pytest.mark.parametrize(("scheme", "paper"), PAPERS.items())
@pytest.mark.parametrize("script", [True, False])
def test_the_scheme_follows_the_system(
    scheme: str, paper: str, script: bool, new_page: NewPage, site: SiteServer
) -> None:
    page = new_page(color_scheme=scheme, java_script_enabled=script)
    page.goto(site.url("compare/"))

    expect(page.locator("body")).to_have_css("background-color", paper)
    expect(page.locator(".md-header")).to_have_css("background-color", paper)


def test_the_reader_chooses_a_scheme_and_keeps_it(new_page: NewPage, site: SiteServer) -> None:
    page = new_page(color_scheme="light")
    page.goto(site.url("data/"))
    page.locator('label[for="__palette_1"]').click()  # from the system's to light
    page.locator('label[for="__palette_2"]').click()  # to dark
    expect(page.locator("body")).to_have_css("background-color", PAPERS["dark"])

    page.goto(site.url("compare/"))

    expect(page.locator("body")).to_have_css("background-color", PAPERS["dark"])


# Looks


SHIFTS = """() => new Promise((resolve) => {
  new PerformanceObserver((list) => resolve(list.getEntries().reduce((sum, entry) => sum + entry.value, 0)))
    .observe({ type: 'layout-shift', buffered: true });
  setTimeout(() => resolve(0), 500);
})"""


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("kind", ["", "compare/", "data/gpus/", "data/gpus/rtx-3090/"])
def test_nothing_moves_while_a_page_loads(kind: str, width: int, new_page: NewPage, site: SiteServer) -> None:
    page = new_page(viewport={"width": width, "height": 800})
    page.goto(site.url(kind))
    page.wait_for_load_state("networkidle")

    assert page.evaluate(SHIFTS) == 0


def test_colour_is_never_alone(page: Page, site: SiteServer) -> None:
    page.goto(site.url("choose/"))

    for badge in page.locator(".cr-badge").all():
        assert badge.text_content() in ("Cloud", "Rig", "Both")


def test_numbers_stand_in_columns(page: Page, site: SiteServer) -> None:
    page.goto(site.url("data/gpus/"))

    expect(page.locator("td.cr-numeric").first).to_have_css("font-variant-numeric", "tabular-nums")
    expect(page.locator("td.cr-numeric").first).to_have_css("text-align", "right")


def test_reduced_motion_is_respected(new_page: NewPage, site: SiteServer) -> None:
    page = new_page(reduced_motion="reduce")
    page.goto(site.url(""))
    moving = page.evaluate(
        "() => [...document.querySelectorAll('*')].filter((e) => parseFloat(getComputedStyle(e).transitionDuration) > 0.01).length"
    )

    assert moving == 0


# Tables


@pytest.mark.every_engine("playwright")
def test_a_table_is_sorted_by_a_click_and_says_so(page: Page, site: SiteServer) -> None:
    page.goto(site.url("data/gpus/"))
    head = page.locator("thead th").filter(has_text="Price used")
    values = "index => [...document.querySelectorAll('tbody tr')].map((row) => row.cells[index].dataset.value ?? '')"
    index = head.evaluate("cell => cell.cellIndex")

    head.get_by_role("button").click()
    expect(head).to_have_attribute("aria-sort", "descending")
    falling = page.evaluate(values, index)
    head.get_by_role("button").press("Enter")
    expect(head).to_have_attribute("aria-sort", "ascending")
    rising = page.evaluate(values, index)

    known = sorted(float(value) for value in falling if value)
    assert [float(value) for value in rising if value] == known
    assert [float(value) for value in falling if value] == known[::-1]
    assert "" not in rising[: len(known)] + falling[: len(known)], "rows that say nothing come last, either way"


def test_a_table_is_narrowed_by_words_and_by_a_choice(page: Page, site: SiteServer) -> None:
    page.goto(site.url("data/gpus/"))
    shown = page.locator("tbody tr:visible")
    whole = shown.count()

    page.get_by_label("Find in this table").fill("geforce 3090")
    expect(page.get_by_role("status")).to_have_text(f"{shown.count()} of {whole} GPUs")
    assert all("3090" in (row.text_content() or "") for row in shown.all())

    page.get_by_label("Find in this table").fill("")
    page.get_by_label("Vendor").select_option("AMD")
    assert 0 < shown.count() < whole
    assert {row.locator("td").first.text_content() for row in shown.all()} == {"AMD"}

    page.get_by_label("Vendor").select_option("")
    expect(page.get_by_role("status")).to_have_text(f"{whole} GPUs")


def test_a_table_works_after_instant_navigation(page: Page, site: SiteServer) -> None:
    page.goto(site.url("data/"))
    page.evaluate("globalThis.same = true")
    page.get_by_role("link", name="Regions", exact=True).click()
    page.wait_for_url("**/data/regions/")
    page.get_by_label("Find in this table").fill("germany")

    expect(page.locator("tbody tr:visible")).to_have_count(1)
    assert page.evaluate("globalThis.same") is True, "the page was changed without loading it anew"


def test_a_figure_leads_to_the_row_of_its_source(page: Page, site: SiteServer) -> None:
    page.goto(site.url("data/gpus/rtx-3090/"))
    page.wait_for_load_state("networkidle")
    page.evaluate("globalThis.same = true")
    page.locator("#memory_gb .cr-from a").click()
    page.wait_for_url("**/data/sources/**")
    row: Any = page.locator(":target")

    expect(row).to_be_in_viewport()
    expect(row).to_contain_text("GeForce RTX 3090")
    expect(row).to_contain_text("24 GB")
    assert page.evaluate("globalThis.same") is True, "the page was changed without loading it anew"


def index_reads(site: SiteServer) -> list[str]:
    return [served.path for served in site.log if "search_index" in served.path]


@pytest.mark.every_engine("playwright")
def test_the_search_finds_a_record(page: Page, site: SiteServer) -> None:
    page.goto(site.url(""))
    page.wait_for_load_state("networkidle")
    assert not index_reads(site), "the index is read once somebody searches"
    page.locator(".md-search__input").click()
    page.locator(".md-search__input").press_sequentially("rtx 3090")

    found = page.locator(".md-search-result__link").first
    expect(found).to_be_visible(timeout=BOOT_MS)
    expect(page.locator(".md-search-result__list")).to_contain_text("GeForce RTX 3090")
    assert len(index_reads(site)) == 1
