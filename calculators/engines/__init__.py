"""Formulas shared by calculators: numbers and records in, numbers out; no inputs, no reports."""
