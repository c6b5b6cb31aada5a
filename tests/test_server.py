"""The static server that browser tests use answers as a good host does."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import brotli
import pytest

from tests.support.server import Served, SiteServer, accepted

SCRIPT = b"export const answer = 42;\n" * 40
HEADERS = """# As Netlify and Cloudflare Pages read it.
/*
  Content-Security-Policy: default-src 'self'; img-src data:

/app.0123abcd.js
  Cache-Control: public, immutable
/lost/*
  Cache-Control: public, immutable
"""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[SiteServer]:
    (tmp_path / "index.html").write_text("<title>Home</title>")
    (tmp_path / "404.html").write_text("<title>Not here</title>")
    (tmp_path / "compare").mkdir()
    (tmp_path / "compare" / "index.html").write_text("<title>Compare</title>")
    script = tmp_path / "app.0123abcd.js"
    script.write_bytes(SCRIPT)
    script.with_name(script.name + ".br").write_bytes(brotli.compress(SCRIPT))
    script.with_name(script.name + ".gz").write_bytes(gzip.compress(SCRIPT))
    (tmp_path / "_headers").write_text(HEADERS)
    (tmp_path / "pyodide.wasm").write_bytes(b"\0asm\1\0\0\0")
    with SiteServer(tmp_path) as started:
        yield started


def ask(server: SiteServer, path: str, **headers: str) -> tuple[HTTPResponse, bytes]:
    connection = HTTPConnection(server.origin.removeprefix("http://"), timeout=10)
    try:
        connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        response = connection.getresponse()
        return response, response.read()
    finally:
        connection.close()


@pytest.mark.parametrize(
    ("header", "encoding", "decode"),
    [
        ("gzip, deflate, br, zstd", "br", brotli.decompress),
        ("gzip", "gzip", gzip.decompress),
        ("br;q=0, gzip;q=0.5", "gzip", gzip.decompress),
        ("identity", None, bytes),
    ],
)
def test_the_twin_that_the_client_takes_is_sent(server: SiteServer, header: str, encoding: str | None, decode) -> None:
    response, body = ask(server, "/app.0123abcd.js", Accept_Encoding=header)

    assert response.getheader("Content-Encoding") == encoding
    assert response.getheader("Vary") == "Accept-Encoding"
    assert response.getheader("Content-Type") == "text/javascript; charset=utf-8"
    assert decode(body) == SCRIPT
    assert server.log == [Served("/app.0123abcd.js", 200, encoding or "", len(body))]


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ("/", "no-cache"),
        ("/pyodide.wasm", "no-cache"),
        ("/app.0123abcd.js", "public, immutable"),
        ("/app.0123abcd.js?a", "public, immutable"),
        ("/lost/file", "no-cache"),
    ],
)
def test_the_headers_that_the_site_asks_for_are_sent(server: SiteServer, path: str, kept: str) -> None:
    response, _ = ask(server, path)

    assert response.getheader("Content-Security-Policy") == "default-src 'self'; img-src data:"
    assert response.getheader("Cache-Control") == kept, "what is not there is asked for again"


def test_an_unchanged_file_is_not_sent_again(server: SiteServer) -> None:
    first, _ = ask(server, "/")
    again, body = ask(server, "/", If_None_Match=first.getheader("ETag", ""))

    assert (again.status, body) == (304, b"")


def test_webassembly_has_its_type(server: SiteServer) -> None:
    response, _ = ask(server, "/pyodide.wasm")

    assert response.getheader("Content-Type") == "application/wasm"


def test_a_folder_answers_with_its_index_and_its_slash(server: SiteServer) -> None:
    bare, _ = ask(server, "/compare")
    whole, body = ask(server, "/compare/?hours=0")

    assert (bare.status, bare.getheader("Location")) == (301, "/compare/")
    assert (whole.status, body) == (200, b"<title>Compare</title>")


@pytest.mark.parametrize("path", ["/nowhere", "/../secret", "/%2e%2e/secret"])
def test_what_is_not_in_the_folder_is_not_found(server: SiteServer, path: str) -> None:
    (server.folder.parent / "secret").write_text("secret")

    response, body = ask(server, path)

    assert (response.status, body) == (404, b"<title>Not here</title>")


def test_a_broken_path_answers_503_until_it_is_mended(server: SiteServer) -> None:
    server.broken.add("/app.0123abcd.js")
    assert ask(server, "/app.0123abcd.js")[0].status == 503

    server.broken.clear()
    assert ask(server, "/app.0123abcd.js")[0].status == 200


def test_a_stopped_server_frees_its_port(server: SiteServer) -> None:
    assert ask(server, "/")[0].status == 200

    server.stop()

    with pytest.raises(ConnectionRefusedError):
        ask(server, "/")


def test_accepted_encodings() -> None:
    assert accepted("gzip;q=1.0, br ; q=0.5, deflate;q=0") == {"gzip", "br"}
    assert accepted("") == set()
