"""A page for each calculator: what it answers, its form, and its finished answer for the defaults."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from html import escape
from types import ModuleType
from typing import Any

from markupsafe import Markup

from calculators.core import html, links
from calculators.core.door import answer, calculator
from calculators.core.inputs import coerce
from calculators.core.report import Details, Report, Verdict
from generator.pages import addresses
from generator.pages.form import form
from generator.pages.site import Page, Site, paragraphs
from generator.subject import the_subject

_SENTENCE = re.compile(r"(?<=[.?!])\s+(?=[A-Z“])")


@dataclass(frozen=True, slots=True)
class Entry:
    """A calculator as lists show it: its question, what it does, and its verdict for the defaults."""

    name: str
    title: str
    about: str
    side: str
    verdict: str


def pages(site: Site) -> Iterator[Page]:
    """Two pages a calculator: its own, and the calculator alone to be embedded."""
    for name in site.calculators:
        module = calculator(name)
        lead, below = lead_and_rest(introduction(module))
        path, embedded = (f"{where(name).rstrip('/')}.md" for where in (addresses.calculator, addresses.embed))
        root = addresses.to_root(path)
        parts = {
            "name": name,
            "title": title(module),
            "lead": lead,
            "folds": form(module.Inputs, site.catalogue),
            "answer": drawn(site, name, root),
            "runtime": site.made.runtime.seen_from(root),
        }
        yield site.page("calculator.md", path, below=below, ledger=site.made.ledger is not None, **parts)
        yield site.page("embed.md", embedded, site=the_subject().name, **parts)


def questions(site: Site, name: str, root: str) -> Markup:
    """A calculator with the questions alone that stand open in its form, live, with the whole answer for its defaults."""
    folds = [fold for fold in form(calculator(name).Inputs, site.catalogue) if not fold.title]
    return site.fragment(
        "questions.html",
        root,
        name=name,
        runtime=site.made.runtime.seen_from(root),
        folds=folds,
        answer=drawn(site, name, root),
    )


def entries(site: Site) -> list[Entry]:
    """Every calculator, with its verdict for the defaults."""
    out = []
    for name in site.calculators:
        module = calculator(name)
        told = verdict(site, name)
        lead, _ = lead_and_rest(introduction(module))
        out.append(Entry(name, title(module), lead, told.side, told.sentence))
    return out


def title(module: ModuleType) -> str:
    """The first line of its docstring."""
    return (module.__doc__ or module.__name__).strip().split("\n")[0].rstrip(".")


def introduction(module: ModuleType) -> list[str]:
    """The paragraphs after the first line of its docstring."""
    return paragraphs((module.__doc__ or "").strip().partition("\n")[2])


def lead_and_rest(about: list[str]) -> tuple[str, list[str]]:
    """An introduction's first sentence, which stands above a calculator, and what follows its answer."""
    if not about:
        return "", []
    lead, *rest = _SENTENCE.split(about[0], maxsplit=1)
    return lead, [*rest, *about[1:]]


def report(site: Site, name: str, inputs: dict[str, Any] | None = None, detail: str = "full") -> Report:
    """A calculator's report; inputs that are left out stay at their defaults. InputError for bad ones."""
    module = calculator(name)
    return answer(module, coerce(module.Inputs, inputs or {}, site.catalogue), site.catalogue, detail)[1]


def details(site: Site, name: str, inputs: dict[str, Any] | None = None) -> Details:
    """What stands beneath its answer."""
    module = calculator(name)
    given = coerce(module.Inputs, inputs or {}, site.catalogue)
    told: Report = module.report(given, module.calculate(given, site.catalogue), site.catalogue)
    return told.details


def verdict(site: Site, name: str, inputs: dict[str, Any] | None = None) -> Verdict:
    """The verdict alone, without what takes longer: how sure it is, and what would change it."""
    return report(site, name, inputs, "quick").verdict


def drawn(site: Site, name: str, root: str) -> Markup:
    """A calculator's answer for the defaults as `run` returns it, each chart's drawing put in its place."""
    full = report(site, name)
    text = html.render(full, site.catalogue, root, links.page(name))
    for chart in full.charts:
        place = f'data-chart="{escape(chart.id)}">'
        text = text.replace(f"{place}</div>", f"{place}{site.made.draw(chart.spec)}</div>", 1)
    return Markup(text)


def verdict_and_reasons(site: Site, name: str, root: str) -> Markup:
    """The beginning of a calculator's answer for the defaults: verdict, key figures, reasons."""
    full = report(site, name)
    brief = replace(full, changes=(), charts=(), beneath=Details)
    return Markup(html.render(brief, site.catalogue, root))
