"""`python -m generator check` names file, line and remedy of whatever is broken, all of it in one run.

Expected lines and columns were counted by hand in the texts of tests/support/records.py.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest

from generator.checks import all_checks
from generator.paths import ROOT
from tests.support.records import GPU, SERVICE, SOUND, SOURCE, problems_of

GPU_FILE = "gpus/example-gpu.yml"
SERVICE_FILE = "services/example-cloud.yml"
SOURCE_FILE = "sources/sheet.yml"


def gpu(old: str, new: str) -> dict[str, str | None]:
    assert old in GPU
    return {GPU_FILE: GPU.replace(old, new, 1)}


def service(old: str, new: str) -> dict[str, str | None]:
    assert old in SERVICE
    return {SERVICE_FILE: SERVICE.replace(old, new, 1)}


def source(old: str, new: str) -> dict[str, str | None]:
    assert old in SOURCE
    return {SOURCE_FILE: SOURCE.replace(old, new, 1)}


# name: (what is changed in the sound folder, where it must be told, what must be said, what must be offered)
BROKEN: dict[str, tuple[dict[str, str | None], str, str, str]] = {
    "misspelt key": (
        gpu("bandwidth_gb_s", "bandwith_gb_s"),
        f"{GPU_FILE}:8:1",
        "unknown key",
        "did you mean “bandwidth_gb_s”",
    ),
    "unknown key": (gpu("tdp_watts: 350", "zzzzzzzz: 1"), f"{GPU_FILE}:9:1", "unknown key", "known keys here"),
    "missing key": (gpu("memory_gb: 24\n", ""), f"{GPU_FILE}:1:1", "“memory_gb” is missing", "add memory_gb: Memory"),
    "unit in the value": (
        gpu("memory_gb: 24", "memory_gb: 24GB"),
        f"{GPU_FILE}:7:12",
        "“24GB” does not fit",
        "write 24",
    ),
    "another unit in the value": (
        gpu("tdp_watts: 350", "tdp_watts: 0.35 kW"),
        f"{GPU_FILE}:9:12",
        "“0.35 kW” does not fit",
        "write the number of W alone",
    ),
    "a binary unit in the value": (
        gpu("memory_gb: 24", "memory_gb: 24 GiB"),
        f"{GPU_FILE}:7:12",
        "“24 GiB” does not fit",
        "write the number of GB alone",
    ),
    "a range in words": (
        gpu("memory_gb: 24", "memory_gb: 24-48"),
        f"{GPU_FILE}:7:12",
        "“24-48” does not fit",
        "a range is {low: 24, high: 48}",
    ),
    "a decimal comma": (
        gpu("memory_gb: 24", "memory_gb: 24,5"),
        f"{GPU_FILE}:7:12",
        "“24,5” does not fit",
        "no comma",
    ),
    "number as text": (gpu("tdp_watts: 350", 'tdp_watts: "350"'), f"{GPU_FILE}:9:12", "does not fit", "a number"),
    "too small": (gpu("memory_gb: 24", "memory_gb: 0"), f"{GPU_FILE}:7:12", "0 does not fit", "1 to 2000 GB"),
    "too large": (
        gpu("bandwidth_gb_s: 936", "bandwidth_gb_s: 936000"),
        f"{GPU_FILE}:8:17",
        "does not fit",
        "20 to 50000 GB/s",
    ),
    "not a number": (
        gpu("tdp_watts: 350", "tdp_watts: .nan"),
        f"{GPU_FILE}:9:12",
        ".nan is not a usable number",
        "plain decimal",
    ),
    "a number of many digits": (
        gpu("tdp_watts: 350", f"tdp_watts: 3{'5' * 58}"),
        f"{GPU_FILE}:9:12",
        "a number of 59 characters is not usable",
        "write it in 40 at most",
    ),
    "a number where words stand": (
        gpu("tdp_watts: 350", "pcie: 4.0"),
        f"{GPU_FILE}:9:7",
        "pcie: 4.0 does not fit",
        "words, at most 20 characters: put it in quotes",
    ),
    "true where a number stands": (
        gpu("memory_gb: 24", "memory_gb: true"),
        f"{GPU_FILE}:7:12",
        "memory_gb: true does not fit",
        "a number",
    ),
    "a control character as it is": (
        gpu("vendor: nvidia", "vendor: nvi\x07dia"),
        f"{GPU_FILE}:4:12",
        "has a control character (U+0007)",
        "remove it",
    ),
    "infinite": (gpu("tdp_watts: 350", "tdp_watts: .inf"), f"{GPU_FILE}:9:12", "not a usable number", "plain decimal"),
    "yes for true": (
        gpu("tdp_watts: 350", "part_of_computer: yes"),
        f"{GPU_FILE}:9:19",
        "“yes” does not fit",
        "true or false",
    ),
    "wrong choice": (
        gpu("vendor: nvidia", "vendor: nvidai"),
        f"{GPU_FILE}:4:9",
        "does not fit",
        "did you mean “nvidia”",
    ),
    "no source": (gpu("source: sheet\n", ""), f"{GPU_FILE}:6:12", "memory_gb has no source", "add source:"),
    "no date": (gpu("as_of: 2026-01\n", ""), f"{GPU_FILE}:6:12", "memory_gb has no date", "add as_of:"),
    "misspelt source": (
        gpu("source: sheet", "source: shete"),
        f"{GPU_FILE}:7:12",
        "no record “shete” in sources",
        "did you mean “sheet”",
    ),
    "unknown source": (
        gpu("1499, source: sheet", "1499, source: nobody"),
        f"{GPU_FILE}:10:35",
        "no record “nobody”",
        "add data/sources/",
    ),
    "date in the future": (
        gpu("2026-05}", "2099-05}"),
        f"{GPU_FILE}:11:69",
        "lies in the future",
        "on which it was read",
    ),
    "no such month": (gpu("as_of: 2020-09", "as_of: 2020-13"), f"{GPU_FILE}:10:49", "does not fit", "a date as 2026"),
    "no such day": (
        gpu("as_of: 2026-01", "as_of: 2025-02-31"),
        f"{GPU_FILE}:3:8",
        "as_of: “2025-02-31” does not fit",
        "a day of the calendar as 2026",
    ),
    "no such day of a figure": (
        gpu("as_of: 2020-09", "as_of: 2020-06-31"),
        f"{GPU_FILE}:10:49",
        "as_of: “2020-06-31” does not fit",
        "a day of the calendar",
    ),
    "no day of the year to come": (
        gpu("as_of: 2026-01", "as_of: 2026-11-31"),
        f"{GPU_FILE}:3:8",
        "as_of: “2026-11-31” does not fit",
        "a day of the calendar",
    ),
    "29 February of a year that has none": (
        gpu("vendor: nvidia", "vendor: nvidia\nreleased: 2023-02-29"),
        f"{GPU_FILE}:5:11",
        "released: “2023-02-29” does not fit",
        "a day of the calendar",
    ),
    "value and range": (gpu("{low: 600", "{value: 1, low: 600"), f"{GPU_FILE}:11:19", "does not fit", "20 to 100000"),
    "range out of order": (
        gpu("high: 900", "high: 650"),
        f"{GPU_FILE}:11:11",
        "out of order",
        "low <= typical <= high",
    ),
    "half a range": (gpu("low: 600, ", ""), f"{GPU_FILE}:11:11", "neither one number nor a range", "low and high"),
    "misspelt key of a figure": (
        gpu("typical: 750", "tipical: 750"),
        f"{GPU_FILE}:11:22",
        "unknown key",
        "did you mean “typical”",
    ),
    "key twice": (gpu("memory_gb: 24", "memory_gb: 24\nmemory_gb: 25"), f"{GPU_FILE}:8:1", "twice", "keep one"),
    "an id inside": (
        gpu("vendor: nvidia", "vendor: nvidia\nid: x"),
        f"{GPU_FILE}:5:1",
        "states an id",
        "the file's name is the id",
    ),
    "not YAML": (gpu("vendor: nvidia", "vendor: [nvidia"), f"{GPU_FILE}:5:8", "is not YAML", "mend the syntax"),
    "a tab": (gpu("vendor: nvidia", "\tvendor: nvidia"), f"{GPU_FILE}:4:1", "is not YAML", "mend the syntax"),
    "a list for a record": ({GPU_FILE: "- a\n- b\n"}, f"{GPU_FILE}:1:1", "is not a mapping", "begin with name"),
    "empty": ({GPU_FILE: ""}, f"{GPU_FILE}:1:1", "is empty", "write a record"),
    "an anchor": (
        gpu("memory_gb: 24", "memory_gb: &m 24"),
        f"{GPU_FILE}:7:12",
        "uses an anchor",
        "write the value out",
    ),
    "an alias": (
        gpu("bandwidth_gb_s: 936", "bandwidth_gb_s: *m"),
        f"{GPU_FILE}:8:17",
        "uses an alias",
        "write the value out",
    ),
    "nested too deeply": (
        gpu("memory_gb: 24", f"memory_gb: {'[' * 30}24{']' * 30}"),
        f"{GPU_FILE}:7:32",
        "nested too deeply",
        "at most 20 levels",
    ),
    "two documents": ({GPU_FILE: GPU + "---\n" + GPU}, f"{GPU_FILE}:12:1", "a second document", "one record a file"),
    "a tag": (
        gpu("vendor: nvidia", "vendor: !!python/name:os.system x"),
        f"{GPU_FILE}:4:9",
        "has a tag",
        "remove the tag",
    ),
    "a control character": (
        gpu("name: Example GPU 24 GB", 'name: "\\x07Example"'),
        f"{GPU_FILE}:1:7",
        "control character",
        "remove it",
    ),
    "a control character of Unicode's second block": (
        gpu("name: Example GPU 24 GB", 'name: "Example\\x85GPU"'),
        f"{GPU_FILE}:1:7",
        "has a control character (U+0085)",
        "remove it",
    ),
    "nothing in quotes": (
        gpu("name: Example GPU 24 GB", 'name: ""'),
        f"{GPU_FILE}:1:7",
        "name: “” does not fit",
        "words",
    ),
    "blanks in quotes": (
        gpu("architecture: Ampere", 'architecture: "   "'),
        f"{GPU_FILE}:6:15",
        "architecture: “ ” does not fit",
        "words",
    ),
    "a note of nothing": (
        gpu("1499, source: sheet", '1499, note: "", source: sheet'),
        f"{GPU_FILE}:10:33",
        "note: “” does not fit",
        "words",
    ),
    "a space without width": (
        gpu("name: Example GPU 24 GB", "name: \u200b"),
        f"{GPU_FILE}:1:7",
        "has an invisible character (U+200B)",
        "remove it",
    ),
    "a name that turns the direction of reading": (
        gpu("name: Example GPU 24 GB", "name: Example \u202eBG 42"),
        f"{GPU_FILE}:1:7",
        "has an invisible character (U+202E)",
        "remove it",
    ),
    "dangling GPU": (
        service("gpu: example-gpu", "gpu: exmple-gpu"),
        f"{SERVICE_FILE}:7:10",
        "no record “exmple-gpu” in gpus",
        "did you mean",
    ),
    "wrong key in a list": (
        service("spot_usd_per_hour", "spot_usd_per_hou"),
        f"{SERVICE_FILE}:10:5",
        "unknown key",
        "did you mean “spot_usd",
    ),
    "two offers of one id": (
        service("id: eight", "id: one"),
        f"{SERVICE_FILE}:11:9",
        "used twice",
        "give each its own",
    ),
    "no locator": (
        source('{url: "https://example.org/sheet"}', "{}"),
        f"{SOURCE_FILE}:2:10",
        "has 0 locators",
        "exactly one",
    ),
    "two locators": (
        source('sheet"}', 'sheet", package: a 1 b}'),
        f"{SOURCE_FILE}:2:10",
        "has 2 locators",
        "exactly one",
    ),
    "a bare host": (
        source("https://example.org/sheet", "example.org"),
        f"{SOURCE_FILE}:2:16",
        "does not fit",
        "http(s)://",
    ),
    "unknown family": ({"gpu/x.yml": GPU}, "gpu/x.yml:1:1", "no family's folder", "did you mean data/gpus/"),
    "not an id": ({"gpus/RTX 3090.yml": GPU}, "gpus/RTX 3090.yml:1:1", "is not an id", "lower-case"),
    "not .yml": ({"gpus/x.yaml": GPU}, "gpus/x.yaml:1:1", "not a .yml file", "x.yml"),
    "a source nobody uses": (
        {"sources/spare.yml": SOURCE},
        "sources/spare.yml:1:1",
        "no record names this source",
        "remove",
    ),
}


def test_every_rule_has_its_bad_samples_in_a_file_of_its_own():
    samples = {path.stem.removeprefix("test_") for path in (ROOT / "tests" / "checks").glob("test_*.py")}
    assert samples == {check.name for check in all_checks()}


def test_the_sound_folder_has_no_problem(tmp_path):
    assert problems_of(tmp_path, {}) == []


def test_there_are_thirty_ways_and_more():
    assert len(BROKEN) >= 30


@pytest.mark.parametrize("way", BROKEN)
def test_a_broken_record_is_told_with_file_line_and_remedy(tmp_path, way):
    changes, place, message, remedy = BROKEN[way]
    lines = problems_of(tmp_path, changes)
    told = [line for line in lines if line.startswith(f"data/{place}: ")]
    assert any(message in line and remedy in line for line in told), "\n".join(lines)
    for line in lines:
        assert re.fullmatch(r"data/[^:]+:\d+:\d+: [^\n]+; [^\n]+", line), line


def test_a_wrong_number_of_a_figure_is_told_once(tmp_path):
    """Not also as a range that lacks an end."""
    for place, words in enumerate(("low: about 600", "low: 600 EUR", "low: [600]")):
        assert len(problems_of(tmp_path / str(place), gpu("low: 600", words))) == 1


ASPECT = """\
name: Cost
order: 1
question: What does it cost?
cloud: By the hour.
rig: Once.
favours: even
detail: It depends.
related: [gpus/example-gpu, services/example-cloud]
"""


@pytest.mark.parametrize(
    ("file", "changes"),
    [
        (GPU_FILE, gpu("memory_gb: 24", "memory_gb: 24 bananas")),
        (SERVICE_FILE, service("kind: gpu-cloud", "kind: bananas")),
        (SOURCE_FILE, source("publisher: vendor", "publisher: bananas")),
    ],
)
def test_a_broken_record_accuses_none_that_names_it(tmp_path, file, changes):
    lines = problems_of(tmp_path, {"aspects/cost.yml": ASPECT, **changes})
    assert [line.split(":")[0] for line in lines] == [f"data/{file}"]


def test_a_record_that_an_aspect_names_and_nothing_has_is_told(tmp_path):
    aspect = ASPECT.replace("gpus/example-gpu", "gpus/zzz")
    (told,) = problems_of(tmp_path, {"aspects/cost.yml": aspect})
    assert told.startswith("data/aspects/cost.yml:8:11: there is no record “gpus/zzz” in services or gpus or")
    assert told.endswith("; add data/gpus/zzz.yml or name one that exists")


def test_all_errors_are_told_in_one_run(tmp_path):
    changes: dict[str, str | None] = {
        GPU_FILE: GPU.replace("vendor: nvidia", "vendor: nvidai")
        .replace("high: 900", "high: 650")
        .replace("tdp_watts", "tdpwatts"),
        SERVICE_FILE: SERVICE.replace("gpu_count: 8", "gpu_count: eight"),
        SOURCE_FILE: SOURCE.replace("vendor", "seller"),
    }
    text = "\n".join(problems_of(tmp_path, changes))
    for expected in ("nvidai", "out of order", "tdpwatts", "“eight”", "“seller”"):
        assert expected in text


def test_a_file_that_is_not_utf8_and_a_symbolic_link_and_an_oversized_file(tmp_path):
    data = tmp_path / "data" / "gpus"
    data.mkdir(parents=True)
    (data / "latin.yml").write_bytes(b"name: caf\xe9\n")
    (data / "link.yml").symlink_to("/etc/hostname")
    (data / "large.yml").write_text("name: " + "x" * 3_000_000)
    lines = problems_of(tmp_path, {})
    assert any("latin.yml:1:1: is not UTF-8" in line for line in lines)
    assert any("link.yml:1:1: is a symbolic link" in line for line in lines)
    assert any("large.yml:1:1: has 3000006 bytes" in line for line in lines)


def test_the_command_exits_1_with_every_problem_and_no_traceback(tmp_path):
    for name, text in {**SOUND, GPU_FILE: GPU.replace("vendor: nvidia", "vendor: nvidai")}.items():
        path = tmp_path / "data" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    done = subprocess.run(
        [sys.executable, "-m", "generator", "check", "--data", str(tmp_path / "data")],
        cwd=ROOT, env={**os.environ, "SOURCE_DATE_EPOCH": "1795000000"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "data/gpus/example-gpu.yml:4:9: vendor: “nvidai” does not fit; did you mean “nvidia”?" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr
