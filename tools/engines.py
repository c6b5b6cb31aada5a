"""What the tests use beside the Chromium of tools/browser.py, other engines and a wrong clock: where it is, and how to get it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from tools import debian
from tools.steps import SetupError, say

FIREFOX = "firefox-esr"
WEBKIT = "webkit2gtk-driver"
SCREEN = "xvfb"
CLOCK = "faketime"
PROGRAMS = {FIREFOX: ("firefox-esr", "firefox"), WEBKIT: ("WebKitWebDriver",), SCREEN: ("Xvfb",), CLOCK: ("faketime",)}
"""Debian's package → the programs that will do: its own, and that of other systems. WebKit has no mode without a screen."""
REMEDY = (
    "The tests run in Firefox and WebKit too, and in a Chromium whose clock is wrong. Do one of these and run this again:\n"
    f"    sudo apt-get install -y {' '.join(PROGRAMS)}      (Debian; on Ubuntu and elsewhere Firefox's is firefox)\n"
    "    export PATH=/where/they/are:$PATH              (those you have already)\n"
    "`make test BROWSER=none` runs the other tests and says that it left those in a browser out."
)


def set_up() -> None:
    """Make sure that they are on the PATH, installing what is not."""
    missing = _missing()
    if missing:
        say(f"no {', no '.join(PROGRAMS[package][0] for package in missing)} on the PATH")
        if debian.may_install():
            debian.install(*missing)
        if _missing():
            raise SetupError(REMEDY)


def find(package: str, environment: Mapping[str, str]) -> Path | None:
    """The first program of a package that is on the PATH."""
    found = (shutil.which(name, path=environment.get("PATH")) for name in PROGRAMS[package])
    return next((Path(program) for program in found if program), None)


def _missing() -> list[str]:
    return [package for package in PROGRAMS if find(package, os.environ) is None]
