"""The ways in which an outsider tells of a mistake or proposes a change: links beside figures, issue forms, owners, hooks."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tomllib
from html import unescape
from importlib.resources import files
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from jsonschema import Draft7Validator

from generator.pages import Made, Site, families, handwritten, records, sources, wrong
from generator.pages.wrong import FORM
from generator.paths import DOCS, ROOT
from generator.repository import RepositoryError, repository
from generator.walk import figures
from generator.yaml_file import parse
from tests import golden

FORMS = ROOT / ".github" / "ISSUE_TEMPLATE"
REPOSITORY = "https://git.example/owner/name"
LINK = re.compile(r'<a class="cr-wrong" href="([^"]+)">wrong\?</a>')


def links(page: str) -> list[dict[str, str]]:
    """What each “wrong?” of a page fills in, and where it leads."""
    found = []
    for href in LINK.findall(page):
        parts = urlsplit(unescape(href))
        filled = {key: values[0] for key, values in parse_qs(parts.query, strict_parsing=True).items()}
        found.append({**filled, "path": parts._replace(query="").geturl()})
    return found


def site(address: str = "") -> Site:
    catalogue = golden.load(golden.FOLDER / "data", as_of=golden.TODAY).catalogue
    return Site(catalogue, (), Made(repository=address))


def pages(made: Site) -> dict[str, str]:
    made_of = (*records.pages(made), *sources.pages(made), *families.pages(made), *wrong.pages(made))
    return {page.path: page.text for page in made_of}


def test_each_figure_of_a_gpu_leads_to_the_form_filled_in() -> None:
    """Counted and read from the golden record by hand: tests/golden/data/gpus/alpha-12gb.yml."""
    made = site(REPOSITORY)
    found = links(pages(made)["data/gpus/alpha-12gb.md"])
    assert {link["field"] for link in found} == {
        str(where[0]) for where, _, _ in figures(made.catalogue["gpus"]["alpha-12gb"])
    }
    memory = next(link for link in found if link["field"] == "memory_gb")
    assert memory == {
        "path": f"{REPOSITORY}/issues/new", "template": FORM, "record": "gpus/alpha-12gb", "field": "memory_gb",
        "value": "12 GB", "source": "sheet",
    }  # fmt: skip


def test_every_figure_of_every_record_has_its_link() -> None:
    made = site()
    texts = pages(made)
    for family in ("gpus", "services", "rigs", "regions", "glossary", "history"):
        for record in made.catalogue[family].values():
            told = [link["field"] for link in links(texts[f"data/{family}/{record.id}.md"])]
            for where, _, _ in figures(record):
                top = str(where[0])
                assert any(field == top or field.startswith(f"{top}.") for field in told), (record.id, where)


def test_a_row_of_figures_tells_them_all() -> None:
    text = pages(site(REPOSITORY))["data/services/example-cloud.md"]
    offers = [link for link in links(text) if link["field"].startswith("offers.")]
    assert offers
    for link in offers:
        assert "On demand $" in link["value"]
        assert link["source"]


@pytest.mark.parametrize("family", ["gpus", "rigs", "regions", "offers", "tiers"])
def test_a_row_of_a_table_tells_the_figures_that_it_shows(family: str) -> None:
    """Each row that leads to a statement of a source, which every figure does, has the link beside its name."""
    text = pages(site(REPOSITORY))[f"data/{family}/index.md"]
    rows = [row for row in re.findall(r"<tr>.*?</tr>", text) if "/data/sources/" in row]
    assert rows
    for row in rows:
        (link,) = links(row)
        stated = {place for place in re.findall(r"/data/sources/[^#]+#([\w.-]+)", row)}
        assert all(place.startswith(link["record"].replace("/", ".")) for place in stated)
        assert all(link.get("field", "") in place for place in stated)
        assert link["value"].count(",") >= len(stated) - 1
        assert link["source"]


def test_what_a_row_says_by_hand() -> None:
    """tests/golden/data/gpus/alpha-12gb.yml, of which the table shows four figures."""
    (row,) = [
        link for link in links(pages(site(REPOSITORY))["data/gpus/index.md"]) if link["record"] == "gpus/alpha-12gb"
    ]
    assert row["value"] == "Memory 12 GB, Memory bandwidth 360 GB/s, BF16 tensor 51 TFLOP/s, Board power 300 W"
    assert row["source"] == "sheet"


def test_a_statement_in_words_has_its_link() -> None:
    text = handwritten.render(site(REPOSITORY), (DOCS / "compare.md").read_text("utf-8"), "compare.md")
    stated = re.findall(r'<ul class="cr-proofs">(.*?)</ul>', text, re.DOTALL)
    lines = [line for part in stated for line in part.split("<li>")[1:]]
    assert lines
    for line in lines:
        (link,) = links(line)
        assert link["field"].startswith("evidence.")
        assert link["value"] == unescape(line.partition(" <span")[0])


def test_the_page_of_a_wrong_figure_leads_to_the_form_where_there_is_one() -> None:
    there, here = (pages(site(address))["contribute/wrong.md"] for address in (REPOSITORY, ""))
    assert f'href="{REPOSITORY}/issues/new?template={FORM}"' in there
    assert "names no repository" in here and "data-form" not in here


def test_without_a_repository_the_link_leads_to_the_contribute_room_with_the_same_filled_in() -> None:
    here, there = (links(pages(site(address))["data/gpus/alpha-12gb.md"]) for address in ("", REPOSITORY))
    assert {link.pop("path") for link in here} == {"../../../contribute/wrong/"}
    assert here == [{key: text for key, text in link.items() if key not in ("path", "template")} for link in there]


def test_a_source_tells_of_its_own_statements() -> None:
    found = links(pages(site(REPOSITORY))["data/sources/sheet.md"])
    assert found
    assert {link["source"] for link in found} == {"sheet"}


def test_the_repositorys_address_is_told_to_the_build(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REPO_URL", f"{REPOSITORY}/")
    assert repository() == REPOSITORY
    monkeypatch.delenv("REPO_URL")
    assert repository() == ""
    for bad in ("owner/name", "https://git.example", "javascript:alert(1)", 'https://a/b"c'):
        monkeypatch.setenv("REPO_URL", bad)
        with pytest.raises(RepositoryError, match="give an address"):
            repository()


# Forms


def form(name: str) -> dict[str, Any]:
    read = parse((FORMS / name).read_bytes(), name)
    assert read.problems == []
    found: dict[str, Any] = read.value
    return found


NAMES = sorted(path.name for path in FORMS.glob("*.yml") if path.name != "config.yml")


def test_there_is_a_form_for_each_way_to_help() -> None:
    assert NAMES == ["new-calculator.yml", "new-gpu.yml", "new-service.yml", "wrong-figure.yml"]


@pytest.mark.parametrize("name", NAMES)
def test_a_form_leads_with_where_it_was_read(name: str) -> None:
    first = form(name)["body"][0]
    assert first["attributes"]["label"] == "Where did you read it?"
    assert first["validations"] == {"required": True}


@pytest.mark.parametrize(
    ("name", "schema"), [*((name, "github-issue-forms") for name in NAMES), ("config.yml", "github-issue-config")]
)
def test_a_form_is_one_that_the_host_takes(name: str, schema: str) -> None:
    """By the schema of SchemaStore that check-jsonschema carries, and with ids of their own."""
    folder = files("check_jsonschema") / "builtin_schemas" / "vendor"
    validator = Draft7Validator(json.loads((folder / f"{schema}.json").read_text("utf-8")))
    assert [error.message for error in validator.iter_errors(form(name))] == []
    ids = [field["id"] for field in form(name).get("body", [])]
    assert len(ids) == len(set(ids))


def test_what_a_link_fills_in_are_fields_of_the_form() -> None:
    fields = {field["id"] for field in form(FORM)["body"]}
    for link in links(pages(site(REPOSITORY))["data/gpus/alpha-12gb.md"]):
        assert link.keys() - {"path", "template"} <= fields


# Owners and hooks


def test_owners_are_of_folders_that_are_there() -> None:
    lines = (ROOT / ".github" / "CODEOWNERS").read_text("utf-8").splitlines()
    owned = [line.split() for line in lines if line and not line.startswith("#")]
    assert owned[0][0] == "*"
    for path, *owners in owned:
        assert owners and all(re.fullmatch(r"@[\w-]+/[\w-]+", owner) for owner in owners)
        assert path == "*" or (ROOT / path.strip("/")).is_dir(), path


def test_hooks_ask_nobody_else() -> None:
    hooks = parse((ROOT / ".pre-commit-config.yaml").read_bytes(), "").value
    assert [repo["repo"] for repo in hooks["repos"]] == ["local"]
    assert {hook["language"] for repo in hooks["repos"] for hook in repo["hooks"]} == {"system"}


def test_the_hook_of_types_runs_for_every_folder_that_is_typed() -> None:
    hooks = parse((ROOT / ".pre-commit-config.yaml").read_bytes(), "").value["repos"][0]["hooks"]
    (files_of,) = (hook["files"] for hook in hooks if hook["id"] == "types")
    typed = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["mypy"]["files"]
    assert all(re.search(files_of, f"{folder}/a/b.py") for folder in typed)
    assert not re.search(files_of, "data/gpus/rtx-4090.yml")


def test_hooks_mend_what_is_committed(tmp_path: Any) -> None:
    """pre-commit itself, on a small repository with the real commands: a record with a unit in its number is mended."""
    for name in ("calculators", "generator", "schemas", "subject"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(golden.FOLDER / "data", tmp_path / "data")
    for name in (".pre-commit-config.yaml", "pyproject.toml", "mkdocs.yml", "CONTRIBUTING.md"):
        shutil.copy(ROOT / name, tmp_path)
    (tmp_path / ".venv").symlink_to(ROOT / ".venv")
    (tmp_path / ".gitignore").write_text("/.venv\n/build/\n__pycache__/\n", "utf-8")
    gpu = tmp_path / "data" / "gpus" / "alpha-12gb.yml"
    gpu.write_text(gpu.read_text("utf-8").replace("memory_gb: 12", "memory_gb: 12GB"), "utf-8")
    assert "12GB" in gpu.read_text("utf-8")

    def run(*command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    run("git", "init", "--quiet")
    run(
        "git",
        "-c",
        "user.name=T",
        "-c",
        "user.email=t@example.org",
        "commit",
        "--quiet",
        "--allow-empty",
        "-m",
        "Begin",
    )
    run("git", "add", "--all")
    done = run(str(ROOT / ".venv" / "bin" / "pre-commit"), "run", "records", "--all-files")
    assert "memory_gb: 12\n" in gpu.read_text("utf-8"), done.stdout + done.stderr
    assert done.returncode == 1 and "files were modified by this hook" in done.stdout
