"""The theme's own script with one thing changed: its search reads its index once somebody searches, not on every page."""

from __future__ import annotations

import re
from pathlib import Path

from generator.runtime.publish import hashed_name

SCRIPTS = "assets/javascripts"

AT_ONCE = re.compile(r'(?<=\()location\.protocol!=="file:"(?=\),[\w$]+\("search"\))')
"""What the search waits for beside its box being opened (mkdocs-material 9.8, `setupSearchWorker`): on a server for nothing, so that
every page fetches the index of all pages and builds it anew, a third of a second of work beside that of the calculators."""


class ThemeError(Exception):
    """The theme's script is not as this version of it is; the message says what was looked for."""


def search_when_asked(site: Path) -> dict[str, str]:
    """Rewrite the script; its old and its new path. A site without the theme's script is left as it is."""
    renamed = {}
    for file in sorted((site / SCRIPTS).glob("bundle.*.min.js")):
        text, found = AT_ONCE.subn("!1", file.read_text("utf-8"))
        if found != 1:
            raise ThemeError(f"{SCRIPTS}/{file.name} does not hold what starts its search once: {AT_ONCE.pattern}")
        new = file.with_name(hashed_name("bundle.min.js", text.encode()))
        new.write_text(text, "utf-8")
        file.unlink()
        renamed[f"{SCRIPTS}/{file.name}"] = f"{SCRIPTS}/{new.name}"
    return renamed
