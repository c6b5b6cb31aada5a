"""Every calculator answers its examples in Pyodide to the byte as in CPython: outputs, report and HTML."""

from __future__ import annotations

import json
from typing import Any

import pytest

from calculators.core.catalogue import Catalogue
from calculators.core.door import calculator, names, run_json
from tests.pyodide.harness import run_in_pyodide


def questions() -> list[tuple[str, dict[str, Any]]]:
    """For each calculator its defaults, its examples and an input that it does not have."""
    return [
        (name, inputs)
        for name in names()
        for inputs in ({}, *(example.inputs for example in calculator(name).EXAMPLES), {"no_such_input": "0"})
    ]


def test_answers_are_the_same_in_pyodide(catalogue: Catalogue) -> None:
    cases = []
    for number, (name, inputs) in enumerate(questions()):
        text = json.dumps(inputs)
        answer = run_json(name, text, catalogue)
        cases.append({"id": f"{name}-{number}", "name": name, "inputs": text, "answer": answer})
    assert len(cases) >= 3 * len(names()) > 0

    report = run_in_pyodide(
        "tests/pyodide/answers_in_pyodide.py", extra_files={"/project/build/answers.json": json.dumps(cases)}
    )

    assert set(report["outcomes"].values()) == {"passed"}
    assert len(report["outcomes"]) == len(cases)
    assert report["exit"] == pytest.ExitCode.OK
