"""GPU memory of an image or video model at work: its parts, the denoiser's activations, and the decoder's.

All in bytes of one GPU. M = W + max(A_denoiser, A_decoder): the two run one after the other. The decoder of a latent-diffusion
model (Rombach et al., 2022) works at full size in its last blocks and mostly sets the peak.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from calculators.engines.constants import values
from calculators.engines.constants.image_memory import CONSTANTS
from calculators.engines.memory import GIB, HALF

SHIPPED = values(CONSTANTS)

DECODER_CHANNELS = 256
"""Of the maps at full size in the decoder's last block but one (Stable Diffusion, SDXL, FLUX, CogVideoX)."""
IMAGE_DECODER_MAPS = 4
DECODED_FRAMES = 9
PADDED_FRAMES = 2
"""Frames that a video decoder makes at once (its first chunk), and those it keeps from before them."""
FUSED_SHARE = 0.2
"""Of a denoiser's parameters, those that are held twice when query, key and value are fused."""
CONVOLUTIONS = 0.6
"""Share of a U-Net's parameters in convolutions, which stable-diffusion.cpp keeps at 16 bits."""

NO_OFFLOAD = "none"
MODEL_OFFLOAD = "model"
"""All parts on the GPU; or only the one at work, the others in the computer's memory."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pipeline:
    """An image or video model with its parts; parameters are counts."""

    denoiser: float
    text_encoder: float = 0.0
    decoder: float = 0.0
    denoiser_bits: float = 16.0
    text_encoder_bits: float = 16.0
    width: int = 1024
    height: int = 1024
    frames: int = 1
    batch: int = 1
    hidden: int = 0
    px_per_token: int = 16
    frames_per_latent: int = 1
    unet: bool = False
    fused: bool = False
    quantized_on_gpu: bool = False
    """Loaded at 16 bits and quantized there, so that both exist for a moment."""
    flash_attention: bool = True
    frees_text_encoder: bool = False
    """Text encoder and decoder are loaded when they are needed and dropped after (stable-diffusion.cpp)."""
    offload: str = NO_OFFLOAD


@dataclass(frozen=True, slots=True)
class PipelineMemory:
    """Bytes by part."""

    denoiser: float
    text_encoder: float
    decoder: float
    activations: float

    @property
    def weights(self) -> float:
        """All parts."""
        return self.denoiser + self.text_encoder + self.decoder

    @property
    def total(self) -> float:
        """All of it."""
        return self.weights + self.activations


def decoder_activations(p: Pipeline, k: Mapping[str, float] = SHIPPED) -> float:
    """Maps of 256 channels at 16 bits over the pixels that are decoded at once: n·256·2·w·h·images.

    An image's are four: what goes into a residual block, its norm, the activation, and what comes out. A video is decoded in
    chunks of nine frames beside two kept from before, and its n is fitted.
    """
    px = p.width * p.height * p.batch
    if p.frames == 1:
        return IMAGE_DECODER_MAPS * DECODER_CHANNELS * HALF * px
    frames = min(p.frames, DECODED_FRAMES) + PADDED_FRAMES
    return k["video_decoder_maps"] * DECODER_CHANNELS * HALF * px * frames


def denoiser_activations(p: Pipeline) -> float:
    """Of a transformer: two maps of its inner width 4·h and four of h, at 16 bits, for every token of the latent.

    Of a U-Net: 1,200 bytes a pixel (its maps of 320 channels at an eighth of the side, and their skips); without flash
    attention the scores of eight heads over the largest map at 32 bits besides.
    """
    if p.unet:
        positions = p.width * p.height / 64
        scores = 0.0 if p.flash_attention else 8 * positions**2 * 4
        return p.batch * (1200.0 * p.width * p.height + scores)
    latent_frames = 1 + (p.frames - 1) // p.frames_per_latent
    tokens = p.width * p.height / p.px_per_token**2 * latent_frames
    return 12 * HALF * p.hidden * tokens * p.batch


def pipeline_memory(p: Pipeline, k: Mapping[str, float] = SHIPPED) -> PipelineMemory:
    """Memory at its peak, with the weights that are then on the GPU."""
    denoiser_bytes = p.denoiser_bits / 8
    if p.unet and p.frees_text_encoder:
        denoiser_bytes = CONVOLUTIONS * HALF + (1 - CONVOLUTIONS) * denoiser_bytes
    denoiser = p.denoiser * denoiser_bytes * (1 + FUSED_SHARE * p.fused)
    text, decoder = p.text_encoder * p.text_encoder_bits / 8, p.decoder * HALF
    if p.frees_text_encoder:
        return PipelineMemory(denoiser, 0.0, 0.0, denoiser_activations(p))
    decoding, denoising = decoder_activations(p, k), denoiser_activations(p)
    if p.offload == MODEL_OFFLOAD:
        stages = (
            PipelineMemory(denoiser, 0.0, 0.0, denoising),
            PipelineMemory(0.0, 0.0, decoder, decoding),
            PipelineMemory(0.0, text, 0.0, 0.0),
        )
        return max(stages, key=lambda stage: stage.total)
    working = PipelineMemory(denoiser, text, decoder, max(decoding, denoising))
    if p.quantized_on_gpu:
        loading = PipelineMemory(
            p.denoiser * HALF * (1 + FUSED_SHARE * p.fused),
            p.text_encoder * HALF,
            decoder,
            k["image_workspace_gib"] * GIB,
        )
        return max(loading, working, key=lambda stage: stage.total)
    return working
