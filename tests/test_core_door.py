"""The door: run() answers or tells what is wrong and never raises; open_link() keeps what still holds."""

from __future__ import annotations

import gc
import json
from typing import Any
from xml.etree.ElementTree import fromstring, tostring

import pytest

from calculators import Catalogue, names, open_link, run
from calculators.core.door import calculator, run_json
from calculators.core.quantity import Quantity, fields_of

pytestmark = pytest.mark.everywhere


@pytest.mark.parametrize("name", names())
def test_the_defaults_answer(name: str, catalogue: Catalogue) -> None:
    answer = run(name, {}, catalogue)
    assert set(answer) == {"outputs", "report", "html"}
    json.dumps(answer, allow_nan=False)
    assert answer["report"]["verdict"]["sentence"] in answer["html"].replace("&#x27;", "'")
    assert answer["report"]["changes"] is not None


@pytest.mark.parametrize("name", names())
def test_the_same_inputs_give_the_same_bytes(name: str, catalogue: Catalogue) -> None:
    again = Catalogue.from_json(catalogue.to_json())
    assert run(name, {}, catalogue) == run(name, {}, again)


@pytest.mark.parametrize("name", names())
def test_quick_gives_the_same_outputs_and_leaves_a_place(name: str, catalogue: Catalogue) -> None:
    full, quick = run(name, {}, catalogue), run(name, {}, catalogue, "quick")
    assert quick["outputs"] == full["outputs"]
    assert "data-pending" in quick["html"]
    assert "data-pending" not in full["html"]


@pytest.mark.parametrize("name", names())
def test_what_quick_says_otherwise_is_in_a_block_that_is_marked(name: str, catalogue: Catalogue) -> None:
    """A page keeps such a block of its first answer as it is: nothing of it changes and comes back."""
    quick, full = (blocks(run(name, {}, catalogue, detail)["html"]) for detail in ("quick", "full"))
    assert len(quick) == len(full)
    assert [a for a, b in zip(quick, full, strict=True) if a != b and "data-pending" not in a] == []


@pytest.mark.parametrize("name", names())
def test_an_answer_leaves_nothing_that_only_a_collector_finds(name: str, catalogue: Catalogue) -> None:
    """The worker does without one: it would halt an answer now and then."""
    field = next(info.name for info in fields_of(calculator(name).Inputs) if isinstance(info.meta, Quantity))
    asked = [(f'{{"{field}": "{value}"}}', detail) for detail in ("quick", "full") for value in (7, 8, 9, "x")]
    for given, detail in asked:  # what the first ones load and keep
        run_json(name, given, catalogue, detail)
    gc.collect()
    gc.disable()
    try:
        for given, detail in asked:
            run_json(name, given.replace("7", "6"), catalogue, detail)
        assert gc.collect() == 0
    finally:
        gc.enable()


def blocks(html: str) -> list[str]:
    """Each block of an answer."""
    xml = html.replace(" data-pending>", ' data-pending="">')
    return [tostring(block, "unicode") for block in fromstring(f"<p>{xml}</p>")]


@pytest.mark.parametrize("name", ["", "rent_or_by", "__main__", "core", "../x", None, 5, "x" * 10_000])
def test_no_such_calculator_is_told(name: Any, catalogue: Catalogue) -> None:
    error = run(name, {}, catalogue)["error"]
    assert "there is no calculator" in error["message"]
    assert "rent_or_buy" in error["allowed"]


def test_no_such_detail_is_told(catalogue: Catalogue) -> None:
    assert run("rent_or_buy", {}, catalogue, "all")["error"]["field"] == "detail"


@pytest.mark.parametrize("inputs", [None, [], "x", 3, {"nope": 1}, {1: 2}, {"hours_per_week": {}}])
def test_bad_inputs_never_raise(inputs: Any, catalogue: Catalogue) -> None:
    answer = run("rent_or_buy", inputs, catalogue)
    assert set(answer) == {"error"}
    assert set(answer["error"]) == {"field", "message", "allowed"}


def test_the_json_door_says_what_run_says(catalogue: Catalogue) -> None:
    text = run_json("rent_or_buy", '{"hours_per_week": "0"}', catalogue, "quick")
    assert json.loads(text) == run("rent_or_buy", {"hours_per_week": 0}, catalogue, "quick")


def test_a_link_opens_with_its_inputs(catalogue: Catalogue) -> None:
    opened = open_link("rent_or_buy?hours_per_week=0&rig=dual-rtx-3090-desktop&own_rig_usd=", catalogue)
    assert opened["name"] == "rent_or_buy"
    assert opened["inputs"] == {"hours_per_week": "0", "rig": "dual-rtx-3090-desktop", "own_rig_usd": ""}
    assert opened["notices"] == []


def test_a_link_keeps_what_holds_and_tells_of_the_rest(catalogue: Catalogue) -> None:
    opened = open_link("rent_or_buy?hours_per_week=999&rig=gone&was_there=1&region=germany", catalogue)
    assert opened["inputs"] == {"region": "germany"}
    bounds, rig, gone = opened["notices"]
    assert "Hours of work a week: “999” is out of bounds. Allowed: 0 to 168 h/week. The default applies." in bounds
    assert rig.startswith("Rig: “gone” is not one of the options")
    assert "no input “was_there” (any more)" in gone


@pytest.mark.parametrize(
    "query", ["", "?", "nothing?x=1", "?hours_per_week=1", "rent_or_by?x", "%00?%00=%ff", "x" * 100_000]
)
def test_a_link_to_nowhere_gives_a_notice(query: str, catalogue: Catalogue) -> None:
    opened = open_link(query, catalogue)
    assert opened["name"] == ""
    assert opened["inputs"] == {}
    assert len(opened["notices"]) == 1


def test_every_link_that_opens_runs(catalogue: Catalogue) -> None:
    for query in ("recommend", "recommend?budget_usd=0", "rent_or_buy?rental=kaggle%2Ffree&hours_per_week=%200"):
        opened = open_link(query, catalogue)
        assert opened["notices"] == []
        assert "outputs" in run(opened["name"], opened["inputs"], catalogue, "quick")
