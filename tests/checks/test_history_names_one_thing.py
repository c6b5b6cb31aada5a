"""A history is of a GPU or of a part, and its prices rise in date."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.records import problems_of

BOUGHT = """\
name: Example GPU, bought
source: sheet
gpu: example-gpu
sales:
  - condition: new
    buy_usd:
      - {value: 1499, as_of: 2020-09}
      - {value: 1600, as_of: 2021}
"""
FILE = "history/bought.yml"
PART = """\
name: Memory
source: sheet
as_of: 2026
kind: ram
price_usd: 90
"""


@pytest.mark.parametrize(
    ("old", "new", "place", "said"),
    [
        ("as_of: 2021", "as_of: 2020-08-31", "8:9", "2020-08-31 stands after 2020-09"),
        ("gpu: example-gpu\n", "", "1:1", "a GPU and a part, or neither"),
        ("gpu: example-gpu", "gpu: example-gpu\npart: memory", "1:1", "a GPU and a part, or neither"),
        (BOUGHT[BOUGHT.index("sales:") :], "", "1:1", "has no prices"),
        (
            BOUGHT[BOUGHT.index("gpu:") :],
            "part: memory\nseries:\n  - seller: A\n    price_type: on demand\n    gpu_usd_per_hour: [{value: 1, as_of: 2026}]\n",
            "5:3",
            "is rent, of a part",
        ),
    ],
)
def test_a_history_of_two_things_or_out_of_order_is_refused(
    tmp_path: Path, old: str, new: str, place: str, said: str
) -> None:
    (told,) = problems_of(tmp_path, {FILE: BOUGHT.replace(old, new, 1), "parts/memory.yml": PART})

    assert told.startswith(f"data/{FILE}:{place}: ") and said in told


def test_a_history_in_order_passes(tmp_path: Path) -> None:
    assert problems_of(tmp_path, {FILE: BOUGHT}) == []
