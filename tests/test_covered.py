"""The bound of coverage holds branches to what it says."""

from __future__ import annotations

import runpy
import tomllib
from pathlib import Path

import pytest
from coverage import Coverage

from generator.paths import ROOT
from tests.covered import branches, said


@pytest.mark.parametrize(
    ("taken", "in_all", "words", "code"),
    [
        (19, 20, "19 of 20 branches are taken, 95.0%", 0),
        (949, 1000, "949 of 1,000 branches are taken, 94.9%; at least 95% must be", 1),
    ],
)
def test_fewer_than_95_in_100_is_an_error(taken: int, in_all: int, words: str, code: int) -> None:
    assert said(taken, in_all) == (words, code)


def test_a_branch_that_is_not_taken_is_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By hand: one `if`, of whose two ways one is taken."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "small.py").write_text("for n in (1, 2):\n    if n < 3:\n        print(n)\n", "utf-8")
    measured = Coverage(branch=True, data_file=str(tmp_path / "data"), include=[str(tmp_path / "*")], config_file=False)
    with measured.collect():
        runpy.run_path(str(tmp_path / "small.py"))
    measured.save()
    assert branches(measured) == (3, 4)


def test_nothing_of_the_calculators_is_left_out() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["coverage"]
    assert settings["run"]["source"] == ["calculators"] and settings["run"]["branch"]
    assert settings["report"]["fail_under"] >= 95
    assert not {"omit", "exclude_lines", "exclude_also", "partial_branches"} & (
        settings["run"].keys() | settings["report"].keys()
    )
    marked = [p for p in (ROOT / "calculators").rglob("*.py") if "pragma: no" in p.read_text("utf-8")]
    assert marked == []
