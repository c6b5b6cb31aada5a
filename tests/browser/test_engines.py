"""What must hold in every engine: answers as CPython's, whatever is typed, after one visit without a network, and after a fault."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

import calculators
from calculators import Catalogue
from calculators.core.door import calculator
from tests.browser.engines import CANNOT, ENGINES, engines_of
from tests.browser.test_live import (
    HOURS,
    NAMES,
    PAGE,
    address,
    catalogue,
    cut,
    lose,
    runtime_file,
    verdict,
)
from tests.support.server import SiteServer
from tests.support.tab import Tab
from tests.support.witness import Witness

__all__ = ["catalogue"]

VERDICT = ".cr-verdict__sentence"
DRAWING = "() => document.querySelector('.cr-chart__drawing').innerHTML"
KEPT = """() => navigator.serviceWorker.ready.then(({ active }) => new Promise((resolve) => {
  const tell = () => active.state === 'activated' && resolve(true);
  active.addEventListener('statechange', tell);
  tell();
}))"""
"""Until this version of the site is kept."""
REMEMBERED = """async () => {
  const store = await caches.open('calculators');
  const [key] = await store.keys();
  return Boolean(key && await store.match(key));
}"""
"""Whether Python's memory is kept, from which the next page starts."""
LEAVE = f"""([hours, elsewhere]) => {{
  const field = document.querySelector('[name={HOURS}]');
  field.value = hours;
  field.dispatchEvent(new Event('input', {{ bubbles: true }}));
  setTimeout(() => location.assign(elsewhere));
}}"""
"""Another input, and away before its answer is there."""
PAGES = ("", "compare/", "data/gpus/", "data/gpus/rtx-3090/", "methods/rent_or_buy/")


def await_state(tab: Tab, wanted: str) -> None:
    """Until the page's calculator says that it is so."""
    tab.wait("() => document.querySelector('.cr-status')?.dataset.state", wanted=wanted)


def said(tab: Tab) -> str:
    """The verdict that the page shows."""
    found: str = tab.run(f"() => document.querySelector('{VERDICT}').textContent.trim()")
    return found


@pytest.mark.every_engine
def test_after_one_visit_every_calculator_is_live_without_a_network(
    tab: Tab, site: SiteServer, witness: Witness, catalogue: Catalogue
) -> None:
    """What a page holds stays as it stands: it is what the worker returns. An example gives CPython's answer."""
    witness.expect_error(r"ERR_CONNECTION_REFUSED|404 \(Not Found\) \(.*/nowhere/\)")
    witness.expect_error("ServiceWorker intercepted the request")  # Firefox, of what a page asked for as it was left
    tab.open(site.url(address()))
    await_state(tab, "live")
    tab.run(KEPT)
    tab.wait(REMEMBERED)
    site.stop()

    for where in PAGES:
        tab.open(site.url(where))
        assert tab.run("() => document.querySelector('h1').checkVisibility()")
        assert tab.run("() => getComputedStyle(document.querySelector('.md-header')).position") == "sticky", "styled"
    for name in NAMES:
        tab.open(site.url(address(name)))
        tab.run("() => { for (const block of document.querySelector('.cr-answer').children) block.stood = true; }")
        await_state(tab, "live")
        assert tab.run("() => [...document.querySelector('.cr-answer').children].every((block) => block.stood)")
        assert said(tab) == verdict(name, {}, catalogue)
    for name in NAMES:
        inputs = json.loads(json.dumps(calculator(name).EXAMPLES[-1].inputs))
        live = tab.run("([name, inputs]) => cloudOrRigRuntime.run(name, inputs, 'full')", [name, inputs])
        assert live == json.loads(json.dumps(calculators.run(name, inputs, catalogue)))

    tab.open(site.url(address(PAGE, f"?{HOURS}=60")))
    tab.wait_for_text(VERDICT, verdict(PAGE, {HOURS: 60}, catalogue))
    before = tab.run(DRAWING)
    tab.fill(f"[name={HOURS}]", "12")
    tab.wait_for_text(VERDICT, verdict(PAGE, {HOURS: 12}, catalogue))
    tab.wait(f"(before) => ({DRAWING})() !== before", before)
    tab.open(site.url("compare"))
    assert tab.address == site.url("compare/"), "a folder without its slash leads to it"
    tab.open(site.url("nowhere/"))
    assert tab.run("() => performance.getEntriesByType('navigation')[0].responseStatus") in (404, None), (
        "WebKit tells none"
    )
    assert "404" in tab.run("() => document.querySelector('h1').textContent")


@pytest.mark.every_engine
def test_what_is_typed_is_answered(tab: Tab, site: SiteServer, catalogue: Catalogue) -> None:
    tab.open(site.url(address()))
    await_state(tab, "live")
    before = tab.run(DRAWING)
    tab.fill(f"[name={HOURS}]", "60")
    tab.wait_for_text(VERDICT, verdict(PAGE, {HOURS: 60}, catalogue))
    tab.wait(f"(before) => ({DRAWING})() !== before", before)
    assert tab.run("() => document.querySelector('.cr-chart__drawing svg').checkVisibility()")
    tab.wait(f"() => location.search.startsWith('?{HOURS}=60&of=')")
    assert tab.run(f"() => document.querySelector('[data-twin=in-{HOURS}]').value") == "60"

    tab.fill(f"[name={HOURS}]", "12,5")
    tab.wait_for_text(f"#read-{HOURS}", "Read as 12.5.")
    tab.wait_for_text(VERDICT, verdict(PAGE, {HOURS: 12.5}, catalogue))
    tab.wait_for_text(".cr-live", f"Read as 12.5. {verdict(PAGE, {HOURS: 12.5}, catalogue)}")

    tab.fill(f"[name={HOURS}]", "many")
    error = calculators.run(PAGE, {HOURS: "many"}, catalogue)["error"]
    tab.wait(f"(text) => document.querySelector('#error-{HOURS}').textContent.includes(text)", error["message"])
    assert tab.run(f"() => document.querySelector('#error-{HOURS}').checkVisibility()")
    tab.wait_for_text(VERDICT, verdict(PAGE, {HOURS: 12.5}, catalogue))


@pytest.mark.every_engine
@pytest.mark.parametrize(("fault", "role"), [(lose, "worker"), (cut, "script"), (cut, "wasm")])
def test_what_the_engine_itself_loads_is_told_when_it_is_lost_or_damaged_and_a_retry_recovers(
    fault: Callable[[Path], Callable[[], None]],
    role: str,
    own_server: SiteServer,
    tab: Tab,
    witness: Witness,
    catalogue: Catalogue,
) -> None:
    """A module worker, an imported script, WebAssembly that is compiled while it comes."""
    mend = fault(runtime_file(own_server.folder, role))
    witness.expect_error(r"404 \(Not Found\)|/assets/runtime/pyodide\.asm|/assets/runtime/worker")
    tab.open(own_server.url(address()))
    await_state(tab, "failed")
    assert re.match("Not live: .*the last computed", tab.run("() => document.querySelector('.cr-status').innerText"))
    assert said(tab) == verdict(PAGE, {}, catalogue)

    mend()
    tab.click(".cr-retry")
    await_state(tab, "live")
    tab.fill(f"[name={HOURS}]", "17")
    tab.wait_for_text(VERDICT, verdict(PAGE, {HOURS: 17}, catalogue))


@pytest.mark.every_engine
def test_a_page_that_is_left_in_the_middle_of_an_answer_is_live_when_the_reader_is_back(
    tab: Tab, site: SiteServer, catalogue: Catalogue
) -> None:
    """However the engine goes back: it may ask for the page again or take it up as it was left."""
    tab.open(site.url(address()))
    await_state(tab, "live")
    tab.run(LEAVE, ["37", site.url("compare/")])
    tab.wait("() => document.querySelector('h1').textContent.includes('ten aspects')")
    tab.run("() => { setTimeout(() => history.back()); }")
    tab.wait("() => Boolean(document.querySelector('.cr-calculator'))")

    await_state(tab, "live")
    tab.fill(f"[name={HOURS}]", "38")
    tab.wait_for_text(VERDICT, verdict(PAGE, {HOURS: 38}, catalogue))


def test_the_list_of_what_engines_cannot_do_is_used() -> None:
    """No line of it is left over, and a mark may name nothing else."""
    needed = set(
        re.findall(r'every_engine\("([^)]*)"\)', "".join(f.read_text("utf-8") for f in HERE.glob("test_*.py")))
    )
    named = {need for needs in needed for need in re.split(r'",\s*"', needs)}
    assert named == set().union(*CANNOT.values())
    assert CANNOT.keys() == set(ENGINES)
    unknown = "juggling"
    with pytest.raises(pytest.UsageError, match=f"every engine can do {unknown}"):
        engines_of(pytest.mark.every_engine(unknown).mark)


HERE = Path(__file__).parent
