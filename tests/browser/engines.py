"""The engines in which tests run, and the one list of what each cannot do.

Every test runs in Chromium. One that is marked `every_engine` runs in Firefox and WebKit too, unless it needs something, named in
the mark, that the engine cannot do: then it is not collected for it.
"""

from __future__ import annotations

import pytest

CHROMIUM, FIREFOX, WEBKIT = ENGINES = ("chromium", "firefox", "webkit")

CANNOT: dict[str, dict[str, str]] = {
    CHROMIUM: {},
    FIREFOX: {
        "media": "Playwright has no command for it over WebDriver BiDi: scheme, motion and paper stay as the system has them",
        "touch": "nor has it one for a touch screen",
        "no script": "nor one to leave JavaScript off",
        "layout shifts": "Firefox does not report them",
        "saved data": "navigator.connection, which tells that a reader saves data, is in Chromium alone",
        "quota": "the limit of storage is set by a command of Chromium's DevTools protocol",
    },
    WEBKIT: {
        "playwright": "it drives a WebKit of its own alone: Debian's is driven by WebDriver, which tells neither what a page asks for"
        " nor what it logs, and has a browser of its own for every tab",
        "media": "WebDriver has no command for it",
        "touch": "nor one for a touch screen",
        "no script": "nor one to leave JavaScript off",
        "layout shifts": "WebKit does not report them",
        "saved data": "navigator.connection, which tells that a reader saves data, is in Chromium alone",
        "quota": "the limit of storage is set by a command of Chromium's DevTools protocol",
    },
}
"""Engine → what it cannot do → why."""
AGAIN = {WEBKIT: pytest.mark.flaky(reruns=2)}
"""Engine → how a test in it that fails is begun again, in a new browser. Debian's WebKitGTK 2.50.6 stopped for a minute in 4 of
16 runs of test_engines.py with both processors busy, in none of 18 later ones; what fails each time fails here too, and Chromium
and Firefox have one try."""


def engines_of(marker: pytest.Mark | None) -> list[str]:
    """The engines for which a test with this mark is collected."""
    if marker is None:
        return [CHROMIUM]
    unknown = set(marker.args).difference(*CANNOT.values())
    if unknown:
        raise pytest.UsageError(
            f"every engine can do {', '.join(sorted(unknown))}, as far as tests/browser/engines.py says"
        )
    return [engine for engine in ENGINES if not CANNOT[engine].keys() & set(marker.args)]
