"""Records: what every one is made of, its figures and their sources; and a word of the glossary."""

from dataclasses import dataclass, field
from typing import Annotated

from calculators.core.quantity import Choice, Date, Group, Quantity, Text, Unit
from calculators.core.ranges import Range

PUBLISHERS = {
    "vendor": "the maker or seller itself",
    "official": "a public body or statistics office",
    "measured": "somebody's own measurement, with its method",
    "press": "a newspaper, magazine or trade publication",
    "community": "a community data set, repository or forum",
    "derived": "computed from other figures by a stated formula",
}


@dataclass(frozen=True, slots=True)
class Figure:
    """A sourced number: low, typical and high as they stand at the catalogue's date, and as stated.

    `stated` is what the sources say; `low` and `high` are wider where the figure has aged (see `Quantity.drift_per_year`).
    `source` holds ids of the family `sources`; `as_of` is the date for which they state it. `record` says of which record it is,
    as family/id.
    """

    low: float
    typical: float
    high: float
    source: tuple[str, ...]
    as_of: str
    stated: tuple[float, float, float]
    note: str = ""
    record: str = field(default="", compare=False)

    @property
    def range(self) -> Range:
        """The figure as a `Range` at the catalogue's date."""
        return Range(self.low, self.typical, self.high)


@dataclass(frozen=True, kw_only=True)
class Sourced:
    """A set of fields whose bare figures share a source and a date."""

    source: Annotated[
        tuple[str, ...],
        Choice("Source", "Where the figures below without a source of their own are stated.", family="sources"),
    ] = ()
    as_of: Annotated[
        str, Date("As of", "The date for which the source states the figures below without a date of their own.")
    ] = ""


@dataclass(frozen=True, kw_only=True)
class Record(Sourced):
    """A record: one file in data/<family>/, its stem is its id."""

    id: Annotated[str, Text("Id", "The file's name without .yml: lower-case words joined by hyphens.")]
    name: Annotated[str, Text("Name", "As its maker writes it.", longest=120)]
    note: Annotated[str, Text("Note", "What a reader should know about this record, in a sentence or two.")] = ""


@dataclass(frozen=True, kw_only=True)
class Locator:
    """Where a source is found: one of url, repository or package."""

    url: Annotated[str, Text("URL", "A web address.", pattern=r"https?://\S+", pattern_help="http(s)://…")] = ""
    repository: Annotated[
        str,
        Text(
            "Repository",
            "owner/name path@commit",
            pattern=r"\S+/\S+ .+@[0-9a-f]{6,40}",
            pattern_help="owner/name path@commit",
        ),
    ] = ""
    package: Annotated[
        str,
        Text(
            "Package", "Registry package: name version path.", pattern=r"\S+ \S+ \S.*", pattern_help="name version path"
        ),
    ] = ""


@dataclass(frozen=True, kw_only=True)
class Source:
    """Where figures were read: a title and exactly one locator."""

    id: Annotated[str, Text("Id", "The file's name without .yml.")]
    title: Annotated[str, Text("Title", "What the source is called.", longest=200)]
    locator: Annotated[Locator, Group("Locator", "Exactly one of url, repository, package.")]
    publisher: Annotated[str, Choice("Publisher", "What kind of publisher states it.", options=PUBLISHERS)]
    retrieved: Annotated[str, Date("Retrieved", "When it was read.")]
    licence: Annotated[str, Text("Licence", "The source's own licence, where it states one.", longest=80)] = ""
    note: Annotated[str, Text("Note", "How far to trust it, and what to watch for.")] = ""

    @property
    def name(self) -> str:
        """The title: what lists and links show."""
        return self.title


@dataclass(frozen=True, kw_only=True)
class Term(Record):
    """A word of the field, explained for a newcomer."""

    meaning: Annotated[str, Text("Meaning", "What it is, in a sentence or two.", longest=600)]
    also: Annotated[
        tuple[str, ...], Text("Also", "Other words that mean it, by which it is found in a text.", longest=40)
    ] = ()
    figure: Annotated[Figure | None, Quantity("Figure", "A number worth knowing of it.", unit=Unit.NONE)] = None
