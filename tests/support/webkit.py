"""WebKit as Debian packs it (WebKitGTK), driven by W3C WebDriver on a screen that nobody sees.

WebDriver: https://www.w3.org/TR/webdriver2/. The driver begins a browser for each session, which keeps nothing once it has ended.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tests.support.tab import Tab

HOST = "127.0.0.1"
START_SECONDS = 30
COMMAND_SECONDS = 60
"""The hard limit of one command: with a page that hangs the driver never answers."""
SCREEN = "1280x1024x24"
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
"""The name of an element's reference: WebDriver, section 12.2."""
SETTINGS = {
    # Its last compiler is at work for 4 s of a processor on each page that runs Python, and the page is left before it is done.
    "JSC_useOMGJIT": "0",
    "GTK_A11Y": "none",  # a bus that nobody listens on
    "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1",  # containers may not make its sandbox; it is shown our own pages alone
}


class WebDriverError(Exception):
    """The driver could not do as it was told; its reason."""


class WebKit:
    """A screen and the driver of browsers on it. `with` ends them."""

    def __init__(self, driver: Path, xvfb: Path, log: Path) -> None:
        display, self._screen = _screen(xvfb)
        self._port = _free_port()
        self._log = log
        environment = {**os.environ, **SETTINGS, "DISPLAY": display}
        with log.open("wb") as out:
            command = [driver, f"--port={self._port}"]
            self._driver = subprocess.Popen(command, env=environment, stdout=out, stderr=out)
        self._await()

    @contextmanager
    def tab(self) -> Iterator[WebKitTab]:
        """A tab of a fresh browser."""
        session = self.tell("POST", "/session", {"capabilities": {}})["sessionId"]
        try:
            yield WebKitTab(self, f"/session/{session}")
        finally:
            self.tell("DELETE", f"/session/{session}")

    def tell(self, method: str, path: str, given: dict[str, Any] | None = None) -> Any:
        """Send a command; its value. A driver that says nothing for `COMMAND_SECONDS` has failed."""
        connection = HTTPConnection(HOST, self._port, timeout=COMMAND_SECONDS)
        try:
            connection.request(method, path, None if given is None else json.dumps(given))
            response = connection.getresponse()
            value = json.load(response)["value"]
        except TimeoutError:
            raise WebDriverError(f"{method} {path}: nothing for {COMMAND_SECONDS} seconds; {self._said()}") from None
        finally:
            connection.close()
        if response.status >= 400:
            raise WebDriverError(f"{method} {path}: {value['error']}: {value['message']}")
        return value

    def _await(self) -> None:
        end = time.monotonic() + START_SECONDS
        while True:
            try:
                self.tell("GET", "/status")
            except ConnectionError:
                if time.monotonic() > end or self._driver.poll() is not None:
                    raise WebDriverError(f"the driver did not start; {self._said()}") from None
                time.sleep(0.05)
            else:
                return

    def _said(self) -> str:
        """The end of what the driver and its browsers printed."""
        return f"they print {self._log.read_text('utf-8', 'replace')[-2000:]!r}"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for process in (self._driver, self._screen):
            process.terminate()
            process.wait(START_SECONDS)


class WebKitTab(Tab):
    """A tab that WebDriver drives."""

    errors = (WebDriverError,)

    def __init__(self, webkit: WebKit, session: str) -> None:
        self._webkit = webkit
        self._session = session

    @property
    def address(self) -> str:
        found: str = self._tell("GET", "/url")
        return found

    def open(self, url: str) -> None:
        self._tell("POST", "/url", {"url": url})

    def run(self, function: str, given: Any = None) -> Any:
        script = f"""const [given, done] = arguments;
            Promise.resolve(given).then({function}).then((value) => done([value]), (error) => done(String(error)));"""
        told = self._tell("POST", "/execute/async", {"script": script, "args": [given]})
        if isinstance(told, str):
            raise WebDriverError(f"{told}: {function}")
        return told[0]

    def fill(self, selector: str, text: str) -> None:
        field = self._find(selector)
        self._tell("POST", f"{field}/clear", {})
        self._tell("POST", f"{field}/value", {"text": text})

    def click(self, selector: str) -> None:
        self._tell("POST", f"{self._find(selector)}/click", {})

    def _find(self, selector: str) -> str:
        found = self._tell("POST", "/element", {"using": "css selector", "value": selector})
        return f"/element/{found[ELEMENT]}"

    def _tell(self, method: str, path: str, given: dict[str, Any] | None = None) -> Any:
        return self._webkit.tell(method, self._session + path, given)


def _screen(xvfb: Path) -> tuple[str, subprocess.Popen[bytes]]:
    """A screen's name, once it is there, and its program."""
    reading, writing = os.pipe()
    # Without -noreset it begins anew when the last browser goes, and turns away one that comes in that moment.
    command = [xvfb, "-displayfd", str(writing), "-screen", "0", SCREEN, "-nolisten", "tcp", "-noreset"]
    program = subprocess.Popen(command, pass_fds=[writing], stderr=subprocess.DEVNULL)
    os.close(writing)
    with os.fdopen(reading) as told:
        number = told.readline().strip()
    return f":{number}", program


def _free_port() -> int:
    with socket.create_server((HOST, 0)) as server:
        port: int = server.getsockname()[1]
        return port
