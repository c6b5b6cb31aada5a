"""The Python package: installed into an empty environment it answers, typed, with its catalogue inside; its page is true."""

from __future__ import annotations

import doctest
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from html.parser import HTMLParser
from importlib.resources import files
from pathlib import Path

import pytest
from jsonschema import Draft7Validator

import calculators
from calculators import Answer, Catalogue, InputError, ask, carried, names, options, run
from calculators.core.door import calculator
from calculators.core.quantity import fields_of
from generator import release
from generator.pages import Site
from generator.pages import python as python_page
from generator.runtime.wheel import published_wheel
from generator.yaml_file import parse
from tools.python import find_uv

ROOT = Path(__file__).resolve().parents[1]
PAGE = "rent_or_buy"


# From Python


@pytest.mark.parametrize("name", names())
def test_ask_says_what_the_door_says(name: str, catalogue: Catalogue) -> None:
    given = calculator(name).EXAMPLES[0].inputs
    answer = ask(name, catalogue=catalogue, **given)
    expected = run(name, given, catalogue)
    assert answer.as_dict() == {"outputs": expected["outputs"], "report": expected["report"]}
    assert answer.html() == expected["html"]
    assert str(answer) == answer.verdict == expected["report"]["verdict"]["sentence"]
    assert {key: answer.inputs[key] for key in given} == given


@pytest.mark.parametrize("name", names())
def test_no_input_has_the_name_of_an_argument(name: str) -> None:
    assert "catalogue" not in {info.name for info in fields_of(calculator(name).Inputs)}


def test_a_bad_input_is_an_error_that_says_what_is_allowed(catalogue: Catalogue) -> None:
    with pytest.raises(InputError, match="out of bounds") as told:
        ask(PAGE, catalogue=catalogue, hours_per_week=-1)
    assert (told.value.field, told.value.allowed) == ("hours_per_week", "0 to 168 h/week")
    assert str(told.value) == "hours_per_week: “-1” is out of bounds; allowed: 0 to 168 h/week"
    with pytest.raises(InputError, match="did you mean rent_or_buy"):
        ask("rent_or_by", catalogue=catalogue)


def test_options_are_values_with_their_names(catalogue: Catalogue) -> None:
    assert options(PAGE, "rig", catalogue)["rtx-3090-desktop"] == catalogue["rigs"]["rtx-3090-desktop"].name
    with pytest.raises(InputError, match="no input with options"):
        options(PAGE, "hours_per_week", catalogue)


def test_the_carried_catalogue_is_the_built_one(catalogue: Catalogue) -> None:
    assert carried().to_json() == catalogue.to_json()


class Balanced(HTMLParser):
    """Elements that are open, and every address that is linked."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)
        self.links += [value or "" for name, value in attrs if name == "href"]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("name", names())
def test_a_notebook_shows_the_report_without_links_that_lead_nowhere(name: str, catalogue: Catalogue) -> None:
    answer = ask(name, catalogue=catalogue)
    shown = answer._repr_html_()
    parser = Balanced()
    parser.feed(shown)
    assert parser.open == []
    assert all(link.startswith("https://") for link in parser.links)
    assert "cr-chart__drawing" not in shown and "<script" not in shown
    words = re.sub(r"<[^>]+>", "", shown)
    for reason in answer.report.reasons:
        assert re.sub(r"[&<>\"']", "", reason.text)[:30] in re.sub(r"&\w+;|&#\w+;", "", words)


def test_an_answer_prints_in_lines_of_a_width(catalogue: Catalogue) -> None:
    answer: Answer = ask("recommend", catalogue=catalogue)
    assert max(map(len, answer.text(60).splitlines())) <= 80
    assert repr(answer) == f"<recommend: {answer.verdict}>"


# Its page


@pytest.fixture(scope="module")
def page(catalogue: Catalogue) -> str:
    (made,) = python_page.pages(Site(catalogue, names()))
    return made.text


def test_every_example_of_the_page_prints_what_it_shows(page: str) -> None:
    sessions = re.findall(r"^```pycon\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    assert len(sessions) == len(names()) + 2
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
    for number, session in enumerate(sessions):
        known = {name: getattr(calculators, name) for name in calculators.__all__}
        told: list[str] = []
        runner.run(
            doctest.DocTestParser().get_doctest(session, known, f"example {number}", None, None), out=told.append
        )
        assert told == []
    assert runner.summarize(verbose=False).attempted >= 3 * len(names())


def test_the_page_tells_every_public_name(page: str) -> None:
    assert set(re.findall(r'^### .* \{ #(\w+) data-search-exclude="" \}$', page, re.MULTILINE)) == set(
        calculators.__all__
    )
    for name in calculators.__all__:
        assert getattr(calculators, name).__doc__


# Installed


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory, catalogue: Catalogue) -> Path:
    return published_wheel(ROOT, tmp_path_factory.mktemp("wheel"), catalogue.to_json())


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory, wheel: Path) -> Path:
    """The folder of programs of a fresh environment that holds the wheel and nothing else."""
    folder = tmp_path_factory.mktemp("installed") / "venv"
    uv = find_uv()
    for command in (
        [uv, "venv", "--quiet", "--no-project", "--python", sys.executable, folder],
        [uv, "pip", "install", "--quiet", "--offline", "--no-deps", "--python", folder / "bin" / "python", wheel],
    ):
        subprocess.run(list(map(str, command)), check=True, cwd=folder.parent)
    return folder / "bin"


def call(program: Path, *arguments: str, cwd: Path) -> tuple[int, str, str]:
    done = subprocess.run(
        [str(program), *arguments],
        cwd=cwd,
        env={**os.environ, "SOURCE_DATE_EPOCH": "1795564800"},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    return done.returncode, done.stdout, done.stderr


def test_the_wheel_holds_what_it_needs_and_says_that_it_is_typed(wheel: Path, catalogue: Catalogue) -> None:
    with zipfile.ZipFile(wheel) as held:
        files = set(held.namelist())
        assert held.read("calculators/catalogue.json").decode() == catalogue.to_json()
    for name in ("calculators/py.typed", "generator/theme/main.html", "generator/templates/record.md"):
        assert name in files
    assert {"generator/docs/css/tokens.css", "generator/docs/js/worker.js"} <= files
    version = catalogue.as_of.replace("-", ".")
    assert {name.split("/")[0] for name in files} == {"calculators", "generator", f"cloud_or_rig-{version}.dist-info"}
    assert {f"cloud_or_rig-{version}.dist-info/licenses/{name}" for name in ("LICENSE", "LICENSE-DATA")} <= files


def test_installed_the_command_and_python_answer_with_the_catalogue_inside(
    installed: Path, tmp_path: Path, catalogue: Catalogue
) -> None:
    expected = run(PAGE, {"hours_per_week": "5"}, catalogue)
    code, out, _ = call(installed / "cloud-or-rig", PAGE, "--json", "hours_per_week=5", cwd=tmp_path)
    assert (code, json.loads(out)["outputs"]) == (0, expected["outputs"])
    program = f"import calculators; print(calculators.ask({PAGE!r}, hours_per_week=5))"
    code, out, _ = call(installed / "python", "-c", program, cwd=tmp_path)
    assert (code, out.strip()) == (0, expected["report"]["verdict"]["sentence"])


def test_without_the_extra_the_generator_says_what_to_install(installed: Path) -> None:
    code, out, err = call(installed / "cloud-or-rig-site", "check", cwd=ROOT)
    assert (code, out) == (1, "")
    assert "pip install 'cloud-or-rig[site]'" in err
    assert "Traceback" not in err


def test_outside_of_a_project_the_generator_says_what_it_needs(installed: Path, tmp_path: Path) -> None:
    code, _, err = call(installed / "cloud-or-rig-site", "check", cwd=tmp_path)
    assert code == 1
    assert "there is no project here: run this in a folder with mkdocs.yml, data/ and docs/" in err


def test_installed_the_generator_builds_a_project_elsewhere(installed: Path, tmp_path: Path) -> None:
    """With this environment's packages, the installed generator and calculators, and the npm files beside the project."""
    (site_packages,) = installed.parent.glob("lib/python3*/site-packages")
    project = tmp_path / "heating"
    shutil.copytree(ROOT / "examples" / "heating", project, ignore=shutil.ignore_patterns("build", "site"))
    program = (
        f"import sys; sys.path.insert(0, {str(site_packages)!r}); sys.argv = ['', 'build', '--no-twins']\n"
        "from generator.command import entry\nsys.exit(entry())"
    )
    code, _, err = call(Path(sys.executable), "-P", "-c", program, cwd=project)
    assert code == 1 and f"copy package.json and package-lock.json of {site_packages}/generator/npm" in err

    (project / "node_modules").symlink_to(ROOT / "node_modules")
    (project / "build" / "cache").symlink_to(ROOT / "build" / "cache")
    code, _, err = call(Path(sys.executable), "-P", "-c", program, cwd=project)
    assert (code, err.splitlines()[-1][:17]) == (0, "23 pages in site/"), err
    assert "The gas boiler is cheaper to run" in (project / "site" / "index.html").read_text("utf-8")


def test_a_type_checker_reads_its_types(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "use.py").write_text(
        "from calculators import Answer, ask\n\nanswer: Answer = ask('fit')\nwords: str = answer.verdict\nask(1)\n"
    )
    command = ["-m", "mypy", "--strict", "--python-executable", str(installed / "python"), "--cache-dir", ".cache"]
    code, out, _ = call(Path(sys.executable), *command, "use.py", cwd=tmp_path)
    assert code == 1
    assert re.findall(r"^use\.py:(\d+): error: .*\[([\w-]+)\]$", out, re.MULTILINE) == [("5", "arg-type")]


# Released


def test_a_release_is_the_wheel_and_the_data_as_one_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, catalogue: Catalogue
) -> None:
    monkeypatch.setattr(release, "SITE", tmp_path / "site")
    monkeypatch.setattr(release, "DIST", tmp_path / "dist")
    monkeypatch.setattr(release, "CATALOGUE_JSON", tmp_path / "catalogue.json")
    with pytest.raises(release.NotBuiltError, match="make build"):
        release.write_release()

    api = tmp_path / "site" / "api" / "v1"
    (api / "sources").mkdir(parents=True)
    for name in ("index.json", "index.json.br", "index.json.gz", "sources/a.json"):
        (api / name).write_text("{}")
    (tmp_path / "catalogue.json").write_text(catalogue.to_json(), "utf-8")
    made, data = release.write_release()

    version = catalogue.as_of.replace("-", ".")
    assert (made.name, data.name) == (f"cloud_or_rig-{version}-py3-none-any.whl", f"cloud_or_rig-{version}-data.zip")
    with zipfile.ZipFile(data) as held:
        assert held.namelist() == ["index.json", "sources/a.json", "LICENSE", "CITATION.cff"]
        assert b"Creative Commons Attribution 4.0" in held.read("LICENSE")
        citation = parse(held.read("CITATION.cff"), "").value
    assert (citation["version"], citation["date-released"]) == (catalogue.as_of, catalogue.as_of)
    schema = files("check_jsonschema") / "builtin_schemas" / "vendor" / "citation-file-format.json"
    Draft7Validator(json.loads(schema.read_text("utf-8"))).validate(citation)
