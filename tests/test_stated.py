"""The figures of records behind an answer: each with its record, its place there, its sources, and a way to tell that it is wrong."""

from __future__ import annotations

import re
from html import unescape
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from calculators import Catalogue, names, open_link, run
from calculators.core.html import WRONG
from calculators.core.report import Stated
from calculators.core.stated import sources, stated
from calculators.core.subject import FAMILIES
from generator.walk import figures
from tests import golden
from tests.support.everywhere import built

ANCHOR = re.compile(r'<a class="cr-wrong" href="([^"]+)">([^<]+)</a>')


def told(html: str) -> list[dict[str, str]]:
    """What each “wrong?” of an answer fills in; all lead to the page that tells of wrong figures."""
    found = []
    for href, words in ANCHOR.findall(html):
        parts = urlsplit(unescape(href))
        assert parts.path == f"../../{WRONG}"
        found.append({"words": words, **{k: v[0] for k, v in parse_qs(parts.query, strict_parsing=True).items()}})
    return found


def full(name: str, **inputs: Any) -> dict[str, Any]:
    said = run(name, inputs, built())
    assert "error" not in said
    return said


def test_what_a_record_states_by_hand() -> None:
    """tests/golden/data/gpus/alpha-12gb.yml and …/services/example-cloud.yml."""
    catalogue = golden.load(golden.FOLDER / "data", as_of=golden.TODAY).catalogue
    gpu, service = catalogue["gpus"]["alpha-12gb"], catalogue["services"]["example-cloud"]
    offer = service.offers[0]
    found = stated(catalogue, (gpu.memory_gb, None, gpu.memory_gb), (offer.on_demand_usd_per_hour,))
    assert found[0] == Stated(
        "gpus/alpha-12gb", gpu.name, "memory_gb", "Memory", "12\u00a0GB", gpu.memory_gb.as_of, ("sheet",)
    )
    assert [s.place for s in found] == ["memory_gb", f"offers.{offer.id}.on_demand_usd_per_hour"]
    assert found[1].label.endswith(": On demand")
    assert sources((gpu.memory_gb, None), (gpu.bandwidth_gb_s,)) == ("sheet",)


def test_each_figure_of_a_catalogue_knows_its_record() -> None:
    catalogue = golden.load(golden.FOLDER / "data", as_of=golden.TODAY).catalogue
    for family in FAMILIES:
        for record in catalogue[family].values():
            assert {figure.record for _, _, figure in figures(record)} <= {f"{family}/{record.id}"}


def place_of(where: tuple[Any, ...], record: Any) -> str:
    """The anchor of a figure on its record's page: an item of a list by its id, or its place from 1."""
    parts, owner = [], record
    for step in where:
        owner = owner[step] if isinstance(step, int) else getattr(owner, step)
        parts.append((getattr(owner, "id", "") or str(step + 1)) if isinstance(step, int) else step)
    return ".".join(parts)


@pytest.mark.parametrize("name", names())
def test_each_figure_that_an_answer_rests_on_can_be_told_wrong(name: str) -> None:
    """By the record itself, found anew: field, sources, date."""
    said = full(name)
    assert said["report"]["stated"]
    links = told(said["html"])
    fold = said["html"].partition('<details class="cr-stated">')[2].partition("</details>")[0]
    assert len(told(fold)) == len(said["report"]["stated"])
    for line, link in zip(said["report"]["stated"], told(fold), strict=True):
        family, record_id = line["record"].split("/")
        record = built()[family][record_id]
        (figure,) = [f for where, _, f in figures(record) if place_of(where, record) == line["place"]]
        assert (tuple(line["source"]), line["as_of"]) == (figure.source, figure.as_of)
        assert link["record"] == line["record"] and link["field"] == line["place"]
        assert link["value"] == line["value"].replace("\u00a0", " ")
        assert link["source"] == ", ".join(figure.source)
        assert f'href="../../data/{line["record"]}/#{line["place"]}"' in fold
    assert {source for line in said["report"]["stated"] for source in line["source"]} <= set(said["report"]["sources"])
    assert [link["words"] for link in links].count("Something wrong with this answer?") == 1


@pytest.mark.parametrize("name", ["fit", "finetune"])
def test_a_price_in_a_list_of_places_stands_beside_its_way_to_be_told_wrong(name: str) -> None:
    tables = {table["title"]: table["rows"] for table in full(name)["report"]["tables"]}
    rows = [row for title, rows in tables.items() if title.endswith("that hold it") for row in rows]
    priced = [row for row in rows if any(isinstance(cell, dict) and cell.get("typical") for cell in row)]
    assert len(priced) > 20
    for row in priced:
        (link,) = [cell for cell in row if isinstance(cell, dict) and "href" in cell]
        (line,) = link["stated"]
        assert link["href"] == f"data/{line['record']}/"
        assert "usd" in line["place"]


def test_a_readers_own_number_is_no_record_s() -> None:
    places = [line["place"] for line in full("rent_or_buy")["report"]["stated"]]
    own = [
        line["place"]
        for line in full("rent_or_buy", own_rig_usd=1000, own_electricity_usd_per_kwh=0.3)["report"]["stated"]
    ]
    assert {"price_usd", "electricity_usd_per_kwh"} <= set(places)
    assert not {"price_usd", "electricity_usd_per_kwh"} & set(own)


@pytest.mark.parametrize(
    ("name", "inputs"), [("rent_or_buy", {"hours_per_week": 31.5, "region": "germany"}), ("fit", {"model": "qwen3-8b"})]
)
def test_what_is_told_of_an_answer_opens_it_again(name: str, inputs: dict[str, Any]) -> None:
    (whole,) = [link for link in told(full(name, **inputs)["html"]) if link["words"] != "wrong?"]
    page, _, query = whole["record"].partition("?")
    assert page == f"calculators/{name}/"
    opened = open_link(f"{name}?{unquote(query)}", built())
    assert {key: str(value) for key, value in inputs.items()}.items() <= opened["inputs"].items()
    assert opened["notices"] == []
    assert whole["value"] == full(name, **inputs)["report"]["verdict"]["sentence"].replace("\u00a0", " ")


def test_an_answer_without_a_figure_of_a_record_has_no_list_of_them(catalogue: Catalogue) -> None:
    assert stated(catalogue, (None,)) == ()
