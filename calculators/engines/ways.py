"""Every way in which a reader could do a job: notebooks, rented machines, hosted models, rigs, what is owned, an institution's.

A way is an offer or a machine with its costs at three corners (cheapest, typical, dearest), its limits, and the work that an hour of
it does beside the machine of reference, on which hours of work are counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from itertools import islice

from calculators.core.catalogue import Catalogue
from calculators.core.dates import WEEKS_PER_MONTH
from calculators.core.ranges import Range
from calculators.core.records import Figure
from calculators.engines.api_cost import ApiTerms, Tokens, api_total
from calculators.engines.api_plans import ApiPlan, api_plans
from calculators.engines.circumstances import Circumstances
from calculators.engines.corners import CORNERS, spanned, typical
from calculators.engines.demand import HOURS_PER_WEEK, Demand
from calculators.engines.holders import price_of
from calculators.engines.jobs import PROMPT_TOKENS, REPLY_TOKENS, Held, Job, held
from calculators.engines.market import OF_OTHERS, UNDER_CONTRACT, Rented, middles
from calculators.engines.rental_cost import RentalTerms, rental_total
from calculators.engines.rental_plans import ON_DEMAND, SPOT, RentalPlan, rental_plan
from calculators.engines.rig_cost import RigTerms, rig_total
from calculators.engines.rig_plans import Machine, RigPlan, card_plan, rig_plan
from calculators.engines.rigs_for_sale import for_sale
from calculators.engines.tasks import CHAT, FINE_TUNE, IMAGES, TRAIN
from calculators.engines.throughput import TEXT, TRAINING
from calculators.engines.wall_power import mains_of
from calculators.records import Gpu, Rig, Tier
from calculators.records.rentals import Rental

ANYWHERE, CONTRACT, INSTITUTION, OWN = "anywhere", "contract", "institution", "own-hardware"
GRADES = {ANYWHERE: 0, CONTRACT: 1, INSTITUTION: 2, OWN: 3}
"""How private a way is: the strictest demand that it meets."""

CLOUD, RIG, API, HYBRID = "cloud", "rig", "api", "hybrid"
BUILT = ("desktop", "server", "egpu")
"""Kinds of rigs whose parts can be changed; the others are bought whole."""
IDLE_HOURS_PER_WEEK = 10.0
"""Hours a week that a rig is on besides its work."""
USUAL = Circumstances()
NO_DEMAND = Demand(0.0, 0.0, 0.0)
"""Runs are held against sessions as a limit: a run that must not be cut is not resumed."""
MOST_UPGRADES = 3
USUAL_HOST = 4
"""A hosted model is taken from the dearest host of the cheapest quarter: hosts of one open model sell the same."""
SECONDS = 3600.0


@dataclass(frozen=True, slots=True)
class Setting:
    """What the list of ways hangs on."""

    job: Job
    region: str
    owned_gpu: str | None = None
    owned_gpu_count: int = 1
    sell_otherwise: bool = False
    takes_a_gpu: bool = False
    takes_one_outside: bool = False
    """A computer is there on which a GPU can hang in a box of its own."""
    ready_hours: float = 0.0
    """Hours a week that a machine must be up, at work or waiting to be asked."""
    circumstances: Circumstances = USUAL
    unavailable: frozenset[str] = frozenset()
    """Ids of services and hosts of models that the reader cannot use."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Way:
    """One of them. Prices in US dollars, hours of its own."""

    id: str
    kind: str
    side: str
    name: str
    href: str
    grade: int
    held: Held | None
    gpu: Gpu | None = None
    count: int = 1
    service: str = ""
    """Id of the service or host that offers it; empty: none does."""
    pace: float = 0.0
    price_usd: float = 0.0
    rig: tuple[RigTerms, ...] = ()
    rental: tuple[RentalTerms, ...] = ()
    api: tuple[ApiTerms, ...] = ()
    tokens_per_hour: float = 0.0
    """Of a hosted model: tokens that the machine of reference writes in an hour of work."""
    idle_hours: float = 0.0
    ready_hours: float = 0.0
    session_hours: float = float("inf")
    most_hours_per_week: float = HOURS_PER_WEEK
    queue_hours: float = 0.0
    load_watts: float = 0.0
    shape: str = ""
    card: str = "yes"
    metered: bool = False
    spare: bool = False
    shared: bool = False
    obstacles: tuple[str, ...] = ()
    unpublished: tuple[str, ...] = ()
    figures: tuple[Figure, ...] = field(default=(), repr=False)

    @property
    def price(self) -> Range:
        """What is paid at the start, with its range."""
        if not self.price_usd or not self.rig:
            return Range.exact(self.price_usd)
        low, high = (terms.price_usd * (1 + terms.purchase_tax) for terms in (self.rig[0], self.rig[-1]))
        return spanned(low, self.price_usd, high)

    @property
    def remote(self) -> bool:
        """True for what is reached over the internet."""
        return self.side in (CLOUD, API)

    @property
    def several(self) -> bool:
        """True where there are as many machines at a time as are asked."""
        return any(terms.several for terms in self.rental)

    def hours_there(self, hours: float) -> float:
        """Its own hours of work for so many hours on the machine of reference."""
        return hours / self.pace if self.pace else 0.0

    def hours_held(self, hours: float) -> float:
        """Its own hours in which it must be had: at work, or ready to be asked."""
        return max(self.hours_there(hours), self.ready_hours)

    def cost(self, hours: float, months: float, storage_gb: float, corner: int = 1) -> float:
        """US dollars over the months: everything, what hardware loses in value included."""
        if self.rig:
            return rig_total(self.rig[corner], self.demand(hours, storage_gb), months)
        if self.rental:
            return rental_total(self.rental[corner], self.demand(hours, storage_gb), months)
        if self.api:
            written = self.tokens_per_hour * hours * WEEKS_PER_MONTH
            return api_total(self.api[corner], Tokens(written * PROMPT_TOKENS / REPLY_TOKENS, written), months)
        return 0.0

    def running(self, hours: float, storage_gb: float, corner: int = 1) -> float:
        """US dollars a month that are paid on the way: electricity of hardware, all of what is rented."""
        if self.rig:
            return rig_total(self._bare[corner], self.demand(hours, storage_gb), 1.0)
        return self.cost(hours, 1.0, storage_gb, corner)

    @cached_property
    def _bare(self) -> tuple[RigTerms, ...]:
        return tuple(replace(terms, price_usd=0.0) for terms in self.rig)

    def demand(self, hours: float, storage_gb: float) -> Demand:
        """What is asked of it: of hardware of one's own its hours of work and those that it is on besides, of a rental those held."""
        if not self.rig:
            return Demand(max(hours, self.ready_hours * self.pace), 0.0, storage_gb)
        there = self.hours_there(hours)
        return Demand(min(there, HOURS_PER_WEEK), max(self.idle_hours, self.ready_hours - there), storage_gb)


@dataclass(frozen=True, eq=False)
class Ways:
    """All ways to do a job; `reference` is the machine on which hours are counted, `per_second` what it gets done."""

    job: Job
    reference: str
    per_second: Range
    ways: tuple[Way, ...]
    large: tuple[Way, ...] = ()
    """Machines for rent that hold the larger model of now and then."""


@lru_cache(maxsize=128)
def ways(setting: Setting, catalogue: Catalogue) -> Ways:
    """The ways to do the job of a setting. A machine that does not hold it is among them where a reader would ask why not."""
    return _Ways(setting, catalogue).all()


def given(
    found: Ways,
    catalogue: Catalogue,
    gpu_id: str | None,
    *,
    hours_per_week: float,
    job_hours: float,
    queue_hours: float,
    takes_data: bool,
) -> Way:
    """What an institution gives free of charge; a GPU that is not known is taken to do as much as the machine of reference."""
    gpu: Gpu | None = catalogue["gpus"][gpu_id] if gpu_id else None
    holding = held(found.job, gpu.id, 1, None, catalogue) if gpu else None
    rate = holding.per_second if holding else None
    pace = (rate.typical / found.per_second.typical if rate else 0.0) if gpu else 1.0
    return Way(
        id="institution",
        kind="institution",
        side=CLOUD,
        name="your institution’s GPUs",
        href=f"data/gpus/{gpu.id}/" if gpu else "choose/people/",
        grade=GRADES[INSTITUTION if takes_data else ANYWHERE],
        held=holding,
        gpu=gpu,
        pace=pace,
        rental=(_free_of_charge(pace, hours_per_week),) * len(CORNERS) if pace else (),
        session_hours=job_hours,
        most_hours_per_week=hours_per_week,
        queue_hours=queue_hours,
        card="no",
        shared=True,
    )


def _free_of_charge(pace: float, hours_per_week: float) -> RentalTerms:
    return RentalTerms(
        pace=pace, typical_pace=pace, usd_per_hour=0.0, usd_per_month=0.0, credit_usd_per_month=0.0, units_per_hour=0.0,
        included_units=0.0, usd_per_unit=0.0, storage_usd_per_gb_month=0.0, stopped_storage_usd_per_gb_month=0.0,
        included_storage_gb=0.0, watts=0.0, most_hours_per_week=hours_per_week,
    )  # fmt: skip


def work_of(job: Job) -> str:
    """The kind of work by which data sheets are compared."""
    return TRAINING if job.task in (FINE_TUNE, TRAIN, IMAGES) else TEXT


class _Ways:
    def __init__(self, setting: Setting, catalogue: Catalogue) -> None:
        self._setting, self._job, self._catalogue = setting, setting.job, catalogue
        self._gpus = catalogue["gpus"]
        self._for_sale = for_sale(mains_of(catalogue["regions"][setting.region]), catalogue)
        self._rigs = list(self._holding_rigs())
        working = next(((rig, h) for rig, h in self._rigs if rig.complete and h is not None and h.works), None)
        self._beside_id = working[0].id if working else self._for_sale[-1].rig.id
        self._reference = working[0].name if working else ""
        self._rate: Range | None = working[1].per_second if working and working[1] else None

    def all(self) -> Ways:
        offered = list(self._offered())
        if self._rate is None and offered:
            self._reference = offered[0].name
            self._rate = offered[0].held.per_second if offered[0].held else None
        rate = self._rate or Range.exact(1.0)
        found = [
            *self._notebooks(),
            *offered,
            *self._hosted(rate),
            *self._own(),
            *self._upgrades(),
        ]
        found += self._bought()
        return Ways(self._job, self._reference, rate, tuple(self._paced(way, rate) for way in found))

    def _paced(self, way: Way, rate: Range) -> Way:
        """With the work of an hour beside the reference's; a rental's terms run at that pace."""
        if way.held is None or way.held.per_second is None:
            return way
        there = way.held.per_second
        pace = there.typical / rate.typical
        low, high = pace * there.low / there.typical, pace * there.high / there.typical
        paces = (high, pace, low)
        terms = tuple(replace(t, pace=p, typical_pace=pace) for t, p in zip(way.rental, paces, strict=False))
        return replace(way, pace=pace, rental=terms, ready_hours=self._setting.ready_hours)

    def _holding_rigs(self) -> Iterator[tuple[Rig, Held | None]]:
        """Rigs and how they hold the job. Where a better one does, what it beats is left out; where it does not, neither does that."""
        found: dict[str, Held | None] = {}
        for sold in self._for_sale:
            rig = sold.rig
            if sold.better:
                holding = found[sold.better]
                if holding is not None and holding.works:
                    continue
            else:
                holding = held(self._job, rig.gpu, rig.gpu_count, sold.own_gb, self._catalogue)
                found[rig.id] = holding
            yield rig, holding

    def _bought(self) -> Iterator[Way]:
        """Rigs, complete ones where no computer is there. One that another beats in price, memory, pace and power is left out."""
        kept: list[Way] = []
        for rig, found in self._rigs:
            if not rig.complete and not self._setting.takes_one_outside:
                continue
            plan, terms = _rig(rig.id, self._setting.region, self._setting.circumstances, self._catalogue)
            kind = "rig" if rig.kind in BUILT else "appliance"
            kept.append(
                _owning(f"rigs/{rig.id}", kind, rig.name, plan, terms, found, IDLE_HOURS_PER_WEEK, shape=rig.kind)
            )
        unbeaten = _unbeaten(kept)
        yield from (way for way in kept if way.id in unbeaten)

    def _upgrades(self) -> Iterator[Way]:
        """GPUs for a PC that is there: the cheapest that hold the job."""
        if not self._setting.takes_a_gpu:
            return
        holding = ((gpu, held(self._job, gpu.id, 1, None, self._catalogue)) for gpu in _cards(self._catalogue))
        found = (
            (gpu, card, held_by)
            for gpu, held_by in holding
            if held_by is not None
            and held_by.works
            and (card := _card(gpu.id, 1, self._setting.region, self._setting.circumstances, self._catalogue))
        )
        for gpu, (plan, terms), held_by in islice(found, MOST_UPGRADES):
            name = f"{gpu.name} in your PC"
            yield _owning(f"gpus/{gpu.id}", "upgrade", name, plan, terms, held_by, IDLE_HOURS_PER_WEEK)

    def _own(self) -> Iterator[Way]:
        """What is owned: a card in a PC, or a computer of which a record has the like."""
        owned = self._setting.owned_gpu
        if owned is None:
            return
        gpu, count, region = self._gpus[owned], self._setting.owned_gpu_count, self._setting.region
        card = _card(owned, count, region, self._setting.circumstances, self._catalogue)
        alike = next((s.rig for s in self._for_sale if s.rig.gpu == owned and s.rig.gpu_count == count), None)
        plan = card[0] if card else rig_plan(alike.id, region, self._catalogue) if alike else None
        name = f"your {gpu.name}" if count == 1 else f"your {count} × {gpu.name}"
        found = held(self._job, owned, count, None, self._catalogue)
        if plan is None:
            yield Way(
                id=f"own/{owned}", kind="owned", side=RIG, name=name, href=f"data/gpus/{owned}/", grade=GRADES[OWN],
                held=found, gpu=gpu, count=count, card="no",
                obstacles=(f"{name}: what it draws is not published, so its cost is not told.",),
            )  # fmt: skip
            return
        kept = plan.owned(plan.price_usd.typical if self._setting.sell_otherwise else 0.0)
        terms = tuple(kept.terms(draw, self._setting.circumstances) for draw in CORNERS)
        yield replace(_owning(f"own/{owned}", "owned", name, kept, terms, found), price_usd=0.0)

    def _notebooks(self) -> Iterator[Way]:
        """Every plan of a notebook service that names its GPU; academic allocations are asked for as an institution's."""
        work = work_of(self._job)
        for rental, tier in _lent(self._catalogue):
            plan, terms = _rental(rental.id, ON_DEMAND, work, self._setting.region, self._beside_id, self._catalogue)
            gpu = plan.machine.gpu if plan.machine else None
            count, found = self._in_notebook(gpu, plan.machine.count if plan.machine else 1)
            obstacles = plan.obstacles
            if tier.closed and not obstacles:
                obstacles = (f"{rental.name} is closed to new people.",)
            yield Way(
                id=rental.id,
                kind="notebook",
                side=CLOUD,
                name=rental.name,
                href=f"data/services/{rental.service.id}/",
                service=rental.service.id,
                grade=GRADES[ANYWHERE],
                held=found,
                gpu=gpu,
                count=count,
                rental=terms,
                session_hours=plan.session_hours.typical if plan.session_hours else float("inf"),
                most_hours_per_week=plan.most_hours_per_week.typical,
                card=tier.card if tier.kind == "free" else "yes",
                metered=tier.kind in ("pay-as-you-go", "credit"),
                shared=True,
                obstacles=tuple(o for o in obstacles if not o.startswith("No arithmetic rate")),
                unpublished=plan.unpublished,
                figures=plan.figures,
            )

    def _in_notebook(self, gpu: Gpu | None, count: int) -> tuple[int, Held | None]:
        """A notebook works on one of its GPUs, unless the model needs more of them."""
        if gpu is None:
            return count, None
        alone = held(self._job, gpu.id, 1, None, self._catalogue)
        if count == 1 or (alone is not None and alone.works):
            return 1, alone
        return count, held(self._job, gpu.id, count, None, self._catalogue)

    def _offered(self) -> Iterator[Way]:
        """Machines by the hour that the reader can use, and those that would stand in their place if all could be used."""
        without = self._setting.unavailable
        usable = list(self._best_offers(without))
        yield from usable
        if without:
            known = {way.id for way in usable}
            yield from (w for w in self._best_offers(frozenset()) if w.service in without and w.id not in known)

    def _best_offers(self, without: frozenset[str]) -> Iterator[Way]:
        """The cheapest for the work of all hosts, under contract, of large clouds, as spares; the fastest."""
        holding = list(self._holding(without))
        contract = [(o, h) for o, h in holding if o.goods in UNDER_CONTRACT]
        large = [(o, h) for o, h in contract if o.large]
        chosen: dict[tuple[str, str], tuple[Rented, Held]] = {}
        for group, price_type, key in (
            (holding, ON_DEMAND, _usd_of_work),
            (contract, ON_DEMAND, _usd_of_work),
            (large, ON_DEMAND, _usd_of_work),
            (contract, ON_DEMAND, _seconds_of_work),
        ):
            best = min(group, key=key, default=None)
            if best is not None:
                chosen.setdefault((best[0].id, price_type), best)
        spare = [(o, h) for o, h in holding if o.spot_usd_per_hour is not None]
        cheapest = min(spare, key=_spot_usd_of_work, default=None)
        if cheapest is not None:
            chosen.setdefault((cheapest[0].id, SPOT), cheapest)
        for (offer_id, price_type), (offer, found) in chosen.items():
            yield self._rented(offer, found, offer_id, price_type)

    def _rented(self, offer: Rented, found: Held, offer_id: str, price_type: str) -> Way:
        work = work_of(self._job)
        plan, terms = _rental(offer_id, price_type, work, self._setting.region, self._beside_id, self._catalogue)
        spare = price_type == SPOT
        return Way(
            id=offer_id + (" (spot)" if spare else ""),
            kind="spot" if spare else "rented",
            side=CLOUD,
            name=plan.rental.name + (", spot" if spare else ""),
            href=f"data/services/{plan.rental.service.id}/",
            service=plan.rental.service.id,
            grade=GRADES[CONTRACT if offer.goods in UNDER_CONTRACT else ANYWHERE],
            held=found,
            gpu=self._gpus[offer.gpu],
            count=offer.gpu_count,
            rental=terms,
            metered=True,
            spare=spare,
            unpublished=plan.unpublished,
            figures=plan.figures,
        )

    def _holding(self, without: frozenset[str]) -> Iterator[tuple[Rented, Held]]:
        """Of each kind of goods and each GPU the middle offer by price, in the fewest cards that hold the job."""
        for goods in (UNDER_CONTRACT, OF_OTHERS):
            for same_count in middles(goods, without, self._catalogue):
                asked = (
                    (m, held(self._job, m.offer.gpu, m.offer.gpu_count, None, self._catalogue)) for m in same_count
                )
                working = [(m, found) for m, found in asked if found is not None and found.works]
                if working:
                    traded = [(m, found) for m, found in working if m.traded]
                    yield from ((m.offer, found) for m, found in traded or working)
                    break

    def _hosted(self, rate: Range) -> Iterator[Way]:
        """The model behind an address, by the token, of a host that can be used; the range runs from the cheapest to the dearest."""
        if self._job.task != CHAT:
            return
        every = hosts(self._job.model, self._catalogue)
        if not every:
            return
        plans = tuple(plan for plan in every if plan.seller not in self._setting.unavailable) or every
        usual = plans[(len(plans) - 1) // USUAL_HOST]
        yield Way(
            id=f"apis/{usual.api.id}",
            kind="api",
            side=API,
            name=f"{usual.api.name} behind an address",
            href=f"data/apis/{usual.api.id}/",
            service=usual.seller,
            grade=GRADES[ANYWHERE],
            held=None,
            api=tuple(plan.terms(typical, USUAL) for plan in (plans[0], usual, plans[-1])),
            tokens_per_hour=rate.typical * SECONDS,
            metered=True,
            figures=usual.figures,
        )


@lru_cache(maxsize=256)
def hosts(model: str, catalogue: Catalogue) -> tuple[ApiPlan, ...]:
    """Who serves a model, the cheapest first for exchanges of the usual length."""
    exchange = Tokens(PROMPT_TOKENS, REPLY_TOKENS)
    found = [(api_total(plan.terms(typical, USUAL), exchange, 1.0), plan) for plan in api_plans(model, catalogue)]
    return tuple(plan for _, plan in sorted(found, key=lambda f: (f[0], f[1].provider)))


@lru_cache(maxsize=4)
def _lent(catalogue: Catalogue) -> tuple[tuple[Rental, Tier], ...]:
    """Every plan of a notebook service that names its GPU, but for academic allocations."""
    tiers = ((rental, rental.tier) for rental in catalogue["rentals"].values())
    return tuple((r, tier) for r, tier in tiers if tier is not None and tier.gpus and tier.kind != "academic")


@lru_cache(maxsize=4)
def _cards(catalogue: Catalogue) -> tuple[Gpu, ...]:
    """GPUs of a known price that go into a PC, the cheapest first."""
    priced = ((price_of(g), g) for g in catalogue["gpus"].values() if g.segment in ("consumer", "workstation"))
    known = [(price, gpu.id, gpu) for price, gpu in priced if price is not None]
    return tuple(gpu for *_, gpu in sorted(known, key=lambda k: k[:2]))


@lru_cache(maxsize=256)
def _rig(
    rig_id: str, region: str, circumstances: Circumstances, catalogue: Catalogue
) -> tuple[RigPlan, tuple[RigTerms, ...]]:
    plan = rig_plan(rig_id, region, catalogue)
    return plan, tuple(plan.terms(draw, circumstances) for draw in CORNERS)


@lru_cache(maxsize=256)
def _card(
    gpu_id: str, count: int, region: str, circumstances: Circumstances, catalogue: Catalogue
) -> tuple[RigPlan, tuple[RigTerms, ...]] | None:
    """Used, or new where no used price is published."""
    plan = card_plan(gpu_id, count, True, region, catalogue) or card_plan(gpu_id, count, False, region, catalogue)
    return (plan, tuple(plan.terms(draw, circumstances) for draw in CORNERS)) if plan else None


@lru_cache(maxsize=1024)
def _rental(
    rental_id: str, price_type: str, work: str, region: str, beside_id: str, catalogue: Catalogue
) -> tuple[RentalPlan, tuple[RentalTerms, ...]]:
    beside: Machine = _rig(beside_id, region, USUAL, catalogue)[0].machine
    plan = rental_plan(rental_id, price_type, work, region, catalogue, beside)
    return plan, tuple(plan.terms(draw, NO_DEMAND, USUAL) for draw in CORNERS)


def _owning(
    way_id: str,
    kind: str,
    name: str,
    plan: RigPlan,
    terms: tuple[RigTerms, ...],
    holding: Held | None,
    idle_hours: float = 0.0,
    shape: str = "desktop",
) -> Way:
    return Way(
        id=way_id,
        kind=kind,
        side=RIG,
        name=name,
        href=plan.href,
        grade=GRADES[OWN],
        held=holding,
        gpu=plan.machine.gpu,
        count=plan.machine.count,
        price_usd=terms[1].price_usd * (1 + terms[1].purchase_tax),
        rig=terms,
        idle_hours=idle_hours,
        load_watts=plan.load_watts.typical,
        shape=shape,
        card="no",
        figures=plan.figures,
    )


def _usd_of_work(offered: tuple[Rented, Held]) -> float:
    offer, found = offered
    return offer.usd_per_hour / found.per_second.typical if found.per_second else float("inf")


def _spot_usd_of_work(offered: tuple[Rented, Held]) -> float:
    offer, found = offered
    assert offer.spot_usd_per_hour is not None
    return offer.spot_usd_per_hour / found.per_second.typical if found.per_second else float("inf")


def _seconds_of_work(offered: tuple[Rented, Held]) -> float:
    _, found = offered
    return 1 / found.per_second.typical if found.per_second else float("inf")


def _unbeaten(rigs: list[Way]) -> set[str]:
    """Ids of those that no other beats: whatever beats a rig comes before it, and what is beaten need not be asked."""
    working = [way for way in rigs if way.held is not None and way.held.works]
    best: dict[tuple[str, str], list[Way]] = {}
    for way in sorted(working, key=_best_first):
        alike = best.setdefault((way.kind, way.shape), [])
        if not any(_beats(other, way) for other in alike):
            alike.append(way)
    beaten = {way.id for way in working} - {way.id for alike in best.values() for way in alike}
    return {way.id for way in rigs} - beaten


def _best_first(way: Way) -> tuple[float, float, float, float, str]:
    """By price, then by the other respects in which one rig beats another."""
    room = way.held.room.typical / way.held.need.typical if way.held else 0.0
    pace = way.held.per_second.typical if way.held and way.held.per_second else 0.0
    return way.price_usd, way.load_watts, -room, -pace, way.id


def _beats(a: Way, b: Way) -> bool:
    """True when rig a is worse than b, of the same shape, in no respect: price, fit, pace, power. Both hold the job."""
    assert a.held and a.held.per_second and b.held and b.held.per_second
    room = a.held.room.typical / a.held.need.typical, b.held.room.typical / b.held.need.typical
    return (
        a.price_usd <= b.price_usd
        and room[0] >= room[1]
        and a.held.per_second.typical >= b.held.per_second.typical
        and a.load_watts <= b.load_watts
    )


def cheapest_large(large: Iterable[Way], grade: int) -> Way | None:
    """The cheapest machine for the larger job that meets a grade of privacy, typically and by the work."""
    fitting = (w for w in large if w.grade >= grade and w.held is not None and w.held.works)
    return min(fitting, key=lambda w: w.cost(1.0, 1.0, 0.0), default=None)
