"""The Accuracy page says what benchmarks/accuracy.json says, of every family, and leaves nothing out."""

from __future__ import annotations

import json
import re
from html import unescape

import pytest

from calculators.core.text import plain
from generator.exports import write_exports
from generator.ledger import read_ledger
from generator.pages import Made, Site
from subject import accuracy
from subject.accuracy import COVERAGE_MUST, reached
from subject.error_chart import error_chart
from tests.support.records import SOUND, load_texts


@pytest.fixture(scope="module")
def ledger():
    found = read_ledger()
    assert found is not None
    return found


@pytest.fixture(scope="module")
def page(ledger, catalogue):
    (made,) = accuracy.pages(Site(catalogue, (), Made(ledger=ledger)))
    return made


def words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def rows_of(text: str, label: str) -> list[list[str]]:
    """The cells of the table that follows a label, in words."""
    table = text[text.index(f'aria-label="{label}"') :].split("</table>", 1)[0]
    body = table.split("<tbody>", 1)[1]
    return [[words(c) for c in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S)] for row in body.split("</tr>")[:-1]]


def test_page_stands_below_methods(page):
    assert page.path == "methods/accuracy.md"


def test_summary_has_the_figures_of_the_ledger(page, ledger):
    rows = rows_of(page.text, "How far off, by what is predicted")
    assert len(rows) == len(ledger["families"])
    for row, entry in zip(rows, ledger["families"].values(), strict=True):
        assert row[:4] == [entry["title"], f"{entry['n']:,}", plain(entry["mdape"]), plain(entry["p90"])]
        assert row[4:6] == [" / ".join(map(plain, entry[bound])) for bound in ("must", "aim")]
        assert row[7] == plain(entry["coverage"])
        assert row[8] == f"{plain(entry['width'])} at most {plain(entry['width_ceiling'])}"
        for rule, error in entry["rules"].items():
            assert f"{plain(error['mdape'])} {rule}" in row[9]


def test_every_group_of_every_family_is_there(page, ledger):
    for entry in ledger["families"].values():
        for key, title in (("by_source", "source"), ("by_gpu", "GPU"), ("by_software", "software")):
            rows = rows_of(page.text, f"{entry['title']}: By {title} ({len(entry[key])})")
            assert [row[1:4] for row in rows] == [
                [f"{e['n']:,}", plain(e["mdape"]), plain(e["p90"])] for e in entry[key].values()
            ]


def test_the_worst_are_those_of_the_ledger_with_their_reason(page, ledger):
    rows = rows_of(page.text, "The worst predictions")
    assert len(rows) == len(ledger["worst"]) == 20
    for row, case in zip(rows, ledger["worst"], strict=True):
        unit = ledger["families"][case["family"]]["unit"]
        assert row[2:4] == [f"{plain(case['measured'])} {unit}", f"{plain(case['predicted'])} {unit}"]
        assert row[5].startswith(case["reason"])


def test_what_is_not_validated_is_said(page, ledger):
    told = words(page.text[page.text.index("## What is not validated") :])
    for entry in ledger["families"].values():
        assert (f"{entry['title']} : too few sources" in told) == (not entry["binding"])
        assert entry.get("note", "") in told


@pytest.mark.parametrize(
    ("mdape", "p90", "coverage", "binding", "told"),
    [
        (3, 9, 90, True, "aim"),
        (3, 15, 90, True, "must"),
        (9, 9, 90, True, "missed"),
        (3, 9, COVERAGE_MUST - 1, True, "missed"),
        (3, 9, 90, False, "aim, on few sources"),
    ],
)
def test_reached_by_hand(mdape, p90, coverage, binding, told):
    bounds = {"must": [8, 20], "aim": [4, 10]}
    assert reached({"mdape": mdape, "p90": p90, "coverage": coverage, "binding": binding, **bounds}) == told


def test_chart_counts_what_it_draws():
    # 100 for 100 and 120 for 100 lie in their ranges, 300 for 100 outside; the second is off by a factor of 1.2
    cases = [["a", 100, 100, 90, 110], ["b", 100, 120, 90, 150], ["c", 100, 300, 250, 350]]
    chart = error_chart("x", {"title": "X", "unit": "GiB", "cases": cases})
    assert "2 readings of 3 lie inside" in chart.summary
    assert [row[1] for row in chart.table.rows] == ["1", "0", "1", "0", "0", "1"]
    points = chart.spec["layer"][1]["data"]["values"]
    assert [(p["m"], p["p"], p["in"]) for p in points] == [
        (100, 100, "inside its range"),
        (100, 120, "inside its range"),
        (100, 300, "outside its range"),
    ]


def test_no_page_without_a_ledger(catalogue):
    assert list(accuracy.pages(Site(catalogue, ()))) == []


def test_the_ledger_is_offered_whole(ledger, tmp_path):
    small = load_texts(tmp_path / "in", SOUND).catalogue
    (tmp_path / "benchmarks").mkdir()
    (tmp_path / "benchmarks/accuracy.json").write_text(json.dumps(ledger))
    write_exports(small, tmp_path / "out", tmp_path)
    offered = json.loads((tmp_path / "out/api/v1/accuracy.json").read_text())
    assert offered == {"generated_at": small.as_of, **ledger}
