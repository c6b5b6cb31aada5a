"""Every folder of data/ with the class of its records: those of the catalogue, and those of the accuracy ledger alone."""

from calculators.core.records import FAMILIES
from calculators.core.records.measurements import LEDGER_FAMILIES

RECORDS: dict[str, type] = {**FAMILIES, **LEDGER_FAMILIES}
