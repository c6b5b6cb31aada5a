"""An answer as text, Markdown, LaTeX, CSV and JSON: all say what the report says, each is whole in its own syntax."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import Any

import pytest

from calculators import Catalogue, ask, names, run
from calculators.core import forms
from calculators.core.door import calculator, call_json
from calculators.core.quantity import Unit, fields_of
from calculators.core.sharing import share
from calculators.core.text import NBSP, number

SITE = "https://example.org/"
PRINTED_BY_LATEX = set("–—“”’…éü")
"""Beside ASCII: in the fonts of LaTeX itself."""


def cases() -> list[tuple[str, dict[str, Any]]]:
    """Each calculator with its defaults and its first example."""
    examples = [(name, calculator(name).EXAMPLES[0].inputs) for name in names()]
    return [*((name, {}) for name in names()), *examples]


@pytest.mark.parametrize(("name", "inputs"), cases(), ids=lambda part: part if isinstance(part, str) else "")
def test_every_form_says_what_the_report_says(name: str, inputs: dict[str, Any], catalogue: Catalogue) -> None:
    told = share(name, inputs, SITE, catalogue)
    answered = run(name, inputs, catalogue)
    report = answered["report"]
    link = answered.get("link")
    assert told["address"] == f"{SITE}calculators/{name}/{f'?{link}' if link else ''}"
    assert told["stem"] == f"{name.replace('_', '-')}-{catalogue.as_of}"

    sentence = report["verdict"]["sentence"].replace(NBSP, " ")
    assert sentence in told["text"]
    assert re.sub(r"\\(.)", r"\1", told["markdown"]).count(f"**{sentence}**") == 1
    for form in ("text", "markdown", "latex", "csv", "json"):
        assert told["address"] in told[form] and catalogue.as_of in told[form], form
    checks_markdown(told["markdown"])
    checks_latex(told["latex"])
    checks_csv(told["csv"], report)

    whole = json.loads(told["json"])
    same = json.loads(json.dumps(ask(name, catalogue=catalogue, **inputs).as_dict()))
    assert {key: whole[key] for key in same} == same
    assert {key: whole["inputs"][key] for key in inputs} == json.loads(json.dumps(inputs))


def checks_markdown(text: str) -> None:
    """Each table's rows have as many cells as its head; no no-break space is left; every link is whole."""
    for block in text.split("\n\n"):
        lines = block.splitlines()
        if lines[0].startswith("|"):
            assert len({len(re.findall(r"(?<!\\)\|", line)) for line in lines}) == 1, block
            assert set(lines[1]) <= set("| -:")
    assert NBSP not in text
    for address in re.findall(r"(?<!\\)\]\(([^)]*)\)", text):
        assert address.startswith("https://"), address


def checks_latex(text: str) -> None:
    """Braces match, environments close, each row has as many cells as the table has columns, and LaTeX prints every character."""
    body = "\n".join(line for line in text.splitlines() if not line.startswith("%"))
    bare = re.sub(r"\\[{}\\]", "", body)
    assert bare.count("{") == bare.count("}")
    assert body.count(r"\begin{table}") == body.count(r"\end{table}") > 0
    for table in re.findall(r"\\begin\{tabularx\}\{\\linewidth\}\{(\w+)\}(.*?)\\end\{tabularx\}", body, re.DOTALL):
        for row in re.findall(r"^(.*) \\\\$", table[1], re.MULTILINE):
            assert len(re.findall(r"(?<!\\)&", row)) + 1 == len(table[0]), row
    words = re.sub(r"\\url\{[^}]*\}|\\[%#$_&]|\$[^$]*\$", "", body)
    assert not re.search(r"[%#$_]", words)
    assert {c for c in body if not c.isascii()} <= PRINTED_BY_LATEX


def checks_csv(text: str, report: dict[str, Any]) -> None:
    """Eight columns; the figures are the report's to 12 digits."""
    head, *rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    assert head == ["table", "row", "column", "low", "typical", "high", "unit", "text"]
    assert {len(row) for row in rows} == {8}
    figures = [row for row in rows if row[0] == "Key figures"]
    assert [row[1] for row in figures] == [figure["label"] for figure in report["figures"]]
    for row, figure in zip(figures, report["figures"], strict=True):
        assert [float(end) for end in row[3:6]] == pytest.approx(
            [figure["value"][e] for e in ("low", "typical", "high")], rel=1e-11
        )
        assert row[6] == figure["unit"]
    titles = [chart["title"] for chart in report["charts"]] + [table["title"] for table in report["tables"]]
    assert {row[0] for row in rows} >= {title for title in titles if title}


HOSTILE = '<b>*a*</b> | $x_1$ & 50% #1 \\ "q", [t](javascript:x) ~^{'


def test_words_of_the_readers_own_stay_words(catalogue: Catalogue) -> None:
    """By hand: what each syntax needs before each sign."""
    assert forms._md(HOSTILE) == (r'\<b\>\*a\*\</b\> \| \$x\_1\$ & 50% \#1 \\ "q", \[t\](javascript:x) \~^{')
    assert forms._tex(HOSTILE) == (
        r'<b>*a*</b> | \$x\_1\$ \& 50\% \#1 \textbackslash{} "q", [t](javascript:x) \textasciitilde{}\textasciicircum{}\{'
    )
    assert forms._csv(HOSTILE) == '"' + HOSTILE.replace('"', '""') + '"'
    assert [forms._csv(cell) for cell in ("=1+1", "-x", "-5", "+1e3", "@a", "")] == [
        "'=1+1",
        "'-x",
        "-5",
        "+1e3",
        "'@a",
        "",
    ]


def test_a_bad_input_is_told(catalogue: Catalogue) -> None:
    given = {"name": "rent_or_buy", "inputs": {"hours_per_week": "x"}, "root": SITE}
    error = json.loads(call_json("share", json.dumps(given), catalogue))["error"]
    assert error["field"] == "hours_per_week"
    given = {"name": "rent_or_buy", "inputs": {}, "pinned": {"rig": "x"}}
    assert json.loads(call_json("compare", json.dumps(given), catalogue))["error"]["field"] == "rig"


def test_two_answers_stand_side_by_side(catalogue: Catalogue) -> None:
    given = {"name": "rent_or_buy", "pinned": {"hours_per_week": "1"}, "inputs": {"hours_per_week": "40,5"}}
    html = json.loads(call_json("compare", json.dumps(given), catalogue))["html"]
    rows = re.findall(r'<tr><th scope="row">(.*?)</th>(.*?)</tr>', html)
    cells = {label: re.findall(r"<td[^>]*>(.*?)</td>", row) for label, row in rows}
    label = next(i.meta.label for i in fields_of(calculator("rent_or_buy").Inputs) if i.name == "hours_per_week")
    assert cells.pop(label) == ["1 h/week", "40.5 h/week", ""]
    before, now = (run("rent_or_buy", {"hours_per_week": h}, catalogue)["report"] for h in (1, 40.5))
    answers = cells.pop("Answer")
    assert before["verdict"]["sentence"] in answers[0] and now["verdict"]["sentence"] in answers[1]
    first = next(f for f in now["figures"] if f["label"] == "Rig in all")
    shown = cells["Rig in all"]
    assert number(first["value"]["typical"], Unit.USD) in shown[1]
    money = [float(re.sub(r"[^0-9.]", "", re.sub("<.*", "", cell))) for cell in shown]
    assert shown[2].startswith("+") and money[2] == pytest.approx(money[1] - money[0], rel=0.01)
    assert set(cells) == {f["label"] for f in (*before["figures"], *now["figures"])}, "no other input differs"
