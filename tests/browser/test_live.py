"""Calculators answer live in a real Chromium, with CPython's results, and say so when they cannot."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page, expect

import calculators
from calculators import Catalogue, run
from calculators.core.door import calculator
from calculators.core.quantity import fields_of
from tests.browser.conftest import ARGUMENTS, NewPage
from tests.support.server import SiteServer
from tests.support.static_answer import static_answer
from tests.support.witness import Witness
from tools import browser as chromium

NAMES = calculators.names()
EXAMPLES = [(name, example) for name in NAMES for example in getattr(calculator(name), "EXAMPLES", ())]
PAGE = "rent_or_buy"
"""The calculator whose page the tests of behaviour use, with these of its inputs."""
HOURS, RENTAL = "hours_per_week", "rental"
BOOT_MS = 60_000
TYPING_ENDS_MS = 400
"""When the page takes typing to have ended (docs/js/calculator.js)."""

WRITTEN = """(html) => {
  const root = html === undefined ? document.querySelector('.cr-answer').cloneNode(true) : document.createElement('div');
  if (html !== undefined) root.innerHTML = html;
  root.querySelectorAll('.cr-chart__drawing').forEach((drawing) => drawing.replaceChildren());
  root.querySelectorAll('details').forEach((details) => details.removeAttribute('open'));
  root.querySelectorAll('a').forEach((link) => { link.href = new URL(link.getAttribute('href'), location); });
  return [...root.children].map((block) => block.outerHTML);
}"""
"""What an answer (by default the page's) says, without drawings and what a reader opens, links in full."""

COUNT_RUNS = """
globalThis.underWay = 0;
globalThis.mostUnderWay = 0;
globalThis.runs = [];
globalThis.Worker = class extends Worker {
  constructor(...given) {
    super(...given);
    this.addEventListener('message', ({ data }) => { if (data.type === 'answer') underWay -= 1; });
  }
  postMessage(message, ...more) {
    if (message.type === 'run') {
      underWay += 1;
      mostUnderWay = Math.max(mostUnderWay, underWay);
      runs.push({ detail: message.detail, ...message.inputs });
    }
    super.postMessage(message, ...more);
  }
};
"""


@pytest.fixture
def catalogue(site: SiteServer) -> Catalogue:
    """The catalogue that the built site's pages read."""
    manifest = json.loads(manifest_file(site.folder).read_text("utf-8"))
    text = (site.folder / "assets/runtime" / manifest["files"]["catalogue"]).read_text("utf-8")
    return Catalogue.from_json(text)


def manifest_file(folder: Path) -> Path:
    (found,) = (folder / "assets/runtime").glob("manifest.*.json")
    return found


def runtime_file(folder: Path, role: str) -> Path:
    if role == "manifest":
        return manifest_file(folder)
    name = json.loads(manifest_file(folder).read_text("utf-8"))["files"][role]
    return folder / "assets/runtime" / name


def address(name: str = PAGE, query: str = "") -> str:
    return f"calculators/{name}/{query}"


def state(page: Page, wanted: str) -> None:
    expect(page.locator(".cr-status")).to_have_attribute("data-state", wanted, timeout=BOOT_MS)


def open_live(page: Page, site: SiteServer, name: str = PAGE, query: str = "") -> Page:
    page.goto(site.url(address(name, query)))
    state(page, "live")
    return page


def sentence(page: Page) -> str:
    return page.locator(".cr-verdict__sentence").inner_text()


def runtime_requests(witness: Witness) -> list[str]:
    return [url for url in witness.requests if "/assets/runtime/" in url]


def verdict(name: str, inputs: dict[str, Any], catalogue: Catalogue) -> str:
    found: str = calculators.run(name, inputs, catalogue)["report"]["verdict"]["sentence"]
    return found


TYPE_AT_ONCE = """(typed) => {
  for (const [name, text] of Object.entries(typed)) {
    const field = document.querySelector(`.cr-form [name="${name}"]`);
    const isOpen = field.checkVisibility({ visibilityProperty: true }) && field.getClientRects().length > 0;
    if (!isOpen || field.disabled || field.readOnly) throw new Error(`${name} cannot be filled in`);
    field.value = text;
    for (const type of ['input', 'change']) field.dispatchEvent(new Event(type, { bubbles: true }));
  }
}"""


def set_inputs(page: Page, inputs: dict[str, Any]) -> None:
    """Bring the form to these inputs, all in one moment but for boxes: a page answers each of what comes one after another."""
    page.locator(".cr-form details").evaluate_all("all => all.forEach((details) => { details.open = true; })")
    typed = {}
    for name, value in inputs.items():
        field = page.locator(f".cr-form [name={name}]")
        if field.get_attribute("type") == "checkbox":
            field.set_checked(value in (True, "true"))
        else:
            typed[name] = "" if value is None else str(value)
    page.evaluate(TYPE_AT_ONCE, typed)


# Without JavaScript, and the same with it


@pytest.mark.every_engine("no script")
@pytest.mark.parametrize("name", NAMES)
def test_without_javascript_the_answer_is_there(
    name: str, new_page: NewPage, site: SiteServer, catalogue: Catalogue
) -> None:
    page = new_page(java_script_enabled=False)
    page.goto(site.url(address(name)))

    assert sentence(page) == verdict(name, {}, catalogue)
    expect(page.locator(".cr-verdict__sentence")).to_be_visible()
    expect(page.locator(".cr-status")).to_contain_text("The answer for the values shown")
    expect(page.locator(".cr-form")).to_be_visible()
    expect(page.locator("input[type=range]").first).to_be_hidden()
    expect(page.locator(".cr-share")).to_be_hidden()  # nothing in it works without
    expect(page.locator(".cr-language")).to_be_hidden()
    charts = calculators.run(name, {}, catalogue)["report"]["charts"]
    assert page.locator(".cr-chart__drawing svg:visible").count() == len(charts)
    for drawing in page.locator(".cr-chart__drawing").all():
        expect(drawing.locator("svg.cr-drawing--wide")).to_be_visible()
        expect(drawing.locator("svg.cr-drawing--narrow")).to_be_hidden()
    assert all(served.status < 400 for served in site.log)


def goes_live_unmoved(page: Page, site: SiteServer, name: str, witness: Witness) -> None:
    """Open a calculator's page and see it go live: its answer stays as it stands, and nothing moves."""
    page.goto(site.url(address(name)))
    page.evaluate(
        """() => {
          globalThis.written = [];
          const all = { childList: true, characterData: true, attributes: true, subtree: true };
          new MutationObserver((records) => written.push(...records.map(({ type, target }) => [type, target.nodeName])))
            .observe(document.querySelector('.cr-answer'), all);
        }"""
    )
    state(page, "live")
    page.evaluate("name => cloudOrRigRuntime.run(name, {}, 'quick')", name)  # comes after what the page has asked for

    assert page.evaluate("written") == []
    moved = "all => all.filter((twin) => twin.value !== twin.getAttribute('value')).map((twin) => twin.dataset.twin)"
    assert page.locator("[data-step]").evaluate_all(moved) == []
    shifts = page.evaluate(
        """() => new Promise((resolve) => {
          const entries = [];
          new PerformanceObserver((list) => entries.push(...list.getEntries())).observe({ type: 'layout-shift', buffered: true });
          const told = ({ node, previousRect: was, currentRect: is }) =>
            [node?.className || node?.nodeName, was.toJSON(), is.toJSON()];
          const ours = () => entries.filter((e) => !e.hadRecentInput).map((e) => [e.startTime, ...e.sources.map(told)]);
          setTimeout(() => resolve(ours()), 300);
        })"""
    )
    assert shifts == []
    assert not any("/charts." in url for url in witness.requests), "no chart had to change"


@pytest.mark.every_engine("layout shifts")
@pytest.mark.parametrize("name", NAMES)
def test_a_page_goes_live_unmoved_and_gives_cpythons_results(
    name: str, page: Page, site: SiteServer, witness: Witness, catalogue: Catalogue
) -> None:
    """What the page holds is byte for byte what the worker returns; then every example is typed in."""
    goes_live_unmoved(page, site, name, witness)
    live = page.evaluate("name => cloudOrRigRuntime.run(name, {}, 'full')", name)
    assert live["html"].encode() == static_answer(site.folder, name).encode()

    for example in getattr(calculator(name), "EXAMPLES", ()):
        page.locator(".cr-form").evaluate("form => form.reset()")
        gives_cpythons_result(page, name, example.inputs, catalogue)


@pytest.mark.every_engine("touch")
@pytest.mark.parametrize("name", NAMES)
def test_on_a_phone_a_page_goes_live_unmoved_and_the_verdict_stays_in_sight(
    name: str, new_page: NewPage, site: SiteServer, witness: Witness
) -> None:
    page = new_page(viewport={"width": 360, "height": 640}, has_touch=True, is_mobile=True)
    goes_live_unmoved(page, site, name, witness)
    for where in (".cr-form .cr-field >> nth=0", ".cr-form__end", ".cr-figures"):
        page.locator(where).evaluate("e => e.scrollIntoView({ block: 'end' })")
        box = page.locator(".cr-verdict__sentence").bounding_box()

        assert box and box["y"] >= 0 and box["y"] + box["height"] <= 640, where
        assert box["height"] < 200, "a verdict in sight leaves room for its inputs"


def gives_cpythons_result(page: Page, name: str, inputs: dict[str, Any], catalogue: Catalogue) -> None:
    """Type the inputs in: the page's words and the worker's answer are CPython's."""
    expected = json.loads(json.dumps(calculators.run(name, inputs, catalogue)))
    set_inputs(page, inputs)
    values = page.evaluate("() => Object.fromEntries(new FormData(document.querySelector('.cr-form')))")
    assert {field: values[field] for field in inputs if field in values} == {
        field: "" if value is None else str(value) for field, value in inputs.items() if field in values
    }

    expect(page.locator(".cr-verdict__sentence")).to_have_text(expected["report"]["verdict"]["sentence"])
    expect(page.locator(".cr-answer [data-pending]")).to_have_count(0)
    page.wait_for_function(
        f"expected => JSON.stringify(({WRITTEN})()) === JSON.stringify(({WRITTEN})(expected))", arg=expected["html"]
    )
    raw = page.evaluate(
        "([name, inputs]) => cloudOrRigRuntime.run(name, inputs, 'full')", [name, json.loads(json.dumps(inputs))]
    )
    assert raw == expected


# Inputs


def test_zero_is_a_value(page: Page, site: SiteServer, catalogue: Catalogue) -> None:
    open_live(page, site)
    page.fill(f"[name={HOURS}]", "0")

    expect(page.locator(".cr-verdict__sentence")).to_have_text(verdict(PAGE, {HOURS: 0}, catalogue))
    page.wait_for_url(f"**/?{HOURS}=0&of=*")
    raw = page.evaluate(f"() => cloudOrRigRuntime.run('{PAGE}', {{ {HOURS}: 0 }}, 'full')")
    assert raw["outputs"] == json.loads(json.dumps(calculators.run(PAGE, {HOURS: 0}, catalogue)["outputs"]))


def test_zero_in_an_address_is_a_value(page: Page, site: SiteServer, catalogue: Catalogue) -> None:
    open_live(page, site, query=f"?{HOURS}=0")

    assert page.input_value(f"[name={HOURS}]") == "0"
    assert page.input_value(f"[data-twin=in-{HOURS}]") == "0"
    assert sentence(page) == verdict(PAGE, {HOURS: 0}, catalogue)


def test_an_error_stands_beside_its_field_and_goes(page: Page, site: SiteServer, catalogue: Catalogue) -> None:
    open_live(page, site)
    before = sentence(page)
    field, place = page.locator(f"[name={HOURS}]"), page.locator(f"#error-{HOURS}")

    field.fill("many")
    expect(place).to_be_visible()
    error = calculators.run(PAGE, {HOURS: "many"}, catalogue)["error"]
    assert error["message"] in place.inner_text() and error["allowed"] in place.inner_text()
    assert page.locator(f"[data-field={HOURS}] #error-{HOURS}").count() == 1
    expect(field).to_have_attribute("aria-invalid", "true")
    assert f"error-{HOURS}" in (field.get_attribute("aria-describedby") or "")
    assert sentence(page) == before
    assert "inputs before it" in page.locator(".cr-status").inner_text()
    expect(page.locator(".cr-live")).to_have_text(place.inner_text())

    field.fill("21")
    expect(place).to_be_hidden()
    assert field.get_attribute("aria-invalid") is None
    assert f"error-{HOURS}" not in (field.get_attribute("aria-describedby") or "")
    expect(page.locator(".cr-verdict__sentence")).to_have_text(verdict(PAGE, {HOURS: 21}, catalogue))


def test_a_number_with_a_comma_is_read_and_the_page_says_how(
    page: Page, site: SiteServer, catalogue: Catalogue
) -> None:
    open_live(page, site)
    field, read = page.locator(f"[name={HOURS}]"), page.locator(f"#read-{HOURS}")
    field.fill("12,5")

    expect(read).to_have_text("Read as 12.5.")
    assert f"read-{HOURS}" in (field.get_attribute("aria-describedby") or "")
    expect(page.locator(".cr-verdict__sentence")).to_have_text(verdict(PAGE, {HOURS: 12.5}, catalogue))
    expect(page.locator(".cr-live")).to_have_text(f"Read as 12.5. {verdict(PAGE, {HOURS: 12.5}, catalogue)}")
    assert page.input_value(f"[data-twin=in-{HOURS}]") in ("12", "12.5", "13"), "the slider follows, in its own steps"

    field.fill("1,250")
    expect(page.locator(f"#error-{HOURS}")).to_contain_text("“1,250” can be read as 1.25 or as 1250")
    expect(read).to_be_hidden()
    field.fill("1e1")
    expect(read).to_have_text("Read as 10.")
    expect(page.locator(f"#error-{HOURS}")).to_be_hidden()
    field.fill("10")
    expect(read).to_be_hidden()


def test_an_error_in_a_folded_field_opens_its_fold(page: Page, site: SiteServer) -> None:
    open_live(page, site)
    folded = page.locator(".cr-form details:not([open]) input[type=text]").first
    name = folded.get_attribute("name")
    folded.evaluate("field => { field.value = 'many'; field.dispatchEvent(new Event('input', { bubbles: true })); }")

    expect(page.locator(f"#error-{name}")).to_be_visible()


def test_slider_and_number_follow_each_other(page: Page, site: SiteServer, catalogue: Catalogue) -> None:
    open_live(page, site)
    number, slider = page.locator(f"[name={HOURS}]"), page.locator(f"[data-twin=in-{HOURS}]")

    number.fill("33")
    assert slider.input_value() == "33"
    slider.press("ArrowRight")
    assert number.input_value() == slider.input_value() != "33"
    expect(page.locator(".cr-verdict__sentence")).to_have_text(verdict(PAGE, {HOURS: number.input_value()}, catalogue))


def test_a_slider_of_a_wide_range_goes_by_numbers_of_two_digits(page: Page, site: SiteServer) -> None:
    """Hours a week of hybrid go from 0 to 1,000 in steps of a half; 110 places are 100 to 200 steps, by hand."""
    open_live(page, site, name="hybrid")
    number, slider = page.locator(f"[name={HOURS}]"), page.locator(f"[data-twin=in-{HOURS}]")

    for typed, place, said in (
        ("6", "12", "6"),
        ("49.5", "99", "49.5"),
        ("100", "110", "100"),
        ("123", "115", "123"),
        ("1000", "200", "1000"),
    ):
        number.fill(typed)
        assert slider.input_value() == place
        expect(slider).to_have_attribute("aria-valuetext", f"{said} hours per week")
    for key, moved in (("ArrowLeft", "950"), ("Home", "0"), ("ArrowRight", "0.5"), ("End", "1000")):
        slider.press(key)
        assert number.input_value() == moved
        expect(slider).to_have_attribute("aria-valuetext", f"{moved} hours per week")


def test_the_latest_input_wins_and_one_run_is_under_way_at_most(
    page: Page, site: SiteServer, catalogue: Catalogue
) -> None:
    page.add_init_script(COUNT_RUNS)
    open_live(page, site)
    before = page.evaluate("runs.length")
    page.evaluate(
        """async (field) => {
          for (let hours = 1; hours < 60; hours += 1) {
            field.value = hours;
            field.dispatchEvent(new Event('input', { bubbles: true }));
            await new Promise((resolve) => setTimeout(resolve, 20)); // less than an answer takes, and what the page does goes on
          }
        }""",
        page.locator(f"[name={HOURS}]").element_handle(),
    )

    expect(page.locator(".cr-verdict__sentence")).to_have_text(verdict(PAGE, {HOURS: 59}, catalogue))
    expect(page.locator(".cr-answer [data-pending]")).to_have_count(0)
    assert page.evaluate("mostUnderWay") == 1
    assert page.evaluate("runs.length") - before > 3, "some are answered on the way"
    assert page.evaluate("runs.at(-1)")[HOURS] == "59"
    assert page.evaluate("runs.at(-1)")["detail"] == "full"


WAITS = """
globalThis.waits = [];
const plainly = setTimeout;
globalThis.setTimeout = (act, milliseconds, ...given) => {
  waits.push(milliseconds);
  return plainly(act, milliseconds, ...given);
};
"""


@pytest.mark.parametrize(
    ("twin", "rests_after_ms"), [(f"[data-twin=in-{HOURS}]", 40), (f"[name={HOURS}]", TYPING_ENDS_MS)]
)
def test_all_of_the_answer_follows_once_an_input_rests(
    twin: str, rests_after_ms: int, page: Page, site: SiteServer, catalogue: Catalogue
) -> None:
    """A slider rests after two frames, typing only when it has ended."""
    page.add_init_script(COUNT_RUNS + WAITS)
    open_live(page, site)
    waits = page.locator(twin).evaluate(
        """field => {
          field.value = 30;
          waits.length = runs.length = 0;
          field.dispatchEvent(new Event('input', { bubbles: true }));
          return waits;
        }"""
    )
    assert min(waits) == rests_after_ms
    expect(page.locator(".cr-verdict__sentence")).to_have_text(verdict(PAGE, {HOURS: 30}, catalogue))
    expect(page.locator(".cr-answer [data-pending]")).to_have_count(0)
    assert page.evaluate(f"runs.filter((run) => run.{HOURS} === '30').map((run) => run.detail)") == ["quick", "full"]


@pytest.mark.every_engine("playwright")
def test_what_stands_beneath_stays_until_all_of_the_answer_is_there(
    page: Page, site: SiteServer, catalogue: Catalogue
) -> None:
    open_live(page, site)
    page.locator(".cr-assumptions > summary").click()
    field = page.locator(f"[name={HOURS}]")
    before, quick = field.evaluate(
        """field => new Promise((resolve) => {
          const answer = document.querySelector('.cr-answer');
          const told = () => {
            const beneath = answer.querySelector('.cr-beneath');
            return [beneath.innerHTML, beneath.matches('[data-pending]'), answer.querySelector('.cr-verdict').textContent];
          };
          const before = told();
          new MutationObserver((_, observer) => {
            observer.disconnect();
            resolve([before, told()]);
          }).observe(answer, { childList: true, subtree: true });
          field.value = 30;
          field.dispatchEvent(new Event('input', { bubbles: true }));
        })"""
    )
    assert quick[:2] == [before[0], True]
    assert quick[2] != before[2]
    expect(page.locator(".cr-answer [data-pending]")).to_have_count(0)
    full = run(PAGE, {HOURS: 30}, catalogue)["report"]
    titles = [table["title"] for table in full["tables"]]
    assert page.locator(".cr-beneath > .cr-table > h2").all_text_contents() == titles
    parts = page.locator(".cr-beneath > .cr-table").first
    assert parts.locator("tbody tr").count() == len(full["tables"][0]["rows"])
    assert parts.inner_html() not in before[0]
    assert page.locator(".cr-assumptions").get_attribute("open") is not None


def test_all_inputs_of_one_moment_cost_one_run(page: Page, site: SiteServer) -> None:
    page.add_init_script(COUNT_RUNS)
    open_live(page, site)
    before = page.evaluate("runs.length")
    page.evaluate(
        """field => { for (let hours = 1; hours <= 50; hours += 1) {
          field.value = hours;
          field.dispatchEvent(new Event('input', { bubbles: true }));
        } }""",
        page.locator(f"[name={HOURS}]").element_handle(),
    )
    page.wait_for_timeout(2 * TYPING_ENDS_MS)
    expect(page.locator(".cr-answer [data-pending]")).to_have_count(0)

    assert page.evaluate("runs.length") - before <= 3, "the first, the latest, and its full answer"


@pytest.mark.every_engine("playwright")
def test_what_the_reader_opened_and_holds_stays(page: Page, site: SiteServer) -> None:
    open_live(page, site)
    page.locator(".cr-assumptions > summary").click()
    page.locator(".cr-chart summary").first.click()
    link = page.locator(".cr-reasons a").first
    link.focus()

    page.locator(f"[name={HOURS}]").evaluate(
        "field => { field.value = '77'; field.dispatchEvent(new Event('input', { bubbles: true })); }"
    )
    page.wait_for_url(f"**/?{HOURS}=77&of=*")
    expect(page.locator(".cr-answer [data-pending]")).to_have_count(0)

    assert page.locator(".cr-assumptions").get_attribute("open") is not None
    assert page.locator(".cr-chart details").first.get_attribute("open") is not None
    assert page.evaluate("document.activeElement.closest('.cr-reasons') !== null")


def test_a_chart_is_drawn_anew_when_it_says_something_else(page: Page, site: SiteServer, witness: Witness) -> None:
    open_live(page, site)
    drawing = page.locator(".cr-chart__drawing").first
    before = drawing.inner_html()
    page.fill(f"[name={HOURS}]", "60")

    page.wait_for_function("before => document.querySelector('.cr-chart__drawing').innerHTML !== before", arg=before)
    assert len([url for url in witness.requests if "/charts." in url]) == 1
    live = drawing.locator("svg:visible")
    assert live.count() == 1
    assert live.get_attribute("aria-hidden") == "true"
    page.set_viewport_size({"width": 360, "height": 800})
    expect(drawing.locator("svg.cr-drawing--narrow:visible")).to_have_count(1)


def test_text_of_a_live_chart_is_measured_in_the_font_in_which_it_is_shown(page: Page, site: SiteServer) -> None:
    """Sums of five digits do not reach into the title beside them."""
    open_live(page, site, "hybrid")
    page.fill("[name=hours_per_week]", "300")
    expect(page.locator(".cr-chart svg:visible text", has_text="$30,000")).to_have_count(1)
    ends, begins = page.evaluate(
        """() => {
          const texts = [...document.querySelectorAll('.cr-chart svg text')].filter((text) => text.checkVisibility());
          const edges = (which, side) =>
            texts.filter(({ textContent }) => which.test(textContent)).map((text) => text.getBoundingClientRect()[side]);
          return [Math.max(...edges(/US dollars$/, 'right')), Math.min(...edges(/^[$]/, 'left'))];
        }"""
    )
    assert ends < begins


# What is said, and the address


@pytest.mark.every_engine("playwright")
def test_the_verdict_is_said_once_typing_ends(page: Page, site: SiteServer, catalogue: Catalogue) -> None:
    open_live(page, site)
    region = page.locator(".cr-live")
    assert region.text_content() == "", "nobody has typed: nothing is said"
    page.evaluate(
        """() => {
          globalThis.said = [];
          const region = document.querySelector('.cr-live');
          new MutationObserver(() => said.push(region.textContent)).observe(region, { childList: true, characterData: true });
        }"""
    )
    page.locator(f"[name={HOURS}]").fill("")
    page.locator(f"[name={HOURS}]").press_sequentially("120")

    expected = verdict(PAGE, {HOURS: 120}, catalogue)
    expect(region).to_have_text(expected)
    assert page.evaluate("said") == [expected]


def test_the_address_carries_what_differs_and_opens_that_answer(
    page: Page, new_page: NewPage, site: SiteServer, catalogue: Catalogue
) -> None:
    open_live(page, site)
    other = page.locator(f"[name={RENTAL}] option:not(:checked)").first.get_attribute("value")
    assert other
    page.fill(f"[name={HOURS}]", "41")
    page.select_option(f"[name={RENTAL}]", other)
    page.wait_for_function("() => new URLSearchParams(location.search).size === 3")
    carried = page.evaluate("Object.fromEntries(new URLSearchParams(location.search))")
    assert carried.pop("of").startswith(f"{catalogue.as_of}~"), "and the date of the data"
    assert carried == {HOURS: "41", RENTAL: other}

    again = new_page()
    again.goto(page.url)
    expect(again.locator(".cr-verdict__sentence")).to_have_text(verdict(PAGE, {HOURS: 41, RENTAL: other}, catalogue))
    assert again.input_value(f"[name={RENTAL}]") == other
    expect(again.locator(".cr-notices")).to_be_hidden()

    again.get_by_role("button", name="Back to the defaults").click()
    again.wait_for_url(f"**/calculators/{PAGE}/")
    expect(again.locator(".cr-verdict__sentence")).to_have_text(verdict(PAGE, {}, catalogue))


def test_what_an_address_cannot_bring_is_told(page: Page, site: SiteServer, catalogue: Catalogue) -> None:
    open_live(page, site, query=f"?{HOURS}=9&{RENTAL}=gone&colour=<img src=x onerror=alert(1)>")

    notices = page.locator(".cr-notices")
    expect(notices).to_be_visible()
    assert (
        notices.locator("p").all_inner_texts()
        == calculators.open_link(f"{PAGE}?{HOURS}=9&{RENTAL}=gone&colour=x", catalogue)["notices"]
    )
    assert sentence(page) == verdict(PAGE, {HOURS: 9}, catalogue)
    page.reload()
    expect(notices.locator("p")).to_have_count(2)
    page.fill(f"[name={HOURS}]", "10")
    page.wait_for_url(f"**/?{HOURS}=10&of=*")


# Starting


@pytest.mark.every_engine("saved data")
def test_a_reader_who_saves_data_starts_it_by_touching_the_form(page: Page, site: SiteServer, witness: Witness) -> None:
    page.add_init_script("Object.defineProperty(navigator.connection, 'saveData', { get: () => true });")
    page.goto(site.url(address()))
    page.wait_for_timeout(1500)
    assert runtime_requests(witness) == []

    page.locator(f"[name={HOURS}]").focus()
    state(page, "live")


@pytest.mark.every_engine("playwright")
def test_instant_navigation_in_the_middle_of_an_answer_keeps_the_worker(
    site: SiteServer, page: Page, witness: Witness, catalogue: Catalogue
) -> None:
    open_live(page, site)
    page.evaluate("globalThis.sameDocument = true")
    page.evaluate(
        """([field, link]) => {
          field.value = '37';
          field.dispatchEvent(new Event('input', { bubbles: true }));
          link.click();
        }""",
        [
            page.locator(f"[name={HOURS}]").element_handle(),
            page.get_by_role("link", name="Compare").first.element_handle(),
        ],
    )
    expect(page.locator(".cr-calculator")).to_have_count(0)
    before = len(runtime_requests(witness))

    page.go_back()
    state(page, "live")
    page.fill(f"[name={HOURS}]", "13")
    expect(page.locator(".cr-verdict__sentence")).to_have_text(verdict(PAGE, {HOURS: 13}, catalogue))

    assert page.evaluate("globalThis.sameDocument") is True
    assert [url for url in runtime_requests(witness)[before:] if "/charts." not in url and "/drawer." not in url] == []


def test_what_is_announced_is_how_the_last_number_was_read(site: SiteServer, page: Page, catalogue: Catalogue) -> None:
    """An answer to what was typed first comes while the next is typed: a slow answer, made certain by two inputs at once."""
    open_live(page, site)
    page.evaluate(
        """async (field) => {
          await cloudOrRigRuntime.run('rent_or_buy', {}, 'quick'); // what the page itself asked for is answered by then
          await new Promise((resolve) => setTimeout(resolve));
          for (field.value of ['12,', '12,5']) field.dispatchEvent(new Event('input', { bubbles: true }));
        }""",
        page.locator(f"[name={HOURS}]").element_handle(),
    )

    expect(page.locator(".cr-live")).to_have_text(f"Read as 12.5. {verdict(PAGE, {HOURS: 12.5}, catalogue)}")


def test_an_answer_to_a_page_that_has_gone_is_dropped(site: SiteServer, page: Page) -> None:
    """The page goes while its answer is on the way; the witness hears of any error, the runtime answers in order."""
    open_live(page, site)
    page.evaluate(
        """async (field) => {
          field.value = '37';
          field.dispatchEvent(new Event('input', { bubbles: true }));
          document.querySelector('.cr-calculator').remove();
          await cloudOrRigRuntime.run('rent_or_buy', {}, 'quick');
        }""",
        page.locator(f"[name={HOURS}]").element_handle(),
    )


# The memory that is kept for the next visit


def await_memory(page: Page, manifest: Path) -> None:
    """Until the worker, left in peace, has kept its memory, and no other."""
    kept = """async () => {
      const store = await caches.open('calculators');
      const keys = await store.keys();
      const whole = await Promise.all(keys.map((key) => store.match(key)));
      return whole.every(Boolean) ? keys.map(({ url }) => url.split('/').at(-1)) : [];
    }"""
    for _ in range(BOOT_MS // 100):
        if page.evaluate(kept) == [f"{manifest.name}.memory"]:
            return
        page.wait_for_timeout(100)
    raise AssertionError("no memory was kept")


def test_the_next_visit_starts_from_memory_and_answers_the_same(
    page: Page, site: SiteServer, witness: Witness, catalogue: Catalogue
) -> None:
    open_live(page, site)
    await_memory(page, manifest_file(site.folder))
    page.fill(f"[name={HOURS}]", "19")
    expect(page.locator(".cr-verdict__sentence")).to_have_text(verdict(PAGE, {HOURS: 19}, catalogue))
    before = len(runtime_requests(witness))

    again = open_live(page.context.new_page(), site)
    assert not any("/catalogue." in url for url in runtime_requests(witness)[before:]), "it is in the memory"
    for name, example in EXAMPLES:
        raw = again.evaluate(
            "([name, inputs]) => cloudOrRigRuntime.run(name, inputs, 'full')",
            [name, json.loads(json.dumps(example.inputs))],
        )
        assert raw == json.loads(json.dumps(calculators.run(name, example.inputs, catalogue)))
    opened = again.evaluate(f"cloudOrRigRuntime.open('{PAGE}?{HOURS}=0&colour=x')")
    assert opened == calculators.open_link(f"{PAGE}?{HOURS}=0&colour=x", catalogue)


def test_a_damaged_memory_is_forgotten(page: Page, site: SiteServer, witness: Witness, catalogue: Catalogue) -> None:
    witness.expect_error(r"/assets/runtime/")
    open_live(page, site)
    await_memory(page, manifest_file(site.folder))
    page.evaluate(
        """async () => {
          const store = await caches.open('calculators');
          const [key] = await store.keys();
          const kept = await store.match(key);
          const memory = new Uint8Array(await kept.arrayBuffer());
          memory.fill(7, memory.length / 3, memory.length / 2);
          await store.put(key, new Response(memory, { headers: kept.headers }));
        }"""
    )

    again = open_live(page.context.new_page(), site)
    again.fill(f"[name={HOURS}]", "23")
    expect(again.locator(".cr-verdict__sentence")).to_have_text(verdict(PAGE, {HOURS: 23}, catalogue))


def test_a_new_manifest_does_not_use_the_memory_of_the_old(
    own_server: SiteServer, new_page: NewPage, witness: Witness, catalogue: Catalogue
) -> None:
    page = new_page()
    open_live(page, own_server)
    old = manifest_file(own_server.folder)
    await_memory(page, old)
    new = old.with_name("manifest.00000000000000ff.json")
    for suffix in ("", ".br", ".gz"):
        old.with_name(old.name + suffix).rename(new.with_name(new.name + suffix))
    index = own_server.folder / "calculators" / PAGE / "index.html"
    text = index.read_text("utf-8").replace(old.name, new.name)
    for file in index.parent.glob("index.html*"):
        file.unlink()
    index.write_text(text, "utf-8")
    before = len(runtime_requests(witness))

    again = open_live(page.context.new_page(), own_server)
    assert any("/catalogue." in url for url in runtime_requests(witness)[before:])
    await_memory(again, new)
    assert sentence(again) == verdict(PAGE, {}, catalogue)


# Faults


def lose(file: Path) -> Callable[[], None]:
    """Take a file and its twins away; the function returned puts them back."""
    whole = [file, *(file.with_name(file.name + suffix) for suffix in (".br", ".gz"))]
    for path in whole:
        path.rename(path.with_name(f"{path.name}.lost"))
    return lambda: [path.with_name(f"{path.name}.lost").rename(path) for path in whole] and None


def cut(file: Path) -> Callable[[], None]:
    """Leave half of a file and no twin; the function returned restores them."""
    restore = lose(file)
    half = file.with_name(f"{file.name}.lost").read_bytes()
    file.write_bytes(half[: len(half) // 2])
    return restore


@pytest.mark.parametrize(  # those that the browser itself loads or compiles: tests/browser/test_engines.py
    ("fault", "role"),
    [
        (lose, "manifest"),
        (lose, "script"),
        (lose, "wasm"),
        (lose, "library"),
        (lose, "calculators"),
        (lose, "catalogue"),
        (cut, "manifest"),
        (cut, "worker"),
        (cut, "library"),
        (cut, "calculators"),
        (cut, "catalogue"),
    ],
)
def test_a_lost_or_damaged_file_is_told_and_a_retry_recovers(
    fault: Callable[[Path], Callable[[], None]],
    role: str,
    own_server: SiteServer,
    page: Page,
    witness: Witness,
    catalogue: Catalogue,
) -> None:
    mend = fault(runtime_file(own_server.folder, role))
    witness.expect_error(r"404 \(Not Found\)|/assets/runtime/pyodide\.asm|/assets/runtime/worker")
    page.goto(own_server.url(address()))
    state(page, "failed")

    words = page.locator(".cr-status").inner_text()
    assert words.startswith("Not live: ") and "the last computed" in words
    assert sentence(page) == verdict(PAGE, {}, catalogue)
    assert page.locator(".cr-live").text_content() == words.removesuffix("Try again").strip()

    mend()
    page.get_by_role("button", name="Try again").click()
    state(page, "live")
    expect(page.get_by_role("button", name="Try again")).to_be_hidden()
    page.fill(f"[name={HOURS}]", "17")
    expect(page.locator(".cr-verdict__sentence")).to_have_text(verdict(PAGE, {HOURS: 17}, catalogue))


def test_no_network_is_told_and_a_retry_recovers(page: Page, site: SiteServer, witness: Witness) -> None:
    witness.expect_error("ERR_INTERNET_DISCONNECTED")
    page.add_init_script("Object.defineProperty(navigator.connection, 'saveData', { get: () => true });")
    page.goto(site.url(address()))
    page.context.set_offline(True)
    page.locator(f"[name={HOURS}]").focus()
    state(page, "failed")
    assert "the site cannot be reached" in page.locator(".cr-status").inner_text()

    page.context.set_offline(False)
    page.get_by_role("button", name="Try again").click()
    state(page, "live")


def test_a_worker_that_ends_is_told_and_a_retry_recovers(page: Page, site: SiteServer, catalogue: Catalogue) -> None:
    open_live(page, site)
    page.fill(f"[name={HOURS}]", "55")
    expect(page.locator(".cr-verdict__sentence")).to_have_text(verdict(PAGE, {HOURS: 55}, catalogue))
    (worker,) = (w for w in page.workers if "/worker." in w.url)
    worker.evaluate("self.close()")

    state(page, "failed")
    assert sentence(page) == verdict(PAGE, {HOURS: 55}, catalogue)
    page.fill(f"[name={HOURS}]", "56")
    assert sentence(page) == verdict(PAGE, {HOURS: 55}, catalogue)

    page.get_by_role("button", name="Try again").click()
    expect(page.locator(".cr-verdict__sentence")).to_have_text(verdict(PAGE, {HOURS: 56}, catalogue), timeout=BOOT_MS)
    state(page, "live")


def test_a_worker_that_ends_in_the_middle_of_a_run_is_told(page: Page, site: SiteServer, catalogue: Catalogue) -> None:
    page.add_init_script(
        """globalThis.Worker = class extends Worker {
          constructor(url, ...given) {
            super(url, ...given);
            if (String(url).includes('/worker.')) globalThis.theWorker = this; // the theme's search has one too, and charts
          }
        };"""
    )
    open_live(page, site)
    page.evaluate(
        """field => {
          field.value = '58';
          field.dispatchEvent(new Event('input', { bubbles: true }));
          theWorker.terminate();
        }""",
        page.locator(f"[name={HOURS}]").element_handle(),
    )
    state(page, "failed")

    page.get_by_role("button", name="Try again").click()
    expect(page.locator(".cr-verdict__sentence")).to_have_text(verdict(PAGE, {HOURS: 58}, catalogue), timeout=BOOT_MS)


def spoil(file: Path, place: bytes) -> Callable[[], None]:
    """Change one letter of a file after `place` and leave no twin: it is as long as before, and reads as well."""
    restore = lose(file)
    content = file.with_name(f"{file.name}.lost").read_bytes()
    at = content.index(place)
    file.write_bytes(content[:at] + content[at : at + 1].swapcase() + content[at + 1 :])
    return restore


@pytest.mark.parametrize(
    ("role", "place"),
    [
        ("library", b"JSONDecodeError"),
        ("calculators", b"hours_per_week"),
        ("catalogue", b"GeForce"),
        ("wasm", b"codec must pass"),
    ],
)
def test_a_file_that_is_not_what_its_name_says_is_told(
    role: str, place: bytes, own_server: SiteServer, page: Page, catalogue: Catalogue
) -> None:
    mend = spoil(runtime_file(own_server.folder, role), place)
    page.goto(own_server.url(address()))
    state(page, "failed")

    assert "came damaged" in page.locator(".cr-status").inner_text()
    assert sentence(page) == verdict(PAGE, {}, catalogue)
    mend()
    page.get_by_role("button", name="Try again").click()
    state(page, "live")


@pytest.mark.every_engine("playwright")
def test_a_host_that_does_not_know_webassembly_is_good_enough(page: Page, site: SiteServer) -> None:
    site.types |= {".wasm": "application/octet-stream", ".json": "text/plain", ".zip": "text/plain"}
    open_live(page, site)


def test_a_host_that_sends_scripts_as_text_is_told(
    page: Page, site: SiteServer, witness: Witness, catalogue: Catalogue
) -> None:
    page.add_init_script("Object.defineProperty(navigator.connection, 'saveData', { get: () => true });")
    witness.expect_error("MIME type")
    page.goto(site.url(address()))
    site.types[".js"] = "text/plain"
    page.locator(f"[name={HOURS}]").focus()
    state(page, "failed")

    assert sentence(page) == verdict(PAGE, {}, catalogue)
    del site.types[".js"]
    page.get_by_role("button", name="Try again").click()
    state(page, "live")


def test_a_file_that_takes_half_a_minute_is_waited_for(page: Page, site: SiteServer, catalogue: Catalogue) -> None:
    site.delays[f"/assets/runtime/{runtime_file(site.folder, 'library').name}"] = 30
    page.goto(site.url(address()))
    state(page, "starting")
    page.fill(f"[name={HOURS}]", "31")

    assert sentence(page) == verdict(PAGE, {}, catalogue)
    expect(page.locator(".cr-verdict__sentence")).to_have_text(
        verdict(PAGE, {HOURS: 31}, catalogue), timeout=2 * BOOT_MS
    )


def test_a_browser_that_keeps_nothing_answers_live(
    site: SiteServer, browser: Any, tmp_path: Path, catalogue: Catalogue
) -> None:
    """With all storage forbidden, as for a site whose cookies the reader blocks."""
    settings = tmp_path / "Default" / "Preferences"
    settings.parent.mkdir()
    settings.write_text(json.dumps({"profile": {"default_content_setting_values": {"cookies": 2}}}), "utf-8")
    context = browser.browser_type.launch_persistent_context(
        tmp_path, executable_path=chromium.find(os.environ), args=ARGUMENTS
    )
    try:
        page = context.new_page()
        page.goto(site.url(address()))
        assert (
            page.evaluate("() => { try { return Boolean(localStorage); } catch { return 'forbidden'; } }")
            == "forbidden"
        )
        state(page, "live")
        page.fill(f"[name={HOURS}]", "18")
        expect(page.locator(".cr-verdict__sentence")).to_have_text(verdict(PAGE, {HOURS: 18}, catalogue))
    finally:
        context.close()


@pytest.mark.every_engine("quota")
def test_a_browser_without_room_answers_live(
    new_page: NewPage, site: SiteServer, witness: Witness, catalogue: Catalogue
) -> None:
    page = new_page(service_workers="allow")
    witness.expect_error("offline.js|Quota")
    page.goto(site.url(""))
    page.context.new_cdp_session(page).send(
        "Storage.overrideQuotaForOrigin", {"origin": site.origin, "quotaSize": 100_000}
    )
    open_live(page, site)
    page.wait_for_timeout(5 * 1000)  # the memory and the site would be kept by now
    page.fill(f"[name={HOURS}]", "16")
    expect(page.locator(".cr-verdict__sentence")).to_have_text(verdict(PAGE, {HOURS: 16}, catalogue))
    state(page, "live")


@pytest.mark.every_engine("playwright")
def test_two_tabs_answer_each_for_itself_and_one_survives_the_other(
    page: Page, site: SiteServer, catalogue: Catalogue
) -> None:
    other = open_live(page.context.new_page(), site)
    open_live(page, site)
    for tab, hours in ((page, 11), (other, 12)):
        tab.fill(f"[name={HOURS}]", str(hours))
        expect(tab.locator(".cr-verdict__sentence")).to_have_text(verdict(PAGE, {HOURS: hours}, catalogue))
    other.close()
    page.fill(f"[name={HOURS}]", "15")
    expect(page.locator(".cr-verdict__sentence")).to_have_text(verdict(PAGE, {HOURS: 15}, catalogue))


def test_an_address_full_of_hostile_values_runs_nothing(page: Page, site: SiteServer, catalogue: Catalogue) -> None:
    """Every input of every calculator holds one; a thousand for each are tried in tests/test_hostile_addresses.py."""
    hostile = "\"'><img src=x onerror=ran()><script>ran()</script><svg/onload=ran()>javascript:ran()"
    for name in NAMES:
        fields = [info.name for info in fields_of(calculator(name).Inputs)]
        query = f"{name}?{urlencode(dict.fromkeys([*fields, hostile], hostile))}"
        page.add_init_script("globalThis.ran = () => { globalThis.hasRun = true; };")
        open_live(page, site, name, query.removeprefix(name))

        told = calculators.open_link(query, catalogue)
        assert page.locator(".cr-notices p").all_inner_texts() == told["notices"]
        assert page.evaluate("globalThis.hasRun") is None
        assert page.locator("img[src=x], [onerror], [onload]").count() == 0
