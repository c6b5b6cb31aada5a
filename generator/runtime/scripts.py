"""The scripts: docs/js/ and what it imports, each bundled into one file by esbuild, and ours minified once more by terser."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory

from generator.paths import CACHE, LOOK, MODULES
from generator.runtime.cache import Cache, write_whole
from generator.runtime.tools import call, shake

TARGET = "es2022"
BUNDLE = ("--bundle", "--external:node:*", "--external:ws")
"""One script of all that is imported; Pyodide's loader asks for the externals under node alone."""
LARGE = ("drawer.js",)
"""Mostly others' code: terser would take 20 s to make them 5% smaller."""
LICENCE_NAMES = ("LICENSE", "LICENSE.md", "LICENSE.txt", "LICENCE", "license")


def installed(root: Path) -> bytes:
    """What npm says that it put into node_modules/: the versions of everything that a bundle may hold."""
    return (root / "node_modules" / ".package-lock.json").read_bytes()


def script_folder(root: Path) -> Path:
    """Where the scripts are: in the checkout at `root`, else with the generator."""
    own = root / "docs" / "js"
    return own if (own / "worker.js").is_file() else LOOK / "js"


def build_page_script(
    out_dir: Path, root: Path = MODULES, cache_dir: Path = CACHE, name: str = "calculator.js"
) -> Path:
    """Write a page's script into `out_dir`: `calculator.js`, which every page loads, or `sharing.js`; its modules are in docs/js/."""
    file = out_dir / name
    content = bundle(root, script_folder(root) / name, Cache(cache_dir))
    if not file.is_file() or file.read_bytes() != content:
        write_whole(file, content)
    return file


def bundle(root: Path, entry: Path, cache: Cache, form: str = "esm") -> bytes:
    """The bundle of an entry script: an ES module, or (`iife`) a script of the older kind."""

    def make() -> bytes:
        bundled = _esbuild(root, entry, *BUNDLE, f"--format={form}")
        return bundled if entry.name in LARGE else shake(root, bundled.decode(), "--module").encode()

    return cache.get("js", [form.encode(), *_inputs(root, entry)], make)


def licences(root: Path, entry: Path, cache: Cache) -> bytes:
    """The licence texts of the packages in a bundle, as those who pass them on must keep them."""
    return cache.get("txt", _inputs(root, entry), lambda: _licence_texts(root, entry))


def _inputs(root: Path, entry: Path) -> list[bytes]:
    return [
        entry.name.encode(),
        Path(__file__).read_bytes(),
        installed(root),
        *(file.read_bytes() for file in sorted(entry.parent.glob("*.js"))),
    ]


def _esbuild(root: Path, entry: Path, *options: str) -> bytes:
    with TemporaryDirectory() as temporary:
        out = Path(temporary, "out.js")
        command = [*_command(root, entry), f"--outfile={out}", *options]
        call(f"{entry.name} by esbuild", command, cwd=root, environment=_packages(root))
        return out.read_bytes()


def _licence_texts(root: Path, entry: Path) -> bytes:
    with TemporaryDirectory() as temporary:
        meta, out = Path(temporary, "meta.json"), Path(temporary, "out.js")
        options = [f"--metafile={meta}", f"--outfile={out}"]
        command = [*_command(root, entry), *BUNDLE, "--format=esm", *options]
        call(f"packages of {entry.name}", command, cwd=root, environment=_packages(root))
        inputs = json.loads(meta.read_text("utf-8"))["inputs"]
    folders = sorted({_package_folder(Path(name)) for name in inputs if "node_modules/" in name})
    return "\n\n".join(_notice(root / folder) for folder in folders).encode()


def _package_folder(file: Path) -> Path:
    index = len(file.parts) - 1 - file.parts[::-1].index("node_modules")
    scoped = file.parts[index + 1].startswith("@")
    return Path(*file.parts[: index + (3 if scoped else 2)])


def _notice(folder: Path) -> str:
    package = json.loads((folder / "package.json").read_text("utf-8"))
    texts = [(folder / name).read_text("utf-8").strip() for name in LICENCE_NAMES if (folder / name).is_file()]
    return "\n\n".join([f"{package['name']} {package['version']} ({package['license']})", *texts])


def _packages(root: Path) -> dict[str, str]:
    """Where a script of an installed generator finds what it imports."""
    return {"NODE_PATH": str(root / "node_modules")}


def _command(root: Path, entry: Path) -> list[str | Path]:
    return [
        root / "node_modules" / ".bin" / "esbuild",
        entry,
        "--minify",
        "--platform=browser",
        "--charset=utf8",
        "--legal-comments=none",
        f"--target={TARGET}",
        "--log-level=warning",
    ]
