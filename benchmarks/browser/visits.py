"""Opening a page in a real Chromium and timing its first live answer."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import BrowserContext, sync_playwright

from benchmarks.browser.link import SlowLink
from benchmarks.browser.subjects import Subject
from tests.browser.conftest import ARGUMENTS
from tests.support.server import SiteServer
from tools import browser as chromium

MARK = "calculator-answer"
PATIENCE_MS = 120_000
PRIMING_VISITS = 3
KEEPING_MS = 6_000
"""How long a priming visit stays: Chromium writes its code cache some seconds after the code has run."""
SETTLING_MS = 2_500
"""How long a browser is left to itself before the visit: a new one is busy for about a second with windows of its own."""
BITS_PER_SECOND = 10e6
ROUND_TRIP_SECONDS = 0.040


class Chromium:
    """Starts one browser a visit."""

    def __init__(self, playwright: Any) -> None:
        found = chromium.find(os.environ)
        if found is None:
            raise FileNotFoundError(chromium.REMEDY)
        self._program = found
        self._playwright = playwright

    @property
    def version(self) -> str:
        """As the browser says it."""
        browser = self._playwright.chromium.launch(executable_path=self._program, args=ARGUMENTS)
        version: str = browser.version
        browser.close()
        return version

    def visit(self, url: str, profile: Path, stay_ms: int = 0) -> float:
        """Milliseconds from the page's start to its first live answer, in a browser with this profile."""
        context: BrowserContext = self._playwright.chromium.launch_persistent_context(
            profile, executable_path=self._program, args=ARGUMENTS
        )
        try:
            page = context.new_page()
            page.wait_for_timeout(SETTLING_MS)
            page.goto(url)
            page.wait_for_function(
                f"() => performance.getEntriesByName('{MARK}').length", timeout=PATIENCE_MS, polling=20
            )
            took: float = page.evaluate(f"performance.getEntriesByName('{MARK}')[0].startTime")
            page.wait_for_timeout(stay_ms)
        finally:
            context.close()
        return took


@contextmanager
def browsers() -> Iterator[Chromium]:
    """Chromium, for as long as the block lasts."""
    with sync_playwright() as playwright:
        yield Chromium(playwright)


class Served:
    """A subject on a server, straight and over a slow link."""

    def __init__(self, subject: Subject) -> None:
        self.subject = subject
        self._server = SiteServer(subject.folder)
        port = int(self._server.origin.rpartition(":")[2])
        self._link = SlowLink(port, bits_per_second=BITS_PER_SECOND, round_trip_seconds=ROUND_TRIP_SECONDS)

    def url(self, *, slow: bool) -> str:
        """The page's address."""
        return f"{self._link.origin if slow else self._server.origin}/{self.subject.page}"

    def downloaded(self) -> dict[str, int]:
        """Bytes of each file of the runtime that was sent since the server started, in brotli; each once."""
        sent = {s.path: s for s in self._server.log if s.status == 200 and s.path.startswith(self.subject.runtime)}
        return {
            path.removeprefix(self.subject.runtime): s.size for path, s in sorted(sent.items()) if s.encoding == "br"
        }

    def stop(self) -> None:
        """Stop serving."""
        self._link.__exit__(None, None, None)
        self._server.stop()


def cold(chromium: Chromium, served: Served, *, slow: bool) -> float:
    """A visit with a new profile."""
    with TemporaryDirectory() as profile:
        return chromium.visit(served.url(slow=slow), Path(profile))


def prime(chromium: Chromium, served: Served, profile: Path, *, slow: bool) -> None:
    """Visits that fill a profile's caches."""
    for _ in range(PRIMING_VISITS):
        chromium.visit(served.url(slow=slow), profile, stay_ms=KEEPING_MS)
