"""`python -m benchmarks mutation`: mutmut changes one small thing in a function of calculators/, and the tests are to fail.

A sample of all mutants, drawn with a fixed seed, is tried in a copy of the checkout (build/mutation). The report names those
that no test caught, each with its change: build/mutation.md. Exit code 1 where fewer than 85% are caught.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import shutil
import subprocess
import sys
from collections import Counter

from benchmarks.mutation.lean import leave_only
from generator.paths import BUILD, CATALOGUE_JSON, ROOT

SAMPLE = 200
SEED = 2026
CAUGHT_FRACTION = 0.85
WHERE = BUILD / "mutation"
REPORT = BUILD / "mutation.md"
LOADER = {"generator.load", "generator.paths"}
SPINNER = re.compile(r"^[\u2800-\u28ff] .*\n", re.MULTILINE)
"""Of mutmut's output, the lines that tell only that it goes on."""
CAUGHT = ("killed", "timeout", "segfault", "suspicious", "caught by type check")
"""Of mutmut's words for what became of a mutant: a test failed, or the mutant ran away or fell over."""


def main(arguments: list[str]) -> int:
    """Try the sample, write the report, and say how many were caught."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks mutation")
    parser.add_argument("--sample", type=int, default=SAMPLE, help=f"mutants to try ({SAMPLE})")
    parser.add_argument("--seed", type=int, default=SEED, help=f"of the sample ({SEED})")
    parser.add_argument("--of", nargs="+", default=[], metavar="FILE", help="files to change (all of calculators/)")
    parser.add_argument("--tests", nargs="+", default=[], metavar="FILE", help="tests to run (those of calculators/)")
    given = parser.parse_args(arguments)
    tests = given.tests or tests_of_calculators()
    _copy_checkout()
    _choose(given.of, ["tests/__init__.py"])
    print("Making mutants …", flush=True)
    said = _mutmut("run")  # it ends by saying that there are no tests; by then all mutants are there
    mutants = sorted(_results())
    if not mutants:
        print(f"mutmut made no mutants:\n{said[-4000:]}", file=sys.stderr)
        return 1
    sample = sorted(random.Random(given.seed).sample(mutants, min(given.sample, len(mutants))))
    leave_only(WHERE / "mutants", "calculators", sample)
    _choose(given.of, tests)
    print(f"Trying {len(sample)} of {len(mutants):,} mutants …", flush=True)
    said = _mutmut("run", *sample)
    results = {name: fate for name, fate in _results().items() if name in set(sample)}
    if "not checked" in results.values():
        print(f"mutmut did not try them:\n{said[-4000:]}", file=sys.stderr)
        return 1
    caught = sum(fate in CAUGHT for fate in results.values())
    REPORT.write_text(_report(results, len(mutants), caught), "utf-8")
    print(
        f"{caught} of {len(results)} caught ({caught / len(results):.1%}); {REPORT.relative_to(ROOT)} names the others"
    )
    return 0 if caught >= CAUGHT_FRACTION * len(results) else 1


def _copy_checkout() -> None:
    """What is in git, as it is here, and the built catalogue."""
    shutil.rmtree(WHERE, ignore_errors=True)
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (WHERE / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, WHERE / name)
    (WHERE / "build").mkdir(parents=True, exist_ok=True)
    shutil.copy(CATALOGUE_JSON, WHERE / "build")


def _choose(of: list[str], tests: list[str]) -> None:
    """Tell mutmut what to change and which tests to run."""
    chosen = {
        "also_copy": sorted(path.name for path in WHERE.iterdir() if path.name not in ("calculators", "mutants")),
        "pytest_add_cli_args_test_selection": tests,
        **({"only_mutate": of} if of else {}),
    }
    ours = (ROOT / "pyproject.toml").read_text("utf-8")
    told = "".join(f"{key} = {json.dumps(value)}\n" for key, value in chosen.items())
    (WHERE / "pyproject.toml").write_text(ours + told, "utf-8")


def tests_of_calculators() -> list[str]:
    """The test files that look at calculators/ itself: of the generator they use no more than its loader."""
    found = []
    for path in sorted((ROOT / "tests").glob("test_*.py")):
        text = path.read_text("utf-8")
        imported = set(re.findall(r"^from ([\w.]+) import", text, re.MULTILINE))
        of_generator = {
            name for name in imported if name.split(".")[0] in ("generator", "subject", "benchmarks", "tools")
        }
        if of_generator <= LOADER and any(name.split(".")[0] == "calculators" for name in imported):
            found.append(path.relative_to(ROOT).as_posix())
    return found


def _mutmut(*arguments: str) -> str:
    environment = {**os.environ, "HYPOTHESIS_PROFILE": "few"}
    environment.pop(
        "PYTHONDONTWRITEBYTECODE", None
    )  # a mutated module is forty times as long: it is compiled once, not at each start
    done = subprocess.run(
        [sys.executable, "-m", "mutmut", *arguments],
        cwd=WHERE,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return SPINNER.sub("", done.stdout)


def _results() -> dict[str, str]:
    """What became of each mutant, by name."""
    from mutmut.stats import status_by_exit_code

    found = {}
    for path in sorted((WHERE / "mutants").rglob("*.meta")):
        codes = json.loads(path.read_text("utf-8"))["exit_code_by_key"]
        found.update({name: status_by_exit_code[code] for name, code in codes.items()})
    return found


def _report(results: dict[str, str], of: int, caught: int) -> str:
    lines = [
        "# Mutants of calculators/",
        "",
        f"{len(results)} of {of:,} tried, {caught} caught ({caught / len(results):.1%}). "
        + ", ".join(f"{fate}: {count}" for fate, count in Counter(results.values()).most_common()),
    ]
    for name, fate in results.items():
        if fate not in CAUGHT:
            lines += ["", f"## {name}: {fate}", "", "```diff", _mutmut("show", name).strip(), "```"]
    return "\n".join(lines) + "\n"
