"""What idles below its draw at work passes, in a card and in a computer."""

from __future__ import annotations

from pathlib import Path

from tests.support.records import GPU, problems_of

RIG = """\
name: A computer
source: sheet
as_of: 2026-05
kind: desktop
gpu: example-gpu
price_usd: 3700
idle_watts: {low: 40, high: 90}
load_watts: {low: 350, high: 500}
"""


def test_a_card_that_idles_at_its_board_power_is_refused(tmp_path: Path) -> None:
    card = GPU.replace("tdp_watts: 350", "tdp_watts: 250") + "idle_watts: {low: 18, high: 250}\n"
    (told,) = problems_of(tmp_path, {"gpus/example-gpu.yml": card})
    assert "250 W idle is not below tdp_watts (250 W)" in told


def test_a_rig_with_the_two_swapped_is_refused(tmp_path: Path) -> None:
    swapped = RIG.replace("low: 40, high: 90", "low: 250, high: 300").replace(
        "low: 350, high: 500", "low: 40, high: 90"
    )
    (told,) = problems_of(tmp_path, {"rigs/one.yml": swapped})
    assert "300 W idle is not below load_watts (40 W)" in told
    assert "swapped" in told


def test_less_idle_than_at_work_passes(tmp_path: Path) -> None:
    assert problems_of(tmp_path, {"gpus/example-gpu.yml": GPU + "idle_watts: 18\n", "rigs/one.yml": RIG}) == []
