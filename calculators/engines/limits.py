"""Hard limits: what makes a way impossible for a reader, whatever speaks for it. Each has a name, by which it is put into words.

All are thresholds, so that more money, looser privacy or a longer deadline never take a way away.
"""

from __future__ import annotations

from collections.abc import Iterator

from calculators.engines.answers import Known
from calculators.engines.demand import HOURS_PER_WEEK
from calculators.engines.fitting import NO
from calculators.engines.ways import GRADES, OWN, Way

PRIVACY, MEMORY, NOTHING_RUNS, CLOSED, OFFERED, PAYMENT, ADMIN, NOISE, SOCKET, CONNECTION, UPLOAD = (
    "privacy", "memory", "nothing-runs", "closed", "offered", "payment", "admin", "noise", "socket", "connection", "upload",
)  # fmt: skip
SESSION, SPARE, QUOTA, WEEK, DEADLINE, PRICE, MONTH, CAP = (
    "session", "spare", "quota", "week", "deadline", "price", "month", "cap",
)  # fmt: skip

LOUD_WATTS = 500.0
"""Heat and noise of more than a small heater at half power: not where people work or sleep."""
LONGEST_UPLOAD_HOURS = 168.0
"""A week: data that takes longer to send is not sent."""
SLOWEST_MBIT_S = 0.01
"""Slower is no connection."""
LONGEST_RUN_ON_SPARE_HOURS = 4.0
"""A longer run that must not be cut is not put on a machine that may be taken away."""
OWN_MACHINES = ("rig", "appliance", "owned", "upgrade", "both")


def fixed(way: Way, reader: Known) -> Iterator[str]:
    """Limits that hang on neither hours nor money."""
    if way.grade < GRADES[reader.privacy]:
        yield PRIVACY
    if way.held is not None and way.held.fits == NO:
        yield MEMORY
    elif (way.held is None and way.gpu is not None) or (way.held is not None and way.held.per_second is None):
        yield NOTHING_RUNS
    if way.obstacles:
        yield CLOSED
    if way.service in reader.unavailable:
        yield OFFERED
    if reader.payment == "none" and way.remote and way.card != "no":
        yield PAYMENT
    if reader.admin == "none" and way.kind in OWN_MACHINES:
        yield ADMIN
    if reader.noise == "quiet" and way.grade == GRADES[OWN] and (way.shape == "server" or way.load_watts > LOUD_WATTS):
        yield NOISE
    if way.grade == GRADES[OWN] and way.load_watts > reader.socket_watts:
        yield SOCKET
    if way.remote and reader.upload_mbit_s < SLOWEST_MBIT_S:
        yield CONNECTION
    elif way.remote and upload_hours(reader) > LONGEST_UPLOAD_HOURS:
        yield UPLOAD


def upload_hours(reader: Known) -> float:
    """Hours in which the data goes out: GB × 8,000 / Mbit/s / 3,600."""
    if reader.upload_mbit_s < SLOWEST_MBIT_S:
        return float("inf")
    return reader.storage_gb * 8000 / reader.upload_mbit_s / 3600


def of_work(way: Way, reader: Known, hours: float) -> Iterator[str]:
    """Limits of hours and time."""
    if not way.pace:
        return
    run = reader.longest_run_hours / way.pace
    if run > way.session_hours:
        yield SESSION
    if way.spare and run > LONGEST_RUN_ON_SPARE_HOURS:
        yield SPARE
    if not way.several or run > HOURS_PER_WEEK:
        if way.hours_there(hours) > HOURS_PER_WEEK:
            yield WEEK
        elif way.hours_held(hours) > way.most_hours_per_week:
            yield QUOTA
    if run + way.queue_hours > reader.deadline_hours:
        yield DEADLINE


def of_money(way: Way, reader: Known, running: float, running_at_worst: float) -> Iterator[str]:
    """Limits of money: at the start, a month, and a cap that holds at worst where a meter runs."""
    if way.price_usd > reader.budget_usd:
        yield PRICE
    if running > reader.budget_usd_per_month:
        yield MONTH
    elif reader.said.spending_cap and way.metered and running_at_worst > reader.budget_usd_per_month:
        yield CAP
