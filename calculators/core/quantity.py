"""What a field means: label, unit, bounds and help, said once and read by every consumer.

The same objects annotate the fields of a record (`calculators.core.records`), of a calculator's inputs and of its
outputs. Validation, JSON Schema, editor completion, forms, table headings and the reference pages derive from them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import MISSING, dataclass, fields
from enum import Enum
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints


class Unit(Enum):
    """The closed list of units: `symbol` as printed, `suffix` that a field's name must end in (empty: free).

    GB is 1e9 bytes, GiB is 2**30 bytes.
    """

    NONE = ("", "")
    COUNT = ("", "")
    FRACTION = ("%", "_fraction")  # held as 0..1, printed as per cent
    USD = ("$", "_usd")
    USD_PER_HOUR = ("$/h", "usd_per_hour")
    USD_PER_MONTH = ("$/month", "usd_per_month")
    USD_PER_YEAR = ("$/year", "usd_per_year")
    USD_PER_KWH = ("$/kWh", "usd_per_kwh")
    USD_PER_GB = ("$/GB", "usd_per_gb")
    USD_PER_GB_MONTH = ("$/GB/month", "usd_per_gb_month")
    USD_PER_MILLION_TOKENS = ("$/M tokens", "usd_per_million_tokens")
    USD_PER_COMPUTE_UNIT = ("$/compute unit", "usd_per_compute_unit")
    COMPUTE_UNITS = ("compute units", "_compute_units")
    COMPUTE_UNITS_PER_HOUR = ("compute units/h", "compute_units_per_hour")
    GB = ("GB", "_gb")
    GIB = ("GiB", "_gib")
    MB = ("MB", "_mb")
    GB_S = ("GB/s", "_gb_s")
    MBIT_S = ("Mbit/s", "_mbit_s")
    TFLOPS = ("TFLOP/s", "_tflops")
    TOPS = ("TOP/s", "_tops")
    WATT = ("W", "_watts")
    KWH = ("kWh", "_kwh")
    JOULE_PER_TOKEN = ("J/token", "joules_per_token")
    KG_CO2E = ("kg CO2e", "_kg_co2e")
    G_CO2E_PER_KWH = ("g CO2e/kWh", "g_co2e_per_kwh")
    SECOND = ("s", "_s")
    MINUTE = ("min", "_minutes")
    HOUR = ("h", "hours")
    DAY = ("days", "_days")
    WEEK = ("weeks", "_weeks")
    MONTH = ("months", "_months")
    YEAR = ("years", "_years")
    HOURS_PER_WEEK = ("h/week", "hours_per_week")
    HOURS_PER_MONTH = ("h/month", "hours_per_month")
    TOKENS = ("tokens", "_tokens")
    TOKENS_PER_S = ("tokens/s", "tokens_per_s")
    TOKENS_PER_DAY = ("tokens/day", "tokens_per_day")
    TOKENS_PER_WEEK = ("tokens/week", "tokens_per_week")
    IMAGES_PER_DAY = ("images/day", "images_per_day")
    ITERATIONS_PER_S = ("it/s", "iterations_per_s")
    SECONDS_PER_IMAGE = ("s/image", "seconds_per_image")
    PIXELS = ("px", "_px")
    BITS_PER_WEIGHT = ("bits/weight", "bits_per_weight")
    BILLION_PARAMETERS = ("B parameters", "_billion")
    MM = ("mm", "_mm")
    PERCENT_POINTS = ("%", "_percent")

    def __init__(self, symbol: str, suffix: str) -> None:
        self.symbol = symbol
        self.suffix = suffix

    @property
    def spoken(self) -> str:
        """The unit in words, as a screen reader shall say it: `hours per week`; empty where a number has none."""
        if not self.symbol:
            return ""
        head, *per = self.name.split("_PER_")
        return " per ".join([_words(head, _SEVERAL), *(_words(part, _ONE) for part in per)])


_ONE = {"USD": "US dollar", "GB": "gigabyte", "KWH": "kilowatt hour", "S": "second", "WEIGHT": "weight"}
_SEVERAL = {
    "USD": "US dollars",
    "GB": "gigabytes",
    "GIB": "gibibytes",
    "MB": "megabytes",
    "KWH": "kilowatt hours",
    "MBIT": "megabits",
    "S": "per second",
    "PERCENT": "per cent",
    "FRACTION": "per cent",
    "POINTS": "",
    "MM": "millimetres",
    **{word: f"{word.lower()}s" for word in ("WATT", "SECOND", "MINUTE", "HOUR", "DAY", "WEEK", "MONTH", "YEAR")},
}
"""Words of the names of units that are not said as they are written: of one, of several."""


def _words(name: str, words: dict[str, str]) -> str:
    return " ".join(words.get(word, word.lower()) for word in name.split("_")).strip()


@dataclass(frozen=True, slots=True)
class Field:
    """What every field says of itself: a label for people and one sentence of help; `group` folds inputs together.

    `taken` says what an input takes where the reader does not know; a form offers that beside it.
    """

    label: str
    help: str = ""
    group: str = ""
    taken: str = ""


@dataclass(frozen=True, slots=True)
class Quantity(Field):
    """A number with its unit and bounds (both inclusive).

    `step` is the step of the form's slider, which widens where the range has very many; `integer` refuses fractions. `drift_per_year`
    says how fast a stated figure ages: its range widens by that fraction a year (0: it does not age); past `stale_days` it is marked
    out of date.
    """

    unit: Unit = Unit.NONE
    minimum: float = 0.0
    maximum: float = 1e15
    step: float = 0.0
    integer: bool = False
    drift_per_year: float = 0.0
    stale_days: int = 0


@dataclass(frozen=True, slots=True)
class Choice(Field):
    """One (or, on a tuple field, several) of `options` (value → what it means), or the id of a record of `family`.

    `families` takes ids of several families, written `family/id`. `where` names an attribute that a record of the family
    must have (neither None nor false) to be offered.
    """

    options: dict[str, str] | None = None
    family: str = ""
    families: tuple[str, ...] = ()
    where: str = ""


@dataclass(frozen=True, slots=True)
class Switch(Field):
    """Yes or no."""


@dataclass(frozen=True, slots=True)
class Text(Field):
    """Words. `pattern` (a regular expression for the whole text) narrows them, `pattern_help` says it in words."""

    pattern: str = ""
    pattern_help: str = ""
    longest: int = 2000


@dataclass(frozen=True, slots=True)
class Date(Field):
    """A date as `2026`, `2026-11` or `2026-11-09`: as precise as it is known."""


@dataclass(frozen=True, slots=True)
class Group(Field):
    """A nested set of fields, or a list of them."""


@dataclass(frozen=True, slots=True)
class FieldInfo:
    """A dataclass field with its metadata: the value's `type`, whether it may be absent, whether it is a list."""

    name: str
    meta: Field
    type: Any
    optional: bool
    many: bool
    default: Any

    @property
    def required(self) -> bool:
        """True when the field has no default."""
        return self.default is MISSING


_known_fields: dict[Any, tuple[FieldInfo, ...]] = {}


def fields_of(cls: Any) -> tuple[FieldInfo, ...]:
    """The annotated fields of a dataclass, in order. TypeError for a field without metadata."""
    known = _known_fields.get(cls)
    if known is None:
        known = _known_fields[cls] = tuple(_field_infos(cls, get_type_hints(cls, include_extras=True)))
    return known


def _field_infos(cls: type, hints: dict[str, Any]) -> Iterator[FieldInfo]:
    for field in fields(cls):
        hint = hints[field.name]
        if get_origin(hint) is not Annotated:
            raise TypeError(f"{cls.__name__}.{field.name} has no Quantity, Choice, Text, … beside its type")
        inner, meta = get_args(hint)[:2]
        optional = many = False
        if get_origin(inner) in (Union, UnionType):
            (inner,) = (a for a in get_args(inner) if a is not type(None))
            optional = True
        if get_origin(inner) is tuple:
            inner, many = get_args(inner)[0], True
        default = field.default
        if default is MISSING and field.default_factory is not MISSING:
            default = field.default_factory()
        yield FieldInfo(field.name, meta, inner, optional, many, default)
