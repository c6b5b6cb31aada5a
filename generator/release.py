"""A release of the data: the Python package with the catalogue inside, and the files of the API as one archive, in dist/."""

from __future__ import annotations

import json
import shutil
import zipfile
from pathlib import Path

from generator.exports.values import API_VERSION
from generator.hosting.twins import SUFFIXES
from generator.paths import CATALOGUE_JSON, LOOK, ROOT, SITE
from generator.runtime.wheel import published_wheel

DIST = ROOT / "dist"


class NotBuiltError(RuntimeError):
    """There is no built site to release, or this is not the checkout that the package is made of."""


def write_release() -> list[Path]:
    """Write dist/ anew: the wheel and the archive of the data. NotBuiltError before the first build."""
    api = SITE / "api" / API_VERSION
    if not (api / "index.json").is_file() or not CATALOGUE_JSON.is_file():
        raise NotBuiltError("the site is not built: `make build` writes it")
    if LOOK.parent != ROOT:
        raise NotBuiltError("the package is made in the checkout of the generator")
    shutil.rmtree(DIST, ignore_errors=True)
    DIST.mkdir()
    catalogue = CATALOGUE_JSON.read_text("utf-8")
    wheel = published_wheel(ROOT, DIST, catalogue)
    archive = DIST / f"{wheel.name.split('-py')[0]}-data.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as target:
        for file in sorted(api.rglob("*")):
            if file.is_file() and file.suffix not in SUFFIXES:
                name = zipfile.ZipInfo(file.relative_to(api).as_posix())  # of 1980: the same bytes for the same data
                name.compress_type = zipfile.ZIP_DEFLATED
                target.writestr(name, file.read_bytes())
        target.writestr(zipfile.ZipInfo("LICENSE"), (ROOT / "LICENSE-DATA").read_bytes())
        target.writestr(zipfile.ZipInfo("CITATION.cff"), _citation(json.loads(catalogue)["as_of"]))
    return [wheel, archive]


def _citation(as_of: str) -> str:
    """How to cite the data of this date, which is its version."""
    text = (ROOT / "CITATION.cff").read_text("utf-8")
    return f'{text}version: "{as_of}"\ndate-released: "{as_of}"\n'
