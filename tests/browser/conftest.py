"""Real browsers on the built site: Chromium, and for a test that is marked `every_engine` Firefox and WebKit too.

A test takes `page` (or `new_page` for pages with options of their own) and `site`; after it, `witness` fails it if a page
asked another origin or logged an error that the test did not announce by `witness.expect_error`. `tab` waits where a page
comes and goes, and is what there is of WebKit, whose pages have no witness.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect, sync_playwright

from tests.browser.engines import AGAIN, CHROMIUM, WEBKIT, engines_of
from tests.support.server import SiteServer
from tests.support.tab import PlaywrightTab, Tab
from tests.support.webkit import WebKit
from tests.support.witness import Witness
from tools import browser as chromium
from tools import engines

SITE = Path(__file__).resolve().parents[2] / "site"
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE_MILLISECONDS = 30_000

expect.set_options(timeout=PATIENCE_MILLISECONDS)

type NewPage = Callable[..., Page]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test that is marked for every engine, once for each that can do what it needs."""
    marker = metafunc.definition.get_closest_marker("every_engine")
    if marker:
        found = [pytest.param(engine, marks=AGAIN.get(engine, ())) for engine in engines_of(marker)]
        metafunc.parametrize("engine", found, indirect=True)


@pytest.fixture
def engine(request: pytest.FixtureRequest) -> str:
    """The engine in which the test runs."""
    name: str = getattr(request, "param", CHROMIUM)
    return name


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """What drives Chromium and Firefox."""
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def chromium_browser(playwright: Playwright) -> Iterator[Browser]:
    """The one Chromium of the session."""
    program = chromium.find(os.environ)
    if program is None:
        pytest.fail(chromium.REMEDY, pytrace=False)
    started = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
    yield started
    started.close()


@pytest.fixture(scope="session")
def firefox_browser(playwright: Playwright) -> Iterator[Browser]:
    """The one Firefox of the session."""
    started = playwright.firefox.launch(channel="moz-firefox", executable_path=_program_of(engines.FIREFOX))
    yield started
    started.close()


@pytest.fixture(scope="session")
def webkit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebKit]:
    """The screen of the session's WebKits, and what drives them."""
    log = tmp_path_factory.mktemp("webkit") / "log"
    with WebKit(_program_of(engines.WEBKIT), _program_of(engines.SCREEN), log) as started:
        yield started


def _program_of(package: str) -> Path:
    found = engines.find(package, os.environ)
    if found is None:
        pytest.fail(engines.REMEDY, pytrace=False)
    return found


@pytest.fixture
def browser(engine: str, request: pytest.FixtureRequest) -> Browser:
    """The browser of the test's engine, for pages that Playwright drives."""
    started: Browser = request.getfixturevalue(f"{engine}_browser")
    return started


@pytest.fixture(scope="session")
def site_folder() -> Path:
    """The built site."""
    if not (SITE / "index.html").is_file():
        pytest.fail("site/ is not built: `make build` writes it", pytrace=False)
    return SITE


@pytest.fixture
def own_site(site_folder: Path, tmp_path: Path) -> Path:
    """A copy of the built site whose files a test may damage."""
    copy = tmp_path / "site"
    shutil.copytree(site_folder, copy, copy_function=os.link)
    return copy


@pytest.fixture
def site(site_folder: Path) -> Iterator[SiteServer]:
    """A server of the built site, with a log of its own."""
    with SiteServer(site_folder) as server:
        yield server


@pytest.fixture
def witness(site: SiteServer) -> Iterator[Witness]:
    """What the test's pages asked for and what went wrong in them, verified when the test ends."""
    watching = Witness(site.origin)
    yield watching
    watching.verify()


@pytest.fixture
def own_server(own_site: Path, witness: Witness) -> Iterator[SiteServer]:
    """A server of that copy, which the test's pages ask."""
    with SiteServer(own_site) as server:
        witness.origin = server.origin
        yield server


@pytest.fixture
def new_page(browser: Browser, witness: Witness) -> Iterator[NewPage]:
    """Opens a page in a fresh context; its arguments are those of Playwright's `new_context`.

    Its browser keeps no copy of the site for later, which takes seconds of work, unless `service_workers="allow"`.
    """
    contexts = []

    def open_page(**options: Any) -> Page:
        context = browser.new_context(**{"service_workers": "block", **options})
        context.set_default_timeout(PATIENCE_MILLISECONDS)
        witness.watch(context)
        contexts.append(context)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def page(new_page: NewPage) -> Page:
    """A page in a fresh context, 1280 by 800."""
    return new_page(viewport={"width": 1280, "height": 800})


@pytest.fixture
def tab(engine: str, request: pytest.FixtureRequest) -> Iterator[Tab]:
    """A tab of a fresh browser of the test's engine, that keeps the site for later."""
    if engine == WEBKIT:
        webkit: WebKit = request.getfixturevalue("webkit")
        with webkit.tab() as opened:
            yield opened
    else:
        new_page: NewPage = request.getfixturevalue("new_page")
        yield PlaywrightTab(new_page(service_workers="allow"))
