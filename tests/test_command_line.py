"""`cloud-or-rig`, which is `python -m calculators`: what it prints, in what order, and with which exit code."""

from __future__ import annotations

import io
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from calculators import Catalogue, _terminal, names, run
from calculators.__main__ import ANSWERED, PIPED_WIDTH, WRONG_INPUT, WRONG_USAGE, entry
from calculators.core.door import answer, calculator
from calculators.core.inputs import bounds
from calculators.core.quantity import Quantity, fields_of

ROOT = Path(__file__).resolve().parents[1]


def process(*arguments: str, stdin: bytes = b"", cwd: Path = ROOT) -> tuple[int, str, str]:
    """What a process of its own gives."""
    command = [sys.executable, "-m", "calculators", *arguments]
    done = subprocess.run(command, cwd=cwd, input=stdin, capture_output=True, check=False, timeout=60)
    return done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8")


def cli(*arguments: str, stdin: bytes = b"") -> tuple[int, str, str]:
    """The same without waiting for a process to start."""
    streams = {"stdin": io.BytesIO(stdin), "stdout": io.BytesIO(), "stderr": io.BytesIO()}
    wrapped = {name: io.TextIOWrapper(stream, encoding="utf-8", write_through=True) for name, stream in streams.items()}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["cloud-or-rig", *arguments])
        for name, stream in wrapped.items():
            patch.setattr(sys, name, stream)
        try:
            code: object = entry()
        except SystemExit as error:
            code = error.code
    assert isinstance(code, int)
    return code, streams["stdout"].getvalue().decode("utf-8"), streams["stderr"].getvalue().decode("utf-8")


@pytest.mark.parametrize(
    ("arguments", "stdin"),
    [
        (["rent_or_buy", "hours_per_week=12,5"], b""),
        (["rent_or_buy", "hours_per_week=x"], b""),
        (["fit", "--batch"], b'{"id": 1}\nnothing'),
        (["--detail", "none"], b""),
    ],
)
def test_a_process_gives_the_same(arguments: list[str], stdin: bytes) -> None:
    assert process(*arguments, stdin=stdin) == cli(*arguments, stdin=stdin)


def batch(name: str, *lines: str | bytes) -> tuple[int, list[dict[str, Any]]]:
    stdin = b"\n".join(line if isinstance(line, bytes) else line.encode() for line in lines)
    code, out, err = cli(name, "--batch", stdin=stdin)
    assert err == ""
    return code, [json.loads(line) for line in out.splitlines()]


# One answer


def test_the_list_names_every_calculator() -> None:
    code, out, err = cli("--list")
    assert (code, err) == (ANSWERED, "")
    assert [line.split()[0] for line in out.splitlines()] == list(names())


def test_the_version_is_the_date_of_the_catalogue() -> None:
    """As the package's own: 2026.11.25."""
    as_of = json.loads((ROOT / "build" / "catalogue.json").read_text("utf-8"))["as_of"]
    assert cli("--version") == (ANSWERED, f"cloud-or-rig {as_of.replace('-', '.')}\n", "")


def test_a_number_with_a_comma_is_answered_and_what_was_read_is_told() -> None:
    code, out, err = cli("rent_or_buy", "hours_per_week=12,5")
    assert (code, err) == (ANSWERED, "hours_per_week: “12,5” is read as 12.5\n")
    assert out == cli("rent_or_buy", "hours_per_week=12.5")[1]
    code, out, err = cli("rent_or_buy", "horizon_months=1,000")
    assert (code, out) == (WRONG_INPUT, "")
    assert err.startswith("horizon_months: “1,000” can be read as 1 or as 1000")
    _, (line,) = batch("rent_or_buy", '{"hours_per_week": "12,5"}')
    assert line["read"] == {"hours_per_week": "12.5"}


def test_an_answer_is_laid_out_and_plain_when_piped() -> None:
    code, out, err = cli("rent_or_buy", "hours_per_week=20", "rig=rtx-3090-desktop")
    assert (code, err) == (ANSWERED, "")
    assert "\033" not in out
    assert "\N{NO-BREAK SPACE}" not in out
    assert max(map(len, out.splitlines())) <= PIPED_WIDTH
    headings = [line for line in out.splitlines() if re.fullmatch(r"[A-Z]\D+", line) and len(line) < 30]
    assert headings == ["Figures", "Why", "What would change it", "Assumptions", "Sources"]


def test_json_holds_what_the_door_says(catalogue: Catalogue) -> None:
    code, out, _ = cli("rent_or_buy", "--json", "hours_per_week=0", "region=germany")
    expected = run("rent_or_buy", {"hours_per_week": 0, "region": "germany"}, catalogue)
    assert code == ANSWERED
    assert json.loads(out) == {"outputs": expected["outputs"], "report": expected["report"]}


def test_quick_leaves_out_what_would_change_it() -> None:
    code, out, _ = cli("rent_or_buy", "hours_per_week=20", "--detail", "quick")
    assert code == ANSWERED
    assert "What would change it" not in out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["rent_or_buy", "hours_per_week=x"], ["hours_per_week: “x” is not a number", "allowed: 0 to 168 h/week"]),
        (["rent_or_buy", "hours_per_weak=3"], ["did you mean hours_per_week?"]),
        (["rent_or_buy", "rig"], ["“rig” is not input=value"]),
        (["rent_or_buy", "rig=a", "rig=b"], ["“rig” is given twice"]),
        (["rent_or_by"], ["there is no calculator “rent_or_by”; did you mean rent_or_buy?"]),
        (["rent_or_buy", "--options", "hours_per_week"], ["no input with options", "rig"]),
        (["rent_or_buy", "--options", "nope"], ["no input with options"]),
    ],
)
def test_a_bad_input_is_told_on_stderr_with_code_1(arguments: list[str], words: list[str]) -> None:
    code, out, err = cli(*arguments)
    assert (code, out) == (WRONG_INPUT, "")
    for word in words:
        assert word in err
    assert "Traceback" not in err


def test_a_bad_input_is_an_object_where_json_is_asked() -> None:
    code, out, err = cli("rent_or_buy", "--json", "hours_per_week=-1")
    assert (code, err) == (WRONG_INPUT, "")
    error = json.loads(out)["error"]
    assert error == {"field": "hours_per_week", "message": "“-1” is out of bounds", "allowed": "0 to 168 h/week"}


@pytest.mark.parametrize("arguments", [["--nope"], ["rent_or_buy", "--detail", "all"], []])
def test_wrong_usage_has_code_2(arguments: list[str]) -> None:
    code, out, err = cli(*arguments)
    assert code == WRONG_USAGE
    assert "usage: cloud-or-rig" in out + err


def test_help_without_a_name_is_general_and_has_code_0() -> None:
    code, out, _ = cli("--help")
    assert code == ANSWERED
    assert "exit codes: 0 answered; 1 an input was wrong" in out


@pytest.mark.parametrize("name", names())
def test_help_lists_every_input_with_unit_bounds_and_default(name: str) -> None:
    code, out, _ = cli(name, "--help")
    assert code == ANSWERED
    for info in fields_of(calculator(name).Inputs):
        assert re.search(rf"^  {info.name}=\S", out, re.MULTILINE), info.name
        if isinstance(info.meta, Quantity):
            assert bounds(info.meta) in " ".join(out.split())


def test_options_are_listed_with_what_they_mean() -> None:
    code, out, _ = cli("rent_or_buy", "--options", "rig")
    assert code == ANSWERED
    assert re.search(r"^rtx-3090-desktop +Desktop with used RTX 3090$", out, re.MULTILINE)


# Many answers


def test_a_batch_answers_in_order_and_goes_on_after_a_bad_line(catalogue: Catalogue) -> None:
    code, answers = batch(
        "recommend",
        '{"id": 1, "budget_usd": 0}',
        "not JSON",
        "",
        '{"id": "x", "budget_usd": "abc"}',
        "[1, 2]",
        b"\xff\xfe\x00",
        '{"id": NaN}',
        '{"id": 5, "hours_per_week": 1e999}',
        '{"id": [2], "nope": 1}',
        '{"task": "chat"}',
        '{"id": 0}',
    )
    assert code == WRONG_INPUT
    assert [a["id"] for a in answers] == [1, None, "x", None, None, None, 5, [2], None, 0]
    assert ["error" in a for a in answers] == [False, True, True, True, True, True, True, True, False, False]
    assert answers[0]["outputs"] == run("recommend", {"budget_usd": 0}, catalogue)["outputs"]
    assert answers[2]["error"] == {
        "field": "budget_usd",
        "message": "“abc” is not a number",
        "allowed": "0 to 500000 $",
    }
    for answered in answers:
        assert set(answered) in ({"id", "outputs"}, {"id", "error"})


def test_a_batch_without_a_bad_line_has_code_0() -> None:
    assert batch("recommend", '{"id": 1}', '{"id": 2}')[0] == ANSWERED
    assert batch("recommend", "") == (ANSWERED, [])


# Where the catalogue is


def test_without_a_catalogue_it_says_which_command_builds_it(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "calculators", tmp_path / "calculators", ignore=shutil.ignore_patterns("__pycache__"))
    code, out, err = process("rent_or_buy", cwd=tmp_path)
    assert (code, out) == (WRONG_USAGE, "")
    assert "`make build`" in err
    assert "Traceback" not in err
    assert process("--list", cwd=tmp_path)[0] == ANSWERED


def test_the_catalogue_beside_it_is_read_as_in_a_wheel(tmp_path: Path, catalogue: Catalogue) -> None:
    shutil.copytree(ROOT / "calculators", tmp_path / "calculators", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "calculators" / "catalogue.json").write_text(catalogue.to_json(), encoding="utf-8")
    assert process("recommend", cwd=tmp_path)[0] == ANSWERED


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"format": 99}', '{"format": 1}'])
def test_a_catalogue_that_cannot_be_read_is_told(text: str, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "calculators", tmp_path / "calculators", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "calculators" / "catalogue.json").write_text(text, encoding="utf-8")
    code, _, err = process("recommend", cwd=tmp_path)
    assert code == WRONG_USAGE
    assert "cannot be read" in err
    assert "Traceback" not in err


# On a terminal


@pytest.mark.parametrize("width", [40, 80, 120])
@pytest.mark.parametrize("name", ["rent_or_buy", "recommend"])
def test_text_keeps_to_the_width(name: str, width: int, catalogue: Catalogue) -> None:
    module = calculator(name)
    report = answer(module, module.Inputs(), catalogue)[1]
    lines = _terminal.render(report, catalogue, _terminal.Style(width)).splitlines()
    longest_word = max(len(word) for line in lines for word in line.split())
    assert max(map(len, lines)) <= max(width, longest_word + 6)


def test_bold_is_for_a_terminal_alone(catalogue: Catalogue) -> None:
    module = calculator("recommend")
    report = answer(module, module.Inputs(), catalogue)[1]
    assert "\033[1m" in _terminal.render(report, catalogue, _terminal.Style(80, colour=True))
    assert "\033" not in _terminal.render(report, catalogue, _terminal.Style(80))


def test_a_reader_that_stops_reading_is_no_error() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "calculators", "rent_or_buy", "--options", "rental"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert b"Traceback" not in process.stderr.read()


def test_how_sure_an_answer_is_is_printed() -> None:
    code, out, _ = cli("rent_or_buy")
    assert code == ANSWERED
    assert re.search(r"In \S+( than)? ?\S* of 1,000 futures", " ".join(out.split()))
