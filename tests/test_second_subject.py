"""Another subject, built by the same generator: it knows what the project tells it, and nothing of this one."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest

from generator.subject import named
from tests.support.heating import ENVIRONMENT, generator

OURS = re.compile(r"\b(?:GPU|GPUs|Cloud or Rig|RTX|Colab|rig|rental|notebook)\b")


def words(path: Path) -> str:
    """What a page says, without its markup."""
    text = re.sub(r"<(script|style)\b.*?</\1>", " ", path.read_text("utf-8"), flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def test_it_has_its_pages_and_no_word_of_another_subject(heating: Path) -> None:
    pages = {p.relative_to(heating / "site").as_posix(): words(p) for p in (heating / "site").rglob("index.html")}

    for address in (
        "", "compare/", "calculators/running_cost/", "data/systems/heat-pump/", "data/tariffs/", "data/sources/eoh-interim/",
        "methods/running_cost/", "contribute/systems/",
    ):  # fmt: skip
        assert f"{address}index.html" in pages
    assert {where: found for where, text in pages.items() if (found := OURS.findall(text))} == {}


def test_it_compares_and_answers(heating: Path) -> None:
    compare = words(heating / "site" / "compare" / "index.html")
    assert "Heat pump Air source heat pump electricity 2.8 kWh" in compare
    assert "Boiler Gas boiler gas 0.84 kWh" in compare
    home = (heating / "site" / "index.html").read_text("utf-8")
    assert 'data-side="boiler"' in home
    assert "The gas boiler is cheaper to run" in home  # 12000 / 2.8 × 0.245 = 1050 > 12000 / 0.84 × 0.0624 = 891


def test_its_worked_cases_hold(heating: Path) -> None:
    program = (
        "import json, sys\nimport generator.subject\n"
        "from calculators.core.door import calculator, names, run\nfrom calculators.core.catalogue import Catalogue\n"
        "catalogue = Catalogue.from_json(open('build/catalogue.json', encoding='utf-8').read())\n"
        "print(json.dumps([[e.expected, e.relative_tolerance, run(n, e.inputs, catalogue)['outputs']]"
        " for n in names() for e in calculator(n).EXAMPLES]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=heating, env=ENVIRONMENT, capture_output=True, text=True, check=True
    )
    cases = json.loads(done.stdout)
    assert len(cases) >= 3
    for expected, tolerance, outputs in cases:
        for name, value in expected.items():
            found = outputs[name]["typical"] if isinstance(outputs[name], dict) else outputs[name]
            assert found == (value if isinstance(value, str) else pytest.approx(value, rel=tolerance))


def test_no_link_of_its_pages_is_broken(heating: Path) -> None:
    site = heating / "site"
    broken = set()
    for page in site.rglob("index.html"):
        where = f"https://site.example/{page.parent.relative_to(site).as_posix()}/"
        for href in re.findall(r'<a\s[^>]*href="([^"]+)"', page.read_text("utf-8")):
            target = urlsplit(urljoin(where, unescape(href)))
            if target.netloc == "site.example":
                path = site / unquote(target.path).lstrip("/")
                if not (path / "index.html" if target.path.endswith("/") else path).is_file():
                    broken.add((where, href))
    assert broken == set()


def test_its_data_is_exported_and_described(heating: Path) -> None:
    api = heating / "site" / "api" / "v1"
    index = json.loads((api / "index.json").read_text("utf-8"))
    assert set(index["families"]) == {"systems", "tariffs", "sources"}
    assert [
        name for name in index.values() if str(name).endswith((".json", ".atom")) and not (api / name).is_file()
    ] == []
    assert json.loads((api / "datapackage.json").read_text("utf-8"))["name"] == "heat-pump-or-boiler"
    told = (heating / "site" / "llms.txt").read_text("utf-8")
    assert told.startswith("# Heat pump or boiler\n")
    assert "[running_cost](calculators/running_cost/)" in told


def test_its_records_are_checked_by_its_classes(heating: Path) -> None:
    record = heating / "data" / "systems" / "gas-boiler.yml"
    text = record.read_text("utf-8")
    record.write_text(text.replace("fuel: gas", "fuel: coal"), "utf-8")
    try:
        done = generator(heating, "check")
    finally:
        record.write_text(text, "utf-8")
    assert done.returncode == 1
    assert re.search(
        r"^data/systems/gas-boiler\.yml:3:\d+: fuel: “coal” does not fit; one of electricity, gas$", done.stdout, re.M
    )
    assert generator(heating, "check").returncode == 0


def test_a_project_that_names_something_unknown_is_told(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.cloud-or-rig]\ncalculator = "heating"\n')
    with pytest.raises(ValueError, match="no calculator; known: calculators, subject"):
        named(tmp_path)
