"""Records: the dataclass of each family of data/, by the family's folder name in `FAMILIES`."""

from calculators.core.records.base import Figure, Locator, Record, Source, Sourced
from calculators.core.records.courses import Course, Exercise
from calculators.core.records.guidance import (
    PLAN_KINDS,
    SIDES,
    VERDICTS,
    Aspect,
    Condition,
    Evidence,
    Guidance,
    Mark,
    Persona,
    Term,
)
from calculators.core.records.hardware import Depreciation, Gpu, LoadPoint, Part, PsuRating, Residual, Rig
from calculators.core.records.models import Api, ApiPrice, Model, Quantization
from calculators.core.records.places import Currency, History, Region, Sale, Series
from calculators.core.records.reader import Reader
from calculators.core.records.services import Burn, Offer, Service, Tier
from calculators.core.subject import FAMILIES

__all__ = [
    "FAMILIES", "PLAN_KINDS", "SIDES", "VERDICTS", "Api", "ApiPrice", "Aspect", "Burn", "Condition", "Course", "Currency",
    "Depreciation", "Evidence", "Exercise", "Figure", "Gpu", "Guidance", "History", "LoadPoint", "Locator", "Mark", "Model",
    "Offer", "Part", "Persona", "PsuRating", "Quantization", "Reader", "Record", "Region", "Residual", "Rig", "Sale", "Series",
    "Service", "Source", "Sourced", "Term", "Tier",
]  # fmt: skip
