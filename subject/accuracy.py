"""The Accuracy page: how far the calculators are off, from the ledger that compares them with published measurements."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape

from calculators.core.door import calculator
from calculators.core.quantity import Choice, fields_of
from calculators.core.text import plain
from calculators.records.measurements import SOFTWARE
from generator.pages import addresses
from generator.pages.site import Page, Site, plural
from generator.pages.tables import Cell, DataTable, Head, Row, record_link
from subject.error_chart import error_chart

COVERAGE_MUST, COVERAGE_AIM = 85, 90
"""Per cent of measured values that must lie, and are meant to lie, in the 90% range."""

_UNNAMED = "unstated"
"""The ledger's name for readings whose source does not name the GPU."""


@dataclass(frozen=True, slots=True)
class Section:
    """A family of predictions as the page shows it."""

    id: str
    title: str
    sentence: str
    notes: list[str]
    drawing: Markup
    chart: Any
    folds: list[tuple[str, DataTable]]


def pages(site: Site) -> Iterator[Page]:
    """The one page; none where no ledger was made."""
    ledger = site.made.ledger
    if ledger is None:
        return
    path = f"{addresses.ACCURACY.rstrip('/')}.md"
    root = addresses.to_root(path)
    families: dict[str, Any] = ledger["families"]
    yield site.page(
        "accuracy.md",
        path,
        readings=sum(entry["n"] for entry in families.values()),
        sources=len({source for entry in families.values() for source in entry["by_source"]}),
        best=min(families.values(), key=_middle_error),
        furthest=max(families.values(), key=_middle_error),
        summary=summary(families),
        sections=[section(site, root, name, entry) for name, entry in families.items()],
        worst=worst(site, root, ledger),
        unvalidated=unvalidated(site, root, families),
        coverage=(COVERAGE_MUST, COVERAGE_AIM),
    )


def summary(families: dict[str, Any]) -> DataTable:
    """One row a family: errors beside what they must be, ranges, and the error of the rule that people use."""
    heads = [
        Head("What is predicted"),
        Head("Readings", numeric=True),
        Head("Middle error", "%", "The middle error of each source, averaged over the sources", numeric=True),
        Head("Nine of ten within", "%", "Nine of ten readings are nearer than this", numeric=True),
        Head("Must be", "%", "Middle error / nine of ten within", numeric=True),
        Head("Aim", "%", "Middle error / nine of ten within", numeric=True),
        Head("Reached"),
        Head("Inside its range", "%", f"At least {COVERAGE_MUST}; {COVERAGE_AIM} is meant", numeric=True),
        Head("Width of range", "", "Median of (high − low) / measured, and its ceiling", numeric=True),
        Head("Middle error of a rule of thumb", "%", "The same readings by the rule that people use"),
    ]
    rows = [
        Row(
            [
                Cell(Markup('<a href="#{}">{}</a>').format(name, entry["title"])),
                _count(entry["n"]),
                _number(entry["mdape"]),
                _number(entry["p90"]),
                Cell(escape(_pair(entry["must"]))),
                Cell(escape(_pair(entry["aim"]))),
                Cell(escape(reached(entry))),
                _number(entry["coverage"]),
                Cell(
                    Markup('{} <span class="cr-range">at most {}</span>').format(
                        plain(entry["width"]), plain(entry["width_ceiling"])
                    ),
                    str(entry["width"]),
                ),
                _rules(entry["rules"]),
            ]
        )
        for name, entry in families.items()
    ]
    return DataTable("How far off, by what is predicted", plural(len(rows), "kind", "kinds"), heads, rows)


def reached(entry: dict[str, Any]) -> str:
    """Which of its bounds a family holds: `aim`, `must` or `missed`, with a word where the data cannot decide it."""
    ahead = "missed"
    for bound, name in (("must", "must"), ("aim", "aim")):
        if entry["mdape"] <= entry[bound][0] and entry["p90"] <= entry[bound][1] and entry["coverage"] >= COVERAGE_MUST:
            ahead = name
    return ahead if entry["binding"] else f"{ahead}, on few sources"


def section(site: Site, root: str, name: str, entry: dict[str, Any]) -> Section:
    """A family's part of the page."""
    chart = error_chart(name, entry)
    rules = [
        f"The rule {rule} has a middle error of {plain(e['mdape'])}%, and nine of ten of its predictions are within "
        f"{plain(e['p90'])}%."
        for rule, e in entry["rules"].items()
    ]
    if "did_not_fit" in entry:
        rules.append(
            f"Of {plural(entry['did_not_fit'], 'run')} that went out of memory, {entry['said_to_fit']} would have been "
            "said to fit."
        )
    by = _by_source(site, root, entry), _by_gpu(site, root, entry), _by_software(entry)
    return Section(
        name,
        entry["title"],
        f"{plural(entry['n'], 'reading')} from {plural(len(entry['by_source']), 'source')}: the middle error is "
        f"{plain(entry['mdape'])}%, nine of ten predictions are within {plain(entry['p90'])}%, and {plain(entry['coverage'])}% "
        "of the measured values lie in the range that was given.",
        rules,
        Markup(site.made.draw(chart.spec)),
        chart,
        [
            (f"By {title} ({len(table.rows)})", table)
            for title, table in zip(("source", "GPU", "software"), by, strict=True)
        ],
    )


def worst(site: Site, root: str, ledger: dict[str, Any]) -> DataTable:
    """The predictions that are furthest off, with what is unusual in each reading."""
    heads = [
        Head("Reading"),
        Head("What is predicted"),
        Head("Measured", numeric=True),
        Head("Predicted", numeric=True),
        Head("Off by a factor", numeric=True),
        Head("Why, and its source"),
    ]
    rows = []
    for case in ledger["worst"]:
        family = ledger["families"][case["family"]]
        gpu = record_link(site, root, "gpus", case["gpu"]) if case["gpu"] else escape("a GPU that is not named")
        where = Markup('{} <span class="cr-help">{}, {}</span>').format(
            record_link(site, root, "models", case["model"]), gpu, _software(case["software"])
        )
        why = Markup('{} <span class="cr-help">{}</span>').format(
            case["reason"], record_link(site, root, "sources", case["source"])
        )
        cells = [Cell(where), Cell(escape(family["title"]))]
        cells += [
            Cell(escape(f"{plain(case[key])} {family['unit']}"), str(case[key])) for key in ("measured", "predicted")
        ]
        factor = max(case["predicted"] / case["measured"], case["measured"] / case["predicted"])
        rows.append(Row([*cells, Cell(escape(plain(factor)), str(factor)), Cell(why)]))
    return DataTable("The worst predictions", plural(len(rows), "prediction"), heads, rows)


def unvalidated(site: Site, root: str, families: dict[str, Any]) -> list[Markup]:
    """What the measurements here cannot judge, in sentences."""
    out = []
    for entry in families.values():
        if not entry["binding"]:
            sources = Markup(", ").join(record_link(site, root, "sources", source) for source in entry["by_source"])
            told = Markup("<strong>{}</strong>: too few sources to decide ({}).").format(entry["title"], sources)
            out.append(told + Markup(" {}").format(entry["note"]) if "note" in entry else told)
    known = {gpu for entry in families.values() for gpu in entry["by_gpu"] if gpu in site.catalogue["gpus"]}
    total = len(site.catalogue["gpus"])
    out.append(
        Markup(
            "<strong>GPUs</strong>: {} of the {} here have a reading of any kind. For the others the formulas rest on their "
            "data sheets; the tables above say which have one."
        ).format(len(known), total)
    )
    read = {software for entry in families.values() for software in entry["by_software"]}
    for name in site.calculators:
        module = calculator(name)
        for info in fields_of(module.Inputs):
            if isinstance(info.meta, Choice) and info.name == "software" and info.meta.options:
                missing = [words for key, words in info.meta.options.items() if key not in read]
                if missing:
                    out.append(
                        Markup(
                            '<strong>Software</strong> that <a href="{}">{}</a> offers without one reading: {}.'
                        ).format(root + addresses.calculator(name), name.replace("_", " "), ", ".join(missing))
                    )
    return out


def _by_source(site: Site, root: str, entry: dict[str, Any]) -> DataTable:
    return _grouped("Source", entry["by_source"], lambda key: record_link(site, root, "sources", key))


def _by_gpu(site: Site, root: str, entry: dict[str, Any]) -> DataTable:
    def words(key: str) -> Markup:
        return escape("not named by the source") if key == _UNNAMED else record_link(site, root, "gpus", key)

    return _grouped("GPU", entry["by_gpu"], words)


def _by_software(entry: dict[str, Any]) -> DataTable:
    return _grouped("Software", entry["by_software"], lambda key: escape(_software(key)))


def _grouped(title: str, groups: dict[str, Any], words: Callable[[str], Markup]) -> DataTable:
    heads = [
        Head(title),
        Head("Readings", numeric=True),
        Head("Middle error", "%", numeric=True),
        Head("Nine of ten within", "%", numeric=True),
        Head("Leaning", "%", "Middle of the signed errors: above nought, too much is predicted", numeric=True),
        Head("Inside its range", "%", numeric=True),
        Head("Width of range", "", "Median of (high − low) / measured", numeric=True),
    ]
    rows = [
        Row(
            [
                Cell(words(key)),
                _count(e["n"]),
                _number(e["mdape"]),
                _number(e["p90"]),
                _number(e["bias"]),
                _number(e["coverage"]),
                _number(e["width"]),
            ]
        )
        for key, e in groups.items()
    ]
    return DataTable(title, plural(len(rows), title if title == "GPU" else title.lower()), heads, rows)


def _middle_error(entry: dict[str, Any]) -> float:
    return float(entry["mdape"])


def _software(key: str) -> str:
    return SOFTWARE.get(key, key)


def _rules(rules: dict[str, Any]) -> Cell:
    parts = [Markup('{} <span class="cr-range">{}</span>').format(plain(e["mdape"]), rule) for rule, e in rules.items()]
    return Cell(Markup("<br>").join(parts), str(next(iter(rules.values()))["mdape"]) if rules else "")


def _pair(bounds: list[float]) -> str:
    return f"{plain(bounds[0])} / {plain(bounds[1])}"


def _count(value: int) -> Cell:
    return Cell(escape(f"{value:,}"), str(value))


def _number(value: float) -> Cell:
    if math.isnan(value):
        return Cell(escape("–"))
    return Cell(escape(plain(value)), str(value))
