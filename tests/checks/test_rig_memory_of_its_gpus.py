"""Two cards of 24 GB are 48 GB."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.records import GPU, problems_of

RIG = """\
name: Two cards
source: sheet
as_of: 2026-05
kind: desktop
gpu: example-gpu
gpu_count: 2
usable_memory_gb: 48
price_usd: 3700
idle_watts: 90
load_watts: {low: 650, high: 760}
"""
SHARED = GPU.replace("segment: consumer", "segment: unified").replace("24", "128")


@pytest.mark.parametrize("memory", [24, 96])
def test_another_memory_than_the_cards_have_is_refused(tmp_path: Path, memory: int) -> None:
    (told,) = problems_of(
        tmp_path, {"rigs/two.yml": RIG.replace("usable_memory_gb: 48", f"usable_memory_gb: {memory}")}
    )
    assert f"{memory} GB, but 2 × Example GPU 24 GB has 48" in told


def test_the_cards_memory_passes(tmp_path: Path) -> None:
    assert problems_of(tmp_path, {"rigs/two.yml": RIG}) == []


def test_a_smaller_configuration_of_shared_memory_passes(tmp_path: Path) -> None:
    one = RIG.replace("gpu_count: 2\n", "").replace("usable_memory_gb: 48", "usable_memory_gb: 64")
    assert problems_of(tmp_path, {"gpus/example-gpu.yml": SHARED, "rigs/two.yml": one}) == []
