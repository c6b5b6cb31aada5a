"""A tab in which pages come and go: what is asked of it is asked again until it is so, whichever page is there by then."""

from __future__ import annotations

import time
from typing import Any

from playwright.sync_api import Error, Page

PATIENCE_SECONDS = 60


class Tab:
    """Functions are JavaScript, run in the page: what they return, or promise, comes back as plain values."""

    def __init__(self, page: Page) -> None:
        self._page = page

    @property
    def address(self) -> str:
        """Where it is."""
        return self._page.url

    def open(self, url: str) -> int:
        """Go there, until the page is loaded; with what status it came."""
        response = self._page.goto(url)
        assert response
        return response.status

    def run(self, function: str, given: Any = None) -> Any:
        """What the function returns for what it is given."""
        return self._page.evaluate(function, given)

    def fill(self, selector: str, text: str) -> None:
        """Put a text in a field, in place of what it holds."""
        self._page.fill(selector, text)

    def click(self, selector: str) -> None:
        """Press what the selector finds."""
        self._page.click(selector)

    def wait(self, function: str, given: Any = None, wanted: Any = True) -> None:
        """Until the function returns what is wanted."""
        end = time.monotonic() + PATIENCE_SECONDS
        while (found := self._try(function, given)) != wanted:
            if time.monotonic() > end:
                status = self._try("() => document.querySelector('.cr-status')?.innerText", None)
                raise AssertionError(f"{found!r}, not {wanted!r}: {function}; at {self.address}, which says {status!r}")
            time.sleep(0.05)

    def wait_for_text(self, selector: str, text: str) -> None:
        """Until what the selector finds says exactly this."""
        said = "(selector) => document.querySelector(selector)?.textContent.replace(/\\s+/g, ' ').trim()"
        self.wait(said, selector, text)

    def _try(self, function: str, given: Any) -> Any:
        try:
            return self.run(function, given)
        except Error as error:  # the page goes while the function runs in it
            return error
