"""Our style sheets in one file: a page waits for each of its sheets before it is shown, and a browser asks for six files at once."""

from __future__ import annotations

import re
from pathlib import Path

from generator.runtime.publish import hashed_name

STYLES = "css"
LINK = re.compile(rf'<link rel="stylesheet" href="[^"]*{STYLES}/([\w-]+\.css)">')
LINKS = re.compile(
    rf'<link rel="stylesheet" href="([^"]*){STYLES}/[\w-]+\.css">'
    rf'(?:\s*<link rel="stylesheet" href="\1{STYLES}/[\w-]+\.css">)+'
)
"""Sheets of ours that a page asks for one after another."""


def join_styles(site: Path) -> None:
    """Write what pages ask for one after another as one file; sheets that no page asks for any more are gone."""
    joined: dict[tuple[str, ...], str] = {}
    folder = site / STYLES

    def link(found: re.Match[str]) -> str:
        names = tuple(LINK.findall(found[0]))
        if names not in joined:
            text = b"\n".join((folder / name).read_bytes() for name in names)
            joined[names] = hashed_name("styles.css", text)
            (folder / joined[names]).write_bytes(text)
        return f'<link rel="stylesheet" href="{found[1]}{STYLES}/{joined[names]}">'

    alone: set[str] = set()
    for page in sorted(site.rglob("*.html")):
        text = LINKS.sub(link, page.read_text("utf-8"))
        page.write_text(text, "utf-8")
        alone.update(LINK.findall(text))
    for name in {name for names in joined for name in names} - alone:
        (folder / name).unlink()
