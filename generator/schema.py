"""Record classes as pydantic models: what validates data files and writes schemas/. Derived from the fields' metadata."""

from __future__ import annotations

import json
from datetime import date
from functools import cache
from typing import Annotated, Any, Literal, get_origin

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StrictBool, create_model
from pydantic.fields import FieldInfo as PydanticField

from calculators.core.inputs import bounds
from calculators.core.quantity import Choice, Date, FieldInfo, Group, Quantity, Switch, Text, fields_of
from calculators.core.records import Figure
from generator.families import RECORDS
from generator.paths import SCHEMAS

_DAYS = r"(0[13578]|1[02])-(0[1-9]|[12]\d|3[01])|(0[469]|11)-(0[1-9]|[12]\d|30)|02-(0[1-9]|[12]\d)"
DATE_PATTERN = rf"^\d{{4}}(-(0[1-9]|1[0-2]|{_DAYS}))?$"
"""A year, a month or a day of it. That 29 February is of a leap year, no pattern tells."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)


def _of_the_calendar(text: str) -> str:
    if len(text) == len("2026-11-09"):
        date.fromisoformat(text)  # ValueError for none
    return text


_DateText = (
    Annotated[str, Field(pattern=DATE_PATTERN), AfterValidator(_of_the_calendar)]
    | Annotated[int, Field(ge=1990, le=2100)]
)
_Note = Annotated[str, Field(max_length=500, pattern=r"\S")]
_Cell = str | int | float | bool | None
_OneOrMore = (
    Annotated[str, Field(min_length=1)] | Annotated[list[Annotated[str, Field(min_length=1)]], Field(min_length=1)]
)


@cache
def record_model(cls: type) -> type[BaseModel]:
    """The pydantic model of a record class, or of a class nested in one. A record's id is its file's name, not a key."""
    definitions: dict[str, Any] = {}
    for info in fields_of(cls):
        if info.name == "id" and cls in RECORDS.values():
            continue
        kind = _field_type(info)
        absent: Any = ... if info.required else None
        default: PydanticField = Field(absent, title=info.meta.label or info.name, description=_description(info))
        definitions[info.name] = (kind if info.required else kind | None, default)
    return create_model(cls.__name__, __base__=_Strict, __doc__=(cls.__doc__ or "").split("\n")[0], **definitions)


def _description(info: FieldInfo) -> str:
    meta = info.meta
    parts = [meta.help]
    if isinstance(meta, Quantity):
        parts.append(f"({bounds(meta)})")
    if isinstance(meta, Choice) and meta.family:
        parts.append(f"An id of data/{meta.family}/.")
    if isinstance(meta, Choice) and meta.options:
        parts.append("; ".join(f"{key}: {text}" for key, text in meta.options.items() if key != text))
    if isinstance(meta, Text) and meta.pattern_help:
        parts.append(f"({meta.pattern_help})")
    return " ".join(p for p in parts if p)


def _field_type(info: FieldInfo) -> Any:
    single: Any = _single_type(info)
    if not info.many:
        return single
    if isinstance(info.meta, Group):
        return list[single]
    return single | list[single]  # one value may stand without brackets


def _single_type(info: FieldInfo) -> Any:
    match info.meta:
        case Quantity() as quantity if info.type is Figure:
            return _number_type(quantity) | _figure_model(quantity)
        case Quantity() as quantity:
            return _number_type(quantity)
        case Switch():
            return StrictBool
        case Choice(options=options) if options is not None:
            # Literals of the same words are one to Python, in whichever order they came first: the order is told apart from them.
            return Annotated[Literal[tuple(options)], Field(json_schema_extra={"enum": [*options]})]
        case Choice():
            return Annotated[str, Field(min_length=1)]
        case Date():
            return _DateText
        case Text(pattern=pattern, longest=longest):
            whole = f"^(?:{pattern})$" if pattern else r"\S"
            return Annotated[str, Field(max_length=longest, pattern=whole)]
        case Group():
            if get_origin(info.type) is tuple:  # a row of a table: its cells are checked by what reads the table
                return list[_Cell]
            return dict[str, Any] if info.type is dict or str(info.type).startswith("dict") else record_model(info.type)
    raise TypeError(f"{info.name}: no schema for {info.meta!r}")


def _number_type(quantity: Quantity) -> Any:
    return Annotated[int if quantity.integer else float, Field(ge=quantity.minimum, le=quantity.maximum)]


@cache
def _figure_model(quantity: Quantity) -> type[BaseModel]:
    number = _number_type(quantity)
    return create_model(
        "Figure",
        __base__=_Strict,
        __doc__="A sourced number: value, or low and high (typical between them, the midpoint where left out).",
        value=(number | None, Field(None, description=f"The number ({bounds(quantity)}).")),
        low=(number | None, Field(None, description="The lowest that a source supports.")),
        typical=(number | None, Field(None, description="The most likely; the midpoint when left out.")),
        high=(number | None, Field(None, description="The highest that a source supports.")),
        source=(_OneOrMore | None, Field(None, description="Id or ids of data/sources/.")),
        as_of=(_DateText | None, Field(None, description="The date for which the source states it.")),
        note=(_Note | None, Field(None, description="What to know about this figure.")),
    )


def schema_text(family: str) -> str:
    """The JSON Schema (2020-12) of a family's files."""
    schema = record_model(RECORDS[family]).model_json_schema()
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **_without_null(schema)}
    return json.dumps(schema, indent=1, ensure_ascii=False) + "\n"


def _without_null(node: Any) -> Any:
    """A schema in which a field that may be left out does not offer null: in a file it is left out, not empty. A cell may be."""
    if isinstance(node, list):
        return [_without_null(item) for item in node]
    if not isinstance(node, dict):
        return node
    out = {key: _without_null(value) for key, value in node.items() if not (key == "default" and value is None)}
    options = out.get("anyOf")
    if "default" in node and isinstance(options, list) and {"type": "null"} in options:
        options = [o for o in options if o != {"type": "null"}]
        if len(options) == 1:
            out = {**options[0], **{k: v for k, v in out.items() if k != "anyOf"}}
        else:
            out["anyOf"] = options
    return out


def write_schemas() -> list[str]:
    """Write schemas/<family>.json; the names of those that changed."""
    SCHEMAS.mkdir(exist_ok=True)
    stale = stale_schemas()
    for family in stale:
        (SCHEMAS / f"{family}.json").write_text(schema_text(family), "utf-8")
    return stale


def stale_schemas() -> list[str]:
    """Families whose file in schemas/ is missing or differs from the record class."""
    out = []
    for family in RECORDS:
        path = SCHEMAS / f"{family}.json"
        if not path.exists() or path.read_text("utf-8") != schema_text(family):
            out.append(family)
    return out
