"""What one pass of an image or video model's denoiser takes: FLOPs, bytes of activations, operations.

U-Nets are counted layer by layer from their published shapes (Rombach et al., High-Resolution Image Synthesis with Latent
Diffusion Models, 2022, appendix E; Podell et al., SDXL, 2023, table 1); diffusion transformers by their blocks (Peebles and Xie,
Scalable Diffusion Models with Transformers, 2023). A multiplication and an addition are two FLOPs. One image, one pass.
"""

from __future__ import annotations

from dataclasses import dataclass

from calculators.core.records import Figure
from calculators.engines.architecture import ArchitectureError
from calculators.engines.memory import HALF
from calculators.records import Model

LATENT_PX = 8
"""Pixels each way of one latent of Stable Diffusion's autoencoders."""
TEXT_TOKENS = 77
"""Of CLIP's text encoder."""
PROMPT_TOKENS = 512
"""Of the T5 encoder that diffusion transformers read beside the image."""

BLOCK_OPERATIONS = 45
RESIDUAL_OPERATIONS = 14
"""Operations that Python launches in a transformer block (three norms, ten matrices, two attentions, gates, residuals, views) and in
a residual block (two norms, two convolutions, activations, time embedding, residual), counted in diffusers."""

ONE_PASS = ("flux-1-dev", "flux-1-schnell", "flux-2-dev", "flux-2-klein-4b", "hunyuanvideo-13b")
"""Models distilled to need no second pass for guidance; all others take two a step (Ho and Salimans, 2022)."""


@dataclass(frozen=True, slots=True)
class UNet:
    """Channels of each level, transformer blocks in each attention layer of a level and of the middle, width of the text's states."""

    channels: tuple[int, ...]
    depths: tuple[int, ...]
    middle: int
    text: int


UNETS = {
    "stable-diffusion-1-5": UNet((320, 640, 1280, 1280), (1, 1, 1, 0), 1, 768),
    "stable-diffusion-2-1": UNet((320, 640, 1280, 1280), (1, 1, 1, 0), 1, 1024),
    "stable-diffusion-xl-base": UNet((320, 640, 1280), (0, 2, 10), 10, 2048),
}
"""By model id, from unet/config.json of its repository; two residual blocks a level down, three up."""


@dataclass(frozen=True, slots=True)
class Pass:
    """A pass of the denoiser over one image or clip."""

    flops: float
    bytes: float
    """That operations beside matrices move once."""
    operations: float
    convolutions: float = 0.0
    """Those of the FLOPs that are in convolutions of 3 × 3."""

    def __add__(self, other: Pass) -> Pass:
        return Pass(
            self.flops + other.flops,
            self.bytes + other.bytes,
            self.operations + other.operations,
            self.convolutions + other.convolutions,
        )


def pass_of(model: Model, width: int, height: int, frames: int = 1, *, control: bool = False) -> Pass:
    """A pass at a size in pixels. ArchitectureError for a model that is no denoiser, or whose shape is not known."""
    if model.id in UNETS:
        return unet_pass(UNETS[model.id], width // LATENT_PX, height // LATENT_PX, control=control)
    if model.structure != "diffusion-transformer":
        raise ArchitectureError("structure", "is not that of an image or video model whose shape is known")
    px = _count(model.px_per_token, "px_per_token")
    per_latent = int(model.frames_per_latent.typical) if model.frames_per_latent else 1
    tokens = (width // px) * (height // px) * (1 + (frames - 1) // per_latent)
    hidden = _count(model.hidden_size, "hidden_size")
    mlp = int(model.intermediate_size.typical) if model.intermediate_size else 4 * hidden
    return transformer_pass(_count(model.layers, "layers"), hidden, mlp, tokens + PROMPT_TOKENS)


def transformer_pass(layers: int, hidden: int, mlp: int, tokens: int) -> Pass:
    """A diffusion transformer: L·T·(2·(4·h² + 2·h·f) + 4·h·T) FLOPs.

    In models with a stream for the image and one for the prompt each token meets the weights of its own stream alone, so that
    this is less than 2·P·T. Activations are 12 vectors of h and 3 of f a token and block.
    """
    matrices = 2 * (4 * hidden**2 + 2 * hidden * mlp)
    return Pass(
        flops=float(layers * tokens * (matrices + 4 * hidden * tokens)),
        bytes=float(HALF * layers * tokens * (12 * hidden + 3 * mlp)),
        operations=float(layers * BLOCK_OPERATIONS),
    )


def unet_pass(u: UNet, width: int, height: int, *, control: bool = False) -> Pass:
    """A U-Net at a size in latents; with `control`, a ControlNet's copy of its way down and middle (Zhang et al., 2023)."""
    down = Pass(0, 0, 0)
    up = Pass(0, 0, 0)
    skips = [u.channels[0]]
    channels = u.channels[0]
    last = len(u.channels) - 1
    for level, wide in enumerate(u.channels):
        area = (width >> level) * (height >> level)
        for _ in range(2):
            down += _residual(channels, wide, area) + _attention(wide, u.depths[level], u.text, area)
            channels = wide
            skips.append(wide)
        if level < last:
            down += _convolution(wide, wide, area // 4)
            skips.append(wide)
    area = (width >> last) * (height >> last)
    middle = _residual(channels, channels, area) + _residual(channels, channels, area)
    middle += _attention(channels, u.middle, u.text, area)
    for level in reversed(range(last + 1)):
        wide = u.channels[level]
        area = (width >> level) * (height >> level)
        for _ in range(3):
            up += _residual(channels + skips.pop(), wide, area) + _attention(wide, u.depths[level], u.text, area)
            channels = wide
        if level:
            up += _convolution(wide, wide, area * 4)
    return down + middle + up + (down + middle if control else Pass(0, 0, 0))


def _convolution(inputs: int, outputs: int, area: int) -> Pass:
    """3 × 3: 2·9·C_in·C_out a place."""
    flops = 18.0 * inputs * outputs * area
    return Pass(flops, float(HALF * (inputs + outputs) * area), 2.0, flops)


def _residual(inputs: int, outputs: int, area: int) -> Pass:
    """Two convolutions, and one of 1 × 1 where the channels change.

    Over the inputs pass norm (3), activation (2), convolution and its change of layout (3); over the outputs the same twice, and
    the sums with the time and the residual (5).
    """
    skip = 2.0 * inputs * outputs * area if inputs != outputs else 0.0
    flops = 18.0 * area * (inputs * outputs + outputs * outputs)
    return Pass(flops + skip, float(HALF * area * (8 * inputs + 19 * outputs)), float(RESIDUAL_OPERATIONS), flops)


def _attention(channels: int, depth: int, text: int, area: int) -> Pass:
    """Blocks of self-attention, attention to the text and a gated MLP of 4·C, between two matrices C × C.

    A block: 2·T·(4 + 2 + 12)·C² in matrices, 4·T²·C and 4·T·77·C in attention, 4·77·C·C_text for the text's keys and values.
    Over activations pass three norms (6 of C), two attentions (16) and the gated MLP (24).
    """
    if not depth:
        return Pass(0, 0, 0)
    block = (
        36.0 * area * channels**2 + 4.0 * channels * area * (area + TEXT_TOKENS) + 4.0 * TEXT_TOKENS * channels * text
    )
    return Pass(
        flops=4.0 * area * channels**2 + depth * block,
        bytes=float(HALF * area * channels * (6 + depth * 46)),
        operations=float(8 + depth * BLOCK_OPERATIONS),
    )


def decoder_pass(width: int, height: int, frames: int = 1) -> Pass:
    """The autoencoder's decoder, by the shape of Stable Diffusion's at a size in pixels (vae/config.json), a frame after the other.

    Three residual blocks at each of 512, 512, 256 and 128 channels, two and an attention in the middle. Decoders of video models
    look at several frames at once and differ.
    """
    levels = (512, 512, 256, 128)
    area = (width // LATENT_PX) * (height // LATENT_PX)
    one = _residual(512, 512, area) + _residual(512, 512, area)
    one += Pass(2.0 * 4 * 512**2 * area + 4.0 * area**2 * 512, float(HALF * 6 * 512 * area), 10.0)
    channels = 512
    for level, wide in enumerate(levels):
        here = area * 4**level
        for _ in range(3):
            one += _residual(channels, wide, here)
            channels = wide
        if level < len(levels) - 1:
            one += _convolution(wide, wide, here * 4)
    return Pass(one.flops * frames, one.bytes * frames, one.operations * frames, one.convolutions * frames)


def passes_a_step(model: Model) -> int:
    """Passes of the denoiser in a step: 2 with guidance, 1 where it is distilled in."""
    return 1 if model.id in ONE_PASS else 2


def _count(figure: Figure | None, field: str) -> int:
    if figure is None:
        raise ArchitectureError(field, "is not stated")
    return int(figure.typical)
