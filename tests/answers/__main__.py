"""Write what is expected anew; with --records take the records anew first."""

from __future__ import annotations

import json
import sys

from generator.paths import CATALOGUE_JSON, ROOT
from tests.answers import EXPECTED, RECORDS, made
from tests.answers.selection import selection, written

if "--records" in sys.argv[1:]:
    code = "\n".join(path.read_text("utf-8") for path in sorted((ROOT / "calculators").rglob("*.py")))
    RECORDS.write_text(written(selection(json.loads(CATALOGUE_JSON.read_text("utf-8")), code)), "utf-8")
EXPECTED.mkdir(exist_ok=True)
for name, text in made().items():
    (EXPECTED / f"{name}.txt").write_text(text, "utf-8")
