"""What comes out of a socket: volts by place, and what a circuit gives for hours."""

from __future__ import annotations

from calculators.records import Region

LONG_MAINS_VOLTS = 200.0
"""Between the two kinds of mains, 100 to 127 V and 220 to 240 V."""
LOAD_FOR_HOURS = 0.8
"""Share of a circuit's rating that it may carry for hours (National Electrical Code, continuous loads)."""
AMPERES = {"low": 15.0, "high": 10.0}
"""Of a usual circuit below and above 200 V, as far as one socket of it is taken."""
USUAL_VOLTS = {"low": 120.0, "high": 230.0}
NORTH_AMERICAN = ("united-states", "canada", "mexico", "colombia", "japan", "bermuda")
"""Regions with 100 to 127 V, where a record states no voltage."""


def volts_of(region: Region) -> float:
    """At a household socket: as recorded, else as usual there."""
    if region.mains_volts is not None:
        return region.mains_volts.typical
    low = region.id.startswith("us-") or region.id in NORTH_AMERICAN
    return USUAL_VOLTS["low" if low else "high"]


def usual_socket_watts(region: Region) -> float:
    """What a usual socket gives for hours, in W: volts × amperes × 0.8 at 100 to 127 V; a shared 10 A × 0.8 of 230 V."""
    volts = volts_of(region)
    return volts * AMPERES["low" if volts < LONG_MAINS_VOLTS else "high"] * LOAD_FOR_HOURS
