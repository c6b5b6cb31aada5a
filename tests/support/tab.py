"""A tab in which pages come and go: what is asked of it is asked again until it is so, whichever page is there by then."""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from typing import Any, ClassVar

from playwright.sync_api import Error, Page

PATIENCE_SECONDS = 60


class Tab(ABC):
    """Functions are JavaScript, run in the page: what they return, or promise, comes back as plain values."""

    errors: ClassVar[tuple[type[Exception], ...]]
    """What is raised when the page goes while a function runs in it."""

    @property
    @abstractmethod
    def address(self) -> str:
        """Where it is."""

    @abstractmethod
    def open(self, url: str) -> None:
        """Go there, until the page is loaded."""

    @abstractmethod
    def run(self, function: str, given: Any = None) -> Any:
        """What the function returns for what it is given."""

    @abstractmethod
    def fill(self, selector: str, text: str) -> None:
        """Put a text in a field, in place of what it holds."""

    @abstractmethod
    def click(self, selector: str) -> None:
        """Press what the selector finds."""

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
        except self.errors as error:
            return error


class PlaywrightTab(Tab):
    """A tab of Chromium or Firefox, which Playwright drives."""

    errors = (Error,)

    def __init__(self, page: Page) -> None:
        self._page = page

    @property
    def address(self) -> str:
        return self._page.url

    def open(self, url: str) -> None:
        self._page.goto(url)

    def run(self, function: str, given: Any = None) -> Any:
        return self._page.evaluate(function, given)

    def fill(self, selector: str, text: str) -> None:
        self._page.fill(selector, text)

    def click(self, selector: str) -> None:
        self._page.click(selector)
