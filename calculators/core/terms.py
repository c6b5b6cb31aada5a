"""The words of a field that a text uses, each with the record of the glossary that explains it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from calculators.core.catalogue import Catalogue
from calculators.core.records import Term
from calculators.core.subject import FAMILIES


def glossary(catalogue: Catalogue) -> Iterator[tuple[str, Term]]:
    """Every term with the family that it is of; none where the subject has no glossary."""
    for family, record in FAMILIES.items():
        if issubclass(record, Term):
            yield from ((family, term) for term in catalogue[family].values())


def used_in(texts: Iterable[str], catalogue: Catalogue) -> list[tuple[str, Term]]:
    """The family and record of each term that stands in the texts as words of their own, in the order in which they first do."""
    text = f" {'\n'.join(texts).lower()} "
    found = []
    for family, term, words in _words(catalogue):
        places = [place for word in words if (place := _place(word, text)) >= 0]
        if places:
            found.append((min(places), term.id, family, term))
    return [(family, term) for _, _, family, term in sorted(found, key=lambda f: f[:2])]


def _place(word: str, text: str) -> int:
    """Where a word first stands by itself in a text between spaces, alone or as several of it; -1: nowhere."""
    at = text.find(word)
    while at >= 0:
        end = at + len(word)
        if text[end] == "s":
            end += 1
        if not (text[at - 1].isalnum() or text[end].isalnum()):
            return at
        at = text.find(word, at + 1)
    return -1


@lru_cache(maxsize=4)
def _words(catalogue: Catalogue) -> list[tuple[str, Term, tuple[str, ...]]]:
    """Of each term the words that name it."""
    return [(family, term, tuple(n.lower() for n in (term.name, *term.also))) for family, term in glossary(catalogue)]
