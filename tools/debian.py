"""Debian's packages, where this machine is one and we may install them."""

from __future__ import annotations

import os
import shutil
import subprocess

from tools.steps import step

QUIET = {"DEBIAN_FRONTEND": "noninteractive"}


def may_install() -> bool:
    """Whether apt-get is here and this process may use it."""
    return shutil.which("apt-get") is not None and (os.geteuid() == 0 or _may_sudo())


def install(*packages: str) -> None:
    """Install packages by apt-get, its lists brought up to date first."""
    names = " ".join(packages)
    apt_get = ["apt-get"] if os.geteuid() == 0 else ["sudo", "-n", "--preserve-env=DEBIAN_FRONTEND", "apt-get"]
    step("Debian's package lists", [*apt_get, "update"], environment=QUIET)
    step(
        f"Debian's {names}",
        [*apt_get, "install", "-y", "--no-install-recommends", *packages],
        remedy=f"Install it by hand: apt-get update && apt-get install -y {names}",
        environment=QUIET,
    )


def _may_sudo() -> bool:
    """Whether this is a machine of continuous integration, nobody's own, that gives root without a password."""
    if not os.environ.get("CI") or shutil.which("sudo") is None:
        return False
    return subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode == 0
