"""The witness sees what pages and their workers do, and lets nothing pass that a test did not announce."""

from __future__ import annotations

from pathlib import Path

import brotli
import pytest
from playwright.sync_api import Page

from tests.browser.conftest import NewPage
from tests.support.server import SiteServer
from tests.support.witness import Witness

WORKER = b"""
const text = await (await fetch('from-the-worker.json')).json();
postMessage(text.answer);
"""
PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><link rel="icon" href="data:,"><title>Harness</title>
<p id="answer">static</p>
<script type="module">
  const worker = new Worker('worker.0123abcd.js', { type: 'module' });
  worker.onmessage = ({ data }) => { document.getElementById('answer').textContent = String(data); };
</script>
"""


@pytest.fixture
def site_folder(tmp_path: Path) -> Path:
    """A small site in place of the built one."""
    (tmp_path / "index.html").write_text(PAGE)
    (tmp_path / "worker.0123abcd.js").write_bytes(WORKER)
    (tmp_path / "worker.0123abcd.js.br").write_bytes(brotli.compress(WORKER))
    (tmp_path / "from-the-worker.json").write_text('{"answer": 0}')
    return tmp_path


def test_requests_of_a_worker_are_seen_and_served_compressed(page: Page, site: SiteServer, witness: Witness) -> None:
    page.goto(site.url())
    page.get_by_text("0", exact=True).wait_for()

    assert witness.requests == [site.url(path) for path in ("/", "worker.0123abcd.js", "from-the-worker.json")]
    assert {served.path: served.encoding for served in site.log}["/worker.0123abcd.js"] in ("br", "gzip")


def test_a_foreign_request_fails_the_test(page: Page, site: SiteServer, witness: Witness) -> None:
    page.goto(site.url())
    with SiteServer(site.folder) as elsewhere:
        page.evaluate("url => fetch(url, { mode: 'no-cors' }).catch(() => null)", elsewhere.url("/"))

    assert witness.foreign_requests == [elsewhere.url("/")]
    with pytest.raises(AssertionError, match="requests left"):
        witness.verify()
    witness.requests.clear()


def test_errors_fail_the_test_unless_announced(page: Page, site: SiteServer, witness: Witness) -> None:
    page.goto(site.url())
    with page.expect_event("pageerror"):
        page.evaluate("() => { setTimeout(() => { throw new Error('thrown in the page'); }); }")
    with page.expect_console_message():
        page.evaluate("() => console.error('said in the console')")

    with pytest.raises(AssertionError, match=r"thrown in the page.*said in the console"):
        witness.verify()
    witness.expect_error("thrown in the page")
    witness.expect_error("said in the console")
    witness.verify()


def test_without_javascript_the_static_page_stays(new_page: NewPage, site: SiteServer) -> None:
    page = new_page(java_script_enabled=False)

    page.goto(site.url())

    assert page.locator("#answer").text_content() == "static"
    assert [served.path for served in site.log] == ["/"]
