"""Python 3.13 and the hashed requirements, in .venv/."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tools import debian, stamps
from tools.places import PRIVATE, ROOT, VENV, VENV_PYTHON
from tools.steps import SetupError, say, step

REQUIREMENTS = ROOT / "requirements.txt"
VERSION_FILE = ROOT / ".python-version"
UV_REQUIREMENTS = ROOT / "tools" / "uv.txt"
DOWNLOAD_SECONDS = 600


def set_up() -> None:
    """Make .venv/ what requirements.txt says, unless it is already."""
    wanted = stamps.digest([REQUIREMENTS, VERSION_FILE])
    if stamps.is_fresh(VENV, wanted) and VENV_PYTHON.exists():
        return
    uv = find_uv()
    stamps.clear(VENV)
    version = VERSION_FILE.read_text().strip()
    if not _venv_holds(version):
        _make_venv(uv, version)
    step(
        "Python packages from requirements.txt into .venv/",
        [uv, "pip", "sync", "--quiet", "--python", VENV_PYTHON, "--require-hashes", REQUIREMENTS],
        remedy="If a hash or a version cannot be had, `make requirements` compiles requirements.txt anew.",
    )
    stamps.press(VENV, wanted)


def find_uv() -> Path:
    """The uv on the PATH, else one of our own in .tools/uv/, installed by pip when it is not there yet."""
    on_path = shutil.which("uv")
    if on_path is not None:
        return Path(on_path)
    folder = PRIVATE / "uv"
    program = folder / "bin" / "uv"
    wanted = stamps.digest([UV_REQUIREMENTS])
    if not (stamps.is_fresh(folder, wanted) and program.exists()):
        shutil.rmtree(folder, ignore_errors=True)
        quiet = ["--quiet", "--disable-pip-version-check"]
        step(
            "uv, which installs the rest, into .tools/",
            [*_pip(), "install", *quiet, "--require-hashes", "--target", folder, "-r", UV_REQUIREMENTS],
            remedy="Or install uv yourself and put it on the PATH.",
        )
        stamps.press(folder, wanted)
    return program


def _pip() -> list[str | Path]:
    """How to run a pip: this Python's own, else one in .tools/pip/, else Debian's."""
    own: list[str | Path] = [sys.executable, "-m", "pip"]
    if _runs(own):
        return own
    private = PRIVATE / "pip" / "bin" / "python"
    if not private.exists() and _runs([sys.executable, "-m", "ensurepip"]):
        step("pip into .tools/", [sys.executable, "-m", "venv", PRIVATE / "pip"])
    if private.exists():
        return [private, "-m", "pip"]
    if debian.may_install():
        say("neither uv nor pip is here; taking Debian's pip")
        debian.install("python3-pip")
        debians: list[str | Path] = ["/usr/bin/python3", "-m", "pip"]
        if _runs(debians):
            return debians
    raise SetupError(
        f"Neither uv nor pip can be had: {sys.executable} has no pip.\n"
        "Install one of them and run this again: on Debian and Ubuntu `sudo apt-get install -y python3-pip`, "
        "elsewhere see uv's own installation page."
    )


def _make_venv(uv: Path, version: str) -> None:
    shutil.rmtree(VENV, ignore_errors=True)
    found = find_python(version)
    remedy = (
        f"This needs Python {version}: install it by `uv python install {version}`, `pyenv install {version}` "
        "or your system's packages, and run this again."
    )
    step(
        f"Python {version} into .venv/" + ("" if found else ", downloaded by uv"),
        [uv, "venv", "--quiet", "--no-project", "--python", found or version, VENV],
        remedy=remedy,
        timeout=DOWNLOAD_SECONDS,
    )


def find_python(version: str) -> Path | None:
    """A Python of this version that runs: this one, one of pyenv's, or one on the PATH."""
    name = f"python{version}"
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    candidates = [Path(sys.executable), *sorted(pyenv.glob(f"versions/{version}*/bin/{name}"), reverse=True)]
    on_path = shutil.which(name)
    if on_path is not None:
        candidates.append(Path(on_path))
    return next((python for python in candidates if _python_version(python) == version), None)


def _python_version(python: Path) -> str:
    code = "import sys, venv; print('%d.%d' % sys.version_info[:2])"
    return _output([python, "-c", code])


def _venv_holds(version: str) -> bool:
    return VENV_PYTHON.exists() and _python_version(VENV_PYTHON) == version


def _runs(command: list[str | Path]) -> bool:
    return bool(_output([*command, "--version"]))


def _output(command: list[str | Path]) -> str:
    """What a command prints, or nothing when it fails."""
    try:
        done = subprocess.run(
            [str(part) for part in command], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.strip()
