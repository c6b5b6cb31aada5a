"""llms.txt (llmstxt.org): what the site holds and where, for programs that read."""

from __future__ import annotations

from calculators.core.catalogue import Catalogue
from calculators.core.door import calculator, names
from calculators.core.subject import FAMILIES
from generator.exports.values import API_VERSION
from generator.subject import the_subject


def llms_text(catalogue: Catalogue, *, accuracy: bool) -> str:
    """The file's text, with the calculators' accuracy where it was measured. Links are relative to the site's root."""
    lines = [
        f"# {the_subject().name}",
        "",
        f"> {the_subject().about}. Sourced and dated figures, and",
        f"> calculators in Python that run in the reader's browser. Data as of {catalogue.as_of}, CC BY 4.0.",
        "",
        "## Data",
        "",
        f"- [Index](api/{API_VERSION}/index.json): families with their JSON, CSV and JSON Schema",
        f"- [Everything](api/{API_VERSION}/all.json): all records in one file",
        f"- [OpenAPI](api/{API_VERSION}/openapi.json): description of every file",
        f"- [Changes](api/{API_VERSION}/changes.atom): figures that changed, as an Atom feed",
    ]
    if accuracy:
        lines.append(f"- [Accuracy](api/{API_VERSION}/accuracy.json): every prediction beside its measurement")
    lines += [
        f"- [{family}](api/{API_VERSION}/{family}.json): {len(catalogue[family])} records. {(cls.__doc__ or '').splitlines()[0]}"
        for family, cls in FAMILIES.items()
        if catalogue[family]
    ]
    lines += ["", "## Calculators", ""]
    lines += [
        f"- [{name}](calculators/{name}/): {(calculator(name).__doc__ or '').splitlines()[0]}" for name in names()
    ]
    if the_subject().rooms:
        lines += ["", "## Pages", ""]
        lines += [f"- [{room.title}]({room.address}): {room.about}" for room in the_subject().rooms]
    return "\n".join(lines) + "\n"
