"""Addresses of answers: short, opened as they were, and honest about what has moved since.

Marks are FNV-1a of 32 bits: the values expected of it are the published test vectors of its authors.
"""

from __future__ import annotations

import random
from typing import Any
from urllib.parse import parse_qs

import pytest
from hypothesis import settings

from calculators import Catalogue, names, open_link, run
from calculators.core import links
from calculators.core.door import answer, calculator
from calculators.core.inputs import coerce, options_of
from calculators.core.quantity import Choice, FieldInfo, Quantity, Switch, Text, fields_of
from calculators.core.report import KeyFigure
from generator.today import as_of
from tests.support.records import real

LONGEST_ADDRESS = 300
SITE = "https://cloud-or-rig.example.org/"


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    """The real catalogue: the longest ids there are."""
    return real(as_of()).catalogue


def another(info: FieldInfo, catalogue: Catalogue, rng: random.Random) -> Any:
    """A value other than the default: the longest option, or a number of three digits."""
    meta = info.meta
    if isinstance(meta, Switch):
        return not info.default
    if isinstance(meta, Choice):
        return max((value for value in options_of(meta, catalogue) if value != info.default), key=len)
    assert isinstance(meta, Quantity)
    least, most = meta.minimum, min(meta.maximum, meta.minimum + 999)
    value = float(f"{rng.uniform(least, most):.3g}")
    value = round(value) if meta.integer else min(max(value, meta.minimum), meta.maximum)
    return value if value != info.default else meta.maximum


def all_changed(name: str, catalogue: Catalogue, seed: int) -> Any:
    rng = random.Random(seed)
    infos = [info for info in fields_of(calculator(name).Inputs) if not isinstance(info.meta, Text)]
    return calculator(name).Inputs(**{info.name: another(info, catalogue, rng) for info in infos})


@pytest.mark.parametrize(("text", "value"), [("", 0x811C9DC5), ("a", 0xE40C292C), ("foobar", 0xBF9CF968)])
def test_a_mark_is_fnv_1a(text: str, value: int) -> None:
    digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    shown = links.mark(text, 6)
    assert sum(digits.index(c) * 62**i for i, c in enumerate(reversed(shown))) == value


@pytest.mark.parametrize("name", names())
def test_marks_tell_inputs_and_options_apart(name: str, catalogue: Catalogue) -> None:
    infos = fields_of(calculator(name).Inputs)
    assert len({links.place(info.name) for info in infos}) == len(infos)
    assert not {info.name for info in infos} & {links.OF, links.PACKED, links.PINNED}
    for info in infos:
        if isinstance(info.meta, Choice):
            options = options_of(info.meta, catalogue)
            length = 4 if info.meta.options is None else 2
            assert len({links.mark(value, length) for value in options}) == len(options), info.name


@pytest.mark.parametrize("name", names())
def test_figures_of_a_report_have_labels_of_their_own(name: str, catalogue: Catalogue) -> None:
    figures = run(name, {}, catalogue)["report"]["figures"]
    assert len({figure["label"] for figure in figures}) == len(figures)


@pytest.mark.parametrize("name", names())
def test_an_address_with_every_input_changed_is_short(name: str, catalogue: Catalogue) -> None:
    samples = settings().max_examples
    report = answer(calculator(name), calculator(name).Inputs(), catalogue, "quick")[1]
    given = (all_changed(name, catalogue, seed) for seed in range(samples))
    queries = [links.query(one, report, catalogue) for one in given]
    assert len(set(queries)) == samples, "the samples differ"
    assert all(f"&of={catalogue.as_of}" in query for query in queries)
    assert max(len(f"{SITE}calculators/{name}/?{query}") for query in queries) <= LONGEST_ADDRESS


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("name", names())
def test_an_address_with_every_input_changed_opens_the_same(name: str, seed: int, catalogue: Catalogue) -> None:
    given = all_changed(name, catalogue, seed)
    report = answer(calculator(name), calculator(name).Inputs(), catalogue, "quick")[1]
    query = links.query(given, report, catalogue)
    bare = query.partition("&of=")[0]
    opened = open_link(f"{name}?{bare}", catalogue)
    assert opened["notices"] == []
    assert coerce(calculator(name).Inputs, opened["inputs"], catalogue) == given


def test_few_inputs_stand_by_their_names(catalogue: Catalogue) -> None:
    link = run("rent_or_buy", {"hours_per_week": "7,5", "own_rig_usd": 0}, catalogue)["link"]
    told = parse_qs(link)
    assert told["hours_per_week"] == ["7.5"] and told["own_rig_usd"] == ["0"]
    assert told["of"][0].startswith(f"{catalogue.as_of}~")
    assert set(told) == {"hours_per_week", "own_rig_usd", "of"}
    assert "link" not in run("rent_or_buy", {}, catalogue), "an answer of the defaults needs none"


@pytest.mark.parametrize(
    ("value", "packed"),
    [(41, "0f"), (0.0, "00"), (999, "G7"), (12.5, "J1"), (0.35, "YZ"), (15000, "pYF"), (0.0625, "qRA5"), (-3, "uV3"),
     (1e300, "~1e300~")],
)  # fmt: skip
def test_a_number_is_packed(value: float, packed: str) -> None:
    """By hand: 999 = 16·62 + 7; 12.5 = (2·62 + 1)/10, of the second 17 heads; 0.35 = 35/100; 15 = `F`, 10^3 = 31 + 3 = `Y`."""
    info = next(i for i in fields_of(calculator("rent_or_buy").Inputs) if i.name == "hours_per_week")
    assert links._pack(info, value, None) == packed


@pytest.mark.parametrize(
    ("count", "text"),
    [(0, "0"), (59, "x"), (60, "y0"), (121, "yz"), (122, "z0"), (182, "zy0"), (1852, "zzzzzzzzzzzzzzzM")],
)  # fmt: skip
def test_steps_between_places(count: int, text: str) -> None:
    """By hand: 60 of them in one character, `y` and another for 62 more, `z` for each 122. 1,852 = 15 x 122 + 22."""
    assert links._steps(count) == text
    assert links._stepped(f"?{text}00", 1) == (count, 1 + len(text))


def test_what_a_packed_address_cannot_bring_is_told(catalogue: Catalogue) -> None:
    infos = {info.name: info for info in fields_of(calculator("rent_or_buy").Inputs)}
    packed = links.packed([(infos["hours_per_week"], 41), (infos["rig"], "rtx-3090-desktop")], catalogue)
    rig = links.mark("rtx-3090-desktop", 3)
    opened = open_link(f"rent_or_buy?s={packed.replace(rig, '000')}z0040", catalogue)
    assert opened["inputs"] == {"hours_per_week": "41"}
    option, gone, cut = opened["notices"]
    assert option.startswith("Rig: what this link chose is no option")
    assert "an input that this page has not" in gone
    assert "not whole" in cut


def test_records_that_share_a_mark_have_a_longer_one(catalogue: Catalogue) -> None:
    """Two of the rentals do; what a shorter mark does not tell apart is no option. Without the records the longer one is taken."""
    marked: dict[str, list[str]] = {}
    for rental in catalogue["rentals"]:
        marked.setdefault(links.mark(rental, 3), []).append(rental)
    alike = [rentals for rentals in marked.values() if len(rentals) > 1]
    assert alike, "none share a mark any more: take other records"
    info = next(i for i in fields_of(calculator("rent_or_buy").Inputs) if i.name == "rental")
    for rental in alike[0]:
        packed = links.packed([(info, rental)], catalogue)
        assert packed == links.packed([(info, rental)])
        assert open_link(f"rent_or_buy?s={packed}", catalogue)["inputs"] == {"rental": rental}
        shorter = packed.replace(f".{links.mark(rental, 4)}", f"z{links.mark(rental, 3)}")
        (notice,) = open_link(f"rent_or_buy?s={shorter}", catalogue)["notices"]
        assert notice.startswith("Rental: what this link chose is no option")
    alone = next(rentals[0] for rentals in marked.values() if len(rentals) == 1)
    assert len(links.packed([(info, alone)], catalogue)) == len(links.packed([(info, alone)])) - 1


def figures_of(catalogue: Catalogue, **inputs: Any) -> tuple[KeyFigure, ...]:
    module = calculator("rent_or_buy")
    return answer(module, coerce(module.Inputs, inputs, catalogue), catalogue, "quick")[1].figures


def test_what_has_moved_since_is_told_with_both_values(catalogue: Catalogue) -> None:
    first, second, *_ = figures_of(catalogue, hours_per_week=41)
    link = run("rent_or_buy", {"hours_per_week": 41}, catalogue)["link"]
    assert open_link(f"rent_or_buy?{link}", catalogue)["notices"] == [], "nothing has moved"
    assert open_link(f"rent_or_buy?{link.replace(catalogue.as_of, '2025-01-31')}", catalogue)["notices"] == []

    of = f"2025-01-31~cloud~{links.mark(first.label, 3)}12~{links.mark(second.label, 3)}{float(f'{second.value.typical:.3g}'):g}"
    (notice,) = open_link(f"rent_or_buy?hours_per_week=41&of={of}", catalogue)["notices"]
    assert notice.startswith(f"This link was made with data of 2025-01-31; this page has data of {catalogue.as_of}.")
    assert f"{first.label}, from $12 to " in notice
    assert "the answer, which was “Cloud”" in notice
    assert second.label not in notice


def test_a_link_without_figures_says_that_what_moved_is_not_known(catalogue: Catalogue) -> None:
    for told in ("2025-01-31", "2025-01-31~rig"):
        (notice,) = open_link(f"rent_or_buy?hours_per_week=41&of={told}", catalogue)["notices"]
        assert notice.startswith("This link was made with data of 2025-01-31") and "not known" in notice
    assert open_link(f"rent_or_buy?hours_per_week=41&of={catalogue.as_of}", catalogue)["notices"] == []


@pytest.mark.parametrize(
    "told", ["x", "2026", "2026-11-25~rig~k3", "2026-11-25~<b>~", "~" * 100, "2026-11-25~rig~k3x1e9e9"]
)
def test_what_a_link_remembers_wrongly_is_told(told: str, catalogue: Catalogue) -> None:
    opened = open_link(f"rent_or_buy?hours_per_week=41&of={told}", catalogue)
    assert opened["inputs"] == {"hours_per_week": "41"}
    (notice,) = opened["notices"]
    assert "cannot be read" in notice and told[:60] in notice
