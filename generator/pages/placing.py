"""Where a page's file stands: each is the index of a folder of its own, as its address is a folder.

A relative address in the HTML of a page then means the same to every builder: MkDocs leaves it as it is, for the browser to take
from the page's address; Zensical takes it from the folder of the page's file.
"""

from __future__ import annotations

import posixpath
import re

from generator.pages.site import Page

_LINK = re.compile(r"(?<=\]\()(?!\w+:)([^)\s#]+\.md)(?=[)#])")
"""The file that a link in Markdown names."""


def placed(page: Page) -> Page:
    """The page as `compare/index.md` instead of `compare.md`; links in Markdown to other pages follow."""
    here, new = posixpath.dirname(page.path), place(page.path)

    def moved(link: re.Match[str]) -> str:
        target = place(posixpath.normpath(posixpath.join(here, link[1])))
        return posixpath.relpath(target, posixpath.dirname(new) or ".")

    return Page(new, _LINK.sub(moved, page.text))


def place(path: str) -> str:
    """`data/gpus/x.md` as `data/gpus/x/index.md`; an index stays where it is."""
    stem = path.removesuffix(".md")
    return path if posixpath.basename(stem) == "index" else f"{stem}/index.md"
