"""What data/ holds: the dataclass of each family of records, by the family's folder name."""

from calculators.core.records import Source, Term
from calculators.records.courses import Course, Exercise
from calculators.records.guidance import Aspect, Condition, Evidence, Guidance, Mark, Persona
from calculators.records.hardware import Depreciation, Gpu, LoadPoint, Part, PsuRating, Residual, Rig
from calculators.records.models import Api, ApiPrice, Model, Quantization
from calculators.records.places import Currency, History, Region, Sale, Series
from calculators.records.reader import Reader
from calculators.records.rentals import Rental, Rentals
from calculators.records.services import Burn, Offer, Service, Tier

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

__all__ = [
    "FAMILIES", "JOINED", "SIDES", "Api", "ApiPrice", "Aspect", "Burn", "Condition", "Course", "Currency", "Depreciation", "Evidence",
    "Exercise", "Gpu", "Guidance", "History", "LoadPoint", "Mark", "Model", "Offer", "Part", "Persona", "PsuRating", "Quantization",
    "Reader", "Region", "Rental", "Rentals", "Residual", "Rig", "Sale", "Series", "Service", "Tier",
]  # fmt: skip
