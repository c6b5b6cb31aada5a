"""Serving the site while it is worked on: built again on every change, the page in the browser loaded again after it."""

from __future__ import annotations

import logging
import mimetypes
import socket
from base64 import b64encode
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from mkdocs.livereload import LiveReloadServer

from generator.paths import HERE, LOOK, ROOT, SITE
from generator.subject import NAMES

HOST = "127.0.0.1"
FIRST_PORT = 8000
PORTS_TRIED = 50


class NoPortError(RuntimeError):
    """Every port that was tried is taken."""


class SiteServer(LiveReloadServer):
    """MkDocs' own server of a folder that changes, told of types and of the page for what is not there."""

    def __init__(self, builder: Callable[[], None], port: int, root: Path = SITE) -> None:
        super().__init__(builder, HOST, port, str(root))
        self.error_handler = self._error_page

    def run(self) -> None:
        """Build, and serve until Ctrl+C. Who asks during a build is answered after it."""
        self._want_rebuild = True
        self.serve()  # type: ignore[no-untyped-call]

    def _inject_js_into_html(self, content: bytes, epoch: int) -> bytes:
        """MkDocs' script that loads a page again, allowed by the page's policy, which names every script that stands in it."""
        page: bytes = super()._inject_js_into_html(content, epoch)  # type: ignore[no-untyped-call]
        script = page[page.rindex(b"<script>") + len(b"<script>") : page.rindex(b"</script>")]
        digest = b64encode(sha256(script).digest())
        return page.replace(b"script-src ", b"script-src 'sha256-%b' " % digest, 1)

    def _error_page(self, code: int) -> bytes | None:
        page = Path(self.root) / f"{code}.html"
        return page.read_bytes() if page.is_file() else None


def new_server(builder: Callable[[], None]) -> SiteServer:
    """A server on the first free port from 8000 that calls `builder` when what the site is made from changes.

    NoPortError when no port is free.
    """
    mimetypes.add_type("application/wasm", ".wasm")
    mimetypes.add_type("application/manifest+json", ".webmanifest")
    logging.getLogger("mkdocs").setLevel(logging.CRITICAL)  # what a person should know is told by the command
    server = SiteServer(builder, free_port())
    for path in watched():
        server.watch(str(path))
    return server


def watched() -> list[Path]:
    """What a site is made from: the project's records, pages and packages, and how the generator shows them."""
    own = (ROOT / name for name in ("data", "docs", "mkdocs.yml", *NAMES.values()))
    return [path for path in (*own, HERE / "templates", HERE / "theme", LOOK) if path.exists()]


def free_port(first: int = FIRST_PORT, tried: int = PORTS_TRIED) -> int:
    """The first port from `first` at which nobody listens. NoPortError when all that are tried are taken."""
    for port in range(first, first + tried):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except OSError:
                continue
            return port
    raise NoPortError(f"ports {first} to {first + tried - 1} of {HOST} are all taken; stop what listens there")
