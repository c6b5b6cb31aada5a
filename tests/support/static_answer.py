"""The answer that a built calculator page carries."""

from __future__ import annotations

import re
from pathlib import Path

DRAWINGS = re.compile(
    r'(<div class="cr-chart__drawing" data-chart="[^"]+">).*?(</div>(?=<p class="cr-chart__summary">))', re.DOTALL
)
_BEGIN, _END = '<div class="cr-answer">', '</div>\n<div class="cr-paper'


def static_answer(site: Path, name: str) -> str:
    """The HTML of the answer on a calculator's page, without the drawings of its charts."""
    text = (site / "calculators" / name / "index.html").read_text("utf-8")
    return DRAWINGS.sub(r"\1\2", text[text.index(_BEGIN) + len(_BEGIN) : text.index(_END)])
