"""Compare, Choose and People like you: the ten aspects, the guidance and the personas, each a section with its evidence."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from calculators.core.inputs import InputError
from calculators.core.quantity import fields_of
from calculators.records import Aspect, Guidance, Persona, Reader
from calculators.records.guidance import SIDES
from calculators.records.reader import KINDS
from generator.pages import addresses
from generator.pages.calculators import verdict
from generator.pages.form import value_text
from generator.pages.site import Site
from generator.pages.tables import link, record_link
from generator.pages.wrong import wrong


@dataclass(frozen=True, slots=True)
class Proof:
    """A sourced statement with links to the rows of the sources that state it."""

    text: str
    sources: list[Markup]
    as_of: str
    wrong: Markup


@dataclass(frozen=True, slots=True)
class AspectSection:
    """An aspect as Compare shows it."""

    aspect: Aspect
    favours: str
    proofs: list[Proof]
    related: list[Markup]
    guidance: list[Markup]


@dataclass(frozen=True, slots=True)
class Advice:
    """A preference as Choose shows it: `verdict` is what the recommend calculator says to the reader it speaks of."""

    guidance: Guidance
    aspects: list[Markup]
    proofs: list[Proof]
    side: str
    verdict: str
    href: str


def aspects(site: Site, root: str) -> list[AspectSection]:
    """The aspects in order."""
    resting = _guidance_by_aspect(site)
    out = []
    for aspect in sorted(site.catalogue["aspects"].values(), key=lambda a: a.order):
        related = [record_link(site, root, *key.split("/", 1)) for key in aspect.related]
        advice = [
            link(root + addresses.section("guidance", other.id), other.name) for other in resting.get(aspect.id, ())
        ]
        favours = aspect.favours if aspect.favours in SIDES else ""
        out.append(AspectSection(aspect, favours, _proofs(site, root, "aspects", aspect), related, advice))
    return out


def advice(site: Site, root: str) -> list[Advice]:
    """The guidance in order, each with the verdict for its reader computed now."""
    known = site.catalogue["aspects"]
    out = []
    for guidance in sorted(site.catalogue["guidance"].values(), key=lambda g: g.order):
        links = [
            link(root + addresses.section("aspects", aspect), known[aspect].name)
            for aspect in guidance.aspects
            if aspect in known
        ]
        side, verdict, href = _told(site, root, "guidance", guidance.id, guidance.reader)
        out.append(Advice(guidance, links, _proofs(site, root, "guidance", guidance), side, verdict, href))
    return out


@dataclass(frozen=True, slots=True)
class Person:
    """A persona as the gallery shows it; `told` is what the recommend calculator says to it now."""

    persona: Persona
    proofs: list[Proof]
    side: str
    told: str
    href: str


@dataclass(frozen=True, slots=True)
class People:
    """The personas of one kind of reader."""

    id: str
    title: str
    entries: list[Person]


def people(site: Site, root: str) -> list[People]:
    """The personas by kind of reader, in the order of the kinds."""
    known = site.catalogue["personas"].values()
    out = []
    for kind, words in KINDS.items():
        entries = [
            Person(p, _proofs(site, root, "personas", p), *_told(site, root, "personas", p.id, p.reader))
            for p in known
            if p.kind == kind
        ]
        if entries:
            out.append(People(kind, words[:1].upper() + words[1:], entries))
    return out


def filled(reader: Reader) -> dict[str, str]:
    """What a reader answered, as the address of a calculator holds it: the answers that are not the defaults."""
    return {
        info.name: value_text(value)
        for info in fields_of(Reader)
        if (value := getattr(reader, info.name)) != info.default
    }


def _told(site: Site, root: str, family: str, record_id: str, reader: Reader) -> tuple[str, str, str]:
    """What the recommend calculator says to a reader, and the address that asks it."""
    if "recommend" not in site.calculators:
        return "", "", ""
    inputs = filled(reader)
    try:
        said = verdict(site, "recommend", inputs)
    except InputError as error:
        raise ValueError(f"data/{family}/{record_id}.yml: reader: {error.field}: {error.message}") from error
    return said.side, said.sentence, root + addresses.calculator("recommend", inputs)


def _proofs(site: Site, root: str, family: str, record: Aspect | Guidance | Persona) -> list[Proof]:
    known = site.catalogue["sources"]
    out = []
    for index, evidence in enumerate(record.evidence):
        place = f"evidence.{index + 1}"
        links = [
            link(root + addresses.statement(source, family, record.id, place), known[source].name)
            for source in evidence.source
            if source in known
        ]
        report = wrong(site, root, (family, record.id, place), evidence.text, evidence.source)
        out.append(Proof(evidence.text, links, evidence.as_of, report))
    return out


def _guidance_by_aspect(site: Site) -> dict[str, list[Guidance]]:
    out: dict[str, list[Guidance]] = {}
    for guidance in sorted(site.catalogue["guidance"].values(), key=lambda g: g.order):
        for aspect in guidance.aspects:
            out.setdefault(aspect, []).append(guidance)
    return out
