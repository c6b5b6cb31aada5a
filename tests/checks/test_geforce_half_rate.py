"""71.16 is half of 142.3: an RTX 3090 with FP32 accumulate (NVIDIA GA102 white paper: 71 and 142)."""

from __future__ import annotations

from pathlib import Path

from tests.support.records import GPU, problems_of

GEFORCE = GPU.replace("Example GPU 24 GB", "GeForce RTX 3090") + "fp16_tflops: 142.3\nfp16_fp32_tflops: 71.16\n"


def problems(folder: Path, text: str) -> list[str]:
    return problems_of(folder, {"gpus/example-gpu.yml": text})


def test_full_rate_is_refused(tmp_path: Path) -> None:
    (told,) = problems(tmp_path, GEFORCE.replace("71.16", "142.3"))
    assert "142.3 is 1.00 of fp16_tflops (142.3), not half" in told
    assert "give half of the FP16 rate, 71.15" in told


def test_half_rate_passes(tmp_path: Path) -> None:
    assert problems(tmp_path, GEFORCE) == []


def test_a_workstation_card_at_full_rate_passes(tmp_path: Path) -> None:
    text = GEFORCE.replace("GeForce RTX 3090", "RTX A5000").replace("fp16_fp32_tflops: 71.16", "bf16_tflops: 142.3")
    assert problems(tmp_path, text) == []
