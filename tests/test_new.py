"""`generator new` asks for what a family needs, writes a record that passes the check, and never touches one that is there."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from generator.__main__ import main
from generator.contributing.mend import mend
from generator.contributing.new import NewRecordError, family_of, id_of
from generator.contributing.templates import MODELINE
from generator.families import RECORDS
from tests.support.records import SOUND


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795000000")
    for name, text in SOUND.items():
        path = tmp_path / "data" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return tmp_path / "data"


def new(data: Path, *arguments: str, typed: str = "") -> Result:
    return CliRunner().invoke(main, ["new", *arguments, "--data", str(data)], input=typed)


def pairs(**given: str) -> list[str]:
    return [word for key, value in given.items() for word in ("--set", f"{key.replace('__', '.')}={value}")]


GIVEN = pairs(
    source="sheet", as_of="2026-11", vendor="NVIDIA", segment="consumer", architecture="Blackwell", memory_gb="32GB",
    bandwidth_gb_s="1,792", used_usd="$2,000 to $2,500",
)  # fmt: skip
WRITTEN = """\
name: RTX 5090
source: sheet
as_of: 2026-11
vendor: nvidia
segment: consumer
architecture: Blackwell
memory_gb: 32
bandwidth_gb_s: 1792
used_usd: {low: 2000, high: 2500}
"""


def test_a_record_from_options_passes_the_check(data: Path) -> None:
    done = new(data, "gpu", "RTX 5090", *GIVEN, "--no-input")
    assert done.exit_code == 0, done.output
    assert "wrote data/gpus/rtx-5090.yml" in done.output
    text = (data / "gpus" / "rtx-5090.yml").read_text("utf-8")
    assert text == MODELINE.format(family="gpus") + WRITTEN
    assert mend(text, "gpus") == (text, [])


def test_a_record_from_answers_passes_the_check(data: Path) -> None:
    """Wrong answers are told and asked again; Enter leaves out what is not required."""
    typed = ["sheet", "2026-11", "nvidai", "nvidia", "consumer", "Blackwell", "", "lots", "32 GB", "", "1792"]
    done = new(data, "gpu", "RTX 5090", typed="\n".join([*typed, "", "575W", "1999", "2000..2500"]) + "\n")
    assert done.exit_code == 0, done.output
    assert "“nvidai” does not fit; did you mean nvidia?" in done.output
    assert "“lots” does not fit; a figure, 1 to 2000 GB" in done.output
    assert (data / "gpus" / "rtx-5090.yml").read_text("utf-8") == MODELINE.format(family="gpus") + WRITTEN.replace(
        "used_usd", "tdp_watts: 575\nlaunch_usd: 1999\nused_usd"
    )


def test_lists_of_sets_are_given_by_place_or_asked_for_one_by_one(data: Path) -> None:
    common = pairs(source="sheet", as_of="2026", kind="gpu-cloud")
    offer = pairs(offers__1__id="one", offers__1__gpu="example-gpu", offers__1__on_demand_usd_per_hour="0.5 $/h")
    assert new(data, "service", "A Cloud", *common, *offer, "--no-input").exit_code == 0
    typed = ["", "", "", "no", "yes", "one", "example-gp", "example-gpu", "", "", "", "0.5", "", "n", "n"]
    done = new(data, "service", "Another Cloud", *common, typed="\n".join(typed) + "\n")
    assert done.exit_code == 0, done.output
    assert "there is no “example-gp”; did you mean example-gpu?" in done.output
    expected = "kind: gpu-cloud\noffers:\n  - id: one\n    gpu: example-gpu\n    on_demand_usd_per_hour: 0.5\n"
    for name in ("a-cloud", "another-cloud"):
        assert (data / "services" / f"{name}.yml").read_text("utf-8").endswith(expected)


def test_a_source_and_free_keys_are_written(data: Path) -> None:
    done = new(
        data, "source", "Shop: a list", "--no-input", "--id", "shop",
        *pairs(locator__url="https://example.org/a", publisher="vendor", retrieved="2026-11-02"),
    )  # fmt: skip
    assert done.exit_code == 1
    assert "no record names this source; name it where it supports a figure" in done.output
    assert (data / "sources" / "shop.yml").read_text("utf-8") == MODELINE.format(family="sources") + (
        'title: "Shop: a list"\nlocator: {url: "https://example.org/a"}\npublisher: vendor\nretrieved: 2026-11-02\n'
    )


def test_nothing_for_a_key_leaves_it_out(data: Path) -> None:
    """A key that is needed is missing then, or is asked for."""
    given = pairs(launch_usd="", architecture=" ")
    done = new(data, "gpu", "RTX 5090", *GIVEN, *given, "--no-input")
    assert done.exit_code == 1
    assert "architecture is missing: Architecture" in done.output
    assert "launch_usd" not in done.output
    assert not (data / "gpus" / "rtx-5090.yml").exists()
    done = new(data, "gpu", "RTX 5090", *GIVEN, *given, typed="Blackwell\n\n\n\n\n")
    assert done.exit_code == 0, done.output
    assert (data / "gpus" / "rtx-5090.yml").read_text("utf-8") == MODELINE.format(family="gpus") + WRITTEN


def test_what_is_missing_is_told_all_at_once_and_nothing_is_written(data: Path) -> None:
    done = new(data, "gpu", "RTX 5090", "--no-input", *pairs(memory_gb="5000", zzz="1"))
    assert done.exit_code == 1
    for line in (
        "vendor is missing: Vendor, nvidia, amd, intel, apple",
        "bandwidth_gb_s is missing: Memory bandwidth, a figure, 20 to 50000 GB/s",
        "memory_gb: “5000” does not fit; a figure, 1 to 2000 GB",
        "zzz: there is no such key",
    ):
        assert line in done.output
    assert not (data / "gpus" / "rtx-5090.yml").exists()


def test_a_range_that_runs_backwards_is_told_before_it_is_written(data: Path) -> None:
    done = new(data, "gpu", "RTX 5090", *GIVEN, *pairs(used_usd="2500 to 2000"), "--no-input")
    assert done.exit_code == 1
    assert "used_usd: “2500 to 2000” is out of order; give the lower number first" in done.output
    assert not (data / "gpus" / "rtx-5090.yml").exists()


def test_a_source_and_a_date_are_asked_for_until_they_are_given(data: Path) -> None:
    done = new(data, "gpu", "RTX 5090", *GIVEN[4:], typed="\n\nsheet\n\n2026-11\n" + "\n" * 9)
    assert done.exit_code == 0, done.output
    asked = [line for line in done.output.splitlines() if line.startswith(("source (", "as_of ("))]
    assert len(asked) >= 2
    assert not any("Enter to leave it out" in line for line in asked)
    text = (data / "gpus" / "rtx-5090.yml").read_text("utf-8")
    assert text == MODELINE.format(family="gpus") + WRITTEN


def test_what_remains_is_told_with_its_remedy(data: Path) -> None:
    done = new(data, "gpu", "RTX 5090", *GIVEN[2:], "--no-input")
    assert done.exit_code == 1
    assert "data/gpus/rtx-5090.yml:7:12: memory_gb has no source; add source:" in done.output


def test_a_record_that_is_there_stays(data: Path) -> None:
    path = data / "gpus" / "example-gpu.yml"
    before = path.read_text("utf-8")
    done = new(data, "gpus", "Example GPU", *GIVEN, "--no-input")
    assert done.exit_code == 1
    assert "data/gpus/example-gpu.yml is there already" in done.output
    assert path.read_text("utf-8") == before


@pytest.mark.parametrize("bad", ["../x", "a/b", "A", "-a", "a--b", "con .yml"])
def test_an_id_is_no_path(data: Path, bad: str) -> None:
    done = new(data, "gpu", "X", *GIVEN, "--no-input", "--id", bad)
    assert done.exit_code == 1
    assert "is not an id" in done.output
    assert len(list(data.rglob("*"))) == len(SOUND) + 3  # three folders


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["R" * 300], "an id of 300 letters is too long; give one of at most 100 with --id"),
        (["X", "--id", "x" * 260], "an id of 260 letters is too long"),
        (["R" * 3000, "--id", "x"], "does not fit; words, at most"),
        (["RTX \udcff 5099"], "name: has half a character (U+DCFF); remove it"),
        (["RTX \x07 5099"], "name: has a control character (U+0007); remove it"),
        (["RTX \u202e 5099"], "name: has an invisible character (U+202E); remove it"),
        (["RTX 5099", "--set", "note=\x1b[2J"], "note: has a control character (U+001B); remove it"),
    ],
)
def test_what_no_file_can_hold_is_told_and_nothing_is_written(data: Path, arguments: list[str], said: str) -> None:
    done = new(data, "gpu", *arguments, *GIVEN, "--no-input")
    assert (done.exit_code, type(done.exception)) == (1, SystemExit)
    assert said in done.output
    assert [path.name for path in (data / "gpus").iterdir()] == ["example-gpu.yml"]


def test_a_place_that_cannot_be_written_is_told(data: Path) -> None:
    (data / "regions").write_text("no folder", "utf-8")
    given = pairs(source="sheet", as_of="2026", kind="country", electricity_usd_per_kwh="0.3", grid_g_co2e_per_kwh="0")
    done = new(data, "region", "Nowhere", *given, "--no-input")
    assert (done.exit_code, type(done.exception)) == (1, SystemExit)
    assert "data/regions/nowhere.yml cannot be written (File exists)" in done.output


def test_ids_and_families_from_words() -> None:
    assert id_of("GeForce RTX 4090 (Notebook)") == "geforce-rtx-4090-notebook"
    assert id_of("Café Ünït  2") == "cafe-unit-2"
    with pytest.raises(NewRecordError, match="--id"):
        id_of("显卡")
    assert [family_of(word) for word in ("GPU", "gpus", "service", "term", "history", "measurement")] == [
        "gpus", "gpus", "services", "glossary", "history", "measurements",
    ]  # fmt: skip
    assert {family_of(family) for family in RECORDS} == set(RECORDS)
    with pytest.raises(NewRecordError, match="did you mean gpu"):
        family_of("gpuu")


def test_a_pair_without_a_sign_is_wrong_usage(data: Path) -> None:
    assert new(data, "gpu", "X", "--set", "vendor").exit_code == 2
