"""A fine-tuning on notebook tiers, with the limits of the records of services."""

from __future__ import annotations

from typing import Any

import pytest

from calculators import Catalogue, run

pytestmark = pytest.mark.everywhere


def answer(catalogue: Catalogue, **inputs: Any) -> dict[str, Any]:
    found = run("finetune", {"model": "llama-3-2-3b", **inputs}, catalogue)
    assert "error" not in found, found["error"]
    return found


def rows(catalogue: Catalogue, **inputs: Any) -> dict[str, list[Any]]:
    tables = answer(catalogue, **inputs)["report"]["tables"]
    return {row[0]["text"]: row[1:] for table in tables if table["title"] == "On notebooks" for row in table["rows"]}


def test_kaggle_by_hand(catalogue: Catalogue) -> None:
    """A reading makes the pace exact: 1.8 G tokens at 10,000/s on two T4 are 50 h, at 11 h 50 min a session of 12 h.

    A week of 30 h holds two of them and one of 6 h with 5 h 50 min of work: 29.5 h. The 20.5 h that are left take two more
    sessions: 5 in all, 50 h 50 min held, 1 + (20.5 + 1/3) / 30 weeks.
    """
    asked = {"gpu": "t4", "gpu_count": 2, "data_tokens": 1_800_000_000, "epochs": 1, "reading_tokens_per_s": 10_000}
    gpu, held, sessions, weeks, spends = rows(catalogue, **asked)["Kaggle Notebooks Free"]
    assert gpu == "2 × Tesla T4"
    assert held["typical"] == pytest.approx(50 + 5 / 6)
    assert sessions["typical"] == 5
    assert weeks["typical"] == pytest.approx(1 + (20.5 + 1 / 3) / 30)
    assert spends == "nothing more"


def test_colab_units_by_hand(catalogue: Catalogue) -> None:
    """36 M tokens at 1,000/s on a T4 are 10 h and a start of 12 min: 10.2 h at 1.19 compute units."""
    asked = {"gpu": "t4", "data_tokens": 36_000_000, "epochs": 1, "reading_tokens_per_s": 1000, "resume_minutes": 12}
    found = rows(catalogue, **asked)
    _, held, sessions, weeks, units = found["Google Colab Pro"]
    assert held["typical"] == pytest.approx(10.2)
    assert sessions["typical"] == 1
    assert weeks == "no quota published"
    assert units["typical"] == pytest.approx(10.2 * 1.19)
    assert found["Google Colab Free"][4] == "nothing more"
    assert "credit" in found["Lightning AI Studios Free"][4]


def test_reasons_why_not(catalogue: Catalogue) -> None:
    large = rows(catalogue, model="llama-3-3-70b")
    assert "does not fit" in large["Google Colab Free"][0]
    assert "T4" in large["Kaggle Notebooks Free"][0]
    found = rows(catalogue)
    assert "over before work begins" in found["Hugging Face Spaces ZeroGPU, free account"][0]
    assert found["Amazon SageMaker Studio Lab Free"][0] == "closed to new people"
    assert "no GPU" in found["Saturn Cloud Hosted Free"][0]


def test_the_free_notebook_is_told(catalogue: Catalogue) -> None:
    outputs = answer(catalogue, data_tokens=10**9)["outputs"]
    assert outputs["free_notebook"] == "Kaggle Notebooks Free"
    assert outputs["free_notebook_sessions"]["low"] > 1
    assert outputs["free_notebook_weeks"]["low"] > 1
    none = answer(catalogue, model="llama-3-3-70b")["outputs"]
    assert (none["free_notebook"], none["free_notebook_hours"]) == ("", None)
