"""`check --fix` mends what a machine can, keeps all else to the letter, and writes a file whole or not at all.

What each text should become was written by hand.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import example, given
from hypothesis import strategies as st

from generator.__main__ import main
from generator.contributing import mend as mending
from generator.contributing.mend import key_order, mend, mend_file
from generator.contributing.templates import MODELINE, templates
from generator.families import RECORDS
from generator.paths import DATA
from generator.yaml_file import parse
from tests.support.records import GPU, SOUND

GPU_LINE = MODELINE.format(family="gpus")

MENDED: dict[str, tuple[str, str, str]] = {
    "a unit in the value": ("gpus", "memory_gb: 24GB\n", "memory_gb: 24\n"),
    "a unit after a blank": ("gpus", "memory_gb: 24 GB\n", "memory_gb: 24\n"),
    "a unit of two parts": ("gpus", "bandwidth_gb_s: 936 GB/s\n", "bandwidth_gb_s: 936\n"),
    "a dollar sign and a comma": ("gpus", "launch_usd: $1,599\n", "launch_usd: 1599\n"),
    "dollars an hour": (
        "services",
        "offers:\n  - id: a\n    on_demand_usd_per_hour: $0.5/h\n",
        "offers:\n  - id: a\n    on_demand_usd_per_hour: 0.5\n",
    ),
    "a unit as the key calls it": ("gpus", "bf16_tflops: 165 TFLOPS\n", "bf16_tflops: 165\n"),
    "a unit in words": ("gpus", "tdp_watts: 350 Watts\n", "tdp_watts: 350\n"),
    "dollars in letters": (
        "gpus",
        "launch_usd: 1,599 USD\nused_usd: {low: USD 600, high: US$900}\n",
        "launch_usd: 1599\nused_usd: {low: 600, high: 900}\n",
    ),
    "dollars in letters, an hour": (
        "services",
        "offers:\n  - id: a\n    on_demand_usd_per_hour: {value: 0.36 USD/h}\n",
        "offers:\n  - id: a\n    on_demand_usd_per_hour: {value: 0.36}\n",
    ),
    "a number in quotes": ("gpus", 'tdp_watts: "350"\n', "tdp_watts: 350\n"),
    "a unit within a range": (
        "gpus",
        "used_usd: {low: $600, high: 900 $}\n",
        "used_usd: {low: 600, high: 900}\n",
    ),
    "per cent of a share": (
        "depreciation",
        "residuals:\n  - after_years: 2 years\n    value_fraction: 60%\n",
        "residuals:\n  - after_years: 2\n    value_fraction: 0.6\n",
    ),
    "yes for true": ("gpus", "part_of_computer: yes\n", "part_of_computer: true\n"),
    "an option in capitals": ("gpus", "vendor: NVIDIA\n", "vendor: nvidia\n"),
    "blanks after a key": ("gpus", "vendor:    nvidia # whose\n", "vendor: nvidia # whose\n"),
    "a blank before a colon": ("gpus", "vendor : nvidia\n", "vendor: nvidia\n"),
    "blanks within braces": (
        "gpus",
        "used_usd: { low:  600,high: 900 , source: [ a,b ] }\n",
        "used_usd: {low: 600, high: 900, source: [a, b]}\n",
    ),
    "keys of a figure": (
        "gpus",
        "launch_usd: {as_of: 2020-09, source: a, value: 1499}\n",
        "launch_usd: {value: 1499, source: a, as_of: 2020-09}\n",
    ),
    "no blank after a key": ("gpus", "vendor:nvidia\nmemory_gb:24\n", "vendor: nvidia\nmemory_gb: 24\n"),
    "tabs, line ends, empty lines": (
        "services",
        "name: A  \r\n\r\n\r\ntiers:\r\n\t- id: a\t\r\n\n\n",
        "name: A\n\ntiers:\n  - id: a\n",
    ),
    "a schema line that ends another, which is kept": (
        "gpus",
        "-# yaml-language-server: $schema=x\nname: A\n",
        "name: A\n-# yaml-language-server: $schema=x\n",
    ),
    "order, with comments": (
        "gpus",
        "# of the card\nmemory_gb: 24 # as sold\nvendor: nvidia\n# what it is called\n# by its maker\nname: X\n# the end\n",
        "# what it is called\n# by its maker\nname: X\nvendor: nvidia\n# of the card\nmemory_gb: 24 # as sold\n# the end\n",
    ),
    "order within a list": (
        "services",
        "offers:\n  - gpu: t4 # old\n    id: a\n  - gpu_count: 2\n    # two\n    gpu: t4\n    id: b\n",
        "offers:\n  - id: a\n    gpu: t4 # old\n  - id: b\n    # two\n    gpu: t4\n    gpu_count: 2\n",
    ),
    "order around a long text": (
        "aspects",
        "detail: |\n  # not a comment\n\n  text\nname: A\n",
        "name: A\ndetail: |\n  # not a comment\n\n  text\n",
    ),
}

LEFT: dict[str, tuple[str, str]] = {
    "another unit": ("gpus", "memory_gb: 24GiB\n"),
    "bits for bytes": ("gpus", "bandwidth_gb_s: 936 Gb/s\n"),
    "bits for bytes that are stored": ("gpus", "memory_gb: 24 Gb\n"),
    "a thousand of the unit": ("gpus", "tdp_watts: 0.35 kW\n"),
    "a unit of another size": ("gpus", "memory_gb: 1TB\n"),
    "a share in words": ("depreciation", "residuals:\n  - after_years: 1\n    value_fraction: 60 of 100\n"),
    "words": ("gpus", "memory_gb: about 24\n"),
    "digits that are words": ("gpus", 'compute_capability: "8.9"\n'),
    "an unknown key": ("gpus", "vendor: nvidia\nzzz: 24GB\n"),
    "provenance in any order": ("gpus", "name: A\nas_of: 2026\nsource: x\nnote: y\n"),
    "a comma that is no thousand": ("gpus", "memory_gb: 1,5\n"),
    "a key twice": ("gpus", "vendor: nvidia\nname: A\nname: B\n"),
    "not YAML": ("gpus", "vendor: [nvidia\n"),
    "an alias": ("gpus", "vendor: &a nvidia\nsegment: *a\n"),
    "figures of a list, each a set on its own lines": (
        "history",
        "series:\n  - seller: A\n    gpu_usd_per_hour:\n      - as_of: 2025-01\n        value: 0.74\n",
    ),
    "a link in a text": ("gpus", "note: see https://example.org/a:b\n"),
}


@pytest.mark.parametrize("case", MENDED)
def test_what_a_machine_can_mend_is_mended(case: str) -> None:
    family, text, expected = MENDED[case]
    mended, done = mend(text, family)
    assert mended == MODELINE.format(family=family) + expected
    assert done
    assert mend(mended, family) == (mended, [])


@pytest.mark.parametrize("case", LEFT)
def test_what_only_a_person_can_tell_is_left(case: str) -> None:
    family, text = LEFT[case]
    assert mend(MODELINE.format(family=family) + text, family) == (MODELINE.format(family=family) + text, [])


def test_a_wrong_schema_line_is_put_right() -> None:
    assert mend("# yaml-language-server: $schema=../gpu.json\nname: A\n", "gpus")[0] == f"{GPU_LINE}name: A\n"


@pytest.mark.parametrize("family", RECORDS)
def test_a_template_is_as_the_mender_leaves_it(family: str) -> None:
    assert mend(templates()[family], family) == (templates()[family], [])


def test_mending_leaves_what_the_records_say() -> None:
    """Of every family, the record of less than 20 kB with the most in it."""
    for family in RECORDS:
        path = max((DATA / family).glob("*.yml"), key=lambda p: (p.stat().st_size < 20_000, p.stat().st_size))
        text = path.read_text("utf-8")
        mended, _ = mend(text, family)
        assert parse(mended.encode(), "").value == parse(text.encode(), "").value
        assert sorted(mended.split()) == sorted(text.split())


@pytest.mark.parametrize("family", ["aspects", "guidance", "personas"])
def test_records_written_by_hand_are_as_the_mender_leaves_them(family: str) -> None:
    """So that who mends one record changes no other."""
    texts = {path.stem: path.read_text("utf-8") for path in (DATA / family).glob("*.yml")}
    assert [name for name, text in texts.items() if mend(text, family)[0] != text] == []


@st.composite
def damaged(draw: st.DrawFn) -> tuple[str, str]:
    """A template with lines moved, glued, spaced and doubled, and letters put anywhere."""
    family = draw(st.sampled_from(sorted(RECORDS)))
    lines = templates()[family].split("\n")
    for _ in range(draw(st.integers(0, 4))):
        at, to = (draw(st.integers(0, len(lines) - 1)) for _ in range(2))
        kind = draw(st.sampled_from(["move", "double", "glue", "space", "unit", "letter"]))
        if kind == "move":
            lines.insert(to, lines.pop(at))
        elif kind == "double":
            lines.insert(to, lines[at])
        elif kind == "letter":
            letter = draw(st.sampled_from([*"{}[]:,#&*!|>'\"%@`\t-x0 \x07\ufeff", "\r\n", "\n\n"]))
            column = draw(st.integers(0, len(lines[at])))
            lines[at] = lines[at][:column] + letter + lines[at][column:]
        else:
            lines[at] = {
                "glue": lines[at].replace(": ", ":", 1),
                "space": lines[at].replace(": ", ":   ", 1) + "  ",
                "unit": lines[at] + " GB",
            }[kind]
    return family, "\n".join(lines)


@given(damaged())
@example(
    ("apis", "\ufeffname: Example 8B\n# yaml-language-server: $schema=../../schemas/apis.json\nsource: example-shop\n")
)
def test_mending_twice_is_mending_once_and_no_word_is_lost(sample: tuple[str, str]) -> None:
    family, text = sample
    mended, _ = mend(text, family)
    assert mend(mended, family) == (mended, [])
    before, after = parse(text.encode(), ""), parse(mended.encode(), "")
    if isinstance(before.value, dict) and not before.problems:
        assert isinstance(after.value, dict) and after.value.keys() == before.value.keys()
        assert not after.problems
    for comment in (line.strip() for line in templates()[family].split("\n")[1:] if line.strip().startswith("#")):
        assert (comment in mended) == (comment in text)


# Files


def test_a_file_is_mended_in_place_with_its_mode(tmp_path: Path) -> None:
    path = tmp_path / "x.yml"
    path.write_bytes(b"\xef\xbb\xbfname: X\r\nvendor: NVIDIA\r\n")
    path.chmod(0o640)
    assert mend_file(path, "gpus") == ["its schema line", "line ends and blanks", "numbers and words"]
    assert path.read_bytes() == f"{GPU_LINE}name: X\nvendor: nvidia\n".encode()
    assert path.stat().st_mode & 0o777 == 0o640
    assert mend_file(path, "gpus") == []
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_is_whole_when_writing_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x.yml"
    path.write_text("vendor: NVIDIA\n", "utf-8")

    def full(self: Path, content: bytes) -> int:
        with self.open("wb") as file:
            file.write(content[:3])
        raise OSError("no space left")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="no space"):
        mend_file(path, "gpus")
    assert path.read_text("utf-8") == "vendor: NVIDIA\n"
    assert list(tmp_path.iterdir()) == [path]


def test_the_command_mends_and_tells_the_rest_with_a_remedy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795000000")
    for name, text in SOUND.items():
        path = tmp_path / "data" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    gpu = tmp_path / "data" / "gpus" / "example-gpu.yml"
    gpu.write_text(GPU.replace("memory_gb: 24", "memory_gb: 24GB").replace("vendor: nvidia", "vendor: nvidai"), "utf-8")
    run = CliRunner().invoke(main, ["check", "--fix", "--data", str(tmp_path / "data")])
    assert run.exit_code == 1
    assert "data/gpus/example-gpu.yml: mended its schema line, numbers and words" in run.output
    assert "vendor: “nvidai” does not fit; did you mean “nvidia”?" in run.output
    assert "24GB" not in gpu.read_text("utf-8")
    again = CliRunner().invoke(main, ["check", "--fix", "--data", str(tmp_path / "data")])
    assert "mended" not in again.output
    gpu.write_text(gpu.read_text("utf-8").replace("nvidai", "nvidia"), "utf-8")
    assert CliRunner().invoke(main, ["check", "--fix", "--data", str(tmp_path / "data")]).exit_code == 0


def test_links_are_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside.yml"
    outside.write_text("vendor: NVIDIA\n", "utf-8")
    (tmp_path / "data" / "gpus").mkdir(parents=True)
    (tmp_path / "data" / "gpus" / "x.yml").symlink_to(outside)
    assert mending.mend_all(tmp_path / "data") == []
    assert outside.read_text("utf-8") == "vendor: NVIDIA\n"


def test_the_order_holds_every_key_once() -> None:
    for cls in RECORDS.values():
        names = [name for group in key_order(cls) for name in group]
        assert len(names) == len(set(names))
