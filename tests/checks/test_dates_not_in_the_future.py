"""A figure or statement of tomorrow was not read today."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.records import GPU, SOURCE, problems_of


@pytest.mark.parametrize(
    ("file", "text", "place"),
    [
        ("gpus/example-gpu.yml", GPU.replace("as_of: 2026-05", "as_of: 2999-05"), "11:69"),
        ("gpus/example-gpu.yml", GPU.replace("vendor:", "released: 2099\nvendor:"), "4:11"),
        ("sources/sheet.yml", SOURCE.replace("2026-11-22", "2999-01-01"), "4:12"),
    ],
)
def test_a_date_to_come_is_refused(tmp_path: Path, file: str, text: str, place: str) -> None:
    (told,) = problems_of(tmp_path, {file: text})

    assert told.startswith(f"data/{file}:{place}: ")
    assert "lies in the future" in told and "give the day on which it was read" in told


def test_the_current_month_is_not_the_future(tmp_path: Path) -> None:
    assert problems_of(tmp_path, {"gpus/example-gpu.yml": GPU.replace("as_of: 2026-05", "as_of: 2026-11")}) == []
