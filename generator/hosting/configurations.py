"""What the page Publishing says for hosts that read no `_headers`: the same rules in their own words."""

from __future__ import annotations

from types import SimpleNamespace

from generator.hosting.headers import ASK_AGAIN, EVERYWHERE, FOR_GOOD, POLICY
from generator.hosting.twins import SMALLEST
from generator.policy import PLACE

HASHED = r"\.[0-9a-f]{8,64}\.[^/]+$"
"""The end of the path of a file whose name holds a digest."""

FOLDER, HOST = "/srv/cloud-or-rig/site", "example.org"
HEADERS = EVERYWHERE | {POLICY: PLACE}
"""Of every file, as in `_headers`."""


def nginx() -> str:
    """A server block. A location that sets a header inherits none, so each says all of them."""
    everywhere = [f'add_header {name} "{value}" always;' for name, value in HEADERS.items()]
    lines = [
        "server {",
        f"    server_name {HOST};",
        f"    root {FOLDER};",
        "    error_page 404 /404.html;",
        "    include mime.types;",
        "    gzip_static on;",
        "    brotli_static on;",
        "    location / {",
        f'        add_header Cache-Control "{ASK_AGAIN}" always;',
        *(f"        {line}" for line in everywhere),
        "    }",
        f'    location ~ "{HASHED}" {{',
        f'        add_header Cache-Control "{FOR_GOOD}" always;',
        *(f"        {line}" for line in everywhere),
        "    }",
        "}",
    ]
    return "\n".join(lines)


def caddy() -> str:
    """A site block."""
    lines = [
        f"{HOST} {{",
        f"    root * {FOLDER}",
        "    file_server {",
        "        precompressed br gzip",
        "    }",
        f"    @hashed path_regexp {HASHED}",
        f'    header @hashed Cache-Control "{FOR_GOOD}"',
        f"    @other not path_regexp {HASHED}",
        f'    header @other Cache-Control "{ASK_AGAIN}"',
        *(f'    header {name} "{value}"' for name, value in HEADERS.items()),
        "    handle_errors {",
        "        rewrite * /404.html",
        "        file_server",
        "    }",
        "}",
    ]
    return "\n".join(lines)


def hosting() -> SimpleNamespace:
    """What the page fills in."""
    return SimpleNamespace(nginx=nginx(), caddy=caddy(), smallest=f"{SMALLEST:,}")
