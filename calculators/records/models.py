"""Models, quantizations and hosted prices."""

from dataclasses import dataclass
from typing import Annotated

from calculators.core.quantity import Choice, Date, Group, Quantity, Switch, Text, Unit
from calculators.core.records import Figure, Record, Sourced

_COUNT = Unit.COUNT


@dataclass(frozen=True, kw_only=True)
class Model(Record):
    """A model with the architecture that sizing needs. Counts are of parameters, not of bytes."""

    family: Annotated[str, Text("Family", "Such as Llama 3.1.", longest=60)]
    modality: Annotated[
        str,
        Choice(
            "Modality",
            options={
                "text": "text",
                "image": "image",
                "video": "video",
                "audio": "audio",
                "vision": "text and images",
                "embedding": "embeddings",
            },
        ),
    ] = "text"
    hugging_face: Annotated[str, Text("Hugging Face id", "owner/name", longest=120)] = ""
    licence: Annotated[str, Text("Licence", "", longest=80)] = ""
    released: Annotated[
        str,
        Date("Released", "When its weights were published; the day of their repository where nothing better is known."),
    ] = ""
    structure: Annotated[
        str,
        Choice(
            "Structure",
            "What kind of network it is. The parameters of a decoder follow from the fields below.",
            options={
                "decoder": "a transformer decoder",
                "other-decoder": "a decoder with parts that these fields do not describe",
                "encoder": "a transformer encoder",
                "encoder-decoder": "a transformer encoder with a decoder",
                "unet": "a diffusion U-Net",
                "diffusion-transformer": "a diffusion transformer",
            },
        ),
    ] = "decoder"
    parameters_billion: Annotated[
        Figure, Quantity("Parameters", "All of them.", unit=Unit.BILLION_PARAMETERS, minimum=0.001, maximum=5000)
    ]
    active_billion: Annotated[
        Figure | None,
        Quantity(
            "Active parameters",
            "Used for one token (mixture of experts).",
            unit=Unit.BILLION_PARAMETERS,
            minimum=0.001,
            maximum=5000,
        ),
    ] = None
    tower_billion: Annotated[
        Figure | None,
        Quantity(
            "Other towers",
            "Part of the parameters: vision and audio encoders, projectors, layers that predict further tokens.",
            unit=Unit.BILLION_PARAMETERS,
            minimum=0.0001,
            maximum=5000,
        ),
    ] = None
    layers: Annotated[Figure | None, Quantity("Layers", "", unit=_COUNT, minimum=1, maximum=1000, integer=True)] = None
    hidden_size: Annotated[
        Figure | None, Quantity("Hidden size", "", unit=_COUNT, minimum=16, maximum=100000, integer=True)
    ] = None
    intermediate_size: Annotated[
        Figure | None, Quantity("MLP size", "Of a dense layer.", unit=_COUNT, minimum=16, maximum=1000000, integer=True)
    ] = None
    heads: Annotated[
        Figure | None, Quantity("Attention heads", "", unit=_COUNT, minimum=1, maximum=1000, integer=True)
    ] = None
    kv_heads: Annotated[Figure | None, Quantity("KV heads", "", unit=_COUNT, minimum=1, maximum=1000, integer=True)] = (
        None
    )
    head_size: Annotated[
        Figure | None, Quantity("Head size", "", unit=_COUNT, minimum=1, maximum=4096, integer=True)
    ] = None
    vocabulary: Annotated[
        Figure | None, Quantity("Vocabulary", "", unit=_COUNT, minimum=10, maximum=2000000, integer=True)
    ] = None
    context_tokens: Annotated[
        Figure | None,
        Quantity("Context", "The longest it was made for.", unit=Unit.TOKENS, minimum=16, maximum=2e7, integer=True),
    ] = None
    tied_embeddings: Annotated[
        bool, Switch("Tied embeddings", "True when input and output embedding are one matrix.")
    ] = False
    learned_positions: Annotated[
        bool, Switch("Learned positions", "True when every position of the context has a learned vector.")
    ] = False
    gated_mlp: Annotated[bool, Switch("Gated MLP", "True for three MLP matrices (SwiGLU, GeGLU), false for two.")] = (
        True
    )
    fused_attention: Annotated[
        bool, Switch("Fused attention", "True when query, key and value are one matrix, which GGUF treats as a whole.")
    ] = False
    attention: Annotated[
        str,
        Choice(
            "Attention",
            "How keys and values are kept.",
            options={
                "multi-head": "every head its own keys and values",
                "grouped": "heads share keys and values",
                "multi-query": "one set for all heads",
                "latent": "a compressed latent (MLA)",
                "hybrid": "most layers keep a fixed state (Mamba, linear attention)",
                "compressed": "keys and values of several tokens are compressed into one",
                "none": "none",
            },
        ),
    ] = "grouped"
    window_tokens: Annotated[
        Figure | None,
        Quantity("Window", "Of sliding-window layers.", unit=Unit.TOKENS, minimum=1, maximum=1e7, integer=True),
    ] = None
    full_attention_layers: Annotated[
        Figure | None,
        Quantity(
            "Layers with full attention",
            "Where the others slide or keep a state.",
            unit=_COUNT,
            minimum=0,
            maximum=1000,
            integer=True,
        ),
    ] = None
    full_kv_heads: Annotated[
        Figure | None,
        Quantity(
            "KV heads of full layers",
            "Where layers with full attention have others than the rest.",
            unit=_COUNT,
            minimum=1,
            maximum=1000,
            integer=True,
        ),
    ] = None
    full_head_size: Annotated[
        Figure | None,
        Quantity(
            "Head size of full layers",
            "Where layers with full attention have another than the rest.",
            unit=_COUNT,
            minimum=1,
            maximum=4096,
            integer=True,
        ),
    ] = None
    shared_kv_projection: Annotated[
        bool,
        Switch("One matrix for keys and values", "True when layers with full attention make both from one matrix."),
    ] = False
    kv_layers: Annotated[
        Figure | None,
        Quantity(
            "Layers with a KV cache",
            "Where the last layers use the keys and values of earlier ones.",
            unit=_COUNT,
            minimum=1,
            maximum=1000,
            integer=True,
        ),
    ] = None
    state_values: Annotated[
        Figure | None,
        Quantity(
            "Fixed state",
            "Values that linear-attention layers keep for a sequence, all layers together.",
            unit=_COUNT,
            minimum=1,
            maximum=1e11,
            integer=True,
        ),
    ] = None
    kv_latent_size: Annotated[
        Figure | None, Quantity("KV latent", "MLA: kv_lora_rank.", unit=_COUNT, minimum=1, maximum=100000, integer=True)
    ] = None
    q_latent_size: Annotated[
        Figure | None,
        Quantity("Query latent", "MLA: q_lora_rank.", unit=_COUNT, minimum=1, maximum=100000, integer=True),
    ] = None
    rope_head_size: Annotated[
        Figure | None,
        Quantity("RoPE head size", "MLA: qk_rope_head_dim.", unit=_COUNT, minimum=1, maximum=4096, integer=True),
    ] = None
    nope_head_size: Annotated[
        Figure | None,
        Quantity("Non-RoPE head size", "MLA: qk_nope_head_dim.", unit=_COUNT, minimum=1, maximum=4096, integer=True),
    ] = None
    value_head_size: Annotated[
        Figure | None,
        Quantity("Value head size", "MLA: v_head_dim.", unit=_COUNT, minimum=1, maximum=4096, integer=True),
    ] = None
    experts: Annotated[
        Figure | None, Quantity("Experts", "In a layer.", unit=_COUNT, minimum=1, maximum=10000, integer=True)
    ] = None
    active_experts: Annotated[
        Figure | None, Quantity("Active experts", "For one token.", unit=_COUNT, minimum=1, maximum=1000, integer=True)
    ] = None
    shared_experts: Annotated[
        Figure | None, Quantity("Shared experts", "Always active.", unit=_COUNT, minimum=0, maximum=1000, integer=True)
    ] = None
    expert_size: Annotated[
        Figure | None, Quantity("Expert MLP size", "", unit=_COUNT, minimum=1, maximum=1000000, integer=True)
    ] = None
    dense_layers: Annotated[
        Figure | None,
        Quantity(
            "Dense layers", "Layers without experts in a mixture.", unit=_COUNT, minimum=0, maximum=1000, integer=True
        ),
    ] = None
    text_encoder_billion: Annotated[
        Figure | None,
        Quantity(
            "Text encoders",
            "Beside the parameters above: what turns the prompt into conditions.",
            unit=Unit.BILLION_PARAMETERS,
            minimum=0.001,
            maximum=500,
        ),
    ] = None
    vae_billion: Annotated[
        Figure | None,
        Quantity(
            "VAE",
            "Beside the parameters above: what turns latents into pixels.",
            unit=Unit.BILLION_PARAMETERS,
            minimum=0.0001,
            maximum=50,
        ),
    ] = None
    native_px: Annotated[
        Figure | None,
        Quantity(
            "Native size", "Side of the square image it was trained for.", unit=Unit.PIXELS, minimum=32, maximum=8192
        ),
    ] = None
    px_per_token: Annotated[
        Figure | None,
        Quantity(
            "Pixels a token",
            "Side of the square that one token of a diffusion transformer stands for.",
            unit=_COUNT,
            minimum=1,
            maximum=256,
            integer=True,
        ),
    ] = None
    frames_per_latent: Annotated[
        Figure | None,
        Quantity(
            "Frames a latent", "Of a video, compressed in time.", unit=_COUNT, minimum=1, maximum=64, integer=True
        ),
    ] = None

    @property
    def writes(self) -> bool:
        """True for a language model: a decoder that answers in text."""
        return self.structure in ("decoder", "other-decoder") and self.modality in ("text", "vision")

    @property
    def draws(self) -> bool:
        """True for an image or video model."""
        return self.structure in ("unet", "diffusion-transformer")

    @property
    def is_sized(self) -> bool:
        """True for a model whose memory the formulas tell."""
        return self.writes or self.draws


@dataclass(frozen=True, kw_only=True)
class Quantization(Record):
    """A way to store weights in fewer bits."""

    format: Annotated[
        str,
        Choice(
            "Format",
            options={
                "native": "a plain number format",
                "gguf": "GGUF (llama.cpp)",
                "gptq": "GPTQ",
                "awq": "AWQ",
                "bitsandbytes": "bitsandbytes",
                "exl": "ExLlama",
                "mlx": "MLX",
                "fp": "FP8 and FP4 of the hardware",
                "hqq": "HQQ",
                "compressed-tensors": "compressed-tensors (vLLM)",
                "torchao": "torchao and gpt-fast",
                "mlc": "MLC LLM",
            },
        ),
    ]
    bits_per_weight: Annotated[
        Figure,
        Quantity(
            "Bits per weight",
            "Of a whole model's file, scales included.",
            unit=Unit.BITS_PER_WEIGHT,
            minimum=0.5,
            maximum=32,
        ),
    ]
    block_bits_per_weight: Annotated[
        Figure | None,
        Quantity(
            "Bits per weight of its blocks",
            "Of the tensors in this format alone.",
            unit=Unit.BITS_PER_WEIGHT,
            minimum=0.5,
            maximum=32,
        ),
    ] = None
    embeddings_16_bit: Annotated[
        bool, Switch("16-bit embeddings", "True when the embedding and the output head stay at 16 bits.")
    ] = False
    perplexity_rise_fraction: Annotated[
        Figure | None,
        Quantity(
            "Perplexity rise",
            "Against 16 bits, on the model that the source names.",
            unit=Unit.FRACTION,
            minimum=-0.1,
            maximum=100,
        ),
    ] = None
    kl_divergence: Annotated[
        Figure | None, Quantity("KL divergence", "Mean, against 16 bits.", unit=Unit.NONE, minimum=0, maximum=100)
    ] = None
    software: Annotated[tuple[str, ...], Text("Software", "What runs it.", longest=40)] = ()


@dataclass(frozen=True, kw_only=True)
class ApiPrice(Sourced):
    """What a provider asks for a model's tokens."""

    provider: Annotated[str, Text("Provider", "", longest=60)]
    model_name: Annotated[
        str, Text("Model name", "As LiteLLM's list calls it, by which its price is refreshed.", longest=160)
    ] = ""
    input_usd_per_million_tokens: Annotated[
        Figure,
        Quantity(
            "Input", "", unit=Unit.USD_PER_MILLION_TOKENS, minimum=0, maximum=10000, drift_per_year=0.25, stale_days=365
        ),
    ]
    output_usd_per_million_tokens: Annotated[
        Figure,
        Quantity(
            "Output",
            "",
            unit=Unit.USD_PER_MILLION_TOKENS,
            minimum=0,
            maximum=10000,
            drift_per_year=0.25,
            stale_days=365,
        ),
    ]
    cached_input_usd_per_million_tokens: Annotated[
        Figure | None,
        Quantity(
            "Cached input",
            "",
            unit=Unit.USD_PER_MILLION_TOKENS,
            minimum=0,
            maximum=10000,
            drift_per_year=0.25,
            stale_days=365,
        ),
    ] = None
    context_tokens: Annotated[
        Figure | None,
        Quantity("Context", "The longest it takes.", unit=Unit.TOKENS, minimum=16, maximum=2e7, integer=True),
    ] = None


@dataclass(frozen=True, kw_only=True)
class Api(Record):
    """A model's hosted prices, one entry a provider."""

    model: Annotated[str, Choice("Model", "Its record, where its weights are open.", family="models")] = ""
    prices: Annotated[tuple[ApiPrice, ...], Group("Prices", "By provider.")]
