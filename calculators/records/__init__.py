"""What data/ holds: the dataclass of each family of records, by the family's folder name."""

from calculators.core.records import (
    Api,
    Aspect,
    Course,
    Currency,
    Depreciation,
    Gpu,
    Guidance,
    History,
    Model,
    Part,
    Persona,
    PsuRating,
    Quantization,
    Region,
    Rig,
    Service,
    Source,
    Term,
)
from calculators.records.rentals import Rental, Rentals

FAMILIES: dict[str, type] = {
    "aspects": Aspect,
    "guidance": Guidance,
    "personas": Persona,
    "services": Service,
    "gpus": Gpu,
    "rigs": Rig,
    "parts": Part,
    "psu_ratings": PsuRating,
    "regions": Region,
    "currencies": Currency,
    "models": Model,
    "quantizations": Quantization,
    "apis": Api,
    "courses": Course,
    "depreciation": Depreciation,
    "history": History,
    "glossary": Term,
    "sources": Source,
}
"""Folder in data/ → record class, in the order in which the Data page lists them."""

SIDES = {"cloud": "Cloud", "rig": "Rig", "hybrid": "Both", "api": "API"}
"""What the badge of each side says."""

JOINED = {"rentals": Rentals}
"""Families made out of others."""

__all__ = ["FAMILIES", "JOINED", "SIDES", "Rental", "Rentals"]
