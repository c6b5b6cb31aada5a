"""Serve the folder that this file is in, so that the calculators are live: `python3 serve.py`.

Needs Python 3.8 or newer and nothing else. For other machines of the room: `python3 serve.py 8000 0.0.0.0`.
"""

import functools
import http.server
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
TYPES = {".wasm": "application/wasm", ".js": "text/javascript", ".mjs": "text/javascript", ".json": "application/json"}


class Handler(http.server.SimpleHTTPRequestHandler):
    """Files with the types that browsers insist on, whatever this machine believes."""

    extensions_map = {**http.server.SimpleHTTPRequestHandler.extensions_map, **TYPES}  # noqa: RUF012

    def log_message(self, *_arguments: object) -> None:
        """Requests are not printed."""


def main(port: str = "8000", host: str = "127.0.0.1") -> int:
    """Serve until Ctrl+C; the next free port where that one is taken."""
    handler = functools.partial(Handler, directory=str(HERE))
    for number in range(int(port), int(port) + 50):
        try:
            server = http.server.ThreadingHTTPServer((host, number), handler)
        except OSError:
            continue
        print(f"http://{host}:{number}/    (Ctrl+C stops it)", flush=True)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            return 0
    print(f"ports {port} to {int(port) + 49} are all taken", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
