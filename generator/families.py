"""Every folder of data/ with the class of its records: those of the catalogue, and those that the site does not carry."""

from calculators.core.subject import FAMILIES
from generator.subject import the_subject

RECORDS: dict[str, type] = {**FAMILIES, **the_subject().ledger}
