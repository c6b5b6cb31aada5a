"""Fuzz what reads from outside, guided by coverage (atheris): `python -m tests.fuzz [seconds a target]`.

The targets are in tests/support/fuzz_targets.py: the reader of data files, the mender, inputs of a calculator, addresses.
Where atheris has no wheel, this says so and passes; where CI is set it fails: nobody reads there that nothing was fuzzed.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

from generator.paths import BUILD

SECONDS = 60
TARGETS = ("data_file", "mender", "inputs", "address")
FOUND = BUILD / "fuzz"
"""Where an input that breaks a target is kept."""
NO_WHEEL = "atheris is not to be had for this system: nothing was fuzzed"


def fuzz(target: str, seconds: int) -> None:
    """Run one target in this process, which ends with it: exit code 0 where nothing was found."""
    import atheris

    with atheris.instrument_imports(include=["calculators", "generator", "subject", "yaml", "ruamel"]):
        from tests.support.fuzz_targets import SEEDS
        from tests.support.fuzz_targets import TARGETS as FUNCTIONS

    corpus = Path(tempfile.mkdtemp(prefix=f"fuzz-{target}-"))
    for place, seed in enumerate(SEEDS[target]):
        (corpus / str(place)).write_bytes(seed)
    options = [f"-max_total_time={seconds}", "-seed=1", "-max_len=4096", "-timeout=5", "-verbosity=0"]
    atheris.Setup([sys.argv[0], *options, f"-artifact_prefix={FOUND}/{target}-", str(corpus)], FUNCTIONS[target])
    atheris.Fuzz()


def main(arguments: list[str]) -> int:
    """Each target in a process of its own; 1 where one failed."""
    if find_spec("atheris") is None:
        print(NO_WHEEL)
        return 1 if os.environ.get("CI") else 0
    if arguments[:1] == ["--target"]:
        fuzz(arguments[1], int(arguments[2]))
        return 0
    seconds = int(arguments[0]) if arguments else SECONDS
    FOUND.mkdir(parents=True, exist_ok=True)
    failed = []
    for target in TARGETS:
        command = [sys.executable, "-m", "tests.fuzz", "--target", target, str(seconds)]
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
        if done.returncode:
            failed.append(target)
            print(done.stdout)
    kept = f"; what broke them is in {FOUND.name}/" if failed else ""
    print(
        f"failed: {', '.join(failed)}{kept}" if failed else f"{len(TARGETS)} targets, {seconds} s each: nothing found"
    )
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
