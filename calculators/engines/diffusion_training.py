"""GPU memory of fine-tuning an image model: its denoiser trained or adapted, text encoder and decoder frozen beside it.

All in bytes of one GPU: M = W_frozen + S + max(A_denoiser, A_encoder) + O. States as for language models (finetune_memory). No
constant is fitted: what there are of measurements is kept to judge the counts.
"""

from __future__ import annotations

from dataclasses import dataclass

from calculators.engines.image_memory import DECODER_CHANNELS, IMAGE_DECODER_MAPS
from calculators.engines.memory import GIB, HALF, SINGLE

RUNTIME = 1.5 * GIB
"""CUDA context, libraries, blocks kept for reuse: as in training language models."""

UNET_LEVELS = 3
UNET_BLOCKS = 5
UNET_HEADS = 8
UNET_MAPS = 45
UNET_CHANNELS = 320
"""Of Stable Diffusion's U-Net: levels with attention, transformer blocks on each, heads, maps that a block keeps, channels at the
first level (Rombach et al., 2022, table 13); channels double and positions quarter from one level to the next."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageTraining:
    """An image model in training; parameters are counts."""

    denoiser: float
    text_encoder: float
    decoder: float
    full: bool
    weight_bytes: float = HALF
    """Of a weight of the denoiser as it is loaded; 4 in mixed precision."""
    quantized_bytes: float = 0.0
    """Of a frozen weight of the denoiser in few bits; 0: not quantized."""
    optimizer_bytes: float = 8.0
    checkpointing: bool = False
    px: float = 512.0 * 512
    batch: int = 1
    layers: int = 0
    hidden: int = 0
    mlp: int = 0
    px_per_token: int = 16
    unet: bool = False


def image_training_bytes(t: ImageTraining) -> float:
    """Memory of one GPU, the runtime included."""
    frozen = t.text_encoder * HALF + t.decoder * t.weight_bytes
    if t.full:
        # weights and gradients at 32 bits, the optimizer's states, and a value more at its step unless states are of 8 bits
        step = SINGLE if t.optimizer_bytes >= 8 else 0.0
        trained = t.denoiser * (2 * SINGLE + t.optimizer_bytes + step)
    else:
        trained = t.denoiser * (t.quantized_bytes or t.weight_bytes)
    return frozen + trained + max(denoiser_activations(t), encoder_activations(t)) + RUNTIME


def encoder_activations(t: ImageTraining) -> float:
    """The frozen encoder at full size, without gradients: four maps of 256 channels."""
    return IMAGE_DECODER_MAPS * DECODER_CHANNELS * t.weight_bytes * t.px * t.batch


def denoiser_activations(t: ImageTraining) -> float:
    """Kept for the way back. A transformer as a language model's; a U-Net its maps and, at 32 bits, its scores."""
    if not t.unet:
        tokens = t.px / t.px_per_token**2 * t.batch
        layer = (8 * t.mlp + 20 * t.hidden) * tokens
        return HALF * t.hidden * t.layers * tokens + layer if t.checkpointing else layer * t.layers
    kept = 0.0
    for level in range(UNET_LEVELS):
        positions = t.px / 64 / 4**level
        maps = UNET_MAPS * UNET_CHANNELS * 2**level * positions * t.weight_bytes
        scores = 0.0 if t.weight_bytes == HALF else 2 * UNET_HEADS * positions**2 * SINGLE
        kept += (maps + scores) * (1 if t.checkpointing else UNET_BLOCKS)
    return kept * t.batch
