"""The built site: every page whole, every link leads somewhere, what is promised is there. And how it is built and served."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest

from calculators import names, open_link
from calculators.core.catalogue import Catalogue
from calculators.core.subject import FAMILIES
from calculators.records import SIDES
from generator.build import RUNTIME, made_with
from generator.load import load
from generator.pages import Site, all_pages
from generator.pages.placing import placed
from generator.paths import BUILD_DOCS, DOCS
from generator.serve import FIRST_PORT, NoPortError, SiteServer, free_port
from subject.guidance import filled
from tests.support.heating import ENVIRONMENT, copied, generator

ROOT = Path(__file__).resolve().parents[1]
SITE = ROOT / "site"
ORIGIN = "http://site.example"
ROOMS = ("", "compare/", "choose/", "calculators/", "data/", "methods/", "contribute/")
LOADED = {"link": "href", "script": "src", "img": "src", "iframe": "src", "source": "src", "object": "data"}
"""Elements whose address a browser asks for by itself,"""
EMBEDDED = re.compile(r"embed/\w+/")
"""Pages without a navigation."""
NOT_LOADED = ("canonical", "prev", "next", "expect")
"""save links of these kinds."""


@dataclass
class Read:
    """What a page holds: anchors, links, addresses that load by themselves, headings of the first level, title, language."""

    ids: set[str] = field(default_factory=set)
    links: list[str] = field(default_factory=list)
    loads: list[str] = field(default_factory=list)
    h1: list[str] = field(default_factory=list)
    title: str = ""
    lang: str = ""


class Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.read = Read()
        self._in = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if "id" in given:
            self.read.ids.add(given["id"])
        if "href" in given and (tag == "a" or given.get("rel") == "expect"):
            self.read.links.append(given["href"])
        if tag in LOADED and LOADED[tag] in given and given.get("rel") not in NOT_LOADED:
            self.read.loads.append(given[LOADED[tag]])
        if tag == "html":
            self.read.lang = given.get("lang", "")
        if tag == "h1":
            self.read.h1.append("")
        self._in = tag if tag in ("h1", "title") else self._in

    def handle_endtag(self, tag: str) -> None:
        self._in = "" if tag == self._in else self._in

    def handle_data(self, data: str) -> None:
        if self._in == "h1":
            self.read.h1[-1] += data
        elif self._in == "title":
            self.read.title += data


@pytest.fixture(scope="module")
def pages() -> dict[str, Read]:
    """Every page of site/ by its address from the root, such as `data/gpus/`."""
    if not (SITE / "index.html").is_file():
        pytest.fail("site/ is not built: `make build` writes it")
    out = {}
    for path in SITE.rglob("*.html"):
        reader = Reader()
        reader.feed(path.read_text("utf-8"))
        where = path.relative_to(SITE).as_posix()
        out[where.removesuffix("index.html") if where.endswith("index.html") else where] = reader.read
    return out


def html(address: str) -> str:
    return (SITE / address / "index.html").read_text("utf-8")


# Every page


def test_every_page_has_one_heading_a_title_and_a_language(pages: dict[str, Read]) -> None:
    wrong = {
        where: page.h1
        for where, page in pages.items()
        if len(page.h1) != 1 or not page.h1[0].strip(" \n#") or not page.title
    }
    assert wrong == {}
    assert {page.lang for page in pages.values()} == {"en"}


def test_every_page_ends_with_the_way_to_tell_that_it_is_wrong(pages: dict[str, Read]) -> None:
    own = {where for where in pages if where == "" or (where.endswith("/") and not where.startswith("embed/"))}
    for where in own - {"contribute/wrong/"}:
        told = f"{ORIGIN}/contribute/wrong/?record={where or 'index'}"
        assert told in {urljoin(f"{ORIGIN}/{where}", link) for link in pages[where].links}, where


def test_no_link_of_the_site_is_broken(pages: dict[str, Read]) -> None:
    broken: dict[str, list[str]] = {}
    for where, page in pages.items():
        here = f"{ORIGIN}/{where}"
        for link in page.links:
            target = urlsplit(urljoin(here, link))
            if target.netloc != urlsplit(ORIGIN).netloc:
                continue
            path, anchor = unquote(target.path).lstrip("/"), unquote(target.fragment)
            found = pages.get(path)
            leads = (not anchor or anchor in found.ids) if found else (SITE / path).is_file()
            if not leads:
                broken.setdefault(where, []).append(link)
    assert broken == {}


def test_every_page_asks_its_own_site_alone(pages: dict[str, Read]) -> None:
    foreign = {
        where: away
        for where, page in pages.items()
        if (away := [a for a in page.loads if urlsplit(urljoin(ORIGIN, a)).netloc != urlsplit(ORIGIN).netloc])
    }
    assert foreign == {}
    for sheet in SITE.rglob("*.css"):
        assert not re.search(r"url\(['\"]?(?:https?:)?//", sheet.read_text("utf-8")), sheet


def test_what_a_page_loads_is_there(pages: dict[str, Read]) -> None:
    for where, page in pages.items():
        for address in page.loads:
            path = unquote(urlsplit(urljoin(f"{ORIGIN}/{where}", address)).path).lstrip("/")
            assert (SITE / path).is_file(), (where, address)


def test_the_rooms_are_in_the_navigation_of_every_page(pages: dict[str, Read]) -> None:
    for where, page in pages.items():
        if EMBEDDED.fullmatch(where):
            continue  # in somebody else's page there is no room for it: it leads to its own page
        leads = {urlsplit(urljoin(f"{ORIGIN}/{where}", link)).path.lstrip("/") for link in page.links}
        assert set(ROOMS) <= leads, where


# What is promised


def test_compare_holds_the_ten_aspects(pages: dict[str, Read], catalogue: Catalogue) -> None:
    aspects = list(catalogue["aspects"].values())
    text = html("compare/")

    assert len(aspects) == 10
    for aspect in aspects:
        assert aspect.id in pages["compare/"].ids
        assert f'<a href="#{aspect.id}">' in text
        for words in (aspect.cloud, aspect.rig, aspect.question):
            assert words.split(".")[0][:40].replace("'", "&#39;") in text, aspect.id


def test_choose_holds_the_nine_preferences_and_the_tip(pages: dict[str, Read], catalogue: Catalogue) -> None:
    guidance = list(catalogue["guidance"].values())

    assert len([g for g in guidance if g.prefers != "hybrid"]) == 9
    assert len([g for g in guidance if g.prefers == "hybrid"]) == 1
    assert {g.id for g in guidance} <= pages["choose/"].ids


def test_each_preference_leads_to_recommend_filled_in_for_its_reader(
    pages: dict[str, Read], catalogue: Catalogue
) -> None:
    asked = [link for link in pages["choose/"].links if "calculators/recommend/?" in link]
    opened = [open_link(f"recommend?{link.partition('?')[2]}", catalogue) for link in asked]

    assert len(asked) == 10
    assert [o["notices"] for o in opened] == [[]] * 10
    assert [set(o["inputs"]) for o in opened] == [
        set(filled(g.reader)) for g in sorted(catalogue["guidance"].values(), key=_as_shown)
    ]


def _as_shown(guidance: object) -> tuple[int, int]:
    return ["cloud", "rig", "hybrid"].index(guidance.prefers), guidance.order  # type: ignore[attr-defined]


def test_home_carries_a_verdict_and_three_ways_on(pages: dict[str, Read]) -> None:
    text = html("")

    assert re.search(rf'cr-verdict" data-side="(?:{"|".join(SIDES)})"', text)
    assert {"./compare/", "./choose/", "./calculators/"} <= set(pages[""].links)


@pytest.mark.parametrize("name", names())
def test_a_calculator_page_carries_its_form_its_answer_and_its_charts(name: str, pages: dict[str, Read]) -> None:
    text = html(f"calculators/{name}/")

    assert f'data-calculator="{name}"' in text
    manifest = re.search(r'data-manifest="\.\./\.\./([^"]+)"', text)
    assert manifest and (SITE / manifest[1]).is_file()
    assert 'class="cr-verdict"' in text
    for place in re.findall(r'<div class="cr-chart__drawing" data-chart="[^"]+">(.{5})', text):
        assert place == "<svg "
    assert f"calculators/{name}/" in {urljoin("calculators/", link) for link in pages["calculators/"].links}


def test_no_answer_shows_a_number_that_is_none(pages: dict[str, Read]) -> None:
    for where in pages:
        if where.startswith("calculators/"):
            assert not re.search(r"\b(?:NaN|nan|Infinity|None)\b", re.sub(r"<[^>]*>", " ", html(where))), where


def test_search_finds_records_and_calculators_and_leaves_tables_out() -> None:
    index = (SITE / "search" / "search_index.json").read_text("utf-8")

    assert "GeForce RTX 3090" in index
    assert "calculators/rent_or_buy/" in index
    assert len(index) < 600_000, "a reader's first search downloads it"


# How it is built


def test_the_same_records_give_the_pages_that_were_built_and_no_page_twice(catalogue: Catalogue) -> None:
    """Made again in another process than the build's, where sets have another order."""
    loaded = load(as_of=catalogue.as_of)
    (manifest,) = (BUILD_DOCS / RUNTIME).glob("manifest.*.json")
    made = list(map(placed, all_pages(Site(loaded.catalogue, names(), made_with(loaded, manifest)), DOCS)))
    texts = {page.path: page.text for page in made}
    built = {path.relative_to(BUILD_DOCS).as_posix(): path.read_text("utf-8") for path in BUILD_DOCS.rglob("*.md")}

    assert len(texts) == len(made)
    assert texts.keys() == built.keys()
    assert [path for path, text in texts.items() if text != built[path]] == []


def test_every_record_has_a_page(pages: dict[str, Read], catalogue: Catalogue) -> None:
    for family in FAMILIES:
        for record in catalogue[family]:
            assert f"data/{family}/{record}/" in pages


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A small project of its own, not yet built."""
    return copied(tmp_path)


RECORD = Path("data/systems/gas-boiler.yml")


def misspell(project: Path) -> str:
    """Swap two letters of a key of a record; the record as it was."""
    text = (project / RECORD).read_text("utf-8")
    (project / RECORD).write_text(text.replace("fuel:", "feul:", 1), "utf-8")
    return text


def test_a_broken_record_stops_the_build_and_leaves_the_site_as_it_was(project: Path) -> None:
    misspell(project)
    (project / "site").mkdir()
    (project / "site" / "index.html").write_text("the last good site")

    done = generator(project, "build")

    assert done.returncode == 1
    assert re.search(rf"^{RECORD}:\d+:\d+: unknown key “feul”; did you mean “fuel”", done.stdout, re.MULTILINE)
    assert "Traceback" not in done.stdout + done.stderr
    assert (project / "site" / "index.html").read_text() == "the last good site"
    assert not (project / "build" / "docs").exists()


def test_serve_says_where_builds_anew_and_keeps_the_last_good_site(project: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "generator", "serve"],
        cwd=project,
        env={**ENVIRONMENT, "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # a shell's background job ignores Ctrl+C
    ) as serving:
        said = Said(serving)
        try:
            address = re.match(r"http://127\.0\.0\.1:(\d+)/", said.line(0))
            assert address, said.lines
            assert "Ctrl+C" in said.line(1)
            said.wait_for("pages in site/")
            port = int(address[1])
            assert "Gas boiler" in get(port, "/data/systems/gas-boiler/")[1]

            text = misspell(project)
            said.wait_for("unknown key “feul”")
            said.wait_for("site/ was left as it was")
            assert "Gas boiler" in get(port, "/data/systems/gas-boiler/")[1]

            (project / RECORD).write_text(text.replace("name: Gas boiler", "name: Gas boiler, changed", 1), "utf-8")
            said.wait_for("pages in site/", times=2)
            assert "Gas boiler, changed" in get(port, "/data/systems/gas-boiler/")[1]

            serving.send_signal(signal.SIGINT)
            assert serving.wait(20) == 0
        finally:
            serving.kill()


class Said:
    """What a process says, line by line, while it runs."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.lines: list[str] = []
        self._changed = threading.Condition()
        threading.Thread(target=self._read, args=(process,), daemon=True).start()

    def _read(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout
        for line in process.stdout:
            with self._changed:
                self.lines.append(line)
                self._changed.notify_all()

    def line(self, index: int) -> str:
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.lines) > index, 30), self.lines
            return self.lines[index]

    def wait_for(self, words: str, *, times: int = 1) -> None:
        with self._changed:
            assert self._changed.wait_for(lambda: "".join(self.lines).count(words) >= times, 240), self.lines


def get(port: int, path: str) -> tuple[int, str, dict[str, str]]:
    connection = HTTPConnection("127.0.0.1", port, timeout=120)
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        return response.status, response.read().decode("utf-8", "replace"), dict(response.getheaders())
    finally:
        connection.close()


# How it is served


@pytest.fixture
def small(tmp_path: Path) -> Iterator[SiteServer]:
    (tmp_path / "index.html").write_text("<title>Home</title><body></body>")
    (tmp_path / "404.html").write_text("not here")
    (tmp_path / "a.wasm").write_bytes(b"\0asm" + bytes(3_000_000))
    (tmp_path / "a.mjs").write_text("export {}")
    server = SiteServer(lambda: None, free_port(FIRST_PORT + 100), tmp_path)
    server.watch(str(tmp_path))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    for _ in range(100):
        try:
            get(server.server_address[1], "/")
            break
        except ConnectionRefusedError:
            time.sleep(0.05)
    yield server
    server.shutdown()


def test_the_server_knows_what_a_browser_needs(small: SiteServer) -> None:
    port = small.server_address[1]

    assert get(port, "/a.wasm")[2]["Content-Type"] == "application/wasm"
    assert len(get(port, "/a.wasm")[1]) > 2_900_000
    assert get(port, "/a.mjs")[2]["Content-Type"] == "application/javascript"
    assert get(port, "/nowhere/")[:2] == (404, "not here")
    assert "livereload" in get(port, "/")[1]


def test_a_taken_port_gives_the_next_free_one() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        assert free_port(port) > port
        with pytest.raises(NoPortError, match=f"ports {port} to {port}"):
            free_port(port, tried=1)
