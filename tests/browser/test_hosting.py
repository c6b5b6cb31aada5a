"""The site works wherever it is put: below any path, and from folders that nobody may write to."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from generator.serve import FIRST_PORT, free_port
from generator.serve import SiteServer as WorkingServer
from tests.browser.conftest import NewPage
from tests.support.server import SiteServer

BELOW = "people/~ada/cloud or rig"
"""Where the site is put: some way down, with a character that an address escapes."""
BOOT_MS = 60_000


@pytest.fixture
def site(site_folder: Path, tmp_path: Path) -> Iterator[SiteServer]:
    """A server of a copy of the site below a path, its folders read-only."""
    copy = tmp_path / "host" / BELOW
    shutil.copytree(site_folder, copy, copy_function=os.link)
    folders = [copy, *(path for path in copy.rglob("*") if path.is_dir())]
    for folder in folders:
        folder.chmod(0o555)
    with SiteServer(tmp_path / "host") as server:
        yield server
    for folder in folders:
        folder.chmod(0o755)


def test_below_a_path_pages_search_and_calculators_work(new_page: NewPage, site: SiteServer) -> None:
    page = new_page(viewport={"width": 1280, "height": 800})
    page.goto(site.url(f"{BELOW}/"))
    page.get_by_role("link", name="Compare", exact=True).first.click()
    expect(page.locator("h1")).to_contain_text("ten aspects")

    page.locator("[data-md-component=search-query]").fill("RTX 3090")
    expect(page.locator(".md-search-result__item").first).to_be_visible(timeout=BOOT_MS)

    page.goto(site.url(f"{BELOW}/calculators/rent_or_buy/"))
    expect(page.locator(".cr-status")).to_have_attribute("data-state", "live", timeout=BOOT_MS)
    before = page.locator(".cr-verdict__sentence").inner_text()
    page.locator("[name=hours_per_week]").fill("1")
    expect(page.locator(".cr-verdict__sentence")).not_to_have_text(before)

    prefix = "/people/~ada/cloud%20or%20rig/"
    assert [served for served in site.log if not served.path.startswith(prefix) or served.status >= 400] == []


def test_a_page_that_is_served_while_it_is_worked_on_loads_again(chromium_browser: Browser, tmp_path: Path) -> None:
    """Under the policy that every page of the site carries: it names the scripts that may stand in a page."""
    source, folder = tmp_path / "source", tmp_path / "site"
    source.mkdir()
    folder.mkdir()
    (source / "title").write_text("Before")

    def build() -> None:
        title = (source / "title").read_text()
        policy = "<meta http-equiv=Content-Security-Policy content=\"default-src 'self' data:; script-src 'self'\">"
        head = f"{policy}<title>{title}</title><link rel=icon href=data:,>"
        (folder / "index.html").write_text(f"<!doctype html>{head}<body></body>")

    build()
    server = WorkingServer(build, free_port(FIRST_PORT + 200), folder)
    server.watch(str(source))
    threading.Thread(target=server.run, daemon=True).start()
    page = chromium_browser.new_page()
    try:
        page.goto(f"http://127.0.0.1:{server.server_address[1]}/")
        expect(page).to_have_title("Before")
        (source / "title").write_text("After")
        expect(page).to_have_title("After")
    finally:
        page.close()
        server.shutdown()
