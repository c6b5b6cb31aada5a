"""The Atom feed (RFC 4287) of figures that changed."""

from __future__ import annotations

from xml.etree import ElementTree

from generator.exports.changes import Change, ChangeSet
from generator.subject import the_subject

_NAMESPACE = "http://www.w3.org/2005/Atom"
SHOWN = 40
"""Changes told one by one in an entry."""
LONGEST = 80
"""Characters of a value in a line."""


def atom(sets: list[ChangeSet], generated_at: str) -> str:
    """One entry a commit, newest first. Ids are tag URIs (RFC 4151), so that the feed may move with the site."""
    ElementTree.register_namespace("", _NAMESPACE)
    feed = ElementTree.Element(f"{{{_NAMESPACE}}}feed")
    _add(feed, "title", f"{the_subject().name}: figures that changed")
    _add(feed, "id", f"tag:{the_subject().slug},2026:changes")
    _add(feed, "updated", sets[0].time if sets else f"{generated_at}T00:00:00Z")
    author = ElementTree.SubElement(feed, f"{{{_NAMESPACE}}}author")
    _add(author, "name", f"{the_subject().name} contributors")
    ElementTree.SubElement(feed, f"{{{_NAMESPACE}}}link", rel="self", href="changes.atom")
    for change_set in sets:
        entry = ElementTree.SubElement(feed, f"{{{_NAMESPACE}}}entry")
        _add(entry, "title", change_set.subject)
        _add(entry, "id", f"tag:{the_subject().slug},2026:change/{change_set.commit}")
        _add(entry, "updated", change_set.time)
        _add(entry, "content", "\n".join(told(change_set))).set("type", "text")
    ElementTree.indent(feed)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(feed, encoding="unicode") + "\n"


def _add(parent: ElementTree.Element, tag: str, text: str) -> ElementTree.Element:
    element = ElementTree.SubElement(parent, f"{{{_NAMESPACE}}}{tag}")
    element.text = text
    return element


def told(change_set: ChangeSet) -> list[str]:
    """What a commit changed, a line each; only how many records where it laid out data rather than corrected it."""
    if not change_set.changes:
        return [f"{change_set.files} record files."]
    lines = [_line(change) for change in change_set.changes[:SHOWN]]
    more = len(change_set.changes) - SHOWN
    return [*lines, f"… and {more} more"] if more > 0 else lines


def _line(change: Change) -> str:
    where = f"{change.family}/{change.record}"
    if not change.field:
        return f"{where}: new record" if change.old is None else f"{where}: removed"
    return f"{where} {change.field}: {moved(change.old, change.new)}"


def moved(old: object, new: object) -> str:
    """What a value was and what it is: `750 → 800`; of a table how many rows came and went."""
    before, after = _rows(old), _rows(new)
    if before or after:
        came, went = (sum(row not in other for row in rows) for rows, other in ((after, before), (before, after)))
        return f"{came:,} new, {went:,} gone"
    return f"{_shown(old)} → {_shown(new)}"


def _rows(value: object) -> list[object]:
    """The rows of a table, none where a value is no table."""
    return value if isinstance(value, list) and any(isinstance(row, list) for row in value) else []


def _shown(value: object) -> str:
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return "not stated" if value is None else f"{text[:LONGEST]}{'…' if len(text) > LONGEST else ''}"
