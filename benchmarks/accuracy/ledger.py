"""benchmarks/accuracy.json: every family's errors, the cases behind them, and the best figures ever committed."""

from __future__ import annotations

import importlib
import json
import math
import pkgutil
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import benchmarks.accuracy
from benchmarks.accuracy.case import Case, Family
from benchmarks.accuracy.figures import Outcome, errors, rule_errors
from benchmarks.accuracy.folds import Folds
from calculators.core.catalogue import Catalogue

PATH = Path(__file__).resolve().parents[1] / "accuracy.json"
WORST = 20
SLACK = 1.1
"""An error, or a width, may exceed the best ever committed by this factor."""
TRACKED = ("mdape", "p90", "width")
DIGITS = 4

Progress = Callable[[str], None]


def families() -> list[Family]:
    """Every family, in the order of their modules' names."""
    names = sorted(m.name for m in pkgutil.iter_modules(benchmarks.accuracy.__path__) if not m.name.startswith("_"))
    modules = [importlib.import_module(f"benchmarks.accuracy.{name}") for name in names]
    return [module.FAMILY for module in modules if isinstance(getattr(module, "FAMILY", None), Family)]


def family_entry(family: Family, everything: Catalogue, folds: Folds | None = None) -> dict[str, Any]:
    """A family's part of the ledger: figures as a whole and by group, the rules', and all cases."""
    cases = family.rows(everything)
    outcomes = (folds or Folds(family, cases)).outcomes()
    by_id = {case.id: case for case in cases}
    whole = errors(outcomes)
    entry: dict[str, Any] = {
        "title": family.title,
        "unit": family.unit,
        "must": [family.must.mdape, family.must.p90],
        "aim": [family.aim.mdape, family.aim.p90],
        "width_ceiling": family.width_ceiling,
        "binding": family.binding,
        **({"note": family.note} if family.note else {}),
        **whole,
        **_fits(family, cases),
        "by_source": _grouped(outcomes, lambda o: o.source),
        "by_gpu": _grouped(outcomes, lambda o: by_id[o.id].gpu or "unstated"),
        "by_software": _grouped(outcomes, lambda o: by_id[o.id].software),
        "rules": {name: _rule(cases, rule) for name, rule in family.naive.items()},
        "cases": [[o.id, *(_short(x) for x in (o.measured, o.predicted, o.low, o.high))] for o in outcomes],
    }
    return entry


def build(
    everything: Catalogue, chosen: Sequence[str] = (), before: dict[str, Any] | None = None, progress: Progress = print
) -> dict[str, Any]:
    """The ledger as the code stands, without the best figures ever. Where families are chosen, the others are as before."""
    entries: dict[str, Any] = {}
    cases: dict[str, Case] = {}
    for family in families():
        old = (before or {}).get("families", {}).get(family.id)
        if chosen and family.id not in chosen and old is not None:
            entries[family.id] = old
        else:
            progress(family.title)
            entries[family.id] = family_entry(family, everything)
        cases |= {case.id: case for case in family.rows(everything)}
    return {"families": entries, "worst": _worst(entries, cases)}


def with_best(ledger: dict[str, Any], before: dict[str, Any] | None) -> dict[str, Any]:
    """The ledger with the best figures ever: those of `before`, or the new ones where they are better."""
    best: dict[str, Any] = {}
    for name, entry in ledger["families"].items():
        old = (before or {}).get("best", {}).get(name, {})
        best[name] = {key: min(entry[key], old.get(key, math.inf)) for key in TRACKED}
    return {"best": best, **ledger}


def setbacks(ledger: dict[str, Any], best: dict[str, Any]) -> list[str]:
    """What has become worse than the best ever by more than SLACK, or too wide, in words."""
    out = []
    for name, entry in ledger["families"].items():
        for key in TRACKED:
            limit = SLACK * best.get(name, {}).get(key, math.inf)
            if entry[key] > limit + 10**-DIGITS:
                out.append(f"{name}: {key} is {entry[key]:g}, the best ever is {best[name][key]:g}")
        if entry["width"] > entry["width_ceiling"]:
            out.append(f"{name}: ranges are {entry['width']:g} wide; the ceiling is {entry['width_ceiling']:g}")
    return out


def read(path: Path = PATH) -> dict[str, Any] | None:
    """The committed ledger, if there is one."""
    if not path.exists():
        return None
    ledger: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return ledger


def text(ledger: dict[str, Any]) -> str:
    """The ledger as JSON, one line a case or group, so that a change shows what moved."""
    return _json(ledger, 0) + "\n"


def _json(value: Any, depth: int) -> str:
    pad = " " * (depth + 1)
    flat = json.dumps(value, ensure_ascii=False)
    if isinstance(value, dict) and value and (depth < 2 or any(isinstance(v, dict | list) for v in value.values())):
        inner = ",\n".join(f"{pad}{json.dumps(k, ensure_ascii=False)}: {_json(v, depth + 1)}" for k, v in value.items())
        return f"{{\n{inner}\n{' ' * depth}}}"
    if isinstance(value, list) and value and isinstance(value[0], list | dict):
        rows = ",\n".join(pad + json.dumps(v, ensure_ascii=False) for v in value)
        return f"[\n{rows}\n{' ' * depth}]"
    return flat


def _grouped(outcomes: Sequence[Outcome], key: Callable[[Outcome], str]) -> dict[str, Any]:
    groups: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        groups[key(outcome)].append(outcome)
    return {name: errors(groups[name]) for name in sorted(groups)}


def _rule(cases: Sequence[Case], rule: Callable[[Case], float | None]) -> dict[str, Any]:
    pairs = [(c.source, c.measured, rule(c)) for c in cases if c.measured is not None]
    return rule_errors([(source, measured, said) for source, measured, said in pairs if said])


def _fits(family: Family, cases: Sequence[Case]) -> dict[str, Any]:
    """Runs that did not fit: how many the prediction would have let pass. By the shipped constants."""
    failed = [c for c in cases if c.measured is None and c.capacity]
    if not failed:
        return {}
    passed = sum(family.predict(c, family.constants) <= (c.capacity or 0) for c in failed)
    return {"did_not_fit": len(failed), "said_to_fit": passed}


def _worst(entries: dict[str, Any], cases: dict[str, Case]) -> list[dict[str, Any]]:
    found = []
    for name, entry in entries.items():
        for case_id, measured, predicted, _, _ in entry["cases"]:
            if case_id not in cases:  # a family left as before names readings that data/ has no more
                continue
            found.append((abs(math.log(predicted / measured)), name, case_id, measured, predicted))
    found.sort(key=lambda item: (-item[0], item[2]))
    return [
        {
            "family": name,
            "id": case_id,
            "source": cases[case_id].source,
            "model": cases[case_id].model,
            "software": cases[case_id].software,
            "gpu": cases[case_id].gpu,
            "measured": measured,
            "predicted": predicted,
            "reason": cases[case_id].about or "not explained",
        }
        for _, name, case_id, measured, predicted in found[:WORST]
    ]


def _short(value: float) -> float:
    return float(f"{value:.{DIGITS}g}")
