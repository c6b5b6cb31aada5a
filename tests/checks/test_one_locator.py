"""A source is found in one place."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.records import SOURCE, problems_of

URL = '{url: "https://example.org/sheet"}'


@pytest.mark.parametrize(
    ("locator", "said"),
    [
        ("{}", "has 0 locators (none)"),
        ('{url: "https://example.org", package: kit 1.0 data.json}', "has 2 locators (url, package)"),
    ],
)
def test_none_or_two_are_refused(tmp_path: Path, locator: str, said: str) -> None:
    (told,) = problems_of(tmp_path, {"sources/sheet.yml": SOURCE.replace(URL, locator)})

    assert told.startswith("data/sources/sheet.yml:2:10: ")
    assert said in told and "keep exactly one of url, repository, package" in told


@pytest.mark.parametrize(
    "locator", ["{repository: owner/name data/a.csv@0123abc}", "{package: kit 1.0 data.json}", URL]
)
def test_any_one_passes(tmp_path: Path, locator: str) -> None:
    assert problems_of(tmp_path, {"sources/sheet.yml": SOURCE.replace(URL, locator)}) == []
