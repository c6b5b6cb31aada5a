"""Courses that have been taught, with what their students computed: presets of the classroom calculator."""

from dataclasses import dataclass
from typing import Annotated

from calculators.core.quantity import Choice, Date, Group, Quantity, Text, Unit
from calculators.core.records import Figure, Record, Sourced


@dataclass(frozen=True, kw_only=True)
class Exercise(Sourced):
    """A piece of work of a course that needs GPUs."""

    what: Annotated[str, Text("What", "As its teacher calls it.", longest=120)]
    gpu: Annotated[str, Choice("GPU", "The one it is written for.", family="gpus")]
    gpu_count: Annotated[
        int,
        Quantity(
            "GPUs",
            "Of the machine that a student has to work on.",
            unit=Unit.COUNT,
            minimum=1,
            maximum=64,
            integer=True,
        ),
    ] = 1
    each_hours: Annotated[
        Figure,
        Quantity("Hours a student", "In which the machine is taken.", unit=Unit.HOUR, minimum=0.05, maximum=1000),
    ]


@dataclass(frozen=True, kw_only=True)
class Course(Record):
    """A course as it was taught, or a piece of one that others can teach."""

    institution: Annotated[str, Text("Institution", "Where it was taught.", longest=120)] = ""
    taught: Annotated[str, Date("Taught", "When it began, or the year.")] = ""
    students: Annotated[
        Figure | None, Quantity("Students", "Enrolled.", unit=Unit.COUNT, minimum=1, maximum=100_000, integer=True)
    ] = None
    length_weeks: Annotated[
        Figure | None, Quantity("Length", "Weeks in which students compute.", unit=Unit.WEEK, minimum=1, maximum=60)
    ] = None
    exercises: Annotated[
        tuple[Exercise, ...], Group("Exercises", "Work that needs GPUs, by what its teacher plans for a student.")
    ] = ()
    project_gpu_hours: Annotated[
        Figure | None,
        Quantity("Projects, GPU hours", "Of all students together, as used.", unit=Unit.HOUR, minimum=0, maximum=1e8),
    ] = None
    compute_hours: Annotated[
        Figure | None,
        Quantity(
            "All machines",
            "Hours of every machine of all students, most of them without a GPU.",
            unit=Unit.HOUR,
            minimum=0,
            maximum=1e9,
        ),
    ] = None
    cloud_usd: Annotated[
        Figure | None,
        Quantity(
            "In a commercial cloud",
            "What its teachers reckon that a student’s share of it would cost.",
            unit=Unit.USD,
            minimum=0,
            maximum=1e5,
        ),
    ] = None
