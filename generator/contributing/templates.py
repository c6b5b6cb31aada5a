"""The templates of CONTRIBUTING.md: one of each family, found by the schema that its first line names."""

from __future__ import annotations

import re

from generator.paths import ROOT

CONTRIBUTING = ROOT / "CONTRIBUTING.md"

MODELINE = "# yaml-language-server: $schema=../../schemas/{family}.json\n"
"""The first line of each record, by which editors find its schema."""

_BLOCK = re.compile(
    r"^```yaml\n(# yaml-language-server: \$schema=\.\./\.\./schemas/([a-z_-]+)\.json\n.*?)^```$", re.M | re.S
)


def templates(text: str | None = None) -> dict[str, str]:
    """Family → its template, a whole file; none where a project has no such guide. ValueError for two of one family."""
    found: dict[str, str] = {}
    if text is None:
        text = CONTRIBUTING.read_text("utf-8") if CONTRIBUTING.is_file() else ""
    for block, family in _BLOCK.findall(text):
        if family in found:
            raise ValueError(f"{CONTRIBUTING.name} has two templates of {family}")
        found[family] = block
    return found
