"""What a record names exists: records of a family, and the sources of figures."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.records import GPU, SERVICE, problems_of


@pytest.mark.parametrize(
    ("file", "text", "place", "said", "remedy"),
    [
        (
            "services/example-cloud.yml",
            SERVICE.replace("gpu: example-gpu", "gpu: exampel-gpu", 1),
            "7:10",
            "there is no record “exampel-gpu” in gpus",
            "did you mean “example-gpu”?",
        ),
        (
            "gpus/example-gpu.yml",
            GPU.replace("value: 1499, source: sheet", "value: 1499, source: ledger"),
            "10:35",
            "there is no record “ledger” in sources",
            "add data/sources/ledger.yml or name one that exists",
        ),
    ],
)
def test_an_id_that_nothing_has_is_refused(
    tmp_path: Path, file: str, text: str, place: str, said: str, remedy: str
) -> None:
    (told,) = problems_of(tmp_path, {file: text})

    assert told.startswith(f"data/{file}:{place}: ")
    assert said in told and remedy in told
