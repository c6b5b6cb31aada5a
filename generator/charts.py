"""Charts as SVG, drawn at build time and kept by what they show. Live ones are drawn anew from the same specification."""

from __future__ import annotations

import hashlib
import json
import re
from copy import deepcopy
from importlib.metadata import version
from pathlib import Path
from typing import Any

import vl_convert

from generator.paths import CACHE

FONT = "Roboto"
"""The font in which text is measured: vl-convert carries it, so a chart is the same on every machine."""

WIDTHS = {"wide": 760, "narrow": 340}
"""Widths in CSS pixels at which each chart is drawn; the page shows the one that fits."""

_VERSION = f"5 {version('vl-convert-python')}"
_NOISE = re.compile(r' (?:aria-[a-z]+|role|pointer-events|class)="[^"]*"|\s*<title>[^<]*</title>')
_IDS = re.compile(r'(?<=id=")([\w-]+)(?=")|(?<=url\(#)([\w-]+)(?=\))')


def draw(spec: dict[str, Any], cache: Path | None = None) -> str:
    """A Vega-Lite specification as HTML: one SVG for wide places, one for narrow ones, both decoration to the text beside.

    `cache` is a folder of drawings made before (by default build/cache/charts).
    """
    cache = cache or CACHE / "charts"
    key = hashlib.sha256(f"{_VERSION}{json.dumps(spec, sort_keys=True)}".encode()).hexdigest()[:20]
    kept = cache / f"{key}.html"
    if kept.exists():
        return kept.read_text("utf-8")
    drawn = "".join(_svg(spec, name, width, key) for name, width in WIDTHS.items())
    cache.mkdir(parents=True, exist_ok=True)
    kept.write_text(drawn, "utf-8")
    return drawn


def _svg(spec: dict[str, Any], name: str, width: int, key: str) -> str:
    sized = deepcopy(spec)
    sized["width"] = width
    sized["autosize"] = {"type": "fit", "contains": "padding"}
    sized["config"] = {**sized.get("config", {}), "font": FONT, "background": None}
    svg: str = vl_convert.vegalite_to_svg(sized)
    svg = _NOISE.sub("", svg)
    svg = _IDS.sub(lambda m: f"{key[:8]}-{name}-{m[0]}", svg)
    return svg.replace("<svg ", f'<svg class="cr-drawing cr-drawing--{name}" aria-hidden="true" focusable="false" ', 1)
