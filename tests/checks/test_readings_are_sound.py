"""Tables of measurements: columns, cells and ids."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.records import SOUND, load_texts

TABLE = """\
name: "Example: power"
source: sheet
as_of: 2026-01
kind: power
settings: {software: llama-cpp, phase: decode}
columns: [id, model, gpu, power_watts]
rows:
  - [F0001, example-model, example-gpu, 300]
  - [F0002, example-model, example-gpu, 310]
"""

MODEL = """\
name: Example 8B
source: sheet
as_of: 2026-01
family: Example
parameters_billion: 8
"""


def told(folder: Path, table: str) -> str:
    texts = {**SOUND, "models/example-model.yml": MODEL, "measurements/sheet-power.yml": table}
    problems = load_texts(folder, texts).problems
    return "\n".join(str(p) for p in problems if "measurements" in str(p))


def test_a_sound_table_passes(tmp_path: Path) -> None:
    assert told(tmp_path, TABLE) == ""


@pytest.mark.parametrize(
    ("old", "new", "place", "words"),
    [
        ("power_watts]", "power_wats]", ":6:27", "power_wats is no field of power"),
        ("phase: decode}", "fase: decode}", ":5:39", "fase is no field of power"),
        ("phase: decode}", "phase: decode, gpu: example-gpu}", ":5:53", "gpu is a column too"),
        ("example-gpu, 310]", "310]", ":9:5", "has 3 cells"),
        ("example-gpu, 310]", "example-gpu, hot]", ":9:41", "power_watts"),
        ("example-gpu, 310]", "example-gpu, 0]", ":9:41", "power_watts"),
        ("example-gpu, 310]", "exampel-gpu, 310]", ":9:28", "did you mean “example-gpu”"),
        ("F0002, example-model", "F0002, other-model", ":9:13", "there is no record “other-model”"),
        ("F0002", "F0001", ":9:6", "used twice"),
        ("F0002", "row-2", ":9:6", "id:"),
    ],
)
def test_faults_are_told_with_their_place(tmp_path: Path, old: str, new: str, place: str, words: str) -> None:
    assert old in TABLE
    problems = told(tmp_path, TABLE.replace(old, new, 1))
    assert words in problems
    assert f"data/measurements/sheet-power.yml{place}" in problems
