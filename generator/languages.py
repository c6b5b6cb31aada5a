"""The interface in other languages: docs/js/words/, one file a language, English text → the same in it."""

from __future__ import annotations

import json
from pathlib import Path

from generator.paths import LOOK


def languages() -> dict[str, str]:
    """Code and name of each language there is a file of, beside English."""
    return {path.stem: json.loads(path.read_text("utf-8"))["language"] for path in _files()}


def scripts() -> dict[str, bytes]:
    """A script for each, by its path in the site, for a page to import."""
    texts = {path.stem: json.loads(path.read_text("utf-8"))["texts"] for path in _files()}
    return {
        f"js/words-{code}.js": f"export default {json.dumps(text, ensure_ascii=False)};\n".encode()
        for code, text in texts.items()
    }


def _files() -> list[Path]:
    return sorted((LOOK / "js" / "words").glob("*.json"))
