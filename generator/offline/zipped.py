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
STILL = "opened_as_file"
"""The name of a style sheet and a script of the zip: browsers run no module of a file, so nothing that needs one is shown."""
SWITCH = 'if (location.protocol === "file:") document.currentScript.previousElementSibling.media = "all";\n'
_WITHOUT_SCRIPTS = re.compile(r"^@media \(scripting: none\) \{\n(.*?)^\}$", re.DOTALL | re.MULTILINE)
"""What the style sheets say for a browser without JavaScript."""
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
        _add(zipped, f"{file.stem}/css/{STILL}.css", _without_scripts(site).encode())
        _add(zipped, f"{file.stem}/js/{STILL}.js", SWITCH.encode())
        for where, path in contents.items():
            content = path.read_bytes()
            if path.suffix == ".html":
                content = _still(for_files(content.decode()), "../" * where.count("/")).encode()
            _add(zipped, f"{file.stem}/{where}", content)
    return file


def for_files(text: str) -> str:
    """A page whose links name the files that they lead to."""
    linked = _LINK.sub(lambda link: f"{_index_of(link['path'])}{link['rest']}", text)
    return linked.replace(STATIC, STATIC_HERE)


def _still(text: str, root: str) -> str:
    """A page that shows, opened as a file, what it shows without JavaScript; `root` leads to the folder of all."""
    link = f'<link rel="stylesheet" href="{root}css/{STILL}.css" media="not all">'
    return text.replace("</head>", f'{link}<script src="{root}js/{STILL}.js"></script></head>', 1)


def _without_scripts(site: Path) -> str:
    sheets = (path.read_text("utf-8") for path in sorted((site / "css").glob("*.css")))
    return "".join(rules for text in sheets for rules in _WITHOUT_SCRIPTS.findall(text))


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
