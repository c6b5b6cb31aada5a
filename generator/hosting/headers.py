"""The headers that a host is asked to send: how long to keep what, and what a page may do.

Written as `_headers`, which Netlify and Cloudflare Pages read; the page Publishing says the same for nginx and Caddy.
"""

from __future__ import annotations

from pathlib import Path

from generator.hosting.names import HASHED
from generator.hosting.twins import SUFFIXES

FOR_GOOD = "public, max-age=31536000, immutable"
"""Of a file whose name holds a digest of its content: a year, and no question in between (RFC 8246)."""

ASK_AGAIN = "public, max-age=0, must-revalidate"
"""Of everything else: a browser asks whether it has changed. Netlify and Cloudflare Pages send this of themselves."""

EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
}
"""Of every file. X-Frame-Options is left out: whoever likes may embed a calculator."""

POLICY = "Content-Security-Policy"

RUNTIME = "assets/runtime"
"""The folder of which every file keeps its content for good: one rule is enough for it."""


def write_headers(site: Path, policy: str = "") -> None:
    """Write `_headers`; `policy` is the Content-Security-Policy that pages are to be held to, where there is one."""
    (site / "_headers").write_text(headers_text(site, policy), "utf-8")


def headers_text(site: Path, policy: str = "") -> str:
    """The rules: no two of them set the same header, as hosts differ in which would hold."""
    rules = [("/*", EVERYWHERE | ({POLICY: policy} if policy else {}))]
    rules += [(f"/{path}", {"Cache-Control": FOR_GOOD}) for path in lasting(site)]
    return "\n".join(line for path, headers in rules for line in _rule(path, headers)) + "\n"


def lasting(site: Path) -> list[str]:
    """The paths of what never changes: the runtime's folder, then every other file with a digest in its name."""
    files = (file.relative_to(site).as_posix() for file in sorted(site.rglob("*")) if file.is_file())
    named = [path for path in files if HASHED.search(path) and not path.startswith(f"{RUNTIME}/")]
    whole = [f"{RUNTIME}/*"] if (site / RUNTIME).is_dir() else []
    return whole + [path for path in named if not path.endswith((*SUFFIXES, ".map"))]


def _rule(path: str, headers: dict[str, str]) -> list[str]:
    return [path, *(f"  {name}: {value}" for name, value in headers.items())]
