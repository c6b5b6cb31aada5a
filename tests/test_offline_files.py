"""What the site without a network is made of: the policy of its pages, the version that browsers keep, the zip for a classroom."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest

from generator import policy
from generator.offline import WEB_MANIFEST, write_zip
from generator.offline.zipped import for_files
from generator.runtime.publish import hashed_name

SITE = Path(__file__).resolve().parents[1] / "site"
META = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">')


def test_the_policy_names_a_pages_own_scripts_by_digest() -> None:
    pages = [
        '<meta charset="utf-8"><script>alert(1)</script><script src="a.js"></script><script type="module" src="b"></script>'
    ]

    found = policy.policy(pages)

    # printf 'alert(1)' | openssl dgst -sha256 -binary | base64
    assert "script-src 'self' 'wasm-unsafe-eval' 'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI=';" in found
    assert "unsafe-eval'" not in found.replace("'wasm-unsafe-eval'", "")
    assert "unsafe-inline" not in found
    assert policy.with_policy(pages[0], found).startswith(
        '<meta charset="utf-8">\n      <meta http-equiv="Content-Security-Policy"'
    )


def test_every_page_carries_the_policy_that_the_headers_send() -> None:
    sent = re.search(r"^  Content-Security-Policy: (.*)$", (SITE / "_headers").read_text("utf-8"), re.MULTILINE)
    assert sent
    for page in SITE.rglob("*.html"):
        assert META.findall(page.read_text("utf-8")) == [sent[1]], page


def test_no_page_has_a_style_or_a_handler_that_the_policy_forbids() -> None:
    for page in SITE.rglob("*.html"):
        found = re.findall(r"<(?!meta)[a-z][^<>]*?\s(?:style|on[a-z]+)=\"[^\"]*\"", page.read_text("utf-8"))
        assert found == [], page


def test_the_version_that_browsers_keep_holds_every_page_as_it_is() -> None:
    script = (SITE / "offline.js").read_text("utf-8")
    head, _, _ = script.partition(";\n")
    release = json.loads(head.partition("=")[2])
    bundle = SITE / release["pages"]
    assert bundle.name == hashed_name("pages.ndjson", bundle.read_bytes())
    kept = {path: text for path, _, text in map(json.loads, bundle.read_text("utf-8").splitlines())}

    for page in SITE.rglob("*.html"):
        where = page.relative_to(SITE).as_posix().removesuffix("index.html") or "./"
        assert kept[where] == page.read_text("utf-8")
    assert WEB_MANIFEST in kept
    for file in release["files"]:
        assert (SITE / file).is_file()
    names = {Path(file).name.partition(".")[0] for file in release["files"]}
    assert {"worker", "library", "calculators", "catalogue", "charts", "drawer", "manifest", "pyodide"} <= names


@pytest.mark.parametrize(
    ("link", "there"),
    [
        ("../", "../index.html"),
        ("..", "../index.html"),
        (".", "./index.html"),
        ("../calculators/fit/?gpu=a#top", "../calculators/fit/index.html?gpu=a#top"),
        ("data/gpus/#alpha", "data/gpus/index.html#alpha"),
        ("#top", "#top"),
        ("?hours=0", "?hours=0"),
        ("../css/a.css", "../css/a.css"),
        ("https://a.example/b/", "https://a.example/b/"),
    ],
)
def test_a_link_to_a_folder_names_its_index(link: str, there: str) -> None:
    assert for_files(f'<a class="x" href="{link}">') == f'<a class="x" href="{there}">'


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return unpack(tmp_path_factory.mktemp("classroom"))


def unpack(folder: Path) -> Path:
    """The zip of the built site, unpacked into a folder."""
    with zipfile.ZipFile(write_zip(SITE, folder / "site.zip")) as zipped:
        zipped.extractall(folder)
    return folder / "site"


@contextmanager
def served(unpacked: Path) -> Iterator[int]:
    """The port on which the zip's own command serves it."""
    command = [sys.executable, "-I", "serve.py", "18400"]
    with subprocess.Popen(command, cwd=unpacked, stdout=subprocess.PIPE, text=True) as serving:
        try:
            assert serving.stdout
            yield int(re.findall(r":(\d+)/", serving.stdout.readline())[0])
        finally:
            serving.terminate()


def test_every_link_of_the_zip_leads_to_a_file(unpacked: Path) -> None:
    for page in unpacked.rglob("*.html"):
        if page.name == "404.html":
            continue  # hosts show it at any address: its links begin at the root
        here = page.as_uri()
        for link in set(re.findall(r'<(?:a|link|script|img)\b[^>]*? (?:href|src)="([^"]*)"', page.read_text("utf-8"))):
            target = urlsplit(urljoin(here, link))
            if target.scheme == "file":
                assert Path(unquote(target.path)).is_file(), (page, link)


def test_python_alone_serves_the_zip_with_the_types_that_browsers_need(unpacked: Path) -> None:
    wasm = next((unpacked / "assets/runtime").glob("*.wasm")).relative_to(unpacked).as_posix()
    with served(unpacked) as port:
        for path, kind in (("", "text/html"), (wasm, "application/wasm"), ("offline.js", "text/javascript")):
            connection = HTTPConnection("127.0.0.1", port, timeout=60)
            connection.request("GET", f"/{path}")
            response = connection.getresponse()
            response.read()
            connection.close()
            assert (response.status, response.getheader("Content-Type")) == (200, kind)
