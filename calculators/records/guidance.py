"""The ten aspects of the comparison, and the guidance: nine preferences and the hybrid strategy."""

from dataclasses import dataclass
from typing import Annotated

from calculators.core.quantity import Choice, Group, Quantity, Text, Unit
from calculators.core.records import Record, Sourced
from calculators.records.reader import KINDS, Reader

SIDES = {"cloud": "cloud platforms", "rig": "a personal rig", "hybrid": "both"}
"""The sides of the comparison, as they are called in a sentence."""

VERDICTS = {**SIDES, "api": "a hosted model, by the token", "none": "nothing that keeps within the limits"}
"""What a recommendation may say. A hosted model is a form of cloud that is bought by the token."""


@dataclass(frozen=True, kw_only=True)
class Evidence(Sourced):
    """A sourced statement, with its number where it has one."""

    text: Annotated[str, Text("Statement", "One sentence that the source supports.", longest=500)]
    source: Annotated[tuple[str, ...], Choice("Source", "Where it is stated.", family="sources")] = ()


PLAN_KINDS = {
    "notebook": "a notebook in the browser",
    "api": "a hosted model",
    "rented": "a rented machine",
    "spot": "a spare machine at a lower price",
    "institution": "a school’s or firm’s GPUs",
    "owned": "hardware that is there already",
    "upgrade": "a GPU for a PC that is there",
    "appliance": "a Mac, laptop or small box, bought whole",
    "rig": "a PC or server, built or bought",
    "both": "a rig and the cloud",
}
"""What a recommendation compares, by kind."""


@dataclass(frozen=True, kw_only=True)
class Mark:
    """How a kind of plan does in an aspect."""

    plan: Annotated[str, Choice("Plan", "Kind of plan.", options=PLAN_KINDS)]
    mark: Annotated[float, Quantity("Mark", "From 0, worst, to 1, best.", unit=Unit.NONE, maximum=1)]


@dataclass(frozen=True, kw_only=True)
class Aspect(Record):
    """One row of the comparison."""

    order: Annotated[
        int, Quantity("Order", "Place in the table, from 1.", unit=Unit.COUNT, minimum=1, maximum=99, integer=True)
    ]
    question: Annotated[str, Text("Question", "What a reader asks about this aspect.")]
    cloud: Annotated[str, Text("Cloud", "How cloud platforms do here, in one or two sentences.")]
    rig: Annotated[str, Text("Rig", "How a personal rig does here, in one or two sentences.")]
    favours: Annotated[
        str, Choice("Favours", "The side that most readers find better here.", options={**SIDES, "even": "neither"})
    ]
    detail: Annotated[
        str, Text("Detail", "The page's own section: what decides, in a paragraph or more.", longest=4000)
    ]
    evidence: Annotated[
        tuple[Evidence, ...], Group("Evidence", "Figures and statements behind it, each with its source.")
    ] = ()
    marks: Annotated[
        tuple[Mark, ...],
        Group(
            "Marks", "How each kind of plan does here; none where that is worked out for each plan from its figures."
        ),
    ] = ()
    marks_because: Annotated[str, Text("Why these marks", "What the ends stand for, and what decides between.")] = ""
    related: Annotated[
        tuple[str, ...],
        Choice(
            "Related records", "Records whose figures bear on it.", families=("services", "gpus", "rigs", "regions")
        ),
    ] = ()


@dataclass(frozen=True, kw_only=True)
class Condition:
    """A test on one input of `recommend`. All that are stated must hold."""

    input: Annotated[
        str,
        Text("Input", "The name of an input of the recommend calculator.", pattern="[a-z_]+", pattern_help="a_name"),
    ]
    at_least: Annotated[float | None, Quantity("At least", "Holds when the input is this or more.", unit=Unit.NONE)] = (
        None
    )
    at_most: Annotated[float | None, Quantity("At most", "Holds when the input is this or less.", unit=Unit.NONE)] = (
        None
    )
    equals: Annotated[tuple[str, ...], Text("Equals", "Holds when the input is one of these words.", longest=60)] = ()


@dataclass(frozen=True, kw_only=True)
class Guidance(Record):
    """A preference or the hybrid strategy: what it advises, when it applies, and how much it weighs."""

    order: Annotated[
        int,
        Quantity("Order", "Place on the Choose page, from 1.", unit=Unit.COUNT, minimum=1, maximum=99, integer=True),
    ]
    prefers: Annotated[str, Choice("Prefers", "The side that it speaks for.", options=SIDES)]
    aspects: Annotated[
        tuple[str, ...],
        Choice("Aspects", "The aspects it rests on, the one that it speaks for first.", family="aspects"),
    ]
    advice: Annotated[str, Text("Advice", "The advice in one sentence.")]
    because: Annotated[str, Text("Because", "The reason, as it is told to a reader to whom it applies.")]
    when: Annotated[tuple[Condition, ...], Group("When", "It applies when every condition holds.")] = ()
    when_any: Annotated[
        tuple[Condition, ...],
        Group("When any", "It applies when, besides, one of these holds; none stated: no matter."),
    ] = ()
    weight: Annotated[
        float,
        Quantity(
            "Weight",
            "What it adds to the weight of the first of its aspects when it applies (1: a little, 3: much).",
            unit=Unit.NONE,
            minimum=0.1,
            maximum=5,
        ),
    ]
    reader: Annotated[
        Reader,
        Group(
            "Reader", "Answers of the reader it speaks of, who is to be told just this; what is left out is not known."
        ),
    ]
    evidence: Annotated[
        tuple[Evidence, ...], Group("Evidence", "Figures and statements behind it, each with its source.")
    ] = ()


@dataclass(frozen=True, kw_only=True)
class Persona(Record):
    """A kind of reader, with what a person who knows the field would advise and why. No figure of a person."""

    kind: Annotated[str, Choice("Kind", "Under which heading it stands.", options=KINDS)]
    who: Annotated[str, Text("Who", "The reader in a sentence, as one would say it of oneself.", longest=300)]
    reader: Annotated[Reader, Group("Reader", "Answers to what recommend asks; what is left out is not known.")]
    verdict: Annotated[str, Choice("Verdict", "What a person who knows the field would advise.", options=VERDICTS)]
    because: Annotated[str, Text("Because", "The reason, in a sentence or two.", longest=500)]
    evidence: Annotated[
        tuple[Evidence, ...], Group("Evidence", "Figures and statements behind the reason, each with its source.")
    ] = ()
