"""A page for each source: where it is found, how far to trust it, and every statement it makes, each with its anchor."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from calculators.core.records import PUBLISHERS, Source
from generator.pages import addresses
from generator.pages.site import Page, Site, paragraphs
from generator.pages.statements import Statement
from generator.pages.views import VIEWS
from generator.pages.wrong import wrong


@dataclass(frozen=True, slots=True)
class Stated:
    """A row of a source's page."""

    id: str
    record: str
    href: str
    label: str
    value: str
    as_of: str
    wrong: Markup


def pages(site: Site) -> Iterator[Page]:
    """One page a source."""
    measurements = site.made.measurements or {}
    for source in site.catalogue["sources"].values():
        stated = site.statements.by_source.get(source.id, [])
        yield site.page(
            "source.md",
            addresses.record("sources", source.id).rstrip("/") + ".md",
            source=source,
            publisher=PUBLISHERS[source.publisher],
            locator=locator(source),
            note=paragraphs(source.note),
            groups=_by_family(site, source.id, stated),
            count=len(stated),
            measurements=measurements.get(source.id, 0),
        )


def locator(source: Source) -> tuple[str, str]:
    """What a source's locator is called, and where it leads (empty: nowhere by itself)."""
    where = source.locator
    if where.url:
        return where.url, where.url
    if where.repository:
        return f"{where.repository} (repository, path@commit)", _on_github(where.repository)
    return f"{where.package} (package, version, path)", ""


def _on_github(repository: str) -> str:
    """The file of a repository at a commit; repositories are named as GitHub names them."""
    name, _, path_at_commit = repository.partition(" ")
    path, _, commit = path_at_commit.rpartition("@")
    return f"https://github.com/{name}/blob/{commit}/{path}"


def _by_family(site: Site, source: str, stated: list[Statement]) -> list[tuple[str, list[Stated]]]:
    root = addresses.to_root("data/sources/id.md")
    groups: dict[str, list[Stated]] = {}
    for s in stated:
        groups.setdefault(VIEWS[s.family].title, []).append(
            Stated(
                addresses.statement_id(s.family, s.record, s.place),
                s.record_name,
                addresses.record(s.family, s.record, s.place),
                s.label,
                s.value,
                s.as_of,
                wrong(site, root, (s.family, s.record, s.place), s.value, (source,)),
            )
        )
    return list(groups.items())
