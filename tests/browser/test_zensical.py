"""Another builder, Zensical, makes the same site of build/docs: the same pages, the same words and links, live calculators."""

from __future__ import annotations

import os
import posixpath
import re
import shutil
import subprocess
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import groupby
from pathlib import Path
from urllib.parse import urljoin

import pytest
from mkdocs.commands.build import build as build_by_mkdocs
from mkdocs.config import load_config
from playwright.sync_api import Page, expect

from calculators import run
from calculators.core.catalogue import Catalogue
from tests.support.server import SiteServer
from tools import zensical

ROOT = Path(__file__).resolve().parents[2]
OF_A_KIND = 2
"""Pages of one folder that are built: a sample of every kind of page."""
MARKDOWN_LINK = re.compile(r"\]\(([^)\s#:]+\.md)[)#]")
BOOT_MS = 60_000
CALCULATOR = "rent_or_buy"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of some pages of each kind, built by both: `site/` is Zensical's, `site-mkdocs/` MkDocs'."""
    if not zensical.PROGRAM.exists():
        pytest.fail("Zensical is not here: `python3 -m tools.setup zensical` installs it", pytrace=False)
    project = tmp_path_factory.mktemp("project")
    docs = project / "build" / "docs"
    for path in _sample(ROOT / "build" / "docs"):
        (docs / path).parent.mkdir(parents=True, exist_ok=True)
        os.link(ROOT / "build" / "docs" / path, docs / path)
    shutil.copyfile(ROOT / "mkdocs.yml", project / "mkdocs.yml")
    shutil.copytree(ROOT / "generator" / "theme", project / "generator" / "theme")
    said = subprocess.run(
        [zensical.PROGRAM, "build", "--strict", "-f", "mkdocs.yml"],
        cwd=project,
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.returncode == 0, said.stdout + said.stderr
    build_by_mkdocs(load_config(str(project / "mkdocs.yml"), site_dir=str(project / "site-mkdocs")))
    return project


def _sample(docs: Path) -> set[Path]:
    """Some pages of each kind, what they link to in Markdown, and everything that is no page."""
    paths = sorted(path.relative_to(docs) for path in docs.rglob("*") if path.is_file())
    pages = sorted((path for path in paths if path.suffix == ".md"), key=lambda path: (path.parent.parent, path))
    chosen = {path for path in paths if path.suffix != ".md"}
    for folder, of_a_kind in groupby(pages, key=lambda path: path.parent.parent):
        whole = folder.as_posix() in (".", "calculators", "data")
        chosen.update(list(of_a_kind)[: None if whole else OF_A_KIND])
    waiting = [path for path in chosen if path.suffix == ".md"]
    while waiting:
        page = waiting.pop()
        for link in MARKDOWN_LINK.findall((docs / page).read_text("utf-8")):
            linked = Path(posixpath.normpath(page.parent / link))
            if linked not in chosen and (docs / linked).is_file():
                chosen.add(linked)
                waiting.append(linked)
    return chosen


class Article(HTMLParser):
    """The words of a page's own content, and where its links lead."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = address
        self.words: list[str] = []
        self.links: list[str] = []
        self._depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "article" and (self._depth or "md-content__inner" in (given.get("class") or "")):
            self._depth += 1
        elif self._depth and tag == "a" and given.get("href"):
            self.links.append(urljoin(self.address, given["href"] or ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "article" and self._depth:
            self._depth -= 1

    def handle_data(self, data: str) -> None:
        if self._depth:
            self.words += data.split()


def articles(site: Path) -> dict[str, Article]:
    """The content of every page by its address from the root."""
    out = {}
    for path in site.rglob("*.html"):
        address = path.relative_to(site).as_posix().removesuffix("index.html")
        out[address] = Article(f"https://site.example/some/where/{address}")
        out[address].feed(path.read_text("utf-8"))
    return out


def test_both_builders_make_the_same_pages_with_the_same_words_and_links(project: Path) -> None:
    ours, theirs = articles(project / "site-mkdocs"), articles(project / "site")
    assert theirs.keys() == ours.keys()
    assert len(ours) >= 50 and f"calculators/{CALCULATOR}/" in ours
    for address, article in ours.items():
        assert theirs[address].words == article.words, address
        assert theirs[address].links == article.links, address


@pytest.fixture
def site(project: Path) -> Iterator[SiteServer]:
    """A server of Zensical's site."""
    with SiteServer(project / "site") as server:
        yield server


def test_a_calculator_is_live_in_zensicals_site(page: Page, site: SiteServer, catalogue: Catalogue) -> None:
    page.goto(site.url(f"calculators/{CALCULATOR}/"))
    expect(page.locator(".cr-status")).to_have_attribute("data-state", "live", timeout=BOOT_MS)
    page.locator("[name=hours_per_week]").fill("1")
    expected = run(CALCULATOR, {"hours_per_week": 1}, catalogue)["report"]["verdict"]["sentence"]
    expect(page.locator(".cr-verdict__sentence")).to_have_text(expected)
