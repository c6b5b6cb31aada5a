"""A static server of a built site that answers as a good static host does."""

from __future__ import annotations

import mimetypes
import re
import sys
import threading
import time
from dataclasses import dataclass
from hashlib import sha256
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import unquote, urlsplit

TYPES = {
    "": "application/octet-stream",
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml; charset=utf-8",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
    ".xml": "application/xml; charset=utf-8",
}
TWINS = (("br", ".br"), ("gzip", ".gz"))
"""Content encodings in the order a host prefers them, and the suffix of the file that holds each."""


type Rule = tuple[re.Pattern[str], dict[str, str]]
"""Paths, and the headers that files of them are sent with."""


@dataclass(frozen=True)
class Served:
    """One request and what was answered."""

    path: str
    status: int
    encoding: str
    size: int
    """Bytes of the body as sent."""


class SiteServer:
    """Serves a folder, with the headers that its `_headers` asks for, on a free port of 127.0.0.1 until stopped; `with` stops it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        asked = self.folder / "_headers"
        self._rules = rules(asked.read_text("utf-8")) if asked.is_file() else []
        self.log: list[Served] = []
        """Every request answered so far, oldest first."""
        self.broken: set[str] = set()
        """Paths that answer 503, as a host in trouble does."""
        self.types: dict[str, str] = {}
        """Suffix → the wrong media type that files with it are sent with, as by a host that does not know them."""
        self.foreign: set[str] = set()
        """Paths of pages of somebody else's, to which no header of the site belongs."""
        self.delays: dict[str, float] = {}
        """Path → seconds before its answer begins."""
        self._server = _Server(("127.0.0.1", 0), _handler(self))
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    @property
    def origin(self) -> str:
        """Scheme, host and port, with no slash at the end."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def url(self, path: str = "/") -> str:
        """The address of a path of the site."""
        return f"{self.origin}/{path.lstrip('/')}"

    def headers(self, path: str) -> dict[str, str]:
        """What `_headers` asks for a path."""
        return {
            name: value
            for pattern, asked in self._rules
            if path not in self.foreign and pattern.fullmatch(path)
            for name, value in asked.items()
        }

    def stop(self) -> None:
        """Stop answering and free the port."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128  # a page asks for many files at once; a full queue would reset some

    def handle_error(self, request: object, client_address: object) -> None:
        """A browser that hangs up in the middle is no error."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


def rules(text: str) -> list[Rule]:
    """The rules of a `_headers` file (Netlify and Cloudflare Pages): a path, `*` for anything, then its headers, indented."""
    found: list[Rule] = []
    for line in text.splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        if line.startswith((" ", "\t")):
            name, _, value = line.partition(":")
            found[-1][1][name.strip()] = value.strip()
        else:
            found.append((re.compile(".*".join(map(re.escape, line.strip().split("*")))), {}))
    return found


def accepted(header: str) -> set[str]:
    """The content encodings that an Accept-Encoding header admits."""
    names: set[str] = set()
    for part in header.lower().split(","):
        name, _, parameters = part.strip().partition(";")
        quality = re.search(r"q=([0-9.]+)", parameters)
        if name and (quality is None or float(quality[1]) > 0):
            names.add(name.strip())
    return names


def _handler(site: SiteServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 60

        def do_GET(self) -> None:
            self._answer(with_body=True)

        def do_HEAD(self) -> None:
            self._answer(with_body=False)

        def _answer(self, *, with_body: bool) -> None:
            path = unquote(urlsplit(self.path).path)
            time.sleep(site.delays.get(path, 0))
            if path in site.broken:
                self._send(HTTPStatus.SERVICE_UNAVAILABLE, b"", "text/plain", with_body=with_body)
                return
            file = (site.folder / path.lstrip("/")).resolve()
            if file.is_dir():
                if not path.endswith("/"):
                    self._redirect(f"{urlsplit(self.path).path}/")
                    return
                file /= "index.html"
            status = HTTPStatus.OK
            if not (file.is_file() and file.is_relative_to(site.folder)):
                file, status = site.folder / "404.html", HTTPStatus.NOT_FOUND
                if not file.is_file():
                    self._send(status, b"Not found\n", "text/plain", with_body=with_body)
                    return
            encoding, body = self._encoded(file)
            kind = (
                site.types.get(file.suffix) or TYPES.get(file.suffix) or mimetypes.guess_type(file.name)[0] or TYPES[""]
            )
            tag = f'"{sha256(body).hexdigest()[:24]}"'
            if status == HTTPStatus.OK and self.headers.get("If-None-Match") == tag:
                status, body = HTTPStatus.NOT_MODIFIED, b""
            extra = {"Cache-Control": "no-cache", **site.headers(path), "ETag": tag, "Vary": "Accept-Encoding"}
            if status == HTTPStatus.NOT_FOUND:
                extra["Cache-Control"] = "no-cache"  # a file that is missing may come
            if encoding:
                extra["Content-Encoding"] = encoding
            self._send(status, body, kind, extra, with_body=with_body)

        def _encoded(self, file: Path) -> tuple[str, bytes]:
            names = accepted(self.headers.get("Accept-Encoding", ""))
            for name, suffix in TWINS:
                twin = file.with_name(file.name + suffix)
                if name in names and twin.is_file():
                    return name, twin.read_bytes()
            return "", file.read_bytes()

        def _redirect(self, path: str) -> None:
            self._send(HTTPStatus.MOVED_PERMANENTLY, b"", "text/plain", {"Location": path}, with_body=False)

        def _send(
            self, status: HTTPStatus, body: bytes, kind: str, extra: dict[str, str] | None = None, *, with_body: bool
        ) -> None:
            headers = {"Content-Type": kind, **(extra or {})}
            site.log.append(Served(self.path, int(status), headers.get("Content-Encoding", ""), len(body)))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            if status != HTTPStatus.NOT_MODIFIED:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if with_body:
                self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Requests are kept in `log`, not printed."""

    return Handler
