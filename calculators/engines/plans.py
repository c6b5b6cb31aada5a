"""From records to the terms of a plan: what a rig or a rental costs, what it cannot do, and every figure it rests on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from calculators.core.catalogue import Catalogue, Rental
from calculators.core.ranges import Range
from calculators.core.records import Depreciation, Figure, Gpu, Offer, Rig, Service, Tier
from calculators.engines.corners import Draw
from calculators.engines.cost import HOURS_PER_WEEK, RentalTerms, RigTerms
from calculators.engines.resale import Curve, curve, figures, mixed, stated_residuals
from calculators.engines.throughput import TEXT, rate, relative_pace

ON_DEMAND = "on-demand"
SPOT = "spot"
REST_OF_COMPUTER = "computer"
ZERO = Range.exact(0.0)


@dataclass(frozen=True)
class RigPlan:
    """A rig in a place: ranges and their figures. `hardware_share` is the part of its price that its GPUs are."""

    rig: Rig
    gpu: Gpu
    price_usd: Range
    usd_per_kwh: Range
    gpu_residuals: tuple[tuple[float, Range], ...]
    rest_residuals: tuple[tuple[float, Range], ...]
    gpu_share: float
    resale_fraction: float | None
    evidence: tuple[Depreciation, ...]
    figures: tuple[Figure, ...]

    @property
    def memory_gb(self) -> float:
        """GPU memory of all its cards, in GB."""
        stated = self.rig.usable_memory_gb
        return stated.typical if stated else self.gpu.memory_gb.typical * self.rig.gpu_count

    def resale(self, draw: Draw) -> Curve:
        """The share of the whole price that it fetches by age: of its GPUs and of the rest, or the reader's own share."""
        if self.resale_fraction is not None:
            return ((0.0, self.resale_fraction),)
        gpu = curve(self.gpu_residuals, draw)
        if self.gpu_share >= 1:
            return gpu
        return mixed([(self.gpu_share, gpu), (1 - self.gpu_share, curve(self.rest_residuals, draw))])

    def terms(
        self, draw: Draw, setup_hours: float, upkeep_hours_per_month: float, own_time_usd_per_hour: float
    ) -> RigTerms:
        """Plain numbers at one draw of every range."""
        return RigTerms(
            price_usd=draw(self.price_usd, True),
            load_watts=draw(self.rig.load_watts.range, True),
            idle_watts=draw(self.rig.idle_watts.range, True),
            usd_per_kwh=draw(self.usd_per_kwh, True),
            resale=self.resale(draw),
            setup_hours=setup_hours,
            upkeep_hours_per_month=upkeep_hours_per_month,
            own_time_usd_per_hour=own_time_usd_per_hour,
        )


@dataclass(frozen=True)
class RentalPlan:
    """An offer or a tier as it would be used beside a rig: ranges, limits, what stands in its way, what is not published."""

    rental: Rental
    gpu: Gpu | None
    gpu_count: int
    pace: Range
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
    most_hours_per_week: Range
    session_hours: Range | None
    obstacles: tuple[str, ...]
    """Why it cannot be had or priced at all, in sentences."""
    unpublished: tuple[str, ...]
    """What its provider does not publish, and what is taken in its place, in sentences."""
    figures: tuple[Figure, ...]

    @property
    def memory_gb(self) -> float:
        """GPU memory of all its cards, in GB."""
        return self.gpu.memory_gb.typical * self.gpu_count if self.gpu else 0.0

    def terms(self, draw: Draw) -> RentalTerms:
        """Plain numbers at one draw of every range."""
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
        )


def rig_plan(
    rig_id: str,
    region_id: str,
    catalogue: Catalogue,
    own_price_usd: float | None = None,
    own_usd_per_kwh: float | None = None,
    resale_fraction: float | None = None,
) -> RigPlan:
    """A rig as its record and its region's have it; the reader's own numbers come before them."""
    rig: Rig = catalogue["rigs"][rig_id]
    gpu: Gpu = catalogue["gpus"][rig.gpu]
    region = catalogue["regions"][region_id]
    classes = general_depreciation(catalogue)
    ours, rest = classes.get(gpu.segment), classes.get(REST_OF_COMPUTER)
    card = gpu.used_usd if rig.second_hand else gpu.new_usd or gpu.used_usd
    whole = gpu.part_of_computer or rest is None
    share = 1.0 if whole else min(1.0, rig.gpu_count * card.typical / rig.price_usd.typical) if card else 0.0
    evidence = tuple(r for r, part in ((ours, share), (rest, 1 - share)) if r is not None and part > 0)
    used = [rig.load_watts, rig.idle_watts]
    if own_price_usd is None:
        used.append(rig.price_usd)
    if own_usd_per_kwh is None:
        used.append(region.electricity_usd_per_kwh)
    if resale_fraction is None:
        used += [figure for record in evidence for figure in figures(record)]
        used += [card] if card and not whole else []
    return RigPlan(
        rig=rig,
        gpu=gpu,
        price_usd=rig.price_usd.range if own_price_usd is None else Range.exact(own_price_usd),
        usd_per_kwh=region.electricity_usd_per_kwh.range if own_usd_per_kwh is None else Range.exact(own_usd_per_kwh),
        gpu_residuals=stated_residuals(ours) if ours else UNKNOWN_RESALE,
        rest_residuals=stated_residuals(rest) if rest else UNKNOWN_RESALE,
        gpu_share=share,
        resale_fraction=resale_fraction,
        evidence=evidence if resale_fraction is None else (),
        figures=tuple(used),
    )


UNKNOWN_RESALE = ((1.0, Range(0.0, 0.5, 1.0)),)
"""Where no record holds evidence for a class of hardware: anything from nothing to the price paid."""


@lru_cache(maxsize=4)
def general_depreciation(catalogue: Catalogue) -> dict[str, Depreciation]:
    """The depreciation record of each class of hardware that is not about one GPU."""
    return {r.applies_to: r for r in catalogue["depreciation"].values() if not r.gpu}


def rental_plan(
    rental_id: str, price_type: str, work: str, beside: RigPlan, catalogue: Catalogue, own_usd_per_hour: float | None
) -> RentalPlan:
    """A rental for the work that a rig would do. `own_usd_per_hour` replaces its price by the hour."""
    rental: Rental = catalogue["rentals"][rental_id]
    made = _Rented(rental, work, beside, catalogue)
    if rental.tier is not None:
        made.tier(rental.tier)
    elif rental.offer is not None:
        made.offer(rental.offer, price_type)
    if own_usd_per_hour is not None:
        made.own_price(own_usd_per_hour)
    return made.plan()


class _Rented:
    """Gathers the plan of one rental, with the figures it rests on."""

    def __init__(self, rental: Rental, work: str, beside: RigPlan, catalogue: Catalogue) -> None:
        self._rental = rental
        self._service: Service = rental.service
        self._work = work
        self._beside = beside
        self._catalogue = catalogue
        self._gpu: Gpu | None = None
        self._count = 1
        self._values: dict[str, Range] = {}
        self._session: Range | None = None
        self._obstacles: dict[str, str] = {}
        self._unpublished: list[str] = []
        self._figures: list[Figure] = []

    def offer(self, offer: Offer, price_type: str) -> None:
        """A machine by the hour."""
        self._gpu = self._catalogue["gpus"][offer.gpu]
        self._count = offer.gpu_count
        price = offer.spot_usd_per_hour if price_type == SPOT else offer.on_demand_usd_per_hour
        if price is None:
            others = [kind for kind in (ON_DEMAND, SPOT) if kind != price_type and self._price(offer, kind)]
            also = f" It has one {others[0]}." if others else ""
            self._obstacles["price"] = f"No {price_type} price of {self._rental.name} is published.{also}"
        else:
            self._values["usd_per_hour"] = self._use(price)

    @staticmethod
    def _price(offer: Offer, kind: str) -> Figure | None:
        return offer.spot_usd_per_hour if kind == SPOT else offer.on_demand_usd_per_hour

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
        if chosen is None:
            self._obstacles["gpu"] = (
                f"Which GPU {name} gives is not published." if tier.credit_usd else f"{name} gives no GPU."
            )
            return
        self._gpu, self._count = self._catalogue["gpus"][chosen], tier.gpu_count if not prices else 1
        self._values["usd_per_month"] = self._price_a_month(tier)
        if tier.storage_gb is not None:
            self._values["included_storage_gb"] = self._use(tier.storage_gb)
        if tier.session_hours is not None:
            self._session = self._use(tier.session_hours)
        if tier.gpu_hours_per_week is not None:
            self._values["most_hours_per_week"] = self._use(tier.gpu_hours_per_week)
        if by_units and chosen in burns:
            self._units(tier, burns[chosen].compute_units_per_hour)
        elif tier.credit_usd is not None and chosen in prices:
            self._values["usd_per_hour"] = self._use(prices[chosen])
            self._values["credit_usd_per_month"] = self._use(tier.credit_usd)
        elif tier.gpu_hours_per_week is None:
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
            gpu=self._gpu,
            gpu_count=self._count,
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
            most_hours_per_week=value("most_hours_per_week", Range.exact(HOURS_PER_WEEK)),
            session_hours=self._session,
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
        wanted = self._beside.memory_gb
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
        self._values["units_per_hour"] = self._use(burn)
        if tier.included_compute_units is not None:
            self._values["included_units"] = self._use(tier.included_compute_units)
        if tier.usd_per_compute_unit is not None:
            self._values["usd_per_unit"] = self._use(tier.usd_per_compute_unit)

    def _no_quota(self, tier: Tier) -> None:
        """No quota is published: from all hours given to none, the others at what the same GPU costs by the hour."""
        assert self._gpu is not None
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

    def _pace(self) -> Range:
        gpu, reference = self._gpu, self._beside.gpu
        if gpu is None:
            return Range.exact(1.0)
        term = "relative-speed-bandwidth" if self._work == TEXT else "relative-speed-compute"
        figure: Figure = self._catalogue["glossary"][term].figure
        pace = relative_pace(gpu, self._count, reference, self._beside.rig.gpu_count, self._work, figure.typical)
        if pace is None:
            self._obstacles["rate"] = f"No arithmetic rate of {gpu.name} or {reference.name} is published."
            return Range.exact(1.0)
        if not pace.is_exact:
            self._figures.append(figure)
            self._figures += [f for f in (rate(gpu, self._work), rate(reference, self._work)) if f is not None]
        return pace

    def _storage(self) -> tuple[Range, Range]:
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

    def _watts(self) -> Range | None:
        gpu = self._gpu
        if gpu is None or gpu.tdp_watts is None:
            return None
        terms = self._catalogue["glossary"]
        at_work, host, pue = (self._use(terms[t].figure) for t in ("board-power-at-work", "host-power", "pue"))
        return (self._use(gpu.tdp_watts) * at_work + host) * self._count * pue


def session_obstacle(plan: RentalPlan, longest_run_hours: float) -> str:
    """Why the longest run does not fit a session, or an empty string. The run is counted in hours on the rig."""
    if plan.session_hours is None:
        return ""
    needed = longest_run_hours / plan.pace.typical
    given = plan.session_hours.typical
    if needed <= given:
        return ""
    run = _hours(longest_run_hours)
    return f"{plan.rental.name} cuts a session after {_hours(given)}; a run of {run} on the rig takes {_hours(needed)} there."


def hours_obstacle(plan: RentalPlan, hours_per_week: float) -> str:
    """Why the hours a week are more than it gives, or an empty string."""
    needed = hours_per_week / plan.pace.typical
    most = plan.most_hours_per_week.typical
    if needed <= most:
        return ""
    why = "a week has" if most >= HOURS_PER_WEEK else "it gives"
    return f"The work takes {_hours(needed)} a week on {plan.rental.name}; {why} {_hours(most)}."


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


def sources(*groups: Iterable[Figure]) -> tuple[str, ...]:
    """The source records of figures, each once, in the order in which they are used."""
    return tuple(dict.fromkeys(source for group in groups for figure in group for source in figure.source))
