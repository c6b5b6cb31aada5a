"""Workflows: valid by their schema, their steps are commands of this repository, and the scripts among them do what they say."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from generator.exports.changelog import changelog
from generator.exports.changes import Change, changes_since
from generator.yaml_file import parse
from tests import fuzz
from tests.support.records import GPU, SOUND, load_texts
from tests.support.server import SiteServer
from tools import links

ROOT = Path(__file__).resolve().parents[1]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
SCRIPTS = sorted([*(ROOT / "tools").glob("*.sh"), ROOT / ".ci" / "run"])


def schema(name: str) -> dict[str, Any]:
    """A schema that check-jsonschema carries, from SchemaStore."""
    folder = files("check_jsonschema") / "builtin_schemas" / "vendor"
    found: dict[str, Any] = json.loads((folder / f"{name}.json").read_text("utf-8"))
    return found


def read(path: Path) -> Any:
    """A YAML file as plain values."""
    file = parse(path.read_bytes(), path.name)
    assert file.problems == []
    return file.value


def steps(workflow: Any) -> Iterator[dict[str, Any]]:
    """The steps of every job."""
    for job in workflow["jobs"].values():
        yield from job["steps"]


# The files


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_a_workflow_fits_the_schema_of_workflows(path: Path) -> None:
    assert [error.message for error in Draft7Validator(schema("github-workflows")).iter_errors(read(path))] == []


def test_a_broken_workflow_does_not_fit() -> None:
    broken = read(WORKFLOWS[0]) | {"jobs": {"a": {"runs-on": "ubuntu-latest", "steps": [{"run": ["make"]}]}}}
    assert list(Draft7Validator(schema("github-workflows")).iter_errors(broken))


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_a_step_is_a_command_of_this_repository_or_an_action_of_a_version(path: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    for step in steps(read(path)):
        if "uses" in step:
            assert re.fullmatch(r"actions/[\w-]+@v\d+", step["uses"]), step
            continue
        program, *arguments = step["run"].split()
        if program == "make":
            assert len(arguments) == 1 and arguments[0] in targets, step
        elif program == "python3":
            assert arguments[0] == "-m" and (ROOT / f"{arguments[1].replace('.', '/')}.py").is_file(), step
        else:
            assert ROOT / program in SCRIPTS, step


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_a_workflow_states_what_it_may_do_and_how_long(path: Path) -> None:
    workflow = read(path)
    assert isinstance(workflow["permissions"], dict)
    assert all(job["timeout-minutes"] <= 240 for job in workflow["jobs"].values())


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_a_script_is_sound_and_may_be_run(path: Path) -> None:
    assert os.access(path, os.X_OK)
    assert "set -euo pipefail" in path.read_text("utf-8")
    subprocess.run(["bash", "-n", path], check=True)


@pytest.mark.parametrize(("ci", "code"), [("", 0), ("true", 1)])
def test_a_workflow_in_which_nothing_can_be_fuzzed_fails(monkeypatch: pytest.MonkeyPatch, ci: str, code: int) -> None:
    monkeypatch.setenv("CI", ci)
    monkeypatch.setattr(fuzz, "find_spec", lambda _: None)
    assert fuzz.main([]) == code


def test_the_citation_fits_its_schema() -> None:
    assert [
        e.message for e in Draft7Validator(schema("citation-file-format")).iter_errors(read(ROOT / "CITATION.cff"))
    ] == []


def test_each_licence_is_there_and_named_where_it_holds() -> None:
    assert "MIT License" in (ROOT / "LICENSE").read_text("utf-8")
    assert "Creative Commons Attribution 4.0" in (ROOT / "LICENSE-DATA").read_text("utf-8")
    readme = (ROOT / "README.md").read_text("utf-8")
    assert "(LICENSE)" in readme and "(LICENSE-DATA)" in readme


# The scripts


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout with the scripts, this environment, a remote, and a `gh` and a `make` that write down what they are asked."""
    root = tmp_path / "checkout"
    (root / "tools").mkdir(parents=True)
    for script in SCRIPTS:
        shutil.copy(script, root / "tools")
    load_texts(root, SOUND)
    (root / "mkdocs.yml").write_text("site_name: x\n")
    shutil.copytree(ROOT / "schemas", root / "schemas")
    (root / ".venv").symlink_to(sys.prefix)
    (root / ".gitignore").write_text(".venv\ndist\nsite\n")
    programs = tmp_path / "programs"
    programs.mkdir()
    for name in ("gh", "make"):
        (programs / name).write_text(f'#!/bin/sh\necho "{name} $*" >> "{tmp_path}/asked"\nmkdir -p site dist\n')
        (programs / name).chmod(0o755)
    git(tmp_path, "init", "-q", "--bare", "origin.git")
    git(root, "init", "-q", "-b", "main")
    git(root, "remote", "add", "origin", str(tmp_path / "origin.git"))
    commit(root, "Add records")
    return root


def git(root: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", "-c", "user.name=t", "-c", "user.email=t@example.org", *arguments],
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def commit(root: Path, message: str) -> None:
    git(root, "add", "-A")
    git(root, "commit", "-qm", message)


def script(checkout: Path, name: str, **environment: str) -> tuple[int, str, list[str]]:
    """Its exit code, what it printed, and what it asked of `gh` and `make`."""
    path = f"{checkout.parent / 'programs'}:{os.environ['PATH']}"
    done = subprocess.run(
        [checkout / "tools" / name],
        env={**os.environ, "PATH": path, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    asked = checkout.parent / "asked"
    return done.returncode, done.stdout + done.stderr, asked.read_text().splitlines() if asked.exists() else []


def test_publishing_asks_for_an_address_and_builds(checkout: Path) -> None:
    code, said, asked = script(checkout, "publish.sh", SITE_URL="example.org")
    assert (code, asked) == (1, []) and "SITE_URL must be" in said

    code, _, asked = script(checkout, "publish.sh", SITE_URL="https://example.org/site/")
    assert (code, asked) == (0, ["make build"])


def test_a_release_holds_what_changed_since_the_last_and_is_made_once(checkout: Path) -> None:
    (checkout / "dist").mkdir()
    git(checkout, "tag", "data-2026-01-01")
    load_texts(checkout, {"gpus/example-gpu.yml": GPU.replace("value: 1499", "value: 1599")})
    commit(checkout, "Correct a price")

    code, said, asked = script(checkout, "release.sh", SOURCE_DATE_EPOCH="1795564800")
    assert code == 0, said
    assert asked[0].startswith("gh release create data-2026-11-25 dist/")
    notes = (checkout / "dist" / "CHANGES.md").read_text("utf-8")
    assert "Example GPU 24 GB" in notes and "1499 → 1599" in notes
    assert notes.count("\n- ") == 1

    git(checkout, "tag", "data-2026-11-25")
    code, said, asked = script(checkout, "release.sh", SOURCE_DATE_EPOCH="1795564800")
    assert (code, len(asked)) == (0, 1) and "released already" in said


def test_a_refresh_that_brings_something_is_committed_and_proposed(checkout: Path) -> None:
    lists = checkout.parent / "lists"
    lists.mkdir()
    code, said, asked = script(
        checkout, "refresh_pull_request.sh", REFRESH_FEEDS="litellm", REFRESH_FROM=str(lists / "none")
    )
    assert (code, asked) == (0, []), said
    assert "Nothing changed." in said and "failed: " in said and "litellm: some of it failed" in said

    (checkout / "data" / "gpus" / "example-gpu.yml").write_text(GPU.replace("value: 1499", "value: 1599"), "utf-8")
    code, said, asked = script(
        checkout, "refresh_pull_request.sh", REFRESH_FEEDS="litellm", REFRESH_FROM=str(lists / "none")
    )
    assert code == 0, said
    assert asked[0].startswith("gh pr list --head refresh-prices")
    assert asked[1].startswith("gh pr create --head refresh-prices")
    assert "1599" in git(checkout.parent / "origin.git", "show", "refresh-prices:data/gpus/example-gpu.yml")


# The changelog


def test_changes_since_a_tag_are_the_net_changes(checkout: Path) -> None:
    git(checkout, "tag", "before")
    for price in ("1599", "1699"):
        load_texts(checkout, {"gpus/example-gpu.yml": GPU.replace("value: 1499", f"value: {price}")})
        commit(checkout, f"Say {price}")
    (checkout / "data" / "services" / "example-cloud.yml").unlink()
    commit(checkout, "Drop a service")

    changes = changes_since(checkout, "before")

    assert changes == (
        Change("gpus", "example-gpu", "launch_usd.value", 1499, 1699),
        Change("services", "example-cloud", "", "Example Cloud", None),
    )
    assert changes_since(checkout, "HEAD") == ()
    assert "Nothing in the data has changed" in changelog((), {}, "2026-11-25", "before")


def test_a_change_is_told_in_words() -> None:
    """Lists as words, tables by their rows, a record by its name."""
    rows = [["A1", 5], ["A2", 6]]
    changes = (
        Change("glossary", "pue", "also", None, ["power usage", "effectiveness"]),
        Change("measurements", "llama", "rows", rows, [*rows[1:], ["A3", 7], ["A4", 8]]),
        Change("measurements", "llama", "note", "x" * 90, False),
        Change("gpus", "old-card", "", "Old card", None),
    )
    text = changelog(changes, {("measurements", "llama"): "Llama, measured"}, "2026-11-25", "before")
    assert [line for line in text.splitlines() if line.startswith("- ")] == [
        "- pue, also: not stated → power usage, effectiveness",
        "- Old card: removed",
        "- Llama, measured, rows: 2 new, 1 gone",
        f"- Llama, measured, note: {'x' * 80}… → False",
    ]


# Links


def test_links_tells_what_is_gone_and_what_is_not_sure(tmp_path: Path) -> None:
    host = tmp_path / "host"
    host.mkdir()
    (host / "here.html").write_text("here")
    with SiteServer(host) as server:
        server.broken.add("/busy")
        site = tmp_path / "site"
        site.mkdir()
        wanted = [server.url(path) for path in ("here.html", "here.html#part", "nowhere", "busy")]
        body = "".join(f'<a href="{address}">x</a>' for address in wanted) + '<a href="own/">own</a>'
        (site / "index.html").write_text(body)

        assert links.addresses(site) == {server.url(path): "index.html" for path in ("busy", "here.html", "nowhere")}
        assert sorted(links.ask_all(links.addresses(site), pause=0)) == [
            (server.url("busy"), "unsure: 503 Service Unavailable"),
            (server.url("nowhere"), "gone: 404 Not Found"),
        ]
        assert links.main([str(site)]) == 1
    assert links.main([str(host)]) == 2


def test_addresses_of_one_host_are_asked_with_a_pause() -> None:
    asked: list[str] = []
    wanted = ["https://a.example/1", "https://a.example/2", "https://b.example/1"]
    told = list(links.ask_all(wanted, lambda address: asked.append(address) or "gone: 410 Gone", pause=0))
    assert sorted(asked) == wanted
    assert sorted(told) == [(address, "gone: 410 Gone") for address in wanted]
