"""936 GB/s and 350 W for 35.58 TFLOP/s: an RTX 3090."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.records import GPU, problems_of

REAL = GPU + "fp32_tflops: 35.58\n"


@pytest.mark.parametrize(
    ("right", "wrong", "told_of"),
    [
        ("bandwidth_gb_s: 936", "bandwidth_gb_s: 93.6", "93.6 is 2.63 for each TFLOP/s of FP32; GPUs have 6 to 160"),
        ("bandwidth_gb_s: 936", "bandwidth_gb_s: 7490", "7490 is 211 for each TFLOP/s"),  # Gbit/s read as GB/s
        ("tdp_watts: 350", "tdp_watts: 35", "35 is 0.984 for each TFLOP/s of FP32; GPUs have 1.5 to 60"),
    ],
)
def test_a_lost_digit_or_another_unit_is_refused(tmp_path: Path, right: str, wrong: str, told_of: str) -> None:
    (told,) = problems_of(tmp_path, {"gpus/example-gpu.yml": REAL.replace(right, wrong)})
    assert told_of in told
    assert "look for a lost digit or another unit" in told


def test_a_real_card_passes(tmp_path: Path) -> None:
    assert problems_of(tmp_path, {"gpus/example-gpu.yml": REAL}) == []
