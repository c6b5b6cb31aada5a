"""Pages written by hand: Markdown in docs/ with Jinja2 expressions. What an expression may name is listed in `CONTEXT`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from markupsafe import Markup

from generator.checks import all_checks
from generator.environment import VARIABLES
from generator.hosting.configurations import hosting
from generator.pages import addresses
from generator.pages.ageing import ageings
from generator.pages.calculators import entries, questions, verdict_and_reasons
from generator.pages.commands import all_commands
from generator.pages.families import shelves
from generator.pages.methods import methods
from generator.pages.site import Page, Site
from generator.pages.views import VIEWS
from generator.pages.wrong import address
from generator.subject import the_subject

OWN_CONTEXT = {
    "as_of": "the date of the data, as 2026-11-25",
    "root": "the way from the page to the site's root, to put before an address such as data/gpus/",
    "count(family)": "how many records a family has",
    "answer(calculator)": "the verdict, key figures and reasons of a calculator for its defaults",
    "runtime": "where the worker of the page's calculator and its manifest lie, for the page's head: runtime.worker, runtime.manifest",
    "questions(calculator)": "the questions of a calculator that stand open, live, with its answer",
    "calculator_list()": "every calculator with its verdict for the defaults",
    "embed_list()": "every calculator with the page that shows it alone",
    "data_list()": "every table of the Data room",
    "method_list()": "every calculator and engine that has a page in Methods",
    "ageing_table()": "how fast each kind of figure ages",
    "family_list()": "every family with the page that explains its keys",
    "check_list()": "every rule that `check` holds the data to",
    "repository": "the address of the site's repository, empty where nobody has told it",
    "wrong_form": "where a wrong figure is told",
    "command_list()": "every command, its options, and the environment variables",
    "hosting": "configurations of the hosts that the page Publishing names",
    "context_list()": "this list",
}
"""What the generator gives to what stands in double braces in docs/*.md."""

CONTEXT = {**OWN_CONTEXT, **the_subject().context}
"""The same with what the subject gives."""


def pages(site: Site, docs: Path) -> Iterator[Page]:
    """Every Markdown file of docs/, its expressions filled in."""
    for path in sorted(docs.rglob("*.md")):
        where = path.relative_to(docs).as_posix()
        yield Page(where, render(site, path.read_text("utf-8"), where))


def render(site: Site, text: str, where: str) -> str:
    """One page's text. Jinja2's own errors for an expression that names nothing."""
    root = addresses.to_root(where)
    environment = site.environment.overlay(autoescape=False)
    return environment.from_string(text).render(root=root, **functions(site, root))


def functions(site: Site, root: str) -> dict[str, Any]:
    """What the expressions of `CONTEXT` call, for a page from which `root` leads to the site's root."""

    def answer(calculator: str) -> Markup:
        return verdict_and_reasons(site, calculator, root) if calculator in site.calculators else Markup()

    return {
        "repository": site.made.repository,
        "wrong_form": address(site, root, {}),
        "count": lambda family: len(site.catalogue[family]),
        "answer": answer,
        "runtime": site.made.runtime.seen_from(root),
        "questions": lambda name: questions(site, name, root) if name in site.calculators else Markup(),
        "calculator_list": lambda: site.fragment("calculator_list.html", root, entries=entries(site)),
        "embed_list": lambda: site.fragment("embed_list.html", root, entries=entries(site)),
        "data_list": lambda: site.fragment("data_list.html", root, shelves=shelves(site)),
        "method_list": lambda: site.fragment("method_list.html", root, lists=methods(site)),
        "ageing_table": lambda: site.fragment("ageing_table.html", root, ageings=ageings()),
        "family_list": lambda: site.fragment("family_list.html", root, views=VIEWS),
        "check_list": lambda: site.fragment("check_list.md", root, checks=all_checks()),
        "command_list": lambda: site.fragment("command_list.html", root, commands=all_commands(), variables=VARIABLES),
        "hosting": hosting(),
        "context_list": lambda: site.fragment("context_list.md", root, context=CONTEXT),
        **the_subject().functions(site, root),
    }
