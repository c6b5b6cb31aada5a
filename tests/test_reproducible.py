"""The same commit gives the same bytes, wherever and whenever it is built.

Whole sites are compared by `python3 -m tools.reproducible`, which `make test-long` runs; here what has once differed, or easily would.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from calculators.core.catalogue import Catalogue
from generator.charts import draw
from generator.runtime.wheel import published_wheel
from subject.histories import history_charts
from tools.reproducible import differences, digests, resolved
from tools.steps import SetupError

ROOT = Path(__file__).resolve().parents[1]
ELSEWHERE = {"PYTHONHASHSEED": "2", "TZ": "Pacific/Kiritimati", "LC_ALL": "C"}

DRAW_A_HISTORY = """\
import sys
from pathlib import Path
from calculators._files import read_catalogue
from generator.charts import draw
from subject.histories import history_charts
chart = history_charts(read_catalogue()["history"][sys.argv[1]])[0]
sys.stdout.write(draw(chart.spec, Path(sys.argv[2])))
"""


def elsewhere(code: str, *arguments: str) -> str:
    """What a program prints where the clock, the language and the order of sets are others."""
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=ROOT,
        env={**os.environ, **ELSEWHERE},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_chart_of_dates_is_drawn_alike_in_every_time_zone(catalogue: Catalogue, tmp_path: Path) -> None:
    record, chart = next((r, charts[0]) for r in catalogue["history"].values() if (charts := history_charts(r)))
    assert elsewhere(DRAW_A_HISTORY, record.id, str(tmp_path / "there")) == draw(chart.spec, tmp_path / "here")


def test_the_catalogue_is_written_alike_whatever_the_order_of_sets(catalogue: Catalogue) -> None:
    code = (
        "from generator.load import load\nimport sys\n"
        f"sys.stdout.write(load(as_of={catalogue.as_of!r}).catalogue.to_json())"
    )
    assert elsewhere(code) == catalogue.to_json()


def test_the_published_wheel_is_the_same_twice(tmp_path: Path) -> None:
    one, two = (published_wheel(ROOT, tmp_path / name, '{"as_of": "2026-11-25"}') for name in ("one", "two"))
    assert one.read_bytes() == two.read_bytes()


def test_what_differs_between_two_sites_is_told(tmp_path: Path) -> None:
    for name, files in (("a", {"same": "1", "x/changed": "1", "only": ""}), ("b", {"same": "1", "x/changed": "2"})):
        for path, text in files.items():
            (tmp_path / name / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name / path).write_text(text)
    told = differences(digests(tmp_path / "a"), digests(tmp_path / "b"))
    assert told == ["only: is in one of them alone", "x/changed: differs"]


def test_a_name_is_a_commit_once_and_for_all() -> None:
    commit = resolved("HEAD")
    assert re.fullmatch(r"[0-9a-f]{40}", commit)
    assert resolved(commit) == commit
    with pytest.raises(SetupError, match="there is no commit no-such-name"):
        resolved("no-such-name")
