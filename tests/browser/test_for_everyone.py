"""Beyond what axe sees: keyboard, sliders, targets, colours of the reader's own, on the calculators' pages."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from calculators import names
from calculators.core.door import calculator
from calculators.core.quantity import Quantity, Unit, fields_of
from tests.browser.conftest import NewPage
from tests.browser.test_live import HOURS, address, open_live
from tests.support.server import SiteServer

FOCUSABLE = "a[href], button, input, select, textarea, summary, [tabindex='0']"
SMALL = """() => [...document.querySelectorAll('button, select, summary, textarea, .cr-trail a, .md-tabs__link, input')]
  .filter((e) => e.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && !e.closest('.cr-visually-hidden'))
  .map((e) => [e.className || e.name || e.textContent.trim(), e.getBoundingClientRect()])
  .filter(([, r]) => r.width && r.height && (r.width < 24 || r.height < 24)).map(([name, r]) => `${name} ${r.width}x${r.height}`)"""
"""Controls smaller than 24 by 24 pixels (WCAG 2.2, 2.5.8); links within sentences are exempt there."""


@pytest.mark.parametrize("width", [360, 1280])
def test_every_control_is_large_enough_to_touch(width: int, new_page: NewPage, site: SiteServer) -> None:
    page = new_page(viewport={"width": width, "height": 800}, has_touch=True)
    for kind in (*(address(name) for name in names()), "", "data/gpus/", "contribute/wrong/"):
        page.goto(site.url(kind))
        page.wait_for_load_state()
        page.evaluate("document.querySelectorAll('.md-main details').forEach((d) => { d.open = true; })")
        assert page.evaluate(SMALL) == [], kind


@pytest.mark.parametrize("name", names())
def test_every_slider_has_its_number_and_says_its_unit(name: str, new_page: NewPage, site: SiteServer) -> None:
    page = new_page(java_script_enabled=False)
    page.goto(site.url(address(name)))
    quantities = {i.name: i.meta for i in fields_of(calculator(name).Inputs) if isinstance(i.meta, Quantity)}
    sliders = page.locator("input[type=range]").evaluate_all(
        "all => all.map((e) => [e.dataset.twin, e.getAttribute('aria-label'), e.dataset.unit ?? '', e.getAttribute('aria-valuetext')])"
    )
    assert {twin.removeprefix("in-") for twin, *_ in sliders} == {n for n, meta in quantities.items() if meta.step}
    for twin, label, unit, said in sliders:
        meta = quantities[twin.removeprefix("in-")]
        assert label == meta.label
        assert page.locator(f"#{twin}").get_attribute("type") == "text"
        if meta.unit.symbol and meta.unit is not Unit.FRACTION:
            assert unit == meta.unit.spoken and said.endswith(f" {unit}")


def test_a_slider_says_each_value_with_its_unit(page: Page, site: SiteServer) -> None:
    open_live(page, site)
    number, slider = page.locator(f"[name={HOURS}]"), page.locator(f"[data-twin=in-{HOURS}]")
    slider.press("ArrowRight")
    expect(slider).to_have_attribute("aria-valuetext", f"{number.input_value()} hours per week")
    number.fill("33")
    expect(slider).to_have_attribute("aria-valuetext", "33 hours per week")


def test_everything_is_reached_by_keyboard_and_seen_to_be(page: Page, site: SiteServer) -> None:
    """Tab leads through every control in the order of the page, and each shows that it has the focus."""
    open_live(page, site)
    page.locator(".cr-share > summary").press("Enter")
    expect(page.get_by_role("button", name="Markdown")).to_be_visible()
    page.evaluate(
        f"""() => {{
          document.activeElement.blur();
          const all = [...document.querySelectorAll(".cr-calculator :is({FOCUSABLE})")];
          globalThis.expected = all.filter((e) => e.checkVisibility({{ visibilityProperty: true, contentVisibilityAuto: true }}));
          globalThis.places = new Map(expected.map((e, index) => [e, index]));
        }}"""
    )
    count = page.evaluate("expected.length")
    assert count > 40
    page.evaluate("expected[0].focus()")
    reached = []
    for _ in range(count):
        now = page.evaluate(
            """() => {
              const e = document.activeElement;
              const { outlineStyle, outlineWidth } = getComputedStyle(e);
              return [places.get(e) ?? -1, outlineStyle !== 'none' && parseFloat(outlineWidth) >= 1];
            }"""
        )
        reached.append(now)
        page.keyboard.press("Tab")
    assert [place for place, _ in reached] == list(range(count))
    assert [place for place, seen in reached[1:] if not seen] == []


def test_in_colours_of_the_readers_own_everything_is_there(new_page: NewPage, site: SiteServer) -> None:
    page = new_page(viewport={"width": 1280, "height": 800}, forced_colors="active", color_scheme="dark")
    open_live(page, site)
    canvas, text = page.evaluate(
        """() => {
          const probe = document.body.appendChild(document.createElement('p'));
          const colour = (name) => { probe.style.color = name; return getComputedStyle(probe).color; };
          return [colour('Canvas'), colour('CanvasText')];
        }"""
    )
    assert canvas != text
    label = page.locator(".cr-chart__drawing svg:visible text:not([fill^='#0'], [fill^='#d5'], [fill^='#56'])").first
    expect(label).to_have_css("fill", text)
    expect(page.locator(".cr-verdict__sentence")).to_have_css("color", text)
    expect(page.locator(".cr-badge").first).to_have_css("border-top-style", "solid")
    page.fill(f"[name={HOURS}]", "many")
    expect(page.locator(f"[name={HOURS}]")).to_have_css("border-top-width", "3px")


def test_with_reduced_motion_a_calculator_moves_nothing(new_page: NewPage, site: SiteServer) -> None:
    page = new_page(reduced_motion="reduce")
    open_live(page, site)
    page.locator(".cr-share > summary").click()
    page.fill(f"[name={HOURS}]", "60")
    page.wait_for_url(f"**/?{HOURS}=60&of=*")
    moving = page.evaluate(
        """() => [...document.querySelectorAll('*')].filter((e) => {
          const { transitionDuration, animationDuration } = getComputedStyle(e);
          return Math.max(...`${transitionDuration},${animationDuration}`.split(',').map(parseFloat)) > 0.01;
        }).length"""
    )
    assert moving == 0


def test_with_text_twice_as_large_a_phone_still_fits(new_page: NewPage, site: SiteServer) -> None:
    """At 320 pixels with text of 200% (WCAG 1.4.4, 1.4.10), as the style of a browser that enlarges text does it."""
    page = new_page(viewport={"width": 640, "height": 1000}, bypass_csp=True)
    for name in names():
        page.goto(site.url(address(name)))
        page.add_style_tag(content="html { font-size: 250% !important; }")
        assert page.evaluate("document.documentElement.scrollWidth") <= 640, name
        expect(page.locator(".cr-verdict__sentence")).to_be_visible()


def test_a_word_is_explained_by_keyboard_and_by_touch_without_a_script(new_page: NewPage, site: SiteServer) -> None:
    """Six questions on the home page: the words that they use open there, and close by Escape."""
    page = new_page(java_script_enabled=False, has_touch=True, viewport={"width": 360, "height": 700})
    page.goto(site.url(""))
    word, meaning = page.get_by_role("button", name="What is “GPU”?"), page.locator("#term-gpu")
    expect(meaning).to_be_hidden()
    word.press("Enter")
    expect(meaning).to_contain_text("The chip that does the arithmetic of generative AI.")
    box = meaning.bounding_box()
    assert box and box["x"] >= 0 and box["x"] + box["width"] <= 360
    page.keyboard.press("Escape")
    expect(meaning).to_be_hidden()
    word.tap()
    expect(meaning).to_be_visible()
