"""The engines in which tests run, and the one list of what each cannot do.

Every test runs in Chromium. One that is marked `every_engine` runs in Firefox too, unless it needs something, named in the mark,
that the engine cannot do: then it is not collected for it.

WebKit is not among them. Debian's, WebKitGTK 2.50.6 driven by WebDriver, starts every calculator, answers what is typed, recovers from
lost and damaged files and is live without a network, but not each time: of 16 runs of test_engines.py with both processors busy eleven
passed. In one the screen (Xvfb without -noreset) began anew as the browser came; in four a page stopped: three without a network, one
of them while the chart script was imported, one as its worker gave no answer for 30 seconds, and one while it was typed in.
"""

from __future__ import annotations

import pytest

CHROMIUM, FIREFOX = ENGINES = ("chromium", "firefox")

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
}
"""Engine → what it cannot do → why."""


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
