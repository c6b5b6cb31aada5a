"""Run inside Pyodide by test_same_answers.py: CPython's answers, given in a file, are this Python's too."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from calculators.core.catalogue import Catalogue
from calculators.core.door import run_json

CASES = json.loads(Path("build/answers.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_the_answer_is_cpythons(case: dict[str, str], catalogue: Catalogue) -> None:
    assert run_json(case["name"], case["inputs"], catalogue) == case["answer"]
