"""Heat pump or boiler: what a year of heat costs."""
