"""The Content-Security-Policy as a header, as hosts send it: a worker and a service worker follow that of their own response alone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Worker

from tests.browser.conftest import NewPage
from tests.browser.test_engines import KEPT
from tests.browser.test_live import open_live
from tests.support.server import SiteServer
from tests.support.witness import Witness

BROKEN = """() => new Promise((resolve) => {
  addEventListener('securitypolicyviolation', (event) => resolve(event.originalPolicy));
  fetch('https://elsewhere.example/').catch(() => {});
})"""
"""The policy that forbids to ask another origin."""


@pytest.fixture
def page(new_page: NewPage) -> Page:
    """A page whose browser keeps the site for later."""
    return new_page(service_workers="allow")


def test_a_page_its_worker_and_the_service_worker_are_held_to_the_policy_of_the_page(
    page: Page, site: SiteServer, witness: Witness
) -> None:
    witness.expect_error("violates the .*Content Security Policy")
    open_live(page, site)
    page.evaluate(KEPT)
    (script,) = (worker.url for worker in page.workers if "/worker." in worker.url)
    sent = [
        page.request.get(url).headers["content-security-policy"] for url in (page.url, script, site.url("offline.js"))
    ]
    written = page.locator("meta[http-equiv=Content-Security-Policy]").get_attribute("content")
    assert sent == [written] * 3

    (worker,) = (worker for worker in page.workers if "/worker." in worker.url)  # the other is the search's
    (keeper,) = page.context.service_workers
    held: tuple[Page | Worker, ...] = (page, worker, keeper)
    assert [where.evaluate(BROKEN) for where in held] == [written] * 3
