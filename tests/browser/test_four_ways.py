"""One question, four ways to ask it: Python, the command line, the static page and the browser say the same."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from calculators import ask, names
from calculators.core.door import calculator
from tests.support.server import SiteServer
from tests.support.static_answer import static_answer

ROOT = Path(__file__).resolve().parents[2]
BOOT_MS = 60_000


def command_line(name: str, inputs: dict[str, Any]) -> Any:
    words = [f"{key}={value}" for key, value in inputs.items()]
    done = subprocess.run(
        [sys.executable, "-m", "calculators", name, "--json", *words], cwd=ROOT, capture_output=True, check=True
    )
    return json.loads(done.stdout)


def test_python_command_line_browser_and_static_page_agree(page: Page, site: SiteServer) -> None:
    page.goto(site.url(f"calculators/{names()[0]}/"))
    expect(page.locator(".cr-status")).to_have_attribute("data-state", "live", timeout=BOOT_MS)
    for name in names():
        for inputs in ({}, calculator(name).EXAMPLES[-1].inputs):
            by_python = ask(name, **inputs)
            by_browser = page.evaluate(
                "([name, inputs]) => cloudOrRigRuntime.run(name, inputs, 'full')", [name, inputs]
            )
            expected = json.loads(json.dumps(by_python.as_dict()))
            assert command_line(name, inputs) == expected
            assert {key: by_browser[key] for key in expected} == expected
            assert by_browser["html"] == by_python.html()
            if not inputs:
                assert static_answer(site.folder, name) == by_python.html()
