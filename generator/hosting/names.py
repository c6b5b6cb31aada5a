"""Our styles and scripts, and the theme's that we change, under names that hold a digest of their content, to be kept for good."""

from __future__ import annotations

import re
from pathlib import Path

from generator.hosting.script import change_script, ready_for_scripts
from generator.hosting.styles import join_styles
from generator.runtime.publish import hashed_name

OURS = ("css", "js")
"""Folders of the site whose files the builder names as we named them; the theme's and the runtime's hold a digest already."""

HASHED = re.compile(r"[.][0-9a-f]{8,64}[.][^/]+$")
"""The path of a file whose name holds a digest of its content: it never changes."""


def name_by_content(site: Path) -> None:
    """Join styles, rename them and scripts, and lead every page to their new names."""
    join_styles(site)
    renamed = change_script(site)
    finish = ready_for_scripts if renamed else str
    for folder in OURS:
        for file in sorted((site / folder).glob("*")):
            if not HASHED.search(file.name):
                new = file.rename(file.with_name(hashed_name(file.name, file.read_bytes())))
                renamed[f"{folder}/{file.name}"] = f"{folder}/{new.name}"
    if not renamed:
        return
    loads = re.compile(rf'(?<=[/"])({"|".join(map(re.escape, renamed))})(?=")')
    for page in sorted(site.rglob("*.html")):
        text = page.read_text("utf-8")
        page.write_text(loads.sub(lambda found: renamed[found[1]], finish(text)), "utf-8")
