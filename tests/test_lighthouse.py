"""What the benchmark of whole pages compares: a page, and the same without its calculator."""

from __future__ import annotations

import pytest

from benchmarks.lighthouse.command import show, without_calculator

PAGE = (
    '<script src="a.js" data-worker="w.js" data-manifest="m.json"></script><p>before</p>'
    '<div class="cr-calculator" data-calculator="fit"><div><div>form</div></div><div>answer</div></div><div>after</div>'
)


def test_the_calculator_is_taken_out_whole_and_nothing_else() -> None:
    assert without_calculator(PAGE) == '<script src="a.js"></script><p>before</p><div>after</div>'


def test_a_page_cut_short_is_told_of() -> None:
    with pytest.raises(ValueError, match="no end"):
        without_calculator(PAGE.partition("</div><div>answer")[0])


def runs(*scores: float) -> list[dict[str, float]]:
    rest = dict.fromkeys(
        ("first-contentful-paint", "largest-contentful-paint", "total-blocking-time", "cumulative-layout-shift"), 0.0
    )
    return [{"score": score, **rest} for score in scores]


def test_the_median_is_held_to_both_bounds() -> None:
    fine, poor, much = "calculators/fit/", "calculators/speed/", "calculators/images/"
    missed = show(
        {
            "with": {fine: runs(0.2, 0.98, 1.0), poor: runs(0.97, 0.97, 1.0), much: runs(0.99)},
            "without": {fine: runs(1.0), poor: runs(1.0), much: runs(1.05)},
        }
    )
    assert missed == [
        "calculators/speed/ scores 0.97; 0.98 at least",
        "calculators/images/ scores 0.94 of itself without its calculator; 0.95 at least",
    ]
