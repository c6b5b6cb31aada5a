"""The web app manifest: what a browser needs to install the site (W3C, Web Application Manifest)."""

from __future__ import annotations

import json

WEB_MANIFEST = "manifest.webmanifest"
"""Its name at the root of the site; the theme's pages link to it."""
LOGO = "assets/logo.svg"


def web_manifest(name: str, description: str) -> str:
    """The manifest of a site of this name."""
    content = {
        "name": name,
        "short_name": name,
        "description": description,
        "lang": "en",
        "id": "./",
        "start_url": "./",
        "scope": "./",
        "display": "minimal-ui",
        "background_color": "#ffffff",
        "theme_color": "#ffffff",
        "icons": [{"src": LOGO, "type": "image/svg+xml", "sizes": "any"}],
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"
