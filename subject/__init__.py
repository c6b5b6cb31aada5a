"""What the generator is told of this site's subject: cloud platforms, rigs, and what generative AI asks of both."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from calculators.records.measurements import LEDGER_FAMILIES
from generator.subject import Room, Subject
from subject.views import LISTS, VIEWS

if TYPE_CHECKING:
    from generator.pages.extras import Extras
    from generator.pages.site import Page, Site
    from generator.refresh.quote import Feed

COMPARE = "compare/"
CHOOSE = "choose/"
PEOPLE = "choose/people/"

CONTEXT = {
    "compare_table()": "the ten aspects as a table",
    "compare_sections()": "a section for each aspect",
    "choose_sections()": "the guidance, each with the verdict for the reader it speaks of",
    "people_sections()": "the personas by kind of reader, each with its advice and evidence",
}


def _functions(site: Site, root: str) -> Mapping[str, Callable[..., Any]]:
    from subject.guidance import advice, aspects, people

    return {
        "compare_table": lambda: site.fragment("compare_table.html", root, aspects=aspects(site, root)),
        "compare_sections": lambda: site.fragment("compare_sections.md", root, aspects=aspects(site, root)),
        "choose_sections": lambda: site.fragment("choose_sections.md", root, advice=advice(site, root)),
        "people_sections": lambda: site.fragment("people_sections.md", root, groups=people(site, root)),
    }


def _extras(site: Site) -> Callable[[str, Any, str], Extras]:
    from generator.pages.extras import Extras, Listed
    from subject.answers import Answers
    from subject.histories import history_charts, over_time
    from subject.machines import offers_by_gpu

    answers = Answers(site)
    offers = offers_by_gpu(site)

    def of(family: str, record: Any, root: str) -> Extras:
        rented = offers.get(record.id) if family == "gpus" else None
        return Extras(
            history_charts(record) if family == "history" else [],
            over_time(site, family, record),
            answers.of(family, record, root),
            [Listed("rent", "Rent it", rented)] if rented else [],
            "Memory, speed and prices with their ranges, every figure with its source.",
        )

    return of


def _pages(site: Site) -> Iterator[Page]:
    from subject import accuracy

    return accuracy.pages(site)


def _feeds() -> Mapping[str, Feed]:
    from subject.prices import gcp_pricing, litellm, skypilot

    return {feed.name: feed for feed in (skypilot.FEED, litellm.FEED, gcp_pricing.FEED)}


SUBJECT = Subject(
    name="Cloud or Rig",
    about="Where to run generative AI: on cloud platforms, on a personal rig, or on both",
    slug="cloud-or-rig",
    views=VIEWS,
    lists=LISTS,
    rooms=(
        Room("Compare", COMPARE, "ten aspects, cloud against rig"),
        Room("Choose", CHOOSE, "when to prefer which"),
        Room("People like you", PEOPLE, "kinds of readers, each with what to do and why"),
    ),
    for_readers="recommend",
    sections={"aspects": COMPARE, "guidance": CHOOSE, "personas": PEOPLE},
    ledger=LEDGER_FAMILIES,
    checks=("subject.checks",),
    feeds=_feeds,
    context=CONTEXT,
    functions=_functions,
    extras=_extras,
    pages=_pages,
)
