"""Debian's packages, where this machine is one and we may install them."""

from __future__ import annotations

import os
import shutil

from tools.steps import step


def may_install() -> bool:
    """Whether apt-get is here and this process may use it."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def install(*packages: str) -> None:
    """Install packages by apt-get, its lists brought up to date first."""
    names = " ".join(packages)
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    step("Debian's package lists", ["apt-get", "update"], environment=quiet)
    step(
        f"Debian's {names}",
        ["apt-get", "install", "-y", "--no-install-recommends", *packages],
        remedy=f"Install it by hand: apt-get update && apt-get install -y {names}",
        environment=quiet,
    )
