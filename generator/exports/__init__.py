"""The data for use outside the site: site/api/v1/ and llms.txt. Static files, the same for the same commit."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from calculators.core.catalogue import Catalogue
from calculators.core.subject import FAMILIES
from generator.exports.changes import history
from generator.exports.feed import atom
from generator.exports.llms import llms_text
from generator.exports.schemas import family_schema, openapi
from generator.exports.tables import CsvTable, resources, tables
from generator.exports.values import API_VERSION, record_value
from generator.ledger import read_ledger
from generator.paths import ROOT
from generator.subject import the_subject

DATA_LICENCE = {
    "name": "CC-BY-4.0",
    "title": "Creative Commons Attribution 4.0",
    "path": "https://creativecommons.org/licenses/by/4.0/",
}


def write_exports(catalogue: Catalogue, out: Path, root: Path = ROOT) -> None:
    """Write api/v1/ under the folder `out`; `root` is the checkout whose history the feed tells."""
    api = out / "api" / API_VERSION
    today = catalogue.as_of
    csv_tables: list[CsvTable] = []
    whole: dict[str, Any] = {}
    for family in FAMILIES:
        records = {record_id: record_value(record) for record_id, record in catalogue[family].items()}
        whole[family] = list(records.values())
        for record_id, value in records.items():
            _write(api / family / f"{record_id}.json", _json({"generated_at": today, **value}))
        _write(api / f"{family}.json", _json({"generated_at": today, "family": family, "records": whole[family]}))
        _write(api / "schema" / f"{family}.json", _json(family_schema(family)))
        for table in tables(family, catalogue[family].values()):
            csv_tables.append(table)
            _write(api / f"{table.name}.csv", table.text)
    _write(api / "all.json", _json({"generated_at": today, "version": API_VERSION, "families": whole}))
    ledger = read_ledger(root)
    accuracy = ledger is not None
    if ledger is not None:
        _write(api / "accuracy.json", json.dumps({"generated_at": today, **ledger}, ensure_ascii=False) + "\n")
    _write(api / "index.json", _json(_index(catalogue, accuracy=accuracy)))
    _write(api / "openapi.json", _json(openapi(today, accuracy=accuracy)))
    _write(api / "datapackage.json", _json(_package(csv_tables, today)))
    _write(api / "changes.atom", atom(history(root), today))
    _write(out / "llms.txt", llms_text(catalogue, accuracy=accuracy))


def _index(catalogue: Catalogue, *, accuracy: bool) -> dict[str, Any]:
    families = {
        family: {
            "records": len(catalogue[family]),
            "json": f"{family}.json",
            "csv": f"{family}.csv",
            "schema": f"schema/{family}.json",
        }
        for family in FAMILIES
    }
    return {
        "generated_at": catalogue.as_of,
        "version": API_VERSION,
        "licence": DATA_LICENCE["name"],
        "families": families,
        "whole": "all.json",
        **({"accuracy": "accuracy.json"} if accuracy else {}),
        "openapi": "openapi.json",
        "datapackage": "datapackage.json",
        "feed": "changes.atom",
    }


def _package(csv_tables: list[CsvTable], today: str) -> dict[str, Any]:
    return {
        "name": the_subject().slug,
        "title": f"{the_subject().name}: {the_subject().about}",
        "profile": "tabular-data-package",
        "version": today,
        "created": f"{today}T00:00:00Z",
        "licenses": [DATA_LICENCE],
        "resources": resources(csv_tables),
    }


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
