"""What search engines and other sites read of a page: title, description, Open Graph; the constants and examples of Methods."""

from __future__ import annotations

import re
from html import unescape

import pytest

from calculators import names, run, speed
from calculators.core.quantity import Unit
from calculators.core.text import number
from calculators.engines.constants import decode, memory
from generator.pages import Site, methods
from generator.paths import SITE
from subject.answers import Answers

PAGES = ("", "methods/accuracy/", "data/gpus/rtx-3090/", "data/models/llama-3-1-8b/", "calculators/fit/", "data/gpus/")


@pytest.fixture(scope="module")
def method_pages(catalogue):
    return {page.path: page.text for page in methods.pages(Site(catalogue, names()))}


def head(place: str) -> dict[str, str]:
    text = (SITE / place / "index.html").read_text("utf-8").split("</head>", 1)[0]
    found = re.findall(r'<meta (?:name|property)="([^"]+)" content="([^"]*)">', text)
    return {name: " ".join(unescape(content).split()) for name, content in found}


@pytest.mark.parametrize("place", PAGES)
def test_a_page_tells_other_sites_what_it_is(place):
    told = head(place)
    assert told["og:title"] and told["og:site_name"] == "Cloud or Rig"
    assert told["og:description"] == told["description"] != ""
    assert told["twitter:card"] == "summary"


def test_descriptions_of_pages_differ():
    assert len({head(place)["description"] for place in PAGES}) == len(PAGES)


@pytest.mark.parametrize("family, record", [("gpus", "rtx-3090"), ("models", "llama-3-1-8b")])
def test_a_record_s_description_is_its_first_answer(catalogue, family, record):
    first = Answers(Site(catalogue, names())).of(family, catalogue[family][record], "")[0]
    assert head(f"data/{family}/{record}/")["description"].startswith(" ".join(first.sentence.split()))


@pytest.mark.parametrize("engine, constants", [("decode", decode.CONSTANTS), ("memory", memory.CONSTANTS)])
def test_an_engine_s_page_lists_its_constants(method_pages, engine, constants):
    text = method_pages[f"methods/engines-{engine}.md"]
    rows = re.findall(r'<tr id="constant\.[^"]+">.*', text)
    assert len(rows) == len(constants)
    for row, constant in zip(rows, constants, strict=True):
        told = unescape(re.sub(r"<[^>]+>", " ", row))
        assert constant.name in told and f"{constant.value:g}" in told and constant.meaning in told
        assert row.count("data/sources/") == len(constant.source)


def test_a_worked_example_is_what_the_calculator_says(method_pages, catalogue):
    memory_gb = run("fit", {}, catalogue)["outputs"]["memory_gb"]
    example = method_pages["methods/fit.md"].split("## A worked example", 1)[1].split("</table>", 1)[0]
    (row,) = re.findall(r"<tr><th scope=\"row\"><code>memory_gb</code>.*", example)
    for value in memory_gb.values():
        assert number(value, Unit.GB) in row


SIZING = ("decode", "finetune_memory", "image_memory", "images", "memory", "power", "prefill", "serving", "training")


@pytest.mark.parametrize("engine", SIZING)
def test_a_formula_s_page_has_it_with_numbers(method_pages, engine):
    example = method_pages[f"methods/engines-{engine}.md"].split("## A worked example", 1)[1].split("</table>", 1)[0]
    assert "With your numbers" in example and f'href="../../methods/engines-{engine}/"' in example
    assert re.search(r"\d", re.sub(r"<[^>]+>", "", example.split("<tbody>")[1]))


def test_a_server_s_formula_stands_with_a_worked_case_s_numbers(method_pages):
    page = method_pages["methods/engines-serving.md"]  # no calculator's defaults fill a server
    title = next(e.title for e in speed.EXAMPLES if "concurrency" in e.inputs)
    assert f"“{title}”, a worked case of" in page


def test_methods_lead_to_the_engines_that_they_rest_on_and_back(method_pages):
    assert "methods/engines-memory/" in method_pages["methods/engines-fitting.md"]
    assert "methods/engines-fitting/" in method_pages["methods/engines-memory.md"]
