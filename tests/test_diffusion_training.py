"""GPU memory of fine-tuning an image model, worked out by hand from the counts that its engine states."""

from __future__ import annotations

from dataclasses import replace

import pytest

from calculators.engines.diffusion_training import (
    RUNTIME,
    ImageTraining,
    denoiser_activations,
    image_training_bytes,
)

SMALL = ImageTraining(denoiser=1e9, text_encoder=2e9, decoder=1e8, full=True, weight_bytes=4, px=64.0 * 64)
"""A transformer without layers: nothing is kept for the way back, so that the encoder's maps are the largest."""
MAPS = 4 * 256 * 4 * 64 * 64
"""Four maps of 256 channels at 4 bytes, for each of 64 × 64 pixels."""
FROZEN = 2e9 * 2 + 1e8 * 4
"""The text encoder at 16 bits, the decoder as the denoiser is loaded."""


@pytest.mark.parametrize(
    ("changed", "trained"),
    [
        ({}, 20e9),  # weights and gradients of 4 bytes each, AdamW's 8, a value of 4 at its step
        ({"optimizer_bytes": 2.0}, 10e9),  # AdamW in 8 bits: 4 + 4 + 2, and no value more
        ({"full": False}, 4e9),  # frozen as it is loaded
        ({"full": False, "quantized_bytes": 0.5}, 0.5e9),  # frozen in 4 bits
    ],
)
def test_states_of_what_is_trained(changed: dict[str, float], trained: float) -> None:
    assert image_training_bytes(replace(SMALL, **changed)) == pytest.approx(FROZEN + trained + MAPS + RUNTIME)


@pytest.mark.parametrize(
    ("checkpointing", "kept"), [(False, 10 * 48_000 * 32), (True, 2 * 1000 * 10 * 32 + 48_000 * 32)]
)
def test_a_transformer_keeps_its_layers(checkpointing: bool, kept: float) -> None:
    """Ten layers of 8 · 3,500 + 20 · 1,000 = 48,000 bytes a token; two pictures of 64 × 64 pixels, 16 × 16 a token: 32 tokens."""
    of = replace(
        SMALL, layers=10, hidden=1000, mlp=3500, batch=2, checkpointing=checkpointing, px=64.0 * 64, weight_bytes=0
    )
    assert image_training_bytes(of) == pytest.approx(2e9 * 2 + 20e9 + kept + RUNTIME)


@pytest.mark.parametrize(
    ("weight_bytes", "checkpointing", "kept"),
    [
        # 64 positions on the first level: 45 maps of 320 · 64 + 640 · 16 + 1,280 · 4 = 35,840 values, at 16 bits
        (2, True, 45 * 35_840 * 2),
        (2, False, 45 * 35_840 * 2 * 5),
        # at 32 bits with scores, twice 8 heads of 64² + 16² + 4² = 4,368
        (4, True, 45 * 35_840 * 4 + 2 * 8 * 4_368 * 4),
    ],
)
def test_a_unet_keeps_maps_and_scores(weight_bytes: float, checkpointing: bool, kept: float) -> None:
    of = replace(SMALL, unet=True, weight_bytes=weight_bytes, checkpointing=checkpointing)
    assert denoiser_activations(of) == kept
    assert denoiser_activations(replace(of, batch=3)) == 3 * kept
