"""The theme's own script with a few things changed that cost every page: work that nobody sees, done while a calculator starts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from generator.runtime.publish import hashed_name

SCRIPTS = "assets/javascripts"

CHANGES: Mapping[str, tuple[re.Pattern[str], str]] = {
    # On a server its search waits for nothing (`setupSearchWorker`): every page fetches the index of all pages and builds it
    # anew, a third of a second of work beside that of the calculators. Here it waits until its box is opened.
    "what starts its search": (
        re.compile(r'(?<=\()location\.protocol!=="file:"(?=\),[\w$]+\("search"\))'),
        "!1",
    ),
    # Going from page to page without loading each whole asks a list of the site's pages first, and reads all of it on every page.
    # Every page here ends in a slash, or in its index.html where it lies on a disk.
    "what it asks for the site's pages": (
        re.compile(r'(?<=[,;])([\w$]+)=[\w$]+\(([\w$]+)\.base\)(?=;[\w$]+\("navigation\.instant"\)&&)'),
        r"\1=new Set([{has:t=>t.startsWith(\2.base)&&/\/(index\.html)?$/.test(t)}])",
    ),
    # Every address of a page is made absolute at its start, in case the next page comes without loading: style sheets whose address
    # is written anew are read and applied anew. Here that is done once a link is followed.
    "what makes addresses absolute": (
        re.compile(
            r'[\w$]+\(document\)\.subscribe\(([\w$]+)\);(let [\w$]+=[\w$]+\(document\.body,"click"\).{,400}?'
            r"\.subscribe\(\(\[[\w$]+,\{offset:[\w$]+\}\]\)=>\{)(?=history\.replaceState\()"
        ),
        r"\2\1(document),",
    ),
    # A class of the root that no rule of its styles asks for makes the browser style the whole page once more.
    "what tells that it shows the focus itself": (
        re.compile(
            r'document\.documentElement\.classList\.add\("js-focus-visible"\),'
            r'document\.documentElement\.setAttribute\("data-js-focus-visible",""\)'
        ),
        "0",
    ),
    # Pages are written as read with scripts (`ready_for_scripts`); a style sheet tells what to do without (docs/css/theme.css).
    "what tells that scripts run": (
        re.compile(
            r'document\.documentElement\.classList\.remove\("no-js"\);document\.documentElement\.classList\.add\("js"\);'
        ),
        "",
    ),
    # Colours change without a transition: an attribute of the body, on and off again, each time with the whole page styled anew,
    # and at the start of every page, when they do not change at all.
    "what keeps colours from fading": (
        re.compile(r'document\.body\.setAttribute\("data-md-color-switching",""\),([\w$]+)(?=\.color\.media===)'),
        r"\1",
    ),
    # The style sheets tell the scheme of the page's own colours (docs/css/tokens.css): telling it again styles the whole page anew.
    "what tells the scheme": (
        re.compile(r'(?<=[\w$]=)([\w$]+\("meta",\{name:"color-scheme"\}\);)document\.head\.appendChild\([\w$]+\);'),
        r"\1",
    ),
    "what sets colours": (
        re.compile(
            r"(?=for\(let\[[\w$]+,[\w$]+\]of Object\.entries\(([\w$]+)\.color\)\)document\.body\.setAttribute\()"
        ),
        r'if(\1.color.scheme!==document.body.getAttribute("data-md-color-scheme"))'
        r'document.body.setAttribute("data-md-color-switching","");',
    ),
}
"""What is changed in the script of mkdocs-material 9.8: what it is → where it stands, exactly once, and what takes its place."""


class ThemeError(Exception):
    """The theme's script is not as this version of it is; the message says what was looked for."""


def change_script(site: Path) -> dict[str, str]:
    """Rewrite the script; its old and its new path. A site without the theme's script is left as it is."""
    renamed = {}
    for file in sorted((site / SCRIPTS).glob("bundle.*.min.js")):
        text = file.read_text("utf-8")
        for name, (pattern, other) in CHANGES.items():
            text, found = pattern.subn(other, text)
            if found != 1:
                raise ThemeError(f"{SCRIPTS}/{file.name} does not hold {name} once: {pattern.pattern}")
        new = file.with_name(hashed_name("bundle.min.js", text.encode()))
        new.write_text(text, "utf-8")
        file.unlink()
        renamed[f"{SCRIPTS}/{file.name}"] = f"{SCRIPTS}/{new.name}"
    return renamed


def ready_for_scripts(page: str) -> str:
    """A page of the theme as its script would have it: told that scripts run by the page itself, not once it is shown."""
    return page.replace(' class="no-js">', ' class="js">', 1)
