"""Constants of the memory of image and video models."""

from calculators.engines.constants import Constant, spread

_ALL = ("diffusers-torchao-flux", "diffusers-torchao-cogvideox", "stable-diffusion-cpp-readme")

CONSTANTS = (
    Constant(
        "video_decoder_maps",
        6.803,
        "maps",
        "Maps of 256 channels that a video decoder holds at its peak.",
        "Least robust relative error; without readings of videos, four, as images have.",
        ("diffusers-torchao-cogvideox",),
    ),
    Constant(
        "image_workspace_gib",
        0.1179,
        "GiB",
        "While weights are quantized on the GPU: the tensor at hand and its quantized form.",
        "With the others of this module.",
        ("diffusers-torchao-flux", "diffusers-torchao-cogvideox"),
    ),
    spread("spread_diffusers", 0.18, "diffusers", _ALL),
    spread("spread_stable-diffusion-cpp", 0.18, "stable-diffusion.cpp", _ALL),
    spread("spread_outside", 0.36, "other software", _ALL),
)
