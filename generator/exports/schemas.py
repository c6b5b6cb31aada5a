"""JSON Schema (2020-12) of what the exports hold, and the OpenAPI description, from the fields' own definitions."""

from __future__ import annotations

from typing import Any

from calculators.core.quantity import Choice, Date, FieldInfo, Group, Quantity, Switch, Text, fields_of
from calculators.core.records import Figure
from calculators.core.subject import FAMILIES
from generator.exports.values import API_VERSION
from generator.schema import DATE_PATTERN
from generator.subject import the_subject

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_RANGE_TODAY = {
    "type": "object",
    "description": "The range at generated_at, wider than stated because the figure has aged.",
    "properties": {"low": {"type": "number"}, "high": {"type": "number"}},
    "required": ["low", "high"],
}


def record_schema(cls: type) -> dict[str, Any]:
    """The schema of a record as exported."""
    infos = fields_of(cls)
    return {
        "type": "object",
        "description": (cls.__doc__ or "").split("\n")[0],
        "properties": {info.name: _field(info) for info in infos},
        "required": [info.name for info in infos if info.required],
        "additionalProperties": False,
    }


def family_schema(family: str) -> dict[str, Any]:
    """The schema of api/v1/<family>/<id>.json."""
    return {"$schema": DIALECT, "title": family, **record_schema(FAMILIES[family])}


def _field(info: FieldInfo) -> dict[str, Any]:
    one = _one(info)
    described = {"title": info.meta.label, "description": info.meta.help}
    return {**described, "type": "array", "items": one} if info.many else {**described, **one}


def _one(info: FieldInfo) -> dict[str, Any]:
    match info.meta:
        case Quantity() as quantity if info.type is Figure:
            return _figure(quantity)
        case Quantity(integer=integer, minimum=minimum, maximum=maximum):
            return {"type": "integer" if integer else "number", "minimum": minimum, "maximum": maximum}
        case Switch():
            return {"type": "boolean"}
        case Choice(options=options) if options is not None:
            return {"type": "string", "enum": list(options)}
        case Date():
            return {"type": "string", "pattern": DATE_PATTERN}
        case Text(pattern=pattern):
            return {"type": "string", **({"pattern": f"^(?:{pattern})$"} if pattern else {})}
        case Group() if hasattr(info.type, "__dataclass_fields__"):
            return record_schema(info.type)
        case Group():
            return {"type": "object"}
    return {"type": "string"}


def _figure(quantity: Quantity) -> dict[str, Any]:
    number = {"type": "number", "minimum": quantity.minimum, "maximum": quantity.maximum}
    return {
        "type": "object",
        "properties": {
            "low": number,
            "typical": number,
            "high": number,
            "today": _RANGE_TODAY,
            "unit": {"const": quantity.unit.symbol},
            "source": {
                "type": "array",
                "items": {"type": "string"},
                "minItems": 1,
                "description": "Ids of the family sources.",
            },
            "as_of": {"type": "string", "pattern": DATE_PATTERN},
            "note": {"type": "string"},
        },
        "required": ["low", "typical", "high", "unit", "source", "as_of"],
        "additionalProperties": False,
    }


def openapi(generated_at: str, *, accuracy: bool) -> dict[str, Any]:
    """The OpenAPI 3.1 description of the static API; with the file of the calculators' accuracy where there is one."""
    paths: dict[str, Any] = {
        "/index.json": _get("The families, how many records each holds, and where they are.", {"type": "object"}),
    }
    if accuracy:
        paths["/accuracy.json"] = _get(
            "How far the calculators are off: every prediction beside its measurement.", {"type": "object"}
        )
    for family in FAMILIES:
        reference = {"$ref": f"#/components/schemas/{family}"}
        envelope = {
            "type": "object",
            "properties": {
                "generated_at": {"type": "string"},
                "family": {"const": family},
                "records": {"type": "array", "items": reference},
            },
            "required": ["generated_at", "family", "records"],
        }
        paths[f"/{family}.json"] = _get(f"Every record of {family}.", envelope)
        paths[f"/{family}/{{id}}.json"] = _get(f"One record of {family}.", reference, parameter="id")
    return {
        "openapi": "3.1.0",
        "info": {
            "title": f"{the_subject().name} data",
            "version": f"{API_VERSION} of {generated_at}",
            "description": "Static files, no key, no limit. Figures carry their sources and dates.",
            "license": {"name": "CC BY 4.0", "identifier": "CC-BY-4.0"},
        },
        "servers": [{"url": "."}],
        "paths": paths,
        "components": {"schemas": {family: record_schema(cls) for family, cls in FAMILIES.items()}},
    }


def _get(summary: str, schema: dict[str, Any], parameter: str = "") -> dict[str, Any]:
    answer = {"200": {"description": summary, "content": {"application/json": {"schema": schema}}}}
    operation: dict[str, Any] = {"summary": summary, "responses": answer}
    if parameter:
        operation["parameters"] = [{"name": parameter, "in": "path", "required": True, "schema": {"type": "string"}}]
        operation["responses"] = {**answer, "404": {"description": "There is no such record."}}
    return {"get": operation}
