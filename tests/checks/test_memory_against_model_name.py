"""The sound sample is named “Example GPU 24 GB” and has 24."""

from __future__ import annotations

from pathlib import Path

from tests.support.records import GPU, problems_of

PART = """\
name: 2 TB NVMe SSD
source: sheet
as_of: 2026-02
kind: storage
price_usd: {low: 175, high: 220}
capacity_gb: 2000
"""


def test_another_memory_than_the_name_says_is_refused(tmp_path: Path) -> None:
    (told,) = problems_of(tmp_path, {"gpus/example-gpu.yml": GPU.replace("memory_gb: 24", "memory_gb: 12")})
    assert "12 GB, but the name says 24 GB" in told
    assert "make memory_gb and name agree" in told


def test_terabytes_in_a_name_are_read(tmp_path: Path) -> None:
    (told,) = problems_of(tmp_path, {"parts/ssd.yml": PART.replace("capacity_gb: 2000", "capacity_gb: 2048")})
    assert "2048 GB, but the name says 2000 GB" in told


def test_agreement_and_a_name_without_a_size_pass(tmp_path: Path) -> None:
    unnamed = GPU.replace("Example GPU 24 GB", "Example GPU")
    assert problems_of(tmp_path / "agree", {"parts/ssd.yml": PART}) == []
    assert problems_of(tmp_path / "unnamed", {"gpus/example-gpu.yml": unnamed}) == []
