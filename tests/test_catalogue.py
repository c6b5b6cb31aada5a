"""The catalogue has the size that the project promises its readers, and every figure in it has a source that states it."""

from __future__ import annotations

from calculators.core.dates import age_years
from calculators.core.subject import FAMILIES
from generator.walk import figures

FRESH_YEARS = 1


def fresh_prices(offer, today):
    prices = (
        offer.on_demand_usd_per_hour,
        offer.spot_usd_per_hour,
        offer.reserved_1y_usd_per_hour,
        offer.reserved_3y_usd_per_hour,
    )
    return [p for p in prices if p is not None and age_years(p.as_of, today) <= FRESH_YEARS]


def test_hardware_counts(catalogue):
    assert len(catalogue["gpus"]) >= 80
    segments = {gpu.segment for gpu in catalogue["gpus"].values()}
    assert segments == {"consumer", "workstation", "datacenter", "unified"}
    assert {gpu.vendor for gpu in catalogue["gpus"].values()} >= {"nvidia", "amd", "intel", "apple"}
    assert len(catalogue["rigs"]) >= 15
    assert {rig.kind for rig in catalogue["rigs"].values()} == {"desktop", "server", "mac", "mini-pc", "laptop", "egpu"}
    assert len(catalogue["parts"]) >= 15
    assert len(catalogue["depreciation"]) >= 5


def test_the_rise_in_prices_of_2026_is_in_the_depreciation(catalogue):
    highs = [
        residual.value_fraction.high for record in catalogue["depreciation"].values() for residual in record.residuals
    ]
    assert max(highs) > 1


def test_model_counts(catalogue):
    models = list(catalogue["models"].values())
    assert sum(model.modality in ("text", "vision") for model in models) >= 90
    assert sum(model.modality in ("image", "video", "audio") for model in models) >= 15
    assert len(catalogue["quantizations"]) >= 20
    assert any(q.perplexity_rise_fraction or q.kl_divergence for q in catalogue["quantizations"].values())


def test_cloud_counts(catalogue):
    services = list(catalogue["services"].values())
    clouds = [s for s in services if s.offers]
    assert len(clouds) >= 30
    assert sum(bool(fresh_prices(offer, catalogue.as_of)) for s in clouds for offer in s.offers) >= 280
    assert sum(len(s.tiers) for s in services) >= 25
    assert {tier.kind for s in services for tier in s.tiers} >= {"free", "subscription", "credit", "academic"}
    assert len({offer.goods for s in clouds for offer in s.offers}) >= 5


def test_api_region_and_history_counts(catalogue):
    assert len(catalogue["apis"]) >= 30
    regions = list(catalogue["regions"].values())
    assert len(regions) >= 50 and {r.kind for r in regions} >= {"country", "us-state"}
    assert len(catalogue["history"]) >= 5
    assert any(history.series for history in catalogue["history"].values())
    assert any(history.sales for history in catalogue["history"].values())
    linked = [api for api in catalogue["apis"].values() if api.model]
    assert len(linked) >= 30 and len(catalogue["apis"]) - len(linked) >= 5, "open models, and flagships"


def test_what_a_bill_is_made_of_is_known_of_some_services(catalogue):
    for name in (
        "billing_step_s", "storage_usd_per_gb_month", "stopped_storage_usd_per_gb_month", "egress_usd_per_gb",
        "object_storage_usd_per_gb_month", "spot_notice_s",
    ):  # fmt: skip
        assert sum(getattr(s, name) is not None for s in catalogue["services"].values()) >= 3, name


def test_a_model_architecture_is_there_where_sizing_needs_it(catalogue):
    decoders = [m for m in catalogue["models"].values() if m.structure == "decoder"]
    for model in decoders:
        cache = ("kv_latent_size",) if model.attention == "latent" else ("kv_heads", "head_size")
        for name in ("layers", "hidden_size", "heads", "vocabulary", *cache):
            assert getattr(model, name) is not None, (model.id, name)


def test_a_source_says_who_and_when(catalogue):
    for source in catalogue["sources"].values():
        stated = [name for name in ("url", "repository", "package") if getattr(source.locator, name)]
        assert source.title and len(stated) == 1 and source.publisher and source.retrieved, source.id


def test_every_figure_has_a_source_and_a_date(catalogue):
    count = 0
    for family in FAMILIES:
        for record in catalogue[family].values():
            for where, _, figure in figures(record):
                count += 1
                assert figure.source and figure.as_of, (family, record.id, where)
                assert all(source in catalogue["sources"] for source in figure.source), (family, record.id, where)
    assert count > 5000
