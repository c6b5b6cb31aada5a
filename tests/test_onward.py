"""From what fits to how fast to what it costs to the whole decision: the same answers go along in the address."""

from __future__ import annotations

from typing import Any

import pytest

from calculators import Catalogue, names, open_link, run
from calculators._onward import Onward
from calculators.core.door import calculator
from calculators.core.links import packed
from calculators.core.quantity import fields_of
from calculators.records import Reader
from calculators.records.reader import AMOUNTS

REGION = next(info for info in fields_of(Reader) if info.name == "region")

ASKED: dict[str, list[dict[str, Any]]] = {
    "fit": [{}, {"model": "llama-3-3-70b", "gpu": "rtx-3090", "gpu_count": 2, "batch": 4}, {"model": "flux-1-dev"}],
    "speed": [{}, {"model": "qwen3-8b", "concurrency": 100_000, "prompt_tokens": 30_000}],
    "finetune": [{}, {"method": "full", "model": "qwen3-0-6b"}],
    "images": [{}, {"model": "flux-1-dev"}],
    "rent_or_buy": [{}, {"hours_per_week": 33, "region": "germany", "currency": "euro", "sales_tax_percent": 19}],
    "hybrid": [{}, {"hours_per_week": 500}],
    "api_or_own": [{}, {"requests_per_day": 0}],
    "classroom": [{}],
}


def onward(name: str, inputs: dict[str, Any], catalogue: Catalogue) -> dict[str, dict[str, Any]]:
    """Where an answer leads on to, and the inputs there; each is opened and asked."""
    answer = run(name, inputs, catalogue, "quick")
    assert "error" not in answer, answer
    (reason,) = [r for r in answer["report"]["reasons"] if r["text"] == "Carry on with the same answers:"]
    found = {}
    for link in reason["links"]:
        opened = open_link(link["href"].removeprefix("calculators/").replace("/?", "?").rstrip("/"), catalogue)
        assert opened["notices"] == [], link
        assert "outputs" in run(opened["name"], opened["inputs"], catalogue, "quick"), link
        found[opened["name"]] = opened["inputs"]
    return found


@pytest.mark.parametrize("name", [n for n in names() if n != "recommend"])
def test_every_calculator_leads_on_to_the_decision(name: str, catalogue: Catalogue) -> None:
    for inputs in ASKED[name]:
        assert "recommend" in onward(name, inputs, catalogue), inputs


def test_a_wish_flows_from_what_fits_to_the_verdict(catalogue: Catalogue) -> None:
    """Chat with Llama 3.3 70B on two used cards for four at once: said once, and then carried on."""
    fit = {"model": "llama-3-3-70b", "gpu": "rtx-3090", "gpu_count": 2, "batch": 4}
    speed = onward("fit", fit, catalogue)["speed"]
    assert {n: speed[n] for n in ("model", "gpu", "gpu_count", "concurrency")} == {
        "model": "llama-3-3-70b", "gpu": "rtx-3090", "gpu_count": "2", "concurrency": "4",
    }  # fmt: skip
    led = onward("speed", speed, catalogue)
    assert led["recommend"] == {"task": "chat", "model": "llama-3-3-70b", "concurrency": "4"}
    money = led["api_or_own"]
    assert (money["model"], money["concurrency"], money["prompt_tokens"]) == ("llama-3-3-70b", "4", "1024")
    decided = onward("api_or_own", money | {"requests_per_day": "200", "output_tokens": "500"}, catalogue)["recommend"]
    assert decided["model"] == "llama-3-3-70b"
    assert float(decided["tokens_per_day"]) == 200 * 500


CHAT = {"task": "chat", "model": "llama-3-3-70b"}
PICTURES = {"task": "images", "model": "stable-diffusion-xl-base", "images_per_day": "2000"}
TUNING = {"task": "fine-tune", "model": "qwen3-8b", "training_tokens_per_week": "20000000"}
SITUATION = {
    "region": "germany",
    "privacy": "contract",
    "budget_usd": "3000",
    "currency": "euro",
    "reader": "developer",
}
"""What such a reader answers besides: most of it no page asks but the decision."""
WISHES: list[tuple[dict[str, str], list[str]]] = [
    (CHAT, ["fit", "speed", "api_or_own"]),
    (CHAT | {"tokens_per_day": "50000"}, ["speed", "rent_or_buy"]),
    (PICTURES, ["images", "rent_or_buy"]),
    (TUNING, ["finetune", "rent_or_buy"]),
]
"""Wishes as people have them, and the pages that they go through: what fits, how fast, for what money."""


def opened(href: str, catalogue: Catalogue) -> dict[str, Any]:
    found = open_link(href.removeprefix("calculators/").replace("/?", "?"), catalogue)
    assert found["notices"] == [], href
    return found


@pytest.mark.parametrize(("wish", "pages"), WISHES, ids=["chat", "tokens", "pictures", "fine-tuning"])
def test_a_wish_is_said_once_and_comes_back_as_it_was(
    wish: dict[str, str], pages: list[str], catalogue: Catalogue
) -> None:
    """From the decision through what fits, how fast, for what money, to the decision: one set of answers, and one verdict."""
    said = wish | SITUATION
    decided = run("recommend", said, catalogue, "quick")
    links = [link["href"] for reason in decided["report"]["reasons"] for link in reason["links"]]
    href = next(h for h in links if h.startswith(f"calculators/{pages[0]}/"))
    for page, then in zip(pages, [*pages[1:], "recommend"], strict=True):
        asked = opened(href, catalogue)["inputs"]
        if page != "fit":
            assert {n: asked[n] for n in wish if n in asked} == {n: v for n, v in wish.items() if n in asked}
        href = next(
            link["href"]
            for reason in run(page, asked, catalogue, "quick")["report"]["reasons"]
            if reason["text"] == "Carry on with the same answers:"
            for link in reason["links"]
            if link["href"].startswith(f"calculators/{then}/")
        )
    back = opened(href, catalogue)["inputs"]
    assert {name: back[name] for name in said} == said
    again = run("recommend", back, catalogue, "quick")
    assert again["report"]["verdict"] == decided["report"]["verdict"]


@pytest.mark.parametrize(
    ("page", "asked", "hours"),
    [
        ("finetune", {"model": "qwen3-8b", "training_tokens_per_week": 20e6}, lambda o: 20e6 / o["tokens_per_s"]),
        ("images", {"images_per_day": 2000}, lambda o: 7 * 2000 * o["seconds_per_image"]),
        ("speed", {"tokens_per_day": 50_000}, lambda o: 7 * 50_000 / o["all_streams_tokens_per_s"]),
    ],
)
def test_an_amount_takes_its_hours_a_week(page: str, asked: dict[str, Any], hours: Any, catalogue: Catalogue) -> None:
    """By hand: what is done in a week, over what is done in a second, over 3,600."""
    outputs = run(page, asked, catalogue, "quick")["outputs"]
    typical = {name: value["typical"] for name, value in outputs.items() if isinstance(value, dict)}
    assert typical["hours_per_week"] == pytest.approx(hours(typical) / 3600)
    assert run(page, {}, catalogue, "quick")["outputs"]["hours_per_week"] is None


OF_MONEY = {"rent_or_buy", "hybrid", "api_or_own", "classroom"}
OF_WORK = {"task", "model", "hours_per_week", "concurrency", "longest_run_hours", "reader", *AMOUNTS}
"""What a page of money that does not suit the reader's plan answers anew; the situation stays."""


def written_alike(value: str) -> str:
    """A number as an address may write it."""
    try:
        return f"{float(value):g}"
    except ValueError:
        return value


def test_every_reader_comes_back_from_every_page_to_the_same_verdict(catalogue: Catalogue) -> None:
    for record in (*catalogue["guidance"].values(), *catalogue["personas"].values()):
        given = {i.name: v for i in fields_of(Reader) if (v := getattr(record.reader, i.name)) != i.default}
        decided = run("recommend", given, catalogue, "quick")
        for reason, link in ((r, link) for r in decided["report"]["reasons"] for link in r["links"]):
            if "/?" not in link["href"]:
                continue
            page = opened(link["href"], catalogue)
            back = onward(page["name"], page["inputs"], catalogue)["recommend"]
            aside = reason["text"] == "The same answers in the other calculators:"
            if aside and page["name"] in OF_MONEY:  # hours on the page's own rig, requests a day
                kept = {info.name: str(getattr(record.reader, info.name)) for info in fields_of(Reader)}
                came = {info.name: str(back.get(info.name, info.default)) for info in fields_of(Reader)}
                changed = {name for name in kept if written_alike(kept[name]) != written_alike(came[name])}
                assert changed <= OF_WORK, (record.id, link, changed)
                continue
            again = run("recommend", back, catalogue, "quick")["outputs"]
            assert (again["verdict"], again["plan"]) == (decided["outputs"]["verdict"], decided["outputs"]["plan"]), (
                record.id,
                link,
                back,
            )


def test_what_is_changed_on_the_way_is_changed_in_the_decision(catalogue: Catalogue) -> None:
    """Twice the hours on the rig are twice the work; another model, another number of conversations at once."""
    said = {"task": "fine-tune", "hours_per_week": "20", "region": "germany"}
    links = [k["href"] for r in run("recommend", said, catalogue, "quick")["report"]["reasons"] for k in r["links"]]
    page = opened(next(h for h in links if "rent_or_buy" in h), catalogue)["inputs"]
    doubled = page | {"hours_per_week": str(2 * float(page["hours_per_week"]))}
    assert float(onward("rent_or_buy", doubled, catalogue)["recommend"]["hours_per_week"]) == pytest.approx(
        40, rel=1e-3
    )
    tuning = opened(next(h for h in links if "finetune" in h), catalogue)["inputs"] | {"model": "qwen3-14b"}
    back = onward("finetune", tuning, catalogue)["recommend"]
    assert back == said | {"model": "qwen3-14b"}


def test_hours_that_a_week_has_not_are_those_of_a_week(catalogue: Catalogue) -> None:
    """100 h a week on a rig that is faster than the machine of reference are more there than a week has."""
    asked = (info for info in fields_of(Reader) if info.name in ("task", "model"))
    said = packed((info, {"task": "fine-tune", "model": "llama-3-1-8b"}[info.name]) for info in asked)
    page = {"rig": "quad-rtx-3090-epyc", "hours_per_week": "100", "work": "training", "answers": said}
    assert onward("rent_or_buy", page, catalogue)["recommend"]["hours_per_week"] == "168"


def test_answers_that_hold_no_more_are_left_out(catalogue: Catalogue) -> None:
    good = onward("fit", {"answers": packed([(REGION, "germany")])}, catalogue)["recommend"]
    assert good["region"] == "germany"
    assert "region" not in onward("fit", {"answers": "zz.abcd"}, catalogue)["recommend"]
    assert run("fit", {"answers": "<b>"}, catalogue)["error"]["field"] == "answers"


def test_terms_of_money_go_along(catalogue: Catalogue) -> None:
    said = {
        "hours_per_week": "33",
        "region": "germany",
        "currency": "euro",
        "sales_tax_percent": "19",
        "storage_gb": "7",
    }
    decided = onward("rent_or_buy", said, catalogue)["recommend"]
    assert {name: decided[name] for name in said} == said


def test_every_model_that_fit_knows_can_be_carried_on(catalogue: Catalogue) -> None:
    inputs = calculator("fit").Inputs
    for model in catalogue["models"]:
        href = Onward(inputs(model=model), catalogue).to_recommend().href
        opened = open_link(href.removeprefix("calculators/").replace("/?", "?").rstrip("/"), catalogue)
        assert opened["notices"] == []
        assert "outputs" in run("recommend", opened["inputs"], catalogue, "quick"), model
