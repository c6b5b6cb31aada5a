"""The reference of the data API as Markdown, from the same field definitions that validate the data and make the exports."""

from __future__ import annotations

from calculators.core.catalogue import Catalogue
from calculators.core.records import FAMILIES
from generator.exports.tables import tables
from generator.exports.values import API_VERSION
from generator.pages.addresses import fields

_INTRODUCTION = """\
# Data API

Every figure of this site as static files: no key, no limit, CC BY 4.0. The files change when the data changes; each carries
`generated_at`, the date of the data. The version in the path changes only when a field is renamed or removed.

A **figure** is an object: `low`, `typical` and `high` as the sources state it, `unit`, `source` (ids of the family `sources`),
`as_of` (the date for which they state it), a `note` where there is something to know, and `today`: the wider range at
`generated_at` where the figure ages. In CSV a figure has five columns: the typical value under its own name, then `_low`, `_high`,
`_source` and `_as_of`.

| file | what it holds |
|---|---|
| [`index.json`]({root}index.json) | the families, their counts and files |
| [`all.json`]({root}all.json) | everything |
| `<family>.json`, `<family>/<id>.json` | a family, a record |
| `<family>.csv`, `<family>-<list>.csv` | a family as a table; a list nested in it (offers of services) as one of its own |
| `schema/<family>.json` | JSON Schema (2020-12) of a record |
| [`openapi.json`]({root}openapi.json) | OpenAPI 3.1 description |
| [`datapackage.json`]({root}datapackage.json) | Frictionless data package of the CSV files |
| [`changes.atom`]({root}changes.atom) | figures that changed, newest first |

    import json, urllib.request
    gpus = json.load(urllib.request.urlopen("…/api/{version}/gpus.json"))["records"]
    print({{gpu["name"]: gpu["memory_gb"]["typical"] for gpu in gpus}})
"""


def reference_page(catalogue: Catalogue, root: str) -> str:
    """The page's Markdown; `root` leads from the page to the site's root. The fields are told on each family's own page."""
    api = f"{root}api/{API_VERSION}/"
    rows = ["| family | what a record is | records | files |", "|---|---|---:|---|"]
    for family, cls in FAMILIES.items():
        files = [f"[JSON]({api}{family}.json)", *(f"[{t.name}.csv]({api}{t.name}.csv)" for t in tables(family, ()))]
        files.append(f"[schema]({api}schema/{family}.json)")
        about = (cls.__doc__ or "").splitlines()[0]
        rows.append(f"| [{family}]({root}{fields(family)}) | {about} | {len(catalogue[family])} | {', '.join(files)} |")
    return _INTRODUCTION.format(root=api, version=API_VERSION) + "\n## Families\n\n" + "\n".join(rows) + "\n"
