"""A rental is addressed as service/offer or service/tier: no id stands for two."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.records import SERVICE, problems_of

TIER = "tiers:\n  - {id: free, name: Free, kind: free, usd_per_month: 0}\n"


@pytest.mark.parametrize(
    ("text", "place", "name"),
    [
        (SERVICE.replace("id: eight", "id: one"), "11:9", "one"),
        (SERVICE + TIER.replace("id: free", "id: one"), "6:9", "one"),
        (SERVICE + TIER + "  - {id: free, name: Again, kind: free}\n", "17:10", "free"),
    ],
)
def test_an_id_used_twice_is_refused(tmp_path: Path, text: str, place: str, name: str) -> None:
    (told,) = problems_of(tmp_path, {"services/example-cloud.yml": text})

    assert told.startswith(f"data/services/example-cloud.yml:{place}: ")
    assert f"the id “{name}” is used twice" in told and "give each its own" in told


def test_ids_of_their_own_pass(tmp_path: Path) -> None:
    assert problems_of(tmp_path, {"services/example-cloud.yml": SERVICE + TIER}) == []
