"""Rules that know what the records are about."""
