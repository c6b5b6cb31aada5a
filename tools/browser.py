"""A Chromium for the tests: where one is, and how to get one where there is none."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from tools import debian
from tools.places import VENV_PYTHON
from tools.steps import SetupError, say, step

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PLAYWRIGHTS_OWN = (
    "chromium-*/chrome-linux*/chrome",
    "chromium-*/chrome-mac*/*.app/Contents/MacOS/*",
)
DOWNLOAD_SECONDS = 180
REMEDY = (
    "The tests need a Chromium. Do one of these and run this again:\n"
    "    sudo apt-get install -y chromium               (Debian; on Ubuntu `sudo snap install chromium`)\n"
    "    .venv/bin/playwright install chromium          (anywhere; downloads one)\n"
    "    export CHROME_PATH=/where/your/chrome/is       (one you have already)\n"
    "`make test BROWSER=none` runs the other tests and says that it left those in a browser out."
)


def set_up() -> None:
    """Make sure that there is a Chromium that runs, installing one if need be."""
    if find(os.environ) is not None:
        return
    say("no Chromium by CHROME_PATH, on the PATH or among Playwright's")
    try:
        step(
            "Playwright's Chromium, a download of about 150 MB",
            [VENV_PYTHON, "-m", "playwright", "install", "chromium"],
            timeout=DOWNLOAD_SECONDS,
        )
    except SetupError:
        say("that download cannot be had from here")
    if find(os.environ) is None and debian.may_install():
        debian.install("chromium", "fonts-liberation")
    if find(os.environ) is None:
        raise SetupError(REMEDY)


def find(environment: Mapping[str, str]) -> Path | None:
    """The Chromium to use: CHROME_PATH's, else the first on the PATH, else Playwright's newest own.

    Raises:
        SetupError: CHROME_PATH names something that does not run.
    """
    named = environment.get("CHROME_PATH")
    if named:
        if not _runs(Path(named)):
            raise SetupError(f"CHROME_PATH is {named}, which does not run as a Chromium.\n{REMEDY}")
        return Path(named)
    on_path = (shutil.which(name, path=environment.get("PATH")) for name in NAMES)
    candidates = [Path(name) for name in on_path if name]
    downloads = _downloads(environment)
    for pattern in PLAYWRIGHTS_OWN:
        candidates += sorted(downloads.glob(pattern), reverse=True)
    return next((program for program in candidates if _runs(program)), None)


def _downloads(environment: Mapping[str, str]) -> Path:
    """The folder of Playwright's downloads."""
    named = environment.get("PLAYWRIGHT_BROWSERS_PATH")
    if named and named != "0":
        return Path(named)
    home = Path(environment.get("HOME") or Path.home())
    if sys.platform == "darwin":
        return home / "Library" / "Caches" / "ms-playwright"
    return Path(environment.get("XDG_CACHE_HOME") or home / ".cache") / "ms-playwright"


def _runs(program: Path) -> bool:
    """Whether it starts: a download without its system libraries does not, nor does a packager's stub."""
    try:
        done = subprocess.run(
            [str(program), "--version"],
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
            stdin=subprocess.DEVNULL,
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return "chrom" in done.stdout.lower()
