"""A crawl over the Data room of the built site: no figure without a link to its source, and the source says that value.

What counts as a figure is what a page sets as a number: a numeric cell of a table, and the value in a record's standing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import is_dataclass
from functools import cache
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest

from calculators.core.quantity import fields_of
from calculators.core.records import Figure
from calculators.core.subject import FAMILIES
from generator.pages.views import LISTS

SITE = Path(__file__).resolve().parents[1] / "site"
ORIGIN = "http://site.example/"

ROW = re.compile(r"<tr(?P<attributes>[^>]*)>(?P<cells>.*?)</tr>", re.DOTALL)
NUMERIC = re.compile(r'<td[^>]*class="cr-numeric"[^>]*>(.*?)</td>', re.DOTALL)
HREF = re.compile(r'href="([^"]*)"')
STANDING = re.compile(r'<span class="cr-standing__label">[^<]*</span> <span class="cr-number">([^<]*)</span>')
NUMBER = re.compile(r'<span class="cr-number">(.*?)</span>', re.DOTALL)
AGED = re.compile(r'<span class="cr-(?:range|stale)".*?</span>', re.DOTALL)
"""Beside a number: its range, and the date of one that is old."""


def words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())


def number_of(cell: str) -> str:
    """The number alone, where the cell says more."""
    found = NUMBER.search(cell)
    return words(found[1] if found else AGED.sub("", cell))


def digits(number: str) -> str:
    """Without its unit, which a table's heading may say."""
    return re.sub(r"[^\d.,]", "", number.partition(" per ")[0])


def to_source(cells: str) -> str:
    """The first link of a row or cell that leads to a source, empty where none does."""
    return next((href for href in HREF.findall(cells) if "data/sources/" in href or href.startswith("../sources/")), "")


@pytest.fixture(scope="module")
def data_pages() -> dict[str, str]:
    """The pages of records and tables by their address; those of sources are what figures lead to."""
    pages = {path.parent.relative_to(SITE).as_posix() + "/": path for path in (SITE / "data").rglob("index.html")}
    if not pages:
        pytest.fail("site/ is not built: `make build` writes it")
    told = {f"data/{family}/" for family, cls in FAMILIES.items() if holds_figures(cls)} | {
        f"data/{v.name}/" for v in LISTS
    }
    return {
        where: path.read_text("utf-8")
        for where, path in pages.items()
        if where == "data/" or any(where.startswith(start) for start in told)
    }


def holds_figures(cls: type) -> bool:
    """Aspects and guidance hold none: their numbers are an order, weights and thresholds, which are advice."""
    return any(
        info.type is Figure or (is_dataclass(info.type) and isinstance(info.type, type) and holds_figures(info.type))
        for info in fields_of(cls)
    )


@cache
def stated(source_page: str) -> dict[str, str]:
    """What a source's page says by the anchor of each row."""
    html = (SITE / source_page / "index.html").read_text("utf-8")
    found = {}
    for row in ROW.finditer(html):
        if anchor := re.search(r'\bid="([^"]*)"', row["attributes"]):
            found[unescape(anchor[1])] = words(row["cells"])
    return found


def figures(html: str) -> Iterator[tuple[str, str]]:
    """(the number shown, the cells of its row) of every numeric cell."""
    for row in ROW.finditer(html):
        for cell in NUMERIC.findall(row["cells"]):
            if re.search(r"\d", words(cell)):
                yield cell, row["cells"]


def is_worked_out(cells: str) -> bool:
    """A calculator's answer: the row opens that calculator, filled in, and its page names the sources."""
    return any("/calculators/" in href for href in HREF.findall(cells))


def is_count(cell: str, where: str) -> bool:
    """How many things a list holds: the number leads to the list."""
    targets = [urlsplit(urljoin(ORIGIN + where, href)) for href in HREF.findall(cell)]
    return any(target.path.startswith("/data/") and target.fragment for target in targets) or where == "data/"


def test_no_figure_stands_without_a_link_to_its_source(data_pages: dict[str, str]) -> None:
    bare = {}
    seen = 0
    for where, html in data_pages.items():
        for cell, cells in figures(html):
            seen += 1
            if not (to_source(cell) or to_source(cells) or is_worked_out(cells) or is_count(cell, where)):
                bare.setdefault(where, []).append(words(cell))
    assert bare == {}
    assert seen > 20_000


def test_a_record_stands_by_figures_that_its_page_sources(data_pages: dict[str, str]) -> None:
    for where, html in data_pages.items():
        standings = {digits(words(value)) for value in STANDING.findall(html)}
        if standings:
            assert standings <= {digits(number_of(cell)) for cell, cells in figures(html) if to_source(cells)}, where


def test_the_source_that_a_figure_leads_to_states_that_very_value(data_pages: dict[str, str]) -> None:
    wrong, checked = [], 0
    for where, html in data_pages.items():
        for cell, cells in figures(html):
            href = to_source(cell) or to_source(cells)
            if not href or (is_worked_out(cells) and not to_source(cell)) or is_count(cell, where):
                continue
            target = urlsplit(urljoin(ORIGIN + where, href))
            row = stated(target.path.strip("/") + "/").get(unquote(target.fragment), "")
            if not (to_source(cell) or "cr-line" in cells):
                continue
            checked += 1
            if number_of(cell) not in row:
                wrong.append((where, number_of(cell), href, row))
    assert wrong == []
    assert checked > 4_000
