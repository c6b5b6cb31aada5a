"""Set-up of a checkout, run by the system's own python3 (3.9 or newer) with the standard library alone."""
