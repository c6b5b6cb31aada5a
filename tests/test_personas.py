"""Personas: kinds of readers, each with a cited reason; every verdict and every kind of reader is among them."""

from __future__ import annotations

import pytest

from calculators import Catalogue
from calculators.core.quantity import Choice, fields_of
from calculators.records import Reader
from calculators.records.guidance import VERDICTS
from calculators.records.reader import ASSUMED, KINDS, UNKNOWN

pytestmark = pytest.mark.everywhere

FEWEST = 40
"""Personas that the guidance is held to besides its own nine preferences and the hybrid strategy."""


def test_there_are_personas_of_every_kind_with_every_verdict(catalogue: Catalogue) -> None:
    personas = list(catalogue["personas"].values())
    assert len(personas) >= FEWEST
    assert {p.kind for p in personas} == set(KINDS) - {UNKNOWN}
    assert {p.verdict for p in personas} == set(VERDICTS) - {"none"}
    assert len({p.name for p in personas}) == len(personas)


def test_a_persona_rests_on_cited_evidence(catalogue: Catalogue) -> None:
    for persona in catalogue["personas"].values():
        assert persona.evidence, persona.id
        for evidence in persona.evidence:
            assert evidence.source and evidence.as_of, persona.id


def test_every_answer_that_can_be_unknown_has_one_that_is_taken_instead() -> None:
    infos = {info.name: info for info in fields_of(Reader)}
    open_ones = {name for name, info in infos.items() if info.default == UNKNOWN}
    assert open_ones == ASSUMED.keys()
    for name, taken in ASSUMED.items():
        meta = infos[name].meta
        assert isinstance(meta, Choice) and meta.options is not None
        assert taken in meta.options, name
        assert UNKNOWN in meta.options
