"""Nothing from the address bar reaches a page unescaped: a thousand hostile values for every input of every calculator."""

from __future__ import annotations

from html.parser import HTMLParser
from itertools import product
from urllib.parse import quote, urlencode

import pytest

import calculators
from calculators import Catalogue, open_link
from calculators.core.door import calculator
from calculators.core.quantity import fields_of

MARK = "hostile"
"""In every value: what of it comes through as an element or an attribute is known by it."""
CORES = (
    f"<script>{MARK}()</script>",
    f"<img src=x onerror={MARK}()>",
    f"<svg/onload={MARK}()>",
    f"<svg><script href=data:,{MARK}() />",
    f"<iframe srcdoc='<script>{MARK}()</script>'>",
    f"<details open ontoggle={MARK}()>",
    f"<a href=javascript:{MARK}()>x</a>",
    f"<math><mtext></form><form><mglyph><style></math><img src onerror={MARK}()>",
    f"<template><b {MARK}></b></template>",
    f"<style>@import '{MARK}';</style>",
    f"<base href=//{MARK}.example/>",
    f"<meta http-equiv=refresh content=0;url={MARK}>",
    f"javascript:{MARK}()",
    f"data:text/html,<script>{MARK}()</script>",
    f"{MARK}' OR '1'='1",
    f"{{{{ {MARK} }}}}",
    f"${{{MARK}}}",
    f"{MARK}%00%0d%0aSet-Cookie: a=b",
    f"../../../{MARK}",
    f"__import__('{MARK}')",
    f"constructor.prototype.{MARK}",
    f"=cmd|' /C {MARK}'!A0",
    f"{MARK}" + "9" * 400,
    f"\ud83d\ude00{MARK}".encode("utf-16", "surrogatepass").decode("utf-16"),
    f"\u202e{MARK}\u2066\u200b\ufeff",
    f"\x00\x1b[31m{MARK}\x07",
    f"-->{MARK}<!--",
    f"]]>{MARK}<![CDATA[",
)
OPENINGS = ("", '"', "'", ">", '">', "'>", "`", "</p>", "</textarea>", "</title>", "&#34;&gt;", "%22%3E")
CLOSINGS = ("", '"', "<!--")
VALUES = tuple("".join(parts) for parts in product(OPENINGS, CORES, CLOSINGS))
assert len(VALUES) >= 1000
FIELDS = {
    (info.name, repr(info)): (name, info) for name in calculators.names() for info in fields_of(calculator(name).Inputs)
}.values()
"""Every input once: calculators share many."""


class Elements(HTMLParser):
    """Hears of elements and attributes that hold the mark."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element begins."""
        self.tags.add(tag)
        for name, value in attrs:
            live = (
                name.startswith("on") or name in ("style", "srcdoc") or (value or "").strip().startswith("javascript:")
            )
            if MARK in name or (live and MARK in (value or "")):
                self.found.append(f"<{tag} {name}={value}>")


def read(html: str) -> Elements:
    reader = Elements()
    reader.feed(html)
    return reader


@pytest.mark.parametrize(("name", "info"), FIELDS, ids=lambda part: getattr(part, "name", part))
def test_a_hostile_value_gets_its_fields_own_error_or_is_text(name: str, info: object, catalogue: Catalogue) -> None:
    field, label = info.name, info.meta.label  # type: ignore[attr-defined]
    plain = read(calculators.run(name, {}, catalogue)["html"]).tags
    taken = []
    for value in VALUES:
        opened = open_link(f"{name}?{urlencode({field: value})}", catalogue)
        if field in opened["inputs"]:
            taken.append(value)
        else:
            assert opened["inputs"] == {}
            assert len(opened["notices"]) == 1 and opened["notices"][0].startswith(f"{label}: "), value
    for value in taken[:: max(1, len(taken) // 20)]:
        answer = calculators.run(name, {field: value}, catalogue)
        if "error" in answer:
            assert answer["error"]["field"] == field
        else:
            told = read(answer["html"])
            assert told.found == []
            assert not (told.tags - plain) & {
                "script",
                "img",
                "iframe",
                "svg",
                "math",
                "style",
                "base",
                "meta",
                "template",
            }


@pytest.mark.parametrize("name", calculators.names())
def test_a_hostile_name_of_an_input_is_told_and_dropped(name: str, catalogue: Catalogue) -> None:
    for value in VALUES:
        opened = open_link(f"{name}?{quote(value)}=1", catalogue)
        assert opened["inputs"] == {}
        assert len(opened["notices"]) == 1 and "has no input" in opened["notices"][0], value
