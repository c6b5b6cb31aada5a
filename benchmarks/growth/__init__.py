"""How the generator's time grows with the data: ten times the records in at most twelve times the time."""
