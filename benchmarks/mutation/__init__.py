"""How many small mistakes in calculators/ the tests would catch."""
