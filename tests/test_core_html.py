"""The report as HTML: everything that is text is escaped, zero is shown, places are kept."""

from __future__ import annotations

import pytest

from calculators import Catalogue
from calculators.core.html import render
from calculators.core.quantity import Unit
from calculators.core.ranges import Range
from calculators.core.report import (
    Chart,
    Column,
    Details,
    KeyFigure,
    Link,
    Reason,
    Report,
    Sheet,
    Table,
    Verdict,
    as_json,
)

pytestmark = pytest.mark.everywhere

EVIL = "<script>alert('x')</script> & \"quoted\""


def evil_report() -> Report:
    table = Table(
        EVIL, (Column(EVIL), Column(EVIL, Unit.USD)), ((EVIL, Range(1, 2, 3)), (Link(EVIL, "#" + EVIL), EVIL)), EVIL
    )
    return Report(
        verdict=Verdict("rig", EVIL, EVIL),
        figures=(KeyFigure(EVIL, Range(0, 1, 2), Unit.USD, EVIL, "cloud"),),
        reasons=(Reason(EVIL, (Link(EVIL, EVIL),), "hybrid"),),
        changes=(Reason(EVIL),),
        charts=(Chart("chart", EVIL, EVIL, {"title": EVIL}, table),),
        beneath=lambda: Details((table,), (Sheet(EVIL, EVIL, (EVIL,), ((EVIL, (EVIL,)),)),), (EVIL,)),
    )


def test_no_text_becomes_markup(catalogue: Catalogue) -> None:
    html = render(evil_report(), catalogue)
    assert "<script" not in html
    assert "alert('x')" not in html
    assert html.count("&lt;script&gt;") >= 20
    assert '"quoted"' not in html


def test_zero_is_shown(catalogue: Catalogue) -> None:
    html = render(Report(Verdict("", "None."), figures=(KeyFigure("Cost", Range.exact(0), Unit.USD),)), catalogue)
    assert '<span class="cr-number">$0</span>' in html


def test_a_side_is_told_in_words_too(catalogue: Catalogue) -> None:
    html = render(Report(Verdict("hybrid", "Both.")), catalogue)
    assert '<span class="cr-badge" data-side="hybrid">Both</span>' in html
    assert "cr-badge" not in render(Report(Verdict("neutral", "Neither.")), catalogue)


def test_what_was_left_out_to_be_quick_keeps_its_place(catalogue: Catalogue) -> None:
    report = Report(Verdict("rig", "Buy."))
    assert "data-pending" in render(report, catalogue)
    assert "data-pending" not in render(report.with_changes(()), catalogue)
    assert "cr-changes" in render(report.with_changes((Reason("Below 3 h."),)), catalogue)


def test_a_path_is_taken_from_the_root_and_an_address_stays(catalogue: Catalogue) -> None:
    links = (Link("a", "data/rigs/x/"), Link("b", "https://example.org/"), Link("c", "#here"))
    html = render(Report(Verdict("rig", "Buy."), reasons=(Reason("Because.", links),)), catalogue, root="../")
    assert 'href="../data/rigs/x/"' in html
    assert 'href="https://example.org/"' in html
    assert 'href="#here"' in html


def test_a_chart_has_its_place_its_words_and_its_numbers(catalogue: Catalogue) -> None:
    html = render(evil_report(), catalogue)
    assert '<figure class="cr-chart" id="chart-chart"><figcaption>' in html
    assert '<div class="cr-chart__drawing" data-chart="chart"></div>' in html
    assert "<details><summary>The numbers in this chart</summary>" in html


def test_a_report_is_plain_json() -> None:
    value = as_json(evil_report())
    assert value["figures"][0]["value"] == {"low": 0, "typical": 1, "high": 2}
    assert value["figures"][0]["unit"] == "$"
    assert value["charts"][0]["spec"] == {"title": EVIL}
