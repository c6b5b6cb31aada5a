"""A reader: what `recommend` asks, and what a piece of guidance or a persona states of the people it speaks of.

Every answer may be left open (`unknown`, or no number): `ASSUMED` says what is then taken in its place.
"""

from dataclasses import dataclass
from typing import Annotated

from calculators.core.quantity import Choice, Quantity, Switch, Text, Unit
from calculators.records.owning import Owning

UNKNOWN = "unknown"
NOT_KNOWN = {UNKNOWN: "I do not know"}

AMOUNTS = ("tokens_per_day", "images_per_day", "training_tokens_per_week")
"""Inputs that say how much is to get done, in place of hours."""
KINDS = {
    UNKNOWN: "I do not know, or none of these",
    "student": "a student, or learning by myself",
    "hobbyist": "a hobbyist",
    "artist": "an artist or maker",
    "researcher": "a researcher or in a lab",
    "teacher": "a teacher",
    "developer": "a developer on my own",
    "company": "a company",
    "institution": "a hospital, authority or the like",
}
TASKS = {
    **NOT_KNOWN,
    "learn": "learn and try things",
    "chat": "run language models",
    "images": "make pictures or video",
    "fine-tune": "fine-tune models on my data",
    "train": "train models, every parameter",
}
PRIVACY = {
    **NOT_KNOWN,
    "anywhere": "it may go anywhere",
    "contract": "only to a provider with a contract and a data centre",
    "institution": "only to machines of my own school, firm or country",
    "own-hardware": "it must not leave my own hardware",
}
"""From the loosest to the strictest."""

MATTERS = {
    **NOT_KNOWN,
    "money": "little money",
    "time": "results soon",
    "privacy": "that nobody else sees the data",
    "learning": "learning how it all works",
    "independence": "depending on nobody",
    "ease": "little trouble",
}
EXPERIENCE = {
    **NOT_KNOWN,
    "new": "I am starting out",
    "some": "I have done some projects",
    "skilled": "I do this for a living",
}
GOALS = {**NOT_KNOWN, "results": "results only", "code": "code and theory", "hardware": "also how the hardware works"}
SHARING = {**NOT_KNOWN, "alone": "no", "sometimes": "now and then", "often": "all the time"}
CONTROL = {
    **NOT_KNOWN,
    "standard": "ready-made environments will do",
    "own": "I need my own system, drivers and versions",
}
GROWTH = {**NOT_KNOWN, "steady": "no, they stay as they are", "growing": "yes, bigger jobs come more and more often"}
ADMIN = {**NOT_KNOWN, "none": "no, or I may not", "learn": "I would learn it", "able": "yes"}
NOISE = {**NOT_KNOWN, "any": "noise and heat do not matter", "quiet": "it stands where people work or sleep"}
PAYMENT = {**NOT_KNOWN, "card": "yes", "none": "no"}
OWN_ANYWAY = {**NOT_KNOWN, "yes": "yes, for other things", "no": "no, I would sell it"}
COMPUTER = {
    **NOT_KNOWN,
    "none": "no",
    "desktop": "yes, with room and a power supply for one",
    "port": "outside it: a laptop or mini PC with Thunderbolt or OCuLink",
}
INSTITUTION = {**NOT_KNOWN, "none": "no", "free": "yes, free of charge"}

ASSUMED_REGION = "united-states"
"""Where nobody says where: most prices here are of there."""

ASSUMED = {
    "reader": "hobbyist",
    "task": "learn",
    "privacy": "anywhere",
    "matters": UNKNOWN,
    "experience": "some",
    "goal": "code",
    "sharing": "sometimes",
    "control": "standard",
    "growth": "steady",
    "admin": "learn",
    "noise": "any",
    "payment": "card",
    "own_anyway": "yes",
    "computer": "none",
    "institution": "none",
}
"""What is taken for an answer that is not known. Numbers that are not known limit nothing; hours take what is usual for the kind of
reader."""

WORK, MONEY, PLACE, HAVE, MATTER = (
    "Your work",
    "Your money, more exactly",
    "Where it would stand, and what may be",
    "What you have already",
    "What matters to you",
)


@dataclass(frozen=True, kw_only=True)
class Reader(Owning):
    """Everything that the recommendation may know of a reader. What is left out is not known."""

    reader: Annotated[str, Choice("Who are you?", "", options=KINDS, taken=KINDS[ASSUMED["reader"]])] = UNKNOWN
    task: Annotated[
        str,
        Choice(
            "What do you want to do?",
            "The heaviest of what you plan.",
            options=TASKS,
            taken=TASKS[ASSUMED["task"]],
        ),
    ] = UNKNOWN
    hours_per_week: Annotated[
        float | None,
        Quantity(
            "Hours of GPU work a week",
            "In which the GPU works, on a rig that fits.",
            taken="as people like you",
            unit=Unit.HOURS_PER_WEEK,
            maximum=168,
            step=0.5,
        ),
    ] = None
    budget_usd: Annotated[
        float | None,
        Quantity(
            "Money at the start",
            "For hardware.",
            taken="no limit",
            unit=Unit.USD,
            maximum=500_000,
            step=50,
        ),
    ] = None
    budget_usd_per_month: Annotated[
        float | None,
        Quantity(
            "Money a month",
            "For renting, tokens or electricity.",
            taken="no limit",
            unit=Unit.USD_PER_MONTH,
            maximum=50_000,
            step=5,
        ),
    ] = None
    privacy: Annotated[str, Choice("Where may your data go?", options=PRIVACY, taken=PRIVACY[ASSUMED["privacy"]])] = (
        UNKNOWN
    )

    model: Annotated[
        str | None, Choice("Model", "The one that you would use most; empty if you do not know.", WORK, family="models")
    ] = None
    model_billion: Annotated[
        float | None,
        Quantity(
            "Or its size",
            "In billions of parameters, where no model is chosen: 8 is usual, 70 is large.",
            WORK,
            unit=Unit.BILLION_PARAMETERS,
            minimum=0.1,
            maximum=2000,
            step=0.5,
        ),
    ] = None
    largest_billion: Annotated[
        float | None,
        Quantity(
            "Largest model, now and then",
            "In billions of parameters, where it is larger than the usual one.",
            WORK,
            unit=Unit.BILLION_PARAMETERS,
            minimum=0.1,
            maximum=2000,
            step=0.5,
        ),
    ] = None
    concurrency: Annotated[
        int,
        Quantity(
            "Conversations at once",
            "One for yourself; more for a service. A token costs a tenth where many are written together.",
            WORK,
            unit=Unit.COUNT,
            minimum=1,
            maximum=100_000,
            integer=True,
        ),
    ] = 1
    tokens_per_day: Annotated[
        float | None,
        Quantity(
            "Tokens written a day",
            "Of a language model: in place of hours.",
            WORK,
            unit=Unit.TOKENS_PER_DAY,
            minimum=1,
            maximum=1e12,
        ),
    ] = None
    images_per_day: Annotated[
        float | None,
        Quantity(
            "Pictures a day", "Or clips: in place of hours.", WORK, unit=Unit.IMAGES_PER_DAY, minimum=0.01, maximum=1e8
        ),
    ] = None
    training_tokens_per_week: Annotated[
        float | None,
        Quantity(
            "Tokens trained on a week",
            "Data times epochs: in place of hours.",
            WORK,
            unit=Unit.TOKENS_PER_WEEK,
            minimum=1,
            maximum=1e13,
        ),
    ] = None
    longest_run_hours: Annotated[
        float | None,
        Quantity(
            "Longest run",
            "One that must not be cut, on a rig that fits.",
            WORK,
            unit=Unit.HOUR,
            maximum=1000,
            step=1,
        ),
    ] = None
    deadline_days: Annotated[
        float | None,
        Quantity(
            "Deadline", "Days in which the longest run must be done.", WORK, unit=Unit.DAY, minimum=0.1, maximum=1000
        ),
    ] = None
    storage_gb: Annotated[
        float,
        Quantity("Data kept", "Models, data sets, results.", WORK, unit=Unit.GB, maximum=100_000, step=10),
    ] = 20.0
    growth: Annotated[
        str, Choice("Are your jobs growing?", "", WORK, options=GROWTH, taken=GROWTH[ASSUMED["growth"]])
    ] = UNKNOWN

    horizon_months: Annotated[
        float,
        Quantity("For how long", "Months that you plan for.", MONEY, unit=Unit.MONTH, minimum=1, maximum=240, step=1),
    ] = 24.0
    spending_cap: Annotated[
        bool,
        Switch(
            "Never more than that",
            "The money a month is a cap: what a plan may cost at worst must stay below it.",
            MONEY,
        ),
    ] = False
    payment: Annotated[
        str,
        Choice(
            "Can you pay a foreign provider?",
            "By a card that works abroad.",
            MONEY,
            options=PAYMENT,
            taken=PAYMENT[ASSUMED["payment"]],
        ),
    ] = UNKNOWN

    region: Annotated[
        str | None,
        Choice("Where you live", "For electricity, voltage, and what is offered there.", PLACE, family="regions"),
    ] = None
    unavailable: Annotated[
        str,
        Text(
            "Services that you cannot use",
            "Their names, with commas between: not offered where you live, or not to be paid from there.",
            PLACE,
            longest=500,
        ),
    ] = ""
    admin: Annotated[
        str,
        Choice(
            "Can you look after a computer?",
            "System, drivers, backups.",
            PLACE,
            options=ADMIN,
            taken=ADMIN[ASSUMED["admin"]],
        ),
    ] = UNKNOWN
    noise: Annotated[str, Choice("Noise and heat", "", PLACE, options=NOISE, taken=NOISE[ASSUMED["noise"]])] = UNKNOWN
    socket_watts: Annotated[
        float | None,
        Quantity(
            "Power at the socket",
            "That it may draw for hours; empty for a usual socket where you live.",
            PLACE,
            unit=Unit.WATT,
            minimum=50,
            maximum=20_000,
            step=10,
        ),
    ] = None
    internet_mbit_s: Annotated[
        float | None,
        Quantity(
            "Upload speed",
            "Of your internet; 0 for none, empty if you do not know.",
            PLACE,
            unit=Unit.MBIT_S,
            maximum=100_000,
        ),
    ] = None

    owned_gpu: Annotated[str | None, Choice("GPU you own", "Empty for none.", HAVE, family="gpus")] = None
    owned_gpu_count: Annotated[
        int, Quantity("How many of it", "", HAVE, unit=Unit.COUNT, minimum=1, maximum=16, integer=True)
    ] = 1
    own_anyway: Annotated[
        str,
        Choice(
            "Would you own it anyway?",
            "If not, what it would fetch is part of its cost.",
            HAVE,
            options=OWN_ANYWAY,
            taken=OWN_ANYWAY[ASSUMED["own_anyway"]],
        ),
    ] = UNKNOWN
    computer: Annotated[
        str, Choice("A PC that would take a GPU?", "", HAVE, options=COMPUTER, taken=COMPUTER[ASSUMED["computer"]])
    ] = UNKNOWN
    institution: Annotated[
        str,
        Choice(
            "GPUs of your school or firm?",
            "A cluster or server that you may use.",
            HAVE,
            options=INSTITUTION,
            taken=INSTITUTION[ASSUMED["institution"]],
        ),
    ] = UNKNOWN
    institution_gpu: Annotated[str | None, Choice("Its GPU", "Empty if you do not know.", HAVE, family="gpus")] = None
    institution_hours_per_week: Annotated[
        float | None,
        Quantity("Hours a week there", "That you may use.", HAVE, unit=Unit.HOURS_PER_WEEK, maximum=168),
    ] = None
    institution_job_hours: Annotated[
        float | None, Quantity("Longest job there", "", HAVE, unit=Unit.HOUR, minimum=0.1, maximum=1000)
    ] = None
    institution_queue_hours: Annotated[
        float | None, Quantity("Queue there", "Before a job starts.", HAVE, unit=Unit.HOUR, maximum=1000)
    ] = None
    institution_data: Annotated[
        bool, Switch("Your data may lie there", "By its rules, also data that may not go to a provider.", HAVE)
    ] = True

    matters: Annotated[str, Choice("What matters most?", "", MATTER, options=MATTERS)] = UNKNOWN
    experience: Annotated[
        str, Choice("How far along are you?", "", MATTER, options=EXPERIENCE, taken=EXPERIENCE[ASSUMED["experience"]])
    ] = UNKNOWN
    goal: Annotated[
        str, Choice("What do you want to learn?", "", MATTER, options=GOALS, taken=GOALS[ASSUMED["goal"]])
    ] = UNKNOWN
    control: Annotated[
        str, Choice("What environment do you need?", "", MATTER, options=CONTROL, taken=CONTROL[ASSUMED["control"]])
    ] = UNKNOWN
    sharing: Annotated[
        str,
        Choice(
            "Do you share notebooks or demos?",
            "With others who open them by a link.",
            MATTER,
            options=SHARING,
            taken=SHARING[ASSUMED["sharing"]],
        ),
    ] = UNKNOWN
