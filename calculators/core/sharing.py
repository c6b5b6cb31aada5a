"""What the menu of an answer asks for: the answer in every form, and two answers side by side."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from html import escape
from types import ModuleType
from typing import Any

from calculators.core import forms, links
from calculators.core.catalogue import Catalogue
from calculators.core.door import answer, calculator, outputs_json
from calculators.core.html import badge, with_range
from calculators.core.inputs import InputError, coerce, label_of
from calculators.core.numerals import written
from calculators.core.quantity import Choice, FieldInfo, Quantity, Unit, fields_of
from calculators.core.report import KeyFigure, Report, as_json
from calculators.core.text import number, round_to


def share(name: str, inputs: dict[str, Any], root: str, catalogue: Catalogue) -> dict[str, str]:
    """An answer in every form: address, text, markdown, latex, csv, json, and `stem` for the names of files.

    `root` is the address of the site. InputError for bad inputs.
    """
    module = calculator(name)
    given = coerce(module.Inputs, inputs, catalogue)
    outputs, report = answer(module, given, catalogue)
    query = links.query(given, report, catalogue)
    address = f"{root}calculators/{name}/{f'?{query}' if query else ''}"
    shared = forms.Shared(title(module), changed(given, catalogue), report, catalogue, address, root)
    whole = {
        "calculator": name,
        "title": shared.title,
        "address": address,
        "data_as_of": catalogue.as_of,
        "inputs": asdict(given),
        "outputs": outputs_json(outputs),
        "report": as_json(report),
    }
    return {
        "stem": f"{name.replace('_', '-')}-{catalogue.as_of}",
        "address": address,
        "text": forms.text(shared),
        "markdown": forms.markdown(shared),
        "latex": forms.latex(shared),
        "csv": forms.csv(shared),
        "json": json.dumps(whole, ensure_ascii=False, indent=1, allow_nan=False) + "\n",
    }


def title(module: ModuleType) -> str:
    """The first line of a calculator's docstring."""
    return (module.__doc__ or module.__name__).strip().split("\n")[0].rstrip(".")


def changed(given: Any, catalogue: Catalogue) -> tuple[tuple[str, str], ...]:
    """The inputs that differ from their defaults, as (label, value)."""
    values = ((info, getattr(given, info.name)) for info in fields_of(type(given)))
    return tuple(
        (info.meta.label, value_text(info, value, catalogue)) for info, value in values if value != info.default
    )


def value_text(info: FieldInfo, value: Any, catalogue: Catalogue) -> str:
    """An input's value as people read it."""
    if value is None or value == "":
        return "not said"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(info.meta, Quantity):
        unit = "" if info.meta.unit is Unit.FRACTION else info.meta.unit.symbol
        return f"{written(value)} {unit}".strip()
    return label_of(info.meta, value, catalogue) if isinstance(info.meta, Choice) else str(value)[:200]


# Side by side


_COLUMNS = ("Pinned", "Now", "Difference")


def compare(name: str, pinned: dict[str, Any], inputs: dict[str, Any], catalogue: Catalogue) -> dict[str, str]:
    """Two answers of a calculator as an HTML table: the inputs in which they differ, verdicts, key figures.

    InputError for bad inputs of either.
    """
    module = calculator(name)
    before, now = (coerce(module.Inputs, given, catalogue) for given in (pinned, inputs))
    was, is_ = (answer(module, given, catalogue, "quick")[1] for given in (before, now))
    pairs = ((info, getattr(before, info.name), getattr(now, info.name)) for info in fields_of(module.Inputs))
    rows = [
        _row(info.meta.label, *(escape(value_text(info, value, catalogue)) for value in (a, b)))
        for info, a, b in pairs
        if a != b
    ]
    rows.append(_row("Answer", *(f"{badge(r.verdict.side)} {escape(r.verdict.sentence)}" for r in (was, is_))))
    rows += _figure_rows(was, is_)
    head = "".join(f'<th scope="col">{words}</th>' for words in _COLUMNS)
    return {
        "html": f'<table class="cr-rows"><thead><tr><td></td>{head}</tr></thead><tbody>{"".join(rows)}</tbody></table>'
    }


def _row(label: str, before: str, now: str, difference: str = "") -> str:
    told = zip(_COLUMNS, (before, now, difference), strict=True)
    cells = "".join(f'<td data-label="{name}">{cell}</td>' for name, cell in told)
    return f'<tr><th scope="row">{escape(label)}</th>{cells}</tr>'


def _figure_rows(was: Report, is_: Report) -> list[str]:
    """A row for each key figure that either answer has."""
    before, now = ({(f.label, f.unit): f for f in report.figures} for report in (was, is_))
    return [
        _row(key[0], _figure(before.get(key)), _figure(now.get(key)), _difference(before.get(key), now.get(key)))
        for key in before | now
    ]


def _figure(figure: KeyFigure | None) -> str:
    return "–" if figure is None else with_range(figure.value, figure.unit)


def _difference(before: KeyFigure | None, now: KeyFigure | None) -> str:
    if before is None or now is None:
        return ""
    by = round_to(now.value.typical) - round_to(before.value.typical)
    return "none" if by == 0 else f"{'+' if by > 0 else ''}{escape(number(by, now.unit))}"


def call(method: str, given: dict[str, Any], catalogue: Catalogue) -> dict[str, Any]:
    """What the page asks for by name: `share` or `compare`, or {"error"} for bad input."""
    try:
        return METHODS[method](**given, catalogue=catalogue)
    except InputError as error:
        return {"error": error.as_dict()}


METHODS: dict[str, Callable[..., dict[str, str]]] = {"share": share, "compare": compare}
