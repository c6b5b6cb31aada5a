"""Which package tells the subject of this copy: its modules are the calculators, its `records` the families of data/."""

PACKAGE = "calculators"
