"""Rented machines and notebook tiers as plans: prices, limits, what stands in the way, and every figure they rest on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from calculators.core.catalogue import Catalogue
from calculators.core.dates import HOURS_PER_YEAR
from calculators.core.ranges import Range
from calculators.core.records import Figure
from calculators.core.text import listing
from calculators.engines.circumstances import Circumstances
from calculators.engines.corners import Draw, typical
from calculators.engines.demand import HOURS_PER_WEEK, Demand
from calculators.engines.interruption import expected_factor, mean_hours_between
from calculators.engines.notebook_sessions import sessions
from calculators.engines.rental_cost import RentalTerms, can_do, rental_hours_per_week, waiting_per_week
from calculators.engines.rig_plans import Machine, made_for
from calculators.engines.throughput import TEXT, rate, relative_pace
from calculators.engines.wall_power import SERVER, at_wall, unnamed_supply
from calculators.records import Gpu, Offer, Region, Service, Tier
from calculators.records.hardware import OF_PARTS
from calculators.records.rentals import Rental

ON_DEMAND = "on-demand"
SPOT = "spot"
RESERVED_1Y = "reserved-1y"
RESERVED_3Y = "reserved-3y"
PRICE_NAMES = {
    ON_DEMAND: "on-demand",
    SPOT: "spot",
    RESERVED_1Y: "one-year reserved",
    RESERVED_3Y: "three-year reserved",
}
COMMITTED_MONTHS = {RESERVED_1Y: 12.0, RESERVED_3Y: 36.0}
"""Months that a reservation is paid for, used or not."""
ZERO = Range.exact(0.0)
MINUTES_PER_HOUR = 60.0
NEVER = 1e6
"""Hours for an hour of work that is never done."""
WORLD = "world-average"


@dataclass(frozen=True, kw_only=True, slots=True)
class OwnFigures:
    """A reader's own figures of a rental, each in place of what is published; None: as published."""

    usd_per_hour: float | None = None
    """In place of whatever it asks for its hours: a subscription, a credit and compute units too."""
    quota_hours_per_week: float | None = None
    """That a tier gives."""
    session_hours: float | None = None
    """After which a tier cuts a run."""
    idle_hours: float | None = None
    """After which a tier cuts what nobody attends."""
    units_per_hour: float | None = None
    """Compute units that a tier takes for an hour."""
    interruptions: float | None = None
    """Share of spot machines that are taken away within a month."""
    storage_usd_per_gb_month: float | None = None
    """While it runs."""
    stopped_storage_usd_per_gb_month: float | None = None
    egress_usd_per_gb: float | None = None
    billing_step_hours: float | None = None


AS_PUBLISHED = OwnFigures()


@dataclass(frozen=True)
class RentalPlan:
    """An offer or a tier as it would be used beside a rig: ranges, limits, what stands in its way, what is not published."""

    rental: Rental
    machine: Machine | None
    """What it gives; None where nobody says."""
    pace: Range
    """Work done in an hour, the machine of reference doing 1."""
    usd_per_hour: Range
    usd_per_month: Range
    credit_usd_per_month: Range
    units_per_hour: Range
    included_units: Range
    usd_per_unit: Range
    storage: Range
    stopped_storage: Range
    included_storage_gb: Range
    watts: Range | None
    grid_g_co2e_per_kwh: Range
    embodied_kg_per_hour: Range
    most_hours_per_week: Range
    session_hours: Range | None
    idle_hours: Range | None
    """After which a tier cuts what nobody attends; None where it does not, or nobody says."""
    billing_step_hours: float
    egress: Range
    free_egress_gb: Range
    interruptions: Range
    """Share of machines like it that are taken away within a month."""
    committed_months: float
    own: OwnFigures
    quota_unknown: bool
    """True for a tier of which nobody says how many hours it gives: its price by the hour runs from nothing to that of buying them."""
    unpriced: bool
    """True for a machine whose price of this kind nobody publishes: nothing else stands in its way."""
    obstacles: tuple[str, ...]
    """Why it cannot be had or priced at all, in sentences."""
    unpublished: tuple[str, ...]
    """What its provider does not publish, and what is taken in its place, in sentences."""
    figures: tuple[Figure, ...]

    @property
    def memory_gb(self) -> float:
        """GPU memory of all its cards, in GB."""
        return self.machine.memory_gb if self.machine else 0.0

    def several(self, demand: Demand, ways: Circumstances) -> bool:
        """True for machines by the hour, of which one rents as many as the work takes: none reserved, each run done in a week."""
        if self.rental.offer is None or self.committed_months:
            return False
        run = max(demand.longest_run_hours, 1.0) / self.pace.typical
        return run * self.rework(typical, demand, ways) <= HOURS_PER_WEEK

    def of_people(self, people: float) -> RentalPlan:
        """What so many have of it, each with an account: subscriptions, credits, units, data free of charge, and hours of a quota."""
        if people == 1:
            return self
        each = ("usd_per_month", "credit_usd_per_month", "included_units", "included_storage_gb", "free_egress_gb")
        hours = (self.most_hours_per_week * people).clamp(0.0, HOURS_PER_WEEK)
        return replace(self, **{name: getattr(self, name) * people for name in each}, most_hours_per_week=hours)

    def session(self, draw: Draw, ways: Circumstances) -> float | None:
        """Hours until a run is cut, by the longest session or, where nobody attends it, the idle limit; None where none is known."""
        limits = (self.session_hours, None if ways.attended else self.idle_hours)
        known = [draw(limit, False) for limit in limits if limit is not None]
        return min(known, default=None)

    def between_checkpoints(self, draw: Draw, demand: Demand, ways: Circumstances) -> tuple[float, float]:
        """Hours of work that a cut may lose, and hours to write what it would go on from; a run that cannot is lost whole."""
        if ways.resumes:
            return ways.checkpoint_hours, ways.write_hours
        return max(demand.longest_run_hours / draw(self.pace, False), ways.checkpoint_hours), 0.0

    def rework(self, draw: Draw, demand: Demand, ways: Circumstances) -> float:
        """Hours that an hour of work takes: with interruptions and checkpoints, and with what cut sessions lose."""
        factor = 1.0
        run = demand.longest_run_hours / draw(self.pace, False)
        if self.interruptions.high > 0:
            every, written = self.between_checkpoints(draw, demand, ways)
            factor = expected_factor(
                mean_hours_between(draw(self.interruptions, True)), every, written, ways.resume_hours
            )
        run *= factor
        session = self.session(draw, ways)
        if session is not None and run > session:
            if session <= ways.resume_hours:
                return NEVER
            factor *= 1 + sessions(run, session, ways.resume_hours) * ways.resume_hours / run
        return min(factor, NEVER)

    def terms(self, draw: Draw, demand: Demand, ways: Circumstances) -> RentalTerms:
        """Plain numbers at one draw of every range."""
        tier = self.rental.tier
        pack = tier.pack_compute_units if tier else None
        return RentalTerms(
            pace=draw(self.pace, False),
            typical_pace=self.pace.typical,
            usd_per_hour=draw(self.usd_per_hour, True),
            usd_per_month=draw(self.usd_per_month, True),
            credit_usd_per_month=draw(self.credit_usd_per_month, False),
            units_per_hour=draw(self.units_per_hour, True),
            included_units=draw(self.included_units, False),
            usd_per_unit=draw(self.usd_per_unit, True),
            storage_usd_per_gb_month=draw(self.storage, True),
            stopped_storage_usd_per_gb_month=draw(self.stopped_storage, True),
            included_storage_gb=draw(self.included_storage_gb, False),
            watts=draw(self.watts, True) if self.watts else 0.0,
            most_hours_per_week=draw(self.most_hours_per_week, False),
            several=self.several(demand, ways),
            rework=self.rework(draw, demand, ways),
            start_hours=ways.start_hours,
            waiting_hours=ways.waiting_hours,
            billing_step_hours=self.billing_step_hours,
            forgotten_hours_per_month=ways.forgotten_hours_per_month if self.rental.offer is not None else 0.0,
            egress_usd_per_gb=draw(self.egress, True),
            free_egress_gb=draw(self.free_egress_gb, False),
            drift_per_year=0.0 if self.committed_months else ways.drift_per_year,
            committed_months=self.committed_months,
            as_sold=ways.as_sold and tier is not None,
            units_per_pack=pack.typical if pack else 0.0,
            own_time_hours_per_month=ways.rental_hours_of_own_per_month,
            own_time_usd_per_hour=ways.own_time_usd_per_hour,
            capital_rate=ways.capital_rate,
        )


def rental_plan(
    rental_id: str,
    price_type: str,
    work: str,
    region_id: str,
    catalogue: Catalogue,
    beside: Machine | None = None,
    pace: Range | None = None,
    own: OwnFigures = AS_PUBLISHED,
) -> RentalPlan:
    """A rental for the work that a machine of reference would do; without one, work is counted in its own hours.

    `pace` is how its work in an hour compares, where the sizing engines tell it for a model; else it follows from the data sheets for
    the kind of `work`. `own` replaces what the reader knows better.
    """
    rental: Rental = catalogue["rentals"][rental_id]
    made = _Rented(rental, work, beside, region_id, pace, own, catalogue)
    if rental.tier is not None:
        made.tier(rental.tier)
    elif rental.offer is not None:
        made.offer(rental.offer, price_type)
    if own.usd_per_hour is not None:
        made.own_price(own.usd_per_hour)
    return made.plan()


class _Rented:
    """Gathers the plan of one rental, with the figures it rests on."""

    def __init__(
        self,
        rental: Rental,
        work: str,
        beside: Machine | None,
        region_id: str,
        pace: Range | None,
        own: OwnFigures,
        catalogue: Catalogue,
    ) -> None:
        self._rental = rental
        self._service: Service = rental.service
        self._work = work
        self._beside = beside
        self._region: Region = catalogue["regions"][region_id]
        self._given_pace = pace
        self._own = own
        self._catalogue = catalogue
        self._gpu: Gpu | None = None
        self._count = 1
        self._values: dict[str, Range] = {}
        self._session: Range | None = None
        self._idle: Range | None = None
        self._committed = 0.0
        self._quota_unknown = False
        self._obstacles: dict[str, str] = {}
        self._unpublished: list[str] = []
        self._figures: list[Figure] = []

    def offer(self, offer: Offer, price_type: str) -> None:
        """A machine by the hour."""
        self._gpu = self._catalogue["gpus"][offer.gpu]
        self._count = offer.gpu_count
        price = None if self._own.usd_per_hour is not None else offer_price(offer, price_type)
        if price is not None:
            self._values["usd_per_hour"] = self._use(price)
        elif self._own.usd_per_hour is None:
            others = [kind for kind in PRICE_NAMES if kind != price_type and offer_price(offer, kind)]
            also = f" It has one {PRICE_NAMES[others[0]]}." if others else ""
            self._obstacles["price"] = f"No {PRICE_NAMES[price_type]} price of {self._rental.name} is published.{also}"
        self._committed = COMMITTED_MONTHS.get(price_type, 0.0)
        if price_type == SPOT:
            own = self._own.interruptions
            known = None if own is None else Range.exact(own)
            self._values["interruptions"] = known or self._interruptions(offer)

    def tier(self, tier: Tier) -> None:
        """A plan with a quota: free, by subscription, by compute units, or a credit."""
        name = self._rental.name
        burns = {burn.gpu: burn for burn in self._service.burns}
        by_units = tier.usd_per_compute_unit is not None or tier.included_compute_units is not None
        prices = self._own_prices() if tier.credit_usd is not None else {}
        usable = [g for g in tier.gpus if g in burns] if by_units else [g for g in tier.gpus if g in prices]
        chosen = self._nearest_gpu(usable) if usable else tier.gpus[0] if tier.gpus else None
        if tier.closed:
            self._obstacles["closed"] = f"{name} is closed to new people."
        if tier.offered_in and not self._region.within(tier.offered_in):
            places = listing([self._catalogue["regions"][place].name for place in tier.offered_in])
            self._obstacles["place"] = f"{name} is not offered where you live ({places} only)."
        if chosen is None:
            self._obstacles["gpu"] = (
                f"Which GPU {name} gives is not published." if tier.credit_usd else f"{name} gives no GPU."
            )
            return
        self._gpu, self._count = self._catalogue["gpus"][chosen], tier.gpu_count if not prices else 1
        self._values["usd_per_month"] = self._price_a_month(tier)
        if tier.storage_gb is not None:
            self._values["included_storage_gb"] = self._use(tier.storage_gb)
        own_session, own_quota = self._own.session_hours, self._own.quota_hours_per_week
        if own_session is not None:
            self._session = Range.exact(own_session)
        elif tier.session_hours is not None:
            self._session = self._use(tier.session_hours)
        own_idle = self._own.idle_hours
        if own_idle is not None:
            self._idle = Range.exact(own_idle)
        elif tier.idle_minutes is not None and tier.background != "yes":
            self._idle = self._use(tier.idle_minutes) * (1 / MINUTES_PER_HOUR)
        if own_quota is not None:
            self._values["most_hours_per_week"] = Range.exact(own_quota)
        elif tier.gpu_hours_per_week is not None:
            self._values["most_hours_per_week"] = self._use(tier.gpu_hours_per_week)
        if by_units and chosen in burns:
            self._units(tier, burns[chosen].compute_units_per_hour)
        elif tier.credit_usd is not None and chosen in prices:
            self._values["usd_per_hour"] = self._use(prices[chosen])
            self._values["credit_usd_per_month"] = self._use(tier.credit_usd)
        elif tier.gpu_hours_per_week is None and own_quota is None:
            self._no_quota(tier)

    def own_price(self, usd_per_hour: float) -> None:
        """The reader's own price by the hour."""
        self._values["usd_per_hour"] = Range.exact(usd_per_hour)
        for name in ("usd_per_month", "credit_usd_per_month", "units_per_hour"):
            self._values.pop(name, None)
        self._obstacles.pop("price", None)

    def plan(self) -> RentalPlan:
        """What was gathered."""
        pace = self._pace()
        storage, stopped = self._storage()
        value = self._values.get
        return RentalPlan(
            rental=self._rental,
            machine=self._machine(),
            pace=pace,
            usd_per_hour=value("usd_per_hour", ZERO),
            usd_per_month=value("usd_per_month", ZERO),
            credit_usd_per_month=value("credit_usd_per_month", ZERO),
            units_per_hour=value("units_per_hour", ZERO),
            included_units=value("included_units", ZERO),
            usd_per_unit=value("usd_per_unit", ZERO),
            storage=storage,
            stopped_storage=stopped,
            included_storage_gb=value("included_storage_gb", ZERO),
            watts=self._watts(),
            grid_g_co2e_per_kwh=self._grid(),
            embodied_kg_per_hour=self._embodied(),
            most_hours_per_week=value("most_hours_per_week", Range.exact(HOURS_PER_WEEK)),
            session_hours=self._session,
            idle_hours=self._idle,
            billing_step_hours=self._billing_step(),
            egress=self._egress(),
            free_egress_gb=self._free_egress(),
            interruptions=value("interruptions", ZERO),
            committed_months=self._committed,
            own=self._own,
            quota_unknown=self._quota_unknown,
            unpriced=self._rental.offer is not None and set(self._obstacles) == {"price"},
            obstacles=tuple(self._obstacles.values()),
            unpublished=tuple(self._unpublished),
            figures=tuple(self._figures),
        )

    def _use(self, figure: Figure) -> Range:
        self._figures.append(figure)
        return figure.range

    def _nearest_gpu(self, usable: list[str]) -> str:
        """The smallest GPU with at least the memory of the rig's, else the largest: the one that a person with this work takes."""
        gpus = self._catalogue["gpus"]
        wanted = self._beside.memory_gb if self._beside else 0.0
        enough = [g for g in usable if gpus[g].memory_gb.typical >= wanted]
        if enough:
            return min(enough, key=lambda g: gpus[g].memory_gb.typical)
        return max(usable, key=lambda g: gpus[g].memory_gb.typical)

    def _own_prices(self) -> dict[str, Figure]:
        """The service's own prices for one GPU by the hour."""
        return {
            o.gpu: o.on_demand_usd_per_hour
            for o in reversed(self._service.offers)
            if o.gpu_count == 1 and o.on_demand_usd_per_hour is not None
        }

    def _price_a_month(self, tier: Tier) -> Range:
        if tier.usd_per_month is not None:
            return self._use(tier.usd_per_month)
        if tier.kind == "subscription":
            self._obstacles["price"] = f"The monthly price of {self._rental.name} is not published here."
        return ZERO

    def _units(self, tier: Tier, burn: Figure) -> None:
        own = self._own.units_per_hour
        self._values["units_per_hour"] = self._use(burn) if own is None else Range.exact(own)
        if tier.included_compute_units is not None:
            self._values["included_units"] = self._use(tier.included_compute_units)
        if tier.usd_per_compute_unit is not None:
            self._values["usd_per_unit"] = self._use(tier.usd_per_compute_unit)

    def _no_quota(self, tier: Tier) -> None:
        """No quota is published: from all hours given to none, the others at what the same GPU costs by the hour."""
        assert self._gpu is not None
        self._quota_unknown = True
        name = self._rental.name
        price, where = self._price_elsewhere(self._gpu.id)
        if price is None:
            self._unpublished.append(
                f"How many hours a week {name} gives is not published, and no price of its GPU by the hour: it is taken to give all."
            )
            return
        self._unpublished.append(
            f"How many hours a week {name} gives is not published. The range runs from all of them to none, the rest bought {where}."
        )
        self._values["usd_per_hour"] = Range(0.0, price.typical / 2, price.high)

    def _price_elsewhere(self, gpu_id: str) -> tuple[Range | None, str]:
        """What an hour of the GPU costs: in the service's own units, among its offers, or wherever it is cheapest."""
        burn = next((b for b in self._service.burns if b.gpu == gpu_id), None)
        unit = next((t.usd_per_compute_unit for t in self._service.tiers if t.usd_per_compute_unit), None)
        if burn is not None and unit is not None:
            return self._use(burn.compute_units_per_hour) * self._use(
                unit
            ), f"from {self._service.name} by compute units"
        own = self._own_prices().get(gpu_id)
        if own is not None:
            return self._use(own), f"from {self._service.name} by the hour"
        found = cheapest_offer(gpu_id, self._catalogue)
        if found is None:
            return None, ""
        rental, price = found
        each = 1 / (rental.offer.gpu_count if rental.offer else 1)
        return self._use(price) * each, f"by the hour where it is cheapest ({rental.service.name})"

    def _machine(self) -> Machine | None:
        if self._gpu is None:
            return None
        return Machine(self._gpu, self._count, self._gpu.memory_gb.typical * self._count)

    def _pace(self) -> Range:
        gpu = self._gpu
        if gpu is None or self._beside is None:
            return Range.exact(1.0)
        if self._given_pace is not None:
            return self._given_pace
        reference = self._beside.gpu
        term = "relative-speed-bandwidth" if self._work == TEXT else "relative-speed-compute"
        figure: Figure = self._catalogue["glossary"][term].figure
        pace = relative_pace(gpu, self._count, reference, self._beside.count, self._work, figure.typical)
        if pace is None:
            self._obstacles["rate"] = f"No arithmetic rate of {gpu.name} or {reference.name} is published."
            return Range.exact(1.0)
        if not pace.is_exact:
            self._figures.append(figure)
            self._figures += [f for f in (rate(gpu, self._work), rate(reference, self._work)) if f is not None]
        return pace

    def _storage(self) -> tuple[Range, Range]:
        """The prices of a GB kept while it runs and while it is stopped; what the reader gives comes before what is published."""
        running, stopped = self._own.storage_usd_per_gb_month, self._own.stopped_storage_usd_per_gb_month
        if running is not None and stopped is not None:
            return Range.exact(running), Range.exact(stopped)
        published = self._published_storage()
        return (
            published[0] if running is None else Range.exact(running),
            published[1] if stopped is None else Range.exact(stopped),
        )

    def _published_storage(self) -> tuple[Range, Range]:
        running, stopped = self._service.storage_usd_per_gb_month, self._service.stopped_storage_usd_per_gb_month
        first = running or stopped
        if first is None:
            usual, cited = usual_storage_price(self._catalogue)
            self._figures += cited
            self._unpublished.append(
                f"What {self._service.name} asks for storage is not published: it is taken between nothing and the dearest published."
            )
            return usual, usual
        while_running = self._use(first)
        return while_running, self._use(stopped) if stopped is not None else while_running

    def _grid(self) -> Range:
        """Nobody says where the machine stands: the reader's own grid, widened to hold the world's mean."""
        own = self._use(self._region.grid_g_co2e_per_kwh)
        world = self._use(self._catalogue["regions"][WORLD].grid_g_co2e_per_kwh)
        return Range(min(own.low, world.low), own.typical, max(own.high, world.high))

    def _embodied(self) -> Range:
        """CO2e of making the machine, spread over the hours of its life, in kg an hour."""
        life = self._use(self._catalogue["glossary"]["server-life"].figure)
        made, cited = made_for(self._count, False, self._catalogue)
        self._figures += cited
        return made / (life * HOURS_PER_YEAR)

    def _billing_step(self) -> float:
        if self._own.billing_step_hours is not None:
            return self._own.billing_step_hours
        step = self._service.billing_step_s
        return self._use(step).typical / 3600 if step is not None and self._rental.offer is not None else 0.0

    def _egress(self) -> Range:
        if self._own.egress_usd_per_gb is not None:
            return Range.exact(self._own.egress_usd_per_gb)
        egress = self._service.egress_usd_per_gb
        return self._use(egress) if egress is not None else ZERO

    def _free_egress(self) -> Range:
        free = self._service.free_egress_gb
        return self._use(free) if free is not None else ZERO

    def _interruptions(self, offer: Offer) -> Range:
        """As published for the machine or its provider, else anything that is published anywhere."""
        stated = offer.spot_interruption_fraction or self._service.spot_interruption_fraction
        if stated is not None:
            return self._use(stated)
        usual, cited = usual_interruptions(self._catalogue)
        self._figures += cited
        self._unpublished.append(
            f"How often {self._service.name} takes spot machines away is not published: the range is that of all that is published."
        )
        return usual

    def _watts(self) -> Range | None:
        gpu = self._gpu
        if gpu is None or gpu.tdp_watts is None:
            return None
        terms = self._catalogue["glossary"]
        at_work, host, pue = (self._use(terms[t].figure) for t in ("board-power-at-work", "host-power", "pue"))
        supply = unnamed_supply(SERVER, self._catalogue)
        self._figures += supply.figures
        parts = (self._use(gpu.tdp_watts) * at_work + host) * self._count
        return at_wall(parts, OF_PARTS, supply).wall * pue


def offer_price(offer: Offer, price_type: str) -> Figure | None:
    """The price of a kind, for the whole machine an hour; None where it has none."""
    return {
        ON_DEMAND: offer.on_demand_usd_per_hour,
        SPOT: offer.spot_usd_per_hour,
        RESERVED_1Y: offer.reserved_1y_usd_per_hour,
        RESERVED_3Y: offer.reserved_3y_usd_per_hour,
    }[price_type]


@lru_cache(maxsize=4)
def usual_interruptions(catalogue: Catalogue) -> tuple[Range, tuple[Figure, ...]]:
    """From none to the most often that anybody publishes, the middle one typical, and the figures behind it."""
    published: list[Figure] = sorted(
        (
            o.spot_interruption_fraction
            for s in catalogue["services"].values()
            for o in s.offers
            if o.spot_interruption_fraction is not None
        ),
        key=lambda f: f.typical,
    )
    if not published:
        return ZERO, ()
    middle, most = published[len(published) // 2], max(published, key=lambda f: f.high)
    return Range(0.0, middle.typical, most.high), (middle, most)


def session_obstacle(plan: RentalPlan, demand: Demand, ways: Circumstances) -> str:
    """Why the longest run cannot be done there, or an empty string. The run is counted in hours on the machine of reference."""
    given = plan.session(typical, ways)
    if given is None or not demand.longest_run_hours:
        return ""
    needed = demand.longest_run_hours / plan.pace.typical
    if needed <= given or (ways.resumes and given > ways.resume_hours):
        return ""
    session = plan.session_hours
    what = "a session" if session is not None and session.typical <= given else "what nobody attends"
    cuts = f"{plan.rental.name} cuts {what} after {_hours(given)}"
    if ways.resumes:
        return f"{cuts}; to go on from a checkpoint takes {_hours(ways.resume_hours)}."
    return f"{cuts}; a run of {_hours(demand.longest_run_hours)} on the rig takes {_hours(needed)} there."


def hours_obstacle(plan: RentalPlan, demand: Demand, ways: Circumstances) -> str:
    """Why the hours a week are more than it gives, or an empty string."""
    terms = plan.terms(typical, demand, ways)
    if can_do(terms, demand):
        return ""
    needed, waited = rental_hours_per_week(terms, demand), waiting_per_week(terms, demand)
    if terms.rework >= NEVER:
        return f"{plan.rental.name} is cut so often that the work is never done."
    if waited and needed <= terms.most_hours_per_week:
        there = (
            f"The work takes {_hours(needed)} a week on {plan.rental.name}, waiting for a free machine {_hours(waited)}"
        )
        return f"{there}; a week has {_hours(HOURS_PER_WEEK)}."
    why = "a week has" if terms.most_hours_per_week >= HOURS_PER_WEEK else "it gives"
    return f"The work takes {_hours(needed)} a week on {plan.rental.name}; {why} {_hours(terms.most_hours_per_week)}."


def _hours(hours: float) -> str:
    amount, unit = (hours, "hour") if hours >= 1 else (60 * hours, "minute")
    text = f"{amount:.3g}" if amount < 1000 else f"{amount:,.0f}"
    return f"{text} {unit}" if text == "1" else f"{text} {unit}s"


@lru_cache(maxsize=256)
def cheapest_offer(gpu_id: str, catalogue: Catalogue) -> tuple[Rental, Figure] | None:
    """The offer with the lowest on-demand price for one of this GPU; None where nobody rents it out."""
    priced = (
        (rental, rental.offer.on_demand_usd_per_hour)
        for rental in offers(catalogue)
        if rental.offer is not None and rental.offer.gpu == gpu_id and rental.offer.on_demand_usd_per_hour is not None
    )
    return min(priced, key=_usd_per_gpu_hour, default=None)


def _usd_per_gpu_hour(priced: tuple[Rental, Figure]) -> float:
    rental, price = priced
    return price.typical / (rental.offer.gpu_count if rental.offer else 1)


@lru_cache(maxsize=4)
def offers(catalogue: Catalogue) -> tuple[Rental, ...]:
    """Every offer by the hour."""
    return tuple(rental for rental in catalogue["rentals"].values() if rental.offer is not None)


@lru_cache(maxsize=4)
def usual_storage_price(catalogue: Catalogue) -> tuple[Range, tuple[Figure, ...]]:
    """From nothing to the dearest published price of a GB kept a month, the middle one typical, and the figures behind it."""
    published: list[Figure] = sorted(
        (s.storage_usd_per_gb_month for s in catalogue["services"].values() if s.storage_usd_per_gb_month is not None),
        key=lambda f: f.typical,
    )
    if not published:
        return ZERO, ()
    middle = published[len(published) // 2]
    return Range(0.0, middle.typical, published[-1].high), (middle, published[-1])
