"""Refreshing prices from lists: exact matches are edited in place, everything else is told and left alone.

The lists are small samples of our own in the shape of the real ones (columns by each list's documentation).
"""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from generator.paths import ROOT
from generator.refresh import FEEDS, refresh, write
from generator.refresh.edit import replace_figure
from tests.support.records import SOUND, load_texts

TODAY = "2026-11-25"

LAMBDA = """\
# A comment that stays.
name: Lambda
source: sheet
as_of: 2026-09-20
kind: gpu-cloud
offers:
  - id: eight # the big one
    instance: gpu_8x_a100
    gpu: example-gpu
    gpu_count: 8
    region: us-east-1
    on_demand_usd_per_hour: 10.32
    spot_usd_per_hour: {value: 6, source: sheet, as_of: 2026-09-20, note: "old"} # cheap
  - id: one
    instance: gpu_1x_a10
    gpu: example-gpu
    region: us-east-1
    on_demand_usd_per_hour: 0.75
  - id: ranged
    instance: gpu_1x_a100
    gpu: example-gpu
    region: us-east-1
    on_demand_usd_per_hour: {low: 1, high: 2}
"""

SKYPILOT = """\
Region,InstanceType,AcceleratorName,AcceleratorCount,vCPUs,MemoryGiB,Price,SpotPrice,GpuInfo
us-east-1,gpu_8x_a100,A100,8.0,124,1800,11.92,7.5,"{'Gpus': []}"
us-east-1,gpu_1x_a10,A10,1.0,30,200,9.99,,
us-east-1,gpu_1x_a100,A100,1.0,30,200,1.5,,
us-east-1,gpu_1x_new,B300,1.0,30,200,5.5,,
us-east-1,cpu_4x,,,4,16,0.2,,
"""

API = """\
name: Example model
source: sheet
as_of: 2026-10
prices:
  - provider: example
    model_name: example/model-8b
    input_usd_per_million_tokens: 0.2 # per million
    output_usd_per_million_tokens: 0.4
"""

LITELLM = """{
 "sample_spec": {"mode": "chat", "input_cost_per_token": 0.0},
 "example/model-8b": {"litellm_provider": "example", "mode": "chat", "input_cost_per_token": 1.5e-7, "output_cost_per_token": 4e-7},
 "example/embedding": {"mode": "embedding", "input_cost_per_token": 1e-8},
 "example/unheard-of": {"mode": "chat", "input_cost_per_token": 1e-6, "output_cost_per_token": 2e-6}
}"""

GOOGLE = """\
name: Google Cloud
source: sheet
as_of: 2026-07-30
kind: hyperscaler
offers:
  - id: a100
    instance: a2-highgpu-1g
    gpu: example-gpu
    region: us-central1
    on_demand_usd_per_hour: 3.6
    spot_usd_per_hour: 1.8
    reserved_1y_usd_per_hour: 2.3
"""

GCP = """\
compute:
  instance:
    a2-highgpu-1g:
      cpu: 12
      ram: 85
      a100: 1
      cost:
        us-central1: {hour: 3.673385, hour_spot: 1.800000, month: 2681.57, month_1y: 1689.95}
        europe-west4: {hour: 3.75, hour_spot: 1.9}
    n1-standard-4:
      cost:
        us-central1: {hour: 0.19}
"""


@pytest.fixture
def folder(tmp_path):
    texts = {
        **SOUND,
        "services/lambda.yml": LAMBDA,
        "services/google-cloud.yml": GOOGLE,
        "apis/example.yml": API,
    }
    loaded = load_texts(tmp_path, texts)
    assert not loaded.problems, loaded.problems
    (tmp_path / "lambda").mkdir()
    (tmp_path / "lambda" / "vms.csv").write_text(SKYPILOT)
    (tmp_path / "prices.json").write_text(LITELLM)
    (tmp_path / "pricing.yml").write_text(GCP)
    return tmp_path


def run(folder, feed, *origins):
    catalogue = load_texts(folder, {}).catalogue
    outcome = refresh(FEEDS[feed], [str(folder / o) for o in origins], catalogue, folder / "data", TODAY)
    write(outcome)
    return outcome


def test_skypilot_edits_in_place_and_keeps_comments_and_order(folder):
    outcome = run(folder, "skypilot", "lambda/vms.csv")
    assert len(outcome.changed) == 2 and not outcome.failed
    expected = LAMBDA.replace(
        "on_demand_usd_per_hour: 10.32",
        "on_demand_usd_per_hour: {value: 11.92, source: skypilot-catalog, as_of: 2026-11-25}",
    ).replace(
        '{value: 6, source: sheet, as_of: 2026-09-20, note: "old"} # cheap',
        "{value: 7.5, source: skypilot-catalog, as_of: 2026-11-25} # cheap",
    )
    assert (folder / "data/services/lambda.yml").read_text() == expected
    assert load_texts(folder, {}).problems == []


def test_a_jump_beyond_three_times_and_a_range_are_held_back(folder):
    held = run(folder, "skypilot", "lambda/vms.csv").held
    assert len(held) == 2
    assert "gpu_1x_a10" in held[0] and "0.75 → 9.99 (a jump of 13.3×" in held[0]  # by hand: 9.99 / 0.75 = 13.32
    assert "gpu_1x_a100" in held[1] and "range of several sources" in held[1]


def test_unknown_names_are_listed_and_machines_without_gpu_are_not(folder):
    assert run(folder, "skypilot", "lambda/vms.csv").unknown == ["gpu_1x_new (B300) in us-east-1"]


def test_litellm_prices_are_per_million_tokens(folder):
    outcome = run(folder, "litellm", "prices.json")
    text = (folder / "data/apis/example.yml").read_text()
    # by hand: 1.5e-7 dollars a token is 0.15 a million
    assert (
        "input_usd_per_million_tokens: {value: 0.15, source: litellm-prices, as_of: 2026-11-25} # per million" in text
    )
    assert len(outcome.changed) == 1 and outcome.confirmed == 1
    assert outcome.unknown == ["example/unheard-of"]


def test_google_reserved_prices_are_by_the_hour(folder):
    outcome = run(folder, "gcp-pricing", "pricing.yml")
    text = (folder / "data/services/google-cloud.yml").read_text()
    # by hand: 1689.95 a month / 730 h = 2.315 an hour (2.3150000 to eight digits)
    assert "reserved_1y_usd_per_hour: {value: 2.315, source: cyclenerd-gcp-pricing-live, as_of: 2026-11-25}" in text
    assert "on_demand_usd_per_hour: {value: 3.673385," in text
    assert outcome.confirmed == 1 and outcome.unknown == ["a2-highgpu-1g in europe-west4"]


def test_a_second_run_confirms_and_changes_nothing(folder):
    run(folder, "litellm", "prices.json")
    before = (folder / "data/apis/example.yml").read_text()
    again = run(folder, "litellm", "prices.json")
    assert again.changed == [] and again.confirmed == 2
    assert (folder / "data/apis/example.yml").read_text() == before


def test_what_the_check_would_refuse_is_held_back_whole_and_the_rest_goes_on(folder):
    (folder / "lambda" / "vms.csv").write_text(SKYPILOT.replace("11.92,7.5", "4.5,"))
    outcome = run(folder, "skypilot", "lambda/vms.csv")
    # by hand: 4.5 on demand is below the spot price of 6 that the record keeps
    assert any("services/lambda: all of it" in line and "not below on demand" in line for line in outcome.held)
    assert outcome.changed == []
    assert (folder / "data/services/lambda.yml").read_text() == LAMBDA
    assert load_texts(folder, {}).problems == []


def test_a_source_that_no_figure_names_any_more_goes(folder):
    api = API.replace("source: sheet\n", "").replace(": 0.2", ": {value: 0.2, source: old}")
    texts = {
        "sources/old.yml": SOUND["sources/sheet.yml"],
        "apis/example.yml": api.replace(": 0.4", ": {value: 0.4, source: old}"),
    }
    assert load_texts(folder, texts).problems == []
    assert "sources/old: nothing names it any more" in run(folder, "litellm", "prices.json").changed
    assert not (folder / "data/sources/old.yml").exists()
    assert load_texts(folder, {}).problems == []


def test_a_service_without_a_record_is_listed_once(folder):
    (folder / "verda").mkdir()
    (folder / "verda" / "vms.csv").write_text(SKYPILOT)
    assert run(folder, "skypilot", "verda/vms.csv").unknown == ["verda"]


@pytest.mark.parametrize(
    ("feed", "name", "text", "said"),
    [
        ("skypilot", "lambda/vms.csv", SKYPILOT.replace("8.0", "eight"), "could not convert string to float"),
        ("gcp-pricing", "pricing.yml", "compute: {instance: {a2-highgpu-1g: 5}}", "TypeError"),
        ("skypilot", "lambda/vms.csv", "a,b\n1,2\n", "has no column InstanceType"),
        ("litellm", "prices.json", "{", "is not JSON"),
        ("litellm", "prices.json", "[]", "not an object"),
        ("gcp-pricing", "pricing.yml", "a: [", "is not YAML"),
        ("gcp-pricing", "pricing.yml", "a: 1", "no compute.instance"),
    ],
)
def test_a_list_in_another_shape_is_told_and_nothing_is_written(folder, feed, name, text, said):
    before = {p: p.read_text() for p in (folder / "data").rglob("*.yml")}
    (folder / name).write_text(text)
    outcome = run(folder, feed, name)
    assert len(outcome.failed) == 1 and said in outcome.failed[0]
    assert {p: p.read_text() for p in (folder / "data").rglob("*.yml")} == before


def test_one_failing_origin_does_not_block_the_other(folder):
    outcome = run(folder, "skypilot", "nowhere/vms.csv", "lambda/vms.csv")
    assert len(outcome.failed) == 1 and len(outcome.changed) == 2


def test_replacing_a_figure_touches_nothing_else():
    text = "a: 1 # one\nb:\n  - {x: 2, y: [3, 4]}\n  - x: {low: 1, high: 2} # two\nc: 5\n"
    edited = replace_figure(text, ("b", 1, "x"), 1.25, "s", "2026-11-25")
    assert edited == text.replace("{low: 1, high: 2}", "{value: 1.25, source: s, as_of: 2026-11-25}")


def test_the_command_says_what_a_dry_run_would_do_and_writes_nothing(folder):
    before = {p: p.read_text() for p in (folder / "data").rglob("*.yml")}
    command = [sys.executable, "-m", "generator", "refresh", "skypilot", "--dry-run", "--data", str(folder / "data")]
    done = subprocess.run(
        [*command, "--from", str(folder / "lambda" / "vms.csv")],
        cwd=ROOT, env={**os.environ, "SOURCE_DATE_EPOCH": "1795000000"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "skypilot: 2 figures would change, 0 confirmed, 2 held back" in done.stdout
    assert "names that no record has: gpu_1x_new" in done.stdout
    assert {p: p.read_text() for p in (folder / "data").rglob("*.yml")} == before
