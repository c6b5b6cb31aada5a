"""Answers on record pages: every row says what the calculator says that its link opens, and no figure stands without its range."""

from __future__ import annotations

import re
from functools import cache
from urllib.parse import parse_qsl, urlsplit

import pytest

from calculators import names, open_link, run
from calculators.core.text import plain
from calculators.engines.holders import COUNTS
from calculators.engines.market import offers
from generator.pages import Site
from subject.answers import LARGEST, TOO_LARGE, Answers
from subject.asking import FITS, asked_for
from subject.places import is_notebook, monthly

ROOT = "../../../"
MOST_ROWS = 40


@pytest.fixture(scope="module")
def site(catalogue):
    return Site(catalogue, names())


@pytest.fixture(scope="module")
def answers(site):
    return Answers(site)


@pytest.fixture(scope="module")
def of(answers, catalogue):
    """The answers on the page of a record of a family, made once."""
    return cache(lambda family, record_id: answers.of(family, catalogue[family][record_id], ROOT))


def words(cell) -> str:
    return re.sub(r"<[^>]+>", "", str(cell.html)).strip()


def opened(catalogue, row) -> dict[str, dict]:
    """The calculators that a row's links open, and what each says then."""
    out = {}
    for href in re.findall(r'href="([^"]+)"', str(row.cells[-1].html)):
        where = urlsplit(href.replace("&amp;", "&"))
        name = where.path.rstrip("/").rsplit("/", 1)[1]
        link = open_link(f"{name}?{where.query}", catalogue)
        assert link["notices"] == []
        assert link["inputs"] == dict(parse_qsl(where.query))
        answer = run(name, link["inputs"], catalogue, "quick")
        assert "error" not in answer
        out[name] = answer["outputs"]
    return out


def column(answer, label: str) -> int:
    return [head.label for head in answer.table.heads].index(label)


def told(value: dict) -> str:
    return "{} {}–{}".format(*(plain(value[part]) for part in ("typical", "low", "high")))


def agrees(catalogue, answer, row) -> None:
    said = opened(catalogue, row)
    sized = said.get("fit") or said["finetune"]
    assert words(row.cells[column(answer, "Memory")]) == told(sized["memory_gb"])
    assert words(row.cells[column(answer, "Fits")]) == FITS[sized["fits"]]
    if "speed" in said:
        assert words(row.cells[column(answer, "Speed")]) == told(said["speed"]["decode_tokens_per_s"])
    if "finetune" in said:
        assert words(row.cells[column(answer, "Speed")]) == told(said["finetune"]["tokens_per_s"])
    if "images" in said:
        assert words(row.cells[column(answer, "Time")]) == told(said["images"]["seconds_per_image"])
        assert said["images"]["fits"] == sized["fits"]


KINDS = (
    "rtx-3090",
    "rtx-4060",
    "t4",
    "h100-sxm-80gb",
    "rx-7900-xtx",
    "arc-b580",
    "apple-m4-max",
    "ryzen-ai-max-plus-395",
    "k80",
)
"""GPUs of every maker, small and large, with memory of their own and shared."""


@pytest.mark.parametrize("gpu", KINDS)
def test_rows_of_a_gpu_are_what_the_calculator_says(catalogue, of, gpu):
    for answer in of("gpus", gpu):
        for row in answer.table.rows:
            agrees(catalogue, answer, row)


def test_every_gpu_agrees_in_its_first_and_last_row(catalogue, of):
    for gpu in catalogue["gpus"]:
        for answer in of("gpus", gpu):
            agrees(catalogue, answer, answer.table.rows[0])
            agrees(catalogue, answer, answer.table.rows[-1])


@pytest.mark.parametrize(
    "model", ["llama-3-1-8b", "deepseek-v3-r1-671b", "gemma-3-27b", "flux-1-dev", "wan2-1-t2v-14b"]
)
def test_speed_rows_of_a_model_are_what_the_calculator_says(catalogue, of, model):
    found = [a for a in of("models", model) if a.id == "speed"]
    assert bool(found) == ({"speed", "images"} <= set(names()))
    for answer in found:
        for row in answer.table.rows:
            assert {"Speed", "Time"} & set(words(row.cells[-1]).split(", "))
            agrees(catalogue, answer, row)


def test_the_smallest_gpu_holds_the_model_and_opens_so(catalogue, of):
    for model in catalogue["models"]:
        for answer in of("models", model):
            if answer.id != "held-by":
                continue
            for row in answer.table.rows:
                outputs = opened(catalogue, row)["fit"]
                assert outputs["fits"] in ("yes", "tight")
                assert words(row.cells[1]) == told(outputs["memory_gb"])
                assert ("just" in words(row.cells[2])) == (outputs["fits"] == "tight")


@pytest.mark.parametrize("model", ["qwen2-5-0-5b", "llama-3-1-8b", "llama-3-3-70b", "deepseek-v3-r1-671b"])
def test_what_a_model_is_told_to_run_on_is_the_cheapest_of_all(catalogue, of, model):
    """Against the calculator, asked of each machine, each notebook and each complete computer, from the cheapest on."""

    @cache
    def fits(gpu: str, most: int, own_gb: float | None = None) -> bool:
        asked = {"model": model, "quantization": "q4-k-m", "gpu": gpu, "context_tokens": 8192}
        if own_gb is not None:
            asked["own_memory_gb"] = own_gb
        counts = [count for count in COUNTS if count <= most and (count == 1 or not is_unified(catalogue, gpu))]
        return any(run("fit", {**asked, "gpu_count": n}, catalogue, "quick")["outputs"]["fits"] != "no" for n in counts)

    (answer,) = (a for a in of("models", model) if a.id == "held-by")
    (row,) = (row for row in answer.table.rows if words(row.cells[0]) == "Q4_K_M")
    rentals = list(catalogue["rentals"].values())
    hourly = [r for r in rentals if r.id in {offer.id for offer in offers(catalogue)}]
    hourly.sort(key=lambda r: (r.offer.on_demand_usd_per_hour.typical, r.id))
    machine = next((r for r in hourly if fits(r.offer.gpu, r.offer.gpu_count)), None)
    shown = words(row.cells[column(answer, "Cheapest machine for rent")])
    assert shown.startswith(machine.service.name if machine else "none here")
    if machine:
        assert f"offers.{machine.offer.id}" in str(row.cells[column(answer, "Cheapest machine for rent")].html)
    rigs = sorted(catalogue["rigs"].values(), key=lambda r: (r.price_usd.typical, r.id))
    own = {r.id: r.usable_memory_gb.typical if r.usable_memory_gb else None for r in rigs}
    rig = next((r for r in rigs if fits(r.gpu, r.gpu_count, own[r.id] if is_unified(catalogue, r.gpu) else None)), None)
    assert words(row.cells[column(answer, "Cheapest rig")]).startswith(rig.name if rig else "none here")
    notebooks = [r for r in rentals if is_notebook(r)]
    notebooks.sort(key=lambda r: (monthly(r), r.id))
    notebook = next((r for r in notebooks if any(fits(gpu, r.tier.gpu_count) for gpu in r.tier.gpus)), None)
    assert words(row.cells[column(answer, "Notebook")]).startswith(notebook.name if notebook else "none here")


def is_unified(catalogue, gpu: str) -> bool:
    return catalogue["gpus"][gpu].segment == "unified"


@pytest.mark.parametrize("family", ["gpus", "models"])
def test_no_figure_stands_without_a_range(catalogue, of, family):
    for record in catalogue[family]:
        for answer in of(family, record):
            assert 0 < len(answer.table.rows) <= MOST_ROWS
            for row in answer.table.rows:
                assert len(row.cells) == len(answer.table.heads)
                for head, cell in zip(answer.table.heads, row.cells, strict=True):
                    if head.numeric and cell.html:
                        assert 'class="cr-range"' in cell.html
                    for price in re.findall(r'<span class="cr-help">([^<]*\$[^<]*)</span>', str(cell.html)):
                        assert re.fullmatch(r"\$\S+ \(\$\S+ to \$\S+\)( an hour| a month)?", price), price


def test_what_does_not_fit_comes_last_and_is_told_in_few_rows(catalogue, answers):
    for gpu in catalogue["gpus"].values():
        answer = answers.runs(gpu, ROOT)
        told = [words(row.cells[column(answer, "Fits")]) for row in answer.table.rows]
        assert told.count("no") <= TOO_LARGE
        assert "no" not in told[: len(told) - told.count("no")]


def test_fine_tuning_names_the_largest_that_fit(catalogue, answers):
    answer = answers.trains(catalogue["gpus"]["h100-sxm-80gb"], ROOT)
    if "finetune" not in names():
        assert answer is None
        return
    methods = [words(row.cells[1]) for row in answer.table.rows]
    assert all(methods.count(method) <= LARGEST for method in methods)
    assert "no" not in [words(row.cells[2]) for row in answer.table.rows]


def test_models_are_of_every_size_the_largest_first(site):
    sizes = [model.parameters_billion.typical for model in asked_for(site)]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] > 300 and sizes[-1] < 1.5
    assert {"llama-3-1-8b", "llama-3-3-70b", "gpt-oss-20b"} <= {model.id for model in asked_for(site)}


def test_no_answers_without_the_calculators(catalogue):
    bare = Answers(Site(catalogue, ()))
    assert bare.of("gpus", catalogue["gpus"]["rtx-3090"], ROOT) == []
    assert bare.of("models", catalogue["models"]["llama-3-1-8b"], ROOT) == []


def test_models_that_cannot_be_sized_have_no_answer(of):
    assert of("models", "bert-base") == []
