"""A source that supports nothing is dead weight, or a misspelt reference elsewhere."""

from __future__ import annotations

from pathlib import Path

from tests.support.records import GPU, SOURCE, problems_of


def test_a_source_that_nothing_names_is_refused(tmp_path: Path) -> None:
    (told,) = problems_of(tmp_path, {"sources/spare.yml": SOURCE})

    assert told.startswith("data/sources/spare.yml:1:1: ")
    assert "no record names this source" in told and "remove the file" in told


def test_a_source_of_one_figure_alone_passes(tmp_path: Path) -> None:
    gpu = GPU.replace("value: 1499, source: sheet", "value: 1499, source: spare")

    assert problems_of(tmp_path, {"sources/spare.yml": SOURCE, "gpus/example-gpu.yml": gpu}) == []
