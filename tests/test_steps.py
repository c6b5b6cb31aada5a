"""The pages of steps do what they say: every command that runs anywhere is run, in order, in a folder of its own."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from generator.paths import DOCS

PAGES = sorted(path for path in (DOCS / "choose").glob("*.md") if path.stem != "people")
_BLOCK = re.compile(
    r"^(?P<mark>\*[^*\n]+\.\*\n\n)?```(?P<language>\w+)(?: title=\"(?P<title>[\w.]+)\")?\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
ANYWHERE = "*Runs anywhere.*"
PORT = "8901"
"""The port that a page names; here any free one takes its place."""
MARKS = (ANYWHERE, "*Needs a GPU.*", "*Needs an account.*")
SAID = {
    "first-notebook": ["starting at step 120", "the same to the last digit", "15.5 minutes"],
    "first-rig": [
        "inside 470 W, at the wall 522 W, for hours allowed 1440 W",
        "349 W at most, 84 degrees at most, clock 14% below its best at the end",
        "too hot",
    ],
    "both": ["trained", "all there", "5.6 hours", "newest: step-0300.ckpt", "step-0200.ckpt"],
    "first-hosted-model": ["You said: Good morning", "0.00002600 dollars"],
}
"""What a reader sees, worked by hand: 2 × 0.5 × 240 = 240, its root 15.5; 470 / 0.9 = 522; 1 − 1620 / 1890 = 14%; 100 GB × 8,000 / 40
/ 3,600 = 5.6 h; 100 × 0.10 + 50 × 0.32 = 26 millionths of a dollar."""


@dataclass(frozen=True)
class Block:
    """A fence: its mark, language, the file that it is to be (empty: it is run), and its text."""

    mark: str
    language: str
    title: str
    text: str


def blocks(page: Path) -> list[Block]:
    return [
        Block((m["mark"] or "").strip(), m["language"], m["title"] or "", m["text"])
        for m in _BLOCK.finditer(page.read_text("utf-8"))
    ]


def free_port() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


def test_every_page_of_steps_is_known() -> None:
    assert {page.stem for page in PAGES} == SAID.keys()


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.stem)
def test_every_command_says_where_it_runs(page: Path) -> None:
    found = blocks(page)
    assert found
    assert page.read_text("utf-8").count("\n```") == 2 * len(found), "a fence that the test does not see"
    for block in found:
        assert block.mark in MARKS, block.text[:60]


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.stem)
def test_what_cannot_run_here_can_be_read_and_the_page_says_that_it_is_not_run(page: Path) -> None:
    text = page.read_text("utf-8")
    said = text[: text.index("\n## ")]
    for block in blocks(page):
        if block.mark == ANYWHERE:
            continue
        assert "are not" in said and block.mark.strip("*.") in said, "the page does not say that this is not run"
        if block.language == "python":
            compile(block.text, page.name, "exec")
        else:
            subprocess.run(["bash", "-n", "-c", block.text], check=True)


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.stem)
def test_what_runs_anywhere_runs_here_and_says_what_the_page_says(page: Path, tmp_path: Path) -> None:
    tools = tmp_path / "bin"
    tools.mkdir()
    (tools / "python3").symlink_to(sys.executable)
    folder = tmp_path / "work"
    folder.mkdir()
    environment = {
        "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(tmp_path),
        "LC_ALL": "C.UTF-8",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    said, port = "", free_port()
    for block in blocks(page):
        if block.mark != ANYWHERE:
            continue
        if block.title:
            (folder / block.title).write_text(block.text.replace(PORT, port), "utf-8")
            continue
        assert block.language == "bash"
        done = subprocess.run(
            ["bash", "-euc", block.text.replace(PORT, port)],
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, f"{block.text}\n{done.stdout}{done.stderr}"
        said += done.stdout
    for words in SAID[page.stem]:
        assert words in said
