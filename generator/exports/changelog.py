"""What changed in the data between two releases, as Markdown: from the history of data/ itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from generator.exports.changes import Change
from generator.exports.feed import moved


def changelog(changes: Iterable[Change], names: Mapping[tuple[str, str], str], version: str, since: str) -> str:
    """The notes of a release.

    Args:
        changes: What changed, as `changes_since` tells it.
        names: (family, id) → a record's name.
        version: The date of the data.
        since: What it is compared with: the last release's tag, or nothing for the first.

    Returns:
        Markdown: what came, what went, and each figure that changed, by family.
    """
    listed = list(changes)
    lines = [f"# Data of {version}", ""]
    lines += [f"Since {since}." if since else "The first release.", ""]
    if not listed:
        return "\n".join([*lines, "Nothing in the data has changed.", ""])
    for family in sorted({change.family for change in listed}):
        lines += [f"## {family}", ""]
        lines += [_line(change, names) for change in listed if change.family == family]
        lines.append("")
    return "\n".join(lines)


def _line(change: Change, names: Mapping[tuple[str, str], str]) -> str:
    name = names.get((change.family, change.record))
    if not change.field:
        return f"- {name or change.old or change.new}: {'new' if change.old is None else 'removed'}"
    return f"- {name or change.record}, {change.field}: {moved(change.old, change.new)}"
