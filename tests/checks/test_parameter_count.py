"""The check recomputes parameters from the architecture. Counts were worked out by hand beside each sample."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.records import problems_of

# Two layers of h = 64, H = 4 heads of 16, K = 2 KV heads, gated MLP of 128, vocabulary 100,000, embeddings not tied:
# embeddings 2·100000·64 = 12,800,000; attention 2·(64·16·(2·4 + 2·2)) = 24,576; MLP 2·(3·64·128) = 49,152;
# norms (2·2 + 1)·64 = 320. Together 12,874,048.
SAMPLE = """\
name: Example 13M
source: sheet
as_of: 2026-01
family: Example
parameters_billion: 0.012874048
layers: 2
hidden_size: 64
intermediate_size: 128
heads: 4
kv_heads: 2
head_size: 16
vocabulary: 100000
context_tokens: 2048
"""

# The MLP of the second layer becomes 8 experts of 32, 2 active, 1 shared, behind a router of 64·8 = 512:
# an expert has 3·64·32 = 6,144. Layers: MLP 24,576 (first), router 512, shared 6,144, experts 49,152.
# Total 12,800,000 + 24,576 (attention) + 24,576 + 512 + 6,144 + 49,152 + 320 = 12,905,280; six idle experts: 36,864 less.
MIXTURE = (
    SAMPLE.replace("0.012874048", "0.01290528\nactive_billion: 0.012868416")
    + "experts: 8\nactive_experts: 2\nshared_experts: 1\nexpert_size: 32\ndense_layers: 1\n"
)


def problems(tmp_path: Path, text: str) -> list[str]:
    return problems_of(tmp_path, {"models/example.yml": text})


@pytest.mark.parametrize("text", [SAMPLE, MIXTURE], ids=["dense", "mixture"])
def test_a_good_record_passes(tmp_path: Path, text: str) -> None:
    assert problems(tmp_path, text) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("layers: 2", "layers: 4", "+0.57%"),  # two layers of 12,288 + 24,576 + 128 more: 73,984 of 12,874,048
        ("vocabulary: 100000", "vocabulary: 50000", "-49.71%"),  # half of the embeddings: 6,400,000 less
        ("family: Example", "family: Example\ntied_embeddings: true", "-49.71%"),  # one of two matrices less
        ("intermediate_size: 128", "intermediate_size: 256", "+0.38%"),  # 49,152 more
        ("kv_heads: 2", "kv_heads: 3", "kv_heads (3) do not divide the 4 attention heads"),
        ("heads: 4\n", "", "heads is not stated"),
    ],
)
def test_a_bad_record_is_told(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in SAMPLE
    (problem,) = problems(tmp_path, SAMPLE.replace(old, new, 1))
    assert problem.startswith("data/models/example.yml:")
    assert said in problem


def test_active_parameters_are_compared_too(tmp_path: Path) -> None:
    (problem,) = problems(tmp_path, MIXTURE.replace("0.012868416", "0.0129"))
    assert "data/models/example.yml:6:17: the architecture has 0.0128684 billion" in problem


@pytest.mark.parametrize("line", ["structure: encoder", "structure: other-decoder", "attention: hybrid"])
def test_what_cannot_be_counted_is_told_apart_by_its_own_fields(tmp_path: Path, line: str) -> None:
    wrong = SAMPLE.replace("layers: 2", "layers: 4")
    assert problems(tmp_path, wrong.replace("family: Example", f"family: Example\n{line}")) == []
