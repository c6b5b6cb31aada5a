"""From what fits to how fast to what it costs to the whole decision: the same answers go along in the address."""

from __future__ import annotations

from typing import Any

import pytest

from calculators import Catalogue, names, open_link, run
from calculators._onward import to_recommend
from calculators.core.door import calculator

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
        href = to_recommend(inputs(model=model), catalogue).href
        opened = open_link(href.removeprefix("calculators/").replace("/?", "?").rstrip("/"), catalogue)
        assert opened["notices"] == []
        assert "outputs" in run("recommend", opened["inputs"], catalogue, "quick"), model
