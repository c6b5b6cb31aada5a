"""GPU memory of fine-tuning image models. Nothing is fitted."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.accuracy.case import Case, Constants, Family, Goal
from benchmarks.accuracy.evidence import model_of, quantization_of, read
from calculators.core.catalogue import Catalogue
from calculators.core.records import Figure
from calculators.engines.diffusion_training import ImageTraining, image_training_bytes
from calculators.engines.memory import GIB

UNSTATED_PX = 512


def rows(everything: Catalogue) -> list[Case]:
    """Readings of kind finetune-memory, of image models."""
    out = []
    for source, reading in read(everything, "finetune-memory"):
        model = model_of(everything, reading)
        if model.modality == "text":
            continue
        quantization = quantization_of(everything, reading)
        bits = quantization.block_bits_per_weight if quantization else None
        wide = reading.precision != "bf16"
        subject = ImageTraining(
            denoiser=model.parameters_billion.typical * 1e9,
            text_encoder=_count(model.text_encoder_billion) * 1e9,
            decoder=_count(model.vae_billion) * 1e9,
            full=reading.method == "full",
            weight_bytes=4 if wide else 2,
            quantized_bytes=bits.typical / 8 if bits else 0.0,
            optimizer_bytes=2 if reading.optimizer == "adamw-8bit" else 8,
            checkpointing=reading.checkpointing == "on",
            px=(reading.image_px or UNSTATED_PX) ** 2,
            batch=reading.micro_batch or 1,
            layers=int(_count(model.layers)),
            hidden=int(_count(model.hidden_size)),
            mlp=int(_count(model.intermediate_size) or 4 * _count(model.hidden_size)),
            px_per_token=int(_count(model.px_per_token)) or 16,
            unet=model.structure == "unet",
        )
        about = "" if reading.image_px else "size and batch are not stated"
        out.append(
            Case(
                reading.id,
                source,
                reading.software,
                reading.gpu,
                reading.model,
                reading.memory_gib,
                subject,
                about=about,
            )
        )
    return out


def _count(figure: Figure | None) -> float:
    return figure.typical if figure else 0.0


def fit(cases: Sequence[Case]) -> Constants:
    """There is nothing to fit."""
    return {}


def predict(case: Case, constants: Constants) -> float:
    """GiB of one GPU."""
    return image_training_bytes(case.subject) / GIB


def sixteen_bytes(case: Case) -> float:
    """The rule: 16 bytes a trained parameter, weights × 1.2 where they are frozen."""
    t = case.subject
    return float(t.denoiser * (16 if t.full else 1.2 * (t.quantized_bytes or t.weight_bytes)) / GIB)


FAMILY = Family(
    id="finetune-image-memory",
    title="Fine-tuning memory of image models",
    unit="GiB",
    rows=rows,
    fit=fit,
    predict=predict,
    constants={},
    must=Goal(20, 60),
    aim=Goal(12, 30),
    width_ceiling=1.2,
    naive={"16 bytes a trained parameter, frozen weights × 1.2": sixteen_bytes},
    least_spread=0.3,
    binding=False,
    note="One source gives 18 of the 23 readings; ranges are wider than the 0.4 that holds for other memory.",
)
