"""The decision diff lists exactly what a change moves: a small repository with one calculator, whose answers are worked out by hand.

Its calculator compares the used price of one card (750 dollars) with a reader's budget. Readers have 500, 800 and 1,000 dollars;
the calculator's default is 1,000, its example 700. At 750 dollars those with 800 and 1,000 buy; at 850 dollars those with 1,000.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from calculators import names
from calculators.core.door import calculator
from generator.__main__ import main
from generator.decisions import StateError, compare, render, snapshots
from generator.decisions.compare import Decisions
from generator.decisions.render import SHOWN
from generator.decisions.snapshot import questions
from generator.load import load
from generator.paths import ROOT
from tests.support.records import GPU, SOURCE

CALCULATOR = '''\
"""Whether a used card is within reach.

Compares its price with a budget.
"""

from dataclasses import dataclass
from typing import Annotated

from calculators.core.example import Example
from calculators.core.quantity import Choice, Quantity, Unit
from calculators.core.ranges import Range
from calculators.core.report import Report, Verdict


@dataclass(frozen=True, kw_only=True)
class Inputs:
    """What is asked."""

    budget_usd: Annotated[float, Quantity("Budget", "What there is.", unit=Unit.USD, maximum=10000)] = 1000


@dataclass(frozen=True)
class Outputs:
    """What is answered."""

    verdict: Annotated[str, Choice("Verdict", options={"rig": "rig", "cloud": "cloud"})]
    left_usd: Annotated[float, Quantity("Left over", unit=Unit.USD, minimum=-10000)]
    pays_from_hours: Annotated[Range, Quantity("Pays from", "At half a dollar an hour.", unit=Unit.HOUR, minimum=0)]


def calculate(inputs, catalogue):
    """The card or none."""
    price = catalogue["gpus"]["example-gpu"].used_usd
    left = inputs.budget_usd - price.typical
    return Outputs("rig" if left >= 0 else "cloud", left, Range(*(2 * usd for usd in price.stated)))


def report(inputs, outputs, catalogue):
    """In a sentence."""
    price = catalogue["gpus"]["example-gpu"].used_usd.typical
    if outputs.verdict == "rig":
        return Report(Verdict("rig", f"Buy: the card costs ${price:.0f}."))
    return Report(Verdict("cloud", "Rent: the card costs more than you have."))


EXAMPLES = (Example("a small budget", {"budget_usd": 700}, {"verdict": "cloud"}, "by hand: 700 < 750"),)
'''

ASPECT = """\
name: Cost
order: 1
question: What does it cost?
cloud: Little at first.
rig: Much at first.
favours: even
detail: It depends on the hours.
"""

READER = """\
name: "{budget} dollars"
order: {order}
prefers: rig
aspects: [cost]
advice: Buy what you can pay.
because: You can pay it.
weight: 1
reader: {{budget_usd: {budget}}}
"""


_WHO = {"NAME": "T", "EMAIL": "t@example.org"}


class Repository:
    """A checkout of the generator with the small calculator, to which a change is proposed at a time."""

    def __init__(self, root: Path) -> None:
        self.root = root
        for name in ("generator", "calculators", "schemas", "subject"):
            shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
        for name in ("CONTRIBUTING.md", "Makefile", "pyproject.toml"):
            shutil.copy(ROOT / name, root)
        for path in (root / "calculators").glob("*.py"):
            if not path.name.startswith("_"):
                path.unlink()
        self.put("calculators/recommend.py", CALCULATOR)
        self.put("docs/index.md", '# Home\n\n{{ count("gpus") }} GPUs\n')
        self.put("data/sources/sheet.yml", SOURCE)
        self.put("data/gpus/example-gpu.yml", GPU)
        self.put("data/aspects/cost.yml", ASPECT)
        for order, budget in enumerate((500, 800, 1000), 1):
            self.put(f"data/guidance/with-{budget}.yml", READER.format(budget=budget, order=order))
        self.put(".gitignore", "build/\n__pycache__/\n")
        self.git("init", "--quiet", "-b", "main")
        self.commit("Begin", "2026-11-20")

    def put(self, name: str, text: str) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")

    def change(self, name: str, old: str, new: str) -> None:
        text = (self.root / name).read_text("utf-8")
        assert old in text
        self.put(name, text.replace(old, new, 1))

    def git(self, *arguments: str, date: str = "2026-11-20") -> None:
        who = {f"GIT_{role}_{what}": told for role in ("AUTHOR", "COMMITTER") for what, told in _WHO.items()}
        environment = {
            **os.environ,
            **who,
            "GIT_AUTHOR_DATE": f"{date}T12:00:00Z",
            "GIT_COMMITTER_DATE": f"{date}T12:00:00Z",
        }
        subprocess.run(["git", *arguments], cwd=self.root, env=environment, check=True, capture_output=True)

    def commit(self, subject: str, date: str) -> None:
        self.git("add", "--all")
        self.git("commit", "--quiet", "-m", subject, date=date)

    def proposed(self, branch: str, name: str, old: str, new: str) -> Decisions:
        """What a branch does that changes words of one file."""
        return compare(*self.propose(branch, lambda: self.change(name, old, new)))

    def propose(self, branch: str, edit: Callable[[], None]) -> tuple[dict[str, Any], dict[str, Any]]:
        """Commit the edit to a branch a week later, and take both states."""
        self.git("switch", "--quiet", "--force-create", branch, "main")
        edit()
        self.commit(branch, "2026-11-27")
        return snapshots("main", branch, root=self.root)


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    return Repository(tmp_path_factory.mktemp("proposals") / "checkout")


def dearer(repository: Repository) -> Decisions:
    price = "{low: 600, typical: 750, high: 900"
    return repository.proposed("dearer", "data/gpus/example-gpu.yml", price, price.replace("750", "850"))


@pytest.fixture(scope="module")
def found(repository: Repository) -> Decisions:
    return dearer(repository)


def test_a_price_moves_exactly_the_verdicts_that_hang_on_it(found: Decisions) -> None:
    assert [(m.kind, m.title, m.old_side, m.new_side) for m in found.turned] == [
        ("guidance", "800 dollars", "rig", "cloud")
    ]
    others = [(m.kind, m.title, m.old, m.new) for m in found.moved if not m.turns]
    said = ("Buy: the card costs $750.", "Buy: the card costs $850.")
    assert others == [("guidance", "1000 dollars", *said), ("default", "Whether a used card is within reach", *said)]
    assert found.asked == 5  # three readers, the default, the example


def test_it_tells_the_figure_the_numbers_and_the_pages(found: Decisions) -> None:
    (change,) = found.figures
    assert (change.record, change.label, change.old, change.new) == (
        "gpus/example-gpu",
        "Price used",
        "$750 ($600 to $900)",
        "$850 ($600 to $900)",
    )
    assert change.change == pytest.approx(100 / 750)
    assert change.source == ("sheet",)
    moved = [n for n in found.numbers if n.title == "1000 dollars"]
    assert {tuple(t.replace("\u00a0", " ") for t in (n.title, n.label, n.old, n.new)) for n in moved} == {
        ("1000 dollars", "Left over", "$250", "$150"),
        (
            "1000 dollars",
            "Pays from",
            "1,500 h (1,200 h to 1,800 h)",
            "1,700 h (1,200 h to 1,800 h)",
        ),  # 2 hours a dollar
    }
    assert {
        "data/gpus/example-gpu.md",
        "data/gpus/index.md",
        "calculators/recommend.md",
        "data/sources/sheet.md",
    } <= set(found.pages)
    assert not {"index.md", "data/aspects/cost.md", "contribute/gpus.md"} & set(found.pages)
    assert not (found.added or found.removed or found.words or found.new_pages or found.gone_pages)


def test_of_a_list_only_what_differs_is_told_and_a_switch_is_yes_or_no() -> None:
    def state(left_out: list[str], close: bool) -> dict[str, Any]:
        told = {"left_out": ("Left out", left_out), "close": ("Close", close)}
        outputs = {name: {"label": label, "unit": "NONE", "value": value} for name, (label, value) in told.items()}
        answer = {"kind": "guidance", "title": "A", "side": "rig", "sentence": "Buy.", "outputs": outputs}
        return {"answers": {"a": answer}, "names": {}, "figures": {}, "words": {}, "pages": {}}

    def moved(old: dict[str, Any], new: dict[str, Any]) -> list[tuple[str, str, str]]:
        return [(n.label, n.old, n.new) for n in compare(old, new).numbers]

    assert moved(state(["a", "b", "c"], True), state(["a", "d", "c"], False)) == [
        ("Left out (only what differs)", "b", "d"),
        ("Close", "yes", "no"),
    ]
    assert moved(state(["a", "b"], True), state(["a", "b", "c"], True)) == [
        ("Left out (only what differs)", "none", "c")
    ]
    assert moved(state(["a", "b"], True), state(["b", "a"], True)) == [("Left out (only what differs)", "a, b", "b, a")]
    assert moved(state(["a", "b"], True), state(["a", "b"], True)) == []


def test_the_comment_says_it_in_a_sentence(found: Decisions) -> None:
    comment = render(found, "markdown")
    assert comment.startswith("### Example GPU 24 GB, Price used is 13% more: 3 of 5 verdicts move, 1 turns\n")
    assert "“800 dollars” goes from rig to cloud." in comment
    assert (
        "| Guidance: 800 dollars | \\[Rig\\] Buy: the card costs \\$750. | \\[Cloud\\] Rent: the card costs more than you have. |"
        in comment
    )
    assert "500 dollars" not in comment[: comment.index("#### Figures (1)")]


def test_text_and_page_say_the_same(found: Decisions) -> None:
    text, page = render(found, "text"), render(found, "html")
    for words in (
        "3 of 5 verdicts move, 1 turns",
        "Buy: the card costs $850.",
        "$850 ($600 to $900)",
        "sheet, 2026-05",
    ):
        assert words in text
        assert words in page

    class Balanced(HTMLParser):
        def __init__(self) -> None:
            super().__init__()
            self.open: list[str] = []

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            if tag != "meta":
                self.open.append(tag)

        def handle_endtag(self, tag: str) -> None:
            assert self.open.pop() == tag

    parser = Balanced()
    parser.feed(page)
    assert parser.open == []


def test_a_change_that_moves_nothing_says_so(repository: Repository) -> None:
    """A comment in a record, a week later: figures have aged, in both states alike."""
    found = repository.proposed("quiet", "data/gpus/example-gpu.yml", "vendor:", "# whose\nvendor:")
    assert found.nothing
    assert render(found, "markdown") == (
        "### This change moves nothing\n\nNo figure, no word, none of 5 verdicts and no page is different.\n"
    )


def test_words_are_told_and_no_verdict_is_said_to_move(repository: Repository) -> None:
    found = repository.proposed("words", "data/gpus/example-gpu.yml", "Ampere", "Ada Lovelace")
    assert (found.words, found.figures, found.moved, found.numbers) == (
        [("gpus/example-gpu", "architecture")],
        [],
        [],
        [],
    )
    assert "No figure changes: none of 5 verdicts moves" in render(found, "text")


def test_code_moves_verdicts_with_no_figure_changed(repository: Repository) -> None:
    """A state is taken by its own code: with a tenth more than the price asked for, who has 800 dollars rents."""
    found = repository.proposed("code", "calculators/recommend.py", "left >= 0", "left >= 75")
    assert [(m.title, m.new_side) for m in found.moved] == [("800 dollars", "cloud")]
    assert found.figures == []


def test_records_that_come_and_go_are_told(repository: Repository) -> None:
    def edit() -> None:
        (repository.root / "data/guidance/with-500.yml").unlink()
        repository.put("data/guidance/with-600.yml", READER.format(budget=600, order=4))

    found = compare(*repository.propose("records", edit))
    assert (found.added, found.removed) == (["guidance/with-600"], ["guidance/with-500"])
    assert [title for title, _ in found.new_answers] == ["600 dollars"]
    assert [title for title, _ in found.gone_answers] == ["500 dollars"]
    assert found.moved == []


def test_a_calculator_that_refuses_is_an_answer_that_moved(repository: Repository) -> None:
    found = repository.proposed("refuses", "calculators/recommend.py", "maximum=10000)", "maximum=900)")
    assert ("1000 dollars", "") in [(m.title, m.new_side) for m in found.turned]
    assert "[Rig] Buy: the card costs $750." in render(found, "text")
    assert "No answer:" in render(found, "text")


def test_a_state_that_cannot_be_taken_is_told(repository: Repository) -> None:
    with pytest.raises(StateError, match=r"data/ of broken has 1 problems.*\ndata/gpus/example-gpu\.yml:4:9: vendor"):
        repository.propose("broken", lambda: repository.change("data/gpus/example-gpu.yml", "nvidia", "nvidai"))
    with pytest.raises(StateError, match="the code of fails fails: NameError: name 'zzz' is not defined"):
        repository.propose("fails", lambda: repository.put("calculators/recommend.py", "zzz\n"))
    for bad in ("no-such-branch", "--output=x", "main:data"):
        with pytest.raises(StateError, match="is no commit"):
            snapshots(bad, "main", root=repository.root)


def test_names_of_records_are_no_markup_in_the_comment(found: Decisions) -> None:
    bad = "<img src=x> @everyone [a](http://b) | `c` *d* #1"
    many = [replace(found.figures[0], name=bad)] * (SHOWN + 2)
    comment = render(replace(found, figures=many), "markdown")
    assert "<img" not in comment and "@" not in comment.replace("&#64;", "") and "[a](" not in comment
    assert "… and 2 more." in comment
    assert all(
        len(re.findall(r"(?<!\\)\|", line)) == 7
        for line in comment.splitlines()
        if "img" in line and line.startswith("|")
    )


def test_a_comment_is_whole_however_much_there_is_to_tell(found: Decisions) -> None:
    """The script that posts it cuts at 60,000 bytes; every table that folds is closed before."""
    long = replace(found.moved[0], new="é" * 400)
    rows = [replace(found.numbers[0], new="é" * 900)] * (2 * SHOWN)
    comment = render(replace(found, moved=[long] * SHOWN, numbers=rows), "markdown")
    assert 50_000 < len(comment.encode()) < 60_000
    assert comment.count("<details>") == comment.count("</details>") >= 1
    told = comment.count("é" * 900)
    assert 0 < told < SHOWN and f"… and {2 * SHOWN - told} more." in comment


# The command


def test_the_command_writes_what_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, found: Decisions
) -> None:
    monkeypatch.setattr("generator.decisions.snapshots", lambda *_, **__: ({}, {}))
    monkeypatch.setattr("generator.decisions.compare", lambda *_: found)
    files = [tmp_path / "a" / f"d.{suffix}" for suffix in ("txt", "md", "html")]
    done = CliRunner().invoke(main, ["diff", "x", *(word for file in files for word in ("--write", str(file)))])
    assert (done.exit_code, done.output) == (0, "")
    assert [file.read_text("utf-8") for file in files] == [render(found, form) for form in ("text", "markdown", "html")]
    assert CliRunner().invoke(main, ["diff", "x", "--write", "d.pdf"]).exit_code == 2
    assert CliRunner().invoke(main, ["diff", "x", "--format", "markdown"]).output == render(found, "markdown")


def test_the_command_tells_a_place_that_cannot_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, found: Decisions
) -> None:
    monkeypatch.setattr("generator.decisions.snapshots", lambda *_, **__: ({}, {}))
    monkeypatch.setattr("generator.decisions.compare", lambda *_: found)
    (tmp_path / "a").write_text("no folder", "utf-8")
    done = CliRunner().invoke(main, ["diff", "x", "--write", str(tmp_path / "a" / "d.md")])
    assert done.exit_code == 1
    assert done.output == f"Error: {tmp_path}/a/d.md cannot be written (File exists)\n"


def test_the_command_tells_a_commit_that_is_not_there() -> None:
    done = CliRunner().invoke(main, ["diff", "no-such-branch"])
    assert done.exit_code == 1
    assert "“no-such-branch” is no commit here" in done.output


# The scripts of the pull request's workflow


def test_the_script_leaves_out_what_has_been_added_to_the_branch_since(repository: Repository) -> None:
    """The pull request changes a word; main has gone on meanwhile with a price, which is none of its doing."""
    shutil.copytree(
        ROOT / "tools", repository.root / "tools", ignore=shutil.ignore_patterns("__pycache__"), dirs_exist_ok=True
    )
    (repository.root / "tools" / "setup.py").write_text("", "utf-8")  # the environment of this test is set up
    (repository.root / ".venv").symlink_to(sys.prefix)
    repository.git("switch", "--quiet", "main")
    repository.put(".gitignore", "build/\n__pycache__/\n.venv\ntools/\n")
    repository.commit("Before", "2026-11-20")
    repository.git("branch", "asked")
    repository.change("data/gpus/example-gpu.yml", "typical: 750", "typical: 850")
    repository.commit("Meanwhile", "2026-11-21")
    repository.git("switch", "--quiet", "asked")
    repository.change("data/gpus/example-gpu.yml", "Ampere", "Ada Lovelace")
    repository.commit("Asked", "2026-11-22")
    summary = repository.root / "build" / "summary.md"
    done = subprocess.run(
        [repository.root / "tools" / "decision_diff.sh"],
        env={**os.environ, "BASE": "main", "GITHUB_STEP_SUMMARY": str(summary)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("### No figure changes: none of 5 verdicts moves")
    written = repository.root / "build" / "decisions"
    assert (written / "comment.md").read_text("utf-8") == done.stdout == summary.read_text("utf-8")
    assert "Ampere" not in done.stdout and "architecture" in (written / "decisions.html").read_text("utf-8")


HOST = """\
#!/bin/sh
echo "$*" >> "{asked}"
case "$*" in
  *"/commits/abc/pulls"*) echo 7 ;;
  *"/commits/old/pulls"*) ;;
  *"/issues/7/comments --paginate"*) cat "{before}" ;;
  *"--field"*) for word; do case "$word" in body=@*) cat "${{word#body=@}}" > "{posted}" ;; esac; done ;;
esac
"""
"""The host's command, which writes down what it is asked and answers of pull request 7."""


@pytest.mark.parametrize(
    ("before", "asks"),
    [("", "--method POST repos/o/n/issues/7/comments"), ("11\n12\n", "--method PATCH repos/o/n/issues/comments/11")],
)
def test_the_comment_is_posted_once_and_then_brought_up_to_date(tmp_path: Path, before: str, asks: str) -> None:
    places = {name: tmp_path / name for name in ("asked", "before", "posted")}
    places["before"].write_text(before, "utf-8")
    host = tmp_path / "gh"
    host.write_text(HOST.format(**places), "utf-8")
    host.chmod(0o755)
    comment = tmp_path / "comment.md"
    comment.write_text("### No figure changes\n" + "x" * 70_000, "utf-8")

    def post(commit: str) -> str:
        done = subprocess.run(
            [ROOT / "tools" / "decision_comment.sh"],
            env={"PATH": f"{tmp_path}:{os.environ['PATH']}", "COMMENT": str(comment), "HEAD_SHA": commit, "REPOSITORY": "o/n"},
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    post("abc")
    assert asks in places["asked"].read_text("utf-8")
    posted = places["posted"].read_text("utf-8")
    assert posted.startswith("<!-- decision diff -->\n### No figure changes\n")
    assert len(posted) < 65_536
    assert post("old") == "No open pull request has the commit old.\n"


# The site's own records


def test_every_reader_default_and_example_of_the_site_is_asked() -> None:
    loaded = load(as_of="2026-11-27")
    asked = dict(questions(loaded))
    readers = [
        f"{family}/{record.id}" for family in ("guidance", "personas") for record in loaded.catalogue[family].values()
    ]
    assert [key for key in asked if not key.startswith(("default/", "example/"))] == readers
    assert [key for key in asked if key.startswith("default/")] == [f"default/{name}" for name in names()]
    assert len(asked) == len(readers) + len(names()) + sum(len(calculator(name).EXAMPLES) for name in names())
