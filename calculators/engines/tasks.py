"""The tasks that generative models are put to, and which models they are for."""

from __future__ import annotations

from calculators.records import Model

LEARN, CHAT, IMAGES, FINE_TUNE, TRAIN = "learn", "chat", "images", "fine-tune", "train"
MAKES = {LEARN: "tokens", CHAT: "tokens", IMAGES: "pictures", FINE_TUNE: "trained tokens", TRAIN: "trained tokens"}
"""What each task makes, by which an hour of one machine is compared with an hour of another."""

WORK = {LEARN: "writing", CHAT: "writing", IMAGES: "drawing", FINE_TUNE: "training", TRAIN: "training"}
"""The kind of work of each task, for which there are calculators of its own."""


def suits(task: str, model: Model) -> bool:
    """True for a model that the task is for: pictures with a model that draws, the rest with one that writes."""
    return model.draws if task == IMAGES else model.writes
