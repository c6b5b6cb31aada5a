"""The bad samples are what an RTX 3090 (142.3 dense, 284.7 with sparsity) looks like in a careless table."""

from __future__ import annotations

from pathlib import Path

from tests.support.records import GPU, problems_of

DENSE = GPU + (
    'compute_capability: "8.6"\nfp32_tflops: 35.58\nfp16_tflops: 142.3\nfp16_fp32_tflops: 71.16\n'
    "bf16_tflops: 71.16\nint8_tops: 284.7\n"
)


def problems(folder: Path, text: str) -> list[str]:
    return problems_of(folder, {"gpus/example-gpu.yml": text})


def test_all_rates_with_sparsity_are_refused(tmp_path: Path) -> None:
    (told,) = problems(
        tmp_path,
        DENSE.replace("142.3", "284.7").replace("71.16", "142.3").replace("int8_tops: 284.7", "int8_tops: 569.4"),
    )
    assert "284.7 is 8 times FP32, where this architecture does 4 dense" in told
    assert "halve it" in told


def test_one_rate_with_sparsity_among_dense_ones_is_refused(tmp_path: Path) -> None:
    (told,) = problems(tmp_path, DENSE.replace("int8_tops: 284.7", "int8_tops: 569.4"))
    assert "569.4 is more than 2 × fp16_tflops (142.3)" in told


def test_dense_rates_pass(tmp_path: Path) -> None:
    assert problems(tmp_path, DENSE) == []


def test_an_odd_rate_whose_note_says_why_passes(tmp_path: Path) -> None:
    odd = DENSE.replace(
        "int8_tops: 284.7", 'int8_tops: {value: 569.4, note: "Odd but so: INT8 has units of its own on this chip"}'
    )
    assert problems(tmp_path, odd) == []
