"""API or own?

A hosted model paid by the token, beside the same kind of model on a rig of your own and on a rented GPU. Own hardware costs the same
whether it works or waits, so what counts is how many tokens a day it gets, and how many a second it writes for the conversations
that are open at once: for one it writes a tenth of what it does for thirty. The answer tells the load at which it turns.

The rig is paid in full, with the computer around its GPU, electricity at work and idle, and resale; the rented machine while it
waits for requests too. Prices of hosted models are those of one provider: choose the cheapest, the middle or the dearest.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from math import floor
from typing import Annotated

from calculators import _energy as energy
from calculators._formulas import Row, in_months, rental_rows, rig_table, table
from calculators._money import (
    A_RENTAL,
    A_RIG,
    BUY,
    BUY_WORDS,
    COMPLETE,
    HORIZON,
    NET_PRESENT_VALUE,
    OWN_PRICES,
    PRICE_TYPE,
    REGION,
    RENTAL_PRICE,
    RENTING,
    SETUP,
    STORAGE,
    UPKEEP,
    AtInterest,
    InCurrency,
    OfData,
    OfMeter,
    OwnPrices,
    OwnTime,
    Paying,
    Renting,
    Starts,
    in_currency,
    metered,
    upgrade_words,
)
from calculators._onward import Carrying, Onward, carry_on
from calculators._renting import CARBON, cut_words, term_words, waiting
from calculators._that_fits import elsewhere
from calculators.core.catalogue import Catalogue
from calculators.core.charts import SHORT, SHORT_MONEY, Line, lines
from calculators.core.example import Example
from calculators.core.inputs import InputError
from calculators.core.quantity import Choice, Quantity, Switch, Text, Unit, fields_of
from calculators.core.ranges import Range
from calculators.core.report import Cell, Chart, Column, Details, KeyFigure, Link, Reason, Report, Table, Verdict
from calculators.core.stated import sources, stated
from calculators.core.text import about, at_least, briefly, number, plain
from calculators.engines import api_cost, rental_cost, rig_cost
from calculators.engines.api_cost import ApiTerms
from calculators.engines.api_plans import ApiPlan
from calculators.engines.architecture import ArchitectureError, kv_values_per_token
from calculators.engines.assessment import API, CLOUD, RIG, rental_kg, rig_kg
from calculators.engines.chips import ChipError
from calculators.engines.circumstances import Circumstances, circumstances
from calculators.engines.corners import CORNERS, Draw, spanned, typical
from calculators.engines.demand import Demand
from calculators.engines.fitting import NO, TIGHT
from calculators.engines.flips import HOLDS, nearest_flip
from calculators.engines.generation import MEASURED_SERVERS
from calculators.engines.hosting import (
    DAYS_PER_MONTH,
    SECONDS_PER_HOUR,
    Host,
    Traffic,
    host,
    priced,
)
from calculators.engines.language_model import LanguageModel, language_model
from calculators.engines.rental_cost import RentalTerms, hours_given, overhead_per_week
from calculators.engines.rental_plans import ON_DEMAND, SPOT, OwnFigures, RentalPlan, rental_plan
from calculators.engines.rig_cost import RigTerms
from calculators.engines.rig_plans import Machine, RigPlan
from calculators.engines.software import SOFTWARE, usual
from calculators.engines.throughput import TEXT
from calculators.records.owning import OWNING, Owning

CHEAPEST, MIDDLE, DEAREST = "cheapest", "middle", "dearest"
PROVIDERS = {
    CHEAPEST: "the cheapest provider for this traffic",
    MIDDLE: "the middle one by price",
    DEAREST: "the dearest one",
}
AUTO = "auto"
MORE = "More"
MILLION = 1e6
ROUGH = 2
"""Significant digits of a load at which the answer turns: no more are known."""
NOTHING = Demand(0.0, 0.0, 0.0)
NAMES = {API: "the API", RIG: "the rig", CLOUD: "the rented GPU"}


@dataclass(frozen=True, kw_only=True)
class Inputs(OfMeter, OwnPrices, OfData, Starts, Renting, AtInterest, Paying, Owning, OwnTime, InCurrency, Carrying):
    """The requests, the model, and where it may run."""

    requests_per_day: Annotated[
        float, Quantity("Requests a day", "On average.", unit=Unit.COUNT, maximum=1e8, step=100)
    ] = 5000.0
    prompt_tokens: Annotated[
        int,
        Quantity(
            "Prompt",
            "Of a request, all that the model reads.",
            unit=Unit.TOKENS,
            minimum=1,
            maximum=1_000_000,
            integer=True,
        ),
    ] = 1500
    output_tokens: Annotated[
        int, Quantity("Reply", "", unit=Unit.TOKENS, minimum=1, maximum=1_000_000, integer=True)
    ] = 500
    concurrency: Annotated[
        int,
        Quantity(
            "Conversations at once",
            "For which your machine’s speed is told.",
            unit=Unit.COUNT,
            minimum=1,
            maximum=10_000,
            integer=True,
        ),
    ] = 16
    cached_fraction: Annotated[
        float,
        Quantity(
            "Cached part of the prompt",
            "From 0 to 1: the same beginning as in earlier requests, such as instructions.",
            unit=Unit.FRACTION,
            maximum=1,
            step=0.05,
        ),
    ] = 0.0
    daily_hours: Annotated[
        float,
        Quantity(
            "Hours a day in which requests come",
            "Your machine is on for them; 24 for any time.",
            unit=Unit.HOUR,
            minimum=0.1,
            maximum=24,
            step=0.5,
        ),
    ] = 24.0
    waits: Annotated[
        bool,
        Switch(
            "Stays on between requests",
            "No: requests are saved and run together, and the machine is off otherwise.",
        ),
    ] = True
    model: Annotated[str, Choice("Model", "On your own machine.", family="models")] = "llama-3-3-70b"
    quantization: Annotated[
        str, Choice("Quantization", "How many bits a weight is stored in.", family="quantizations")
    ] = "awq"
    api: Annotated[str, Choice("Hosted model", "", family="apis")] = "llama-3-3-70b"
    provider: Annotated[str, Choice("Provider", "Of the hosted model.", options=PROVIDERS)] = MIDDLE
    rig: Annotated[str, A_RIG] = "rtx-pro-6000-desktop"
    rental: Annotated[str, replace(A_RENTAL, label="Rented GPU", help="A machine by the hour.")] = (
        "hyperstack/rtx-pro-6000"
    )
    buy: Annotated[str, replace(BUY, group=OWNING)] = COMPLETE
    horizon_months: Annotated[float, HORIZON] = 36.0
    region: Annotated[str, REGION] = "united-states"

    software: Annotated[
        str,
        Choice(
            "Software",
            "The usual one follows from quantization and GPU.",
            MORE,
            options={AUTO: "the usual one", **{s.id: s.name for s in SOFTWARE.values() if not s.images}},
        ),
    ] = AUTO
    reading_tokens_per_s: Annotated[
        float | None,
        Quantity(
            "Your own reading",
            "Output tokens a second of all conversations on the rig; takes the place of the estimate.",
            MORE,
            unit=Unit.TOKENS_PER_S,
            minimum=0.01,
            maximum=1e7,
        ),
    ] = None
    price_type: Annotated[str, replace(PRICE_TYPE, help="", group=RENTING)] = ON_DEMAND
    rental_storage_gb: Annotated[float, replace(STORAGE, help="With the rented GPU: model and environment.")] = 0.0
    own_rental_usd_per_hour: Annotated[float | None, replace(RENTAL_PRICE, label="Price of the rented GPU")] = None
    own_input_usd_per_million_tokens: Annotated[
        float | None,
        Quantity(
            "Price of input tokens",
            "Leave empty for the provider’s.",
            OWN_PRICES,
            unit=Unit.USD_PER_MILLION_TOKENS,
            maximum=10_000,
            step=0.05,
        ),
    ] = None
    own_cached_usd_per_million_tokens: Annotated[
        float | None,
        Quantity(
            "Price of cached input tokens",
            "Leave empty for the provider’s; with a price of input tokens of your own, for that.",
            OWN_PRICES,
            unit=Unit.USD_PER_MILLION_TOKENS,
            maximum=10_000,
            step=0.05,
        ),
    ] = None
    own_output_usd_per_million_tokens: Annotated[
        float | None,
        Quantity(
            "Price of output tokens",
            "Leave empty for the provider’s.",
            OWN_PRICES,
            unit=Unit.USD_PER_MILLION_TOKENS,
            maximum=10_000,
            step=0.05,
        ),
    ] = None
    setup_hours: Annotated[float, replace(SETUP, help="Once: build, system, server.")] = 20.0
    upkeep_hours_per_month: Annotated[float, UPKEEP] = 2.0


@dataclass(frozen=True, kw_only=True)
class Outputs:
    """What each costs a month, the load at which the answer turns, and how busy the machine is. None: cannot be had or done."""

    verdict: Annotated[str, Text("Verdict", "`api`, `rig` or `cloud`: which costs least, typically.")]
    obstacles: Annotated[tuple[str, ...], Text("Obstacles", "Why one of them cannot do it.")]
    tokens_per_day: Annotated[float, Quantity("Tokens a day", "Read and written.", unit=Unit.COUNT)]
    api_usd_per_month: Annotated[Range, Quantity("API", unit=Unit.USD_PER_MONTH)]
    rig_usd_per_month: Annotated[Range | None, Quantity("Rig", unit=Unit.USD_PER_MONTH)]
    rental_usd_per_month: Annotated[Range | None, Quantity("Rented GPU", unit=Unit.USD_PER_MONTH)]
    rig_turn_tokens_per_day: Annotated[
        Range | None,
        Quantity("Rig from", "Tokens a day from which it costs no more than the API; None: never.", unit=Unit.COUNT),
    ]
    rig_turn_hours_per_week: Annotated[
        Range | None, Quantity("Rig from, in hours", "Hours of work a week at that load.", unit=Unit.HOURS_PER_WEEK)
    ]
    rig_turn_fraction: Annotated[
        Range | None,
        Quantity("Rig from, as share", "Of the hours in which requests come, that it then works.", unit=Unit.FRACTION),
    ]
    rig_turn: Annotated[str, Text("Rig from, in words", "The load, `always`, or `never`.")]
    rental_turn_tokens_per_day: Annotated[
        Range | None,
        Quantity(
            "Rented GPU from", "Tokens a day from which it costs no more than the API; None: never.", unit=Unit.COUNT
        ),
    ]
    rental_turn: Annotated[str, Text("Rented GPU from, in words", "The load, `always`, or `never`.")]
    needed_tokens_per_s: Annotated[
        float, Quantity("Needed", "Output tokens a second while requests come.", unit=Unit.TOKENS_PER_S)
    ]
    rig_tokens_per_s: Annotated[
        Range | None,
        Quantity(
            "A rig writes", "Output tokens a second, all conversations, their prompts read.", unit=Unit.TOKENS_PER_S
        ),
    ]
    rental_tokens_per_s: Annotated[
        Range | None, Quantity("A rented machine writes", "The same.", unit=Unit.TOKENS_PER_S)
    ]
    rigs: Annotated[int | None, Quantity("Rigs", "How many the load takes.", unit=Unit.COUNT)]
    rentals: Annotated[int | None, Quantity("Rented machines", "How many the load takes.", unit=Unit.COUNT)]
    busy_fraction: Annotated[
        Range | None, Quantity("Rig busy", "Share of the hours in which requests come.", unit=Unit.FRACTION)
    ]
    open_at_once: Annotated[
        Range | None,
        Quantity("Conversations open", "On average, at the rig’s speed for those at once.", unit=Unit.COUNT),
    ]
    api_usd_per_million_tokens: Annotated[
        Range | None, Quantity("API, a million tokens", "Read and written.", unit=Unit.USD_PER_MILLION_TOKENS)
    ]
    rig_usd_per_million_tokens: Annotated[
        Range | None, Quantity("Rig, a million tokens", "At this load.", unit=Unit.USD_PER_MILLION_TOKENS)
    ]
    rig_full_usd_per_million_tokens: Annotated[
        Range | None, Quantity("Rig, a million tokens, busy all the time", unit=Unit.USD_PER_MILLION_TOKENS)
    ]
    rig_million_tokens_kwh: Annotated[
        Range | None, Quantity("Rig, energy of a million tokens", "At the wall, idle hours included.", unit=Unit.KWH)
    ]
    rig_month_kwh: Annotated[Range | None, Quantity("Energy of the rig", "A month, at the wall.", unit=Unit.KWH)]
    rental_month_kwh: Annotated[Range | None, Quantity("Energy of the rented GPU", "A month.", unit=Unit.KWH)]
    rig_month_kg_co2e: Annotated[Range | None, Quantity("Carbon of the rig", "A month.", unit=Unit.KG_CO2E)]
    rental_month_kg_co2e: Annotated[Range | None, Quantity("Carbon of the rented GPU", "A month.", unit=Unit.KG_CO2E)]
    own_time_hours: Annotated[float, Quantity("Hours of your own", "For the rig.", unit=Unit.HOUR)]


@dataclass(frozen=True, slots=True)
class _Terms:
    """Everything that decides, at one corner, in plain numbers. Costs are of so many requests a day, in US dollars over the months."""

    api: ApiTerms
    rig: RigTerms
    rental: RentalTerms
    rig_rate: float
    rental_rate: float
    """With what is written anew where a machine is taken away."""
    traffic: Traffic
    rental_traffic: Traffic
    """In the hours that a rented machine has beside its starts."""
    besides: Demand
    """What is asked of a rented machine whatever the hours."""
    waits: bool
    months: float

    def demand(self, requests: float) -> tuple[int, Demand]:
        """(rigs, the work of each)."""
        count = self.traffic.machines(requests, self.rig_rate)
        hours = self.traffic.hours_of_work(requests, self.rig_rate) / count
        idle = max(0.0, self.traffic.hours_per_week - hours) if self.waits else 0.0
        return count, Demand(hours, idle, 0.0)

    def rented(self, requests: float) -> tuple[int, Demand]:
        """(rented machines, the hours that each is held): for the work, or as long as requests come."""
        traffic = self.rental_traffic
        count = traffic.machines(requests, self.rental_rate)
        work = traffic.hours_of_work(requests, self.rental_rate) / count
        return count, self.besides.with_hours(max(work, traffic.hours_per_week) if self.waits else work)

    def api_usd(self, requests: float) -> float:
        """Of the provider."""
        return api_cost.api_total(self.api, self.traffic.tokens(requests), self.months)

    def rig_usd(self, requests: float) -> float:
        """Of all rigs."""
        count, demand = self.demand(requests)
        return count * rig_cost.rig_total(self.rig, demand, self.months)

    def rental_usd(self, requests: float) -> float:
        """Of all rented machines."""
        count, held = self.rented(requests)
        return count * rental_cost.rental_total(self.rental, held, self.months)

    def rig_kwh(self, requests: float) -> float:
        """Energy at the wall over the months, of all rigs."""
        count, demand = self.demand(requests)
        return count * rig_cost.rig_kwh(self.rig, demand, self.months)

    @property
    def full_rig(self) -> float:
        """Requests a day that one rig can answer."""
        return self.traffic.most_requests(self.rig_rate)

    @property
    def full_rental(self) -> float:
        """Requests a day that one rented machine can answer."""
        return self.rental_traffic.most_requests(self.rental_rate)

    def turn(self, own_usd: Callable[[float], float], full: float, hosted: ApiTerms) -> float | None:
        """Requests a day from which one machine of one's own costs no more than a hosted model; None when not even a full one does.

        Both costs are straight lines up to what one machine can do: they meet at x = own(0) / (api(1) − (own(x₁) − own(0)) / x₁).
        """
        none, all_of_it = own_usd(0.0), own_usd(full)
        asked = api_cost.api_total(hosted, self.traffic.tokens(full), self.months)
        if all_of_it > asked:
            return None
        if none <= 0:
            return 0.0
        return full * none / (asked - (all_of_it - none))


@dataclass(frozen=True)
class _Case:
    """Checked inputs with their records, plans, hosts and terms."""

    inputs: Inputs
    traffic: Traffic
    api: ApiPlan
    providers: tuple[ApiPlan, ...]
    """All that take requests so long, the cheapest for this traffic first."""
    rig: RigPlan
    rental: RentalPlan
    rig_host: Host
    rental_host: Host | None
    rig_change: str
    rental_change: str
    """What would hold the model where they do not, in words."""
    ways: Circumstances
    model_name: str
    """The model with its quantization, as a sentence names it."""

    @property
    def own_api_prices(self) -> bool:
        """True when the reader's own prices stand in place of a provider's."""
        i = self.inputs
        own = (
            i.own_input_usd_per_million_tokens,
            i.own_cached_usd_per_million_tokens,
            i.own_output_usd_per_million_tokens,
        )
        return any(usd is not None for usd in own)

    @cached_property
    def rig_obstacle(self) -> str:
        """Why the rig cannot do it, or nothing."""
        return self._memory(self.rig_host, self.rig_change)

    @cached_property
    def rental_obstacle(self) -> str:
        """Why the rented machine cannot do it, or nothing."""
        if self.rental.obstacles:
            return self.rental.obstacles[0]
        terms = self.rental.terms(typical, NOTHING, self.ways)
        if overhead_per_week(terms, self.besides) >= hours_given(terms, self.besides):
            return f"Starting {self.rental.rental.name} {plain(self.inputs.starts_per_week)} times a week leaves no hours for work."
        return self._memory(self.rental_host, self.rental_change) if self.rental_host else "Its GPU is not published."

    def _memory(self, on: Host, change: str) -> str:
        told = f"{self.model_name} does not fit the memory of {on.name}"
        return f"{told}. The smallest change: {change or 'another model'}." if on.fits == NO else ""

    @property
    def besides(self) -> Demand:
        """What is asked of a rented machine whatever the hours: data kept and sent, starts."""
        i = self.inputs
        return Demand(0.0, 0.0, i.rental_storage_gb, i.egress_gb, i.starts_per_week)

    @cached_property
    def rates(self) -> tuple[Range, Range]:
        """Output tokens a second of all conversations on the rig and on the rented machine."""
        reading = self.inputs.reading_tokens_per_s
        rig = self.rig_host.pace.together if reading is None else Range.exact(reading)
        return rig, self.rental_host.pace.together if self.rental_host else rig

    def _terms(self, draw: Draw) -> _Terms:
        """Plain numbers at one corner of prices and speeds."""
        rig_rate, rental_rate = self.rates
        rental, besides = self.rental.terms(draw, NOTHING, self.ways), self.besides
        return _Terms(
            api=self.api.terms(draw, self.ways),
            rig=self.rig.terms(draw, self.ways),
            rental=replace(rental, rework=1.0),
            rig_rate=draw(rig_rate, False),
            rental_rate=draw(rental_rate, False) / rental.rework,
            traffic=self.traffic,
            rental_traffic=self.traffic.within(hours_given(rental, besides) - overhead_per_week(rental, besides)),
            besides=besides,
            waits=self.inputs.waits,
            months=self.inputs.horizon_months,
        )

    @cached_property
    def corners(self) -> tuple[_Terms, ...]:
        """Cheapest, typical, dearest."""
        return tuple(self._terms(draw) for draw in CORNERS)

    def costs(self, terms: _Terms, requests: float) -> dict[str, float]:
        """US dollars over the months of each that can do it: the API, the rig, the rented machine."""
        found = {API: terms.api_usd(requests)}
        if not self.rig_obstacle:
            found[RIG] = terms.rig_usd(requests)
        if not self.rental_obstacle:
            found[CLOUD] = terms.rental_usd(requests)
        return found

    def asked(self, plan: ApiPlan) -> Range:
        """US dollars a month that a provider asks for this traffic, at the three corners."""
        return _spanned(
            replace(t, api=plan.terms(draw, self.ways)).api_usd(self.inputs.requests_per_day) / t.months
            for t, draw in zip(self.corners, CORNERS, strict=True)
        )

    def best(self, terms: _Terms, requests: float) -> str:
        """Which costs least: on a tie the API before the rig, the rig before the rented machine."""
        return min(self.costs(terms, requests).items(), key=lambda item: item[1])[0]

    def turn(self, of: str, months: float | None = None) -> tuple[float | None, float | None, float | None]:
        """Requests a day at which own costs no more than the API: with all at its best for one's own, typically, at its worst."""
        all_ = self.corners if months is None else tuple(replace(t, months=months) for t in self.corners)
        best, middle, worst = (
            own.turn(own.rig_usd, own.full_rig, other.api)
            if of == RIG
            else own.turn(own.rental_usd, own.full_rental, other.api)
            for own, other in zip(all_, reversed(all_), strict=True)
        )
        return best, middle, worst


@lru_cache(maxsize=16)
def _case(inputs: Inputs, catalogue: Catalogue) -> _Case:
    quantization = catalogue["quantizations"][inputs.quantization]
    _check_length(inputs, catalogue)
    traffic = _traffic(inputs)
    providers = _priced(inputs.api, traffic, catalogue)
    if not providers:
        longest = max(p.context_tokens.typical for p in catalogue["apis"][inputs.api].prices if p.context_tokens)
        raise InputError(
            "prompt_tokens",
            f"no provider takes requests of {inputs.prompt_tokens + inputs.output_tokens:,} tokens",
            f"prompt and reply of {int(longest):,} tokens together",
        )
    order = {CHEAPEST: 0, MIDDLE: (len(providers) - 1) // 2, DEAREST: len(providers) - 1}
    rig = metered(inputs, catalogue)
    rental = rental_plan(
        inputs.rental,
        inputs.price_type,
        TEXT,
        inputs.region,
        catalogue,
        own=OwnFigures(usd_per_hour=inputs.own_rental_usd_per_hour, **inputs.own_of_renting, **inputs.own_of_data),
    )
    if rental.rental.offer is None:
        raise InputError("rental", f"{rental.rental.name} is not rented by the hour", "a machine by the hour")
    own_gb = rig.machine.memory_gb if rig.machine.gpu.segment == "unified" else None
    rental_host = _host(inputs, rental.machine, None, catalogue) if rental.machine else None
    rig_host = _host(inputs, rig.machine, own_gb, catalogue)
    return _Case(
        inputs=inputs,
        traffic=traffic,
        api=_own_prices(inputs, providers[order[inputs.provider]]),
        providers=providers,
        rig=rig,
        rental=rental,
        rig_host=rig_host,
        rental_host=rental_host,
        rig_change=elsewhere(rig_host, catalogue),
        rental_change=elsewhere(rental_host, catalogue) if rental_host else "",
        ways=circumstances(
            inputs,
            **inputs.time,
            rental_hours_of_own_per_month=inputs.rental_own_hours_per_month,
            **inputs.paying,
            capital_rate=inputs.interest_percent / 100,
            **inputs.renting,
            checkpoint_hours=_reply_hours(inputs, rental_host) if rental_host else 1.0,
        ),
        model_name=f"{catalogue['models'][inputs.model].name} in {quantization.name}",
    )


def _reply_hours(inputs: Inputs, on: Host) -> float:
    """Hours that a reply takes: what is lost where a machine is taken away is the replies that it was writing."""
    return _reply_s(inputs, on).typical / SECONDS_PER_HOUR


def _reply_s(inputs: Inputs, on: Host) -> Range:
    return on.pace.first_token_s + (inputs.output_tokens - 1) / on.pace.stream


def _traffic(inputs: Inputs) -> Traffic:
    return Traffic(
        prompt_tokens=inputs.prompt_tokens,
        output_tokens=inputs.output_tokens,
        cached=inputs.cached_fraction,
        hours_per_day=inputs.daily_hours,
    )


_priced = lru_cache(maxsize=32)(priced)


def _host(inputs: Inputs, machine: Machine, own_gb: float | None, catalogue: Catalogue) -> Host:
    """The model on a machine. InputError where its software or speed is not known."""
    gpu, quantization = machine.gpu, catalogue["quantizations"][inputs.quantization]
    software = usual(quantization, gpu, images=False) if inputs.software == AUTO else SOFTWARE[inputs.software]
    short = software.name.split(" (")[0]
    if not software.runs(quantization):
        raise InputError("software", f"{short} does not run {quantization.name}", "the usual one")
    if gpu.vendor not in software.vendors:
        raise InputError("software", f"{short} does not run on {gpu.name}", "the usual one")
    about_load = (inputs.model, inputs.quantization, gpu.id, machine.count, software.id)
    return _placed(about_load, _traffic(inputs), inputs.concurrency, own_gb, catalogue)


@lru_cache(maxsize=32)
def _placed(
    what: tuple[str, str, str, int, str], traffic: Traffic, concurrency: int, own_gb: float | None, catalogue: Catalogue
) -> Host:
    """A host by (model, quantization, GPU, number, software)."""
    model, quantization, gpu, count, software = what
    language = _language(model, quantization, catalogue)
    try:
        return host(
            language, catalogue["gpus"][gpu], count, SOFTWARE[software], traffic, concurrency, catalogue, own_gb
        )
    except ChipError as error:
        raise InputError("rig", f"{catalogue['gpus'][gpu].name}: {error}", "a GPU whose rates are published") from error


@lru_cache(maxsize=64)
def _language(model: str, quantization: str, catalogue: Catalogue) -> LanguageModel:
    record = catalogue["models"][model]
    try:
        language = language_model(record, catalogue["quantizations"][quantization])
        kv_values_per_token(language.architecture)
    except ArchitectureError as error:
        raise InputError("model", f"{record.name}: {error.field} {error.message}", "a language model") from error
    return language


@lru_cache(maxsize=32)
def _crowd(on: Host, concurrency: int) -> Range:
    """Output tokens a second of so many conversations on a host."""
    return on.at_once(concurrency).together


def _check_length(inputs: Inputs, catalogue: Catalogue) -> None:
    model = catalogue["models"][inputs.model]
    limit = int(model.context_tokens.typical) if model.context_tokens else 0
    prompt, reply = inputs.prompt_tokens, inputs.output_tokens
    if not limit or prompt + reply <= limit:
        return
    if reply >= limit:  # no prompt is short enough
        blamed, told, other = "output_tokens", f"a prompt of {prompt:,}", min(prompt, limit - 1)
    else:
        blamed, told, other = "prompt_tokens", f"a reply of {reply:,}", reply
    raise InputError(
        blamed,
        f"with {told} it is longer than the {limit:,} tokens the model was made for",
        f"1 to {limit - other} tokens",
    )


def _own_prices(inputs: Inputs, plan: ApiPlan) -> ApiPlan:
    """The provider's plan with the reader's own prices in place of its own; that of input holds for cached input without one."""
    if inputs.own_input_usd_per_million_tokens is not None:
        own = Range.exact(inputs.own_input_usd_per_million_tokens)
        plan = replace(plan, input_usd=own, cached_usd=own, unpublished=())
    if inputs.own_cached_usd_per_million_tokens is not None:
        plan = replace(plan, cached_usd=Range.exact(inputs.own_cached_usd_per_million_tokens), unpublished=())
    if inputs.own_output_usd_per_million_tokens is not None:
        plan = replace(plan, output_usd=Range.exact(inputs.own_output_usd_per_million_tokens))
    return plan


def _spanned(values: Iterator[float]) -> Range:
    low, middle, high = values
    return spanned(low, middle, high)


def _per_million(usd: Range, tokens: float) -> Range | None:
    """Of a month's money, what a million tokens cost; None where there is not one."""
    return usd * (MILLION / tokens) if tokens >= 1 else None


def calculate(inputs: Inputs, catalogue: Catalogue) -> Outputs:
    """All three at their three corners, and where they meet."""
    case = _case(inputs, catalogue)
    months, traffic, requests = inputs.horizon_months, case.traffic, inputs.requests_per_day
    corners = case.corners
    api = _spanned(t.api_usd(requests) / months for t in corners)
    rig = None if case.rig_obstacle else _spanned(t.rig_usd(requests) / months for t in corners)
    rental = None if case.rental_obstacle else _spanned(t.rental_usd(requests) / months for t in corners)
    rig_rate, rental_rate = case.rates
    cannot = (None, "never: it cannot do it")
    usual = corners[1]
    rig_turn = _turn(case.turn(RIG), traffic, usual.full_rig) if rig else cannot
    rental_turn = _turn(case.turn(CLOUD), traffic, usual.full_rental) if rental else cannot
    month = traffic.tokens(requests)
    tokens = month.input + month.output
    rig_kwh, rig_kg = _of_rigs(case) if rig else (None, None)
    rental_kwh, rental_kg = _of_rentals(case) if rental else (None, None)
    rigs = traffic.machines(requests, rig_rate.typical)
    busy = _spanned(_busy(traffic, requests, t.rig_rate) for t in corners)
    hours = None if rig_turn[0] is None else _hours_at(rig_turn[0], case)
    return Outputs(
        verdict=case.best(corners[1], requests),
        obstacles=tuple(words for words in (case.rig_obstacle, case.rental_obstacle) if words),
        tokens_per_day=requests * traffic.tokens_each,
        api_usd_per_month=api,
        rig_usd_per_month=rig,
        rental_usd_per_month=rental,
        rig_turn_tokens_per_day=rig_turn[0],
        rig_turn_hours_per_week=hours,
        rig_turn_fraction=None if hours is None else _share(hours, case),
        rig_turn=rig_turn[1],
        rental_turn_tokens_per_day=rental_turn[0],
        rental_turn=rental_turn[1],
        needed_tokens_per_s=traffic.written_per_s(requests),
        rig_tokens_per_s=rig_rate if rig else None,
        rental_tokens_per_s=rental_rate if rental else None,
        rigs=rigs if rig else None,
        rentals=usual.rented(requests)[0] if rental else None,
        busy_fraction=busy if rig else None,
        open_at_once=_open(case) if rig else None,
        api_usd_per_million_tokens=_per_million(api, tokens),
        rig_usd_per_million_tokens=_per_million(rig, tokens) if rig else None,
        rig_full_usd_per_million_tokens=_spanned(_full(t) for t in corners) if rig else None,
        rig_million_tokens_kwh=_per_million(rig_kwh, tokens) if rig_kwh else None,
        rig_month_kwh=rig_kwh,
        rental_month_kwh=rental_kwh,
        rig_month_kg_co2e=rig_kg,
        rental_month_kg_co2e=rental_kg,
        own_time_hours=rig_cost.own_hours(corners[1].rig, months) * rigs if rig else 0.0,
    )


def _of_rigs(case: _Case) -> tuple[Range, Range]:
    """(kWh, kg of CO2e) a month of all rigs."""
    requests, months, usual = case.inputs.requests_per_day, case.inputs.horizon_months, case.corners[1]
    kwh = _spanned(t.rig_kwh(requests) / months for t in case.corners)
    bought = usual.demand(requests)[0] * rig_cost.purchases(usual.rig, months) / months
    return kwh, rig_kg(case.rig, kwh, bought)


def _of_rentals(case: _Case) -> tuple[Range | None, Range | None]:
    """(kWh, kg of CO2e) a month of all rented machines; None where no power is published."""
    if case.rental.watts is None:
        return None, None
    used = [(t.rental, *t.rented(case.inputs.requests_per_day)) for t in case.corners]
    kwh = _spanned(count * rental_cost.rental_kwh(terms, held, 1) for terms, count, held in used)
    hours = _spanned(count * rental_cost.held_hours_per_month(terms, held) for terms, count, held in used)
    return kwh, rental_kg(case.rental, kwh, hours)


def _busy(traffic: Traffic, requests: float, rate: float) -> float:
    """Share of the hours in which requests come that each machine works."""
    hours = traffic.hours_of_work(requests, rate) / traffic.machines(requests, rate)
    return min(1.0, hours / traffic.hours_per_week)


def _full(terms: _Terms) -> float:
    """US dollars for a million tokens on a rig that is busy as long as requests come."""
    most = terms.full_rig
    month = terms.traffic.tokens(most)
    return terms.rig_usd(most) / terms.months / (month.input + month.output) * MILLION


def _hours_at(tokens_per_day: Range, case: _Case) -> Range:
    """Hours of work a week on rigs at a load, with their typical speed."""
    return tokens_per_day * (case.traffic.hours_of_work(1.0, case.rates[0].typical) / case.traffic.tokens_each)


def _share(hours: Range, case: _Case) -> Range:
    """Of the hours in which requests come."""
    return (hours * (1 / case.traffic.hours_per_week)).clamp(0.0, 1.0)


def _open(case: _Case) -> Range:
    """Conversations that are open on average, each as long as at the rig's speed for those at once."""
    inputs, reply = case.inputs, _reply_s(case.inputs, case.rig_host)
    return _spanned(
        case.traffic.open_at_once(inputs.requests_per_day, s) for s in (reply.low, reply.typical, reply.high)
    )


def _turn(
    found: tuple[float | None, float | None, float | None], traffic: Traffic, full: float
) -> tuple[Range | None, str]:
    """Requests a day as tokens a day, and in words. An end that is never reached counts as `full`: all that a machine does."""
    low, middle, high = found
    each = traffic.tokens_each
    if middle is None:
        at_best = f"; with every figure at its best for it, from {_tokens(low * each)} a day" if low else ""
        return None, f"never, even busy all the time{at_best}"
    most = max(middle, full)
    value = spanned((low if low is not None else middle) * each, middle * each, (most if high is None else high) * each)
    if middle == 0:
        return value, "always"
    worst = "never" if high is None else _tokens(high * each)
    return value, f"from {_tokens(middle * each)} a day; at best {_tokens(value.low)}, at worst {worst}"


def _tokens(count: float) -> str:
    """Tokens as people say them: `830,000 tokens`, `12 million tokens`, `1.5 billion tokens`."""
    if count >= 1000 * MILLION:
        return f"{plain(count / (1000 * MILLION), ROUGH)} billion tokens"
    if count >= MILLION:
        return f"{plain(count / MILLION, ROUGH)} million tokens"
    return f"{plain(count, ROUGH)} tokens"


def _onward(inputs: Inputs, catalogue: Catalogue) -> Reason:
    """To the whole decision, for the tokens that are written a day."""
    tokens = inputs.requests_per_day * inputs.output_tokens
    asked = {"tokens_per_day": min(tokens, 1e12)} if tokens >= 1 else {}
    return carry_on(Onward(inputs, catalogue, task="chat", concurrency=inputs.concurrency, **asked).to_recommend())


def report(inputs: Inputs, outputs: Outputs, catalogue: Catalogue) -> Report:
    """The answer with its reasons, where it turns, what each provider asks, assumptions and sources."""
    case = _case(inputs, catalogue)
    told = Report(
        verdict=Verdict(outputs.verdict, _sentence(case, outputs), _how_sure(case, outputs)),
        figures=_figures(outputs),
        reasons=(*_reasons(case, outputs), _onward(inputs, catalogue)),
        charts=(_by_load(case, outputs),),
        beneath=lambda: _details(case, outputs, catalogue),
    )
    return in_currency(told, inputs, outputs, catalogue)


def _details(case: _Case, outputs: Outputs, catalogue: Catalogue) -> Details:
    """Where it turns, what each provider asks, assumptions and sources."""
    used = (case.api.figures, case.rig.figures, case.rental.figures)
    return Details(
        tables=tuple(
            t
            for t in (
                _turns(case, outputs),
                _by_concurrency(case, outputs),
                _providers(case),
                _formulas(case, outputs),
                _energy(case, outputs, catalogue),
                _of_the_rig(case, outputs),
                _of_the_rental(case, outputs),
            )
            if t
        ),
        assumptions=_assumptions(case),
        stated=stated(catalogue, *used),
        sources=sources(*used),
    )


def _at_once(inputs: Inputs) -> str:
    return "one conversation at a time" if inputs.concurrency == 1 else f"{inputs.concurrency:,} conversations at once"


def _sentence(case: _Case, outputs: Outputs) -> str:
    inputs = case.inputs
    said = f"you said {_tokens(outputs.tokens_per_day)}"
    over = f"over {in_months(inputs.horizon_months)}"
    if outputs.verdict == API:
        own = _nearest_own(outputs)
        if own is None:
            if outputs.obstacles and outputs.rig_usd_per_month is None and outputs.rental_usd_per_month is None:
                return f"Use the API. {outputs.obstacles[0]}"
            full, asked = outputs.rig_full_usd_per_million_tokens, outputs.api_usd_per_million_tokens
            if case.rig_obstacle:
                told = f"Use the API: with {_at_once(inputs)} a rented GPU costs no less {over}, however busy it is"
                return f"{told}. {case.rig_obstacle}"
            if full is None or asked is None:
                return f"Use the API: with {_at_once(inputs)} no machine of your own costs less {over}, however busy it is."
            return (
                f"Use the API: a million tokens cost {number(asked.typical, Unit.USD)}; with {_at_once(inputs)} the rig takes "
                f"{number(full.typical, Unit.USD)} {over} even when it is never idle."
            )
        side, turn = own
        if turn.typical > outputs.tokens_per_day:
            return (
                f"Use the API: up to about {_tokens(turn.typical)} a day, with {_at_once(inputs)}, it is cheaper than {NAMES[side]} "
                f"{over}; {said}."
            )
        at = f"at {_tokens(outputs.tokens_per_day)} a day, with {_at_once(inputs)}"
        if _is_tie(outputs):
            return f"Use the API: {at}, nothing else costs less {over}, and it needs no machine."
        return f"Use the API: {at}, it is cheaper than {NAMES[side]} {over}."
    turn_of = outputs.rig_turn_tokens_per_day if outputs.verdict == RIG else outputs.rental_turn_tokens_per_day
    what = "Run it on the rig" if outputs.verdict == RIG else "Rent a GPU"
    if turn_of is None or turn_of.typical == 0:
        return f"{what}: with {_at_once(inputs)} it costs no more than the API at this load {over}."
    return f"{what}: from about {_tokens(turn_of.typical)} a day, with {_at_once(inputs)}, it is cheaper than the API {over}; {said}."


def _is_tie(outputs: Outputs) -> bool:
    """True where a machine of one's own costs just what the API does."""
    own = (outputs.rig_usd_per_month, outputs.rental_usd_per_month)
    return any(usd is not None and usd.typical == outputs.api_usd_per_month.typical for usd in own)


def _nearest_own(outputs: Outputs) -> tuple[str, Range] | None:
    """Of the rig and the rented machine, the one that is cheaper than the API from the smaller load."""
    turns = {RIG: outputs.rig_turn_tokens_per_day, CLOUD: outputs.rental_turn_tokens_per_day}
    known = [(side, turn) for side, turn in turns.items() if turn is not None]
    return min(known, key=lambda item: item[1].typical, default=None)


def _how_sure(case: _Case, outputs: Outputs) -> str:
    whose = "" if case.own_api_prices else f" of {case.api.provider}"
    told = [f"The API{whose} costs {about(outputs.api_usd_per_month, Unit.USD_PER_MONTH)}"]
    if outputs.rig_usd_per_month:
        told.append(f"the rig {about(outputs.rig_usd_per_month, Unit.USD_PER_MONTH)}")
    if outputs.rental_usd_per_month:
        told.append(f"the rented GPU {about(outputs.rental_usd_per_month, Unit.USD_PER_MONTH)}")
    return f"{'; '.join(told)}.{_other_providers(case, outputs)}"


def _other_providers(case: _Case, outputs: Outputs) -> str:
    """How many of the providers would turn the answer, and the one that asks least, or most, of them."""
    own = {RIG: outputs.rig_usd_per_month, CLOUD: outputs.rental_usd_per_month}
    known = {side: usd.typical for side, usd in own.items() if usd is not None}
    if case.own_api_prices or not known or not case.inputs.requests_per_day:
        return ""
    side = min(known, key=lambda s: known[s])
    asked = [(plan.provider, case.asked(plan).typical) for plan in case.providers]
    hosted = outputs.verdict == API
    turning = [(name, usd) for name, usd in asked if (usd > known[side]) == hosted]
    if not turning:
        return ""
    name, usd = turning[-1] if hosted else turning[0]
    more, end = (f"more than {NAMES[side]}", "most") if hosted else ("less", "least")
    return f" {len(turning)} of {len(asked)} providers ask {more}, {name} {end}: {number(usd, Unit.USD_PER_MONTH)}."


def _figures(outputs: Outputs) -> tuple[KeyFigure, ...]:
    def figure(label: str, value: Range | None, unit: Unit, side: str = "", note: str = "") -> tuple[KeyFigure, ...]:
        return () if value is None else (KeyFigure(label, value, unit, note, side),)

    rigs = f"{outputs.rigs} rigs" if outputs.rigs and outputs.rigs > 1 else ""
    rentals = f"{outputs.rentals} machines" if outputs.rentals and outputs.rentals > 1 else ""
    return (
        *figure("API", outputs.api_usd_per_month, Unit.USD_PER_MONTH, API),
        *figure("Rig", outputs.rig_usd_per_month, Unit.USD_PER_MONTH, RIG, rigs),
        *figure("Rented GPU", outputs.rental_usd_per_month, Unit.USD_PER_MONTH, CLOUD, rentals),
        *figure("API, a million tokens", outputs.api_usd_per_million_tokens, Unit.USD_PER_MILLION_TOKENS, API),
        *figure("Rig, a million tokens", outputs.rig_usd_per_million_tokens, Unit.USD_PER_MILLION_TOKENS, RIG),
        *figure(
            "The same, busy all the time", outputs.rig_full_usd_per_million_tokens, Unit.USD_PER_MILLION_TOKENS, RIG
        ),
        *figure("Rig busy", outputs.busy_fraction, Unit.FRACTION, RIG, "of the hours in which requests come"),
        *figure("Rig, energy of a million tokens", outputs.rig_million_tokens_kwh, Unit.KWH, RIG),
        *figure("Energy of the rig a month", outputs.rig_month_kwh, Unit.KWH, RIG),
        *figure("Energy of the rented GPU a month", outputs.rental_month_kwh, Unit.KWH, CLOUD),
        *figure("Carbon of the rig a month", outputs.rig_month_kg_co2e, Unit.KG_CO2E, RIG),
        *figure("Carbon of the rented GPU a month", outputs.rental_month_kg_co2e, Unit.KG_CO2E, CLOUD),
    )


def _reasons(case: _Case, outputs: Outputs) -> tuple[Reason, ...]:
    inputs, traffic = case.inputs, case.traffic
    rig_link, api_link = Link(case.rig.name, case.rig.href), Link(case.api.api.name, f"data/apis/{case.api.api.id}/")
    rental_link = Link(case.rental.rental.service.name, f"data/services/{case.rental.rental.service.id}/")
    reasons = []
    if case.rig_obstacle:
        reasons.append(Reason(case.rig_obstacle, (rig_link,), RIG))
    if case.rental_obstacle:
        reasons.append(Reason(case.rental_obstacle, (rental_link,), CLOUD))
    terms = case.corners[1].api
    who = "The API" if case.own_api_prices else case.api.provider
    reasons.append(
        Reason(
            f"{who} asks {number(terms.input_usd_per_million, Unit.USD_PER_MILLION_TOKENS)} read and "
            f"{number(terms.output_usd_per_million, Unit.USD_PER_MILLION_TOKENS)} written; nothing when no request comes.",
            (api_link,),
            API,
        )
    )
    rate = outputs.rig_tokens_per_s
    if rate is not None and outputs.busy_fraction is not None:
        needed = at_least(traffic.written_per_s(inputs.requests_per_day), LEAST_LOAD, Unit.TOKENS_PER_S)
        idle = "; idle, it costs its price all the same" if case.corners[1].rig.price_usd else ""
        reasons.append(
            Reason(
                f"With {_at_once(inputs)} the rig writes {briefly(rate, Unit.TOKENS_PER_S)}, prompts read besides; the load is "
                f"{needed}. It works {number(outputs.busy_fraction.typical, Unit.FRACTION)} of the time{idle}.",
                (rig_link,),
                RIG,
            )
        )
        if outputs.open_at_once is not None and outputs.open_at_once.typical < 0.7 * inputs.concurrency:
            open_at_once = at_least(outputs.open_at_once.typical, LEAST_LOAD, Unit.NONE)
            reasons.append(
                Reason(
                    f"At this load {open_at_once} conversations are open on average. Requests that come "
                    "evenly never fill the batch for which its speed is told; a crowd, or work that is saved up, does.",
                    side=RIG,
                )
            )
        at_once = case.rig_host.pace.at_once
        if inputs.concurrency > at_once:
            reasons.append(
                Reason(
                    f"Of {inputs.concurrency:,} conversations the rig’s memory holds {floor(at_once):,} at once; others wait.",
                    side=RIG,
                )
            )
    if outputs.rental_tokens_per_s is not None:
        held = _held_for(case)
        reasons.append(
            Reason(
                f"The rented machine asks {number(case.corners[1].rental.usd_per_hour, Unit.USD_PER_HOUR)}, paid {held}, and writes "
                f"{briefly(outputs.rental_tokens_per_s, Unit.TOKENS_PER_S)}.",
                (rental_link,),
                CLOUD,
            )
        )
    if inputs.rental_storage_gb or inputs.price_type == SPOT:
        reasons += [Reason(words, (rental_link,), CLOUD) for words in case.rental.unpublished]
    reasons += waiting(inputs.starts_per_week, case.ways)
    if inputs.api != inputs.model and case.api.api.model != inputs.model:
        reasons.append(Reason(f"{case.api.api.name} is not the model on your machine: their answers differ too."))
    reasons += [Reason(words, (api_link,), API) for words in case.api.unpublished if inputs.cached_fraction]
    if outputs.own_time_hours and not inputs.own_time_usd_per_hour:
        reasons.append(
            Reason(
                f"The rig also takes {plain(outputs.own_time_hours)} hours of your own time, counted here as worth nothing.",
                side=RIG,
            )
        )
    reasons.append(
        Reason(
            "On your own machine what people write stays with you; a provider sees it.",
            (Link("What decides: data privacy", "compare/#data-privacy"),),
        )
    )
    return tuple(reasons)


def _held_for(case: _Case) -> str:
    """For which hours a rented machine is paid."""
    if case.rental.committed_months:
        return "for its whole term"
    return "as long as requests come" if case.inputs.waits else "while it works"


HORIZONS = (24.0, 36.0)


def _turns(case: _Case, outputs: Outputs) -> Table | None:
    """The load at which the rig costs no more than the API, by horizon."""
    if outputs.rig_usd_per_month is None:
        return None
    rows: list[tuple[Cell, ...]] = []
    for months in sorted({*HORIZONS, case.inputs.horizon_months}):
        value, words = _turn(case.turn(RIG, months), case.traffic, case.corners[1].full_rig)
        if value is None:
            rows.append((in_months(months), words, "", ""))
            continue
        hours = _hours_at(value, case)
        rows.append((in_months(months), words, hours, _share(hours, case)))
    columns = (
        Column("Over"),
        Column("Tokens"),
        Column("Work", Unit.HOURS_PER_WEEK),
        Column("Share of the time", Unit.FRACTION),
    )
    note = f"With {_at_once(case.inputs)}, at the prices above; other prices, another turn."
    return Table("From when the rig costs no more than the API", columns, tuple(rows), note)


CROWDS = (1, 4, 16, 64, 256)


def _by_concurrency(case: _Case, outputs: Outputs) -> Table | None:
    """What a million tokens costs on a rig that is busy all the time, by conversations at once."""
    if outputs.rig_usd_per_month is None:
        return None
    traffic = case.traffic
    rows: list[tuple[Cell, ...]] = []
    for crowd in sorted({*CROWDS, case.inputs.concurrency}):
        rate = _crowd(case.rig_host, crowd)
        most = _tokens(traffic.most_requests(rate.typical) * traffic.tokens_each)
        rates = (draw(rate, False) for draw in CORNERS)
        cost = _spanned(_full(replace(t, rig_rate=r)) for t, r in zip(case.corners, rates, strict=True))
        rows.append((f"{crowd:,}", rate, most, cost))
    columns = (
        Column("At once"),
        Column("All together", Unit.TOKENS_PER_S),
        Column("Most a day"),
        Column("A million, busy all the time", Unit.USD),
    )
    return Table(
        "A cost per token holds for a number of conversations at once", columns, tuple(rows), "The rig, as estimated."
    )


def _providers(case: _Case) -> Table:
    """What each asks now, and for this traffic over the months."""
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            plan.provider,
            plan.input_usd,
            plan.output_usd,
            plan.cached_usd if not plan.unpublished else "not published",
            case.asked(plan),
        )
        for plan in case.providers
    )
    columns = (
        Column("Provider"),
        Column("Read", Unit.USD),
        Column("Written", Unit.USD),
        Column("Cached", Unit.USD),
        Column("This traffic", Unit.USD_PER_MONTH),
    )
    return Table(
        f"{case.api.api.name} by provider",
        columns,
        rows,
        "US dollars for a million tokens, as LiteLLM’s list has them; free allowances are not counted.",
    )


def _formulas(case: _Case, outputs: Outputs) -> Table:
    """Each cost with the reader's numbers in its formula, typical ones."""
    inputs, t, traffic = case.inputs, case.corners[1], case.traffic
    n, months = inputs.requests_per_day, inputs.horizon_months
    read, cached = inputs.prompt_tokens * (1 - inputs.cached_fraction), inputs.prompt_tokens * inputs.cached_fraction
    usd = Unit.USD
    api = "The API, at your own prices" if case.own_api_prices else Link(case.api.name, f"data/apis/{case.api.api.id}/")
    kept = f" + {plain(cached)} × {number(t.api.cached_usd_per_million, usd)}" if cached else ""
    rows: list[tuple[Cell, ...]] = [
        (
            api,
            f"{plain(n)} requests × {DAYS_PER_MONTH:.2f} days × ({plain(read)} × {number(t.api.input_usd_per_million, usd)}{kept} + "
            f"{inputs.output_tokens:,} × {number(t.api.output_usd_per_million, usd)}) / 1,000,000",
            number(outputs.api_usd_per_month.typical, Unit.USD_PER_MONTH),
        )
    ]
    if outputs.rig_usd_per_month is not None:
        count, demand = t.demand(n)
        parts = rig_cost.rig_parts(t.rig, demand, months)
        told = " + ".join(f"{part.replace('_', ' ')} {number(x, usd)}" for part, x in parts.items() if x)
        rig = Link(case.rig.name, case.rig.href)
        cost = number(outputs.rig_usd_per_month.typical, Unit.USD_PER_MONTH)
        rows += [
            (
                rig,
                f"work: 7 × {plain(n)} × {inputs.output_tokens:,} / {plain(t.rig_rate)} tokens/s / 3,600, on {count}",
                f"{plain(demand.hours_per_week)} h a week each",
            ),
            (rig, f"{count} × ({told or '$0'}) / {in_months(months)}", cost),
        ]
        if outputs.rig_turn_tokens_per_day is not None and outputs.rig_turn_tokens_per_day.typical > 0:
            full = t.full_rig
            none, most = t.rig_usd(0.0), t.rig_usd(full)
            asked = t.api_usd(full)
            rows.append(
                (
                    rig,
                    f"meets the API: {_tokens(full * traffic.tokens_each)} a day × {number(none, usd)} without a request / "
                    f"({number(asked, usd)} − {number(most - none, usd)} of electricity)",
                    f"{_tokens(outputs.rig_turn_tokens_per_day.typical)} a day",
                )
            )
    if outputs.rental_usd_per_month is not None:
        count, held = t.rented(n)
        each = number(rental_cost.rental_total(t.rental, held, months), usd)
        rows.append(
            (
                Link(case.rental.rental.name, f"data/services/{case.rental.rental.service.id}/"),
                f"{count} × {each} / {in_months(months)}",
                number(outputs.rental_usd_per_month.typical, Unit.USD_PER_MONTH),
            )
        )
    return Table(
        "The formulas with your numbers",
        (Column("Of"), Column("Formula"), Column("Is")),
        tuple(rows),
        "Typical values.",
    )


def _energy(case: _Case, outputs: Outputs, catalogue: Catalogue) -> Table:
    """Energy and carbon of one machine over the months, and of all of them a month."""
    usual, requests, months = case.corners[1], case.inputs.requests_per_day, case.inputs.horizon_months
    api = Link(case.api.name, f"data/apis/{case.api.api.id}/")
    unknown: Row = ("The API, energy", "", "not published: nobody tells it of a hosted model", "", api)
    region, rows = case.rig.region, [unknown]
    if outputs.rig_month_kwh is not None and outputs.rig_month_kg_co2e is not None:
        count, demand = usual.demand(requests)
        each = [emitted * (months / count) for emitted in (outputs.rig_month_kwh, outputs.rig_month_kg_co2e)]
        rows += energy.rig_energy(case.rig, usual.rig, demand, months, each[0], each[1], catalogue)
        source = Link(case.rig.name, case.rig.href)
        rows += energy.shared("All rigs, a month", each, f"× {count} ÷ {plain(months)}", count / months, source)
    if outputs.rental_usd_per_month is not None:
        count, held = usual.rented(requests)
        month = outputs.rental_month_kwh, outputs.rental_month_kg_co2e
        emitted = [a_month and a_month * (months / count) for a_month in month]
        service = case.rental.rental.service
        run = energy.running(usual.rental, held, months)
        rows += energy.rental_energy(case.rental, usual.rental.watts, run, (emitted[0], emitted[1]), region, catalogue)
        source = Link(service.name, f"data/services/{service.id}/")
        rows += energy.shared("All rented, a month", emitted, f"× {count} ÷ {plain(months)}", count / months, source)
    note = f"Typical values, of one machine over {in_months(months)} where not all are named."
    return energy.table(energy.TITLE, rows, note)


def _of_the_rig(case: _Case, outputs: Outputs) -> Table | None:
    """What one rig costs with its part of the load."""
    if outputs.rig_usd_per_month is None:
        return None
    terms = case.corners[1]
    count, demand = terms.demand(case.inputs.requests_per_day)
    each = f" Of {count} of them, each with its part of the load." if count > 1 else ""
    return rig_table(case.rig, case.ways, demand, terms.months, f"The numbers are typical values.{each}")


def _of_the_rental(case: _Case, outputs: Outputs) -> Table | None:
    """What one rented machine costs in the hours that it is held."""
    if outputs.rental_usd_per_month is None:
        return None
    requests, terms, months = case.inputs.requests_per_day, case.corners[1], case.inputs.horizon_months
    count, held = terms.rented(requests)
    ends = [rental_cost.rental_parts(t.rental, t.rented(requests)[1], months) for t in case.corners]
    parts = {part: spanned(*(end[part] for end in ends)) for part in ends[1]}
    each = f" Of {count} of them, each with its part of the load." if count > 1 else ""
    note = f"The numbers are typical values; it is paid {_held_for(case)}.{each}"
    rows = rental_rows(case.rental, case.ways, terms.rental, held, months, parts)
    return table(f"What {case.rental.rental.name} costs, with your numbers", rows, note)


POINTS = 16


def _by_load(case: _Case, outputs: Outputs) -> Chart:
    """What each costs a month, by tokens a day."""
    each, usual, months = case.traffic.tokens_each, case.corners[1], case.inputs.horizon_months
    full = usual.full_rig
    most = 2 * max(full, case.inputs.requests_per_day)
    loads = [most / 1000 * 1000 ** (i / (POINTS - 1)) for i in range(POINTS)]
    ways = [("API", API, _Terms.api_usd)]
    if outputs.rig_usd_per_month is not None:
        ways.append(("Rig", RIG, _Terms.rig_usd))
    if outputs.rental_usd_per_month is not None:
        ways.append(("Rented GPU", CLOUD, _Terms.rental_usd))
    rows = [(x * each, [_spanned(of(t, x) / months for t in case.corners) for _, _, of in ways]) for x in loads]
    drawn = [Line(name, side, [(tokens, costs[i]) for tokens, costs in rows]) for i, (name, side, _) in enumerate(ways)]
    spec = lines(
        drawn,
        "Tokens a day",
        "US dollars a month",
        (rows[0][0], rows[-1][0]),
        y_format=SHORT_MONEY,
        x_format=SHORT,
        logarithmic=True,
    )
    summary = (
        f"At {_tokens(outputs.tokens_per_day)} a day the API costs {number(outputs.api_usd_per_month.typical, Unit.USD_PER_MONTH)}"
        + (
            f", the rig {number(outputs.rig_usd_per_month.typical, Unit.USD_PER_MONTH)}"
            if outputs.rig_usd_per_month
            else ""
        )
        + f". One rig does up to {_tokens(full * each)} a day; each step beyond is one more. "
        "The bands run from the cheapest to the dearest that the figures allow."
    )
    columns = (Column("Tokens a day"), *(Column(name, Unit.USD) for name, _, _ in ways))
    table = Table(
        "Cost a month by tokens a day",
        columns,
        tuple((f"{tokens:,.0f}", *costs) for tokens, costs in rows),
    )
    return Chart("load", "What each costs a month, by load", summary, spec, table)


def _assumptions(case: _Case) -> tuple[str, ...]:
    inputs, software = case.inputs, case.rig_host.software
    told = [
        f"Speeds are for {software.name}, with {_at_once(inputs)}; they come from the engine of How fast?, whose ranges hold nine "
        "of ten measurements.",
        "Requests are alike, and spread over the hours in which they come; peaks within them are not counted.",
        "A prompt’s cached part is not read again, by the provider or by your own machine.",
        "One more machine is added when those that are there are busy all the time; each costs what the first does.",
        "The rig is on while requests come, and draws its idle power when it waits."
        if inputs.waits
        else "The machine is on only while it works: requests wait until then.",
        BUY_WORDS[inputs.buy],
        f"{NET_PRESENT_VALUE if inputs.interest_percent else 'Money of today: no interest'}, "
        "no inflation; prices stay as they are unless you say how they change. The range of a price widens as it ages.",
        f"Nobody publishes the energy of a hosted model. {CARBON}",
        "Starts, hours left running by mistake, data kept and sent count for the rented machine as what you set, at first nothing.",
        *upgrade_words(inputs, inputs.horizon_months),
        *term_words(case.rental, inputs.horizon_months),
        *cut_words((case.rental,), case.ways, NOTHING),
    ]
    if software.id not in MEASURED_SERVERS and inputs.concurrency > 1:
        told.append(f"Several conversations at once are not validated for {software.name.split(' (')[0]}.")
    if case.rig_host.fits == TIGHT:
        told.append("It fits the rig’s memory typically, not at its worst: see Will it fit?")
    return tuple(told)


PHRASES = {
    "requests_per_day": "requests a day",
    "own_rig_usd": "for the rig",
    "own_rental_usd_per_hour": "for the rented GPU",
    "own_input_usd_per_million_tokens": "for what the API reads",
    "own_output_usd_per_million_tokens": "for what the API writes",
    "own_electricity_usd_per_kwh": "for electricity",
    "horizon_months": "of use",
}
"""How a threshold of each input goes on, after its number."""
QUANTITIES = {info.name: info.meta for info in fields_of(Inputs) if isinstance(info.meta, Quantity)}


def number_flips(inputs: Inputs, catalogue: Catalogue) -> dict[str, tuple[float, float, str]]:
    """For each numeric input that can turn the verdict alone: its value, where it turns, and what costs least beyond."""
    case = _case(inputs, catalogue)
    now = case.corners[1]
    found = dict(_straight_flips(case))
    load = _load_flip(case)
    if load is not None:
        found["requests_per_day"] = (inputs.requests_per_day, *load)
    best = case.best(now, inputs.requests_per_day)

    def of(months: float) -> str:
        return case.best(replace(now, months=months), inputs.requests_per_day)

    quantity = QUANTITIES["horizon_months"]
    turn = nearest_flip(lambda months: of(months) == best, inputs.horizon_months, quantity.minimum, quantity.maximum)
    if turn is not None:
        found["horizon_months"] = (inputs.horizon_months, turn[1], of(turn[1]))
    return found


NEAR_STEPS = 40
"""Machines more or fewer up to which a turn is looked for: each is a step in the cost. A turn farther off is not told."""
BESIDE = 1e-9
"""How far beside a load it is looked at, as a share of it."""


def _load_flip(case: _Case) -> tuple[float, str] | None:
    """The nearest load at which another costs least, and which. Costs are straight between the loads that `_marks` gives.

    What costs least for less than HOLDS beyond, as where one machine is full just before another, is passed over.
    """
    asked, most = case.inputs.requests_per_day, QUANTITIES["requests_per_day"].maximum
    found = [turn for way in (1, -1) if (turn := _load_flip_towards(case, way, most)) is not None]
    return min(found, key=lambda turn: abs(turn[0] - asked), default=None)


def _load_flip_towards(case: _Case, way: int, most: float) -> tuple[float, str] | None:
    """The same among more requests than asked for (`way` 1), or fewer (-1)."""
    now, asked = case.corners[1], case.inputs.requests_per_day
    best, last = case.best(now, asked), asked

    def beside(load: float, share: float) -> float:
        return min(load * (1 + way * share) or max(0, way) * share, most)

    def same(load: float) -> bool:
        return case.best(now, load) == best

    for mark in [asked, *_marks(case, asked, way, most)]:
        if (mark - last) * way < 0:
            continue
        inside, beyond, at = beside(mark, -BESIDE), beside(mark, BESIDE), None
        if mark != asked and not same(inside):
            turn = nearest_flip(same, last, min(last, inside), max(last, inside), 2)
            assert turn is not None
            at = turn[1] if turn[1] > BESIDE else 0.0
        elif not same(beyond):
            at = mark
        if at is not None and not same(beside(at, HOLDS)):
            return at, case.best(now, beside(at, HOLDS))
        last = beyond if at is None else beside(at, HOLDS)
    return None


def _marks(case: _Case, asked: float, way: int, most: float) -> list[float]:
    """Loads from the one asked for outwards at which a machine is full, or costs what the API does, and the bound if it is near."""
    now = case.corners[1]
    near, far, marks = 0.0, most, {0.0, most}
    rented = () if case.rental_obstacle else ((now.rental_usd, now.full_rental, now.rented(asked)[0]),)
    for own_usd, full, count in ((now.rig_usd, now.full_rig, now.demand(asked)[0]), *rented):
        one = now.turn(own_usd, full, now.api)
        fewest = max(0, count - NEAR_STEPS)
        near, far = max(near, fewest * full), min(far, (count + NEAR_STEPS) * full)
        marks |= {k * step for k in range(fewest, count + NEAR_STEPS + 1) for step in (full, one) if step}
    return sorted((m for m in marks if near <= m <= far and (m - asked) * way > 0), key=lambda m: m * way)


LEAST_LOAD = 0.001
"""Tokens a second, and conversations: less is told as less than this."""
LEAST_PRICE = 1e-6
"""US dollars: a turn at a price below this is the rounding of a tie at nothing, beyond which there is no price."""


def _straight_flips(case: _Case) -> Iterator[tuple[str, tuple[float, float, str]]]:
    """Prices, each of which raises the cost of one side along a straight line: it turns where that meets the least of the others."""
    now, inputs, requests = case.corners[1], case.inputs, case.inputs.requests_per_day
    costs = case.costs(now, requests)
    best = case.best(now, requests)
    own_cached = inputs.own_cached_usd_per_million_tokens is not None or not inputs.cached_fraction
    read = [
        (
            "own_input_usd_per_million_tokens",
            API,
            now.api.input_usd_per_million,
            lambda x: replace(now, api=replace(now.api, input_usd_per_million=x)),
        )
    ]
    prices: list[tuple[str, str, float, Callable[[float], _Terms]]] = [
        *(read if own_cached else ()),
        (
            "own_output_usd_per_million_tokens",
            API,
            now.api.output_usd_per_million,
            lambda x: replace(now, api=replace(now.api, output_usd_per_million=x)),
        ),
        ("own_rig_usd", RIG, now.rig.price_usd, lambda x: replace(now, rig=replace(now.rig, price_usd=x))),
        (
            "own_electricity_usd_per_kwh",
            RIG,
            now.rig.usd_per_kwh,
            lambda x: replace(now, rig=replace(now.rig, usd_per_kwh=x)),
        ),
        (
            "own_rental_usd_per_hour",
            CLOUD,
            now.rental.usd_per_hour,
            lambda x: replace(now, rental=replace(now.rental, usd_per_hour=x)),
        ),
    ]
    for name, side, value, with_other in prices:
        if side not in costs or len(costs) < 2:
            continue
        slope = case.costs(with_other(value + 1.0), requests)[side] - costs[side]
        others = {other: usd for other, usd in costs.items() if other != side}
        least = min(others, key=lambda other: others[other])
        if slope <= 0:
            continue
        turned = value + (others[least] - costs[side]) / slope
        least_price = value if side == best else QUANTITIES[name].minimum + LEAST_PRICE
        if least_price <= turned <= QUANTITIES[name].maximum:
            yield name, (value, turned, least if side == best else side)


def changes(inputs: Inputs, outputs: Outputs, catalogue: Catalogue) -> tuple[Reason, ...]:
    """The nearest value of each input that turns the verdict, nearest first; all others stay as they are."""
    told = []
    for name, (value, turned, side) in number_flips(inputs, catalogue).items():
        unit = QUANTITIES[name].unit
        distance = abs(turned - value) / max(abs(value), 1e-9)
        way = "Above" if turned >= value else "At" if turned == QUANTITIES[name].minimum else "Below"
        words = f"{way} {number(turned, unit)} {PHRASES[name]} (now {number(value, unit)}), {NAMES[side]} costs least."
        told.append((distance, Reason(words, side=side)))
    told += [(1.0, reason) for reason in _provider_flips(inputs, outputs, catalogue)]
    if not told:
        return (Reason("Neither another load or horizon, nor any price alone, turns the answer."),)
    return tuple(reason for _, reason in sorted(told, key=lambda item: item[0]))


def _provider_flips(inputs: Inputs, outputs: Outputs, catalogue: Catalogue) -> Iterator[Reason]:
    for other in (CHEAPEST, MIDDLE, DEAREST):
        case = _case(replace(inputs, provider=other), catalogue)
        best = case.best(case.corners[1], inputs.requests_per_day)
        if best != outputs.verdict:
            yield Reason(f"With {PROVIDERS[other]}, {case.api.provider}, {NAMES[best]} costs least.", side=best)


_BY_HAND = {
    "prompt_tokens": 1000,
    "output_tokens": 1000,
    "own_input_usd_per_million_tokens": 0,
    "own_output_usd_per_million_tokens": 1,
    "own_rig_usd": 3600,
    "own_electricity_usd_per_kwh": 0,
    "resale_percent": 0,
    "own_rental_usd_per_hour": 10,
    "reading_tokens_per_s": 100,
}
EXAMPLES = (
    Example(
        title="A rig of 3,600 that writes 100 tokens a second, beside 1 dollar for a million tokens",
        inputs={**_BY_HAND, "requests_per_day": 1000},
        expected={
            "verdict": "api",
            "tokens_per_day": 2_000_000.0,
            "api_usd_per_month": 30.436875,
            "rig_usd_per_month": 100.0,
            "rig_turn_tokens_per_day": 6_570_976.5,
            "rig_turn_fraction": 0.3802648,
            "rig_turn_hours_per_week": 63.88449,
            "busy_fraction": 0.1157407,
            "rig_full_usd_per_million_tokens": 0.1901324,
        },
        source=(
            "By hand. A month has 365.2425 / 12 = 30.436875 days, so 1,000 replies of 1,000 tokens a day are 30.436875 million and as "
            "many dollars. The rig: 3,600 / 36 = 100 a month. They meet at 100 / 30.436875 x 1,000 = 3,285.488 requests, 6,570,976 "
            "tokens a day read and written. A day at 100 tokens/s writes 8.64 million: 3.285488 / 8.64 = 0.38026 of the time, "
            "x 168 = 63.884 h a week; now 1 / 8.64 = 0.11574. Full, it reads and writes 17.28 million a day: "
            "100 / (17.28 x 30.436875) = 0.19013."
        ),
    ),
    Example(
        title="More than one rig can do, and a rented machine that waits through office hours",
        inputs={**_BY_HAND, "requests_per_day": 4000, "daily_hours": 8, "own_rental_usd_per_hour": 0.5},
        expected={"rigs": 2, "rig_usd_per_month": 200.0, "api_usd_per_month": 121.7475, "busy_fraction": 0.6944444},
        source=(
            "By hand. In 8 h at 100 tokens/s a rig writes 2.88 million of the 4 million tokens, so 2 rigs, each busy "
            "2 / 2.88 = 0.694: 2 x 100. The API: 4 x 30.436875."
        ),
    ),
    Example(
        title="A rented machine is paid while it waits",
        inputs={**_BY_HAND, "requests_per_day": 10, "daily_hours": 8, "own_rental_usd_per_hour": 0.5},
        expected={
            "verdict": "api",
            "rentals": 1,
            "rental_usd_per_month": 121.7475,
            "rental_turn_tokens_per_day": 8_000_000.0,
        },
        source=(
            "By hand. 8 h a day are 56 h a week, x 4.348125 weeks = 243.495 h a month, at 0.50 are 121.75, however few the requests. "
            "The API asks as much for 121.7475 / 30.436875 = 4 million tokens written a day, 8 million with those read."
        ),
    ),
    Example(
        title="Nobody asks anything",
        inputs={**_BY_HAND, "requests_per_day": 0},
        expected={
            "verdict": "api",
            "api_usd_per_month": 0.0,
            "rig_usd_per_month": 100.0,
            "api_usd_per_million_tokens": None,
        },
        source="By hand: no token, no dollar; the rig is bought all the same.",
    ),
)
