"""The Content-Security-Policy under which the site works: its own files alone, no script within a page but the theme's, no `eval`.

Every page carries it in a `meta` element. A host may send the same as a header, and `frame-ancestors` only so.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

_SCRIPT = re.compile(r"<script(?![^>]*\b(?:src|type)=)[^>]*>(.*?)</script>", re.DOTALL)
_BEGIN = re.compile(r'<meta charset="utf-8">')
PLACE = "__CONTENT_SECURITY_POLICY__"
"""What stands for the policy in a page that tells it: the digests are known when all pages are finished."""


def apply(site: Path) -> str:
    """Put the policy into every page of a built site, and return it."""
    pages = {path: path.read_text("utf-8") for path in sorted(site.rglob("*.html"))}
    found = policy(pages.values())
    for path, text in pages.items():
        path.write_text(with_policy(text.replace(PLACE, found), found), "utf-8")
    return found


def policy(pages: Iterable[str]) -> str:
    """The policy for pages: their scripts (the theme's, which read and keep the colours chosen) are named by their digests."""
    scripts = {script for text in pages for script in _SCRIPT.findall(text)}
    digests = sorted(f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'" for script in scripts)
    directives = {
        "default-src": ["'self'"],
        "script-src": ["'self'", "'wasm-unsafe-eval'", *digests],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'self'"],
        "form-action": ["'self'"],
    }
    return "; ".join(f"{name} {' '.join(values)}" for name, values in directives.items())


def with_policy(text: str, found: str) -> str:
    """A page with the policy in its head, before anything that it governs."""
    meta = f'<meta http-equiv="Content-Security-Policy" content="{found}">'
    return _BEGIN.sub(lambda begin: f"{begin[0]}\n      {meta}", text, count=1)
