"""The copies on which growth is measured: as many records as they say, sound, and each copy names its own."""

from __future__ import annotations

from pathlib import Path

from benchmarks.growth.copies import copy_data
from calculators.core.catalogue import Catalogue
from generator.load import load
from tests.golden import FOLDER, TODAY

DATA = FOLDER / "data"
COPIES = 3


def test_each_copy_is_a_catalogue_of_its_own(tmp_path: Path) -> None:
    small = load(DATA, as_of=TODAY)
    assert small.problems == []
    count = copy_data(small, DATA, tmp_path / "data", COPIES)
    grown = load(tmp_path / "data", as_of=TODAY)
    assert grown.problems == []
    assert count == COPIES * len(small.files) == len(grown.files)
    catalogue: Catalogue = grown.catalogue
    rigs = {rig.id: rig.gpu for rig in catalogue["rigs"].values()}
    for rig in small.catalogue["rigs"].values():
        assert rigs[rig.id] == rig.gpu
        assert rigs[f"{rig.id}-copy-2"] == f"{rig.gpu}-copy-2"
    for gpu in small.catalogue["gpus"].values():
        copied = catalogue["gpus"][f"{gpu.id}-copy-1"]
        assert copied.memory_gb.source == tuple(f"{source}-copy-1" for source in gpu.memory_gb.source)
        assert copied.memory_gb.stated == gpu.memory_gb.stated
