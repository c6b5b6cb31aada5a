"""What site/api/v1/ holds: valid by its own schemas, the same twice, every figure of the data and no other."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
from xml.etree import ElementTree

import jsonschema
import pytest

from calculators.core.subject import FAMILIES
from generator.exports import write_exports
from generator.exports.changes import history
from generator.exports.feed import atom
from generator.pages import Site, api
from generator.walk import figures
from tests.support.records import GPU, SOUND, load_texts


@pytest.fixture
def small(tmp_path):
    return load_texts(tmp_path / "in", SOUND).catalogue


def files(folder):
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_a_figure_is_told_as_stated_with_its_range_today(small, tmp_path):
    write_exports(small, tmp_path, tmp_path)
    gpu = json.loads((tmp_path / "api/v1/gpus/example-gpu.json").read_text())
    assert gpu["generated_at"] == "2026-11-25"
    assert gpu["memory_gb"] == {
        "low": 24,
        "typical": 24,
        "high": 24,
        "unit": "GB",
        "source": ["sheet"],
        "as_of": "2026-01",
    }
    # by hand: 2026-05 stands for 2026 + 4.5/12 = .375; 2026-11-25 is 2026 + (304 + 24.5)/365 = .9; 0.525 years at 35% = 1.1838
    assert gpu["used_usd"]["high"] == 900
    assert gpu["used_usd"]["today"]["high"] == pytest.approx(900 * 1.18375, rel=1e-6)
    assert gpu["used_usd"]["today"]["low"] == pytest.approx(600 / 1.18375, rel=1e-6)


def test_every_record_validates_against_its_schema(catalogue, tmp_path):
    write_exports(catalogue, tmp_path, tmp_path)
    api = tmp_path / "api/v1"
    for family in FAMILIES:
        schema = json.loads((api / f"schema/{family}.json").read_text())
        jsonschema.Draft202012Validator.check_schema(schema)
        validator = jsonschema.Draft202012Validator(schema)
        records = json.loads((api / f"{family}.json").read_text())["records"]
        assert len(records) == len(catalogue[family])
        for record in records:
            validator.validate(record)
            single = json.loads((api / family / f"{record['id']}.json").read_text())
            assert single.pop("generated_at") == catalogue.as_of
            assert single == record


def test_the_schema_refuses_an_unknown_key_and_a_bare_number(small, tmp_path):
    write_exports(small, tmp_path, tmp_path)
    api = tmp_path / "api/v1"
    validator = jsonschema.Draft202012Validator(json.loads((api / "schema/gpus.json").read_text()))
    record = json.loads((api / "gpus.json").read_text())["records"][0]
    assert not validator.is_valid({**record, "colour": "green"})
    assert not validator.is_valid({**record, "memory_gb": 24})


def test_no_figure_is_dropped(catalogue, tmp_path):
    write_exports(catalogue, tmp_path, tmp_path)
    exported = (tmp_path / "api/v1/all.json").read_text()
    count = sum(1 for family in FAMILIES for record in catalogue[family].values() for _ in figures(record))
    assert exported.count('"as_of": ') - exported.count('"typical": ') >= 0
    assert exported.count('"typical": ') == count


def test_csv_tables_are_what_the_data_package_says(catalogue, tmp_path):
    write_exports(catalogue, tmp_path, tmp_path)
    api = tmp_path / "api/v1"
    package = json.loads((api / "datapackage.json").read_text())
    names = {resource["name"] for resource in package["resources"]}
    assert {"gpus", "services", "services-offers", "services-tiers", "regions"} <= names
    for resource in package["resources"]:
        rows = list(csv.reader(io.StringIO((api / resource["path"]).read_text())))
        header = [field["name"] for field in resource["schema"]["fields"]]
        assert rows[0] == header and len(set(header)) == len(header)
        for row in rows[1:]:
            for field, cell in zip(resource["schema"]["fields"], row, strict=True):
                if cell and field["type"] == "number":
                    float(cell)
                if cell and field["type"] == "integer":
                    int(cell)


def test_the_api_page_tells_every_column_of_every_table(catalogue, tmp_path):
    write_exports(catalogue, tmp_path, tmp_path)
    package = json.loads((tmp_path / "api/v1/datapackage.json").read_text())
    (page,) = api.pages(Site(catalogue, ()))
    for resource in package["resources"]:
        told = page.text.partition(f">{resource['path']}</a>")[2].partition("</details>")[0]
        for field in resource["schema"]["fields"]:
            of_figure = re.sub("_(low|high|source|as_of)$", "", field["name"])
            assert f"<code>{field['name']}</code>" in told or f"<code>{of_figure}</code></dt><dd>figure" in told, field


def test_offers_name_their_service(small, tmp_path):
    write_exports(small, tmp_path, tmp_path)
    rows = list(csv.DictReader(io.StringIO((tmp_path / "api/v1/services-offers.csv").read_text())))
    assert [(r["service_id"], r["id"], r["on_demand_usd_per_hour"]) for r in rows] == [
        ("example-cloud", "one", "0.5"),
        ("example-cloud", "eight", "4"),
    ]


def test_two_runs_give_the_same_bytes(small, tmp_path):
    for name in ("a", "b"):
        write_exports(small, tmp_path / name, tmp_path)
    assert files(tmp_path / "a") == files(tmp_path / "b")


def test_openapi_describes_every_file(small, tmp_path):
    write_exports(small, tmp_path, tmp_path)
    api = tmp_path / "api/v1"
    described = json.loads((api / "openapi.json").read_text())
    for family in FAMILIES:
        assert f"/{family}.json" in described["paths"] and f"/{family}/{{id}}.json" in described["paths"]
        assert (api / f"{family}.json").exists()
    for listed in json.loads((api / "index.json").read_text())["families"].values():
        assert all((api / listed[kind]).exists() for kind in ("json", "csv", "schema"))


def commit(root, message, when):
    run = ["git", "-C", str(root), "-c", "user.name=t", "-c", "user.email=t@example.org"]
    date = {"GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when, "PATH": "/usr/bin:/bin"}
    subprocess.run([*run, "add", "-A"], check=True)
    subprocess.run([*run, "commit", "-qm", message], check=True, env=date)


def test_the_feed_tells_exactly_the_figures_that_changed(tmp_path):
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    load_texts(tmp_path, SOUND)
    commit(tmp_path, "Add records", "2026-11-01T00:00:00Z")
    load_texts(tmp_path, {"gpus/example-gpu.yml": GPU.replace("value: 1499", "value: 1599")})
    commit(tmp_path, "Correct a launch price", "2026-11-02T00:00:00Z")
    (tmp_path / "README").write_text("not data")
    commit(tmp_path, "Say more", "2026-11-03T00:00:00Z")
    newest, oldest = history(tmp_path)
    assert [(c.record, c.field, c.old, c.new) for c in newest.changes] == [
        ("example-gpu", "launch_usd.value", 1499, 1599)
    ]
    assert {c.record for c in oldest.changes} == {"sheet", "example-gpu", "example-cloud"}
    feed = ElementTree.fromstring(atom([newest, oldest], "2026-11-25"))
    entries = feed.findall("{http://www.w3.org/2005/Atom}entry")
    assert [e.findtext("{http://www.w3.org/2005/Atom}title") for e in entries] == [
        "Correct a launch price",
        "Add records",
    ]
    assert "launch_usd.value: 1499 → 1599" in (entries[0].findtext("{http://www.w3.org/2005/Atom}content") or "")
