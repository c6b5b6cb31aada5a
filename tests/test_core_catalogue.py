"""The catalogue: what goes in comes out, and a figure's range widens with its age, never with the clock."""

from __future__ import annotations

import json
from typing import Any

import pytest

from calculators import Catalogue
from calculators.core.dates import age_years, fractional_year
from calculators.core.subject import FAMILIES
from calculators.records.hardware import USED_PRICE_DRIFT

pytestmark = pytest.mark.everywhere


def sample(used_usd: list[Any], as_of: str) -> Catalogue:
    gpu = {
        "name": "Card",
        "vendor": "nvidia",
        "segment": "consumer",
        "architecture": "Ada",
        "memory_gb": [24, "a-source", "2020"],
        "bandwidth_gb_s": [900, "a-source b-source", "2020", "a note"],
        "used_usd": used_usd,
    }
    source = {"title": "A", "locator": {"url": "https://example.org"}, "publisher": "press", "retrieved": "2026-01-01"}
    return Catalogue(
        {"format": 1, "as_of": as_of, "families": {"gpus": {"card": gpu}, "sources": {"a-source": source}}}
    )


def test_a_price_widens_by_its_drift_for_each_year() -> None:
    """Stated on 2025-07-02 (2025.5), read on 2026-07-02: one year at 35%: 600 / 1.35 = 444.4 to 800 x 1.35 = 1,080."""
    assert USED_PRICE_DRIFT == 0.35
    figure = sample([600, 700, 800, "a-source", "2025-07-02"], "2026-07-02")["gpus"]["card"].used_usd
    assert (figure.low, figure.typical, figure.high) == pytest.approx((600 / 1.35, 700, 800 * 1.35))
    assert figure.stated == (600, 700, 800)


def test_a_figure_of_today_or_later_does_not_widen() -> None:
    for today in ("2025-07-02", "2024-01-01"):
        figure = sample([700, "a-source", "2025-07-02"], today)["gpus"]["card"].used_usd
        assert (figure.low, figure.typical, figure.high) == (700, 700, 700)


def test_what_does_not_age_stays() -> None:
    gpu = sample([700, "a-source", "2025"], "2030-01-01")["gpus"]["card"]
    assert gpu.memory_gb.range.is_exact
    assert gpu.bandwidth_gb_s.source == ("a-source", "b-source")
    assert gpu.bandwidth_gb_s.note == "a note"


def test_more_age_is_never_less_wide() -> None:
    widths = []
    for year in range(2025, 2035):
        figure = sample([600, 700, 800, "a-source", "2025-01-01"], f"{year}-01-01")["gpus"]["card"].used_usd
        widths.append(figure.high - figure.low)
    assert widths == sorted(widths)


@pytest.mark.parametrize(
    ("date", "year"), [("2026", 2026.5), ("2026-01", 2026 + 0.5 / 12), ("2026-12-31", 2026 + 364.5 / 365)]
)
def test_a_date_is_as_precise_as_it_is_known(date: str, year: float) -> None:
    assert fractional_year(date) == pytest.approx(year)


@pytest.mark.parametrize("date", ["", "26", "2026-13", "2026-00", "2026-1-32", "2026-01-01-01", "soon", "٢٠٢٦"])
def test_what_is_no_date_is_refused(date: str) -> None:
    with pytest.raises(ValueError, match=r"not a date|no such"):
        fractional_year(date)


def test_age_is_never_negative() -> None:
    assert age_years("2030", "2020") == 0


def test_the_catalogue_comes_back_from_its_own_text(catalogue: Catalogue) -> None:
    text = catalogue.to_json()
    again = Catalogue.from_json(text)
    assert again.to_json() == text
    raw = json.loads(text)
    assert list(raw["families"]) == list(FAMILIES)
    for family, records in raw["families"].items():
        assert {i: again[family].raw(i) for i in again[family]} == records
        assert list(again[family]) == list(catalogue[family])
    assert again["gpus"]["rtx-3090"] == catalogue["gpus"]["rtx-3090"]


def test_a_text_of_another_format_is_refused(catalogue: Catalogue) -> None:
    raw = json.loads(catalogue.to_json())
    with pytest.raises(ValueError, match="format 99"):
        Catalogue({**raw, "format": 99})
    with pytest.raises(ValueError, match="Extra data"):
        Catalogue.from_json(json.dumps(raw))


def test_rentals_are_the_offers_and_tiers_of_all_services(catalogue: Catalogue) -> None:
    rentals, services = catalogue["rentals"], catalogue["services"].values()
    assert len(rentals) == sum(len(s.offers) + len(s.tiers) for s in services)
    kaggle = rentals["kaggle/free"]
    assert kaggle.tier is not None
    assert kaggle.offer is None
    assert kaggle.name == "Kaggle Notebooks Free"
    for rental in rentals.values():
        assert (rental.offer is None) != (rental.tier is None)
        assert rental.id.startswith(f"{rental.service.id}/")
        assert rental.name
