"""The accuracy ledger: every published measurement predicted by constants that have not seen its source.

`python -m benchmarks accuracy` writes benchmarks/accuracy.json. A family is a module of this package that holds FAMILY
(see case.py); nothing else is to be registered.
"""
