"""One zip for a classroom without internet: its index.html opens as a file, its serve.py makes everything live."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from generator.offline.version import FOLDER, NO_SERVICE_WORKER, SERVICE_WORKER

SERVE = Path(__file__).parent / "serve.py"
LEFT_OUT = (".br", ".gz", ".map")
STATIC = "With JavaScript it follows every change."
"""What a calculator's page says of itself before it is live, and what it says in the zip."""
STATIC_HERE = "Opened as a file it stays; <code>python3 serve.py</code> in this folder makes it follow every change."
_LINK = re.compile(r'(?<= href=")(?![a-z]+:|#|/)(?P<path>(?:[^"?#]*/)?\.{0,2})(?P<rest>(?:[?#][^"]*)?)(?=")')
"""A link to a folder: on a host it is the folder's index; a browser that opens files shows a list of them instead."""
_DATE = (1980, 1, 1, 0, 0, 0)


def write_zip(site: Path, file: Path) -> Path:
    """Pack a built site into `file`, the same bytes for the same site; it unpacks into a folder of the zip's name."""
    file.parent.mkdir(parents=True, exist_ok=True)
    contents = {path.relative_to(site).as_posix(): path for path in sorted(site.rglob("*")) if _belongs(path, site)}
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as zipped:
        _add(zipped, f"{file.stem}/serve.py", SERVE.read_bytes())
        _add(zipped, f"{file.stem}/{SERVICE_WORKER}", NO_SERVICE_WORKER.encode())
        for where, path in contents.items():
            _add(
                zipped,
                f"{file.stem}/{where}",
                for_files(path.read_text("utf-8")).encode() if path.suffix == ".html" else path.read_bytes(),
            )
    return file


def for_files(text: str) -> str:
    """A page whose links name the files that they lead to."""
    linked = _LINK.sub(lambda link: f"{_index_of(link['path'])}{link['rest']}", text)
    return linked.replace(STATIC, STATIC_HERE)


def _index_of(path: str) -> str:
    if not path:
        return ""  # this page itself, with other inputs
    return f"{path}{'' if path.endswith('/') else '/'}index.html"


def _belongs(path: Path, site: Path) -> bool:
    where = path.relative_to(site).as_posix()
    return (
        path.is_file()
        and path.suffix not in LEFT_OUT
        and where != SERVICE_WORKER
        and not where.startswith(f"{FOLDER}/")
    )


def _add(zipped: zipfile.ZipFile, name: str, content: bytes) -> None:
    entry = zipfile.ZipInfo(name, _DATE)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    zipped.writestr(entry, content)
