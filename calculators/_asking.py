"""Calculators from Python: `ask`, and the answer it gives, which a notebook shows as the site's pages do."""

import re
from dataclasses import asdict, dataclass
from typing import Any

from calculators.core import links
from calculators.core.catalogue import Catalogue
from calculators.core.door import answer, calculator, outputs_json
from calculators.core.html import render
from calculators.core.inputs import InputError, coerce, options_of
from calculators.core.quantity import Choice, fields_of
from calculators.core.report import Report, as_json

_NO_SITE = "no-site:"
_LINK_TO_SITE = rf'(?s)<a href="{_NO_SITE}[^"]*">(.*?)</a>'
_WRONG = r' ?<a class="cr-wrong"[^>]*>.*?</a>'
_DRAWING = r'<div class="cr-chart__drawing"[^>]*></div>'
_STYLE = """\
<style>
.cr-notebook { max-width: 60rem; }
.cr-notebook .cr-verdict__sentence { font-size: 1.3em; font-weight: 600; }
.cr-notebook .cr-range, .cr-notebook .cr-note { opacity: .75; font-size: .9em; margin-left: .5em; }
.cr-notebook dl.cr-figures { display: grid; grid-template-columns: max-content auto; gap: .2em 1.5em; }
.cr-notebook dl.cr-figures > div { display: contents; }
.cr-notebook .cr-badge::after { content: ": "; }
.cr-notebook h2 { font-size: 1.05em; }
.cr-notebook .cr-scroll { overflow-x: auto; }
</style>"""


@dataclass(frozen=True, repr=False)
class Answer:
    """What a calculator says to some inputs.

    Attributes:
        name: The calculator.
        inputs: Every input by name, defaults included, as checked.
        outputs: The calculator's `Outputs`: ranges (`low`, `typical`, `high`), words, and yes or no.
        report: Verdict, figures, reasons, what would change it, charts, tables, assumptions and ids of sources.
        catalogue: The figures it was worked out from.
        link: The query of its address on the site; empty where every input is at its default.
        verdict: The answer in one sentence; `print(answer)` prints it.
        html(root): The report as the site's page of this calculator holds it.
        text(width): The report as the command line prints it.
        as_dict(): Outputs and report as plain JSON values.
    """

    name: str
    inputs: dict[str, Any]
    outputs: Any
    report: Report
    catalogue: Catalogue
    link: str

    @property
    def verdict(self) -> str:
        """The answer in one sentence."""
        return self.report.verdict.sentence

    def as_dict(self) -> dict[str, Any]:
        """Outputs and report as plain JSON values, as the command line's `--json` prints them."""
        return {"outputs": outputs_json(self.outputs), "report": as_json(self.report)}

    def html(self, root: str = "../../") -> str:
        """The report as the site's page of this calculator holds it; `root` leads to the site, as `https://example.org/`."""
        return render(self.report, self.catalogue, root, links.page(self.name, self.link))

    def text(self, width: int = 100) -> str:
        """The report as the command line prints it, in lines of `width` columns."""
        from calculators import _terminal  # the browser never prints

        return _terminal.render(self.report, self.catalogue, _terminal.Style(width))

    def _repr_html_(self) -> str:
        """The report for a notebook: links to pages of the site are words, as a notebook is not on the site."""
        words = re.sub(_LINK_TO_SITE, r"\1", re.sub(_WRONG, "", render(self.report, self.catalogue, _NO_SITE)))
        return f'{_STYLE}<div class="cr-notebook">{re.sub(_DRAWING, "", words)}</div>'

    def __repr__(self) -> str:
        return f"<{self.name}: {self.verdict}>"

    def __str__(self) -> str:
        return self.verdict


def ask(name: str, /, *, catalogue: Catalogue | None = None, **inputs: Any) -> Answer:
    """Ask a calculator.

    Args:
        name: The calculator's name: one of `names()`.
        catalogue: The figures to work with; those that the package carries unless told otherwise.
        inputs: Inputs that differ from their defaults, by name, as values or as text.

    Returns:
        The answer.

    Raises:
        InputError: a name that is none, or a value that is not allowed; its `field`, `message` and `allowed` say which and why.
    """
    known = catalogue or carried()
    module = calculator(name)
    given = coerce(module.Inputs, inputs, known)
    outputs, report = answer(module, given, known)
    return Answer(name, asdict(given), outputs, report, known, links.query(given, report, known))


def options(name: str, field: str, catalogue: Catalogue | None = None) -> dict[str, str]:
    """What an input of a calculator can be: each value and what it is called.

    Args:
        name: The calculator.
        field: One of its inputs that is chosen from a list.
        catalogue: The figures to work with; those that the package carries unless told otherwise.

    Returns:
        Value → name, in the order of the form.

    Raises:
        InputError: a calculator that there is not, or an input that is not chosen from a list.
    """
    choices = {info.name: info.meta for info in fields_of(calculator(name).Inputs) if isinstance(info.meta, Choice)}
    if field not in choices:
        raise InputError(field[:60], f"“{field[:60]}” is no input with options", ", ".join(choices))
    found = options_of(choices[field], catalogue or carried())
    return {value: meant if isinstance(meant, str) else str(meant.name) for value, meant in found.items()}


def carried() -> Catalogue:
    """The catalogue that the package carries: every record by family and id, such as `carried()["sources"]`.

    Raises:
        CatalogueError: a checkout in which nothing was built yet.
    """
    from calculators._files import read_catalogue  # the browser asks none of this and has no files

    return read_catalogue()
