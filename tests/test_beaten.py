"""What is left out because another beats it is never missed: in a catalogue with slower, dearer, faster and cheaper copies of all."""

from __future__ import annotations

import json
import random
from functools import cache
from typing import Any

import pytest

from calculators import Catalogue
from calculators.engines import market, rigs_for_sale
from calculators.engines.chips import from_gpu, no_slower
from calculators.engines.jobs import Job, held
from calculators.engines.tasks import CHAT, FINE_TUNE, IMAGES, LEARN, TRAIN
from calculators.engines.ways import Setting, Ways, ways

JOBS = [
    Job(CHAT, "llama-3-1-8b"),
    Job(CHAT, "llama-3-3-70b", 32),
    Job(CHAT, "deepseek-v3-r1-671b"),
    Job(LEARN, "qwen2-5-0-5b"),
    Job(FINE_TUNE, "llama-3-1-8b"),
    Job(FINE_TUNE, "llama-3-3-70b"),
    Job(TRAIN, "qwen2-5-0-5b"),
    Job(IMAGES, "flux-1-dev"),
]
"""Small and large of each task: one GPU of many kinds holds some, eight of the largest hardly hold others."""
REGIONS = ("united-states", "germany")
"""One of each kind of mains."""
GPU_RATES = (
    "bandwidth_gb_s", "bf16_tflops", "fp16_fp32_tflops", "fp16_tflops", "fp32_tflops", "fp8_tflops", "int8_tops",
)  # fmt: skip


def scaled(figure: list[Any], factor: float) -> list[Any]:
    return [value * factor if isinstance(value, int | float) else value for value in figure]


def grown(catalogue: Catalogue, seed: int) -> Catalogue:
    """The catalogue with a second GPU like each, a second rig and a second provider; some in no respect better, some in a few."""
    raw = json.loads(catalogue.to_json())
    families, chance = raw["families"], random.Random(seed)
    factors = (0.8, 1.0, 1.0, 1.25)
    for gpu in list(families["gpus"]):
        copy = json.loads(json.dumps(families["gpus"][gpu]))
        for rate in GPU_RATES:
            if rate in copy:
                copy[rate] = scaled(copy[rate], chance.choice(factors))
        families["gpus"][f"{gpu}-second"] = copy
    for rig in list(families["rigs"]):
        copy = json.loads(json.dumps(families["rigs"][rig]))
        copy["gpu"] += "-second"
        copy["price_usd"] = scaled(copy["price_usd"], chance.choice(factors))
        copy["load_watts"] = scaled(copy["load_watts"], chance.choice(factors))
        families["rigs"][f"{rig}-second"] = copy
    for service in list(families["services"]):
        copy = json.loads(json.dumps(families["services"][service]))
        for offer in copy.get("offers", ()):
            offer["gpu"] += "-second"
            for price in ("on_demand_usd_per_hour", "spot_usd_per_hour"):
                if price in offer:
                    offer[price] = scaled(offer[price], chance.choice(factors))
        copy["tiers"] = []
        families["services"][f"{service}-second"] = copy
    return Catalogue(raw)


def told(found: Ways) -> list[tuple[Any, ...]]:
    return [(way.id, way.pace, way.price_usd, way.load_watts) for way in found.ways]


def forget() -> None:
    for remembered in (market.middles, rigs_for_sale.for_sale, ways):
        remembered.cache_clear()


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_nobody_misses_what_is_left_out(seed: int, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch) -> None:
    larger = grown(catalogue, seed)
    settings = [Setting(job, region, takes_one_outside=True) for job in JOBS for region in REGIONS]
    goods = (market.UNDER_CONTRACT, market.OF_OTHERS)
    quickly = {setting: (told(ways(setting, larger)), ways(setting, larger).reference) for setting in settings}
    few = sum(len(same) for kinds in goods for same in market.middles(kinds, frozenset(), larger))
    for module in (market, rigs_for_sale):
        monkeypatch.setattr(module, "no_slower", lambda one, other: False)
    forget()
    every = sum(len(same) for kinds in goods for same in market.middles(kinds, frozenset(), larger))
    assert few < every
    for setting, found in quickly.items():
        assert found == (told(ways(setting, larger)), ways(setting, larger).reference), setting
    forget()


@pytest.mark.parametrize("job", JOBS, ids=lambda job: f"{job.task} {job.model} {job.streams}")
def test_a_chip_that_is_no_slower_does_no_less(job: Job, catalogue: Catalogue) -> None:
    """Each rate of each GPU alone, and all together, a quarter higher: the work of a second is never less."""
    larger = faster(catalogue)
    for gpu_id in catalogue["gpus"]:
        before = held(job, gpu_id, 1, None, larger)
        if before is None or before.per_second is None:
            continue
        for rate in (*GPU_RATES, "every"):
            after = held(job, f"{gpu_id}-{rate}", 1, None, larger)
            if no_slower(from_gpu(larger["gpus"][f"{gpu_id}-{rate}"]), from_gpu(larger["gpus"][gpu_id])):
                assert after is not None and after.per_second is not None, (gpu_id, rate)
                assert after.per_second.typical >= before.per_second.typical, (gpu_id, rate)


@cache
def faster(catalogue: Catalogue) -> Catalogue:
    raw = json.loads(catalogue.to_json())
    gpus = raw["families"]["gpus"]
    for gpu in list(gpus):
        for rate in (*GPU_RATES, "every"):
            copy = json.loads(json.dumps(gpus[gpu]))
            for name in GPU_RATES if rate == "every" else (rate,):
                if name in copy:
                    copy[name] = scaled(copy[name], 1.25)
            gpus[f"{gpu}-{rate}"] = copy
    return Catalogue(raw)


def test_one_that_is_slower_in_anything_is_slower(catalogue: Catalogue) -> None:
    """The H100 as SXM and as PCIe (NVIDIA's data sheet: 3.35 and 2.0 TB/s, 989 and 756 TFLOP/s), and GPUs of two makes."""
    sxm, pcie, older = (
        from_gpu(catalogue["gpus"][gpu]) for gpu in ("h100-sxm-80gb", "h100-pcie-80gb", "a100-sxm-80gb")
    )
    assert no_slower(sxm, sxm)
    assert not no_slower(pcie, sxm)
    assert not no_slower(sxm, older)
