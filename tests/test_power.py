"""Watts at work and speed under a limit: arithmetic by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from calculators.engines.chips import Chip, from_gpu
from calculators.engines.power import (
    DECODE,
    IDLE_SHARE,
    PREFILL,
    SHIPPED,
    SHIPPED_LIMIT,
    drawn_watts,
    idle_watts,
    speed_under_limit,
    wanted_watts,
)
from tests.support.records import real


@pytest.fixture(scope="module")
def card() -> Chip:
    """A card of 400 W that idles at 20."""
    gpu: Any = real().catalogue["gpus"]["rtx-4090"]
    return replace(from_gpu(gpu), board_watts=400, idle_watts=20)


def test_work_draws_a_share_of_the_board_and_waits_draw_idle(card: Chip) -> None:
    k = {**SHIPPED, "draw_decode": 0.9}
    assert wanted_watts(card, DECODE, 1.0, k) == pytest.approx(360)
    assert wanted_watts(card, DECODE, 0.5, k) == pytest.approx(20 + 0.5 * 340)
    assert wanted_watts(card, DECODE, 0.0, k) == 20


def test_a_binding_limit_is_the_draw(card: Chip) -> None:
    k = {**SHIPPED, "draw_prefill": 1.0}
    assert drawn_watts(card, PREFILL, 1.0, 250, k) == 250
    assert drawn_watts(card, PREFILL, 1.0, 500, k) == 400
    assert drawn_watts(card, PREFILL, 1.0, None, k) == 400


def test_idle_is_a_share_where_nobody_states_it(card: Chip) -> None:
    assert idle_watts(card) == 20
    assert idle_watts(replace(card, idle_watts=0)) == 400 * IDLE_SHARE


def test_speed_falls_slowly_first(card: Chip) -> None:
    # a = 1/2: at 3/4 of the power half of the rest remains, 0.5 to the power of 1/2
    k = {**SHIPPED_LIMIT, "floor": 0.5, "fall_decode": 0.5}
    assert speed_under_limit(400, 300, DECODE, k) == pytest.approx(0.5**0.5)
    assert speed_under_limit(400, 400, DECODE, k) == 1
    assert speed_under_limit(400, None, DECODE, k) == 1
    assert 0 < speed_under_limit(400, 100, DECODE, k) < 0.2
    assert speed_under_limit(400, 360, DECODE) > 0.9
