"""What a newcomer pastes passes, editors know every family, and what the guide names is there."""

from __future__ import annotations

import json
import re
import shutil

import jsonschema
import pytest

from calculators.core.records import Source
from generator.contributing.templates import CONTRIBUTING, MODELINE, templates
from generator.families import RECORDS
from generator.load import Loaded, load
from generator.paths import DATA, ROOT, SCHEMAS
from generator.walk import walk
from generator.yaml_file import parse

SETTINGS = ROOT / ".vscode" / "settings.json"
SOURCE_ID = "example-shop"
"""The id that the templates' figures name, and so that of the source that is pasted beside them."""


def pasted(family: str) -> str:
    return SOURCE_ID if RECORDS[family] is Source else "pasted-example"


@pytest.fixture(scope="module")
def with_templates(tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    """The whole of data/ with every template pasted into its folder."""
    data = tmp_path_factory.mktemp("contributing") / "data"
    shutil.copytree(DATA, data)
    for family, text in templates().items():
        (data / family / f"{pasted(family)}.yml").write_text(text, "utf-8")
    return load(data, as_of="2026-11-27")


def test_every_family_has_a_template() -> None:
    missing = RECORDS.keys() - templates().keys()
    assert not missing, f"add to {CONTRIBUTING.name}, under Templates, a yaml block whose first line is {MODELINE!r}"
    assert templates().keys() == RECORDS.keys()


@pytest.mark.parametrize("family", RECORDS)
def test_a_template_passes_the_check(family: str, with_templates: Loaded) -> None:
    here = f"data/{family}/{pasted(family)}.yml:"
    assert [str(problem) for problem in with_templates.problems if str(problem).startswith(here)] == []
    assert pasted(family) in with_templates.everything[family]


def test_no_template_needs_another_one_than_the_source(with_templates: Loaded) -> None:
    assert with_templates.problems == []
    for family in RECORDS:
        for where, _, value in walk(with_templates.everything[family][pasted(family)]):
            assert value != "pasted-example" or where == ("id",), (family, where)


@pytest.mark.parametrize("family", RECORDS)
def test_a_template_fits_the_schema_that_editors_read(family: str) -> None:
    schema = json.loads((SCHEMAS / f"{family}.json").read_text("utf-8"))
    jsonschema.validate(parse(templates()[family].encode(), "").value, schema)


@pytest.mark.parametrize("family", RECORDS)
def test_an_editor_underlines_nothing_in_a_sound_record(family: str) -> None:
    sound = jsonschema.Draft202012Validator(json.loads((SCHEMAS / f"{family}.json").read_text("utf-8"))).is_valid
    assert [p.name for p in (DATA / family).glob("*.yml") if not sound(parse(p.read_bytes(), p.name).value)] == []


def test_two_templates_of_one_family_are_refused() -> None:
    block = f"```yaml\n{MODELINE.format(family='gpus')}name: x\n```\n"
    with pytest.raises(ValueError, match="two templates of gpus"):
        templates(block + block)


# Editors


@pytest.mark.parametrize("family", RECORDS)
def test_editors_know_the_schema_of_a_family(family: str) -> None:
    wired = json.loads(SETTINGS.read_text("utf-8"))["yaml.schemas"]
    assert wired.get(f"./schemas/{family}.json") == f"data/{family}/*.yml", f"wire it in {SETTINGS.relative_to(ROOT)}"
    assert (SCHEMAS / f"{family}.json").is_file()


def test_editors_are_told_of_no_family_that_is_not() -> None:
    wired = json.loads(SETTINGS.read_text("utf-8"))["yaml.schemas"]
    assert len(wired) == len(RECORDS)


def test_every_record_begins_with_its_schema() -> None:
    wrong = [
        path.relative_to(ROOT).as_posix()
        for path in sorted(DATA.rglob("*.yml"))
        if not path.read_text("utf-8").startswith(MODELINE.format(family=path.parent.name))
    ]
    assert wrong == [], "`python -m generator check --fix` adds the line"


@pytest.mark.parametrize("family", RECORDS)
def test_a_schema_tells_what_each_key_is(family: str) -> None:
    """Hover help: a label for each key, and a sentence or bounds for each that the label alone does not explain."""
    schema = json.loads((SCHEMAS / f"{family}.json").read_text("utf-8"))
    classes = [schema, *schema.get("$defs", {}).values()]
    keys = {name: key for cls in classes for name, key in cls.get("properties", {}).items()}
    assert all(key.get("title") or "$ref" in key for key in keys.values())
    described = [name for name, key in keys.items() if key.get("description")]
    assert len(described) >= 0.8 * len(keys), keys.keys() - set(described)


# What the guide names


def test_the_guide_links_to_its_own_headings() -> None:
    text = CONTRIBUTING.read_text("utf-8")
    headings = {
        re.sub(r"[^\w -]", "", h).strip().lower().replace(" ", "-") for h in re.findall(r"^#+ (.+)$", text, re.M)
    }
    links = re.findall(r"\]\(#([^)]+)\)", text)
    assert links
    assert set(links) <= headings


def test_the_guide_names_files_that_are_there() -> None:
    text = CONTRIBUTING.read_text("utf-8")
    for name in re.findall(r"`((?:calculators|generator|tests|schemas|\.vscode)/[\w./-]*)`", text):
        assert (ROOT / name).exists(), name


def test_a_template_stands_under_the_folder_of_its_family() -> None:
    text = CONTRIBUTING.read_text("utf-8")
    for family in RECORDS:
        before = text[: text.index(MODELINE.format(family=family))]
        section = before[before.rindex("\n### ") :]
        assert f"`data/{family}/<id>.yml`" in section, family
