"""The site that a browser keeps: a new version is taken whole or not at all. Without a network: tests/browser/test_engines.py."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from generator.build import RUNTIME
from generator.offline import write_offline
from tests.browser.conftest import NewPage
from tests.browser.test_engines import KEPT
from tests.browser.test_live import open_live
from tests.support.server import SiteServer

STORES = "() => caches.keys().then((names) => names.filter((name) => name.startsWith('site ')))"
UPDATED = """async () => {
  const registration = await navigator.serviceWorker.ready;
  await registration.update();
  const coming = registration.installing;
  if (coming) {
    await new Promise((resolve) => coming.addEventListener('statechange', () => coming.state !== 'installing' && resolve()));
  }
  return Boolean(registration.waiting);
}"""
"""Whether a new version was found, fetched whole, and waits."""
MARK = "A sentence of the new version."


@pytest.fixture
def page(new_page: NewPage) -> Page:
    """A page whose browser keeps the site for later."""
    return new_page(service_workers="allow")


def keep(page: Page, site: SiteServer) -> None:
    """One visit to a calculator, long enough for the browser to keep the site."""
    open_live(page, site)
    page.evaluate(KEPT)


def publish(folder: Path) -> None:
    """A new version: another sentence on two pages, and the release of it."""
    for where in ("compare", "choose"):
        page = folder / where / "index.html"
        text = page.read_text("utf-8").replace("</article>", f"<p>{MARK}</p></article>", 1)
        take(page)
        page.write_text(text, "utf-8")
    take(folder / "offline.js")
    for old in (folder / "assets/offline").glob("*.ndjson"):
        take(old)
    write_offline(folder, RUNTIME)


def take(file: Path) -> None:
    """Away with a file of the copy, a link to the built one, and with its twins."""
    for suffix in ("", ".br", ".gz"):
        file.with_name(file.name + suffix).unlink(missing_ok=True)


def is_new(page: Page, server: SiteServer, where: str = "compare/") -> bool:
    page.goto(server.url(where))
    expect(page.locator("h1")).to_be_visible()  # where a new version is taken, the page comes a second time
    return page.get_by_text(MARK).count() > 0


@pytest.mark.every_engine("playwright")
def test_a_new_version_is_taken_whole_when_the_last_page_of_the_old_goes(own_server: SiteServer, page: Page) -> None:
    first = page
    keep(first, own_server)
    first.reload()
    second = first.context.new_page()
    (old,) = first.evaluate(STORES)
    publish(own_server.folder)

    assert not is_new(second, own_server), "the old one answers while the new one comes"
    assert second.evaluate(UPDATED)
    assert not is_new(first, own_server)
    assert not is_new(second, own_server, "choose/"), "both pages stay with the old version"
    open_live(second, own_server)

    first.close()
    assert is_new(second, own_server, "choose/")
    assert is_new(second, own_server)
    open_live(second, own_server)
    second.wait_for_function(f"async () => (await ({STORES})()).length === 1")
    assert second.evaluate(STORES) != [old]


def test_a_new_version_that_is_not_whole_is_not_taken(own_server: SiteServer, page: Page) -> None:
    keep(page, own_server)
    page.reload()
    stores = page.evaluate(STORES)
    publish(own_server.folder)
    (bundle,) = (own_server.folder / "assets/offline").glob("*.ndjson")
    content = bundle.read_bytes()
    take(bundle)
    bundle.write_bytes(content.replace(MARK.encode(), MARK.upper().encode(), 1))

    assert not page.evaluate(UPDATED)
    assert page.evaluate(STORES) == stores, "what came of it is gone again"
    assert not is_new(page, own_server)

    bundle.write_bytes(content)
    assert page.evaluate(UPDATED)
    assert is_new(page, own_server)
    assert is_new(page, own_server, "choose/")


def test_the_site_can_be_installed(page: Page, site: SiteServer) -> None:
    page.goto(site.url(""))
    session = page.context.new_cdp_session(page)
    told = session.send("Page.getAppManifest")

    assert told["errors"] == []
    manifest = json.loads(told["data"])
    assert manifest["start_url"] == manifest["scope"] == "./"
    for icon in manifest["icons"]:
        assert (site.folder / icon["src"]).is_file()
    errors = session.send("Page.getInstallabilityErrors")["installabilityErrors"]
    assert [error["errorId"] for error in errors] == ["in-incognito"], (
        "Playwright's contexts are: nothing else is missing"
    )
