"""The ledger is honest: constants are what the data gives, the committed figures are what the code gives, none has become worse."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import pytest

from benchmarks.accuracy import ledger
from benchmarks.accuracy.case import Case, Constants, Family, Goal
from benchmarks.accuracy.evidence import catalogue
from benchmarks.accuracy.figures import Outcome, errors, quantile
from benchmarks.accuracy.folds import Folds, Residual, spreads_of
from benchmarks.accuracy.minimise import fit_positive
from benchmarks.accuracy.refit import fitted

FAMILIES = {family.id: family for family in ledger.families()}
LAST_DIGITS = 0.01
"""Relative: a fit on another machine's floating point may end this far away."""


@pytest.fixture(scope="module")
def committed() -> dict[str, Any]:
    found = ledger.read()
    assert found is not None, "there is no benchmarks/accuracy.json; run `make accuracy`"
    return found


@pytest.mark.parametrize("family", FAMILIES.values(), ids=FAMILIES)
def test_a_family_is_what_the_code_gives(family: Family, committed: dict[str, Any]) -> None:
    """Its folds are fitted once: shipped constants are those of a fit, the ledger's figures are the code's, bounds are met."""
    folds = Folds(family, family.rows(catalogue()))
    entry = ledger.family_entry(family, catalogue(), folds)
    if family.constants_module:
        found = fitted(family, folds)
        assert {n: v for n, v in family.constants.items() if n in found} == pytest.approx(found, rel=LAST_DIGITS), (
            f"run `python -m benchmarks accuracy --refit {family.id}`"
        )

    written = committed["families"].get(family.id)
    assert written is not None, "a family is missing in benchmarks/accuracy.json; run `make accuracy`"
    assert [c[0] for c in written["cases"]] == [c[0] for c in entry["cases"]]
    for ours, theirs in zip(entry["cases"], written["cases"], strict=True):
        assert ours[1:] == pytest.approx(theirs[1:], rel=LAST_DIGITS), f"{ours[0]}: run `make accuracy`"
    assert entry["mdape"] == pytest.approx(written["mdape"], abs=0.1)

    assert ledger.setbacks({"families": {family.id: entry}}, committed["best"]) == []
    if family.binding:
        assert entry["mdape"] <= family.must.mdape
        assert entry["p90"] <= family.must.p90
        assert entry["coverage"] >= 85


def test_ledger_holds_every_family_once(committed: dict[str, Any]) -> None:
    assert list(committed["families"]) == list(FAMILIES)
    assert set(committed["best"]) == set(FAMILIES)


def test_best_is_never_above_what_is_written(committed: dict[str, Any]) -> None:
    for name, entry in committed["families"].items():
        for key in ledger.TRACKED:
            assert committed["best"][name][key] <= entry[key]


def case(source: str, number: int, measured: float) -> Case:
    return Case(f"{source}{number}", source, "software", "gpu", "model", measured, None)


class Spy:
    """A family that predicts the mean of what it was fitted to, and remembers what that was."""

    def __init__(self) -> None:
        self.seen: list[tuple[set[str], str]] = []

    def fit(self, cases: Sequence[Case]) -> Constants:
        values = [c.measured for c in cases if c.measured is not None]
        return {"mean": sum(values) / len(values), **{c.source: 1.0 for c in cases}}

    def predict(self, one: Case, constants: Constants) -> float:
        self.seen.append((set(constants) - {"mean"}, one.source))
        return constants["mean"]

    def family(self) -> Family:
        goal = Goal(1, 1)
        return Family("spy", "Spy", "", lambda _: [], self.fit, self.predict, {}, goal, goal, 1.0)


def test_no_case_is_predicted_by_constants_that_saw_its_source() -> None:
    spy = Spy()
    cases = [case(source, i, 1.0 + i + 10 * ("abc".index(source))) for source in "abc" for i in range(4)]
    outcomes = Folds(spy.family(), cases).outcomes()
    assert len(outcomes) == 12
    assert all(source not in fitted_on for fitted_on, source in spy.seen)
    # the mean of b's and c's 11 to 14 and 21 to 24
    assert outcomes[0].predicted == pytest.approx(17.5)


def test_ranges_of_a_source_come_from_the_others() -> None:
    spy = Spy()
    cases = [case("a", i, 10.0) for i in range(3)] + [case("b", i, 20.0) for i in range(3)] + [case("c", 0, 20.0)]
    first = Folds(spy.family(), cases).outcomes()[0]
    # without a: b is predicted from c alone and c from b alone, each 20 for 20: no residual at all
    assert first.predicted == pytest.approx(20)
    assert first.high == pytest.approx(first.low)


def test_quantiles_and_errors_by_hand() -> None:
    assert quantile([1, 2, 3, 4], 0.5) == 2.5
    outcomes = [Outcome(str(i), "a", 10, 11, 9, 12) for i in range(3)]
    outcomes += [Outcome(str(i), "b", 10, 13, 12, 14) for i in range(3)]
    found = errors(outcomes)
    # medians 10% and 30% of two sources that weigh alike; the 90th percentile of 10,10,10,30,30,30 is 30
    assert found["mdape"] == 20
    assert found["p90"] == 30
    assert found["coverage"] == 50
    assert found["width"] == pytest.approx(0.25)


def test_sources_of_few_readings_count_as_one() -> None:
    outcomes = [Outcome("1", "a", 10, 11, 0, 99), Outcome("2", "b", 10, 13, 0, 99)]
    outcomes += [Outcome(str(i), "c", 10, 10, 0, 99) for i in range(3)]
    assert errors(outcomes)["mdape"] == 10  # c: 0; a and b together: median of 10 and 30


def test_half_widths_weigh_sources_alike() -> None:
    # 90 small residuals of one source, one large of another: nine tenths of the weight lie beyond the first source's half
    residuals = [Residual("a", "g", 0.1) for _ in range(90)] + [Residual("b", "g", 0.5)]
    spreads = spreads_of(residuals, 0.0)
    assert spreads["g"] == 0.5
    assert spreads[""] == 1.0  # other groups: twice as wide


def test_fit_finds_the_least_squares() -> None:
    data = [(1.0, 5.0), (2.0, 7.0), (3.0, 9.0)]  # y = 3 + 2·x

    def loss(k: dict[str, float]) -> float:
        return sum((k["a"] + k["b"] * x - y) ** 2 for x, y in data)

    found = fit_positive(loss, {"a": 1.0, "b": 1.0}, steps=400)
    assert math.isclose(found["a"], 3, rel_tol=1e-3)
    assert math.isclose(found["b"], 2, rel_tol=1e-3)
