"""Write the README's picture anew, from the built site: `.venv/bin/python -m tests.picture`."""

from __future__ import annotations

import os
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.support.server import SiteServer
from tools import browser

ROOT = Path(__file__).resolve().parents[1]
PICTURE = ROOT / ".github" / "rent-or-buy.png"
WIDTH, HEIGHT = 1200, 680
HEADER = 60
"""Pixels of the site's header, left out."""


def main() -> None:
    """The calculator Rent or buy with its defaults, in light colours."""
    with SiteServer(ROOT / "site") as server, sync_playwright() as playwright:
        program = browser.find(os.environ)
        chromium = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        page = chromium.new_page(viewport={"width": WIDTH, "height": HEADER + HEIGHT}, color_scheme="light")
        page.goto(server.url("calculators/rent_or_buy/"))
        page.locator(".cr-status[data-state=live]").wait_for(timeout=60_000)
        page.screenshot(path=PICTURE, clip={"x": 0, "y": HEADER, "width": WIDTH, "height": HEIGHT})
        chromium.close()
    print(PICTURE.relative_to(ROOT))


if __name__ == "__main__":
    main()
