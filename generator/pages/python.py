"""The page on using the calculators from Python: the public names by their docstrings, and examples that were run for it."""

from __future__ import annotations

import io
import traceback
from collections.abc import Iterator
from contextlib import redirect_stdout
from dataclasses import dataclass
from functools import partial
from typing import Any

from markupsafe import Markup

import calculators
from calculators.core.door import calculator
from calculators.core.quantity import Quantity, fields_of
from calculators.core.records import Figure
from calculators.core.subject import FAMILIES, package
from generator.pages import addresses
from generator.pages.calculators import title
from generator.pages.methods import Definition, definition
from generator.pages.site import Page, Site

OUTPUTS_SHOWN = 2
"""Of each answer, how many of its outputs an example prints."""


LONGEST = 64
"""Characters of a statement on one line."""


@dataclass(frozen=True, slots=True)
class Worked:
    """Statements typed at a prompt, each followed by what it printed."""

    title: str
    session: Markup


def pages(site: Site) -> Iterator[Page]:
    """The one page; none where no calculator has a page, or where another package tells the subject: this one is published."""
    if site.calculators and package() is calculators:
        path = f"{addresses.PYTHON.rstrip('/')}.md"
        yield site.page(
            "python.md", path, first=site.calculators[0], definitions=list(public()), examples=list(examples(site))
        )


def public() -> Iterator[Definition]:
    """What `import calculators` gives, by name."""
    for name in calculators.__all__:
        yield definition(name, getattr(calculators, name))


def examples(site: Site) -> Iterator[Worked]:
    """One for each calculator, then one of the records and one of a bad input."""
    namespace = {name: getattr(calculators, name) for name in calculators.__all__}
    namespace["carried"] = lambda: site.catalogue
    for name in ("ask", "options"):
        namespace[name] = partial(namespace[name], catalogue=site.catalogue)
    for name in site.calculators:
        module = calculator(name)
        given = module.EXAMPLES[0].inputs
        shown = [f"answer.outputs.{info.name}" for info in fields_of(module.Outputs)[:OUTPUTS_SHOWN]]
        yield Worked(title(module), session([_asking(name, given), "print(answer)", *shown], namespace))
    yield Worked("A record and one of its figures", session(_of_a_record(site), namespace))
    number = next(i.name for i in fields_of(calculator(site.calculators[0]).Inputs) if isinstance(i.meta, Quantity))
    yield Worked("A bad input", session([f'ask("{site.calculators[0]}", {number}="many")'], namespace))


def _asking(name: str, given: dict[str, Any]) -> str:
    """A statement that asks a calculator, on one line where it fits."""
    arguments = [f'"{name}"', *(f"{key}={value!r}" for key, value in given.items())]
    line = f"answer = ask({', '.join(arguments)})"
    return line if len(line) <= LONGEST else "\n".join(["answer = ask(", *(f"    {a}," for a in arguments), ")"])


def _of_a_record(site: Site) -> list[str]:
    """Statements that print a figure of the first record that has one."""
    family, record_id, field = next(
        (family, record.id, info.name)
        for family, cls in FAMILIES.items()
        for info in fields_of(cls)
        if info.type is Figure and not info.many
        for record in site.catalogue[family].values()
        if getattr(record, info.name) is not None
    )
    return [
        "carried().as_of",
        f'record = carried()["{family}"]["{record_id}"]',
        "record.name",
        f"record.{field}.typical, record.{field}.source, record.{field}.as_of",
    ]


def session(statements: list[str], namespace: dict[str, Any]) -> Markup:
    """The statements as an interactive Python shows them, each with what it prints, or with the error it raises."""
    lines = []
    known = dict(namespace)
    for statement in statements:
        printed = io.StringIO()
        with redirect_stdout(printed):
            try:
                exec(compile(statement, "<example>", "single"), known)
            except Exception as error:
                last = "".join(traceback.format_exception_only(error))
                print(f"Traceback (most recent call last):\n    ...\n{last}", end="")
        typed = statement.replace("\n", "\n... ")
        lines.append(f">>> {typed}\n{printed.getvalue()}")
    return Markup("".join(lines).rstrip("\n"))
