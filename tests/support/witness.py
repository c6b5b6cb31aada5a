"""A witness of everything that browser pages did: what they asked for, and what went wrong in them."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, WebError

OWN_SCHEMES = ("data", "blob", "about")


class Witness:
    """Watches every context it is shown; `verify` fails on a foreign request or an error that no test announced."""

    def __init__(self, origin: str) -> None:
        self.origin = origin
        self.requests: list[str] = []
        """The address of every request, workers' too, in order."""
        self.kept: list[str] = []
        """The address of every request of a service worker, which keeps the site for later."""
        self.errors: list[str] = []
        """Every console error and uncaught exception, as text."""
        self._expected: list[re.Pattern[str]] = []

    def watch(self, context: BrowserContext) -> None:
        """Take down what the context's pages do from now on."""
        context.on("request", self._on_request)
        context.on("console", self._on_console)
        context.on("weberror", self._on_error)

    def expect_error(self, pattern: str) -> None:
        """Announce errors that this test brings about; a search for the pattern in the text finds them."""
        self._expected.append(re.compile(pattern))

    @property
    def foreign_requests(self) -> list[str]:
        """Requests that left the site's own origin."""
        return [url for url in (*self.requests, *self.kept) if not self._is_own(url)]

    @property
    def unexpected_errors(self) -> list[str]:
        """Errors that no `expect_error` announced."""
        return [text for text in self.errors if not any(pattern.search(text) for pattern in self._expected)]

    def verify(self) -> None:
        """Fail when a page asked another origin or an error came up that the test did not announce."""
        assert not self.foreign_requests, f"requests left {self.origin}: {self.foreign_requests}"
        assert not self.unexpected_errors, f"errors in the page: {self.unexpected_errors}"

    def _is_own(self, url: str) -> bool:
        parts = urlsplit(url)
        return parts.scheme in OWN_SCHEMES or f"{parts.scheme}://{parts.netloc}" == self.origin

    def _on_request(self, request: Request) -> None:
        (self.kept if request.service_worker else self.requests).append(request.url)

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.errors.append(f"{message.text} ({message.location['url']})")

    def _on_error(self, error: WebError) -> None:
        self.errors.append(str(error.error))
